"""What a user would write instead, as a program: Scrapy on a list of addresses.

    python -m benchmarks.crawl.peer ADDRESSES [DATABASE]

With a database, it takes title and text of each page by parsel and keeps them in batches of 100
(WAL, synchronous=normal). Without one, it only fetches. Files that are no pages are fetched, and
their bytes left alone. Set as Scrapy's own advice on broad crawls has it ("Broad Crawls" in its
documentation): as many requests at once as it likes (16), no cookies, few words.
"""

import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response

BATCH = 100
SETTINGS: dict[str, Any] = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "COOKIES_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "WARNING",
    "REMOTE_CONTROL_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "USER_AGENT": "delaywatch-benchmark",
}


class Batches:
    """A pipeline that writes a hundred items in one transaction."""

    def open_spider(self) -> None:
        """Make the table."""
        self.waiting: list[tuple[str, str, str]] = []
        self.db = sqlite3.connect(sys.argv[2], isolation_level=None)
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = normal")
        self.db.execute("create table pages (url text primary key, title text, text text)")

    def process_item(self, item: Any) -> Any:
        """Queue an item."""
        self.waiting.append((item["url"], item["title"], item["text"]))
        if len(self.waiting) >= BATCH:
            self._write()
        return item

    def close_spider(self) -> None:
        """Write what is left."""
        self._write()
        self.db.close()

    def _write(self) -> None:
        self.db.execute("begin immediate")
        self.db.executemany("insert into pages values (?, ?, ?)", self.waiting)
        self.db.execute("commit")
        self.waiting.clear()


class Pages(scrapy.Spider):
    """Fetches all addresses of a file."""

    name = "pages"
    fetched = 0

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield a request for each line of the file."""
        for url in ADDRESSES:
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[dict[str, str]]:
        """Take title and text of a page."""
        Pages.fetched += 1
        if KEEPS and isinstance(response, HtmlResponse):
            words = response.css("#main-content .rich-text ::text").getall()
            yield {
                "url": response.url,
                "title": response.css("h1::text").get(""),
                "text": " ".join(" ".join(words).split()),
            }


ADDRESSES = Path(sys.argv[1]).read_text(encoding="utf-8").split()
KEEPS = len(sys.argv) > 2


def main() -> None:
    """Run the spider, and say how many answers came."""
    pipelines = {"ITEM_PIPELINES": {Batches: 100}} if KEEPS else {}
    process = AsyncCrawlerProcess(SETTINGS | pipelines)
    process.crawl(Pages)
    process.start()
    print(Pages.fetched)


if __name__ == "__main__":
    main()

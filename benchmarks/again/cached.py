"""A peer: Scrapy with its own HTTP cache by RFC 2616, and a hash of each page's text.

python -m benchmarks.again.cached LIST FOLDER: reads the addresses of LIST, a line each, keeps cache
and hashes in FOLDER, and prints the addresses whose text is not what it was, as JSON.
"""

import hashlib
import json
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

_SETTINGS = {
    "HTTPCACHE_ENABLED": True,
    "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_ENABLED": False,
}


class CachedSpider(scrapy.Spider):
    """Fetches each address and holds its text against what it was."""

    name = "cached"

    def __init__(self, urls: list[str], db: sqlite3.Connection, changed: list[str]) -> None:
        super().__init__()
        self.urls, self.db, self.changed = urls, db, changed

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for each."""
        for url in self.urls:
            yield scrapy.Request(url)

    def parse(self, response: Response, **_: Any) -> None:
        """Keep the hash, and tell where it is another."""
        text = " ".join(response.css("#main-content ::text").getall())
        found = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
        known = self.db.execute("select hash from pages where url = ?", [response.url]).fetchone()
        if known and known[0] != found:
            self.changed.append(response.url)
        self.db.execute("insert or replace into pages values (?, ?)", [response.url, found])


def main() -> None:
    """Run it."""
    urls, folder = Path(sys.argv[1]).read_text(encoding="utf-8").split(), Path(sys.argv[2])
    db = sqlite3.connect(folder / "pages.db")
    db.execute("create table if not exists pages (url text primary key, hash text)")
    changed: list[str] = []
    process = AsyncCrawlerProcess({**_SETTINGS, "HTTPCACHE_DIR": str(folder / "cache")})
    process.crawl(CachedSpider, urls=urls, db=db, changed=changed)
    process.start()
    db.commit()
    print(json.dumps(changed))


if __name__ == "__main__":
    main()

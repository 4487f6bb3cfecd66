"""The peer: a crawl as scrapy-redis's own documents have it, ``python -m`` with REDIS.

Its scheduler, its queue and its filter of duplicates, all kept in Redis; a page is read as ours is.
"""

import re
import sys
from collections.abc import Iterator

from scrapy import Request
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy_redis.spiders import RedisSpider

from benchmarks.workers.scenes import DONE, SEEDS
from crawler.bodies import html_of
from crawler.platforms.feeds.article import article_of


class Stock(RedisSpider):
    """Reads a sitemap and its pages; says in Redis which it has read."""

    name = "stock"
    redis_key = SEEDS

    def parse(self, response: Response) -> Iterator[Request]:
        """Ask for each page of the sitemap."""
        for address in re.findall(r"<loc>(.*?)</loc>", response.text):
            yield Request(address, callback=self.read)

    def read(self, response: Response) -> None:
        """Read a page."""
        article_of(html_of(response)[0], response.url)
        self.server.sadd(DONE, response.url)


if __name__ == "__main__":
    process = CrawlerProcess({
        "REDIS_URL": sys.argv[1],
        "SCHEDULER": "scrapy_redis.scheduler.Scheduler",
        "DUPEFILTER_CLASS": "scrapy_redis.dupefilter.RFPDupeFilter",
        "SCHEDULER_PERSIST": True,
        # As polite as ours; all else as it comes.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    })  # fmt: skip
    process.crawl(Stock)
    process.start()

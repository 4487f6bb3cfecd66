"""robots.txt, as RFC 9309 has it.

Disallowed pages are refused; Crawl-delay is honoured (stock Scrapy ignores
it), but a site that asks for more than a minute is not crawled; nor is one
whose robots.txt answers 5xx, or not at all (stock Scrapy takes that for a yes).
"""

import asyncio
import logging
import time
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.guard import Refused
from crawler.patience import HostClosed

# Seconds. A day of a minute a page is 1,440 pages; who asks for more does not want to be read.
LONGEST_CRAWL_DELAY = 60.0

logger = logging.getLogger(__name__)


class NotCrawled(IgnoreRequest):
    """Nothing is fetched of this host; the message says why."""


class RobotsUnreadable(NotCrawled):
    """The site's wishes cannot be known."""


class CrawlDelayTooLong(NotCrawled):
    """The site wishes for a pause with which it cannot be read."""


class RobotsMiddleware:
    """Asks each host once for its robots.txt, then keeps to it."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.agent = crawler.settings["USER_AGENT"]
        self.last_request: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RobotsMiddleware":
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, in time; raises Refused, NotCrawled or HostClosed."""
        if request.meta.get("is_robots"):
            return
        host = urlsplit(request.url).netloc
        rules = self.crawler.spider.job.robots  # shared by the sources of a run
        if host not in rules:
            rules[host] = await self._read(request)
        if not rules[host].can_fetch(request.url, self.agent):
            raise Refused("robots.txt disallows it")
        wished = rules[host].crawl_delay(self.agent)
        if wished is not None and not wished <= LONGEST_CRAWL_DELAY:  # nan is no wish to keep
            raise CrawlDelayTooLong(
                f"{_robots_of(request)}: robots.txt asks for {wished:g} s between two requests "
                f"(Crawl-delay); not crawled, the most is {LONGEST_CRAWL_DELAY:g} s"
            )
        await self._wait(host, wished)

    async def _read(self, request: Request) -> Protego:
        url = _robots_of(request)
        try:
            response = await self.crawler.engine.download_async(
                Request(url, meta={"is_robots": True})
            )
        except HostClosed:
            raise  # it was not asked
        except Exception as error:
            raise RobotsUnreadable(f"{url}: robots.txt cannot be read ({_words(error)})") from error
        self.last_request[urlsplit(url).netloc] = time.monotonic()
        if response.status >= 500 or response.status == 429:  # noqa: PLR2004 - HTTP's own numbers
            raise RobotsUnreadable(
                f"{url}: robots.txt answers {response.status}; "
                "until it can be read nothing is fetched (RFC 9309)"
            )
        # 4xx: there is no robots.txt, so everything is allowed.
        text = response.body.decode("utf-8", "replace") if response.status == 200 else ""  # noqa: PLR2004
        return Protego.parse(text)

    async def _wait(self, host: str, wished: float | None) -> None:
        """Keep Crawl-delay seconds between two requests, on top of our own delay."""
        if wished:
            since = time.monotonic() - self.last_request.get(host, 0)
            await asyncio.sleep(max(0.0, float(wished) - since))
        self.last_request[host] = time.monotonic()


def _robots_of(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__

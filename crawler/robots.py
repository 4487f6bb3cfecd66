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
from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.bodies import CUT_GZIP
from crawler.guard import Refused
from crawler.hosts import Hosts, host_of
from crawler.patience import LONGEST_WAIT, HostClosed

# Seconds. A day of a minute a page is 1,440 pages; who asks for more does not want to be read.
LONGEST_CRAWL_DELAY = 60.0
# So much of a robots.txt is read: RFC 9309 section 2.5 asks for 500 KiB at least. What is behind
# that is nobody's wish any more, and takes minutes to go through.
MOST_READ = 512 * 1024
OK, TOO_MANY = 200, 429
CLIENT_ERRORS = range(400, 500)

logger = logging.getLogger(__name__)


class NotCrawled(IgnoreRequest):
    """Nothing is fetched of this host; the message says why."""

    host = ""


class RobotsUnreadable(NotCrawled):
    """The site's wishes cannot be known."""


class CrawlDelayTooLong(NotCrawled):
    """The site wishes for a pause with which it cannot be read."""


class RobotsMiddleware:
    """Asks each host once for its robots.txt, then keeps to it, and to the pace.

    Scrapy keeps its own pace within one source, between the moments at which requests leave. Each
    source has its own Scrapy, so here those moments are remembered for all of a run: the first
    request of a source is a delay away from the last one that the source before it sent to the
    same host. Redirects and further tries pass here as well.
    """

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.agent = crawler.settings["USER_AGENT"]
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RobotsMiddleware":
        """Scrapy's way to make a component."""
        made = cls(crawler)
        crawler.signals.connect(made.left, signals.request_left_downloader)
        return made

    async def process_request(self, request: Request) -> None:
        """Let the request pass, in time; raises Refused, NotCrawled or HostClosed."""
        try:
            await self._pass(request, host_of(request.url))
        except NotCrawled as reason:
            reason.host = host_of(request.url)
            raise

    async def _pass(self, request: Request, host: str) -> None:
        if request.meta.get("is_robots"):
            await self._wait(host, None)
            return
        rules = self._hosts.rules
        if host not in rules:
            rules[host] = await self._read_once(request, host)
        if not rules[host].can_fetch(request.url, self.agent):
            raise Refused("robots.txt disallows it")
        wished = rules[host].crawl_delay(self.agent)
        if wished is not None and not wished <= LONGEST_CRAWL_DELAY:  # nan is no wish to keep
            raise CrawlDelayTooLong(
                f"{_robots_of(request)}: robots.txt asks for {wished:g} s between two requests "
                f"(Crawl-delay); not crawled, the most is {LONGEST_CRAWL_DELAY:g} s"
            )
        await self._wait(host, wished)

    def left(self, request: Request) -> None:
        """Remember when a request left: Scrapy holds it back for a while after it passed here."""
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot"))
        if slot is not None and slot.lastseen:
            self._hosts.asked(host_of(request.url), slot.lastseen)

    async def _read_once(self, request: Request, host: str) -> Protego:
        """Return the rules of a host; what could not be read is not asked for again in this run.

        Unless the host wants a pause: that holds by itself, and may end before the run does.
        """
        unreadable = self._hosts.unreadable
        if host in unreadable:
            raise RobotsUnreadable(unreadable[host])
        try:
            return await self._read(request)
        except RobotsUnreadable as reason:
            if self._hosts.closed_for(host) <= LONGEST_WAIT:
                unreadable[host] = str(reason)
            raise

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
        return self.rules(url, response)

    def rules(self, url: str, response: Response) -> Protego:
        """Return the rules of a robots.txt as it was answered; see ``rules_of``."""
        return rules_of(url, response)

    async def _wait(self, host: str, wished: float | None) -> None:
        """Keep the delay between two requests, or Crawl-delay where that is longer."""
        gap = max(self.delay, float(wished or 0))
        await asyncio.sleep(self._hosts.too_soon(host, gap))
        self._hosts.asked(host, time.monotonic())

    @property
    def _hosts(self) -> Hosts:
        shared: Hosts = self.crawler.spider.job.hosts
        return shared


def rules_of(url: str, response: Response) -> Protego:
    """Return the rules of a robots.txt as it was answered (RFC 9309 section 2.3.1).

    Raises RobotsUnreadable where they cannot be known: a 5xx, "too many requests", a body that
    was cut, or an answer that is neither the file nor a word that there is none.
    """
    if response.status in CLIENT_ERRORS and response.status != TOO_MANY:
        return Protego.parse("")  # there is no robots.txt, so everything is allowed
    if response.status != OK or CUT_GZIP in response.flags:
        said = "was cut short" if response.status == OK else f"answers {response.status}"
        raise RobotsUnreadable(
            f"{url}: robots.txt {said}; until it can be read nothing is fetched (RFC 9309)"
        )
    body = response.body
    if len(body) > MOST_READ:
        logger.warning("%s: only the first %d KiB of %d are read", url, MOST_READ >> 10,
                       len(body) >> 10)  # fmt: skip
        body = body[: body.rfind(b"\n", 0, MOST_READ) + 1]
    return Protego.parse(body.decode("utf-8-sig", "replace"))


def _robots_of(request: Request) -> str:
    parts = urlsplit(request.url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__

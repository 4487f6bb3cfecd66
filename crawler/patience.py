"""When a site is busy or broken: wait as long as it asks, try again, then give up and say so."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from crawler.bodies import ASKING, BUSY, CUT_GZIP
from crawler.hosts import LONGEST_ASKED, Hosts, host_of
from crawler.job import cannot_write
from db.errors import Problem

FAULTS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    ConnectError,
    ConnectionDone,
    ConnectionLost,
    OSError,
)
LONGEST_WAIT = 600.0  # beyond that the host is left for another run
SHORTEST_PAUSE = 0.01  # between tries when there is no delay (a copy on this machine)

logger = logging.getLogger(__name__)


class HostClosed(IgnoreRequest):
    """The host asked for a pause that is too long to wait for; it was not asked again."""

    def __init__(self, words: str, host: str) -> None:
        super().__init__(words)
        self.host = host  # that of a redirect, too


class PatienceMiddleware:
    """Tries a page RETRY_TIMES more, doubling the pause, or pausing as Retry-After says.

    While it pauses no other request goes to that host, of this source or of a
    later one of the same run; and what the site itself asked for holds for later
    runs too, for it is written down in the same moment. Stock Scrapy ignores
    Retry-After and spends all its tries within 30 ms.
    """

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.tries = crawler.settings.getint("RETRY_TIMES")
        self.pause = max(crawler.settings.getfloat("DOWNLOAD_DELAY"), SHORTEST_PAUSE)

    @classmethod
    def from_crawler(cls, crawler: Any) -> "PatienceMiddleware":
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold the request until its host's pause is over; raises HostClosed if that is long."""
        self._load()
        host = host_of(request.url)
        while (closed := self._hosts.closed_for(host)) > 0:
            if closed > LONGEST_WAIT:
                words = f"{request.url}: not asked, the site asks to wait {closed:.0f} s"
                raise HostClosed(words, host)
            await asyncio.sleep(closed)  # it may be closed for longer by then

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Return the response, or the request for another try."""
        if response.status not in ASKING and CUT_GZIP not in response.flags:
            return response
        asked = _asked(response)
        if asked is not None:
            self._hosts.close(host_of(request.url), asked)
            self._keep(request, response, asked)
        if asked is not None and asked > LONGEST_WAIT:
            request.meta["asked_to_wait"] = asked
            return response
        if response.status in ASKING - BUSY:
            return response
        return self._again(request, asked) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return the request for another try, or None to let the fault through."""
        return self._again(request, None) if isinstance(exception, FAULTS) else None

    def _again(self, request: Request, asked: float | None) -> Request | None:
        tried = request.meta.get("tries", 1)
        if tried > self.tries or request.meta.get("one_try"):
            return None
        if asked is None:
            self._hosts.close(host_of(request.url), self.pause * 2**tried)
        retry: Request = request.copy()
        retry.meta["tries"] = tried + 1
        return retry

    @property
    def _hosts(self) -> Hosts:
        shared: Hosts = self.crawler.spider.job.hosts
        return shared

    def _load(self) -> None:
        """Take over, once a run, what earlier runs were asked for."""
        job = self.crawler.spider.job
        if job.hosts.is_loaded:
            return
        try:
            job.hosts.load(job.db)
        except (sqlite3.Error, OSError, Problem) as error:
            job.stop = cannot_write(error)

    def _keep(self, request: Request, response: Response, asked: float) -> None:
        """Let later runs know of the pause; own waits between tries are no wish of the site."""
        job = self.crawler.spider.job
        why = f"{response.status} at {request.url}: Retry-After, {asked:.0f} s"
        if asked <= 0:
            return
        try:
            job.hosts.keep(job.db, host_of(request.url), why)
        except (sqlite3.Error, OSError, Problem) as error:
            job.stop = cannot_write(error)


def _asked(response: Response) -> float | None:
    return retry_after(response.headers.get("Retry-After"), response.headers.get("Date"))


def retry_after(header: bytes | None, sent: bytes | None = None) -> float | None:
    """Return the seconds that a Retry-After asks for (a number or a date), at most an hour.

    ``sent`` is the answer's Date. A date is the server's, so it is counted by the server's clock
    too: ours may be ahead of it, and the host would be asked before its time.
    """
    if not header:
        return None
    words = header.decode("latin-1").strip()
    if words.isascii() and words.isdecimal():
        return min(float(words), LONGEST_ASKED)
    when = _moment(words)
    if when is None:
        return None
    theirs = _moment((sent or b"").decode("latin-1"))
    clocks = [datetime.now(UTC), *([theirs] if theirs else [])]
    seconds = max((when - clock).total_seconds() for clock in clocks)
    return min(max(seconds, 0.0), LONGEST_ASKED)


def _moment(words: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)

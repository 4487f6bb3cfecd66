"""When a site is busy or broken: wait as long as it asks, try again, then give up and say so."""

import asyncio
import logging
import time
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

from crawler.bodies import CUT_GZIP

BUSY = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
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
LONGEST_ASKED = 3600.0  # what we take a Retry-After for at most, in seconds
LONGEST_WAIT = 600.0  # beyond that the host is left for another run
SHORTEST_PAUSE = 0.01  # between tries when there is no delay (a copy on this machine)

logger = logging.getLogger(__name__)


class HostClosed(IgnoreRequest):
    """The host asked for a pause that is too long to wait for; it was not asked again."""


class PatienceMiddleware:
    """Tries a page RETRY_TIMES more, doubling the pause, or pausing as Retry-After says.

    While it pauses no other request goes to that host, of this source or of a
    later one of the same run. Stock Scrapy ignores Retry-After and spends all
    its tries within 30 ms.
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
        closed = self._open_at.get(_host(request), 0) - time.monotonic()
        if closed > LONGEST_WAIT:
            raise HostClosed(f"{request.url}: not asked, the site asks to wait {closed:.0f} s")
        if closed > 0:
            await asyncio.sleep(closed)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Return the response, or the request for another try."""
        if response.status not in BUSY and CUT_GZIP not in response.flags:
            return response
        asked = retry_after(response.headers.get("Retry-After"))
        if asked is not None:
            self._close(request, asked)
        if asked is not None and asked > LONGEST_WAIT:
            request.meta["asked_to_wait"] = asked
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
            self._close(request, self.pause * 2**tried)
        retry: Request = request.copy()
        retry.meta["tries"] = tried + 1
        return retry

    @property
    def _open_at(self) -> dict[str, float]:
        shared: dict[str, float] = self.crawler.spider.job.open_at
        return shared

    def _close(self, request: Request, seconds: float) -> None:
        """Let nothing go to the request's host for so long; a longer pause stands."""
        host, until = _host(request), time.monotonic() + seconds
        self._open_at[host] = max(until, self._open_at.get(host, 0))


def retry_after(header: bytes | None) -> float | None:
    """Return the seconds that a Retry-After asks for (a number or a date), at most an hour."""
    if not header:
        return None
    words = header.decode("latin-1").strip()
    if words.isdecimal():
        return min(float(words), LONGEST_ASKED)
    try:
        when = parsedate_to_datetime(words)
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    seconds = (aware - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_ASKED)


def _host(request: Request) -> str:
    return str(request.url.split("/")[2])

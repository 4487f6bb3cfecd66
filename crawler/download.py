"""How a page is downloaded: as Scrapy does it, with an end to headers and a look at the peer.

Stock Scrapy limits a body, and one line of the headers, but not the headers: one that was folded
over lines without end took 3.9 GB within four seconds.
"""

import select
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError

from crawler.addresses import host_of, why_forbidden
from crawler.guard import GuardedResolver, Refused

MOST_OF_HEADERS = 256 * 1024  # bytes; real ones are a few KB, and 200 KB was seen to pass
_STATUSES = range(100, 1000)  # three digits (RFC 9110 section 15)


class HeadersTooLong(Exception):
    """The headers of an answer have no end, or one of their lines has none."""


_CALLED = {
    ResponseDataLossError: "the answer was cut short: it has fewer bytes than it says",
    DownloadTimeoutError: "no whole answer in time",
    DownloadConnectionRefusedError: "the connection was refused",
    CannotResolveHostError: "there is no such host",
    ConnectionDone: "the connection was closed before a whole answer had come",
    ConnectionLost: "the connection broke before a whole answer had come",
    ParseError: "no answer in HTTP",
    HeadersTooLong: "its headers are too long",
}
_TELL_MORE = (DownloadTimeoutError, ParseError, HeadersTooLong)
_LONGEST = 200  # characters, of what a server said that is no HTTP


class GuardedDownloads(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, with connections that are guarded."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._stats = crawler.stats
        is_copy = crawler.settings.get("BASE_URL") is not None
        self._pool._factory = _CopyFactory if is_copy else _Factory  # noqa: SLF001 - no other way

    async def download_request(self, request: Request) -> Response:
        """Return the answer; raises Refused where the name leads to a forbidden address."""
        # Scrapy's own counts (DownloaderStats) write each head and answer out anew for their sizes.
        self._stats.inc_value("downloader/request_count")
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            if reason := GuardedResolver.refused.get(host_of(request.url)):
                raise Refused(reason) from error
            raise


class _Parser(_LenientHTTPClientParser):
    def statusReceived(self, status: bytes) -> None:  # noqa: N802 - Twisted's name
        super().statusReceived(status)
        if self.response.code not in _STATUSES:
            raise ParseError("no status of HTTP", status)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        raise HeadersTooLong(f"a line of more than {len(line):,} bytes")


class _Protocol(_LenientHTTP11ClientProtocol):
    """One connection, which reads so many bytes of headers and no more."""

    _of_headers = 0
    is_put_back = False  # at this moment: the pool does not choose it, and wants it as it is

    @property
    def state(self) -> str:
        """The state, by which it is chosen for another request: not if there is an answer already.

        That one came unasked, behind another, and would be taken for what is asked for next.
        """
        if self._state == "QUIESCENT" and not self.is_put_back and _is_readable(self.transport):
            self.transport.abortConnection()
            return "CONNECTION_LOST"
        return str(self._state)

    def request(self, request: Any) -> Any:
        answered = super().request(request)
        self._of_headers = 0
        if self._parser is not None:
            self._parser.__class__ = _Parser
        return answered

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state in {STATUS, HEADER}:
            self._of_headers += len(data)
            if self._of_headers > MOST_OF_HEADERS:
                error = HeadersTooLong(f"more than {MOST_OF_HEADERS >> 10} KiB")
                self.transport.abortConnection()
                self._disconnectParser(Failure(error))
                return
        super().dataReceived(data)


def _is_readable(transport: Any) -> bool:
    waiting = select.poll()
    waiting.register(transport.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


class _Factory(_LenientHTTP11ClientFactory):
    """Makes connections, but none to an address that is forbidden, however it came to that."""

    is_copy = False

    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 - Twisted's name
        reason = why_forbidden(addr.host, copy=self.is_copy)
        if reason:
            raise Refused(reason)
        return _Protocol(self._put_back)

    def _put_back(self, connection: _Protocol) -> None:
        """Keep a connection for another request, unless something waits on it: an end, mostly."""
        if connection.state != "QUIESCENT":
            return
        connection.is_put_back = True
        try:
            self._quiescentCallback(connection)
        finally:
            connection.is_put_back = False


class _CopyFactory(_Factory):
    is_copy = True


def words_of(error: BaseException) -> str:
    """Say in words what a failed download failed of, for the reason of a page's end.

    >>> words_of(ResponseDataLossError())
    'the answer was cut short: it has fewer bytes than it says'
    """
    if isinstance(error, DownloadFailedError):
        reasons = getattr(error.__cause__, "reasons", None)
        error = reasons[0].value if reasons else error
        if isinstance(error, ValueError):
            error = ParseError("a header that says nothing", str(error))
    said = " ".join(": ".join(map(_plain, error.args)).split())
    if isinstance(error, IgnoreRequest):
        return said
    called = next((words for kind, words in _CALLED.items() if isinstance(error, kind)), None)
    if called is None:
        return f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"{called} ({said})" if said and isinstance(error, _TELL_MORE) else called


def _plain(part: object) -> str:
    """Return a part of an error's message as words, not too many of them."""
    words = part.decode("ascii", "backslashreplace") if isinstance(part, bytes) else str(part)
    return words[:_LONGEST]

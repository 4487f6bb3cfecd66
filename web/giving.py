"""Give a file out in parts, so that neither memory nor other readers have to bear with it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from datasette.utils.asgi import Request, Response

from web.shelf import File

PART: Final = 256 * 1024  # bytes that are in memory at a time, of each download
MOST_AT_A_TIME: Final = 32  # downloads; pages are answered beside them
PATIENCE_SECONDS: Final = 60.0  # a reader who takes nothing for so long is let go
AGAIN_SECONDS: Final = 30
Receive = Callable[[], Awaitable[dict[str, Any]]]
_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


class Download:
    """A file as an answer: whole, or the one range that was asked for (RFC 9110, section 14).

    ``receive`` is that of the request: it tells when the reader has gone.
    """

    going_on = 0

    def __init__(
        self, path: Path, status: int, headers: Mapping[str, str], span: range, receive: Receive
    ) -> None:
        self._path, self._status, self._headers = path, status, headers
        self._span, self._receive = span, receive

    async def asgi_send(self, send: Any) -> None:
        """Send it part by part, each read in another thread; as slowly as the reader takes it."""
        Download.going_on += 1
        gone = asyncio.create_task(_is_gone(self._receive))
        try:
            stream = await asyncio.to_thread(self._path.open, "rb")
            try:
                await send(_start(self._status, self._headers))
                with suppress(TimeoutError):  # the answer then ends before it is whole
                    await self._send_parts(stream, send, gone)
            finally:
                await asyncio.to_thread(stream.close)
        finally:
            gone.cancel()
            Download.going_on -= 1

    async def _send_parts(self, stream: BinaryIO, send: Any, gone: asyncio.Task[None]) -> None:
        await asyncio.to_thread(stream.seek, self._span.start)
        left = len(self._span)
        while left:
            part = await asyncio.to_thread(stream.read, min(PART, left))
            if not part or gone.done():  # it is shorter than it was: the reader sees that
                return
            left -= len(part)
            message = {"type": "http.response.body", "body": part, "more_body": True}
            async with asyncio.timeout(PATIENCE_SECONDS):
                await send(message)
        await send({"type": "http.response.body", "body": b""})


class _Head:
    """What would be given out, without it."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    async def asgi_send(self, send: Any) -> None:
        await send(_start(HTTPStatus.OK, self._headers))
        await send({"type": "http.response.body", "body": b""})


Answer: TypeAlias = Response | Download | _Head


async def _is_gone(receive: Receive) -> None:
    """Ends when the reader does not listen any more; the server itself does not say so else."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _start(status: int, headers: Mapping[str, str]) -> dict[str, Any]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def given(request: Request, receive: Receive, file: File, name: str) -> Answer:
    """A file to a reader who may have it already, or a part of it, or wants to know its size.

    ``name`` is that under which it is kept by who downloads it.
    """
    tag = f'"{file.sha256}"'
    headers = {
        "etag": tag,
        "cache-control": "max-age=30",  # it may be withheld, or text be removed from it
        "accept-ranges": "bytes",
        "content-disposition": f'attachment; filename="{name}"',
        "content-type": file.content_type,
    }
    if _is_known(request.headers.get("if-none-match", ""), tag):
        return Response("", status=304, headers={"etag": tag})
    if request.method == "HEAD":
        return _Head(headers | {"content-length": str(file.size)})
    if Download.going_on >= MOST_AT_A_TIME:
        return _later()
    span = _span(request, file.size, tag)
    if span is None:
        return Response("", status=416, headers={"content-range": f"bytes */{file.size}"})
    status = HTTPStatus.OK
    if len(span) < file.size:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["content-range"] = f"bytes {span.start}-{span.stop - 1}/{file.size}"
    headers["content-length"] = str(len(span))
    return Download(file.path, status, headers, span, receive)


def _later() -> Response:
    words = "Many downloads are going on. Try again in half a minute.\n"
    headers = {"retry-after": str(AGAIN_SECONDS), "cache-control": "no-store"}
    return Response.text(words, status=503, headers=headers)


def _is_known(known: str, tag: str) -> bool:
    return known.strip() == "*" or tag in (
        part.strip().removeprefix("W/") for part in known.split(",")
    )


def _span(request: Request, size: int, tag: str) -> range | None:
    """Which bytes were asked for; all where the question is none we know; None: there are none."""
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None or request.headers.get("if-range", tag) != tag or found[0] == "bytes=-":
        return range(size)
    first, last = found.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    return range(start, stop) if start < stop else None

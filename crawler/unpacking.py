"""Bodies that a server packed: unpacked up to a size, and held to reach their end.

Only gzip is asked for. What comes in another packing all the same is unpacked too, for some caches
give everyone what one of them asked for. Stock Scrapy takes what it can get of a packed body that
was cut, and says nothing.
"""

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Protocol

import brotli

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]
except ImportError:  # before Python 3.14
    from backports import zstd

MOST_LAYERS = 2  # nobody packs a page three times in good faith
MOST_STREAMS = 1000  # one after the other: each costs time, and may hold nothing
_PIECE = 64 * 1024
_WINDOW_BITS = 23  # of zstd: 8 MiB, what a receiver must have room for (RFC 8878 section 3.1.1.1.2)
_NOT_PACKED = frozenset({"", "identity", "none", "utf-8"})  # as some servers say
_GZIP_MARK, _ZSTD_MARK = _MARKS = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_GZIP, _ZLIB, _BARE = 31, 15, -15  # zlib's numbers for the three dresses of one packing


class TooLarge(Exception):
    """It unpacks to more than may be."""


class NotUnpacked(Exception):
    """It is not packed as it says, or in no way that is known; the message says which."""


def packings(headers: list[bytes]) -> list[str]:
    """Return the names of what a body was packed with, the last first; raises NotUnpacked.

    ``headers`` are the values of Content-Encoding, in their order.
    """
    names = b",".join(headers).decode("latin-1").lower().split(",")
    found = [name for name in map(str.strip, reversed(names)) if name not in _NOT_PACKED]
    if len(found) > MOST_LAYERS:
        raise NotUnpacked(f"it is packed {len(found)} times")
    unknown = next((name for name in found if name not in _READERS), None)
    if unknown:
        raise NotUnpacked(f"it is packed in a way that was not asked for ({unknown[:40]!r})")
    return found


def unpacked(body: bytes, packing: str, most: int) -> tuple[bytes, bool]:
    """Return what is in a body, and whether it reached its end.

    Raises TooLarge where that is more than ``most`` bytes, and NotUnpacked where nothing can be had
    of it because it is not packed so.
    """
    found, is_whole = BytesIO(), False
    try:
        for piece, is_whole in _pieces(body, _READERS[packing]):  # noqa: B007 - the last one counts
            found.write(piece)
            if found.tell() > most:
                raise TooLarge
    except (zlib.error, zstd.ZstdError, brotli.error) as error:
        if not found.tell() and not body.startswith(_MARKS):
            raise NotUnpacked(f"it says that it is packed ({packing}) and is not") from error
        is_whole = False
    return found.getvalue(), is_whole


def _pieces(body: bytes, reader: "Callable[[bytes], _Stream]") -> Iterator[tuple[bytes, bool]]:
    """Yield what is in the streams that a body is made of, and whether it is whole up to there.

    gzip has members (RFC 1952 section 2.2) and zstd frames (RFC 8878 section 3); what follows the
    last of them and is none is padding.
    """
    start = 0
    for number in range(MOST_STREAMS):
        stream = reader(body[start : start + _PIECE])
        if number and not body.startswith(stream.mark, start):
            return
        while start < len(body) and not stream.eof:
            given = body[start : start + _PIECE]
            start += len(given)
            yield stream.decompress(given, _PIECE), stream.eof
            while not stream.eof and not stream.needs_input:
                yield stream.decompress(b"", _PIECE), stream.eof
        start -= len(stream.unused_data)
        if start >= len(body) or not stream.mark:
            return
    yield b"", False


class _Stream(Protocol):
    """What is read of one stream: as the decompressors of Python's own library have it.

    ``mark`` is what another one after it would begin with; b"" where there can be none.
    """

    mark: bytes
    eof: bool
    needs_input: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflater:
    """zlib and gzip."""

    def __init__(self, dress: int) -> None:
        self.mark = _GZIP_MARK if dress == _GZIP else b""
        self._stream = zlib.decompressobj(dress)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self.needs_input = not self._stream.unconsumed_tail and len(piece) < max_length
        return piece


class _Brotli:
    mark = unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece: bytes = self._stream.process(data, output_buffer_limit=max_length)
        # It may take more and have more to give, its end too.
        self.needs_input = not piece and self._stream.can_accept_more_data()
        return piece


class _Zstd:
    mark = _ZSTD_MARK

    def __init__(self) -> None:
        options = {zstd.DecompressionParameter.window_log_max: _WINDOW_BITS}
        self._stream = zstd.ZstdDecompressor(options=options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _gzip(_start: bytes) -> _Inflater:
    return _Inflater(_GZIP)


def _deflate(start: bytes) -> _Inflater:
    """Read a zlib stream, or the bare one that some servers send for it."""
    try:
        zlib.decompressobj(_ZLIB).decompress(start, 1)
    except zlib.error:
        return _Inflater(_BARE)
    return _Inflater(_ZLIB)


_READERS: dict[str, Callable[[bytes], Any]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": lambda _start: _Brotli(),
    "zstd": lambda _start: _Zstd(),
}

"""Bodies that are small on the wire and huge when they are unpacked, made piece by piece."""

import gzip
import zlib
from functools import cache

import brotli
from backports import zstd

_MIB = bytes(1 << 20)


@cache
def bomb(codec: str, mib: int) -> bytes:
    """So many MiB of zeros, packed: gzip, br, zstd, deflate, or "gzip, gzip" (packed twice)."""
    if codec == "gzip, gzip":
        return gzip.compress(bomb("gzip", mib), mtime=0)
    if codec == "br":
        packer = brotli.Compressor(quality=3)
        pieces = [packer.process(_MIB) for _ in range(mib)]
        return b"".join([*pieces, packer.finish()])
    if codec == "zstd":
        squeezer = zstd.ZstdCompressor()
        return b"".join([*(squeezer.compress(_MIB) for _ in range(mib)), squeezer.flush()])
    deflater = zlib.compressobj(6, zlib.DEFLATED, {"gzip": 31, "deflate": 15}[codec])
    return b"".join([*(deflater.compress(_MIB) for _ in range(mib)), deflater.flush()])

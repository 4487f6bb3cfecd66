"""Raw bodies, each kept once as ``archive/ab/cdef...`` under its sha256.

The name is the hash of the uncompressed bytes, so a body that is read again
is not stored again, and a damaged file is noticed when it is read.
"""

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path

from db.errors import Problem

# Of a page of 63 KB: 0.38 ms, and 10.9 KB; level 5 takes 0.47 for 10.4, the highest 0.89 for 10.0.
_LEVEL = 4
_AT_ONCE = 4  # bodies that are packed and flushed beside each other: mostly they wait for the disk
_LARGE = 1024 * 1024  # bytes: such a file is packed by itself, or memory would hold several of them


class Archive:
    """A folder of gzip files named by what is in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Made once: to start threads for each batch took as long as their work.
        self._pool: ThreadPoolExecutor | None = None
        # By hash, while several are written together; None while each is written by itself.
        self._waiting: dict[str, Future[None]] | None = None

    @classmethod
    def beside(cls, database: Path) -> "Archive":
        """Return the archive that belongs to the database file ``database``."""
        return cls(database.parent / "archive")

    def path(self, sha256: str) -> Path:
        """Return where the body with this hash lies, whether it exists or not."""
        return self.folder / sha256[:2] / sha256[2:]

    def write(self, body: bytes) -> str:
        """Keep ``body`` and return its sha256; raises OSError when the disk is full.

        A reader sees the whole file or none of it: it is written under another
        name, flushed to the disk and only then renamed.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        target = self.path(sha256)
        if (self._waiting and sha256 in self._waiting) or target.exists():
            return sha256
        if self._pool is None or self._waiting is None or len(body) > _LARGE:
            _keep(target, body)
        else:
            self._waiting[sha256] = self._pool.submit(_keep, target, body)
        return sha256

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the bodies that are written inside be flushed beside each other, not in turn.

        All of them are on the disk when this ends; raises OSError, as ``write`` does, where one
        could not be kept. So it belongs inside of the transaction that names them.
        """
        self._pool = self._pool or ThreadPoolExecutor(_AT_ONCE)
        self._waiting = {}
        try:
            yield
        finally:
            written, self._waiting = self._waiting, None
            wait(written.values())
        for body in written.values():
            body.result()

    def read(self, sha256: str) -> bytes:
        """Return the body; raises Problem when it is missing or not what its name says."""
        if self._waiting and sha256 in self._waiting:
            self._waiting[sha256].result()
        target = self.path(sha256)
        try:
            body = gzip.decompress(target.read_bytes())
        except FileNotFoundError as error:
            raise Problem(
                "this body is missing from the archive",
                where=str(target),
                do="restore it from a backup",
            ) from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _damaged(target) from error
        if hashlib.sha256(body).hexdigest() != sha256:
            raise _damaged(target)
        return body


def _keep(target: Path, body: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # No time stamp in the header: the same body gives the same file.
    _write_whole(target, gzip.compress(body, _LEVEL, mtime=0))


def _write_whole(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(name, target)  # noqa: PTH105 - a Path costs more than the system does here
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _damaged(target: Path) -> Problem:
    return Problem("the archived body is damaged", where=str(target), do="restore it from a backup")

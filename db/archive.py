"""Raw bodies, each kept once as ``archive/ab/cdef...`` under its sha256.

The name is the hash of the uncompressed bytes, so a body that is read again
is not stored again, and a damaged file is noticed when it is read.
"""

import gzip
import hashlib
import os
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

from db.errors import Problem


class Archive:
    """A folder of gzip files named by what is in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        # No time stamp in the header: the same body gives the same file.
        _write_whole(target, gzip.compress(body, mtime=0))
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the body; raises Problem when it is missing or not what its name says."""
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


def _write_whole(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _damaged(target: Path) -> Problem:
    return Problem("the archived body is damaged", where=str(target), do="restore it from a backup")

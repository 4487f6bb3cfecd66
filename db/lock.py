"""One run at a time: an advisory lock on a file beside the database.

The system drops the lock with the process that held it, so a killed run never
has to be unlocked by hand.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from db.connection import explained
from db.errors import Busy

_ASKED: Final = 0.05  # seconds: whoever only asks who holds the lock has let it go by then


@contextmanager
def run_lock(db_path: Path) -> Iterator[int]:
    """Hold the run lock of the database at ``db_path``; gives the handle that holds it.

    A child that is handed it (``pass_fds``) holds the lock too, for as long as it is at work, also
    where this process is killed.

    Raises Busy (exit code 75) at once where another run holds it, Problem where
    the folder cannot be written.
    """
    with explained(db_path):
        db_path.parent.mkdir(parents=True, exist_ok=True)
        path = _file(db_path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            _take(handle)
        except BlockingIOError as error:
            raise Busy(
                f"another run is at work on this database (process {_holder(handle)})",
                where=str(db_path),
                do="wait for it to end, or stop that process",
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield handle
    finally:
        os.close(handle)


def holder(db_path: Path) -> str | None:
    """The number of the process that holds the run lock of a database; None where nobody does.

    Asks without waiting. Raises Problem where the lock cannot be asked.
    """
    path = _file(db_path)
    with explained(path):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(handle)
        finally:
            os.close(handle)
    return None


def _file(db_path: Path) -> Path:
    return db_path.with_name(db_path.name + ".lock")


def _take(handle: int) -> None:
    """Take the lock, if need be at the second try: the first may have met one who only asked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(_ASKED)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(handle: int) -> str:
    return os.pread(handle, 20, 0).decode(errors="replace") or "unknown"

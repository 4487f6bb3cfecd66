"""One run at a time: an advisory lock on a file beside the database.

The system drops the lock with the process that held it, so a killed run never
has to be unlocked by hand.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.connection import explained
from db.errors import Busy


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
        path = db_path.with_name(db_path.name + ".lock")
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
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


def _holder(handle: int) -> str:
    return os.pread(handle, 20, 0).decode(errors="replace") or "unknown"

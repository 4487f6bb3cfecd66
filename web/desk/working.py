"""The working database, opened for one request in a thread of its own."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Final, TypeVar

from sqlite_utils import Database

from db.connection import existing
from db.errors import Problem
from web.desk.setting import setting

Result = TypeVar("Result")
# An editor does not wait as long as a crawl does.
WAIT_MS: Final = 2_000


class BeingWritten(Problem):
    """Another program is writing."""


async def at_work(work: Callable[[Database], Result]) -> Result:
    """What some work on the working database gives. Raises BeingWritten, and what it raises."""
    return await asyncio.to_thread(_opened, work)


def _opened(work: Callable[[Database], Result]) -> Result:
    try:
        db = existing(setting().db, wait_ms=WAIT_MS)
        try:
            return work(db)
        finally:
            db.conn.close()
    except sqlite3.OperationalError as error:
        raise _told(error) from error
    except Problem as problem:
        if isinstance(problem.__cause__, sqlite3.OperationalError):
            raise _told(problem.__cause__) from problem
        raise


def _told(error: sqlite3.OperationalError) -> Problem:
    if "locked" in str(error) or "busy" in str(error):
        return BeingWritten(
            "another program is writing to the database, a crawl perhaps; nothing was decided",
            do="try again in a moment",
        )
    return Problem(f"the database cannot be used ({error})", do="look at the log of the server")

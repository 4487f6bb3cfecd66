"""The pages' own way to the published file, which no question in SQL can stand in.

Datasette answers everything with a few threads, and a reader's question may hold each of them for
as long as the time limit, or for one long function of SQLite past it. The statements of the pages
are known and short: they have threads and connections of their own, so that the pages go on while
the SQL box is busy.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from weakref import WeakKeyDictionary

from datasette.database import Database
from datasette.utils import sqlite_timelimit

THREADS: Final = 2
LONGEST_MS: Final = 10_000  # far more than any page may take: a page that takes longer is a fault


class _Desk:
    """A few threads, each with a connection of its own to one database."""

    def __init__(self, db: Database) -> None:
        self._connect = db.connect
        self._prepare = db.ds._prepare_connection  # noqa: SLF001 - limits as everywhere else
        self._name = db.name
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")

    async def rows(self, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._read, statement, values)

    def _read(self, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        connection = self._connection()
        with sqlite_timelimit(connection, LONGEST_MS):
            return [dict(row) for row in connection.execute(statement, values)]

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            connection = self._connect()
            self._prepare(connection, self._name)
            self._local.connection = connection
        connection: sqlite3.Connection = self._local.connection
        return connection


_DESKS: WeakKeyDictionary[Database, _Desk] = WeakKeyDictionary()


async def rows(db: Database, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows of a statement of db/pages as dictionaries."""
    desk = _DESKS.get(db)
    if desk is None:
        desk = _DESKS[db] = _Desk(db)
    return await desk.rows(statement, values)

"""An empty database in memory, in a moment: making its tables takes most of the time of a test."""

import sqlite3
from functools import cache

from sqlite_utils import Database

from db.connection import memory


def blank():
    """A database as ``db.connection.memory`` makes it, copied from one that it made."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _made().conn.backup(connection)
    connection.execute("pragma foreign_keys = on")
    return Database(connection)


@cache
def _made():
    return memory()

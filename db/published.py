"""A published file, opened the one right way: for reading only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def reading(published: Path) -> Iterator[sqlite3.Connection]:
    """The file, closed afterwards whatever happens."""
    address = f"{published.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether the file has a table; one of before there was such a table does not."""
    found = connection.execute(
        "select 1 from sqlite_master where type = 'table' and name = ?", [name]
    )
    return found.fetchone() is not None

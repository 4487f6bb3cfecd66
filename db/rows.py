"""Rows of a query as dicts.

``sqlite_utils.Database.query`` gives the same, but sets a savepoint around each query: two more
statements for each, which a crawl that asks five times a page pays for all of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database


def rows_of(
    db: Database, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[dict[str, Any]]:
    """Return all rows of a query, each by the names of its columns."""
    cursor = db.conn.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def row_of(
    db: Database, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> dict[str, Any] | None:
    """Return the first row of a query; None where there is none."""
    return next(iter(rows_of(db, sql, parameters)), None)

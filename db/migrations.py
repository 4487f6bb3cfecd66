"""Schema changes, oldest first, each applied once and in a transaction.

A new change is a new function with the next number and, for SQL of any
length, a file in ``db/sql/``. An applied migration is never edited.
"""

import sqlite3
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

schema = Migrations("delaywatch")


def statements(script: str) -> list[str]:
    """Split an SQL script into its statements, comments kept."""
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


def _run(db: Database, name: str) -> None:
    script = (files("db") / "sql" / name).read_text(encoding="utf-8")
    for statement in statements(script):
        db.execute(statement)


@schema()
def m0001_frame(db: Database) -> None:
    """Tables of the first release: sources, ledger, documents, commitments."""
    _run(db, "0001_frame.sql")


@schema()
def m0002_index_documents(db: Database) -> None:
    """Full-text index over title and text of each document's current version."""
    db.table("documents").enable_fts(
        ["title", "text"], create_triggers=True, tokenize="porter unicode61"
    )

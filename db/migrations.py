"""Schema changes, oldest first, each applied once and in a transaction.

A new change is a new function with the next number and, for SQL of any
length, a file in ``db/sql/``. An applied migration is never edited.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

schema = Migrations("delaywatch")
OWN_VIEW = re.compile(r"^create view (\w+)", re.MULTILINE)


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


@schema()
def m0003_statements(db: Database) -> None:
    """Statements with their places, suggestions, reviews; nothing wrote to the first table."""
    _drop_views(db)
    _run(db, "0003_statements.sql")


@schema(transactional=False)
def m0004_undated_events(db: Database) -> None:
    """Let events from elsewhere than the register be undated."""
    with _tables_made_anew(db):
        if "seq is not null or made_on is not null" in db["events"].schema:
            _drop_views(db)
            _run(db, "0004_undated_events.sql")


@schema()
def m0005_authors(db: Database) -> None:
    """Whose words a document holds, where its source carries those of many."""
    _run(db, "0005_authors.sql")


@schema()
def m0006_sources(db: Database) -> None:
    """Files with pages, dates in structured places, what happened to documents, health."""
    _drop_views(db)
    _run(db, "0006_sources.sql")


@schema(transactional=False)
def m0007_structured(db: Database) -> None:
    """Commitments and events that rules make from dates in structured places."""
    with _tables_made_anew(db):
        if "provisional" not in db["events"].columns_dict:
            _drop_views(db)
            _run(db, "0007_structured.sql")


@schema()
def m0008_changes(db: Database) -> None:
    """What changed in documents, and what people decided about it."""
    _run(db, "0008_changes.sql")


@schema(transactional=False)
def m0009_foi(db: Database) -> None:
    """Freedom of Information: cases as events, the calendar, the law of each body."""
    with _tables_made_anew(db):
        if "regime" not in db["foi_requests"].columns_dict:
            _drop_views(db)
            _run(db, "0009_foi.sql")


@schema()
def m0010_pages(db: Database) -> None:
    """The reason that a body gave, dates of other milestones, documents by address."""
    _drop_views(db)
    _run(db, "0010_pages.sql")


@schema()
def m0011_fairness(db: Database) -> None:
    """Replies, objections, published claims, corrections, holds, redactions, dead links."""
    _drop_views(db)
    _run(db, "0011_fairness.sql")


@schema()
def m0012_runs(db: Database) -> None:
    """What each step of a run came to, hosts that want to be left alone, deliveries of digests."""
    _drop_views(db)
    _run(db, "0012_runs.sql")


@schema()
def m0013_register(db: Database) -> None:
    """What each file of the register was when it was loaded last."""
    _run(db, "0013_register.sql")


@schema()
def m0014_finding(db: Database) -> None:
    """What is still to be read and matched, as lists; the index of names, kept from run to run."""
    _run(db, "0014_finding.sql")


@schema()
def m0017_index_of_words(db: Database) -> None:
    """The index of words is written only where words became others."""
    _run(db, "0017_index_of_words.sql")


@schema()
def m0018_words_to_index(db: Database) -> None:
    """New words are listed for the index, and put into it by whoever searches."""
    _run(db, "0018_words_to_index.sql")


@contextmanager
def _tables_made_anew(db: Database) -> Iterator[None]:
    """One transaction in which a table that others refer to may be dropped and made anew.

    Foreign keys can be put off only outside a transaction; the work itself is one, so a kill
    leaves all of it or nothing. Whether it was done already is asked inside: it may have been,
    by another program, or by one that was killed before it could write that down.
    """
    db.execute("pragma foreign_keys = off")
    db.execute("pragma legacy_alter_table = on")  # a reader's own view may name the table
    try:
        db.execute("begin immediate")
        yield
        db.execute("commit")
    except BaseException:
        if db.conn.in_transaction:
            db.execute("rollback")
        raise
    finally:
        db.execute("pragma legacy_alter_table = off")
        db.execute("pragma foreign_keys = on")


def _drop_views(db: Database) -> None:
    """Our own views are made anew from views.sql after every change of the schema."""
    for name in OWN_VIEW.findall(views()):
        db.execute(f"drop view if exists [{name}]")
    db.execute("pragma user_version = 0")


def views() -> str:
    """The script of our own views."""
    return (files("db") / "views.sql").read_text(encoding="utf-8")

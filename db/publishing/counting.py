"""Count what the views tell once, instead of once for each table that is laid down from them.

A view is worked out anew wherever it is read, and `timeline` reads `ordered_events` in eleven
places. Inside ``counted_once`` the steps of ``LAID`` are temporary tables with indexes of their
own, and all other views are temporary ones over these: what reads a view by its bare name reads
them.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlite_utils import Database

from db.migrations import OWN_VIEW, views

# The steps that are laid down, each with the columns of its indexes.
LAID: Final[dict[str, tuple[str, ...]]] = {
    "decisions": ("event_id", "document_id, quote_hash, focus"),
    "dead_urls": ("url",),
    "closed_events": ("event_id",),
    "ordered_events": ("commitment, position", "id"),
    "followed": ("commitment",),
    "slips": ("commitment",),
    "last_looks": ("commitment",),
    "deciding_events": ("commitment",),
    "measured": ("slug",),
    "statuses": ("slug",),
    "timeline": ("slug",),
    "document_changes": ("id",),
    "foi_shown": ("foi_request",),
    "foi_states": ("foi_request",),
    "foi_deadline_states": ("foi_request",),
}
# What a count of some commitments alone reads no further than.
_OF_COMMITMENTS: Final = {"commitments": "slug", "events": "commitment", "looks": "commitment"}
_MADE: Final = re.compile(r"^create view (?=\w+ as$)", re.MULTILINE | re.IGNORECASE)


@contextmanager
def counted_once(
    db: Database, *, only: Iterable[str] | None = None, until: str = ""
) -> Iterator[None]:
    """The views as they stand now, each step of them worked out once; all of it goes again.

    To be used in one read of the database, and nothing that a view tells may be written inside.
    ``only`` are the slugs of commitments: of no other is anything told then. ``until`` is the last
    view that is needed, in the order of views.sql. After a fault what was written inside is taken
    back as well: what a reader has still open cannot be dropped, but it can be rolled back.
    """
    names = OWN_VIEW.findall(views())
    names = names[: names.index(until) + 1 if until else None]
    made = dict(db.execute("select name, sql from main.sqlite_master where type = 'view'"))
    with _all_gone_after_a_fault(db):
        if only is not None:
            _narrow(db, only)
        for name in names:
            _lay(db, name, made[name])
        yield
        _drop_all(db, names)


@contextmanager
def _all_gone_after_a_fault(db: Database) -> Iterator[None]:
    """A part of the transaction, or one by itself; the fault that ends it is the one raised."""
    inside = db.conn.in_transaction
    db.execute("savepoint counted_once")
    try:
        yield
        _end(db, "release counted_once")
    except BaseException:
        if inside:
            _end(db, "rollback to counted_once")
            _end(db, "release counted_once")
        elif db.conn.in_transaction:
            db.execute("rollback")
        raise


def _end(db: Database, how: str) -> None:
    """End the part; where more than it was rolled back, it is gone already with all it made."""
    try:
        db.execute(how)
    except sqlite3.OperationalError as error:
        if "no such savepoint" not in str(error):
            raise


def _narrow(db: Database, slugs: Iterable[str]) -> None:
    db.execute("create temp table wanted (slug text primary key)")
    db.execute(
        "insert or ignore into temp.wanted select value from json_each(?)",
        [json.dumps(list(slugs))],
    )
    for table, key in _OF_COMMITMENTS.items():
        db.execute(
            f"""create temp view {table} as select * from main.{table}
                where {key} in (select slug from temp.wanted)"""
        )


def _lay(db: Database, name: str, made: str) -> None:
    """Make a view a temporary one, or lay it down as a temporary table."""
    kind = "table" if name in LAID else "view"
    db.execute(_MADE.sub(f"create temp {kind} ", made, count=1))
    for number, columns in enumerate(LAID.get(name, ())):
        db.execute(f"create index temp.{name}_{number} on {name} ({columns})")


def _drop_all(db: Database, names: list[str]) -> None:
    """The last first; some may be gone, where the part that made them was rolled back."""
    for name in reversed([*_OF_COMMITMENTS, *names]):
        db.execute(f"drop {'table' if name in LAID else 'view'} if exists temp.{name}")
    db.execute("drop table if exists temp.wanted")

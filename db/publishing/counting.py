"""Count what the views tell once, instead of once for each table that is laid down from them.

A view is worked out anew wherever it is read, and `timeline` reads `ordered_events` in eleven
places. Inside ``counted_once`` the steps of ``LAID`` are temporary tables with indexes of their
own, and all other views are temporary ones over these: what reads a view by its bare name reads
them.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
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
    view that is needed, in the order of views.sql.
    """
    names = OWN_VIEW.findall(views())
    made = dict(db.execute("select name, sql from main.sqlite_master where type = 'view'"))
    with ExitStack() as after:
        if only is not None:
            _narrow(db, only, after)
        for name in names[: names.index(until) + 1 if until else None]:
            after.callback(_drop, db, "table" if name in LAID else "view", name)
            _lay(db, name, made[name])
        yield


def _narrow(db: Database, slugs: Iterable[str], after: ExitStack) -> None:
    after.callback(_drop, db, "table", "wanted")
    db.execute("create temp table wanted (slug text primary key)")
    db.execute(
        "insert or ignore into temp.wanted select value from json_each(?)",
        [json.dumps(list(slugs))],
    )
    for table, key in _OF_COMMITMENTS.items():
        after.callback(_drop, db, "view", table)
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


def _drop(db: Database, kind: str, name: str) -> None:
    db.execute(f"drop {kind} if exists temp.{name}")

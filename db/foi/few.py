"""The views that count, over the events of a few commitments instead of all there are.

A view ranks the events of every commitment before anybody can ask for those of one. These are the
same views, word for word, over a table of events that holds few: what they cost depends on these
alone. They are temporary, so that each connection has its own.
"""

import re
from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

# Each view that is needed comes after those that it is made of.
_VIEWS: Final = ("told_events", "ordered_events", "date_moves", "date_losses", "slips")
_NAMES: Final = re.compile(rf"\b({'|'.join((*_VIEWS, 'events', 'closed_events'))})\b")


def choose(db: Database, slugs: Iterable[str]) -> None:
    """Let ``few_ordered_events`` and ``few_slips`` tell of these commitments, and of no others.

    They do not say whether the sources of an event are ``closed``. Inside a transaction.
    """
    _make(db)
    db.execute("delete from temp.few")
    db.conn.executemany("insert or ignore into temp.few values (?)", ((slug,) for slug in slugs))


def _make(db: Database) -> None:
    """The views, unless this connection has them; what was made in a transaction may be gone."""
    if db.execute("select 1 from temp.sqlite_master where name = 'few_slips'").fetchone():
        return
    db.execute("create temp table few (slug text primary key) without rowid")
    db.execute(
        """create temp view few_events as
           select * from events where commitment in (select slug from temp.few)"""
    )
    db.execute("create temp view few_closed_events as select null as event_id where 0")
    for name in _VIEWS:
        [made] = db.execute(
            "select sql from main.sqlite_master where type = 'view' and name = ?", [name]
        ).fetchone()
        narrowed = _NAMES.sub(r"few_\1", made)
        db.execute(re.sub(r"^create view", "create temp view", narrowed, flags=re.IGNORECASE))

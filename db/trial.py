"""What the steps of commitments come to by themselves, by the views that count everything else.

In a database in memory that holds nothing but them: no looks, no pages, no decisions of people.
"""

from collections.abc import Sequence

from db.commitments import (
    Record,
    derived_followed_until,
    derived_statuses,
    insert_steps,
    set_as_of,
)
from db.connection import memory


class Trial:
    """Commitments on trial, some at a time, all for one day."""

    def __init__(self, as_of: str) -> None:
        """``as_of`` is the day of counting."""
        self._db = memory()
        # They may name others that are on trial with another lot, or stand already.
        self._db.execute("pragma foreign_keys = off")
        for (name,) in self._db.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name in (?, ?)",
            ["commitments", "events"],
        ).fetchall():
            self._db.execute(f"drop trigger [{name}]")  # nothing of it is known here
        set_as_of(self._db, as_of)
        self._keep_the_order()

    def come_to(self, records: Sequence[Record]) -> dict[str, tuple[str, str | None]]:
        """Status, and the newest day of steps and outcome, of each of these by slug."""
        db = self._db
        db.execute("begin")
        try:
            insert_steps(db, records)
            db.execute("insert into ordered_events select * from ordering")
            followed = derived_followed_until(db)
            return {slug: (status, followed[slug]) for slug, status in derived_statuses(db).items()}
        finally:
            db.execute("rollback")

    def _keep_the_order(self) -> None:
        """Let the order of events be a table: the views ask for it again and again.

        Made new with each lot, it is three times as fast as the view, over which they are written.
        """
        db = self._db
        [view] = db.execute(
            "select sql from sqlite_master where type = 'view' and name = 'ordered_events'"
        ).fetchone()
        db.execute("create table kept as select * from ordered_events")
        db.execute("drop view ordered_events")
        db.execute("pragma legacy_alter_table = on")  # others name what is not there for a moment
        db.execute("alter table kept rename to ordered_events")
        db.execute("create index ordered_events_of_each on ordered_events (commitment, position)")
        db.execute(view.replace("ordered_events", "ordering", 1))

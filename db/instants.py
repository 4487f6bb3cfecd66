"""Whether the clock of this machine is ahead of what was kept, as it must be."""

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from db.errors import Problem

TOLERATED_SECONDS: Final = 300.0  # time servers move a clock by less


def last_instant(db: Database) -> str | None:
    """Return the newest instant (UTC) that the last run left behind; None before the first.

    The last by number, not by time: so one run under a clock that was wrong cannot keep all later
    ones out. Of a run that was killed it is the newest time of its pages; of one that ended it is
    its end, for a page keeps the newest time at which it was ever fetched.
    """
    row = db.execute(
        """
        select coalesce(ended_at, max(started_at, coalesce(
          (select max(fetched_at) from pages where run_id = r.id), '')))
        from runs r order by id desc limit 1
        """
    ).fetchone()
    return None if row is None else str(row[0])


def refuse_set_back(db: Database, now: str) -> None:
    """Raise Problem where the clock says an instant before what the last run left behind.

    Days would be counted wrongly, and what was seen first would seem to be the newest.
    """
    last = last_instant(db)
    if last is not None and _seconds(last) - _seconds(now) > TOLERATED_SECONDS:
        raise Problem(
            f"the clock says {now}, but the last run was at work at {last} (UTC)",
            do="set the clock; if it is right now, and was ahead then, say --trust-clock once",
        )


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()

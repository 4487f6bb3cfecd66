"""When a change happened: what its publisher says, and between which two days we saw it."""

from datetime import date
from typing import Any

from sqlite_utils import Database

import db.changes as store
from tracker.days import day_in_london

Row = dict[str, Any]


def days_of(db: Database, turn: Row) -> Row:
    """The days of a change, and whether it is undated: columns of ``changes``.

    It came about after ``as_before_on``, the day on which the document was last seen as it was, and
    by ``changed_by``, when it was first seen otherwise. ``happened_on`` is the day that its
    publisher gives, where it is new and lies between the two.
    """
    before, after = (day_in_london(turn[name]) for name in ("seen_before", "seen_after"))
    if turn["happened"] == "came_back":
        before = day_in_london(turn["was"])
    dated = day_in_london(turn["dated_after"])
    undated = _is_undated(db, turn, before)
    lies_between = before and dated and after and before <= dated <= after
    new = turn["dated_before"] != turn["dated_after"]
    return {
        "undated": int(undated),
        "dated": _iso(dated),
        "happened_on": _iso(dated) if lies_between and new else None,
        "as_before_on": _iso(before),
        "changed_by": _iso(after),
    }


def _is_undated(db: Database, turn: Row, before: date | None) -> bool:
    """Whether a text changed and the date that its publisher gives for its last change did not.

    The same day may stand for two changes on it; so a mere day is held against the day on which
    the old text was last seen.
    """
    was, now = turn["dated_before"], turn["dated_after"]
    if turn["to_version"] is None or was is None or now is None:
        return False
    if store.version(db, turn["to_version"])["modified_at"] is None:
        return False  # what was last read of it gives no date
    if "T" in was and "T" in now:
        return bool(was == now)
    day = day_in_london(now)
    return day == day_in_london(was) and before is not None and day is not None and before > day


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

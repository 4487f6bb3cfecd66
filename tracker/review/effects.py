"""What a decision would change on the timeline: done, looked at, and taken back.

So an editor sees what would be printed before a key is pressed, by the views that count it
(db/views.sql) and by nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import trying
from db.reviews import counted, set_rules_aside
from tracker.review.decisions import Decision, carry_out
from tracker.wording import STATUS_NAMES, day_words, number_words

Row = Mapping[str, Any]
NOTHING: Final = "nothing that is counted changes"
_NONE: Final = "none"


def effects(db: Database, said: Decision, today: date) -> list[str]:
    """What a decision would change, a line each, counted for ``today``.

    Raises Problem as ``tracker.review.decisions.decide`` does.
    """
    with trying(db):
        set_as_of(db, today.isoformat())
        set_rules_aside(db, keep=said.commitment)
        with trying(db):
            slug = carry_out(db, said, today).commitment
            after = counted(db, slug) if slug else None
        before = counted(db, slug) if slug else None
    return [NOTHING] if after is None else list(changes(before, after)) or [NOTHING]


def _status(value: Any) -> str:
    return STATUS_NAMES[value]


def _day(value: Any) -> str:
    return day_words(value) if value else _NONE


def _late(value: Any) -> str:
    return number_words(value) if value and value > 0 else _NONE


def _number(value: Any) -> str:
    return _NONE if value is None else f"{value:,}"


# What a reader of the timeline sees first, by what it is called there.
_COUNTED: Final[tuple[tuple[str, str, Callable[[Any], str]], ...]] = (
    ("status", "status", _status),
    ("first_due_latest", "first date, its last day", _day),
    ("standing_due_latest", "newest date, its last day", _day),
    ("days_late_min", "late by at least", _late),
    ("moved_later", "times moved later", _number),
    ("moved_earlier", "times moved earlier", _number),
    ("tightened", "times made tighter", _number),
    ("loosened", "times made looser", _number),
    ("dates_lost", "times a date was lost", _number),
    ("followed_until", "followed until", _day),
    ("events", "events on record", _number),
)


# What a commitment that is made is told to have; the rest is as of every other.
_DATES: Final = frozenset({"first_due_latest", "standing_due_latest"})


def changes(before: Row | None, after: Row) -> Iterator[str]:
    """What is another in a row of ``timeline``, a line each; ``before`` None: there was none."""
    if before is None:
        named = f"“{after['title']}” of {after['owner']}"
        yield f"a new commitment, {named}, {_status(after['status'])}"
        before = {}
    for column, called, told in _COUNTED:
        old, new = before.get(column), after[column]
        if column == "days_late_min" and (new or 0) <= 0:
            continue  # what ended before its day was not late
        if before and old != new:
            yield _change(called, told(old), told(new))
        elif not before and new and column in _DATES:
            yield f"{called}: {told(new)}"


def _change(called: str, old: str, new: str) -> str:
    """One change; what there was not before, or is no more, in words.

    >>> _change("late by at least", "none", "47 days")
    'late by at least 47 days, and was not before'
    >>> _change("newest date, its last day", "none", "31 May 2027")
    'newest date, its last day: 31 May 2027, and there was none before'
    """
    if old == _NONE:
        late = called.startswith("late")
        return f"{called} {new}, and was not before" if late else (
            f"{called}: {new}, and there was none before"
        )  # fmt: skip
    if new == _NONE:
        return f"{called}: none any more, and was {old}"
    return f"{called}: {old} → {new}"

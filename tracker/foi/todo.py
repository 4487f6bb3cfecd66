"""What is to do in the FOI cases that we follow: in groups, by day, with the next action in words.

Where each deadline stands is decided by the view ``foi_clock`` alone; here it is put in order. This
is our own desk: private cases are shown and marked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import writing
from db.foi.clock import clock_of
from tracker import wording
from tracker.foi.counting import keep_up
from tracker.foi.wording import (
    basis_words,
    conventions,
    deadline_name,
    state_words,
    status_words,
)

Row = Mapping[str, Any]  # of the view foi_clock

WITHIN_DAYS: Final = 30


@dataclass(frozen=True)
class Group:
    """Rows under one heading, the nearest day first."""

    heading: str
    rows: list[Row]


def clock(db: Database, as_of: date) -> list[Row]:
    """The clock of every case that we follow, counted for a day and by the calendar in use."""
    with writing(db):
        set_as_of(db, as_of.isoformat())
        keep_up(db, as_of)
    return list(clock_of(db))


def groups(rows: Iterable[Row], within: int, *, everything: bool = False) -> list[Group]:
    """The rows under their headings, the nearest day first; headings without any are left out.

    ``within`` is in days, ahead for what is to come and back for days of our own that have passed;
    with ``everything`` what lies beyond comes last.
    """
    found: dict[str, list[Row]] = {heading: [] for heading, _ in _HEADINGS}
    if everything:
        found[_BEYOND] = []
    for row in rows:
        found.get(_heading(row, within), []).append(row)
    span = wording.number_words(within)
    return [
        Group(heading.format(within=span.upper()), sorted(members, key=_by_day))
        for heading, members in found.items()
        if members
    ]


def _heading(row: Row, within: int) -> str:
    """The first heading that takes a row keeps it."""
    return next((heading for heading, takes in _HEADINGS if takes(row, within)), _BEYOND)


_NOT_IN_TIME: Final = frozenset({"overdue", "past the guidance"})
_UNSEEN: Final = frozenset(
    {
        "passed, not looked at since", "overdue when last looked at",
        "past the guidance when last looked at", "past our reading of their words",
    }
)  # fmt: skip

# What to do about the rows of a heading, where the rows do not say it themselves.
_HINTS: Final = {
    "THE DAY HAS PASSED: LOOK WHETHER IT CAME": (
        "record the look: `delaywatch foi record CASE checked`; for a publication `delaywatch "
        "looked SLUG`"
    )
}
_BEYOND: Final = "LATER, OR LONG PASSED"
_HEADINGS: Final[tuple[tuple[str, Callable[[Row, int], bool]], ...]] = (
    ("OVERDUE: YOU MAY GO ON TO THE NEXT STEP", lambda row, _: bool(row["may_escalate"])),
    ("OVERDUE", lambda row, _: row["state"] in _NOT_IN_TIME),
    ("THE DAY HAS PASSED: LOOK WHETHER IT CAME", lambda row, _: row["state"] in _UNSEEN),
    (
        "NOT LATE YET: THE DAY HAS PASSED BY ONE OF TWO CONVENTIONS",
        lambda row, _: row["state"] == "between its two last days",
    ),
    (
        "DUE WITHIN {within}",
        lambda row, within: row["state"] == "to come" and _days_until(row) <= within,
    ),
    ("TO DO, WITH NO DAY SET", lambda row, _: row["state"] == "no day"),
    (
        "OUR OWN DAY HAS PASSED",
        lambda row, within: row["state"] == "passed" and row["days_left"] >= -within,
    ),
)


def _by_day(row: Row) -> tuple[str, str, int]:
    return row["due"] or "", row["foi_request"], row["position"]


def lines(found: Iterable[Group]) -> Iterator[str]:
    """The groups as people read them; nothing where there is nothing to do."""
    for number, group in enumerate(found):
        if number:
            yield ""
        yield group.heading
        if group.heading in _HINTS:
            yield f"  ({_HINTS[group.heading]})"
        for row in group.rows:
            yield from _row(row)


def _row(row: Row) -> Iterator[str]:
    mark = "" if row["visibility"] == "public" else f" [{row['visibility']}]"
    about = wording.plain(f"{row['subject']} ({row['authority']})")
    status = status_words(row["status"])
    yield f"  {row['foi_request']}{mark}: {about}{f' - {status}' if status else ''}"
    if row["due"]:
        yield f"    {_deadline(row)}"
        yield f"    {wording.plain(basis_words(row))}"
    yield f"    next: {wording.plain(row['next_action'])}"


def _deadline(row: Row) -> str:
    parts = [
        f"{wording.day_words(row['due'])}: {deadline_name(row['kind'])}",
        conventions(row),
        _left(row) if row["state"] == "to come" else state_words(row),
    ]
    return "; ".join(filter(None, parts))


def _left(row: Row) -> str:
    left = _days_until(row)
    return f"{wording.number_words(left)} left" if left else "today"


def _days_until(row: Row) -> int:
    """Days until the first of the two days, if there are two: what is ours is best done by it."""
    return (date.fromisoformat(row["due"]) - date.fromisoformat(row["as_of"])).days

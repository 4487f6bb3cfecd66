"""Lateness against the first, the newest and the tightest date, side by side, in words.

Nothing is counted here: the days are those of the views.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tracker import wording

Row = Mapping[str, Any]

FIRST, NEWEST, TIGHTEST = "first", "newest", "tightest"
# Which name each date has in the columns of ``timeline``, and by which of them days are counted.
_COLUMNS: Final = {FIRST: "first", NEWEST: "standing", TIGHTEST: "tightest"}
_COUNTED_BY: Final = {"first due": FIRST, "standing due": NEWEST}


@dataclass(frozen=True)
class Measured:
    """One date that lateness can be held against, or several names for the same.

    ``at_least`` and ``at_most`` are the days in words; "" where none are counted. ``decides`` says
    that the sentence at the head of the page counts by it.
    """

    names: tuple[str, ...]
    told: str
    at_least: str
    at_most: str
    decides: bool

    @property
    def title(self) -> str:
        """What it is called: "First and newest date"."""
        *others, last = self.names
        words = f"{', '.join(others)} and {last}" if others else last
        return f"{words[:1].upper()}{words[1:]} date"


def measured(row: Row, tightest: Row | None) -> list[Measured]:
    """The dates of a commitment (its row), those that are the same as one; none without a date.

    ``tightest`` is the dated statement with the earliest last day.
    """
    if row["first_due_latest"] is None or tightest is None:
        return []
    told = {
        FIRST: wording.row_due(row, "first"),
        NEWEST: wording.row_due(row, "standing"),
        TIGHTEST: wording.due_told(tightest),
    }
    decides = _COUNTED_BY.get(row["measured_against"] or "")
    return [
        Measured(names, told[names[0]], *_days(row, _COLUMNS[names[0]]), decides=decides in names)
        for names in _same(told, row)
    ]


def _same(told: Mapping[str, str], row: Row) -> Iterator[tuple[str, ...]]:
    """The names, those together that stand for the same words and days."""
    found: dict[tuple[Any, ...], list[str]] = {}
    for name, words in told.items():
        found.setdefault((words, *_numbers(row, _COLUMNS[name])), []).append(name)
    return (tuple(names) for names in found.values())


def _numbers(row: Row, column: str) -> tuple[int | None, int | None]:
    return row[f"{column}_days_min"], row[f"{column}_days_max"]


def _days(row: Row, column: str) -> tuple[str, str]:
    low, high = _numbers(row, column)
    if low is None:
        return "", ""
    is_exact = bool(row["outcome_earliest"]) and row["outcome_earliest"] == row["outcome_latest"]
    has_ended = row["outcome_event"] is not None
    return (
        at_least(low, high, has_ended=has_ended, is_exact=is_exact),
        at_most(high, has_ended=has_ended),
    )


def at_least(low: int, high: int | None, *, has_ended: bool, is_exact: bool) -> str:
    """Days from the last day of a date: what can be said for certain, in favour of the body.

    >>> at_least(-42, -12, has_ended=True, is_exact=True)
    'early: 42 days before its last day'
    >>> at_least(-9, 3, has_ended=True, is_exact=True)
    'in time: 9 days before its last day'
    >>> at_least(398, None, has_ended=True, is_exact=False)
    '398 days after its last day'
    """
    if low > 0:
        return f"{wording.number_words(low)} after its last day"
    if not has_ended:
        return "its last day had not passed"
    if not is_exact:
        return "not late for certain: the day of the end is not known well enough"
    if low == 0:
        return "in time: on its last day"
    word = "early" if high is not None and high < 0 else "in time"
    return f"{word}: {wording.number_words(-low)} before its last day"


def at_most(high: int | None, *, has_ended: bool) -> str:
    """Days from the first day of a date: the longest that it can have been.

    >>> at_most(None, has_ended=True)
    'not known: no first day was given'
    >>> at_most(158, has_ended=False)
    '158 days after its first day'
    """
    if high is None:
        return "not known: no first day was given"
    if high < 0:
        when = "early: " if has_ended else ""
        return f"{when}{wording.number_words(-high)} before its first day"
    if high == 0:
        return "on its first day"
    return f"{wording.number_words(high)} after its first day"

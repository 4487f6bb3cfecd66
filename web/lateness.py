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
    told = {FIRST: wording.row_due(row, "first")}
    if row["standing_due_latest"] is not None:  # it fell where it ended and was promised again
        told[NEWEST] = wording.row_due(row, "standing")
    told[TIGHTEST] = wording.due_told(tightest)
    decides = _COUNTED_BY.get(row["measured_against"] or "")
    soft = {
        FIRST: bool(row["first_due_soft"]),
        NEWEST: bool(row["standing_due_soft"]),
        TIGHTEST: bool(tightest["soft"]),
    }
    return [
        Measured(
            names,
            told[names[0]],
            *_days(row, _COLUMNS[names[0]], soft=soft[names[0]]),
            decides=decides in names,
        )
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


def _days(row: Row, column: str, *, soft: bool) -> tuple[str, str]:
    """The days at least and at most; where their end is our reading, that is said."""
    low, high = _numbers(row, column)
    if low is None:
        return "", ""
    last = row[f"{column}_due_latest"]
    # Of several days on which it may have ended, the first may lie before the last of the date.
    is_certain = low > 0 or row["outcome_latest"] is None or row["outcome_latest"] <= last
    least = at_least(low, high, event=row["outcome_event"], is_certain=is_certain)
    # What came in time cannot have been late, however long before it may have been expected.
    most = at_most(high) if low > 0 or not is_certain else ""
    return tuple(f"{words}, by our reading" if soft and words else words for words in (least, most))


def at_least(low: int, high: int | None, *, event: str | None, is_certain: bool = True) -> str:
    """Days from the last day of a date: what can be said for certain, in favour of the body.

    ``event`` is how it ended, if it did. Only what was delivered was early or in time; ``high`` is
    below nought where it came before the first day.

    >>> at_least(-42, -12, event="delivered")
    'early: 42 days before its last day'
    >>> at_least(-9, 3, event="delivered"), at_least(-9, None, event="dropped")
    ('in time: 9 days before its last day', '9 days before its last day')
    >>> at_least(398, None, event="merged")
    '398 days after its last day'
    """
    if low > 0:
        return f"{wording.number_words(low)} after its last day"
    if event is None:
        return "its last day had not passed"
    if not is_certain:
        return "not late for certain: the day of the end is not known well enough"
    when = f"{wording.number_words(-low)} before its last day" if low else "on its last day"
    if event != "delivered":
        return when
    return f"{'early' if high is not None and high < 0 else 'in time'}: {when}"


def at_most(high: int | None) -> str:
    """Days from the first day of a date: the longest that it can have been late.

    >>> at_most(None), at_most(158)
    ('not known: no first day was given', '158 days after its first day')
    """
    if high is None:
        return "not known: no first day was given"
    return f"{wording.number_words(high)} after its first day"

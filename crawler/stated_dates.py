"""Dates that stand in a field of their own: a calendar's row, a deadline, a control table.

Only formats that sources are known to use are read, and nothing is guessed: prose belongs to
the tracker's grammar. Years are those of 1900 to 2099.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
# "Sept": what newer Javas, and so Hippo sites, write for "Sep".
MONTH = "|".join(sorted({*MONTHS, *(name[:3] for name in MONTHS), "sept"}, key=len, reverse=True))
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}),? )?"
_CLOCK = r"(?:\d{1,2}[:.]\d\d(?:\s?[ap]m)?|\d{1,2}\s?[ap]m|noon|midday)"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMATS = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_WEEKDAY}{_NUMBER} (?P<name>{MONTH})\.?,? {_YEAR}(?:,? (?:at )?{_CLOCK})?",
        rf"(?P<name>{MONTH})\.? {_YEAR}",
        rf"(?P<day>\d\d?)/(?P<month>\d\d?)/{_YEAR}(?:,? (?:at )?{_CLOCK})?",
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?",
        _YEAR,
    )
]
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d\S*(?:z|[+-]\d\d:?\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """The first and the last day (ISO) that the words can mean; precision day, month or year."""

    earliest: str
    latest: str
    precision: str


def stated_date(words: str | None) -> StatedDate | None:
    """Read a date of a declared format; None where it is none, or a day that does not exist.

    A time of day may follow and is not kept. An instant with an offset is the
    day that it was in London. A weekday that is not that day's makes it none:
    either may be the mistake.

    >>> stated_date("20 January 2016 9:30am")
    StatedDate(earliest='2016-01-20', latest='2016-01-20', precision='day')
    >>> stated_date("Sept 2026")
    StatedDate(earliest='2026-09-01', latest='2026-09-30', precision='month')
    >>> stated_date("shortly") is None
    True
    """
    folded = " ".join((words or "").lower().split())
    if _INSTANT.fullmatch(folded):
        return _instant(folded)
    for pattern in _FORMATS:
        if match := pattern.fullmatch(folded):
            return _read(match.groupdict())
    return None


def _instant(folded: str) -> StatedDate | None:
    try:
        day = datetime.fromisoformat(folded.upper()).astimezone(LONDON).date().isoformat()
    except (ValueError, OverflowError):
        return None
    return StatedDate(day, day, "day")


def _read(parts: dict[str, str]) -> StatedDate | None:
    year = int(parts["year"])
    month = _month(parts)
    if parts.get("day"):
        return _day(year, month or 0, int(parts["day"]), parts.get("weekday"))
    last_month = month or len(MONTHS)
    first = date(year, month or 1, 1)
    last = date(year, last_month, monthrange(year, last_month)[1])
    return StatedDate(first.isoformat(), last.isoformat(), "month" if month else "year")


def _day(year: int, month: int, number: int, weekday: str | None) -> StatedDate | None:
    try:
        day = date(year, month, number)
    except ValueError:
        return None
    if weekday and _WEEKDAYS[day.weekday()] != weekday:
        return None
    return StatedDate(day.isoformat(), day.isoformat(), "day")


def _month(parts: dict[str, str]) -> int | None:
    if parts.get("month"):
        return int(parts["month"])
    name = parts.get("name")
    return next((n for n, month in enumerate(MONTHS, 1) if name and month[:3] == name[:3]), None)

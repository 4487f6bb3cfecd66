"""Days as they are known: to the day, the month or the year."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_in_london(instant: str | None) -> date | None:
    """The day in London of a UTC instant, or the day itself where no more is known.

    >>> day_in_london("2026-06-30T23:30:00Z").isoformat()
    '2026-07-01'
    """
    if not instant:
        return None
    when = datetime.fromisoformat(instant)
    return when.astimezone(LONDON).date() if when.tzinfo else when.date()


def last_day(day: date, precision: str) -> date:
    """The last day of the month or year that ``day`` begins; the day itself otherwise."""
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision == "year":
        return date(day.year, 12, 31)
    return day

"""Days as they are known: to the day, the month or the year."""

import calendar
from datetime import date


def last_day(day: date, precision: str) -> date:
    """The last day of the month or year that ``day`` begins; the day itself otherwise."""
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision == "year":
        return date(day.year, 12, 31)
    return day

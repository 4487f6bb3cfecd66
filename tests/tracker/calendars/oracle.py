"""Working days the slow way, from the packaged file itself: what the quick way is held against."""

import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

A_DAY = timedelta(days=1)
PARTS = ("england-and-wales", "scotland", "northern-ireland")


@cache
def closed_in(*divisions):
    """The bank holidays of some divisions."""
    table = json.loads((files("tracker.calendars") / "bank_holidays.json").read_bytes())
    return frozenset(
        date.fromisoformat(event["date"])
        for division in divisions
        for event in table[division]["events"]
    )


def is_working(day, closed):
    return day.weekday() < 5 and day not in closed


def count_one_by_one(day, count, closed):
    """Go from day to day until so many working days have passed."""
    while count:
        day += A_DAY
        count -= is_working(day, closed)
    return day


def days_of(year):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += A_DAY

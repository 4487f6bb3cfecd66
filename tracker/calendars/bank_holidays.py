"""Bank holidays of the United Kingdom and the working days between them.

The packaged table keeps GOV.UK's own schema, so that a newer list of theirs can be held against
it; what that schema has no place for (which days the table covers, where it is from, which days
were proclaimed for one year only) stands in ``bank_holidays_about.json`` beside it. A table ends,
and past its end nothing is guessed: OutsideCalendar.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

from db.errors import Problem

DIVISIONS: Final = ("england-and-wales", "scotland", "northern-ireland")
# Whose holidays count: of every part under FOIA s.10(6), of Scotland alone under FOISA s.73.
UK: Final = frozenset(DIVISIONS)
SCOTLAND: Final = frozenset({"scotland"})

_SATURDAY: Final = 5
_UPDATE: Final = "take over a newer list with `delaywatch foi calendar update`"
_SHAPE: Final = "save https://www.gov.uk/bank-holidays.json as it is served, and try again"
# How many bank holidays a division has each year, proclaimed ones aside (Banking and Financial
# Dealings Act 1971, schedule 1, with the days that are proclaimed every year).
_EACH_YEAR: Final = {"england-and-wales": 8, "scotland": 9, "northern-ireland": 10}
# Named by FOIA s.10(6) itself: a year without them is not listed whole.
_NAMED_BY_LAW: Final = {"Good Friday", "Christmas Day"}
# Saint Andrew's Day became a bank holiday by asp 2007/2; the year before had one fewer.
_FIRST_SAINT_ANDREWS_DAY: Final = 2007


class OutsideCalendar(Problem, ValueError):
    """A day that the table of bank holidays does not reach: what falls there is not known."""


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """A bank holiday of one division; ``notes`` are GOV.UK's ("Substitute day")."""

    day: date
    division: str
    title: str
    notes: str


@dataclass(frozen=True)
class HolidayTable:
    """Bank holidays of all divisions, and the days for which the table tells them.

    ``version`` is the ISO day of its state, ``source`` says in words where it is from.
    """

    version: str
    covers_from: date
    covers_until: date
    source: str
    holidays: tuple[BankHoliday, ...]

    @cached_property
    def _working_days(self) -> "dict[frozenset[str], WorkingDays]":
        return {}


@dataclass(frozen=True, slots=True)
class OneOff:
    """A bank holiday proclaimed for one year only, and the day on which that became public."""

    day: date
    divisions: tuple[str, ...]
    announced_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A weekday that is no working day: what it is called, and in which divisions it is one."""

    day: date
    titles: tuple[str, ...]
    divisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What one table says otherwise than another: ``change`` is added, removed or renamed."""

    change: str
    day: date
    division: str
    title: str
    was: str = ""  # the title before, of a renamed one


# ---------------------------------------------------------------------- the packaged table


@cache
def packaged() -> HolidayTable:
    """The table that comes with the program."""
    about = _about()
    listed = _holidays(_packaged_file("bank_holidays.json"), "bank_holidays.json")
    return HolidayTable(
        version=about["version"],
        covers_from=date.fromisoformat(about["covers_from"]),
        covers_until=date.fromisoformat(about["covers_until"]),
        source=about["source"],
        holidays=listed,
    )


@cache
def one_offs() -> dict[date, OneOff]:
    """The bank holidays proclaimed for one year only, by their day."""
    rows = (
        OneOff(
            date.fromisoformat(row["day"]),
            tuple(row["divisions"]),
            date.fromisoformat(row["announced_on"]),
            row["source"],
        )
        for row in _about()["one_offs"]
    )
    return {row.day: row for row in rows}


@cache
def _about() -> dict[str, Any]:
    about: dict[str, Any] = json.loads(_packaged_file("bank_holidays_about.json"))
    return about


def _packaged_file(name: str) -> bytes:
    return (files(__package__) / name).read_bytes()


# --------------------------------------------------------------------- GOV.UK's own list


def read_govuk(content: bytes, where: str, *, version: str, source: str) -> HolidayTable:
    """Read GOV.UK's list of bank holidays (https://www.gov.uk/bank-holidays.json).

    It names no days that it covers: these are the first run of years that all three divisions
    list whole. Raises Problem at ``where`` for anything that is not of its shape.
    """
    holidays = _holidays(content, where)
    first, last = _run_of_years(_whole_in_all_divisions(holidays), where)
    return HolidayTable(version, date(first, 1, 1), date(last, 12, 31), source, holidays)


def _holidays(content: bytes, where: str) -> tuple[BankHoliday, ...]:
    listed = _object(_json(content, where), where)
    for division in DIVISIONS:
        if division not in listed:
            raise Problem(f"the division {division} is missing", where=where, do=_SHAPE)
    for division in listed:
        if division not in DIVISIONS:  # its holidays might count for all of the UK
            raise Problem(f"{division!r} is no division that is known", where=where, do=_SHAPE)
    found = [
        holiday
        for division in DIVISIONS
        for holiday in _division(listed[division], division, f"{where}, {division}")
    ]
    return tuple(sorted(found, key=_by_day))


def _json(content: bytes, where: str) -> Any:
    try:
        read = json.loads(content)
        json.dumps(read, ensure_ascii=False).encode()  # half a letter could not be kept
    except (ValueError, RecursionError) as error:
        what = "the file is empty" if not content.strip() else f"this is no JSON ({error})"
        raise Problem(what, where=where, do=_SHAPE) from error
    return read


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Problem("an object is expected here", where=where, do=_SHAPE)
    return value


def _division(value: Any, division: str, where: str) -> Iterator[BankHoliday]:
    events = _object(value, where).get("events")
    if not isinstance(events, list) or not events:
        raise Problem("there is no list of events, or nothing in it", where=where, do=_SHAPE)
    seen = set[date]()
    for number, event in enumerate(events, start=1):
        holiday = _event(event, division, f"{where}, event {number}")
        if holiday.day in seen:
            raise Problem(f"{holiday.day} stands there twice", where=where, do=_SHAPE)
        seen.add(holiday.day)
        yield holiday


def _event(value: Any, division: str, where: str) -> BankHoliday:
    event = _object(value, where)
    title, notes = event.get("title"), event.get("notes", "")
    if not isinstance(title, str) or not title.strip() or not isinstance(notes, str):
        raise Problem("an event has a title and notes, as text", where=where, do=_SHAPE)
    return BankHoliday(_iso_day(event.get("date"), where), division, title, notes)


def _iso_day(value: Any, where: str) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:  # "20260615" and "2026-W25-1" are other ways
        raise Problem(f"{value!r} is no day of the form 2026-06-15", where=where, do=_SHAPE)
    return day


def _by_day(holiday: BankHoliday) -> tuple[date, int]:
    return holiday.day, DIVISIONS.index(holiday.division)


# ------------------------------------------------------------------ which years are whole


def _whole_in_all_divisions(holidays: Iterable[BankHoliday]) -> set[int]:
    whole = _whole_years(holidays)
    return set[int].intersection(*(whole[division] for division in DIVISIONS))


def _whole_years(holidays: Iterable[BankHoliday]) -> dict[str, set[int]]:
    """The years that each division lists whole.

    When in doubt a year is not whole: the table then ends too early, which is told, and not too
    late, which would count a holiday as a working day.
    """
    years: dict[tuple[str, int], list[BankHoliday]] = {}
    for holiday in holidays:
        years.setdefault((holiday.division, holiday.day.year), []).append(holiday)
    whole: dict[str, set[int]] = {division: set() for division in DIVISIONS}
    for (division, year), listed in years.items():
        if _is_whole(division, year, listed):
            whole[division].add(year)
    return whole


def _is_whole(division: str, year: int, listed: list[BankHoliday]) -> bool:
    regular = [holiday for holiday in listed if holiday.day not in one_offs()]
    days = [holiday.day for holiday in regular]
    expected = _EACH_YEAR[division]
    if division == "scotland" and year < _FIRST_SAINT_ANDREWS_DAY:
        expected -= 1
    return (
        len(regular) >= expected
        and {holiday.title for holiday in regular} >= _NAMED_BY_LAW
        and min(days) <= date(year, 1, 4)  # New Year's Day or a day in its place
        and max(days) >= date(year, 12, 26)  # Boxing Day or a day in its place
    )


def _run_of_years(whole: set[int], where: str) -> tuple[int, int]:
    if not whole:
        raise Problem("no year is listed whole for all three divisions", where=where, do=_SHAPE)
    return min(whole), _end_of_run(min(whole), whole)


def _end_of_run(year: int, whole: set[int]) -> int:
    while year + 1 in whole:
        year += 1
    return year


# ------------------------------------------------------------------------ a newer table


def taken_over(old: HolidayTable, new: HolidayTable) -> HolidayTable:
    """The old table with what a newer list says, which holds some years only.

    In a year that the new list holds whole for a division, it alone decides. In others the old
    days stay, and days that the new list names besides are added.
    """
    decided = _whole_years(new.holidays)
    days = {
        (holiday.division, holiday.day): holiday
        for holiday in old.holidays
        if holiday.day.year not in decided[holiday.division]
    }
    days |= {(holiday.division, holiday.day): holiday for holiday in new.holidays}
    holidays = tuple(sorted(days.values(), key=_by_day))
    last = _end_of_run(old.covers_until.year, _whole_in_all_divisions(holidays))
    return HolidayTable(
        version=new.version,
        covers_from=old.covers_from,
        covers_until=date(last, 12, 31),
        source=_one_after_the_other(new.source, old.source),
        holidays=holidays,
    )


def _one_after_the_other(new: str, old: str) -> str:
    earlier = old.removeprefix(f"{new}; before it: ")
    return new if earlier == new else f"{new}; before it: {earlier}"


def differences(old: HolidayTable, new: HolidayTable) -> list[Difference]:
    """What two tables say otherwise, by day; hold ``taken_over`` against the old one."""
    before, after = _titles(old), _titles(new)
    found = [
        *(Difference("added", day, division, after[day, division])
          for day, division in after.keys() - before.keys()),
        *(Difference("removed", day, division, before[day, division])
          for day, division in before.keys() - after.keys()),
        *(Difference("renamed", *key, after[key], before[key])
          for key in before.keys() & after.keys() if before[key] != after[key]),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.day, DIVISIONS.index(one.division)))


def _titles(table: HolidayTable) -> dict[tuple[date, str], str]:
    return {(holiday.day, holiday.division): holiday.title for holiday in table.holidays}


# ------------------------------------------------------------------------- working days


def working_days(table: HolidayTable, divisions: frozenset[str]) -> "WorkingDays":
    """The working days of a table, for UK or SCOTLAND; built once for each table."""
    built = table._working_days  # noqa: SLF001 - kept with the table, for as long as that lives
    if divisions not in built:
        built[divisions] = WorkingDays(table, divisions)
    return built[divisions]


class WorkingDays:
    """The working days of a table: weekdays that are no bank holiday in any of some divisions.

    For every day of the table it is worked out once how many working days have passed; nothing
    is counted one by one after that. Each method raises OutsideCalendar for a day, asked for or
    arrived at, that the table does not cover.
    """

    def __init__(self, table: HolidayTable, divisions: frozenset[str]) -> None:
        self.table = table
        self._skipped = _skipped(table, divisions)
        self._first = table.covers_from.toordinal()
        self._days: list[date] = []
        self._passed: list[int] = []  # by the day of the table: how many have passed by its end
        for ordinal in range(self._first, table.covers_until.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day.weekday() < _SATURDAY and day not in self._skipped:
                self._days.append(day)
            self._passed.append(len(self._days))

    def after(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, which itself does not count.

        ``count`` is 1 or more (ValueError).
        """
        if count < 1:
            raise ValueError(f"working days are counted from 1, not from {count}")
        offset = day.toordinal() - self._first
        if 0 <= offset < len(self._passed):
            place = self._passed[offset] + count - 1
            if place < len(self._days):
                return self._days[place]
        what = f"{count} working day{'s' if count > 1 else ''} after {day}"
        raise self._outside(f"{what} lie{'' if count > 1 else 's'}")

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day."""
        self._check(day)
        return day.weekday() < _SATURDAY and day not in self._skipped

    def between(self, first: date, last: date) -> int:
        """How many working days there are from the first day to the last, both included."""
        if first > last:
            return 0
        self._check(last)
        return self._passed_by(last) - self._passed_by(first) + self.is_working(first)

    def skipped(self, first: date, last: date) -> tuple[Skipped, ...]:
        """The weekdays from the first day to the last that are no working days, in order."""
        if first > last:
            return ()
        self._check(first)
        self._check(last)
        return tuple(found for day, found in self._skipped.items() if first <= day <= last)

    def _passed_by(self, day: date) -> int:
        return self._passed[day.toordinal() - self._first]

    def _check(self, day: date) -> None:
        if not self.table.covers_from <= day <= self.table.covers_until:
            raise self._outside(f"{day} lies")

    def _outside(self, what: str) -> OutsideCalendar:
        table = self.table
        return OutsideCalendar(
            f"{what} outside the table of bank holidays, which runs from {table.covers_from} to "
            f"{table.covers_until}",
            do=_UPDATE,
        )


def _skipped(table: HolidayTable, divisions: frozenset[str]) -> dict[date, Skipped]:
    """The weekdays of a table that are bank holidays in some divisions, by day and in order."""
    by_day: dict[date, list[BankHoliday]] = {}
    for holiday in sorted(table.holidays, key=_by_day):
        if holiday.division in divisions and holiday.day.weekday() < _SATURDAY:
            by_day.setdefault(holiday.day, []).append(holiday)
    return {
        day: Skipped(
            day,
            tuple(Counter(holiday.title for holiday in found)),
            tuple(holiday.division for holiday in found),
        )
        for day, found in by_day.items()
    }

"""Dates that others set: recesses, Parliaments, fiscal events, bank holidays.

The tables lie beside this file, one row a date, with the source of each and
the day from which it was known: what was not yet public when something was
said is not used to read it. README.md here says what each column means.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from tracker.calendars.bank_holidays import UK, OutsideCalendar, packaged, working_days

__all__ = [
    "FiscalEvent", "OutsideCalendar", "Parliament", "Recess", "fiscal_event", "fiscal_events",
    "next_recess", "parliament_on", "parliaments", "recess_in", "recesses", "working_days_after",
]  # fmt: skip

# A recess comes round every year; words that name one never mean a later one.
_A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Recess:
    """A recess of the House of Commons: the days on which the House rises and comes back."""

    name: str
    rises: date
    returns: date | None  # None where no day of return was known
    known_on: date


@dataclass(frozen=True, slots=True)
class Parliament:
    """A Parliament and the last day it could be foreseen to have, from ``known_on`` on."""

    first_met: date
    expected_end: date
    known_on: date


@dataclass(frozen=True, slots=True)
class FiscalEvent:
    """A Budget, statement or Spending Review, under each name it went by, and its day."""

    names: frozenset[str]  # in lower case, without the year
    on: date
    announced_on: date


def _table(name: str) -> list[dict[str, str]]:
    with (files(__package__) / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# ---------------------------------------------------------------------- recesses


@cache
def recesses() -> tuple[Recess, ...]:
    """All recesses, by the day the House rises."""
    rows = (
        Recess(
            row["name"], date.fromisoformat(row["rises"]), _day_or_none(row["returns"]),
            date.fromisoformat(row["known_on"]),
        )
        for row in _table("recesses.csv")
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.rises, row.known_on)))


def next_recess(
    name: str | None, said_on: date, reaches: Callable[[Recess], date | None]
) -> Recess | None:
    """The first recess, of a name if one is given, whose day by ``reaches`` is not past.

    Only as it was known on ``said_on``; None where none was known, or none within a year.
    """
    for recess in _as_known(said_on):
        day = reaches(recess)
        if name in (None, recess.name) and day is not None and day >= said_on:
            return recess if day - said_on <= _A_YEAR else None
    return None


def recess_in(year: int, name: str | None, said_on: date) -> Recess | None:
    """The last recess of a year, of a name if one is given, that was known on ``said_on``."""
    known = (recess for recess in _as_known(said_on) if recess.rises.year == year)
    return next((one for one in reversed(list(known)) if name in (None, one.name)), None)


def _as_known(said_on: date) -> list[Recess]:
    """The recesses that were public on a day; of dates that moved, the newest one then known."""
    newest: dict[tuple[str, int], Recess] = {}
    for recess in recesses():
        key = (recess.name, recess.rises.year)
        if recess.known_on <= said_on and (
            key not in newest or recess.known_on >= newest[key].known_on
        ):
            newest[key] = recess
    return sorted(newest.values(), key=lambda recess: recess.rises)


# -------------------------------------------------------------------- Parliaments


@cache
def parliaments() -> tuple[Parliament, ...]:
    """All Parliaments, a row for each end that could be foreseen, the later known last."""
    rows = (
        Parliament(
            date.fromisoformat(row["first_met"]), date.fromisoformat(row["expected_end"]),
            date.fromisoformat(row["known_on"]),
        )
        for row in _table("parliaments.csv")
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: row.known_on))


def parliament_on(day: date) -> Parliament | None:
    """The Parliament of a day, with the end that could be foreseen then; None before the table."""
    known = [row for row in parliaments() if row.known_on <= day]
    return known[-1] if known else None


# ------------------------------------------------------------------ fiscal events


@cache
def fiscal_events() -> tuple[FiscalEvent, ...]:
    """All fiscal events, by their day."""
    rows = (
        FiscalEvent(
            frozenset(_without_year(name) for name in (row["name"], *row["also"].split(";"))),
            date.fromisoformat(row["on"]),
            date.fromisoformat(row["announced_on"]),
        )
        for row in _table("fiscal_events.csv")
    )
    return tuple(sorted(rows, key=lambda row: row.on))


def _without_year(name: str) -> str:
    return name.lower().rstrip("0123456789 ")


def fiscal_event(name: str, said_on: date, year: int | None = None) -> FiscalEvent | None:
    """The fiscal event of a name that is meant: the one of ``year``, else the next one.

    None where its day was not announced by ``said_on``.
    """
    known = [
        event
        for event in fiscal_events()
        if name in event.names and event.announced_on <= said_on and year in (None, event.on.year)
    ]
    to_come = [event for event in known if event.on >= said_on]
    if year is not None:
        to_come = to_come or known[-1:]  # of two Budgets of a year, the one to come, else the last
    return to_come[0] if to_come else None


# ------------------------------------------------------------------ bank holidays


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th UK working day (FOIA s.10(6)) after a day, by the packaged table.

    Raises OutsideCalendar where that lies beyond it, ValueError for a count below 1.
    """
    return working_days(packaged(), UK).after(day, count)

"""When a site changed, and not its documents.

Over 2 % of what a source had, gone or moved within seven days, is one notice: a site that is
rebuilt would else accuse its body of a thousand removals. Pages and the files attached to them are
counted apart, for there are many more of these; a notice holds both. A few documents are never a
site.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

# Over one in so many: 2 %.
_ONE_IN: Final = 50
FEWEST: Final = 5
_WINDOW: Final = timedelta(days=7)


class Live(Protocol):
    """How many pages, or files, of the source were there just before an instant."""

    def __call__(self, *, files: bool, at: str) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A document that went or moved: the number of that change, the day and the instant."""

    change: int
    document: int
    is_file: bool
    gone: bool
    on: date
    at: str


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What went and moved of a source within seven days, by day; how many there were before."""

    members: tuple[Departure, ...]
    pages_before: int
    files_before: int

    @property
    def first_day(self) -> date:
        """The day on which the first was found gone or moved."""
        return self.members[0].on

    @property
    def last_day(self) -> date:
        """The day on which the last was, at most six days later."""
        return self.members[-1].on

    def count(self, *, files: bool, gone: bool) -> int:
        """How many pages or files are gone, or moved."""
        return len(
            {one.document for one in self.members if (one.is_file, one.gone) == (files, gone)}
        )


def site_changes(departures: Iterable[Departure], live: Live) -> list[SiteChange]:
    """The site changes among what went and moved of one source, each of seven days at most."""
    ordered = sorted(departures, key=lambda one: (one.on, one.at, one.change))
    members: set[Departure] = set()
    for files in (False, True):
        of_a_kind = [one for one in ordered if one.is_file == files]
        for window in _windows(of_a_kind):
            if _is_much(len({one.document for one in window}), live(files=files, at=window[0].at)):
                members.update(window)
    return [
        SiteChange(tuple(week), live(files=False, at=week[0].at), live(files=True, at=week[0].at))
        for week in _weeks([one for one in ordered if one in members])
    ]


def _is_much(departed: int, before: int) -> bool:
    return departed >= FEWEST and departed * _ONE_IN > before


def _windows(ordered: Sequence[Departure]) -> Iterator[Sequence[Departure]]:
    """What went in the seven days from each day on which something did."""
    end = 0
    for start, first in enumerate(ordered):
        if start and ordered[start - 1].on == first.on:
            continue
        while end < len(ordered) and ordered[end].on < first.on + _WINDOW:
            end += 1
        yield ordered[start:end]


def _weeks(ordered: Sequence[Departure]) -> Iterator[list[Departure]]:
    """The same, each in one stretch of seven days, which begins with the first that is in none."""
    week: list[Departure] = []
    for one in ordered:
        if week and one.on >= week[0].on + _WINDOW:
            yield week
            week = []
        week.append(one)
    if week:
        yield week

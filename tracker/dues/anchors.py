"""What an expression of time names, before it is known which one of them is meant.

"March 2025" is one period. "March" is one in each year, and "the end of the
month" one in each month: which one is meant follows from the day on which it
was said and from the bound that is asked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from tracker.dues.periods import Part, Period, part_of

# 29 February comes round within eight years, whatever century it is said in.
_YEARS_AHEAD = 9


class Licence(IntEnum):
    """What must stand around an expression for it to be one."""

    NONE = 0  # it names a date by itself: "31 March 2025"
    PREPOSITION = 1  # "June", "autumn", "Q3": a word before it must say that it is a time
    NUMBER = 2  # "2025": the same, and nothing countable may follow
    PART = 3  # "the year": only a part of it, or its end, is a date


@dataclass(slots=True)
class Anchor:
    """At most one of ``period``, ``yearly`` and ``running`` says what is named.

    An ``event`` has no date that was known; without any of these it hangs on an unknown said_on.

    ``yearly`` gives the one of a year, ``running`` the one so many after that which holds a day
    (0 is that one). ``edge`` is "start" or "end" where the words name that edge of it.
    """

    shape: str
    period: Period | None = None
    yearly: Callable[[int], Period] | None = None
    running: Callable[[date, int], Period] | None = None
    edge: Part | None = None
    licence: Licence = Licence.NONE
    kind: str | None = None  # "relative" where it is counted from said_on
    soft: bool = False
    counted: bool = False
    keeps_preposition: bool = False  # "in the coming weeks" is a phrase of its own
    clipped: bool = False  # "later this year": from said_on; "earlier this year": until then
    event: bool = False

    def mapped(self, change: Callable[[Period], Period], shape: str) -> "Anchor":
        """The same with ``change`` done to whichever period is meant.

        Raises NoSuchPart where the period is known already and has no such part.
        """
        yearly, running = self.yearly, self.running
        return Anchor(
            shape,
            change(self.period) if self.period is not None else None,
            (lambda year: change(yearly(year))) if yearly is not None else None,
            (lambda day, place: change(running(day, place))) if running is not None else None,
            licence=Licence.NONE if self.licence is Licence.PART else self.licence,
            kind=self.kind,
            soft=self.soft,
            counted=self.counted,
        )

    def view(self, period: Period) -> Period:
        """The part of a period that the words point at: "at the end of 2025" is its December."""
        return period if self.edge is None else part_of(period, self.edge)

    def candidates(self, said_on: date | None) -> Iterator[Period]:
        """The periods that may be meant, in the order of time, from about ``said_on`` on."""
        if self.period is not None:
            yield self.period
        elif said_on is None:
            return
        elif self.yearly is not None:
            for year in range(max(said_on.year - 1, 1), said_on.year + _YEARS_AHEAD):
                try:
                    yield self.yearly(year)
                except (ValueError, OverflowError):  # 29 February
                    continue
        elif self.running is not None:
            for place in range(3):
                try:
                    yield self.running(said_on, place)
                except (ValueError, OverflowError):
                    continue  # no later one is known, or this month has no such day

    def first(self, said_on: date | None, reaches: Callable[[Period], date]) -> Period | None:
        """The first one for which the day that ``reaches`` gives is not past (convention 2).

        A period that the words name is meant whether it is past or not.
        """
        for period in self.candidates(said_on):
            if self.period is not None or said_on is None or reaches(period) >= said_on:
                return period
        return None


def of_year(shape: str, make: Callable[[int], Period], year: int | None) -> Anchor:
    """What comes round each year: that of the year if the words name one, else one in each."""
    if year is not None:
        return Anchor(shape, make(year))
    return Anchor(shape, yearly=make, licence=Licence.PREPOSITION)


def in_year(anchor: Anchor, year: int) -> Anchor:
    """A yearly anchor in a year that was found elsewhere ("January to March 2026")."""
    assert anchor.yearly is not None  # noqa: S101 - callers ask for it
    return replace(anchor, period=anchor.yearly(year), yearly=None, licence=Licence.NONE)

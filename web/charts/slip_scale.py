"""The ground of a slip chart: how large it is, and where a day lies on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from web.charts.labels import Box

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000)
MONTHS_A_YEAR = 12
HEAD = 34  # pixels above the plot: what the axis upwards is, and the word "today"
FOOT = 62  # below it: the months, what the axis across is, whose drawing it is
LANE = 15  # a line of labels of landmarks, above the plot


@dataclass(frozen=True)
class Size:
    """How large a drawing is, in pixels, and whether it has room for words.

    ``height`` is that of a drawing without landmarks; each lane of their labels adds to it.
    """

    name: str
    width: int
    height: int
    left: int
    font: float
    words: bool
    lanes: int  # most lanes of labels of landmarks

    def plot(self, lanes: int = 0) -> Box:
        """The ground between the axes, below some lanes of labels."""
        top = HEAD + lanes * LANE
        return Box(self.left, top, self.width - 14, self.height + lanes * LANE - FOOT)


WIDE = Size("wide", 760, 470, 74, 13, words=True, lanes=4)
NARROW = Size("narrow", 328, 400, 62, 12, words=False, lanes=4)


@dataclass(frozen=True)
class Axis:
    """Days along one axis of the plot."""

    first: date
    last: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """Where a day lies; days beyond the ends lie on the ends."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def holds(self, day: date) -> bool:
        """Whether a day lies between the ends."""
        return self.first <= day <= self.last


def padded(days: Sequence[date], start: float, end: float) -> Axis:
    """An axis that holds some days, with room at either end."""
    first, last = min(days), max(days)
    room = timedelta(days=max((last - first).days // 12, 12))
    return Axis(moved(first, -room), moved(last, room), start, end)


def moved(day: date, room: timedelta) -> date:
    """A day so much later or earlier; the day itself where a calendar has no such day."""
    try:
        return day + room
    except OverflowError:
        return day


def ticks(axis: Axis, most: int) -> list[tuple[date, str]]:
    """First days of months or years along an axis, at most ``most``, with their words."""
    begin = axis.first.year * MONTHS_A_YEAR + axis.first.month - 1
    end = axis.last.year * MONTHS_A_YEAR + axis.last.month - 1
    step = next((s for s in MONTH_STEPS if (end - begin) // s < max(most, 2)), MONTH_STEPS[-1])
    months = [month for month in range(begin, end + 1) if month % step == 0]
    days = [date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1) for month in months]
    return [
        (day, f"{day:%Y}" if step >= MONTHS_A_YEAR else f"{day:%b %Y}")
        for day in days
        if axis.holds(day)
    ]

"""The chart of one commitment: across, when a date was given; up, the date that was promised.

A promise that is kept runs flat into the dashed diagonal, "the day itself";
one that keeps moving is a staircase above it. A statement known to the month
is a band across, a vague date a band up; the table beside the chart says the
same, a row a mark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from tracker import wording
from web.charts import marks
from web.charts.labels import Box, Label, place
from web.charts.svg import element
from web.charts.timeline_chart import (
    OUTCOME_SHAPES,
    due_title,
    is_checked_late,
    outcome_span,
    outcome_title,
)

Row = Mapping[str, Any]
ENDINGS = ("delivered", "merged", "dropped")
HALTS = ("paused", "partially_delivered")
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
MONTHS_A_YEAR = 12
NARROWEST = 8  # pixels of a band that is one day across


@dataclass(frozen=True)
class Size:
    """How large a drawing is, in pixels, and whether it has room for words."""

    name: str
    width: int
    height: int
    left: int
    font: float
    words: bool

    @property
    def plot(self) -> Box:
        """The ground between the axes."""
        return Box(self.left, 34, self.width - 14, self.height - 62)


WIDE = Size("wide", 760, 470, 74, 13, words=True)
NARROW = Size("narrow", 328, 400, 62, 12, words=False)


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


@dataclass(frozen=True)
class Spot:
    """One event as the chart sees it: when it was said, for when, and what stands beside it."""

    event: Row
    said: tuple[date, date]
    undated: bool
    middle: date

    @property
    def due(self) -> date | None:
        """The day that the chart measures by, if any."""
        last = self.event["due_latest"] or self.event["start_by"] or self.event["due_earliest"]
        return date.fromisoformat(last) if last and not self.ends else None

    @property
    def ends(self) -> bool:
        """Whether it is an end: its due, if any, belongs to the target."""
        return self.event["event"] in ENDINGS


def charts(row: Row, events: Sequence[Row], outcome: Row | None, as_of: date) -> list[Markup]:
    """The drawing for a desktop and the one for a phone; none where no date was ever given."""
    found = spots(events)
    if not any(spot.due for spot in found):
        return []
    return [_Drawing(row, found, outcome, as_of, size).svg() for size in (WIDE, NARROW)]


def spots(events: Sequence[Row]) -> list[Spot]:
    """Events with the days on which they were said; an undated one lies between its neighbours."""
    known = [outcome_span(event) for event in events]
    dated = [span for span in known if span]
    if not dated:
        return []
    begin = min(span[0] for span in dated)
    room = timedelta(days=max((max(span[1] for span in dated) - begin).days // 6, 45))
    dues = [date.fromisoformat(event["due_latest"]) for event in events if event["due_latest"]]
    earliest = min([begin, *dues]) - room
    made = []
    for index, (event, span) in enumerate(zip(events, known, strict=True)):
        said = span or _between(known, index, earliest, room)
        made.append(Spot(event, said, span is None, _middle(known, index) if span else _half(said)))
    return made


def _middle(known: Sequence[tuple[date, date] | None], index: int) -> date:
    """Where in its days a mark stands: in the order of the statements, several side by side."""
    first, last = known[index] or (date.min, date.min)
    same = [i for i, span in enumerate(known) if span == known[index]]
    earlier = [span[0] for span in known[:index] if span and span[0] < last]
    later = [span[1] for span in known[index + 1 :] if span and span[1] > first]
    first, last = max([first, *earlier]), min([last, *later])
    return first + (last - first) * (same.index(index) + 0.5) / len(same)


def _half(span: tuple[date, date]) -> date:
    return span[0] + (span[1] - span[0]) / 2


def _between(
    known: Sequence[tuple[date, date] | None], index: int, earliest: date, room: timedelta
) -> tuple[date, date]:
    """An undated event's share of the time between the dated ones around it."""
    before = max((i for i, span in enumerate(known[:index]) if span), default=-1)
    after = min((i for i, span in enumerate(known) if span and i > index), default=len(known))
    earlier, later = known[before] if before >= 0 else None, None
    if after < len(known):
        later = known[after]
    start = earlier[1] if earlier else earliest
    end = max(start, later[0] if later else start + room)
    share = (end - start) / (after - before - 1)
    return start + share * (index - before - 1), start + share * (index - before)


class _Drawing:
    """One drawing of one size; what is drawn takes ground from the labels."""

    def __init__(
        self, row: Row, found: Sequence[Spot], outcome: Row | None, as_of: date, size: Size
    ) -> None:
        self.row, self.spots, self.outcome, self.as_of, self.size = row, found, outcome, as_of, size
        plot = size.plot
        across, up = self._days_across(), self._days_up()
        self.across = _padded(across, plot.left, plot.right)
        self.up = _padded(up, plot.bottom, plot.top)
        self.taken: list[Box] = []

    def _days_across(self) -> list[date]:
        days = [day for spot in self.spots for day in spot.said]
        if self.row["standing_due_latest"]:
            days.append(min(date.fromisoformat(self.row["standing_due_latest"]), self.as_of))
        if self.row["status"] == "awaited":
            days.append(self.as_of)
        if self.row["followed_until"]:
            days.append(date.fromisoformat(self.row["followed_until"]))
        return days

    def _days_up(self) -> list[date]:
        days = [spot.due for spot in self.spots if spot.due]
        days += [
            date.fromisoformat(spot.event["due_earliest"])
            for spot in self.spots
            if spot.due and spot.event["due_earliest"] and _is_band(spot.event)
        ]
        days += [day for spot in self.spots if spot.ends for day in spot.said]
        return days

    def svg(self) -> Markup:
        """The whole drawing: the ground first, the words last."""
        size = self.size
        layers = [
            *self._grid(),
            *self._diagonal(),
            *self._today(),
            *self._bands(),
            *self._staircase(),
            *self._points(),
        ]
        return element(
            "svg",
            *layers,
            *self._numbers(),
            *self._notes(),
            class_=f"slip-chart {size.name}",
            viewBox=f"0 0 {size.width} {size.height}",
            role="img",
            aria_label=f"{self.row['title']}: when each date was given, and for when",
        )

    def _grid(self) -> Iterator[Markup]:
        plot, size = self.size.plot, self.size
        for day, text in ticks(self.up, 7):
            y = self.up.at(day)
            yield element("line", x1=plot.left, x2=plot.right, y1=_n(y), y2=_n(y), class_="grid")
            yield _text(text, plot.left - 8, y + 4, size.font, anchor="end")
        room = int((plot.right - plot.left) // 66)
        for day, text in ticks(self.across, room):
            x = self.across.at(day)
            yield element("line", x1=_n(x), x2=_n(x), y1=plot.top, y2=plot.bottom, class_="grid")
            if plot.left + 16 < x < plot.right - 20:
                yield _text(text, x, plot.bottom + 18, size.font, anchor="middle")
        yield element(
            "path",
            d=f"M{plot.left} {plot.top}V{plot.bottom}H{plot.right}",
            class_="axis-line",
        )

    def _diagonal(self) -> Iterator[Markup]:
        first = max(self.across.first, self.up.first)
        last = min(self.across.last, self.up.last)
        if first < last:
            ends = {
                "x1": _n(self.across.at(first)),
                "y1": _n(self.up.at(first)),
                "x2": _n(self.across.at(last)),
                "y2": _n(self.up.at(last)),
            }
            yield element(
                "line", element("title", "The day itself"), **ends, class_="mark day-itself"
            )

    def _today(self) -> Iterator[Markup]:
        if self.across.first <= self.as_of <= self.across.last:
            x, plot = self.across.at(self.as_of), self.size.plot
            yield element(
                "line", x1=_n(x), x2=_n(x), y1=plot.top - 4, y2=plot.bottom, class_="today-line"
            )

    def _bands(self) -> Iterator[Markup]:
        for spot in self.spots:
            if spot.due is None:
                continue
            left, right = self._span(spot)
            if spot.undated:
                y = _n(self.up.at(spot.due))
                yield element("line", x1=_n(left), x2=_n(right), y1=y, y2=y, class_="unknown-when")
            yield from self._band(spot, left, right)

    def _band(self, spot: Spot, left: float, right: float) -> Iterator[Markup]:
        event, top = spot.event, self.up.at(spot.due)
        if spot.undated:
            left, right = (left + right) / 2 - 4, (left + right) / 2 + 4
        css = "second-hand" if event["evidence"] == "second-hand" else "first-hand"
        if _is_band(event):
            bottom = self.up.at(date.fromisoformat(event["due_earliest"]))
            self.taken.append(Box(left, top, right, bottom))
            yield element(
                "rect",
                x=_n(left),
                y=_n(top),
                width=_n(right - left),
                height=_n(max(bottom - top, 1.5)),
                class_=f"band {css}" if event["counts"] else "band-theirs",
            )
        elif not spot.undated and right - left > NARROWEST + 1:  # known to the month: a band across
            yield element(
                "rect",
                x=_n(left),
                y=_n(top - 4),
                width=_n(right - left),
                height=8,
                class_=f"band {css}" if event["counts"] else "band-theirs",
            )

    def _span(self, spot: Spot) -> tuple[float, float]:
        left, right = self.across.at(spot.said[0]), self.across.at(spot.said[1])
        if right - left < NARROWEST:
            middle = (left + right) / 2
            return middle - NARROWEST / 2, middle + NARROWEST / 2
        return left, right

    def _staircase(self) -> Iterator[Markup]:
        """From one counting date to the next, on to the end; dotted where words are open."""
        steps = [spot for spot in self.spots if spot.due and spot.event["carries"]]
        for before, after in pairwise(steps):
            yield self._step(before.due, before.middle, after.middle, after.due, "stair")
        if not steps:
            return
        last, end = steps[-1], self._end()
        if end and end.said[0] >= last.middle:
            yield from self._last_step(last, end.said[0], end.said[0], "stair")
        elif self.row["status"] == "overdue":
            looked = date.fromisoformat(self.row["looked_on"])
            yield from self._last_step(last, looked, last.due, "stair")
        else:
            until = self._known_until()
            if until > last.middle:
                yield self._step(last.due, last.middle, until, last.due, "stair open-stair")

    def _end(self) -> Spot | None:
        """The dated event that ended it, if one did."""
        ends = [spot for spot in self.spots if spot.ends and spot.event["counts"]]
        return ends[-1] if ends and self.row["outcome_event"] and not ends[-1].undated else None

    def _known_until(self) -> date:
        days = [spot.middle for spot in self.spots]
        if self.row["followed_until"]:
            days.append(date.fromisoformat(self.row["followed_until"]))
        return max(days)

    def _last_step(self, last: Spot, to: date, up_to: date, css: str) -> Iterator[Markup]:
        """On to the end; beyond the day itself red, where that lateness was checked."""
        red = is_checked_late(self.row) and last.middle < last.due < to
        if red:
            yield self._step(last.due, last.middle, last.due, last.due, css)
        start = last.due if red else last.middle
        yield self._step(last.due, start, to, up_to, f"{css} red" if red else css)
        if self.row["status"] == "overdue":
            said = f"Overdue when a person looked {wording.when_words(to.isoformat(), 'day')}"
            yield element(
                "g",
                element("title", said),
                *marks.SHAPES["overdue"]("red"),
                transform=f"translate({_n(self.across.at(to))} {_n(self.up.at(up_to))})",
                class_="mark",
            )

    def _step(self, at: date, start: date, to: date, up_to: date, css: str) -> Markup:
        x1, x2 = self.across.at(start), self.across.at(to)
        y1, y2 = self.up.at(at), self.up.at(up_to)
        self.taken.append(Box(min(x1, x2), y1 - 2, max(x1, x2), y1 + 2))
        self.taken.append(Box(x2 - 2, min(y1, y2), x2 + 2, max(y1, y2)))
        return element("path", d=f"M{_n(x1)} {_n(y1)}H{_n(x2)}V{_n(y2)}", class_=css)

    def _points(self) -> Iterator[Markup]:
        for spot in self.spots:
            x, y = self._point(spot)
            self.taken.append(Box(x - 8, y - 8, x + 8, y + 8))
            if spot.ends and spot.said[0] != spot.said[1]:
                yield self._around(spot, y)
            name, title = self._shape(spot)
            css = "second-hand" if spot.event["evidence"] == "second-hand" else "first-hand"
            if spot.ends and is_checked_late(self.row):
                css += " red"
            yield element(
                "g",
                element("title", title),
                *marks.SHAPES[name](css),
                transform=f"translate({_n(x)} {_n(y)})",
                class_="mark",
            )

    def _around(self, spot: Spot, y: float) -> Markup:
        """The days between which an end lies, where its own day is not known."""
        x1, x2 = self.across.at(spot.said[0]), self.across.at(spot.said[1])
        self.taken.append(Box(x1, y - 2, x2, y + 2))
        return element("line", x1=_n(x1), x2=_n(x2), y1=_n(y), y2=_n(y), class_="around")

    def _point(self, spot: Spot) -> tuple[float, float]:
        """Where the mark stands; words without a date stay at the height of the newest date."""
        if spot.ends:
            return self.across.at(spot.said[0]), self.up.at(spot.said[0])
        x = self.across.at(spot.middle)
        due = spot.due
        if due is None:
            index = self.spots.index(spot)
            earlier = [s.due for s in self.spots[:index] if s.due and s.event["carries"]]
            due = earlier[-1] if earlier else self.up.first
        return x, self.up.at(due)

    def _shape(self, spot: Spot) -> tuple[str, str]:
        event = spot.event
        if spot.ends:
            decides = self.outcome is not None and self.outcome["position"] == event["position"]
            name = OUTCOME_SHAPES.get(
                self.row["status"] if decides else event["event"], "delivered"
            )
            return name, outcome_title(self.row, event) if decides else _other_title(event)
        if spot.due is None:
            name = {"paused": "paused", "partially_delivered": "partial"}.get(
                event["event"], "open"
            )
            return name, _other_title(event)
        title = due_title(as_due(event))
        if not event["counts"]:
            return "theirs", title
        return ("dot" if event["due_latest"] else "up"), title

    def _numbers(self) -> Iterator[Markup]:
        plot = self.size.plot
        bounds = Box(plot.left + 2, plot.top - 12, plot.right + 10, plot.bottom - 1)
        for spot in sorted(self.spots, key=lambda spot: (spot.due is None, spot.ends)):
            number = str(spot.event["position"])
            wishes = [f"{number} {text}" for text in _label_texts(spot)] if self.size.words else []
            wishes.append(number)
            label = place(wishes, *self._point(spot), self.size.font, bounds, self.taken)
            if label:
                yield from _label(label)

    def _notes(self) -> Iterator[Markup]:
        """What the axes are, and whose drawing it is."""
        size, plot = self.size, self.size.plot
        yield _text("promised for ↑", 2, 16, size.font, css="axis-title")
        if self.across.first <= self.as_of <= self.across.last:
            yield _text("today", self.across.at(self.as_of), 22, size.font, anchor="end")
        yield _text(
            "said on →", plot.right, plot.bottom + 36, size.font, anchor="end", css="axis-title"
        )
        told = f"As of {wording.day_words(self.as_of.isoformat())}. Sources: the numbered list."
        yield _text(told, 2, size.height - 6, size.font - 1, css="source-note")


def _label_texts(spot: Spot) -> list[str]:
    """What stands beside a mark where there is room: in one line, or else in two."""
    event, words = spot.event, spot.event["due_phrase"]
    if event["due_kind"] != "none" and not spot.ends:
        told = wording.due_parts(
            words, wording.due_reading(event),
            soft=bool(event["soft"]), provisional=bool(event["provisional"]),
        )  # fmt: skip
        parts = [wording.short_months(part) for part in told if part]
        return [" ".join(parts), "\n".join(parts)]
    if words and not spot.ends:
        return [wording.quoted(words)]
    if spot.ends or event["event"] in HALTS:
        return [wording.EVENT_NAMES[event["event"]].lower()]
    return []


def as_due(event: Row) -> dict[str, Any]:
    """An event of the published table with the names that a row of `promises` has."""
    return {
        **event,
        "due_words": event["due_phrase"],
        "said_on": event["made_on"],
        "said_on_precision": event["made_on_precision"],
    }


def _other_title(event: Row) -> str:
    """An event that sets no place on the chart; the due of an end belongs to what came next."""
    told = ""
    if event["event"] not in ENDINGS and event["due_kind"] != "none":
        told = f", {wording.due_told(as_due(event))},"
    elif event["event"] not in ENDINGS and event["due_phrase"]:
        told = f" {wording.quoted(event['due_phrase'])},"
    when = wording.when_words(event["made_on"], event["made_on_precision"])
    return f"{wording.EVENT_NAMES[event['event']]}{told} {when}, {event['evidence']}"


def _is_band(event: Row) -> bool:
    """A vague date has a beginning; a deadline's is only the day on which it was given."""
    last = event["due_latest"] or event["start_by"]
    vague = event["due_kind"] in ("interval", "relative", "open")
    return bool(vague and event["due_earliest"] and last and event["due_earliest"] != last)


def _padded(days: Sequence[date], start: float, end: float) -> Axis:
    first, last = min(days), max(days)
    room = timedelta(days=max((last - first).days // 12, 12))
    return Axis(first - room, last + room, start, end)


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
        if axis.first <= day <= axis.last
    ]


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _text(
    words: str, x: float, y: float, size: float, *, anchor: str = "start", css: str = ""
) -> Markup:
    return element(
        "text",
        words,
        x=_n(x),
        y=_n(y),
        text_anchor=anchor,
        style=f"font-size:{size:g}px",
        class_=css or None,
    )


def _label(label: Label) -> Iterator[Markup]:
    for line, y in label.lines():
        yield _text(line, label.x, y, label.size, anchor=label.anchor, css="slip-label")

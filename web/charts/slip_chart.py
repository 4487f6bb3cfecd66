"""The chart of one commitment: across, when a date was given; up, the date that was promised.

A promise that is kept runs flat into the dashed diagonal, "the day itself";
one that keeps moving is a staircase above it. A statement known to the month
is a band across, a vague date a band up; the table beside the chart says the
same, a row a mark. Landmarks are thin lines that explain nothing by themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from tracker import wording
from web.charts import marks, slip_context
from web.charts.labels import Box, Ground, Label, place, short
from web.charts.slip_scale import FOOT, HEAD, NARROW, WIDE, Axis, Size, padded, ticks
from web.charts.slip_spots import Spot, as_due, is_band, other_title, sets_date, spots
from web.charts.svg import element, number, text
from web.charts.timeline_chart import (
    OUTCOME_SHAPES,
    due_title,
    is_checked_late,
    outcome_title,
)

__all__ = ["NARROW", "WIDE", "Figure", "as_due", "charts", "drawing", "figure", "spots"]

Row = Mapping[str, Any]
HALTS = ("paused", "partially_delivered")
LIFTED = 14  # pixels above the axis, of words that came before any date
MANY = 60  # statements; beside more of them only their numbers stand
NARROWEST = 8  # pixels of a band that is one day across
LONGEST_WORDS = 300  # letters of other people's words in a title
AS_OF_ROOM = 150  # pixels that the day of counting needs beside its line
NEIGHBOURS = 3  # marks on either side to which a number must not seem to belong
SHORT_LABEL = 30  # letters of their words beside a mark, where there is no room for all


@dataclass(frozen=True)
class Figure:
    """The drawing for a desktop and the one for a phone, and the landmarks that both show.

    ``last`` is the last day across that may bear a landmark; None where nothing is drawn.
    """

    charts: list[Markup]
    landmarks: list[Row]
    last: date | None = None


def charts(
    row: Row,
    events: Sequence[Row],
    outcome: Row | None,
    as_of: date,
    landmarks: Sequence[Row] = (),
) -> list[Markup]:
    """The drawing for a desktop and the one for a phone; none where no date was ever given."""
    return figure(row, events, outcome, as_of, landmarks).charts


def figure(
    row: Row,
    events: Sequence[Row],
    outcome: Row | None,
    as_of: date,
    landmarks: Sequence[Row] = (),
) -> Figure:
    """Both drawings of a commitment with the landmarks that have room in each.

    ``row`` is its row of `timeline`, ``events`` its rows of `events` in order, ``outcome`` the
    event that decides its status; ``landmarks`` as in ``web.charts.slip_context``.
    """
    found = spots([_cut(event) for event in events])
    if not any(spot.due for spot in found):
        return Figure([], [])
    drawn = [_Drawing(row, found, outcome, as_of, size) for size in (WIDE, NARROW)]
    chosen = _choose(drawn, landmarks)
    return Figure([one.svg() for one in drawn], chosen, drawn[0].days_seen()[1])


def drawing(
    row: Row,
    events: Sequence[Row],
    outcome: Row | None,
    as_of: date,
    landmarks: Sequence[Row] = (),
    *,
    size: Size = WIDE,
) -> Markup | None:
    """One drawing of a size; None where no date was ever given."""
    drawn = figure(row, events, outcome, as_of, landmarks).charts
    return drawn[(WIDE, NARROW).index(size)] if drawn else None


def _choose(drawn: Sequence["_Drawing"], landmarks: Sequence[Row]) -> list[Row]:
    """Give all drawings the same landmarks: the most kinds that have room in each."""
    for kept in slip_context.choices(landmarks, *drawn[0].days_seen()):
        if all(one.give(kept) for one in drawn):
            return kept
    for one in drawn:
        one.give([])
    return []


class _Drawing:
    """One drawing of one size; what is drawn takes ground from the labels."""

    def __init__(
        self, row: Row, found: Sequence[Spot], outcome: Row | None, as_of: date, size: Size
    ) -> None:
        self.row, self.spots, self.outcome, self.as_of, self.size = row, found, outcome, as_of, size
        self.plot = size.plot()
        self.across = padded(self._days_across(), self.plot.left, self.plot.right)
        self.up: Axis = padded(self._days_up(), self.plot.bottom, self.plot.top)
        self.landmarks: list[slip_context.Placed] = []
        self.taken = Ground()

    def days_seen(self) -> tuple[date, date]:
        """The days between which landmarks may stand: none before or after all that is drawn."""
        days = self._days_across()
        return min(days), min(max(days), self.as_of)

    def give(self, landmarks: Sequence[Row]) -> bool:
        """Make room above the plot for some landmarks; False where they have none."""
        blocked = self.across.at(self.as_of) if self.across.holds(self.as_of) else None
        found = slip_context.placed(landmarks, self.across, self.size, blocked=blocked)
        if landmarks and not found:
            return False
        self.landmarks, self.plot = found, self.size.plot(slip_context.lanes(found))
        self.up = padded(self._days_up(), self.plot.bottom, self.plot.top)
        return True

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
            if spot.due and spot.event["due_earliest"] and is_band(spot.event)
        ]
        days += [day for spot in self.spots if spot.ends for day in spot.said]
        return days

    def svg(self) -> Markup:
        """The whole drawing: the ground first, the words last."""
        size = self.size
        title = short(self.row["title"], LONGEST_WORDS)
        mark = ", disputed" if self.row.get("disputed") else ""
        layers = [
            *self._grid(),
            *slip_context.lines(self.landmarks, size, self.plot),
            *self._diagonal(),
            *self._today(),
            *self._bands(),
            *self._staircase(),
            *self._points(),
            *self._disputed(),
        ]
        return element(
            "svg",
            *layers,
            *self._numbers(),
            *self._notes(),
            class_=f"slip-chart {size.name}",
            viewBox=f"0 0 {size.width} {self.plot.bottom + FOOT:g}",
            role="img",
            aria_label=f"{title}{mark}: when each date was given, and for when",
        )

    def _grid(self) -> Iterator[Markup]:
        plot, size = self.plot, self.size
        for day, words in ticks(self.up, 7):
            y = self.up.at(day)
            yield element(
                "line", x1=plot.left, x2=plot.right, y1=number(y), y2=number(y), class_="grid"
            )
            yield text(words, plot.left - 8, y + 4, size.font, anchor="end")
        room = int((plot.right - plot.left) // 66)
        for day, words in ticks(self.across, room):
            x = self.across.at(day)
            yield element(
                "line", x1=number(x), x2=number(x), y1=plot.top, y2=plot.bottom, class_="grid"
            )
            if plot.left + 16 < x < plot.right - 20:
                yield text(words, x, plot.bottom + 18, size.font, anchor="middle")
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
                "x1": number(self.across.at(first)),
                "y1": number(self.up.at(first)),
                "x2": number(self.across.at(last)),
                "y2": number(self.up.at(last)),
            }
            yield element(
                "line", element("title", "The day itself"), **ends, class_="mark day-itself"
            )

    def _today(self) -> Iterator[Markup]:
        if self.across.first <= self.as_of <= self.across.last:
            x, plot = self.across.at(self.as_of), self.plot
            yield element(
                "line", x1=number(x), x2=number(x), y1=HEAD - 6, y2=plot.bottom, class_="today-line"
            )

    def _bands(self) -> Iterator[Markup]:
        for spot in self.spots:
            left, right = self._span(spot)
            if spot.undated and (spot.due or spot.ends):
                yield self._flat("unknown-when", left, right, self._point(spot)[1])
            if spot.due:
                yield from self._band(spot, left, right)

    @staticmethod
    def _flat(css: str, left: float, right: float, y: float) -> Markup:
        x1, x2, y = number(left), number(right), number(y)
        return element("line", x1=x1, x2=x2, y1=y, y2=y, class_=css)

    def _band(self, spot: Spot, left: float, right: float) -> Iterator[Markup]:
        """Up for a vague date; across where it was said on any day of a month or a year."""
        event, top = spot.event, self.up.at(spot.due)
        if spot.undated:
            left, right = (left + right) / 2 - 4, (left + right) / 2 + 4
        if is_band(event):
            bottom = self.up.at(date.fromisoformat(event["due_earliest"]))
            yield self._rectangle(spot, Box(left, top, right, max(bottom, top + 1.5)))
        elif not spot.undated and right - left > NARROWEST + 1:
            yield self._rectangle(spot, Box(left, top - 4, right, top + 4))

    def _rectangle(self, spot: Spot, box: Box) -> Markup:
        self.taken.take(box)
        return element(
            "rect",
            x=number(box.left),
            y=number(box.top),
            width=number(box.right - box.left),
            height=number(box.bottom - box.top),
            class_=f"band {marks.hand(spot.event)}" if sets_date(spot.event) else "band-theirs",
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
        if not self.row["outcome_event"] or self.outcome is None:
            return None
        place = self.outcome["position"]
        dated = (spot for spot in self.spots if spot.ends and not spot.undated)
        return next((spot for spot in dated if spot.event["position"] == place), None)

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
            x, y = self.across.at(to), self.up.at(up_to)
            yield self._mark("look", "overdue", "red", said, x, y)

    def _step(self, at: date, start: date, to: date, up_to: date, css: str) -> Markup:
        x1, x2 = self.across.at(start), self.across.at(to)
        y1, y2 = self.up.at(at), self.up.at(up_to)
        self.taken.take(Box(min(x1, x2), y1 - 2, max(x1, x2), y1 + 2))
        self.taken.take(Box(x2 - 2, min(y1, y2), x2 + 2, max(y1, y2)))
        return element(
            "path", d=f"M{number(x1)} {number(y1)}H{number(x2)}V{number(y2)}", class_=css
        )

    def _points(self) -> Iterator[Markup]:
        for spot in self.spots:
            x, y = self._point(spot)
            self.taken.take(Box(x - 8, y - 8, x + 8, y + 8))
            if spot.ends and not spot.undated and spot.said[0] != spot.said[1]:
                yield self._around(spot, y)
            if spot.ends and not spot.undated and spot.event["made_on_basis"] == "report":
                yield self._by(x, y)  # on that day or before it
            name, title = self._shape(spot)
            css = marks.hand(spot.event) if spot.due else marks.hand({**spot.event, "soft": 0})
            if spot.ends and is_checked_late(self.row):
                css += " red"
            yield self._mark("statement", name, css, title, x, y)

    @staticmethod
    def _mark(kind: str, name: str, css: str, title: str, x: float, y: float) -> Markup:
        """A shape at a point; a "statement" has a row in the table beside the chart."""
        return element(
            "g",
            element("title", title),
            *marks.SHAPES[name](css),
            transform=f"translate({number(x)} {number(y)})",
            class_=f"mark {kind}".strip(),
        )

    @staticmethod
    def _by(x: float, y: float) -> Markup:
        return element(
            "g", *marks.SHAPES["by"](""), transform=f"translate({number(x)} {number(y)})"
        )

    def _around(self, spot: Spot, y: float) -> Markup:
        """The days between which an end lies, where its own day is not known."""
        x1, x2 = self.across.at(spot.said[0]), self.across.at(spot.said[1])
        self.taken.take(Box(x1, y - 2, x2, y + 2))
        return self._flat("around", x1, x2, y)

    def _point(self, spot: Spot) -> tuple[float, float]:
        """Where the mark stands; words without a date stay at the height of the newest date."""
        if spot.ends:
            day = spot.middle if spot.undated else spot.said[0]
            return self.across.at(day), self.up.at(day)
        x = self.across.at(spot.middle)
        if spot.due:
            return x, self.up.at(spot.due)
        index = self.spots.index(spot)
        earlier = [s.due for s in self.spots[:index] if s.due and s.event["carries"]]
        return x, self.up.at(earlier[-1]) if earlier else self.plot.bottom - LIFTED

    def _shape(self, spot: Spot) -> tuple[str, str]:
        event = spot.event
        if spot.ends:
            decides = self.outcome is not None and self.outcome["position"] == event["position"]
            name = OUTCOME_SHAPES.get(
                self.row["status"] if decides else event["event"], "delivered"
            )
            return name, outcome_title(self.row, event) if decides else other_title(event)
        if spot.due is None:
            name = {"paused": "paused", "partially_delivered": "partial"}.get(
                event["event"], "open"
            )
            return name, other_title(event)
        title = due_title(as_due(event))
        if not sets_date(event):
            return "theirs", title
        return ("dot" if event["due_latest"] else "up"), title

    def _numbers(self) -> Iterator[Markup]:
        plot = self.plot
        bounds = Box(plot.left + 2, plot.top - 12, plot.right + 10, plot.bottom - 1)
        words_fit = self.size.words and len(self.spots) <= MANY
        in_order = sorted(enumerate(self.spots), key=lambda one: (one[1].due is None, one[1].ends))
        for index, spot in in_order:
            figure_of = str(spot.event["position"])
            wishes = [f"{figure_of} {words}" for words in _label_texts(spot)] if words_fit else []
            where = (*self._point(spot), self.size.font, bounds, self.taken)
            label = place(wishes, *where) or place([figure_of], *where, self._beside(index))
            if label:
                yield from _label(label)

    def _beside(self, index: int) -> list[tuple[float, float]]:
        """Where the marks stand that were given just before and after: a number is not theirs."""
        before = self.spots[max(index - NEIGHBOURS, 0) : index]
        after = self.spots[index + 1 : index + 1 + NEIGHBOURS]
        return [self._point(other) for other in (*before, *after)]

    def _disputed(self) -> Iterator[Markup]:
        """Beside each statement that somebody objects to; below the plot, that there is any."""
        for spot in self.spots:
            if spot.event.get("disputed"):
                x, y = self._point(spot)
                x += 13 if x - 20 < self.plot.left else -13
                self.taken.take(Box(x - 7, y - 20, x + 7, y - 6))
                title = f"Disputed: statement {spot.event['position']}"
                yield self._mark("", "disputed", "", title, x, y - 13)
        if self.row.get("disputed"):
            y, size = self.plot.bottom + 32, self.size
            told = marks.disputed_words(self.row["disputed"])
            yield self._mark("", "disputed", "", told, 9, y)
            yield text("disputed: see the page", 21, y + 4, size.font, css="slip-disputed")

    def _notes(self) -> Iterator[Markup]:
        """What the axes are, and whose drawing it is; arrows are drawn: not all fonts have them."""
        size, plot, bottom = self.size, self.plot, self.plot.bottom
        yield element("path", d="M7 18V6M3 10 7 6 11 10", class_="axis-arrow")
        yield text("promised for", 17, 16, size.font, css="axis-title")
        if self.across.holds(self.as_of):
            told = f"as of {wording.short_months(wording.day_words(self.as_of.isoformat()))}"
            x = self.across.at(self.as_of)
            anchor = "end" if x > plot.left + AS_OF_ROOM else "start"
            yield text(told, x, 22, size.font, anchor=anchor, css="today-label")
        y, end = bottom + 32, plot.right
        arrow = (
            f"M{end - 13:g} {y:g}H{end:g}M{end - 4:g} {y - 4:g} {end:g} {y:g} {end - 4:g} {y + 4:g}"
        )
        yield element("path", d=arrow, class_="axis-arrow")
        yield text("said on", plot.right - 19, y + 4, size.font, anchor="end", css="axis-title")
        told = f"As of {wording.day_words(self.as_of.isoformat())}. Sources: the numbered list."
        yield text(told, 2, bottom + FOOT - 6, size.font - 1, css="source-note")


def _cut(event: Row) -> Row:
    """An event with no more of other people's words than a drawing has room for."""
    phrase = event["due_phrase"]
    return {**event, "due_phrase": short(phrase, LONGEST_WORDS) if phrase else phrase}


def _label_texts(spot: Spot) -> list[str]:
    """What stands beside a mark where there is room: in one line, or else in two."""
    event, words = spot.event, spot.event["due_phrase"]
    reading = wording.due_reading(event)
    if event["due_kind"] != "none" and not spot.ends and not (words and reading == "no date"):
        told = wording.due_parts(
            words, reading,
            soft=bool(event["soft"]), provisional=bool(event["provisional"]),
        )  # fmt: skip
        parts = [wording.short_months(part) for part in told if part]
        return [" ".join(parts), "\n".join(parts), *(part for part in parts[:1] if parts[1:])]
    if words and not spot.ends:
        return [
            wording.quoted(words),
            _halved(wording.quoted(words)),
            wording.quoted(short(words, SHORT_LABEL)),
        ]
    if spot.ends or event["event"] in HALTS:
        return [wording.EVENT_NAMES[event["event"]].lower()]
    return []


def _halved(text: str) -> str:
    r"""A text in two lines of about the same length.

    >>> _halved("“as part of the plan in due course”").split("\n")
    ['“as part of the', 'plan in due course”']
    """
    spaces = [place for place, sign in enumerate(text) if sign == " "]
    if not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _label(label: Label) -> Iterator[Markup]:
    for line, y in label.lines():
        yield text(line, label.x, y, label.size, anchor=label.anchor, css="slip-label")

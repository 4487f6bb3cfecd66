"""Landmarks on a slip chart: thin labelled lines across time, which explain nothing by themselves.

A landmark is a mapping with ``day`` (ISO), ``kind`` ("body", "election" or "government") and
``label``; what else it carries is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from tracker import wording
from web.charts.labels import Box, width_of
from web.charts.slip_scale import HEAD, LANE, Axis, Size
from web.charts.svg import element, number, text

Row = Mapping[str, Any]

# More of them would hide the data. A kind is left out whole, so that what is shown of a kind is
# all that there was between the days of the chart: governments first, then elections.
MOST = 6
KINDS = ("body", "election", "government")
GAP = 4.0  # from a line to its label
SMALLER = 2  # pixels that their labels are smaller than the chart's


@dataclass(frozen=True)
class Placed:
    """A landmark with the place of its line and of its label; lane 0 is the lowest."""

    row: Row
    x: float
    words: str
    left: float
    right: float
    lane: int

    def crosses(self, other: "Placed") -> bool:
        """Whether one's label lies on the other's label or line."""
        return _on_label(self, other) or _on_line(self, other) or _on_line(other, self)


def _on_label(one: Placed, other: Placed) -> bool:
    return one.lane == other.lane and one.left < other.right and other.left < one.right


def _on_line(one: Placed, other: Placed) -> bool:
    """Whether the line of one runs through the label of the other on its way down."""
    return one.lane >= other.lane and other.left - 1 < one.x < other.right + 1


def choices(landmarks: Sequence[Row], first: date, last: date) -> Iterator[list[Row]]:
    """What may be shown between two days, by day: all kinds, or fewer where they are too many."""
    inside = [row for row in landmarks if first.isoformat() < row["day"] < last.isoformat()]
    for count in range(len(KINDS), 0, -1):
        kept = [row for row in inside if row["kind"] in KINDS[:count]]
        if len(kept) <= MOST:
            yield sorted(kept, key=lambda row: row["day"])


def placed(
    landmarks: Sequence[Row], axis: Axis, size: Size, *, blocked: float | None
) -> list[Placed]:
    """Landmarks with places for their labels, none on another, on a line or at ``blocked``.

    None where one of them finds no place: some of them alone would mislead.
    """
    found: list[Placed] = []
    for row in sorted(landmarks, key=lambda row: row["day"], reverse=True):
        place = next((p for p in _places(row, axis, size) if _is_free(p, found, blocked)), None)
        if place is None:
            return []
        found.append(place)
    return found[::-1]


def _is_free(place: Placed, others: Sequence[Placed], blocked: float | None) -> bool:
    if blocked is not None and place.left - 1 < blocked < place.right + 1:
        return False
    return not any(place.crosses(other) for other in others)


def _places(row: Row, axis: Axis, size: Size) -> Iterator[Placed]:
    """The places of a label: the full words before the short ones, the lowest lane first."""
    x = axis.at(date.fromisoformat(row["day"]))
    for words in _words(row, size):
        width = width_of(words, size.font - SMALLER)
        for lane in range(size.lanes):
            for left in (x + GAP, x - GAP - width):
                if left >= 0 and left + width <= axis.end + 12:
                    yield Placed(row, x, words, left, left + width, lane)


def _words(row: Row, size: Size) -> tuple[str, ...]:
    short = row["label"].replace("New Prime Minister: ", "New PM: ").replace("General e", "E")
    if size.words:
        return row["label"], short
    return short, short.replace("New PM: ", "PM ")


def lanes(found: Sequence[Placed]) -> int:
    """How many lanes the labels fill."""
    return max((place.lane + 1 for place in found), default=0)


def lines(found: Sequence[Placed], size: Size, plot: Box) -> Iterator[Markup]:
    """The lines and labels, each a group with its meaning in words."""
    for place in found:
        top = HEAD + (lanes(found) - 1 - place.lane) * LANE
        x = number(place.x)
        yield element(
            "g",
            element("title", f"{place.row['label']}, {wording.day_words(place.row['day'])}"),
            element("line", x1=x, x2=x, y1=top - 8, y2=number(plot.bottom), class_="landmark"),
            text(place.words, place.left, top, size.font - SMALLER, css="landmark-label"),
            class_="mark context",
        )

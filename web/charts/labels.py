"""Places for the words of a chart, so that none lies on another, on a mark or on a line."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker import wording

# A letter of the page's font is about this much of its size wide: generous, so
# that a wider font of another machine still has room.
LETTER = 0.58
# From one line of a label to the next, of its size.
LEADING = 1.15


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Whether two rectangles share any ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def away(self, x: float, y: float) -> float:
        """How far the rectangle lies from a point: 0 where it holds it."""
        across = max(self.left - x, x - self.right, 0.0)
        down = max(self.top - y, y - self.bottom, 0.0)
        return math.hypot(across, down)

    def within(self, other: "Box") -> bool:
        """Whether this rectangle lies wholly in the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Ground:
    """What is taken already, in cells, so that a place is held only against what lies near it."""

    CELL = 48.0  # pixels

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.take(box)

    def take(self, box: Box) -> None:
        """Take the ground of a rectangle."""
        for cell in self._over(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box) -> bool:
        """Whether nothing that is taken touches a rectangle."""
        return not any(
            box.touches(other) for cell in self._over(box) for other in self._cells.get(cell, ())
        )

    def _over(self, box: Box) -> Iterator[tuple[int, int]]:
        columns = range(int(box.left // self.CELL), int(box.right // self.CELL) + 1)
        rows = range(int(box.top // self.CELL), int(box.bottom // self.CELL) + 1)
        return ((column, row) for column in columns for row in rows)


@dataclass(frozen=True)
class Label:
    """Words with their place, so that they are near their mark: left of it they end there.

    ``x`` is where each line begins or, with the anchor "end", ends; ``y`` is the
    base line of the first.
    """

    text: str
    x: float
    y: float
    anchor: str
    box: Box
    size: float

    def lines(self) -> Iterator[tuple[str, float]]:
        """Each line of the text, with its base line."""
        for index, line in enumerate(self.text.split("\n")):
            yield line, self.y + index * self.size * LEADING


def short(text: str, most: int) -> str:
    r"""Somebody else's text in one line of at most so many letters, cut with an ellipsis.

    >>> short("a plan for\x00 everything", 9)
    'a plan…'
    """
    told = wording.plain(text)
    if len(told) <= most:
        return told
    cut = told[: most - 1]
    whole = cut.rsplit(" ", 1)[0]
    return (whole if len(whole) > most // 2 else cut).rstrip(" .,;:–-") + "…"


def width_of(text: str, size: float) -> float:
    """About how wide a text is, in pixels: as wide as its longest line."""
    return max(len(line) for line in text.split("\n")) * size * LETTER


def place(
    texts: Sequence[str],
    x: float,
    y: float,
    size: float,
    bounds: Box,
    taken: Ground,
    others: Sequence[tuple[float, float]] = (),
) -> Label | None:
    """The first of the texts, near a point, that finds free ground; takes that ground.

    The texts come in order of wish, the longest first; a text may have several
    lines. ``others`` are points of other marks: none may be nearer to the text than
    its own. None where not even the shortest fits: better no label than two on
    one another, or one that seems to be another's.
    """
    for text in texts:
        height = (text.count("\n") + 1) * size * LEADING
        for box in _around(x, y, width_of(text, size), height):
            if box.within(bounds) and taken.is_free(box) and _is_own(box, x, y, others):
                taken.take(box)
                edge, anchor = (box.right, "end") if box.right <= x else (box.left, "start")
                return Label(text, edge, box.top + size * (LEADING - 0.25), anchor, box, size)
    return None


def _is_own(box: Box, x: float, y: float, others: Sequence[tuple[float, float]]) -> bool:
    own = box.away(x, y)
    return all(box.away(*other) > own for other in others)


def _around(x: float, y: float, width: float, height: float) -> Iterator[Box]:
    """Left of and above the point first: a staircase of dates leaves that ground free."""
    gap = 9.0
    for further in (0.0, 9.0, 18.0, 30.0, 44.0):
        above, below = y - gap - height - further, y + gap + further
        for left in (x - gap - width, x + gap, x - width / 2, x + gap + 12, x - gap - width - 12):
            yield Box(left, above, left + width, above + height)
        yield Box(x - gap - width - further, y - height / 2, x - gap - further, y + height / 2)
        yield Box(x + gap + further, y - height / 2, x + gap + width + further, y + height / 2)
        for left in (x + gap, x - gap - width, x - width / 2, x + gap + 12, x - gap - width - 12):
            yield Box(left, below, left + width, below + height)

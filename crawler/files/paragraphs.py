r"""Lines of a page, put together to paragraphs: a sentence must not end where a line does.

A PDF knows only where letters stand. Two lines belong together where

* the second stands right under the first, in letters of the same size and no further down than
  lines of that page usually do, or at the top of the next column or page;
* the second does not begin an item of a list, and neither is a row of a table; and
* the break was forced (the next word would not have fitted), or the words say that they go on:
  a hyphen, an open end ("the", "by", a comma), a small letter.

Cells of a row that have several lines come one after the other; the next one stands beside them.

Where it cannot be told, lines stay apart: two things run together can make a promise that
nobody made, and what only looks cut is put together again by the reader of statements.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise, repeat
from math import inf
from typing import Final

from crawler.files.hyphens import Hyphens, is_broken
from crawler.files.lines import (
    CELLS,
    Line,
    begins_item,
    holds_more,
    is_ended,
    is_only_marker,
    is_open,
    starts_small,
)

# How much room may be left at the end of a line that was full, of the whole line. Points are
# measured; a line of so many characters is now wider, now narrower.
IN_POINTS: Final = 0.03
IN_CHARACTERS: Final = 0.12

_PROSE: Final = 40  # characters; shorter lines stand in cells, lists and addresses
_NARROW: Final = 20
_SAME_SIZE: Final = 1.13
_LIKE_SIZE: Final = 1.3  # two fonts of one size, in one paragraph, may differ so much
_CLOSEST, _FURTHEST = 0.5, 2.2  # from line to line, of the size of the letters
_PARAGRAPH: Final = 1.35  # further down than this, of the usual leading, begins another paragraph
_LONGEST_CELL: Final = 9  # lines; what is longer is a column of the page
_NEAR: Final = 0.5  # of the size
_INDENT: Final = 6  # of the size; the second line of an item stands further to the right


def paragraphs(pages: Sequence[Sequence[Line]], slack: float) -> tuple[list[str], list[str]]:
    r"""Return the text of each page, a line a paragraph, and what stands before each page.

    That is "\n", or " " or "" where a sentence or a word goes on over the break.
    ``slack`` is IN_POINTS or IN_CHARACTERS.
    """
    hyphens = Hyphens(lambda: ((line.text for line in page) for page in pages))
    laid = [_Page(_with_bullets(page), slack) for page in pages]
    texts: list[list[str]] = []
    joins: list[str] = []
    for number, page in enumerate(laid):
        parts = page.parts(hyphens)
        join = "\n"
        if number and texts[-1] and parts and laid[number - 1].goes_on_with(page):
            texts[-1][-1], join = hyphens.glue(texts[-1][-1], parts[0])
        texts.append(parts)
        joins.append(join)
    return ["\n".join(parts) for parts in texts], joins


class _Part:
    """A paragraph, or a row of a table: lines that were put together."""

    def __init__(self, line: Line) -> None:
        self.words = [line.text]
        self.left = line.left
        self.top = self.bottom = line.bottom
        self.is_row = line.row
        self.count = 0  # lines, of its last cell
        self._begin_cell(line, line.last_cell)

    def go_on(self, line: Line, hyphens: Hyphens) -> None:
        """Put a line to the end."""
        self.words[-1], join = hyphens.glue(self.words[-1], line.text)
        self.words += [join, line.text]
        self._reach(line.bottom, line.right)
        self._last, self.count = line, self.count + 1

    def take(self, part: "_Part", hyphens: Hyphens) -> None:
        """Put the lines that stand below to the end of a cell: they are of it as well."""
        self.words[-1], join = hyphens.glue(self.words[-1], part.words[0])
        self.words += [join, *part.words]
        self._reach(part.bottom, part.right)
        self.count += part.count

    def add_cell(self, line: Line) -> None:
        """Put a cell to the row; what was a paragraph is its first cell."""
        self.words += [CELLS, line.text]
        self.is_row = True
        self.bottom = min(self.bottom, line.bottom)
        self._begin_cell(line, line.left if line.last_cell is None else line.last_cell)

    def has_beside(self, line: Line) -> bool:
        """Tell whether a line stands to the right of these lines, and no higher or lower."""
        near = _NEAR * line.size
        is_level = self.bottom - near <= line.bottom <= self.top + near
        return is_level and line.left >= self.right and 1 < self.count <= _LONGEST_CELL

    def has_in_its_cell(self, line: Line) -> bool:
        """Tell whether a line stands under the last line of the last cell of a row."""
        step = self._last.bottom - line.bottom
        return (
            self._cell is not None
            and abs(line.left - self._cell) <= _NEAR * line.size
            and _CLOSEST * line.size < step < _PARAGRAPH * line.size
            and not line.row
        )

    def text(self) -> str:
        """Return it on one line."""
        return "".join(self.words)

    def _begin_cell(self, line: Line, cell: float | None) -> None:
        self._last, self._cell, self.count = line, cell, 1
        self.right = line.right

    def _reach(self, bottom: float, right: float) -> None:
        self.bottom = min(self.bottom, bottom)
        self.right = max(self.right, right)


class _Page:
    """The lines of a page, and what their places tell."""

    def __init__(self, lines: Sequence[Line], slack: float) -> None:
        self.lines = lines
        self._slack = slack
        leading = _usual_leading(lines)
        self._under = [_is_under(above, below, leading) for above, below in pairwise(lines)]
        self._runs = list(self._found_runs())  # for each line, the lines it stands among

    def parts(self, hyphens: Hyphens) -> list[str]:
        """Return the paragraphs and rows."""
        done: list[_Part] = []
        for number, line in enumerate(self.lines):
            if number and self._goes_on(number - 1):
                done[-1].go_on(line, hyphens)
            elif count := _count_beside(done, line):
                for part in done[len(done) - count + 1 :]:
                    done[-count].take(part, hyphens)
                del done[len(done) - count + 1 :]
                done[-1].add_cell(line)
            elif number and done[-1].has_in_its_cell(line):
                done[-1].go_on(line, hyphens)
            else:
                done.append(_Part(line))
        return [part.text() for part in done]

    def goes_on_with(self, page: "_Page") -> bool:
        """Tell whether the last sentence of this page goes on with the first line of another."""
        return self._goes_on_beyond(len(self.lines) - 1, page.lines[0], shortest=_NARROW)

    def _found_runs(self) -> Iterator["_Run"]:
        start = 0
        for end in range(1, len(self.lines) + 1):
            if end == len(self.lines) or not self._under[end - 1]:
                yield from repeat(_Run(self.lines[start:end], self._slack), end - start)
                start = end

    def _goes_on(self, number: int) -> bool:
        """Whether the line goes on in the next line of the page."""
        above, below = self.lines[number], self.lines[number + 1]
        if above.row or below.row or begins_item(below.text):
            return False
        if not self._under[number]:
            next_column = below.bottom > above.bottom and below.left > above.left
            return next_column and self._goes_on_beyond(number, below, shortest=_PROSE)
        if is_broken(above.text) or is_open(above.text):
            return True
        # After a full stop nothing can be cut any more, so there it must be quite certain.
        ended = is_ended(above.text)
        slack = 0.0 if ended else self._slack
        full = _is_full(above, below, self._runs[number].limit, slack)
        long = len(above.text) >= _PROSE
        if not ended and starts_small(below.text):
            return (full or long) and not holds_more(above.text)
        alike = full and _are_of_size(above, below, _SAME_SIZE)
        return alike and (long or self._is_narrow(number)) and not holds_more(above.text)

    def _is_narrow(self, number: int) -> bool:
        """Whether it is a line of a narrow column, and not one of several short things.

        In a column all lines are full; and "Estates plan, summer 2027" is done.
        """
        text = self.lines[number].text
        is_narrow = len(text) >= _NARROW and not text[-1].isdigit()
        return is_narrow and self._runs[number].is_wrapped

    def _goes_on_beyond(self, number: int, below: Line, *, shortest: int) -> bool:
        """Whether the line goes on in one that stands elsewhere: in the next column or page."""
        above = self.lines[number]
        if above.row or below.row or begins_item(below.text):
            return False
        if not _are_of_size(above, below, _SAME_SIZE):
            return False
        if is_ended(above.text) or holds_more(above.text):
            return False
        if is_broken(above.text) or is_open(above.text):
            return True
        if starts_small(below.text):
            return len(above.text) >= shortest
        full = _is_full(above, below, self._runs[number].limit, self._slack)
        return full and len(above.text) >= _PROSE


class _Run:
    """Lines that stand right under each other."""

    def __init__(self, lines: Sequence[Line], slack: float) -> None:
        self._lines = lines
        self._slack = slack
        # How far to the right a line can go; one that stands alone cannot be measured.
        self.limit = max(line.right for line in lines) if len(lines) > 1 else inf

    @cached_property
    def is_wrapped(self) -> bool:
        """Whether every line is full, or the end of a sentence."""
        return all(
            is_ended(above.text) or _is_full(above, below, self.limit, self._slack)
            for above, below in pairwise(self._lines)
        )


def _is_full(above: Line, below: Line, limit: float, slack: float) -> bool:
    """Whether the next word would not have fitted into the line."""
    width = (below.right - below.left) / max(len(below.text), 1)
    word = len(below.text.partition(" ")[0]) + 1
    room = limit - above.right - slack * (limit - above.left)
    return width * word > room


def _count_beside(done: Sequence[_Part], line: Line) -> int:
    """How many of the last parts are the cell that a line stands beside; 0 where none is.

    A row begins at one height. So where a line begins as high as one before it, all between them
    is one cell, even if its lines did not look like one paragraph.
    """
    lines, right = 0, -inf
    for count, part in enumerate(reversed(done), start=1):
        lines, right = lines + part.count, max(right, part.right)
        if part.is_row or lines > _LONGEST_CELL or line.left < right:
            break
        if abs(part.left - done[-1].left) > _NEAR * line.size:
            break
        if lines > 1 and abs(part.top - line.bottom) <= _NEAR * line.size:
            return count
    return 1 if done and done[-1].has_beside(line) else 0


def _with_bullets(page: Sequence[Line]) -> list[Line]:
    """Lines, with a bullet that stands alone put before its words."""
    lines: list[Line] = []
    for line in page:
        if lines and is_only_marker(lines[-1].text) and not begins_item(line.text):
            marker = lines.pop()
            left = min(marker.left, line.left)
            lines.append(line._replace(text=f"{marker.text} {line.text}", left=left))
        else:
            lines.append(line)
    return lines


def _usual_leading(lines: Sequence[Line]) -> float:
    """How far down the next line of a paragraph stands on this page; 0 where nothing tells."""
    steps = [
        step
        for above, below in pairwise(lines)
        if _CLOSEST * above.size < (step := above.bottom - below.bottom) < _FURTHEST * above.size
        and _are_of_size(above, below, _SAME_SIZE)
    ]
    return sorted(steps)[len(steps) // 2] if steps else 0.0


def _is_under(above: Line, below: Line, leading: float) -> bool:
    step = above.bottom - below.bottom
    return (
        step <= _PARAGRAPH * leading
        and _CLOSEST * above.size < step < _FURTHEST * above.size
        and _are_of_size(above, below, _LIKE_SIZE)
        and abs(above.left - below.left) <= _INDENT * above.size
        and below.left < above.right
        and above.left < below.right
    )


def _are_of_size(above: Line, below: Line, ratio: float) -> bool:
    one, other = above.size, below.size
    return one <= ratio * other and other <= ratio * one

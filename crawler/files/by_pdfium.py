"""The lines of a PDF by pdfium, each with its place on the page.

What stands wholly outside the page (the slug of a printer, hidden words) is no part of it. A
gap as wide as a letter is high parts two cells of a row.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, repeat
from operator import add, sub
from typing import Final, NamedTuple

from crawler.files.letters import Legibility, clean
from crawler.files.lines import CELLS, Line, has_leaders, words_at
from crawler.files.pages import MOST_PAGES, PdfPages, Unreadable
from crawler.files.paragraphs import IN_POINTS
from crawler.files.pdfium import (
    BOTTOM,
    LEFT,
    PASSWORD,
    RIGHT,
    TOP,
    XFA_FULL,
    Document,
    Page,
    PdfiumError,
)

# pdfium puts U+FFFE for a hyphen at which a line is broken, and then no line break.
_LINE: Final = re.compile(r"([^\r\n\ufffe]+)(\ufffe?)")
_SPACE: Final = re.compile(r"\s+")
_CELL_GAP: Final = 1.0  # of the size of the letters; between words it is about a quarter
# A justified line has wide gaps as well, but then all of its gaps are wide.
_WIDER: Final = 2.0
_FEWEST_GAPS: Final = 4
# Looking for gaps takes a while; a file that is longer than this must end in time.
_PAGES_WITH_CELLS: Final = 1_000


def pages_of(body: bytes) -> PdfPages:
    """Read the lines of all pages; raises Unreadable, or PdfiumError where it is no PDF."""
    document = _opened(body)
    pages: list[list[Line] | None] = []
    letters = Legibility()
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document.page(number)
        except PdfiumError:
            pages.append(None)
            continue
        text = page.text()[: letters.left]
        pages.append(_lines(page, text, with_cells=number < _PAGES_WITH_CELLS))
        page.close()
        letters.add(text)
        if letters.left == 0:
            break
    return PdfPages(
        pages=pages,
        total=len(document),
        is_full=letters.left == 0,
        slack=IN_POINTS,
        legible=letters.is_legible(),
    )


def _opened(body: bytes) -> Document:
    try:
        document = Document(body)
    except PdfiumError as error:
        if error.code == PASSWORD:
            raise Unreadable("encrypted", "a PDF that needs a password") from error
        raise
    if document.form_type == XFA_FULL:
        raise Unreadable("unsupported", "an XFA form: only Adobe's own reader can show it")
    return document


# Where the lines of a page stand. pdfium tells of one letter at a time; asked for all that are
# needed of a page in one go, it takes a quarter of the time. So the lines first say which.


class _Asked(NamedTuple):
    """The words of each line of a page, and the letters that tell where they stand.

    ``starts`` is where in the text the words begin. ``ends`` has _ENDS letters of each line: the
    first one, and those at the ends of the quarters of what follows its bullet. ``before`` and
    ``after`` have those on both sides of every gap; ``gaps`` is where among them the line's end.
    ``plain`` says of each line whether its words need no cleaning.
    """

    words: list[str]
    plain: list[bool]
    starts: list[int]
    ends: list[int]
    before: list[int]
    after: list[int]
    gaps: list[int]


_ENDS: Final = 1 + 5


def _lines(page: Page, text: str, *, with_cells: bool) -> list[Line]:
    turn = _TURNS[page.turn]
    asked = _asked(text, with_cells=with_cells)
    lefts, bottoms, rights, tops = _places(page, text, asked.ends, *turn)
    [before] = _places(page, text, asked.before, turn[2])
    [after] = _places(page, text, asked.after, turn[0])
    box = page.box
    shown = [sign * box[side] for side, sign in turn]
    # How high a line is, and where it stands, is told by the largest of a few letters: names and
    # code in another font are smaller. The bullet may be of any.
    heights = list(zip(map(sub, tops, bottoms), bottoms, strict=True))
    widths = list(map(sub, after, before))
    lines = []
    at = first = 0
    for words, plain, start, end in zip(
        asked.words, asked.plain, asked.starts, asked.gaps, strict=True
    ):
        size, bottom = max(heights[at + 1 : at + _ENDS])
        text, row, last = words, False, None
        if end > first and (wide := _wide(widths[first:end], size)):
            text = _with_cells(words, [asked.after[first + gap] - start for gap in wide])
            row, last = True, after[first + wide[-1]]
        elif not plain:
            text = _with_cells(words, ())
        row = row or has_leaders(words)
        line = Line(text, lefts[at], rights[at + _ENDS - 1], bottom, size, row, last)
        if text and _overlap(line, shown):
            lines.append(line)
        at, first = at + _ENDS, end
    return lines


def _asked(text: str, *, with_cells: bool) -> _Asked:
    words, plain, starts, ends, before, after, gaps = asked = _Asked([], [], [], [], [], [], [])
    steps: list[int] = []  # from the letter before a gap to the one after it
    for found in _LINE.finditer(text):
        whole = f"{found[1]}-" if found[2] else found[1]
        line = whole.strip()
        if not line:
            continue
        start = found.start()
        if line != whole:
            start += len(whole) - len(whole.lstrip())
        begin, last = words_at(line), start + len(line) - 1
        first = start + begin
        length = last - first
        # Nearly all lines: nothing to clean, and one space between two words.
        is_plain = line.isascii() and line.isprintable() and "  " not in line
        words.append(line)
        plain.append(is_plain)
        starts.append(start)
        ends += (
            start, first, first + length // 4, first + length // 2, first + length * 3 // 4, last,
        )  # fmt: skip
        if with_cells:
            its_before, its_steps = (_plain_gaps if is_plain else _gaps)(line, begin, first)
            before += its_before
            steps += its_steps
        gaps.append(len(before))
    after += map(add, before, steps)
    return asked


_Gaps = tuple[Iterable[int], Iterable[int]]


def _gaps(words: str, begin: int, first: int) -> _Gaps:
    """The letter before each gap behind ``begin``, and how far from it the one after it is.

    ``first`` is where in the text the letter at ``begin`` stands.
    """
    spaces = [found.span() for found in _SPACE.finditer(words, begin)]
    start = first - begin
    return [start + gap - 1 for gap, _ in spaces], [after - gap + 1 for gap, after in spaces]


def _plain_gaps(words: str, begin: int, first: int) -> _Gaps:
    """The same where one space stands between two words, so that their lengths tell."""
    apart = words[begin:].split(" ")
    gaps = len(apart) - 1
    ends = map(add, accumulate(map(len, apart)), range(first - 1, first - 1 + gaps))
    return ends, repeat(2, gaps)


def _wide(gaps: Sequence[float], size: float) -> Sequence[int]:
    """Which gaps between words are so wide that they part cells."""
    wide, widest = _CELL_GAP * size, max(gaps)
    if widest < wide:
        return ()
    if len(gaps) >= _FEWEST_GAPS:
        wide = max(wide, _WIDER * min(gaps))
    return [at for at, gap in enumerate(gaps) if gap >= wide]


def _with_cells(words: str, cuts: Sequence[int]) -> str:
    """The words, cleaned, their cells parted where they are cut."""
    parts = pairwise([0, *cuts, len(words)])
    cells = (" ".join(clean(words[begin:stop]).split()) for begin, stop in parts)
    return CELLS.join(filter(None, cells))


def _overlap(line: Line, page: Sequence[float]) -> bool:
    left, bottom, right, top = page
    across = line.left < right and line.right > left
    return across and line.bottom < top and line.bottom + line.size > bottom


# Of a page that is turned to be shown: which side of a letter is seen at its left, its foot, its
# right and its head, and whether it is counted from the other end.
_Side = tuple[int, int]
_TURNS: Final[dict[int, tuple[_Side, _Side, _Side, _Side]]] = {
    0: ((LEFT, 1), (BOTTOM, 1), (RIGHT, 1), (TOP, 1)),
    90: ((BOTTOM, 1), (RIGHT, -1), (TOP, 1), (LEFT, -1)),
    180: ((RIGHT, -1), (TOP, -1), (LEFT, -1), (BOTTOM, -1)),
    270: ((TOP, -1), (LEFT, 1), (BOTTOM, -1), (RIGHT, 1)),
}


def _places(page: Page, text: str, letters: Sequence[int], *sides: _Side) -> list[list[float]]:
    found = page.places(text, letters, *(side for side, _ in sides))
    return [
        places if sign == 1 else [-place for place in places]
        for places, (_, sign) in zip(found, sides, strict=True)
    ]

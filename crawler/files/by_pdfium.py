"""The lines of a PDF by pdfium, each with its place on the page.

What stands wholly outside the page (the slug of a printer, hidden words) is no part of it. A
gap as wide as a letter is high parts two cells of a row.
"""

import ctypes
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import pypdfium2
from pypdfium2 import raw

from crawler.files.letters import Legibility, clean
from crawler.files.lines import CELLS, Line, has_leaders, words_at
from crawler.files.pages import MOST_PAGES, PdfPages, Unreadable
from crawler.files.paragraphs import IN_POINTS

# pdfium puts U+FFFE for a hyphen at which a line is broken, and then no line break.
_HYPHEN: Final = "\ufffe"
_LINE: Final = re.compile(r"([^\r\n\ufffe]+)(\ufffe?)")
_GAP: Final = re.compile(r"\S(\s+)(?=\S)")
_CELL_GAP: Final = 1.0  # of the size of the letters; between words it is about a quarter
# A justified line has wide gaps as well, but then all of its gaps are wide.
_WIDER: Final = 2.0
_FEWEST_GAPS: Final = 4
_PARTS: Final = 4  # of a line, at whose ends its size is taken
# Looking for gaps takes as long as reading; a file that is longer than this must end in time.
_PAGES_WITH_CELLS: Final = 1_000

_LAST_OF_ONE: Final = "\uffff"
_GET_BOX: Final = raw.FPDFText_GetLooseCharBox

_Box = tuple[float, float, float, float]  # left, bottom, right, top


def pages_of(body: bytes) -> PdfPages:
    """Read the lines of all pages; raises Unreadable, or PdfiumError where it is no PDF."""
    document = _opened(body)
    pages: list[list[Line] | None] = []
    letters = Legibility()
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            pages.append(None)
            continue
        text = text_page.get_text_range(errors="replace")[: letters.left]
        places = _Places(page, text_page, text, with_cells=number < _PAGES_WITH_CELLS)
        pages.append(list(_lines(places, text)))
        text_page.close()
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


def _opened(body: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("encrypted", "a PDF that needs a password") from error
        raise
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        raise Unreadable("unsupported", "an XFA form: only Adobe's own reader can show it")
    return document


class _Places:
    """Where the letters of a page stand, as the page is shown; numbered as in its text.

    The loose box of a letter is used, which is as high for all letters of a font.
    """

    def __init__(self, page: Any, text_page: Any, text: str, *, with_cells: bool) -> None:
        self.with_cells = with_cells
        self._numbers = _numbers(text_page, text)
        self._text_page = text_page.raw
        self._turn = _TURNS[page.get_rotation()]
        self._rect = raw.FS_RECTF()
        self._into = ctypes.byref(self._rect)
        self.page = self._turn(page.get_bbox())

    def box(self, index: int) -> _Box:
        """Return the box of a letter; one that has no place is nowhere."""
        if not _GET_BOX(self._text_page, self._numbers[index], self._into):
            return 0.0, 0.0, 0.0, 0.0
        rect = self._rect
        box = rect.left, rect.bottom, rect.right, rect.top
        return box if self._turn is _upright else self._turn(box)

    def gap(self, before: int, after: int) -> float:
        """Return how much room there is between two letters."""
        if self._turn is not _upright:
            return self.box(after)[0] - self.box(before)[2]
        # Asked for every word of every page, so without what a turned page needs.
        get, text_page, into, rect = _GET_BOX, self._text_page, self._into, self._rect
        get(text_page, self._numbers[before], into)
        right = rect.right
        get(text_page, self._numbers[after], into)
        return float(rect.left - right)


def _numbers(text_page: pypdfium2.PdfTextPage, text: str) -> Sequence[int]:
    """Return the number of each letter of a text on its page.

    They differ where the page holds letters that the text does not, and where one takes two
    places (in UTF-16, as pdfium counts).
    """
    if len(text) == text_page.count_chars():
        return range(len(text))
    numbers, place = [], 0
    for letter in text:
        numbers.append(raw.FPDFText_GetCharIndexFromTextIndex(text_page, place))
        place += 2 if letter > _LAST_OF_ONE else 1
    return numbers


def _lines(places: _Places, text: str) -> Iterator[Line]:
    for found in _LINE.finditer(text):
        line = _line(found[1] + ("-" if found[2] else ""), found.start(), places)
        if line and _overlap(line, places.page):
            yield line


def _overlap(line: Line, page: _Box) -> bool:
    left, bottom, right, top = page
    across = line.left < right and line.right > left
    return across and line.bottom < top and line.bottom + line.size > bottom


def _line(text: str, start: int, places: _Places) -> Line | None:
    words = text.strip()
    if not words:
        return None
    start += len(text) - len(text.lstrip())
    end = start + len(words) - 1
    size, bottom = _height(start + words_at(words), end, places)
    cuts = _cuts(words, start, size, places) if places.with_cells else []
    cells = [
        " ".join(clean(words[begin:stop]).split())
        for begin, stop in pairwise([0, *cuts, len(words)])
    ]
    cells = [cell for cell in cells if cell]
    if not cells:
        return None
    return Line(
        text=CELLS.join(cells),
        left=places.box(start)[0],
        right=places.box(end)[2],
        bottom=bottom,
        size=size,
        row=bool(cuts) or has_leaders(words),
        last_cell=places.box(start + cuts[-1])[0] if cuts else None,
    )


def _height(first: int, last: int, places: _Places) -> tuple[float, float]:
    """How high the letters of a line are, and where they stand: by the largest of a few.

    Without the bullet, which may be of any font; names and code in another one are smaller.
    """
    boxes = (places.box(first + (last - first) * part // _PARTS) for part in range(_PARTS + 1))
    return max((top - bottom, bottom) for _, bottom, _, top in boxes)


def _cuts(words: str, start: int, size: float, places: _Places) -> list[int]:
    """Where the cells of a line begin, after the first: where the gap between words is wide."""
    gaps = [
        (places.gap(start + found.start(), start + found.end()), found.end())
        for found in _GAP.finditer(words, words_at(words))
    ]
    wide = _CELL_GAP * size
    if len(gaps) >= _FEWEST_GAPS:
        wide = max(wide, _WIDER * min(gap for gap, _ in gaps))
    return [after for gap, after in gaps if gap >= wide]


def _upright(box: _Box) -> _Box:
    return box


def _turned_right(box: _Box) -> _Box:
    left, bottom, right, top = box
    return bottom, -right, top, -left


def _upside_down(box: _Box) -> _Box:
    left, bottom, right, top = box
    return -right, -top, -left, -bottom


def _turned_left(box: _Box) -> _Box:
    left, bottom, right, top = box
    return -top, left, -bottom, right


_TURNS: Final = {0: _upright, 90: _turned_right, 180: _upside_down, 270: _turned_left}

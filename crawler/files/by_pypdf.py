"""The lines of a PDF by pypdf, in the order of the file; where they stand is not known."""

from io import BytesIO
from typing import Final

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError

from crawler.files.letters import Legibility, clean
from crawler.files.lines import Line, has_leaders
from crawler.files.pages import MOST_PAGES, PdfPages, Unreadable
from crawler.files.paragraphs import IN_CHARACTERS

_SIZE: Final = 1.0
# What pypdf raises where an object is not what it should be; memory is another matter.
_BROKEN: Final = (
    PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def pages_of(body: bytes) -> PdfPages:
    """Read the lines of all pages; raises Unreadable, or what pypdf raises where it is no PDF."""
    try:
        reader = PdfReader(BytesIO(body))
        count = len(reader.pages)
    except FileNotDecryptedError as error:
        raise Unreadable("encrypted", "a PDF that needs a password") from error
    pages: list[list[Line] | None] = []
    letters = Legibility()
    for number in range(min(count, MOST_PAGES)):
        text = _text_of(reader, number, letters.left)
        pages.append(None if text is None else _lines(text))
        letters.add(text or "")
        if letters.left == 0:
            break
    return PdfPages(
        pages=pages,
        total=count,
        is_full=letters.left == 0,
        slack=IN_CHARACTERS,
        legible=letters.is_legible(),
    )


def _text_of(reader: PdfReader, number: int, most: int) -> str | None:
    try:
        return reader.pages[number].extract_text()[:most]
    except _BROKEN:
        return None


def _lines(text: str) -> list[Line]:
    lines = []
    for number, words in enumerate(clean(text).split("\n")):
        if line := " ".join(words.split()):
            lines.append(Line(line, 0.0, len(line), -number, _SIZE, has_leaders(line)))
    return lines

"""PDF: pypdfium2 reads first, and pypdf where that crashed, failed or raises a doubt.

pdfium is quick and tells where each letter stands, but it is C++: whatever a hostile file does
to it, it does to this process. pypdf is slower, knows only the order of the words, and has
limits of its own. Both give lines; what is made of them is the same.
"""

from importlib import import_module
from typing import Final

from crawler.files.letters import MOST_CHARACTERS
from crawler.files.lines import Line
from crawler.files.pages import Answer, PdfPages, Unreadable
from crawler.files.paragraphs import paragraphs
from crawler.files.running import without_running

READERS: Final = ("pypdfium2", "pypdf")  # in this order
_MODULES: Final = {"pypdfium2": "crawler.files.by_pdfium", "pypdf": "crawler.files.by_pypdf"}

# Letters and figures. A stamp or "Page 12 of 140" on a picture has fewer; no sentence that
# promises something has.
_FEWEST_LETTERS: Final = 20
# Of the pages. A paper has blank pages and pages of pictures; a scan with a typed cover has
# little else.
_MOST_BARE: Final = 0.5
_MUTE_FONTS: Final = "its fonts do not say which letters they show"


def read(body: bytes, reader: str) -> Answer:
    """Read a PDF with one of the READERS; raises Unreadable, or whatever the library raises."""
    found = import_module(_MODULES[reader]).pages_of(body)
    if all(page is None for page in found.pages):
        raise Unreadable("failed", "none of its pages can be read")
    lines = [page or [] for page in found.pages]
    bodies = without_running(lines)
    # A page of nothing but a running line keeps it.
    kept = [body or page for body, page in zip(bodies, lines, strict=True)]
    texts, joins = paragraphs(kept, found.slack)
    answer = Answer("pdf", reader, pages=tuple(texts), joins=tuple(joins), paged=True)
    return _judged(answer, found, bodies)


def _judged(answer: Answer, found: PdfPages, bodies: list[list[Line]]) -> Answer:
    """Say what the pages are worth: read, or pictures of text."""
    count = len(found.pages)
    bare = sum(not _has_letters(body) for body in bodies)
    broken = sum(page is None for page in found.pages)
    cut = f"read up to page {count:,} of {found.total:,}" if count < found.total else ""
    if found.is_full:
        cut = f"read up to {MOST_CHARACTERS:,} characters, on page {count:,} of {found.total:,}"
    if not found.legible:
        return answer._replace(
            state="needs_ocr",
            reason=_listed(_MUTE_FONTS, cut),
            doubt=_MUTE_FONTS,
            pages=("",) * count,
            joins=(),
        )
    if bare > _MOST_BARE * count:
        pictures = f"hardly any text on {bare:,} of {count:,} pages: pictures of text, or empty"
        return answer._replace(state="needs_ocr", reason=_listed(pictures, cut), doubt=pictures)
    lost = f"{broken:,} of {count:,} pages cannot be read" if broken else ""
    empty = f"hardly any text on {bare - broken:,} of {count:,} pages" if bare > broken else ""
    return answer._replace(reason=_listed(cut, lost, empty), doubt=lost or None)


def _listed(*reasons: str) -> str | None:
    return "; ".join(filter(None, reasons)) or None


def _has_letters(lines: list[Line]) -> bool:
    """Whether lines have as many letters and figures as make a page of text."""
    count = 0
    for line in lines:
        count += sum(map(str.isalnum, line.text))
        if count >= _FEWEST_LETTERS:
            return True
    return False

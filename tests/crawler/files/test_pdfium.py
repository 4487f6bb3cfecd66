"""pdfium by its C interface: the same text, places and errors as pypdfium2's own Python gives."""

import subprocess
import sys

import pypdfium2
import pytest

from crawler.files.by_pdfium import pages_of
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
from tests.crawler.files import make_hostile
from tests.crawler.files.make_pdf import At, column, pdf, row

WORDS = "We will publish the plan \u2013 \u201cin full\u201d \u2013 by spring 2027, at \u00a340m."
FILES = {
    "prose": pdf([column([WORDS] * 30)]),
    "a table": pdf([row(700, "Publish", "NHS England", "Spring 2027")]),
    "nothing": pdf([[]]),
    "turned": pdf([column(WORDS)], turn=90),
    "letters at one place": pdf([[At(72, 700, "a b"), At(72, 700, "c d")]]),
    "many letters": pdf([[At(72, 800 - 12 * line, "a bc " * 20) for line in range(60)]]),
    "letters of two places": make_hostile.letters_by_number(
        "plan \U0001f600 by May", letters="\U0001f600"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_the_text_and_the_place_of_each_letter(name):
    ours = Document(FILES[name]).page(0)
    page = pypdfium2.PdfDocument(FILES[name])[0]
    theirs = page.get_textpage()
    text = ours.text()
    assert text == theirs.get_text_range(errors="replace")
    assert (ours.turn, ours.box) == (page.get_rotation(), _sides(page.get_bbox()))
    letters = range(len(text))
    if len(text) == theirs.count_chars():
        places = zip(*ours.places(text, letters, LEFT, TOP, RIGHT, BOTTOM), strict=True)
        boxes = [_sides(theirs.get_charbox(letter, loose=True)) for letter in letters]
        assert [list(place) for place in places] == boxes
    ours.close()


def _sides(box):
    left, bottom, right, top = box
    return [left, top, right, bottom]


def test_a_letter_that_has_no_place_is_nowhere():
    page = Document(FILES["prose"]).page(0)
    text = page.text()
    assert page.places(text, [0, 10**6, -1], LEFT, TOP)[0][1:] == [0, 0]


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"%PDF-1.7 junk", 3), (b"", 3), (make_hostile.encrypted("a word"), PASSWORD)],
)
def test_what_cannot_be_opened_says_why(body, code):
    with pytest.raises(PdfiumError, match="Failed to load document") as found:
        Document(body)
    with pytest.raises(pypdfium2.PdfiumError) as theirs:
        pypdfium2.PdfDocument(body)
    assert (found.value.code, str(found.value)) == (code, str(theirs.value))


def test_a_page_that_is_not_there():
    with pytest.raises(PdfiumError, match="Failed to load page"):
        Document(FILES["prose"]).page(7)


def test_forms_are_known():
    assert Document(FILES["prose"]).form_type == 0
    assert Document(make_hostile.dynamic_form()).form_type == XFA_FULL


def test_a_child_imports_no_more_than_it_needs():
    """pypdfium2's Python takes longer to import than ten pages take to read."""
    code = (
        "import crawler.files.child, crawler.files.pdf, crawler.files.by_pdfium, sys;"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    unwanted = {"pypdfium2", "pypdfium2_raw", "dataclasses", "pathlib", "inspect", "asyncio", "bs4"}
    assert not unwanted & set(done.stdout.split())


def test_a_page_is_asked_three_times_and_for_few_letters(monkeypatch):
    """Asking for letters is most of what our own reading of a page costs."""
    asked = []

    def counted(page, text, letters, *sides):
        asked.append(len(letters))
        return places(page, text, letters, *sides)

    places = Page.places
    monkeypatch.setattr(Page, "places", counted)
    lines, gaps = 30, WORDS.count(" ")
    assert len(pages_of(FILES["prose"]).pages[0]) == lines
    assert asked == [6 * lines, gaps * lines, gaps * lines]

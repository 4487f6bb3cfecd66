"""Whatever bytes come: never an exception, always one of the states, always a text that holds."""

import asyncio
from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from crawler.files.letters import clean
from crawler.files.reading import STATES, FileText, read_file, read_file_now
from db.normal import normalise
from tests.crawler.files.inside import read
from tests.crawler.files.make_documents import docx, opendocument, paragraph, pptx, slide
from tests.crawler.files.make_hostile import GOOD
from tests.crawler.files.make_pdf import column, pdf, row


def workbook() -> bytes:
    out = BytesIO()
    book = Workbook()
    book.active.append([GOOD, 3, "May"])
    book.save(out)
    return out.getvalue()


DOCUMENTS = {
    "x.docx": docx(paragraph(GOOD) * 3),
    "x.pptx": pptx(slide(GOOD), slide(GOOD)),
    "x.odt": opendocument("text", f"<text:p>{GOOD}</text:p>" * 3),
    "x.xlsx": workbook(),
    "x.csv": f"{GOOD},May\n".encode() * 3,
    "x.html": f"<html><body><main><p>{GOOD}</p></main></body></html>".encode(),
}
PDF = pdf([column(GOOD), row(700, "Action", "Owner", "Due") + column(f"Now then: {GOOD}")])
NAMES = st.sampled_from(["x.pdf", "x.docx", "x.xlsx", "x.odt", "x.csv", "x.txt", "x.html", "x"])
TYPES = st.sampled_from(
    [None, "", "application/pdf", "text/csv; charset=utf-16", "text/html", ";;"]
)


def holds(found: FileText) -> None:
    """What is true of everything that is ever returned."""
    assert found.state in STATES
    assert (found.state == "read") or found.reason
    assert normalise(found.text) == found.text
    found.text.encode()  # no half of a character
    assert list(found.page_starts) == sorted(found.page_starts)
    assert not found.page_starts or found.page_starts[0] == 0
    assert all(start <= len(found.text) for start in found.page_starts)
    if found.state in {"failed", "encrypted", "unsupported"}:
        assert (found.text, found.page_starts) == ("", ())


@st.composite
def spoilt(draw, body: bytes) -> bytes:
    """A good file with a few bytes changed, cut out or put in."""
    whole = bytearray(body)
    for _ in range(draw(st.integers(1, 12))):
        place = draw(st.integers(0, max(len(whole) - 1, 0)))
        match draw(st.integers(0, 2)):
            case 0 if whole:
                whole[place] = draw(st.integers(0, 255))
            case 1:
                del whole[place : place + draw(st.integers(1, 40))]
            case _:
                whole[place:place] = draw(st.binary(max_size=20))
    return bytes(whole)


@given(st.binary(max_size=400), NAMES, TYPES)
@example(b"%PDF-1.7\n%%EOF", "x.pdf", None)
@example(b"PK\x03\x04", "x.docx", None)
@settings(max_examples=150, deadline=None)
def test_any_bytes(body, name, said_type):
    if not body.startswith(b"%PDF-"):  # a PDF is never read outside a child
        holds(read(body, name, said_type))


@given(st.text(max_size=300), NAMES)
@example("<html><main>\x0b\x1c\x85\u2028e\ud800"[:17], "x.html")
@settings(max_examples=150, deadline=None)
def test_any_text(text, name):
    holds(read(text.encode("utf-8", "ignore"), name))


@pytest.mark.parametrize("name", DOCUMENTS)
@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_spoilt_documents(name, data):
    holds(read(data.draw(spoilt(DOCUMENTS[name])), name))


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\r\x00\x0b\x0c\x85\u2028\u2029\ufeff\ufffe")
    once.encode()


async def in_children(bodies: list[bytes]) -> list[FileText]:
    return list(
        await asyncio.gather(
            *[read_file(body, said_type="application/pdf", name="x.pdf") for body in bodies]
        )
    )


@given(st.lists(spoilt(PDF), min_size=4, max_size=4))
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_spoilt_pdfs(bodies):
    for found in asyncio.run(in_children(bodies)):
        holds(found)


@pytest.mark.slow
@given(st.lists(spoilt(PDF), min_size=10, max_size=10))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_spoilt_pdfs(bodies):
    for found in asyncio.run(in_children(bodies)):
        holds(found)


def test_the_good_file_is_read():
    """Else all of this would tell nothing."""
    found = read_file_now(PDF, said_type=None, name="x.pdf")
    holds(found)
    assert found.text.count("We will publish") == 2
    for name, body in DOCUMENTS.items():
        assert "We will publish" in read(body, name).text

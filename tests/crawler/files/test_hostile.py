"""Files that mean harm: each ends in time, within its memory, with a reason; the crawl goes on."""

import pytest

from crawler.files.reading import read_file_now
from tests.crawler.files import make_hostile
from tests.crawler.files.inside import read
from tests.crawler.files.make_documents import docx, paragraph, zipped
from tests.crawler.files.make_hostile import BILLION_LAUGHS, GOOD, HOSTILE
from tests.crawler.files.make_pdf import column, pdf
from tests.crawler.files.measured import measured

SECONDS, MIB = 15, 1024 + 32  # the limit is of the address space, and a little is the parent's

CRASHED = "crashed (Aborted): over 1 GiB of memory"
QUICK = {
    "double_flate_bomb.pdf": ("failed", CRASHED),
    "many_pages.pdf": ("read", "read up to page 2,000 of 20,000"),
    "deep_nesting.pdf": ("needs_ocr", "hardly any text"),
    "zip_bomb.docx": ("failed", "unpacked it would take 1,024 MiB; at most 400 are unpacked"),
    "zip_bomb_that_lies.docx": ("failed", "cannot be read"),
    "endless_rows.ods": ("read", None),
}
SLOW = {
    "flate_bomb.pdf": ("failed", CRASHED),
    "nested_forms.pdf": ("read", None),  # by pypdf, which draws so many and no more
    "form_in_itself.pdf": ("needs_ocr", "hardly any text"),
    "many_operations.pdf": ("needs_ocr", "hardly any text"),
    "says_many_pages.pdf": ("read", None),
    "page_loop.pdf": ("failed", "cyclic page references"),
    "table_loop.pdf": ("read", None),
    "endless_map.pdf": ("needs_ocr", "hardly any text"),
    "huge_page.pdf": ("read", None),
    "pictures.pdf": ("needs_ocr", "hardly any text"),
    "endless_marks.txt": ("failed", "it took"),
    "deep_document.docx": ("failed", "Excessive depth"),
    "far_cells.xlsx": ("read", None),
}


def test_every_hostile_file_is_in_one_of_the_tables():
    assert QUICK.keys() | SLOW.keys() == HOSTILE.keys()


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        *[(name, *ends) for name, ends in QUICK.items()],
        *[pytest.param(name, *ends, marks=pytest.mark.slow) for name, ends in SLOW.items()],
    ],
)
def test_each_ends_in_time_and_within_its_memory(name, state, reason):
    found = measured(HOSTILE[name](), name)
    assert found.seconds < SECONDS
    assert found.memory < MIB
    assert found.file["state"] == state
    assert reason is None or reason in found.file["reason"]
    if state == "failed":
        assert (found.file["text"], found.file["page_starts"]) == ("", [])


KINDS = pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx", "odt", "ods"])


@KINDS
def test_entities_do_not_grow(kind):
    """A billion laughs, in a document of each kind."""
    found = measured(make_hostile.with_entity(kind, BILLION_LAUGHS, "l9"), f"x.{kind}")
    assert found.file["state"] in {"read", "failed"}
    assert "haha" not in found.file["text"]
    assert found.memory < 200
    assert found.seconds < SECONDS


@KINDS
def test_entities_tell_no_file(kind, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SAMPLE secret")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    found = read(make_hostile.with_entity(kind, doctype, "e"), f"x.{kind}")
    assert found.state in {"read", "failed"}
    assert "secret" not in found.text


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        (zipped({"a.txt": "words"}), "unsupported", "a zip archive, or a document of a kind"),
        (docx(paragraph(GOOD))[:300], "failed", "a damaged zip container"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "failed",
         "its part content.xml is missing"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x",
                 "META-INF/manifest.xml": "<manifest:encryption-data/>"}), "encrypted",
         "an OpenDocument file that needs a password"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x"}),
         "failed", "it cannot be read (XMLSyntaxError"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.graphics"}), "unsupported",
         "a zip archive, or a document of a kind"),
    ],
)  # fmt: skip
def test_containers_that_cannot_be_read(body, state, reason):
    found = read(body, "https://www.sample.example/plan.docx")
    assert (found.state, found.text) == (state, "")
    assert found.reason.startswith(reason)


def test_a_zip_with_a_password_is_told_as_such():
    body = bytearray(docx(paragraph(GOOD)))
    entry = body.index(b"PK\x01\x02")
    body[entry + 8] |= 1
    found = read(bytes(body), "plan.docx")
    assert (found.state, found.reason) == ("encrypted", "a zip container that needs a password")


def test_the_text_of_a_file_is_bounded_and_says_so(monkeypatch):
    monkeypatch.setattr("crawler.files.pages.MOST_CHARACTERS", 100)
    found = read(f"{GOOD}\n".encode() * 3, "x.csv", "text/csv")
    assert len(found.text) == 101  # and the line break between
    assert (found.state, found.reason) == ("read", "read up to 100 characters, on page 1")


@pytest.mark.slow
def test_four_and_a_half_million_characters_and_no_more():
    line = f"{GOOD},{GOOD}\n".encode()
    found = measured(line * (6_000_000 // len(line)), "x.csv", "text/csv")
    assert found.file["state"] == "read"
    assert found.file["reason"] == "read up to 4,500,000 characters, on page 1"
    assert 4_500_000 <= len(found.file["text"]) < 4_600_000
    assert found.memory < MIB
    assert found.seconds < SECONDS


@pytest.mark.slow
def test_two_thousand_full_pages_are_read_in_time():
    """The longest that is read whole, as dense as a paper is."""
    lines = [
        f"On page {{}} it says in line {number} that the plan will be published in the spring."
        for number in range(25)
    ]
    pages = [column([line.format(page) for line in lines]) for page in range(2_000)]
    found = measured(pdf(pages), "x.pdf")
    assert (found.file["state"], found.file["reason"]) == ("read", None)
    assert found.file["reader"] == "file/1 pypdfium2"
    assert len(found.file["page_starts"]) == 2_000
    assert found.seconds < SECONDS


@pytest.mark.parametrize(
    "cut", [lambda body: body[: len(body) // 2], lambda body: body[:-200], lambda body: body[:20]]
)
def test_a_pdf_that_was_cut(cut):
    body = pdf([column(GOOD), column("Another page of the same paper, with a few more words.")])
    found = read_file_now(cut(body), said_type="application/pdf", name="x.pdf")
    assert found.kind == "pdf"
    assert found.state in {"read", "failed"}  # readers mend what they can
    assert (found.state == "read") == (GOOD in found.text)

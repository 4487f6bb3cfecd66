"""What a file is: its bytes decide, whatever it is called."""

import pytest

from crawler.files.kinds import is_readable, told
from crawler.files.reading import read_file_now
from tests.crawler.files.inside import read
from tests.crawler.files.make_documents import docx, opendocument, paragraph, pptx, slide, xlsx
from tests.crawler.files.make_pdf import column, pdf

WORDS = "We will publish the plan by spring 2027."
PDF = pdf([column(WORDS)])
HTML = f"<!DOCTYPE html><html><body><main><p>{WORDS}</p></main></body></html>".encode()
READABLE = ("pdf", "docx", "odt", "ods", "xlsx", "pptx", "csv", "txt", "html")
UNREADABLE = ("doc", "xls", "ppt", "zip", "png", "jpg", "mp3", "mp4", "rtf")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("mime_type", "name", "readable"),
    [
        ("application/pdf", "https://www.sample.example/download/17", True),
        ("application/pdf; charset=binary", "x", True),
        (None, "https://www.sample.example/plan.PDF?version=2#page=3", True),
        ("application/octet-stream", "plan.docx", True),
        ("text/html", "plan.pdf", True),
        ("text/csv", "rows", True),
        *[(None, f"x.{ending}", True) for ending in READABLE],
        *[(None, f"x.{ending}", False) for ending in UNREADABLE],
        ("application/msword", "plan.doc", False),
        ("application/zip", "all.zip", False),
        ("image/png", "chart.png", False),
        (None, "https://www.sample.example/pdf", False),
        (None, "", False),
    ],
)  # fmt: skip
def test_what_is_worth_fetching(mime_type, name, readable):
    assert is_readable(mime_type, name) is readable


@pytest.mark.parametrize(
    ("body", "said_type", "name", "kind", "state"),
    [
        (PDF, "application/pdf", "plan.pdf", "pdf", None),
        (PDF, "text/html", "plan.html", "pdf", None),
        (b"some bytes before\n" + PDF, None, "x", "pdf", None),
        (HTML, "application/pdf", "plan.pdf", "html", None),
        (b"\xef\xbb\xbf\r\n  " + HTML, "application/pdf", "plan.pdf", "html", None),
        (b"<!-- 1 --><html><p>x", None, "x", "html", None),
        (b"<html>A page about %PDF-1.7", None, "x", "html", None),
        (b"<p>a part of a page</p>", "text/html", "x", "html", None),
        (b'<?xml version="1.0"?><html xmlns="x">', None, "x", "html", None),
        (b"a,b\n1,2\n", "text/csv", "x", "csv", None),
        (b"BMI,age\n22,40\n", "text/plain", "x.csv", "text", None),
        (b"BMI,age\n22,40\n", None, "x.csv", "csv", None),
        (b"MZ is a code\n", None, "x.txt", "text", None),
        (b"a,b\n1,2\n", "application/octet-stream", "x.csv", "csv", None),
        ("naïve".encode("utf-16"), "text/plain", "x", "text", None),
        ("naive words".encode("utf-16-le"), "text/plain", "x", "text", None),
        (b"Not found", "application/pdf", "plan.pdf", "text", None),
        (b"", "application/pdf", "plan.pdf", "pdf", "failed"),
        (b"", None, "x", "other", "failed"),
        (bytes(range(256)) * 4, "application/pdf", "plan.pdf", "pdf", "failed"),
        (bytes(range(256)) * 4, None, "x", "other", "unsupported"),
        (OLD_OFFICE, "application/msword", "plan.doc", "other", "unsupported"),
        (OLD_OFFICE, "application/pdf", "plan.pdf", "other", "unsupported"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), None, "x.docx", "other", "encrypted"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "application/pdf", "x.pdf", "other", "unsupported"),
        (b"\xff\xd8\xff\xe0" + bytes(99), None, "x", "other", "unsupported"),
        (b"\0\0\0\x18ftypmp42" + bytes(99), None, "x", "other", "unsupported"),
        (b"{\\rtf1 words}", "application/msword", "x.doc", "other", "unsupported"),
        (b"<?xml version='1.0'?><feed/>", "text/plain", "x.txt", "other", "unsupported"),
    ],
)
def test_what_it_is(body, said_type, name, kind, state):
    found = told(body, said_type, name)
    assert (found.kind, found.state) == (kind, state)
    assert bool(found.reason) is bool(state)


@pytest.mark.parametrize(
    ("body", "said_type", "kind", "note"),
    [
        (PDF, "text/html; charset=utf-8", "pdf", "the server called it text/html and it is a PDF"),
        (HTML, "application/pdf", "html",
         "the server called it application/pdf and it is a web page"),
        (docx(paragraph(WORDS)), "application/msword", "docx",
         "the server called it application/msword and it is a Word document"),
        (pptx(slide(WORDS)), "application/pdf", "pptx",
         "the server called it application/pdf and it is a PowerPoint presentation"),
        (opendocument("text", f"<text:p>{WORDS}</text:p>"), "application/zip", "odt", None),
        (xlsx(f'<row r="1"><c t="inlineStr"><is><t>{WORDS}</t></is></c></row>'),
         "application/octet-stream", "xlsx", None),
        (WORDS.encode(), "text/plain", "text", None),
        (f"{WORDS}\n".encode(), "application/vnd.ms-excel", "text",
         "the server called it application/vnd.ms-excel and it is plain text"),
        (PDF, None, "pdf", None),
    ],
)  # fmt: skip
def test_it_is_read_as_what_it_is_and_the_mistake_is_noted(body, said_type, kind, note):
    found = read(body, "https://www.sample.example/file", said_type)
    assert (found.kind, found.state, found.note) == (kind, "read", note)
    assert WORDS in found.text
    assert found.reader.startswith("file/1 ")


def test_what_is_no_text_is_not_opened_at_all(monkeypatch):
    def no_child(*_args, **_kwargs):
        raise AssertionError("a child was started")

    monkeypatch.setattr("asyncio.create_subprocess_exec", no_child)
    found = read_file_now(OLD_OFFICE, said_type="application/msword", name="plan.doc")
    assert (found.kind, found.text, found.page_starts) == ("other", "", ())
    assert found.state == "unsupported"
    assert found.reason == "an old binary Office file (.doc, .xls, .ppt)"

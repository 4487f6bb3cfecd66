"""PDF: all words, in their order, a sentence on one line, each page where it begins."""

import shutil
import subprocess
from bisect import bisect_right
from collections import Counter
from difflib import SequenceMatcher
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from crawler.files.pages import Answer
from crawler.files.reading import _better, read_file_now
from db.normal import normalise
from tests.crawler.files import make_hostile
from tests.crawler.files.inside import read
from tests.crawler.files.make_hostile import GOOD
from tests.crawler.files.make_pdf import At, column, pdf, row, wrapped
from tracker.statements.sentences import sentences

READERS = pytest.mark.parametrize("reader", ["pypdfium2", "pypdf"])
PROMISE = "We expect to publish the NHS Long Term Workforce Plan by spring 2027."
OVER_THE_BREAK = (
    "The department will set out in a separate paper how it means to pay for the staff that the"
    " Plan asks for, and it will publish that paper no later than 31 October 2027, in full."
)
INTRODUCTION = (
    "This paper tells the Board of NHS England what has been done since its last meeting. "
    f"{PROMISE} Officials will report to the Board each quarter on what they recruited."
)


def two_pages(*, with_heads: bool = True) -> bytes:
    """A paper with a table, a sentence over two lines and one over the end of a page."""
    head = [At(72, 810, "SAMPLE board paper, workforce")] if with_heads else []
    first = [
        *head,
        At(72, 780, "1. Introduction", 16),
        *wrapped(INTRODUCTION, 78, y=750),
        *row(660, "Action", "Owner", "Due"),
        *row(640, "Publish the plan", "NHS England", "Spring 2027"),
        *row(620, "Consult on fees", "DHSC", "31 May 2027"),
        *wrapped(OVER_THE_BREAK, 78, y=580)[:2],
        *([At(290, 30, "1")] if with_heads else []),
    ]
    second = [
        *head,
        *column([at.words for at in wrapped(OVER_THE_BREAK, 78)[2:]], y=780),
        *column("• ask the Treasury\n• write to the trusts", y=700),
        *([At(290, 30, "2")] if with_heads else []),
    ]
    return pdf([first, second])


def long_paper() -> bytes:
    """Eight pages of different prose, without heads or feet."""
    return pdf([
        wrapped(" ".join(
            f"In part {page * 9 + number} the Board of trust {number} said that it had kept its"
            f" promise of {number + 3} May 202{page} and would report on it again by spring."
            for number in range(9)
        ), 85)
        for page in range(8)
    ])  # fmt: skip


# The whole text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [two_pages(with_heads=False), long_paper()], ids=["table", "prose"]
)
@READERS
def test_no_character_is_lost_and_all_are_in_order(body, reader):
    """The golden rule: at least 98 % of what pypdf gives, counted and in order."""
    text = read(body, reader=reader).text
    pages = PdfReader(BytesIO(body)).pages
    words = [word for page in pages for word in page.extract_text().split()]
    golden, letters = "".join(words), "".join(text.split())
    assert (Counter(golden) & Counter(letters)).total() >= 0.98 * len(golden)
    matcher = SequenceMatcher(None, words, text.split(), autojunk=False)
    assert sum(block.size for block in matcher.get_matching_blocks()) >= 0.98 * len(words)


@READERS
def test_a_paper_with_a_table_and_a_sentence_over_the_end_of_a_page(reader):
    found = read(two_pages(), reader=reader)
    cells = " | " if reader == "pypdfium2" else " "  # pypdf does not say where words stand
    assert found.text.split("\n") == [
        "SAMPLE board paper, workforce",
        "1. Introduction",
        INTRODUCTION,
        f"Action{cells}Owner{cells}Due",
        f"Publish the plan{cells}NHS England{cells}Spring 2027",
        f"Consult on fees{cells}DHSC{cells}31 May 2027",
        OVER_THE_BREAK,
        "• ask the Treasury",
        "• write to the trusts",
    ]
    assert (found.state, found.reason, found.note) == ("read", None, None)


def test_pages_are_where_they_begin():
    found = read(two_pages())
    start = found.page_starts[1]
    assert found.page_starts[0] == 0
    first_page, second_page = found.text[:start], found.text[start:]
    lines = [at.words for at in wrapped(OVER_THE_BREAK, 78)]
    assert first_page.endswith(f"{lines[1]} ")
    assert second_page.startswith(f"{lines[2]}\n")
    page_of = [bisect_right(found.page_starts, found.text.index(word)) for word in
               ("SAMPLE", "Introduction", "separate", "October", "Treasury")]  # fmt: skip
    assert page_of == [1, 1, 1, 2, 2]


def test_the_text_is_as_it_is_stored_and_its_sentences_are_whole():
    found = read(two_pages())
    assert normalise(found.text) == found.text
    whole = [found.text[start:end] for start, end in sentences(found.text)]
    assert PROMISE in whole
    assert OVER_THE_BREAK in whole


def test_an_empty_page_begins_where_the_next_one_does():
    words = [f"Part {number} of the plan will be published in May 2027." for number in range(3)]
    first, second, third = map(column, words)
    found = read(pdf([[], first, [], second, third, []]))
    assert found.text == "\n".join(words)
    length = len(words[0])
    starts = (0, 0, length + 1, length + 1, 2 * (length + 1), 3 * length + 2)
    assert found.page_starts == starts
    assert found.reason == "hardly any text on 3 of 6 pages"


# Where letters stand ---------------------------------------------------------------------


def test_two_columns_are_read_one_after_the_other():
    lines = [at.words for at in wrapped(f"{INTRODUCTION} {OVER_THE_BREAK}", 42)]
    half = len(lines) // 2
    page = column(lines[:half], size=9) + column(lines[half:], x=310, size=9)
    assert read(pdf([page])).text == f"{INTRODUCTION} {OVER_THE_BREAK}"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_turned_to_be_shown(turn):
    """As pages with wide tables are."""
    cells = row(480, "Publish", "NHS England", "Spring 2027")
    page = [*wrapped(INTRODUCTION, 60, x=40, y=560), *cells]
    expected = f"{INTRODUCTION}\nPublish | NHS England | Spring 2027"
    assert read(pdf([page], turn=turn)).text == expected


def test_what_stands_outside_the_page_is_no_part_of_it():
    page = [*column(GOOD), At(72, -40, "printed on 3 May 2026 by 17:02"), At(900, 700, "slug")]
    assert read(pdf([page])).text == GOOD


def test_the_cells_of_a_row_that_have_several_lines():
    """As Word and browsers write them: cell after cell, each from the top of the row."""
    table = [
        *row(700, "Action", "Owner", "Due"),
        *column("Publish the NHS\nWorkforce Plan, with\nits annexes", y=680),
        *column("NHS England,\nDirector", x=222, y=680),
        *column("31 March\n2027", x=372, y=680),
        *row(630, "Consult on fees", "Department of"),  # on one line with the second cell
        At(222, 617, "Health"),
        At(372, 630, "May 2027"),
        *row(597, "Report", "Board", "June 2027"),
        *column("The table ends here, and this is a line of prose.", y=570),
    ]
    assert read(pdf([table])).text.split("\n") == [
        "Action | Owner | Due",
        "Publish the NHS Workforce Plan, with its annexes | NHS England, Director | 31 March 2027",
        "Consult on fees | Department of Health | May 2027",
        "Report | Board | June 2027",
        "The table ends here, and this is a line of prose.",
    ]


def test_the_dots_of_a_table_of_contents_and_the_lines_under_them():
    lines = [f"{words} {'.' * (60 - len(words))} {page}" for words, page in
             (("Introduction", 2), ("Workforce", 5), ("Estates", 7))]  # fmt: skip
    assert read(pdf([column(lines)])).text.split("\n") == lines


@READERS
def test_hyphens_at_the_end_of_a_line(reader):
    lines = column(
        "It was the subject of a publi-\n"
        "cation on the long-\n"
        "term plan, due by mid-\n"
        "2027 and paid from the 2026-\n"
        "27 budget of the NHS."
    )
    expected = (
        "It was the subject of a publication on the long-term plan, due by mid-2027 and paid"
        " from the 2026-27 budget of the NHS."
    )
    assert read(pdf([lines]), reader=reader).text == expected


def test_letters_that_take_two_places():
    """As pdfium counts; mathematical ones, and the pictures of a telephone."""
    found = read(make_hostile.letters_by_number("ABCDE" * 9, letters="D835DC00"))
    assert found.text == "".join(chr(0x1D400 + ord(letter) - 32) for letter in "ABCDE" * 9)


def test_digits_that_stand_apart_stay_apart():
    """Whether "202 7" is a year is for a reader of dates to say."""
    words = "It will be published in spring 202 7, if it is published."
    assert read(pdf([column(words)])).text == words


# What cannot be read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "state", "reason", "text"),
    [
        (make_hostile.pictures(3), "needs_ocr",
         "hardly any text on 3 of 3 pages: pictures of text, or empty", ""),
        (make_hostile.pictures(9, stamp="Item 7 (paper copy)"), "needs_ocr",
         "hardly any text on 9 of 9 pages: pictures of text, or empty", "Item 7 (paper copy)"),
        (make_hostile.pictures(4, stamp="SAMPLE trust, board papers, official"), "needs_ocr",
         "hardly any text on 3 of 4 pages: pictures of text, or empty",
         "SAMPLE trust, board papers, official"),
        (make_hostile.letters_by_number(GOOD, letters="E003"), "needs_ocr",
         "its fonts do not say which letters they show", ""),
        (make_hostile.letters_by_number(GOOD), "needs_ocr",
         "its fonts do not say which letters they show", ""),
        (make_hostile.encrypted("secret"), "encrypted", "a PDF that needs a password", ""),
        (make_hostile.encrypted("secret", algorithm="RC4-128"), "encrypted",
         "a PDF that needs a password", ""),
        (make_hostile.encrypted(""), "read", None, GOOD),
        (make_hostile.dynamic_form(), "unsupported",
         "an XFA form: only Adobe's own reader can show it", ""),
    ],
)  # fmt: skip
def test_what_is_not_read_is_never_taken_for_empty(body, state, reason, text):
    found = read_file_now(body, said_type="application/pdf", name="paper.pdf")
    assert (found.kind, found.state, found.reason) == ("pdf", state, reason)
    assert sorted(set(found.text.split("\n"))) == sorted(set(text.split("\n")))


def test_a_typed_cover_does_not_make_a_scan_readable():
    out = BytesIO()
    writer = PdfWriter()
    for part in (pdf([wrapped(INTRODUCTION)]), make_hostile.pictures(5)):
        writer.append(BytesIO(part))
    writer.write(out)
    found = read(out.getvalue())
    assert found.state == "needs_ocr"
    assert found.reason == "hardly any text on 5 of 6 pages: pictures of text, or empty"
    assert found.text == INTRODUCTION


@pytest.mark.parametrize(
    ("first", "second", "chosen", "note"),
    [
        # The state, then clearly more letters, then the first.
        (Answer("pdf", "a", "failed", "it crashed"), Answer("pdf", "b", pages=("x",)), "b",
         "a could not read all of it: it crashed"),
        (Answer("pdf", "a", "needs_ocr", doubt="bare"), Answer("pdf", "b", pages=("x",)), "b",
         "a could not read all of it: bare"),
        (Answer("pdf", "a", pages=("x" * 99,), doubt="y"), Answer("pdf", "b", pages=("x" * 100,)),
         "a", None),
        (Answer("pdf", "a", pages=("x" * 90,), doubt="y"), Answer("pdf", "b", pages=("x" * 100,)),
         "b", "a could not read all of it: y"),
        (Answer("pdf", "a", "needs_ocr", doubt="bare"), Answer("pdf", "b", "failed", "no"), "a",
         None),
        (Answer("pdf", "a", "failed", "no"), Answer("pdf", "b", "encrypted", "locked"), "b",
         "a could not read all of it: no"),
    ],
)  # fmt: skip
def test_the_better_of_two_readers(first, second, chosen, note):
    found = _better(first, second)
    assert (found.reader, found.note) == (chosen, note)


def test_what_neither_can_read_says_why_of_both():
    found = read_file_now(pdf([column(GOOD)])[:200], said_type="application/pdf", name="x.pdf")
    assert (found.kind, found.state, found.text, found.page_starts) == ("pdf", "failed", "", ())
    assert found.reason.startswith("pypdfium2: it cannot be read (PdfiumError: ")
    assert "; pypdf: " in found.reason


@pytest.mark.browser
def test_a_pdf_as_a_browser_prints_it(tmp_path):
    """Real fonts, in parts, with ligatures; justified columns, hyphens, heads and feet."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    prose = f"{INTRODUCTION} {OVER_THE_BREAK} It is an efficient office of the first class. "
    cell = "Publish the NHS Workforce Plan, with its annexes and all else"
    (tmp_path / "paper.html").write_text(
        "<html lang=en-GB><style>@page{size:A4;margin:25mm 20mm;@top-left{content:'SAMPLE paper'}"
        "@bottom-center{content:'Page ' counter(page) ' of ' counter(pages)}}"
        "body{font:11pt serif}div{columns:2;hyphens:auto;text-align:justify}"
        "td{width:33%;vertical-align:top;padding:4px}</style><h1>A paper for the Board</h1>"
        f"<p>{prose * 3}</p><table><tr><td>Action<td>Owner<td>Due<tr>"
        f"<td>{cell} that goes with it<td>Director of People"
        f"<td>31 March 2027</table><div><p>{prose * 5}</p></div><p>{prose * 9}</p></html>"
    )
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--print-to-pdf={tmp_path / 'paper.pdf'}", str(tmp_path / "paper.html")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    found = read((tmp_path / "paper.pdf").read_bytes())
    lines = found.text.split("\n")
    assert len(found.page_starts) > 1
    assert lines.count("SAMPLE paper") == 1
    assert not [line for line in lines if line.startswith("Page ")]
    assert f"{cell} that goes with it | Director of People | 31 March 2027" in lines
    assert "Action | Owner | Due" in lines
    assert found.text.count(prose.strip()) == 3 + 5 + 9

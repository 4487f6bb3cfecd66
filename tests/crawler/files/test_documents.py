"""Word, OpenDocument, Excel, PowerPoint, CSV, HTML and plain text: what is read in each."""

import datetime as dt
from io import BytesIO

import pytest
from docx import Document
from odfdo import Cell, Header, Paragraph, Row, Table
from odfdo import Document as OpenDocument
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from db.normal import normalise
from tests.crawler.files.inside import read
from tests.crawler.files.make_documents import (
    DRAWING,
    SLIDE,
    docx,
    opendocument,
    paragraph,
    pptx,
    slide,
    xlsx,
)

PROMISE = "We will publish the workforce plan by spring 2027."


def saved(document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# Word --------------------------------------------------------------------------------------


def test_a_word_document_is_read_in_its_order_without_heads():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "SAMPLE head"
    document.sections[0].footer.paragraphs[0].text = "SAMPLE foot"
    document.add_heading("Next steps", level=1)
    document.add_paragraph(PROMISE)
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("Action", "Owner", "Due"), strict=True):
        cell.text = words
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "Consult on fees"
    table.rows[1].cells[2].text = "Summer 2027"
    document.add_paragraph("After the table.", style="List Bullet")
    found = read(saved(document))
    assert (found.kind, found.state, found.page_starts) == ("docx", "read", ())
    assert found.text.split("\n") == [
        "Next steps",
        PROMISE,
        "Action | Owner | Due",
        "Consult on fees | Summer 2027",
        "After the table.",
    ]


ANCHORED = (
    "<w:p><w:r><w:t>Anchor</w:t></w:r><w:r><mc:AlternateContent xmlns:mc='x'><mc:Choice>"
    "<w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback>"
    "<w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def cell(inside: str) -> str:
    return f"<w:tc>{inside}</w:tc>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        # What python-docx passes over: content controls, insertions, boxes.
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('31 March 2027')}</w:sdtContent></w:sdt>",
         "31 March 2027"),
        (("<w:p><w:r><w:t>Due </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>May 2027</w:t></w:r>"
         "</w:sdtContent></w:sdt></w:p>"), "Due May 2027"),
        (("<w:p><w:r><w:t>by </w:t></w:r><w:ins><w:r><w:t>June</w:t></w:r></w:ins>"
         "<w:del><w:r><w:delText>May</w:delText><w:t>May</w:t></w:r></w:del></w:p>"), "by June"),
        (ANCHORED, "Anchor\nBox"),
        # What nobody sees.
        (("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr>"
         "<w:vanish w:val='0'/></w:rPr><w:t>shown</w:t></w:r></w:p>"), "shown"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>x</w:t></w:r></w:p>", "x"),
        # Breaks and signs.
        (("<w:p><w:r><w:t>We will publish</w:t><w:br/><w:t>the plan.</w:t><w:br/><w:t>Now.</w:t>"
         "</w:r></w:p>"), "We will publish the plan.\nNow."),
        (("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>long</w:t><w:noBreakHyphen/><w:t>term</w:t>"
         "<w:softHyphen/></w:r></w:p>"), "a long-term"),
        # Tables: several paragraphs in a cell, a table in a cell, a table that is only layout.
        ((f"<w:tbl><w:tr>{cell(paragraph('One.') + paragraph('Two') + paragraph('Three'))}"
         f"{cell(paragraph('May'))}</w:tr></w:tbl>"), "One. Two · Three | May"),
        (f"<w:tbl><w:tr>{cell(paragraph('One') + paragraph('Two'))}{cell('')}</w:tr></w:tbl>",
         "One\nTwo"),
        ((f"<w:tbl><w:tr>{cell(paragraph('a'))}<w:sdt><w:sdtContent>{cell(paragraph('b'))}"
         "</w:sdtContent></w:sdt></w:tr></w:tbl>"), "a | b"),
    ],
)  # fmt: skip
def test_word(body, text):
    assert read(docx(body)).text == text


def test_words_that_python_docx_does_not_show():
    """Why the XML is walked: these are words of the document all the same."""
    body = docx(
        f"<w:sdt><w:sdtContent>{paragraph('In a content control')}</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>Put in by a tracked change</w:t></w:r></w:ins></w:p>"
    )
    shown = [part.text for part in Document(BytesIO(body)).iter_inner_content()]
    assert shown == [""]
    assert read(body).text == "In a content control\nPut in by a tracked change"


def test_footnotes_follow_and_macros_do_not_matter():
    notes = f"<w:footnote w:type='separator'>{paragraph('no')}</w:footnote>"
    notes += f"<w:footnote>{paragraph('Subject to the Spending Review.')}</w:footnote>"
    found = read(docx(paragraph(PROMISE), footnotes=notes, kind="docm"))
    assert found.text == f"{PROMISE}\nSubject to the Spending Review."


# PowerPoint ------------------------------------------------------------------------------


def test_slides_are_pages_with_tables_groups_and_notes():
    presentation = Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[5])
    first.shapes.title.text = "Workforce\vplan"
    table = first.shapes.add_table(2, 2, *[Inches(1)] * 4).table
    for number, words in enumerate(("Action", "Due", "Publish", "Spring 2027")):
        table.cell(number // 2, number % 2).text = words
    first.notes_slide.notes_text_frame.text = "Say that it is late."
    second = presentation.slides.add_slide(presentation.slide_layouts[6])
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(*[Inches(1)] * 4).text_frame.text = PROMISE
    found = read(saved(presentation))
    pages = ["Workforce plan\nAction | Due\nPublish | Spring 2027\nSay that it is late.", PROMISE]
    assert (found.kind, found.state, found.reason) == ("pptx", "read", None)
    assert found.text == "\n".join(pages)
    assert found.page_starts == (0, len(pages[0]) + 1)


def test_smart_art_hidden_slides_and_shows():
    step = "<x><a:p><a:r><a:t>Step 1: spring 2027</a:t></a:r></a:p></x>"
    shown = (slide("Steps"), slide("Hidden", entries='show="0"'), slide(PROMISE))
    found = read(pptx(*shown, kind="ppsx", beside=step))
    assert found.text == f"Steps\nStep 1: spring 2027\n{PROMISE}"
    assert found.page_starts == (0, 26, 26)  # the hidden one is an empty page
    assert found.note == "left out: hidden slides (1)"


def test_numbers_and_dates_of_slides_are_no_text():
    shapes = "".join(
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r>'
        f"<a:t>{kind}</a:t></a:r></a:p></p:txBody></p:sp>"
        for kind in ("sldNum", "dt", "ftr", "title")
    )
    field = "<a:p><a:fld type='slidenum'><a:t>7</a:t></a:fld><a:r><a:t>words</a:t></a:r></a:p>"
    found = read(pptx(f"<p:sld {SLIDE}><p:spTree>{shapes}{field}</p:spTree></p:sld>"))
    assert found.text == "title\nwords"
    assert DRAWING in SLIDE


# Excel -----------------------------------------------------------------------------------


def test_sheets_are_pages_and_rows_are_lines():
    workbook = Workbook()
    plan = workbook.active
    plan.title = "Plan"
    plan.append(["Action", None, "Due"])
    plan.append(["We will publish\nthe plan", "NHS England", dt.date(2027, 3, 1)])
    plan["C2"].number_format = "mmm-yy"
    plan.append([])
    plan.append(["Cost", 1200.0, 0.125])
    plan["C4"].number_format = "0.0%"
    hidden = workbook.create_sheet("Lists")
    hidden.append(["not shown"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Notes").append([PROMISE])
    found = read(saved(workbook))
    row = "We will publish the plan | NHS England | March 2027"
    first = f"Plan\nAction | Due\n{row}\nCost | 1200 | 12.5%"
    assert (found.kind, found.state) == ("xlsx", "read")
    assert found.text == f"{first}\nNotes\n{PROMISE}"
    assert found.page_starts == (0, len(first) + 1, len(first) + 1)
    assert found.note == "left out: hidden sheets (1)"


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("dd/mm/yyyy", "1 March 2027"),
        ("mm-dd-yy", "1 March 2027"),
        ("[$-809]d mmmm yyyy;@", "1 March 2027"),
        ("dddd, d mmmm yyyy", "1 March 2027"),
        ("mmm\\-yy", "March 2027"),
        ('mmmm" "yyyy', "March 2027"),
        ("yyyy", "2027"),
        ("d mmm", "1 March"),
        ("dd/mm/yyyy hh:mm", "1 March 2027 09:30"),
        ("hh:mm:ss", "09:30"),
    ],
)
def test_a_date_says_no_more_than_its_cell_shows(number_format, shown):
    workbook = Workbook()
    workbook.active.append([dt.datetime(2027, 3, 1, 9, 30)])  # noqa: DTZ001
    workbook.active["A1"].number_format = number_format
    assert read(saved(workbook)).text == f"Sheet\n{shown}"


# OpenDocument ----------------------------------------------------------------------------


def test_an_open_document_text():
    document = OpenDocument("text")
    document.body.clear()
    table = Table("t")
    row = Row()
    row.set_cells([Cell(text="Publish"), Cell(text="Spring 2027")])
    table.append_row(row)
    for part in (Header(1, "Next steps"), Paragraph(PROMISE), table, Paragraph("After it.")):
        document.body.append(part)
    found = read(saved(document))
    assert (found.kind, found.state, found.page_starts) == ("odt", "read", ())
    assert found.text == f"Next steps\n{PROMISE}\nPublish | Spring 2027\nAfter it."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:p>a<text:s text:c='1000000000'/>b<text:tab/>c\nd<text:span>e</text:span>f</text:p>",
         "a b c def"),
        ("<text:p>We will publish<text:line-break/>the plan</text:p>",
         "We will publish the plan"),
        (("<text:tracked-changes><text:p>taken out</text:p></text:tracked-changes>"
         "<text:p>kept</text:p>"), "kept"),
        ("<text:p>x<office:annotation><text:p>a comment</text:p></office:annotation>y</text:p>",
         "xy"),
        (("<text:p>late<text:note><text:note-citation>1</text:note-citation><text:note-body>"
         "<text:p>Very.</text:p></text:note-body></text:note>!</text:p>"), "late!\nVery."),
        (("<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item>"
         "<text:p>two</text:p></text:list-item></text:list>"), "one\ntwo"),
        (("<text:p>x<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>"
         "</text:p>"), "x\nbox"),
    ],
)  # fmt: skip
def test_open_document(body, text):
    assert read(opendocument("text", body)).text == text


def test_an_open_document_spreadsheet():
    def sheet(name: str, words: str, style: str = "shown") -> str:
        return (
            f"<table:table table:name='{name}' table:style-name='{style}'><table:table-row>"
            f"<table:table-cell><text:p>{words}</text:p></table:table-cell>"
            "<table:table-cell table:number-columns-repeated='1000'/>"
            "<table:table-cell><text:p>01/03/2027</text:p></table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated='1048576'><table:table-cell/>"
            "</table:table-row></table:table>"
        )

    styles = (
        "<style:style style:name='hidden'><style:table-properties table:display='false'/>"
        "</style:style>"
    )
    tables = sheet("Plan", PROMISE) + sheet("Lists", "no", "hidden") + sheet("More", "x")
    found = read(opendocument("spreadsheet", tables, styles=styles))
    first = f"Plan\n{PROMISE} | 01/03/2027"
    assert (found.kind, found.state) == ("ods", "read")
    assert found.text == f"{first}\nMore\nx | 01/03/2027"
    assert found.page_starts == (0, len(first) + 1, len(first) + 1)
    assert found.note == "left out: hidden sheets (1)"


# CSV, text, HTML -------------------------------------------------------------------------

MENDED = "some bytes were not UTF-8 and were read as Windows-1252"


@pytest.mark.parametrize(
    ("name", "said_type", "body", "text", "note"),
    [
        ("x.csv", "text/csv", b"Action,Due\nPublish,Spring 2027\n",
         "Action | Due\nPublish | Spring 2027", None),
        ("x.csv", "text/csv", b"cost\n\xa3300m\n", "cost\n£300m", MENDED),
        ("x.csv", "text/csv; charset=iso-8859-1", b"it\x92s\xa3\n", "it’s£", None),
        ("x.csv", "text/csv", "\ufeffName;Due\nPlan;May, or June".encode(),
         "Name | Due\nPlan | May, or June", None),
        ("x.csv", "text/csv", b'a,"We will publish\nthe plan, in May"\r\n',
         "a | We will publish the plan, in May", None),
        ("x.csv", "text/csv", b'a,"never closed\nb,c\nd,e\n', 'a,"never closed\nb,c\nd,e', None),
        ("x.csv", "text/csv", "Name\tDue\nPlan\tMay".encode("utf-16"),
         "Name | Due\nPlan | May", None),
        ("x.txt", "text/plain", b"We will publish\r\nthe workforce plan of\r\nNHS England.",
         "We will publish\nthe workforce plan of NHS England.", None),
        ("x.txt", "text/plain", b"Plan      Spring 2027\nNext line",
         "Plan | Spring 2027\nNext line", None),
        ("x.txt", "text/plain", "words without a mark".encode("utf-16-le"),
         "words without a mark", "read as UTF-16-LE: it does not say so"),
        ("x.html", "text/html",
         b"<html><body><nav>Menu</nav><main><p>By \xa3</p><p>May</p></main></body></html>",
         "By £\nMay", MENDED),
        ("x.html", None, "<html><body><p>by&nbsp;May</p><p>é</p></body></html>".encode(),
         "by May\né", None),
        ("x.html", "text/html; charset=utf-8", b"<html><p>\xa35 caf\xc3\xa9</p></html>",
         "£5 café", MENDED),
    ],
)  # fmt: skip
def test_letters_and_rows(name, said_type, body, text, note):
    found = read(body, name, said_type)
    assert (found.state, found.text, found.note) == ("read", text, note)
    assert found.page_starts == ()


@pytest.mark.parametrize(
    "body",
    [
        docx("<w:p/>"),
        pptx(slide()),
        xlsx("").replace(b"Plan", b"...."),
        opendocument("text", "<text:p/>"),
        b"\n\n \n",
        b"<html><body><script>shown()</script></body></html>",
    ],
)
def test_a_file_without_words_is_never_taken_for_read(body):
    found = read(body, "x.txt")
    assert (found.state, found.text) == ("needs_ocr", "")
    assert found.reason == "no text in it: it is empty, or holds pictures of text"


def test_the_text_is_as_it_is_stored():
    words = "cafe\u0301 of\ufb01ce a\u00adb\u200b \ue0b7 X\u2028Y \x07 \ufeffend\n\n  \u3000last "
    found = read(words.encode(), "x.txt")
    assert found.text == "café office ab � X\nY end\nlast"
    assert normalise(found.text) == found.text

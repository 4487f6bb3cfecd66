"""Files that mean harm, each made in a moment by code; none is kept.

``python -m tests.crawler.files.make_hostile`` prints what each of them costs.
"""

import sys
import zlib
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader, PdfWriter

from tests.crawler.files.make_documents import (
    docx,
    office,
    opendocument,
    paragraph,
    pptx,
    slide,
    xlsx,
)
from tests.crawler.files.make_pdf import FONT, column, objects, pdf, stream
from tests.crawler.files.measured import measured

GOOD = "We will publish the workforce plan by spring 2027, and report on it to the board."
_FLATE = b"/Filter/FlateDecode"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>"
_MIB = 2**20


# PDF -----------------------------------------------------------------------------------


def repeated(count: int, byte: bytes = b" ") -> bytes:
    """A zlib stream of so many equal bytes (whole MiB), without making them."""
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = block.compress(byte * _MIB) + block.flush(zlib.Z_FULL_FLUSH)
    value = byte[0]
    low = (1 + value * count) % 65521
    high = (count + value * (count * (count + 1) // 2)) % 65521
    checksum = ((high << 16) | low).to_bytes(4, "big")
    return b"\x78\xda" + packed * (count // _MIB) + b"\x03\x00" + checksum


def one_page(content: bytes, *more: bytes, resources: bytes = b"/Font<</F1 5 0 R>>") -> bytes:
    """A PDF of one page; ``content`` is its stream object, ``more`` are objects from 6 on."""
    return objects([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        _PAGE % resources,
        content,
        FONT,
        *more,
    ])  # fmt: skip


def flate_bomb() -> bytes:
    """1 MB that unpacks to 1 GiB."""
    return one_page(stream(repeated(1024 * _MIB), _FLATE))


def double_flate_bomb() -> bytes:
    """5 KB that unpacks to 2 MB that unpacks to 2 GiB."""
    packed = zlib.compress(repeated(2048 * _MIB), 9)
    return one_page(stream(packed, b"/Filter[/FlateDecode/FlateDecode]"))


def nested_forms(levels: int = 8, times: int = 10) -> bytes:
    """Forms that draw forms: ``times`` to the power of ``levels`` in all."""
    forms = []
    for level in range(levels):
        is_last = level == levels - 1
        content = b"BT /F1 11 Tf 72 700 Td (x) Tj ET" if is_last else b"/X Do " * times
        inner = b"/Font<</F1 5 0 R>>" if is_last else b"/XObject<</X %d 0 R>>" % (7 + level)
        forms.append(_form(content, inner))
    return one_page(stream(b"/X Do " * times), *forms, resources=b"/XObject<</X 6 0 R>>")


def form_in_itself() -> bytes:
    """A form that draws itself, twice."""
    form = _form(b"/X Do /X Do", b"/XObject<</X 6 0 R>>")
    return one_page(stream(b"/X Do"), form, resources=b"/XObject<</X 6 0 R>>")


def _form(content: bytes, resources: bytes) -> bytes:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<%s>>" % resources
    return stream(content, entries)


def many_operations(count: int = 400_000) -> bytes:
    """A page on which a word is shown again and again, further and further down."""
    content = b"BT /F1 11 Tf 72 700 Td " + b"(word ) Tj 0 -1 Td " * count + b"ET"
    return one_page(stream(zlib.compress(content), _FLATE))


def page_loop() -> bytes:
    """Pages that are their own children."""
    kids = b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"
    return objects([b"<</Type/Catalog/Pages 2 0 R>>", kids])


def table_loop() -> bytes:
    """A cross-reference table whose predecessor is itself."""
    whole = pdf([column(GOOD)])
    start = whole[whole.rindex(b"startxref") :].split()[1]
    return pdf([column(GOOD)], trailer=b"/Prev " + start)


def deep_nesting(depth: int = 200_000) -> bytes:
    """Arrays in arrays, in the catalogue and on the page."""
    arrays = b"[" * depth + b"]" * depth
    return objects([
        b"<</Type/Catalog/Pages 2 0 R/X %s>>" % arrays,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        _PAGE % b"",
        stream(arrays),
    ])  # fmt: skip


def many_pages(count: int = 20_000) -> bytes:
    """More pages than anybody reads."""
    kind = ("budget", "workforce", "estate", "digital", "prevention")
    return pdf([
        column(f"{kind[page % 5].capitalize()} paper, part {page * 7919 % count}, in full:")
        for page in range(count)
    ])  # fmt: skip


def says_many_pages() -> bytes:
    """One page that calls itself two thousand million."""
    return pdf([column(GOOD)]).replace(b"/Count 1/", b"/Count 2000000000/")


def endless_map(count: int = 3_000) -> bytes:
    """A font whose map of letters names all letters, three thousand times."""
    ranges = b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\n" * count
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 7 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    )
    return one_page(
        stream(b"BT /F1 11 Tf 72 700 Td <00410042> Tj ET"),
        font,
        stream(zlib.compress(ranges), _FLATE),
        resources=b"/Font<</F1 6 0 R>>",
    )


def huge_page() -> bytes:
    """A page as wide as the solar system."""
    return pdf([column(GOOD)]).replace(b"[0 0 595 842]", b"[0 0 1e30 1e30]")


def pictures(count: int = 3, stamp: str = "") -> bytes:
    """Pages of nothing but a picture, and perhaps a stamp on it."""
    picture = (
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    )
    content = b"q 595 0 0 842 0 0 cm /I Do Q BT /F1 9 Tf 72 30 Td (%s) Tj ET" % stamp.encode()
    page = _PAGE % b"/Font<</F1 5 0 R>>/XObject<</I 3 0 R>>"
    kids = b" ".join(b"%d 0 R" % (6 + number) for number in range(count))
    return objects([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        stream(b"0", picture),
        stream(content),
        FONT,
        *[page] * count,
    ])  # fmt: skip


def encrypted(user: str, owner: str = "owner", algorithm: str = "AES-256") -> bytes:
    """A PDF behind a password; with "" as the user's, anyone may read it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([column(GOOD)]))))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def dynamic_form() -> bytes:
    """An XFA form: what it shows is a program for Adobe's reader."""
    return objects([
        b"<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</Fields[]/XFA 6 0 R>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        _PAGE % b"/Font<</F1 5 0 R>>",
        stream(b"BT /F1 11 Tf 72 700 Td (Please wait until the contents are replaced) Tj ET"),
        FONT,
        stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"),
    ])  # fmt: skip


def letters_by_number(words: str, first: int = -29, letters: str = "") -> bytes:
    """A font that gives only the numbers of its shapes, or says which letters they are.

    Many fonts number their shapes from the space on, which is 3.
    """
    codes = b"".join(b"%04x" % (ord(letter) + first) for letter in words)
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+X/Encoding/Identity-H%s/DescendantFonts"
        b"[<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+X/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>"
    ) % (b"/ToUnicode 7 0 R" if letters else b"")
    own = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def"
        " 1 begincodespacerange <0000> <FFFF> endcodespacerange"
        f" 1 beginbfrange <0003> <00FF> <{letters}> endbfrange endcmap end end"
    )
    return one_page(
        stream(b"BT /F1 11 Tf 20 700 Td <%s> Tj ET" % codes),
        font,
        stream(own.encode()),
        resources=b"/Font<</F1 6 0 R>>",
    )


# Containers ----------------------------------------------------------------------------


def zip_bomb(*, says_so: bool = True) -> bytes:
    """A Word document with a part of 1 GiB, whether its directory says so or not."""
    name = "word/document.xml"
    packed = repeated(1024 * _MIB)[2:-4]
    out = BytesIO()
    with ZipFile(out, "w") as container:
        for part, content in office("docx", {}).items():
            container.writestr(part, content)
        container.writestr(name, packed)
    whole = bytearray(out.getvalue())
    stated = 1024 * _MIB if says_so else 100
    # What was put in as it is was packed already: 8 is "deflated".
    for header, method, size in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        entry = whole.rindex(header, 0, whole.rindex(b"PK\x05\x06"))
        whole[entry + method] = 8
        whole[entry + size : entry + size + 4] = stated.to_bytes(4, "little")
    return bytes(whole)


_LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'


def with_entity(kind: str, doctype: str, entity: str) -> bytes:
    """A document of a kind that says GOOD and then an entity."""
    words = f"{GOOD} &{entity};"
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{words}</t></is></c></row>'
    table = "<table:table table:name='Plan'><table:table-row><table:table-cell><text:p>"
    end = "</text:p></table:table-cell></table:table-row></table:table>"
    makers = {
        "docx": lambda: docx(paragraph(words), doctype=doctype),
        "pptx": lambda: pptx(slide(words), doctype=doctype),
        "xlsx": lambda: xlsx(cell, doctype=doctype),
        "odt": lambda: opendocument("text", f"<text:p>{words}</text:p>", doctype=doctype),
        "ods": lambda: opendocument("spreadsheet", f"{table}{words}{end}", doctype=doctype),
    }
    return makers[kind]()


def deep_document(depth: int = 100_000) -> bytes:
    """A Word document of content controls in content controls."""
    return docx("<w:sdt>" * depth + paragraph(GOOD) + "</w:sdt>" * depth)


def endless_rows() -> bytes:
    """A spreadsheet of one row, a million times, of one cell, a million times."""
    cell = '<table:table-cell table:number-columns-repeated="1000000">'
    row = '<table:table-row table:number-rows-repeated="1000000">'
    return opendocument(
        "spreadsheet",
        f'<table:table table:name="Plan">{row}{cell}<text:p>{GOOD}</text:p></table:table-cell>'
        "</table:table-row></table:table>",
    )


def far_cells(rows: int = 1_000) -> bytes:
    """A workbook whose rows hold a cell in the first and in the last column there can be."""
    return xlsx(
        "".join(
            f'<row r="{number}"><c r="A{number}"><v>{number}</v></c>'
            f'<c r="XFD{number}"><v>1</v></c></row>'
            for number in range(1, rows + 1)
        )
    )


def endless_marks(count: int = 400_000) -> bytes:
    """A letter with so many accents, in an order that Unicode wants sorted."""
    return ("a" + "\u0301\u0316" * (count // 2)).encode()


HOSTILE = {
    "flate_bomb.pdf": flate_bomb,
    "double_flate_bomb.pdf": double_flate_bomb,
    "nested_forms.pdf": nested_forms,
    "form_in_itself.pdf": form_in_itself,
    "many_operations.pdf": many_operations,
    "many_pages.pdf": many_pages,
    "says_many_pages.pdf": says_many_pages,
    "page_loop.pdf": page_loop,
    "table_loop.pdf": table_loop,
    "deep_nesting.pdf": deep_nesting,
    "endless_map.pdf": endless_map,
    "huge_page.pdf": huge_page,
    "pictures.pdf": pictures,
    "endless_marks.txt": endless_marks,
    "zip_bomb.docx": zip_bomb,
    "zip_bomb_that_lies.docx": lambda: zip_bomb(says_so=False),
    "deep_document.docx": deep_document,
    "endless_rows.ods": endless_rows,
    "far_cells.xlsx": far_cells,
}


def _print_figures() -> None:
    for name, make in HOSTILE.items():
        body = make()
        found = measured(body, name)
        sys.stdout.write(
            f"{name:24} {len(body):9,} B  {found.seconds:5.1f} s  {found.cpu:5.1f} CPU s"
            f"  {found.memory:5,.0f} MiB  {found.file['state']:9}  {found.file['reason']}\n"
        )


if __name__ == "__main__":
    _print_figures()

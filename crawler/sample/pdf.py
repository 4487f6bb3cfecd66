"""A very small writer of PDFs, so that the sample site's files are real ones made by code."""

from textwrap import wrap

_WIDTH, _HEIGHT = 595, 842  # A4 in points
_MARGIN, _SIZE, _LEADING = 40, 8, 11
_COLUMNS = 105  # of Courier at that size, whose letters are 0.6 of it wide
_LINES = (_HEIGHT - 2 * _MARGIN) // _LEADING


def pdf_of(pages: list[list[str]]) -> bytes:
    """Return a PDF with these lines of text on its pages; the same lines give the same bytes.

    A line longer than 105 letters goes on below, as in print. A page without
    lines is an empty one, which a reader must take for a scan. Raises
    ValueError for letters that Windows-1252 lacks, for more lines than fit on
    a page (69), and where there is no page.
    """
    if not pages:
        raise ValueError("a PDF has at least one page")
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects += [_page(content=5 + 2 * number), _stream(_drawn(lines))]
    return _file(objects)


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] "
        f"/Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
    ).encode()


def _drawn(lines: list[str]) -> bytes:
    printed = [part for line in lines for part in wrap(line, _COLUMNS) or [""]]
    if len(printed) > _LINES:
        raise ValueError(f"{len(printed)} lines do not fit on a page, {_LINES} do")
    start = f"BT /F1 {_SIZE} Tf {_LEADING} TL {_MARGIN} {_HEIGHT - _MARGIN} Td\n".encode()
    return start + b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in printed) + b"ET"


def _escaped(line: str) -> bytes:
    letters = line.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        letters = letters.replace(special, b"\\" + special)
    return letters


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes]) -> bytes:
    """Return the objects, numbered from 1, with the table of where each begins."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)

"""A writer of small PDFs: lines of Helvetica at given places, and whatever objects a test needs."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
LEFT, TOP, LEADING, SIZE = 72, 760, 13, 11


WIDTH, HEIGHT = 595, 842


class At(NamedTuple):
    """Words at a place, in points from the left and the foot of the page as it is shown."""

    x: float
    y: float
    words: str
    size: float = SIZE


def objects(found: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    parts = [b"%PDF-1.7\n"]
    offsets = []
    length = len(parts[0])
    for number, content in enumerate(found, start=1):
        offsets.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        length += len(parts[-1])
    parts += [
        b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1),
        *[b"%010d 00000 n \n" % offset for offset in offsets],
        b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(offsets) + 1, trailer),
        b"startxref\n%d\n%%%%EOF" % length,
    ]
    return b"".join(parts)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def pdf(pages: Sequence[Sequence[At]], *, turn: int = 0, trailer: bytes = b"") -> bytes:
    """A PDF of these pages; ``turn`` is how far they are turned to be shown, in degrees."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages)))
    found = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids),
        FONT,
    ]
    for page in pages:
        found += [
            stream(_content(page, turn)),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (WIDTH, HEIGHT, turn, len(found) + 1),
        ]
    return objects(found, trailer)


def column(
    text: str | Sequence[str], *, x: float = LEFT, y: float = TOP, size: float = SIZE,
    leading: float = LEADING,
) -> list[At]:  # fmt: skip
    """Lines under each other."""
    lines = text.split("\n") if isinstance(text, str) else text
    return [At(x, y - number * leading, line, size) for number, line in enumerate(lines)]


def wrapped(text: str, width: int = 80, **where: float) -> list[At]:
    """A paragraph, wrapped at so many characters."""
    return column(textwrap.wrap(text, width), **where)


def row(y: float, *cells: str, step: float = 150) -> list[At]:
    """The cells of a row of a table."""
    return [At(LEFT + number * step, y, cell) for number, cell in enumerate(cells)]


def _content(page: Sequence[At], turn: int) -> bytes:
    shown = b"".join(
        b"/F1 %g Tf %s Tm (%s) Tj\n" % (at.size, _matrix(at, turn), _escaped(at.words))
        for at in page
    )
    return b"BT\n%sET" % shown


def _matrix(at: At, turn: int) -> bytes:
    """Where words are written, so that they stand upright when the page is turned."""
    return {
        0: b"1 0 0 1 %g %g" % (at.x, at.y),
        90: b"0 1 -1 0 %g %g" % (WIDTH - at.y, at.x),
        180: b"-1 0 0 -1 %g %g" % (WIDTH - at.x, HEIGHT - at.y),
        270: b"0 -1 1 0 %g %g" % (at.y, HEIGHT - at.x),
    }[turn]


def _escaped(words: str) -> bytes:
    escaped = words.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        escaped = escaped.replace(sign, b"\\" + sign)
    return escaped

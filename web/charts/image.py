"""A chart as a picture that stands by itself: with its title, its sentence, its key and its source.

A picture leaves the site without the page around it, so that everything a reader needs to judge it
stands inside: what it is about, what the marks mean, what is second-hand or not checked, of which
day and release it is, and where the rest can be read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from tracker.licence import DATA_SHORT
from web.charts import marks, slip_key
from web.charts.labels import short
from web.charts.sheet import style_of
from web.charts.svg import element, number, text
from web.charts.wrapping import wrapped

Row = Mapping[str, Any]

PAGE_NAME: Final = "Promised dates and what happened – delaywatch"
FONTS: Final = "Lato, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
# Of the picture: it is drawn of our own data only (no text of a source is in it but a few words).
TERMS: Final = f"Licence: {DATA_SHORT}"
MARGIN: Final = 24
LEADING: Final = 1.3  # from one line to the next, of the size of its letters
LONGEST_TITLE: Final = 220  # letters
LONGEST_SENTENCE: Final = 700

_NOTE = re.compile(r'<text [^>]*class="source-note">[^<]*</text>')
NOTE_HEIGHT: Final = 20

# What XML 1.0 does not allow at all, and signs that turn the direction of a line.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Picture:
    """What a picture says: plain text of the page, and the drawings, None where there are none.

    ``disputed`` says that objections are open, "" where none is. ``evidence`` says in words what is
    second-hand or not checked; ``publications`` is their number; ``address`` is the permalink of
    the page, ``shown`` the same without its scheme.
    """

    title: str
    sentence: str
    disputed: str
    evidence: str
    publications: int
    as_of: str
    release: str
    address: str
    wide: Markup | None
    narrow: Markup | None

    @property
    def shown(self) -> str:
        """The address as people write it."""
        return short(re.sub(r"^https?://", "", self.address), LONGEST_TITLE)

    @property
    def sources(self) -> str:
        """How many publications it is drawn from, and where they are listed."""
        named = "publication" if self.publications == 1 else "publications"
        return f"Sources: {self.publications:,} {named}; full list at {self.shown}"

    @property
    def state(self) -> str:
        """Of which day and release it is."""
        number_of = f"release {self.release}" if self.release.isdigit() else self.release
        return f"As of {self.as_of}, {number_of}"


# ------------------------------------------------------------------------------ the pictures


def full(picture: Picture) -> str:
    """The whole: title, sentence, chart, key, sources; an SVG document, 808 pixels wide."""
    width = 808
    page = _Page(width)
    page.words(PAGE_NAME, 13, css="quiet")
    page.words(picture.title, 24, css="strong", most=3)
    page.gap(4)
    page.disputed(picture.disputed, 15)
    page.words(picture.sentence, 16, most=8)
    page.gap(5)
    page.words(picture.evidence, 13, css="quiet", most=3)
    page.gap(8)
    if picture.wide:
        page.drawing(picture.wide, width - 2 * MARGIN)
        page.key(slip_key.used(picture.wide))
    else:
        page.words("No statement that can be placed in time gave a date: there is no chart.", 13)
    page.gap(6)
    page.words(f"{picture.state}. {picture.sources}. {TERMS}", 13, css="quiet", most=4)
    return page.document(title=picture.title, told=picture.sentence)


def card(picture: Picture) -> str:
    """For sharing: the sentence in large letters and a reduced chart; 1200 by 630 pixels."""
    width, height = 1200, 630
    page = _Page(width, height)
    beside = 450 if picture.narrow else 0
    room = width - beside - 3 * MARGIN
    page.margin = 2 * MARGIN
    page.room = room - MARGIN
    page.y = 34
    page.words(PAGE_NAME, 22, css="quiet")
    page.gap(10)
    page.words(picture.title, *_fitting(picture.title, (42, 36, 30), page.room, 150), css="strong")
    page.gap(12)
    page.disputed(picture.disputed, 22)
    left = height - page.y - 150
    sizes = (32, 28, 25, 22) if picture.narrow else (48, 42, 36, 32, 28, 25, 22)
    page.words(picture.sentence, *_fitting(picture.sentence, sizes, page.room, left))
    page.gap(14)
    page.words(picture.evidence, 19, css="quiet", most=2)
    state = f"{picture.state}. {_count(picture)}. {DATA_SHORT}"
    size, _ = _fitting(state, (20, 18, 17, 16, 15), page.room, 20 * LEADING)
    page.foot((state, picture.shown), size, height)
    if picture.narrow:
        page.beside(picture.narrow, width - beside - MARGIN, 40, beside, height - 72)
    return page.document(title=picture.title, told=picture.sentence)


def _count(picture: Picture) -> str:
    return f"From {picture.publications:,} publication{'' if picture.publications == 1 else 's'}"


def _fitting(words: str, sizes: Sequence[int], room: float, height: float) -> tuple[int, int]:
    """The largest of the sizes at which words fit a height, and how many lines that height has."""
    for size in sizes:
        if len(wrapped(words, size, room)) * size * LEADING <= height:
            break
    return size, max(int(height // (size * LEADING)), 1)


# --------------------------------------------------------------------------------- a page


class _Page:
    """Lines of words and drawings, one below another; then one document."""

    def __init__(self, width: int, height: int | None = None) -> None:
        self.width, self.height, self.margin = width, height, MARGIN
        self.room: float = width - 2 * MARGIN
        self.y: float = MARGIN - 6
        self.parts: list[Markup] = []

    def gap(self, pixels: float) -> None:
        self.y += pixels

    def words(self, words: str, size: int, most: int = 1, *, css: str = "") -> None:
        """Words in as many lines as they need, at most ``most``."""
        for line in wrapped(words, size, self.room, most):
            self.y += size * LEADING
            self.parts.append(text(line, self.margin, self.y, size, css=f"words {css}".strip()))

    def disputed(self, words: str, size: int) -> None:
        """That it is disputed, after the sign of that; nothing where it is not."""
        if not words:
            return
        indent = size * 1.8
        self.room -= indent
        lines = wrapped(words, size, self.room, 2)
        sign = marks.SHAPES["disputed"]("")
        x, y = number(self.margin + size * 0.7), number(self.y + size * LEADING - size * 0.35)
        self.parts.append(element("g", *sign, transform=f"translate({x} {y})"))
        for line in lines:
            self.y += size * LEADING
            at = self.margin + indent
            self.parts.append(text(line, at, self.y, size, css="words strong"))
        self.room += indent
        self.gap(6)

    def foot(self, lines: Sequence[str], size: int, height: int) -> None:
        """Lines at the very bottom."""
        self.y = height - 30 - len(lines) * size * LEADING
        for line in lines:
            self.words(line, size, css="quiet")

    def drawing(self, chart: Markup, width: float) -> None:
        """A drawing as wide as said, below what there is."""
        chart = _bare(chart)
        _, _, wide, high = _view_box(chart)
        self.y += 10
        self.parts.append(_set_in(chart, self.margin, self.y, width, width * high / wide))
        self.y += width * high / wide

    def beside(self, chart: Markup, x: float, y: float, width: float, height: float) -> None:
        """A drawing in a box of its own, as large as it has room."""
        self.parts.append(_set_in(_bare(chart), x, y, width, height))

    def key(self, names: Sequence[tuple[str, str]]) -> None:
        """What the marks mean that the drawing has, in two columns."""
        rows = -(-len(names) // 2)
        for index, (name, meaning) in enumerate(names):
            x = self.margin + (index // rows) * self.room / 2
            y = self.y + 8 + (index % rows) * 25
            self.parts.append(
                element("g", slip_key.sample(name), transform=f"translate({number(x)} {number(y)})")
            )
            self.parts.append(text(meaning, x + slip_key.WIDTH + 10, y + 16, 13, css="words"))
        self.y += rows * 25 + 8

    def document(self, *, title: str, told: str) -> str:
        """The document: one that any program reads as XML."""
        height = self.height or self.y + MARGIN
        body = element(
            "svg",
            element("title", title),
            element("desc", told),
            element("style", style_of("".join(self.parts))),
            _HATCH,
            element("rect", width=self.width, height=number(height), class_="ground"),
            *self.parts,
            xmlns="http://www.w3.org/2000/svg",
            width=self.width,
            height=number(height),
            viewBox=f"0 0 {self.width} {number(height)}",
            role="img",
            lang="en-GB",
            font_family=FONTS,
        )
        return clean(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n')


def clean(document: str) -> str:
    r"""A text without the letters that XML forbids or that turn a line's direction.

    >>> clean("a\x00b\u202ec\ufffed")
    'abcd'
    """
    return _TURNING.sub("", _NOT_XML.sub("", document))


def _bare(chart: Markup) -> Markup:
    """A drawing without its own note on sources, which the picture says for itself."""
    bare, count = _NOTE.subn("", str(chart))
    if count:
        box = _view_box(chart)
        smaller = (*box[:3], box[3] - NOTE_HEIGHT)
        told = " ".join(number(value) for value in smaller)
        bare = re.sub(r'viewBox="[^"]*"', f'viewBox="{told}"', bare, count=1)
    return Markup(bare)  # noqa: S704 - our own drawing


def _view_box(chart: Markup) -> tuple[float, ...]:
    found = re.search(r'viewBox="([^"]*)"', chart)
    if found is None:
        raise ValueError("a drawing has a viewBox")
    return tuple(float(value) for value in found[1].split())


def _set_in(chart: Markup, x: float, y: float, width: float, height: float) -> Markup:
    """A drawing inside another one."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return Markup(str(chart).replace("<svg ", f"<svg {place} ", 1))  # noqa: S704 - our own drawing


# ------------------------------------------------------------------- key, hatch and style

_HATCH: Final = Markup(
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="5" height="5" class="hatch-ground"/>'
    '<line x1="0" x2="0" y1="0" y2="5" class="hatch-line"/></pattern></defs>'
)

"""The date of the next review, as a document's own control table states it.

Long reads and PDFs of NHS England carry a small table of their own: "Version number", "First
published: May 2018", "Next review date: August 2025"; the label is often glued to its value.
For a spider there are two functions, for text and for HTML, with one answer:

    found = control_dates(reading.text, title=reading.title, about=path)
    found = control_dates_in_html(html, title=title, about=path)  # knows rows and columns too
    found.announced  # none or one, for Reading.announced: kind "review", key "review:" + about
    found.odd        # each for self.warn(url, ...)

``about`` stays the same in every version of the document: its number or its path.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from bs4 import BeautifulSoup, Tag

from crawler.stated_dates import StatedDate, stated_date
from crawler.text import text_of
from db.normal import normalise
from db.readings import Announced

# Labels that can only mean a review that is still to come.
_NEXT_REVIEW = (
    "next review date",
    "next review due",
    "next review",
    "date of next review",
    "date for next review",
    "date for review",
    "review due date",
    "review due",
    "due for review",
    "next due for review",
)
# Alone it may be the date of anything; among other labels of a control table it is a review's.
_REVIEW = ("review date", "date of review")
_OTHERS = (
    "version number", "version", "version no", "first published", "date first published",
    "publication date", "date published", "published", "date updated", "last updated", "updated",
    "page last reviewed", "last reviewed", "last review date", "date of last review",
    "date approved", "approval date", "approved by", "approved on", "date issued", "issue date",
    "date of issue", "effective date", "effective from", "document owner", "owner", "author",
    "document title", "document name", "document number", "document reference", "reference number",
    "status", "classification", "prepared by", "ratified by", "responsible officer",
)  # fmt: skip
_EXPIRY = ("expiry date", "expires")  # the only ones that may be later than the next review
_LABELS = frozenset({*_NEXT_REVIEW, *_REVIEW, *_OTHERS, *_EXPIRY})
# At the start of a line, or where a capital shows that another label begins: after a space, or
# glued to the value before it ("June 2024Next review date").
_LABEL = re.compile(
    r"(?:^|(?:(?<=[\s|;,/])|(?<=[a-z0-9]))(?=[A-Z]))"
    rf"(?i:{'|'.join(sorted(_LABELS, key=len, reverse=True))})"
    r"(?P<mark>\s*[:–—]|\s+-(?=\s))?"
)
_LONG = 500_000  # characters
_BEGINNINGS = tuple(sorted(_LABELS))
_CUT_SHORT = frozenset(  # lines that may be the beginning of a label that goes on in the next line
    " ".join(words[:count]) for words in map(str.split, _LABELS) for count in range(1, len(words))
)
_GLANCE = 3  # letters
_GLANCES = frozenset(one[:_GLANCE] for one in (*_BEGINNINGS, *_CUT_SHORT))
_NOTE = re.compile(r"\s*\([^()]*\)$")  # "August 2025 (or sooner)"
_LONGEST_VALUE = 60  # letters; a field holds no sentence
_NEARBY = 8  # lines: a control table is small
_MOST_BESIDE = 200  # fields; no table has them, and each would be held against each
_DEEPEST = 5  # rows in rows: a table in a table that lays out the page


@dataclass(frozen=True, slots=True)
class ControlDates:
    """What a document's control table announces, and what could not be told of it."""

    announced: tuple[Announced, ...] = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """A label with its value, in the order of the document; ``line`` counts from 0."""

    label: str
    value: str
    line: int


def control_dates(text: str, *, title: str, about: str) -> ControlDates:
    """Return the next review that a text announces (one block a line, as Reading.text has it)."""
    if not names_a_review(text):
        return ControlDates()
    return _announced(_fields([[line] for line in normalise(text).splitlines()]), title, about)


def control_dates_in_html(html: str, *, title: str, about: str) -> ControlDates:
    """Return the next review that a page's main part announces, its tables read as tables."""
    return _announced(_fields(_rows_of(html)), title, about)


def names_a_review(text: str) -> bool:
    """Tell whether a text may hold a field of a review: most need not be read as tables.

    The words of such a label stand in it, and a line or a cell (as lines or between bars) begins
    with those of some label. A long text may: its words, each by itself, would fill the memory.
    """
    if len(text) > _LONG:
        return True
    small = text.casefold()
    begins = map(str.strip, small.replace("|", "\n").split("\n"))
    if not any(map(_may_be_label, begins)):
        return False
    flat = " ".join(small.split())
    return any(label in flat for label in (*_NEXT_REVIEW, *_REVIEW))


def _may_be_label(line: str) -> bool:
    # At a glance first: it is asked of each line of each page, and nearly none is one.
    return line[:_GLANCE] in _GLANCES and (line.startswith(_BEGINNINGS) or line in _CUT_SHORT)


def _announced(fields: list[_Field], title: str, about: str) -> ControlDates:
    lines: dict[int, list[_Field]] = defaultdict(list)
    for field in fields:
        lines[field.line].append(field)
    reviews = [field for field in fields if _is_next_review(field, lines)]
    told = {_date(field.value) or field.value.casefold(): field for field in reversed(reviews)}
    if len(told) > 1:
        values = ", ".join(f"“{field.value}”" for field in reviews)
        return ControlDates(odd=(f"several dates of the next review, none is taken: {values}",))
    return ControlDates(tuple(_review(field, title, about) for field in told.values()))


def _review(field: _Field, title: str, about: str) -> Announced:
    date = _date(field.value)
    return Announced(
        kind="review",
        key=f"review:{about}",
        title=f"Review of {title}",
        words=field.value,
        earliest=date.earliest if date else None,
        latest=date.latest if date else None,
        precision=date.precision if date else "none",
        state="stated",
    )


def _is_next_review(field: _Field, lines: dict[int, list[_Field]]) -> bool:
    if field.label in _NEXT_REVIEW:
        return True
    if field.label not in _REVIEW:
        return False
    nearby = range(field.line - _NEARBY, field.line + _NEARBY + 1)
    others = (other for line in nearby for other in lines.get(line, ()) if other is not field)
    beside = list(islice(others, _MOST_BESIDE))
    return bool(beside) and not _is_past(field, beside)


def _is_past(field: _Field, beside: Iterable[_Field]) -> bool:
    """Tell whether a bare "review date" is older than another date of its table: it was held."""
    date = _date(field.value)
    before = (one for one in beside if one.label not in _EXPIRY)
    others = [other for one in before if (other := _date(one.value))]
    return date is None or any(date.latest <= other.latest for other in others)


def _date(value: str) -> StatedDate | None:
    return stated_date(value) or stated_date(_NOTE.sub("", value))


# From lines and cells to labels with values --------------------------------------------


def _fields(rows: list[list[str]]) -> list[_Field]:
    """Pair labels with values: in one cell, in neighbouring cells, or in the row below."""
    found = []
    for number, row in enumerate(rows):
        for cell in row:
            found += [_Field(label, value, number) for label, value in _inside(cell)]
        found += [
            _Field(_label(left), right, number)
            for left, right in pairwise(row)
            if _label(left) and not _label(right) and _may_be_value(right)
        ]
    return found + list(_below(rows))


def _inside(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the labels in one cell or line that begins with one, each with what follows it.

    What follows a label without a colon must be a date, or prose that happens
    to begin with such a word would be read.
    """
    labels = list(_LABEL.finditer(cell))
    if not labels or labels[0].start() > 0:
        return
    ends = [match.start() for match in labels[1:]] + [len(cell)]
    pieces = [
        (match, cell[match.end() : end].strip(" |;,"))
        for match, end in zip(labels, ends, strict=True)
    ]
    if not all(_fits(match, value) for match, value in pieces):
        return
    for match, value in pieces:
        if value:
            yield _plain(match.group()), value


def _fits(match: re.Match[str], value: str) -> bool:
    named = _plain(match.group())
    if named.startswith("version") or not value:
        return len(value) <= _LONGEST_VALUE
    return bool(_date(value)) or bool(match["mark"] and _may_be_value(value))


def _below(rows: list[list[str]]) -> Iterator[_Field]:
    """Yield labels with the values of the next row or rows.

    A row of labels has its values below each; lines of labels, one a line,
    are followed by as many lines of values. Only where every date among them
    is one can the order be trusted.
    """
    for number, row in enumerate(rows[:-1]):
        if len(row) > 1 and all(_label(cell) for cell in row):
            below = rows[number + 1]
            if len(below) == len(row) and not any(_label(cell) for cell in below):
                yield from _paired(row, below, number)
    yield from _below_lines(rows)


def _below_lines(rows: list[list[str]]) -> Iterator[_Field]:
    number = 0
    while number < len(rows):
        start = number
        while number < len(rows) and len(rows[number]) == 1 and _label(rows[number][0]):
            number += 1
        labels = [row[0] for row in rows[start:number]]
        values = [row[0] for row in rows[number : number + len(labels)] if len(row) == 1]
        if labels and len(values) == len(labels):
            yield from _paired(labels, values, start)
        number = max(number, start + 1)


def _paired(labels: list[str], values: list[str], number: int) -> Iterator[_Field]:
    pairs = [(_label(label), value) for label, value in zip(labels, values, strict=True)]
    dated = [
        value for label, value in pairs if label in {*_NEXT_REVIEW, *_REVIEW} or "date" in label
    ]
    if all(_date(value) for value in dated):
        for label, value in pairs:
            if _may_be_value(value):
                yield _Field(label, value, number)


def _label(cell: str) -> str:
    """Return the label that a cell or line is and nothing else; empty where it is none."""
    named = _plain(cell)
    return named if named in _LABELS else ""


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(" :–—-")


def _may_be_value(words: str) -> bool:
    return 0 < len(words) <= _LONGEST_VALUE


def _rows_of(html: str) -> list[list[str]]:
    """Return the cells of tables by row, and everything else line by line, in its order."""
    soup = BeautifulSoup(html, "lxml")
    tables = [
        table
        for table in soup.find_all("table")
        if not table.find_parent("table") and _is_orderly(table)
    ]
    marks = {f"\u2063table {number}\u2063": table for number, table in enumerate(tables)}
    for mark, table in marks.items():
        placeholder = soup.new_tag("p")
        placeholder.string = mark
        table.replace_with(placeholder)
    rows: list[list[str]] = []
    for line in text_of(str(soup)).splitlines():
        rows += _cells_of(marks[line]) if line in marks else [[line]]
    return rows


def _is_orderly(table: Tag) -> bool:
    """Tell whether rows stand in rows of tables around them only as deep as layouts have it.

    Each cell is read for every row around it: with hundreds of those it would take hours.
    """
    depths: dict[int, int] = {}
    for row in table.find_all("tr"):
        depths[id(row)] = depths.get(id(row.find_parent("tr")), 0) + 1
        if depths[id(row)] > _DEEPEST:
            return False
    return True


def _cells_of(table: Tag) -> list[list[str]]:
    rows = []
    for row in table.find_all("tr"):
        cells = [text_of(str(cell)).splitlines() for cell in row.find_all(["th", "td"])]
        if len(cells) == 1:
            rows += [[line] for line in cells[0]]
        elif any(cells):
            rows.append([" ".join(lines) for lines in cells])
    return rows

"""CSV tables and plain text."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from crawler.files.blocks import row, soft_lines
from crawler.files.letters import MOST_CHARACTERS, clean, decoded
from crawler.files.lines import CELLS, Line, has_leaders
from crawler.files.pages import File, Pages
from crawler.files.paragraphs import IN_POINTS, paragraphs

_DELIMITERS: Final = ",;\t|"
_FIRST_ROWS: Final = 20
_MOST_BYTES: Final = 4 * MOST_CHARACTERS  # no character takes more
_GAP: Final = re.compile(r"(?<=\S)(?:\t|\s{3,})(?=\S)")


def read_table(file: File, pages: Pages) -> str | None:
    """Put a CSV table into pages, a line a row; returns a note on its letters."""
    letters, note = decoded(file.body[:_MOST_BYTES], file.said_type)
    text = clean(letters)
    if text.count('"') % 2:  # a quote that is never closed would swallow every row after it
        pages.extend(line for line in text.split("\n") if line.strip())
        return note
    csv.field_size_limit(MOST_CHARACTERS)
    for cells in csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text)):
        pages.extend(row(soft_lines(cell) for cell in cells))
    return note


def read_text(file: File, pages: Pages) -> str | None:
    """Put a plain text into pages, a line a paragraph: many texts are wrapped at some column."""
    letters, note = decoded(file.body[:_MOST_BYTES], file.said_type)
    texts, _ = paragraphs([list(_lines(clean(letters)))], IN_POINTS)
    pages.extend(texts)
    return note


def _delimiter(text: str) -> str:
    """Return what parts cells in the most of the first rows, and there the most cells."""
    first = list(islice(filter(str.strip, text.split("\n", _FIRST_ROWS)), _FIRST_ROWS))
    counts = {sign: [line.count(sign) for line in first] for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: (sum(map(bool, counts[sign])), sum(counts[sign])))


def _lines(text: str) -> Iterator[Line]:
    for number, words in enumerate(text.split("\n")):
        cells = [" ".join(cell.split()) for cell in _GAP.split(words.strip())]
        line = CELLS.join(filter(None, cells))
        if line:
            left = len(words) - len(words.lstrip())
            is_row = len(cells) > 1 or has_leaders(line)
            yield Line(line, left, left + len(line), -number, 1.0, is_row)

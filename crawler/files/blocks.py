"""What documents with a structure of their own have in common: paragraphs, cells and rows.

A row is a line, its cells joined by " | " as in a PDF. Empty cells are left out. Several
paragraphs in one cell are parted by their own full stops, else by " · ", so that they never run
together to one sentence.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from crawler.files.lines import CELLS, is_ended, is_open, starts_small

_PARTS: Final = " · "


def soft_lines(text: str) -> Iterator[str]:
    r"""Yield the lines of a paragraph that has line breaks, a sentence on one line.

    >>> list(soft_lines("We will publish the\nplan.\nIt is late."))
    ['We will publish the plan.', 'It is late.']
    """
    whole = ""
    for line in (" ".join(part.split()) for part in text.split("\n")):
        if not line:
            continue
        if whole and (is_open(whole) or (starts_small(line) and not is_ended(whole))):
            whole = f"{whole} {line}"
            continue
        if whole:
            yield whole
        whole = line
    if whole:
        yield whole


def under(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a title and then the lines, if there are any."""
    is_first = True
    for line in lines:
        if is_first:
            yield title
        is_first = False
        yield line


def cell(paragraphs: Iterable[str]) -> str:
    """Return the paragraphs of a cell on one line."""
    whole = ""
    for paragraph in paragraphs:
        if whole:
            whole += " " if is_ended(whole) else _PARTS
        whole += paragraph
    return whole


def row(cells: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the line of a row; a row of one cell is no table, and its paragraphs stay apart."""
    filled = [paragraphs for paragraphs in map(list, cells) if paragraphs]
    if len(filled) == 1:
        yield from filled[0]
    elif filled:
        yield CELLS.join(map(cell, filled))

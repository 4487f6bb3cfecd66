"""What pages about Freedom of Information (FOI) state in a form of their own: no requests here.

NHS England's quarterly update holds a small table: "Time period", "Valid FOI requests
received", "Resolved within 20 working days", "Total requests outstanding *", "Overall
compliance". Its figures are kept as they are written, also where they do not agree with each
other: one quarter says 1044, 811 and 76.68%. The row of a new quarter takes the place of the old.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from bs4 import BeautifulSoup, Tag

from crawler.text import plain, too_much

HEADINGS = (
    "Time period",
    "Valid FOI requests received",
    "Resolved within 20 working days",
    "Total requests outstanding",
    "Overall compliance",
)
_FEWEST = 3  # of these headings make a table this one
_LIKE = 0.85  # a misspelt heading is as like as this to what is meant
_MUCH_LONGER = 10  # times as long; commas and spaces do not count, so not only twice
_MOST_SPAN = 50  # columns or rows that a cell may cover: nobody's table is as large
_MOST_DIGITS = 9  # of such a number; Python makes no number of thousands of them
_MOST_COLUMNS = 200  # each is held against each
_MOST_PLACES = 20_000  # of a table, each as often as it is covered
_DASH = "-\u2010\u2011\u2012\u2013\u2014"  # a mailbox's own hyphens become others in print
_REFERENCE = re.compile(rf"\bFOI ?[{_DASH}] ?(\d{{4}}) ?[{_DASH}] ?(\d{{5,9}})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoiTable:
    """A table of requests: ``rows`` name each value by its heading, ``headings`` are as written."""

    headings: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    odd: tuple[str, ...] = ()


def foi_tables(html: str) -> list[FoiTable]:
    """Return the tables of requests in a piece of HTML, every value as it is written.

    A heading that is only misspelt or has a mark of a footnote counts as the
    one that is meant; any other keeps its own words.
    """
    if too_much(html):
        return []
    return [read for table in _tables(_soup(html)) if (read := _read(table))]


def with_rows_as_lines(html: str) -> str:
    """Return the HTML with each row of such a table as one paragraph, so that it reads as one.

    Without this, each cell would be a line and no reader could tell which
    figure is which. What is too much to be taken apart stays as it is.
    """
    if too_much(html):
        return html
    soup = _soup(html)
    for table in _tables(soup):
        if _read(table):
            _replace(soup, table)
    return str(soup)


def foi_references(text: str) -> tuple[str, ...]:
    """Return the references of the FOI mailbox in a text, in one form: FOI-2305-1969018."""
    found = (f"FOI-{month}-{number}" for month, number in _REFERENCE.findall(text))
    return tuple(dict.fromkeys(found))


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


def _tables(soup: BeautifulSoup) -> list[Tag]:
    return [
        table for table in soup.find_all("table") if not table.find("table") and _is_orderly(table)
    ]


def _is_orderly(table: Tag) -> bool:
    """Tell whether a table is of a size that people make, and no row of it stands in another.

    What is not would take minutes to read: each cell is read for every row around it.
    """
    cells = table.find_all(["th", "td"])
    places = sum(_span(cell, "rowspan") * _span(cell, "colspan") for cell in cells)
    return places <= _MOST_PLACES and not any(row.find("tr") for row in table.find_all("tr"))


def _replace(soup: BeautifulSoup, table: Tag) -> None:
    for row in table.find_all("tr"):
        line = soup.new_tag("p")
        line.string = " | ".join(plain(str(cell)) for cell in row.find_all(["th", "td"]))
        table.insert_before(line)
    table.decompose()


def _read(table: Tag) -> FoiTable | None:
    rows = [row for row in table.find_all("tr") if row.find(["th", "td"])]
    grid = _grid(rows)
    heads = _head_rows(rows, grid)
    width = len(grid[0]) if grid else 0
    if width > _MOST_COLUMNS:
        return None
    written = [_heading(grid[:heads], column) for column in range(width)]
    meant = [_meant(grid[:heads], column) for column in range(width)]
    if len(set(meant) - {None}) < _FEWEST:
        return None
    names = _distinct(
        heading or words for heading, words in zip(_once(meant), written, strict=True)
    )
    odd = [f"a column that is not known: “{name}”" for name in names if name not in HEADINGS]
    odd += [f"no column “{heading}”" for heading in HEADINGS if heading not in names]
    found = tuple(dict(zip(names, cells, strict=True)) for cells in grid[heads:])
    return FoiTable(headings=tuple(written), rows=found, odd=tuple(odd))


def _grid(rows: list[Tag]) -> list[list[str]]:
    """Return the words at each place; a cell that covers several stands in each of them."""
    places: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row.find_all(["th", "td"]):
            while (y, x) in places:
                x += 1
            words = plain(str(cell))
            tall, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            places |= {(y + down, x + on): words for down in range(tall) for on in range(wide)}
    width = max((x for _, x in places), default=-1) + 1
    return [[places.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _span(cell: Tag, name: str) -> int:
    words = str(cell.get(name) or "1").strip()
    if not words.isdecimal():
        return 1
    return min(max(int(words[:_MOST_DIGITS]), 1), _MOST_SPAN)


def _head_rows(rows: list[Tag], grid: list[list[str]]) -> int:
    """Return how many rows from the top are headings.

    A title over the whole width, the first row after it, and more rows of nothing but <th>.
    """
    titles = next((n for n, cells in enumerate(grid) if len(set(cells)) > 1), len(grid))
    heads = titles + 1
    if titles < len(rows) and not rows[titles].find("td"):
        while heads < len(rows) and not rows[heads].find("td"):
            heads += 1
    return heads


def _heading(heads: list[list[str]], column: int) -> str:
    return " ".join(dict.fromkeys(cells[column] for cells in heads if cells[column]))


def _meant(heads: list[list[str]], column: int) -> str | None:
    """Return the known heading that one of a column's headings, or all together, stand for."""
    parts = [cells[column] for cells in heads]
    likeness = {
        heading: max(_likeness(heading, words) for words in [*parts, _heading(heads, column)])
        for heading in HEADINGS
    }
    best = max(HEADINGS, key=lambda heading: likeness[heading])
    return best if likeness[best] >= _LIKE else None


def _likeness(heading: str, words: str) -> float:
    if len(words) > _MUCH_LONGER * len(heading):  # it cannot be, and to see how little takes long
        return 0.0
    return SequenceMatcher(None, _folded(heading), _folded(words), autojunk=False).ratio()


def _folded(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.casefold()).strip()


def _once(meant: list[str | None]) -> list[str | None]:
    """Leave out a heading that stands for two columns: neither can be told from the other."""
    return [heading if meant.count(heading) == 1 else None for heading in meant]


def _distinct(names: Iterable[str]) -> list[str]:
    """Number names that are there twice, or one value would hide the other."""
    found: list[str] = []
    for name in names:
        again = sum(other == name or other.startswith(f"{name} (") for other in found)
        found.append(f"{name} ({again + 1})" if again else name)
    return found

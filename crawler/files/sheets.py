"""Excel workbooks (.xlsx): a sheet is a page, under its name; a row is a line.

Read row by row. A date is written out as far as its cell shows it: "Mar-27" is March 2027 and
no day of it. What a formula last came to is read, as it was saved. A hidden sheet is an empty
page, so that sheets keep their numbers.
"""

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook

from crawler.files.blocks import row, soft_lines, under
from crawler.files.letters import clean
from crawler.files.pages import File, Pages

_VISIBLE: Final = "visible"
# What a format holds that is no sign for a part of a date: colours, quotes, escapes, locales.
_NO_SIGN: Final = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.|_.|\*.")
_SIGNS: Final = re.compile(r"y+|m+|d+|h+|s+")
_LONGEST_DAY: Final = 2  # "ddd" is a weekday
_PERCENT: Final = re.compile(r"(?:\.(0+))?%")


def read(file: File, pages: Pages) -> str | None:
    """Put each sheet into a page; returns a note where sheets are hidden."""
    workbook = load_workbook(BytesIO(file.body), read_only=True, data_only=True, keep_links=False)
    hidden = 0
    for sheet in workbook.worksheets:
        pages.begin()
        if sheet.sheet_state != _VISIBLE:
            hidden += 1
            continue
        sheet.reset_dimensions()  # what the file says of its size may be anything
        pages.extend(under(clean(sheet.title), _rows(sheet)))
    return f"left out: hidden sheets ({hidden:,})" if hidden else None


def _rows(sheet: Any) -> Iterator[str]:
    for cells in sheet.iter_rows():
        filled = (cell for cell in cells if cell.value is not None)
        yield from row(soft_lines(clean(_shown(cell))) for cell in filled)


def _shown(cell: Any) -> str:
    """What a cell shows, as far as it matters to a reader of words and dates."""
    value = cell.value
    if isinstance(value, dt.date):  # a datetime is one as well
        return _date(value, cell.number_format or "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, cell.number_format or "")
    return str(value)


def _date(value: dt.date, number_format: str) -> str:
    r"""Write a date out as far as its format shows it.

    >>> day = dt.datetime(2027, 3, 1, 9, 30)
    >>> [_date(day, shown) for shown in ("dd/mm/yyyy", "mmm\\-yy", "yyyy", "d mmmm yyyy hh:mm")]
    ['1 March 2027', 'March 2027', '2027', '1 March 2027 09:30']
    """
    signs = _SIGNS.findall(_NO_SIGN.sub("", number_format.partition(";")[0]).lower())
    has_day = any(sign[0] == "d" and len(sign) <= _LONGEST_DAY for sign in signs)
    has_month = any(
        sign[0] == "m" and before != "h" and after != "s"  # those are minutes
        for before, sign, after in _with_neighbours(signs)
    )
    parts = [
        *([f"{value.day}"] if has_day else []),
        *([f"{value:%B}"] if has_month else []),
        *([f"{value.year}"] if any(sign[0] == "y" for sign in signs) else []),
        *([f"{value:%H:%M}"] if "h" in number_format.lower() else []),
    ]
    return " ".join(parts) or f"{value.day} {value:%B %Y}"


def _with_neighbours(signs: list[str]) -> Iterator[tuple[str, str, str]]:
    for position, sign in enumerate(signs):
        before = signs[position - 1][0] if position else ""
        after = signs[position + 1][0] if position + 1 < len(signs) else ""
        yield before, sign, after


def _number(value: float, number_format: str) -> str:
    """Write a number as people do: 12, 12.5, 12%."""
    if percent := _PERCENT.search(_NO_SIGN.sub("", number_format)):
        return f"{value:.{len(percent[1] or '')}%}"
    return str(value) if isinstance(value, int) else f"{value:.15g}"

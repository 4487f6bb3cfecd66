"""On which page of a file an announced date stands."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any

Row = dict[str, Any]
# The number of a text to the text and the offsets at which its pages begin.
Paged = Callable[[int], tuple[str, list[int]]]


def with_pages(rows: Iterable[Row], paged: Paged) -> list[Row]:
    """The rows, each with its ``page``, counted from 1; None where that is not certain."""
    return [row | {"page": _page(row, paged)} for row in rows]


def _page(row: Row, paged: Paged) -> int | None:
    if row["text_id"] is None:
        return None
    return page_of(*paged(row["text_id"]), row["title"], row["words"])


def page_of(text: str, starts: list[int], title: str, words: str) -> int | None:
    r"""The only page with a line that holds both a title and the words of its date.

    >>> page_of("12/11/2026 Beds\n10/12/2026 Lamps", [0, 16], "Lamps", "10/12/2026")
    2
    """
    pages = set()
    at = 0
    for line in text.splitlines(keepends=True):
        if title in line and words in line:
            pages.add(bisect_right(starts, at))
        at += len(line)
    return pages.pop() if len(pages) == 1 else None

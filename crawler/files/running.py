"""Running heads and feet: what stands at the edge of most pages is read once.

Rule: a line among the first or the last three of its page (in the order of the file) is running
where the same line stands there on at least two pages and on two fifths of all (left and right
pages may differ), or the same but for a page number that grows with the page on three (a chapter
may be short), or such a number alone on two. A number is a page number where it stands alone,
after "page", before or after a bar, or as "3 of 12"; a year is none. One copy of the words always
stays: the first of a head, the last of a foot. So no sentence can be lost, and what was broken
over two pages comes together. Bare page numbers go altogether.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from crawler.files.lines import Line

_DEPTH: Final = 3
_FEWEST_PAGES: Final = 2
_FEWEST_WITH_NUMBER: Final = 3
_SHARE: Final = 0.4
_OF_ALL: Final = r"(?:\s*(?:of|/)\s*\d{1,4})?"
_PAGE_NUMBERS: Final = (
    re.compile(rf"^[-–—|\s]*(\d{{1,4}}){_OF_ALL}[-–—|\s]*$"),
    re.compile(rf"\b(?:page|p\.)\s*(\d{{1,4}}){_OF_ALL}"),
    re.compile(rf"^(\d{{1,4}}){_OF_ALL}\s*\|"),
    re.compile(rf"\|\s*(\d{{1,4}}){_OF_ALL}$"),
)
_NO_WORDS: Final = re.compile(r"\b(?:page|p|of)\b")
_YEARS: Final = range(1900, 2100)

_Key = tuple[str, int | None]


def without_running(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of each page, those that run through the document only once."""
    dropped = _copies(pages, at_end=False) | _copies(pages, at_end=True)
    return [
        [line for position, line in enumerate(page) if (number, position) not in dropped]
        for number, page in enumerate(pages)
    ]


def _copies(pages: Sequence[Sequence[Line]], *, at_end: bool) -> set[tuple[int, int]]:
    """Which (page, line) only repeat a running line."""
    places: dict[_Key, list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for position in _edge(page, at_end=at_end):
            for key in _keys(page[position].text, number):
                places[key].append((number, position))
    copies: set[tuple[int, int]] = set()
    for (words, offset), found in places.items():
        on_pages = len({number for number, _ in found})
        has_words = any(map(str.isalpha, _NO_WORDS.sub("", words)))
        if on_pages < _needed(len(pages), has_words=has_words, has_number=offset is not None):
            continue
        if has_words:
            found.pop(-1 if at_end else 0)
        copies.update(found)
    return copies


def _needed(pages: int, *, has_words: bool, has_number: bool) -> float:
    """On how many pages a line must stand: a number that grows with them is a proof by itself."""
    if not has_words:
        return _FEWEST_PAGES
    share = max(_FEWEST_PAGES, _SHARE * pages)
    return min(share, _FEWEST_WITH_NUMBER) if has_number else share


def _edge(page: Sequence[Line], *, at_end: bool) -> range:
    # A short page has its head at the start and its foot at the end, never both in one line.
    if at_end:
        return range(max(len(page) - _DEPTH, (len(page) + 1) // 2), len(page))
    return range(min(_DEPTH, (len(page) + 1) // 2))


def _keys(text: str, page: int) -> Iterator[_Key]:
    """What a line is known by: its words, and its words without a number that grows."""
    words = " ".join(text.casefold().split())
    if any(map(str.isalpha, words)):
        yield words, None
    for pattern in _PAGE_NUMBERS:
        found = pattern.search(words)
        if found and int(found[1]) not in _YEARS:
            yield f"{words[: found.start(1)]}#{words[found.end(1) :]}", int(found[1]) - page

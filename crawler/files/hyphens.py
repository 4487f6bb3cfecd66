"""How two lines are put together: what a hyphen at the end of the first one meant.

It goes where it only broke the word. It stays

* where the next line begins with a capital or a figure (mid-/2027, 2026-/27), and in an address;
* where the document itself writes the word with a hyphen elsewhere, at least as often as without;
* where it has neither form: after and before the parts of ``_FIRST`` and ``_LAST``, which
  English usually writes with one (long-/term, evidence-/based).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

_BROKEN: Final = re.compile(r"(?<=\w)[-\u2010\u00ad]$")
_CUT: Final = re.compile(r"(?<=\w)[-\u2010\u00ad–—]$")
_DASH: Final = re.compile(r"(?<=\w)[–—]$")
_ADDRESS: Final = re.compile(r"(?:://|\bwww\.|@)\S*$")
_LAST_PART: Final = re.compile(r"[^\W\d_]+$")
_FIRST_PART: Final = re.compile(r"[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FIRST: Final = frozenset({
    "all", "cross", "end", "ex", "face", "full", "high", "in", "large", "like", "long", "low",
    "mid", "multi", "non", "on", "one", "part", "self", "short", "single", "six", "three", "two",
    "up", "well", "year",
})  # fmt: skip
_LAST: Final = frozenset({
    "based", "class", "day", "focused", "free", "funded", "led", "level", "line", "long", "month",
    "only", "quality", "related", "term", "time", "to", "up", "wide", "year",
})  # fmt: skip


def is_broken(text: str) -> bool:
    """Tell whether a line ends in the middle of a word: with a hyphen right after a letter."""
    return not text[-1:].isalnum() and bool(_BROKEN.search(text[-2:]))


class Hyphens:
    """Puts lines together, with what the document's own words tell.

    ``pages`` gives the lines of each page; it is asked only where a word is broken.
    """

    def __init__(self, pages: Callable[[], Iterable[Iterable[str]]]) -> None:
        self._pages = pages
        self._words: Counter[str] | None = None

    def glue(self, above: str, below: str) -> tuple[str, str]:
        """Return the first line without what only broke a word, and what stands between both."""
        if above[-1:].isalnum() or not _CUT.search(above[-2:]):  # nearly all lines
            return above, " "
        if _DASH.search(above[-2:]):
            return above, ""
        if _ADDRESS.search(above) or not below[:1].islower():
            return above, ""
        before, after = _LAST_PART.search(above[:-1]), _FIRST_PART.match(below)
        if before is None or after is None:  # 10-/year
            return above, ""
        if above[-1] == "\u00ad" or not self._stays(before[0].lower(), after[0].lower()):
            return above[:-1], ""
        return above, ""

    def _stays(self, before: str, after: str) -> bool:
        if self._words is None:
            self._words = _counted(self._pages())
        with_hyphen, without = self._words[f"{before}-{after}"], self._words[f"{before}{after}"]
        if with_hyphen or without:
            return with_hyphen >= without
        return before in _FIRST or after in _LAST


def _counted(pages: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each word stands in a document, in small letters."""
    between_spaces: Counter[str] = Counter()
    for lines in pages:
        between_spaces.update("\n".join(lines).lower().replace("\u2010", "-").split())
    words: Counter[str] = Counter()
    for piece, count in between_spaces.items():
        for word in _WORD.findall(piece):
            words[word] += count
    return words

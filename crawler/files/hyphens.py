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
_DASH: Final = re.compile(r"(?<=\w)[–—]$")
_ADDRESS: Final = re.compile(r"(?:://|\bwww\.|@)\S*$")
_LAST_PART: Final = re.compile(r"[^\W\d_]+$")
_FIRST_PART: Final = re.compile(r"[^\W\d_]+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
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
    return bool(_BROKEN.search(text[-2:]))


class Hyphens:
    """Puts lines together, with what the document's own words tell.

    ``lines`` gives all its lines; it is asked only where a word is broken.
    """

    def __init__(self, lines: Callable[[], Iterable[str]]) -> None:
        self._lines = lines
        self._words: Counter[str] | None = None

    def glue(self, above: str, below: str) -> tuple[str, str]:
        """Return the first line without what only broke a word, and what stands between both."""
        if _DASH.search(above[-2:]):
            return above, ""
        if not is_broken(above):
            return above, " "
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
            words = (word for line in self._lines() for word in _WORD.findall(line.lower()))
            self._words = Counter(word.replace("\u2010", "-") for word in words)
        with_hyphen, without = self._words[f"{before}-{after}"], self._words[f"{before}{after}"]
        if with_hyphen or without:
            return with_hyphen >= without
        return before in _FIRST or after in _LAST

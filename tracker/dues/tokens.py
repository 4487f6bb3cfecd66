"""The words of a text with their places, for the grammar to walk over."""

import re
from datetime import date
from itertools import accumulate
from operator import add, itemgetter

from tracker.dues.folding import Folded, fold
from tracker.dues.spelling import SLIPS

# A word, a run of ASCII digits, or one other character; and the space after it.
_TOKEN = re.compile(r"(([^\W\d_]+|[0-9]+|\S)\s*)")
_WITH_SPACE, _WORD = itemgetter(0), itemgetter(1)
# How far beyond the last word the grammar may look without asking.
_AHEAD = 16
_BEFORE_NUMBER = frozenset("£$€#@_+=%~\\")


class Tokens:
    """A text as words. ``words`` runs on with empty ones, so that looking ahead is safe.

    Places are those of the folded text; ``span`` leads back to the text itself.
    """

    __slots__ = (
        "cased",
        "count",
        "depth",
        "ends",
        "folded",
        "licensed",
        "nothing",
        "said_on",
        "skip_to",
        "starts",
        "text",
        "words",
    )

    def __init__(self, text: str, said_on: date | None) -> None:
        self.text = text
        self.folded: Folded = fold(text)
        self.cased = self.folded.cased
        self.said_on = said_on
        self.depth = 0  # how many expressions deep the grammar is
        self.licensed = -1  # the place that words before it have made a date ("March and JUNE")
        self.nothing: set[int] = set()  # places where no expression begins, once it was tried
        self.skip_to = 0  # nothing before this place is a date (the rest of "30 February 2025")
        lower = self.folded.lower
        begin = len(lower) - len(lower.lstrip())
        pairs = _TOKEN.findall(lower, begin)
        words: list[str] = list(map(_WORD, pairs))
        starts: list[int] = list(accumulate(map(len, map(_WITH_SPACE, pairs)), initial=begin))
        self.count = len(words)
        self.ends: list[int] = list(map(add, starts, map(len, words)))
        if not SLIPS.keys().isdisjoint(words):
            words = [SLIPS.get(word, word) for word in words]
        # The places after the end are one past it, so that nothing is glued to nothing.
        beyond = [starts.pop() + 1] * _AHEAD
        self.words, self.starts = words + [""] * _AHEAD, starts + beyond
        self.ends += beyond

    def glued(self, index: int) -> bool:
        """Whether a token touches the next one."""
        return self.ends[index] == self.starts[index + 1]

    def joins(self, index: int) -> bool:
        """Whether a mark touches what stands on both its sides: "2025-26", not "2025 - 26"."""
        return self.glued(index - 1) and self.glued(index)

    def capital(self, index: int) -> bool:
        """Whether a word begins with a capital."""
        return self.cased[self.starts[index]].isupper()

    def title_case(self, index: int) -> bool:
        """Whether a word begins with a capital and goes on small: a name, not an acronym."""
        start = self.starts[index]
        return self.cased[start : start + 2].istitle() and self.ends[index] - start > 1

    def ends_clause(self, index: int) -> bool:
        """Whether nothing that belongs to the words before can stand here: an end, a mark."""
        word = self.words[index]
        return not word or not (word.isalnum() or word in "'%/£$€&")

    def is_number(self, index: int) -> bool:
        """Whether a token is a whole number by itself: no money, no decimal, no code."""
        return (
            self.words[index].isdecimal()
            and not self.glued_to_left(index)
            and not self.goes_on(index)
        )

    def glued_to_left(self, index: int) -> bool:
        """Whether a number is the end of something: money, a decimal, a code, a list of codes."""
        start = self.starts[index]
        if start == 0:
            return False
        before = self.cased[start - 1]
        if before in _BEFORE_NUMBER or before.isalnum():
            return True
        if before in "/-.":
            return start > 1 and self.cased[start - 2].isalnum()
        return before in ",:" and start > 1 and self.cased[start - 2].isdecimal()

    def goes_on(self, index: int) -> bool:
        """Whether the number goes on: "8a", "2,030", "12.3", "20%", "18-week", "10:30"."""
        if not self.glued(index):
            return False
        after = self.words[index + 1]
        if after.isalpha():
            return True
        if after in "%_@":
            return True
        follows = self.words[index + 2] if self.glued(index + 1) else ""
        if after in ".,:":
            return follows.isdecimal()
        return (after == "-" and follows.isalnum()) or (after == "/" and follows.isdecimal())

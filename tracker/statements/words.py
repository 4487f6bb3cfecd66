"""A sentence as words, each date of a promise one of them.

"will be published in spring 2026" has five words, the last of them a time; so no rule
trips over the words inside a date, and what stands left and right of it is seen at once.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate, repeat
from operator import add, itemgetter
from typing import Final, NamedTuple

from tracker.dues import Due, find_dues
from tracker.dues.folding import PARAGRAPH, Folded, fold
from tracker.dues.words import word_set

# A word with its inner hyphens, dots and apostrophes; or a sum; or one mark.
_WORD_AND_SPACE = re.compile(r"(([£$€]?[^\W_]+(?:[-'&/.,](?=[^\W_])[^\W_]+)*%?|\S)\s*)")
_WITH_SPACE, _THE_WORD = itemgetter(0), itemgetter(1)
# Looking some words beyond either end of a sentence finds empty ones.
_BEYOND: Final = 8
TIME: Final = "<time>"
# A date's word may begin with the preposition before it: so far into it lies the date itself.
_PREPOSITION: Final = len("throughout ")
# They lead into a date without being part of its words ("planned for spring 2026").
_INTO_TIME: Final = word_set("in on at during over around within throughout through across")


_NO_DUE: Final = -1


class Word(NamedTuple):
    """One word: in lower case, its place in the folded sentence, and which due it is, if any."""

    low: str
    start: int
    end: int
    due: int = _NO_DUE


_NOTHING: Final = Word("", 0, 0)


class Sentence:
    """A sentence: its words, the dues in it, and the way back to the characters it came from.

    >>> sentence = Sentence("The Plan comes in May 2025.", None)
    >>> sentence.lows[: sentence.count], sentence.quote(3, 4)
    (['the', 'plan', 'comes', '<time>', '.'], 'in May 2025')
    """

    __slots__ = ("_folded", "count", "dues", "lows", "said_on", "text", "words")

    def __init__(self, text: str, said_on: date | None, *, without: int | None = None) -> None:
        """``without`` is the place of a date that is not one of a promise: that of the saying."""
        self.text = text
        self.said_on = said_on
        self._folded: Folded = fold(text)
        self.dues: list[Due] = find_dues(text, said_on)
        if without is not None:
            place = _origin(self._folded, without) + _PREPOSITION
            self.dues = [due for due in self.dues if not due.start <= place < due.end]
        words = _words(self._folded)
        if self.dues:
            words = _with_times(words, self.dues, self._folded)
        self.count = len(words)
        self.words = words + [_NOTHING] * _BEYOND
        # What the rules read: the words in small letters, TIME for a date, empty ones at the end.
        self.lows = [word.low for word in self.words]

    def low(self, index: int) -> str:
        """The word at a place in lower case; empty beyond either end."""
        return self.lows[index] if index >= 0 else ""

    def cased(self, index: int) -> str:
        """The word at a place as it is written."""
        word = self.words[index]
        return self._folded.cased[word.start : word.end]

    def is_capital(self, index: int) -> bool:
        """Whether a word begins with a capital."""
        return self.cased(index)[:1].isupper()

    def quote(self, first: int, end: int) -> str:
        """The words from ``first`` up to, not including, ``end``, as they stand in the text."""
        start, stop = self._folded.span(self.words[first].start, self.words[end - 1].end)
        return " ".join(self.text[start:stop].split())

    def is_time(self, index: int) -> bool:
        """Whether the word at a place is a date of a promise."""
        return self.lows[index] == TIME

    def times(self, first: int, end: int) -> list[int]:
        """Places of the dates from one place up to, not including, another."""
        return [index for index in range(max(first, 0), end) if self.lows[index] == TIME]

    def due_at(self, index: int) -> Due:
        """The due that stands at the place of a date."""
        return self.dues[self.words[index].due]

    def has(self, *words: str) -> bool:
        """Whether one of these words stands in the sentence."""
        return any(word in self.lows for word in words)


def _words(folded: Folded) -> list[Word]:
    """The words of a folded text, each with its place; contractions are two."""
    lower = folded.lower
    begin = len(lower) - len(lower.lstrip())
    found = _WORD_AND_SPACE.findall(lower, begin)
    lows = list(map(_THE_WORD, found))
    starts = list(accumulate(map(len, map(_WITH_SPACE, found)), initial=begin))
    ends = map(add, starts, map(len, lows))
    words = list(map(Word._make, zip(lows, starts, ends, repeat(_NO_DUE))))
    if "'" in lower or PARAGRAPH in lower:
        return [one for word in words if word.low != PARAGRAPH for one in _in_full(word)]
    return words


def _in_full(word: Word) -> Iterator[Word]:
    """The two words of a contraction; of any other, itself."""
    low, start, end, _ = word
    contraction = _CONTRACTION.search(low) if "'" in low else None
    if contraction is None:
        yield word
        return
    apart = start + contraction.start()
    yield Word(_FULL.get(low, low[: contraction.start()]), start, apart)
    yield Word(_FULL[contraction[0]], apart, end)


# "We've", "won't" are two words; "it's" and "the Department's" cannot be told apart.
_CONTRACTION: Final = re.compile(r"(?<=\w)(?:'(?:ve|re|ll|d)|n't)$")
_FULL: Final = {
    "'ve": "have", "'re": "are", "'ll": "will", "'d": "would", "n't": "not",
    "won't": "will", "shan't": "shall", "can't": "can",
}  # fmt: skip


def _with_times(words: list[Word], dues: list[Due], folded: Folded) -> list[Word]:
    """The words with those of each date made one, and the bare preposition before it taken in."""
    merged: list[Word] = []
    number = 0
    for word in words:
        while number < len(dues) and _origin(folded, word.start) >= dues[number].end:
            number += 1
        inside = number < len(dues) and _origin(folded, word.end - 1) >= dues[number].start
        if not inside:
            merged.append(word)
        elif merged and merged[-1].due == number:
            merged[-1] = merged[-1]._replace(end=word.end)
        else:
            start = word.start
            if merged and merged[-1].low in _INTO_TIME:
                start = merged.pop().start
            merged.append(Word(TIME, start, word.end, number))
    return merged


def _origin(folded: Folded, position: int) -> int:
    return position if folded.origin is None else folded.origin[position]

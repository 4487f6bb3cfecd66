"""How much a word tells: rare words of the names at hand much, words of many names little."""

from collections import Counter
from collections.abc import Iterable
from math import log

from tracker.resolve import words as w

# So many texts are taken as read before the first: what is known of words in general.
_READ_BEFORE = 100
_FAINT_SHARE, _COMMON_SHARE, _RARE_SHARE = 0.5, 0.08, 0.002
# A word of one text in fifty-five, or rarer, has the full weight of 1.
_FULL = 4.0


class Weights:
    """Weights of words between 0 and 1, by the share of texts that have them.

    >>> weights = Weights()
    >>> [round(weights.of(word), 1) for word in ("hydrogen", "health", "annual")]
    [1.0, 0.6, 0.2]
    >>> for _ in range(100): weights.add(["hydrogen"])
    >>> round(weights.of("hydrogen"), 1)
    0.2
    """

    __slots__ = ("_counts", "_found", "_texts")

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._texts = 0
        self._found: dict[str, float] = {}  # weights that hold until the next text

    def add(self, words: Iterable[str]) -> None:
        """Count one more text with these words."""
        for word in set(words):
            self._counts[word] += 1
        self._texts += 1
        if self._found:
            self._found = {}

    def of(self, word: str) -> float:
        """The weight of one word."""
        weight = self._found.get(word)
        if weight is None:
            weight = self._found[word] = self._counted(word)
        return weight

    def _counted(self, word: str) -> float:
        share = (
            _FAINT_SHARE if word in w.FAINT else _COMMON_SHARE if word in w.COMMON else _RARE_SHARE
        )
        texts = self._texts_with(word) + share * _READ_BEFORE
        return min(1.0, log((self._all_texts() + _READ_BEFORE) / texts) / _FULL)

    def _texts_with(self, word: str) -> int:
        """How many texts have a word."""
        return self._counts[word]

    def _all_texts(self) -> int:
        """How many texts there are."""
        return self._texts

    def total(self, words: Iterable[str]) -> float:
        """The weight of several words together; sorted, for sums must not hang on the order."""
        return sum(map(self.of, sorted(words)))


class Lexicon:
    """What words tell in names, and what they tell in the sentences around them."""

    __slots__ = ("names", "sentences")

    def __init__(self, names: Weights | None = None) -> None:
        self.names = names or Weights()
        self.sentences = Weights()

"""Which names are worth comparing: those that share a rare word, without looking at all others.

An inverted index: each word leads to the names that have it. Words of very many
names lead nowhere, for a name that shares nothing rarer is not a likeness.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import nsmallest

from tracker.resolve import words as w
from tracker.resolve.mentions import Mention
from tracker.resolve.names import Name, initials
from tracker.resolve.weights import Weights

# A key of more names than this tells too little, and would make the work grow with its square.
_MOST_NAMES = 400
_PREFIX = 4
_MISSPELT_FROM = 5  # letters of a word that may be looked for misspelt
_SAME_HEAD = 0.3
_UNSHARED = 0.12


class Blocks:
    """Names by their words; ``near`` gives the numbers of those that a mention may be of.

    >>> blocks = Blocks(Weights())
    >>> for text in ("Warm Homes Plan", "Warm Homes Fund", "Future Homes Standard"):
    ...     _ = blocks.add(name_of(text))
    >>> blocks.near(mention_of({"deliverable": "the Warm Homes Plan"}), 2)
    [0, 1]
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.names: list[Name] = []
        self._named: dict[str, list[int]] = defaultdict(list)
        self._shortened: dict[str, list[int]] = defaultdict(list)
        self._shortened_until = 0

    def add(self, name: Name) -> int:
        """Take in one more name; its number."""
        number = len(self.names)
        self.names.append(name)
        self.weights.add(name.topic)
        for key in _keys(name):
            self._named[key].append(number)
        return number

    def near(self, mention: Mention, limit: int) -> list[int]:
        """The numbers of the names most worth a comparison, best first."""
        found: dict[int, float] = defaultdict(float)
        for weight, numbers in self._postings(mention):
            for number in numbers:
                found[number] += weight
        head = mention.name.head

        def rank(number: int) -> tuple[float, int]:
            name = self.names[number]
            bonus = _SAME_HEAD if name.head == head else 0.0
            return _UNSHARED * len(name.topic) - found[number] - bonus, number

        return nsmallest(limit, found, key=rank)

    def _postings(self, mention: Mention) -> Iterator[tuple[float, list[int]]]:
        """Names that share a key with the mention, and what the key is worth."""
        looked_up = _of_context(mention) if mention.vague else _keys(mention.name)
        for key in sorted(looked_up):
            numbers = self._named.get(key, ())
            if 0 < len(numbers) <= _MOST_NAMES:
                word = key.partition("|")[0]
                # Whole words are found by two keys (with and without the head), misspelt by one.
                yield self.weights.of(word) / (4 if key[0] == "~" else 2), list(numbers)
        for key in sorted(mention.name.acronyms):
            yield 1.0, self._of_acronym(key)
        if not mention.vague:
            for key in sorted(initials(mention.name.words)):
                yield 1.0, self._named.get(key, [])

    def _of_acronym(self, acronym: str) -> list[int]:
        """Names that it may be short for. They are shortened when first asked for."""
        for number in range(self._shortened_until, len(self.names)):
            for short in initials(self.names[number].words):
                self._shortened[short].append(number)
        self._shortened_until = len(self.names)
        return self._shortened.get(acronym, [])[:_MOST_NAMES]


def _keys(name: Name) -> set[str]:
    """What a name is found by: its words, alone and with its head, and how they begin."""
    keys = set(name.topic)
    for word in name.topic:
        keys.add(f"{word}|{name.head}")
        if len(word) >= _MISSPELT_FROM and word not in w.FAINT:
            keys.add(f"~{word[:_PREFIX]}|{name.head}")
    if not name.topic:
        keys.add(f"{name.horizon}|{name.head}")
    return keys


def _of_context(mention: Mention) -> Iterable[str]:
    """What a vague name is looked up by: the words of its sentence, with its head if it has one."""
    head = mention.name.head
    return {f"{word}|{head}" for word in mention.context} if head else mention.context


__all__ = ["Blocks"]

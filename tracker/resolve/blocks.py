"""Which names are worth comparing: those that share a rare word, without looking at all others.

An inverted index: each word leads to the names that have it. Words of very many
names lead nowhere, for a name that shares nothing rarer is not a likeness.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest

from tracker.resolve import words as w
from tracker.resolve.mentions import Mention
from tracker.resolve.names import Name, initials
from tracker.resolve.weights import Lexicon

# A key of more names than this tells too little, and would make the work grow with its square.
_MOST_NAMES = 400
_PREFIX = 4
_MISSPELT_FROM = 5  # letters of a word that may be looked for misspelt
_SAME_HEAD = 0.3
_UNSHARED = 0.12
_EXACT = 3.0


class Blocks:
    """Names by their words; ``near`` gives the numbers of those that a mention may be of.

    >>> from tracker.resolve.mentions import mention_of
    >>> from tracker.resolve.names import name_of
    >>> blocks = Blocks(Lexicon())
    >>> for text in ("Warm Homes Plan", "Warm Homes Fund", "Future Homes Standard"):
    ...     _ = blocks.add(name_of(text))
    >>> blocks.near(mention_of({"deliverable": "the Warm Homes Plan"}), 2)
    [0, 1]
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.names: list[Name] = []
        self._named: dict[str, list[int]] = defaultdict(list)
        self._shortened: dict[str, list[int]] = defaultdict(list)
        self._shortened_until = 0

    def add(self, name: Name) -> int:
        """Take in one more name; its number."""
        number = len(self.names)
        self.names.append(name)
        self.lexicon.names.add(name.topic)
        for key in keys_of(name):
            self._named[key].append(number)
        return number

    def name(self, number: int) -> Name:
        """A name that was taken in, by its number."""
        return self.names[number]

    def near(self, mention: Mention, limit: int) -> list[int]:
        """The numbers of the names most worth a comparison, best first."""
        found: dict[int, float] = defaultdict(float)
        for weight, numbers in self._postings(mention):
            for number in numbers:
                found[number] += weight
        for number in found or self._of_common_words(mention):
            found[number] += 0.0
        head = mention.name.head

        def rank(number: int) -> tuple[float, int]:
            same_head, topics = self._shape(number, head)
            bonus = _SAME_HEAD if same_head else 0.0
            return _UNSHARED * topics - found[number] - bonus, number

        return nsmallest(limit, found, key=rank)

    # What a subclass that keeps its names elsewhere looks up there ------------------------

    def _shape(self, number: int, head: str | None) -> tuple[bool, int]:
        """Whether a name has this head noun, and how many words tell what it is about."""
        name = self.names[number]
        return name.head == head, len(name.topic)

    def _with_key(self, key: str, most: int) -> Sequence[int]:
        """At most so many of the names that are found by a key, the first ones first."""
        return self._named.get(key, ())[:most]

    def _with_all(self, keys: Iterable[str], most: int) -> Sequence[int]:
        """At most so many of the names that are found by each of these keys."""
        postings = sorted((self._named.get(key, []) for key in keys), key=len)
        common = set(postings[0]).intersection(*postings[1:]) if postings else set()
        return sorted(common)[:most]

    def _of_acronym(self, acronym: str, most: int) -> Sequence[int]:
        """Names that it may be short for. They are shortened when first asked for."""
        for number in range(self._shortened_until, len(self.names)):
            for short in initials(self.names[number].words):
                self._shortened[short].append(number)
        self._shortened_until = len(self.names)
        return self._shortened.get(acronym, ())[:most]

    # -------------------------------------------------------------------------------------

    def _postings(self, mention: Mention) -> Iterator[tuple[float, Sequence[int]]]:
        """Names that share a key with the mention, and what the key is worth."""
        name = mention.name
        for key in sorted(_of_context(mention) if mention.vague else keys_of(name)):
            numbers = self._with_key(key, _MOST_NAMES + 1)
            if numbers and len(numbers) <= _MOST_NAMES:
                # A whole word is found by two keys, with and without its head; see keys_of.
                yield self.lexicon.names.of(_word_of(key)) / (4 if key[0] == "~" else 2), numbers
        yield _EXACT, self._with_key(_whole(name), _MOST_NAMES)
        if mention.vague:
            return
        for acronym in sorted(name.acronyms):
            yield 1.0, self._of_acronym(acronym, _MOST_NAMES)
        for short in sorted(initials(name.words)):
            yield 1.0, self._with_key(short, _MOST_NAMES)

    def _of_common_words(self, mention: Mention) -> Sequence[int]:
        """Names with all the words of a name that has only common ones: "health and care plan"."""
        if mention.vague:
            return []
        keys = [f"{word}|{mention.name.head}" for word in sorted(mention.name.topic)]
        return self._with_all(keys, _MOST_NAMES)


def keys_of(name: Name) -> set[str]:
    """What a name is found by: itself, its words alone and with the head, and how they begin."""
    head = name.head
    keys = {_whole(name), *name.topic}
    for word in name.topic:
        keys.add(f"{word}|{head}")
        if len(word) >= _MISSPELT_FROM and word not in w.FAINT:
            keys.add(f"~{word[:_PREFIX]}|{head}")
    if name.horizon or not name.topic:
        keys.add(f"{name.horizon}|{head}")
    return keys


def _whole(name: Name) -> str:
    return "=" + " ".join(name.key)


def _word_of(key: str) -> str:
    return key.partition("|")[0].lstrip("~")


def _of_context(mention: Mention) -> Iterable[str]:
    """What a vague name is looked up by: the words of its sentence, with its head if it has one."""
    head = mention.name.head
    if not head:
        return mention.context
    whole = {f"{word}|{head}" for word in mention.context}
    return whole | {f"~{word[:_PREFIX]}|{head}" for word in mention.context}

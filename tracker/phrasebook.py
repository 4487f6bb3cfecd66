"""Phrases written as small grammars, found in a list of words by one walk down a tree.

In a line "(a|b|)" is a choice, and an empty choice may be left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple


class Mark(NamedTuple):
    """A phrase that stands somewhere: the name it was filed under, and its length in words."""

    name: str
    length: int


class _Node:
    __slots__ = ("mark", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.mark: Mark | None = None


class Phrasebook:
    """Named lists of phrases; a later list wins where two hold the same phrase."""

    def __init__(self, lists: Mapping[str, str]) -> None:
        self._root = _Node()
        for name, lines in lists.items():
            for line in lines.replace("\\\n", " ").splitlines():
                for phrase in expand(line):
                    self._plant(phrase, name)

    def _plant(self, phrase: tuple[str, ...], name: str) -> None:
        node = self._root
        for word in phrase:
            node = node.next.setdefault(word, _Node())
        node.mark = Mark(name, len(phrase))

    @property
    def first_words(self) -> frozenset[str]:
        """The words with which a phrase can begin."""
        return frozenset(self._root.next)

    @property
    def later_words(self) -> frozenset[str]:
        """The words that can stand in a phrase after its first."""
        return frozenset(_words_below(self._root.next))

    def marks_at(self, words: Sequence[str], index: int) -> list[Mark]:
        """The phrases that begin at a word, the longest first."""
        node = self._root.next.get(words[index])
        found: list[Mark] = []
        while node is not None:
            if node.mark is not None:
                found.insert(0, node.mark)
            index += 1
            node = node.next.get(words[index]) if index < len(words) else None
        return found

    def first(self, words: Sequence[str], start: int = 0) -> tuple[int, Mark] | None:
        """The first phrase from a place on, with the place where it begins; or None."""
        return next(self.all(words, start), None)

    def all(self, words: Sequence[str], start: int = 0) -> Iterator[tuple[int, Mark]]:
        """Every phrase from a place on, the longest at each word, none inside another."""
        first, free = self._root.next, start
        for index in [at for at, word in enumerate(words) if word in first]:
            if index >= free and (marks := self.marks_at(words, index)):
                yield index, marks[0]
                free = index + marks[0].length


def expand(line: str) -> Iterator[tuple[str, ...]]:
    """Every phrase that a line stands for, as words.

    >>> list(expand("(very|) soon"))
    [('very', 'soon'), ('soon',)]
    """
    pieces = [piece.split("|") for piece in re.split(r"[()]", line)]
    for chosen in product(*pieces):
        words = tuple(" ".join(chosen).split())
        if words:
            yield words


def _words_below(nodes: Mapping[str, _Node]) -> Iterator[str]:
    for node in nodes.values():
        yield from node.next
        yield from _words_below(node.next)

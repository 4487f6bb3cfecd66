"""Finds the commitment that a name means, among all that are known by title and aliases.

Aliases are data: where an editor has written that the "Long Term Workforce Plan
refresh" is the "10 Year Workforce Plan", a claim under either name finds it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.resolve.blocks import Blocks
from tracker.resolve.bodies import bodies_of
from tracker.resolve.likeness import Likeness, evidence, explained
from tracker.resolve.mentions import Mention, mention_of
from tracker.resolve.names import Name, names_in, spelt_out
from tracker.resolve.weights import Lexicon

# So many of the names that share words with the asked one are compared in full.
_COMPARED = 16
_NO_MATCH = 0.02


class Match(NamedTuple):
    """A commitment that a name may mean, how likely (0 to 1), and why in plain words."""

    key: Hashable
    score: float
    why: str
    same_name: bool = False  # word for word, but for what says nothing ("the", "new")


class Known(NamedTuple):
    """One name of one commitment."""

    key: Hashable
    mention: Mention
    title: str  # the first name of the commitment, where this is another

    @classmethod
    def of(cls, key: Hashable, name: Name, responsible: frozenset[str], title: str) -> "Known":
        """A name of a commitment for which some bodies answer."""
        return cls(key, Mention(name=name, milestone=name.milestone, bodies=responsible), title)


class Index:
    """Commitments by their names. Building costs a look at each; asking does not grow with them.

    >>> index = Index([("workforce", ["10 Year Workforce Plan", "Long Term Workforce Plan refresh"],
    ...                 ["department-of-health-and-social-care", "nhs-england"])])
    >>> index.add("cancer", ["National Cancer Plan"], ["DHSC"])
    >>> [match] = index.nearest("the new National Cancer Plan", "", "NHS England")
    >>> match.key, match.why
    ('cancer', "same name: 'National Cancer Plan'; related bodies: DHSC and NHSE")
    """

    def __init__(
        self, things: Iterable[tuple[Hashable, Sequence[str], Sequence[str]]] = ()
    ) -> None:
        self._blocks = Blocks(Lexicon())
        self._known: list[Known] = []
        self._meanings: dict[str, tuple[str, ...]] = {}
        for key, names, bodies in things:
            self.add(key, names, bodies)

    def add(self, key: Hashable, names: Iterable[str], bodies: Iterable[str] = ()) -> None:
        """Take in one more commitment, or more names of one. The first name is its title."""
        responsible = frozenset(body for text in bodies for body in bodies_of(text))
        title = ""
        for text in names:
            if "(" in text:
                self._meanings.update(spelt_out(text))
            for name in names_in(text):
                self._known.append(Known.of(key, name, responsible, title))
                self._blocks.add(name)
                title = title or text

    def nearest(
        self, name: str | None, sentence: str | None, actor: str | None, limit: int = 5
    ) -> list[Match]:
        """The commitments that a name in a sentence most likely means, best first."""
        meanings = self._understood(spelt_out(sentence or ""))
        asked = mention_of({"deliverable": name, "sentence": sentence, "actor": actor}, meanings)
        found: dict[Hashable, list[Match]] = defaultdict(list)
        for number in self._blocks.near(asked, max(limit, _COMPARED)):
            known = self._known_as(number)
            if known is None:
                continue
            result = explained(evidence(asked, known.mention, self._blocks.lexicon))
            if result.score >= _NO_MATCH:
                found[known.key].append(_match(known, result, asked))
        best = (max(matches, key=lambda match: match.score) for matches in found.values())
        return sorted(best, key=lambda match: (-match.score, str(match.key)))[:limit]

    # What a subclass that keeps its names elsewhere looks up there ------------------------

    def _known_as(self, number: int) -> Known | None:
        """The name with a number; None where it is there no more."""
        return self._known[number]

    def _understood(
        self, explained_here: dict[str, tuple[str, ...]]
    ) -> Mapping[str, Sequence[str]]:
        """What acronyms mean: as a sentence explains them, else as the names do."""
        return self._meanings | explained_here


def _match(known: Known, result: Likeness, asked: Mention) -> Match:
    title = f"; also called '{known.title}'" if known.title else ""
    same_name = not asked.vague and asked.name.key == known.mention.name.key
    return Match(known.key, result.score, result.why + title, same_name)

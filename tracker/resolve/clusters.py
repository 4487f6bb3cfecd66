"""Which claims are of the same commitment.

    claims --mention_of--> mentions --by name, milestone, body--> strands --blocks--> pairs
                                                                                        |
                    numbers <--in order-- clusters <--best pairs first, guarded-- evidence

Two clusters become one by their best pair, and only if their names are alike on
average too and nothing shows two things: else "digital workforce plan" and "10
Year Workforce Plan" would meet in some bare "workforce plan". A name that alone
says nothing ("the plan") joins one cluster and never ties two together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from tracker.resolve.blocks import Blocks
from tracker.resolve.likeness import (
    AS_LIKELY_AS_NOT,
    evidence,
    is_fatal,
    may_be_one,
    plainly_two,
    score_of,
)
from tracker.resolve.mentions import Mention, mention_of
from tracker.resolve.names import Name, initials, name_of, spelt_out
from tracker.resolve.weights import Lexicon

_NEIGHBOURS = 16  # other names that a name is compared with
_PLACES = 8  # names that a vague one is held against
_CLOSEST = 2  # pairs of claims, closest in time, by which two strands are compared
_UNSURE = 0.05, 0.9  # between these a second pair of claims is looked at
_AVERAGE = 0.5  # how alike two clusters must be on average
_AVERAGE_OF_VAGUE = 0.25  # the same where a name says nothing: other claims have other sentences
_SAMPLED = 12  # strands of a cluster that are looked at for that
_MOST_STRANDS = 40  # of one name, by milestones and bodies, that are all compared
_MOST_ALIKE = 40  # sentences with one word by which vague names are compared


class Strand(NamedTuple):
    """Claims of one wording (name, milestone, body), in order of time: one commitment at once."""

    mentions: list[Mention]
    claims: list[int]

    @property
    def vague(self) -> bool:
        """Whether the name alone identifies nothing."""
        return self.mentions[0].vague


class Verdict(NamedTuple):
    """What a comparison of two strands gave."""

    score: float
    apart: bool  # something shows that they are two things


_TWO = Verdict(0.0, apart=True)


def cluster(claims: list[dict[str, Any]]) -> list[int]:
    """A number for each claim; the same number means the same commitment.

    A claim has sentence, deliverable, actor and said_on, each of which may be
    missing. Numbers are 0, 1, ... in the order in which their commitments first
    appear, and the order of the claims changes nothing else.

    >>> names = "Defence Investment Plan", "Hydrogen Strategy", "the Defence Investment Plan (DIP)"
    >>> cluster([{"deliverable": name} for name in names])
    [0, 1, 0]
    """
    mentions = _mentions(claims)
    order = sorted(range(len(claims)), key=lambda at: _sorting_key(mentions[at], claims[at]))
    lexicon = Lexicon()
    for context in {mention.sentence: mention.context for mention in mentions}.values():
        lexicon.sentences.add(context)
    strands = _strands(order, mentions, lexicon)
    joined = _Joined(strands, lexicon)
    for one, other in _pairs(strands, lexicon):
        joined.propose(one, other)
    return _numbered(joined.roots(), strands, len(claims))


def _mentions(claims: Sequence[Mapping[str, Any]]) -> list[Mention]:
    """The claims taken apart. An acronym that one of them explains is understood in all."""
    meanings: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for claim in claims:
        for text in (_text(claim.get("deliverable")), _text(claim.get("sentence"))):
            if "(" in text:
                for acronym, words in spelt_out(text).items():
                    meanings[acronym].add(words)
    sole = {acronym: next(iter(found)) for acronym, found in meanings.items() if len(found) == 1}
    sole |= _guessed([name_of(_text(claim.get("deliverable"))) for claim in claims], meanings)
    return [mention_of(claim, sole) for claim in claims]


def _guessed(
    named: Sequence[Name], known: Mapping[str, set[tuple[str, ...]]]
) -> dict[str, tuple[str, ...]]:
    """Acronyms that nobody explains, where just one of the names can be shortened to them."""
    asked = {acronym for name in named for acronym in name.acronyms} - known.keys()
    # Three letters fit too many names; those are weighed pair by pair (likeness.py).
    asked = {acronym for acronym in asked if len(acronym) > 3}  # noqa: PLR2004
    fitting: dict[str, dict[frozenset[str], tuple[str, ...]]] = defaultdict(dict)
    for name_words in sorted({name.words for name in named}) if asked else ():
        for short, words in initials(name_words).items():
            if short in asked:
                fitting[short].setdefault(frozenset(words), words)
    return {
        short: next(iter(found.values())) for short, found in fitting.items() if len(found) == 1
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _sorting_key(mention: Mention, claim: Mapping[str, Any]) -> tuple[str, ...]:
    """An order of the claims that does not depend on the order in which they came."""
    said = mention.said_on.isoformat() if mention.said_on else ""
    return said, *(_text(claim.get(field)) for field in ("deliverable", "sentence", "actor"))


# --------------------------------------------------------------------- strands


def _strands(order: Iterable[int], mentions: Sequence[Mention], lexicon: Lexicon) -> list[Strand]:
    """Claims in one wording together, in order of time, cut where time makes them two."""
    by_wording: dict[object, list[int]] = defaultdict(list)
    for at in order:
        by_wording[_wording(mentions[at])].append(at)
    strands: list[Strand] = []
    for wording in by_wording.values():
        strand = Strand([mentions[wording[0]]], [wording[0]])
        strands.append(strand)
        for before, at in pairwise(wording):
            if not _goes_on(mentions[before], mentions[at], lexicon):
                strand = Strand([], [])
                strands.append(strand)
            strand.mentions.append(mentions[at])
            strand.claims.append(at)
    return strands


def _wording(mention: Mention) -> object:
    """What claims of one strand have in common. Vague names share a sentence, or nothing."""
    name = mention.name
    if not mention.vague:
        return name.identity, mention.milestone, mention.bodies
    if mention.sentence:
        return name.key, mention.sentence, mention.bodies
    return name.key, mention.milestone, mention.bodies, mention.said_on


def _goes_on(before: Mention, after: Mention, lexicon: Lexicon) -> bool:
    """Whether a later claim in the same words is of the same commitment."""
    if before == after:
        return bool(before.sentence or before.name.text)
    found = evidence(before, after, lexicon)
    return score_of(found) >= AS_LIKELY_AS_NOT and not is_fatal(found)


# ----------------------------------------------------------------------- pairs


def _pairs(strands: Sequence[Strand], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Pairs of strands that are worth a comparison."""
    blocks = Blocks(lexicon)
    of_name: dict[tuple[object, ...], int] = {}
    with_name: list[list[int]] = []
    for number, strand in enumerate(strands):
        if strand.vague:
            continue
        name = strand.mentions[0].name
        if name.identity not in of_name:
            of_name[name.identity] = blocks.add(name)
            with_name.append([])
        with_name[of_name[name.identity]].append(number)
    pairs: set[tuple[int, int]] = set()
    for number, mine in enumerate(with_name):
        pairs.update(_among(mine, strands))
        for near in blocks.near(Mention(name=blocks.names[number]), _NEIGHBOURS):
            if near != number and may_be_one(blocks.names[number], blocks.names[near], lexicon):
                pairs.update(_crossed(mine, with_name[near]))
    vague = [number for number, strand in enumerate(strands) if strand.vague]
    for number in vague:
        for near in blocks.near(strands[number].mentions[0], _PLACES):
            pairs.update(_crossed([number], with_name[near]))
    pairs |= _alike_sentences(vague, strands) | _same_words(vague, strands)
    return sorted(pairs)


def _among(numbers: Sequence[int], strands: Sequence[Strand]) -> Iterable[tuple[int, int]]:
    """Pairs of strands of one name; where they are very many, those that follow each other."""
    if len(numbers) <= _MOST_STRANDS:
        return combinations(numbers, 2)
    return ((min(pair), max(pair)) for pair in pairwise(_by_day(numbers, strands)))


def _crossed(one: Sequence[int], other: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Pairs of strands of two names."""
    return ((min(a, b), max(a, b)) for a in one[:_MOST_STRANDS] for b in other[:_MOST_STRANDS])


def _same_words(vague: Iterable[int], strands: Sequence[Strand]) -> set[tuple[int, int]]:
    """Pairs of vague names in the same words of the same body, one after the other."""
    with_words: dict[object, list[int]] = defaultdict(list)
    for number in vague:
        mention = strands[number].mentions[0]
        with_words[mention.name.key, mention.bodies].append(number)
    return {
        (min(pair), max(pair))
        for numbers in with_words.values()
        for pair in pairwise(_by_day(numbers, strands))
    }


def _by_day(numbers: Iterable[int], strands: Sequence[Strand]) -> list[int]:
    return sorted(numbers, key=lambda number: strands[number].mentions[0].said_on or date.min)


def _alike_sentences(vague: Iterable[int], strands: Sequence[Strand]) -> set[tuple[int, int]]:
    """Pairs of vague names with the same head, in sentences that share three words or more."""
    with_word: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for number in vague:
        mention = strands[number].mentions[0]
        for word in sorted(mention.context):
            with_word[mention.name.head, word].append(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for numbers in with_word.values():
        if len(numbers) <= _MOST_ALIKE:
            for pair in combinations(numbers, 2):
                shared[pair] += 1
    return {pair for pair, words in shared.items() if words >= 3}  # noqa: PLR2004


# -------------------------------------------------------------------- clusters


class _Joined:
    """Strands that were joined, and the guards at the joining."""

    def __init__(self, strands: Sequence[Strand], lexicon: Lexicon) -> None:
        self.strands = strands
        self.lexicon = lexicon
        self.proposed: list[tuple[float, int, int]] = []
        self.verdicts: dict[tuple[int, int], Verdict] = {}
        self.parent = list(range(len(strands)))
        self.members = [[at] for at in range(len(strands))]

    def propose(self, one: int, other: int) -> None:
        """Compare two strands; they are joined later if they are likely one."""
        verdict = self.verdict(one, other)
        if verdict.score >= AS_LIKELY_AS_NOT and not verdict.apart:
            self.proposed.append((-verdict.score, one, other))

    def verdict(self, one: int, other: int) -> Verdict:
        """How alike two strands are, by their claims that are closest in time."""
        pair = (min(one, other), max(one, other))
        if pair not in self.verdicts:
            self.verdicts[pair] = self._compared(self.strands[pair[0]], self.strands[pair[1]])
        return self.verdicts[pair]

    def _compared(self, one: Strand, other: Strand) -> Verdict:
        if plainly_two(one.mentions[0], other.mentions[0]):
            return _TWO
        best = 0.0
        for a, b in _closest(one, other):
            found = evidence(a, b, self.lexicon)
            score = score_of(found)
            if is_fatal(found):
                return Verdict(score, apart=True)
            best = max(best, score)
            if not _UNSURE[0] < score < _UNSURE[1]:
                break  # another pair of sentences would not change it
        return Verdict(best, apart=False)

    def roots(self) -> list[int]:
        """For each strand the one that stands for its cluster."""
        for _, one, other in sorted(self.proposed):
            self._join(one, other)
        return [self._root(at) for at in range(len(self.parent))]

    def _root(self, at: int) -> int:
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def _join(self, one: int, other: int) -> None:
        a, b = sorted((self._root(one), self._root(other)))
        if a != b and self._may_join(one, other, a, b):
            self.parent[b] = a
            self.members[a] += self.members[b]

    def _may_join(self, one: int, other: int, a: int, b: int) -> bool:
        """Whether the clusters around two likely strands are one as well."""
        mine, yours = self.members[a][:_SAMPLED], self.members[b][:_SAMPLED]
        vague = self.strands[one].vague or self.strands[other].vague
        if vague and self._names(mine) and self._names(yours):
            return False
        pairs = [(x, y) for x in mine for y in yours]
        if any(self.verdict(x, y).apart for x, y in pairs):
            return False
        average = sum(self._timeless(x, y) for x, y in pairs) / len(pairs)
        return average >= (_AVERAGE_OF_VAGUE if vague else _AVERAGE)

    def _names(self, members: Iterable[int]) -> bool:
        """Whether some of these strands have a name that identifies something."""
        return not all(self.strands[at].vague for at in members)

    def _timeless(self, one: int, other: int) -> float:
        """How alike two strands are, whenever said: a commitment may be spoken of for years."""
        a, b = self.strands[one].mentions[0], self.strands[other].mentions[0]
        found = evidence(a._replace(said_on=None), b._replace(said_on=None), self.lexicon)
        return score_of(found)


def _closest(one: Strand, other: Strand) -> list[tuple[Mention, Mention]]:
    """The pairs of claims closest in time, one of each strand."""
    said = sorted(
        [(mention.said_on or date.min, 0, at) for at, mention in enumerate(one.mentions)]
        + [(mention.said_on or date.min, 1, at) for at, mention in enumerate(other.mentions)]
    )
    meetings: list[tuple[int, int, int]] = []
    for (day, side, at), (later, other_side, other_at) in pairwise(said):
        if side != other_side:
            pair = (other_at, at) if side else (at, other_at)
            meetings.append(((later - day).days, *pair))
    return [(one.mentions[a], other.mentions[b]) for _, a, b in sorted(meetings)[:_CLOSEST]]


def _numbered(roots: Sequence[int], strands: Sequence[Strand], count: int) -> list[int]:
    """Cluster numbers in order of first appearance."""
    of_claim = [0] * count
    for root, strand in zip(roots, strands, strict=True):
        for at in strand.claims:
            of_claim[at] = root
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root, len(numbers)) for root in of_claim]

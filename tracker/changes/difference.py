"""Which sentences went out of a text, and which came in.

Texts are compared as bags of folded sentences: one that only stands elsewhere is no change. Of
what is left, neighbours that say the same words cut into other sentences cancel out (lines of a PDF
that are broken anew), and pairs that are nearly the same are told as one sentence worded otherwise.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

from tracker.changes.pieces import Piece, Side, unbroken, unlike_pieces

# So alike are two sentences, by words in order, that one is the other worded otherwise.
_ALIKE: Final = 0.5
# A sentence is looked for by so many of its rarest words, unless they stand in more of the new
# sentences than would tell anything; so many that share most of them are held against it.
_RAREST: Final = 6
_COMMON_WORD: Final = 50
_CANDIDATES: Final = 3
# So many sentences may have been one, or one so many.
_LONGEST_CUT: Final = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """What went (in the order of the old text), what came (in that of the new one).

    ``altered`` are pairs of places, in ``removed`` and in ``added``: one sentence worded otherwise.
    """

    removed: tuple[Piece, ...] = ()
    added: tuple[Piece, ...] = ()
    altered: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def difference(before: Side, after: Side) -> Difference:
    """What is different in ``after``; quick for texts of hundreds of pages."""
    old, new = unlike_pieces(before, after)
    gone, come = _cut_otherwise(old, new, _surplus(old, new), _surplus(new, old))
    removed = tuple(old[place] for place in gone)
    added = tuple(new[place] for place in come)
    return Difference(removed, added, tuple(_altered(removed, added)))


def _surplus(pieces: Sequence[Piece], others: Sequence[Piece]) -> list[int]:
    """Places of the pieces that the others do not have, or not so often; of equal ones the last."""
    spare = Counter(piece.folded for piece in others)
    places = []
    for place, piece in enumerate(pieces):
        if spare[piece.folded]:
            spare[piece.folded] -= 1
        else:
            places.append(place)
    return places


def _cut_otherwise(
    old: Sequence[Piece], new: Sequence[Piece], gone: list[int], come: list[int]
) -> tuple[list[int], list[int]]:
    """What went and came, without neighbours that together say the same words on both sides."""
    there = defaultdict(list)
    for run in _runs(come):
        there[_joined(new, run)].append(run)
    lost, gained = set(gone), set(come)
    for run in _runs(gone):
        if not lost.issuperset(run):
            continue
        for same in there.get(_joined(old, run), ()):
            if gained.issuperset(same):
                lost.difference_update(run)
                gained.difference_update(same)
                break
    return sorted(lost), sorted(gained)


def _runs(places: list[int]) -> Iterator[range]:
    """Every few places that follow each other, from each place on, the longest first."""
    known = set(places)
    for first in places:
        last = first
        while last + 1 in known and last - first + 1 < _LONGEST_CUT:
            last += 1
        for end in range(last + 1, first, -1):
            yield range(first, end)


def _joined(pieces: Sequence[Piece], run: range) -> str:
    return unbroken(" ".join(pieces[place].folded for place in run))


# --------------------------------------------------------------- one sentence, worded otherwise


def _altered(removed: Sequence[Piece], added: Sequence[Piece]) -> list[tuple[int, int]]:
    """Pairs that are nearly the same, the most alike first to be found, in order."""
    ranked = sorted(
        (-likeness, abs(i / len(removed) - j / len(added)), i, j)
        for i, j, likeness in _alike(removed, added)
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in ranked:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def _alike(removed: Sequence[Piece], added: Sequence[Piece]) -> Iterator[tuple[int, int, float]]:
    """Places of an old and a new sentence that are alike, and how much (0 to 1)."""
    words = [_words(piece) for piece in added]
    places = defaultdict(list)
    for j, found in enumerate(words):
        for word in set(found):
            places[word].append(j)
    for i, piece in enumerate(removed):
        mine = _words(piece)
        rare = sorted((len(places[word]), word) for word in set(mine) if word in places)[:_RAREST]
        shared = Counter(j for often, word in rare if often <= _COMMON_WORD for j in places[word])
        for j, _ in shared.most_common(_CANDIDATES):
            likeness = Indel.normalized_similarity(mine, words[j], score_cutoff=_ALIKE)
            if likeness:
                yield i, j, likeness


def _words(piece: Piece) -> list[str]:
    return piece.folded.casefold().split()

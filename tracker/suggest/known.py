"""The index of the names of commitments, kept in the database: a run reads what it asks for.

commitments, aliases, bodies --triggers--> names_to_keep --keep_names--> the index --> Known

It answers as ``tracker.resolve.Index`` does over the same names, taken in by the order of their
numbers: to the last digit, for every weight is counted over all names there are now.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final

from sqlite_utils import Database

import db.known as store
from db.connection import writing
from db.finished import finish, finished
from tracker.digest import digest_of
from tracker.resolve.blocks import Blocks, keys_of
from tracker.resolve.bodies import bodies_of
from tracker.resolve.index import Index, Known
from tracker.resolve.names import initials, names_in, spelt_out
from tracker.resolve.weights import Lexicon, Weights

Row = dict[str, Any]
SAMPLE: Final = "SAMPLE: "  # so begins the title of a commitment that is a sample
# How a name is taken apart: when that changes, the index is made anew.
NAMING: Final = digest_of(
    "resolve/names.py", "resolve/words.py", "resolve/blocks.py", "suggest/known.py",
    "dues/folding.py",
)  # fmt: skip
_STATE: Final = "known names"
_BATCH: Final = 500  # commitments in one transaction
_SHORT: Final = "^"  # before what a name may be shortened to
_ALL: Final = "="  # for a word: every name
_WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = 4  # by which a word is looked up that may go on
_BITS: Final = 128


def keep_names(db: Database) -> str:
    """Bring the index up to date; returns a digest of all names in it.

    Can be killed and run again: each batch is kept with the digest as a whole.
    """
    if finished(db, "names") != NAMING:
        with writing(db):
            store.forget(db)
            finish(db, _STATE, _digits(0))
            finish(db, "names", NAMING)
    while store.to_keep(db, 1):
        with writing(db):
            _keep_some(db)
    return finished(db, _STATE) or _digits(0)


def _keep_some(db: Database) -> None:
    slugs = store.to_keep(db, _BATCH)
    known, before = store.commitment_names(db, slugs), store.kept_names(db, slugs)
    state, changed = int(finished(db, _STATE) or "0", 16), []
    for slug in slugs:
        row, (was, kept) = known.get(slug), before.get(slug, (None, False))
        now = _digest(slug, row) if row else None
        if now == was and (kept or was is None):
            continue
        if now != was:
            changed.append(slug)
        if was is not None:
            store.remove(db, slug)
        if row is not None and now is not None:
            store.add(db, slug, now, _names(slug, row))
        state += int(now or "0", 16) - (int(was, 16) if was and kept else 0)
    store.kept(db, slugs, changed)
    finish(db, _STATE, _digits(state))


def _digits(state: int) -> str:
    """A sum of digests: the same for the same names, in whatever order they came and went."""
    return f"{state % (1 << _BITS):032x}"


def _digest(slug: str, row: Row) -> str:
    told = json.dumps([slug, row["title"], row["aliases"], row["bodies"]])
    return hashlib.blake2b(told.encode(), digest_size=_BITS // 8).hexdigest()


def texts_of(row: Row) -> list[str]:
    """The title and aliases of a commitment, as the index has them."""
    return [row["title"].removeprefix(SAMPLE), *row["aliases"]]


def number_of_name(slug: str, position: int, part: int) -> int:
    """The number of a name: whatever was taken in before it, so that ties are broken alike."""
    return _hash(slug, str(position), str(part))


def _names(slug: str, row: Row) -> Iterator[Row]:
    sample = row["title"].startswith(SAMPLE)
    for position, text in enumerate(texts_of(row)):
        meanings = spelt_out(text) if "(" in text else {}
        for part, name in enumerate(names_in(text)):
            keys = {*keys_of(name), *(_SHORT + short for short in initials(name.words))}
            yield {
                "id": number_of_name(slug, position, part),
                "position": position,
                "part": part,
                "head": _of_head(name.head),
                "topics": len(name.topic),
                "keys": [_key(sample, key) for key in keys],
                "words": [_key(sample, word) for word in {_ALL, *name.topic}],
                # Once a text is enough.
                "acronyms": [_key(sample, one) for one in meanings] if part == 0 else [],
                "beginning": _beginning(sample, text) if part == 0 else None,
            }


def _beginning(sample: bool, text: str) -> int | None:
    """How a name begins where it stands in a text: its first two words.

    Its last word may go on there ("plan", "plans"): of that only the first letters.
    """
    words = _WORD.findall(text.lower())[:3]
    if len(words) == 3:  # noqa: PLR2004 - there is more
        words = [words[0], words[1] + " "]
    return _key(sample, " ".join([*words[:-1], _cut(words[-1])])) if words else None


def _cut(word: str) -> str:
    """A word that may go on; one that ends here stays whole."""
    return word if word.endswith(" ") else word[:_LETTERS] + "*"


def beginnings_in(text: str, *, sample: bool) -> set[int]:
    """How every name begins that may stand in a text."""
    words = _WORD.findall(text.lower())
    found = {f"{one} {other} " for one, other in pairwise(words)}
    for lead, word in zip(["", *(f"{word} " for word in words)], [*words, ""], strict=True):
        for letters in range(1, min(len(word), _LETTERS) + 1):
            found |= {f"{lead}{word[:letters]}*", f"{word[:letters]}*"}
    return {_key(sample, one) for one in found}


def _key(sample: bool, text: str) -> int:
    return _hash("sample" if sample else "real", text)


@lru_cache(maxsize=4096)
def _of_head(head: str | None) -> int:
    return _hash(head) if head is not None else 0


def _hash(*texts: str) -> int:
    told = "\0".join(texts).encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big", signed=True)


# Asking it -------------------------------------------------------------------------------


class KeptIndex(Index):
    """The commitments by their names, samples or real ones, as they are kept.

    What was asked for once is remembered: an index serves one run.
    """

    def __init__(self, db: Database, *, sample: bool) -> None:
        super().__init__()
        self._db = db
        self._sample = sample
        self._blocks = _KeptBlocks(db, sample=sample)
        self._row = lru_cache(maxsize=None)(self._read)
        self._known_as = lru_cache(maxsize=None)(self._name)  # type: ignore[method-assign]

    def _read(self, slug: str) -> tuple[list[str], frozenset[str]] | None:
        row = store.commitment_names(self._db, [slug]).get(slug)
        if row is None:
            return None
        return texts_of(row), frozenset(one for text in row["bodies"] for one in bodies_of(text))

    def _text(self, number: int) -> tuple[str, int, int, list[str], frozenset[str]] | None:
        place = store.place_of(self._db, number)
        row = self._row(place[0]) if place else None
        if place is None or row is None or place[1] >= len(row[0]):
            return None  # it was changed since
        return *place, *row

    def _name(self, number: int) -> Known | None:
        found = self._text(number)
        if found is None:
            return None
        slug, position, part, texts, bodies = found
        names = names_in(texts[position])
        if part >= len(names):
            return None
        title = texts[0] if position or part else ""
        return Known.of(slug, names[part], bodies, title)

    def _understood(
        self, explained_here: dict[str, tuple[str, ...]]
    ) -> Mapping[str, Sequence[str]]:
        return _Meanings(self, explained_here)

    @cache  # noqa: B019 - an index serves one run
    def meaning(self, acronym: str) -> tuple[str, ...] | None:
        """What an acronym means in the names, or None; of several meanings the last counts."""
        for number in reversed(store.explaining(self._db, _key(self._sample, acronym))):
            found = self._text(number)
            if found and (words := spelt_out(found[3][found[1]]).get(acronym)):
                return words
        return None


class _Meanings(Mapping[str, Sequence[str]]):
    """What acronyms mean: as a sentence explains them, else as the names do."""

    def __init__(self, index: KeptIndex, explained_here: dict[str, tuple[str, ...]]) -> None:
        self._index = index
        self._here = explained_here

    def __getitem__(self, acronym: str) -> Sequence[str]:
        found = self._here.get(acronym) or self._index.meaning(acronym)
        if found is None:
            raise KeyError(acronym)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._here)

    def __len__(self) -> int:
        return len(self._here) + 1  # there may always be one


class _KeptBlocks(Blocks):
    def __init__(self, db: Database, *, sample: bool) -> None:
        super().__init__(Lexicon(_KeptWeights(db, sample=sample)))
        self._db = db
        self._sample = sample
        self._shapes: dict[int, tuple[int, int]] = {}
        self._found: dict[tuple[str, ...], list[int]] = {}

    def _shape(self, number: int, head: str | None) -> tuple[bool, int]:
        of_name, topics = self._shapes[number]
        return of_name == _of_head(head), topics

    def _with_key(self, key: str, most: int) -> Sequence[int]:
        return self._with_all([key], most)

    def _of_acronym(self, acronym: str, most: int) -> Sequence[int]:
        return self._with_all([_SHORT + acronym], most)

    def _with_all(self, keys: Iterable[str], most: int) -> Sequence[int]:
        asked = tuple(keys)
        if not asked:
            return []
        if asked not in self._found:
            numbers = [_key(self._sample, key) for key in asked]
            rows = store.with_all(self._db, numbers, most + 1)
            self._shapes.update((name, (head, topics)) for name, head, topics in rows)
            self._found[asked] = [row[0] for row in rows]
        return self._found[asked][:most]


class _KeptWeights(Weights):
    def __init__(self, db: Database, *, sample: bool) -> None:
        super().__init__()
        self._db = db
        self._sample = sample
        self._total = store.names_with_word(db, _key(sample, _ALL))

    def _texts_with(self, word: str) -> int:
        return store.names_with_word(self._db, _key(self._sample, word))

    def _all_texts(self) -> int:
        return self._total

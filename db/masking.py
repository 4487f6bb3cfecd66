"""Find sentences in stored text and blot them out, letter for letter, so that places stay right."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

FILLER: Final = "█"
_START = re.compile(r"(?<!\w)\S|[^\w\s]")  # where in folded text a sentence may begin
_LOOSELY = str.maketrans(dict.fromkeys('"`´‘’‚‛′“”„‟″‹›«»', "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_PLAIN = re.compile(r"[A-Za-z0-9]+")  # what no kind of escaping writes otherwise


class Masker(Protocol):
    """What knows which words are to go; ``shortest`` is the fewest characters that hold them."""

    shortest: int

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they stand in a text: first character, and the one after the last."""


def fold(text: str) -> str:
    """The words with one space between them.

    >>> fold(" The plan   is out. ")
    'The plan is out.'
    """
    return " ".join(text.split())


def fold_loosely(text: str) -> str:
    """The words without what hands and programs write otherwise: case, kind of quote and dash.

    >>> fold_loosely("The  Plan – “in full”")
    "the plan - 'in full'"
    """
    return fold(text.translate(_LOOSELY)).casefold()


def digest_of(sentence: str) -> str:
    """The SHA-256 sum of a sentence, its spaces folded."""
    return hashlib.sha256(fold(sentence).encode()).hexdigest()


def filler(text: str) -> str:
    """As many signs as the text has.

    >>> filler("The plan")
    '████████'
    """
    return FILLER * len(text)


class Words:
    """Knows sentences by their words."""

    def __init__(self, sentences: Iterable[str]) -> None:
        folded = sorted({fold(one) for one in sentences} - {""}, key=len, reverse=True)
        self.shortest = min(map(len, folded), default=1)
        self._looks = [(_longest_word(one), _pattern(one)) for one in folded]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """See ``Masker``."""
        for sign, pattern in self._looks:
            if sign in text:
                yield from (found.span() for found in pattern.finditer(text))


class Hashed:
    """Knows a sentence by nothing but its sum and its number of letters."""

    def __init__(self, letters: int, sha256: str) -> None:
        self.shortest, self._sha256 = letters, sha256

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """See ``Masker``; compares whatever begins and ends with a word."""
        folded = fold(text)
        for found in _START.finditer(folded):
            start, end = found.start(), found.start() + self.shortest
            if end > len(folded):
                return
            if not _cuts_a_word(folded, end) and self._is_it(folded[start:end]):
                yield _unfolded(text, start, end)

    def _is_it(self, words: str) -> bool:
        return hashlib.sha256(words.encode()).hexdigest() == self._sha256


class Several:
    """Knows what several know."""

    def __init__(self, maskers: Iterable[Masker]) -> None:
        self._maskers = list(maskers)
        self.shortest = min((one.shortest for one in self._maskers), default=1)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """See ``Masker``."""
        for masker in self._maskers:
            yield from masker.spans(text)


def mask(masker: Masker, text: str) -> str:
    """The text with what the masker knows blotted out; as long as before."""
    for start, end in list(masker.spans(text)):
        text = text[:start] + FILLER * (end - start) + text[end:]
    return text


def mask_cell(masker: Masker, cell: str) -> str:
    """The same for a cell of a table, which may be JSON: what its strings say counts."""
    if cell[:1] in ("[", "{"):
        cell = _mask_json(masker, cell)
    return mask(masker, cell)


def _mask_json(masker: Masker, cell: str) -> str:
    try:
        value = json.loads(cell)
    except ValueError:
        return cell
    masked = _within(masker, value)
    if masked == value:
        return cell
    return json.dumps(masked, ensure_ascii=cell.isascii())


def _within(masker: Masker, value: Any) -> Any:
    if isinstance(value, str):
        return mask_cell(masker, value)
    if isinstance(value, list):
        return [_within(masker, one) for one in value]
    if isinstance(value, dict):
        return {mask(masker, key): _within(masker, one) for key, one in value.items()}
    return value


def pattern_of_bytes(sentence: str) -> re.Pattern[bytes]:
    """A sentence in a body as it was served: as text, or as JSON that escapes what is not ASCII."""
    plain = fold(sentence)
    space = rb"(?:\s|&nbsp;|\\[nrt]|\\u00a0|\xc2\xa0)+"
    forms = {plain, json.dumps(plain)[1:-1], json.dumps(plain, ensure_ascii=False)[1:-1]}
    return re.compile(
        b"|".join(space.join(re.escape(word.encode()) for word in form.split()) for form in forms)
    )


def _pattern(folded: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in folded.split()))


def _longest_word(folded: str) -> str:
    return max(_PLAIN.findall(folded), key=len, default="")


def _cuts_a_word(folded: str, end: int) -> bool:
    last = folded[end - 1]
    return last == " " or (end < len(folded) and last.isalnum() and folded[end].isalnum())


def _unfolded(text: str, start: int, end: int) -> tuple[int, int]:
    """A place in folded text as one in the text itself."""
    places: list[int] = []
    for found in re.finditer(r"\S+", text):
        if places:
            places.append(found.start() - 1)  # the one space between two words
        places.extend(range(*found.span()))
    return places[start], places[end - 1] + 1

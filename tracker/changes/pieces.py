"""A text in pieces that can be compared: its sentences, and what else stands between them.

Two pieces are the same if their folded forms are: what a reader cannot tell apart, and what is the
typesetter's choice (quotes, dashes, kinds of space, bullets, hyphens at the end of a line), makes
no difference. A word, a figure or a capital does.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.statements.sentences import sentences

# One sign for one sign, so that places in the text stay what they are.
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u1680\u2007\u202f\u205f\u3000", " "),
        **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    }
)
_LONGER: Final = str.maketrans(
    {
        "…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)  # fmt: skip
# Not the minus of a figure.
_BULLET: Final = re.compile(r"^(?:[•·▪◦‣●○■]\s*|[*-]\s+(?!\d))+")
_BROKEN_WORD: Final = re.compile(r"(?<=[a-z])- (?=[a-z])")
# A dash between words, however it is spaced; not the minus of "5 -10".
_LONG_DASH: Final = re.compile(r"\s*[–—―]\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or another line of a text.

    ``page`` counts from 1, of a text that has pages; ``file`` is the title of the attached file
    that it stands in, if it is not of the document itself.
    """

    text: str
    folded: str
    page: int | None = None
    file: str | None = None


def folded(text: str) -> str:
    """What of a piece makes a difference.

    >>> folded("The “plan” – due 2025‑26…") == folded('The "plan" - due 2025-26...')
    True
    >>> folded("12 hospitals") == folded("13 hospitals")
    False
    """
    if not text.isascii():
        text = _LONG_DASH.sub("-", text.translate(_LONGER)).translate(_SIGNS)
    text = _BULLET.sub("", " ".join(text.split()))
    return unbroken(text.replace(" - ", "-"))


def unbroken(text: str) -> str:
    """A text without hyphens at the ends of its lines, which are spaces here.

    >>> unbroken("the publi- cation")
    'the publication'
    """
    return _BROKEN_WORD.sub("", text) if "- " in text else text


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts that are compared.

    ``page_starts`` are the offsets at which its pages begin; ``file`` names it, if it is not of the
    document itself.
    """

    text: str
    page_starts: Sequence[int] = ()
    file: str | None = None


def pieces(side: Side, start: int = 0, end: int | None = None) -> list[Piece]:
    r"""All that a text says, in order; or a part of it.

    >>> [piece.text for piece in pieces(Side("It is late.  We know.\n1,204 | 17%"))]
    ['It is late.', 'We know.', '1,204 | 17%']
    """
    found = []
    for first, last in _spans(side.text[start:end]):
        words = " ".join(side.text[start + first : start + last].split())
        page = bisect_right(side.page_starts, start + first) if side.page_starts else None
        found.append(Piece(words, folded(words), page, side.file))
    return found


def unlike_pieces(old: Side, new: Side) -> tuple[list[Piece], list[Piece]]:
    """The pieces of two texts, without the lines with which both begin and end.

    Most edits leave most lines as they are, and it takes long to find the sentences in them.
    """
    lines = [_WHOLE_LINE.findall(side.text) for side in (old, new)]
    start = _same_at_the_start(*lines)
    end = _same_at_the_end(*(side[start:] for side in lines))
    parts = []
    for side, own in zip((old, new), lines, strict=True):
        first = sum(map(len, own[:start]))
        parts.append(pieces(side, first, len(side.text) - sum(map(len, own[len(own) - end :]))))
    return parts[0], parts[1]


def _same_at_the_start(old: list[str], new: list[str]) -> int:
    """How many lines both begin with, up to one with which its sentence ends."""
    same = 0
    for number, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        if one != other:
            break
        if _ENDS.search(one):
            same = number
    return same


def _same_at_the_end(old: list[str], new: list[str]) -> int:
    """How many lines both end with, from one on before which a sentence ends."""
    same = 0
    for number, (one, other) in enumerate(zip(reversed(old), reversed(new), strict=False), start=1):
        if one != other:
            break
        before = [side[-number - 1] for side in (old, new) if len(side) > number]
        if all(map(_ENDS.search, before)):
            same = number
    return same


_WHOLE_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
# No sentence goes on after such a line.
_ENDS: Final = re.compile(r"[.!?:;]\n?$")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and the lines that are none: a row of figures says something, too."""
    place = 0
    for start, end in sentences(text.translate(_SIGNS)):
        yield from _lines(text, place, start)
        yield start, end
        place = end
    yield from _lines(text, place, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text, start, end):
        if any(map(str.isalnum, line[0])):
            yield line.span()


_LINE: Final = re.compile(r"[^\n\r]+")

"""Text as the grammar reads it: one case, plain spaces, dashes and quotes, and no lost offsets.

Real pages hold no-break and thin spaces, soft hyphens inside words, ligatures
from PDF and five kinds of dash. They are folded to plain characters here, and
every position in the folded text leads back to one in the text as it stands.
"""

import re
from typing import NamedTuple

# A blank line ends a paragraph, and no date runs across one.
PARAGRAPH = "¶"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = "\u2018\u2019\u201b\u02bc\u2032`"
_PLAIN = str.maketrans(
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_QUOTES, "'")
    | {"\u2044": "/", "\u2215": "/", "\u2028": "\n", "\u2029": "\n"}
)
# What stands in a word and is not seen: soft hyphen, zero-width spaces, byte order mark.
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_UNEQUAL = _INVISIBLE | _LIGATURES
_HAS_UNEQUAL = re.compile("[" + "".join(_UNEQUAL) + "]")


class Folded(NamedTuple):
    """A text made plain. ``cased`` keeps capitals; ``lower`` is what the words are looked up in."""

    lower: str
    cased: str
    origin: list[int] | None  # where each character of the folded text stands in the text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that the folded span stands for (both half-open)."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    r"""The text in plain characters, with the way back to it.

    >>> fold("Sep\u00adtember\u00a02025").lower
    'september 2025'
    """
    origin = None
    cased = text
    if not text.isascii():
        if _HAS_UNEQUAL.search(text):
            cased, origin = _without_unequal(text)
        cased = cased.translate(_PLAIN)
    if "`" in cased:
        cased = cased.replace("`", "'")
    if "\r" in cased:
        cased = cased.replace("\r\n", " \n").replace("\r", "\n")
    if "\n" in cased:
        cased = _paragraphs(cased)
    return Folded(_lower(cased), cased, origin)


def _without_unequal(text: str) -> tuple[str, list[int]]:
    plain: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(text):
        for replacement in _UNEQUAL.get(character, character):
            plain.append(replacement)
            origin.append(position)
    return "".join(plain), origin


def _paragraphs(text: str) -> str:
    return _BLANK_LINE.sub(lambda gap: PARAGRAPH + gap[0][1:], text)


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # A few capitals are longer in lower case; they keep their place and their length.
    return "".join(
        small if len(small := character.lower()) == 1 else character for character in text
    )

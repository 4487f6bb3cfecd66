"""A line of letters, where it stands, and what its words tell of the next one."""

import re
from typing import Final, NamedTuple

# Between the cells of a row, in every format: a person sees the cells, and the reader of
# statements cuts there what is too long for one sentence.
CELLS: Final = " | "

_BULLET: Final = r"[•●○◦▪■□➢❖✓*·]"
_NUMBER: Final = r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]"
_ITEM: Final = re.compile(
    rf"{_BULLET}|[-–—]\s|o\s(?=[A-Z])|{_NUMBER}\s|\d{{1,2}}(?:\.\d{{1,2}})+\.?\s+(?=[A-Z])"
)
_MARKER: Final = re.compile(rf"(?:{_BULLET}|[-–—o]|{_NUMBER}|\d{{1,2}}(?:\.\d{{1,2}})*\.?)\s+")
_MARKER_ALONE: Final = re.compile(rf"(?:{_BULLET}|{_NUMBER})")
_LONGEST_MARKER: Final = 6  # "(viii" and what closes it
_LEADERS: Final = ("....", ". . . .", "……", "____")

# The words after which a sentence cannot end.
_OPEN_WORDS: Final = frozenset({
    "the", "of", "and", "or", "to", "in", "on", "for", "by", "with", "a", "an", "at", "from", "as",
    "is", "are", "will", "be", "that", "which", "its", "their", "this", "these", "until", "before",
    "after", "between", "during", "within", "not", "into", "under", "per",
})  # fmt: skip
_OPEN_END: Final = re.compile(rf"(?:,|\b(?:{'|'.join(sorted(_OPEN_WORDS))}))$")
_SMALL_START: Final = re.compile(r"[“‘\"'(\[]?[a-zà-öø-ÿ]")
_ENDED: Final = re.compile(r"[.!?][”’\"')\]]*\d{0,2}$")
_TAIL: Final = 12  # characters; what a line ends with is shorter


class Line(NamedTuple):
    """A line, in points from the left and the foot of its page, or in characters and lines.

    ``size`` is the height of its letters. A ``row`` has cells, or dots that lead to a number;
    ``last_cell`` is where the last of several cells begins.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    row: bool = False
    last_cell: float | None = None


def begins_item(text: str) -> bool:
    """Tell whether a line begins an item of a list: with a bullet, a number or a letter."""
    return bool(_ITEM.match(text))


def is_only_marker(text: str) -> bool:
    """Tell whether a line is the bullet or number of an item and nothing else."""
    return len(text) <= _LONGEST_MARKER and bool(_MARKER_ALONE.fullmatch(text))


def words_at(text: str) -> int:
    """Return where the words begin: after the bullet or number of an item."""
    found = _MARKER.match(text)
    return found.end() if found else 0


def has_leaders(text: str) -> bool:
    """Tell whether dots lead to a number, as in a table of contents."""
    dots, apart, points, line = _LEADERS
    return dots in text or apart in text or points in text or line in text


def is_open(text: str) -> bool:
    """Tell whether a line ends where no sentence can end: at "the", "by", a comma."""
    word = text[text.rfind(" ") + 1 :]
    if word.isalnum():
        return word in _OPEN_WORDS
    return bool(_OPEN_END.search(text[-_TAIL:]))


def is_ended(text: str) -> bool:
    """Tell whether a line ends where a sentence does (perhaps with the mark of a footnote)."""
    return not text[-1:].isalpha() and bool(_ENDED.search(text[-_TAIL:]))


def holds_more(text: str) -> bool:
    """Tell whether a line ends in a colon or semicolon: items follow."""
    return text.endswith((":", ";"))


def starts_small(text: str) -> bool:
    """Tell whether a line begins with a small letter, perhaps after a quote or bracket."""
    return bool(_SMALL_START.match(text))

"""Adverbs, dates and asides: what may stand between any two words of a verb phrase.

"will, subject to approval, not now be published" is read as "will be published", denied.
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements.words import Sentence

_ADVERBS: Final = word_set(
    """
    again already also both currently either first further however indeed instead just longer
    never nevertheless next no not now once more soon still then therefore thus yet
    """
)
_END_LIKE_ADVERBS: Final = word_set("apply assembly comply early family multiply reply supply")
_SHORTEST: Final = len("badly")
# The most words that may stand between the verb and what belongs to it.
LONGEST_ASIDE: Final = 12
_QUOTES: Final = frozenset("'\"‘’“”")  # "due to ‘go live’"
_NO_ASIDE: Final = frozenset({".", ";", "and", "but", "which"})


def is_adverb(word: str) -> bool:
    """Whether a word may stand between a lead and its verb.

    >>> is_adverb("now"), is_adverb("formally"), is_adverb("family")
    (True, True, False)
    """
    if word in _ADVERBS:
        return True
    return word.endswith("ly") and len(word) >= _SHORTEST and word not in _END_LIKE_ADVERBS


def denies(sentence: Sentence, at: int) -> bool:
    """Whether a word makes the verb after it not happen: "not", "never", "no longer"."""
    low = sentence.lows[at]
    return low in ("not", "never") or (low == "longer" and sentence.low(at - 1) == "no")


def skip(sentence: Sentence, at: int) -> tuple[int, bool]:
    """The place after adverbs, dates and asides between commas; and whether one was a denial."""
    denied = False
    while at < sentence.count:
        low = sentence.lows[at]
        if low == "," and (after := _after_aside(sentence, at)) is not None:
            at = after
            continue
        if not (is_adverb(low) or sentence.is_time(at) or low in _QUOTES):
            break
        denied = denied or denies(sentence, at)
        at += 1
    return at, denied


def _after_aside(sentence: Sentence, comma: int) -> int | None:
    """“Will, subject to parliamentary approval, publish”: the place after the second comma."""
    for at in range(comma + 1, min(comma + LONGEST_ASIDE, sentence.count)):
        if sentence.lows[at] == ",":
            return at + 1
        if sentence.lows[at] in _NO_ASIDE:
            return None
    return None


def back(sentence: Sentence, at: int) -> int:
    """The last place, from one on to the left, where neither an adverb nor a date stands; or -1."""
    while at >= 0 and (is_adverb(sentence.lows[at]) or sentence.is_time(at)):
        at -= 1
    return at

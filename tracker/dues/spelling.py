"""Slips of the pen in the words that dates are made of: "Septmber", "Febuary", "Autum".

A letter left out, doubled or swapped with its neighbour, in a word of six
letters or more; in the longest names of months also one wrong or one more letter. Whatever
happens to be a word of its own is left alone.
"""

import string
from collections.abc import Iterator
from typing import Final

from tracker.dues.words import word_set

# Words that dates are made of and that are misspelt in real pages.
_WORDS: Final = (
    "january", "february", "august", "september", "october", "november", "december", "spring",
    "summer", "autumn", "winter", "quarter", "financial", "academic", "calendar", "recess",
    "parliament", "parliamentary", "beginning", "commencing", "imminently", "shortly",
    "fortnight", "christmas", "following", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "decade", "opportunity", "practicable", "before", "between", "months",
    "coming", "earliest", "latest", "onwards", "effect",
)  # fmt: skip
_LONG_MONTHS: Final = ("january", "february", "september", "october", "november", "december")
# Short words and slips of another kind: each of these was looked at.
_BY_HAND: Final = {"aprl": "april", "arpil": "april", "apirl": "april", "aprill": "april",
                   "jully": "july", "wnter": "winter", "qtr": "quarter",
                   "calender": "calendar", "recces": "recess"}  # fmt: skip
_OTHER_WORDS: Final = word_set(
    """
    sprig sprint sprints winer winner witter sumer simmer summers winters quartet quarters quarte
    parliaments month moths mouths coning latest lates late latent lattes effects affect effete
    earlier bore decades decode facade academia academics tuesdays mondays fridays sundays
    saturdays thursdays wednesdays novembers octobers decembers augusts augusto januarys
    fallowing shorty
    """
)


def _one_slip(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place - 1] + word[place:]
        yield word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
    yield word + word[-1]


def _one_wrong_letter(word: str) -> Iterator[str]:
    for place in range(1, len(word)):
        for letter in string.ascii_lowercase:
            yield word[:place] + letter + word[place + 1 :]
            yield word[:place] + letter + word[place:]


def _slips() -> dict[str, str]:
    slips: dict[str, str] = {}
    for word in _WORDS:
        slips |= dict.fromkeys(_one_slip(word), word)
    for word in _LONG_MONTHS:
        slips |= dict.fromkeys(_one_wrong_letter(word), word)
    for word in (*_WORDS, *_OTHER_WORDS):
        slips.pop(word, None)
    return slips | _BY_HAND


SLIPS: Final = _slips()

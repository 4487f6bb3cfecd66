"""Families of phrases: which kind of words about time a body used.

"autumn 2025" and "in the autumn" are both "autumn"; "by the end of 2023" and "the end of the year"
are both "the end of the year". A family is named from the rule by which the grammar of
``tracker.dues`` reads the words, so that no phrase is read twice in two ways. What the grammar does
not read stands as a family of its own, in its own words.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlite_utils import Database

from db.phrases import phrases_in_use
from tracker.dues import find_dues
from tracker.dues.due import Due
from tracker.dues.rules import NAMES, PARTS, pieces

LONGEST: Final = 100  # letters of a family that is named by the words themselves
_CACHED: Final = 20_000

# Which kind of words they are does not hang on the day on which they were said; some words can only
# be read from such a day, and any will do.
_SAID_ON: Final = date(2024, 6, 3)

# A bound that leaves the period as it is has no word here: "by autumn" and "in autumn" are one.
_BOUNDS: Final = {
    "before": "before {}",
    "in-time": "in time for {}",
    "from": "from {}",
    "not-before": "not before {}",
    "after": "after {}",
}
_PARTS: Final = {
    "early": "early in {}",
    "mid": "the middle of {}",
    "late": "late in {}",
    "start-of": "the start of {}",
    "end-of": "the end of {}",
    "half-of": "a half of {}",
    "days-of": "the first or last days of {}",
    "weeks-of": "the first or last weeks of {}",
    "months-of": "the first or last months of {}",
    "years-of": "the first or last years of {}",
    "rest-of": "later in {}",
    "so-far-of": "earlier in {}",
}
# What is named, alone ("a named year", for "a year" would be a length) and with a part of it.
_PERIODS: Final = {
    "day": ("a named day", "the day"),
    "days": ("some days of a month", "some days of a month"),
    "weekday": ("a day of the week", "a day of the week"),
    "week": ("a named week", "the week"),
    "weekend": ("a named weekend", "the weekend"),
    "month": ("a named month", "the month"),
    "quarter": ("a named quarter", "the quarter"),
    "half": ("a named half-year", "the half-year"),
    "financial-quarter": ("a quarter of a financial year", "the financial quarter"),
    "financial-half": ("a half of a financial year", "the financial half-year"),
    "tax-quarter": ("a quarter of a tax year", "the tax quarter"),
    "tax-half": ("a half of a tax year", "the tax half-year"),
    "academic-quarter": ("a quarter of an academic year", "the academic quarter"),
    "academic-half": ("a half of an academic year", "the academic half-year"),
    "year": ("a named year", "the year"),
    "years": ("some years", "some years"),
    "financial-year": ("a named financial year", "the financial year"),
    "tax-year": ("a named tax year", "the tax year"),
    "academic-year": ("a named academic year", "the academic year"),
    "decade": ("a named decade", "the decade"),
    "century": ("a named century", "the century"),
    "range": ("between two named dates", "the time between two named dates"),
    "period-to": ("the months up to a date", "the months up to a date"),
    "new-year": ("the new year", "the new year"),
    "easter": ("Easter", "Easter"),
    "christmas": ("Christmas", "Christmas"),
    "parliament": ("the life of a Parliament", "the Parliament"),
    "return-of-parliament": ("the return of Parliament", "the return of Parliament"),
    "offset-from-date": ("so long after a date", "so long after a date"),
    "of-a-date": ("so long after a date", "so long after a date"),
    "working-days": ("N working days", "N working days"),
}
# Lengths of time: the unit is in the words.
_LENGTHS: Final = {
    "horizon": "in the next N {}",
    "vague-horizon": "in the coming {}",
    "offset": "in N {} from then",
    "vague-offset": "some {} from then",
    "length": "N {}",
    "vague-length": "{}",
}
# Names that only the words themselves tell apart: "summer recess", "the spending review".
_BY_WORDS: Final = frozenset(NAMES) - frozenset(_PERIODS) - frozenset(_LENGTHS)

_NAMED: Final = {
    "season": re.compile(r"\b(spring|summer|autumn|winter)\b"),
    "term": re.compile(r"\b(?:spring|summer|autumn|winter|michaelmas|lent|trinity) term\b"),
    "recess": re.compile(
        r"\b(?:(?:spring|summer|autumn|winter|february|may|whitsun|conference|november|easter"
        r"|christmas) )?recess\b"
    ),
}
_UNIT: Final = re.compile(r"\b(day|week|fortnight|month|quarter|year|decade)(?:s|'s|s'|’s|s’)?\b")
_LEADING: Final = re.compile(
    r"^(?:(?:in|on|by|at|until|during|before|after|from|ahead|beyond|the|this|next|of)\s+)+"
)
_STRESS: Final = re.compile(r"^(?:very|quite|rather|fairly|pretty|relatively)\s+(?=[a-z]+$)")
_A_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
# What the kind of words does not hang on: which year, and which day of a month.
_SOME_YEAR: Final = re.compile(r"(?<![\d/.–-])20[1-4]\d(?![\d/–-]|\.\d)")
_SOME_DAY: Final = re.compile(r"(?<![\d/.,:–-])(?:1[3-9]|2[0-8])(?![\d/:–-]|[.,]\d|st|nd|rd|th)")


def families(db: Database) -> Iterator[dict[str, Any]]:
    """Each phrase in use with its family: rows of ``phrase_families``."""
    for words in phrases_in_use(db):
        yield {"words": words, "family": family(words)}


def family(words: str) -> str:
    """Which kind of words about time these are.

    >>> [family(words) for words in ("Autumn 2024", "by the end of 2023", "due to come out soon")]
    ['autumn', 'the end of the year', 'soon']
    """
    alike = _SOME_DAY.sub("12", _SOME_YEAR.sub("2028", " ".join(words[:1000].split())))
    return _family(alike) or _shortened(words)


@lru_cache(maxsize=_CACHED)
def _family(words: str) -> str:
    """The family, or "" where the grammar does not read the words."""
    due = _telling(find_dues(words, _SAID_ON))
    return _named(due) if due else ""


def _telling(dues: list[Due]) -> Due | None:
    """Of several times in a phrase the first with a date: open words beside it set none."""
    dated = (due for due in dues if not due.rule.startswith("open."))
    return next(dated, dues[0] if dues else None)


def _named(due: Due) -> str:
    text = " ".join(due.text.lower().split())
    bound = due.rule.partition(".")[0]
    if bound == "open":
        return _shortened(_STRESS.sub("", _A_YEAR.sub("", text)))
    name, parts = _pieces(due.rule)
    if name in _LENGTHS:
        period = _LENGTHS[name].format(_units(text))
        return f"within {period}" if bound == "within" else _bounded(bound, period)
    period = _period(name, text, is_whole=not parts)
    for part in parts[:1]:
        period = _PARTS[part].format(period)
    return _bounded(bound, period)


def _pieces(rule: str) -> tuple[str, list[str]]:
    """The name of a period, and which parts of it."""
    _, *parts, name = (piece for piece, _, _ in pieces(rule))
    return name, [part for part in parts if part in PARTS]


def _bounded(bound: str, period: str) -> str:
    return _BOUNDS.get(bound, "{}").format(period)


def _period(name: str, text: str, *, is_whole: bool) -> str:
    if name not in _BY_WORDS:
        return _PERIODS[name][0 if is_whole else 1]
    found = _NAMED[name].search(text) if name in _NAMED else None
    if found:
        return found[0]
    return _shortened(_LEADING.sub("", _A_YEAR.sub("", text)))


def _units(text: str) -> str:
    found = _UNIT.search(text)
    return f"{found[1]}s" if found else "days"


def _shortened(words: str) -> str:
    """The words themselves in small letters, cut where they are long; "no words" of none."""
    plain = " ".join(words.lower().split()).strip(" .,;:")
    cut = plain if len(plain) <= LONGEST else f"{plain[:LONGEST].rstrip()} …"
    return cut or "no words"

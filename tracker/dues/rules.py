"""What each part of a rule's name means, in words: "deadline.end-of-year" is three of them.

The README's "How a date is read" is written from these tables, and a test
holds it against them. The number behind each is that of the convention there.
"""

import re
from typing import Final

# Before the dot: what the words make of the period.
BOUNDS: Final = {
    "on": (12, "the day itself"),
    "in": (12, "the whole period, from its first day to its last"),
    "deadline": (6, "by, until, up to, no later than, at the latest: its last day"),
    "before": (6, "before, ahead of, prior to: the day before it begins"),
    "in-time": (6, "in time for: the day on which it begins"),
    "within": (7, "within: counted from the day it was said, or the end of the period"),
    "from": (10, "from, starting in, with effect from, onwards: starts in it, no last day"),
    "not-before": (10, "not before, no earlier than, at the earliest: its first day, no last day"),
    "after": (10, "after, beyond: starts on the day after it, no last day"),
    "open": (9, "no date: no last day is ever made of such words"),
}
# After the dot, in front: which part of the period.
PARTS: Final = {
    "early": (5, "the first third"),
    "mid": (5, "the middle third"),
    "late": (5, "the last third; also “towards the end of”"),
    "start-of": (5, "its first month; of a month 7 days, of a decade a year. By it: its first day"),
    "end-of": (5, "its last month; of a month 7 days, of a decade a year. By it: its last day"),
    "half-of": (4, "the first or the second half of it"),
    "days-of": (11, "so many days at its start or end"),
    "weeks-of": (11, "so many times seven days of it, counted from its start or end"),
    "months-of": (11, "so many months at its start or end"),
    "years-of": (11, "so many years at its start or end"),
    "rest-of": (12, "later in it: from the day it was said to its end"),
    "so-far-of": (12, "earlier in it: from its start to the day it was said"),
}
# After the dot, at the end: what is named.
NAMES: Final = {
    "day": (16, "a day; figures are day, month, year; without a year the next such day"),
    "days": (16, "from one day of a month to another"),
    "weekday": (2, "the first such weekday on or after the day it was said"),
    "week": (11, "Monday to Sunday; w/c D is D and six days, week ending D six days and D"),
    "weekend": (11, "Saturday and Sunday of that week"),
    "month": (2, "a calendar month; without a year the first that is not over"),
    "quarter": (4, "with a calendar year a calendar quarter; bare Q3 is of the financial year"),
    "half": (4, "with a calendar year January to June or July to December; bare H1 financial"),
    "financial-quarter": (4, "Q1 is April to June, Q4 January to March"),
    "financial-half": (4, "H1 is April to September"),
    "tax-quarter": (4, "three months of the tax year"),
    "tax-half": (4, "six months of the tax year"),
    "academic-quarter": (4, "three months of the academic year"),
    "academic-half": (4, "six months of the academic year"),
    "season": (1, "spring is March to May, and so on; winter has the year of its December"),
    "term": (3, "autumn term September to December, spring January to March, summer April to July"),
    "year": (12, "January to December"),
    "years": (3, "calendar years from the first to the last"),
    "financial-year": (3, "April to March: 2025/26, 2025-26, 2025 to 2026, FY26"),
    "tax-year": (3, "6 April to 5 April"),
    "academic-year": (3, "September to August"),
    "decade": (6, "2020 to 2029; its end is 31 December 2029"),
    "century": (6, "2000 to 2099, as for decades"),
    "range": (12, "from the start of the first to the end of the last"),
    "period-to": (12, "the months up to that date (“the year to March 2025”)"),
    "new-year": (12, "in it: January to March (soft); by, before or from it: 1 January"),
    "easter": (13, "Easter Sunday and the days named after it"),
    "christmas": (13, "25 December, or the day named after it"),
    "parliament": (14, "until the last day it can have by law, as was known then"),
    "recess": (14, "the Commons: before or by it the day the House rises, after it the return"),
    "return-of-parliament": (14, "the day on which the House comes back"),
    "fiscal-event": (15, "its day, if that was announced when this was said"),
    "fiscal-event-year": (15, "its day was not announced, but the words name its year"),
    "dated-event": (15, "an event with the date that the words give it"),
    "horizon": (7, "the next so many days, months or years, from the day it was said"),
    "vague-horizon": (8, "days 14, weeks 56 days, months 6, years 5 (soft: our convention)"),
    "offset": (8, "so long from then: that day, or the week, month or year that holds it (soft)"),
    "vague-offset": (8, "some time ahead, no longer than the vague horizon (soft)"),
    "offset-from-date": (7, "so long before or after a date that is named"),
    "length": (7, "days, weeks, months or years; the same day of the month, or its last"),
    "vague-length": (8, "days 14, weeks 56 days, months 6, years 5 (soft: our convention)"),
    "working-days": (7, "days that are no weekend and no bank holiday anywhere in the UK"),
    "of-a-date": (7, "counted from a date that is named"),
    "words": (9, "in due course, shortly, as soon as possible, when parliamentary time allows"),
    "event": (15, "an event without a date that was known: Royal Assent, an election, a review"),
}
_TO = re.compile(r"^(early|mid)-to-(mid|late)-")


def pieces(rule: str) -> list[tuple[str, int, str]]:
    """The parts of a rule's name, each with the number of its convention and what it means.

    Raises KeyError for a name that no rule has.

    >>> [name for name, _, _ in pieces("deadline.end-of-year")]
    ['deadline', 'end-of', 'year']
    """
    bound, _, shape = rule.partition(".")
    found = [(bound, *BOUNDS[bound])]
    while shape not in NAMES:
        for part in _parts(shape):
            found.append((part, *PARTS[part]))
            shape = shape.removeprefix(f"{part}-").removeprefix("to-")
    return [*found, (shape, *NAMES[shape])]


def _parts(shape: str) -> list[str]:
    """The part that a name begins with, or the two of "mid-to-late-year"."""
    spread = _TO.match(shape)
    if spread:
        return [spread[1], spread[2]]
    for part in PARTS:
        if shape.startswith(f"{part}-"):
            return [part]
    raise KeyError(shape)

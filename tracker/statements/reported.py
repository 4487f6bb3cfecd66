"""Who said it, and when: "NHS England said in March 2024 that the plan would come imminently".

A sentence that tells what was said earlier is dated by that day, not by the page's. Its dates are
read as of then: "imminently", said in March 2024, is not imminent now.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from tracker.dues import Due
from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import is_adverb
from tracker.statements.forms import has_form
from tracker.statements.leads import BE, WILL
from tracker.statements.statement import Precision
from tracker.statements.subjects import SAID, subject_of
from tracker.statements.words import Sentence

_FIRST_PERSONS: Final = frozenset({"we", "i"})
# Before "said" these make it part of something else: "as announced", "will be announced".
_NOT_SAYING: Final = word_set("a are as be been is the was were")
# What was said may begin with these, without a "that".
_BEGINS_SPEECH: Final = nouns.DETERMINERS | nouns.PRONOUNS | word_set(', : that there " “')
# A date of one of these kinds is one of a promise, never of a saying.
_NO_DAYS: Final = frozenset({"deadline", "open", "relative"})
_WEEK: Final = timedelta(days=7)
_LEAP: Final = 8  # years between two 29ths of February, at most
# "Told the Health and Social Care Committee of the House on 3 June that": so far off is the day.
_LONGEST_ADDRESS: Final = 14
_BEGINS_WHAT_WAS_SAID: Final = word_set(", ; : it that to which will would")


class Telling(NamedTuple):
    """That something was said: by whom, and when if that is told."""

    speaker: str | None  # None where nobody is named: "it was announced that", "she said"
    time_at: int | None  # the place of the date of the saying
    said_on: date | None
    precision: Precision
    until: int  # the character of the sentence at which what was said is over

    @property
    def is_own_voice(self) -> bool:
        """Whether the page speaks of itself: "we said that we would"."""
        return self.speaker is not None and self.speaker.lower() in _FIRST_PERSONS

    @property
    def is_outsider(self) -> bool:
        """Whether somebody said it who speaks for no public body."""
        return self.speaker is not None and self.speaker.lower().split()[-1] in nouns.OUTSIDERS


def telling_of(sentence: Sentence) -> Telling | None:
    """The first "said", "told" or "announced" of a sentence that has a speaker, or None.

    >>> found = telling_of(Sentence("The Minister said in May 2024 that it would come.", None))
    >>> found.speaker, found.said_on.isoformat(), found.precision
    ('Minister', '2024-05-01', 'month')
    """
    if SAID.isdisjoint(sentence.lows):
        return None
    for at, low in enumerate(sentence.lows):
        if low not in SAID or not _opens_speech(sentence, at):
            continue
        speaker = None if _is_impersonal(sentence, at) else _speaker(sentence, at)
        if speaker is not None or _is_impersonal(sentence, at):
            time_at = _when(sentence, at)
            said_on, precision = (None, "unknown") if time_at is None else _day(sentence, time_at)
            return Telling(_named(speaker), time_at, said_on, precision, _until(sentence, at))
    return None


def _until(sentence: Sentence, verb_at: int) -> int:
    """Where a clause begins that was not said: "announced a fund in May | and details will follow".

    What was announced is a thing there, and the next clause has a subject of its own.
    """
    for at in range(verb_at + 1, sentence.count):
        low = sentence.lows[at]
        if low in _FINITE or low == "that" or _leads_verb_to(sentence, at):
            break
        if low in ("and", "but", ";") and _has_own_verb(sentence, at + 1):
            return sentence.words[at].start
    return sentence.words[sentence.count - 1].end


_FINITE: Final = WILL | BE | {"has", "have", "would"}
_AFTER_THING: Final = word_set("that which who , ; and")


def _leads_verb_to(sentence: Sentence, at: int) -> bool:
    """“Plans to publish”, not “an expansion to the fund”."""
    return sentence.lows[at] == "to" and has_form(sentence.lows[at + 1], "base")


def _has_own_verb(sentence: Sentence, first: int) -> bool:
    for at in range(first, sentence.count):
        low = sentence.lows[at]
        if low in _FINITE:
            return at > first
        if low in _AFTER_THING and sentence.low(at - 1) not in ("on", "of", "about"):
            return False
    return False


def _is_impersonal(sentence: Sentence, at: int) -> bool:
    """“It was announced on 3 November that”, “the board was told that”."""
    passive = sentence.low(at - 1) in ("was", "were", "been")
    return passive and "that" in sentence.lows[at : at + _LONGEST_ADDRESS]


def _opens_speech(sentence: Sentence, at: int) -> bool:
    """Whether what was said follows, or has gone before: not "the code announced in 2023 will"."""
    if sentence.low(at - 1) in _NOT_SAYING:
        return _is_impersonal(sentence, at)
    following = at + 1
    while sentence.is_time(following) or is_adverb(sentence.lows[following]):
        following += 1
    low = sentence.lows[following]
    if low in _BEGINS_SPEECH or not low or low == "." or sentence.lows[at] == "told":
        return True
    return sentence.is_capital(following) or "that" in sentence.lows[at : at + _LONGEST_ADDRESS]


def _named(speaker: str | None) -> str | None:
    """A speaker by name; the first person, who is the page itself; no "she"."""
    if speaker is None or speaker.lower() in _FIRST_PERSONS:
        return speaker
    return None if speaker.lower() in nouns.PRONOUNS else speaker


def _speaker(sentence: Sentence, verb_at: int) -> str | None:
    start = verb_at
    while start > 0 and _leads_verb(sentence.lows[start - 1]):
        start -= 1
    found = subject_of(sentence, start)
    return found.text if found else None


def _leads_verb(low: str) -> bool:
    return low in ("has", "have", "had") or is_adverb(low)


def _when(sentence: Sentence, verb_at: int) -> int | None:
    """The date between the verb and what was said, or the last before the verb."""
    for at in range(verb_at + 1, min(verb_at + _LONGEST_ADDRESS, sentence.count)):
        if sentence.is_time(at):
            return at if _is_past(sentence, at) else None
        if sentence.lows[at] in _BEGINS_WHAT_WAS_SAID:
            break
    before = [at for at in sentence.times(0, verb_at) if _is_past(sentence, at)]
    told_first = _last_of_speech(sentence, verb_at)
    return next((at for at in reversed(before) if at > told_first), None)


def _last_of_speech(sentence: Sentence, verb_at: int) -> int:
    """Where what was said is over, if it stands first: "it will open in May, the trust said"."""
    for comma in range(verb_at - 1, 0, -1):
        if sentence.lows[comma] == ",":
            told = sentence.lows[:comma]
            return comma if not _SPEECH.isdisjoint(told) else -1
    return -1


_SPEECH: Final = WILL | {"would", "due", "expected", "been"}


# -------------------------------------------------------------------- days of the past


def past_day(sentence: Sentence, at: int) -> tuple[date | None, Precision]:
    """The day, or the first of the month or year, that a date of the past means."""
    return _day(sentence, at) if _is_past(sentence, at) else (None, "unknown")


def _is_past(sentence: Sentence, at: int) -> bool:
    due = _brought_back(sentence.due_at(at), sentence.said_on)
    if due.earliest is None or due.latest is None or due.kind in _NO_DAYS:
        return False
    return sentence.said_on is None or due.earliest <= sentence.said_on


def _brought_back(due: Due, said_on: date | None) -> Due:
    """A day without a year is read forward in a promise; what was said was said before."""
    if said_on is None or due.earliest is None or due.latest is None or due.earliest <= said_on:
        return due
    if any(part.isdigit() and len(part) == len("2024") for part in due.text.split()):
        return due
    if due.rule.endswith("weekday"):
        return replace(due, earliest=due.earliest - _WEEK, latest=due.latest - _WEEK)
    for years in range(1, _LEAP + 1):
        try:
            first = due.earliest.replace(year=due.earliest.year - years)
            last = due.latest.replace(year=due.latest.year - years)
        except ValueError:  # 29 February is not in every year
            continue
        if first <= said_on:
            return replace(due, earliest=first, latest=last)
    return due


def _day(sentence: Sentence, at: int) -> tuple[date | None, Precision]:
    due = _brought_back(sentence.due_at(at), sentence.said_on)
    first, last = due.earliest, due.latest
    if first is None or last is None:
        return None, "unknown"
    if first == last:
        return first, "day"
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        return first, "month"
    if (first.month, first.day) == (1, 1) and (last.year, last.month) == (first.year, 12):
        return first, "year"
    return None, "unknown"

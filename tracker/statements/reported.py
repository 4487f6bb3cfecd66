"""Who said it, and when: "NHS England said in March 2024 that the plan would come imminently".

A sentence that tells what was said earlier is dated by that day, not by the page's. Its dates are
read as of then: "imminently", said in March 2024, is not imminent now.
"""

from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from tracker.dues import Due
from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.phrases import subject_of
from tracker.statements.predicates import Predicate, is_adverb
from tracker.statements.statement import Precision
from tracker.statements.verbs import SAYS, forms_of
from tracker.statements.words import Sentence

# Said before, by whom and when nobody tells: "was originally due by the end of 2023".
_AT_FIRST: Final = word_set("originally initially first previously once earlier")
_FIRST_PERSONS: Final = frozenset({"we", "i"})
_LONGEST_ADDRESS: Final = (
    14  # "told the Health and Social Care Committee of the House on 3 June that"
)
_FIRST_MONTH_OF_YEAR: Final = 1


class Telling(NamedTuple):
    """That something was said: where the verb stands, by whom, and when if that is told."""

    verb_at: int
    speaker: str | None
    time_at: int | None
    said_on: date | None
    precision: Precision


def telling_of(sentence: Sentence) -> Telling | None:
    """The first "said", "told", "announced" in a sentence, or None."""
    for at, low in enumerate(sentence.lows[: sentence.count]):
        if not any(verb.lemma in SAYS and verb.form == "past" for verb in forms_of(low)):
            continue
        if sentence.low(at - 1) in ("be", "was", "were", "been", "is", "are", "the", "as", "a"):
            continue  # "will be announced", "as announced"
        speaker = _speaker(sentence, at)
        if speaker is None:
            continue
        time_at = _when(sentence, at)
        said_on, precision = _day(sentence, time_at) if time_at is not None else (None, "unknown")
        return Telling(at, speaker, time_at, said_on, precision)
    return None


def _speaker(sentence: Sentence, verb_at: int) -> str | None:
    start = verb_at
    while start > 0 and (
        is_adverb(sentence.lows[start - 1]) or sentence.low(start - 1) in ("has", "have", "had")
    ):
        start -= 1
    found = subject_of(sentence, Predicate("past", start, verb_at, verb_at + 1, ""))
    return found.text if found else None


def _when(sentence: Sentence, verb_at: int) -> int | None:
    """The date of the saying: after the verb and before what was said, or what the sentence begins with."""
    for at in range(verb_at + 1, min(verb_at + _LONGEST_ADDRESS, sentence.count)):
        if sentence.words[at].is_time:
            return at if _is_past(sentence, at) else None
        if sentence.lows[at] in ("that", "it", "will", "would", "which", ",", ";", ":", "to"):
            break
    before = [at for at in sentence.times(0, verb_at) if _is_past(sentence, at)]
    return before[-1] if before else None


def _is_past(sentence: Sentence, at: int) -> bool:
    due = _brought_back(sentence.due_at(at), sentence.said_on)
    if due.earliest is None or due.latest is None:
        return False
    return sentence.said_on is None or due.earliest <= sentence.said_on


def _brought_back(due: Due, said_on: date | None) -> Due:
    """A day without a year is read forward in a promise; what was said was said before."""
    yearless = not any(part.isdigit() and len(part) == len("2024") for part in due.text.split())
    if said_on is None or due.earliest is None or due.latest is None or not yearless:
        return due
    if due.earliest <= said_on:
        return due
    try:
        return replace(
            due,
            earliest=due.earliest.replace(year=due.earliest.year - 1),
            latest=due.latest.replace(year=due.latest.year - 1),
        )
    except ValueError:  # 29 February
        return due


def past_day(sentence: Sentence, at: int) -> tuple[date | None, Precision]:
    """The day, or the first of the month or year, that a date of the past means."""
    due = _brought_back(sentence.due_at(at), sentence.said_on)
    over = due.earliest is not None and (
        sentence.said_on is None or due.earliest <= sentence.said_on
    )
    return _day(sentence, at) if over else (None, "unknown")


def _day(sentence: Sentence, at: int) -> tuple[date | None, Precision]:
    due = _brought_back(sentence.due_at(at), sentence.said_on)
    first, last = due.earliest, due.latest
    if first is None or last is None:
        return None, "unknown"
    if first == last:
        return first, "day"
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        return first, "month"
    if (first.month, first.day) == (_FIRST_MONTH_OF_YEAR, 1) and (last.year, last.month) == (
        first.year,
        12,
    ):
        return first, "year"
    return None, "unknown"


def is_own_voice(telling: Telling) -> bool:
    """Whether the page speaks of itself: "we said that we would"."""
    return telling.speaker is not None and telling.speaker.lower() in _FIRST_PERSONS


def is_outsider(telling: Telling) -> bool:
    """Whether somebody said it who speaks for no public body."""
    words = (telling.speaker or "").lower().split()
    return bool(words) and words[-1] in nouns.OUTSIDERS


def at_first(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a promise is told as the first one: "originally due", "had first been planned for"."""
    return any(low in _AT_FIRST for low in sentence.lows[max(start - 1, 0) : end + 1])

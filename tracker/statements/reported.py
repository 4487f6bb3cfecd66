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
from tracker.statements.forms import SAID, has_form, words_of
from tracker.statements.leads import BE, WILL
from tracker.statements.noun_phrases import left_of, right_of
from tracker.statements.statement import Precision
from tracker.statements.subjects import subject_of
from tracker.statements.verbs import SAYS
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
        """Whether somebody said it who speaks for no public body, or nobody knows who."""
        words = self.speaker.lower().split() if self.speaker else [""]
        return words[-1] in nouns.OUTSIDERS | nouns.HEARSAY or not nouns.PARTISAN.isdisjoint(words)


def telling_of(sentence: Sentence) -> Telling | None:
    """The first "said", "told" or "announced" of a sentence that has a speaker, or None.

    >>> found = telling_of(Sentence("The Minister said in May 2024 that it would come.", None))
    >>> found.speaker, found.said_on.isoformat(), found.precision
    ('Minister', '2024-05-01', 'month')
    """
    return _according_to(sentence) or _said_so(sentence) or _committed_then(sentence)


def _said_so(sentence: Sentence) -> Telling | None:
    """“The Minister said in May that”, “says NHS England”, “it was announced that”."""
    if _SAYING.isdisjoint(sentence.lows):  # nearly all sentences
        return None
    for at, low in enumerate(sentence.lows):
        if low not in _SAYING:
            continue
        opens, impersonal = _opens_speech(sentence, at), _is_impersonal(sentence, at)
        named_before = _speaker(sentence, at) if opens and not impersonal else None
        speaker = named_before or _speaker_after(sentence, at)
        if speaker is not None or (opens and impersonal):
            time_at = _when(sentence, at)
            said_on, precision = (None, "unknown") if time_at is None else _day(sentence, time_at)
            return Telling(_named(speaker), time_at, said_on, precision, _until(sentence, at))
    return None


def _according_to(sentence: Sentence) -> Telling | None:
    """“According to board papers of 4 June 2025, the hub will open in April 2026”."""
    lows = sentence.lows
    at = lows.index("according") if "according" in lows else None
    source = right_of(sentence, at + 2) if at is not None and lows[at + 1] == "to" else None
    if source is None:
        return None
    near = sentence.times(source.start, source.end + _OF_A_PAPER)
    time_at = next((time for time in near if _is_past(sentence, time)), None)
    said_on, precision = (None, "unknown") if time_at is None else _day(sentence, time_at)
    end = sentence.words[sentence.count - 1].end
    return Telling(source.text, time_at, said_on, precision, end)


def _committed_then(sentence: Sentence) -> Telling | None:
    """“In July 2025 the Government committed to publishing the plan by Christmas”."""
    if _COMMITTED.isdisjoint(sentence.lows):
        return None
    for at, low in enumerate(sentence.lows):
        told = low in _COMMITTED and sentence.lows[at + 1] == "to"
        if not told or sentence.low(at - 1) in BE | {"has", "have", "had"}:
            continue
        before = [time for time in sentence.times(0, at) if _is_past(sentence, time)]
        speaker = _speaker(sentence, at)
        if before and speaker is not None:
            end = sentence.words[sentence.count - 1].end
            return Telling(_named(speaker), before[-1], *_day(sentence, before[-1]), end)
    return None


# "Papers published in June 2025": so far behind a name its date may stand.
_OF_A_PAPER: Final = 3
_COMMITTED: Final = word_set("agreed committed pledged promised undertook vowed")
_SAYING: Final = SAID | words_of(
    SAYS - {"promise", "pledge", "report", "note", "add", "write"}, "s"
)


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
    if sentence.lows[0] == "as" and "," not in sentence.lows[:at]:
        return True  # "as the Minister said on 3 July (column 12), the plan will"
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


def is_anonymous(speaker: str | None) -> bool:
    """Whether a speaker is somebody whom nobody names.

    >>> is_anonymous("Whitehall sources"), is_anonymous("a spokesperson"), is_anonymous(None)
    (True, False, False)
    """
    return speaker is not None and speaker.lower().split()[-1] in _ANONYMOUS


_ANONYMOUS: Final = word_set("insider insiders source sources")


def _speaker(sentence: Sentence, verb_at: int) -> str | None:
    start = verb_at
    while start > 0 and _leads_verb(sentence.lows[start - 1]):
        start -= 1
    found = subject_of(sentence, start)
    if found is None and sentence.low(start - 1) == ",":
        found = left_of(sentence, start - 2)  # "the then minister, Paul Oake, told MPs"
    return found.text if found else None


def _speaker_after(sentence: Sentence, verb_at: int) -> str | None:
    """“..., claimed local MP Ruth Ames.”: who is named after the verb, at the very end."""
    if sentence.low(verb_at - 1) not in _ENDS_SPEECH:
        return None
    found = right_of(sentence, verb_at + 1)
    return found.text if found and found.end >= sentence.count - 1 else None


_ENDS_SPEECH: Final = frozenset(",\"”’'")


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
            if told[0] in ("asked", "pressed"):
                return -1  # "asked on 4 March when it would come, she said"
            return comma if not _SPEECH.isdisjoint(told) else -1
    return -1


_SPEECH: Final = WILL | BE | {"would", "has", "have", "plans", "intends"}


# -------------------------------------------------------------------- days of the past


def past_day(sentence: Sentence, at: int) -> tuple[date | None, Precision]:
    """The day, or the first of the month or year, that a date of the past means."""
    return _day(sentence, at) if _is_past(sentence, at) else (None, "unknown")


def _is_past(sentence: Sentence, at: int) -> bool:
    due = brought_back(sentence.due_at(at), sentence.said_on)
    if due.earliest is None or due.latest is None or due.kind in _NO_DAYS:
        return False
    return sentence.said_on is None or due.earliest <= sentence.said_on


def brought_back(due: Due, said_on: date | None) -> Due:
    """A due that is over: without a year it is read forward in a promise, but this was before."""
    if said_on is None or due.earliest is None or due.latest is None or due.earliest <= said_on:
        return due
    if any(part.isdigit() and len(part) == len("2024") for part in due.text.split()):
        return due
    if due.rule.endswith("weekday") and due.earliest - date.min >= _WEEK:
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
    due = brought_back(sentence.due_at(at), sentence.said_on)
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

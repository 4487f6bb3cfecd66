"""Which of a sentence's dates belongs to a predicate."""

from dataclasses import replace
from datetime import date
from typing import Final

from tracker.dues import Due, find_dues
from tracker.dues.words import word_set
from tracker.statements.forms import has_form
from tracker.statements.leads import EXPECTED, WILL
from tracker.statements.noun_phrases import describes
from tracker.statements.predicate import Predicate
from tracker.statements.verbs import DELAYS
from tracker.statements.words import Sentence


def date_of(sentence: Sentence, predicate: Predicate, start: int, end: int) -> int | None:
    """The place of the date that belongs to a predicate whose clause has these bounds, or None.

    The first after the verb; of two side by side the one with a last day ("as soon as we can in
    the autumn"); else the last before it ("In summer 2025, we will").

    >>> sentence = Sentence("In May we will consult, followed by a bill in July 2025.", None)
    >>> date_of(sentence, Predicate("will", 2, 3, 4, "consult"), 0, sentence.count)
    0
    """
    if predicate.lead == "cue":
        return _new_date(sentence, predicate)
    inside = sentence.times(predicate.start, predicate.end)
    if inside and not predicate.lemma:
        return _settled(sentence, inside)  # "due in 2023 and published in February"
    after = _own(sentence, predicate, predicate.end, end)
    if predicate.lead in ("passive", "perfect", "past") and predicate.lemma in DELAYS:
        return _settled(sentence, [at for at in after if _leads_to(sentence, at)])
    leading = _own(sentence, predicate, start, predicate.start)
    apart = after and leading and _are_apart(sentence, predicate, leading[-1], after[0])
    if apart and _opens_clause(sentence, leading[-1]):
        return leading[-1]  # "In 2026 A will launch, followed by B in 2027"
    if after:
        return _settled(sentence, after)
    before = _own(sentence, predicate, start, predicate.end)
    return before[-1] if before else None


def _are_apart(sentence: Sentence, predicate: Predicate, leading: int, after: int) -> bool:
    """“From May, all will receive a letter on changes this year | and ...”: not the verb's own."""
    if "," in sentence.lows[predicate.end : after]:
        return True
    opens = leading == 0 and sentence.lows[1] == ","
    return opens and after > predicate.end + 1 and sentence.lows[after + 1] == "and"


def _settled(sentence: Sentence, places: list[int]) -> int | None:
    """The first date; but of two side by side the one with a last day."""
    if not places:
        return None
    first, *others = places
    if others and _leads_from_to(sentence, first, others[0]):
        return others[0]
    beside = others and others[0] == first + 1 and sentence.due_at(first).latest is None
    return others[0] if beside else first


def _opens_clause(sentence: Sentence, at: int) -> bool:
    return sentence.low(at - 1) in ("", ",", "and", "but", "that", "then")


def _leads_from_to(sentence: Sentence, first: int, second: int) -> bool:
    """“From £83 million in 2024/25 to £90 million by 2029/30”: what it rises to is promised."""
    before, between = sentence.lows[:first], sentence.lows[first:second]
    return "from" in before[-_LONGEST_SUM:] and "to" in between[:2]


_LONGEST_SUM: Final = 4

# "Was paused in March" is no new date; "was postponed until March" is one.
_NEW: Final = ("until", "till", "to ", "by ", "beyond")


def _leads_to(sentence: Sentence, at: int) -> bool:
    if sentence.quote(at, at + 1).lower().startswith(_NEW):
        return True
    return sentence.low(at - 1) in ("to", "until", "for", "the")


# ------------------------------------------------------------------ dates of the verb itself


def _own(sentence: Sentence, predicate: Predicate, first: int, end: int) -> list[int]:
    return [at for at in sentence.times(first, end) if _is_own(sentence, predicate, at)]


def _is_own(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """Whether a date is that of the verb: not of a participle, a name, or another clause."""
    if _names_a_thing(sentence, at) or any(other(sentence, predicate, at) for other in _OTHERS):
        return False
    first, last = sorted((at, predicate.verb_at))
    if at > predicate.verb_at and sentence.lows[at + 1] in WILL:
        return False  # "so that children turning 14 this year will": the next verb's
    return _BREAKS.isdisjoint(sentence.lows[first:last])


def _names_a_thing(sentence: Sentence, at: int) -> bool:
    """“Figures for 2022/23”, “since 2019”: part of a name, or a past start."""
    before = sentence.low(at - 1)
    if before == "since" or (before == "for" and sentence.low(at - 2) not in _SCHEDULED | EXPECTED):
        return True
    return describes(sentence, at)


def _is_of_participle(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """“The plan published in May (will be reviewed)”."""
    of_participle = has_form(sentence.low(at - 1), "past", "participle")
    return at - 1 != predicate.verb_at and of_participle and _is_over(sentence, at)


def _is_of_a_saying(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """“As I stated to the Committee on 3 September, I intend to”: the day of the stating."""
    if at > predicate.start:
        return False
    for before in range(at - 1, -1, -1):
        low = sentence.lows[before]
        if low == "as":
            return any(has_form(word, "past") for word in sentence.lows[before:at])
        if low in (",", ".", ";"):
            return False
    return False


def _is_of_a_condition(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """“Unless we hear from you by 1 May, we will”: by when we must hear."""
    leading = at < predicate.start and sentence.lows[0] in ("if", "unless")
    return leading and "," not in sentence.lows[:at]


def _is_earlier(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """“(Previously December 2026)”, “originally May”: the date that was."""
    before = {sentence.low(at - 1), sentence.low(at - 2)}
    return predicate.lead != "was-due" and not _EARLIER.isdisjoint(before)


def _is_of_what_it_names(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """“(Sign) a contract that ends in March”, “(publish) minutes of the meeting on 28 May”."""
    if at <= predicate.end:
        return False
    before = sentence.low(at - 1)
    if before in _MEETINGS or (before in _LASTING and sentence.low(at - 2) != "and"):
        return True
    ties = (place for place in range(predicate.end, at) if sentence.lows[place] in _TIES)
    return any(not _ENDS_OR_RUNS.isdisjoint(sentence.lows[tie + 1 : at]) for tie in ties)


_OTHERS: Final = (
    _is_of_participle, _is_of_a_saying, _is_of_a_condition, _is_earlier, _is_of_what_it_names,
)  # fmt: skip
_MEETINGS: Final = word_set("ballot conference election elections meeting meetings vote")
_LASTING: Final = word_set("covering ending expiring joining lasting returning running")
_TIES: Final = word_set("that which who whose once")
_ENDS_OR_RUNS: Final = word_set(
    "begin begins end ends expire expires last lasts run runs start starts"
)
_SCHEDULED: Final = word_set(
    """
    completion consultation due earmarked expected implementation introduction launch pencilled
    planned publication release rescheduled scheduled set slated start targeted targeting timetabled
    """
)
_BREAKS: Final = frozenset({".", ";", ":", "•"})


def _is_over(sentence: Sentence, at: int) -> bool:
    latest, said_on = sentence.due_at(at).latest, sentence.said_on
    return latest is not None and said_on is not None and latest < said_on


# ------------------------------------------------------------ dates after a telling phrase


def _new_date(sentence: Sentence, predicate: Predicate) -> int | None:
    """The date that a telling phrase leads to: the last in it, or the first after it."""
    if predicate.cue == "slipped.missed":
        return None
    inside = sentence.times(predicate.start, predicate.end)[-1:]
    after = sentence.times(predicate.end, sentence.count)
    # "From April, the fund will be incorporated into": the sentence may begin with it.
    leading = [0] if sentence.is_time(0) and predicate.cue == "merged.into" else []
    places = (*inside, *after, *leading)
    return next((at for at in places if _is_coming(sentence, at)), None)


_EARLIER: Final = word_set("earlier from initially instead originally previously since")


def _is_coming(sentence: Sentence, at: int) -> bool:
    old = sentence.low(at - 1) in _EARLIER or sentence.low(at - 2) in _EARLIER
    return not (old or _is_over(sentence, at))


def second_of(due: Due, said_on: date | None) -> Due:
    """Of a range that tells of a move, what it was moved to; any other due as it is.

    >>> [due] = find_dues("moved from March 2025 to June 2025", None)
    >>> second_of(due, None).text
    'June 2025'
    """
    head, to, tail = due.text.rpartition(" to ")
    if not (to and head.lower().startswith("from ")):
        return due
    found = find_dues(tail, said_on)
    if not found:
        return due
    offset = due.start + len(head) + len(to)
    return replace(found[0], start=found[0].start + offset, end=found[0].end + offset)

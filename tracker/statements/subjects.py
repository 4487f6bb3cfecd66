"""Who or what stands before a predicate: the words from where its clause begins."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import back, is_adverb
from tracker.statements.forms import SAID, has_form
from tracker.statements.leads import BE, WILL
from tracker.statements.noun_phrases import (
    LONGEST,
    Phrase,
    before_bracket,
    describes,
    is_output,
    joins_names,
    left_of,
    one_word,
    right_of,
)
from tracker.statements.words import Sentence

# A clause begins after one of these, or after "said": "a spokesperson said | the tender would".
_CLAUSE_STARTS: Final = word_set(
    """
    . ; : , ( ) " “ ” • – — - although and as because but however if or since so that therefore
    though unless when where whereas which while whilst who why
    """
)
# They stand before a subject without being part of it.
_LEADING: Final = word_set(
    """
    additionally again also and as at but by currently finally firstly for from further furthermore
    however in instead meanwhile moreover of on overall secondly separately similarly so then
    therefore to with
    """
)
# Marks that lead from a thing to what is said of it.
_MARKS: Final = frozenset({"-", ":", "–", "—", "(", ";"})
_POINTS: Final = frozenset({"about", "for", "of", "on", "to"})
_POINTING: Final = (nouns.PERSONS | nouns.THING_PRONOUNS) - {"who", "that"}


def subject_of(sentence: Sentence, start: int) -> Phrase | None:
    """Who or what stands before the predicate that begins at a place; of "X, which will", X.

    >>> subject_of(Sentence("In May the Homes Plan, published in draft, will follow.", None), 8)
    Phrase(start=2, end=4, head='plan', text='Homes Plan')
    """
    last = back(sentence, start - 1)
    if last < 0:
        return None
    if sentence.lows[last] == "for" and sentence.is_time(last + 1):
        last += 1  # "figures for 2022/23" are named by their year
    low = sentence.lows[last]
    if low in _POINTING or (low == "that" and last == 0):
        return one_word(sentence, last)
    if low == "that" and sentence.low(last - 1) in _POINTS:
        return _beside(sentence, last - 2)  # "further information on that will"
    if low in ("which", "that", "who"):
        return _whole_before(sentence, last - 1) or _nearest_output(sentence, last - 1)
    if low == ",":
        return _whole_before(sentence, last) or _before_aside(sentence, last, last)
    return _beside(sentence, last)


_HOLDS: Final = word_set("had has have remain remains remained")


def _beside(sentence: Sentence, last: int) -> Phrase | None:
    """The subject whose last word stands right before the predicate."""
    while last > 0 and sentence.lows[last] in _HOLDS:
        last -= 1
    first = _clause_start(sentence, last)
    if first > last:
        while last > 0 and sentence.lows[last] in _MARKS:
            last -= 1
        return left_of(sentence, last)
    if sentence.low(first - 1) == "," and _is_aside(sentence, first):
        return _before_aside(sentence, first, last + 1)
    if sentence.low(first - 1) in ("that", "which", "who") and _is_finite(sentence, first):
        return left_of(sentence, first - 2)  # "the note that covers the charge | was published"
    if _is_body_alone(sentence, first, last):
        return one_word(sentence, last)
    return _trimmed(sentence, first, last + 1)


def _is_body_alone(sentence: Sentence, first: int, last: int) -> bool:
    """“As part of this work | the Government has”: a comma is missing."""
    if last - first <= 1 or sentence.lows[last] not in nouns.BODIES:
        return False
    before = sentence.low(last - 2)
    joined = before in _LEADS_TO_PHRASE or before in ("and", "or", "by", "than", "as")
    return sentence.lows[last - 1] in nouns.DETERMINERS and not joined


def _is_aside(sentence: Sentence, at: int) -> bool:
    """“..., covering data from 2022,”: what only tells more of the thing before it."""
    low = sentence.lows[at]
    return low in ("including", "such", "covering", "which") or has_form(low, "ing", "participle")


def _whole_before(sentence: Sentence, comma: int) -> Phrase | None:
    """“A guide to volunteer expenses, which will”: the whole of it, where the clause is no more."""
    if sentence.low(comma) != ",":
        return None
    first = _past_leading(sentence, _clause_start(sentence, comma - 1), comma)
    found = right_of(sentence, first, comma)
    whole = found is not None and found.end == comma and found.head.lower() in nouns.OUTPUTS
    return found if whole else None


def _nearest_output(sentence: Sentence, last: int) -> Phrase | None:
    """“The increase in costs from 60% to 90%, which”: not the 90%, but what can come out."""
    nearest = left_of(sentence, last)
    if nearest is None or is_output(nearest) or nearest.text[:1].isalpha():
        return nearest
    first = _past_leading(sentence, _clause_start(sentence, last - 1), last)
    whole = right_of(sentence, first, last)
    return whole if is_output(whole) else nearest


def _before_aside(sentence: Sentence, first: int, end: int) -> Phrase | None:
    """“The Strategy, published in May, will”: what stands before the aside."""
    for before in range(first - 1, max(end - 2 * LONGEST, -1), -1):
        if sentence.lows[before] == ",":
            start = _clause_start(sentence, before - 1)
            return _trimmed(sentence, start, before) if before else None
    return left_of(sentence, end - 1)


def _trimmed(sentence: Sentence, start: int, end: int) -> Phrase | None:
    """The noun phrase of a subject, without the adverbs before and behind it."""
    lows = sentence.lows
    start = _past_leading(sentence, start, end)
    while end > start and (is_adverb(lows[end - 1]) or lows[end - 1] in ("have", "has", "and")):
        end -= 1
    found = right_of(sentence, start, end) if start < end else None
    if found is not None and sentence.lows[end] == "to" and found.end < end:
        nearest = left_of(sentence, end - 1)  # "they prepare a review | to be published"
        return nearest if is_output(nearest) else found
    return found and _with_its_twin(sentence, found, end)


def _with_its_twin(sentence: Sentence, found: Phrase, end: int) -> Phrase:
    """“The Quay Charter and the Lamp Charter (will be merged)”: both, where that is short."""
    if sentence.lows[found.end] != "and" or end - found.start > _LONGEST_PAIR:
        return found
    twin = right_of(sentence, found.end + 1, end)
    if twin is None or twin.end != end or twin.is_person or found.is_person:
        return found
    return found._replace(end=end, text=sentence.quote(found.start, end))


_LONGEST_PAIR: Final = 8


def _past_leading(sentence: Sentence, start: int, end: int) -> int:
    while start < end and (sentence.lows[start] in _LEADING or is_adverb(sentence.lows[start])):
        start += 1
    return start


# ------------------------------------------------------------------ where a clause begins


def _clause_start(sentence: Sentence, last: int) -> int:
    """Where the clause begins that holds the word before a predicate."""
    start = last + 1
    while start > 0:
        before = start - 1
        if sentence.lows[before] == ")" and start <= last:
            start = before_bracket(sentence, before) + 1
        elif sentence.lows[before] in _CLOSING and start <= last:
            start = _before_quotes(sentence, before) + 1
        elif _begins_clause_after(sentence, before):
            break
        else:
            start = before
    return start


_CLOSING: Final = {"’": "‘", "”": "“", "'": "'", '"': '"'}


def _before_quotes(sentence: Sentence, at: int) -> int:
    """The place before the title in quotes that ends here: commas in it are its own."""
    opening = _CLOSING[sentence.lows[at]]
    for before in range(at - 2, max(at - 2 * LONGEST, -1), -1):
        if sentence.lows[before] == opening:
            return before - 1
    return at - 1


def _begins_clause_after(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    if low in ("and", "or"):
        return not (
            joins_names(sentence, at)
            or _is_inside_phrase(sentence, at)
            or _joins_subjects(sentence, at)
        )
    if low in SAID and sentence.lows[at + 1] in _AFTER_REDUCED:
        return False  # "details of the measures announced in the White Paper will"
    return low in _CLAUSE_STARTS or low in SAID or _is_loose_time(sentence, at)


_AFTER_REDUCED: Final = frozenset({"in", "at", "by", "as"})
# "Tax revenues from the | oil and gas | sector": what these lead to may have an "and" in it.
_LEADS_TO_PHRASE: Final = word_set("between for from in of on to with")
_LONGEST_CONJUNCT: Final = 4


def _is_inside_phrase(sentence: Sentence, conjunction: int) -> bool:
    """Whether an "and" joins two things that one preposition leads to, all within a subject."""
    if not _is_led(sentence, conjunction):
        return False
    for at in range(conjunction - 1, -1, -1):
        if sentence.lows[at] in _CLAUSE_STARTS - {"and", "as"}:
            break
        if _is_verbal(sentence, at):
            return False
    return True


def _joins_subjects(sentence: Sentence, conjunction: int) -> bool:
    """“The response to the consultation and the impact assessment will”: two things at once."""
    first = conjunction
    while first > 0 and sentence.lows[first - 1] not in _CLAUSE_STARTS - {"(", ")"}:
        first -= 1
        if _is_verbal(sentence, first) or sentence.lows[first] in SAID:
            return False
    first = _past_leading(sentence, first, conjunction)
    if first in (0, conjunction) and sentence.lows[first] not in nouns.DETERMINERS:
        return False
    opens = sentence.lows[first] in nouns.DETERMINERS
    return opens and sentence.lows[conjunction + 1] in nouns.DETERMINERS


def _is_led(sentence: Sentence, conjunction: int) -> bool:
    after = conjunction + 1
    if _is_verbal(sentence, after) or sentence.lows[after + 1] == "to":
        return False  # "and plan to introduce regulations"
    if "including" in sentence.lows[max(conjunction - LONGEST, 0) : conjunction]:
        return True  # "consultation with bodies including the one and the other will"
    led = sentence.lows[max(conjunction - _LONGEST_CONJUNCT, 0) : conjunction - 1]
    return not (sentence.lows[after] in nouns.DETERMINERS or _LEADS_TO_PHRASE.isdisjoint(led))


def _is_verbal(sentence: Sentence, at: int) -> bool:
    """Whether a word is a verb in its clause, or somebody who must be before one."""
    low = sentence.lows[at]
    if low in nouns.PERSONS or low in WILL or low in BE or low in ("has", "have", "would"):
        return True
    return has_form(low, "s", "past") and low not in nouns.OUTPUTS


def _is_finite(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    if low in BE or low in ("has", "have", "had"):
        return True
    return has_form(low, "s", "past") and low not in nouns.OUTPUTS


def _is_loose_time(sentence: Sentence, at: int) -> bool:
    """Whether a date stands by itself and names nothing, as in "figures for 2022/23"."""
    if not sentence.is_time(at):
        return False
    return sentence.low(at - 1) != "for" and not describes(sentence, at)


def antecedent_of(sentence: Sentence, subject: Phrase) -> Phrase | None:
    """“The evaluation, which we expect to publish”: what "which" before a subject stands for."""
    at = subject.start - 1
    while at >= 0 and sentence.lows[at] in nouns.DETERMINERS:
        at -= 1
    return left_of(sentence, at - 1) if sentence.low(at) in ("which", "that") else None

"""Of what a telling phrase tells: the thing before it, or the one after it.

"The opening has been put back", "the Minister has decided to scrap the levy".
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.leads import BE
from tracker.statements.noun_phrases import Phrase, planned_in, right_of, without_separate
from tracker.statements.predicate import Predicate
from tracker.statements.words import Sentence

# Of "plans to publish the strategy were paused" the thing is the strategy.
_PLANS: Final = word_set("ambition commitment intention plan plans proposal proposals work")
_DECIDING: Final = word_set("agreed chose chosen decided elected opted resolved voted")
# A phrase with one of these is said of the thing before it.
_DONE_TO: Final = BE | {"longer", "not", "planned", "to"}


def thing_of_cue(
    sentence: Sentence, cue: Predicate, subject: Phrase | None, before: Phrase | None
) -> Phrase | None:
    """The thing that a telling phrase is about; ``before`` is the object of the clause before.

    >>> from tracker.statements.clauses import clauses
    >>> [clause] = clauses(Sentence("Health chiefs have scrapped plans for a hospital.", None))
    >>> clause.thing.text
    'hospital'
    """
    if sentence.lows[cue.start : cue.end] in (["has", "dropped"], ["have", "dropped"]):
        return _object(sentence, cue)  # "waiting lists have dropped" is told of a figure
    if subject is None:
        if before is not None:
            return without_separate(sentence, before)  # "what would have been a separate plan"
        return _after(sentence, cue)
    done_to = planned_of(sentence, cue, subject) or _object(sentence, cue)
    if done_to is not None:
        return done_to
    if _is_it(sentence, cue, subject) and not _decides(sentence, cue):
        return subject
    return _after(sentence, cue) or subject


def planned_of(sentence: Sentence, predicate: Predicate, subject: Phrase | None) -> Phrase | None:
    """“Plans to publish the strategy (were paused)”: the strategy."""
    if subject is None or subject.head.lower() not in _PLANS:
        return None
    if sentence.lows[subject.end] != "to":
        return None
    return right_of(sentence, subject.end + 2, predicate.start)


def _is_it(sentence: Sentence, cue: Predicate, subject: Phrase) -> bool:
    """Whether what stands before the phrase is the thing, and not who does something to one."""
    points = subject.text.lower() in nouns.THING_PRONOUNS
    if points and sentence.lows[cue.end] == "with":
        return False
    if cue.cue == "merged.into" and not subject.is_pronoun:
        return True  # bodies are merged too
    return not subject.is_person and (points or not subject.is_pronoun)


def _decides(sentence: Sentence, cue: Predicate) -> bool:
    """“The Trust decided to stop | the pilots”: who decides is never what is given up."""
    inside = sentence.lows[cue.start : cue.end]
    return "been" not in inside and not _DECIDING.isdisjoint(inside)


def _object(sentence: Sentence, cue: Predicate) -> Phrase | None:
    """“Health chiefs have scrapped | plans for a hospital”: the hospital."""
    inside = sentence.lows[cue.start : cue.end]
    if cue.cue != "dropped.ended" or not _DONE_TO.isdisjoint(inside):
        return None
    at = cue.end + (sentence.lows[cue.end] in ("from", "on"))
    return planned_in(sentence, right_of(sentence, at))


def _after(sentence: Sentence, cue: Predicate) -> Phrase | None:
    at = _past_old_date(sentence, cue)
    if sentence.lows[at] in ("with", "on", "work"):
        at += 1
    return right_of(sentence, at) or _target_inside(sentence, cue)


def _past_old_date(sentence: Sentence, cue: Predicate) -> int:
    """“(Will not meet) the deadline | of 31 March for | the code”."""
    lows, after = sentence.lows, cue.end
    while lows[after] == "of" or sentence.is_time(after):
        after += 1
    dated = after > cue.end or lows[cue.end - 1] in ("deadline", "timetable")
    named = cue.cue == "slipped.missed" and lows[after] == "for" and dated
    return after + 1 if named else cue.end


def _target_inside(sentence: Sentence, cue: Predicate) -> Phrase | None:
    """“(The trust) has missed its target for lifts”: the target."""
    inside = sentence.lows[cue.end - 1] == "target"
    return right_of(sentence, cue.end - 1) if inside else None

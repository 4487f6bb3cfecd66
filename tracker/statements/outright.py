"""The rule for a phrase that tells it all: "has been put back to", "pulled the plug on"."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements.clauses import Clause
from tracker.statements.judgement import Judgement, is_passing, judged
from tracker.statements.noun_phrases import Phrase, right_of

_CONDITIONS: Final = frozenset({"if", "whether", "unless", "should", "where"})
_CONDITION_REACH: Final = 8
# "Is to be folded into": after "is" one of these says that it is no state of things.
_TO_COME: Final = word_set("being due instead now set therefore to")


def told_outright(clause: Clause) -> Judgement | None:
    """The event of the telling phrase, where it tells it of a thing and not of a condition."""
    found, thing = clause.predicate, clause.thing
    if found.lead != "cue" or thing is None or is_passing(thing):
        return None
    if _is_condition(clause) or _is_state(clause):
        return None
    target = _target(clause) if found.cue == "merged.into" else None
    return judged(found.cue, thing, target)


def _is_condition(clause: Clause) -> bool:
    """“If local plans are not progressed”: nothing has happened."""
    start = clause.predicate.start
    return not _CONDITIONS.isdisjoint(
        clause.sentence.lows[max(start - _CONDITION_REACH, 0) : start]
    )


def _is_state(clause: Clause) -> bool:
    """“Fines are absorbed into the budget”: always, not now."""
    low, after = clause.sentence.lows[clause.predicate.start : clause.predicate.start + 2]
    return clause.predicate.cue == "merged.into" and low in ("is", "are") and after not in _TO_COME


def _target(clause: Clause) -> Phrase | None:
    """What a thing is merged into, from the word after the phrase and its preposition."""
    at = clause.predicate.end
    led = clause.sentence.lows[at] in ("in", "into", "within", "of", "the", "by")
    return right_of(clause.sentence, at + 1 if led else at)

"""The rule for a phrase that tells it all: "has been put back to", "pulled the plug on"."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.clauses import Clause
from tracker.statements.cues import LENGTHS
from tracker.statements.endings import AGAIN, is_amount, takes_in
from tracker.statements.forms import words_of
from tracker.statements.judgement import Judgement, is_passing, judged
from tracker.statements.noun_phrases import Phrase, is_output, right_of
from tracker.statements.verbs import SAYS
from tracker.statements.words import Sentence

_TITLES: Final = frozenset({"Dame", "Dr", "Lord", "Lady", "Mr", "Mrs", "Ms", "Sir"})
_SAY: Final = words_of(SAYS, "base", "s")  # "a plan that critics say was shelved"
# What is done through these is done by itself, and goes into nothing else.
_MEANS: Final = word_set(
    """
    arrangements channel channels law legislation means mechanism mechanisms process processes
    route routes
    """
)
# "Is to be folded into": after "is" one of these says that it is no state of things.
_TO_COME: Final = word_set("being due instead now set therefore to")


def told_outright(clause: Clause) -> Judgement | None:
    """The event of the telling phrase, where it tells it of a thing and not of a condition."""
    found, thing = clause.predicate, clause.thing
    if found.lead != "cue" or thing is None or is_passing(thing):
        return None
    if _is_anybody(thing) or thing.head in LENGTHS or thing.text.lower().split()[-1] in _SAY:
        return None  # "came on 11 March, 14 months behind schedule": it was late, it is not
    if any(excludes(clause) for excludes in _EXCLUDED):
        return None
    if found.cue == "slipped.moved" and not (is_output(thing) or clause.sentence.dues):
        return None  # "the bus stop was moved back by ten metres"
    target = _target(clause) if found.cue == "merged.into" else None
    return (
        None
        if target is not None and not _goes_in(clause.sentence, thing, target)
        else judged(_rule(clause), thing, target)
    )


def _is_anybody(thing: Phrase) -> bool:
    """“Ms Jones (has been delayed at the airport)”; not "Dr Roe's plan", "the Sir Poe wing"."""
    words = thing.text.split()
    return words[0] in _TITLES and all(word.istitle() and "'" not in word for word in words)


def _goes_in(sentence: Sentence, thing: Phrase, target: Phrase) -> bool:
    """Whether one thing goes into another: not "taken forward through secondary legislation"."""
    if target.start == thing.start:
        return takes_in(sentence, target)  # what goes into it stands elsewhere
    return target.head.lower() not in _MEANS and not is_amount(thing)


def _rule(clause: Clause) -> str:
    """“Shelved until 2026” is put off, not dropped."""
    found, due = clause.predicate, clause.due
    until = due is not None and due.text.lower().startswith(("until", "till"))
    put_off = found.cue == "dropped.ended" and until and clause.due_at == found.end
    return "slipped.moved" if put_off else found.cue


def _is_doubtful(clause: Clause) -> bool:
    """“Could be folded into”, “will not be merged with”."""
    found, lows = clause.predicate, clause.sentence.lows
    before = lows[max(found.start - 2, 0) : found.start + 1]
    if not _DOUBTS.isdisjoint(before):
        return True
    inside = lows[max(found.start - 2, 0) : found.verb_at + 1]
    return found.cue == "merged.into" and not _DENIALS.isdisjoint(inside)


_DOUBTS: Final = frozenset({"can", "cannot", "could", "may", "might"})
_DENIALS: Final = frozenset({"not", "never", "nor"})


def _is_done_by_others(clause: Clause) -> bool:
    """“The charge was dropped by the police”: nobody in office gave anything up."""
    end = clause.predicate.end
    who = right_of(clause.sentence, end + 1) if clause.sentence.lows[end] == "by" else None
    return who is not None and who.head in nouns.OUTSIDERS | {"police", "prosecutors"}


def _is_state(clause: Clause) -> bool:
    """“Fines are absorbed into the budget”: always, not now."""
    low, after = clause.sentence.lows[clause.predicate.start : clause.predicate.start + 2]
    return clause.predicate.cue == "merged.into" and low in ("is", "are") and after not in _TO_COME


def _came_back(clause: Clause) -> bool:
    """“Was scrapped in 2020 and revived since”, “the decision to cancel it has been withdrawn”."""
    decided = "decision" in clause.sentence.lows[clause.predicate.start : clause.predicate.end]
    again = clause.sentence.has(*AGAIN) or (decided and clause.sentence.has("withdrawn"))
    return clause.predicate.cue == "dropped.ended" and again


def _is_of_a_kind(clause: Clause) -> bool:
    """“Some games that have been discontinued”: which of a kind is meant, and no news of one."""
    sentence, thing = clause.sentence, clause.thing
    some = thing is not None and sentence.low(thing.start - 1) in _SOME
    return some and sentence.low(clause.predicate.start - 1) == "that"


_SOME: Final = word_set("all any every many some those")
_EXCLUDED: Final = (_is_of_a_kind, _is_state, _is_doubtful, _is_done_by_others, _came_back)


def _target(clause: Clause) -> Phrase | None:
    """What a thing is merged into, from the word after the phrase and its preposition."""
    at = clause.predicate.end
    led = clause.sentence.lows[at] in ("in", "into", "within", "of", "the", "by")
    whole = right_of(clause.sentence, at + 1 if led else at)
    if whole is None or whole.head not in _PARTS:
        return whole
    of = clause.sentence.lows.index(whole.head, whole.start) + 1
    inner = right_of(clause.sentence, of + 1) if clause.sentence.lows[of] == "of" else None
    return inner or whole  # "as a section of the Bus Plan"


_PARTS: Final = word_set("annex chapter component part section strand workstream")

"""How sure a promise is: by its verb, its date, and what is promised by whom.

The first line of ``_WEIGHTS`` whose sort of clause this is decides; of its proofs the first that
holds gives the confidence. Where none holds, nothing is promised.
"""

from collections.abc import Callable
from itertools import pairwise
from operator import attrgetter
from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.clauses import Clause
from tracker.statements.noun_phrases import is_output
from tracker.statements.verbs import LIGHT

Test = Callable[[Clause], bool]
Proofs = tuple[tuple[Test, float], ...]

# ---------------------------------------------------------------------- sorts of clauses


def _owns(clause: Clause) -> bool:
    """“Have all hubs in place”: to have a thing is a promise only by a day."""
    found = clause.predicate
    return found.lemma == "have" and found.voice == "active" and clause.object is not None


def _only_is(clause: Clause) -> bool:
    return clause.is_state or clause.predicate.lemma == "have"


def _comes_to_be(clause: Clause) -> bool:
    """“Be ready”, “be in place”, “be with Parliament”: a state can be promised by its date."""
    return clause.predicate.lemma == "be"


def _is_in_force(clause: Clause) -> bool:
    """“From next year, the Standard will ensure ...”: what is in force from a day on."""
    due = clause.due
    starts = due is not None and due.rule.startswith("from.") and clause.due_at == 0
    return starts and clause.is_dated and clause.predicate.lead == "will"


def _is_content(clause: Clause) -> bool:
    """“The Strategy will set out ...”: what a document says, not what anybody will bring out."""
    subject, found = clause.subject, clause.predicate
    if subject is None or subject.head.lower() not in nouns.DOCUMENTS:
        return False
    its_own = found.voice != "active" or found.lemma in _STEPS_OF_A_DOCUMENT
    if found.lemma in ("deliver", "build") and _is_dated_by_a_day(clause):
        return False  # "the programme aims to deliver the first ship by 2033"
    says_how = clause.sentence.lows[found.end] in ("how", "what", "why", "where", "which")
    return not its_own and (clause.object is not None or says_how)


# What a review or a programme does as a whole: it reports, begins, ends.
_STEPS_OF_A_DOCUMENT: Final = word_set(
    "begin commence complete conclude finish launch open publish report respond start submit"
)


def _is_light(clause: Clause) -> bool:
    if clause.predicate.lemma == "run" and clause.thing is not None:
        return clause.thing.head.lower() not in _RUN
    return clause.predicate.lemma in LIGHT and not clause.predicate.particle


_RUN: Final = word_set("auction call campaign competition consultation exercise pilot survey trial")


def _is_forecast_of_money(clause: Clause) -> bool:
    """“Is expected to spend”, “is investing £3m a year”: foreseen, wished or going on."""
    found, thing = clause.predicate, clause.thing
    if found.lead == "progressive" and thing is not None and "£" in thing.text:
        return True
    return found.lemma in ("invest", "spend") and found.lead in (
        "expected", "intends", "committed",
    )  # fmt: skip


def _is_estimate(clause: Clause) -> bool:
    """“The Treasury estimates that it will reduce costs by £1bn”."""
    before = clause.sentence.lows[: clause.predicate.start]
    return any(
        low in _ESTIMATES and after in ("that", "this", "it", "these")
        for low, after in pairwise(before)
    )


_ESTIMATES: Final = word_set("assumes estimate estimates forecast forecasts predicts")


_is_strong: Final[Test] = attrgetter("is_strong")
_is_work: Final[Test] = attrgetter("is_work")


def _always(_clause: Clause) -> bool:
    return True


# ------------------------------------------------------------------------------- proofs


_is_dated: Final[Test] = attrgetter("is_dated")


def _is_reached(clause: Clause) -> bool:
    """“Ready by May”; of any thing that can come out also “out by May”, “with you by May”."""
    found, due = clause.predicate, clause.due
    if due is None or not clause.is_dated or due.text.lower().startswith(("until", "till")):
        return False  # "will be in place until 31 March" ends then
    arrives = clause.sentence.lows[found.end] in ("with", "out", "before", "on", "at")
    settled = due.latest is not None and is_output(clause.subject)
    return bool(found.particle) or (arrives and settled)


def _is_dated_by_a_day(clause: Clause) -> bool:
    due = clause.due
    by_a_day = due is not None and due.rule.startswith(("deadline", "before", "in-time"))
    return by_a_day and clause.is_dated


def _is_dated_after(clause: Clause) -> bool:
    """A date after the verb that is more than "once the inquiry reports"."""
    return clause.is_dated_after and clause.due is not None and clause.due.rule != "open.event"


def _is_weighty(clause: Clause) -> bool:
    """“An announcement will be made shortly”, “will set the level by 30 June”."""
    thing, due, lemma = clause.thing, clause.due, clause.predicate.lemma
    if due is None or not clause.is_dated:
        return False
    if lemma == "come" and due.latest is not None and thing is not None and thing.text == "it":
        return True  # "it will now come in June 2025"
    if thing is not None and thing.head.lower() in nouns.OUTPUTS:
        return lemma in ("make", "set", "take", "put", "bring", "carry")
    settled = due.latest is not None or due.start_by is not None
    return settled and lemma in ("set", "bring", "put") and clause.object is not None


def _is_concrete(clause: Clause) -> bool:
    """Whether an undated promise names what will come out, and somebody or nobody brings it."""
    thing, subject, found = clause.thing, clause.subject, clause.predicate
    if thing is None or found.lead in ("to-be", "progressive", "expected"):
        return False
    if found.lemma == "consult" and " " not in thing.text:
        return False  # on what nobody says
    if thing.head.lower() in nouns.OUTPUTS:
        return True
    in_charge = subject is None or subject.is_person
    promises = found.lead in ("will", "intends", "committed")
    return in_charge and promises and clause.object is not None


def _is_own_output(clause: Clause) -> bool:
    """An undated "we will put in place measures": somebody in charge, and a thing by name."""
    thing, found = clause.thing, clause.predicate
    if thing is None or found.lead == "would" or clause.is_relative:
        return False
    named = found.lemma in _MAKES and thing.head.lower() in nouns.OUTPUTS
    if not named and found.lemma not in _ACTIONS:
        return False
    if found.voice == "passive":
        return found.lead == "will" and found.lemma in _FOUNDS
    return found.thing_at is None and (clause.subject is None or clause.subject.is_person)


_ACTIONS: Final = word_set("abolish evaluate recruit reform refresh replace review revise update")
_FOUNDS: Final = word_set("abolish create establish replace set")
_MAKES: Final = _FOUNDS | word_set(
    """
    bring build carry conduct convene deliver develop draft expand extend hold implement pilot
    produce provide put roll run share undertake
    """
)

# Sort of clause, then what proves it a promise and how sure that is.
_WEIGHTS: Final[tuple[tuple[Test, Proofs], ...]] = (
    (_owns, ((_is_dated_by_a_day, 0.5),)),
    (_comes_to_be, ((_is_reached, 0.6),)),
    (_is_in_force, ((_always, 0.6),)),
    (_only_is, ()),
    (_is_content, ()),
    (_is_light, ((_is_weighty, 0.55),)),
    (_is_forecast_of_money, ()),
    (_is_estimate, ()),
    (_is_strong, ((_is_dated, 0.9), (_is_concrete, 0.6))),
    (_is_work, ((_is_dated, 0.9), (_is_own_output, 0.55))),
    (_always, ((_is_dated_after, 0.55),)),
)


def weight(clause: Clause) -> float | None:
    """The confidence of a clause that speaks of what is to come; None where it promises nothing."""
    for is_of_sort, proofs in _WEIGHTS:
        if is_of_sort(clause):
            return next((sure for holds, sure in proofs if holds(clause)), None)
    return None

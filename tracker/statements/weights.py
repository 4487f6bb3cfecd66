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
from tracker.statements.noun_phrases import Phrase, is_output
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
    if found.lead == "committed":
        return False  # "our manifesto committed to reviewing it" is a promise of who wrote it
    its_own = found.voice != "active" or found.lemma in _STEPS_OF_A_DOCUMENT
    if found.lemma in ("deliver", "build") and _is_dated_by_a_day(clause):
        return False  # "the programme aims to deliver the first ship by 2033"
    says_how = clause.sentence.lows[found.end] in ("how", "what", "why", "where", "which")
    return not its_own and (clause.object is not None or says_how)


def _is_forthcoming(clause: Clause) -> bool:
    """“Our forthcoming Cancer Plan will set out ...”: by its own word it is still to come."""
    subject, found = clause.subject, clause.predicate
    if subject is None or found.lead != "will" or not _is_content(clause):
        return False
    return subject.text.lower().startswith(("forthcoming ", "upcoming "))


# What a review or a programme does as a whole: it reports, begins, ends.
_STEPS_OF_A_DOCUMENT: Final = word_set(
    "begin commence complete conclude finish launch open publish report respond start submit"
)


def _is_light(clause: Clause) -> bool:
    if clause.predicate.lemma == "run" and clause.thing is not None:
        return clause.thing.head.lower() not in _RUN
    return clause.predicate.lemma in LIGHT and not clause.predicate.particle


_RUN: Final = word_set("auction call campaign competition consultation exercise pilot survey trial")


def _names_nothing(clause: Clause) -> bool:
    """“We will get back to you as soon as we can”."""
    return clause.thing is None


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


def _is_target(clause: Clause) -> bool:
    """“Will ensure that 92% of patients wait no longer than 18 weeks by March 2029”."""
    found, lows = clause.predicate, clause.sentence.lows
    if found.lemma not in _REACHES or not _is_dated_by_a_day(clause):
        return False
    between = lows[found.end : clause.due_at]
    return any(low.endswith("%") or low in ("cent", "percent") for low in between)


_REACHES: Final = frozenset({"ensure", "meet", "see"})


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
    if found.lemma == "consult" and " " not in thing.text and not _says_on_what(clause):
        return False
    if _is_of_any(clause) or _only_names(clause):
        return False
    if thing.head.lower() in nouns.OUTPUTS:
        return True
    if (found.lemma, found.voice, found.lead) == ("publish", "passive", "will"):
        vague = thing.is_pronoun or thing.head.lower() in nouns.FORECASTS | {"information"}
        return not (vague or thing.is_person)  # whatever it is, it can be looked for
    in_charge = subject is None or subject.is_person
    promises = found.lead in ("will", "intends", "committed")
    return in_charge and promises and clause.object is not None


def _says_on_what(clause: Clause) -> bool:
    """“Consult on whether and how it should evolve”."""
    low, after = clause.sentence.lows[clause.predicate.end : clause.predicate.end + 2]
    return low == "on" and after in ("whether", "how", "what", "when")


def _only_names(clause: Clause) -> bool:
    """“The design work that will be completed (will enable ...)”: which one, not that it will."""
    found, thing = clause.predicate, clause.thing
    named = thing is not None and clause.sentence.is_capital(thing.start)
    return found.voice == "passive" and clause.sentence.low(found.start - 1) == "that" and not named


def _is_own_output(clause: Clause) -> bool:
    """An undated "we will put in place measures": somebody in charge, and a thing by name."""
    thing, found = clause.thing, clause.predicate
    if thing is None or found.lead == "would" or clause.is_relative or _is_loose(clause, thing):
        return False
    named = found.lemma in _MAKES and thing.head.lower() in nouns.OUTPUTS
    if not (named or found.lemma in _ACTIONS or _is_proper_name(clause, thing)):
        return False
    if found.voice == "passive":
        return found.lead == "will" and found.lemma in _FOUNDS
    undertaken = found.lead == "committed" and clause.sentence.lows[found.start] != "commitment"
    by_whom = clause.subject is None or clause.subject.is_person or undertaken
    return found.thing_at is None and by_whom


def _is_loose(clause: Clause, thing: Phrase) -> bool:
    """Whether an undated clause binds nobody: to any of a kind, to a value, on a condition."""
    found, lows = clause.predicate, clause.sentence.lows
    if _is_of_any(clause) or _is_value(clause, thing) or _is_only_weighed(clause):
        return True
    # "Should any evidence become available"; "our plan to reform dentistry" is the name of a plan.
    return not _CONDITIONS.isdisjoint(lows[found.end :]) or lows[found.start] in _SCHEMES


def _is_proper_name(clause: Clause, thing: Phrase) -> bool:
    """“(Will deliver) the Plan for Change”, “(remove) the Lower Earnings Limit”."""
    sentence, last = clause.sentence, thing.end - 1
    capitals = sentence.is_capital(thing.start) and sentence.is_capital(last)
    named = thing is clause.object and capitals and last > thing.start
    return named and clause.predicate.lemma not in _BETTERS


_BETTERS: Final = word_set("expand extend increase simplify streamline strengthen")


_CONDITIONS: Final = frozenset({"if", "should"})
_SCHEMES: Final = frozenset({"plan", "plans", "proposal", "proposals"})


def _is_only_weighed(clause: Clause) -> bool:
    """“Will review all responses”, “reviewing the evidence”: what is read, not what comes out."""
    found, thing = clause.predicate, clause.thing
    if found.lemma not in ("assess", "evaluate", "review") or thing is None:
        return False
    only_read = clause.object is None and found.voice == "active"
    return only_read or not _WEIGHED.isdisjoint(thing.text.lower().split())


_WEIGHED: Final = word_set(
    "advice data evidence feedback findings information recommendations responses submissions"
)


def _is_value(clause: Clause, thing: Phrase) -> bool:
    """“Committed to providing a safe service”: how things ought to be, and no thing that comes."""
    if thing.head.lower() not in _IDEALS or clause.sentence.is_capital(thing.end - 1):
        return False
    return clause.sentence.low(thing.start - 1) not in ("the", "this", "our", "its")


_IDEALS: Final = word_set(
    "care economy environment framework future programme service services society system systems"
)


def _is_of_any(clause: Clause) -> bool:
    """“Will review any new evidence”: only if there is some."""
    thing = clause.object
    return thing is not None and clause.sentence.low(thing.start - 1) == "any"


_ACTIONS: Final = word_set(
    "abolish evaluate recruit reform refresh replace review revise update write"
)
_FOUNDS: Final = word_set("abolish build create establish replace set")
_MAKES: Final = _FOUNDS | word_set(
    """
    bring build carry conduct convene deliver develop draft extend hold implement pilot produce
    provide put roll run share trial undertake
    """
)

# Sort of clause, then what proves it a promise and how sure that is.
_WEIGHTS: Final[tuple[tuple[Test, Proofs], ...]] = (
    (_owns, ((_is_dated_by_a_day, 0.5), (_is_in_force, 0.5))),
    (_comes_to_be, ((_is_reached, 0.6),)),
    (_is_in_force, ((_always, 0.6),)),
    (_only_is, ((_is_target, 0.5),)),
    (_is_forthcoming, ((_always, 0.5),)),
    (_is_content, ()),
    (_is_light, ((_is_weighty, 0.55),)),
    (_is_forecast_of_money, ()),
    (_is_estimate, ()),
    (_is_strong, ((_is_dated, 0.9), (_is_concrete, 0.6))),
    (_is_only_weighed, ((_is_dated_by_a_day, 0.55),)),
    (_is_work, ((_is_dated, 0.9), (_is_own_output, 0.55))),
    (_names_nothing, ()),
    (_always, ((_is_dated_after, 0.55),)),
)


def weight(clause: Clause) -> float | None:
    """The confidence of a clause that speaks of what is to come; None where it promises nothing."""
    for is_of_sort, proofs in _WEIGHTS:
        if is_of_sort(clause):
            return next((sure for holds, sure in proofs if holds(clause)), None)
    return None

"""Rules for what is to come: a promise, a timetable, a date that is expected."""

from collections.abc import Sequence
from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.clauses import Clause
from tracker.statements.judgement import Judgement, judged
from tracker.statements.noun_phrases import Phrase, is_output
from tracker.statements.rule_names import ADMITTING
from tracker.statements.weights import weight
from tracker.statements.words import Sentence

_AT_FIRST: Final = word_set("earlier first initially once originally previously")


def promised_at_first(clause: Clause) -> Judgement | None:
    """“Was originally due by the end of 2023”: an earlier promise, told afterwards."""
    found = clause.predicate
    if found.lead not in ("was-due", "expected") or clause.due is None:
        return None
    if not _is_at_first(clause) or not is_output(clause.subject):
        return None
    return judged("promised.at-first", clause.subject, before_that=True)


def expected_then(clause: Clause) -> Judgement | None:
    """“Stated that a draft was expected by mid-June”: told, and still to come."""
    found = clause.predicate
    told = found.lead == "was-due" and clause.is_dated and clause.is_told
    if not told or found.lemma or _is_at_first(clause) or not is_output(clause.subject):
        return None
    return judged("promised.expected-date", clause.subject)


def _is_at_first(clause: Clause) -> bool:
    found = clause.predicate
    return not _AT_FIRST.isdisjoint(clause.sentence.lows[max(found.start - 1, 0) : found.end + 1])


def timetabled(clause: Clause) -> Judgement | None:
    """“The next call opens in summer 2024”."""
    found = clause.predicate
    if found.lead != "present" or found.voice != "active":
        return None
    named = clause.is_dated and is_output(clause.subject)
    return judged("promised.timetable", clause.subject) if named else None


def should_be_out(clause: Clause) -> Judgement | None:
    """“The database should be ready by March”; “a response should be sent within” is a norm."""
    found, subject = clause.predicate, clause.subject
    ready = found.voice == "passive" or (found.voice == "state" and found.particle)
    if found.lead != "should" or clause.is_denied or not ready:
        return None
    if subject is None or not is_output(subject) or not _is_settled_after(clause):
        return None
    one_of_many = clause.sentence.low(subject.start - 1) in ("a", "an", "all", "any")
    return None if one_of_many else judged("promised.should", subject)


def _is_settled_after(clause: Clause) -> bool:
    """Whether a date with a last day stands after it, and no standing "within 12 weeks"."""
    due = clause.due
    settled = due is not None and due.latest is not None and not due.rule.startswith("within")
    return settled and clause.is_dated_after


def expected_by_date(clause: Clause) -> Judgement | None:
    """“A report is expected in summer 2025”, “due for publication early next year”."""
    subject = clause.subject
    if clause.predicate.lemma or not clause.is_dated or not _looks_ahead(clause):
        return None
    if subject is None or subject.is_person or _is_at_first(clause):
        return None
    foreseen = subject.head.lower() in nouns.FORECASTS | nouns.PASSING
    if foreseen and not is_output(subject):
        return None
    return judged("slipped.admitted" if _is_new_date(clause) else "promised.expected-date", subject)


def promised(clause: Clause) -> Judgement | None:
    """“We will publish the plan in May”; “we will now publish it in May” admits that it slipped."""
    if clause.predicate.lemma in ("", "commit") or not _looks_ahead(clause):
        return None
    if _is_told_and_over(clause):
        return judged("promised.at-first", clause.thing, before_that=True)
    confidence = weight(clause)
    if confidence is None or _is_courtesy(clause):
        return None
    if _is_foreseen(clause) or _is_norm(clause):
        return None
    event = "slipped" if _is_new_date(clause) else "promised"
    kind = "output" if clause.is_strong else "work" if clause.is_work else "other"
    return Judgement(f"{event}.{clause.predicate.lead}-{kind}", clause.thing, confidence)


def _is_told_and_over(clause: Clause) -> bool:
    """“Said it would publish the code in spring 2024”, told in 2025: said nobody knows when."""
    due, said_on = clause.due, clause.sentence.said_on
    if clause.predicate.lead != "would" or due is None or due.latest is None or said_on is None:
        return False
    brings_out = clause.is_strong or clause.is_work
    return brings_out and due.latest < said_on and is_output(clause.thing)


def _is_foreseen(clause: Clause) -> bool:
    """“Ridership is expected to recover”: figures come by themselves."""
    subject, found = clause.subject, clause.predicate
    if found.lead == "expected" and found.lemma in _COMES_BY_ITSELF:
        return True
    of_figures = subject is not None and subject.head.lower() in nouns.FORECASTS
    return of_figures and found.voice != "passive"  # "the rise will be implemented" by somebody


_COMES_BY_ITSELF: Final = word_set("decline exceed fall grow peak recover rise shrink")


def _is_norm(clause: Clause) -> bool:
    """“We will reply to all letters within 20 days”: a standard for whatever comes."""
    due, found = clause.due, clause.predicate
    if due is None or not due.rule.startswith("within") or clause.due_at is None:
        return False
    if not _EACH.isdisjoint(clause.sentence.lows[found.end : clause.due_at]):
        return True
    whom = (clause.object, clause.subject, clause.thing)
    return any(phrase is not None and _comes_daily(phrase) for phrase in whom)


def _comes_daily(phrase: Phrase) -> bool:
    """“Parcels”, “complaints”: what comes every day, whoever it is from."""
    words = phrase.text.lower().split()
    return phrase.head.lower() in nouns.DAILY or words[-1] in nouns.DAILY


_EACH: Final = frozenset({"all", "any", "each", "every"})


def _looks_ahead(clause: Clause) -> bool:
    """Whether the clause speaks of what will be, and neither denies it nor only repeats it."""
    found = clause.predicate
    if not found.is_ahead or clause.is_denied or _is_routine(clause.sentence):
        return False
    if clause.is_object_relative or _is_under_way(clause) or _is_duty_of_many(clause):
        return False
    if _is_asked(clause):
        return False
    if found.lead == "would":
        return clause.is_told
    if found.lead == "progressive":
        return clause.is_dated_after and (clause.is_strong or clause.is_work)
    return True


def _is_duty_of_many(clause: Clause) -> bool:
    """“Trusts are expected to publish”, “we expect all providers to complete the return”."""
    found, sentence, subject = clause.predicate, clause.sentence, clause.subject
    at = found.thing_at
    if at is None and subject is not None and found.lead == "expected":
        at = subject.start
    if at is None:
        return False
    return sentence.lows[at] in _MANY or sentence.lows[at] in ("all", "each", "every")


_MANY: Final = word_set("applicants boards councils employers icbs providers schools trusts")


def _is_under_way(clause: Clause) -> bool:
    """“Are currently being listed in 2026”, “are launching it today”: how things are."""
    found = clause.predicate
    inside = clause.sentence.lows[found.start : found.verb_at]
    today = clause.due is not None and clause.due.text.lower() == "today"
    return found.lead == "progressive" and ("currently" in inside or today)


def _is_asked(clause: Clause) -> bool:
    """“Whether it will be published (is open)”, “(asked) when it will be published”."""
    lows = clause.sentence.lows
    at = clause.predicate.start - 1
    while at >= 0 and lows[at] not in _ANOTHER_CLAUSE:
        if lows[at] == "whether" or (lows[at] == "when" and not _ASKS_WHEN.isdisjoint(lows[:at])):
            return True
        at -= 1
    return clause.tells_how


_ANOTHER_CLAUSE: Final = frozenset({",", ";", ":", "but"})
_ASKS_WHEN: Final = word_set("ask asked asking asks clarify enquire enquired know told wonder")

_WHENEVER: Final = ("when a ", "when an ", "whenever ", "once a ")
_ROUTINE: Final = word_set("normally ordinarily typically usually")


def _is_routine(sentence: Sentence) -> bool:
    """A standing procedure or a standard of service: "usually within two weeks"."""
    lows = sentence.lows
    if sentence.text.lower().startswith(_WHENEVER) and sentence.is_time(0):
        return True  # "when a hotel has been identified, officials will write"
    if not _ROUTINE.isdisjoint(lows) or ("service" in lows and "level" in lows):
        return True
    return "usual" in lows and not any(due.rule == "open.words" for due in sentence.dues)


def _is_courtesy(clause: Clause) -> bool:
    """“An answer is being prepared and will be provided”: what Parliament is told meanwhile."""
    return clause.thing is not None and clause.thing.head.lower() == "answer"


_THOUGHT: Final = word_set("anticipate anticipated anticipates expect expected expects")


def _is_new_date(clause: Clause) -> bool:
    """“We now plan to”, “is now due”: the word that admits that there was an earlier date."""
    found = clause.predicate
    around = clause.sentence.lows[max(found.start - 1, 0) : found.verb_at + 1]
    if not clause.is_dated or found.lead not in ADMITTING:
        return False
    return "now" in around or _is_now_thought(clause.sentence.lows[: found.start])


def _is_now_thought(before: Sequence[str]) -> bool:
    """“It is now expected that”, “the Trust now anticipates that”."""
    at = next((at for at, low in enumerate(before) if low == "now"), len(before))
    return len(before) > at + 2 and before[at + 1] in _THOUGHT and before[at + 2] == "that"

"""Which event a clause tells of, by which rule, and how sure that is.

Every rule has a name of the form event.what; README, "How a statement is found", explains each.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, cast

from tracker.dues.words import word_set
from tracker.statements import nouns, verbs
from tracker.statements.clauses import Clause, clauses, is_output
from tracker.statements.cues import ADMISSIONS
from tracker.statements.phrases import Phrase, right_of
from tracker.statements.reported import at_first
from tracker.statements.statement import Event
from tracker.statements.words import Sentence


class Judgement(NamedTuple):
    """What a rule makes of a clause."""

    event: Event
    rule: str
    confidence: float
    thing: Phrase | None
    target: Phrase | None = None
    with_due: bool = False
    before_that: bool = False  # an earlier promise that is told: nobody says when it was made


_AHEAD: Final = frozenset(
    {"will", "intends", "expected", "committed", "working", "to-be", "would", "progressive"}
)
_COMING: Final = word_set("forthcoming upcoming planned")
_NEW: Final = word_set("a an new full formal further final more next updated revised draft")


def judgements(sentence: Sentence) -> list[tuple[Clause, Judgement]]:
    """What a sentence says, clause by clause."""
    if _asks(sentence):
        return []
    others = _is_others(sentence)
    found = [
        (clause, _dated(clause, judgement))
        for clause in clauses(sentence)
        if not (others and _speaks_first(clause)) and (judgement := judge(clause))
    ]
    admitted = {mark.name for _, mark in ADMISSIONS.all(sentence.lows)}
    return (
        [(clause, _admitted(judgement, admitted)) for clause, judgement in found]
        if admitted
        else found
    )


def _dated(clause: Clause, found: Judgement) -> Judgement:
    """Whether the clause's date is that of what is found: not where it is over, or of the deed."""
    deed = found.event in ("delivered", "dropped")
    return found._replace(with_due=found.before_that or (clause.is_dated and not deed))


def _asks(sentence: Sentence) -> bool:
    return sentence.lows[:2] == ["to", "ask"] or "?" in sentence.lows[-12:]


def _is_others(sentence: Sentence) -> bool:
    """Whether the sentence begins with somebody who speaks for no public body."""
    verb = next((at for at in range(1, sentence.count) if _is_finite(sentence, at)), sentence.count)
    first = right_of(sentence, 0, verb)
    if first is None or first.end >= sentence.count:
        return False
    head = first.head.lower()
    asks = head in nouns.DEMANDING and any(
        verb.lemma in verbs.ASKS and verb.form in ("s", "base")
        for verb in verbs.forms_of(sentence.lows[first.end])
    )
    return asks or head in nouns.OUTSIDERS


def _is_finite(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    forms = {verb.form for verb in verbs.forms_of(low)}
    return (
        bool(forms & {"s", "past", "base"})
        and low not in nouns.OUTPUTS
        and not sentence.is_capital(at)
    )


def _speaks_first(clause: Clause) -> bool:
    """Whether the clause is of what the sentence begins with: by name, or as "they"."""
    subject = clause.subject
    return (
        subject is None
        or subject.start <= 1
        or subject.is_pronoun
        or clause.predicate.thing_at is not None
    )


def _admitted(found: Judgement, admitted: set[str]) -> Judgement:
    """A promise in a sentence that admits an earlier date, or a paper of its own given up."""
    if found.event != "promised" or found.before_that:
        return found
    if "elsewhere" in admitted:
        return found._replace(event="merged", rule="merged.not-separate", confidence=0.85)
    return found._replace(
        event="slipped", rule="slipped.admitted", confidence=max(found.confidence, 0.85)
    )


def judge(clause: Clause) -> Judgement | None:
    """The first rule that holds for a clause, in the order of how sure each is; or None."""
    for rule in _RULES:
        found = rule(clause)
        if found is not None:
            return found
    return None


def _cued(clause: Clause) -> Judgement | None:
    """A phrase that tells it all: "has been put back to", "pulled the plug on"."""
    predicate = clause.predicate
    if predicate.lead != "cue" or _is_condition(clause):
        return None
    lows, start = clause.sentence.lows, predicate.start
    if (
        predicate.cue == "merged.into"
        and lows[start] in ("is", "are")
        and lows[start + 1] not in _TO_COME
    ):
        return None  # "fines are absorbed into the budget"
    thing = clause.thing
    if thing is None or _is_passing(clause, thing):
        return None
    event = cast(Event, predicate.cue.partition(".")[0])
    if event == "merged":
        target = right_of(clause.sentence, _past_preposition(clause))
        return Judgement(event, predicate.cue, 0.9, thing, target)
    return Judgement(event, predicate.cue, 0.92, thing)


_TO_COME: Final = word_set("to set now being due instead therefore")


def _is_condition(clause: Clause) -> bool:
    """“If local plans are not progressed”: nothing has happened."""
    before = clause.sentence.lows[max(clause.predicate.start - 8, 0) : clause.predicate.start]
    return any(word in ("if", "whether", "unless", "should", "where") for word in before)


def _past_preposition(clause: Clause) -> int:
    lows, at = clause.sentence.lows, clause.predicate.end
    return at + 1 if lows[at] in ("in", "into", "within", "of", "the", "by") else at


# --------------------------------------------------------------------- dropped


def _dropped(clause: Clause) -> Judgement | None:
    predicate, lows = clause.predicate, clause.sentence.lows
    thing = clause.thing
    if predicate.lemma in verbs.DROPS and not clause.is_denied:
        past = predicate.lead in ("perfect", "passive", "past")
        if past and is_output(thing) and not _is_passing(clause, thing):
            return Judgement("dropped", "dropped.cancelled", 0.92, thing)
        if predicate.lead == "will" and is_output(thing) and not _is_passing(clause, thing):
            return Judgement("dropped", "dropped.will-be-cancelled", 0.7, thing)
    if (
        predicate.denied
        and predicate.lead in _AHEAD
        and _now(clause)
        and (clause.is_strong or clause.is_work)
        and not clause.is_relative
    ):
        return Judgement("dropped", "dropped.no-longer", 0.75, thing)
    if (
        predicate.denied
        and predicate.lemma in ("proceed", "go", "take", "progress", "pursue")
        and (
            predicate.lemma in ("proceed", "progress", "pursue")
            or predicate.particle in ("ahead", "forward")
        )
        and predicate.lead in ("will", "expected", "intends", "perfect")
    ):
        return Judgement("dropped", "dropped.not-proceeding", 0.75, _proceeding(clause) or thing)
    del lows
    return None


def _proceeding(clause: Clause) -> Phrase | None:
    at = clause.predicate.end
    return right_of(clause.sentence, at + 1) if clause.sentence.lows[at] == "with" else None


def _now(clause: Clause) -> bool:
    lows = clause.sentence.lows
    around = lows[max(clause.predicate.start - 2, 0) : clause.predicate.verb_at + 1]
    return "now" in around or ("longer" in around and "no" in around)


def _is_passing(clause: Clause, thing: Phrase | None) -> bool:
    if thing is None:
        return False
    words = set(thing.text.lower().split())
    return bool(words & nouns.PASSING) and thing.head.lower() in nouns.PASSING


# --------------------------------------------------------------------- slipped


def _slipped(clause: Clause) -> Judgement | None:
    predicate, sentence = clause.predicate, clause.sentence
    thing = clause.thing
    lemma, particle = predicate.lemma, predicate.particle
    late = lemma in verbs.DELAYS or (lemma, particle) in (("push", "back"), ("put", "back"))
    late = late and not any(
        form.form == "ing" for form in verbs.forms_of(sentence.lows[predicate.end])
    )
    if (
        late
        and not predicate.denied
        and not _is_passing(clause, thing)
        and not sentence.has(*_AGAIN)
    ):
        if predicate.lead == "perfect" and (is_output(thing) or clause.is_dated):
            event: Event = "paused" if lemma in verbs.PAUSES else "slipped"
            return Judgement(event, f"{event}.has-been", 0.8, thing)
        if (
            predicate.lead == "passive"
            and is_output(thing)
            and (clause.is_dated or lemma in verbs.PAUSES | {"postpone", "defer"})
        ):
            event = "paused" if lemma in verbs.PAUSES else "slipped"
            return Judgement(event, f"{event}.was", 0.6, thing)
        told = predicate.lead == "would" and _is_told(clause)
        if lemma in verbs.PAUSES and predicate.lead == "present":
            return None
        if (
            (told or predicate.lead in ("will", "present", "expected"))
            and predicate.voice == "passive"
            and (is_output(thing) or clause.is_dated)
        ):
            return Judgement("slipped", "slipped.will-be", 0.8, thing)
    if (
        lemma == "extend"
        and predicate.lead in ("perfect", "passive", "will")
        and clause.is_dated
        and _is_extended(clause)
    ):
        return Judgement("slipped", "slipped.extended", 0.7, thing)
    if (
        predicate.denied
        and predicate.lead in ("will", "expected")
        and clause.is_dated
        and sentence.has("until", "before")
    ):
        return Judgement("slipped", "slipped.not-until", 0.75, thing)
    return None


_AGAIN: Final = ("re-commenced", "recommenced", "resumed", "restarted")


def _is_extended(clause: Clause) -> bool:
    """“Has extended the consultation to 30 September”: an end that was put back."""
    at, due = clause.due_at, clause.due
    before = clause.sentence.low(at - 1) if at is not None else ""
    return (
        before == "to"
        or clause.sentence.low((at or 0) - 2) == "to"
        or (due is not None and due.rule.startswith("deadline"))
    )


# ---------------------------------------------------------------------- merged


def _merged(clause: Clause) -> Judgement | None:
    predicate, sentence = clause.predicate, clause.sentence
    if predicate.denied:
        return None
    lows, at = sentence.lows, predicate.end
    if (
        predicate.lemma in verbs.MERGES
        and predicate.voice == "passive"
        and predicate.lead not in ("would", "present")
    ):
        into = _after(clause, ("into", "in", "within", "with"))
        if into is not None and predicate.thing_at is None and _takes_in(clause, into):
            return Judgement("merged", "merged.incorporated", 0.75, clause.subject, into)
    if predicate.lead in ("will", "expected", "perfect"):
        part = None
        if predicate.lemma == "form" and lows[at : at + 2] == ["part", "of"]:
            part = right_of(sentence, at + 2)
        elif predicate.lemma == "be" and lows[at : at + 2] == ["part", "of"]:
            part = right_of(sentence, at + 2)
        elif predicate.lemma in ("include", "contain") and predicate.voice == "passive":
            part = _after(clause, ("in", "within", "as"))
        if part is not None and _is_vehicle(clause, part):
            return Judgement("merged", "merged.part-of", 0.6, clause.subject, part)
    return None


def _takes_in(clause: Clause, into: Phrase) -> bool:
    """Whether something is merged into it: a paper, a programme, or a thing with a name."""
    return into.head.lower() in nouns.VEHICLES | _BIGGER or clause.sentence.is_capital(into.start)


_BIGGER: Final = word_set(
    "programme project scheme service fund survey contract team agency body system refresh"
)


def _after(clause: Clause, prepositions: tuple[str, ...]) -> Phrase | None:
    lows = clause.sentence.lows
    at = clause.predicate.end
    while clause.sentence.words[at].is_time:
        at += 1
    return right_of(clause.sentence, at + 1) if lows[at] in prepositions else None


def _is_vehicle(clause: Clause, part: Phrase) -> bool:
    """Whether what takes it in is itself still to come out, by name."""
    words = part.text.lower().split()
    subject = clause.subject.text.lower().split() if clause.subject else []
    if {"costs", "figures", "data", "amounts", "amount", "payments"} & set(subject):
        return False
    return bool(_COMING & set(words) or "refresh" in words) and part.head.lower() in nouns.OUTPUTS


# ------------------------------------------------------------------- delivered

_DELIVERS: Final = word_set(
    """
    publish release issue launch lay table open hold complete conclude commence introduce unveil
    republish relaunch undertake conduct finalise submit deliver carry begin start respond
    """
)


# By themselves they bring nothing out: "has taken steps", "the round closed".
_BARE: Final = word_set("close end finish go come take enter")


def _is_asked_about(clause: Clause) -> bool:
    """“Which sets out when the campaign was launched”: not the news that it was."""
    first = clause.subject.start if clause.subject else clause.predicate.start
    before = clause.sentence.lows[max(first - 2, 0) : first]
    return any(word in _SUBORDINATE for word in before)


_SUBORDINATE: Final = word_set("when how where whether why if after once until unless")
_BRINGS_OUT: Final = word_set("publish launch open introduce issue unveil lay release hold")


def _delivered(clause: Clause) -> Judgement | None:
    predicate = clause.predicate
    if clause.is_denied or predicate.lemma not in _DELIVERS | verbs.HAPPENS or clause.is_relative:
        return None
    if predicate.lead not in ("past", "perfect", "passive") or _is_asked_about(clause):
        return None
    thing = clause.thing
    if predicate.lemma in _BARE and not predicate.particle:
        return None
    after = clause.sentence.lows[predicate.end]
    if (
        any(verb.form in ("ing", "base") for verb in verbs.forms_of(after))
        and after not in nouns.OUTPUTS
    ):
        return None  # "has begun considering", "the measures we have introduced extend"
    if thing is None or not (is_output(thing) or predicate.lemma in _BRINGS_OUT):
        return None
    if predicate.lead == "past" and clause.subject is None:
        return None
    return Judgement("delivered", f"delivered.{predicate.lead}", 0.7, thing)


# -------------------------------------------------------------------- promised


def _promised_at_first(clause: Clause) -> Judgement | None:
    """“Was originally due by the end of 2023”: an earlier promise, told afterwards."""
    found = clause.predicate
    if (
        found.lead not in ("was-due", "expected")
        or clause.due is None
        or not is_output(clause.subject)
    ):
        return None
    if not at_first(clause.sentence, found.start, found.end):
        return None
    return Judgement("promised", "promised.at-first", 0.5, clause.subject, before_that=True)


def _promised(clause: Clause) -> Judgement | None:
    predicate = clause.predicate
    if predicate.lead == "present":
        dated = clause.is_dated and is_output(clause.subject) and predicate.voice == "active"
        return Judgement("promised", "promised.timetable", 0.6, clause.subject) if dated else None
    if predicate.lead == "should" and not clause.is_denied:
        ready = predicate.voice == "passive" or (predicate.voice == "state" and predicate.particle)
        settled = clause.due is not None and clause.due.latest is not None
        told = (
            ready
            and settled
            and _is_due_after(clause)
            and is_output(clause.subject)
            and not _is_norm(clause)
        )
        return Judgement("promised", "promised.should", 0.5, clause.subject) if told else None
    if predicate.lead not in _AHEAD or clause.is_denied or _is_routine(clause.sentence):
        return None
    if predicate.lead == "would" and not _is_told(clause):
        return None
    if predicate.lead == "progressive" and not (
        _is_due_after(clause) and (clause.is_strong or clause.is_work)
    ):
        return None
    if predicate.lemma == "":
        return _expected_thing(clause)
    if predicate.lemma == "commit":
        return None
    confidence = _weight(clause)
    if confidence < 0.5 or _is_holding(clause):
        return None
    event: Event = "slipped" if _is_new_date(clause) else "promised"
    return Judgement(event, f"{event}.{_rule_name(clause)}", confidence, clause.thing)


def _is_due_after(clause: Clause) -> bool:
    return clause.is_dated and clause.due_at is not None and clause.due_at > clause.predicate.start


def _is_holding(clause: Clause) -> bool:
    """“An answer is being prepared and will be provided”: parliamentary courtesy."""
    return clause.thing is not None and clause.thing.head.lower() == "answer"


def _is_told(clause: Clause) -> bool:
    """“Said that it would publish”: a promise told afterwards, not a mere condition."""
    before = clause.sentence.lows[: clause.predicate.start]
    said = any(
        verb.lemma in verbs.SAYS and verb.form == "past"
        for word in before
        for verb in verbs.forms_of(word)
    )
    return said and "if" not in clause.sentence.lows


def _is_norm(clause: Clause) -> bool:
    """“A response should be published within 12 weeks of”: what ought to be, for all of them."""
    due = clause.due
    return (
        due is None
        or due.rule.startswith("within")
        or clause.sentence.lows[clause.subject.start - 1 if clause.subject else 0]
        in ("a", "an", "all", "any")
    )


def _rule_name(clause: Clause) -> str:
    kind = "output" if clause.is_strong else "work" if clause.is_work else "other"
    return f"{clause.predicate.lead}-{kind}"


def _weight(clause: Clause) -> float:
    predicate, dated = clause.predicate, clause.is_dated
    if predicate.lemma == "have" and predicate.voice == "active" and clause.object is not None:
        due = clause.due
        return (
            0.5
            if dated and due is not None and due.rule.startswith(("deadline", "before", "in-time"))
            else 0.0
        )
    if clause.is_state or predicate.lemma == "have":
        return 0.0
    if predicate.lemma == "be":
        there = clause.sentence.lows[predicate.end] in ("with", "out", "before", "on", "at")
        arrives = (
            there
            and is_output(clause.subject)
            and clause.due is not None
            and clause.due.latest is not None
        )
        return 0.6 if dated and (predicate.particle or arrives) else 0.0
    if dated and _opens_with_start(clause):
        return 0.6
    light = predicate.lemma in verbs.LIGHT and not predicate.particle
    if _is_content(clause):
        return 0.0
    if light:
        return 0.55 if dated and _is_weighty(clause) else 0.0
    if predicate.lemma in ("invest", "spend") and predicate.lead in (
        "expected",
        "intends",
        "committed",
    ):
        return 0.0  # what is expected to be spent is a forecast
    if clause.is_strong:
        return 0.9 if dated else 0.6 if _is_concrete(clause) else 0.0
    if clause.is_work:
        return 0.9 if dated else 0.55 if _is_own_output(clause) else 0.0
    after = _is_due_after(clause)
    event = clause.due is not None and clause.due.rule == "open.event"
    return 0.55 if dated and after and not event else 0.0


def _is_weighty(clause: Clause) -> bool:
    """“An announcement will be made shortly”, “will set the level by 30 June”."""
    thing, due = clause.thing, clause.due
    if thing is not None and thing.head.lower() in nouns.OUTPUTS:
        return clause.predicate.lemma in ("make", "set", "take", "put", "bring", "carry")
    settled = due is not None and (due.latest is not None or due.start_by is not None)
    return (
        clause.predicate.lemma in ("set", "bring", "put") and settled and clause.object is not None
    )


def _opens_with_start(clause: Clause) -> bool:
    """“From next year, the Standard will ensure ...”: what is in force from a day on."""
    due, at = clause.due, clause.due_at
    return (
        due is not None
        and due.rule.startswith("from.")
        and at == 0
        and clause.predicate.lead == "will"
    )


_ROUTINE: Final = word_set("usually normally typically ordinarily")


def _is_routine(sentence: Sentence) -> bool:
    """A standing procedure or a standard of service: "usually within two weeks"."""
    lows = sentence.lows
    standing = "usual" in lows and not any(due.rule == "open.words" for due in sentence.dues)
    return (
        standing
        or any(word in _ROUTINE for word in lows)
        or ("service" in lows and "level" in lows)
    )


def _is_own_output(clause: Clause) -> bool:
    """An undated "we will put in place measures": somebody in charge, and a thing by name."""
    subject, thing, predicate = clause.subject, clause.thing, clause.predicate
    if (
        thing is None
        or predicate.lead == "would"
        or predicate.lemma not in _MAKES
        or clause.is_relative
    ):
        return False
    if thing.head.lower() not in nouns.OUTPUTS and predicate.lemma not in _ACTIONS:
        return False
    if predicate.voice == "passive":
        return predicate.lead == "will" and predicate.lemma in _FOUNDS
    return predicate.thing_at is None and (subject is None or subject.is_person)


_ACTIONS: Final = word_set("review update recruit replace reform abolish evaluate refresh revise")
_FOUNDS: Final = word_set("establish create set replace abolish")
_MAKES: Final = (
    _ACTIONS
    | _FOUNDS
    | word_set(
        """
    implement put undertake pilot provide produce share build run carry conduct hold develop deliver
    bring roll create draft extend expand convene
    """
    )
)


def _is_content(clause: Clause) -> bool:
    """“The Strategy will set out ...”: what a document says, not what anybody will bring out."""
    subject = clause.subject
    return (
        subject is not None
        and clause.predicate.voice == "active"
        and clause.predicate.lemma not in _ITS_OWN_STEPS
        and clause.object is not None
        and subject.head.lower() in nouns.DOCUMENTS
    )


# What a review or a programme does as a whole: it reports, begins, ends.
_ITS_OWN_STEPS: Final = word_set(
    "report publish conclude complete submit commence start begin launch open respond finish"
)


def _is_concrete(clause: Clause) -> bool:
    """Whether an undated promise names what will come out, and somebody or nobody brings it."""
    thing, subject, predicate = clause.thing, clause.subject, clause.predicate
    if thing is None or predicate.lead in ("to-be", "progressive"):
        return False
    if predicate.lemma == "consult" and " " not in thing.text:
        return False
    promises = (subject is None or subject.is_person) and predicate.lead in (
        "will",
        "intends",
        "committed",
    )
    return thing.head.lower() in nouns.OUTPUTS or (promises and clause.object is not None)


def _expected_thing(clause: Clause) -> Judgement | None:
    """“A report is expected in summer 2025”, “due for publication early next year”."""
    subject = clause.subject
    if not clause.is_dated or subject is None or subject.is_person:
        return None
    if subject.head.lower() in nouns.FORECASTS | nouns.PASSING and not is_output(subject):
        return None
    return Judgement("promised", "promised.expected-date", 0.8, clause.subject)


def _is_new_date(clause: Clause) -> bool:
    """“We now plan to”, “is now due”: the word that admits that there was an earlier date."""
    lows, predicate = clause.sentence.lows, clause.predicate
    around = lows[max(predicate.start - 1, 0) : predicate.verb_at + 1]
    return clause.is_dated and "now" in around


_RULES: Final[tuple[Callable[[Clause], Judgement | None], ...]] = (
    _cued, _dropped, _slipped, _merged, _promised_at_first, _promised, _delivered,
)  # fmt: skip

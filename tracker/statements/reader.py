"""Finds the statements in a text: sentence by sentence, with the three before it at hand."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from tracker.dues import Due
from tracker.statements.antecedents import named
from tracker.statements.clauses import Clause
from tracker.statements.forms import has_form
from tracker.statements.judgement import Judgement
from tracker.statements.noun_phrases import Phrase
from tracker.statements.reported import Telling, brought_back, past_day, telling_of
from tracker.statements.rules import judgements
from tracker.statements.sentences import sentences
from tracker.statements.statement import Event, Precision, Statement
from tracker.statements.words import Sentence

# How many sentences back "it" may point.
_REACH: Final = 3
# One sentence gives at most one statement of each of these about each date.
_FAMILIES: Final[dict[Event, Event]] = {"slipped": "promised", "paused": "promised"}


class _Said(NamedTuple):
    """When a sentence was said, how well that is known, and whether it tells of a saying."""

    on: date | None
    precision: Precision
    reported: bool
    speaker: str | None


def find_statements(text: str, said_on: date | None) -> list[Statement]:
    """Every promise, slip, delivery, merger, drop and pause that a text tells of, in order.

    ``said_on`` is the day of the text; None where nobody knows it. The deliverable of "it will
    be published" is looked for in the sentences before. Never raises on any text.
    ``explain.explained`` has plain words for ``Statement.rule``.

    >>> [found] = find_statements("We will publish the Dental Plan by May 2024.", date(2024, 1, 9))
    >>> found.event, found.deliverable, found.due.latest.isoformat(), found.rule
    ('promised', 'Dental Plan', '2024-05-31', 'promised.will-output')
    """
    found: list[Statement] = []
    before: deque[Sentence] = deque(maxlen=_REACH)
    for start, end in sentences(text):
        sentence = Sentence(text[start:end], said_on)
        found += _once_each(_statements(sentence, start, tuple(before)))
        before.append(sentence)
    return found


def _statements(sentence: Sentence, offset: int, before: Sequence[Sentence]) -> Iterator[Statement]:
    told = telling_of(sentence)
    if told is not None and told.is_outsider:
        return
    for clause, found, said in _judgements(sentence, told):
        whole = _statement(clause, found, said, offset, before)
        yield whole
        if whole.event == "merged" and whole.target and whole.due:
            yield _taking_in(whole)


def _judgements(
    sentence: Sentence, told: Telling | None
) -> Iterator[tuple[Clause, Judgement, _Said]]:
    """What is said of things, each with when it was said: earlier up to a place, then now."""
    now = _said(sentence, None)
    if told is None:
        yield from ((clause, found, now) for clause, found in judgements(sentence))
        return
    said, earlier = _said(sentence, told), sentence
    if told.time_at is not None:
        place = sentence.words[told.time_at].start
        earlier = Sentence(sentence.text, told.said_on, without=place)
    for clause, found in judgements(earlier):
        if _place(clause) < told.until:
            yield clause, found, said
    for clause, found in judgements(sentence):
        if _place(clause) >= told.until:
            yield clause, found, now


def _place(clause: Clause) -> int:
    return clause.sentence.words[clause.predicate.verb_at].start


def _said(sentence: Sentence, told: Telling | None) -> _Said:
    on = sentence.said_on
    precision: Precision = "day" if on else "unknown"
    if told is None:
        return _Said(on, precision, reported=False, speaker=None)
    if told.time_at is not None:
        on, precision = told.said_on, told.precision
    own = told.is_own_voice
    return _Said(on, precision, reported=not own, speaker=None if own else told.speaker)


def _statement(
    clause: Clause, found: Judgement, said: _Said, offset: int, before: Sequence[Sentence]
) -> Statement:
    if found.before_that:
        said = _Said(None, "unknown", reported=True, speaker=said.speaker)
    due = _kept(_due(clause, found), said) if found.is_due(clause) else None
    happened_on, happened_precision = _happened(clause, found)
    return Statement(
        start=offset,
        end=offset + len(clause.sentence.text),
        text=clause.sentence.text,
        event=found.event,
        deliverable=named(clause, found.thing, before),
        actor=_actor(clause, said),
        due=due and replace(due, start=due.start + offset, end=due.end + offset),
        target=found.target.text if found.target else None,
        said_on=said.on,
        said_on_precision=said.precision,
        reported=said.reported,
        confidence=found.confidence,
        rule=found.rule,
        speaker=said.speaker,
        happened_on=happened_on,
        happened_on_precision=happened_precision,
    )


def _due(clause: Clause, found: Judgement) -> Due | None:
    """The date of a clause; of what was "originally due in January" the January that is over."""
    if found.before_that and clause.due is not None:
        return brought_back(clause.due, clause.sentence.said_on)
    return clause.due


def _taking_in(merger: Statement) -> Statement:
    """The promise of what something is merged into: the date of the merger is its own."""
    return replace(
        merger, event="promised", deliverable=merger.target, target=None,
        rule="promised.takes-in", confidence=round(merger.confidence - 0.1, 2),
    )  # fmt: skip


def _happened(clause: Clause, found: Judgement) -> tuple[date | None, Precision | None]:
    """The day that a delivery's own sentence gives it."""
    if found.event != "delivered" or clause.due_at is None:
        return None, None
    day, precision = past_day(clause.sentence, clause.due_at)
    return day, precision if day else None


def _kept(due: Due | None, said: _Said) -> Due | None:
    """A due without the bounds that hang on a day which is not known to the day."""
    if due is not None and due.counted and said.precision != "day":
        return replace(due, earliest=None, latest=None, edtf=None, start_by=None, soft=False)
    return due


def _actor(clause: Clause, said: _Said) -> str | None:
    """Who is to do it: a subject that acts, else whoever said so; None for "we" and nobody."""
    subject = clause.subject
    if subject is not None and not subject.is_pronoun:
        acts = clause.predicate.voice == "active" and clause.object is not None
        if subject.is_person and subject.text.lower() != "who":
            return subject.text
        if acts and clause.thing is not subject and not _is_no_actor(subject):
            return subject.text
    return said.speaker


def _is_no_actor(subject: Phrase) -> bool:
    """“(A priority,) demonstrated (by the commitment to)”, “(as) part (of its work to)”."""
    head = subject.head.lower()
    return head == "part" or has_form(head, "past", "participle", "ing")


def _once_each(found: Iterable[Statement]) -> list[Statement]:
    """The surest statement for each kind of event and date; the first of equals."""
    kept: dict[str, Statement] = {}
    for statement in found:
        key = focus_of(statement)
        if key not in kept or statement.confidence > kept[key].confidence:
            kept[key] = statement
    dated = [one for one in kept.values() if one.due]
    told = [one for one in kept.values() if one.due or not _is_told_with_a_date(one, dated)]
    return sorted(told, key=lambda one: one.due.start if one.due else one.start)


def _is_told_with_a_date(statement: Statement, dated: list[Statement]) -> bool:
    """“No longer expects it in May; it will now come in June”: one slip, with its new date.

    A promise is told in the same way by any dated statement about the same thing.
    """
    told_by = {"slipped": {"slipped"}, "promised": {"promised", "slipped"}}
    events = told_by.get(statement.event, set())
    nameless = statement.event == "promised" and statement.deliverable is None
    return not nameless and any(
        one.event in events and one.deliverable == statement.deliverable for one in dated
    )


def focus_of(statement: Statement) -> str:
    """Which of its sentence's statements this is: the kind of event, and the words of its date.

    Decisions of people are kept under the sentence and this, so better rules may change all else.
    The words are compared in small letters and with single spaces.
    """
    words = " ".join(statement.due.text.lower().split()) if statement.due else ""
    return f"{_FAMILIES.get(statement.event, statement.event)}:{words}"

"""Finds the statements in a text.

text --sentences--> words --predicates--> clauses --rules--> judgements --> statements
                      |                      |
                    dues           phrases, antecedents        reported: who said it, when
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from tracker.dues import Due
from tracker.statements.antecedents import named
from tracker.statements.clauses import Clause
from tracker.statements.reported import Telling, is_outsider, is_own_voice, past_day, telling_of
from tracker.statements.rules import Judgement, judgements
from tracker.statements.sentences import sentences
from tracker.statements.statement import Event, Precision, Statement
from tracker.statements.words import Sentence

# How many sentences back "it" may point.
_REACH: Final = 3
# One sentence gives at most one statement of each of these about each date.
_FAMILIES: Final[dict[Event, str]] = {"slipped": "promised", "paused": "promised"}


class _Said(NamedTuple):
    """When a sentence was said, how well that is known, and whether it tells of a saying."""

    on: date | None
    precision: Precision
    reported: bool
    speaker: str | None


def find_statements(text: str, said_on: date | None) -> list[Statement]:
    """Every promise, slip, delivery, merger, drop and pause that a text tells of, in order.

    ``said_on`` is the day of the text; None where nobody knows it. The deliverable of "it will
    be published" is looked for in the sentences before. Never raises on any text. The rules are
    those of "How a statement is found" in the README; ``Statement.rule`` names the one used.

    >>> [found] = find_statements("We will publish the Dental Plan by May 2024.", date(2024, 1, 9))
    >>> found.event, found.deliverable, found.due.latest.isoformat(), found.rule
    ('promised', 'Dental Plan', '2024-05-31', 'promised.will-output')
    """
    found: list[Statement] = []
    before: deque[Sentence] = deque(maxlen=_REACH)
    for start, end in sentences(text):
        sentence = Sentence(text[start:end], said_on)
        found += _once_each(_statements(sentence, start, before))
        before.append(sentence)
    return found


def _statements(sentence: Sentence, offset: int, before: Iterable[Sentence]) -> Iterator[Statement]:
    told = telling_of(sentence)
    if told is not None and is_outsider(told):
        return
    said = _said(sentence, told)
    if told is not None and told.time_at is not None:
        place = sentence.words[told.time_at].start
        sentence = Sentence(sentence.text, told.said_on, without=place)
    earlier = tuple(before)
    for clause, judgement in judgements(sentence):
        yield from _of(clause, judgement, said, offset, earlier)


def _said(sentence: Sentence, told: Telling | None) -> _Said:
    if told is None or is_own_voice(told):
        on = sentence.said_on
        return _Said(on, "day" if on else "unknown", reported=False, speaker=None)
    if told.time_at is not None:
        return _Said(told.said_on, told.precision, reported=True, speaker=told.speaker)
    on = sentence.said_on
    return _Said(on, "day" if on else "unknown", reported=True, speaker=told.speaker)


def _of(
    clause: Clause, found: Judgement, said: _Said, offset: int, before: Sequence[Sentence]
) -> Iterator[Statement]:
    """The statement of a judgement; of a merger with a date also the promise of what takes it in."""
    if found.before_that:
        said = _Said(None, "unknown", reported=True, speaker=said.speaker)
    due = _kept(clause.due, said) if found.with_due else None
    whole = Statement(
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
        **_happened(clause, found),
    )
    yield whole
    if found.event == "merged" and whole.target and whole.due:
        yield replace(
            whole, event="promised", deliverable=whole.target, target=None,
            rule="promised.takes-in", confidence=round(whole.confidence - 0.1, 2),
        )  # fmt: skip


def _happened(clause: Clause, found: Judgement) -> dict[str, Any]:
    """The day that a delivery's own sentence gives it."""
    if found.event != "delivered" or clause.due_at is None:
        return {}
    day, precision = past_day(clause.sentence, clause.due_at)
    return {} if day is None else {"happened_on": day, "happened_on_precision": precision}


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
        if subject.is_person and subject.text.lower() not in ("we", "i", "who"):
            return subject.text
        if acts and clause.thing is not subject:
            return subject.text
    return said.speaker


def _once_each(found: Iterable[Statement]) -> list[Statement]:
    """The surest statement for each kind of event and date; the first of equals."""
    kept: dict[tuple[str, str], Statement] = {}
    for statement in found:
        key = (_FAMILIES.get(statement.event, statement.event), focus_words(statement.due))
        if key not in kept or statement.confidence > kept[key].confidence:
            kept[key] = statement
    return sorted(kept.values(), key=lambda one: one.due.start if one.due else one.start)


def focus_words(due: Due | None) -> str:
    """The words of a date as they are compared: small letters, single spaces; empty for none."""
    return " ".join(due.text.lower().split()) if due else ""


def focus_of(statement: Statement) -> str:
    """Which of its sentence's statements this is: the kind of event, and the words of its date.

    Decisions of people are kept under the sentence and this, so better rules may change all else.
    """
    return f"{_FAMILIES.get(statement.event, statement.event)}:{focus_words(statement.due)}"

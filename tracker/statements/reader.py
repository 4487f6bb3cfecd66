"""Finds the statements in a text: sentence by sentence, clause by clause."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.dues import Due
from tracker.statements.antecedents import named
from tracker.statements.clauses import Clause
from tracker.statements.rules import Judgement, judgements
from tracker.statements.sentences import sentences
from tracker.statements.statement import Statement
from tracker.statements.words import Sentence

# How far back "it" may point.
_REACH = 3


def find_statements(text: str, said_on: date | None) -> list[Statement]:
    """Every statement of a text, in order."""
    found: list[Statement] = []
    before: deque[Sentence] = deque(maxlen=_REACH)
    for start, end in sentences(text):
        sentence = Sentence(text[start:end], said_on)
        for clause, judgement in judgements(sentence):
            found.append(_statement(sentence, clause, judgement, start, before))
        before.append(sentence)
    return found


def _statement(sentence: Sentence, clause: Clause, found: Judgement, offset: int, before: Iterable[Sentence]) -> Statement:
    due = clause.due if found.event not in ("delivered", "dropped") and clause.is_dated else None
    return Statement(
        offset, offset + len(sentence.text), sentence.text, found.event,
        named(clause, found.thing, tuple(before)),
        clause.subject.text if clause.subject else None,
        _moved(due, offset), found.target.text if found.target else None,
        sentence.said_on, "day" if sentence.said_on else "unknown", False, found.confidence, found.rule,
    )  # fmt: skip


def _moved(due: Due | None, offset: int) -> Due | None:
    return due and replace(due, start=due.start + offset, end=due.end + offset)

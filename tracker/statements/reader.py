"""Finds the statements in a text: sentence by sentence, clause by clause."""

from dataclasses import replace
from datetime import date

from tracker.statements.clauses import Clause
from tracker.statements.rules import Judgement, judgements
from tracker.statements.sentences import sentences
from tracker.statements.statement import Statement
from tracker.statements.words import Sentence


def find_statements(text: str, said_on: date | None) -> list[Statement]:
    """Every statement of a text, in order."""
    found: list[Statement] = []
    for start, end in sentences(text):
        sentence = Sentence(text[start:end], said_on)
        for clause, judgement in judgements(sentence):
            found.append(_statement(sentence, clause, judgement, start))
    return found


def _statement(sentence: Sentence, clause: Clause, found: Judgement, offset: int) -> Statement:
    due = clause.due if found.event not in ("delivered", "dropped") else None
    if due is not None:
        due = replace(due, start=due.start + offset, end=due.end + offset)
    return Statement(
        offset, offset + len(sentence.text), sentence.text, found.event,
        found.thing.text if found.thing else None,
        clause.subject.text if clause.subject else None,
        due, found.target.text if found.target else None,
        sentence.said_on, "day" if sentence.said_on else "unknown", False, found.confidence, found.rule,
    )  # fmt: skip

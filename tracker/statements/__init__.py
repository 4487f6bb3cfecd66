"""Finds what a text promises, delays, delivers, merges or drops.

text --sentences--> words --predicates--> clauses --rules--> judgements --reader--> statements

language     verbs and their forms, nouns, adverbs, cues (phrases that tell it all)
words        a sentence as words, each date one of them
predicates   verb_phrases; what leads them: leads, intentions, tenses; one walk: predicates
clauses      noun_phrases, subjects, objects, clause_dates
rules        by event: outright, promises and their weights, delays, endings; in order: rules;
             by name and in plain words: rule_names, explain
statements   reported: who said it, when; antecedents: what "it" is; reader: puts all together
"""

import hashlib
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from tracker.statements.reader import find_statements, focus_of
from tracker.statements.statement import Event, Statement

__all__ = ["RULES", "Event", "Statement", "find_statements", "focus_of"]

# What decides how a text is read: the rules, the dates and the tables of days behind them.
_DECIDING = ("statements", "dues", "calendars", "phrasebook.py")


def _digest() -> str:
    """Twelve digits that change whenever a rule or a table does."""
    whole = hashlib.sha256(version("nupunkt").encode())
    for name in _DECIDING:
        for path in sorted(_files(files("tracker") / name), key=lambda path: path.name):
            whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:12]


def _files(folder: Traversable) -> list[Traversable]:
    if folder.is_file():
        return [folder]
    return [path for path in folder.iterdir() if path.name.endswith((".py", ".csv", ".json"))]


RULES = _digest()

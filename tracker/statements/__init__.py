"""Finds what a text promises, delays, delivers, merges or drops.

text --sentences--> words --predicates--> clauses --rules--> judgements --reader--> statements

language     verbs and their forms, nouns, adverbs, cues (phrases that tell it all)
words        sentences: where each begins; a sentence as words, each date one of them
predicates   verb_phrases; what leads them: leads, intentions, tenses; one walk: predicates
clauses      noun_phrases, subjects, objects, cue_things, clause_dates
rules        what one makes of a clause: judgement; by event: outright, promises and their weights,
             delays, endings, deliveries; what is no fact: doubt; in order: rules; by name and in
             plain words: rule_names, explain
statements   who said it, when: reported; what "it" is: antecedents; what is found: statement;
             all together: reader
"""

from importlib.metadata import version
from typing import Final

from tracker.digest import digest_of
from tracker.statements.reader import find_statements, focus_of
from tracker.statements.statement import Event, Statement

__all__ = ["RULES", "Event", "Statement", "find_statements", "focus_of"]

# What decides how a text is read: when it changes, every text is read again.
RULES: Final = digest_of(
    "statements",
    "dues",
    "calendars",
    "phrasebook.py",
    "extract.py",
    "days.py",
    also=version("nupunkt"),
)

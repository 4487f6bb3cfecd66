"""What "it", "the plan" or "a response" stand for: the nearest thing with a name before them.

"The 10 Year Workforce Plan sets out ... It will be published in the spring" promises the plan.
Looked for first in the same sentence, then in the ones before it.
"""

from collections.abc import Sequence
from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.clauses import Clause
from tracker.statements.phrases import Phrase, left_of, right_of
from tracker.statements.words import Sentence

# Things that are always of or to something else, and how they are joined to it.
_OF_SOMETHING: Final = {
    "response": "to", "responses": "to", "reply": "to", "findings": "of", "finding": "of",
    "results": "of", "outcome": "of", "outcomes": "of", "conclusions": "of", "update": "on",
    "updates": "on", "recommendations": "of",
}  # fmt: skip
# What such things are of: the nearest of these before them.
_TOPICS: Final = {
    "to": word_set("report consultation recommendations review inquiry evidence petition findings advice"),
    "of": word_set("review consultation assessment evaluation inquiry study trial survey pilot evidence audit"),
    "on": word_set("plan strategy programme review scheme bill project progress policy"),
}  # fmt: skip
_DEFINITE: Final = word_set("the this that these those it its")
_NAMED_WORDS: Final = 2  # "Homes Plan": one capital beside the head makes a name


def named(clause: Clause, thing: Phrase | None, before: Sequence[Sentence]) -> str | None:
    """The words for a deliverable: its own, or those of what it points at.

    ``before`` are the sentences before it, the nearest last. A pronoun that points at nothing
    gives None; "the plan" that points at nothing stays as it is.
    """
    if thing is None:
        pointing = clause.predicate.lead == "to-be"  # "with the next to be published in 2026"
        found = _nearest(clause, before) if pointing else None
        return found.text if found else None
    if thing.is_pronoun:
        found = _nearest(clause, before)
        return found.text if found else None
    head = thing.head.lower()
    link = _OF_SOMETHING.get(head)
    if link and not _has_topic(thing):
        topic = _topic(clause, thing, head, link, before)
        return topic or thing.text
    if _is_bare(clause.sentence, thing):
        full = _full_name(head, clause, thing, before)
        return full or thing.text
    return thing.text


def _has_topic(thing: Phrase) -> bool:
    return any(word in ("of", "on", "to", "for") for word in thing.text.lower().split())


def _is_bare(sentence: Sentence, thing: Phrase) -> bool:
    """“The plan”, “this strategy”: one word that points back."""
    return len(thing.text.split()) == 1 and sentence.low(thing.start - 1) in _DEFINITE


def _nearest(clause: Clause, before: Sequence[Sentence]) -> Phrase | None:
    sentence, place = clause.sentence, clause.predicate.start
    found = _in_clauses_before(clause) or _subject(sentence, place) or _last_output(sentence, place)
    if found is not None:
        return found
    for earlier in reversed(before):
        found = _subject(earlier, earlier.count) or _last_output(earlier, earlier.count)
        if found is not None:
            return found
    return None


def _in_clauses_before(clause: Clause) -> Phrase | None:
    earlier = clause.before
    while earlier is not None:
        thing = earlier.thing
        if thing is not None and not thing.is_pronoun and thing.head.lower() in nouns.OUTPUTS:
            return thing
        earlier = earlier.before
    return None


def _subject(sentence: Sentence, end: int) -> Phrase | None:
    """What the sentence begins with, if that can come out."""
    start = 0
    while start < end and (sentence.words[start].is_time or sentence.lows[start] == ","):
        start += 1
    found = right_of(sentence, start, end)
    return found if found and found.end < end and found.head.lower() in nouns.OUTPUTS else None


def _last_output(
    sentence: Sentence, end: int, heads: frozenset[str] = nouns.OUTPUTS
) -> Phrase | None:
    """The last thing before a place whose head is one of these nouns, with its "of ..."."""
    for at in range(end - 1, -1, -1):
        if sentence.lows[at] in heads:
            name = left_of(sentence, at)
            if name is not None:
                return right_of(sentence, name.start, end) or name
    return None


def _topic(
    clause: Clause, thing: Phrase, head: str, link: str, before: Sequence[Sentence]
) -> str | None:
    place = min(thing.start, clause.predicate.start)
    own = clause.sentence
    for sentence, end in (
        (own, place),
        *((earlier, earlier.count) for earlier in reversed(before)),
    ):
        again = _last_output(sentence, end, frozenset({head}))
        if again is not None and _has_topic(again):
            return again.text  # "the results of the assessment ... will publish the results"
        topic = _last_output(sentence, end, _TOPICS[link])
        if topic is not None:
            return f"{thing.text} {link} the {topic.text}"
    return None


def _full_name(head: str, clause: Clause, thing: Phrase, before: Sequence[Sentence]) -> str | None:
    """The name with capitals that ends in the same noun: "the plan" is the Warm Homes Plan."""
    own = clause.sentence
    for sentence, end in (
        (own, thing.start),
        *((earlier, earlier.count) for earlier in reversed(before)),
    ):
        for at in range(end - 1, -1, -1):
            if sentence.lows[at] == head and sentence.is_capital(at):
                name = left_of(sentence, at)
                if name is not None and name.end - name.start >= _NAMED_WORDS:
                    return name.text
    return None

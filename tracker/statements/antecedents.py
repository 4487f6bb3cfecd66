"""What "it", "the plan" or "a response" stand for: the nearest thing with a name before them.

"The 10 Year Workforce Plan sets out ... It will be published in the spring" promises the plan.
Looked for first in the same sentence, then in the ones before it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.clauses import Clause
from tracker.statements.noun_phrases import Phrase, core_of, left_of, right_of
from tracker.statements.words import Sentence

# Things that are always of or to something else, and how they are joined to it.
_OF_SOMETHING: Final = {
    "response": "to", "responses": "to", "reply": "to", "findings": "of", "finding": "of",
    "results": "of", "outcome": "of", "outcomes": "of", "conclusions": "of",
    "recommendations": "of", "update": "on", "updates": "on",
}  # fmt: skip
# What such things are of: the nearest of these before them.
_TOPICS: Final = {
    "to": word_set(
        "advice consultation evidence findings inquiry petition recommendations report review"
    ),
    "of": word_set(
        """
        assessment audit consultation evaluation evidence inquiry pilot review study survey trial
        """
    ),
    "on": word_set("bill plan policy programme progress project review scheme strategy"),
}
_DEFINITE: Final = word_set("the this that these those it its")
_TOPIC_LINKS: Final = frozenset({"of", "on", "to", "for", "from", "about"})
_FEWEST_NAMED: Final = 2  # "Homes Plan": one capital beside the head makes a name
Place = tuple[Sentence, int]  # a sentence, and how far into it to look


def named(clause: Clause, thing: Phrase | None, before: Sequence[Sentence]) -> str | None:
    """The words for a deliverable: its own, or those of what it points at.

    ``before`` are the sentences before it, the nearest last. A pronoun that points at nothing
    gives None; "the plan" that points at nothing stays as it is.
    """
    if thing is None or thing.is_pronoun:
        # without a thing: "with the next to be published in 2026"
        points = thing is not None or clause.predicate.lead == "to-be"
        found = _nearest(clause, before) if points else None
        return found.text if found else None
    return _full_words(clause, thing, before) or core_of(clause.sentence, thing).text


def _full_words(clause: Clause, thing: Phrase, before: Sequence[Sentence]) -> str | None:
    """What "the response" or "the plan" is in full, where that is said before it."""
    head = thing.head.lower()
    link = _OF_SOMETHING.get(head)
    if link and not _has_topic(thing):
        places = _places(clause, min(thing.start, clause.predicate.start), before)
        return _with_topic(thing, head, link, places)
    if len(thing.text.split()) == 1 and clause.sentence.low(thing.start - 1) in _DEFINITE:
        return _proper_name(head, _places(clause, thing.start, before))
    return None


def _has_topic(thing: Phrase) -> bool:
    return not _TOPIC_LINKS.isdisjoint(thing.text.lower().split())


def _places(clause: Clause, end: int, before: Sequence[Sentence]) -> Iterator[Place]:
    """Where to look, the nearest first: the sentence up to a place, then those before it."""
    yield clause.sentence, end
    for earlier in reversed(before):
        yield earlier, earlier.count


def _with_topic(thing: Phrase, head: str, link: str, places: Iterator[Place]) -> str | None:
    """“The response”: to the nearest consultation, review or report."""
    for sentence, end in places:
        again = _last(sentence, end, frozenset({head}))
        if again is not None and _has_topic(again):
            return again.text  # "the results of the assessment ... will publish the results"
        topic = _last(sentence, end, _TOPICS[link])
        if topic is not None:
            return f"{thing.text} {link} the {topic.text}"
    return None


def _proper_name(head: str, places: Iterator[Place]) -> str | None:
    """The name with capitals that ends in the same noun: "the plan" is the Warm Homes Plan."""
    for sentence, end in places:
        for at in range(end - 1, -1, -1):
            if sentence.lows[at] == head and sentence.is_capital(at):
                name = left_of(sentence, at)
                if name is not None and name.end - name.start >= _FEWEST_NAMED:
                    return name.text
    return None


def _nearest(clause: Clause, before: Sequence[Sentence]) -> Phrase | None:
    """The last thing named before a clause that can come out; of a sentence first its subject."""
    found = _in_clauses_before(clause)
    places = _places(clause, clause.predicate.start, before)
    while found is None and (place := next(places, None)):
        found = _subject(*place) or _last(*place, _THINGS)
    return found


_THINGS: Final = nouns.OUTPUTS - nouns.BODIES


def _in_clauses_before(clause: Clause) -> Phrase | None:
    earlier = clause.before
    while earlier is not None:
        thing = earlier.thing
        if thing is not None and not thing.is_pronoun and thing.head.lower() in nouns.OUTPUTS:
            return thing
        if thing is None and earlier.sentence.lows[earlier.predicate.end] == "for":
            return right_of(earlier.sentence, earlier.predicate.end + 1)  # "pay for the wall"
        earlier = earlier.before
    return None


def _subject(sentence: Sentence, end: int) -> Phrase | None:
    """What the sentence begins with, if that can come out."""
    start = 0
    while start < end and (sentence.is_time(start) or sentence.lows[start] == ","):
        start += 1
    found = right_of(sentence, start, end)
    if found is None or found.end >= end or found.is_person:
        return None
    return found if found.head.lower() in nouns.OUTPUTS else None


def _last(sentence: Sentence, end: int, heads: frozenset[str]) -> Phrase | None:
    """The last thing before a place whose head is one of these nouns, with its "of ..."."""
    for at in range(end - 1, -1, -1):
        if sentence.lows[at] in heads:
            name = left_of(sentence, at)
            if name is not None:
                return right_of(sentence, name.start, end) or name
    return None

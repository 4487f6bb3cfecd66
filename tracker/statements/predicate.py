"""A predicate: a verb phrase with what leads it.

predicate = lead (adverb | date | aside)* verb phrase
lead      = "will" | "intends to" | "is due to" | "has" | "was" | "committed to" | ...
"""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple, get_args

from tracker.statements.verb_phrases import VerbPhrase, Voice, infinitive
from tracker.statements.words import Sentence

# What leads a verb that speaks of what is to come; the names of promises have them in them.
Ahead = Literal[
    "will", "intends", "expected", "committed", "working", "to-be", "would", "progressive",
]  # fmt: skip
# What leads any verb. "cue" has none: it is a phrase that tells everything.
Lead = Literal[
    Ahead, "should", "was-due", "present", "past", "perfect", "passive", "cue",
]  # fmt: skip
_AHEAD: Final = frozenset(get_args(Ahead))


class Predicate(NamedTuple):
    """A verb with what leads it; places are words of the sentence, ``end`` is the one after."""

    lead: Lead
    start: int
    verb_at: int
    end: int
    lemma: str = ""
    particle: str = ""
    voice: Voice = "active"
    denied: bool = False
    cue: str = ""  # the name of the phrase, where a phrase tells it all
    thing_at: int | None = None  # where the inner subject begins: "we expect THIS to report"

    @property
    def is_ahead(self) -> bool:
        """Whether it speaks of what is to come."""
        return self.lead in _AHEAD


Reader = Callable[[Sentence, int], Predicate | None]


def led(
    lead: Lead, start: int, phrase: VerbPhrase | None, *, denied: bool = False
) -> Predicate | None:
    """The predicate that a lead makes of a verb phrase; None where there is none."""
    if phrase is None:
        return None
    return Predicate(
        lead, start, phrase.at, phrase.end, phrase.lemma, phrase.particle, phrase.voice,
        denied or phrase.denied,
    )  # fmt: skip


def led_to(
    sentence: Sentence, lead: Lead, start: int, at: int, *, denied: bool = False
) -> Predicate | None:
    """The predicate of a lead with the infinitive that stands at a place.

    >>> found = led_to(Sentence("It is now due to be published.", None), "expected", 1, 5)
    >>> found.lead, found.lemma, found.voice
    ('expected', 'publish', 'passive')
    """
    return led(lead, start, infinitive(sentence, at), denied=denied)

"""A verb with what belongs to it, wherever an infinitive, a participle or an -ing form stands.

"be published", "look to publish", "make the data available", "be able to respond".
"""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from tracker.dues.words import word_set
from tracker.statements.adverbs import LONGEST_ASIDE, skip
from tracker.statements.forms import Form, has_form, lemma_as
from tracker.statements.verbs import OUTPUTS, PARTICLES, STRONG_PHRASES
from tracker.statements.words import Sentence

Voice = Literal["active", "passive", "state"]


class VerbPhrase(NamedTuple):
    """A verb, its place, the place after it and its particle, and how it is meant."""

    lemma: str
    at: int
    end: int
    voice: Voice = "active"
    denied: bool = False
    particle: str = ""  # of "be ready" and "be in place" what makes them a promise


def is_strong(phrase: VerbPhrase) -> bool:
    """Whether a verb by itself brings out something that can be looked for."""
    return phrase.lemma in OUTPUTS or (phrase.lemma, phrase.particle) in STRONG_PHRASES


# A state that is reached once, so it can be promised: "will be ready".
READY: Final = word_set("accessible available complete live online open operational ready")
# "Plans to publish" publishes; "continues to publish" only continues.
_ASPECTS: Final = word_set("aim begin go hope intend look plan seek start work")
_HOLDING: Final = word_set("continue help need tend try want wish")


def verb_at(
    sentence: Sentence, at: int, form: Form, voice: Voice = "active", *, denied: bool = False
) -> VerbPhrase | None:
    """The verb that stands at a place in a form, with its particle; or None.

    >>> sentence = Sentence("The plan will be set out by publishing it.", None)
    >>> verb_at(sentence, 4, "participle", "passive")
    VerbPhrase(lemma='set', at=4, end=6, voice='passive', denied=False, particle='out')
    >>> verb_at(sentence, 7, "ing").lemma, verb_at(sentence, 7, "participle")
    ('publish', None)
    """
    lemma = lemma_as(sentence.lows[at], form)
    if lemma is None:
        return None
    return _with_particle(sentence, VerbPhrase(lemma, at, at + 1, voice, denied))


def infinitive(sentence: Sentence, at: int) -> VerbPhrase | None:
    """What stands where an infinitive is due: "not be published", "publish", "look to publish"."""
    inner, denied = skip(sentence, at)
    read = _INFINITIVES.get(sentence.lows[inner], _plain)
    return read(sentence, inner, denied)


def _plain(sentence: Sentence, at: int, denied: bool) -> VerbPhrase | None:
    lows = sentence.lows
    lemma = lemma_as(lows[at], "base")
    if lemma is None:
        return None
    if lemma == "become" and lows[at + 1] in READY:
        return VerbPhrase("be", at + 1, at + 2, "state", denied, lows[at + 1])
    inner = _inner(sentence, at, lemma)
    if inner is not None:
        return inner._replace(denied=denied or inner.denied)
    return _with_particle(sentence, VerbPhrase(lemma, at, at + 1, "active", denied))


def _inner(sentence: Sentence, at: int, lemma: str) -> VerbPhrase | None:
    """What "look to publish", "start publishing" and "work with them to publish" do."""
    lows = sentence.lows
    if lemma in ("begin", "start"):
        doing = verb_at(sentence, at + 1, "ing")
        if doing is not None and is_strong(doing):
            return doing
    if lemma == "use" or (lemma == "work" and lows[at + 1] in _WORKS_WITH):
        return _worked_on(sentence, at)
    inner = infinitive(sentence, at + 2) if lows[at + 1] == "to" else None
    if inner is not None and lemma in _HOLDING:
        return inner._replace(lemma=lemma, particle="")
    return inner if lemma in _ASPECTS else None


_WORKS_WITH: Final = frozenset({"with", "alongside", "closely", "together"})


def _worked_on(sentence: Sentence, at: int) -> VerbPhrase | None:
    """“Work with industry to publish a strategy” publishes it; other work is only work."""
    for to in range(at + 2, min(at + LONGEST_ASIDE, sentence.count)):
        if sentence.lows[to] in _ENDS_WORK:
            return None
        if sentence.lows[to] == "to" and sentence.lows[to + 1] in _MADE:
            return infinitive(sentence, to + 1)
    return None


_ENDS_WORK: Final = frozenset({",", ".", ";", "and", "that", "which", "who", "whose"})
# What is made of what is used or worked on.
_MADE: Final = OUTPUTS | {"create", "develop", "produce"}


def _be(sentence: Sentence, at: int, denied: bool) -> VerbPhrase:
    """“Be published”, “be ready”, “be able to publish”; by itself only a state."""
    inner, more = skip(sentence, at + 1)
    denied = denied or more
    return (
        _able(sentence, inner, denied)
        or _ready(sentence, inner, denied)
        or verb_at(sentence, inner, "ing", denied=denied)
        or verb_at(sentence, inner, "participle", "passive", denied=denied)
        or VerbPhrase("be", at, at + 1, "state", denied)
    )


def _able(sentence: Sentence, at: int, denied: bool) -> VerbPhrase | None:
    if sentence.lows[at] not in ("able", "going") or sentence.lows[at + 1] != "to":
        return None
    inner = infinitive(sentence, at + 2)
    return inner and inner._replace(denied=denied or inner.denied)


def _ready(sentence: Sentence, at: int, denied: bool) -> VerbPhrase | None:
    low, after = sentence.lows[at : at + 2]
    if low in READY or (low == "out" and sentence.is_time(at + 1)):
        return VerbPhrase("be", at, at + 1, "state", denied, low)
    if sentence.lows[at : at + 3] == ["up", "and", "running"]:
        return VerbPhrase("be", at, at + 3, "state", denied, "in place")
    if low == "in" and after in ("place", "force", "effect", "operation"):
        return VerbPhrase("be", at, at + 2, "state", denied, "in place")
    return None


def _have(sentence: Sentence, at: int, denied: bool) -> VerbPhrase:
    """“Have published” is done; “have the plan signed off” will be; else one only owns."""
    inner, more = skip(sentence, at + 1)
    denied = denied or more
    if lemma_as(sentence.lows[inner], "participle") is not None:
        return VerbPhrase("have", at, inner + 1, "state", denied)
    lemma = "complete" if _gets_done(sentence, inner) else "have"
    return VerbPhrase(lemma, at, at + 1, "active", denied)


def _gets_done(sentence: Sentence, at: int) -> bool:
    """“(To have) the plan signed off”, “a system in place”: whether it says that it is done."""
    for after in range(at + 1, min(at + LONGEST_ASIDE, sentence.count)):
        low, following = sentence.lows[after : after + 2]
        if low in _ENDS_OBJECT:
            return False
        if low in READY or (low, following) in _IN_PLACE:
            return True
        if has_form(low, "participle") or low == "approved":
            return True
    return False


_ENDS_OBJECT: Final = frozenset({",", ".", ";", "and", "that", "to", "which"})
_IN_PLACE: Final = frozenset({("in", "place"), ("in", "force"), ("up", "and")})

_INFINITIVES: Final[dict[str, Callable[[Sentence, int, bool], VerbPhrase | None]]] = {
    "be": _be,
    "have": _have,
}


def _with_particle(sentence: Sentence, phrase: VerbPhrase) -> VerbPhrase:
    wanted = PARTICLES.get(phrase.lemma)
    if wanted is None:
        return phrase
    after = sentence.lows[phrase.end]
    if after in wanted:
        whole = (after, sentence.lows[phrase.end + 1]) == ("in", "place")
        return phrase._replace(particle=after, end=phrase.end + 1 + whole)
    if phrase.lemma in ("make", "bring") and phrase.voice == "active":
        return phrase._replace(particle=_after_object(sentence, phrase.end, wanted))
    return phrase


def _after_object(sentence: Sentence, at: int, wanted: set[str]) -> str:
    """“Make the data available”, “bring these provisions into force”; empty for none."""
    for after in range(at, min(at + LONGEST_ASIDE, sentence.count)):
        low = sentence.lows[after]
        if low in wanted:
            return low
        if low in _ENDS_OBJECT:
            return ""
    return ""

"""What a sentence says of the future or the past: who leads a verb, which verb, how.

One walk over the words finds all predicates. No dictionary of the language is needed: the words
that lead one are a closed class (``_READERS``), and what stands after one of them is a verb.
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.phrasebook import Mark
from tracker.statements import nouns
from tracker.statements.adverbs import is_adverb, skip
from tracker.statements.cues import LENGTHS, VERBS
from tracker.statements.forms import Form, has_form, words_of
from tracker.statements.intentions import INTENDING, INTENTIONS, intends, intention
from tracker.statements.leads import (
    BE,
    COMMITTED,
    EXPECTED,
    WILL,
    WORKING,
    bare_expected,
    committed,
    on_track,
    should,
    to_be,
    will,
    working,
    would,
)
from tracker.statements.predicate import Predicate, Reader, led, led_to
from tracker.statements.tenses import HAPPENING, PAST, after_be, past, perfect, present
from tracker.statements.verb_phrases import is_strong, verb_at
from tracker.statements.verbs import DELAYS, DROPS
from tracker.statements.words import Sentence

# A word that stands in two of these lines is read as the later one says.
_READERS: Final[dict[str, Reader]] = {
    **dict.fromkeys(HAPPENING, present),
    **dict.fromkeys(PAST, past),
    **dict.fromkeys(INTENDING, intends),
    **dict.fromkeys(INTENTIONS, intention),
    **dict.fromkeys(WORKING, working),
    **dict.fromkeys(COMMITTED, committed),
    **dict.fromkeys(EXPECTED, bare_expected),
    **dict.fromkeys(BE, after_be),
    **dict.fromkeys(WILL, will),
    "to": to_be,
    "track": on_track,
    "course": on_track,
    "has": perfect,
    "have": perfect,
    "had": perfect,
    "would": would,
    "should": should,
}


def predicates(sentence: Sentence) -> list[Predicate]:
    """Every predicate of a sentence, by its place; a telling phrase stands for those in it.

    >>> sentence = Sentence("The plan has been put back to May and we will publish it.", None)
    >>> [(found.lead, found.lemma or found.cue) for found in predicates(sentence)]
    [('cue', 'slipped.moved'), ('will', 'publish')]
    """
    cues = [_cue(sentence, at, mark) for at, mark in VERBS.all(sentence.lows)]
    verbs = _verbs(sentence) or _action(sentence) or _headline(sentence)
    free = [verb for verb in verbs if not any(_overlap(verb, cue) for cue in cues)]
    return sorted(cues + free, key=lambda found: found.start)


def _overlap(one: Predicate, other: Predicate) -> bool:
    return one.start < other.end and other.start < one.end


def _cue(sentence: Sentence, at: int, mark: Mark) -> Predicate:
    """A telling phrase, with the "has now been" before it."""
    start = at
    while start > 0 and _leads_to_cue(sentence.lows[start - 1]):
        start -= 1
    if sentence.low(start - 1).isdigit() and sentence.lows[start] in LENGTHS:
        start -= 1  # "the check: 3 months overdue"
    return Predicate("cue", start, at, at + mark.length, voice="passive", cue=mark.name)


def _leads_to_cue(low: str) -> bool:
    return low in _BEFORE_CUE or is_adverb(low)


_BEFORE_CUE: Final = word_set("are be been being had has have is not to was were will would")


def _verbs(sentence: Sentence) -> list[Predicate]:
    found: list[Predicate] = []
    free = 0
    for at in [at for at, low in enumerate(sentence.lows) if low in _READERS]:
        first = _READERS[sentence.lows[at]](sentence, at) if at >= free else None
        if first is not None:
            second = _coordinated(sentence, first)
            found += [first, second] if second else [first]
            free = max(found[-1].end, at + 1)
    return found


# ------------------------------------------------------------------------ coordination


def _coordinated(sentence: Sentence, first: Predicate) -> Predicate | None:
    """“Will announce the next steps and publish our response”: the second verb of one lead."""
    done = first.lead in ("passive", "perfect") and first.voice == "passive"
    if not (first.is_ahead or done):
        return None
    for at in range(first.end, sentence.count):
        low = sentence.lows[at]
        by = low == "by" and first.is_ahead and "," not in sentence.lows[first.end : at]
        if by and (means := _means(sentence, first, at + 1)):
            return means
        if low in _ENDS_COORDINATION:
            return None
        if low in ("and", "or", "then") and (second := _second(sentence, first, at + 1)):
            return second
    return None


_ENDS_COORDINATION: Final = word_set(". ; : ( which that who where if will to")


def _means(sentence: Sentence, first: Predicate, at: int) -> Predicate | None:
    """“Intends to fund this by introducing a levy”: what brings it about is what comes out."""
    phrase = verb_at(sentence, at, "ing")
    if phrase is None or not is_strong(phrase):
        return None
    return first._replace(
        verb_at=at, end=phrase.end, lemma=phrase.lemma, particle=phrase.particle,
        voice="active", denied=first.denied, thing_at=None,
    )  # fmt: skip


def _second(sentence: Sentence, first: Predicate, after: int) -> Predicate | None:
    at, denied = skip(sentence, after)
    form: Form = "participle" if first.voice == "passive" else "base"
    if not has_form(sentence.lows[at], form) or _is_noun(sentence, at):
        return None
    phrase = verb_at(sentence, at, form, first.voice, denied=denied)
    return phrase and first._replace(
        verb_at=at, end=phrase.end, lemma=phrase.lemma, particle=phrase.particle, denied=denied
    )


def _is_noun(sentence: Sentence, at: int) -> bool:
    """“And review of”, “and reports to”: whether a word that could be a verb is a noun here."""
    return sentence.lows[at + 1] in _AFTER_NOUN or sentence.is_capital(at)


_AFTER_NOUN: Final = frozenset({"of", "and", ",", ".", "to", ""})

# ------------------------------------------------------------------- lines of a table


_HEADLINED: Final = words_of(DELAYS | (DROPS - {"drop", "withdraw"}), "participle")


def _headline(sentence: Sentence) -> list[Predicate]:
    """“Ashby hub delayed until September 2026”: a line without any other verb."""
    if not (BE | WILL | {"has", "have", "had"}).isdisjoint(sentence.lows):
        return []
    for at in range(1, sentence.count):
        ends = at + 1 >= sentence.count or sentence.is_time(at + 1)
        if ends and sentence.lows[at] in _HEADLINED and _is_of_thing(sentence, at - 1):
            phrase = verb_at(sentence, at, "participle", "passive")
            found = led("perfect", at, phrase)
            return [found] if found else []
    return []


def _is_of_thing(sentence: Sentence, at: int) -> bool:
    return sentence.lows[at] in nouns.OUTPUTS or sentence.is_capital(at)


def _action(sentence: Sentence) -> list[Predicate]:
    """“Head of Payroll to circulate the policy by 30 November”: the one verb of a table's line."""
    if sentence.lows[0] in nouns.PERSONS:
        return []  # "we want every village to have a bus"
    if "to" not in sentence.lows[1:] or any(has_form(low, "s", "past") for low in sentence.lows):
        return []
    to = sentence.lows.index("to", 1)
    found = led_to(sentence, "to-be", to, to + 1) if sentence.times(to, sentence.count) else None
    known = found is not None and has_form(sentence.lows[found.verb_at], "base")
    return [found] if found and known else []

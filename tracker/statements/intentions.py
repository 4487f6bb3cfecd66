"""Intentions, as verbs and as nouns: "intends to", "is planning to", "its intention to".

Each reader takes the place of its own word and gives the predicate that it leads, or None.
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import denies, is_adverb, skip
from tracker.statements.forms import SAID, has_form, is_verb, words_of
from tracker.statements.leads import working
from tracker.statements.predicate import Lead, Predicate, led, led_to
from tracker.statements.verb_phrases import verb_at
from tracker.statements.verbs import INTENDS
from tracker.statements.words import Sentence

INTENDING: Final = words_of(INTENDS, "base", "s")
INTENTIONS: Final = word_set(
    "aim ambition intention intentions plan plans pledge proposal proposals"
)
# After one of these "plans" and "aim" are nouns.
_BEFORE_NOUN: Final = word_set(
    """
    a about against any current for from her his including into its no of on our such the their
    these with
    """
)
# "We plan", "officials plan": before the bare form stands one of these, or a plural.
_BEFORE_BASE: Final = word_set("also and both currently i ministers now officials they we who")


def intends(sentence: Sentence, at: int) -> Predicate | None:
    """“Intends to publish”, “we propose publishing”, “we expect this to report in May”."""
    before = sentence.low(at - 1)
    if before in _BEFORE_NOUN:
        return _plans(sentence, at) if sentence.lows[at] in ("plan", "plans") else None
    if _is_noun(sentence, at, before):
        return None
    if before in ("have", "has", "had"):
        return _plans(sentence, at)
    inner, denied = skip(sentence, at + 1)
    denied = denied or _is_denied_before(sentence, at)
    if sentence.lows[inner] == "to":
        return led_to(sentence, "intends", at, inner + 1, denied=denied)
    if is_verb(sentence.lows[inner]) and (phrase := verb_at(sentence, inner, "ing")):
        return led("intends", at, phrase, denied=denied)
    return _expects_that_it(sentence, at, inner)


def _is_noun(sentence: Sentence, at: int, before: str) -> bool:
    """“Plans to publish it are ...”, “considering plans to”: who would intend it is not said."""
    if sentence.lows[at] == "plans":
        done_to = is_verb(before) and before not in SAID and before not in ("has", "have", "had")
        return not before or done_to
    return has_form(sentence.lows[at], "base") and not _can_intend(before)


def _can_intend(before: str) -> bool:
    plural = before in _BEFORE_BASE or before.endswith("s") or before in nouns.BODIES
    return plural or is_adverb(before)


def _is_denied_before(sentence: Sentence, at: int) -> bool:
    """“Does not now intend”, “no longer plans”."""
    before = at - 1
    while before >= 0 and is_adverb(sentence.lows[before]):
        if denies(sentence, before):
            return True
        before -= 1
    return False


_LONGEST_SUBJECT: Final = 14
_ENDS_SUBJECT: Final = frozenset({",", ".", ";", "and", "that", "which", "will"})


def _expects_that_it(sentence: Sentence, start: int, at: int) -> Predicate | None:
    """“I expect this to report in the autumn”, “we hope for it to be in place by March”."""
    lows = sentence.lows
    if lows[at] == "that":
        return None  # the clause has its own "will"
    for to in range(at + 1, min(at + _LONGEST_SUBJECT, sentence.count)):
        if lows[to] in _ENDS_SUBJECT:
            return None
        if lows[to] == "to":
            found = led_to(sentence, "intends", start, to + 1)
            return found and found._replace(thing_at=at + 1 if lows[at] == "for" else at)
    return None


def planning(
    sentence: Sentence, start: int, at: int, *, past: bool, denied: bool
) -> Predicate | None:
    """“(Are) planning to publish”, “looking to publish”, “hoping for it to open in May”."""
    low = sentence.lows[at]
    if low == "working":
        return None if past else working(sentence, at)
    inner, more = skip(sentence, at + 1)
    if sentence.lows[inner] == "to":
        lead: Lead = "was-due" if past else "intends"
        return led_to(sentence, lead, start, inner + 1, denied=denied or more)
    if low in ("expecting", "hoping", "anticipating") and not past:
        return _expects_that_it(sentence, start, inner)
    return None


def intention(sentence: Sentence, at: int) -> Predicate | None:
    """“Its intention to review”, “our plan is to release”; where it is a verb, what that leads."""
    found = _intention_to(sentence, at)
    if found is None and sentence.lows[at] in INTENDING:
        return intends(sentence, at)
    return found


_WHOSE: Final = word_set("her his its our s the their")


def _intention_to(sentence: Sentence, at: int) -> Predicate | None:
    lows, before, after = sentence.lows, sentence.low(at - 1), at + 1
    if before in ("no", "any"):
        return None
    if lows[after] in ("is", "remains"):
        after += 1
    elif before not in _WHOSE:
        return None
    return led_to(sentence, "intends", at, after + 1) if lows[after] == "to" else None


def _plans(sentence: Sentence, at: int) -> Predicate | None:
    """“Has plans to publish”, “no plans to publish”."""
    before = {sentence.low(at - 1), sentence.low(at - 2), sentence.low(at - 3)}
    denied = not before.isdisjoint({"no", "not", "any"})
    if sentence.lows[at + 1] not in ("to", "for") or not (denied or before & {"has", "have"}):
        return None
    return led_to(sentence, "intends", at, at + 2, denied=denied)

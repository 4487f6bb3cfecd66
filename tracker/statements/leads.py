"""What speaks of the future by itself: "will", "due to", "committed to", "with a view to".

Each reader takes the place of its own word and gives the predicate that it leads, or None.
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import skip
from tracker.statements.forms import has_form, is_verb, words_of
from tracker.statements.predicate import Lead, Predicate, led, led_to
from tracker.statements.verb_phrases import verb_at
from tracker.statements.verbs import ASKS
from tracker.statements.words import Sentence

# ------------------------------------------------------------- will, would, should, to be

WILL: Final = frozenset({"will", "shall"})


def will(sentence: Sentence, at: int) -> Predicate | None:
    """“Will publish”, “shall be published”."""
    return led_to(sentence, "will", at, at + 1)


def would(sentence: Sentence, at: int) -> Predicate | None:
    """“(Said that it) would publish”: a promise only where it is told."""
    return led_to(sentence, "would", at, at + 1)


def should(sentence: Sentence, at: int) -> Predicate | None:
    """“Should be published by March”: seldom a promise, mostly a norm."""
    return led_to(sentence, "should", at, at + 1)


def to_be(sentence: Sentence, at: int) -> Predicate | None:
    """“The strategy, to be published shortly”; “needs to be” and “asked to be” are none."""
    before = sentence.low(at - 1)
    if not ASKED.isdisjoint(sentence.lows[max(at - _ASK_REACH, 0) : at]):
        return None  # "had asked for all fieldwork to be completed"
    asked = is_verb(before) and before not in _SET_OR_PLANNED
    if sentence.lows[at + 1] != "be" or asked or before in _NOT_BEFORE_TO_BE:
        return None
    return led_to(sentence, "to-be", at, at + 1)


ASKED: Final = words_of((ASKS | {"require"}) - {"expect", "need", "want"}, "past", "ing", "s")
_ASK_REACH: Final = 8
_SET_OR_PLANNED: Final = words_of({"set", "plan"}, "base", "s", "past", "participle", "ing")
_NOT_BEFORE_TO_BE: Final = word_set(
    """
    ability able and as difficult easy hard how impossible keen likely need not or order potential
    power ready right scope unlikely what
    """
)

# ---------------------------------------------------------------------------- expected

# What a thing is by a plan: the date, "to" or "for" comes after it.
EXPECTED: Final = word_set(
    """
    anticipated due earmarked estimated expected forecast intended pencilled planned projected
    scheduled set slated targeted targeting timetabled
    """
)
BE: Final = word_set("am are be been being is remain remains was were")
_OF_A_NAME: Final = word_set("a an as its our than the their")


def bare_expected(sentence: Sentence, at: int) -> Predicate | None:
    """“..., due to be published shortly”, “a publication planned for spring”."""
    low, before, after = sentence.lows[at], sentence.low(at - 1), sentence.lows[at + 1]
    if before in BE or before in _OF_A_NAME:
        return None  # after "is" it was read with it; "the planned review" is a name
    if low in ("forecast", "intended") and after != "to":
        return None
    if low == "due" and after == "to" and not _is_infinitive(sentence, at + 2):
        return None  # "due to unforeseen demand"
    return expected(sentence, at, at + 1)


def _is_infinitive(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[skip(sentence, at)[0]]
    return has_form(low, "base")


def expected(
    sentence: Sentence, start: int, after: int, *, past: bool = False, denied: bool = False
) -> Predicate | None:
    """What stands after "due", "expected", "on track": "to be published", "for launch", a date."""
    lead: Lead = "was-due" if past else "expected"
    at, more = skip(sentence, after)
    low, denied = sentence.lows[at], denied or more
    if low == "to":
        return led_to(sentence, lead, start, at + 1, denied=denied)
    if sentence.low(after - 1) == "set" and low != "for":
        return None
    if low in ("for", "in") or at > after or _is_out_by_a_date(sentence, at):
        return Predicate(lead, start, at, at, voice="state", denied=denied)
    if low in ("a", "an") and sentence.lows[at + 1] in _ACTS and sentence.is_time(at + 2):
        return Predicate(lead, start, at, at, voice="state", denied=denied)
    return None


# "Targeting a launch in late November".
_ACTS: Final = word_set("completion go-live launch publication release start")
_OUT: Final = word_set("at back before from on out with")
_LONGEST_PLACE: Final = 6


def _is_out_by_a_date(sentence: Sentence, at: int) -> bool:
    """“Due | from our consultants by May”, “expected | out in June”."""
    low = sentence.lows[at]
    return low in _OUT and bool(sentence.times(at + 1, at + 1 + _LONGEST_PLACE))


def on_track(sentence: Sentence, at: int) -> Predicate | None:
    """“Station 4: on track to complete in May”, without the verb of a line of a table."""
    return expected(sentence, at - 1, at + 1) if sentence.low(at - 1) == "on" else None


# --------------------------------------------------------------------- committed, working

COMMITTED: Final = word_set("commitment commits committed committing")
_COMMITTED_TO: Final = nouns.VEHICLES | word_set(
    "assessment evaluation inquiry investigation pilot trial"
)
# "A full independent review": so far into a name its last word is looked for.
_LONGEST_NAME: Final = 4


def committed(sentence: Sentence, at: int) -> Predicate | None:
    """“Is committed to publishing”, “committed to publish”, “has committed to a review”."""
    if sentence.lows[at + 1] != "to" or not _is_somebodys(sentence, at):
        return None
    inner, denied = skip(sentence, at + 2)
    if sentence.lows[inner : inner + 2] == ["at", "least"]:
        inner += 2  # "committed to at least doubling the number"
    phrase = verb_at(sentence, inner, "ing", denied=denied)
    if phrase is not None:
        return led("committed", at, phrase)
    if sentence.lows[at] != "commitment" and _is_paper(sentence, inner):
        return Predicate("committed", at, inner, inner, "undertake")
    return led_to(sentence, "committed", at, at + 2)


def _is_somebodys(sentence: Sentence, at: int) -> bool:
    """“Our commitment to publish”; "against a commitment to reduce numbers" only measures."""
    if sentence.lows[at] != "commitment":
        return True
    return sentence.low(at - 1) not in ("a", "any", "no", "of", "the")


def _is_paper(sentence: Sentence, at: int) -> bool:
    """Whether a paper or an inquiry stands there, with its article and small words before it."""
    if sentence.lows[at] not in ("a", "an", "the", "further"):
        return False
    last = at + 1
    while last < min(at + _LONGEST_NAME, sentence.count) and not (
        sentence.is_capital(last) or sentence.lows[last] in _COMMITTED_TO
    ):
        last += 1
    return sentence.lows[last] in _COMMITTED_TO


WORKING: Final = word_set("with towards working work")
_AIMS: Final = word_set("aim ambition goal intention objective view")


def working(sentence: Sentence, at: int) -> Predicate | None:
    """“Working on publishing”, “with a view to publishing”, “with the aim of publishing”."""
    lows, link = sentence.lows, at + 1
    if lows[at] == "with":
        aim = at + 2 if lows[at + 1] in ("a", "an", "the") else at + 1
        if lows[aim] not in _AIMS:
            return None
        link = aim + 1
    if lows[link] not in ("to", "on", "of", "towards"):
        return None
    inner, _ = skip(sentence, link + 1)
    phrase = verb_at(sentence, inner, "ing")
    if phrase is None and lows[link] == "to" and lows[at] in ("working", "work"):
        return led_to(sentence, "working", at, link + 1)
    return led("working", at, phrase)

"""What has happened, what happens on a day, and all that follows a form of "be".

Each reader takes the place of its own word and gives the predicate that it leads, or None.
"""

from typing import Final

from tracker.dues.words import FULL_WEEKDAYS, word_set
from tracker.statements import nouns
from tracker.statements.adverbs import back, is_adverb, skip
from tracker.statements.forms import Form, has_form, is_verb, words_of
from tracker.statements.intentions import planning
from tracker.statements.leads import BE, EXPECTED, WILL, committed, expected
from tracker.statements.noun_phrases import right_of
from tracker.statements.predicate import Lead, Predicate, led, led_to
from tracker.statements.verb_phrases import VerbPhrase, verb_at
from tracker.statements.verbs import HAPPENS, INTENDS, KNOWN
from tracker.statements.words import Sentence

# -------------------------------------------------------------------------- after "be"

_PLANNING: Final = words_of(INTENDS | {"look", "work"}, "ing")
# "About to publish", "determined to publish".
_MINDED: Final = word_set("about determined going minded poised ready unlikely")


def after_be(sentence: Sentence, start: int) -> Predicate | None:
    """“Is due to”, “are going to”, “is to”, “is publishing”, “was published”."""
    lows = sentence.lows
    at, denied = skip(sentence, start + 1)
    low, after = lows[at], lows[at + 1]
    past = lows[start] in ("was", "were") or (
        lows[start] == "been" and sentence.low(start - 1) == "had"
    )
    on_track = low == "on" and after in ("track", "course", "schedule")
    if low in EXPECTED or on_track:
        return expected(sentence, start, at + 1 + on_track, past=past, denied=denied)
    if low in _MINDED and after == "to" and not lows[start].startswith("remain"):
        unlikely = low == "unlikely"
        lead: Lead = "was-due" if past else "expected" if unlikely else "intends"
        return led_to(sentence, lead, start, at + 2, denied=denied or unlikely)
    if low == "to" and not past and sentence.low(at - 1) != "yet":
        return led_to(sentence, "will", start, at + 1, denied=denied)
    if low == "committed":
        return committed(sentence, at)
    if low in _PLANNING:
        return planning(sentence, start, at, past=past, denied=denied)
    progressive = None if past else _progressive(sentence, start, at, denied=denied)
    return progressive or _passive(sentence, start, at, denied=denied)


def _progressive(sentence: Sentence, start: int, at: int, *, denied: bool) -> Predicate | None:
    """“Is introducing the duty from April 2028”, “is being extended until March”."""
    if sentence.lows[at] == "being":
        inner, more = skip(sentence, at + 1)
        phrase = verb_at(sentence, inner, "participle", "passive", denied=denied or more)
    else:
        phrase = verb_at(sentence, at, "ing", denied=denied)
    known = phrase is not None and is_verb(sentence.lows[phrase.at])
    return led("progressive", start, phrase) if known else None


def _passive(sentence: Sentence, start: int, at: int, *, denied: bool) -> Predicate | None:
    """“Was published”; “is published”, which tells of a date at most."""
    lead = _PASSIVE_LEADS.get(sentence.lows[start])
    if lead is None:
        return None
    return led(lead, start, verb_at(sentence, at, "participle", "passive", denied=denied))


_PASSIVE_LEADS: Final[dict[str, Lead]] = {
    "was": "passive", "were": "passive", "is": "present", "are": "present", "been": "present",
}  # fmt: skip

# ---------------------------------------------------------------------------- perfect


def perfect(sentence: Sentence, start: int) -> Predicate | None:
    """“Has published”, “had been published”, “has had to be postponed”."""
    if sentence.lows[start] == "have" and _is_only_supposed(sentence, start):
        return None
    at, denied = skip(sentence, start + 1)
    low, after = sentence.lows[at : at + 2]
    if low == "been":
        return _has_been(sentence, start, at, denied=denied)
    if (low, after) == ("had", "to"):
        return led_to(sentence, "perfect", start, at + 2)
    promise = _has_promised(sentence, start, at, denied=denied)
    return promise or led("perfect", start, verb_at(sentence, at, "participle", denied=denied))


def _has_promised(sentence: Sentence, start: int, at: int, *, denied: bool) -> Predicate | None:
    """“Has committed to publishing it”, “had intended to”, “has promised a bill”."""
    low, after = sentence.lows[at : at + 2]
    if low == "committed":
        return committed(sentence, at)
    if low in _INTENDED and after == "to":
        return led_to(sentence, "was-due", start, at + 2, denied=denied)
    if low in ("promised", "pledged") and after in ("a", "an", "the"):
        return Predicate("committed", start, at, at + 1, "undertake")
    return None


_INTENDED: Final = words_of(INTENDS - {"commit", "undertake"}, "participle")


def _is_only_supposed(sentence: Sentence, have: int) -> bool:
    """“Was to have been published”, “should by now have published its plan”."""
    near = sentence.lows[max(have - 3, 0) : have]
    return sentence.low(back(sentence, have - 1)) == "to" or not _MODALS.isdisjoint(near)


_MODALS: Final = word_set("can cannot could may might must ought should would")


def _has_been(sentence: Sentence, start: int, been: int, *, denied: bool) -> Predicate | None:
    at, more = skip(sentence, been + 1)
    if sentence.lows[at] in EXPECTED and sentence.lows[at + 1] == "to":
        return None
    phrase = verb_at(sentence, at, "participle", "passive", denied=denied or more)
    return led("perfect", start, phrase)


# ------------------------------------------------------------------------------- past

PAST: Final = words_of(KNOWN, "past")
_BEFORE_PARTICIPLE: Final = word_set(
    ", a all an and any as by for from in its newly of on or our recently the their to with"
)


def past(sentence: Sentence, at: int) -> Predicate | None:
    """A past tense with its object: “published the findings”, never “the findings published”."""
    place = _place_of_subject(sentence, at)
    before = sentence.low(place)
    aside = _start_of_aside(sentence, place) if before == "," else None
    if aside is not None:
        before = sentence.low(aside - 1)  # "the hub, due to open in April, | opened"
    verb = is_verb(before) and not sentence.is_capital(max(place, 0))
    within = aside is None and _is_inside(sentence, at)
    if not before or before in _BEFORE_PARTICIPLE or verb or within:
        return None
    phrase = verb_at(sentence, at, "past")
    if phrase is None or not _is_told_of(sentence, phrase):
        return None
    thing = right_of(sentence, phrase.end)
    if thing is not None and sentence.lows[thing.end] in _FINITE:
        return None  # "the number of issued permits does not equal"
    return led("past", at, phrase)


def _start_of_aside(sentence: Sentence, comma: int) -> int | None:
    """The comma before “, due to open in April,” or None."""
    for at in range(comma - 1, 0, -1):
        if sentence.lows[at] == ",":
            return at if sentence.lows[at + 1] in _BEGINS_ASIDE else None
    return None


_BEGINS_ASIDE: Final = word_set("due expected planned scheduled originally promised which")


def _place_of_subject(sentence: Sentence, at: int) -> int:
    at -= 1
    while at > 0 and is_adverb(sentence.lows[at]):
        at -= 1
    return at


def _is_inside(sentence: Sentence, at: int) -> bool:
    """Whether the clause has its verb already: "will be available in future published reports"."""
    for before in range(at - 1, -1, -1):
        low = sentence.lows[before]
        if low in _CLAUSE_BREAKS or sentence.is_time(before):
            return False
        if low in _FINITE:
            return True
    return False


_CLAUSE_BREAKS: Final = word_set(". ; : , and but or which that who when where while as after ( )")
_FINITE: Final = WILL | (BE - {"be", "being"}) | {"do", "does", "has", "have"}


def _is_told_of(sentence: Sentence, phrase: VerbPhrase) -> bool:
    """Whether a past form is the verb of its clause: it has an object, or needs none."""
    if has_form(sentence.lows[phrase.end + 1], "s") and sentence.lows[phrase.end] in nouns.OUTPUTS:
        return False  # "the Office's published data shows"
    if _begins_object(sentence, phrase.end) or _happens_alone(sentence, phrase):
        return True
    return phrase.lemma in _BRINGS_OUT and _is_plain_name(sentence, phrase.end)


_BEGINS_OBJECT: Final = word_set(
    """
    a an draft final five four full further interim its new our revised the their three two updated
    """
)


def _begins_object(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    return (
        low in _BEGINS_OBJECT
        or low in nouns.OUTPUTS
        or sentence.is_capital(at)
        or low.isdigit()
        or low.startswith(("£", "$"))
    )


_BRINGS_OUT: Final = word_set("issue launch lay open publish release unveil")
_AFTER_PARTICIPLE: Final = word_set(
    """
    after alongside and as at before but by during earlier for from in last on online or this
    through to today under via with within yesterday
    """
)


def _is_plain_name(sentence: Sentence, at: int) -> bool:
    """Whether an object without article may begin here: "published part one of his report"."""
    low = sentence.lows[at]
    joins = low in _AFTER_PARTICIPLE or is_adverb(low)
    return low.isalpha() and not joins and not is_verb(low)


_WHEN_AND_WHERE: Final = FULL_WEEKDAYS | word_set("at in last month on today week year yesterday")
_NEEDS_PARTICLE: Final = frozenset({"come", "enter", "go", "kick", "take"})
_AFTER_ALL: Final = frozenset({".", ",", ";", "and", "with", "to", "for"})


def _happens_alone(sentence: Sentence, phrase: VerbPhrase) -> bool:
    """“The consultation opened on Monday.”: not "the paper launched in May will drive forward"."""
    bare = phrase.lemma in _NEEDS_PARTICLE and not phrase.particle
    if phrase.lemma not in HAPPENS or bare:
        return False
    at = _past_force(sentence, phrase.end)
    while _says_when_or_where(sentence, at):
        at += 1
    return at >= sentence.count or sentence.lows[at] in _AFTER_ALL


def _says_when_or_where(sentence: Sentence, at: int) -> bool:
    if sentence.is_time(at) or sentence.lows[at] in _WHEN_AND_WHERE:
        return True
    return sentence.lows[at - 1] in ("in", "at") and sentence.is_capital(at)


# ---------------------------------------------------------------------------- present

HAPPENING: Final = words_of(HAPPENS, "base", "s")
_NOT_BEFORE_PRESENT: Final = _BEFORE_PARTICIPLE | word_set("can could may must not should")
_SUBORDINATES: Final = frozenset({"when", "once", "until", "after", "before", "as"})
_REACH: Final = 6


def present(sentence: Sentence, at: int) -> Predicate | None:
    """“The next call opens in summer 2024”: a timetable in the present tense, with its date."""
    before = sentence.low(at - 1)
    if before in _NOT_BEFORE_PRESENT or (is_verb(before) and before not in nouns.OUTPUTS):
        return None  # "to remain open in 2025"
    form: Form = "base" if has_form(sentence.lows[at], "base") else "s"
    phrase = verb_at(sentence, at, form)
    dated = phrase is not None and sentence.is_time(_past_force(sentence, phrase.end))
    return led("present", at, phrase) if dated and not _is_subordinate(sentence, at) else None


def _past_force(sentence: Sentence, at: int) -> int:
    """“Come into | force | on 6 April”."""
    return at + (sentence.lows[at] in ("force", "effect", "operation", "law"))


def _is_subordinate(sentence: Sentence, at: int) -> bool:
    """“We will publish it when the commission starts in April”: the date is that of the promise."""
    return not _SUBORDINATES.isdisjoint(sentence.lows[max(at - _REACH, 0) : at])

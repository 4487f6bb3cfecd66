"""The noun phrases beside a predicate: who does it, and what it is done to.

    subject  words from where the clause begins up to the predicate
    object   words from the verb up to the first that cannot belong to a name

A deliverable is the head noun with what stands before it, and the first phrase with "of", "on"
or "for" after it: "response to the consultation", "details on the allocation of the budget".
"""

from typing import Final, NamedTuple

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.predicates import Predicate, is_adverb
from tracker.statements.verbs import SAYS, forms_of
from tracker.statements.words import Sentence

_ENDS: Final = word_set(
    """
    . ; : ( ) [ ] " “ ” ? ! • – — - which that who whom whose where when while whilst whereas
    although though because if unless until so but as since than will would shall should could
    may might can must is are was were be been being has have had do does did not to by in with
    from at into through via under against between during before after following including
    alongside along about across within without upon towards per via over under using such
    setting covering outlining detailing giving containing ensuring subject once how what whether
    there then also due rather instead together later too
    """
)
_LINKS: Final = frozenset({"of", "on", "for"})
_CLAUSE_STARTS: Final = word_set(
    """
    . ; : , ( ) " “ ” • – — - that which who where when while whilst whereas although though because
    if unless but so as since and or therefore however
    """
)
_LEADING: Final = word_set(
    """
    however therefore furthermore moreover additionally further also and but so then meanwhile
    separately finally firstly secondly currently overall similarly instead again in on at for with
    as by of to from
    """
)
_RESPONSES: Final = word_set(
    "response responses answer reply update updates changes amendments reforms change access limit"
)
_LINKS_OF: Final = {
    "to": _RESPONSES,
    "from": frozenset({"findings", "results", "evidence", "lessons"}),
}
_LONGEST: Final = 16
# Nominal sense of verbs whose object is only their topic.
ACTS: Final = {
    "respond": "response", "reply": "response", "consult": "consultation", "report": "report",
    "review": "review", "legislate": "legislation", "update": "update", "evaluate": "evaluation",
    "withdraw": "withdrawal", "close": "closure", "abolish": "abolition", "repeal": "repeal",
    "replace": "replacement", "reform": "reform", "pilot": "pilot", "assess": "assessment",
}  # fmt: skip


class Phrase(NamedTuple):
    """A noun phrase: its places in the sentence, its head, and its words."""

    start: int
    end: int
    head: str
    text: str

    @property
    def is_pronoun(self) -> bool:
        """Whether it only points at something named elsewhere."""
        return self.text.lower() in nouns.PRONOUNS

    @property
    def is_person(self) -> bool:
        """Whether it does things and is none that comes out: "we", "the Department"."""
        return self.text.lower() in nouns.PERSONS or self.head.lower() in nouns.BODIES


def object_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """What the verb is done to, or None where nothing named stands after it."""
    lows = sentence.lows
    at = predicate.end
    while sentence.words[at].is_time or is_adverb(lows[at]) and lows[at] != "further":
        at += 1
    if predicate.voice == "passive":
        replaced = predicate.lemma == "replace" and lows[at] in ("by", "with")
        return right_of(sentence, at + 1) if replaced else None
    if (
        predicate.particle in ("into", "effect", "place", "live", "forward")
        and predicate.lemma in ("come", "take", "go", "enter")
        and predicate.particle != "forward"
    ):
        return None
    if lows[at : at + 2] == ["do", "so"]:
        return None
    if lows[at] in ("on", "to", "for", "with", "into", "in", "by", "upon"):
        if predicate.lemma in ACTS and lows[at] != "by":
            topic = right_of(sentence, at + 1)
            return _act(sentence, predicate, at, topic)
        return None
    found = right_of(sentence, at)
    if found is not None and predicate.lemma in ("update", "inform", "advise", "brief"):
        return _told(sentence, predicate, found) or _act(sentence, predicate, at, found)
    if found is not None and predicate.lemma in ("review", "evaluate", "assess"):
        return _act(sentence, predicate, at, found)
    return found


def _told(sentence: Sentence, predicate: Predicate, whom: Phrase) -> Phrase | None:
    """“Update Parliament with the outcome”, “update the House on its progress”."""
    for at in range(whom.start, min(whom.end + _LONGEST, sentence.count)):
        low = sentence.lows[at]
        if low == "with":
            return right_of(sentence, at + 1)
        if low == "on" and (topic := right_of(sentence, at + 1)) is not None:
            return Phrase(topic.start, topic.end, "update", f"update on {topic.text}")
        if low in (".", ";", "which", "that"):
            break
    return Phrase(whom.start, whom.end, "update", "update")


def _act(sentence: Sentence, predicate: Predicate, at: int, topic: Phrase | None) -> Phrase | None:
    act = ACTS.get(predicate.lemma, predicate.lemma)
    if topic is None:
        return None
    link = sentence.lows[at] if sentence.lows[at] in ("on", "to", "for") else "of"
    return Phrase(topic.start, topic.end, act, f"{act} {link} {topic.text}")


def vehicle_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """“Plans will be set out in the spring publication”: the paper that is still to come."""
    if predicate.lemma not in (
        "set",
        "produce",
        "detail",
        "outline",
        "provide",
        "include",
        "contain",
    ):
        return None
    if predicate.voice == "active" and predicate.lemma != "set":
        return None
    for at in range(predicate.end, min(predicate.end + _LONGEST, sentence.count)):
        low = sentence.lows[at]
        if low in ("in", "through", "within") or (low == "as" and sentence.lows[at - 1] == "such"):
            part = right_of(sentence, at + 1)
            if part is not None and part.head.lower() in nouns.VEHICLES:
                return part
        if low in (",", ".", ";", "and", "which", "that", "to"):
            return None
    return None


def act_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """“Considering the report and will respond”: the act, with what it must be about."""
    act = ACTS.get(predicate.lemma)
    if act is None:
        return None
    at = predicate.verb_at
    for before in range(predicate.start - 1, -1, -1):
        if sentence.lows[before] in _ANSWERED and act in ("response", "update", "report"):
            topic = _topic(sentence, before)
            link = "to" if act == "response" else "on"
            return Phrase(at, at + 1, act, f"{act} {link} {topic.text}")
    return Phrase(at, at + 1, act, act)


def _topic(sentence: Sentence, at: int) -> Phrase:
    return left_of(sentence, at) or Phrase(
        at, at + 1, sentence.lows[at], sentence.quote(at, at + 1)
    )


_ANSWERED: Final = word_set(
    "report consultation recommendations review findings inquiry evidence petition proposals advice"
)


def antecedent_of(sentence: Sentence, subject: Phrase) -> Phrase | None:
    """“The evaluation, which we expect to publish”: what "which" stands for."""
    at = subject.start - 1
    while at >= 0 and sentence.lows[at] in nouns.DETERMINERS:
        at -= 1
    if sentence.low(at) not in ("which", "that"):
        return None
    return left_of(sentence, at - 1)


def right_of(sentence: Sentence, at: int, limit: int | None = None) -> Phrase | None:
    """The noun phrase that begins at a place and ends before ``limit``.

    With it goes the first phrase with "of", "on" or "for"; a second one where the first is a
    single word that says little ("details on the allocation | of the budget").
    """
    lows, limit = sentence.lows, sentence.count if limit is None else limit
    first = at
    while first < limit and lows[first] in nouns.DETERMINERS - {"no"}:
        first += 1
    if lows[first] in nouns.PRONOUNS:
        return Phrase(first, first + 1, lows[first], sentence.quote(first, first + 1))
    if (
        first > at
        and lows[at] in nouns.PRONOUNS
        and (first >= limit or _stops(sentence, first) or sentence.words[first].is_time)
    ):
        return Phrase(at, at + 1, lows[at], sentence.quote(at, at + 1))
    end, head, links = first, "", [first]
    while end < limit and end - first < _LONGEST:
        low = lows[end]
        to_thing = (
            low == "to" and limit < sentence.count and lows[end + 1] in ("the", "all", "a", "its")
        )
        if low in _LINKS or to_thing or lows[end - 1] in _LINKS_OF.get(low, ()):
            thin = len(links) == 2 and _words_between(sentence, links[1], end) == 1 and low == "of"
            if end == first or (len(links) > 1 and not thin) or not _begins_name(sentence, end + 1):
                break
            head = head or lows[end - 1]
            links.append(end)
        elif low == "," or low in ("and", "or"):
            if not _goes_on(sentence, end, linked=len(links) > 1):
                break
        elif sentence.words[end].is_time:
            if lows[end - 1] == "for":
                end += 1
                break
            if not describes(sentence, end):
                break
        elif low == "(" and (after := _past_bracket(sentence, end)) is not None:
            end = after
            continue
        elif _stops(sentence, end) or (end > first and _is_reduced(sentence, end)):
            break
        end += 1
    while end > first and lows[end - 1] in _TRAILING:
        end -= 1
    if end == first:
        return None
    return Phrase(first, end, head or lows[end - 1], sentence.quote(first, end))


def _is_reduced(sentence: Sentence, at: int) -> bool:
    """“The survey | planned for this year”, “points | raised in the report”."""
    after = sentence.lows[at + 1]
    leads = (
        after in ("for", "in", "by", "at", "to", "from", "under", "with")
        or sentence.words[at + 1].is_time
    )
    return (
        leads
        and sentence.lows[at].endswith(("ed", "ted", "held", "set", "made", "due", "laid"))
        and (
            any(verb.form == "participle" for verb in forms_of(sentence.lows[at]))
            or sentence.lows[at] in _SAID_OF
        )
    )


_SAID_OF: Final = word_set(
    "planned scheduled expected listed mentioned raised announced trailed promised linked due described referred based"
)
_TRAILING: Final = _LINKS | {"and", "or", ",", "the", "a", "to", "an", "its", "their", "our"}


def _stops(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    return low in _ENDS or low in nouns.PERSONS or not low


def _words_between(sentence: Sentence, link: int, end: int) -> int:
    words = sentence.lows[link + 1 : end]
    return sum(word not in nouns.DETERMINERS for word in words)


def _past_bracket(sentence: Sentence, at: int) -> int | None:
    """The place after brackets inside a name: "Equality (Race and Disability) Bill"."""
    for close in range(at + 1, at + 8):
        if sentence.lows[close] == ")":
            goes_on = sentence.is_capital(close + 1) or sentence.lows[close + 1] in nouns.OUTPUTS
            return close + 1 if goes_on else None
    return None


def _begins_name(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    if sentence.words[at].is_time:
        return sentence.lows[at - 1] == "for"  # "figures for 2022/23"
    if low in nouns.PRONOUNS and (low not in nouns.DETERMINERS or _stops(sentence, at + 1)):
        return False  # "details on this"
    return bool(low) and low not in _ENDS - nouns.DETERMINERS


def describes(sentence: Sentence, at: int) -> bool:
    """Whether a date is part of a name: "the September 2024 transparency publication"."""
    after, before = sentence.lows[at + 1], sentence.low(at - 1)
    return after.isalpha() and after not in _ENDS and before in nouns.DETERMINERS


def _goes_on(sentence: Sentence, at: int, *, linked: bool) -> bool:
    """Whether "and" or a comma joins two names of one phrase: "reform and rehabilitation plan"."""
    following = at + 1
    low = sentence.lows[following]
    if sentence.lows[at] == ",":
        # "the Culture, Media and Sport Select Committee": commas between capitals, then an "and"
        near = range(following, following + 4)
        return (
            sentence.is_capital(at - 1)
            and sentence.is_capital(following)
            and any(
                sentence.lows[place] in ("and", "&") and sentence.is_capital(place + 1)
                for place in near
            )
        )
    if linked and not _joins_names(sentence, at):
        return False
    if (
        low in nouns.DETERMINERS
        or low in _ENDS
        or is_adverb(low)
        or sentence.words[following].is_time
    ):
        return False
    if any(verb.form in ("base", "s", "past") for verb in forms_of(low)):
        return sentence.is_capital(following) or low in nouns.OUTPUTS
    before = sentence.lows[at - 1]
    return not (before in nouns.OUTPUTS and sentence.lows[following] in nouns.PRONOUNS)


def subject_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """Who or what stands before the predicate; of "X, which will", X."""
    at = predicate.start - 1
    while at >= 0 and (is_adverb(sentence.lows[at]) or sentence.words[at].is_time):
        at -= 1
    if at < 0:
        return None
    low = sentence.lows[at]
    if low in nouns.PERSONS | nouns.THING_PRONOUNS and low not in ("who", "that"):
        return Phrase(at, at + 1, low, sentence.quote(at, at + 1))
    if low in ("which", "that", "who"):
        at -= 1
        return _whole_before(sentence, at) or left_of(sentence, at)
    if low == ",":
        return _whole_before(sentence, at) or _before_aside(sentence, at)
    start = _clause_start(sentence, at)
    if start > at:
        while at > 0 and _is_mark(sentence, at):
            at -= 1
        return left_of(sentence, at)
    if sentence.low(start - 1) == "," and _is_aside(sentence, start):
        return _before_aside(sentence, at + 1, start)
    return _trimmed(sentence, start, at + 1)


def _is_aside(sentence: Sentence, at: int) -> bool:
    """“..., covering data from 2022,”: what only tells more of the thing before it."""
    low = sentence.lows[at]
    forms = {verb.form for verb in forms_of(low)}
    return low in ("including", "such", "covering", "which") or bool(forms & {"ing", "participle"})


def _is_mark(sentence: Sentence, at: int) -> bool:
    """Whether a mark stands there that leads from a thing to what is said of it."""
    return sentence.lows[at] in ("-", ":", "–", "—", "(", ";")


def _whole_before(sentence: Sentence, at: int) -> Phrase | None:
    """“A guide to volunteer expenses, which will”: the whole of it, where the clause is no more."""
    if sentence.low(at) != ",":
        return None
    start = _clause_start(sentence, at - 1)
    while start < at and (sentence.lows[start] in _LEADING or is_adverb(sentence.lows[start])):
        start += 1
    found = right_of(sentence, start, at)
    return found if found and found.end == at and found.head.lower() in nouns.OUTPUTS else None


def _before_aside(sentence: Sentence, at: int, first: int | None = None) -> Phrase | None:
    """“The Strategy, published in May, will”: what stands before the aside."""
    for before in range((first or at) - 1, max(at - 2 * _LONGEST, -1), -1):
        if sentence.lows[before] == ",":
            if before == 0:
                return None
            start = _clause_start(sentence, before - 1)
            return _trimmed(sentence, start, before)
    return left_of(sentence, at - 1)


def _clause_start(sentence: Sentence, at: int) -> int:
    """Where the clause begins that holds the word before a predicate."""
    start = at + 1
    while start > 0:
        low = sentence.lows[start - 1]
        if low in ("and", "or", "&") and _joins_names(sentence, start - 1):
            start -= 1
            continue
        if low == ")" and start <= at:
            start = max(_opening(sentence, start - 1) + 1, 0)
            continue
        if (
            _says_here(sentence, start - 1)
            or low in _CLAUSE_STARTS
            or _is_loose_time(sentence, start - 1)
        ):
            break
        start -= 1
    return start


def _says_here(sentence: Sentence, at: int) -> bool:
    """“A spokesperson said the tender would”: the clause begins after "said"."""
    return any(verb.lemma in SAYS and verb.form == "past" for verb in forms_of(sentence.lows[at]))


def _is_loose_time(sentence: Sentence, at: int) -> bool:
    """A date by itself, not one that names a thing: "figures for 2022/23", "the June 2024 paper"."""
    named = sentence.low(at - 1) == "for" or describes(sentence, at)
    return sentence.words[at].is_time and not named


def _joins_names(sentence: Sentence, at: int) -> bool:
    """Whether an "and" stands between two capitals: "Health and Social Care"."""
    after = at + 1
    if sentence.lows[after] == "the":
        return False
    before = sentence.cased(at - 1)[:1] if at > 0 else ""
    return (before.isupper() or before.isdigit()) and sentence.is_capital(after)


def _trimmed(sentence: Sentence, start: int, end: int) -> Phrase | None:
    """The noun phrase of a subject, without the adverbs before and behind it."""
    lows = sentence.lows
    while start < end and (lows[start] in _LEADING or is_adverb(lows[start])):
        start += 1
    while end > start and (is_adverb(lows[end - 1]) or lows[end - 1] in ("have", "has", "and")):
        end -= 1
    return right_of(sentence, start, end) if start < end else None


def left_of(sentence: Sentence, at: int) -> Phrase | None:
    """The noun phrase that ends at a place: the nearest one whose head can come out."""
    lows = sentence.lows
    while at >= 0 and lows[at] in (",", ")"):
        at = at - 1 if lows[at] == "," else _opening(sentence, at)
    start = at
    while start >= 0 and at - start < _LONGEST:
        low = lows[start]
        if low in nouns.DETERMINERS:
            break
        if low in _LINKS:
            if (
                lows[start + 1] in nouns.DETERMINERS
                or sentence.is_capital(start + 1)
                or lows[at] in nouns.OUTPUTS
            ):
                break
        elif (low in _ENDS or low == ",") or sentence.words[start].is_time:
            break
        elif low in ("and", "or") and not _joins_names(sentence, start):
            break
        elif (
            start < at
            and any(verb.form in ("base", "s", "past") for verb in forms_of(low))
            and not sentence.is_capital(start)
            and low not in nouns.OUTPUTS
        ):
            break
        start -= 1
    start += 1
    if start > at:
        return None
    return Phrase(start, at + 1, lows[at], sentence.quote(start, at + 1))


def _opening(sentence: Sentence, at: int) -> int:
    """The place before the bracket that a closing one belongs to."""
    for before in range(at - 1, max(at - _LONGEST, -1), -1):
        if sentence.lows[before] == "(":
            return before - 1
    return at - 1

"""Noun phrases: the name that begins at a place, and the one that ends there.

A name is a head noun with what stands before it, and the first phrase with "of", "on" or "for"
after it: "response to the consultation", "details on the allocation of the budget".
"""

from typing import Final, NamedTuple

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import is_adverb
from tracker.statements.forms import has_form
from tracker.statements.words import Sentence


class Phrase(NamedTuple):
    """A noun phrase: its places in the sentence, its head, and its words."""

    start: int
    end: int
    head: str
    text: str

    @property
    def is_pronoun(self) -> bool:
        """Whether it only points at something named elsewhere."""
        return self.text.lower() in nouns.PRONOUNS or self.text.lower() == "one"

    @property
    def is_person(self) -> bool:
        """Whether it does things and is none that comes out: "we", "the Department"."""
        first = self.text.lower().split()[0]
        if first in nouns.STYLES:
            return True  # "Lord Hendy"
        return self.text.lower() in nouns.PERSONS or self.head.lower() in nouns.BODIES


def is_output(phrase: Phrase | None) -> bool:
    """Whether a phrase names something that can come out, or points at it."""
    if phrase is None:
        return False
    head, first = phrase.head.lower(), phrase.text.lower().split()[0]
    return head in nouns.OUTPUTS or head in nouns.THING_PRONOUNS or first in nouns.OUTPUTS


def one_word(sentence: Sentence, at: int) -> Phrase:
    """The word at a place as a phrase of its own."""
    return Phrase(at, at + 1, sentence.lows[at], sentence.quote(at, at + 1))


# The most words of a name.
LONGEST: Final = 16
_LINKS: Final = frozenset({"of", "on", "for"})
# Other words that link a name to one of these heads.
_LINKS_OF: Final = {
    "to": word_set(
        """
        access advice amendments answer approach change changes extension guide introduction limit
        path reforms reply response responses update updates visit visits
        """
    ),
    "into": word_set("dive inquiry investigation research review study"),
    "about": word_set("detail details information news update updates"),
    "from": word_set("evidence findings lessons results"),
}
# No name goes on over one of these.
_ENDS: Final = word_set(
    """
    . ; : ( ) [ ] " “ ” ? ! • – — -
    about across affecting after against ahead aimed aiming along alongside also although are as
    at be because been before being between but by can concerning containing could covering
    designed detailing did do does due during ensuring following from giving had has have how if
    in including instead into is later may might must not once outlining over per rather
    regarding relating setting shall should since so subject such than that then there though
    through to together too towards under unless until upon using via was were what when where
    whereas whether which while whilst who whom whose will with within without would
    """
)
_ENDS_OF_NAME: Final = _ENDS - nouns.DETERMINERS
_LEFT_OFF: Final = nouns.DETERMINERS - {"no"}
_TRAILING: Final = _LINKS | word_set(", a an and its or our the their to")


def _stops(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    if low in _LINKS_OF and sentence.low(at - 1) in _LINKS_OF[low]:
        return False
    if low == "such" and sentence.lows[at + 1] in nouns.OUTPUTS:
        return False  # "further such updates"
    return low in _ENDS or low in nouns.PERSONS or not low


# Of these acts the thing is what they are done to: "completion of the energy centre".
_ACTS_ON: Final = word_set("completion delivery implementation introduction")


def core_of(sentence: Sentence, phrase: Phrase) -> Phrase:
    """The thing in a phrase that names what is done to it; any other phrase as it is.

    >>> sentence = Sentence("The completion of the energy centre is late.", None)
    >>> core_of(sentence, right_of(sentence, 0)).text
    'energy centre'
    """
    places = range(phrase.start, phrase.end)
    of = next((at for at in places if sentence.lows[at] == "of"), None)
    if of is None or sentence.lows[of - 1] != phrase.head or phrase.head not in _ACTS_ON:
        return phrase
    return right_of(sentence, of + 1, max(phrase.end, of + 2)) or phrase


# What is dropped with one of these is what it was to bring.
_PLANS: Final = word_set(
    "commitment decision intention plan plans pledge pledges promise promises proposal proposals"
)


def planned_in(sentence: Sentence, phrase: Phrase | None) -> Phrase | None:
    """“(Has shelved) its plans to open a hub”, “plans for a hub”: the hub; else the phrase."""
    if phrase is None or phrase.head.lower() not in _PLANS:
        return phrase
    if sentence.lows[phrase.end] == "to":
        return right_of(sentence, phrase.end + 2) or phrase
    places = range(phrase.start, phrase.end)
    of = next((at for at in places if sentence.lows[at] in ("for", "of")), None)
    return (right_of(sentence, of + 1, phrase.end) if of is not None else None) or phrase


_SEPARATE: Final = word_set("dedicated separate stand-alone standalone")


def without_separate(sentence: Sentence, phrase: Phrase) -> Phrase:
    """“A separate Quay Charter”: the Quay Charter."""
    if phrase.end - phrase.start == 1 or sentence.lows[phrase.start] not in _SEPARATE:
        return phrase
    start = phrase.start + 1
    return phrase._replace(start=start, text=sentence.quote(start, phrase.end))


# ----------------------------------------------------------------------- to the right


def right_of(sentence: Sentence, at: int, limit: int | None = None) -> Phrase | None:
    """The noun phrase that begins at a place and ends before ``limit``; None where none does.

    With it goes the first phrase with "of", "on" or "for"; a second one where the first is a
    single word that says little.

    >>> sentence = Sentence("We will set out details on the allocation of the budget soon.", None)
    >>> right_of(sentence, 4)
    Phrase(start=4, end=11, head='details', text='details on the allocation of the budget')
    """
    stop = sentence.count if limit is None else limit
    first = at
    while first < stop and sentence.lows[first] in _LEFT_OFF:
        first += 1
    low = sentence.lows[first]
    if low in ("and", "or", "but"):
        return None
    if low in nouns.PRONOUNS or (low == "one" and _is_alone(sentence, first + 1, stop)):
        return one_word(sentence, first)
    if first > at and sentence.lows[at] in nouns.PRONOUNS and _is_alone(sentence, first, stop):
        return one_word(sentence, at)
    return _Name(sentence, first, stop).grown()


def _is_alone(sentence: Sentence, after: int, stop: int) -> bool:
    """Whether "this" or "that" has no noun after it."""
    return after >= stop or _stops(sentence, after) or sentence.is_time(after)


class _Name:
    """A name that grows to the right, word by word, until something ends it."""

    def __init__(self, sentence: Sentence, first: int, stop: int) -> None:
        self.sentence = sentence
        self.lows = sentence.lows
        self.first = first
        self.stop = stop
        self.end = first
        self.links: list[int] = []  # the places of its "of", "on", "for"
        self.is_closed = False  # nothing comes after "figures for 2022/23"

    def grown(self) -> Phrase | None:
        longest = min(self.stop, self.first + LONGEST)
        while self.end < longest and not self.is_closed and (step := self._step()):
            self.end += step
        while self.end > self.first and self.lows[self.end - 1] in _TRAILING:
            self.end -= 1
        if self.end == self.first:
            return None
        head = self.lows[(self.links[0] if self.links else self.end) - 1]
        return Phrase(self.first, self.end, head, self.sentence.quote(self.first, self.end))

    def _step(self) -> int:
        """How many words the name goes on at its end; 0 where it ends."""
        sentence, end, low = self.sentence, self.end, self.lows[self.end]
        if self._is_link(low):
            return self._over_link(low)
        if low in (",", "and", "or"):
            return int(_joins(sentence, end, linked=bool(self.links)))
        if sentence.is_time(end):
            return self._over_time()
        if low == "up" and self.lows[end + 1] == "to" and self.lows[end + 2][:1].isdigit():
            return 3  # "recruitment for up to 30 judges"
        if low == "(" and (after := _past_bracket(sentence, end)) is not None:
            return after - end
        ends = _stops(sentence, end) or (end > self.first and _ends_before(sentence, end))
        return int(not ends)

    def _is_link(self, low: str) -> bool:
        if low in _LINKS or self.lows[self.end - 1] in _LINKS_OF.get(low, ()):
            return True
        if self._stands_somewhere(low):
            return True
        if low == "to" and self.sentence.is_capital(self.end + 1):
            return self.end > self.first and self.sentence.is_capital(self.end - 1)  # a title
        inside = self.stop < self.sentence.count  # what ends before its verb takes more in
        return low == "to" and inside and self.lows[self.end + 1] in ("the", "all", "a", "its")

    def _stands_somewhere(self, low: str) -> bool:
        """“Works at Quay Pools (have been deferred)”: a thing with its place, before its verb."""
        inside = self.stop < self.sentence.count and not self.links
        return low == "at" and inside and self.sentence.is_capital(self.end + 1)

    def _over_link(self, low: str) -> int:
        if self.end == self.first or (self.links and not self._goes_on_over(low)):
            return 0
        if not _begins_name(self.sentence, self.end + 1):
            return 0
        self.links.append(self.end)
        return 1

    def _is_thin(self) -> bool:
        """“Details on the allocation | of the budget”: whether its only link leads to one word."""
        words = self.lows[self.links[-1] + 1 : self.end]
        return len(self.links) == 1 and len([w for w in words if w not in nouns.DETERMINERS]) == 1

    def _goes_on_over(self, low: str) -> bool:
        """Whether a name that has a link already goes on over another."""
        return low == "of" and (self._is_thin() or self._is_capital_throughout())

    def _is_capital_throughout(self) -> bool:
        """“The Committee on the Medical Effects | of Air Pollutants”."""
        around = (self.first, self.end - 1, self.end + 1)
        return all(self.sentence.is_capital(at) for at in around)

    def _over_time(self) -> int:
        self.is_closed = self.lows[self.end - 1] == "for"
        return int(self.is_closed or describes(self.sentence, self.end))


def describes(sentence: Sentence, at: int) -> bool:
    """Whether a date is part of a name: "the September 2024 transparency publication"."""
    after, before = sentence.lows[at + 1], sentence.low(at - 1)
    return after.isalpha() and after not in _ENDS and before in nouns.DETERMINERS


def _begins_name(sentence: Sentence, at: int) -> bool:
    low = sentence.lows[at]
    if sentence.is_time(at):
        return sentence.lows[at - 1] == "for"  # "figures for 2022/23"
    if low in nouns.PRONOUNS and (low not in nouns.DETERMINERS or _stops(sentence, at + 1)):
        return False  # "details on this"
    return bool(low) and low not in _ENDS_OF_NAME


def _past_bracket(sentence: Sentence, at: int) -> int | None:
    """The place after brackets inside a name: "Equality (Race and Disability) Bill"."""
    for close in range(at + 1, at + 8):
        if sentence.lows[close] == ")":
            named = not nouns.OUTPUTS.isdisjoint(sentence.lows[close + 1 : close + 3])
            return close + 1 if named or sentence.is_capital(close + 1) else None
    return None


_AFTER_REDUCED: Final = word_set("at by for from in to under with")
_PARTICIPLE_ENDINGS: Final = ("ed", "held", "set", "made", "due", "laid")
_SAID_OF: Final = word_set(
    """
    announced based described due expected linked listed mentioned planned promised raised referred
    scheduled trailed
    """
)


def _ends_before(sentence: Sentence, at: int) -> bool:
    """Whether a name ends before a word that tells of it: a participle, or its own verb."""
    return _is_reduced(sentence, at) or _is_own_verb(sentence, at)


def _is_own_verb(sentence: Sentence, at: int) -> bool:
    """“The Homes Plan | sets out the case”, “the review | ended in December”."""
    low = sentence.lows[at]
    if low in nouns.OUTPUTS or sentence.is_capital(at) or not has_form(low, "s", "past"):
        return False
    named = sentence.is_capital(at - 1) or sentence.lows[at - 1] in nouns.OUTPUTS
    after = sentence.lows[at + 1]
    leads_on = after in nouns.DETERMINERS or after in _AFTER_VERB or sentence.is_time(at + 1)
    return named and leads_on


_AFTER_VERB: Final = word_set(". , at from how in on out that to until when")


def _is_reduced(sentence: Sentence, at: int) -> bool:
    """“The survey | planned for this year”, “points | raised in the report”."""
    low = sentence.lows[at]
    if sentence.lows[at + 1] not in _AFTER_REDUCED and not sentence.is_time(at + 1):
        return False
    return low.endswith(_PARTICIPLE_ENDINGS) and (has_form(low, "participle") or low in _SAID_OF)


def _joins(sentence: Sentence, at: int, *, linked: bool) -> bool:
    """Whether "and" or a comma joins two names of one phrase: "reform and rehabilitation plan"."""
    if sentence.lows[at] == ",":
        return _lists_names(sentence, at)
    if linked and not joins_names(sentence, at):
        return False
    after = sentence.lows[at + 1]
    if after in nouns.DETERMINERS or after in _ENDS or is_adverb(after) or sentence.is_time(at + 1):
        return False
    if has_form(after, "base", "s", "past"):
        return sentence.is_capital(at + 1) or after in nouns.OUTPUTS
    ending = sentence.lows[at] == "and" and has_form(after, "ing")
    if ending and sentence.lows[at + 2] in nouns.DETERMINERS:
        return False  # "transferring the Reserve and ending the injustice"
    return not (sentence.lows[at - 1] in nouns.OUTPUTS and after in nouns.PRONOUNS)


def _lists_names(sentence: Sentence, comma: int) -> bool:
    """“The Culture, Media and Sport Committee”: commas between capitals, then an "and"."""
    if not (sentence.is_capital(comma - 1) and sentence.is_capital(comma + 1)):
        return False
    return any(
        sentence.lows[at] in ("and", "&") and sentence.is_capital(at + 1)
        for at in range(comma + 1, comma + 5)
    )


def joins_names(sentence: Sentence, at: int) -> bool:
    """Whether an "and" stands between two capitals: "Health and Social Care"."""
    if at == 0 or sentence.lows[at + 1] == "the":
        return False
    before = sentence.cased(at - 1)[:1]
    return (before.isupper() or before.isdigit()) and sentence.is_capital(at + 1)


# ------------------------------------------------------------------------ to the left


def left_of(sentence: Sentence, at: int) -> Phrase | None:
    """The noun phrase that ends at a place, or before the commas and brackets there.

    >>> left_of(Sentence("Ministers expect that the Warm Homes Plan, which", None), 7)
    Phrase(start=4, end=7, head='plan', text='Warm Homes Plan')
    """
    lows = sentence.lows
    while at >= 0 and (lows[at] in (",", ")") or sentence.is_time(at)):
        at = before_bracket(sentence, at) if lows[at] == ")" else at - 1
    if at < 0 or lows[at] in ("and", "or"):
        return None
    start = at
    while start > max(at - LONGEST, -1) and not _bounds(sentence, start, at):
        start -= 1
    if start == at:
        return None
    if lows[start] in _LINKS and lows[at] not in nouns.OUTPUTS and lows[start - 1] in nouns.OUTPUTS:
        of_it = left_of(sentence, start - 1)  # "an investigation of NHS performance, which"
        if of_it is not None:
            return Phrase(of_it.start, at + 1, of_it.head, sentence.quote(of_it.start, at + 1))
    return Phrase(start + 1, at + 1, lows[at], sentence.quote(start + 1, at + 1))


def _bounds(sentence: Sentence, start: int, at: int) -> bool:
    """Whether the name that ends at a place begins right of the word at ``start``."""
    low, after = sentence.lows[start], start + 1
    if low in nouns.DETERMINERS:
        return True
    if low in _LINKS:
        named = sentence.lows[after] in nouns.DETERMINERS or sentence.is_capital(after)
        return named or sentence.lows[at] in nouns.OUTPUTS
    if low in _ENDS or low == "," or sentence.is_time(start):
        return True
    if low in ("and", "or"):
        return not (joins_names(sentence, start) or _joins_words(sentence, start))
    verb = start < at and has_form(low, "base", "s", "past")
    noun = low in nouns.OUTPUTS or low in _NOUNS_TOO
    return verb and not (sentence.is_capital(start) or noun)


# Verbs that are nouns where they stand before another: "an equality impact assessment".
_NOUNS_TOO: Final = word_set("care cost demand impact need support value")


def _joins_words(sentence: Sentence, at: int) -> bool:
    """“To economic and equality impact assessments”: one word, that something leads to."""
    led = sentence.low(at - 2)
    word = sentence.low(at - 1)
    if is_adverb(word) or has_form(word, "base", "s", "past"):
        return False
    return bool(led) and led in _ENDS | _LINKS and word.isalpha()


def before_bracket(sentence: Sentence, at: int) -> int:
    """The place before the bracket that a closing one belongs to."""
    for before in range(at - 1, max(at - LONGEST, -1), -1):
        if sentence.lows[before] == "(":
            return before - 1
    return at - 1

"""How likely two mentions are of the same deliverable and milestone, and why.

Each thing that speaks for or against gives points, in words that an editor can
judge. The points are added and made a number between 0 and 1; at 0.5 it is as
likely as not. What shows two things (two years, two phases, a consultation
and what it is on) weighs more than any likeness of words.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import exp
from typing import Any, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from tracker.resolve import words as w
from tracker.resolve.bodies import relation
from tracker.resolve.mentions import Mention, mention_of
from tracker.resolve.names import Name, initials
from tracker.resolve.weights import Lexicon, Weights

AS_LIKELY_AS_NOT = 0.5
# So many points against are never outweighed: these are two things.
FATAL = -6.0
_ALL_ELSE = 4.5  # points that body, sentence and head can give at most
_SAID = 5  # reasons that are given


class Likeness(NamedTuple):
    """How likely two are one (0 to 1), and why in plain words, the weightiest reason first."""

    score: float
    why: str


class Evidence(NamedTuple):
    """One thing that speaks for (points above 0) or against two being one."""

    points: float
    words: str
    about: Iterable[str] = ()

    def __str__(self) -> str:
        return self.words.format(*self.about)


def likeness(
    a: Mention | Mapping[str, Any], b: Mention | Mapping[str, Any], lexicon: Lexicon | None = None
) -> Likeness:
    """Whether two claims are of one deliverable; weights of words as in the names at hand.

    >>> plan = {"deliverable": "Defence Investment Plan", "actor": "MOD"}
    >>> likeness(plan, {"deliverable": "DIP", "actor": "Ministry of Defence"}).why
    "'DIP' can stand for 'Defence Investment Plan'; same body: MOD"
    >>> likeness(plan, {"deliverable": "consultation on the Defence Investment Plan"}).score < 0.1
    True
    """
    one = a if isinstance(a, Mention) else mention_of(a)
    other = b if isinstance(b, Mention) else mention_of(b)
    return explained(evidence(one, other, lexicon or Lexicon()))


def explained(found: list[Evidence]) -> Likeness:
    """The sum of the evidence."""
    first = sorted(found, key=lambda item: -abs(item.points))[:_SAID]
    return Likeness(score_of(found), "; ".join(str(item) for item in first if item.words))


def score_of(found: list[Evidence]) -> float:
    """The points as a number from 0 to 1."""
    points = sum(item.points for item in found)
    return 1 / (1 + exp(-max(-30.0, min(30.0, points))))


def is_fatal(found: list[Evidence]) -> bool:
    """Whether one piece of evidence shows two things, whatever else is alike."""
    return any(item.points <= FATAL for item in found)


def may_be_one(a: Name, b: Name, lexicon: Lexicon) -> bool:
    """Whether two names that say something could be of one thing, were all else in favour."""
    if _two_sorts(a, b):
        return False
    found = [*_of_names(a, b, lexicon.names), *_of_marks(a, b)]
    return sum(item.points for item in found) > -_ALL_ELSE and not is_fatal(found)


def evidence(a: Mention, b: Mention, lexicon: Lexicon) -> list[Evidence]:
    """All that speaks for or against; symmetric in the two."""
    found: list[Evidence] = []
    if a.vague or b.vague:
        found += _of_vague(a, b, lexicon.names)
    else:
        found += _of_names(a.name, b.name, lexicon.names)
        found += _of_both_named(a, b)
    found += _of_sorts(a.name, b.name)
    found += _of_marks(a.name, b.name)
    found += _of_milestones(a, b)
    if a.name.details != b.name.details:
        found.append(Evidence(-1.5, "only one speaks of details of it"))
    found += _of_bodies(a, b)
    found += _of_sentences(a, b, lexicon.sentences)
    found += _of_time(a, b)
    return found


# ------------------------------------------------------------------- the names

_SAME_NAME = 5.0
_START = -2.0  # two mentions taken at random are two things
_ENOUGH = 0.8  # weight of shared words that is a name by itself
_BOTH_MORE, _ONE_MORE = 3.0, 1.6  # points against for each unit of weight that is not shared
_BOTH_ANYTHING = 1.8  # points against where each has a word of its own, however common
_WORD_FOR_WORD = 0.5
_SPELT_ALIKE = 0.84
_LONG_WORD = 6
_HORIZON_WEIGHT = 0.4
_SEVERAL_YEARS = 5


class _Shared(NamedTuple):
    """What two names have in common and what not."""

    weight: float
    one: frozenset[str]  # only in the one
    other: frozenset[str]
    notes: tuple[Evidence, ...] = ()


def _of_names(a: Name, b: Name, weights: Weights) -> list[Evidence]:
    """Evidence of two names that say what they are about."""
    shared = _shared(a, b, weights)
    horizon, against = _horizons(a, b)
    weight = shared.weight + horizon
    one, other = weights.total(shared.one), weights.total(shared.other)
    if _only_elaborates(a, b, shared) or _only_elaborates(b, a, shared):
        # "Deposit return scheme for drinks containers": said in full once, in short later.
        one, other = one / 2, other / 2
    if weight == 0:
        return [Evidence(_START - 3.0, "the names share nothing")]
    alike = 2 * weight / (2 * weight + one + other)
    points = _START + _SAME_NAME * min(1.0, weight / _ENOUGH) * alike
    points -= _BOTH_MORE * min(one, other) + _ONE_MORE * abs(one - other)
    if a.key == b.key:
        points += _WORD_FOR_WORD
    if _own(a, b, shared.one) and _own(b, a, shared.other):
        points -= _BOTH_ANYTHING
    if shared.notes:
        note, *notes = shared.notes
        return [note._replace(points=note.points + points), *notes, *against]
    return [_named(a, b, points), *against]


def _own(name: Name, other: Name, extra: frozenset[str]) -> bool:
    """Whether a name says something that the other one does not."""
    return bool(extra - w.FAINT) or (name.horizon is not None and other.horizon is None)


def _only_elaborates(short: Name, long: Name, shared: _Shared) -> bool:
    """Whether the longer name is the shorter with "of this" or "for that" behind it."""
    extra = shared.one | shared.other
    return extra <= long.tail and long.topic - long.tail == short.topic


def _named(a: Name, b: Name, points: float) -> Evidence:
    """The points for the names, in words: what is the same and what is not."""
    both = set(a.words) & set(b.words) - w.SMALL
    differ = (set(a.words) ^ set(b.words)) - w.SMALL - w.EMPTY
    if not differ:
        return Evidence(points, "same name: '{}'", (min(a.text, b.text, key=_by_length),))
    words = min((a.words, b.words), key=_by_length)
    same = " ".join(word for word in words if word in both)
    return Evidence(points, "the names share '{}', not '{}'", (same, "', '".join(sorted(differ))))


def _by_length(words: Sequence[str]) -> tuple[int, Sequence[str]]:
    return len(words), words


def _of_both_named(a: Mention, b: Mention) -> list[Evidence]:
    """Evidence of a sentence that names both: "X will be part of Y"."""
    if a.name.topic == b.name.topic:
        return []
    for one, other in ((a, b), (b, a)):
        rest = one.sentence.lower().replace(one.name.text.lower(), "")
        if other.name.text.lower() in rest:
            return [Evidence(-2.0, "one sentence names both")]
    return []


@lru_cache(maxsize=65536)
def _initials(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(initials(words))


def _may_stand_for(acronym: str, text: str) -> bool:
    """Whether words are a name, or initials so many that it is no chance.

    "FDP" is not "full details of the payments".
    """
    capitals = sum(word[0].isupper() for word in text.split())
    return capitals > 1 or len(acronym) >= _TELLING_ACRONYM


_TELLING_ACRONYM = 4


def _shared(a: Name, b: Name, weights: Weights) -> _Shared:
    """Words of the topics that the names share, be it misspelt or as an acronym."""
    both, one, other = a.topic & b.topic, a.topic - b.topic, b.topic - a.topic
    weight = weights.total(both)
    notes: list[Evidence] = []
    if not one or not other:
        return _Shared(weight, one, other)
    for short, long in ((a, b), (b, a)):
        for acronym in sorted(short.acronyms - long.topic):
            if _may_stand_for(acronym, long.text) and acronym in _initials(long.words):
                about = (acronym.upper(), long.text)
                note = Evidence(0.2, "'{}' can stand for '{}'", about)
                # "HMS Prince of Wales" is no report on Homecare Medicines Services.
                extra = short.topic - short.acronyms - long.topic
                return _Shared(max(weight, 1.0), extra, frozenset(), (note,))
    for mine in sorted(one):
        for yours in sorted(other):
            if frozenset((mine, yours)) in w.SYNONYMS:
                weight += min(weights.of(mine), weights.of(yours))
                one, other = one - {mine}, other - {yours}
                break
            if _spelt_alike(mine, yours):
                weight += 0.9 * min(weights.of(mine), weights.of(yours))
                notes.append(Evidence(-0.1, "'{}' is spelt '{}'", sorted((mine, yours))))
                one, other = one - {mine}, other - {yours}
                break
    return _Shared(weight, one, other, tuple(notes))


@lru_cache(maxsize=65536)
def _spelt_alike(one: str, other: str) -> bool:
    """Whether a word is most likely the other misspelt."""
    # Few slip in the first letter; "maternity" and "paternity" differ in it.
    if one[0] != other[0] or min(len(one), len(other)) < _LONG_WORD:
        return False
    return DamerauLevenshtein.normalized_similarity(one, other) >= _SPELT_ALIKE


def _horizons(a: Name, b: Name) -> tuple[float, list[Evidence]]:
    """Weight of a shared "10 year", and evidence of horizons that differ."""
    one, other = sorted((a.horizon or "", b.horizon or ""))
    if not one:
        return 0.0, [Evidence(-0.3, "")] if other else []
    if one == other:
        return _HORIZON_WEIGHT, []
    if _is_long(one) and _is_long(other) and not (one.isdecimal() and other.isdecimal()):
        # Ten years are a long term; whether this is a new name or a new plan, time tells.
        return 0.0, [Evidence(-0.2, "'long term' may be '{} year'", (_years_of(one, other),))]
    return 0.0, [Evidence(-4.0, "different horizons: {} and {}", (one, other))]


def _is_long(horizon: str) -> bool:
    return horizon == "long" or (horizon.isdecimal() and int(horizon) >= _SEVERAL_YEARS)


def _years_of(one: str, other: str) -> str:
    return one if one.isdecimal() else other


# ------------------------------------------------------ names that say nothing

_STEM = 6
_COVERED = 3.5  # for a vague name in a sentence that has all the words of the full name
_SAME_WORDS = 0.6  # for "outcome of the review" twice at one time: not enough alone
_FORGOTTEN = 0.5  # years after which "the review" may well be another


def _of_vague(a: Mention, b: Mention, weights: Weights) -> list[Evidence]:
    """Evidence where a name alone identifies nothing: by the other words of its sentence."""
    start = Evidence(_START, "'{}' alone names nothing", (_vaguest(a, b),))
    if a.vague and b.vague:
        return [start, *_of_two_vague(a, b)]
    vague, named = (a, b) if a.vague else (b, a)
    share, seen = _covered(vague, named, weights)
    if not seen:
        return [start, Evidence(-2.0, "its sentence has no word of the other name")]
    return [start, Evidence(_COVERED * share, "its sentence speaks of '{}'", (" ".join(seen),))]


def _of_two_vague(a: Mention, b: Mention) -> list[Evidence]:
    """Evidence of "outcome of the review" and "full outcome of the review"."""
    if a.name.key != b.name.key:
        return [Evidence(-0.3 if a.name.head == b.name.head else -1.0, "")]
    if len(a.name.key) < 2 or not a.bodies & b.bodies:  # noqa: PLR2004
        return []
    years = _years_between(a.said_on, b.said_on)
    near = 0.0 if years is None else max(0.0, 1 - years / _FORGOTTEN)
    return [Evidence(_SAME_WORDS * near, "in the same words")] if near else []


def _covered(vague: Mention, named: Mention, weights: Weights) -> tuple[float, list[str]]:
    """How much of a name is in the sentence of a vague one (0 to 1), and its words there."""
    seen = _spoken_of(named.name, vague.context - set(vague.name.words))
    telling = named.name.topic - w.FAINT
    if 2 * len(telling.intersection(seen)) < max(len(telling), 1):
        return 0.0, []
    return weights.total(seen) / max(_ENOUGH, weights.total(named.name.topic)), seen


def _spoken_of(name: Name, context: frozenset[str]) -> list[str]:
    """The words of a name that a sentence has, in that form or another ("defend", "defended")."""
    if not context.isdisjoint(_initials(name.words)):
        return sorted(name.topic)
    stems = {word[:_STEM] for word in context}
    return sorted(
        word
        for word in name.topic
        if word in context or (len(word) >= _STEM and word[:_STEM] in stems)
    )


def _vaguest(a: Mention, b: Mention) -> str:
    return min((m.name.text for m in (a, b) if m.vague), key=lambda text: (len(text), text)) or "it"


# ---------------------------------------------------------- sorts and milestones


# What is always about something else: a response to safeguards is not the safeguards.
_ABOUT = frozenset(
    {"consultation", "response", "review", "report", "impact assessment", "business case",
     "terms of reference", "guidance", "data", "decision", "details"}
)  # fmt: skip
# Milestones that are often said of one event.
_ALIKE = frozenset({frozenset({"publication", "completion"})})


def plainly_two(a: Mention, b: Mention) -> bool:
    """Whether the sorts of thing or the milestones alone show two things: a quick look."""
    return _two_milestones(a, b) or _two_sorts(a.name, b.name)


def _two_milestones(a: Mention, b: Mention) -> bool:
    one, other = a.milestone, b.milestone
    if one is None or other is None or one == other:
        return False
    return frozenset({one, other}) not in _ALIKE


def _two_sorts(a: Name, b: Name) -> bool:
    one, other = a.kind, b.kind
    if one is None or other is None or one == other or "details" in (one, other):
        return False
    return frozenset((one, other)) not in w.NEAR_KINDS


def _of_sorts(a: Name, b: Name) -> list[Evidence]:
    """Evidence of the head nouns: a strategy, a bill, a response."""
    if a.head is None or b.head is None:
        return []
    if a.head == b.head and a.kind == b.kind:
        return [Evidence(0.5, "")]
    pair = sorted((a.head, b.head))
    if _two_sorts(a, b):
        return [Evidence(FATAL - 2.0, "two sorts of thing: {} and {}", pair)]
    if a.kind is None or b.kind is None:
        return _of_other_nouns(a, b, pair)
    # "An update on the plan" is hardly the plan; a roadmap may well be.
    points = -4.0 if a.kind != b.kind and "details" in (a.kind, b.kind) else -1.3
    return [Evidence(points, "one is called {}, the other {}", pair)]


def _of_other_nouns(a: Name, b: Name, pair: list[str]) -> list[Evidence]:
    """Evidence of heads of which one at least names no known sort of thing."""
    if a.head in a.acronyms or b.head in b.acronyms:
        return []  # "DIP" may have any head
    if (a.kind in _ABOUT and b.head in a.tail) or (b.kind in _ABOUT and a.head in b.tail):
        return [Evidence(FATAL, "one is only about the other: {} and {}", pair)]
    met = a.head in b.words or b.head in a.words
    return [Evidence(-0.5 if met else -2.0, "a {} is not always a {}", pair)]


def _of_milestones(a: Mention, b: Mention) -> list[Evidence]:
    """Evidence of what is to happen: published is not in force."""
    if not _two_milestones(a, b):
        return []
    pair = sorted((str(a.milestone), str(b.milestone)))
    return [Evidence(FATAL - 2.0, "two milestones: {} and {}", pair)]


# ------------------------------------------------------ years, phases and the like


def _of_marks(a: Name, b: Name) -> list[Evidence]:
    """Evidence of years, numbers, stages and nations in the names."""
    found: list[Evidence] = []
    if not (a.years <= b.years or b.years <= a.years):
        found.append(Evidence(FATAL, "different years: {} and {}", _lists(a.years, b.years)))
    if a.counts & b.counts:
        found.append(Evidence(0.5, "same number: {}", (min(a.counts & b.counts),)))
    elif a.counts and b.counts:
        found.append(Evidence(-4.0, "different numbers: {} and {}", _lists(a.counts, b.counts)))
    found += _of_parts(a, b)
    found += _of_stages(a, b)
    if a.nations != b.nations:
        found.append(Evidence(-0.1, ""))
    one, other = a.nations - {"UK"}, b.nations - {"UK"}
    if one and other and one != other:
        found.append(Evidence(FATAL, "different nations: {} and {}", _lists(one, other)))
    return found


def _lists(one: Iterable[str], other: Iterable[str]) -> list[str]:
    return sorted((", ".join(sorted(one)), ", ".join(sorted(other))))


def _of_parts(a: Name, b: Name) -> list[Evidence]:
    one, other = dict(sorted(a.parts)), dict(sorted(b.parts))
    for unit in sorted(one.keys() & other.keys()):
        if one[unit] != other[unit]:
            pair = sorted((f"{unit} {one[unit]}", f"{unit} {other[unit]}"))
            return [Evidence(FATAL, "different parts: {} and {}", pair)]
    if bool(one) != bool(other):
        unit, number = next(iter(sorted((one or other).items())))
        return [Evidence(-1.5, "only one says {} {}", (unit, number))]
    return []


def _of_stages(a: Name, b: Name) -> list[Evidence]:
    one, other = sorted((a.stage or "", b.stage or ""))
    if one == other:
        return []
    if one and other:
        return [Evidence(FATAL, "different stages: {} and {}", (one, other))]
    if other == "final":
        return []
    return [Evidence(-3.0, "only one is called {}", (other,))]


# ------------------------------------------------------------ who, what else, when


def _of_bodies(a: Mention, b: Mention) -> list[Evidence]:
    kind = relation(a.bodies, b.bodies)
    if kind == "same":
        # That both speakers say "the Government" tells little.
        names = sorted(a.bodies & b.bodies)
        return [Evidence(0.2 if names == ["Government"] else 0.8, "same body: {}", (names[0],))]
    if kind == "related":
        return [Evidence(0.4, "related bodies: {} and {}", _lists(a.bodies, b.bodies))]
    if kind == "unrelated":
        # Two departments may speak of one strategy by its name, but not of one "plan".
        points = FATAL if a.vague or b.vague else -3.5
        return [Evidence(points, "different bodies: {} and {}", _lists(a.bodies, b.bodies))]
    return []


_SENTENCE, _VAGUE_SENTENCE = 3.0, 6.0
_FEW_WORDS = 4.0
_ALIKE_FROM = 0.15
_SHOWN = 4


def _of_sentences(a: Mention, b: Mention, weights: Weights) -> list[Evidence]:
    """Evidence of the other words of the sentences: officials say one thing in the same words."""
    if not a.context or not b.context:
        return []
    if a.sentence == b.sentence:
        return _of_one_sentence(a, b)
    named = {part for word in (*a.name.words, *b.name.words) for part in (word, *word.split("-"))}
    one, other = a.context - named, b.context - named
    both = one & other
    if not both:
        return []
    sizes = max(_FEW_WORDS, weights.total(one)) * max(_FEW_WORDS, weights.total(other))
    alike: float = weights.total(both) / sizes**0.5
    if alike < _ALIKE_FROM:
        return []
    # Where the names say nothing, the sentences are all there is.
    points = _VAGUE_SENTENCE if a.vague and b.vague else _SENTENCE
    shown = ", ".join(sorted(both, key=lambda word: (-len(word), word))[:_SHOWN])
    return [Evidence(points * alike, "both sentences speak of {}", (shown,))]


def _of_one_sentence(a: Mention, b: Mention) -> list[Evidence]:
    """Evidence of a sentence said twice: "we will set out next steps" is said of everything."""
    strangers = a.bodies and b.bodies and not a.bodies & b.bodies
    says_little = a.vague and len(a.context) < _FEWEST_TELLING
    if a.name.key != b.name.key or strangers or says_little:
        return []
    return [Evidence(_SENTENCE, "the same sentence")]


_FEWEST_TELLING = 3
_YEAR = 365.0
_AT_ONCE = 0.75  # years within which a thing may change its name
_UNTIL_NEXT = 0.75  # years after which a yearly thing is the next one


def _of_time(a: Mention, b: Mention) -> list[Evidence]:
    """Evidence of the time between, and of a name that says it is a later edition."""
    found: list[Evidence] = []
    years = _years_between(a.said_on, b.said_on)
    renamed = a.name.edition != b.name.edition or (
        a.name.horizon != b.name.horizon and None not in (a.name.horizon, b.name.horizon)
    )
    if a.name.edition != b.name.edition:
        found.append(Evidence(-0.8, "only one says that there was an earlier one"))
    if years is None:
        return found
    apart = (f"{round(years * 12)} months",)
    if (a.name.recurring or b.name.recurring) and not a.name.years and years > _UNTIL_NEXT:
        found.append(Evidence(FATAL, "a yearly thing, said {} apart", apart))
    if renamed and years > _AT_ONCE and not (a.vague or b.vague):
        points = -2.0 - 3.0 * (years - _AT_ONCE)
        found.append(Evidence(points, "worded otherwise and said {} apart", apart))
    elif a.vague or b.vague:
        found.append(Evidence(-2.0 * max(0.0, years - 0.25), "said {} apart", apart))
    elif years > 1:
        found.append(Evidence(max(-1.5, -0.4 * (years - 1)), "said {} apart", apart))
    return [item for item in found if item.points]


def _years_between(one: date | None, other: date | None) -> float | None:
    if one is None or other is None:
        return None
    return abs(one.toordinal() - other.toordinal()) / _YEAR

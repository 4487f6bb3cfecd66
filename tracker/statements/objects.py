"""What a verb is done to: its object, the act it stands for, or the paper that it fills.

"respond to the review" brings out a response to the review; "set out in the spring publication"
brings out the publication.
"""

from collections.abc import Callable
from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import is_adverb
from tracker.statements.forms import has_form
from tracker.statements.noun_phrases import LONGEST, Phrase, left_of, one_word, right_of
from tracker.statements.predicate import Predicate
from tracker.statements.verb_phrases import infinitive
from tracker.statements.words import Sentence

# The act as a noun, of verbs whose object is only their topic.
ACTS: Final = {
    "abolish": "abolition", "assess": "assessment", "close": "closure", "consult": "consultation",
    "evaluate": "evaluation", "legislate": "legislation", "pilot": "pilot", "reform": "reform",
    "repeal": "repeal", "replace": "replacement", "reply": "reply", "report": "report",
    "respond": "response", "review": "review", "update": "update", "withdraw": "withdrawal",
    "write": "letter",
}  # fmt: skip
# Their object is whoever is told: "update Parliament with the outcome", "consult staff on pay".
_TELLS: Final = frozenset({"advise", "brief", "consult", "inform", "update", "write"})
# Their object is the topic: a review of it comes out, not the thing.
_JUDGES: Final = frozenset({"assess", "evaluate", "review"})
_BEFORE_TOPIC: Final = frozenset({"on", "to", "for", "with", "into", "in", "upon"})
# "Come into force", "take place", "go live": whole phrases without an object.
_WITHOUT_OBJECT: Final = frozenset(
    (lemma, particle)
    for lemma in ("come", "enter", "go", "take")
    for particle in ("into", "effect", "place", "live")
)


def object_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """What the verb is done to, or None where nothing named stands after it."""
    at = _past_whom(sentence, _past_adverbs(sentence, predicate.end))
    low = sentence.lows[at]
    if predicate.voice == "passive":
        replaced = predicate.lemma == "replace" and low in ("by", "with")
        return right_of(sentence, at + 1) if replaced else None
    if _has_none(sentence, predicate, at):
        return None
    read = _AFTER.get((predicate.lemma, low))
    if read is not None:
        return read(sentence, predicate, at)
    if low in _BEFORE_TOPIC:
        return _act_on(sentence, predicate, at)
    found = right_of(sentence, at)
    return found and _brought_out(sentence, predicate, at, found)


def _has_none(sentence: Sentence, predicate: Predicate, at: int) -> bool:
    """“Will do so by May”, “a note will go to each member”, “will take effect”."""
    low, after = sentence.lows[at : at + 2]
    goes = predicate.lemma in ("come", "go") and low in ("to", "on")
    goes = goes or (predicate.lemma in ("begin", "start") and has_form(low, "ing"))
    whole = (predicate.lemma, predicate.particle) in _WITHOUT_OBJECT
    return goes or whole or low == "by" or (low, after) == ("do", "so")


def _brought_out(sentence: Sentence, predicate: Predicate, at: int, found: Phrase) -> Phrase | None:
    """What comes out of what stands there: the thing itself, or the act that it is the topic of."""
    if predicate.lemma in _TELLS:
        return _told(sentence, predicate, at)
    if predicate.lemma in _JUDGES:
        return _act_about(sentence, predicate, at, found)
    return _continued(sentence, found)


def _act_on(sentence: Sentence, predicate: Predicate, at: int) -> Phrase | None:
    acts = predicate.lemma in ACTS
    return _act_about(sentence, predicate, at, right_of(sentence, at + 1)) if acts else None


def _legislated(sentence: Sentence, _predicate: Predicate, to: int) -> Phrase | None:
    """“Legislate to introduce a licensing scheme”: what the law is to bring."""
    verb = infinitive(sentence, to + 1)
    return right_of(sentence, verb.end) if verb else None


def _brought_with(sentence: Sentence, _predicate: Predicate, at: int) -> Phrase | None:
    """“Will come back with proposals”."""
    return right_of(sentence, at + 1)


_QUESTIONS: Final = frozenset({"whether", "how", "what", "when"})


def _consulted_on(sentence: Sentence, predicate: Predicate, on: int) -> Phrase | None:
    """“Consult on whether and how it should evolve”: the question is what it is about."""
    if sentence.lows[on + 1] not in _QUESTIONS:
        return _act_on(sentence, predicate, on)
    end = on + 1
    while end < min(on + LONGEST, sentence.count) and sentence.lows[end] not in (",", ".", ";"):
        end += 1
    return Phrase(on, end, "consultation", f"consultation {sentence.quote(on, end)}")


# What these are on is part of their name, also where a date stands between.
_ON_SOMETHING: Final = word_set(
    "assessment consultation decision details guidance inquiry report review statement update"
)


def _continued(sentence: Sentence, found: Phrase) -> Phrase:
    """“(Launch) a consultation soon on copyright”: with what stands behind the date."""
    at = found.end
    while sentence.is_time(at):
        at += 1
    return found if at == found.end else with_topic(sentence, found, at) or found


_SHELVES: Final = word_set("gov.uk page pages platform portal site website websites")


def with_topic(sentence: Sentence, found: Phrase, at: int) -> Phrase | None:
    """A name with the topic that stands at a place away from it; None where none does."""
    if found.head not in _ON_SOMETHING or sentence.lows[at] not in ("on", "of"):
        return None
    topic = right_of(sentence, at + 1)
    if topic is not None and topic.head in _SHELVES:
        return None  # "will be published on our website"
    return topic and found._replace(text=f"{found.text} {sentence.lows[at]} {topic.text}")


def _past_adverbs(sentence: Sentence, at: int) -> int:
    while sentence.is_time(at) or (is_adverb(sentence.lows[at]) and not _is_of_name(sentence, at)):
        at += 1
    if tuple(sentence.lows[at : at + 2]) in _ABOUT:
        at += 2  # "recruit at least 300 planners"
    if sentence.lows[at] == "back":
        at += 1  # "report back", "come back with"
    if tuple(sentence.lows[at : at + 2]) == ("in", "full"):
        at += 2  # "respond in full"
    return at


def _past_whom(sentence: Sentence, at: int) -> int:
    """“Send you | the two letters”: the place after whoever gets it."""
    whom = sentence.lows[at] in _WHOM and sentence.lows[at + 1] in nouns.DETERMINERS
    return at + 1 if whom else at


_WHOM: Final = frozenset({"you", "him", "her", "them", "us", "me"})


def _is_of_name(sentence: Sentence, at: int) -> bool:
    """“Further details”, “next steps”: no adverbs."""
    return sentence.lows[at] == "further" or sentence.lows[at : at + 2] == ["next", "steps"]


_ABOUT: Final = frozenset({("at", "least"), ("up", "to"), ("more", "than")})


def _told(sentence: Sentence, predicate: Predicate, at: int) -> Phrase | None:
    """“Update Parliament with the outcome”, “consult staff on pay”, “write to him shortly”."""
    act = ACTS.get(predicate.lemma, "update")
    for place in range(at, min(at + 2 * LONGEST, sentence.count)):
        low = sentence.lows[place]
        if low == "with":
            return right_of(sentence, place + 1)
        if low == "on" and (topic := right_of(sentence, place + 1)) is not None:
            return Phrase(topic.start, topic.end, act, f"{act} on {topic.text}")
        if low in (".", ";", "which", "that"):
            break
    return Phrase(at, at + 1, act, act)


def _act_about(
    sentence: Sentence, predicate: Predicate, at: int, topic: Phrase | None
) -> Phrase | None:
    """“Respond to the review” as a "response to the review"."""
    if topic is None:
        return None
    act = ACTS.get(predicate.lemma, predicate.lemma)
    link = sentence.lows[at] if sentence.lows[at] in ("on", "to", "for") else "of"
    return Phrase(topic.start, topic.end, act, f"{act} {link} {topic.text}")


# How what stands after a verb is read, by the verb and its preposition.
_AFTER: Final[dict[tuple[str, str], Callable[[Sentence, Predicate, int], Phrase | None]]] = {
    ("consult", "on"): _consulted_on,
    ("legislate", "to"): _legislated,
    ("write", "to"): _told,
    **{(verb, "with"): _brought_with for verb in ("come", "report", "return")},
}

_ANSWERED: Final = word_set(
    "advice consultation evidence findings inquiry petition proposals recommendations report review"
)


def act_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """“(Considering the report and) will respond”: the act, with what it must be about."""
    act = ACTS.get(predicate.lemma)
    if act is None:
        return None
    at = predicate.verb_at
    if act in ("response", "update", "report"):
        link = "to" if act == "response" else "on"
        for before in range(predicate.start - 1, -1, -1):
            if sentence.lows[before] in _ANSWERED:
                topic = left_of(sentence, before) or one_word(sentence, before)
                return Phrase(at, at + 1, act, f"{act} {link} {topic.text}")
    return Phrase(at, at + 1, act, act)


_FILLS: Final = word_set("contain detail include outline produce provide set")
_ENDS_SEARCH: Final = frozenset({",", ".", ";", "and", "which", "that", "to"})


def vehicle_of(sentence: Sentence, predicate: Predicate) -> Phrase | None:
    """“Plans will be set out in the spring publication”: the paper that is still to come."""
    active = predicate.voice == "active" and predicate.lemma != "set"
    if active or predicate.lemma not in _FILLS:
        return None
    for at in range(predicate.end, min(predicate.end + LONGEST, sentence.count)):
        low = sentence.lows[at]
        if low in ("in", "through", "within") or (low == "as" and sentence.low(at - 1) == "such"):
            paper = right_of(sentence, at + 1)
            if paper is not None and paper.head.lower() in nouns.VEHICLES:
                return paper
        if low in _ENDS_SEARCH:
            return None
    return None

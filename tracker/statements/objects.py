"""What a verb is done to: its object, the act it stands for, or the paper that it fills.

"respond to the review" brings out a response to the review; "set out in the spring publication"
brings out the publication.
"""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns
from tracker.statements.adverbs import is_adverb
from tracker.statements.noun_phrases import LONGEST, Phrase, left_of, one_word, right_of
from tracker.statements.predicate import Predicate
from tracker.statements.words import Sentence

# The act as a noun, of verbs whose object is only their topic.
ACTS: Final = {
    "abolish": "abolition", "assess": "assessment", "close": "closure", "consult": "consultation",
    "evaluate": "evaluation", "legislate": "legislation", "pilot": "pilot", "reform": "reform",
    "repeal": "repeal", "replace": "replacement", "reply": "response", "report": "report",
    "respond": "response", "review": "review", "update": "update", "withdraw": "withdrawal",
}  # fmt: skip
# Their object is whoever is told: "update Parliament with the outcome".
_TELLS: Final = frozenset({"advise", "brief", "inform", "update"})
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
    at = _past_adverbs(sentence, predicate.end)
    low = sentence.lows[at]
    if predicate.voice == "passive":
        replaced = predicate.lemma == "replace" and low in ("by", "with")
        return right_of(sentence, at + 1) if replaced else None
    if (predicate.lemma, predicate.particle) in _WITHOUT_OBJECT or low == "by":
        return None
    if sentence.lows[at : at + 2] == ["do", "so"]:
        return None
    if low in _BEFORE_TOPIC:
        acts = predicate.lemma in ACTS
        return _act_about(sentence, predicate, at, right_of(sentence, at + 1)) if acts else None
    found = right_of(sentence, at)
    if found and predicate.lemma in _TELLS:
        return _told(sentence, found) or _act_about(sentence, predicate, at, found)
    return _act_about(sentence, predicate, at, found) if predicate.lemma in _JUDGES else found


def _past_adverbs(sentence: Sentence, at: int) -> int:
    while sentence.is_time(at) or (is_adverb(sentence.lows[at]) and not _is_of_name(sentence, at)):
        at += 1
    if tuple(sentence.lows[at : at + 2]) in _ABOUT:
        at += 2  # "recruit at least 300 planners"
    return at


def _is_of_name(sentence: Sentence, at: int) -> bool:
    """“Further details”, “next steps”: no adverbs."""
    return sentence.lows[at] == "further" or sentence.lows[at : at + 2] == ["next", "steps"]


_ABOUT: Final = frozenset({("at", "least"), ("up", "to"), ("more", "than")})


def _told(sentence: Sentence, whom: Phrase) -> Phrase | None:
    """“Update Parliament with the outcome”, “update the House on its progress”."""
    for at in range(whom.start, min(whom.end + LONGEST, sentence.count)):
        low = sentence.lows[at]
        if low == "with":
            return right_of(sentence, at + 1)
        if low == "on" and (topic := right_of(sentence, at + 1)) is not None:
            return Phrase(topic.start, topic.end, "update", f"update on {topic.text}")
        if low in (".", ";", "which", "that"):
            break
    return Phrase(whom.start, whom.end, "update", "update")


def _act_about(
    sentence: Sentence, predicate: Predicate, at: int, topic: Phrase | None
) -> Phrase | None:
    """“Respond to the review” as a "response to the review"."""
    if topic is None:
        return None
    act = ACTS.get(predicate.lemma, predicate.lemma)
    link = sentence.lows[at] if sentence.lows[at] in ("on", "to", "for") else "of"
    return Phrase(topic.start, topic.end, act, f"{act} {link} {topic.text}")


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

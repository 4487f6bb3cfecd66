"""The rule for what has come out: published, launched, opened, held; no drafts, parts or idioms."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns, verbs
from tracker.statements.clauses import Clause
from tracker.statements.forms import has_form
from tracker.statements.judgement import Judgement, is_passing, judged
from tracker.statements.noun_phrases import Phrase, is_output

_DELIVERS: Final = verbs.HAPPENS | word_set(
    """
    award carry complete conduct deliver establish finalise hand hold introduce issue lay place
    produce publish relaunch release republish respond sign submit table undertake unveil upload
    """
)
# Whatever they are done to comes out, even if it is none of the things that usually do.
_BRINGS_OUT: Final = word_set("go hold introduce issue launch lay open publish release unveil")
# By themselves they bring nothing out: "has taken steps", "the round closed".
_BARE: Final = word_set("close come end enter finish go hand sign take")
# Whose end is what was promised: a consultation was held once it has closed.
_HELD: Final = frozenset({"consultation", "consultations"})


def delivered(clause: Clause) -> Judgement | None:
    """“Published the plan”, “has been launched”, “the consultation opened on Monday”."""
    found, thing = clause.predicate, clause.thing
    if found.lemma not in _DELIVERS or not _is_done(clause):
        return None
    if clause.is_denied or any(excludes(clause) for excludes in _EXCLUDED):
        return None
    if found.lead == "past" and clause.subject is None:
        return None
    came_out = thing is not None and (is_output(thing) or found.lemma in _BRINGS_OUT)
    if not came_out or is_passing(thing) or _are_talks(thing):
        return None
    return judged(f"delivered.{'today' if found.lead == 'progressive' else found.lead}", thing)


def _is_relative(clause: Clause) -> bool:
    return clause.is_relative


def _is_only_partly(clause: Clause) -> bool:
    """“Has nearly been completed”, “has been published in draft”, “half of the beds”."""
    lows, found, thing = clause.sentence.lows, clause.predicate, clause.thing
    if not _NOT_FOR_GOOD.isdisjoint(lows[found.end : found.end + 4]):
        return True
    first = thing.text.lower().split()[0] if thing else ""
    return first in _SOME or not _PARTLY.isdisjoint(lows[max(found.start - 1, 0) : found.end + 1])


_PARTLY: Final = word_set("almost largely mostly nearly only partially partly substantially")
_NOT_FOR_GOOD: Final = word_set("comment draft outline part")
_SOME: Final = word_set("few half little only part some")


def _is_idiom(clause: Clause) -> bool:
    """“Opened the door to a new tax”, “has been held up”, “laid down in”, “concluded that”."""
    found, thing = clause.predicate, clause.thing
    after = clause.sentence.lows[found.end]
    if found.lemma == "lay" and after in ("down", "off", "out"):
        return True
    if found.lemma in ("begin", "commence", "start") and thing is not None and thing.head == "work":
        return True  # nothing is out yet
    if after in ("up", "back", "in", "that") and found.lemma in ("hold", "conclude"):
        return after != "in" or clause.sentence.lows[found.end + 1] == "abeyance"
    return thing is not None and thing.head in _IDIOMS


_IDIOMS: Final = word_set(
    "apology attack blame career charm claim criticism debate delay door doors floor wreath"
)


def _is_done(clause: Clause) -> bool:
    """“Published”, “has been published”; “today we are publishing” it, too."""
    found = clause.predicate
    today = found.lead == "progressive" and found.lemma in _BRINGS_OUT
    if today:
        return any(due.text.lower() == "today" for due in clause.sentence.dues)
    return found.lead in ("past", "perfect", "passive")


def _is_bare(clause: Clause) -> bool:
    found, subject = clause.predicate, clause.subject
    if found.lemma == "close" and subject is not None and subject.head in _HELD:
        return False
    return found.lemma in _BARE and not found.particle


_TALKS: Final = word_set("discussions meeting meetings talks")


def _are_talks(thing: Phrase | None) -> bool:
    """“A series of meetings”: nothing came out that anybody could hold in their hands."""
    return thing is not None and not _TALKS.isdisjoint(thing.text.lower().split())


def _is_beside_the_point(clause: Clause) -> bool:
    """“Which sets out when the campaign was launched”: not the news that it was."""
    first = clause.subject.start if clause.subject else clause.predicate.start
    before = clause.sentence.lows[max(first - 3, 0) : first]
    return not _SUBORDINATES.isdisjoint(before[-2:]) and "is" not in before  # "which is why"


_SUBORDINATES: Final = word_set(
    "after assuming how if once since unless until when where whether why"
)


def _leads_to_verb(clause: Clause) -> bool:
    """“Has begun considering”, “the measures we have introduced extend”."""
    after, following = clause.sentence.lows[clause.predicate.end : clause.predicate.end + 2]
    if after == "to" and has_form(following, "base"):
        return True  # "waiting lists have started to fall"
    if following in nouns.OUTPUTS:
        return False  # "has published commissioning guidance"
    return has_form(after, "ing", "base") and after not in nouns.OUTPUTS


_EXCLUDED: Final = (
    _is_relative, _is_beside_the_point, _is_bare, _leads_to_verb, _is_only_partly, _is_idiom,
)  # fmt: skip

"""Rules for what comes later: slipped, paused, extended, not until."""

from typing import Final

from tracker.dues.words import word_set
from tracker.statements import nouns, verbs
from tracker.statements.clauses import Clause
from tracker.statements.forms import has_form
from tracker.statements.judgement import Judgement, is_passing, judged
from tracker.statements.noun_phrases import is_output

_NOT_SOONER: Final = ("until", "till", "before")
# What was delayed goes on again.
_RESUMED: Final = ("re-commenced", "recommenced", "resumed", "restarted")


def delayed(clause: Clause) -> Judgement | None:
    """“Was postponed until May”, “will be paused”, “the review has been deferred”."""
    if not _tells_of_delay(clause):
        return None
    found, thing = clause.predicate, clause.thing
    pauses = found.lemma in verbs.PAUSES
    event = "paused" if pauses else "slipped"
    if found.lead in ("perfect", "passive", "past"):
        what = "has-been" if found.lead == "perfect" else "was"
        return judged(f"{event}.{what}", thing) if _was_delayed(clause) else None
    if pauses and found.lead == "progressive" and is_output(thing):
        return judged("paused.stopped", thing)  # "is pausing its home birth service from April"
    known = is_output(thing) or clause.is_dated
    if found.voice == "passive" and _is_to_come(clause) and known:
        return judged("paused.stopped" if pauses else "slipped.will-be", thing)
    return None


def _was_delayed(clause: Clause) -> bool:
    """Whether enough is said of a delay that is past: of what, or until when."""
    found, thing = clause.predicate, clause.thing
    if found.lead == "perfect":
        return is_output(thing) or clause.is_dated
    if found.lead == "passive":
        told = clause.is_dated or found.lemma in verbs.PAUSES | {"postpone", "defer"}
        return told and is_output(thing)
    put_off = found.voice == "active" and thing is not None and thing is clause.object
    return put_off and thing is not None and thing.head in _PUT_OFF


# "Ministers delayed the bill": what anybody in office may put off by a word.
_PUT_OFF: Final = (nouns.DOCUMENTS | nouns.VEHICLES | frozenset({"launch", "rollout"})) - {
    "fund", "funding",
}  # fmt: skip


def _tells_of_delay(clause: Clause) -> bool:
    found = clause.predicate
    if found.lemma not in verbs.DELAYS or found.denied:
        return False
    pushes = found.lemma == "push" and found.voice == "active"
    if pushes and clause.sentence.lows[found.end] != "back":
        return False  # "has pushed the Department to publish it"
    which = clause.sentence.low(found.start - 1) == "which"
    if which and clause.sentence.lows[found.start] == "had":
        return False  # "the code, which had been postponed twice, was published"
    if has_form(clause.sentence.lows[found.end], "ing"):
        return False  # "has delayed publishing" is told of somebody, not of a thing
    return not (is_passing(clause.thing) or clause.sentence.has(*_RESUMED) or _took_place(clause))


def _took_place(clause: Clause) -> bool:
    """“Was postponed in 2020 and took place in 2021”: it is over."""
    after = clause.sentence.lows[clause.predicate.end :]
    return "took" in after and after[after.index("took") + 1] == "place"


def _is_to_come(clause: Clause) -> bool:
    found = clause.predicate
    if found.lead == "would":
        return clause.is_told
    if found.lead == "present":
        return found.lemma not in verbs.PAUSES  # "is suspended" is how things are
    return found.lead in ("will", "expected")


def missed(clause: Clause) -> Judgement | None:
    """“Was due in March but has not been published”; “has still not been published”."""
    found, earlier, said_on = clause.predicate, clause.before, clause.sentence.said_on
    if found.lead != "perfect" or not found.denied or not clause.is_strong:
        return None
    if "still" in clause.sentence.lows[found.start : found.verb_at]:
        return judged("slipped.missed", clause.thing) if is_output(clause.thing) else None
    if earlier is None or earlier.predicate.lead != "was-due":
        return None
    if earlier.due is None or said_on is None:
        return None
    over = earlier.due.latest is not None and earlier.due.latest < said_on
    return judged("slipped.missed", earlier.thing) if over and is_output(earlier.thing) else None


def extended(clause: Clause) -> Judgement | None:
    """“Has extended the consultation to 30 September”: an end that was put back."""
    found = clause.predicate
    if found.lemma != "extend" or found.lead not in ("perfect", "passive", "will"):
        return None
    thing = clause.thing
    if not clause.is_dated or not _is_an_end(clause) or thing is None:
        return None
    if _WITH_AN_END.isdisjoint(thing.text.lower().split()):
        return None  # a contract or a fund that runs for longer is not late
    return judged("slipped.extended", clause.thing)


_WITH_AN_END: Final = word_set("applications call closing consultation date deadline period window")


def _is_an_end(clause: Clause) -> bool:
    """Whether the date is one to which something runs: "to 30 September", "until May"."""
    at, due = clause.due_at, clause.due
    if at is None or due is None:
        return False
    to = "to" in (clause.sentence.low(at - 1), clause.sentence.low(at - 2))
    runs_to = due.rule.startswith("deadline") or " to " in due.text
    return to or runs_to  # "by four weeks to 26 January"


def not_until(clause: Clause) -> Judgement | None:
    """“Will not be published until the autumn”; “would not”, where it is told."""
    found = clause.predicate
    speaks = found.lead in ("will", "expected") or (found.lead == "would" and clause.is_told)
    if not (found.denied and speaks and clause.is_dated):
        return None
    if clause.due is None or not clause.due.text.lower().startswith(_NOT_SOONER):
        return None
    return judged("slipped.not-until", clause.thing)

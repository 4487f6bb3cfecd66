"""What a reader of a case should know beside its days: why none is counted, what came too late."""

from collections.abc import Callable, Iterator
from typing import Final

from tracker.foi.clock.asking import Extension, Times, paid_too_late
from tracker.foi.clock.course import History, status_of_reply
from tracker.foi.clock.deadlines import Due, request_day
from tracker.foi.clock.laws import regulator_to_come
from tracker.foi.grounds import EITHER, QUALIFIED, provision_of
from tracker.foi.model import Event
from tracker.foi.order import day_of
from tracker.foi.rules import RULES, STATUTORY
from tracker.wording import day_words, when_words

_TWICE: Final = 2
# Stages in which the regulator is the next to turn to, or has been turned to.
_COMPLAINTS: Final = frozenset({"review", "reviewed", "regulator", "decided"})


def notes_of(history: History, dues: list[Due]) -> tuple[str, ...]:
    """Sentences about a case, each once, in the order of its stages."""
    found = (note for tell in _NOTES for note in tell(history, dues))
    return tuple(dict.fromkeys(found))


def _not_followed(history: History, _dues: list[Due]) -> Iterator[str]:
    if not history.counting.case.followed:
        yield "We do not follow this case: what came after the last event is not on record."


def _no_day(history: History, _dues: list[Due]) -> Iterator[str]:
    clock = history.clock
    asked = history.course.stage not in ("nothing", "draft")
    if asked and clock.no_day and not clock.undelivered:
        yield f"No time for the reply is counted: {clock.no_day}."
    sent_again = [one for one in history.counting.case.events if one.type == "resent"]
    if clock.undelivered and sent_again:
        yield (
            "The request was sent again, but nobody has said that the clock begins anew (resets); "
            "until then nothing is counted."
        )


def _time_of_the_reply(history: History, _dues: list[Due]) -> Iterator[str]:
    reply = history.clock.reply
    if reply is not None and day_of(reply) is None:
        known = f" (it came {_when(reply)})" if reply.on else ""
        yield f"The day of the reply is not known{known}: whether it was in time cannot be said."


def _late_questions(history: History, _dues: list[Due]) -> Iterator[str]:
    for overrun in history.clock.overruns:
        yield (
            f"The body asked for clarification {_when(overrun.ended_by)}, after the time for its "
            f"reply had ended on {_day(overrun.limit.late_after)}. The answer begins the clock "
            f"anew ({history.law.clarified_by}); that the body was late by then stays."
        )


def _clarified(history: History, _dues: list[Due]) -> Iterator[str]:
    law, events = history.law, history.counting.case.events
    if law.clarified_doubt and any(event.type == "clarification_sent" for event in events):
        yield (
            f"That a clarification begins the clock anew ({law.clarified_by}) was not read at its "
            "source."
        )


def _may_be_longer(_history: History, dues: list[Due]) -> Iterator[str]:
    """Each last day that a law may have moved, with how it was counted and why it is not shown."""
    for due in dues:
        if due.is_uncertain:
            yield due.limit.explanation


def _fees(history: History, _dues: list[Due]) -> Iterator[str]:
    clock, times = history.clock, Times(history.counting, history.law)
    if clock.fee is None:
        return
    if clock.fee_late:
        yield "The fees notice came after the time for the reply had ended: it stops no clock."
    elif clock.paid is None:
        if times.for_the_fee(clock) is None:
            yield "How long there is to pay the fee is not counted here: see the fees notice."
    elif paid_too_late(times, clock):
        yield (
            "The fee was paid more than three months after the notice: the body need not answer "
            "(FOIA s.9(2)), and no time for the reply is counted."
        )
    else:
        yield from _after_the_fee(history)


def _after_the_fee(history: History) -> Iterator[str]:
    clock, law = history.clock, history.law
    if law.payment is not None:
        yield (
            f"There is a time for paying the fee ({law.payment}), which is not counted here: if "
            "the fee came after it, the body need not answer."
        )
    if law.fees is None or not all(day_of(one) for one in (clock.fee, clock.paid) if one):
        yield "No time for the reply is counted after the fee: a day or a rule for it is missing."


def _more_time(history: History, _dues: list[Due]) -> Iterator[str]:
    clock, law = history.clock, history.law
    if clock.extensions_of_all and law.extension is None:
        yield (
            "FOISA has no extension for the public interest: the time that the body took is on "
            "record, and the clock runs on."
        )
        return
    for number, extension in enumerate(clock.extensions):
        yield from _one_extension(history, extension, first=number == 0)
    if clock.extensions_of_all > 1:
        often = "twice" if clock.extensions_of_all == _TWICE else f"{clock.extensions_of_all} times"
        yield f"The body has taken more time {often}."
    if clock.extensions and (clock.fee or history.counting.case.school):
        yield (
            "The 40 working days that guidance or law sets for more time are not counted for a "
            "school or after a fee."
        )


def _one_extension(history: History, extension: Extension, *, first: bool) -> Iterator[str]:
    event, law = extension.event, history.law
    yield from _ground_of_more_time(history, event)
    by_law = law.extension is not None and RULES[law.extension].basis == STATUTORY
    if extension.late and first:
        yield (
            f"The extension was notified {_when(event)}, after the time limit: the body was late "
            "by then."
        )
    elif extension.late:
        yield f"More time was taken {_when(event)}, after the day named before had passed."
    elif day_of(event) is None and first:
        yield "The day of the extension is not known: it is taken to have been told in time."
    start = history.clock.counted_from
    if by_law and law.extension is not None and event.until is not None and start is not None:
        longest = history.counting.by_rule(law.extension, start)
        if event.until > longest.due:
            yield (
                f"The body named {_day(event.until)}, which is later than the law allows "
                f"({longest.citation}: {_day(longest.due)})."
            )


def _ground_of_more_time(history: History, event: Event) -> Iterator[str]:
    """FOIA s.10(3) gives more time only where a qualified exemption has to be weighed."""
    if history.law.regime != "FOIA":
        return
    grounds = [ground.provision for ground in event.grounds]
    listed = [provision_of(one, history.law.regime) for one in grounds]
    if any(one is None or one.weight in (QUALIFIED, EITHER) for one in listed):
        return
    named = f" ({', '.join(grounds)})" if grounds else ""
    yield (
        "FOIA s.10(3) gives more time only to weigh the public interest of a qualified exemption; "
        f"no qualified exemption is recorded with the extension {_of_when(event)}{named}. Look "
        "which it names: without one it gives none."
    )


def _too_late_to_stop(history: History, _dues: list[Due]) -> Iterator[str]:
    for event in history.clock.asked_after_reply:
        yield f"{event.type} {_when(event)} came after the reply: it moves no day."


def _school(history: History, _dues: list[Due]) -> Iterator[str]:
    case = history.counting.case
    if case.school and history.law.school is None:
        yield f"The times of schools are those of FOIA: under {case.regime} they are like others'."
    elif case.school and not case.school_closed:
        yield (
            "Days on which the school is closed do not count (SI 2004/3364), and none is recorded: "
            "so it is called late only after the 60th working day. Record the closed days for the "
            "true day: `school_closed` in a file of the case (`delaywatch foi export FOLDER`, then "
            "`delaywatch foi import FILE`)."
        )


def _grounds(history: History, _dues: list[Due]) -> Iterator[str]:
    regime, reply = history.law.regime, history.course.reply
    if reply is None:
        return
    for ground in reply.grounds:
        listed = provision_of(ground.provision, regime)
        if listed is None:
            yield f"{ground.provision} is not on the list of grounds under {regime}."
        elif listed.future_publication and not named_days(reply):
            yield (
                f"The reply relies on {ground.provision} and names no day of publication: nothing "
                "can be counted from it."
            )
    if reply.grounds and status_of_reply(reply, regime) == "disclosed":
        yield "The reply is recorded as disclosed, but relies on grounds for withholding something."


def named_days(event: Event) -> bool:
    """Whether an event names a last day of publication."""
    promised = event.promise is not None and event.promise.due_latest is not None
    return promised or any(one.anticipated_publication for one in event.grounds)


def _cap_of_publication(history: History, _dues: list[Due]) -> Iterator[str]:
    """FOISA s.27(1): no later than twelve weeks after the request."""
    rule, asked = history.law.future_publication, request_day(history)
    for event in history.counting.case.events:
        for ground in event.grounds:
            listed = provision_of(ground.provision, history.law.regime)
            if rule is None or listed is None or not listed.future_publication:
                continue
            if asked is None:
                yield "The 12 weeks of FOISA s.27(1) cannot be counted: no day of the request."
                continue
            last, named = history.counting.by_rule(rule, asked), ground.anticipated_publication
            if named is not None and named > last.due:
                yield (
                    f"The body named {_day(named)} for publication; FOISA s.27(1) covers only what "
                    f"is meant for publication by {_day(last.due)}."
                )


def _silence_in_scotland(history: History, _dues: list[Due]) -> Iterator[str]:
    if history.law.review_first and history.course.stage == "asking":
        yield "Silence counts as a refusal: a review has to be asked for before an appeal."


_GRANTED: Final = {
    "overturned": (
        "The review overturned the refusal: if what was asked for did not come, ask for it."
    ),
    "partly": "The review granted a part: if that did not come, ask for it.",
}


def _review(history: History, _dues: list[Due]) -> Iterator[str]:
    course = history.course
    if course.review is not None and course.review_day is None:
        yield (
            "The request for the review went by post, and the day on which it arrived is not "
            "recorded: its time is not counted."
            if course.is_review_posted
            else "The day on which the review was asked for is not known: its time is not counted."
        )
    outcome = course.outcome.outcome if course.outcome else None
    if outcome in _GRANTED and course.newer_reply is None:
        yield _GRANTED[outcome]
    if history.is_review_needless and course.stage == "review":
        yield (
            "The review is of silence, for which no review is needed: a complaint is open once the "
            "last day for the reply has passed."
        )
    if course.reply_aside is not None:
        yield (
            f"A reply came {_when(course.reply_aside)} while a step about an earlier one was "
            "pending: if it settles that, record so."
        )


def _notice(history: History, _dues: list[Due]) -> Iterator[str]:
    course, law = history.course, history.law
    notice = course.notice
    if notice is None or course.stage not in ("decided", "tribunal"):
        return
    if course.stage == "tribunal":
        by_law = law.suspended_by
        yield (
            f"While the appeal runs, what the notice orders need not be done ({by_law})."
            if by_law
            else "While the appeal runs, no day is counted for what the notice orders."
        )
        return
    if notice.outcome is None:
        yield "How the regulator decided is not recorded: mend the outcome of the notice."
    elif notice.outcome != "not_upheld" and notice.until is None:
        counted = law.notice is not None and day_of(notice) is not None
        yield (
            "The day by which the notice is to be complied with is not recorded"
            + ("; 35 days are usual." if counted else ", so none is counted.")
        )
    if law.appeal is None:
        yield "Against the decision there is only an appeal on a point of law; no time is counted."


def _decision(history: History, dues: list[Due]) -> Iterator[str]:
    course = history.course
    if course.stage != "tribunal_decided" or course.decision is None:
        return
    if course.appellant is None:
        yield (
            "To whom the decision is welcome is not known: who appealed is not on record, and how "
            "the notice decided does not tell."
        )
    lost = course.appellant == "authority" and course.decision.outcome == "dismissed"
    if lost and not any(due.is_open and due.limit.kind == "notice_comply_by" for due in dues):
        yield (
            "The day by which the decision is to be complied with is not recorded, so none is "
            "counted: see the decision."
        )


def _transferred(history: History, _dues: list[Due]) -> Iterator[str]:
    turned_by = history.course.turned_by
    if history.course.stage == "ended" and turned_by and turned_by.type == "transferred":
        yield (
            "Another body has the request now: follow it there as a case of its own "
            "(`delaywatch foi add`)."
        )


def _regulator_to_come(history: History, dues: list[Due]) -> Iterator[str]:
    to_come = regulator_to_come(history.law.jurisdiction)
    matters = history.course.stage in _COMPLAINTS or any(
        due.is_open and due.part.escalates for due in dues
    )
    if to_come is not None and matters and history.counting.case.followed:
        yield to_come.note


_NOTES: Final[tuple[Callable[[History, list[Due]], Iterator[str]], ...]] = (
    _not_followed, _no_day, _may_be_longer, _late_questions, _clarified, _fees, _more_time,
    _too_late_to_stop, _school, _time_of_the_reply, _grounds, _cap_of_publication,
    _silence_in_scotland, _review, _notice, _decision, _transferred, _regulator_to_come,
)  # fmt: skip


def _day(day: object) -> str:
    return day_words(str(day))


def _of_when(event: Event) -> str:
    """Words after what happened: "of 8 April 2026", "whose day is not known"."""
    return f"of {_day(event.on)}" if day_of(event) else "whose day is not known"


def _when(event: Event) -> str:
    return when_words(event.on.isoformat() if event.on else None, event.precision)

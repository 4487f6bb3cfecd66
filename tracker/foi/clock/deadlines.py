"""The last days of a case: those that are met, those that run, those that passed unmet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tracker.foi.clock.actions import GRANTED, PARTS, Part, filled
from tracker.foi.clock.asking import Times
from tracker.foi.clock.course import NOT_ALL_OF_IT, Course, History, status_of_reply
from tracker.foi.clock.limits import Limit, named_words
from tracker.foi.grounds import provision_of
from tracker.foi.model import Event
from tracker.foi.order import day_of
from tracker.foi.rules import STATUTORY
from tracker.wording import day_words


@dataclass(frozen=True, slots=True)
class CaseDeadline:
    """A last day of a case, with what to do before it and after it.

    ``party`` has to act by it: requester, authority or regulator. Late is from the day after
    ``late_after``. ``met_on`` is the day it was done on, None where it was not. ``status_after`` is
    what the case is called once the day has passed unmet, ``escalates`` whether a step is open to
    us then.
    """

    kind: str
    party: str
    counted_from: date
    due: date
    alternative: date | None
    late_after: date
    met_on: date | None
    basis: str
    citation: str
    confirmed: bool
    explanation: str
    action_before: str
    action_after: str
    status_after: str | None
    escalates: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A last day, what it means, and which event met it; ``live``: the case still waits for it."""

    limit: Limit
    part: Part
    met_by: Event | None
    live: bool

    @property
    def is_open(self) -> bool:
        """Whether the case waits for it and nothing met it."""
        return self.live and self.met_by is None

    @property
    def is_uncertain(self) -> bool:
        """Whether there may have been more time than is counted here."""
        return self.limit.may_be_longer


# The body sets such a day for itself; the Act asks for no day at all.
_OWN_WORD: Final = "the body's own word in what it wrote"


def dues_of(history: History) -> list[Due]:
    """Every last day that the events of a case set, in the order of its stages.

    Raises CannotCount or OutsideCalendar where a day cannot be counted.
    """
    return [
        *_of_the_reply(history),
        *_of_the_fee(history),
        *_of_asking_for_a_review(history),
        *_of_the_review(history),
        *_of_the_complaint(history),
        *_of_the_notice(history),
        *_of_the_appeal(history),
        *_of_the_tribunal(history),
        *_of_publication(history),
    ]


def deadlines_of(
    history: History, dues: list[Due], fields: Mapping[str, str], next_action: str
) -> tuple[CaseDeadline, ...]:
    """The last days as they are shown.

    One that was met on a day that is not known is left out: nobody can say whether it was in time.
    So are those that no longer matter: of a case that has ended or is not followed, and what the
    requester might have done before a later step. What the body left undone stays. A last day that
    a law may have moved is told in a note alone: nobody can say what is late by it.
    """
    shown = (_shown(history, due, fields, next_action) for due in dues)
    return tuple(one for one in shown if one is not None)


def _shown(
    history: History, due: Due, fields: Mapping[str, str], next_action: str
) -> CaseDeadline | None:
    met_on = day_of(due.met_by) if due.met_by else None
    if due.is_uncertain:
        return None
    if due.met_by is None:
        matters = due.live or due.limit.party == "authority"
        if not (history.is_open and matters):
            return None
    elif met_on is None:
        return None
    before, after, status_after, escalates = _still_to_do(due, fields, next_action)
    return CaseDeadline(
        kind=due.limit.kind,
        party=due.limit.party,
        counted_from=due.limit.counted_from,
        due=due.limit.due,
        alternative=due.limit.alternative,
        late_after=due.limit.late_after,
        met_on=met_on,
        basis=due.limit.basis,
        citation=due.limit.citation,
        confirmed=due.limit.confirmed,
        explanation=due.limit.explanation,
        action_before=before,
        action_after=after,
        status_after=status_after,
        escalates=escalates,
    )


def _still_to_do(
    due: Due, fields: Mapping[str, str], next_action: str
) -> tuple[str, str, str | None, bool]:
    """What a last day asks for: nothing once it is met, the next step once that was taken."""
    if due.met_by is not None:
        return "", "", None, False
    if not due.live:
        return next_action, next_action, None, False
    part = due.part
    before, after = (filled(words, fields, due.limit) for words in (part.before, part.after))
    return before, after, part.status_after, part.escalates


# ---------------------------------------------------------------------------------- the reply


def _of_the_reply(history: History) -> Iterator[Due]:
    clock, course = history.clock, history.course
    for overrun in clock.overruns:
        yield Due(overrun.limit, _part(history, "reply"), overrun.ended_by, live=False)
    waits = course.stage == "asking" or (
        course.stage == "review" and not course.replies and not history.law.review_first
    )
    if clock.reply is None and not history.is_open:
        return  # nothing of it would be shown, even where it could not be counted
    for what, limit in Times(history.counting, history.law).all_of(clock):
        part = _part(history, what)
        if what == "guideline":
            part = replace(part, status_after=_after_the_guideline(history, limit))
        if course.stage == "review":
            part = replace(part, status_after=None)  # the case is called after the review
        yield Due(limit, part, clock.reply, live=waits)


def _part(history: History, what: str) -> Part:
    return PARTS.get(f"{what}, review first" if history.law.review_first else what, PARTS[what])


def _after_the_guideline(history: History, guideline: Limit) -> str | None:
    """Beyond the body's own day too it is long overdue; before that day it is not overdue."""
    named = history.clock.extensions[-1].event.until
    if named is None:
        return "delayed"
    return "long_overdue" if guideline.late_after >= named else None


def _of_the_fee(history: History) -> Iterator[Due]:
    clock = history.clock
    limit = Times(history.counting, history.law).for_the_fee(clock)
    if limit is not None:
        yield Due(limit, PARTS["fee"], clock.paid, live=history.course.stage == "asking")


# --------------------------------------------------------------------------------- the review


def _of_asking_for_a_review(history: History) -> Iterator[Due]:
    law, course = history.law, history.course
    reply = _reply_to_review(history)
    if reply is None:
        yield from _of_reviewing_silence(history)
        return
    day = day_of(reply)
    if day is None:
        return
    time = Times(history.counting, law).last_of(history.clock) if law.review_from_limit else None
    if time is not None:
        day = max(day, time.due)
    limit = history.counting.by_rule(law.review_request, day)
    met_by = course.review if course.reviewed_reply is reply else None
    yield Due(limit, PARTS["review request"], met_by, live=course.stage == "replied")


def _of_reviewing_silence(history: History) -> Iterator[Due]:
    """Where that has to be reviewed first: from the last day for the reply."""
    law, course = history.law, history.course
    silent = course.reviewed_reply is None if course.review else not course.replies
    if not (silent and law.review_first and (course.review or history.is_open)):
        return
    time = Times(history.counting, law).last_of(history.clock)
    if time is not None:
        limit = history.counting.by_rule(law.review_request, time.due)
        part = PARTS["review request, silence"]
        yield Due(limit, part, course.review, live=course.stage == "asking")


def _reply_to_review(history: History) -> Event | None:
    """The reply that a review was asked about or may be; None: none, or only silence."""
    course = history.course
    if course.reviewed_reply is not None:
        return course.reviewed_reply
    exhausted = course.review is not None and (course.outcome or history.law.review_first)
    if course.reply is None or exhausted or course.notice_settles:
        return None
    return course.reply if _is_refused(history, course.reply) else None


def _is_refused(history: History, reply: Event) -> bool:
    return status_of_reply(reply, history.law.regime) in NOT_ALL_OF_IT


def _of_the_review(history: History) -> Iterator[Due]:
    course, rules = history.course, history.law.reviews
    day = course.review_day
    if day is None:
        return
    for number, rule in enumerate(rules, start=1):
        what = "review" if number == len(rules) else "normal review"
        part = PARTS[f"{what} of silence" if history.is_review_needless else what]
        limit = history.counting.by_rule(rule, day)
        yield Due(limit, part, course.review_answer, live=course.stage == "review")


# ----------------------------------------------------------------- the regulator, the tribunal


def _of_the_complaint(history: History) -> Iterator[Due]:
    law, course = history.law, history.course
    live = course.stage in ("review", "reviewed", "replied")
    contact = course.complained_of if course.complaint else course.contact
    if contact is not None:
        day = day_of(contact)
        if day is not None and (course.complaint or _may_be_complained_of(history, contact)):
            limit = history.counting.by_rule(law.complaint, day)
            part = _with_what_was_granted(_part(history, "complaint"), contact)
            yield Due(limit, part, course.complaint, live=live)
        return
    asked = course.review_day
    if law.review_first and asked is not None and course.review_answer is None:
        # FOISA s.47(4): from the last day for the outcome, where none came.
        last = history.counting.by_rule(law.reviews[-1], asked)
        limit = history.counting.by_rule(law.complaint, last.due)
        yield Due(limit, PARTS["complaint, review silent"], course.complaint, live=live)


def _with_what_was_granted(part: Part, contact: Event) -> Part:
    """First what a review has granted, if nothing is recorded to have come of it."""
    if contact.type != "internal_review_outcome" or contact.outcome not in GRANTED:
        return part
    granted = GRANTED[contact.outcome]
    return replace(part, before=f"{granted} {part.before}", after=f"{granted} {part.after}")


def _may_be_complained_of(history: History, contact: Event) -> bool:
    """A refusal that a review has left standing, or one that came of it."""
    if history.course.notice_settles:
        return False
    if contact.type == "internal_review_outcome":
        return contact.outcome in ("upheld", "partly")
    reviewed = history.course.outcome is not None or history.law.review_first
    return reviewed and _is_refused(history, contact)


def _of_the_notice(history: History) -> Iterator[Due]:
    """Only where the complaint was upheld; none is counted while an appeal runs or after it."""
    course, law = history.course, history.law
    notice = course.notice
    if notice is None or notice.outcome not in ("upheld", "partly") or course.appeal is not None:
        return
    day, limit = day_of(notice), None
    if notice.until is not None:
        limit = _ordered(history, notice.until, notice, "decision notice", law.ordered_by)
    elif law.notice is not None and day is not None:
        limit = history.counting.by_rule(law.notice, day)
    if limit is not None:
        live = course.stage == "decided"
        yield Due(limit, PARTS["notice"], course.done, live=live)


def _of_the_appeal(history: History) -> Iterator[Due]:
    course, law = history.course, history.law
    day = day_of(course.notice) if course.notice else None
    if day is None or law.appeal is None or course.notice is None:
        return
    limit = history.counting.by_rule(law.appeal, day)
    part = PARTS["appeal"]
    if course.notice.outcome == "upheld":
        limit, part = replace(limit, party="authority"), PARTS["appeal of the body"]
    yield Due(limit, part, course.appeal, live=course.stage in ("decided", "replied"))


def _of_the_tribunal(history: History) -> Iterator[Due]:
    course, law = history.course, history.law
    decision = course.decision
    if decision is None:
        return
    live = course.stage == "tribunal_decided"
    if decision.until is not None:
        citation = "FOIA s.58" if law.appeal else "the decision itself"
        limit = _ordered(history, decision.until, decision, "decision on the appeal", citation)
        yield Due(limit, PARTS["tribunal"], course.done, live=live)
    elif course.notice is not None and (until := _still_ordered(course)) is not None:
        limit = _ordered(history, until, course.notice, "decision notice", law.ordered_by)
        yield Due(limit, PARTS["notice"], course.done, live=live)


def _still_ordered(course: Course) -> date | None:
    """The day of a notice that the body appealed against in vain, if it had not passed by then."""
    notice, decision = course.notice, course.decision
    if notice is None or decision is None or course.appellant != "authority":
        return None
    decided_on = day_of(decision)
    if decision.outcome != "dismissed" or notice.until is None or decided_on is None:
        return None
    return notice.until if notice.until >= decided_on else None


def _ordered(history: History, until: date, event: Event, what: str, citation: str) -> Limit:
    return history.counting.named(
        "notice_comply_by", day_of(event), until, citation,
        f"The {what} gives {day_words(until.isoformat())}", basis=STATUTORY,
    )  # fmt: skip


# --------------------------------------------------------------------------------- publication


def _of_publication(history: History) -> Iterator[Due]:
    """Each day that the body named for publication, and the last day that FOISA s.27(1) allows."""
    seen: set[date] = set()
    for place, event in enumerate(history.counting.case.events):
        for limit, part in _publications(history, event):
            if limit.due not in seen:
                seen.add(limit.due)
                yield Due(limit, part, _came_out(history, place), live=True)


def _publications(history: History, event: Event) -> Iterator[tuple[Limit, Part]]:
    counting, law = history.counting, history.law
    body, day = counting.case.authority, day_of(event)
    promised = event.promise.due_latest if event.promise else None
    if event.promise is not None and promised is not None:
        words = f"{body} wrote “{event.promise.due_phrase}”: no later than "
        yield counting.named(
            "publication_anticipated", day, promised, _OWN_WORD,
            f"{words}{day_words(promised.isoformat())}{_reading(soft=event.promise.soft)}",
        ), PARTS["publication"]  # fmt: skip
    for ground in event.grounds:
        named = ground.anticipated_publication
        if named is not None:
            yield (
                counting.named(
                    "publication_anticipated", day, named, _OWN_WORD, named_words(body, named, day)
                ),
                PARTS["publication"],
            )
        listed = provision_of(ground.provision, law.regime)
        asked = request_day(history)
        if law.future_publication and asked and listed and listed.future_publication:
            yield (
                counting.by_rule(law.future_publication, asked),
                PARTS["publication, by law"],
            )


def _reading(*, soft: bool) -> str:
    return ", as we read it" if soft else ""


def request_day(history: History) -> date | None:
    """The day on which the request was made: sent or, where that is not known, received."""
    asked = (one for one in history.counting.case.events if one.type in ("sent", "received"))
    return next((day for day in map(day_of, asked) if day), None)


def _came_out(history: History, place: int) -> Event | None:
    """What brought out, after an event, all that was asked for."""
    later = history.counting.case.events[place + 1 :]
    return next(
        (one for one in later if one.type == "published_elsewhere" or one.outcome == "disclosed"),
        None,
    )

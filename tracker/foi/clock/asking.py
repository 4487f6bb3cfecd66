"""The time for the reply: when it begins, what stops it, what begins it anew.

Day 0 is the day on which the request reached the body. An e-mail arrives on the day it is sent, a
letter does not: of one the day of receipt must be known. Without that day nothing is counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from tracker.foi.clock.laws import Law
from tracker.foi.clock.limits import Counting, Limit, named_words
from tracker.foi.clock.post import is_by_post
from tracker.foi.model import Event
from tracker.foi.order import day_of
from tracker.foi.rules import RULES, STATUTORY
from tracker.wording import day_words

REPLIES: Final = frozenset({"response", "refusal_notice"})
# What tells that something of ours had reached the body.
ARRIVALS: Final = frozenset({"received", "acknowledged"})
# Outcomes of these answer the request too, where nothing did before.
_ANSWERS: Final = REPLIES | {"internal_review_outcome"}
_A_DAY: Final = timedelta(days=1)
_A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time that the body took; ``late``: after its time had run out."""

    event: Event
    late: bool


@dataclass(frozen=True, slots=True)
class Overrun:
    """A time that had run out when the body asked for clarification, which began it anew."""

    limit: Limit
    ended_by: Event


@dataclass(frozen=True, slots=True)
class Clock:
    """The time for the reply as the events up to one leave it.

    ``counted_from`` is the day of receipt (FOIA s.10(6): also that of a clarification), ``no_day``
    says why there is none. ``question`` and ``fee`` are what it waits for the requester to answer
    or to pay. ``posted_anew`` is what began it anew by post and is not known to have arrived.
    ``turned_by`` brought it to where it is. ``reply`` ended it. ``review_asked``: what arrives from
    then on is the request for the review.
    """

    counted_from: date | None = None
    no_day: str = "the request is not recorded as sent"
    is_sent: bool = False
    undelivered: bool = False
    question: Event | None = None
    fee: Event | None = None
    fee_late: bool = False
    paid: Event | None = None
    posted_anew: Event | None = None
    review_asked: bool = False
    extensions: tuple[Extension, ...] = ()
    extensions_of_all: int = 0
    overruns: tuple[Overrun, ...] = ()
    reply: Event | None = None
    turned_by: Event | None = None
    asked_after_reply: tuple[Event, ...] = ()

    @property
    def state(self) -> str:
        """The status of a case that waits for its reply (a key of vocabulary.STATUSES)."""
        if self.undelivered:
            return "delivery_error"
        if self.question is not None:
            return "awaiting_clarification"
        if self.fee is not None and self.paid is None:
            return "awaiting_fee"
        return "extended" if self.extensions else "awaiting_response"


def clock_of(counting: Counting, law: Law) -> Clock:
    """The time for the reply, after all events of the case."""
    clock = Clock()
    for event in counting.case.events:
        if event.type in _ANSWERS and clock.reply is None:
            clock = replace(clock, reply=event)
        elif event.type == "internal_review_requested":
            clock = replace(clock, review_asked=True)
        elif event.type in ARRIVALS and clock.review_asked:
            continue
        elif event.type in _STEPS and (clock.reply is None or _begins_anew(event)):
            clock = _STEPS[event.type](clock, event, Times(counting, law))
        elif event.type in _STEPS and event.type in _MOVES_IT:
            clock = replace(clock, asked_after_reply=(*clock.asked_after_reply, event))
    return clock


def _begins_anew(event: Event) -> bool:
    return event.type == "resent" and event.resets is True


# ------------------------------------------------------------------------------ the last days


@dataclass(frozen=True, slots=True)
class Times:
    """The last days for the reply, by the law of the case."""

    counting: Counting
    law: Law

    def all_of(self, clock: Clock) -> list[tuple[str, Limit]]:
        """Each last day that holds, with what it is: reply, extension, guideline, estimate.

        More time that was told too late leaves the time as it was and stands beside it; so does a
        day that lies within it ("no more"). Empty where the clock stands still or nothing can be
        counted.
        """
        time = self.without_more(clock)
        if time is None:
            return []
        more = list(self._with_more(clock, time))
        in_time = bool(clock.extensions) and not clock.extensions[0].late
        takes_more = not any(what == "no more" for what, _ in more)
        return more if in_time and takes_more else [("reply", time), *more]

    def last_of(self, clock: Clock) -> Limit | None:
        """The last day of all on which a reply would be in time."""
        limits = self.all_of(clock)
        by_law = [limit for what, limit in limits if what == "reply"]
        others = [limit for what, limit in limits if what not in ("estimate", "no more")]
        return max(by_law or others, key=lambda limit: limit.late_after, default=None)

    def without_more(self, clock: Clock) -> Limit | None:
        """The last day by law, as if the body had taken no more time."""
        start = clock.counted_from
        if start is None or clock.question is not None or clock.undelivered:
            return None
        if clock.fee is not None and not clock.fee_late:
            return self._after_the_fee(clock, start)
        return self._counted(self.law.reply, self.law.school, start)

    def for_the_fee(self, clock: Clock) -> Limit | None:
        """The last day for paying the fee; None where no rule counts it."""
        notice = day_of(clock.fee) if clock.fee else None
        if notice is None or self.law.fee_to_be_paid is None:
            return None
        return self.counting.by_rule(self.law.fee_to_be_paid, notice)

    def _after_the_fee(self, clock: Clock, start: date) -> Limit | None:
        """FOIA s.10(2): the days from the notice to the payment, both included, do not count."""
        notice = day_of(clock.fee) if clock.fee else None
        paid = day_of(clock.paid) if clock.paid else None
        if notice is None or paid is None or self.law.fees is None or paid_too_late(self, clock):
            return None
        fees = {"fees_notice": max(notice, start), "fee_paid": max(paid, start)}
        return self._counted(self.law.fees, self.law.school_fees, start, **fees)

    def _counted(self, rule: str, of_schools: str | None, start: date, **fees: date) -> Limit:
        """By the rule of schools where the case is about one and the law has such a rule."""
        if not self.counting.case.school or of_schools is None:
            return self.counting.by_rule(rule, start, **fees)
        closed = list(self.counting.case.school_closed)
        limit = self.counting.by_rule(of_schools, start, school_closed=closed, **fees)
        if closed:
            return limit
        all_along = [(start + _A_DAY, start + _A_YEAR)]
        longest = self.counting.by_rule(of_schools, start, school_closed=all_along, **fees)
        return _without_closed_days(limit, longest)

    def _with_more(self, clock: Clock, time: Limit) -> Iterator[tuple[str, Limit]]:
        """The last days of the newest extension: the law's or guidance's, and the body's own."""
        newest = clock.extensions[-1].event if clock.extensions else None
        start, rule = clock.counted_from, self.law.extension
        if newest is None or start is None or rule is None:
            return
        whole = None
        if not (clock.fee or self.counting.case.school):  # guidance says nothing of these
            whole = self.counting.by_rule(rule, start)
        by_law = RULES[rule].basis == STATUTORY
        if newest.until is not None and not (by_law and whole and newest.until > whole.due):
            estimate = self.counting.named(
                "extended_response_due", day_of(newest), newest.until, _NAMED_BY[self.law.regime],
                named_words(self.counting.case.authority, newest.until, day_of(newest)),
                doubt=self.law.named_doubt,
            )  # fmt: skip
            if not by_law and newest.until <= time.late_after:
                yield "no more", _within_the_time(estimate, time)
                return
            yield "estimate" if by_law and whole else "extension", estimate
        if whole is not None:
            yield "extension" if by_law else "guideline", whole


def _without_closed_days(shortest: Limit, longest: Limit) -> Limit:
    """Of a school whose closed days nobody recorded: due by the first, late after the second."""
    return replace(
        shortest,
        late_after=max(shortest.late_after, longest.late_after),
        explanation=(
            f"{longest.explanation} Days on which the school is closed do not count, and none is "
            f"recorded: {_day(shortest.due)} would be the last day if it was never closed, and it "
            f"is late only after {_day(longest.late_after)}, whatever the days were."
        ),
    )


def _within_the_time(estimate: Limit, time: Limit) -> Limit:
    """A day that lies within the time by law makes nothing late before that has ended."""
    return replace(
        estimate,
        late_after=time.late_after,
        explanation=(
            f"{estimate.explanation} That lies within the time that the law gives anyway: it is "
            f"late only after {_day(time.late_after)}."
        ),
    )


def _day(day: date) -> str:
    return day_words(day.isoformat())


# What the body's own estimate stands on. (EIR and EI(S)R ask for none.)
_NAMED_BY: Final = {
    "FOIA": "FOIA ss.10(3) and 17(2)",
    "EIR": "the body's own word (EIR regulation 7)",
    "EISR": "the body's own word (EI(S)R regulation 7)",
}


def paid_too_late(times: Times, clock: Clock) -> bool:
    """Whether the fee came after its time: the body need not answer then (FOIA s.9(2))."""
    limit = times.for_the_fee(clock)
    return limit is not None and clock.paid is not None and limit.is_passed_by(day_of(clock.paid))


# ------------------------------------------------------------------------------------- steps


def _sent(clock: Clock, event: Event, _times: Times) -> Clock:
    if clock.is_sent:
        return clock
    if is_by_post(event):
        return replace(clock, is_sent=True, turned_by=event, no_day=_ON_ITS_WAY)
    return _begun(replace(clock, is_sent=True), event, "the request was sent")


def _received(clock: Clock, event: Event, _times: Times) -> Clock:
    received = replace(clock, is_sent=True, undelivered=False, posted_anew=None)
    turned_by = clock.turned_by if clock.is_sent and not clock.undelivered else event
    return replace(_begun(received, event, "the request was received"), turned_by=turned_by)


def _acknowledged(clock: Clock, event: Event, _times: Times) -> Clock:
    """What began the clock anew had arrived by then; without a day of receipt that is day 0."""
    if clock.posted_anew is None or day_of(event) is None:
        return clock
    return _received(clock, event, _times)


def _not_delivered(clock: Clock, event: Event, _times: Times) -> Clock:
    return replace(
        clock, undelivered=True, is_sent=True, counted_from=None, turned_by=event,
        posted_anew=None, no_day="the request was not delivered",
    )  # fmt: skip


def _sent_again(clock: Clock, event: Event, _times: Times) -> Clock:
    """Whether the clock begins anew is for a person to say: not every copy is a new request."""
    if event.resets is not True:
        return clock
    anew = Clock(is_sent=True, overruns=clock.overruns, extensions_of_all=clock.extensions_of_all)
    return _begun_by_us(anew, event, "the request was sent again")


def _question(clock: Clock, event: Event, times: Times) -> Clock:
    """It stops the clock, also when it comes late; but late it was."""
    limit, overruns = times.last_of(clock), clock.overruns
    if limit is not None and limit.is_passed_by(day_of(event)):
        overruns = (*overruns, Overrun(limit, event))
    return replace(clock, question=event, turned_by=event, overruns=overruns)


def _answer(clock: Clock, event: Event, _times: Times) -> Clock:
    if clock.question is None:
        return clock
    unpaid = clock.fee if clock.paid is None else None
    anew = replace(
        clock, question=None, extensions=(), fee=unpaid, paid=None,
        fee_late=clock.fee_late and unpaid is not None,
    )  # fmt: skip
    return _begun_by_us(anew, event, "the clarification was sent")


def _fees_notice(clock: Clock, event: Event, times: Times) -> Clock:
    """One that comes in time stops the clock (FOIA s.9(1): within the time for the reply)."""
    limit = times.last_of(clock)
    late = limit is not None and limit.is_passed_by(day_of(event))
    return replace(clock, fee=event, fee_late=late, paid=None, turned_by=event)


def _fee_paid(clock: Clock, event: Event, _times: Times) -> Clock:
    if clock.fee is None or clock.paid is not None:
        return clock
    return replace(clock, paid=event, turned_by=event)


def _extended(clock: Clock, event: Event, times: Times) -> Clock:
    """FOISA has no more time to give: the clock runs on."""
    clock = replace(clock, extensions_of_all=clock.extensions_of_all + 1)
    if times.law.extension is None:
        return clock
    limit = times.last_of(clock)
    late = limit is not None and limit.is_passed_by(day_of(event))
    return replace(clock, extensions=(*clock.extensions, Extension(event, late)), turned_by=event)


_ON_ITS_WAY: Final = (
    "a letter arrives later than it is sent, and the day of receipt is not recorded"
)


def _begun_by_us(clock: Clock, event: Event, what: str) -> Clock:
    """The same by something that was sent: a letter begins it only when it arrives."""
    if is_by_post(event):
        return replace(
            clock, counted_from=None, no_day=_ON_ITS_WAY, posted_anew=event, turned_by=event
        )
    return _begun(replace(clock, posted_anew=None), event, what)


def _begun(clock: Clock, event: Event, what: str) -> Clock:
    """The clock with day 0 on the day of the event, if that is known."""
    day = day_of(event)
    no_day = "" if day else f"the day on which {what} is not known"
    return replace(clock, counted_from=day, no_day=no_day, turned_by=event)


_STEPS: Final[dict[str, Callable[[Clock, Event, Times], Clock]]] = {
    "sent": _sent,
    "received": _received,
    "acknowledged": _acknowledged,
    "delivery_error": _not_delivered,
    "resent": _sent_again,
    "clarification_requested": _question,
    "clarification_sent": _answer,
    "fees_notice": _fees_notice,
    "fee_paid": _fee_paid,
    "extension_notified": _extended,
}
_MOVES_IT: Final = frozenset({"clarification_requested", "fees_notice", "extension_notified"})

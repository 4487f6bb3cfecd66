"""The complaint to the regulator: a decision is asked for on how a body dealt with a request.

FOIA s.50 (which EIR regulation 18 takes over), FOISA s.47 (which EI(S)R regulation 17 takes over).
It tells only what is recorded. Under FOISA it names what the review was asked about (s.47(2)).
"""

from collections.abc import Iterator

from tracker.foi.clock.laws import LAWS as CLOCKS
from tracker.foi.clock.laws import regulator_on
from tracker.foi.letters.history import ground_words, outcome_words, reference, told, when
from tracker.foi.letters.laws import LAWS
from tracker.foi.letters.letter import Block, Items, Letter
from tracker.foi.letters.next_step import CaseNow
from tracker.foi.letters.review import time_told
from tracker.foi.letters.wording import day
from tracker.foi.model import Event
from tracker.wording import plain

_CHASED = frozenset({"internal_review_requested", "resent"})


def complaint(now: CaseNow, name: str | None = None) -> Letter:
    """The letter to who is the regulator on the day."""
    law, clock = LAWS[now.case.regime], CLOCKS[now.case.regime]
    return Letter(
        kind="complaint",
        to=regulator_on(clock.jurisdiction, now.as_of).name,
        address=None,
        subject=f"Application for a decision ({law.short}): {plain(now.case.authority)}, "
        f"{plain(now.case.subject)}",
        blocks=tuple(_blocks(now)),
        name=name,
    )


def to_attach(now: CaseNow) -> Iterator[str]:
    """What has to go with the complaint: copies of what passed between the two."""
    yield "the request, as it was sent"
    replies = [one for one in now.case.events if one.type in ("response", "refusal_notice")]
    yield from (f"the reply of {when(one)}" for one in replies)
    chased = [one for one in now.case.events if one.type in _CHASED]
    yield from (f"{_CHASE_WORDS[one.type]} of {when(one)}" for one in chased)
    if now.outcome:
        yield f"the outcome of the review of {when(now.outcome)}"
    if not replies and not chased:
        yield "what shows that the body was reminded"


_CHASE_WORDS = {
    "internal_review_requested": "the request for a review",
    "resent": "the request as it was sent again",
}


def _blocks(now: CaseNow) -> Iterator[Block]:
    law = LAWS[now.case.regime]
    body = plain(now.case.authority)
    yield (
        f"Under {law.complaint_by} we apply for a decision whether {body} dealt with this request "
        f"in accordance with {law.duties}: {reference(now.case, 'its')}."
    )
    yield "What we ask you to decide:"
    yield Items(tuple(_respects(now, law.time)), numbered=True)
    yield "What happened, as far as we have it on record:"
    yield Items(tuple(told(now.case)))
    yield from time_told(now)
    yield from _review_told(now)
    yield "We attach copies of:"
    yield Items(tuple(to_attach(now)))


def _respects(now: CaseNow, time: str) -> Iterator[str]:
    if now.reply is None:
        yield f"whether the request was answered in the time that {time} sets;"
        yield f"if it was not, that {plain(now.case.authority)} is to answer it."
        return
    if now.reply_came_late:
        yield f"whether the request was answered in the time that {time} sets;"
    for ground in now.reply.grounds:
        yield f"whether {ground_words(ground, now.case.regime)} was relied on rightly;"
    if not now.reply.grounds:
        yield f"whether the reply ({_outcome(now.reply)}) was right;"
    yield "if not, that what was withheld is to be sent."


def _review_told(now: CaseNow) -> Iterator[str]:
    if now.review is None:
        return
    yield f"A review was asked for: {when(now.review)}."
    if now.outcome is not None:
        yield f"Its outcome, of {when(now.outcome)}: {outcome_words(now.outcome)}."
        return
    limit, checked = now.review_limit, now.standing.checked_on
    if limit is not None:
        yield f"The last day for its outcome, as we count it: {limit.explanation}"
    if checked is not None:
        yield f"When we last looked, on {day(checked)}, we had no outcome on record."


def _outcome(reply: Event) -> str:
    return outcome_words(reply) or "not classified"

"""The complaint to the regulator: a decision is asked for on how a body dealt with a request.

FOIA s.50 (which EIR regulation 18 takes over), FOISA s.47 (which EI(S)R regulation 17 takes over).
It tells only what is recorded. Under FOISA it names what the review was asked about (s.47(2)).
"""

from collections.abc import Iterator
from typing import Final

from tracker.foi.clock.laws import LAWS as CLOCKS
from tracker.foi.clock.laws import regulator_on
from tracker.foi.grounds import NOT_HELD
from tracker.foi.letters.history import (
    ground_words,
    last_day,
    outcome_words,
    reference,
    told,
    when,
)
from tracker.foi.letters.laws import LAWS
from tracker.foi.letters.letter import Block, Items, Letter
from tracker.foi.letters.next_step import CaseNow
from tracker.foi.letters.remedies import remedies
from tracker.foi.letters.review import time_told
from tracker.foi.letters.wording import day
from tracker.foi.model import Event, Ground
from tracker.wording import plain


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
    for event in now.case.events:
        if event.type in _ATTACHED:
            yield f"{_ATTACHED[event.type]} of {when(event)}"


_ATTACHED: Final = {
    "resent": "the request as it was sent again",
    "extension_notified": "the notice of more time",
    "response": "the reply",
    "refusal_notice": "the reply",
    "internal_review_requested": "the request for a review",
    "internal_review_outcome": "the outcome of the review",
}


def _blocks(now: CaseNow) -> Iterator[Block]:
    law = LAWS[now.case.regime]
    body = plain(now.case.authority)
    yield (
        f"Under {law.complaint_by} we apply for a decision whether {body} dealt with this request "
        f"in accordance with {law.duties}: {reference(now.case, 'its')}."
    )
    yield "What we ask you to decide:"
    yield Items(tuple(_respects(now)), numbered=True)
    yield "What happened, as far as we have it on record:"
    yield Items(tuple(told(now.case)))
    yield from time_told(now)
    yield from _review_told(now)
    yield "We attach copies of:"
    yield Items(tuple(to_attach(now)))


def _respects(now: CaseNow) -> Iterator[str]:
    """What is to be decided: how the reply, its time and the review were, and what is to follow."""
    law, body = LAWS[now.case.regime], plain(now.case.authority)
    if now.reply is None or now.reply_came_late:
        yield from _about_time(now)
    if now.reply is not None:
        yield from _about_the_reply(now.reply, now.case.regime, body)
    if law.review_time and now.review_overran:
        yield f"whether the review was decided in the time that {law.review_time} sets;"
    if now.reply is None:
        yield f"if the request was not answered, that {body} is to answer it."
    else:
        wanted = [one.complaint.format(body=body) for one in remedies(now.reply, now.case.regime)]
        yield f"if the reply was not right, that {', and that '.join(wanted)}."


def _about_time(now: CaseNow) -> Iterator[str]:
    law = LAWS[now.case.regime]
    if law.more_time and now.took_more_time:
        yield f"{law.more_time};"
        yield "whether the request was answered within that time;"
    else:
        yield f"whether the request was answered in the time that {law.time} sets;"


def _about_the_reply(reply: Event, regime: str, body: str) -> Iterator[str]:
    for ground in reply.grounds:
        yield _about_the_ground(ground, regime, body)
    if not reply.grounds:
        yield _WITHOUT_GROUNDS.get(reply.outcome or "", _OTHERWISE).format(
            body=body, held=LAWS[regime].held, outcome=outcome_words(reply) or "not classified"
        )


def _about_the_ground(ground: Ground, regime: str, body: str) -> str:
    if ground.provision == NOT_HELD:  # no exemption that could be relied on
        return _WITHOUT_GROUNDS["not_held"].format(body=body, held=LAWS[regime].held)
    why = " for neither confirming nor denying" if ground.neither_confirm_nor_deny else ""
    part = "," if ground.scope == "part" else ""
    return f"whether {ground_words(ground, regime)}{part} was relied on rightly{why};"


_WITHOUT_GROUNDS: Final = {
    "not_held": "whether {held} was met when {body} said that it does not hold this;",
    "neither_confirmed_nor_denied": "whether {body} may neither confirm nor deny that it holds "
    "this;",
}
_OTHERWISE: Final = "whether the reply ({outcome}) was right;"


def _review_told(now: CaseNow) -> Iterator[str]:
    if now.review is None:
        return
    yield f"A review was asked for: {when(now.review)}."
    if now.outcome is not None:
        yield f"Its outcome, of {when(now.outcome)}: {outcome_words(now.outcome)}."
        return
    limit, checked = now.review_limit, now.standing.checked_on
    if limit is not None:
        yield last_day("its outcome", limit)
    if checked is not None and not now.replied_to_review:
        yield f"When we last looked, on {day(checked)}, we had no outcome on record."

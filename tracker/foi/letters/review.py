"""The letter that asks a body to look again at how it dealt with a request.

Under FOIA that is its complaints procedure (Code of practice under s.45, part 5), under EIR
representations (regulation 11), under FOISA and EI(S)R a review (s.20, regulation 16), which must
name the request and what is complained of. It tells what is recorded, how the last day was counted,
and asks what the law asks of the grounds.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from tracker.foi.clock.laws import LAWS as CLOCKS
from tracker.foi.grounds import provision_of
from tracker.foi.letters.grounds import asked_about
from tracker.foi.letters.history import last_day, reference, told, when
from tracker.foi.letters.laws import LAWS
from tracker.foi.letters.letter import Block, Items, Letter
from tracker.foi.letters.next_step import CaseNow
from tracker.foi.letters.receiver import Receiver
from tracker.foi.letters.remedies import remedies
from tracker.foi.letters.wording import day, statements
from tracker.foi.model import Ground
from tracker.foi.rules import BASIS_WORDS, RULES, UNIT_WORDS
from tracker.wording import plain

Row = dict[str, Any]


def review(
    now: CaseNow, to: Receiver, promises: Sequence[Row] = (), name: str | None = None
) -> Letter:
    """The letter; ``promises`` are what the body had said before (material.known_before)."""
    law = LAWS[now.case.regime]
    mark = f" ({plain(now.case.reference)})" if now.case.reference else ""
    return Letter(
        kind="review",
        to=to.name,
        address=to.address,
        subject=f"Request for {law.review}: {plain(now.case.subject)}{mark}",
        blocks=tuple(_blocks(now, to, promises)),
        name=name,
    )


def _blocks(now: CaseNow, to: Receiver, promises: Sequence[Row]) -> Iterator[Block]:
    law = LAWS[now.case.regime]
    by = f", under {law.review_by} of {law.name}," if law.review_by else ""
    request = reference(now.case, "your")
    yield f"We ask{by} for {law.review} of how this request was dealt with: {request}."
    if to.successor_of:
        yield f"We ask you as the successor of {to.successor_of}, to which the request was made."
    yield "What happened, as far as we have it on record:"
    yield Items(tuple(told(now.case)))
    yield from time_told(now)
    grounds = _grounds(now)
    for ground in grounds:
        yield asked_about(ground, now.case.regime, now.as_of, _day_promised(now, ground))
    if promises and any(_is_of_the_future(ground, now) for ground in grounds):
        yield from _evidence(promises, now)
    yield "We ask you:"
    yield Items(tuple(_asks(now)), numbered=True)
    yield _outcome_due(now)


def time_told(now: CaseNow) -> Iterator[str]:
    """How the last day for the reply was counted, where there is something to say of it."""
    limit = now.reply_limit
    if limit is None or (now.reply is not None and not now.reply_came_late):
        return
    yield last_day("the reply", limit)
    if now.reply is not None:
        yield f"The reply is of {when(now.reply)}."
    elif now.standing.checked_on:
        yield f"When we last looked, on {day(now.standing.checked_on)}, we had no reply on record."


def _evidence(promises: Sequence[Row], now: CaseNow) -> Iterator[Block]:
    yield (
        "This was said of its publication before the request was made. It is what we know of the "
        "intention to publish, and of the date:"
    )
    yield Items(statements(promises))
    asked_on = now.standing.received_on
    latest = _latest(promises)
    if latest and asked_on and latest < asked_on:
        yield (
            f"The last day of that, as we read the words, was {day(latest)}; the request was "
            f"received on {day(asked_on)}. Please say why it is reasonable to wait still, and "
            "until when."
        )


def _latest(promises: Sequence[Row]) -> date | None:
    """The last day that the newest dated words allow, but for a convention of ours."""
    dated = [row for row in promises if row["due_latest"] and row["carries"]]
    if not dated or dated[-1]["soft"] or dated[-1]["provisional"]:
        return None
    return date.fromisoformat(dated[-1]["due_latest"])


_TIMES: Final = (
    "to say on which day you take the request to have been received, and on which day your time "
    "for the reply ended;"
)


def _asks(now: CaseNow) -> Iterator[str]:
    if now.reply is None:
        yield "to answer the request;"
        yield _TIMES
        yield "if you withhold something, to say what, on which ground and why."
        return
    if now.reply_came_late:
        yield _TIMES
    yield "to decide anew, by somebody who did not take the first decision;"
    yield from (f"{one.review};" for one in remedies(now.reply, now.case.regime))
    if _grounds(now):
        yield "to answer what is asked above about each ground."
    else:
        yield "to give the reasons for your decision."


def _outcome_due(now: CaseNow) -> str:
    rule = RULES[CLOCKS[now.case.regime].reviews[0]]
    return (
        f"The time for the outcome is {rule.count} {UNIT_WORDS[rule.unit]} from the day on which "
        f"this reaches you ({BASIS_WORDS[rule.basis]}: {rule.citation})."
    )


def _grounds(now: CaseNow) -> tuple[Ground, ...]:
    return now.reply.grounds if now.reply else ()


def _is_of_the_future(ground: Ground, now: CaseNow) -> bool:
    listed = provision_of(ground.provision, now.case.regime)
    return listed is not None and listed.future_publication


def _day_promised(now: CaseNow, ground: Ground) -> date | None:
    """The last day for publication that the words of the reply name, but for a reading of ours."""
    promise = now.reply.promise if now.reply else None
    if promise is None or promise.soft or not _is_of_the_future(ground, now):
        return None
    return promise.due_latest

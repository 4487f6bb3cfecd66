"""What WhatDoTheyKnow shows of a request, told as the events of a case.

The site knows messages and what the requester says that each comes to; the Acts know replies,
clarifications and reviews. Where one follows from the other it is taken over (known: stated, for
the requester said so); what no message shows is left to a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tracker.foi.exchange.found import Account, Happening
from tracker.foi.model import Event
from tracker.foi.vocabulary import STATUSES

CHANNEL: Final = "WhatDoTheyKnow"
# What a message from the body is, by what the requester said that the request came to with it.
# The states that the site's own staff give (vexatious, not_foi, requires_admin, ...) say nothing
# of the body: such a message is a reply that somebody has to read.
_LETTERS: Final = {
    "successful": ("response", "disclosed"),
    "partially_successful": ("response", "partly_disclosed"),
    "rejected": ("response", "refused"),
    "not_held": ("response", "not_held"),
    "waiting_clarification": ("clarification_requested", None),
    "waiting_response": ("acknowledged", None),
    "internal_review": ("acknowledged", None),
    "gone_postal": ("holding_reply", None),
    "error_message": ("delivery_error", None),
}
# The same where a review of an earlier reply had been asked for.
_OF_A_REVIEW: Final = {
    "successful": "overturned", "partially_successful": "partly", "rejected": "upheld",
    "not_held": "upheld",
}  # fmt: skip
_MESSAGES: Final = frozenset({"sent", "resent", "followup_sent", "followup_resent", "response"})
FOLLOWED_UP: Final = "A further message was sent."
_SAID_OF_A_REPLY: Final = frozenset({*_OF_A_REVIEW, "waiting_clarification"})


@dataclass
class _SoFar:
    """Where the request stands while its story is told."""

    events: list[Event] = field(default_factory=list)
    sent: bool = False
    replied: bool = False
    questioned: bool = False  # the body waits for an answer
    reviewing: bool = False  # it was asked to think again about a reply


def events_of(account: Account) -> list[Event]:
    """The events of a case that an account shows, in order."""
    so_far = _SoFar()
    if account.asked_on is not None and not _shows_the_request(account):
        so_far.events.append(_event("sent", account.asked_on, known="inferred"))
        so_far.sent = True
    for happening in _described(account):
        so_far.events += _TELL.get(happening.type, _nothing)(happening, so_far)
    return list(_with_the_end(so_far, account))


def state_of(status: str) -> str:
    """What WhatDoTheyKnow calls a case with this status (a key of STATUSES)."""
    return STATUSES[status].whatdotheyknow


def unexplained(account: Account, status: str) -> str | None:
    """A line for people where the site calls the request something else than its events make it."""
    if account.state is None or account.state == state_of(status):
        return None
    return (
        f"WhatDoTheyKnow calls it “{account.state}”, by its events here it is "
        f"“{STATUSES[status].words}”: read it and record what happened (`delaywatch foi record`)"
    )


def _shows_the_request(account: Account) -> bool:
    return any(happening.type == "sent" for happening in account.happenings)


def _described(account: Account) -> Iterator[Happening]:
    """What happened; the last message from the body with what the whole request comes to.

    The site keeps that with the message only where the requester said it of that very message.
    """
    last = max(
        (at for at, one in enumerate(account.happenings) if one.type in _MESSAGES), default=0
    )
    for at, one in enumerate(account.happenings):
        unsaid = one.type == "response" and one.state is None and account.state in _SAID_OF_A_REPLY
        yield replace(one, state=account.state) if at == last and unsaid else one


def _nothing(_happening: Happening, _so_far: _SoFar) -> list[Event]:
    return []


def _sent(happening: Happening, so_far: _SoFar) -> list[Event]:
    again = so_far.sent or happening.type == "resent"
    so_far.sent = True
    if again:  # as the site counts: from the day on which it was sent last
        return [_event("resent", happening.day, url=happening.url, resets=True)]
    return [_event("sent", happening.day, url=happening.url)]


def _not_sent(happening: Happening, so_far: _SoFar) -> list[Event]:
    if so_far.replied or not so_far.sent:
        return []
    return [_event("delivery_error", happening.day, url=happening.url)]


def _followed_up(happening: Happening, so_far: _SoFar) -> list[Event]:
    if happening.state == "internal_review" and not so_far.reviewing:
        so_far.reviewing = True
        kind, known, note = "internal_review_requested", "stated", None
    elif so_far.questioned:
        so_far.questioned = False
        kind, known, note = "clarification_sent", "observed", None
    else:
        kind, known, note = "note", "observed", FOLLOWED_UP
    return [_event(kind, happening.day, known=known, url=happening.url, note=note)]


def _answered(happening: Happening, so_far: _SoFar) -> list[Event]:
    kind, outcome = _LETTERS.get(happening.state or "", ("response", None))
    if so_far.reviewing and so_far.replied and happening.state in _OF_A_REVIEW:
        so_far.reviewing = False
        kind, outcome = "internal_review_outcome", _OF_A_REVIEW[happening.state or ""]
    so_far.questioned = kind == "clarification_requested"
    so_far.replied = so_far.replied or outcome is not None
    known = "observed" if kind == "response" and outcome is None else "stated"
    return [_event(kind, happening.day, known=known, url=happening.url, outcome=outcome)]


def _updated(happening: Happening, so_far: _SoFar) -> list[Event]:
    if happening.state == "internal_review" and not so_far.reviewing:
        so_far.reviewing = True
        return [_event("internal_review_requested", happening.day, known="inferred")]
    return []


_TELL: Final = {
    "sent": _sent,
    "resent": _sent,
    "send_error": _not_sent,
    "followup_sent": _followed_up,
    "followup_resent": _followed_up,
    "response": _answered,
    "status_update": _updated,
}


def _with_the_end(so_far: _SoFar, account: Account) -> Iterator[Event]:
    """The events, and the withdrawal, which no message shows."""
    yield from so_far.events
    if account.state == "user_withdrawn" and account.happenings:
        said = [one.day for one in account.happenings if one.state == "user_withdrawn"]
        last = account.happenings[-1].day
        yield _event("withdrawn", max([last, *said[-1:]]), known="stated")


def _event(
    kind: str,
    day: date,
    *,
    known: str = "observed",
    url: str | None = None,
    outcome: str | None = None,
    resets: bool | None = None,
    note: str | None = None,
) -> Event:
    return Event.model_validate(
        {
            "type": kind, "on": day, "known": known, "channel": CHANNEL, "url": url,
            "outcome": outcome, "resets": resets, "note": note,
        }
    )  # fmt: skip

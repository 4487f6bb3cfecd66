"""The words of the field: what happens in a case, what comes of it, what a case is called.

Events and outcomes are those of the Acts and of WhatDoTheyKnow's software (Alaveteli), so that
cases can be taken over from there and given back.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event: whose act it is, what it is called, which outcomes it may have."""

    actor: str
    words: str
    outcomes: tuple[str, ...] = ()
    may_hold: frozenset[str] = frozenset()  # fields that only some events have


_REPLY_OUTCOMES: Final = (
    "disclosed", "partly_disclosed", "answered", "refused", "not_held", "already_published",
    "neither_confirmed_nor_denied",
)  # fmt: skip
_REPLY: Final = frozenset({"grounds", "promise"})

EVENT_TYPES: Final[dict[str, EventType]] = {
    "drafted": EventType("requester", "drafted"),
    "sent": EventType("requester", "sent"),
    "received": EventType("authority", "received by the body"),
    "acknowledged": EventType("authority", "acknowledged"),
    "delivery_error": EventType("authority", "not delivered"),
    "resent": EventType("requester", "sent again", may_hold=frozenset({"resets"})),
    "clarification_requested": EventType("authority", "clarification asked for (FOIA s.1(3))"),
    "clarification_sent": EventType("requester", "clarified"),
    "fees_notice": EventType("authority", "fees notice (FOIA s.9)"),
    "fee_paid": EventType("requester", "fee paid"),
    "transferred": EventType("authority", "transferred to another body"),
    "extension_notified": EventType(
        "authority", "more time taken", may_hold=frozenset({"until", "grounds", "promise"})
    ),
    "holding_reply": EventType("authority", "holding reply", may_hold=frozenset({"promise"})),
    "response": EventType("authority", "reply", _REPLY_OUTCOMES, _REPLY),
    "refusal_notice": EventType("authority", "refusal notice (FOIA s.17)", ("refused",), _REPLY),
    "internal_review_requested": EventType("requester", "internal review asked for"),
    "internal_review_outcome": EventType(
        "authority", "outcome of the internal review", ("upheld", "overturned", "partly"), _REPLY
    ),
    "complaint_to_regulator": EventType("requester", "complaint to the regulator"),
    "regulator_accepted": EventType("regulator", "complaint accepted"),
    "informal_resolution": EventType("regulator", "resolved informally"),
    "decision_notice": EventType(
        "regulator", "decision notice", ("upheld", "partly", "not_upheld"),
        frozenset({"until", "grounds"}),
    ),
    "tribunal_appeal": EventType("anyone", "appeal to the tribunal"),
    "tribunal_decision": EventType(
        "tribunal", "decision of the tribunal", ("allowed", "allowed_in_part", "dismissed"),
        frozenset({"until"}),
    ),
    "withdrawn": EventType("requester", "withdrawn"),
    "published_elsewhere": EventType("anyone", "published elsewhere"),
    "checked": EventType("anyone", "looked at: nothing new"),
    "note": EventType("anyone", "note"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Status:
    """What a case is called: to people, and by WhatDoTheyKnow (its described_state)."""

    words: str
    whatdotheyknow: str
    is_open: bool


# The first word of a row is what the database holds. Those that only a day that has passed makes
# (delayed, long overdue, review overdue) are told by the view foi_clock.
STATUSES: Final[dict[str, Status]] = {
    "draft": Status("draft", "waiting_response", is_open=True),
    "awaiting_response": Status("awaiting a reply", "waiting_response", is_open=True),
    "delayed": Status("delayed", "waiting_response", is_open=True),
    "long_overdue": Status("long overdue", "waiting_response", is_open=True),
    "delivery_error": Status("not delivered", "error_message", is_open=True),
    "awaiting_clarification": Status(
        "awaiting clarification: the clock has stopped", "waiting_clarification", is_open=True
    ),
    "awaiting_fee": Status(
        "awaiting the fee: the clock has stopped", "waiting_response", is_open=True
    ),
    "extended": Status("extended by the body", "waiting_response", is_open=True),
    "needs_classification": Status(
        "a reply to be read and recorded", "waiting_response", is_open=True
    ),
    "disclosed": Status("disclosed", "successful", is_open=False),
    "partly_disclosed": Status("partly disclosed", "partially_successful", is_open=False),
    "answered": Status("answered", "successful", is_open=False),
    "refused": Status("refused", "rejected", is_open=False),
    "already_published": Status("refused: already published", "rejected", is_open=False),
    "neither_confirmed_nor_denied": Status(
        "neither confirmed nor denied", "rejected", is_open=False
    ),
    "not_held": Status("not held", "not_held", is_open=False),
    "vexatious": Status("refused as vexatious or repeated", "vexatious", is_open=False),
    "awaiting_review": Status("awaiting the internal review", "internal_review", is_open=True),
    "review_overdue": Status("internal review overdue", "internal_review", is_open=True),
    "with_regulator": Status("with the regulator", "internal_review", is_open=True),
    "decision_notice": Status("decided by the regulator", "waiting_response", is_open=True),
    "at_tribunal": Status("at the tribunal", "internal_review", is_open=True),
    "decided_by_tribunal": Status("decided by the tribunal", "waiting_response", is_open=False),
    "transferred": Status("transferred to another body", "not_held", is_open=False),
    "resolved": Status("resolved informally", "successful", is_open=False),
    "published": Status("published elsewhere", "successful", is_open=False),
    "withdrawn": Status("withdrawn", "user_withdrawn", is_open=False),
    "unknown": Status("not known", "waiting_response", is_open=False),
}  # fmt: skip

REGIMES: Final = ("FOIA", "EIR", "FOISA", "EISR")
REQUESTER_KINDS: Final = ("individual", "organisation", "press", "mp", "unknown")
ROLES: Final = ("asks_for", "arose_from", "evidence_of")

"""A case as rows of the database, and rows as a case again: each is the other's inverse."""

import json
from datetime import date
from typing import Any, Final

from db.foi.cases import Row
from tracker.foi.model import Case, Event, Ground

Links = list[tuple[str, str]]

# Columns that only cases of the register have: what its file says in short.
_REGISTER_ONLY: Final = (
    "exemption", "detail", "source_url", "source_title", "source_publisher", "confidence",
    "promise_due_phrase", "promise_due_earliest", "promise_due_latest", "unverified",
)  # fmt: skip
_OWN: Final = (
    "id", "requester", "requester_kind", "body", "authority", "regime", "subject", "reference",
    "url", "parent", "visibility", "private_note",
)  # fmt: skip
_OF_EVENT: Final = ("type", "known", "channel", "outcome", "reference", "url", "sha256", "note")
_OF_PROMISE: Final = ("due_phrase", "due_kind", "due_earliest", "due_latest", "start_by", "about")
_REPLIES: Final = frozenset({"response", "refusal_notice"})
_ASKED: Final = frozenset({"sent", "received"})


def rows_of(case: Case, origin: str = "editor") -> tuple[Row, Links, list[Row]]:
    """The row of a case, its commitments with their roles, and the rows of its events, in order."""
    row = {name: getattr(case, name) for name in _OWN}
    row |= {
        "origin": origin,
        "followed": int(case.followed),
        "school": int(case.school),
        "public_from": _iso(case.public_from),
        "school_closed": _closed_as_text(case),
        **_in_short(case),
        **dict.fromkeys(_REGISTER_ONLY),
    }
    links: Links = [(link.slug, link.role) for link in case.commitments]
    return row, links, [event_row(event) for event in case.events]


def case_of(row: Row, links: Links, events: list[Row]) -> Case:
    """The case of stored rows; what only the register's file says is not part of it."""
    return Case.model_validate(
        {
            **{name: row[name] for name in _OWN},
            "followed": bool(row["followed"]),
            "school": bool(row["school"]),
            "public_from": row["public_from"],
            "school_closed": json.loads(row["school_closed"] or "[]"),
            "commitments": [{"slug": slug, "role": role} for slug, role in links],
            "events": [event_of(event) for event in events],
        }
    )


def event_row(event: Event) -> Row:
    """The row of an event (columns of ``foi_events``), with its ``grounds``."""
    promise = event.promise
    plain = {name: getattr(promise, name) if promise else None for name in _OF_PROMISE}
    return {
        **{name: getattr(event, name) for name in _OF_EVENT},
        "occurred_on": _iso(event.on),
        "occurred_on_precision": event.precision,
        "actor": event.actor,
        "until": _iso(event.until),
        "resets": None if event.resets is None else int(event.resets),
        **{_column(name): _plain(value) for name, value in plain.items()},
        "promise_soft": int(promise.soft) if promise else None,
        "grounds": [_ground_row(ground) for ground in event.grounds],
    }


def event_of(row: Row) -> Event:
    """The event of a stored row; the inverse of event_row."""
    promise = {name: row[_column(name)] for name in _OF_PROMISE}
    return Event.model_validate(
        {
            **{name: row[name] for name in _OF_EVENT},
            "on": row["occurred_on"],
            "precision": row["occurred_on_precision"],
            "until": row["until"],
            "resets": None if row["resets"] is None else bool(row["resets"]),
            "grounds": [_ground_of(ground) for ground in row["grounds"]],
            "promise": {**promise, "soft": bool(row["promise_soft"])}
            if promise["due_phrase"]
            else None,
        }
    )


def _column(name: str) -> str:
    return f"promise_{name}"


def _plain(value: Any) -> Any:
    return _iso(value) if isinstance(value, date) else value


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _closed_as_text(case: Case) -> str | None:
    pairs = [[_iso(first), _iso(last)] for first, last in case.school_closed]
    return json.dumps(pairs) if pairs else None


def _in_short(case: Case) -> Row:
    """When it was asked and answered, and what came of it, as lists show it."""
    asked = next((event for event in case.events if event.type in _ASKED), None)
    replies = [event for event in case.events if event.type in _REPLIES]
    reply = replies[-1] if replies else None
    return {
        "requested_on": _iso(asked.on) if asked else None,
        "requested_on_precision": asked.precision if asked else "unknown",
        "responded_on": _iso(reply.on) if reply else None,
        "responded_on_precision": reply.precision if reply else "unknown",
        "outcome": (reply.outcome if reply else None) or "unknown",
    }


def _ground_row(ground: Ground) -> Row:
    return {
        "provision": ground.provision,
        "scope": ground.scope,
        "public_interest_test": _bit(ground.public_interest_test),
        "neither_confirm_nor_deny": int(ground.neither_confirm_nor_deny),
        "properly_invoked": _bit(ground.properly_invoked),
        "anticipated_publication": _iso(ground.anticipated_publication),
    }


def _ground_of(row: Row) -> dict[str, Any]:
    return {
        **row,
        "public_interest_test": _truth(row["public_interest_test"]),
        "neither_confirm_nor_deny": bool(row["neither_confirm_nor_deny"]),
        "properly_invoked": _truth(row["properly_invoked"]),
    }


def _bit(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _truth(value: int | None) -> bool | None:
    return None if value is None else bool(value)

"""A register file as rows of the database, and rows as a register file again.

The one difference between the two shapes is "from X": the file holds X itself
in due_earliest and due_latest, as the words do; the row has no latest day but
a ``start_by``, because nothing was promised to be finished by then.
"""

from typing import Any

from db.commitments import Record, Row
from tracker.register.model import Commitment, FoiRequest, Step


def record_of(commitment: Commitment) -> Record:
    """The rows of one commitment (shape: db.commitments)."""
    plain = commitment.model_dump()
    outcome = plain["outcome"]
    return {
        "commitment": {
            **{name: plain[name] for name in _OWN},
            **{f"outcome_{name}": outcome[name] for name in _OUTCOME},
        },
        "bodies": plain["responsible"],
        "aliases": [{"alias": alias} for alias in plain["aliases"]],
        "unverified": [{"text": text} for text in plain["unverified"]],
        "related": [{"related": slug} for slug in plain["related"]],
        "context": plain["context"],
        "outcome_sources": outcome["sources"],
        "events": [event_of(step) for step in commitment.steps],
    }


def commitment_of(record: Record, followed_until: str | None, foi_links: list[str]) -> Commitment:
    """The register file of stored rows; the inverse of record_of."""
    row = record["commitment"]
    outcome = {name: row[f"outcome_{name}"] for name in _OUTCOME}
    return Commitment.model_validate(
        {
            **{name: row[name] for name in _OWN},
            "aliases": [entry["alias"] for entry in record["aliases"]],
            "responsible": record["bodies"],
            "followed_until": followed_until,
            "steps": [_step_of(event) for event in record["events"]],
            "outcome": {**outcome, "sources": record["outcome_sources"]},
            "context": record["context"],
            "foi_links": foi_links,
            "related": [entry["related"] for entry in record["related"]],
            "unverified": [entry["text"] for entry in record["unverified"]],
        }
    )


def foi_rows(request: FoiRequest) -> tuple[Row, list[str]]:
    """The row of one FOI request and the commitments it belongs to, in order."""
    plain = request.model_dump()
    source, promise = plain["source"], plain["promise_in_response"] or {}
    row = {name: plain[name] for name in _FOI}
    row |= {f"source_{name}": source[name] for name in ("url", "title", "publisher")}
    row |= {f"promise_{name}": promise.get(name) for name in _FOI_PROMISE}
    return row, plain["commitment_links"]


def foi_request_of(row: Row, commitments: list[str]) -> FoiRequest:
    """The register file of a stored FOI request; the inverse of foi_rows."""
    promise = {name: row[f"promise_{name}"] for name in _FOI_PROMISE}
    return FoiRequest.model_validate(
        {
            **{name: row[name] for name in _FOI},
            "commitment_links": commitments,
            "source": {name: row[f"source_{name}"] for name in ("url", "title", "publisher")},
            "promise_in_response": promise if promise["due_phrase"] else None,
        }
    )


_OWN = ("slug", "title", "owner", "topic", "kind", "selection", "summary")
_OUTCOME = ("status", "date", "date_precision", "made_on_earliest", "note")
_FOI = (
    "id", "requester", "requester_kind", "authority", "subject", "reference", "requested_on",
    "requested_on_precision", "responded_on", "responded_on_precision", "outcome", "exemption",
    "detail", "confidence", "unverified",
)  # fmt: skip
_FOI_PROMISE = ("due_phrase", "due_earliest", "due_latest")
_SAME_IN_BOTH = (
    "seq", "event", "made_on", "made_on_precision", "made_on_earliest", "made_on_basis", "who",
    "voice", "promised_by", "merged_into", "due_phrase", "due_kind", "due_earliest", "confidence",
    "milestone", "reason", "note", "sources",
)  # fmt: skip


def event_of(step: Step) -> Row:
    """The row of one checked step; its inverse is _step_of."""
    plain = step.model_dump()
    from_x = plain["due_kind"] == "open" and plain["due_latest"] is not None
    checked = plain["checked"] or {"against": "not_yet", "by": None, "on": None}
    return {
        **{name: plain[name] for name in _SAME_IN_BOTH},
        "due_latest": None if from_x else plain["due_latest"],
        "start_by": plain["due_latest"] if from_x else None,
        "soft": int(plain["due_soft"]),
        "checked": checked["against"],
        "checked_by": checked["by"],
        "checked_on": checked["on"],
    }


def _step_of(event: Row) -> dict[str, Any]:
    step = {name: event[name] for name in _SAME_IN_BOTH}
    step["due_latest"] = event["due_latest"] or event["start_by"]
    step["due_soft"] = bool(event["soft"])
    if event["checked"] != "not_yet":
        step["checked"] = {
            "against": event["checked"],
            "by": event["checked_by"],
            "on": event["checked_on"],
        }
    if event["event"] != "merged":
        del step["merged_into"]
    return step

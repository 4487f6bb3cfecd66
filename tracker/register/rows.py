"""A register file as rows of the database, and rows as a register file again.

The one difference between the two shapes is "from X": the file holds X itself
in due_earliest and due_latest, as the words do; the row has no latest day but
a ``start_by``, because nothing was promised to be finished by then.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.commitments import Record, Row
from db.fairness.responses import in_order
from tracker.register.model import Commitment, FoiRequest, Step


def record_of(commitment: Commitment, plain: dict[str, Any] | None = None) -> Record:
    """The rows of one commitment (shape: db.commitments); ``plain`` is its dump, if at hand."""
    plain = plain or commitment.model_dump()
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
        "events": [_event_of(step) for step in plain["steps"]],
        "responses": in_order(_responses_of(plain)),
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
            "responses": [_in_file(response, record) for response in record["responses"]],
            "foi_links": foi_links,
            "related": [entry["related"] for entry in record["related"]],
            "unverified": [entry["text"] for entry in record["unverified"]],
        }
    )


def default_body(responsible: Sequence[Mapping[str, Any]]) -> str | None:
    """The body that is meant where none is named: the only one, or the only one that leads.

    >>> default_body([{"body": "board", "role": "joint"}, {"body": "trust", "role": "joint"}])
    """
    leads = [entry for entry in responsible if entry["role"] == "lead"]
    for bodies in (responsible, leads):
        if len(bodies) == 1:
            return str(bodies[0]["body"])
    return None


def response_fault(row: Row, others: Sequence[Row]) -> str | None:
    """What is wrong with a "no reply" (happened, happened_on), beside the others of that body.

    Nobody is said not to have replied to what was not asked before that day, nor to what it
    answered by then.
    """
    if row["happened"] != "no_reply":
        return None
    day = row["happened_on"]
    before = [other for other in others if other["happened_on"] <= day]
    asked = max(
        (one["happened_on"] for one in before
         if one["happened"] == "asked" and one["happened_on"] < day), default=None,
    )  # fmt: skip
    if asked is None:
        return f"nothing was asked before {day}, so nobody can have left it without a reply"
    answers = [one["happened_on"] for one in before if one["happened"] == "answered"]
    if max(answers, default="") >= asked:
        return f"what was asked on {asked} was answered on {max(answers)}"
    return None


def faults_of_responses(commitment: Commitment) -> Iterator[tuple[int, str, str]]:
    """What is wrong with the responses of a file: place of the response, field, what is wrong.

    Each is checked on its own before; this is what they must be beside each other and the bodies
    that are responsible.
    """
    rows = _responses_of(commitment.model_dump()) if commitment.responses else []
    for place, row in enumerate(rows):
        if row["body"] is None:
            yield place, "body", "several bodies are responsible: name the one that is meant"
        elif row in rows[:place]:
            yield place, "happened", "the same stands above already"
        elif place and row["happened_on"] < rows[place - 1]["happened_on"]:
            yield place, "on", f"is after {rows[place - 1]['happened_on']}; the older come first"
        elif fault := response_fault(row, _of_same_body(rows, row)):
            yield place, "on", fault


def _of_same_body(rows: Sequence[Row], row: Row) -> list[Row]:
    return [other for other in rows if other is not row and other["body"] == row["body"]]


def _responses_of(plain: dict[str, Any]) -> list[Row]:
    """The responses of a file as rows, in its order; ``body`` is None where it is not known."""
    body = default_body(plain["responsible"])
    return [
        {
            "body": response["body"] or body,
            "happened": response["happened"],
            "happened_on": response["on"],
            **{name: response[name] for name in _SAID},
        }
        for response in plain["responses"]
    ]


def _in_file(response: Row, record: Record) -> dict[str, Any]:
    """A response as a file holds it: without the body that is meant anyway."""
    meant = default_body(record["bodies"])
    return {
        "happened": response["happened"],
        "on": response["happened_on"],
        "body": None if response["body"] == meant else response["body"],
        **{name: response[name] for name in _SAID},
    }


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
_SAID = ("how", "words", "url")
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
    "milestone", "reason", "note",
)  # fmt: skip


def event_of(step: Step) -> Row:
    """The row of one checked step; its inverse is _step_of."""
    return _event_of(step.model_dump())


def _event_of(plain: dict[str, Any]) -> Row:
    from_x = plain["due_kind"] == "open" and plain["due_latest"] is not None
    checked = plain["checked"] or {"against": "not_yet", "by": None, "on": None}
    return {
        **{name: plain[name] for name in _SAME_IN_BOTH},
        "sources": [_renamed(source, "archived", "archive_url") for source in plain["sources"]],
        "due_latest": None if from_x else plain["due_latest"],
        "start_by": plain["due_latest"] if from_x else None,
        "soft": int(plain["due_soft"]),
        "checked": checked["against"],
        "checked_by": checked["by"],
        "checked_on": checked["on"],
    }


def _step_of(event: Row) -> dict[str, Any]:
    step = {name: event[name] for name in _SAME_IN_BOTH}
    step["sources"] = [_renamed(source, "archive_url", "archived") for source in event["sources"]]
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


def _renamed(source: Row, name: str, new: str) -> Row:
    """A source with one of its fields under another name, and all in the same order."""
    return {new if field == name else field: value for field, value in source.items()}

"""FOI cases as rows, put in by hand: for what is counted and shown of them, whoever wrote them."""

from db.commitments import set_as_of
from db.connection import writing
from tracker.calendars.bank_holidays import packaged

EARLY = "2026-01-05T09:00:00Z"


def case(db, case_id="lamps", **more):
    """A followed, public case of FOIA."""
    row = {
        "id": case_id, "origin": "editor", "requester_kind": "press",
        "authority": "Harbour Authority", "regime": "FOIA", "subject": "The lamp plan",
        "followed": 1, "visibility": "public", "requested_on": "2026-01-05",
        "requested_on_precision": "day", "responded_on_precision": "unknown", "outcome": "unknown",
    }  # fmt: skip
    db.table("foi_requests").insert(row | more)
    return case_id


def event(db, case_id="lamps", kind="sent", on="2026-01-05", **more):
    """Something that happened in a case; returns its number."""
    position = db.execute(
        "select count(*) + 1 from foi_events where foi_request = ?", [case_id]
    ).fetchone()[0]
    row = {
        "foi_request": case_id, "position": position, "type": kind, "occurred_on": on,
        "occurred_on_precision": "day", "actor": "requester", "known": "observed",
        "recorded_at": EARLY,
    }  # fmt: skip
    return db.table("foi_events").insert(row | more).last_pk


def standing(db, case_id="lamps", **more):
    """What the events of a case come to."""
    row = {
        "foi_request": case_id, "status": "awaiting_response", "since": "2026-01-05",
        "received_on": "2026-01-05", "checked_on": "2026-01-05",
        "whatdotheyknow": "waiting_response", "next_action": "Wait.",
        "calendar": packaged().version,
    }  # fmt: skip
    db.table("foi_standings").insert(row | more, pk="foi_request", replace=True)


def deadline(db, case_id="lamps", due="2026-02-02", alternative=None, **more):
    """A deadline of a case, by default a statutory one of the body."""
    position = db.execute(
        "select count(*) + 1 from foi_deadlines where foi_request = ?", [case_id]
    ).fetchone()[0]
    row = {
        "foi_request": case_id, "position": position, "kind": "response_due",
        "party": "authority", "counted_from": "2026-01-05", "due": due,
        "alternative": alternative, "late_after": max(due, alternative or due),
        "basis": "statutory", "citation": "FOIA s.10(1)", "confirmed": 1,
        "explanation": "20 working days from 5 January.", "action_before": "Wait.",
        "action_after": "Chase.", "status_after": "delayed", "escalates": 1,
    }  # fmt: skip
    db.table("foi_deadlines").insert(row | more)


def followed(db, case_id="lamps", checked_on="2026-01-05", due="2026-02-02", **more):
    """A case with a request, its standing and one deadline; ``more`` is of the deadline."""
    case(db, case_id)
    event(db, case_id)
    standing(db, case_id, checked_on=checked_on)
    deadline(db, case_id, due, **more)


def on(db, day):
    """Count everything for a day."""
    with writing(db):
        set_as_of(db, day)


def clock(db, day):
    """The rows of the clock on a day."""
    on(db, day)
    return list(db.query("select * from foi_clock"))

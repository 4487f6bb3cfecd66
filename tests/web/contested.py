"""A small coast that is contested: answers, objections, looks, dead addresses, corrections."""

from dataclasses import replace
from datetime import UTC, date, datetime

from db.commitments import save_look
from db.connection import writing
from tests.tracker.pages import (
    BY_JUNE,
    DHSC,
    NHSE,
    PRESS,
    TODAY,
    Desk,
    a_source,
    commitment,
    promise,
)
from tracker.fairness.objections import Objection, confirm, propose, record_objection
from tracker.fairness.responses import Response, record_response
from tracker.publish import publish

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
AT = "2026-11-20T09:00:00Z"
LAMP, HORN, BUOY, BELL, PIER, MAST = (
    "lamp-plan", "horn-review", "buoy-report", "bell-strategy", "pier-guidance", "mast-charter"
)  # fmt: skip
CHECKED = {"against": "original", "by": "Ada Example", "on": "2026-10-01"}
ROLE = "press office of the harbour board"
WHAT = "The plan was never promised for June.\nIt was for July."
WORDS = "The lamp was late because of the weather.\nIt comes in spring."
GONE = "https://gone.example/"


def at(name, **more):
    """A page at an address of its own."""
    return a_source(f"{GONE}{name}", title=f"Page {name}", **more)


def register():
    """The lamp is overdue and disputed; every source of the pier's promise has another fate."""
    lamp = commitment(LAMP, "Lamp Plan", promise(BY_JUNE, checked=CHECKED))
    fates = [
        at("archived", kind="official"), at("dead"), a_source("https://open.example/a"),
        at("shown"), at("kept"),
    ]  # fmt: skip
    pier = commitment(PIER, "Pier Guidance", promise(BY_JUNE, sources=fates))
    horn = commitment(
        HORN, "Horn Review", promise(BY_JUNE),
        responsible=[{"body": NHSE, "role": "lead"}, {"body": DHSC, "role": "joint"}],
    )  # fmt: skip
    buoy = commitment(BUOY, "Buoy Report", promise(BY_JUNE))
    bell = commitment(BELL, "Bell Strategy", promise(BY_JUNE, sources=[at("dead", page=3)]))
    mast = commitment(MAST, "Mast Charter", promise(BY_JUNE))
    return lamp, pier, horn, buoy, bell, mast


def contested(folder):
    """The published folder; nobody whose name stands in the working database is in it."""
    desk = Desk.fresh(folder, *register())
    _looked(desk.db)
    _answered(desk.db)
    _objected(desk.db)
    desk.page("The pier opens by June.", url=f"{GONE}shown")
    desk.page("The pier opens by June.", url=f"{GONE}kept", of=replace(PRESS, republish="quote"))
    _dead(desk.db)
    publish(desk.db, folder / "published", TODAY, NOW)
    return (folder / "published" / "current").resolve()


def _looked(db):
    look = {
        "commitment": LAMP, "looked_on": "2026-11-18", "place": "https://board.example/plans",
        "words": "lamp plan", "result": "not_found", "note": "", "looked_by": "Ada Example",
    }  # fmt: skip
    with writing(db):
        save_look(db, look)


def said(happened, day, body=NHSE, **more):
    """A question or an answer as it is recorded."""
    return Response(happened, date.fromisoformat(day), body, **more)


def _answered(db):
    of = {
        LAMP: (
            said("asked", "2026-08-03", how="e-mail", words="When does it come?"),
            said("answered", "2026-08-09", how="e-mail", words="We do not comment."),
            said("asked", "2026-10-01", how="telephone"),
            said(
                "answered", "2026-10-05", how="letter", words=WORDS, url="https://board.example/r"
            ),
        ),
        BUOY: (
            said("asked", "2026-09-01", how="e-mail"),
            said("no_reply", "2026-09-15"),
        ),
        HORN: (said("asked", "2026-11-16", DHSC, how="e-mail"),),
    }
    for slug, rows in of.items():
        for row in rows:
            record_response(db, slug, row, TODAY, by="Ada Example", at=AT)


def _objected(db):
    day = date(2026, 11, 10)
    by = {"by": "Ada Example", "at": AT}
    objections = {
        LAMP: (Objection(ROLE, WHAT, day, position=1, url="https://board.example/objection"),),
        BUOY: (Objection("trade union of pilots", "There is no buoy.", day),),
        MAST: (Objection("member of the public", "The mast stands.", day),),
    }
    for slug, found in objections.items():
        for one in found:
            record_objection(db, slug, one, TODAY, **by)
    propose(db, BUOY, 1, "not_upheld", "The paper says that there is.", **by)
    with writing(db):  # another person decides here too
        db.table("corrections").insert(
            {
                "commitment": BUOY, "corrected_on": "2026-11-19", "was": "due in May",
                "became": "due in June", "cause": "our_error", "reason": "We had misread the page.",
                "recorded_at": AT, "recorded_by": "Grace Example",
            }
        )  # fmt: skip
        db.table("corrections").insert(
            {
                "commitment": BUOY, "corrected_on": "2026-09-19", "was": "due in April",
                "became": "due in May", "cause": "rule", "reason": "Rule 7.",
                "recorded_at": AT, "recorded_by": "Grace Example",
            }
        )  # fmt: skip
    propose(db, MAST, 1, "upheld_in_part", "Half of it stands.", **by)
    confirm(db, MAST, 1, by="Grace Example", at=AT)


def _dead(db):
    with writing(db):
        for name in ("archived", "dead", "shown", "kept"):
            db.table("link_checks").insert(
                {"url": f"{GONE}{name}", "checked_on": "2026-11-12", "state": "gone",
                 "http_status": 404}
            )  # fmt: skip
        db.execute(
            "update event_sources set archive_url = 'https://archive.example/pier' where url = ?",
            [f"{GONE}archived"],
        )

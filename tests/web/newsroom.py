"""A release with something of everything: what each kind of page needs to be looked at.

The packaged register, and beside it made-up rows under ``.example`` hosts: a page with a sentence
that an editor accepted, one that was edited, one that vanished, FOI cases of ours, a commitment
that somebody looked for in vain, a calendar of releases that rules read.
"""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from db import changes as store
from db.commitments import save_look
from db.connection import writing
from tests.foi_rows import case, deadline, event, standing
from tests.tracker.changes.watch import Watch, instant
from tests.tracker.pages import BY_JUNE, NHSE, TODAY, as_yaml, commitment, promise
from tracker.changes.decisions import Decision, decide
from tracker.fairness.corrections import Wording, correct_wording
from tracker.fairness.objections import Objection, record_objection
from tracker.fairness.responses import Response, record_response
from tracker.publish import publish
from tracker.register.files import PACKAGED
from tracker.register.load import load

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LANTERN = commitment("lantern-plan", "Lantern Plan", promise(BY_JUNE))
LAMPS = commitment(
    "harbour-lamps",
    "Harbour Lamps",
    promise(BY_JUNE, checked={"against": "original", "by": "Ada", "on": "2026-10-01"}),
)
PROMISED = (
    "The harbour board met in May. "
    "NHS England will publish the Lantern Plan by the end of October 2026. "
    "Nothing else was decided."
)
SAFE_PAGES = (
    "/", "/timeline", "/search?q=plan", "/bodies", "/phrases", "/foi", "/changes", "/sources",
    "/data", "/corrections", "/releases", "/releases/1", "/how", "/about",
    "/accessibility", "/feeds",
    "/commitments/digital-workforce-plan", "/commitments/social-care-green-paper",
    "/commitments/lantern-plan", "/commitments/harbour-lamps", f"/bodies/{NHSE}",
    "/challenge/harbour-lamps", "/challenge/nowhere",
    "/foi/lamps", "/documents/1", "/changes/1", "/nowhere", "/commitments/nowhere",
    "/search?q=nothing-of-that-name", "/timeline?status=dropped",
    "/delaywatch", "/delaywatch/timeline", "/delaywatch/documents", "/delaywatch/documents/1",
    "/delaywatch/timeline/lantern-plan", "/delaywatch/delivered_late",
    "/delaywatch?sql=select+title+from+timeline",
)  # fmt: skip


def newsroom(folder: Path) -> Path:
    """The published folder of such a release, made below ``folder``."""
    desk = Watch.fresh(folder)
    _register_more(desk)
    _look_for_lamps(desk.db)
    _accept_a_finding(desk)
    _accept_changes(desk)
    _ask(desk.db)
    _correct(desk.db)
    _contest(desk.db)
    _run_nightly(desk.db)
    published = folder / "published"
    publish(desk.db, published, TODAY, NOW)
    return published


def _register_more(desk):
    """Two commitments beside the packaged ones, in a register of its own."""
    folder = desk.path.parent / "register"
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for file in (LANTERN, LAMPS):
        (folder / f"{file['slug']}.yml").write_text(as_yaml(file))
    load(desk.db, folder, TODAY)


def _look_for_lamps(db):
    look = {
        "commitment": "harbour-lamps", "looked_on": "2026-11-20", "place": "harbour.example",
        "words": "harbour lamps", "result": "not_found", "note": "Not on the page of plans.",
    }  # fmt: skip
    with writing(db):
        save_look(db, look)


def _accept_a_finding(desk):
    [found] = desk.found(PROMISED, title="Notes of the harbour board", published_at="2026-05-04")
    desk.decide(found, "link", commitment="lantern-plan")


def _accept_changes(desk):
    desk.on(1, "The fog signal opens in May. The mist was thick.", url="https://news.example/fog",
            title="Fog signal")  # fmt: skip
    desk.on(6, "The fog signal opens in June. The mist was thick.", url="https://news.example/fog",
            title="Fog signal")  # fmt: skip
    desk.on(1, "The tide table is out.", url="https://news.example/tide", title="Tide table")
    desk.gone(9, url="https://news.example/tide")
    desk.find()
    for row in store.waiting(desk.db):
        decide(desk.db, Decision(store.change(desk.db, row["id"]), "accept", "Ada", instant(10)))


def _correct(db):
    """A wording of a commitment, and one of a page about many."""
    for slug, was, became in (
        ("harbour-lamps", "The lamps were due in May.", "The lamps are due by June."),
        (None, "Two sources are read.", "Three sources are read."),
    ):
        said = Wording(was, became, "We misread the page.", "our_error", TODAY)
        correct_wording(db, slug, said, TODAY, by="Ada", at="2026-11-22T05:00:00Z")


def _contest(db):
    """The body answers, and objects."""
    by = {"by": "Ada", "at": "2026-11-22T05:00:00Z"}
    answer = {"how": "e-mail", "words": "The lamps are safe.", "url": "https://board.example/lamps"}
    asked = Response("asked", date(2026, 11, 2), NHSE, how="e-mail", words="When do they come?")
    for said in (asked, Response("answered", date(2026, 11, 9), NHSE, **answer)):
        record_response(db, "harbour-lamps", said, TODAY, **by)
    wrong = Objection(
        "press office", "June was never said.", date(2026, 11, 16), 1, "https://board.example/no"
    )
    record_objection(db, "harbour-lamps", wrong, TODAY, **by)


def _run_nightly(db):
    """A night that went well, and one that was killed while it read."""
    for day, outcome in (("2026-11-20", "finished"), ("2026-11-21", "killed")):
        number = db.table("runs").insert(
            {"command": "run", "as_of": day, "started_at": f"{day}T02:00:00Z",
             "ended_at": f"{day}T03:00:00Z", "outcome": outcome, "scheduled": 1234, "failed": 3}
        ).last_pk  # fmt: skip
        db.table("run_sources").insert(
            {"run_id": number, "source": "news", "origin": "site", "outcome": outcome,
             "new_documents": 12, "new_versions": 1}
        )  # fmt: skip
        if outcome == "killed":
            db.table("run_steps").insert(
                {"run_id": number, "step": "crawl", "outcome": outcome,
                 "started_at": f"{day}T02:00:00Z"}
            )  # fmt: skip


def _ask(db):
    with writing(db):
        case(db, "lamps", subject="The lamp plan", url="https://asked.example/lamps", body=NHSE)
        event(db, "lamps", on="2026-10-05")
        standing(db, "lamps", checked_on="2026-11-10", received_on="2026-10-05", since="2026-10-05")
        deadline(db, "lamps", due="2026-11-02", counted_from="2026-10-05")
        db.table("foi_commitments").insert(
            {
                "foi_request": "lamps",
                "position": 1,
                "commitment": "lantern-plan",
                "role": "asks_for",
            }
        )

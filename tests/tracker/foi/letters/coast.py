"""A made-up coast for letters: its bodies, what they promised, and the cases about it."""

import sqlite3
from datetime import date
from functools import cache

from sqlite_utils import Database

from db.commitments import save_bodies, save_look, save_record, set_as_of
from db.connection import memory, writing
from db.foi.bodies import save_periods
from db.foi.cases import save_case
from tests.tracker.pages import a_source, commitment, promise
from tracker.foi.letters.draft import Wish, drafted
from tracker.foi.model import Case
from tracker.foi.rows import rows_of
from tracker.register.model import Commitment
from tracker.register.rows import record_of

TODAY = date(2026, 11, 20)
AT = "2026-11-20T06:00:00Z"
HARBOUR, TIDES, LOCH = "harbour-board", "ministry-of-tides", "loch-authority"
OLD_OFFICE, INQUIRY, OLD_MILL = "old-harbour-office", "tide-inquiry", "old-mill"

BODIES = (
    # slug, name, last day, what followed it
    (HARBOUR, "Harbour Board", None, None),
    (TIDES, "Ministry of Tides", None, None),
    (LOCH, "Loch Authority", None, None),
    (OLD_OFFICE, "Old Harbour Office", "2023", HARBOUR),
    (INQUIRY, "Tide Inquiry", None, None),
    (OLD_MILL, "Old Mill", "2024-03", None),
)
FOI_FACTS = {
    "valid_from": "2005-01-01", "valid_until": None, "regime": "FOIA", "jurisdiction": "england",
    "cost_limit_pounds": 450, "cost_limit_hours": 18, "address": "foi@harbour.example",
    "whatdotheyknow": "harbour_board", "confirmed": True, "source": "https://law.example/1",
    "note": None,
}  # fmt: skip
PERIODS = (
    (HARBOUR, {}),
    (
        TIDES,
        {"cost_limit_pounds": 600, "cost_limit_hours": 24, "address": None,
         "whatdotheyknow": None, "confirmed": False, "note": "Whether it is a department of its "
         "own is inferred."},
    ),
    (
        LOCH,
        {"regime": "FOISA", "jurisdiction": "scotland", "cost_limit_hours": 40,
         "cost_limit_pounds": 600, "address": "https://loch.example/foi",
         "whatdotheyknow": "loch_authority"},
    ),
)  # fmt: skip

BY_JUNE = ("by June 2026", "deadline", None, "2026-06-30")
BY_OCTOBER = ("by the end of October", "deadline", None, "2026-10-31")
IN_DUE_COURSE = ("in due course", "open", None, None)


def coast():
    """A database with the bodies of the coast and nothing else, counted for TODAY."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_empty_coast())
    connection.execute("pragma foreign_keys = on")
    return Database(connection)


@cache
def _empty_coast():
    """The bytes of that database: it takes long to make."""
    db = memory()
    with writing(db):
        set_as_of(db, TODAY.isoformat())
        rows = [
            {"slug": slug, "name": name, "existed_until": until, "successor": successor}
            for slug, name, until, successor in BODIES
        ]
        save_bodies(db, [{"note": None, **row} for row in rows])
        for slug, more in PERIODS:
            save_periods(db, slug, [FOI_FACTS | more])
    return db.conn.serialize()


def said(due=None, *, who="Harbour Board", body=HARBOUR, **more):
    """One thing that a body of the coast said."""
    return promise(due, who=who, promised_by=body, **more)


def given(db, slug, title, *steps, **more):
    """Put a commitment of the Harbour Board on record; ``more`` are fields of its file."""
    file = commitment(slug, title, *steps, owner="Harbour Board", **more)
    file["responsible"] = more.get("responsible", [{"body": HARBOUR, "role": "lead"}])
    with writing(db):
        save_record(db, record_of(Commitment.model_validate(file)), TODAY.isoformat())
    return slug


def looked(db, slug, on, result="not_found", **more):
    """A person looked for it."""
    look = {"commitment": slug, "looked_on": on, "result": result, "note": "Looked at the site."}
    with writing(db):
        save_look(db, look | more)


def case(db, *events, case_id="lamps", **more):
    """Keep a case about the lighthouse plan; each event is a type, a day and perhaps more."""
    fields = {
        "id": case_id, "subject": "The lighthouse plan", "authority": "Harbour Board",
        "body": HARBOUR, "reference": "HB-26-17", "requester_kind": "press",
    }  # fmt: skip
    told = [{"type": kind, "on": on, **extra} for kind, on, extra in map(_full, events)]
    made = Case.model_validate(fields | {"events": told} | more)
    with writing(db):
        save_case(db, *rows_of(made, "editor"), AT)
    return case_id


def _full(event):
    kind, on, *extra = event
    return kind, on, extra[0] if extra else {}


def draft(db, subject, **wish):
    """The draft about a commitment or a case."""
    day = wish.pop("on", TODAY)
    return drafted(db, subject, day, Wish(**wish))


# --------------------------------------------------------------------- what letters are about


def overdue(db):
    """A plan that was put off once, whose newest date a person found to have passed."""
    first = said(BY_JUNE, checked=_checked(), sources=[a_source("https://harbour.example/news/1")])
    second = said(
        BY_OCTOBER, event="slipped", made_on="2026-06-22", checked=_checked(),
        who="Chief executive, Harbour Board",
        sources=[a_source("https://harbour.example/board_papers/june",
                          title="Board paper 7", published="2026-06-22", publisher="Harbour Board",
                          page=12)],
    )  # fmt: skip
    given(db, "lighthouse-plan", "Lighthouse Plan", first, second)
    looked(
        db, "lighthouse-plan", "2026-11-18", place="https://harbour.example/search",
        words="lighthouse plan",
    )  # fmt: skip
    return "lighthouse-plan"


def dropped(db):
    """A strategy that was given up, as a paper reported."""
    given(
        db, "buoy-strategy", "Buoy strategy",
        said(BY_JUNE, sources=[a_source("https://harbour.example/buoys")]),
        said(
            None, event="dropped", made_on="2026-09-01", made_on_precision="month",
            voice="reported", confidence="reported_second_hand",
            who="Harbour Board (letter to the fishers)",
            sources=[a_source("https://paper.example/no-buoys", title="No new buoys",
                              publisher="The Harbour Paper", kind="press", published="2026-09-14")],
        ),
        status="dropped",
    )  # fmt: skip
    return "buoy-strategy"


def scottish(db):
    """A review of a Scottish body, without a date of its own any more."""
    given(
        db, "pier-review", "Review of piers",
        said(BY_JUNE, who="Loch Authority", body=LOCH,
             sources=[a_source("https://loch.example/piers", publisher="Loch Authority")]),
        said(IN_DUE_COURSE, who="Loch Authority", body=LOCH, event="slipped", made_on="2026-07-03",
             sources=[a_source("https://loch.example/piers-again", publisher="Loch Authority",
                               published="2026-07-03")]),
        responsible=[{"body": LOCH, "role": "lead"}],
    )  # fmt: skip
    looked(db, "pier-review", "2026-11-12")
    return "pier-review"


def environmental(db):
    """A clean-up that an office promised which is no more."""
    given(
        db, "silt-clearance", "Clearing the silt from the harbour",
        said(BY_JUNE, who="Old Harbour Office", body=OLD_OFFICE, made_on="2022-03-01",
             made_on_precision="month",
             sources=[a_source("https://old-office.example/silt", published="2022-03",
                               publisher="Old Harbour Office", title_basis="descriptive",
                               title="Page on the silt")]),
    )  # fmt: skip
    looked(db, "silt-clearance", "2026-10-05")
    return "silt-clearance"


def _checked():
    return {"against": "original", "by": "desk", "on": "2026-11-01"}


SENT = ("sent", "2026-07-06", {"channel": "e-mail"})
ACKNOWLEDGED = ("acknowledged", "2026-07-08")
REFUSED_S22 = (
    "refusal_notice", "2026-08-03",
    {
        "outcome": "refused",
        "grounds": [
            {"provision": "s.22", "public_interest_test": False,
             "anticipated_publication": "2026-10-31"},
            {"provision": "s.40", "scope": "part"},
        ],
    },
)  # fmt: skip
ASKED_FOR_REVIEW = ("internal_review_requested", "2026-08-20")
ABOUT_THE_PLAN = ({"slug": "lighthouse-plan"},)


def late(db):
    """No reply, and a look after the last day."""
    overdue(db)
    return case(db, SENT, ACKNOWLEDGED, ("checked", "2026-08-12"), commitments=ABOUT_THE_PLAN)


def refused(db):
    """Refused because it is to come out."""
    overdue(db)
    return case(db, SENT, REFUSED_S22, commitments=ABOUT_THE_PLAN)


def silent(db):
    """No reply, and none to the request for a review."""
    return case(db, SENT, ASKED_FOR_REVIEW, ("checked", "2026-11-02"))

"""A change of what is claimed: why it came, whether it waits for a person, and what is kept."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest

from db import claims as store
from db.commitments import save_look
from db.connection import connect, writing
from db.publishing.build import seal
from tests.suggested import suggest_delivery
from tests.tracker.pages import AT, BY_JUNE, Desk, a_source, commitment, promise
from tracker import publish as publishing
from tracker.looks.recording import Look, record_look
from tracker.publish import ChangesWait, publish
from tracker.releases.accepting import accept
from tracker.releases.files import describe

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 5)
SLUG = "lighthouse-plan"
CHECKED = {"against": "original", "by": "Ada", "on": "2026-03-01"}
BY_MAY = ("by May 2026", "deadline", None, "2026-05-31")


def plan(due=BY_JUNE, *steps, **more):
    return commitment(SLUG, "Lighthouse Plan", promise(due, checked=CHECKED), *steps, **more)


def slipped(made_on="2026-05-20"):
    return promise(
        ("by August 2026", "deadline", None, "2026-08-31"), event="slipped", made_on=made_on,
        checked=CHECKED, sources=[a_source("https://news.example/later")],
    )  # fmt: skip


def delivered():
    return promise(
        None, event="delivered", made_on="2026-06-20", due_kind="none", checked=CHECKED,
        sources=[a_source("https://news.example/out")],
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    return Desk.fresh(tmp_path, plan(), commitment("foghorns", "Foghorns", promise(BY_JUNE)))


@pytest.fixture(autouse=True)
def no_files_beside(monkeypatch):
    """CSV files and counts say nothing here, and take most of the time."""

    def furnish(workshop, release):
        seal(workshop / "delaywatch.db", release=release.number, published_at=release.published_at)
        describe(workshop, release)

    monkeypatch.setattr(publishing, "furnish", furnish)


def out(desk, day=JUNE, **more):
    now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    return publish(desk.db, desk.path.parent / "published", day, now, **more)


def register(desk, *files):
    desk.register(*files, commitment("foghorns", "Foghorns", promise(BY_JUNE)))


def look(desk, day):
    with writing(desk.db):
        save_look(desk.db, {
            "commitment": SLUG, "looked_on": day.isoformat(), "place": "https://news.example/",
            "words": "lighthouse", "result": "not_found", "note": "Not there.",
        })  # fmt: skip


def told(desk):
    """The last row that the record has of the plan."""
    return store.last_claims(desk.db)[SLUG]


def waits(desk, day=JUNE):
    with pytest.raises(ChangesWait) as wait:
        out(desk, day)
    [change] = wait.value.waiting
    assert "delaywatch accept SLUG" in str(wait.value)
    return change


def published(desk, query):
    file = desk.path.parent / "published" / "delaywatch.db"
    return sqlite3.connect(file).execute(query).fetchall()


def test_the_first_publication_never_waits(desk):
    out(desk)
    assert (told(desk)["change"], told(desk)["cause"]) == ("new", "first_published")
    assert told(desk)["status"] == "awaited"
    assert "Lighthouse" not in (told(desk)["reason"] or "")


def test_that_time_passed_is_told_at_once(desk):
    out(desk)
    out(desk, JULY)
    assert (told(desk)["status"], told(desk)["cause"]) == ("unchecked", "time")


def test_a_look_makes_it_overdue_only_once_a_person_accepted_that(desk):
    out(desk)
    look(desk, JULY)
    change = waits(desk, JULY)
    assert (change.cause, change.now["status"]) == ("evidence", "overdue")
    assert published(desk, "select day from as_of") == [("2026-06-01",)]
    assert "awaited" in accept_it(desk, JULY).lower()
    out(desk, JULY)
    assert (told(desk)["status"], told(desk)["cause"]) == ("overdue", "evidence")


def accept_it(desk, day=JUNE, **more):
    return accept(
        desk.db, desk.path.parent / "published", SLUG, day.isoformat(), by="Ada", at=AT, **more
    )


def test_new_evidence_of_delivery_waits_and_is_accepted_with_all_others(desk):
    out(desk)
    register(desk, plan(BY_JUNE, delivered(), status="delivered"))
    assert waits(desk, JULY).cause == "evidence"
    out(desk, JULY, accepted_by="Ada")
    assert told(desk)["status"] == "delivered_on_time"
    assert desk.count("accepted_claims") == 1


def test_a_step_that_the_register_words_otherwise_was_our_error_and_is_a_correction(desk):
    out(desk, JULY)
    register(desk, plan(("by August 2026", "deadline", None, "2026-08-31")))
    assert waits(desk, JULY).cause == "our_error"
    accept_it(desk, JULY, cause="our_error", reason="We read the wrong page.")
    out(desk, JULY)
    [(what, cause, reason)] = published(
        desk, "select what, cause, reason from corrections where what = 'claim'"
    )
    assert (what, cause, reason) == ("claim", "our_error", "We read the wrong page.")
    assert published(desk, "select claims_corrected from releases where number = 2") == [(1,)]


def test_what_another_rule_counts_otherwise_waits_and_is_logged_as_that(desk, monkeypatch):
    out(desk, JULY)
    view = desk.one("select sql from sqlite_master where name = 'statuses'")["sql"]
    desk.db.execute("drop view statuses")
    desk.db.execute(view.replace("'unchecked'", "'no_date'"))
    monkeypatch.setattr(publishing, "rules", lambda: "another-rule")
    with pytest.raises(ChangesWait) as wait:
        out(desk, JULY)
    assert {one.cause for one in wait.value.waiting} == {"rule"}
    assert {one.commitment for one in wait.value.waiting} == {SLUG, "foghorns"}
    out(desk, JULY, accepted_by="Ada")
    assert (told(desk)["status"], told(desk)["cause"]) == ("no_date", "rule")
    assert len(published(desk, "select * from corrections where cause = 'rule'")) == 2


def test_that_a_sign_of_delivery_is_being_checked_is_told_at_once(desk):
    out(desk, JUNE)
    suggest_delivery(desk.db, SLUG, "The Lighthouse Plan was published.")
    out(desk, JULY)
    assert told(desk)["status"] == "being_checked"


def test_an_objection_that_was_upheld_is_the_cause_with_its_reason(desk):
    out(desk, JULY)
    register(desk, plan(BY_JUNE, slipped()))
    with writing(desk.db):
        objection = desk.db.table("objections").insert({
            "commitment": SLUG, "received_on": "2026-07-01", "by_role": "press office",
            "what": "It was put back.", "recorded_at": AT, "recorded_by": "Ada",
        }).last_pk  # fmt: skip
        desk.db.table("objection_steps").insert({
            "objection_id": objection, "step": "proposed", "outcome": "upheld",
            "reason": "They had said so in May.", "alone": 1, "by_name": "Ada",
            "at": "2026-07-05T06:00:00Z",
        })  # fmt: skip
    change = waits(desk, JULY)
    assert (change.cause, change.reason) == ("objection", "They had said so in May.")


def test_what_is_taken_out_of_the_register_waits_and_accepting_it_withdraws_it(desk):
    out(desk)
    register(desk)
    change = waits(desk)
    assert (change.change, change.now) == ("withdrawn", None)
    assert "nothing claimed" in accept_it(desk)
    out(desk)
    assert (told(desk)["change"], told(desk)["status"]) == ("withdrawn", None)


def test_an_acceptance_holds_only_for_what_was_accepted(desk):
    out(desk)
    look(desk, JULY)
    accept_it(desk, JULY)
    register(desk, plan(BY_MAY))
    assert waits(desk, JULY).now["days_late_min"] == 35


def test_nothing_to_accept_and_nothing_of_that_name(desk):
    out(desk)
    assert "nothing to accept" in accept_it(desk)
    with pytest.raises(Exception, match="no commitment of this name"):
        accept(desk.db, desk.path.parent, "nowhere", "2026-06-01", by="Ada", at=AT)


def test_a_record_of_a_release_that_was_never_shown_goes_again(desk, monkeypatch):
    """Killed between the record and the link."""
    out(desk)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "switch", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            out(desk, JULY)
    assert told(desk)["release"] == 2
    out(desk, JUNE + timedelta(days=1))
    assert (told(desk)["release"], told(desk)["status"]) == (1, "awaited")


def test_a_database_from_an_older_backup_takes_the_record_from_what_is_served(desk, tmp_path):
    copy = tmp_path / "older.db"
    desk.db.execute("vacuum into ?", [str(copy)])
    out(desk)
    older = Desk.__new__(Desk)
    older.path, older.db = desk.path, connect(copy)
    out(older, JUNE + timedelta(days=1))
    assert (told(older)["change"], told(older)["release"]) == ("new", 1)


def test_what_a_reviewer_decides_with_the_effect_before_their_eyes_does_not_wait(desk):
    out(desk)
    [found] = desk.found("NHS England will publish the Lighthouse Plan by the end of May 2026.",
                         published_at="2026-02-02")  # fmt: skip
    desk.decide(found, "link", commitment=SLUG)
    desk.undo()
    assert desk.count("accepted_claims") == 1


def test_nor_does_a_look_that_was_recorded(desk):
    out(desk)
    seen = Look(SLUG, JULY, "https://news.example/", "lighthouse", "not_found", "Not there.", "Ada")
    record_look(desk.db, seen, JULY)
    out(desk, JULY)
    assert told(desk)["status"] == "overdue"

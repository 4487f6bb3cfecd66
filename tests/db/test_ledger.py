"""The ledger: every page ends in one state, and runs are counted from those."""

import pytest

from db import ledger
from db.ledger import ENDED, Ending, Page, Sweep
from db.sources import Source, register_source

AT = "2026-08-03T09:00:00Z"


@pytest.fixture
def db(db):
    register_source(
        db,
        Source(name="s", title="S", kind="wordpress", url="https://h.example", licence="OGL v3.0",
               republish="text", body=("b", "B")),
    )  # fmt: skip
    return db


def page(number, kind="document", **known):
    return Page(source="s", origin="site", url=f"https://h.example/{number}", kind=kind, **known)


def begin(db):
    run_id = ledger.start_run(db, "crawl s", "2026-08-03", AT)
    ledger.start_source(db, run_id, "s", None, "site")
    return run_id


def run(db, run_id):
    (row,) = db.query("select * from runs where id = ?", [run_id])
    return row


def test_every_page_ends_in_one_state_and_is_counted(db):
    run_id = begin(db)
    for number, state in enumerate(ENDED):
        ledger.lease(db, run_id, page(number), AT)
        ledger.end(db, run_id, page(number), Ending(state=state), AT)
    row = ledger.finish_source(
        db, run_id, "s", outcome="finished", route="rest", counts={"requests": 9}, message=None
    )
    ledger.finish_run(db, run_id, outcome="finished", at=AT, message=None)
    for counted in (row, run(db, run_id)):
        assert [counted[state] for state in ENDED] == [1] * 5
        assert counted["scheduled"] == 5
    assert row["requests"] == 9


def test_when_pages_were_read(db):
    run_id = begin(db)
    for number, kind in ((1, "document"), (2, "document"), (3, "list")):
        ledger.lease(db, run_id, page(number, kind), AT)
    for number, kind in ((1, "document"), (3, "list")):
        ledger.end(db, run_id, page(number, kind), Ending(state="failed"), AT)
    assert ledger.read_at(db, "s", "site") == {page(1).url: AT}


def test_a_page_that_was_not_reached_waits_for_the_next_run(db):
    run_id = begin(db)
    ledger.schedule(db, run_id, page(1, item='{"id": 1}', native_id="1"))
    ledger.finish_source(db, run_id, "s", outcome="killed", route=None, counts={}, message=None)
    ledger.finish_run(db, run_id, outcome="killed", at=AT, message=None)
    assert run(db, run_id)["scheduled"] == 0
    (due,) = ledger.due_pages(db, "s", "site", AT)
    assert (due["state"], due["run_id"], due["item"]) == ("scheduled", None, '{"id": 1}')
    assert ledger.unread_ids(db, "s", "site") == {"1"}


def test_a_killed_run_is_taken_over(db):
    run_id = begin(db)
    ledger.lease(db, run_id, page(1), AT)
    ledger.end(db, run_id, page(1), Ending(state="ok"), AT)
    ledger.lease(db, run_id, page(2), AT)
    assert ledger.take_over(db) == 1
    assert ledger.take_over(db) == 0
    row = run(db, run_id)
    assert (row["outcome"], row["scheduled"], row["ok"]) == ("killed", 1, 1)
    assert [due["url"] for due in ledger.due_pages(db, "s", "site", AT)] == [page(2).url]


def test_a_failed_page_keeps_its_entry_until_it_is_read(db):
    run_id = begin(db)
    one = page(1, item='{"id": 1}', native_id="1")
    for attempts in (1, 2):
        ledger.lease(db, run_id, one, AT)
        failed = Ending(state="failed", reason="500", next_check_at="2026-08-05T00:00:00Z")
        ledger.end(db, run_id, one, failed, AT)
        row = ledger.page(db, "s", "site", one.url)
        assert (row["attempts"], row["item"]) == (attempts, '{"id": 1}')
    assert ledger.due_pages(db, "s", "site", "2026-08-04T23:59:59Z") == []
    assert len(ledger.due_pages(db, "s", "site", "2026-08-05T00:00:00Z")) == 1
    ledger.end(db, run_id, one, Ending(state="ok", etag='"e"'), AT)
    row = ledger.page(db, "s", "site", one.url)
    assert (row["attempts"], row["item"], row["reason"], row["etag"]) == (0, None, None, '"e"')
    # A 304 says nothing of validators: the old ones stay.
    ledger.end(db, run_id, one, Ending(state="unchanged"), AT)
    assert ledger.page(db, "s", "site", one.url)["etag"] == '"e"'


def test_a_sweep_is_known_only_when_complete(db):
    run_id = begin(db)
    assert ledger.last_sweep(db, "s", "site", "https://h.example") is None
    sweep = Sweep(newest_modified="2026-08-01T00:00:00", total=5, known=5, etag='"e"')
    ledger.complete_sweep(db, run_id, "s", "site", "https://h.example", sweep, AT)
    assert ledger.last_sweep(db, "s", "site", "https://h.example") == sweep
    assert ledger.last_sweep(db, "s", "copy", "https://h.example") is None


def test_a_clock_that_jumps_back_ends_no_run_before_its_start(db):
    run_id = begin(db)
    ledger.finish_run(db, run_id, outcome="finished", at="2020-01-01T00:00:00Z", message=None)
    assert run(db, run_id)["ended_at"] == AT

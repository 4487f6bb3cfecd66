"""The ledger: every page ends in one state, and runs are counted from those."""

from dataclasses import replace
from pathlib import Path

import pytest

from db import ledger, steps
from db.archive import Archive
from db.ledger import ENDED, Ending, Page, Sweep
from db.readings import Reading
from db.recording import record
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
    last = replace(sweep, swept_on="2026-08-03")  # the day that its run counted as
    assert ledger.last_sweep(db, "s", "site", "https://h.example") == last
    assert ledger.last_sweep(db, "s", "copy", "https://h.example") is None


def test_a_clock_that_jumps_back_ends_no_run_before_its_start(db):
    run_id = begin(db)
    ledger.finish_run(db, run_id, outcome="finished", at="2020-01-01T00:00:00Z", message=None)
    assert run(db, run_id)["ended_at"] == AT


def test_a_sweep_that_was_cut_short_keeps_the_day_of_the_last_whole_one(db):
    def swept(day, newest, **more):
        run_id = ledger.start_run(db, "crawl s", day, AT)
        sweep = Sweep(newest_modified=newest, total=1, known=1)
        ledger.complete_sweep(db, run_id, "s", "site", "https://h.example", sweep, AT, **more)
        return ledger.last_sweep(db, "s", "site", "https://h.example")

    assert swept("2026-08-03", "a").swept_on == "2026-08-03"
    last = swept("2026-08-04", "b", is_whole=False)
    assert (last.swept_on, last.newest_modified) == ("2026-08-03", "b")
    assert swept("2026-08-05", "c").swept_on == "2026-08-05"


def known(db, run_id, **more):
    parts = {
        "source": "s", "origin": "site", "url": "https://h.example/1", "native_id": None,
        "kind": "news", "title": "T", "text": "One.", "published_at": None, "modified_at": None,
        "raw": b"1", "content_type": None, "route": "html", "extractor": "e/1",
    } | more  # fmt: skip
    record(
        db, Archive(Path("/nonexistent")), Reading(**parts, keep_raw=False), run_id=run_id, at=AT
    )


@pytest.mark.parametrize(
    ("published", "modified", "since"),
    [
        (None, None, "2026-08-03"),  # first seen by the run of that day
        ("2025-01-01", None, "2025-01-01"),
        ("2025-01-01", "2026-02-01T09:00:00Z", "2026-02-01T09:00:00Z"),
        ("2025-01-01", "2026-12-01", "2025-01-01"),  # a day that was still to come
    ],
)
def test_since_when_a_document_stands_as_it_is(db, published, modified, since):
    known(db, begin(db), published_at=published, modified_at=modified)
    (row,) = ledger.standing(db, "s", "site")
    assert (row["read_on"], row["since"]) == ("2026-08-03", since)
    # Another text is young from the day on which it was read.
    later = ledger.start_run(db, "crawl s", "2026-09-01", AT)
    known(db, later, published_at=published, text="Two.", raw=b"2")
    (row,) = ledger.standing(db, "s", "site")
    assert (row["read_on"], row["since"]) == ("2026-09-01", "2026-09-01")
    assert ledger.standing_of(db, "s", "site", row["url"]) == row


def ended(db, number, outcome, as_of="2026-08-03", state="ok", health="healthy"):
    """A run of a day that read one page, and how it ended."""
    run_id = ledger.start_run(db, "crawl s", as_of, AT)
    ledger.start_source(db, run_id, "s", None, "site")
    ledger.lease(db, run_id, page(number), AT)
    ledger.end(db, run_id, page(number), Ending(state=state), AT)
    ledger.finish_source(db, run_id, "s", outcome=outcome, route=None, counts={}, message=None)
    db.execute("update run_sources set health = ? where run_id = ?", [health, run_id])
    return run_id


def test_what_runs_read_that_did_not_get_to_the_end_is_known_until_one_does(db):
    ended(db, 1, "finished")
    ended(db, 2, "killed")
    ended(db, 3, "broken")  # a list that breaks each night at the same page goes on all the same
    ended(db, 4, "killed")
    ended(db, 6, "broken", state="failed")
    read = {page(number).url for number in (2, 3, 4)}
    assert ledger.read_before_the_end(db, "s", "site", "2026-08-03") == read
    assert ledger.read_before_the_end(db, "s", "copy", "2026-08-03") == set()
    ended(db, 5, "finished")
    assert ledger.read_before_the_end(db, "s", "site", "2026-08-03") == set()


@pytest.mark.parametrize(
    ("as_of", "is_known"),
    [("2026-08-02", False), ("2026-08-03", True), ("2026-08-10", True), ("2026-08-11", False)],
)
def test_what_was_read_more_than_a_week_ago_is_read_again(db, as_of, is_known):
    ended(db, 1, "broken", "2026-08-03")
    assert ledger.read_before_the_end(db, "s", "site", as_of) == (
        {page(1).url} if is_known else set()
    )


def test_what_this_run_has_read_is_no_run_before(db):
    run_id = begin(db)
    ledger.lease(db, run_id, page(1), AT)
    ledger.end(db, run_id, page(1), Ending(state="ok"), AT)
    assert ledger.read_before_the_end(db, "s", "site", "2026-08-03") == set()


def test_the_runs_that_broke_off_are_looked_for_once_and_not_for_each_page(db):
    """Once a page that was 3.4 s for 5,000 pages and 7,500 sources of runs."""
    for number in range(2000):
        ended(db, number, "killed")
    thousands = 0

    def count():
        nonlocal thousands
        thousands += 1

    db.conn.set_progress_handler(count, 1000)
    try:
        assert len(ledger.read_before_the_end(db, "s", "site", "2026-08-03")) == 2000
    finally:
        db.conn.set_progress_handler(None, 0)
    assert thousands < 500  # thousands of the machine's steps: 2,000 x 2,000 would be 16,000


def test_a_day_that_is_still_to_come_says_nothing_of_the_last_visit(db):
    ended(db, 1, "finished", "2026-07-20")
    ended(db, 2, "finished", "2026-08-01")
    ended(db, 3, "finished", "2027-08-01")  # a far --as-of, or a clock that was ahead
    ended(db, 4, "finished", "2026-08-02", health="broken")
    ended(db, 5, "killed", "2026-08-02")
    days = ("2026-07-19", "2026-07-31", "2026-08-03")
    found = [ledger.last_visit(db, "s", "site", day) for day in days]
    assert found == [None, "2026-07-20", "2026-08-01"]


def test_an_attempt_is_one_whatever_came_of_it(db):
    assert ledger.last_attempt(db, "s", "site") == 0
    for outcome in ("finished", "broken", "killed"):
        assert ended(db, 1, outcome) == ledger.last_attempt(db, "s", "site")
    last = ledger.last_attempt(db, "s", "site")
    begin(db)
    assert ledger.last_attempt(db, "s", "site") == last
    assert ledger.last_attempt(db, "s", "copy") == 0


def test_a_run_that_ends_leaves_nothing_open(db):
    """The end of a source or a step may not have been written down: a signal, a full disk."""
    run_id = begin(db)
    steps.begin(db, run_id, "crawl", AT)
    steps.end(db, run_id, "crawl", outcome="finished", seconds=1, result="", message=None)
    steps.begin(db, run_id, "extract", AT)
    ledger.lease(db, run_id, page(1), AT)
    ledger.end(db, run_id, page(1), Ending(state="ok"), AT)
    ledger.lease(db, run_id, page(2), AT)
    ledger.finish_run(db, run_id, outcome="broken", at=AT, message=None)
    assert (run(db, run_id)["scheduled"], run(db, run_id)["ok"]) == (1, 1)
    (row,) = steps.sources(db, run_id)
    assert (row["outcome"], row["message"]) == ("killed", "the run was stopped")
    rows = {row["step"]: (row["outcome"], row["message"]) for row in steps.steps(db, run_id)}
    assert rows == {
        "crawl": ("finished", None), "extract": ("killed", "its end was not written down"),
    }  # fmt: skip
    left = ledger.page(db, "s", "site", page(2).url)
    assert (left["state"], left["run_id"], left["lease_until"]) == ("scheduled", None, None)


def test_an_attempt_that_a_kill_swallowed_is_not_counted_twice(db):
    """What failed and was not written down is asked for again, and counted once."""
    first = begin(db)
    ledger.lease(db, first, page(1), AT)
    ledger.take_over(db)
    second = begin(db)
    ledger.lease(db, second, page(1), AT)
    ledger.lease(db, second, page(1), AT)
    ledger.end(db, second, page(1), Ending(state="failed", reason="500"), AT)
    assert ledger.page(db, "s", "site", page(1).url)["attempts"] == 1

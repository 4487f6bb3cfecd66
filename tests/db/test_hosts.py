"""Hosts that asked for a pause: it is kept for the next run, and believed within reason."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from crawler.hosts import LONGEST_ASKED, Hosts
from db import hosts
from db.connection import writing

NOW = datetime(2026, 8, 3, 9, 0, 0, 400_000, tzinfo=UTC)
HOST = "body.example"


def at(moment):
    return Hosts(now=lambda: moment)


def closed(db, moment, seconds):
    """What a run writes that is asked at this moment to wait so long."""
    run = at(moment)
    run.close(HOST, seconds)
    run.keep(db, HOST, "503 at /x: Retry-After")


@pytest.mark.parametrize(
    ("waits", "later", "left"),
    [
        (1800, 300, 1500),  # the next run, five minutes after
        (1800, 1799, 1),
        (1800, 1801, None),  # over: it may be asked, and the row goes
        (1800, -86400, LONGEST_ASKED),  # the clock was set back by a day: not for ever
        (1800, -60, 1860),  # set back a little: longer than asked, never shorter
        (0.2, 0, 1),  # a part of a second counts as a whole one
    ],
)
def test_how_long_the_next_run_leaves_a_host_alone(db, waits, later, left):
    closed(db, NOW, waits)
    run = at(NOW + timedelta(seconds=later))
    run.load(db)
    if left is None:
        assert run.closed_for(HOST) < 0
        assert hosts.closed(db) == {}
    else:
        assert left - 0.5 <= run.closed_for(HOST) <= left + 1
        assert HOST in hosts.closed(db)


def test_a_clock_that_was_set_back_shuts_nobody_out_for_ever(db):
    closed(db, NOW, 1800)
    day = timedelta(days=1)
    for minutes, is_closed in ((0, True), (30, True), (61, False)):  # each a new run
        run = at(NOW - day + timedelta(minutes=minutes))
        run.load(db)
        assert (run.closed_for(HOST) > 0) is is_closed, minutes


def test_a_row_that_cannot_be_read_closes_a_host_for_an_hour_at_most(db):
    with writing(db):
        hosts.keep_closed(db, HOST, "tomorrow", "?")
    run = at(NOW)
    run.load(db)
    assert run.closed_for(HOST) == pytest.approx(LONGEST_ASKED, abs=1)
    later = at(NOW + timedelta(hours=2))
    later.load(db)
    assert later.closed_for(HOST) < 0


def test_a_longer_pause_stands(db):
    run = at(NOW)
    run.close(HOST, 1000)
    run.close(HOST, 5)
    assert run.closed_for(HOST) > 900
    run.keep(db, HOST, "?")
    assert hosts.closed(db) == {HOST: "2026-08-03T09:16:41Z"}


def test_the_pace_is_kept_by_the_clock_that_nobody_sets():
    run = Hosts()
    assert run.too_soon(HOST, 1) == 0
    run.asked(HOST, time.monotonic())
    assert 0.9 < run.too_soon(HOST, 1) <= 1
    run.asked(HOST, time.monotonic() - 10)  # an older moment takes nothing away
    assert run.too_soon(HOST, 1) > 0.9

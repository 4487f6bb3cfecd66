"""Leases, tries and attempts: no page is stuck, and none is blamed twice.

Only one process holds the run lock, which goes with it (flock): there is no run that lives and has
lost it. So whatever is leased when a run begins is nobody's, whether its 30 minutes are over or
not, and whatever the run came to that leased it.
"""

import time
from itertools import pairwise

import pytest

from crawler.platforms.base import EAGER_RECHECKS, LONGEST_RECHECK_DAYS
from crawler.sample.server import Answer
from db.connection import connect, writing
from tests.crawler.ledger.serving import HTML, Pages

ENDED = ("finished", "broken", "killed")
FAR = "2099-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "outcome", ["running", *(pytest.param(one, marks=pytest.mark.slow) for one in ENDED)]
)
def test_what_any_run_left_leased_is_taken_up_by_the_next(crawl, site, outcome):
    """A disk that is full may let a run be closed and not its source."""
    pages = Pages(site, 6)
    name = pages.source(crawl)
    assert crawl(name) == 0
    db = connect(crawl.db_path)
    with writing(db):
        db.execute(
            "update pages set state = 'leased', lease_until = ? where url like '%/3/'", [FAR]
        )
        db.execute("update runs set outcome = ?", [outcome])
        db.execute("update run_sources set outcome = ?", [outcome])
    db.close()
    pages.asked()
    assert crawl(name) == 0
    assert 3 in pages.asked()
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    assert crawl.rows("select * from pages where lease_until is not null") == []
    assert crawl.add_up()


@pytest.mark.slow
def test_tries_within_a_run_are_one_attempt_and_later_runs_ask_less_and_less(crawl, site):
    """Five tries in the first run, then one a run; at once, then after 1, 2, 4, ... 30 days."""
    pages = Pages(site, 3)
    name = pages.source(crawl)
    tries = []

    def failing(target, base):
        tries.append(target)
        return Answer(b"", HTML, 500)

    site.site.faults = {"/news/1/": failing} | site.site.faults
    waits = []
    day = "2026-08-03"
    for _ in range(9):
        before = len(tries)
        assert crawl(name, as_of=day) == 0
        waits.append((len(tries) - before, day))
        attempts, due = crawl.one(
            "select attempts, next_check_at from pages where url like '%/news/1/'"
        )
        assert attempts == len(waits)
        day = max(day, due[:10])
    assert [count for count, _ in waits] == [5] + [1] * 8
    days = [day for _, day in waits]
    assert days[: EAGER_RECHECKS + 1] == ["2026-08-03"] * (EAGER_RECHECKS + 1)
    assert days[EAGER_RECHECKS + 1:] == [
        "2026-08-04", "2026-08-06", "2026-08-10", "2026-08-18", "2026-09-03",
    ]  # fmt: skip
    assert LONGEST_RECHECK_DAYS == 30


def test_the_pause_between_tries_doubles(crawl, site):
    times = []

    def failing(target, base):
        times.append(time.monotonic())
        return Answer(b"", HTML, 500)

    pages = Pages(site, 1)
    site.site.faults = {"/news/0/": failing} | site.site.faults
    assert crawl(pages.source(crawl)) in {0, 1}
    gaps = [later - sooner for sooner, later in pairwise(times)]
    # From 10 ms on a copy without a delay: 20, 40, 80, 160; with one a second, 2, 4, 8, 16 s.
    for gap, least in zip(gaps, (0.02, 0.04, 0.08, 0.16), strict=True):
        assert least * 0.9 <= gap

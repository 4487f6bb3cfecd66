"""A clock that is set back during a crawl: it stops, says so, and what was kept stays."""

import time
from functools import partial

import pytest

from crawler import job
from crawler.job import Clock
from db import ledger
from db.ledger import Ending, Page
from db.sources import Source, register_source
from tests.crawler.ledger.serving import Pages

DAY = 86_400


class Wrong:
    """The module ``time``, but that its wall clock is wrong after so many looks at it."""

    def __init__(self, by, after):
        self.by, self.left = by, after
        self.monotonic = time.monotonic

    def time(self):
        self.left -= 1
        return time.time() + (self.by if self.left < 0 else 0)


def set_clock(by, after=60):
    job.time = Wrong(by, after)


def test_a_clock_that_is_set_back_by_a_day_stops_the_crawl(crawl, site):
    pages = Pages(site, 60)
    name = pages.source(crawl)
    assert crawl(name, "nhse_news", first=partial(set_clock, -DAY)) == 1
    (line,) = crawl.err.splitlines()
    assert f"{name}: the clock was set back by 86400 s during the crawl, which stopped" in line
    assert "crawl again" in line
    assert crawl.run()["outcome"] == "broken"
    kept = crawl.one("select count(*) from documents")
    assert 0 < kept < 60
    assert not [path for path in site.requests() if "posts" in path]  # nor is the next source read
    assert crawl.rows("select * from pages where state = 'leased'") == []
    assert crawl(name) == 0
    assert crawl.one("select count(*) from documents") == 60
    assert crawl.add_up()


@pytest.mark.slow
@pytest.mark.parametrize("by", [DAY, -250])
def test_a_clock_that_is_set_forward_or_a_little_back_stops_nothing(crawl, site, by):
    """Time servers move clocks; and delays are counted by the clock that nobody sets."""
    pages = Pages(site, 20)
    name = pages.source(crawl)
    assert crawl(name, first=partial(set_clock, by, 20)) == 0, crawl.err
    assert crawl.one("select count(*) from documents") == 20


def test_how_far_the_clock_was_set_back(monkeypatch):
    clock = Clock()
    assert abs(clock.set_back()) < 1
    monkeypatch.setattr(job, "time", Wrong(-DAY, 0))
    assert clock.set_back() == pytest.approx(DAY, abs=1)


def test_an_older_time_is_never_written_over_a_newer_one(db):
    """What came later is told by the run."""
    register_source(db, Source(name="s", title="S", kind="pages", url="https://h.example",
                               licence="OGL v3.0", republish="text", body=("b", "B")))  # fmt: skip
    page = Page(source="s", origin="site", url="https://h.example/1", kind="document")
    for at in ("2026-08-04T09:00:00Z", "2026-08-03T09:00:00Z"):
        run_id = ledger.start_run(db, "crawl s", "2026-08-03", at)
        ledger.lease(db, run_id, page, at)
        ledger.end(db, run_id, page, Ending(state="ok"), at)
    row = ledger.page(db, "s", "site", page.url)
    assert (row["fetched_at"], row["run_id"]) == ("2026-08-04T09:00:00Z", run_id)

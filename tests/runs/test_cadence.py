"""When a source is visited: as many days after its last whole visit as it asks for."""

from itertools import chain

import pytest

from crawler.sample.answers import Answer
from tests.runs import program
from tests.runs.program import with_few
from tests.runs.state import left_open

pytestmark = pytest.mark.slow
# One a week (by what it says of itself), and two every day.
WEEKLY, DAILY, OTHER = "nhse_foi", "htn_news", "nhse_longreads"


class Nights:
    """Runs on days that follow each other, and which sources each visited, in their order."""

    def __init__(self, folder, site):
        self.db, self.site = folder / "data" / "delaywatch.db", site

    def __call__(self, day, *more, seams=()):
        words = ("--db", self.db, "--as-of", day, "run", "--log", "json", *self.site.words, *more)
        few = with_few(*seams, names=(WEEKLY, DAILY, OTHER))
        self.run, self.code = program.done(*words, seams=(few,))
        newest = "(select max(id) from runs)"
        sql = f"select source from run_sources where run_id = {newest} order by rowid"
        rows = program.ask(self.db, sql)
        assert left_open(self.db) == []
        return [source for (source,) in rows]


@pytest.fixture
def nights(tmp_path, site):
    site.day(1)
    yield Nights(tmp_path, site)
    site.faults.pop(r"/feed/.*", None)


def test_by_days_and_what_was_broken_is_due_at_once(nights):
    assert sorted(nights("2026-11-02")) == sorted([WEEKLY, DAILY, OTHER])
    assert nights.code == 0
    assert nights("2026-11-02") == []
    assert "visited lately enough: " in nights.run.out
    nights.site.faults[r"/feed/.*"] = Answer(b"no", "text/html", 500)
    assert nights("2026-11-03") == [DAILY, OTHER]
    assert nights.code == 1, nights.run.said
    assert DAILY in nights.run.lines()[-2]["event"] or DAILY in nights.run.out
    del nights.site.faults[r"/feed/.*"]
    assert nights("2026-11-03") == [DAILY]  # the other was well
    assert nights.code == 0
    assert nights("2026-11-08") == [OTHER, DAILY]  # the longest not tried first
    assert nights("2026-11-09")[0] == WEEKLY  # a week after, and the longest unread first
    assert sorted(nights("2026-11-09", "--all")) == sorted([WEEKLY, DAILY, OTHER])


def few_at_a_time():
    """A seam of the crawler: the time that all may take is up after the first of them."""
    from crawler import run

    each = run.Run._hours_left
    run.Run._hours_left = lambda self: each(self) if not self.jobs else 0.0


def test_what_the_time_did_not_reach_comes_first_the_next_night(nights):
    seen = [nights("2026-11-02", seams=[few_at_a_time]) for _ in range(3)]
    assert [len(one) for one in seen] == [1, 1, 1]
    assert sorted(chain.from_iterable(seen)) == sorted([WEEKLY, DAILY, OTHER])
    assert nights("2026-11-02") == []


def test_a_source_whose_time_is_up_is_read_to_its_end_in_the_next_runs(nights):
    words = ("--hours", "0.0003")
    for _ in range(20):
        nights("2026-11-02", *words)
        assert nights.code == 0, nights.run.said  # a first reading takes several nights: no fault
        if "visited lately enough" in nights.run.out and nights.run.lines():
            rows = program.ask(
                nights.db, "select distinct source from run_sources where outcome = 'finished'"
            )
            if len(rows) == 3:
                return
    raise AssertionError("not all were read in the end")

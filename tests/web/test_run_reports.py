"""What runs came to, for readers (/sources, the table run_reports) and for machines that watch."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.tracker.pages import LIGHTHOUSE, Desk, source
from tests.web.test_sources import html, published_site, section, words
from tracker.publish import publish
from web import clock
from web.pages import runs

DAY = "2026-11-22"
SECRET = "the disk at /srv/newsroom is full"
WELL = {
    "day": "2026-11-21", "outcome": "finished", "not_finished": None, "sample": 0,
    "sources": 13, "sources_read": 13, "sources_broken": 0, "sources_degraded": 0,
}  # fmt: skip
WAITS, KILLED = "publication waits for a person", "reading the sources was killed"
SENTENCES = {
    "read all 13 sources that it visited": {},
    "read the one source that it visited": {"sources": 1, "sources_read": 1},
    "read 12 of the 13 sources that it visited; 1 could not be read, or lacked what it must have": {
        "outcome": "broken", "sources_read": 12, "sources_broken": 1,
    },
    "read all 13 sources that it visited; 2 came to less than they should have": {
        "sources_degraded": 2,
    },
    f"read all 13 sources that it visited; {WAITS}": {
        "outcome": "broken", "not_finished": "publish waits for a person",
    },
    "read all 13 sources that it visited; the digest failed; the backup failed": {
        "outcome": "broken", "not_finished": "digest failed, backup failed",
    },
    f"read 4 of the 13 sources that it visited; 9 were stopped before the end; {KILLED}": {
        "outcome": "killed", "sources_read": 4, "not_finished": "crawl was killed",
    },
    "did not read the one source that it visited; 1 was stopped before the end; it was stopped"
    " before its end": {"outcome": "killed", "sources": 1, "sources_read": 0},
    "read none of the 13 sources that it visited; 13 could not be read, or lacked what they must"
    " have": {"outcome": "broken", "sources_read": 0, "sources_broken": 13},
    "read all 13 sources that it visited; it ended with a fault": {"outcome": "broken"},
    "visited no source": {"sources": 0, "sources_read": 0},
}  # fmt: skip


@pytest.mark.parametrize("told", SENTENCES)
def test_the_last_run_in_a_sentence(told):
    assert runs.sentence(WELL | SENTENCES[told]) == f"The last run, on 21 November 2026, {told}."


def test_a_run_over_the_sample_is_told_as_such():
    told = runs.sentence(WELL | {"sample": 1, "sources": 2, "sources_read": 2})
    assert told.startswith("The last run, on 21 November 2026, over the made-up sample site, read")


ENDINGS = {
    "finished": {},
    "ended: the backup failed": {"not_finished": "backup failed"},
    f"ended with a fault: {WAITS}": {
        "outcome": "broken", "not_finished": "publish waits for a person",
    },
    "ended with a fault": {"outcome": "broken"},
    "was stopped before its end": {"outcome": "killed"},
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_finished_is_said_only_where_every_step_finished(ending):
    told = runs.told(WELL | ENDINGS[ending])
    assert ": ".join(filter(None, [told["ending"], told["unfinished"]])) == ending


GAPS = [
    ("2026-11-21T05:00:00Z", None, False),  # a run a night, and this one took an hour
    ("2026-11-21T04:00:00Z", None, False),
    ("2026-11-21T03:59:59Z", None, True),
    ("2026-11-20T23:00:00Z", "2026-11-21T05:00:00Z", False),  # a long one: its end counts
    ("2026-11-21T05:00:00Z", "2026-11-19T05:00:00Z", True),
]


@pytest.mark.parametrize(("began", "ended", "too_long"), GAPS)
def test_a_night_without_a_run_is_told(began, ended, too_long):
    told = runs.gap({"started_at": began, "ended_at": ended}, "2026-11-22T06:00:00Z")
    assert bool(told) == too_long


def test_a_night_without_a_run_is_told_with_the_day_of_the_last():
    row = {"started_at": "2026-11-19T23:30:00Z", "ended_at": "2026-11-20T01:00:00Z"}
    assert runs.gap(row, "2026-11-22T06:00:00Z") == (
        "This release knows of no run that ended in the 26 hours before it was published: the one"
        " before ended on 20 November 2026."
    )


def run(db, number, day, *, outcome="finished", ended="T07:00:00Z", steps=(), **more):
    """A run, its steps as (name, outcome)."""
    row = {"id": number, "command": "run --secret", "as_of": day, "outcome": outcome,
           "started_at": f"{day}T06:00:00Z", "ended_at": ended and f"{day}{ended}",
           "message": SECRET}  # fmt: skip
    db.table("runs").insert(row | more)
    for name, came in steps:
        db.table("run_steps").insert(
            {"run_id": number, "step": name, "outcome": came, "message": SECRET, "result": SECRET,
             "started_at": f"{day}T06:00:00Z"}
        )  # fmt: skip


def visited(db, number, *healths, origin="site", **more):
    """What a run came to of one source after the other; None: it was stopped."""
    for place, health in zip(("news", "paper", "third"), healths, strict=False):
        row = {"run_id": number, "source": place, "origin": origin, "health": health,
               "outcome": "finished" if health else "killed", "message": SECRET,
               "base_url": "http://127.0.0.1:8011" if origin != "site" else None}  # fmt: skip
        db.table("run_sources").insert(row | more)


def nights(desk):
    """Nine runs: some well, some not, one over a copy, one over the sample, one under way."""
    desk.register(LIGHTHOUSE)
    for name in ("news", "paper", "third"):
        desk.page("Text.", of=source(name), url=f"https://{name}.example/1")
    db = desk.db
    db.execute("update sources set visit_days = 7 where name = 'paper'")
    run(db, 1, "2026-08-22")  # 92 days before: not told any more
    run(db, 2, "2026-08-23")
    run(db, 3, "2026-11-17", outcome="killed", ended=None, steps=[("crawl", "killed")])
    visited(db, 3, "healthy", None)
    run(db, 4, "2026-11-18", steps=[("crawl", "finished"), ("publish", "waits")], outcome="broken")
    visited(db, 4, "healthy", "degraded", "healthy", requests=1000, new_documents=700)
    run(db, 5, "2026-11-19")
    visited(db, 5, "healthy", origin="copy")
    run(db, 6, "2026-11-20", scheduled=1234, failed=2, outcome="broken")
    visited(db, 6, "healthy", "broken", "degraded", requests=5, new_documents=3, new_versions=4)
    run(db, 7, "2026-11-21")
    visited(db, 7, "healthy", origin="sample")
    run(db, 8, DAY, outcome="running", ended=None, steps=[("crawl", "finished")])
    run(db, 9, "2026-11-23")  # of a later day than the release is counted for


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("runs") / "delaywatch.db")
    nights(desk)
    return desk


@pytest.fixture(scope="module")
def site(desk, serve_over):
    return published_site(desk, serve_over)


async def reports(site):
    answer = await site.client.get("/delaywatch/run_reports.json?_shape=array&_sort=run")
    return {row["run"]: row for row in answer.json()}


async def test_runs_that_ended_are_published_and_no_others(site):
    """Not the one under way, one over a copy, one of a later day, one of long ago."""
    assert list(await reports(site)) == [2, 3, 4, 6, 7]


async def test_a_report_counts_sources_and_pages(site):
    rows = await reports(site)
    assert rows[6] == {
        "run": 6, "day": "2026-11-20", "started_at": "2026-11-20T06:00:00Z",
        "ended_at": "2026-11-20T07:00:00Z", "outcome": "broken", "not_finished": None,
        "sample": 0, "sources": 3, "sources_read": 2, "sources_broken": 1, "sources_degraded": 1,
        "requests": 15, "pages": 1234, "pages_failed": 2, "new_documents": 9, "new_versions": 12,
    }  # fmt: skip
    assert [rows[3][name] for name in ("sources", "sources_read", "sources_broken")] == [2, 1, 0]
    assert rows[4]["not_finished"] == "publish waits for a person"
    assert rows[3]["not_finished"] == "crawl was killed"
    assert rows[7]["sample"] == 1


def test_nothing_private_is_published(desk, site):
    current = desk.path.parent / "published" / "current"
    for path in current.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for private in (SECRET, "--secret", "127.0.0.1"):
                assert private.encode() not in content, (path.name, private)


async def of_runs(site):
    text = await html(site, "/sources")
    return re.search(r'<section class="runs".*?</section>', text, re.DOTALL)[0]


async def test_the_page_tells_the_last_run_over_the_real_sites(site):
    told = words(await of_runs(site))
    assert (
        "The last run, on 20 November 2026, read 2 of the 3 sources that it visited; 1 could not"
        " be read, or lacked what it must have; 1 came to less than it should have."
    ) in told
    assert "no run that ended in the 26 hours before it was published" in told
    assert "A run that made this one was still under way then, and is told in the next." in told


async def test_the_page_lists_the_runs_the_newest_first(site):
    text = await of_runs(site)
    rows = [words(row).split() for row in re.findall(r"<tr .*?</tr>", text, re.DOTALL)[1:]]
    assert [" ".join(row) for row in rows] == [
        "21 November 2026 SAMPLE finished 1 of 1 0 0 0 0 0 0",
        "20 November 2026 ended with a fault 2 of 3 1 1 1,234 2 9 12",
        f"18 November 2026 ended with a fault: {WAITS} 3 of 3 0 1 0 0 2,100 0",
        f"17 November 2026 was stopped before its end: {KILLED} 1 of 2 0 0 0 0 0 0",
        "23 August 2026 finished 0 0 0 0 0 0 0",
    ]


async def test_many_runs_are_cut_and_lead_to_all(desk, site, monkeypatch):
    monkeypatch.setattr("web.pages.runs.MOST", 2)
    text = await of_runs(site)
    assert "The last 2 runs" in text
    assert text.count("<tr ") == 3
    assert 'href="/delaywatch/run_reports"' in text


async def test_a_source_says_how_often_it_is_visited(site):
    assert "Visited every day" in words(await section(site, "news"))
    assert "Visited every 7 days" in words(await section(site, "paper"))


async def test_the_health_of_the_site_for_machines(site, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    answer = await site.client.get("/health.json")
    assert answer.json() == {
        "release": 1,
        "as_of": DAY,
        "published_at": "2026-11-22T06:00:00Z",
        "age_hours": 25.5,
        "last_run": {
            "day": "2026-11-20", "outcome": "broken", "not_finished": None,
            "sources": 3, "sources_read": 2, "sources_broken": 1,
        },
    }  # fmt: skip
    assert answer.headers["content-type"].startswith("application/json")
    assert 0 < int(answer.headers["cache-control"].removeprefix("max-age=")) <= 60


async def test_the_health_is_for_reading_alone_and_bears_the_headers_of_all(site):
    assert (await site.client.post("/health.json")).status_code == 405
    answer = await site.client.head("/health.json")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_without_a_run_both_say_so(tmp_path, serve_over):
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    site = published_site(desk, serve_over)
    assert "No run of the last 92 days had ended" in words(await of_runs(site))
    assert (await site.client.get("/health.json")).json()["last_run"] is None


def test_one_more_run_on_the_same_day_is_no_new_release(tmp_path):
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)

    def release(day=DAY):
        now = datetime.fromisoformat(f"{day}T08:00:00+00:00")
        return publish(desk.db, tmp_path / "published", date.fromisoformat(day), now)[1]

    run(desk.db, 1, DAY)
    assert release()
    run(desk.db, 2, DAY, outcome="broken", steps=[("backup", "broken")])
    assert not release()
    desk.db.execute("update runs set outcome = 'killed'")
    assert not release()
    assert release("2026-11-23")

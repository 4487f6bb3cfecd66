"""How long a source may take, and how a host is left alone: over a run, and over all its runs."""

import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from crawler import job, settings
from crawler.sample.server import Answer, SampleSite
from db import hosts
from db.connection import connect, writing
from db.errors import Busy
from db.lock import run_lock
from db.sources import AddedSource, add_source
from tests.crawler.program import crawler

HTML = "text/html; charset=UTF-8"
LIST = r"/wp-json/wp/v2/posts.*"
SOURCES = ("nhse_news", "nhse_foi")
TOO_LONG = Answer(b"", HTML, 429, {"Retry-After": "3000"})
OUTCOMES = "select source, outcome, health from run_sources where run_id = ? order by rowid"
ADDED = AddedSource(
    name="sample_added", title="SAMPLE added", kind="feed", licence="not stated",
    url="https://body.example/sample-feed/", republish="link", nature="third_party",
)  # fmt: skip


def give_a_source(seconds):
    job.LONGEST_READ = seconds


def give_up_at_once():
    settings.RETRY_TIMES = 0


def slow(site, pattern, seconds):
    def answer(target, base):
        time.sleep(seconds)
        return SampleSite.answer(site.site, target, base)

    site.faults[pattern] = answer


# Time --------------------------------------------------------------------------------------


def test_time_that_is_up_while_an_answer_is_awaited_stops_the_source_and_not_the_next(crawl, site):
    slow(site, LIST, 1.5)
    code = crawl("nhse_news", "nhse_foi", first=partial(give_a_source, seconds=1))
    said = "nhse_news: its time (0.000278 h) was up; the next run goes on"
    assert said in crawl.err.splitlines()
    assert code == 0  # a reading that goes on over several nights is no fault
    news, foi = crawl.rows(OUTCOMES, 1)
    assert news == ("nhse_news", "killed", "degraded")
    assert foi[0] == "nhse_foi"
    assert [path for path in site.requests() if "foi" in path]
    assert "was up; the next run goes on" in crawl.one(
        "select health_reason from run_sources where source = 'nhse_news'"
    )
    run = crawl.run()
    assert run["outcome"] == "finished"
    assert said in run["message"]
    assert crawl.rows("select url from pages where state = 'leased'") == []
    assert crawl.add_up()


def test_the_next_run_goes_on_where_the_time_was_up(crawl, site):
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    slow(site, r"/2026/.*", 0.7)
    assert crawl("nhse_news", first=partial(give_a_source, seconds=2)) == 0
    count = "select count(*) from documents where kind = 'news'"
    assert 0 < crawl.one(count) < 8
    assert crawl.one("select count(*) from pages where state = 'scheduled'") > 0
    del site.faults[r"/2026/.*"]
    assert crawl("nhse_news") == 0
    assert crawl.one(count) == 8
    assert crawl.rows("select outcome, health from run_sources order by run_id")[0] == (
        "killed",
        "degraded",
    )
    assert crawl.run()["outcome"] == "finished"
    assert crawl.add_up()


# A pause that a host asks for ----------------------------------------------------------------


def test_a_host_that_asks_for_a_long_pause_gets_no_further_request_in_the_run(crawl, site):
    site.faults["/(?!robots).*"] = TOO_LONG
    assert crawl("nhse_news", "nhse_publications", "nhse_foi", "nhse_board") == 1
    assert len(site.requests()) == 2  # robots.txt, and what was answered with the wish
    assert crawl.err.count("the site asks to wait") == 4
    assert crawl.err.count("not asked, the site asks to wait") == 3
    assert {row[1] for row in crawl.rows(OUTCOMES, 1)} == {"broken"}


def test_a_long_pause_of_the_robots_txt_holds_for_the_next_source_too(crawl, site):
    site.faults["/robots.txt"] = TOO_LONG
    assert crawl(*SOURCES) == 1
    assert site.requests() == ["/robots.txt"]
    assert "not asked, the site asks to wait" in crawl.err


def test_pages_of_a_closed_host_stay_in_the_queue_unblamed(crawl, site):
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    site.faults[r"/2026/.*"] = TOO_LONG
    assert crawl("nhse_news") == 1
    asked = [path for path in site.requests() if path.startswith("/2026/")]
    assert len(asked) == 1
    failed = "select count(*), max(attempts) from pages where kind = 'document' and state = ?"
    assert crawl.one(failed, "failed") == (1, 1)
    waiting, attempts = crawl.one(failed, "scheduled")
    assert waiting > 0
    assert attempts == 0
    site.faults.clear()
    db = connect(crawl.db_path)
    with writing(db):
        hosts.forget_open(db, "9999-01-01T00:00:00Z")  # an hour later
    db.close()
    assert crawl("nhse_news") == 0
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8


def test_a_short_pause_holds_for_the_next_source_too(crawl, site):
    times = []

    def answer(target, base):
        times.append((time.monotonic(), target))
        if len(times) == 1:
            return Answer(b"", HTML, 503, {"Retry-After": "2"})
        return SampleSite.answer(site.site, target, base)

    site.faults["/(?!robots).*"] = answer
    crawl("nhse_publications", "nhse_foi", first=give_up_at_once)
    assert len(times) > 1
    assert times[1][0] - times[0][0] > 1.8


def test_an_absurd_crawl_delay_is_a_refusal_and_not_a_sleep(crawl, site):
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 100000\n", "text/plain")
    started = time.monotonic()
    assert crawl(*SOURCES) == 1
    assert time.monotonic() - started < 20
    assert site.requests() == ["/robots.txt"]
    assert crawl.err.count("robots.txt asks for 100000 s between two requests") == 2
    assert "not crawled" in crawl.err
    assert crawl.add_up()


# One stream of requests ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["probe", "nhse_news", "--db", "{db}"],
        ["probe", "nhse_news"],
        ["add-source", "{base}/feed/", "--db", "{db}"],
        ["new-source", "sample_new", "{base}/news/"],
    ],
)
def test_what_only_looks_does_not_run_beside_a_crawl(crawl, site, monkeypatch, words):
    folder = crawl.db_path.parent.parent
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)  # where data/delaywatch.db is the default, and this very file
    filled = [word.format(db=crawl.db_path, base=site.base) for word in words]
    with run_lock(crawl.db_path):
        done = crawler(*filled, "--base-url", site.base, "--delay", "0")
    assert done.returncode == 75, done.stderr
    assert "another run is at work on this database" in done.stderr
    assert site.requests() == []


def test_a_probe_with_a_database_knows_the_sources_that_were_added(crawl, site):
    db = connect(crawl.db_path)
    with writing(db):
        add_source(db, ADDED, "2026-08-03T09:00:00Z")
    db.close()
    command = [
        sys.executable, "-m", "tracker.cli", "--db", str(crawl.db_path), "probe", "sample_added",
        "--base-url", site.base, "--delay", "0",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "sample_added: SAMPLE added" in done.stdout, done.stderr
    assert "/sample-feed/" in site.requests()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_a_crawl_ends_with_the_command_that_started_it(crawl, site, sign):
    """Else it would go on alone, send requests, and hold the lock against the next run."""
    slow(site, "/(?!robots).*", 1)  # alone it would go on for many seconds
    command = [
        sys.executable, "-m", "tracker.cli", "--db", str(crawl.db_path), "crawl", "nhse_news",
        "nhse_foi", "--base-url", site.base, "--delay", "0",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        while not any("/posts" in path for path in site.log):
            assert started.poll() is None
            time.sleep(0.05)
        started.send_signal(sign)
    deadline = time.monotonic() + 60
    while is_at_work(crawl):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert crawl.run()["outcome"] == "killed"
    site.faults.clear()
    assert crawl("nhse_foi") == 0
    assert crawl.add_up()


def is_at_work(crawl):
    """Whether a run holds the lock."""
    try:
        with run_lock(crawl.db_path):
            return False
    except Busy:
        return True

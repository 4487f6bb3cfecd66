"""Everything has its turn: no source, host or page that fails keeps the others from theirs."""

import sqlite3
from contextlib import closing
from functools import partial
from types import SimpleNamespace

import pytest

from crawler.command import _due
from crawler.sample.server import Answer
from db import ledger
from db.connection import connect, writing
from db.sources import AddedSource, Source, add_source, register_source
from tests.crawler.ledger.serving import HTML, OWN, page

TEXT = "text/plain"
AT = "2026-08-03T09:00:00Z"
WEEKLY, DAILY = "nhse_foi", "nhse_news"
OPEN = """select 'page' from pages where state = 'leased' or run_id in (
    select id from runs where outcome <> 'running') and state = 'scheduled'
  union all select 'source' from run_sources where outcome = 'running'
  union all select 'run' from runs where outcome = 'running'"""


# Sources -------------------------------------------------------------------------------------


@pytest.fixture
def nights(tmp_path):
    """Which of some sources are due on a day, in their order; and runs that ended with them."""
    path = tmp_path / "d.db"
    db = connect(path)
    chosen = [
        SimpleNamespace(name=name, home=f"https://{name}.example", hosts=(), visit_days=1)
        for name in "abcdef"
    ]
    with writing(db):
        for spider in chosen:
            register_source(db, Source(name=spider.name, title="S", kind="feed", url=spider.home,
                                       licence="x", republish="link", body=("b", "B")))  # fmt: skip

    def run(as_of, **outcomes):
        with writing(db):
            run_id = ledger.start_run(db, "crawl", as_of, AT)
            for name, outcome in outcomes.items():
                ledger.start_source(db, run_id, name, None, "site")
                ledger.finish_source(db, run_id, name, outcome=outcome, route=None, counts={},
                                     message=None)  # fmt: skip
            db.execute("update run_sources set health = 'healthy' where run_id = ?", [run_id])
            ledger.finish_run(db, run_id, outcome="finished", at=AT, message=None)

    def due(day):
        return "".join(spider.name for spider in _due(chosen, path, day, None))

    yield SimpleNamespace(run=run, due=due)
    db.close()


def test_those_that_use_up_a_night_are_not_the_first_of_the_next(nights):
    nights.run("2026-07-01", **dict.fromkeys("abcdef", "finished"))
    assert nights.due("2026-08-01") == "abcdef"
    nights.run("2026-08-01", a="killed", b="broken", c="killed", d="killed")
    assert nights.due("2026-08-02") == "efabcd"
    nights.run("2026-08-02", e="finished", f="finished", a="killed", b="killed")
    assert nights.due("2026-08-03") == "cdabef"  # of one run, the longest unread first
    nights.run("2031-01-01", a="finished")  # a day that is still to come is no visit
    assert nights.due("2026-08-03") == "cdbefa"


def few_at_a_time():
    """A seam of the crawler: the time that all may take is up after the first of them."""
    from crawler import run

    each = run.Run._hours_left
    run.Run._hours_left = lambda self: each(self) if not self.jobs else 0.0


@pytest.mark.parametrize(
    ("day", "put_off", "code"),
    [
        ("2026-08-11", DAILY, 0),  # a day and a week after its visit
        ("2026-08-12", DAILY, 1),
        pytest.param("2026-08-17", WEEKLY, 0, marks=pytest.mark.slow),
        pytest.param("2026-08-18", WEEKLY, 1, marks=pytest.mark.slow),
    ],
)
def test_a_source_that_is_put_off_for_days_is_said_by_name(crawl, day, put_off, code):
    other = DAILY if put_off == WEEKLY else WEEKLY
    assert crawl(other, put_off, as_of="2026-08-03") == 0
    assert crawl(other, put_off, as_of=day, first=few_at_a_time) == code
    late = f"put off for too long: {put_off} (last read to its end on 2026-08-03)"
    assert (late in crawl.err) == bool(code)
    assert (late in (crawl.run()["message"] or "")) == bool(code)


def test_one_that_was_never_read_is_in_its_first_reading(crawl):
    assert crawl(WEEKLY, DAILY, first=few_at_a_time) == 0
    assert f"no time was left for {DAILY}" in crawl.out


def full_for_a_moment():
    """A seam of the crawler: nothing can be kept of the end of a source, and then it can again."""
    from crawler import run

    finish = run.Run._finish_source

    def fails(*_, **__):
        raise sqlite3.OperationalError("database or disk is full")

    def with_a_full_disk(self, spider, job):
        job.stop, job.finished = run.job_module.cannot_write(OSError("full")), False
        whole = run.ledger.finish_source
        run.ledger.finish_source = fails
        with writing(self.db):
            row = ledger.Page(
                source=spider.name, origin="sample", url="http://a.example/", kind="list"
            )
            ledger.lease(self.db, self.run_id, row, AT)
        try:
            finish(self, spider, job)
        finally:
            run.ledger.finish_source = whole

    run.Run._finish_source = with_a_full_disk


def test_a_run_by_hand_that_ends_leaves_nothing_open(crawl):
    assert crawl(DAILY, first=full_for_a_moment) == 1
    assert "its end could not be kept" in crawl.err
    assert crawl.run()["outcome"] == "broken"
    assert crawl.rows(OPEN) == []
    assert crawl.one("select outcome from run_sources") == "killed"


# Hosts ---------------------------------------------------------------------------------------


@pytest.fixture
def two_hosts(crawl, site):
    """A source of www.body.example whose sitemap names pages of files.body.example too."""
    base, files = (
        f"http://{name}.body.example.sample.example:{site.port}" for name in ("www", "files")
    )
    places = [f"{files}/f/1/", f"{base}/p/1/", f"{files}/f/2/", f"{files}/f/3/", f"{base}/p/2/"]
    urls = "".join(
        f"<url><loc>{place}</loc><lastmod>2026-08-01</lastmod></url>" for place in places
    )
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.faults["/sitemap.xml"] = Answer(
        f'<urlset xmlns="{name}">{urls}</urlset>'.encode(), "application/xml"
    )
    site.faults[r"/[pf]/\d/"] = lambda target, _: Answer(
        page(f"SAMPLE: {target}", f"Text of {target}."), HTML, 200, {OWN: "1"}
    )
    db = connect(crawl.db_path)
    with writing(db):
        source = AddedSource(
            name="two", title="SAMPLE", kind="sitemap", licence="not stated",
            url="https://www.body.example/sitemap.xml", republish="link", nature="third_party",
            settings={"hosts": ["files.body.example"]},
        )  # fmt: skip
        add_source(db, source, AT)
    db.close()
    return partial(crawl, "two", base=f"http://{{host}}.sample.example:{site.port}")


def asked(site):
    return [path for path in site.requests() if path.startswith(("/p/", "/f/"))]


WISH = {"Retry-After": "1800"}


@pytest.mark.parametrize(
    ("fault", "attempts"),
    [
        (Answer(b"", TEXT, 500), 1),
        (Answer(b"User-agent: *\nCrawl-delay: 3600\n", TEXT), 1),
        (Answer(b"", TEXT, 503, WISH), 1),
    ],
)
def test_a_source_goes_on_without_a_further_host_that_cannot_be_asked(
    crawl, site, two_hosts, fault, attempts
):
    site.faults["/robots.txt"] = lambda _, base: (
        fault if "files." in base else Answer(b"", TEXT, 404)
    )
    assert two_hosts(as_of="2026-08-03") == 0, crawl.err
    assert asked(site) == ["/p/1/", "/p/2/"]
    assert "is left out of this run" in crawl.err
    failed = "select state, attempts, next_check_at from pages where url like '%/f/%' order by url"
    assert crawl.rows(failed) == [("failed", attempts, "2026-08-03T00:00:00Z")] * 3
    assert crawl.one("select outcome from run_sources") == "finished"
    assert crawl.one("select count(*) from sweeps") == 1
    assert crawl.add_up()
    del site.faults["/robots.txt"]
    forget(crawl)
    assert two_hosts(as_of="2026-08-04") == 0, crawl.err
    assert sorted(set(asked(site)) & {"/f/1/", "/f/2/", "/f/3/"}) == ["/f/1/", "/f/2/", "/f/3/"]
    assert crawl.one("select count(*) from documents") == 5


def forget(crawl):
    """An hour later."""
    with closing(sqlite3.connect(crawl.db_path)) as connection:
        connection.execute("delete from hosts")
        connection.commit()


def test_pages_of_a_further_host_that_wants_a_pause_are_unblamed(crawl, site, two_hosts):
    site.faults[r"/f/1/"] = Answer(b"", HTML, 429, WISH)
    pages = site.faults.pop(r"/[pf]/\d/")  # the first that fits is what is answered
    site.faults[r"/[pf]/\d/"] = pages
    assert two_hosts(as_of="2026-08-03") == 0, crawl.err
    assert asked(site) == ["/f/1/", "/p/1/", "/p/2/"]
    failed = "select attempts, next_check_at from pages where url like ?"
    assert crawl.one(failed, "%/f/1/")[0] == 1  # it was asked for
    for url in ("%/f/2/", "%/f/3/"):
        assert crawl.one(failed, url) == (0, "2026-08-03T00:00:00Z")


def test_the_source_s_own_host_breaks_it(crawl, site, two_hosts):
    site.faults["/robots.txt"] = lambda _, base: Answer(b"", TEXT, 500 if "www." in base else 404)
    assert two_hosts() == 1
    assert crawl.one("select outcome from run_sources") == "broken"


def test_a_robots_txt_that_cannot_be_read_is_asked_for_once_and_not_by_each_source(crawl, site):
    site.faults["/robots.txt"] = Answer(b"", TEXT, 500)
    assert crawl(DAILY) == 1
    tries = site.requests()
    assert set(tries) == {"/robots.txt"}
    assert crawl(DAILY, WEEKLY) == 1
    assert site.requests() == tries
    assert crawl.err.count("robots.txt answers 500") >= 2  # it is said of both
    site.faults.clear()
    assert crawl(DAILY) == 0  # the next run asks again


# Pages ---------------------------------------------------------------------------------------


def one_again():
    """A seam of the crawler: one page that is known is read again where the API fails."""
    from crawler.platforms.wordpress.pages import WordPressPages

    WordPressPages.read_again_by_html = 1


@pytest.mark.parametrize(("due", "is_first"), [("2026-12-01", False), ("2026-08-10", True)])
def test_pages_that_failed_wait_for_their_day_and_keep_nobody_waiting(crawl, site, due, is_first):
    site.faults["/wp-json/.*"] = Answer(b"<html>no</html>", HTML)
    assert crawl(DAILY, as_of="2026-08-03") == 0
    with closing(sqlite3.connect(crawl.db_path)) as connection:
        failed = [url for (url,) in connection.execute(
            "select url from pages where kind = 'document' order by url limit 4")]  # fmt: skip
        connection.execute(
            "update pages set state = 'failed', attempts = 5, next_check_at = ? "
            f"where url in ({', '.join('?' * len(failed))})",
            [f"{due}T00:00:00Z", *failed],
        )
        connection.commit()
    site.requests()
    assert crawl(DAILY, as_of="2026-08-20", first=one_again) == 0, crawl.err
    (one,) = [path for path in site.requests() if path.startswith("/2026/")]
    assert (f"{site.base}{one}" in failed) == is_first

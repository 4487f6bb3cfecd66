"""No request before its time: pauses that a host asks for, over runs and kills, and the pace."""

import asyncio
import gzip
import os
import subprocess
import time
from datetime import UTC, datetime
from email.utils import formatdate
from itertools import pairwise
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
from protego import Protego
from scrapy import Request
from scrapy.http import Response

from crawler.bodies import CUT_GZIP
from crawler.hosts import Hosts
from crawler.patience import LONGEST_ASKED, retry_after
from crawler.robots import RobotsMiddleware, RobotsUnreadable, rules_of
from crawler.sample.server import Answer
from db import hosts
from db.connection import connect, writing
from tests.crawler.conftest import LoggingHandler
from tests.crawler.faults.bombs import bomb
from tests.crawler.program import crawler

HTML = "text/html; charset=UTF-8"
TEXT = "text/plain"
SOON = 4  # seconds
SLOW = pytest.mark.slow


@pytest.fixture
def asked(site):
    """When the site was asked for what: (monotonic seconds, path)."""
    found = []

    class Timed(LoggingHandler):
        def do_GET(self):  # noqa: N802
            found.append((time.monotonic(), self.path))
            super().do_GET()

    site.RequestHandlerClass = Timed
    return found


def gaps(asked):
    times = [moment for moment, _ in asked]
    return [later - sooner for sooner, later in pairwise(times)]


# Pauses that outlive the run -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "form"),
    [
        (429, "seconds"),
        pytest.param(503, "date", marks=pytest.mark.slow),
        pytest.param(403, "seconds", marks=pytest.mark.slow),
    ],
)
def test_a_next_run_does_not_ask_before_the_time(crawl, site, status, form):
    wish = "1800" if form == "seconds" else formatdate(time.time() + 1800, usegmt=True)
    site.faults["/(?!robots).*"] = Answer(b"", HTML, status, {"Retry-After": wish})
    assert crawl("nhse_news") == 1
    site.faults.clear()
    site.requests()
    assert crawl("nhse_news", "nhse_foi") == 1
    assert site.requests() == []  # not even robots.txt
    assert "not asked, the site asks to wait" in crawl.err
    host, open_at, reason = crawl.one("select host, open_at, reason from hosts")
    assert host == site.base.removeprefix("http://")
    assert reason.startswith(f"{status} at {site.base}/")
    left = datetime.fromisoformat(open_at) - datetime.now(UTC)
    assert 1700 < left.total_seconds() <= 1801


@pytest.mark.parametrize(
    ("status", "packing", "body"),
    [
        (503, "gzip", b"this is no gzip at all"),
        # One time stamp: all workers of a run of tests must name the test alike.
        pytest.param(503, "gzip", gzip.compress(b"busy" * 99, mtime=0)[:-9], marks=SLOW),
        pytest.param(429, "gzip", bomb("gzip", 64), marks=SLOW),
        pytest.param(503, "rot13", b"busy", marks=SLOW),
        pytest.param(403, "gzip, gzip, gzip", b"no", marks=SLOW),
    ],
)
def test_a_wish_holds_whatever_the_body_is_that_comes_with_it(crawl, site, status, packing, body):
    wish = {"Retry-After": "1800", "Content-Encoding": packing}
    site.faults["/(?!robots).*"] = Answer(body, HTML, status, wish)
    assert crawl("nhse_news", "nhse_foi") == 1
    asked = [path for path in site.requests() if "robots" not in path]
    assert len(asked) == 1
    assert "the site asks to wait 1800 s" in crawl.err
    assert crawl.one("select reason from hosts").startswith(f"{status} at {site.base}/")


@pytest.mark.slow
@pytest.mark.parametrize("body", [b"this is no gzip at all", bomb("gzip", 64)])
def test_a_short_wish_is_waited_for_whatever_comes_with_it(crawl, site, asked, body):
    """And then the same page is asked for again, as it is without a body."""
    answers = iter([Answer(body, HTML, 503, {"Retry-After": "1", "Content-Encoding": "gzip"})])
    site.faults["/(?!robots).*"] = lambda target, base: (
        next(answers, None) or site.site.__class__.__mro__[1].answer(site.site, target, base)
    )
    assert crawl("nhse_news") == 0
    (first, path), (second, again) = [one for one in asked if "robots" not in one[1]][:2]
    assert path == again
    assert second - first >= 1 - 0.05
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8


def test_when_the_time_has_come_the_host_is_asked_and_forgotten(crawl, site):
    db = connect(crawl.db_path)
    with writing(db):
        hosts.keep_closed(db, site.base.removeprefix("http://"), "2026-08-03T00:00:00Z", "?")
    db.close()
    assert crawl("nhse_news") == 0
    assert crawl.rows("select * from hosts") == []


def test_a_run_that_is_killed_while_it_waits_has_told_the_next_one(crawl, site, asked):
    site.faults["/(?!robots).*"] = Answer(b"", HTML, 503, {"Retry-After": str(SOON)})
    running = subprocess.Popen(
        crawl.command("nhse_news"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not (told := [moment for moment, path in asked if "robots" not in path]):
        assert running.poll() is None
        time.sleep(0.005)
    # In the same moment: nothing else is fetched, and no batch is written, before the kill.
    deadline = time.monotonic() + 1
    while not crawl.rows("select * from hosts") and time.monotonic() < deadline:
        time.sleep(0.01)
    running.kill()
    running.wait()
    assert crawl.rows("select * from hosts")
    site.faults.clear()
    asked.clear()
    assert crawl("nhse_news") == 0
    assert asked[0][0] - told[0] >= SOON - 0.05
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8


# How a wish is read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "sent", "least", "most"),
    [
        (b"0", None, 0, 0),
        (b" 120 ", None, 120, 120),
        (b"9" * 500, None, LONGEST_ASKED, LONGEST_ASKED),
        (b"Fri, 31 Dec 9999 23:59:59 GMT", None, LONGEST_ASKED, LONGEST_ASKED),
        (600, None, 590, 601),
        (600, 0, 590, 601),
        (600, -300, 890, 901),  # our clock is ahead of theirs
        (600, 300, 590, 601),  # or behind: by ours it is longer
        (600, b"nonsense", 590, 601),
    ],
)
def test_what_a_host_asks_for_is_never_taken_for_less(wish, sent, least, most):
    wish, sent = (date_in(one) if isinstance(one, int) else one for one in (wish, sent))
    assert least <= retry_after(wish, sent) <= most


def date_in(seconds):
    return formatdate(time.time() + seconds, usegmt=True).encode()


@pytest.mark.parametrize("wish", ["²".encode("latin-1"), b"1 2", b"Wed, 99 Foo 2026", b"-1", b""])
def test_what_is_no_wish(wish):
    assert retry_after(wish) is None


# The pace ------------------------------------------------------------------------------------


def at_a_pace(crawl, *sources, delay):
    words = crawl.words(*sources)
    words[words.index("--delay") + 1] = str(delay)
    done = crawler(*words)
    assert "Traceback" not in done.stderr
    return done.returncode


@pytest.mark.slow
def test_the_pace_is_kept_between_sources_and_over_redirects_and_tries(crawl, site, asked):
    """Each source has a Scrapy of its own, which knows nothing of the one before."""
    answers = iter([Answer(b"", HTML, 500), Answer(b"", HTML, 302, {"Location": "/there/"})])
    site.faults["/wp-json/wp/v2/types.*"] = lambda target, base: (
        next(answers, None) or site.site.__class__.__mro__[1].answer(site.site, target, base)
    )
    assert at_a_pace(crawl, "nhse_foi", "nhse_news", "nhse_longreads", delay=0.25) == 0
    assert len(asked) > 12
    assert "/there/" in [path for _, path in asked]
    assert min(gaps(asked)) > 0.22, list(zip(gaps(asked), asked, strict=False))


@pytest.mark.slow
def test_crawl_delay_holds_from_one_source_to_the_next(crawl, site, asked):
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.3\n", TEXT)
    assert crawl("nhse_foi", "nhse_news") == 0
    assert len(asked) > 6
    assert min(gaps(asked)) > 0.27


def middleware(hosts, delay, lastseen=0.0):
    """The one of a source; ``lastseen`` is when its Scrapy sent its last request."""
    settings = SimpleNamespace(getfloat=lambda _name: delay)
    slots = {"slot": SimpleNamespace(lastseen=lastseen)}
    crawl = MagicMock(spider=SimpleNamespace(job=SimpleNamespace(hosts=hosts)))
    crawl.settings.getfloat = settings.getfloat
    crawl.settings.__getitem__.side_effect = {"USER_AGENT": "delaywatch"}.__getitem__
    crawl.engine.downloader.slots = slots
    return RobotsMiddleware(crawl)


@pytest.mark.parametrize(
    ("rules", "delay", "at_least"),
    [("", 0.3, 0.3), ("User-agent: *\nCrawl-delay: 0.5", 0.3, 0.5), ("", 0, 0)],
)
def test_the_first_request_of_a_source_waits_for_the_last_of_the_one_before(rules, delay, at_least):
    """Though each has a middleware of its own; counted from when that request really left."""
    hosts = Hosts(rules={"body.example": Protego.parse(rules)})
    request = Request("https://body.example/a", meta={"download_slot": "slot"})
    left = time.monotonic()
    middleware(hosts, delay, left).left(request)
    asyncio.run(middleware(hosts, delay).process_request(request))
    assert at_least - 0.01 <= time.monotonic() - left < at_least + 0.25
    # And robots.txt is a request like any other.
    robots = Request("https://body.example/robots.txt", meta={"is_robots": True})
    before = time.monotonic()
    asyncio.run(middleware(hosts, delay).process_request(robots))
    assert time.monotonic() - before >= delay - 0.01


# robots.txt ----------------------------------------------------------------------------------

NEWS_ONLY = b"User-agent: *\nDisallow: /wp-json/\n"
CUT = gzip.compress(b"User-agent: *\n" + os.urandom(4000).hex().encode())[:1000]
BIG = b"# " + b"x" * 98 + b"\n"


ROBOTS = [
    (Answer(NEWS_ONLY, TEXT), "disallows"),
    (Answer(b"\xef\xbb\xbf" + NEWS_ONLY, TEXT), "disallows"),  # with a byte order mark
    (Answer(BIG * 5000 + NEWS_ONLY, TEXT), "disallows"),  # 500 KB: RFC 9309 section 2.5
    (Answer(NEWS_ONLY + BIG * 20_000, TEXT), "disallows"),  # 2 MB, of which the first is read
    (Answer(b"User-agent: *\nAllow: /\n" + BIG * 20_000 + b"Disallow: /\n", TEXT), None),
    (Answer(NEWS_ONLY, TEXT, 404), None),
    (Answer(NEWS_ONLY, TEXT, 410), None),
    (Answer(NEWS_ONLY, TEXT, 403), None),
    (Answer(b"", TEXT, 500), "robots.txt answers 500"),
    (Answer(b"", TEXT, 503), "robots.txt answers 503"),
    (Answer(b"", TEXT, 429), "robots.txt answers 429"),
    (Answer(b"", TEXT, 204), "robots.txt answers 204"),
    (Answer(CUT, TEXT, 200, {"Content-Encoding": "gzip"}), "robots.txt was cut short"),
]


@pytest.mark.parametrize(("answer", "said"), ROBOTS)
def test_what_is_read_in_robots_txt(answer, said):
    flags = [CUT_GZIP] if "Content-Encoding" in answer.headers else []
    response = Response("https://body.example/robots.txt", answer.status, body=answer.body,
                        flags=flags)  # fmt: skip
    if said in {None, "disallows"}:
        rules = rules_of(response.url, response)
        assert rules.can_fetch("https://body.example/wp-json/x", "delaywatch") is (said is None)
    else:
        with pytest.raises(RobotsUnreadable, match=said):
            rules_of(response.url, response)


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "said"), ROBOTS)
def test_what_robots_txt_comes_to(crawl, site, answer, said):
    site.faults["/robots.txt"] = answer
    site.faults["/news/.*"] = Answer(b"", HTML, 404)  # what is read where the API must not be
    code = crawl("nhse_news")
    assert code == (0 if said is None else 1)
    if said:
        assert said in crawl.err
        assert not [path for path in site.requests() if path.startswith("/wp-json")]
    assert crawl.add_up()

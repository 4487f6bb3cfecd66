"""Polite, safe and honest under fire: what the crawler refuses, waits for and gives up on."""

import gzip
import os
import signal
import subprocess
import time
from email.utils import formatdate

import pytest
from werkzeug import Response

from crawler import run
from crawler.addresses import OffSite, Site, why_forbidden
from crawler.bodies import mended
from crawler.patience import retry_after
from crawler.platforms.wordpress import reading
from crawler.platforms.wordpress.spider import WordPressSpider
from crawler.sample.server import Answer
from crawler.unpacking import unpacked
from tests.crawler.program import crawler

BROKEN = r"/publication/sample-broken-page/"
NUMBERS = r"/publication/sample-workforce-numbers/"
HTML = "text/html; charset=UTF-8"
LISTED = ("nhse_news", "nhse_publications")


# Addresses ---------------------------------------------------------------------------------


def test_redirects_off_the_site_are_refused_and_the_rest_goes_on(crawl, site):
    off, circle = "redirected off the site", "redirects in a circle"
    pages = {
        "/2026/05/sample-waiting-rooms-survey/": ("https://elsewhere.invalid/page", off),
        "/2026/06/sample-board-names-new-chair/": (f"{site.local}/secret", off),
        "/2026/06/sample-record-viewer-pilot/": ("http://169.254.169.254/latest/", off),
        "/2026/07/sample-night-shift-meals/": ("file:///etc/passwd", off),
        "/2026/07/sample-summer-figures/": ("/2026/07/sample-summer-figures/", circle),
        "/2026/07/sample-translation-service/": (f"//{site.base[7:]}@elsewhere.invalid/", off),
    }
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    for path, (location, _) in pages.items():
        site.faults[path] = Answer(b"", HTML, 302, {"Location": location})
    assert crawl("nhse_news") == 0
    assert "/secret" not in site.requests()
    refused = dict(crawl.rows("select url, reason from pages where state = 'refused'"))
    assert len(refused) == len(pages)
    for path, (_, said) in pages.items():
        assert said in refused[site.base + path]
    assert crawl.one("select count(*) from documents") == 2
    assert crawl.add_up()


def test_a_chain_of_redirects_ends(crawl, site):
    site.faults[r"/hop/\d+"] = lambda target, _base: Answer(
        b"", HTML, 302, {"Location": f"/hop/{int(target[5:]) + 1}"}
    )
    site.faults[NUMBERS] = Answer(b"", HTML, 301, {"Location": "/hop/1"})
    assert crawl("nhse_publications") == 0
    assert "more than 5 redirects" in crawl.one(
        "select reason from pages where url like '%numbers%'"
    )


def test_links_and_items_off_the_site_are_not_fetched(crawl, site):
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    site.faults[r"/news/.*"] = Answer(
        f"""<div class="filtered-list"><article><h2><a href="http://127.0.0.1:{site.port}/x">a</a>
        </h2></article><article><h2><a href="/2026/07/sample-summer-figures/">b</a></h2></article>
        </div>""".encode(),
        HTML,
    )
    assert crawl("nhse_news") == 0
    assert "/x" not in site.requests()
    assert crawl.one("select url from pages where state = 'refused'").endswith("/x")
    assert crawl.one("select count(*) from documents") == 1


@pytest.mark.parametrize(
    ("address", "copy", "allowed"),
    [
        ("212.58.244.22", False, True),
        ("127.0.0.1", False, False),
        ("127.0.0.1", True, True),
        ("10.1.2.3", False, False),
        ("10.1.2.3", True, True),
        ("192.168.1.1", False, False),
        ("169.254.169.254", False, False),
        ("169.254.169.254", True, False),
        ("0.0.0.0", True, False),
        ("::1", False, False),
        ("::ffff:127.0.0.1", False, False),
        ("fe80::1%eth0", True, False),
        ("100.64.0.1", False, False),
        # What tells a machine its secrets, also where it is no link-local address.
        ("168.63.129.16", False, False),
        ("fd00:ec2::254", True, False),
        # An IPv4 address within an IPv6 one: translated, tunnelled, compatible.
        ("64:ff9b::7f00:1", False, False),
        ("64:ff9b::d43a:f416", False, True),
        ("2002:7f00:1::", False, False),
        ("2001:0:53aa:64c::80ff:fffe", False, False),
        ("::127.0.0.1", False, False),
        ("::1", True, True),
    ],
)
def test_where_a_name_may_lead(address, copy, allowed):
    assert (why_forbidden(address, copy=copy) is None) == allowed


@pytest.mark.parametrize(
    ("base", "url", "fetched"),
    [
        (None, "https://www.england.nhs.uk/a?b=c#d", "https://www.england.nhs.uk/a?b=c"),
        (None, "http://www.england.nhs.uk/a", "http://www.england.nhs.uk/a"),
        (None, "https://WWW.England.NHS.uk/a", "https://WWW.England.NHS.uk/a"),
        (None, "https://www.england.nhs.uk:8443/a", None),
        (None, "https://www.england.nhs.uk.evil.invalid/a", None),
        (None, "https://evil@www.england.nhs.uk/a", None),
        (None, "https://files.digital.nhs.uk/a.pdf", None),
        (None, "ftp://www.england.nhs.uk/a", None),
        (None, "javascript:alert(1)", None),
        (None, "http://127.0.0.1/a", None),
        ("http://127.0.0.1:80", "https://www.england.nhs.uk/a", "http://127.0.0.1:80/a"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8001/a", None),
        ("http://127.0.0.1:8000", "http://localhost:8000/a", "http://127.0.0.1:8000/a"),
        ("https://copy.invalid", "https://localhost/a", None),
    ],
)
def test_only_the_source_s_own_addresses(base, url, fetched):
    site = Site("https://www.england.nhs.uk", base)
    if fetched:
        assert site.fetchable(url) == fetched
    else:
        with pytest.raises(OffSite):
            site.fetchable(url)


@pytest.mark.parametrize(
    ("base", "url", "fetched"),
    [
        (None, "https://www.gov.uk/a", "https://www.gov.uk/a"),
        (None, "https://assets.gov.example/a.pdf", "https://assets.gov.example/a.pdf"),
        (None, "https://other.gov.example/a.pdf", None),
        # One copy of both hosts ...
        ("http://127.0.0.1:80", "https://assets.gov.example/a.pdf", "http://127.0.0.1:80/a.pdf"),
        ("http://127.0.0.1:80", "http://127.0.0.1:80/a", "http://127.0.0.1:80/a"),
        # ... or a copy of each.
        (
            "http://{host}.sample.example:80",
            "https://assets.gov.example/a.pdf",
            "http://assets.gov.example.sample.example:80/a.pdf",
        ),
        (
            "http://{host}.sample.example:80",
            "http://www.gov.uk.sample.example:80/a",
            "http://www.gov.uk.sample.example:80/a",
        ),
        ("http://{host}.sample.example:80", "http://other.sample.example:80/a", None),
    ],
)
def test_a_source_of_several_hosts(base, url, fetched):
    site = Site("https://www.gov.uk", base, ("https://assets.gov.example",))
    if fetched:
        assert site.fetchable(url) == fetched
    else:
        with pytest.raises(OffSite):
            site.fetchable(url)


def test_an_address_that_we_put_together_is_the_copy_s_where_there_is_one():
    page = "https://questions.parliament.example/detail/1?a=b"
    assert Site("https://api.parliament.example").at(page) == page
    sample = Site("https://api.parliament.example", "http://{host}.sample.example:80")
    assert sample.at(page) == "http://questions.parliament.example.sample.example:80/detail/1?a=b"
    plain = Site("https://api.parliament.example", "http://www.nhs-sample.example:80")
    assert plain.at(page) == "http://www.nhs-sample.example:80/detail/1?a=b"


def test_a_name_that_resolves_to_this_machine_is_not_connected_to(crawl, site):
    """The guard at connect time: the address is allowed by name, and leads to 127.0.0.1."""
    code = f"""
import asyncio, sys
from crawler import run, spiders
from crawler.spiders.nhse_news import NhseNews
NhseNews.home = "http://localhost:{site.port}"
sys.exit(run.Run(run.Path({str(crawl.db_path)!r}), "2026-08-03", None, 0).crawl([NhseNews]))
"""
    done = subprocess.run(
        [*crawl.command()[:1], "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "is a private or loopback address" in done.stderr
    assert site.requests() == []


# robots.txt ----------------------------------------------------------------------------------


def test_robots_disallow_is_obeyed(crawl, site):
    site.faults["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /publication/*numbers\n", "text/plain"
    )
    assert crawl("nhse_publications") == 0
    assert crawl.one("select state, reason from pages where url like '%numbers%'") == (
        "refused",
        "robots.txt disallows it",
    )
    assert not [path for path in site.requests() if "numbers" in path]


def test_robots_that_cannot_be_read_stop_the_source(crawl, site):
    site.faults["/robots.txt"] = Answer(b"", HTML, 503)
    assert crawl("nhse_news") == 1
    assert set(site.requests()) == {"/robots.txt"}
    (line,) = [line for line in crawl.err.splitlines() if "RFC 9309" in line]
    assert f"{site.base}/robots.txt: robots.txt answers 503" in line
    assert crawl.run()["outcome"] == "broken"
    assert crawl.add_up()


def test_robots_disallowing_the_list_breaks_the_source(crawl, site):
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", "text/plain")
    assert crawl("nhse_news") == 1
    assert set(site.requests()) == {"/robots.txt"}
    assert "robots.txt disallows it" in crawl.err


def test_crawl_delay_is_honoured(crawl, site):
    site.faults["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1\n", "text/plain")
    started = time.monotonic()
    assert crawl("nhse_news") == 0
    assert len(site.requests()) == 5
    assert time.monotonic() - started > 4


# Busy and broken sites -------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(crawl, site, form):
    times = []

    def busy_once(target, base):
        times.append(time.monotonic())
        if len(times) > 1:
            del site.faults[NUMBERS]
            return site.site.answer(target, base)
        until = "2" if form == "seconds" else formatdate(time.time() + 3, usegmt=True)
        return Answer(b"", HTML, 429, {"Retry-After": until})

    site.faults[NUMBERS] = busy_once
    assert crawl("nhse_publications") == 0
    assert 1.5 < times[1] - times[0] < 10
    assert crawl.one("select state from pages where url like '%numbers%'") == "ok"


def test_a_long_retry_after_leaves_the_page_for_later(crawl, site):
    site.faults[NUMBERS] = Answer(b"", HTML, 503, {"Retry-After": "3000"})
    assert crawl("nhse_publications") == 1  # the host is left alone, with what was still to come
    state, reason, due = crawl.one(
        "select state, reason, next_check_at from pages where url like '%numbers%'"
    )
    assert state == "failed"
    assert "asks to wait 3000 s" in reason
    assert due
    assert len([path for path in site.requests() if "numbers" in path]) == 1


def test_a_page_that_fails_is_tried_five_times(crawl, site):
    assert crawl("nhse_publications") == 0
    assert len([path for path in site.requests() if "broken" in path]) == 5


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(b"120", 120), (b"999999", 3600), (b"nonsense", None), (None, None), (b"-5", None),
     (b"Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)  # fmt: skip
def test_retry_after_is_read(header, seconds):
    assert retry_after(header) == seconds


def test_a_cut_gzip_is_not_taken_for_a_page(crawl, site):
    whole = gzip.compress(b"<html><body><main>" + os.urandom(4000).hex().encode() + b"</main>")
    site.faults[NUMBERS] = Answer(whole[:2000], HTML, 200, {"Content-Encoding": "gzip"})
    assert crawl("nhse_publications") == 0
    assert crawl.one("select state, reason from pages where url like '%numbers%'") == (
        "failed",
        "the answer was cut short (truncated gzip)",
    )
    assert unpacked(whole, "gzip", 100_000)[1]
    assert not unpacked(whole[:-1], "gzip", 100_000)[1]


def test_a_pdf_sent_as_a_page_fails(crawl, site):
    site.faults[NUMBERS] = Answer(b"%PDF-1.7 garbage", HTML)
    assert crawl("nhse_publications") == 0
    assert "a PDF where a page was expected" in crawl.one(
        "select reason from pages where url like '%numbers%'"
    )


def test_a_cut_page_never_replaces_a_longer_one(crawl, site):
    assert crawl("nhse_publications") == 0
    page = site.site.answer("/publication/sample-workforce-numbers/", site.base).body
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    site.faults[NUMBERS] = Answer(page[: page.index(b"<p>The next numbers")], HTML)
    assert crawl("nhse_publications") == 0
    assert "was cut short" in crawl.err
    assert crawl.one("select max(number) from versions") == 1
    assert "September 2026" in crawl.one("select text from documents where url like '%numbers%'")


def test_stray_bytes_are_read_as_windows_1252():
    body = "caf\u00e9 \u00a3".encode() + b" \xa3300m"
    assert mended(body, body.decode("utf-8", "replace"))[0] == "café £ £300m"
    assert mended("é".encode(), "é") == ("é", None)


# Another server than the sample's ------------------------------------------------------------


def test_a_stranger_s_wordpress(crawl, httpserver):
    """pytest-httpserver as a WordPress with one post, whose links name the public site."""
    httpserver.expect_request("/robots.txt").respond_with_response(Response(status=404))
    link = "https://www.england.nhs.uk/2026/01/x/"
    post = {
        "id": 7, "link": link, "title": {"rendered": "A &#8211; B"},
        "date_gmt": "2026-01-02T03:04:05", "modified_gmt": "2026-01-02T03:04:05",
        "content": {"rendered": "<p>By the end of 2026.</p>"}, "categories": [],
    }  # fmt: skip
    httpserver.expect_request("/wp-json/wp/v2/posts").respond_with_json(
        [post], headers={"X-WP-Total": "1", "X-WP-TotalPages": "1"}
    )
    assert crawl("nhse_news", base=httpserver.url_for("").rstrip("/")) == 0, crawl.err
    httpserver.check_assertions()
    assert crawl.one("select url, origin, title, text, published_at from documents") == (
        link, "copy", "A – B", "By the end of 2026.", "2026-01-02T03:04:05Z",
    )  # fmt: skip


# Runs ----------------------------------------------------------------------------------------


def test_the_second_run_on_a_database_ends_with_75(crawl, site):
    with (
        site.holding("/wp-json/.*") as wait,
        subprocess.Popen(crawl.command("nhse_news"), stderr=subprocess.DEVNULL) as first,
    ):
        wait()
        assert crawl("nhse_news") == 75
        assert "another run is at work on this database" in crawl.err
        first.kill()
    assert first.returncode == -signal.SIGKILL


def test_usage(crawl, site):
    words = crawl.words("nhse_news")
    for change in (
        [*words, "no_such_source"],
        [*words, "--as-of", "31/12/2026"],
        [*words, "--base-url", "ftp://x"],
        [*words, "--base-url", ""],  # a variable that was not set: never the real site
        [*words, "--delay", "nan"],
        [*words, "--delay", "-1"],
        [part for part in words if part not in {"--base-url", site.base}],  # --delay 0 remains
    ):
        done = crawler(*change)
        assert done.returncode == 2, done
    assert site.requests() == []


def test_a_folder_that_cannot_be_written_is_one_line(crawl, site):
    crawl.db_path = crawl.db_path.__class__("/proc/none/delaywatch.db")
    assert crawl("nhse_news") == 1
    assert crawl.err.startswith("/proc/none: cannot write")
    assert crawl.err.count("\n") == 1
    assert site.requests() == []


def test_an_archive_that_cannot_be_written_stops_the_crawl(crawl, site):
    crawl.db_path.parent.mkdir(parents=True)
    (crawl.db_path.parent / "archive").touch()
    assert crawl(*LISTED) == 1
    assert "nothing more can be kept" in crawl.err
    assert crawl.run()["outcome"] == "broken"
    assert crawl.one("select count(*) from documents") == 0
    assert crawl.add_up()


def test_a_site_that_answers_json_to_everything_is_one_line(crawl, site):
    site.faults["(?!/robots).*"] = Answer(b'{"code": "gateway"}', "application/json")
    assert crawl("nhse_news") == 1
    assert "nothing in the list" in crawl.err
    assert crawl.run()["outcome"] == "broken"
    assert crawl.add_up()


def test_sigterm_ends_a_run_in_order(crawl, site):
    with site.holding(".*page=2") as wait:
        running = subprocess.Popen(
            crawl.command("nhse_news"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        wait()
        running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "Traceback" not in said
    assert crawl.run()["outcome"] == "killed"
    assert crawl.add_up()
    assert crawl("nhse_news") == 0
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8


def test_a_killed_run_is_taken_up(crawl, site):
    """SIGKILL in the middle of the HTML pages: nothing is lost and nothing is there twice."""
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    with site.holding(r"/2026/.*", after=4) as wait:
        running = subprocess.Popen(
            crawl.command("nhse_news"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait()
        running.kill()
        assert running.wait() == -signal.SIGKILL
    # The run lock went with the process.
    assert crawl("nhse_news") == 0
    assert "an earlier run was killed" in crawl.out
    assert crawl.rows("select outcome from runs order by id") == [("killed",), ("finished",)]
    read = "select count(*), count(distinct url) from documents where kind = ?"
    assert crawl.one(read, "news") == (8, 8)
    assert crawl.one(read, "attachment") == (1, 1)
    assert crawl.one("select count(*) from versions") == 9
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    assert crawl.add_up()
    assert crawl.one("pragma integrity_check") == "ok"


def extract_better():
    text_of, text_and_files = reading.text_of, reading.text_and_files

    def better(html, url):
        text, files = text_and_files(html, url)
        return text.replace("will", "shall"), files

    WordPressSpider.extractor = "wordpress/better"
    reading.text_of = lambda html: text_of(html).replace("will", "shall")
    reading.text_and_files = better


def test_a_better_extractor_is_no_edit(crawl, site):
    assert crawl(*LISTED) == 0
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)  # so that every page is read again
    assert crawl(*LISTED, first=extract_better) == 0, crawl.err
    assert crawl.one("select max(number) from versions") == 1
    assert crawl.one("select count(*) from texts where extractor = 'wordpress/better'") == 5
    assert "shall publish" in crawl.one("select text from documents where url like '%-promised/'")


def fill_the_disk():
    def small(path):
        db = connect(path)
        pages = db.execute("pragma page_count").fetchone()[0]
        db.execute(f"pragma max_page_count = {pages + 2}")
        return db

    connect = run.connect
    run.connect = small


def test_a_full_disk_ends_the_crawl_with_one_line(crawl, site):
    """A database that may not grow says what a full disk says."""
    assert crawl(*LISTED, first=fill_the_disk) == 1
    assert "full" in crawl.err
    assert crawl("nhse_news") == 0
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8

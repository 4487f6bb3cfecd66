"""A new source, as a contributor starts it: one look at a site, a spider, and frozen pages."""

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.crawler.frozen import FrozenSite, serving
from tests.crawler.program import crawler

ARTICLE = """<html><head><script>track()</script></head><body><nav><a href="/">Home</a></nav>
<main><article><h1>SAMPLE: {title}</h1><time datetime="2026-07-0{day}">{day} July</time>
<p>We will publish the next one by {day} December 2026.</p><svg></svg></article></main>
</body></html>"""
LIST = """<html><body><nav><ul><li><a href="/about">About</a></li></ul></nav><main>{items}
<a rel="next" href="/reports/?page=2">Older</a></main></body></html>"""
ITEM = '<article><h2><a href="/reports/{day}/">Report {day}</a></h2><p>Teaser</p></article>'


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "crawler" / "spiders").mkdir(parents=True)
    (tmp_path / "tests" / "crawler" / "golden").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def reports(httpserver):
    """A site without an API and without a feed."""
    items = "".join(ITEM.format(day=day) for day in range(1, 6))
    html = "text/html; charset=utf-8"
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /x/")
    httpserver.expect_request("/reports/").respond_with_data(
        LIST.format(items=items), content_type=html
    )
    for day in range(1, 6):
        page = ARTICLE.format(title=f"Report {day}", day=day)
        httpserver.expect_request(f"/reports/{day}/").respond_with_data(page, content_type=html)
    return httpserver


def address(server):
    return server.url_for("").rstrip("/")


def new_source(checkout, name, url, base):
    return crawler("new-source", name, url, "--base-url", base, "--delay", "0", folder=checkout)


def test_a_beginning_is_written_that_reads_its_own_frozen_pages(checkout, reports, tmp_path):
    done = new_source(
        checkout, "agency_reports", "https://www.agency.example/reports/", address(reports)
    )
    assert done.returncode == 0, done.stderr
    assert "crawler/spiders/agency_reports.py: a pages source" in done.stdout
    asked = [request.path for request, _ in reports.log]
    assert asked.count("/reports/") == 1
    assert {"/reports/1/", "/reports/2/", "/reports/3/"} <= set(asked)
    assert "/reports/4/" not in asked  # a look, not a crawl

    folder = checkout / "tests" / "crawler" / "golden" / "agency_reports"
    pages = "".join(path.read_text() for path in (folder / "pages").iterdir())
    assert "SAMPLE: Report 3" in pages
    for unseen in ("<script", "<svg", "Report 4", 'rel="next"'):
        assert unseen not in pages

    code = f"""
import importlib.util, sys
from pathlib import Path
from crawler.run import Run
written = {str(checkout)!r} + "/crawler/spiders/agency_reports.py"
spec = importlib.util.spec_from_file_location("started", written)
module = importlib.util.module_from_spec(spec); spec.loader.exec_module(module)
run = Run(Path({str(tmp_path / "d.db")!r}), "2026-08-03", sys.argv[1], 0)
sys.exit(run.crawl([module.AgencyReports]))
"""
    with serving(FrozenSite(folder)) as port:
        base = f"http://{{host}}.sample.example:{port}"
        command = [sys.executable, "-c", code, base]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    found = sqlite3.connect(tmp_path / "d.db").execute(
        "select title, published_at, text from documents order by title"
    )
    title, published_at, text = found.fetchone()
    assert (title, published_at) == ("SAMPLE: Report 1", "2026-07-01")
    assert "We will publish the next one by 1 December 2026." in text
    assert len(found.fetchall()) == 2


def test_a_wordpress_is_told_by_its_rest_interface(checkout, site):
    done = new_source(checkout, "agency_news", "https://www.agency.example/news/", site.base)
    assert done.returncode == 0, done.stderr
    spider = (checkout / "crawler" / "spiders" / "agency_news.py").read_text()
    assert "class AgencyNews(WordPressSpider):" in spider
    folder = checkout / "tests" / "crawler" / "golden" / "agency_news"
    rest = next((folder / "pages").glob("*.json"))
    assert len(json.loads(rest.read_text())) == 3


@pytest.mark.parametrize(
    ("name", "url", "said", "code"),
    [
        ("Agency", "https://www.agency.example/reports/", "is no name for a source", 1),
        ("taken", "https://www.agency.example/reports/", "there is a source taken already", 1),
        ("agency", "file:///etc/passwd", "is not a web address", 2),
        ("agency", "https://www.agency.example/nothing/", "the site answers", 1),
    ],
)
def test_what_cannot_be_is_said_in_a_line_and_nothing_is_written(
    checkout, reports, name, url, said, code
):
    (checkout / "crawler" / "spiders" / "taken.py").write_text("")
    done = new_source(checkout, name, url, address(reports))
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in (checkout / "crawler" / "spiders").iterdir()] == ["taken.py"]
    assert list((checkout / "tests" / "crawler" / "golden").iterdir()) == []


def test_elsewhere_than_in_a_checkout_nothing_is_written(tmp_path, reports):
    done = new_source(tmp_path, "agency", "https://www.agency.example/reports/", address(reports))
    assert done.returncode == 1
    assert "here is no checkout of delaywatch" in done.stderr

"""What arrives in part never takes the place of what was read whole, whatever kind of site it is.

Where a server says how long its answer is, a shorter one is a fault of the network. These are the
others: the length fits the part, or there is none and the connection is closed.
"""

from dataclasses import replace

import pytest

from crawler.sample.server import Answer, SampleSite
from tests.crawler.conftest import LoggingHandler
from tests.crawler.files.make_pdf import pdf, wrapped
from tests.crawler.ledger.serving import OWN, Pages

SOURCES = (
    "nhse_news", "nhse_publications", "nhse_longreads", "nhse_foi", "nhse_board", "govuk",
    "nhsd_upcoming", "parliament_answers", "parliament_committees", "parliament_statements",
    "nhse_statistics_calendar", "digitalhealth_news", "htn_news",
)  # fmt: skip
MUCH_LATER = ("2026-11-03", "2026-11-04", "2026-11-05")  # all is due, and no pause holds


def cutting(site, share, *, has_length):
    """Let the site send a part of everything but its robots.txt.

    And but tables in plain text, where their length fits: nothing tells that more should follow.
    """

    def answer(target, base):
        whole = SampleSite.answer(site.site, target, base)
        if has_length and target.endswith(".csv"):
            return whole
        part = whole.body[: int(len(whole.body) * share)]
        return replace(whole, body=part, headers=whole.headers | {OWN: "1"})

    site.faults["/(?!robots).*"] = answer

    class NoLength(LoggingHandler):
        def send_header(self, name, value):
            if name == "Content-Length":
                name, value = "Connection", "close"
                self.close_connection = True
            super().send_header(name, value)

    if not has_length:
        site.RequestHandlerClass = NoLength


def standing(crawl):
    return crawl.rows("select url, title, text, state, current_version from documents order by id")


def base_of(site, source):
    is_press = source in {"digitalhealth_news", "htn_news"}
    return f"http://{{host}}.sample.example:{site.port}" if is_press else None


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("share", "has_length"), [(0.5, True), (0.9, False)])
def test_a_site_that_sends_parts_of_everything_takes_nothing_away(
    crawl, site, source, share, has_length
):
    base = base_of(site, source)
    assert crawl(source, base=base) in {0, 1}, crawl.err
    before = standing(crawl)
    assert before
    cutting(site, share, has_length=has_length)
    for day in MUCH_LATER[:2]:
        crawl(source, base=base, as_of=day)
        assert standing(crawl) == before
    site.faults.clear()
    site.RequestHandlerClass = LoggingHandler
    assert crawl(source, base=base, as_of=MUCH_LATER[2]) in {0, 1}
    assert [row[:4] for row in standing(crawl)] == [row[:4] for row in before]
    assert crawl.add_up()


LONG = ["The plan is due by 31 December 2026."] * 3
FILE = "/wp-content/uploads/2026/06/sample-pilot-leaflet.pdf"


def test_a_part_of_a_pdf_never_takes_the_place_of_the_whole(crawl, site):
    whole = pdf([wrapped(line) for line in LONG])
    part = whole[: len(whole) - 200]

    def serve(body):
        site.faults[FILE] = Answer(body, "application/pdf", 200, {OWN: "1"})

    text = "select text from documents where url like '%leaflet.pdf'"
    serve(whole)
    assert crawl("nhse_news") == 0, crawl.err
    read = crawl.one(text)
    assert read.count("31 December 2026") == 3
    serve(part)
    assert crawl("nhse_news", as_of="2026-08-10") == 0  # a file is looked at each week
    assert crawl.one(text) == read
    assert "the file was cut short" in crawl.err
    assert crawl.one("select count(*) from versions v join documents d on d.id = v.document_id "
                     "where d.url like '%leaflet.pdf'") == 1  # fmt: skip
    # The whole of another one takes its place, though it is shorter.
    serve(pdf([wrapped("It is due by 31 March 2027.")]))
    assert crawl("nhse_news", as_of="2026-08-17") == 0
    assert "March 2027" in crawl.one(text)


def test_a_part_that_came_first_gives_way_to_the_whole(crawl, site):
    whole = pdf([wrapped(line) for line in LONG])
    site.faults[FILE] = Answer(
        whole[: len(whole) - 200], "application/pdf", 200, {"ETag": '"1"', OWN: "1"}
    )
    assert crawl("nhse_news") == 0, crawl.err
    site.faults[FILE] = Answer(whole, "application/pdf", 200, {"ETag": '"1"', OWN: "1"})
    site.headers_seen.clear()
    site.requests()
    assert crawl("nhse_news") == 0
    asked = dict(zip(site.requests(), site.headers_seen, strict=True))[FILE]
    assert "If-None-Match" not in asked  # or it would be told that nothing changed
    assert crawl.one("select text from documents where url like '%leaflet.pdf'").count("2026") == 3


@pytest.mark.slow
@pytest.mark.parametrize("total", ["8", "2"])
def test_a_list_that_is_whole_json_and_shows_less_than_there_is_takes_nothing_away(
    crawl, site, total
):
    assert crawl("nhse_news", as_of="2026-08-03") == 0

    def short(target, base):
        given = SampleSite.answer(site.site, target, base)
        body = given.body if len(given.body) < 10 else b"[]"
        return replace(given, body=body, headers=given.headers | {"X-WP-Total": total, OWN: "1"})

    site.faults[r".*/posts\?(?!.*page=1$).*"] = short
    for day in ("2026-08-10", "2026-08-17"):
        assert crawl("nhse_news", as_of=day) == 0, crawl.err
        assert crawl.one("select count(*) from documents where state = 'live' and kind = 'news' "
                         "and missing_since_run is null") == 8  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_part_of_a_sitemap_takes_nothing_away(crawl, site, share):
    pages = Pages(site, 12)
    name = pages.source(crawl)
    assert crawl(name, as_of="2026-08-03") == 0
    whole = pages.sitemap("", site.base)
    cut = whole.body[: int(len(whole.body) * share)]
    site.faults["/sitemap.xml"] = replace(whole, body=cut)
    for day in ("2026-08-04", "2026-08-12"):
        crawl(name, as_of=day)
        assert crawl.one("select count(*) from documents where state = 'live'") == 12


def test_a_part_of_an_article_takes_nothing_away_and_is_sent_whole_again(crawl, site):
    pages = Pages(site, 1)
    name = pages.source(crawl)
    pages.texts[0] = "One sentence.</p><p>And a second one that is due by spring 2027."
    assert crawl(name, as_of="2026-08-03") == 0
    read = crawl.one("select text from documents")
    whole = pages.page("/news/0/", site.base)
    part = whole.body[: whole.body.index(b"And a second")]
    site.site.faults = {"/news/0/": replace(whole, body=part)} | site.site.faults
    assert crawl(name, as_of="2026-08-10") == 0
    assert crawl.one("select text from documents") == read
    assert "no end" in crawl.err

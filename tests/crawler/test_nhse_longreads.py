"""Long reads: found under whatever name the site gives them, with the date of their next review."""

import dataclasses
import json

import pytest

from crawler.platforms.wordpress.api import folded
from crawler.platforms.wordpress.reading import (
    Layout,
    MissingPart,
    item_content,
    links_under,
    native_id,
    page_content,
)
from crawler.sample import DAYS, server
from crawler.sample.entries import entries
from crawler.sample.rest import types
from crawler.sample.server import Answer

JSON = "application/json"
HTML = "text/html; charset=UTF-8"
LAYOUT = Layout(main="#main-content", title="h1", body=".rich-text")
POLICY = "/long-read/sample-freedom-of-information-policy/"
REVIEWS = """
    select v.number, a.kind, a.key, a.words, a.earliest, a.latest, a.precision, a.state
    from announced_dates a join versions v on v.id = a.version_id
    join documents d on d.id = v.document_id where d.source = ? order by v.number
"""


def types_with(**changes):
    """What the API says of its types, with changes to that of long reads."""
    found = types()
    found["long-read"] = found["long-read"] | changes
    return Answer(json.dumps(found).encode(), JSON)


# What is read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["long-read", "long_read", "longread", "long-reads", "Long reads", "LONG READ"]
)
def test_a_type_is_found_under_any_way_to_write_its_name(name):
    assert folded(name) == folded("long-read")


def test_the_date_of_the_next_review_is_announced_and_its_move_is_a_version(crawl, site):
    assert crawl("nhse_longreads", as_of=DAYS[1]) == 0
    # The collection is asked for by the name that the types tell, which is not that of the type.
    assert any(path.startswith("/wp-json/wp/v2/long-reads?") for path in site.requests())
    site.site.day = 2
    assert crawl("nhse_longreads", as_of=DAYS[2]) == 0
    was = ("review", "review:3001", "August 2026", "2026-08-01", "2026-08-31", "month", "stated")
    now = ("review", "review:3001", "February 2027", "2027-02-01", "2027-02-28", "month", "stated")
    assert crawl.rows(REVIEWS, "nhse_longreads") == [(1, *was), (2, *now)]
    assert crawl.rows("select distinct kind from documents where kind <> 'attachment'") == [
        ("long_read",)
    ]
    # Board papers are left to their own source, also where that was never run.
    assert crawl.rows("select url from documents where url like '%meeting%'") == []
    assert crawl.rows("select kind, title from attachments where url like '%guide%'") == [
        ("link", "guide to lighting")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("route", ["rest", "html"])
def test_publications_have_such_tables_too(crawl, site, monkeypatch, route):
    table = "<table><tr><td>Next review date:</td><td>March 2028</td></tr></table>"
    monkeypatch.setattr(
        server,
        "entries",
        lambda kind, day: [
            dataclasses.replace(e, introduction=e.introduction + table)
            for e in entries(kind, day)
            if e.id == 2007
        ],
    )
    if route == "html":
        site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    assert crawl("nhse_publications") == 0
    assert crawl.one(REVIEWS, "nhse_publications")[2:4] == ("review:2007", "March 2028")


@pytest.mark.slow
def test_what_has_no_text_in_the_api_is_read_from_its_page(crawl, site):
    """A page that is put together from blocks has an empty ``content``."""

    def without_text(target, base):
        answer = site.plain.answer(target, base)
        items = json.loads(answer.body)
        for item in items:
            item["content"] = {"rendered": "\n", "protected": False}
        return Answer(json.dumps(items).encode(), JSON, headers=answer.headers)

    site.plain = server.SampleSite(1, 5)
    site.faults["/wp-json/wp/v2/long-reads.*"] = without_text
    assert crawl("nhse_longreads") == 0
    text, route, published = crawl.one(
        """
        select d.text, v.route, d.published_at
        from documents d join versions v on v.document_id = d.id where d.url like ?
        """,
        f"%{POLICY}",
    )
    assert (text.splitlines()[:2], route) == (["Version number", "1.0"], "html")
    assert published == "2026-02-10T10:00:00Z"
    assert item_content({"content": {"rendered": " "}, "link": "", "title": ""}) is None


# Where the API fails ------------------------------------------------------------------------------


NO_TYPES = Answer(b'{"code": "rest_no_route"}', JSON, 404)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (NO_TYPES, "/wp-json/wp/v2/types: the site answers 404"),
        pytest.param(
            types_with(rest_namespace="brief/v1"),
            "no post type long-read (there are: document,",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_change_of_route_is_no_edit(crawl, site, fault, said):
    """By REST, then by the pages that the sitemaps list, then by REST again."""
    assert crawl("nhse_longreads") == 0
    by_rest, data = crawl.texts(), crawl.rows("select data from versions")
    site.faults["/wp-content/uploads/2026/07/.*"] = Answer(b"", HTML, 404)  # of the board's papers
    site.faults["/wp-json/wp/v2/types"] = fault
    # Where a page of this type has its text is inferred: more of it must be no edit.
    page = site.site.answer(POLICY, site.base)
    site.faults[POLICY] = Answer(page.body.replace(b"<h2>1.", b"<p>On this page</p><h2>1."), HTML)
    assert crawl("nhse_longreads") == 0
    assert said in crawl.err
    assert f"{POLICY}: it is there; its text is the API's to give" in crawl.err
    assert crawl.one("select route from run_sources where run_id = 2") == "html"
    new = "select url from documents where url like '%board%' or url like '%committee%'"
    # Nobody has the board's papers and a sitemap names no category: better here than nowhere.
    assert len(crawl.rows(new)) == 3
    by_html = [row for row in crawl.texts() if row in by_rest]
    assert by_html == by_rest
    site.faults.clear()
    assert crawl("nhse_longreads") == 0
    assert crawl.one("select max(number) from versions") == 1
    assert crawl.rows("select data from versions")[: len(data)] == data
    assert crawl.add_up()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Answer(b"", HTML, 404), "/sitemap.xml: the site answers 404; REST failed too"),
        (Answer(b"<html><body>x</body></html>", HTML), "/sitemap.xml: a web page where a sitemap"),
        (
            Answer(b"<sitemapindex><sitemap><loc>http://h.example/sitemap-posttype-post.xml</loc>"
                   b"</sitemap></sitemapindex>", "text/xml"),
            "look where the site lists these pages, and write it into the source nhse_longreads",
        ),
    ],
)  # fmt: skip
def test_without_types_and_sitemap_the_source_is_broken_and_says_what_to_do(
    crawl, site, fault, said
):
    site.faults["/wp-json/wp/v2/types"] = NO_TYPES
    site.faults["/sitemap.xml"] = fault
    assert crawl("nhse_longreads") == 1
    assert said in crawl.err.splitlines()[-1]
    assert crawl.run()["outcome"] == "broken"
    assert crawl.add_up()


@pytest.mark.slow
def test_sitemaps_on_another_host_and_pages_of_other_types_are_left_alone(crawl, site):
    site.faults["/wp-json/.*"] = Answer(b"", HTML, 403)
    site.faults["/sitemap-posttype-long-read.*"] = Answer(
        f"""<urlset><url><loc>{site.base}{POLICY}</loc></url>
        <url><loc>{site.base}/about/</loc></url>
        <url><loc>https://elsewhere.example/long-read/x/</loc></url></urlset>""".encode(),
        "text/xml",
    )
    assert crawl("nhse_longreads") == 0
    assert crawl.one("select url, native_id from documents") == (f"{site.base}{POLICY}", "3001")
    assert crawl.one("select url from pages where state = 'refused'") == (
        "https://elsewhere.example/long-read/x/"
    )


# Pages, without a site --------------------------------------------------------------------------


def test_a_page_without_the_place_of_its_text_is_no_empty_page():
    page = "<div id='main-content'><h1>T</h1><article>{}</article></div>"
    with pytest.raises(MissingPart, match=r"#main-content \.rich-text"):
        page_content(page.format("<p>Words.</p>"), "https://h.example/", LAYOUT)
    empty = page_content(page.format("<div class='rich-text'></div>"), "https://h.example/", LAYOUT)
    assert empty.text == ""


def test_a_place_within_a_place_is_read_once():
    page = """<div id="main-content"><h1>T</h1><article class="rich-text"><p>One.</p>
      <div class="rich-text"><p>Two.</p></div></article><div class="rich-text">Three.</div></div>"""
    content = page_content(page, "https://h.example/", LAYOUT)
    assert content.text.splitlines() == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("names", "number"),
    [
        ("single postid-7", "7"),
        ("page page-id-12 parent-pageid-3", "12"),
        ("parent-pageid-3", None),
        ("xpostid-7", None),
        ("postid-x", None),
        ("", None),
    ],
)
def test_the_number_in_the_class_of_the_body(names, number):
    assert native_id(f'<body class="{names}">') == number


def test_links_below_a_path():
    page = """<a href="/contact-us/foi/outside/">x</a><div id="main-content">
      <a href="/contact-us/foi/a/#top">a</a><a href="/contact-us/foi/a/?x=1">a</a>
      <a href="b/">b</a><a href="/contact-us/foi">itself</a><a href="/about/">c</a>
      <a href="http://[">broken</a><a name="x">no link</a></div>"""
    found = links_under(page, "https://h.example/contact-us/foi/", LAYOUT, "/contact-us/foi/")
    assert found == ["https://h.example/contact-us/foi/a/", "https://h.example/contact-us/foi/b/"]

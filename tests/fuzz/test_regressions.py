"""What the fuzz found, each by name: it was a crash or took for ever, and is no more."""

import time
from contextlib import suppress
from datetime import date

import pytest
from scrapy.http import Response

from crawler.addresses import OffSite, Site, canonical
from crawler.bodies import _ODD, _may_be_odd, html_of_bytes, json_body
from crawler.platforms.control_table import control_dates_in_html
from crawler.platforms.feeds.article import article_of
from crawler.platforms.hippo.reading import publication, result_page
from crawler.platforms.statistics_calendar.reading import plan_links
from crawler.platforms.wordpress.api import _json_of
from crawler.platforms.wordpress.board import named_papers
from crawler.platforms.wordpress.foi_table import HEADINGS, foi_tables, with_rows_as_lines
from crawler.platforms.wordpress.reading import Layout, item_content, links_under, page_content
from crawler.platforms.wordpress.rest import _has_next, _total
from crawler.probe import _json as probed_json
from crawler.text import files_in, text_of
from db.errors import Problem
from tests.fuzz.harness import broken_off
from tracker.dues import Due
from tracker.foi.exchange.yaml_files import cases
from tracker.register.files import parsed
from tracker.statements.reported import brought_back

URL = "https://site.example/publication/x/"
LAYOUT = Layout(
    main="main", title="h1", published="time", body="div", labels={"updated": "Updated:"}
)
DEEP = "<div>" * 3000 + "It is late." + "</div>" * 3000
QUICK = 1.0  # seconds of the processor; each of these took minutes


@pytest.fixture
def quick():
    """No test in here may take long: on this rests what is tested of time."""
    start = time.process_time()
    with broken_off():
        yield
    assert time.process_time() - start < QUICK


def page(html):
    return f"<main><h1>T</h1><div>{html}</div></main>"


# ------------------------------------------------------------------------------ depth


def test_a_page_nested_deeper_than_browsers_go_is_refused_and_one_less_deep_is_read():
    with pytest.raises(ValueError, match="within each other"):
        text_of(DEEP)
    with pytest.raises(ValueError, match="within each other"):
        page_content(page(DEEP), URL, LAYOUT)
    deep = "<b>" * 150 + "It is late." + "</b>" * 150
    assert page_content(page(deep), URL, LAYOUT).text == "It is late."


def test_text_keeps_its_lines_and_what_is_silent_stays_out():
    html = "a <b>b</b><p>c<!-- no --><br>d</p>e<nav>no</nav>\nf<ul><li>g<li>h</ul>i"
    assert text_of(html).split("\n") == ["a b", "c", "d", "e f", "g", "h", "i"]


def test_json_nested_too_deeply_is_no_json_of_an_interface():
    deep = Response(URL, headers={"Content-Type": "application/json"}, body=b"[" * 100_000)
    assert _json_of(deep, list) is None
    assert probed_json(deep) is None


# ------------------------------------------------------------------- times and numbers


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-13-45T00:00:00"]
)
def test_a_time_before_the_first_year_or_after_the_last_is_none(moment):
    html = f"<main><h1>T</h1><time datetime='{moment}'></time><div>x</div></main>"
    assert page_content(html, URL, LAYOUT).published_at is None
    item = {"title": {"rendered": "T"}, "link": URL, "content": {"rendered": "<p>x</p>"}}
    assert item_content({**item, "date_gmt": moment}).published_at is None


def test_a_weekday_in_the_first_week_of_the_calendar_has_none_before_it():
    first = date(1, 1, 2)
    due = Due(0, 6, "Monday", first, first, "precise", None, False, False, "bare.weekday", None)  # noqa: FBT003
    assert brought_back(due, date(1, 1, 1)) == due


def test_numbers_of_thousands_of_digits():
    nines = "9" * 5000
    html = f"<div data-uipath='ps.search-results' data-totalresults='{nines}'></div>"
    assert result_page(html, URL).total == 999_999_999
    foi_tables(f"<table><tr><td colspan='{nines}'>Time period</td></tr></table>")
    document = {"url": "/x.pdf", "filesize": nines}
    row = {"type_of_publication": "document", "document": document, "number_of_pages": nines}
    item = {"title": {"rendered": "T"}, "link": URL, "custom_fields": {"documents": [row]}}
    (file,) = item_content(item).attachments
    assert (file.size_bytes, file.pages) == (None, None)


# ------------------------------------------------------------ letters that are none


@pytest.mark.parametrize(
    ("said", "total", "goes_on"),
    [
        (b"1204", 1204, True),
        (b"1", 1, False),
        (b"9" * 5000, None, False),  # no number: nothing is known of how many there are
        (b"many", None, False),
        (b"\xb2\xff", None, False),
        (b"", None, False),
    ],
)
def test_how_much_a_list_has_is_a_number_or_not_known(said, total, goes_on):
    response = Response("https://a.example/", headers={"X-WP-Total": said, "X-WP-TotalPages": said})
    assert _total(response) == total
    assert _has_next(response, 2) is goes_on


def test_no_odd_letter_is_passed_over_at_a_glance():
    letters = filter(_ODD.match, map(chr, range(0x110000)))
    assert all(map(_may_be_odd, letters))


def test_control_characters_do_not_reach_the_parser():
    much = b"<p>It is late, and nobody knows when it will come.</p>" * 20
    body = (
        much + b"<html><body><p>a\x01b\x0bc\x1dd</p><a \x02href='/x/' \x03y='1'>e</a></body></html>"
    )
    html, _ = html_of_bytes(body, "text/html; charset=utf-8")
    assert text_of(html).split()[-4:] == ["ab", "c", "d", "e"]
    assert links_under(html, URL, Layout(main="body", title="h1"), "/x/") == [
        "https://site.example/x/"
    ]


def test_a_control_character_in_a_sentence_with_a_link_does_not_lose_an_article():
    sentence = (
        "The agency will publish \x08its <a href='/x'>plan</a>\x0b by May 2026, it said today."
    )
    body = f"<html><body><article><h1>Plan</h1><p>{sentence}</p></article></body></html>"
    html, _ = html_of_bytes(body.encode(), "text/html; charset=utf-8")
    assert "publish its plan by May 2026" in article_of(html, URL).text


def test_half_of_an_emoji_in_json_is_a_question_mark_and_the_rest_is_kept():
    body = b'{"title": "late \\ud83d", "whole": "\\ud83d\\ude00", "raw": "\xed\xa0\x80"}'
    response = Response(URL, headers={"Content-Type": "application/json"}, body=body)
    assert json_body(response) == {"title": "late ?", "whole": "😀", "raw": "?"}


# ------------------------------------------------------------------------- addresses

NO_ADDRESSES = ["http://[", "https://\u2100.example/", "http://[::1]:99999999/"]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_stays_as_it_stands_and_is_never_fetched(address):
    assert canonical(address) == address
    with pytest.raises(OffSite):
        Site("https://site.example").fetchable(address)


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_one_link_that_is_no_address_does_not_lose_a_list_or_page(address):
    rows = "".join(
        f"<div data-uipath='ps.search-results.result'><a class='cta__title' href='{href}'>T</a>"
        "</div>"
        for href in (address, "/x")
    )
    html = (
        f"<div data-uipath='ps.search-results' data-totalresults='2'>{rows}"
        f"<a title='Next' href='{address}'>Next</a></div>"
    )
    assert [row.url for row in result_page(html, URL).results] == [
        address, "https://site.example/x"
    ]  # fmt: skip
    plans = f"<a href='{address}'>plan</a><h2>2026-27</h2><a href='/plan.pdf'>12 month plan</a>"
    (plan,) = plan_links(f"<body>{plans}</body>", URL).plans
    assert plan.url == "https://site.example/plan.pdf"


def test_a_publication_with_a_file_at_no_address_is_read():
    html = (
        "<article class='article--publication'><h1>T</h1><dd itemprop='datePublished'>May 2026</dd>"
        "<div data-uipath='ps.publication.resources'><a href='http://['>x</a></div></article>"
    )
    assert [link.url for link in publication(html, URL).links] == ["http://["]


# ------------------------------------------------------------------------------ time

NESTED = "<table><tr><td>" * 300 + "Next review date</td><td>May 2026"
HEADS = "".join(f"<th>{heading}</th>" for heading in HEADINGS)
SLOW = {
    "an agenda with hundreds of links that name nothing": (
        lambda html: named_papers(html, URL, tuple(files_in(html, URL))),
        "<ul>" + "<li><a href='/long-read/x/'>view</a></li>" * 500 + "</ul>",
    ),
    "an agenda whose links stand in each other's blocks": (
        lambda html: named_papers(html, URL, ()),
        "<div><p><a href='/x'>view</a>" * 400,
    ),
    "tables in tables in tables": (
        lambda html: control_dates_in_html(html, title="x", about="7"), NESTED,
    ),
    "rows in rows, which only a broken table has": (
        foi_tables, "<table>" + "<thead><tr><th>" * 200 + HEADS,
    ),
    "thousands of columns in a table of requests": (
        foi_tables, f"<table>{HEADS}" + "<th colspan=99999999>" * 300,
    ),
    "headings in headings on the page of plans": (
        lambda html: plan_links(html, URL),
        "<body>" + "<h2>" * 1500 + "<a href='/plan.pdf'>plan</a>",
    ),
    "hundreds of main parts in each other": (
        lambda html: page_content(html, URL, Layout(main="section", title="h1")),
        "<section><h1>T</h1>" * 400 + "<p>x</p>" * 200,
    ),
    "thousands of dates of a review": (
        lambda html: control_dates_in_html(html, title="x", about="7"),
        "<p>Review date: May 2026</p>" * 4000,
    ),
    "cells that cover a million places": (
        with_rows_as_lines,
        "<table>" + "<tr><td colspan=50 rowspan=50>Time period</td></tr>" * 400 + "</table>",
    ),
    "a cell of ten thousand words under known headings": (
        foi_tables, f"<table><tr>{HEADS}<th>{'overall compliance ' * 5000}</th></tr></table>",
    ),
    "an article with cells that cover a million places": (
        lambda html: article_of(f"<html><body>{html}</body></html>", URL),
        "<article><h1>T</h1><table>"
        + ("<tr>" + "<td colspan=50 rowspan=50>It was late, it said.</td>" * 5 + "</tr>") * 100
        + "</table></article>",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("read", "html"), SLOW.values(), ids=SLOW)
def test_what_took_for_ever_is_quick(read, html, quick):
    with suppress(ValueError):  # what is too much is said to be so
        read(html)


def test_a_layout_table_around_a_control_table_is_still_read():
    html = (
        "<table><tr><td>Menu</td><td><table><tr><th>Version number</th><td>3</td></tr><tr><th>Next "
        "review date</th><td>August 2025</td></tr></table></td></tr></table>"
    )
    (found,) = control_dates_in_html(html, title="x", about="7").announced
    assert found.words == "August 2025"


# ------------------------------------------------------------------------------ YAML

TRAPS = {
    "!!timestamp that is none": ("slug: !!timestamp x\n", "1: cannot be read"),
    "!!int that is none": ("slug: !!int x\n", "1: cannot be read"),
    "!!bool that is none": ("slug: !!bool maybe\n", "1: cannot be read"),
    "a list for a name": ("a: 1\n? [a, b]\n: c\n", ":2: the name of a field is a word"),
    "a mapping for a name": ("? {a: b}\n: c\n", ":1: the name of a field is a word"),
    "an object of Python": ("slug: !!python/object:os.system {}\n", ":1: is not valid YAML"),
    "a part that is named again": ("a: &a [x]\nb: *a\n", ":2: names a part of itself again"),
    "parts that multiply": (
        "b0: &b0 [x, x]\n" + "".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]\n" for n in range(1, 40)),
        ":2: names a part of itself again",
    ),
    "a part within itself": ("a: &a [*a]\n", ":1: names a part of itself again"),
    "depth": ("a: " + "[" * 200_000, ":1: is nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TRAPS.values(), ids=TRAPS)
def test_a_file_of_the_register_that_is_a_trap_is_told_with_its_line(text, told, tmp_path, quick):
    file = tmp_path / "plan.yml"
    file.write_text(text)
    with pytest.raises(Problem, match=told) as problem:
        parsed(file)
    assert str(file) in str(problem.value)
    with pytest.raises(Problem, match=told):
        list(cases(text, str(file)))

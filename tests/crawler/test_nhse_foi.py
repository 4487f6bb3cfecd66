"""Freedom of Information: the pages, the table of requests word by word, and releases."""

import dataclasses
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms.wordpress.foi_table import (
    HEADINGS,
    foi_references,
    foi_tables,
    with_rows_as_lines,
)
from crawler.sample import DAYS, server
from crawler.sample.entries import entries
from crawler.sample.server import Answer
from crawler.text import text_of

JSON = "application/json"
HTML = "text/html; charset=UTF-8"
REST_OFF = Answer(b'{"code": "rest_cannot_access"}', JSON, 401)
HEAD = "".join(f"<th>{heading}</th>" for heading in HEADINGS)
ROW = "<td>Quarter 2 2026</td><td>1044</td><td>811</td><td>249</td><td>76.68%</td>"
VALUES = dict(
    zip(HEADINGS, ["Quarter 2 2026", "1044", "811", "249", "76.68%"], strict=True)
)  # fmt: skip
QUARTERLY = "/contact-us/foi/foi-quarterly-update/"
STATED = """
    select json_extract(v.data, '$.stated') from documents d
    join versions v on v.document_id = d.id where d.url like ? order by v.number
"""


# The table ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [
        f"<table><thead><tr>{HEAD}</tr></thead><tbody><tr>{ROW}</tr></tbody></table>",
        f"<table><tr>{HEAD}</tr><tr>{ROW}</tr></table>",
        # Headings in plain cells, with a footnote, misspelt, in another case.
        f"<table><tr>{HEAD.replace('th>', 'td>')}</tr><tr>{ROW}</tr></table>",
        f"<table><tr>{HEAD.replace('outstanding', 'outstanding *')}</tr><tr>{ROW}</tr></table>",
        f"<table><tr>{HEAD.replace('compliance', 'complience')}</tr><tr>{ROW}</tr></table>",
        f"<table><tr>{HEAD.replace('received', 'recieved').upper()}</tr><tr>{ROW}</tr></table>",
        # A title over all columns; a heading over several, with those that are meant below it.
        f"<table><tr><th colspan=5>Requests</th></tr><tr>{HEAD}</tr><tr>{ROW}</tr></table>",
        f"""<table><tr><th rowspan=2>Time period</th><th colspan=3>Requests</th>
        <th rowspan=2>Overall compliance</th></tr><tr><th>Valid FOI requests received</th>
        <th>Resolved within 20 working days</th><th>Total requests outstanding</th></tr>
        <tr>{ROW}</tr></table>""",
        # The first cell of each row is a heading of the row.
        f"<table><tr>{HEAD}</tr><tr>{ROW.replace('td>', 'th>', 2)}</tr></table>",
    ],
)
def test_the_table_by_its_headings(table):
    (found,) = foi_tables(table)
    assert found.rows == (VALUES,)
    assert found.odd == ()


def test_every_value_is_kept_as_it_is_written():
    """811 of 1,044 is 77.7%, not 76.68%: whoever wrote this is not corrected here."""
    row = "<td> Q2&nbsp;2026 </td><td>1,044</td><td>811<sup>1</sup></td><td>n/a</td><td></td>"
    (found,) = foi_tables(f"<table><tr>{HEAD}</tr><tr>{row}</tr></table>")
    assert list(found.rows[0].values()) == ["Q2 2026", "1,044", "8111", "n/a", ""]


def test_a_cell_over_two_rows_stands_in_both():
    rows = """<tr><td rowspan=2>2026</td><td>1</td><td>2</td><td>3</td><td>4</td></tr>
      <tr><td>5</td><td>6</td><td>7</td><td>8</td></tr>"""
    (found,) = foi_tables(f"<table><tr>{HEAD}</tr>{rows}</table>")
    assert [list(row.values()) for row in found.rows] == [
        ["2026", "1", "2", "3", "4"], ["2026", "5", "6", "7", "8"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "names", "odd"),
    [
        # Merged: nobody can say which of the two it is, so the words stay, numbered.
        ("<th>Valid FOI requests received</th><th>Resolved within 20 working days</th>",
         "<th colspan=2>Received and resolved</th>",
         ["Received and resolved", "Received and resolved (2)"],
         ["a column that is not known: “Received and resolved”",
          "a column that is not known: “Received and resolved (2)”",
          "no column “Valid FOI requests received”",
          "no column “Resolved within 20 working days”"]),
        ("<th>Overall compliance</th>", "<th>Average days</th>", ["Average days"],
         ["a column that is not known: “Average days”", "no column “Overall compliance”"]),
        ("<th>Overall compliance</th>", "<th></th>", [""],
         ["a column that is not known: “”", "no column “Overall compliance”"]),
        # Twice the same: neither is taken for it.
        ("<th>Overall compliance</th>", "<th>Total requests outstanding</th>",
         ["Total requests outstanding", "Total requests outstanding (2)"],
         ["a column that is not known: “Total requests outstanding (2)”",
          "no column “Overall compliance”"]),
    ],
)  # fmt: skip
def test_headings_that_are_not_known_keep_their_words(old, new, names, odd):
    (found,) = foi_tables(f"<table><tr>{HEAD.replace(old, new)}</tr><tr>{ROW}</tr></table>")
    (row,) = found.rows
    assert list(row.values()) == list(VALUES.values())
    assert [name for name in row if name in names] == names
    assert list(found.odd) == odd


@pytest.mark.parametrize(
    "table",
    [
        "<table></table>",
        "<table><tr></tr></table>",
        "<table><tr><th>Town</th><th>Overall compliance</th></tr><tr><td>A</td></tr></table>",
        f"<table><tr>{ROW}</tr></table>",
        f"<p>{HEAD}</p>",
    ],
)
def test_other_tables_are_none_of_these_and_stay_as_they_are(table):
    assert foi_tables(table) == []
    assert text_of(with_rows_as_lines(table)) == text_of(table)


def test_each_row_is_a_line():
    page = f"<h2>Figures</h2><table><tr>{HEAD}</tr><tr>{ROW}</tr></table><p>* As on the day.</p>"
    assert text_of(with_rows_as_lines(page)).splitlines() == [
        "Figures",
        " | ".join(HEADINGS),
        "Quarter 2 2026 | 1044 | 811 | 249 | 76.68%",
        "* As on the day.",
    ]


SPANS = st.sampled_from(["", "colspan=2", "rowspan=3", "colspan=0", "colspan=x", "rowspan=99999"])
CELLS = st.builds(
    lambda name, span, words: f"<{name} {span}>{words}</{name}>",
    st.sampled_from(["td", "th"]),
    SPANS,
    st.sampled_from([*HEADINGS, "1044", "", "Q1", "Overall complience"]),
)
ROWS = st.lists(st.lists(CELLS, max_size=7).map("".join).map("<tr>{}</tr>".format), max_size=6)


@given(ROWS.map("".join).map("<p>before</p><table>{}</table><p>after</p>".format))
def test_no_table_stops_the_reading_and_no_word_is_lost(html):
    tables = foi_tables(html)
    words = sorted(re.findall(r"\w+", text_of(html)))
    assert sorted(re.findall(r"\w+", text_of(with_rows_as_lines(html)))) == words
    assert all(len(set(row)) == len(row) for table in tables for row in table.rows)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your request FOI-2305-1969018 was answered.", ("FOI-2305-1969018",)),
        ("FOI\u20112305\u20111969018, FOI – 2401 – 12345678",
         ("FOI-2305-1969018", "FOI-2401-12345678")),
        ("foi-2305-1969018, FOI-2305-1969018", ("FOI-2305-1969018",)),
        ("FOI 2305, EFOI-2305-1969018, FOI-2305-19", ()),
    ],
)  # fmt: skip
def test_references_of_the_mailbox(text, found):
    assert foi_references(text) == found


# The pages ----------------------------------------------------------------------------------------


def test_the_pages_and_the_figures_of_two_quarters(crawl, site):
    assert crawl("nhse_foi", as_of=DAYS[1]) == 0
    read = "select replace(url, ?, ''), kind from documents order by url"
    assert crawl.rows(read, site.base) == [
        ("/contact-us/foi/", "foi_page"),
        (QUARTERLY, "foi_page"),
        ("/contact-us/foi/publication-scheme/", "foi_page"),
    ]
    assert crawl.rows("select kind, url from attachments") == [
        ("link", f"{site.base}/long-read/sample-freedom-of-information-policy/")
    ]
    site.site.day = 3
    assert crawl("nhse_foi", as_of=DAYS[3]) == 0
    first, second = (json.loads(data) for (data,) in crawl.rows(STATED, f"%{QUARTERLY}"))
    assert first["foi_quarters"] == [
        {
            "Time period": "Quarter 2 2026 (April, May, June)",
            "Valid FOI requests received": "1,044",
            "Resolved within 20 working days": "811",
            "Total requests outstanding": "249",
            "Overall compliance": "76.68%",
        }
    ]
    assert first["foi_headings"][0][3] == "Total requests outstanding *"
    assert second["foi_quarters"][0]["Time period"] == "Quarter 3 2026 (July, August, September)"
    line = "Quarter 3 2026 (July, August, September) | 998 | 802 | 231 | 80.36%"
    text = crawl.one("select text from documents where url like ?", f"%{QUARTERLY}")
    assert line in text.splitlines()
    assert json.loads(crawl.one(STATED, "%/contact-us/foi/"))["foi_references"] == [
        "FOI-2601-1000001"
    ]
    assert len(crawl.found('"FOI-2601-1000001"')) == 1


def test_a_change_of_route_is_no_edit(crawl, site):
    """By the API, then by the links of the pages, then by the API again."""
    assert crawl("nhse_foi") == 0
    by_rest, data = crawl.texts(), crawl.rows("select data from versions order by id")
    site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_foi") == 0
    assert crawl.one("select route from run_sources where run_id = 2") == "html"
    assert crawl.texts() == by_rest
    site.faults.clear()
    assert crawl("nhse_foi") == 0
    assert crawl.texts() == by_rest
    assert crawl.rows("select data from versions order by id") == data
    assert crawl.add_up()


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [REST_OFF, Answer(b"[]", JSON)],  # the second: pages are not in the API, or under another slug
)
def test_by_html_the_pages_are_found_by_their_links(crawl, site, fault):
    site.faults["/wp-json/.*"] = fault
    assert crawl("nhse_foi") == 0
    assert crawl.rows("select native_id from documents order by native_id") == [
        ("4002",), ("4003",), ("4004",),
    ]  # fmt: skip
    stated = json.loads(crawl.one(STATED, f"%{QUARTERLY}"))
    assert stated["foi_quarters"][0]["Overall compliance"] == "76.68%"
    # None of them twice, and nothing that is not below the page on FOI.
    pages = [path for path in site.requests() if path.startswith("/contact-us/")]
    assert sorted(pages) == ["/contact-us/foi/", QUARTERLY, "/contact-us/foi/publication-scheme/"]
    assert crawl.add_up()


@pytest.mark.slow
def test_a_quarterly_update_that_moved_or_lost_its_table_is_a_warning(crawl, site, monkeypatch):
    def without_table(kind, day):
        return [
            dataclasses.replace(e, html="<p>See the dashboard.</p>") if e.id == 4003 else e
            for e in entries(kind, day)
        ]

    monkeypatch.setattr(server, "entries", without_table)
    assert crawl("nhse_foi") == 0
    assert f"{QUARTERLY}: no table of requests on it" in crawl.err
    monkeypatch.setattr(
        server, "entries", lambda kind, day: [e for e in entries(kind, day) if e.id != 4003]
    )
    assert crawl("nhse_foi") == 0
    assert "the quarterly update is not below the page on FOI now" in crawl.err
    assert crawl.one("select native_id from documents where missing_since_run = 2") == "4003"


@pytest.mark.slow
def test_where_neither_api_nor_pages_can_be_read_the_source_is_broken(crawl, site):
    site.faults["/(wp-json|contact-us)/.*"] = REST_OFF
    assert crawl("nhse_foi") == 1
    assert f"{site.base}/contact-us/foi/: neither it nor a page below it can be read" in crawl.err
    assert crawl.add_up()


# Releases -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("route", ["rest", "html"])
def test_releases_are_publications_of_a_type_of_their_own(crawl, site, route):
    if route == "html":
        site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_publications") == 0
    title, types = crawl.one("select title, types from documents where kind = 'foi_release'")
    assert title == "SAMPLE: FOI release: parking spaces"
    assert json.loads(types) == ["Freedom of Information release"]
    assert json.loads(crawl.one(STATED, "%sample-foi-release-parking-spaces/")) == {
        "foi_references": ["FOI-2605-1234567"]
    }
    # In the reply too, which is a file.
    assert len(crawl.found('"FOI-2605-1234567"')) == 2

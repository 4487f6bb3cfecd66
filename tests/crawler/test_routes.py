"""REST and HTML give the same; and what REST may do wrong."""

import dataclasses
import json

import pytest

from crawler.sample import server
from crawler.sample.entries import entries
from crawler.sample.rest import item
from crawler.sample.server import Answer, SampleSite

CHALLENGE = Answer(b"<html><body>Access denied</body></html>", "text/html; charset=UTF-8")
JSON = "application/json"
LISTED = ("nhse_news", "nhse_publications")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (CHALLENGE, "200 with text/html"),
        (Answer(b"no", "text/html", 403), "the site answers 403"),
        (Answer(b'[{"id": 1', JSON), "not a JSON list"),
        (Answer(b'{"code": "rest_disabled"}', JSON), "not a JSON list"),
    ],
)
def test_where_rest_fails_the_html_pages_are_read(crawl, site, fault, said):
    site.faults["/wp-json/.*"] = fault
    assert crawl("nhse_news") == 0
    assert said in crawl.err
    assert f"{site.base}/wp-json/wp/v2/posts" in crawl.err
    assert crawl.one("select route from run_sources") == "html"
    # All eight, the pinned one too, over two pages of the list.
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8
    assert crawl.add_up()


def test_a_change_of_route_is_no_edit(crawl, site):
    assert crawl(*LISTED) == 0
    by_rest = crawl.texts()
    site.faults["/wp-json/.*"] = CHALLENGE
    assert crawl(*LISTED) == 0
    assert crawl.texts() == by_rest
    assert crawl.one("select max(number) from versions") == 1
    assert crawl.one("select count(*) from documents where kind <> 'attachment'") == 15
    # What REST knew better is kept: instants, not days.
    assert crawl.rows("select url from documents where length(published_at) < 20") == []
    # The second time by HTML, every page that was read is asked for conditionally, and every file
    # whose week is over.
    site.requests()
    assert crawl(*LISTED, as_of="2026-08-10") == 0
    unchanged = "select kind, count(*) from pages where state = 'unchanged' group by kind"
    assert crawl.rows(unchanged) == [("attachment", 7), ("document", 15)]
    # And back again.
    site.faults.clear()
    assert crawl(*LISTED) == 0
    assert crawl.texts() == by_rest
    assert crawl.one("select max(number) from versions") == 1


def test_an_edit_and_a_removal_are_seen_by_html_too(crawl, site):
    site.faults["/wp-json/.*"] = CHALLENGE
    assert crawl("nhse_news") == 0
    site.site.day = 2
    assert crawl("nhse_news") == 0
    assert crawl.one("select url from documents d where 2 = (select count(*) from versions v "
                     "where v.document_id = d.id)").endswith("-promised/")  # fmt: skip
    assert crawl.one("select count(*) from documents where state = 'gone'") == 0
    assert crawl("nhse_news") == 0
    assert crawl.one("select url from documents where state = 'gone'").endswith("-withdrawn/")


@pytest.mark.parametrize("shape", ["list", "repr", "absent"])
def test_a_publication_reads_the_same_whatever_rest_shows_of_it(crawl, site, shape, monkeypatch):
    def all_in_one_shape(kind, day):
        found = entries(kind, day)
        return [dataclasses.replace(entry, fields=shape, status=200) for entry in found]

    monkeypatch.setattr(server, "entries", all_in_one_shape)
    assert crawl("nhse_publications") == 0
    read = {url: (text, files) for url, _, text, files in crawl.texts()}
    assert len([url for url in read if "/publication/" in url]) == 8
    text, files = read[f"{site.base}/publication/sample-annual-report/"]
    assert text.splitlines() == [
        "What the Sample Health Agency did in 2025/26.",
        "We will publish the report for 2026/27 by July 2027.",
        "The report",
        "Annual report",
        "Tables",
        "Earlier reports",
        "Earlier reports are kept by the sample library.",
    ]
    assert files.split() == [
        f"{site.base}/wp-content/uploads/2026/04/sample-annual-report.pdf",
        f"{site.base}/wp-content/uploads/2026/04/sample-annual-tables.csv",
    ]
    _, files = read[f"{site.base}/publication/sample-letter-on-bank-holidays/"]
    assert files.split() == [
        f"{site.base}/publication/sample-ward-lighting-guide/",
        "https://player.nhs-sample.example/v/17",
    ]
    assert crawl.rows("select title, mime_type, pages from attachments where url like '%cleaning%'"
                      ) == [("Standards", "application/pdf", 20)]  # fmt: skip


def test_an_empty_list_is_an_error_and_nothing_goes(crawl, site):
    assert crawl("nhse_news") == 0
    site.faults["/wp-json/wp/v2/posts.*"] = Answer(b"[]", JSON, headers={"X-WP-Total": "0"})
    assert crawl("nhse_news") == 1
    (line,) = [line for line in crawl.err.splitlines() if "empty list" in line]
    assert f"{site.base}/wp-json/wp/v2/posts" in line
    assert crawl.run()["outcome"] == "broken"
    assert crawl.one("select count(*) from documents where missing_since_run is not null") == 0
    assert crawl.add_up()


def test_where_html_finds_nothing_either_the_source_is_broken(crawl, site):
    site.faults[".*(wp-json|news).*"] = CHALLENGE
    assert crawl("nhse_news") == 1
    assert f"{site.base}/news/" in crawl.err.splitlines()[-1]
    assert crawl.run()["outcome"] == "broken"


def test_a_page_without_its_title_fails_and_the_rest_goes_on(crawl, site):
    site.faults["/wp-json/.*"] = CHALLENGE
    site.faults["/2026/06/sample-record-viewer-pilot/"] = Answer(
        b'<html><body><div id="main-content"><article></article></div></body></html>', "text/html"
    )
    assert crawl("nhse_news") == 0
    url, reason = crawl.one("select url, reason from pages where state = 'failed' and "
                            "kind = 'document'")  # fmt: skip
    assert reason == f"{url}: no #main-content article h2 on the page"
    assert crawl.one("select count(*) from documents where kind = 'news'") == 7


def test_one_odd_item_is_a_warning(crawl, site):
    def with_an_odd_one(target, base):
        found = [item(entry, "posts", base) for entry in entries("posts", 1)]
        del found[3]["title"]
        return Answer(json.dumps(found).encode(), JSON, headers={"X-WP-Total": str(len(found))})

    site.faults["/wp-json/wp/v2/posts.*"] = with_an_odd_one
    assert crawl("nhse_news") == 0
    assert "cannot be read (KeyError" in crawl.err
    assert crawl.one("select warnings > 0 from run_sources") == 1
    assert crawl.one("select count(*) from documents where kind = 'news'") == 7


def test_a_scheduled_item_that_keeps_its_old_time_is_found_by_the_total(crawl, site, monkeypatch):
    """WordPress does not touch `modified` when a scheduled post comes out."""

    def not_out_yet(kind, day):
        return [entry for entry in entries(kind, day) if entry.slug != "sample-summer-figures"]

    with monkeypatch.context() as before:
        before.setattr(server, "entries", not_out_yet)
        assert crawl("nhse_news") == 0
    assert crawl.one("select count(*) from documents where kind = 'news'") == 7
    assert crawl("nhse_news") == 0
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8


def test_an_unknown_theme_is_a_warning_and_its_main_text_is_taken(crawl, site):
    """A plain WordPress: no custom fields, no NHS theme."""
    site.faults["/publication/sample-workforce-numbers/"] = Answer(
        b"<html><body><nav>Menu</nav><main><h1>SAMPLE: Workforce numbers explained</h1>"
        b'<div class="entry-content"><p>Plain words.</p></div></main></body></html>',
        "text/html",
    )
    assert crawl("nhse_publications") == 0
    assert "no #main-content on the page" in crawl.err
    assert crawl.one("select text, native_id from documents where url like '%numbers%'") == (
        "Plain words.",
        "2004",
    )


def test_a_challenge_is_never_taken_for_the_text(crawl, site):
    site.faults["/publication/sample-workforce-numbers/"] = CHALLENGE
    assert crawl("nhse_publications") == 0
    assert crawl.rows("select * from documents where url like '%numbers%'") == []
    assert crawl.one("select state from pages where url like '%numbers%'") == "failed"
    # Mended, the page is taken up from the ledger: the list itself is unchanged.
    site.faults.clear()
    assert crawl("nhse_publications") == 0
    assert crawl.one("select native_id from documents where url like '%numbers%'") == "2004"


def test_plain_permalinks_and_a_site_that_insists_on_its_real_name(crawl, site):
    """What a real WordPress does that has no rewrites and whose `siteurl` is the public one."""
    real = "www.england.nhs.uk"
    plain = SampleSite(1, 5)  # the same content, without the faults

    def by_query(target, base):
        query = target.partition("?")[2].replace("rest_route=", "")
        path, _, rest = query.partition("&")
        return plain.answer(f"/wp-json{path}?{rest}", f"https://{real}")

    def redirected_to_its_name(target, base):
        if base == f"http://{real}":
            return plain.answer(target, f"https://{real}")
        return Answer(b"", "text/html", 301, {"Location": f"http://{real}{target}"})

    site.faults["/wp-json/.*"] = Answer(b"<h1>Home</h1>", "text/html")
    site.faults[r"/\?rest_route=.*"] = by_query
    site.faults["/publication/.*"] = redirected_to_its_name
    assert crawl("nhse_publications", base=site.local) == 0
    assert crawl.one("select route from run_sources") == "rest"
    numbers = crawl.one(
        """
        select d.url, origin, route from documents d join versions v on v.id = d.current_version
        where d.url like '%numbers%'
        """
    )
    assert numbers == (
        f"https://{real}/publication/sample-workforce-numbers/", "copy", "html",
    )  # fmt: skip
    read = "select count(*) from documents where url like ?"
    assert crawl.one(read, f"https://{real}/publication/%") == 7
    assert crawl.one(read, f"https://{real}/wp-content/uploads/%") == 6
    assert crawl.one(read, f"https://{real}/%") == 13
    assert crawl.add_up()

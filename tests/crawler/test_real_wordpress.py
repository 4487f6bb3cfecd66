"""What a real WordPress (6.1) does and the sample does not, each played by the sample's server."""

import dataclasses
import signal
import subprocess

import pytest

from crawler.sample import server
from crawler.sample.entries import entries
from crawler.sample.server import Answer, Handler, SampleSite

HTML = "text/html; charset=UTF-8"
REST_OFF = Answer(b'{"code": "rest_cannot_access"}', "application/json", 401)
FIGURES = "/2026/07/sample-summer-figures/"
MEALS = "/2026/07/sample-night-shift-meals/"
NUMBERS = "/publication/sample-workforce-numbers/"
LONG_AGO = "2001-02-03T04:05:06"  # whatever the clock says, before now


def replaced(monkeypatch, change):
    """Let the site have what ``change`` (kind, entries of day 1) returns."""
    monkeypatch.setattr(server, "entries", lambda kind, day: change(kind, entries(kind, day)))


def pages_asked(site):
    return [path for path in site.requests() if path.startswith(("/2026/", "/publication/sample"))]


@pytest.fixture
def no_validators(monkeypatch):
    """A real WordPress sends none, neither with its lists nor with its pages."""
    monkeypatch.setattr(server, "_validators", lambda _answer: {})


# Pages ---------------------------------------------------------------------------------------


def test_a_page_without_a_length_is_not_a_cut_page(crawl, site, monkeypatch):
    """PHP's own server says no length. Taken for cut, a text could never get shorter."""
    whole = Handler.send_header
    monkeypatch.setattr(Handler, "protocol_version", "HTTP/1.0")
    monkeypatch.setattr(
        Handler,
        "send_header",
        lambda self, name, value: None if name == "Content-Length" else whole(self, name, value),
    )
    site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_publications") == 0
    assert "cut short" not in crawl.err, crawl.err
    assert crawl.one("select count(*) from versions where partial") == 0
    page = site.site.answer(NUMBERS, site.base).body
    start = page.index(b"<p>The next numbers")
    end = page.index(b"</p>", start) + 4
    site.faults[NUMBERS] = Answer(page[:start] + page[end:], HTML)
    assert crawl("nhse_publications") == 0
    assert crawl.one("select max(number) from versions") == 2
    assert "September" not in crawl.one("select text from documents where url like '%numbers%'")


def test_a_post_in_several_pages_is_not_shortened_by_its_first(crawl, site):
    assert crawl("nhse_news") == 0
    before = crawl.texts()
    site.faults["/wp-json/.*"] = REST_OFF
    first = b"""<html><body class="postid-1008"><div id="main-content"><article><h2>%s</h2>
      <div class="rich-text"><p>The first page only.</p></div>
      <p>Pages: <a class="post-page-numbers" href="2/">2</a></p></article></div></body></html>"""
    title = crawl.one("select title from documents where url like ?", f"%{FIGURES}")
    site.faults[FIGURES] = Answer(first % title.encode(), HTML)
    assert crawl("nhse_news") == 0
    assert crawl.texts() == before
    assert crawl.one("select max(number) from versions") == 1


@pytest.mark.parametrize("route", ["rest", "html"])
def test_a_password_takes_nothing_away(crawl, site, monkeypatch, route):
    assert crawl("nhse_news") == 0
    before = crawl.texts()
    whole = server.rest.item

    def locked(entry, kind, base):
        found = whole(entry, kind, base)
        if FIGURES in found["link"]:
            found["content"] = {"rendered": "", "protected": True}
            found["modified_gmt"] = "2026-07-30T00:00:00"
        return found

    monkeypatch.setattr(server.rest, "item", locked)
    if route == "html":
        site.faults["/wp-json/.*"] = REST_OFF
    site.faults[FIGURES] = Answer(
        b"""<html><body><div id="main-content"><article><h2>Protected: Figures</h2>
        <div class="rich-text"><form class="post-password-form"><p>This content is password
        protected.</p></form></div></article></div></body></html>""",
        HTML,
    )
    assert crawl("nhse_news") == 0
    assert crawl.texts() == before
    assert crawl.one("select state, reason from pages where url like ?", f"%{FIGURES}") == (
        "refused", "it asks for a password",
    )  # fmt: skip
    assert crawl.one("select route from run_sources where run_id = 2") == route
    assert crawl.one("select count(*) from documents where missing_since_run is not null") == 0
    assert crawl.add_up()


def test_more_topics_than_fit_into_one_request(crawl, site, monkeypatch):
    site.site.per_page = 100
    many = [{"id": n, "slug": f"t{n}", "name": f"Topic {n}"} for n in range(1, 131)]
    monkeypatch.setattr(server, "terms", lambda _taxonomy: many)
    replaced(
        monkeypatch,
        lambda _kind, found: [
            dataclasses.replace(e, categories=list(range(1, 131))) for e in found
        ],
    )
    assert crawl("nhse_news") == 0
    topics = "select distinct json_array_length(topics) from documents where kind = 'news'"
    assert crawl.rows(topics) == [(130,)]
    assert len([path for path in site.requests() if "categories" in path.partition("?")[0]]) == 2


# What changed --------------------------------------------------------------------------------


def test_a_touched_page_is_read_once(crawl, site, monkeypatch, no_validators):
    """Saved again without a change of text: its page is not asked for in every later run."""
    when = {"numbers": LONG_AGO}

    def touched(_kind, found):
        return [
            dataclasses.replace(
                e, modified=when["numbers"] if "numbers" in e.slug else LONG_AGO, status=200
            )
            for e in found
            if "board" not in e.slug  # left to another source, which is not read here
        ]

    replaced(monkeypatch, touched)
    site.site.per_page = 100
    assert crawl("nhse_publications") == 0
    when["numbers"] = "2002-02-03T04:05:06"
    site.requests()
    assert crawl("nhse_publications") == 0
    assert pages_asked(site) == [NUMBERS]
    assert crawl("nhse_publications") == 0
    assert [path.partition("?")[0] for path in site.requests()] == [
        "/robots.txt", "/wp-json/wp/v2/documents",
    ]  # fmt: skip
    assert crawl.one("select max(number) from versions") == 1


def test_a_time_to_come_hides_no_change(crawl, site, monkeypatch):
    """A scheduled item that is published early keeps the day for which it was planned."""
    text = {"new": ""}

    def odd(_kind, found):
        planned = [
            dataclasses.replace(e, modified="2099-01-01T00:00:00") if "figures" in e.slug else e
            for e in found
        ]
        return [
            dataclasses.replace(e, modified="2026-08-02T00:00:00", html=text["new"])
            if text["new"] and "meals" in e.slug
            else e
            for e in planned
        ]

    replaced(monkeypatch, odd)
    assert crawl("nhse_news") == 0
    text["new"] = "<p>Other words.</p>"
    assert crawl("nhse_news") == 0
    assert crawl.one("select text from documents where url like ?", f"%{MEALS}") == "Other words."


def test_what_the_order_of_one_second_hides_is_found(crawl, site, monkeypatch, no_validators):
    """MariaDB gives items of one second in any order: one stands on two pages, one on none."""
    new = {"text": "", "when": LONG_AGO}

    def saved_at_once(_kind, found):
        return [
            dataclasses.replace(e, modified=new["when"], html=e.html + new["text"]) for e in found
        ]

    ordered, lists = server.rest.in_order, []

    def any_order(found, orderby, order):
        lists.append(orderby)
        same = ordered(found, "id", order)
        return same[::-1] if orderby == "modified" and len(lists) % 2 else same

    replaced(monkeypatch, saved_at_once)
    assert crawl("nhse_news") == 0
    monkeypatch.setattr(server.rest, "in_order", any_order)
    new |= {"text": "<p>Added in bulk.</p>", "when": "2002-02-03T04:05:06"}
    assert crawl("nhse_news") == 0
    assert crawl.one("select count(*) from documents where text like '%Added in bulk.'") == 8
    assert crawl.one("select count(*), max(number) from versions where route = 'rest'") == (16, 2)
    # Nothing new any more: then a second look is not worth its requests.
    site.requests()
    assert crawl("nhse_news") == 0
    assert not [path for path in site.requests() if "orderby=id" in path]


def test_one_comes_out_and_one_goes_at_the_same_time(crawl, site, monkeypatch):
    """The total stays; the item that came out bears an older time than the newest."""
    site.site.per_page = 100
    hidden = {"figures"}
    replaced(
        monkeypatch, lambda _kind, found: [e for e in found if not any(h in e.slug for h in hidden)]
    )
    assert crawl("nhse_news") == 0
    assert crawl.one("select max(modified_at) from documents") > "2026-07-10"
    hidden.add("waiting")
    hidden.discard("figures")
    assert crawl("nhse_news") == 0
    assert crawl.one("select state from documents where url like ?", f"%{FIGURES}") == "live"
    assert crawl.one("select url from documents where missing_since_run = 2").endswith("-survey/")


# What vanished or moved -----------------------------------------------------------------------


@pytest.mark.parametrize("route", ["rest", "html"])
def test_another_post_in_place_of_a_removed_one_is_not_it(crawl, site, monkeypatch, route):
    """For an address that is not there, WordPress redirects to a similar one."""
    assert crawl("nhse_news") == 0
    before = crawl.texts()
    replaced(monkeypatch, lambda _kind, found: [e for e in found if "figures" not in e.slug])
    site.faults[FIGURES] = Answer(b"", HTML, 301, {"Location": MEALS})
    if route == "html":
        site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_news") == 0
    assert crawl.one("select url from documents where missing_since_run = 2").endswith(FIGURES)
    assert crawl.one("select reason from pages where url like ?", f"%{FIGURES}") == (
        f"its address leads to {site.base}{MEALS}; counts as gone when seen on a second run"
    )
    assert crawl("nhse_news") == 0
    assert crawl.one("select url from documents where state = 'gone'").endswith(FIGURES)
    assert crawl.texts() == before
    assert crawl.one("select max(number) from versions") == 1
    assert crawl.add_up()


@pytest.mark.parametrize("route", ["rest", "html"])
def test_a_new_address_of_the_same_post(crawl, site, monkeypatch, route):
    if route == "html":
        site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_news") == 0

    def renamed(_kind, found):
        return [
            dataclasses.replace(e, slug="sample-renamed", modified="2026-08-02T00:00:00")
            if "figures" in e.slug
            else e
            for e in found
        ]

    replaced(monkeypatch, renamed)
    site.faults[FIGURES] = Answer(b"", HTML, 301, {"Location": "/2026/07/sample-renamed/"})
    for _ in range(2):
        assert crawl("nhse_news") == 0
    live = "select count(*) from documents where state = 'live' and kind = 'news'"
    assert crawl.one(live) == 8
    assert crawl.one("select count(*) from versions where route <> 'file'") == 8
    assert crawl.rows("select url from documents where url like '%figures%'") == []
    assert crawl.one("select state from documents where url like '%/sample-renamed/'") == "live"


def test_a_page_left_over_is_not_read_under_an_outdated_address(crawl, site, monkeypatch):
    site.faults[NUMBERS] = Answer(b"", HTML, 500)
    assert crawl("nhse_publications") == 0

    def renamed(_kind, found):
        return [
            dataclasses.replace(e, slug="sample-renamed", modified="2026-08-02T00:00:00")
            if "numbers" in e.slug
            else e
            for e in found
        ]

    replaced(monkeypatch, renamed)
    site.faults[NUMBERS] = Answer(b"", HTML, 301, {"Location": "/publication/sample-renamed/"})
    site.requests()
    assert crawl("nhse_publications") == 0
    assert NUMBERS not in site.requests()
    url, versions = crawl.one(
        "select url, (select count(*) from versions v where v.document_id = d.id) "
        "from documents d where native_id = '2004'"
    )
    assert url.endswith("/publication/sample-renamed/")
    assert versions == 1
    assert crawl.add_up()


def test_a_page_that_fails_is_asked_for_once_a_run_and_then_has_its_topics(
    crawl, site, monkeypatch, no_validators
):
    """Also where its item is the newest of the list, and so comes back in every run."""
    replaced(
        monkeypatch,
        lambda _kind, found: [
            dataclasses.replace(e, modified="2026-08-02T00:00:00", categories=[e.categories[0]])
            for e in found
            if "numbers" in e.slug
        ],
    )
    site.faults[NUMBERS] = Answer(b"", HTML, 500)
    assert crawl("nhse_publications") == 0
    site.requests()
    assert crawl("nhse_publications") == 0
    assert pages_asked(site) == [NUMBERS]
    site.faults.clear()
    assert crawl("nhse_publications") == 0
    assert pages_asked(site) == [NUMBERS]
    assert crawl.one("select json_array_length(topics), json_array_length(types) from documents"
                     ) == (1, 1)  # fmt: skip
    assert crawl.add_up()


# A copy that names the real site ----------------------------------------------------------------


def test_a_copy_that_sends_to_its_own_host_without_the_port(crawl, site):
    """`siteurl` is the real one: WordPress then redirects 127.0.0.1:8000 to http://127.0.0.1/."""
    real = "www.england.nhs.uk"
    plain = SampleSite(1, 5)

    def insisting(target, base):
        if base == f"http://{real}" or target.startswith("/wp-json/"):
            return plain.answer(target, f"https://{real}")
        return Answer(b"", HTML, 301, {"Location": f"http://127.0.0.1{target}"})

    site.faults[".*"] = insisting
    assert crawl("nhse_publications", base=site.local) == 0, crawl.err
    read = "select count(*) from documents where url like ?"
    assert crawl.one(read, f"https://{real}/publication/%") == 7
    assert crawl.one(read, f"https://{real}/%") == crawl.one("select count(*) from documents")
    # Once it has said its name, it is asked under it.
    hosts = [headers["Host"] for headers in site.headers_seen]
    assert hosts[0] == f"127.0.0.1:{site.port}"
    assert set(hosts[1:]) == {real}
    assert crawl.add_up()


# Where REST is off ------------------------------------------------------------------------------


def test_a_theme_that_cannot_be_read_breaks_the_source(crawl, site):
    """The list is found, and no page in it: that is no success with failed pages."""
    assert crawl("nhse_news") == 0
    site.faults["/wp-json/.*"] = REST_OFF
    site.faults[r"/2026/.*"] = Answer(b"<html><body><main>Another theme</main></body></html>", HTML)
    assert crawl("nhse_news") == 1
    assert crawl.err.splitlines()[-1] == (
        f"nhse_news: {site.base}/news/?filter-keyword=: no page of the list can be read; "
        "REST failed too (the site answers 401)"
    )
    assert crawl.run()["outcome"] == "broken"
    assert crawl.one("select count(*) from documents where missing_since_run is not null") == 0
    assert crawl.add_up()


def test_twenty_pages_that_cannot_be_read_are_enough(crawl, site, monkeypatch):
    replaced(
        monkeypatch,
        lambda _kind, found: [
            dataclasses.replace(found[0], id=5000 + n, slug=f"sample-{n}") for n in range(30)
        ],
    )
    site.faults["/wp-json/.*"] = REST_OFF
    site.faults[r"/2026/.*"] = Answer(b"<html><body><main>Another theme</main></body></html>", HTML)
    assert crawl("nhse_news") == 1
    assert len(pages_asked(site)) == 20
    assert crawl.err.splitlines()[-1].endswith(
        "no #main-content on the page, nor on the 19 pages before it"
    )
    assert crawl.add_up()


def test_a_list_that_ends_too_early_is_noticed(crawl, site):
    """The link to the next page has another name: half a list must not pass for the whole."""
    assert crawl("nhse_news") == 0
    site.faults["/wp-json/.*"] = REST_OFF
    first = site.site.answer("/news/?filter-keyword=", site.base).body
    site.faults[r"/news/.*"] = Answer(first.replace(b"next-page", b"next page-numbers"), HTML)
    assert crawl("nhse_news") == 0
    assert "the list says it has 8 and shows 5" in crawl.err
    assert "3 pages are there that the list does not show" in crawl.err
    assert crawl.one("select count(*) from documents where missing_since_run is not null") == 0


def test_many_warnings_of_one_kind_are_a_number(crawl, site):
    site.faults["/wp-json/.*"] = REST_OFF
    assert crawl("nhse_publications") == 0
    pages = {path: site.site.answer(path, site.base).body for path in pages_asked(site)}
    for path, body in pages.items():
        site.faults[path] = Answer(body.replace(b"</body></html>", b""), HTML)
    assert crawl("nhse_publications") == 0
    # One of the nine answers 500 on every day, one is another source's.
    assert crawl.err.count("cut short") == 4
    assert "and 4 more times: the page was cut short" in crawl.err
    assert crawl.one("select warnings from run_sources where run_id = 2") == 8


# Stopped half-way -------------------------------------------------------------------------------


def stopped(crawl, site, source, pattern, after):
    """Crawl until ``after`` pages were asked for, then SIGTERM; return the pages asked for."""
    with site.holding(pattern, after - 1) as wait:
        running = subprocess.Popen(
            crawl.command(source), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait()
        running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 1
    return pages_asked(site)


def test_a_first_run_that_was_stopped_goes_on_where_it_was(crawl, site, monkeypatch):
    """Pages that were read are not read again, though the list was never read to its end."""
    replaced(
        monkeypatch,
        lambda _kind, found: [
            dataclasses.replace(e, fields="absent", status=200, modified=LONG_AGO)
            for e in found
            if "board" not in e.slug  # left to another source
        ],
    )
    *first, _under_way = stopped(crawl, site, "nhse_publications", "/publication/sample-.*", 3)
    assert crawl("nhse_publications") == 0
    second = pages_asked(site)
    assert set(first).isdisjoint(second)
    assert len(first) + len(second) <= 8
    assert crawl.one("select count(*) from documents where kind <> 'attachment'") == 8
    assert crawl.add_up()


def test_by_html_only_the_pages_that_were_not_reached_are_read(crawl, site):
    site.faults["/wp-json/.*"] = REST_OFF
    *first, _under_way = stopped(crawl, site, "nhse_news", "/2026/.*", 4)
    assert crawl("nhse_news") == 0
    second = pages_asked(site)
    assert set(second).isdisjoint(first)
    assert len(first) + len(second) == 8
    assert crawl.add_up()


def test_what_rest_reads_is_not_read_again_from_a_page_left_over(crawl, site):
    site.faults["/wp-json/.*"] = REST_OFF
    stopped(crawl, site, "nhse_news", "/2026/.*", 3)
    assert crawl.one("select count(*) from pages where state = 'scheduled'") > 3
    site.faults.clear()
    assert crawl("nhse_news") == 0
    assert pages_asked(site) == []
    assert crawl.one("select count(*) from documents where kind = 'news'") == 8
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    assert crawl.add_up()


def test_an_item_without_a_time_of_change_is_read(crawl, site, monkeypatch, no_validators):
    whole = server.rest.item
    monkeypatch.setattr(
        server.rest,
        "item",
        lambda entry, kind, base: whole(entry, kind, base) | {"modified_gmt": None},
    )
    assert crawl("nhse_news") == 0
    replaced(
        monkeypatch,
        lambda _kind, found: [dataclasses.replace(e, html="<p>New.</p>") for e in found],
    )
    assert crawl("nhse_news") == 0, crawl.err
    assert crawl.rows("select distinct text from documents where kind = 'news'") == [("New.",)]

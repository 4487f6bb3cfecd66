"""Old pages are still looked at: in their turn, and whatever a list says of its changes."""

import json

import pytest

from crawler.platforms.wordpress.pages import WordPressPages
from crawler.sample.server import Answer, SampleSite
from tests.crawler.ledger.serving import LONG_AGO, OWN, Pages, page

JSON = "application/json; charset=UTF-8"
DUE = "select next_check_at from pages where kind = 'document' and url like ?"
OLD_POST = "sample-digital-skills-plan-promised"  # of May: every four to eight days in August


# Lists that lie: once a week they are read in whole ------------------------------------------


def test_a_sitemap_whose_dates_do_not_move_is_asked_page_by_page_once_a_week(crawl, site):
    pages = Pages(site, 6)
    name = pages.source(crawl)
    assert crawl(name, as_of="2026-08-03") == 0, crawl.err
    assert sorted(pages.asked()) == [0, 1, 2, 3, 4, 5]
    pages.texts[2] = "Text 2 was changed in silence."
    for day in ("2026-08-04", "2026-08-09"):
        assert crawl(name, as_of=day) == 0
        assert pages.asked() == []
    pages.sent.clear()
    site.headers_seen.clear()
    assert crawl(name, as_of="2026-08-10") == 0
    assert sorted(pages.asked()) == [0, 1, 2, 3, 4, 5]
    assert pages.sent == {2: 1}  # what has not changed is not sent
    assert crawl.one("select text from documents where url like '%/2/'").endswith("in silence.")
    assert crawl.one("select count(*) from versions") == 7
    assert crawl(name, as_of="2026-08-11") == 0
    assert pages.asked() == [2]  # what changed is young again


@pytest.mark.slow
def test_the_server_s_own_words_are_what_it_is_asked_with(crawl, site):
    stamp = "Saturday, 01-Aug-26 09:00:00 GMT"  # an old form, which no program writes
    body = page("SAMPLE: odd", "Text.")
    pages = Pages(site, 1)
    validators = {"ETag": '"a,b"', "Last-Modified": stamp, OWN: "1"}
    site.faults[r"/news/\d+/"] = Answer(body, "text/html", 200, validators)
    name = pages.source(crawl)
    assert crawl(name, as_of="2026-08-03") == 0
    site.headers_seen.clear()
    assert crawl(name, as_of="2026-08-10") == 0
    asked = {k.lower(): v for k, v in site.headers_seen[-1].items()}
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"a,b"', stamp)


@pytest.mark.slow
def test_a_sitemap_without_dates_is_not_asked_for_every_page_every_night(crawl, site):
    pages = Pages(site, 6, stamp=None)
    name = pages.source(crawl)
    assert crawl(name, as_of="2026-08-03") == 0
    pages.asked()
    assert crawl(name, as_of="2026-08-04") == 0
    assert pages.asked() == []
    assert crawl(name, as_of="2026-08-10") == 0
    assert len(pages.asked()) == 6


def edited(site, pattern, slug, words):
    """Let the API give a post another text, but the same times."""

    def answer(target, base):
        given = SampleSite.answer(site.site, target, base)
        items = json.loads(given.body)
        for item in items:
            if item.get("slug") == slug:
                item["content"]["rendered"] += f"<p>{words}</p>"
        return Answer(json.dumps(items).encode(), JSON, 200, given.headers, given.changed)

    site.faults[pattern] = answer


def text(crawl, slug=OLD_POST):
    return crawl.one("select text from documents where url like ?", f"%/{slug}/")


def test_a_wordpress_list_whose_times_do_not_move_is_read_in_whole_once_a_week(crawl, site):
    """The server even answers "not modified" for its first page."""
    assert crawl("nhse_news", as_of="2026-08-03") == 0
    edited(site, ".*/posts.*orderby=modified.*", OLD_POST, "In silence.")
    for day in ("2026-08-04", "2026-08-09"):
        assert crawl("nhse_news", as_of=day) == 0
        assert "In silence." not in text(crawl)
    assert crawl("nhse_news", as_of="2026-08-10") == 0
    assert text(crawl).endswith("In silence.")
    assert crawl.one("select count(*) from versions v join documents d on d.id = v.document_id "
                     "where d.kind = 'news'") == 9  # fmt: skip
    site.requests()
    assert crawl("nhse_news", as_of="2026-08-11") == 0
    assert len([path for path in site.requests() if "orderby=modified" in path]) == 1
    assert crawl.one("select run_id from sweeps") == 4  # the last whole one


def only_lists():
    """Ask for nothing by its number: it is as if nothing of it were due."""
    WordPressPages.asked_again = 0


@pytest.mark.slow
def test_one_that_came_while_another_went_is_seen_once_a_week(crawl, site):
    """The number of items stays the same, and the order of changes shows only what came."""
    assert crawl("nhse_news", as_of="2026-08-03") == 0
    found = crawl.rows("select url from documents where kind = 'news' order by published_at")
    slug = found[0][0].rstrip("/").rpartition("/")[2]

    def without(target, base):
        given = SampleSite.answer(site.site, target, base)
        items = [item for item in json.loads(given.body) if item.get("slug") != slug]
        return Answer(json.dumps(items).encode(), JSON, 200, given.headers, given.changed)

    site.faults[".*/wp/v2/posts.*"] = without
    site.faults[f".*/{slug}/"] = Answer(b"", "text/html", 404)
    state = "select state, missing_since_run from documents where url like ?"
    assert crawl("nhse_news", as_of="2026-08-10", first=only_lists) == 0
    assert crawl.one(state, f"%{slug}/") == ("live", 2)
    assert crawl("nhse_news", as_of="2026-08-11", first=only_lists) == 0
    assert crawl.one(state, f"%{slug}/")[0] == "gone"


def newest(crawl):
    """A post that is some weeks old: it is due within five days."""
    url = crawl.rows("select url from documents where kind = 'news' order by published_at desc")
    return url[0][0].rstrip("/").rpartition("/")[2]


# What is due ---------------------------------------------------------------------------------


def test_wordpress_is_asked_by_number_for_what_is_due(crawl, site):
    """A hundred in one request; an edit and a removal are seen though no list shows them."""
    assert crawl("nhse_news", as_of="2026-08-03") == 0
    slug = newest(crawl)
    edited(site, r".*/posts\?include=.*", slug, "In silence.")
    site.requests()
    assert crawl("nhse_news", as_of="2026-08-08") == 0
    requests = site.requests()
    assert len([path for path in requests if "/posts?include=" in path]) == 1
    assert not [path for path in requests if slug in path]  # its page is not asked for
    assert text(crawl, slug).endswith("In silence.")
    assert crawl.one(DUE, f"%/{slug}/") == "2026-08-09T00:00:00Z"  # what changed is young
    assert crawl.run()["outcome"] == "finished"
    assert crawl.add_up()


def test_a_removal_that_no_list_shows_needs_two_looks(crawl, site):
    assert crawl("nhse_news", as_of="2026-08-03") == 0
    slug = newest(crawl)

    def without(target, base):
        given = SampleSite.answer(site.site, target, base)
        items = [item for item in json.loads(given.body) if item.get("slug") != slug]
        return Answer(json.dumps(items).encode(), JSON, 200, given.headers, given.changed)

    site.faults[r".*/posts\?include=.*"] = without
    site.faults[f".*/{slug}/"] = Answer(b"", "text/html", 404)
    state = "select state from documents where url like ?"
    assert crawl("nhse_news", as_of="2026-08-08") == 0
    assert crawl.one(state, f"%/{slug}/") == "live"
    reason = crawl.one("select reason from pages where url like ?", f"%/{slug}/")
    assert reason == "404; counts as gone when seen on a second run"
    assert crawl("nhse_news", as_of="2026-08-08") == 0
    assert crawl.one(state, f"%/{slug}/") == "gone"


@pytest.mark.slow
def test_a_page_of_which_the_api_gives_no_text_is_asked_for_itself(crawl, site):
    assert crawl("nhse_publications", as_of="2026-08-03") == 0
    url, due = crawl.one(
        "select p.url, p.next_check_at from pages p join documents d on d.url = p.url "
        "where p.state = 'ok' and p.kind = 'document' and d.kind = 'publication' "
        "order by p.next_check_at desc limit 1"
    )
    site.requests()
    site.headers_seen.clear()
    assert crawl("nhse_publications", as_of=due[:10]) == 0
    asked = dict(zip(site.requests(), site.headers_seen, strict=True))[url.removeprefix(site.base)]
    assert "If-None-Match" in asked
    assert crawl.one("select state from pages where url = ?", url) == "unchanged"
    assert crawl.one("select next_check_at from pages where url = ?", url) > due


@pytest.mark.slow
def test_what_a_source_has_due_is_looked_at_within_its_budget_the_longest_due_first(crawl, site):
    pages = Pages(site, 130, stamp="2026-08-01")
    name = pages.source(crawl)
    assert crawl(name, as_of="2026-08-03") == 0
    assert len(pages.asked()) == 130
    plans = [due for (due,) in crawl.rows(DUE, "%/news/%")]
    assert all("2026-09-17" <= due <= "2026-11-02" for due in plans)
    assert len(set(plans)) > 30  # not all on one day
    # The sitemap names nothing of it any more, so that only the plan asks for it.
    pages.stamps = {0: "2026-08-01"}
    assert crawl(name, as_of="2026-11-02") == 0
    first = pages.asked()
    assert len(first) == 101  # a hundred, and the one that is listed
    assert crawl(name, as_of="2026-11-03") == 0
    second = pages.asked()
    assert len(second) == 29
    assert set(first) | set(second) == set(range(130))
    assert crawl(name, as_of="2026-11-04") == 0
    assert pages.asked() == []


@pytest.mark.slow
def test_what_changed_is_young_again(crawl, site):
    pages = Pages(site, 1)
    name = pages.source(crawl)
    assert crawl(name, as_of="2026-08-03") == 0
    (due,) = crawl.rows(DUE, "%/news/%")
    assert due > ("2026-09-01",)
    pages.texts[0], pages.stamps[0] = "Another text.", "2026-08-05"
    assert crawl(name, as_of="2026-08-05") == 0
    assert crawl.rows(DUE, "%/news/%") == [("2026-08-06T00:00:00Z",)]
    assert LONG_AGO[:10] == crawl.one("select substr(published_at, 1, 10) from documents")

"""GOV.UK over real HTTP: three days of the sample, and what a site may answer instead."""

import json
import re
from functools import partial
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.addresses import Site
from crawler.sample import DAYS, govuk
from crawler.sample.answers import Answer, SampleRequest
from crawler.spiders.govuk import GovUk

SEARCH = "/api/search.json"
LIST = r"/api/search\.json\?.*order=-public.*"
ANNOUNCED = r"/api/search\.json\?.*format=statistics_announcement.*"
WAITING_ROOMS = "/government/statistics/announcements/sample-waiting-rooms-july-2026"
CORRIDORS = "/government/statistics/announcements/sample-corridors-2026"
HANDLES = "/government/statistics/announcements/sample-door-handles-2026"
FIGURES = "/government/statistics/sample-waiting-rooms-july-2026"
PUBLICATIONS = "/government/publications"
PLAN = f"{PUBLICATIONS}/sample-lighting-plan"
LETTER = f"{PUBLICATIONS}/sample-lamp-letter"
NEWS = "/government/news/sample-skills-programme-opens"
LATER = "2026-08-04"
IN_ITS_TURN = "2026-11-03"  # whatever was read on the first day is due again by then
SUNDAY = "2026-08-09"


@pytest.fixture
def read(crawl, site):
    """Crawl the source on one of the sample's days, or on a day of one's own."""

    def on(day=1, as_of=None):
        site.site.day = day
        site.requests()
        return crawl("govuk", as_of=as_of or DAYS[day])

    return on


def answer(value, status=200, kind="application/json"):
    whole = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(whole, kind, status)


def listing(results, total=None):
    whole = {"results": results, "total": len(results) if total is None else total, "start": 0}
    return answer(whole)


def result(path, document_type="guidance"):
    return {
        "title": "SAMPLE: a result",
        "link": path,
        "public_timestamp": "2026-07-01T00:00:00Z",
        "content_store_document_type": document_type,
    }


def api(path):
    """The pattern of an item's address in the Content API."""
    return re.escape(f"/api/content{path}")


def item_of(site, path, **parts):
    """An item as the sample answers it, but for some parts."""
    request = SampleRequest(f"/api/content{path}", {}, site.base, site.site.day)
    return json.loads(govuk.content(request, path).body) | parts


def leads(to, path):
    """What the Content API says of an item that is elsewhere."""
    ways = [{"path": path, "type": "exact", "destination": to}]
    return answer({"schema_name": "redirect", "base_path": path, "redirects": ways})


def leads_by_http(to, path):
    """What a server says that redirects by itself."""

    def led(target, base):
        return Answer(b"", "text/html", 301, {"Location": f"{base}/api/content{to}"})

    return led


def queries(site):
    """What the search was asked since the last run."""
    return [parse_qs(urlsplit(target).query) for target in site.requests() if SEARCH in target]


def asked(site):
    """The items that were asked for since the last run."""
    paths = [urlsplit(target).path for target in site.requests()]
    return [path.removeprefix("/api/content") for path in paths if path.startswith("/api/content")]


def document(crawl, path):
    """State, other address, number of versions and newest text of the document at a path."""
    return crawl.one(
        """
        select d.state, d.moved_to, (select count(*) from versions v where v.document_id = d.id),
          d.text
        from documents d where d.url like ?
        """,
        f"%{path}",
    )


def is_known(crawl, path):
    return bool(crawl.rows("select 1 from documents where url like ?", f"%{path}"))


def ending(crawl, path):
    """How the page of an item ended, and why."""
    return crawl.one(
        "select state, reason from pages where kind = 'document' and url like ?",
        f"%/api/content{path}",
    )


def dates(crawl, path):
    """Every date that an announcement stated, in the order of its versions."""
    return crawl.rows(
        """
        select a.words, a.state, a.previous_words, a.note, a.outcome_url, a.outcome_on
        from announced_dates a join versions v on v.id = a.version_id
        join documents d on d.id = v.document_id where d.url like ? order by v.number
        """,
        f"%{path}",
    )


# Three days ------------------------------------------------------------------------------


def test_the_first_look_and_a_second_one(crawl, site, read):
    assert read() == 0
    requests = [target for target in site.requests() if target != "/robots.txt"]
    assert crawl.rows(
        """
        select kind, count(*) from documents where kind <> 'attachment'
        group by kind order by kind
        """
    ) == [
        ("consultation", 1), ("foi_release", 1), ("news", 1), ("policy_paper", 2),
        ("publication", 4), ("statistics_announcement", 3),
    ]  # fmt: skip
    # Whose words they are is said by each item.
    assert crawl.rows("select author, body, count(*) from documents group by body order by 2") == [
        ("Sample Department of Health", "department-of-health-and-social-care", 7),
        ("Sample Health Agency", "nhs-england", 6),
    ]
    # An address is that which a reader opens, on the site that was read.
    url, number, kind, data = crawl.one(
        """
        select d.url, d.native_id, v.content_type, v.data from documents d
        join versions v on v.id = d.current_version where d.kind = 'news'
        """
    )
    assert (url, number) == (f"{site.base}{NEWS}", "51000000-0000-4000-8000-000000000001:en")
    assert kind.startswith("application/json")
    assert json.loads(data)["details"]["change_history"][0]["note"] == "First published."
    # Two years back, and no parameter that the search does not know.
    searches = [parse_qs(urlsplit(target).query) for target in requests if SEARCH in target]
    assert searches[0]["filter_public_timestamp"] == ["from:2024-08-03"]
    assert searches[0]["filter_organisations"] == [
        "nhs-england", "department-of-health-and-social-care",
    ]  # fmt: skip
    assert [query["start"] for query in searches] == [["0"], ["5"], ["10"], ["0"]]
    assert searches[-1]["filter_release_timestamp"] == ["from:2026-05-03"]
    # An HTML attachment is a document of its own; a file is read, on the site's hosts only.
    assert (
        "a list of lamps by 30 October 2026" in document(crawl, "sample-lighting-plan-in-full")[3]
    )
    assert crawl.one("select count(*) from documents where kind = 'attachment'") == 1
    assert not [target for target in requests if "umbrellas.pdf" in target]
    assert crawl.one("select state, reason from pages where url like '%umbrellas.pdf'") == (
        "refused", "a file on another host is not fetched",
    )  # fmt: skip
    # The page about a body is listed, and not read.
    assert not [target for target in requests if "/organisations/" in urlsplit(target).path]

    versions = crawl.one("select count(*) from versions")
    assert read() == 0
    requests = site.requests()
    assert len(requests) <= 9
    assert len([target for target in requests if re.fullmatch(LIST, target)]) == 1
    run = crawl.run()
    assert (run["ok"], run["failed"]) == (2, 0)  # the lists: all else is as it was
    assert crawl.one("select count(*) from versions") == versions
    assert crawl.add_up()


def test_three_days(crawl, site, read):
    assert read(1) == 0
    assert read(2) == 0
    # Edited: the text of today ends with the body's own words on the change.
    state, _, versions, text = document(crawl, NEWS)
    assert (state, versions) == ("live", 2)
    assert text.endswith(
        "by 30 June 2027.\nUpdated on 21 September 2026\nMoved the day of the report."
    )
    # Moved, with the date before and the reason.
    assert dates(crawl, WAITING_ROOMS) == [
        ("22 September 2026 9:30am", "confirmed", None, None, None, None),
        (
            "10 November 2026 9:30am", "confirmed", "22 September 2026 9:30am",
            "Two sample wards sent their figures late.", None, None,
        ),
    ]  # fmt: skip
    assert dates(crawl, HANDLES)[1][:4] == (
        "January 2027", "cancelled", None, "Nobody counts the sample door handles any more.",
    )  # fmt: skip
    # Withdrawn: no list shows it any more, and its text says so first.
    _, _, versions, text = document(crawl, "sample-kettle-guidance")
    assert versions == 2
    assert text.startswith("Withdrawn on 15 September 2026\nSample offices have urns now.\nHow to")
    # The same item at another address is the same document.
    assert not is_known(crawl, "sample-ward-clocks")
    assert document(crawl, "sample-clocks-and-watches")[:3] == ("live", None, 1)
    # Taken away, in the site's words: it counts on the second run.
    why = f'410: taken away by GOV.UK; "The sample map was wrong"; see {PLAN}'
    parking = f"{PUBLICATIONS}/sample-parking-map"
    assert ending(crawl, parking) == ("failed", f"{why}; counts as gone when seen on a second run")
    assert document(crawl, parking)[0] == "live"

    assert read(3) == 0
    assert (document(crawl, parking)[0], ending(crawl, parking)) == ("gone", ("gone", why))
    assert crawl.one("select reason from document_log where happened = 'vanished'") == why
    # Out: the announcement is led to its statistics, whose first day it was.
    assert dates(crawl, WAITING_ROOMS)[2:] == [
        (
            "10 November 2026 9:30am", "released", "22 September 2026 9:30am",
            "Two sample wards sent their figures late.", f"{site.base}{FIGURES}", "2026-11-10",
        )
    ]  # fmt: skip
    state, moved_to, versions, text = document(crawl, WAITING_ROOMS)
    assert (state, moved_to, versions) == ("live", None, 3)
    assert text.startswith("Released on 10 November 2026: SAMPLE: Waiting rooms, July 2026")
    assert document(crawl, FIGURES)[2] == 1
    # Two months became a day.
    assert [row[:2] for row in dates(crawl, CORRIDORS)] == [
        ("November to December 2026", "provisional"), ("3 December 2026 9:30am", "confirmed"),
    ]  # fmt: skip
    # The consultation's outcome is text; its record promises no date.
    signs = "sample-signs-in-wards"
    assert "Outcome (5 November 2026)\nSigns in sample wards" in document(crawl, signs)[3]
    assert dates(crawl, signs) == []
    # Another document took the letter's place: it stays what it was, and says where that is.
    assert document(crawl, LETTER)[:3] == ("live", f"{site.base}{PLAN}", 1)
    # `updated_at` moved with each day: that is no change.
    assert document(crawl, PLAN)[2] == document(crawl, "sample-lighting-plan-in-full")[2] == 1
    assert crawl.rows("select title from documents where title not like 'SAMPLE: %'") == []
    assert crawl.add_up()


# Lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answer({"error": "Unexpected parameter"}, 422), "the site answers 422"),
        (answer(b"<html>Your browser?</html>", kind="text/html"), "200 with text/html instead"),
        (listing([]), "an empty list, where there must be something"),
        pytest.param(
            listing([], total=7), "nothing more after 0 of 7 results", marks=pytest.mark.slow
        ),
        pytest.param(answer(b'{"results": ['), "broken JSON", marks=pytest.mark.slow),
        pytest.param(
            answer({"results": None}), 'without "results" and "total"', marks=pytest.mark.slow
        ),
    ],
)
def test_a_list_that_cannot_be_read_breaks_the_source(crawl, site, read, fault, reason):
    site.faults[LIST] = fault
    assert read() == 1
    line = crawl.err.splitlines()[-1]
    assert reason in line
    assert f"{site.base}{SEARCH}?filter_organisations=nhs-england" in line
    assert crawl.run()["outcome"] == "broken"
    assert crawl.add_up()


@pytest.mark.slow
def test_coming_statistics_may_be_none_and_must_be_listed(crawl, site, read):
    site.faults[ANNOUNCED] = listing([])
    assert read() == 0
    site.faults[ANNOUNCED] = answer({"error": "x"}, 422)
    assert read(2) == 1
    assert "filter_format=statistics_announcement" in crawl.err.splitlines()[-1]
    # Nothing is concluded from it.
    assert crawl.one("select count(*) from documents where missing_since_run is not null") == 0


def paged(target, base, size, results):
    start = int(parse_qs(urlsplit(target).query)["start"][0])
    return listing(results[start : start + size], len(results))


@pytest.mark.slow
def test_pages_overlap_since_what_is_taken_away_moves_the_rest_up(crawl, site, read):
    many = [result(f"/people/sample-{n}", "person") for n in range(45)]
    site.faults[ANNOUNCED] = listing([])
    # One that begins again is not taken for a whole list.
    site.faults[LIST] = listing(many[:20], 45)
    assert read() == 1
    assert "nothing more after 20 of 45 results" in crawl.err.splitlines()[-1]
    site.faults[LIST] = partial(paged, size=20, results=many)
    assert read() == 0
    assert [query["start"] for query in queries(site)] == [["0"], ["18"], ["36"], ["0"]]


@pytest.mark.slow
def test_what_was_published_under_an_old_day_is_found_within_a_week(crawl, site, read):
    """The list is read down to where all is known, and to its end on Sundays."""
    known = [result(f"{PUBLICATIONS}/sample-{n}") for n in range(6)]
    whole = item_of(site, LETTER)
    for number, one in enumerate([*known, result(f"{PUBLICATIONS}/sample-6")]):
        parts = {"base_path": one["link"], "content_id": f"{number}"}
        site.faults[api(one["link"])] = answer(whole | parts)
    site.faults[ANNOUNCED] = listing([])
    site.faults[LIST] = partial(paged, size=3, results=known)
    assert read() == 0
    assert [query["start"] for query in queries(site)][:-1] == [["0"], ["3"]]
    more = [*known, result(f"{PUBLICATIONS}/sample-6")]
    site.faults[LIST] = partial(paged, size=3, results=more)
    assert read(as_of=LATER) == 0
    assert [query["start"] for query in queries(site)][:-1] == [["0"]]
    assert read(as_of=SUNDAY) == 0
    assert [query["start"] for query in queries(site)][:-1] == [["0"], ["3"], ["6"]]
    assert is_known(crawl, "sample-6")


def test_odd_results_and_odd_pages_end_in_one_state_with_a_reason(crawl, site, read):
    pages = {
        "html": (answer(b"<html>Sorry</html>", kind="text/html"), "failed", "text/html instead"),
        "deep": (answer(b"[" * 100_000), "failed", "nested too deeply"),
        "cut": (answer(b"{"), "failed", "JSONDecodeError"),
        "list": (answer([1]), "failed", "JSON, but not an item"),
        "untitled": (answer({"title": None}), "failed", "an item without a title"),
        "limited": (answer({"errors": {"code": "403"}}, 403), "failed", "the site answers 403"),
        "nothing": (answer(b"", 404), "failed", "listed, but there is no such page"),
        "gone": (
            answer({"schema_name": "gone", "details": {"explanation": "<p>Wrong</p>"}}, 410),
            "failed",
            '410: taken away by GOV.UK; "Wrong"',
        ),
        "gone-200": (answer({"schema_name": "gone"}), "failed", "taken away by GOV.UK"),
        "coming": (
            answer({"title": "Coming soon", "document_type": "coming_soon"}),
            "ok",
            "not published yet (coming_soon)",
        ),
        "person": (answer({"title": "SAMPLE", "document_type": "person"}), "ok", "type person"),
        "nowhere": (leads("", "/x"), "failed", "does not say where to"),
        "circle": (leads(f"{PUBLICATIONS}/circle", "/x"), "refused", "redirects in a circle"),
        "ring": (leads(f"{PUBLICATIONS}/ring-2", "/x"), "refused", "redirects in a circle"),
        "http": (leads_by_http(f"{PUBLICATIONS}/http", "/x"), "refused", "redirects in a circle"),
        "long": (leads(f"{PUBLICATIONS}/hop-1", "/x"), "refused", "more than 5 redirects"),
    }
    hops = {f"hop-{n}": leads(f"{PUBLICATIONS}/hop-{n + 1}", "/x") for n in range(1, 8)}
    hops["ring-2"] = leads(f"{PUBLICATIONS}/ring", "/x")
    for name, fault in ({name: fault for name, (fault, _, _) in pages.items()} | hops).items():
        site.faults[api(f"{PUBLICATIONS}/{name}")] = fault
    odd = [
        {"title": "SAMPLE: no link"},
        result("https://www.elsewhere.example/x"),
        result("/government/people/sample", "person"),
        result(NEWS.removeprefix("/")),
        None,
    ]
    listed = [*odd, *(result(f"{PUBLICATIONS}/{name}") for name in pages)]
    site.faults[LIST] = listing(listed)
    site.faults[ANNOUNCED] = listing([])
    assert read() == 0
    assert "a result without a link (SAMPLE: no link)" in crawl.err
    found = {name: ending(crawl, f"{PUBLICATIONS}/{name}") for name in pages}
    assert {name: state for name, (state, _) in found.items()} == {
        name: state for name, (_, state, _) in pages.items()
    }
    assert [name for name in pages if pages[name][2] not in (found[name][1] or "")] == []
    assert crawl.one("select state from pages where url = 'https://www.elsewhere.example/x'") == (
        "refused"
    )
    assert crawl.rows("select kind from documents") == [("news",)]
    assert crawl.add_up()


@pytest.mark.slow
def test_an_announcement_that_is_in_no_list_any_more_is_asked_for_until_it_is_out(
    crawl, site, read
):
    """A release that is late is no coming one any more, and must not be forgotten."""
    assert read() == 0
    site.faults[LIST] = listing([result(NEWS)])
    site.faults[ANNOUNCED] = listing([])
    site.faults[api(HANDLES)] = answer(
        item_of(site, HANDLES, details={"display_date": "January 2027", "state": "cancelled"})
    )
    assert read(as_of=LATER) == 0
    paths = [path for path in asked(site) if "/announcements/" in path]
    assert sorted(paths) == [CORRIDORS, HANDLES, WAITING_ROOMS]
    # Cancelled: from now on it is asked for in its turn, after the others.
    assert read(as_of="2026-08-05") == 0
    paths = [path for path in asked(site) if path != NEWS]
    assert paths[:2] == [WAITING_ROOMS, CORRIDORS] or paths[:2] == [CORRIDORS, WAITING_ROOMS]
    assert crawl.add_up()


@pytest.mark.slow
def test_what_is_new_is_looked_at_in_each_run_for_a_while(crawl, site, read):
    """Even where the list shows it as it was: mistakes are mended in silence, and soon."""
    assert read() == 0
    site.faults[api(NEWS)] = answer(item_of(site, NEWS, details={"body": "<p>Mended.</p>"}))
    assert read(as_of=LATER) == 0
    assert document(crawl, NEWS)[2] == 1  # changed in May, it waits for its turn
    site.site.day = 2
    whole = item_of(site, NEWS)
    site.faults.clear()
    assert read(2) == 0
    site.faults[api(NEWS)] = answer(whole | {"details": {"body": "<p>Mended.</p>"}})
    assert read(2, as_of="2026-09-30") == 0
    assert document(crawl, NEWS)[2:] == (3, "Clerks in sample hospitals can now apply.\nMended.")


@pytest.mark.slow
def test_a_minor_change_shows_in_no_list_and_is_seen_in_its_turn(crawl, site, read):
    """It may bring an HTML attachment, which is read in the same run; files have their own host."""
    assert read() == 0
    full = f"{LETTER}/in-full"
    host = "https://assets.publishing.service.gov.uk"
    file = "/media/51000000000000000000000a/sample-lighting-plan.pdf"
    rows = [
        {"attachment_type": "html", "url": full, "title": "SAMPLE: In full"},
        {"attachment_type": "file", "url": f"{host}{file}", "title": "SAMPLE: A file"},
    ]
    body = "<p>Lamps will be bought in autumn 2027.</p>"
    site.faults[api(LETTER)] = answer(
        item_of(site, LETTER, details={"body": body, "attachments": rows})
    )
    as_page = {"document_type": "html_publication", "schema_name": "html_publication"}
    site.faults[api(full)] = answer(
        item_of(site, LETTER, base_path=full, content_id="5199", **as_page)
    )
    assert read(as_of=IN_ITS_TURN) == 0
    assert "autumn 2027" in document(crawl, LETTER)[3]
    assert document(crawl, full)[0] == "live"
    # An address on the real host of files means the copy, and is kept as it was served.
    assert file in [urlsplit(target).path for target in site.requests()]
    assert is_known(crawl, f"{host}{file}")


# What has moved ----------------------------------------------------------------------------


@pytest.mark.slow
def test_documents_that_are_elsewhere(crawl, site, read):
    whole = item_of(site, LETTER)
    names = ["by-item", "by-http", "merged", "lost", "lost-http", "trouble", "away", "chain"]
    old = {name: f"{PUBLICATIONS}/{name}" for name in names}
    for name, path in old.items():
        site.faults[api(path)] = answer(
            whole | {"base_path": path, "content_id": name, "title": f"SAMPLE: {name}"}
        )
    site.faults[LIST] = listing([result(path) for path in [*old.values(), PLAN]])
    site.faults[ANNOUNCED] = listing([])
    assert read() == 0

    def is_there(name, path):
        parts = {"base_path": path, "content_id": name, "title": f"SAMPLE: {name}"}
        site.faults[api(path)] = answer(whole | parts)

    site.faults[LIST] = listing([result(PLAN)])
    new = f"{PUBLICATIONS}/new"
    is_there("by-item", f"{new}/by-item")
    is_there("by-http", f"{new}/by-http")
    is_there("chain", f"{new}/chain")
    site.faults.update(
        {
            api(old["by-item"]): leads(f"{new}/by-item", old["by-item"]),
            api(old["by-http"]): leads_by_http(f"{new}/by-http", old["by-http"]),
            api(old["merged"]): leads(PLAN, old["merged"]),
            api(old["lost"]): leads(f"{new}/lost", old["lost"]),
            api(old["lost-http"]): leads_by_http(f"{new}/lost", old["lost-http"]),
            api(old["trouble"]): leads(f"{new}/trouble", old["trouble"]),
            api(f"{new}/trouble"): answer(b"", 503),
            api(old["away"]): leads("https://www.elsewhere.example/x", old["away"]),
            api(old["chain"]): leads("/chain-1", old["chain"]),
            api("/chain-1"): leads(f"{new}/chain", "/chain-1"),
        }
    )
    assert read(as_of=IN_ITS_TURN) == 0
    # The same item at another address is the same document, by whatever way it is said.
    for name in ("by-item", "by-http", "chain"):
        assert document(crawl, f"new/{name}")[:3] == ("live", None, 1)
        assert not is_known(crawl, old[name])
    assert crawl.one("select count(*) from document_log where happened = 'moved'") == 5
    # Another item took its place, here or on another site: it stays, and says where.
    assert document(crawl, old["merged"])[:3] == ("live", f"{site.base}{PLAN}", 1)
    assert document(crawl, old["away"])[:3] == ("live", "https://www.elsewhere.example/x", 1)
    # What leads to nothing is missing, what leads to trouble is asked for again.
    assert [document(crawl, old[name])[0] for name in ("lost", "lost-http")] == ["live", "live"]
    assert "which was not read (the site answers 503)" in ending(crawl, old["trouble"])[1]
    assert crawl.add_up()

    is_there("trouble", f"{new}/trouble")
    assert read(as_of="2026-08-05") == 0
    assert document(crawl, f"{new}/trouble")[:3] == ("live", None, 1)
    assert [document(crawl, old[name])[0] for name in ("lost", "lost-http")] == ["gone", "gone"]
    # What is elsewhere may come back: it is asked for again, once a run at most.
    left = [old[name] for name in ("by-item", "by-http", "merged", "away")]
    paths = asked(site)
    assert max(paths.count(path) for path in left) <= 1
    assert crawl.add_up()


@pytest.mark.slow
def test_only_what_was_announced_is_a_release(crawl, site, read):
    whole = item_of(site, WAITING_ROOMS)
    names = ["by-item", "by-http", "other", "page", "body", "before"]
    paths = {name: f"/government/statistics/announcements/{name}" for name in names}
    for name, path in paths.items():
        site.faults[api(path)] = answer(whole | {"base_path": path, "content_id": name})
    kind = "official_statistics_announcement"
    site.faults[LIST] = listing([result(path, kind) for path in paths.values()])
    site.faults[ANNOUNCED] = listing([])
    assert read(2) == 0

    site.faults[LIST] = listing([result(PLAN)])
    site.site.day = 3
    before = "/government/statistics/before"
    site.faults[api(before)] = answer(item_of(
        site, FIGURES, base_path=before, content_id="5198",
        first_published_at="2025-11-10T09:30:00.000+00:00",
    ))  # fmt: skip
    site.faults.update(
        {
            api(paths["by-item"]): leads(FIGURES, paths["by-item"]),
            api(paths["by-http"]): leads_by_http(FIGURES, paths["by-http"]),
            api(paths["other"]): leads(CORRIDORS, paths["other"]),
            api(paths["page"]): leads(PLAN, paths["page"]),
            api(paths["body"]): leads("/government/organisations/nhs-england", paths["body"]),
            api(paths["before"]): leads(before, paths["before"]),
        }
    )
    assert read(3) == 0
    for name in ("by-item", "by-http"):
        assert [row[1] for row in dates(crawl, paths[name])] == ["confirmed", "released"]
        assert dates(crawl, paths[name])[1][4:] == (f"{site.base}{FIGURES}", "2026-11-10")
    # Led to another announcement, to a page, a body, or to what was there before it.
    for name, to in (("other", CORRIDORS), ("page", PLAN), ("before", before)):
        assert [row[1] for row in dates(crawl, paths[name])] == ["confirmed"]
        assert document(crawl, paths[name])[:2] == ("live", f"{site.base}{to}")
    assert [row[1] for row in dates(crawl, paths["body"])] == ["confirmed"]
    assert document(crawl, paths["body"])[1].endswith("/organisations/nhs-england")
    # Looked at again, each stays what it is.
    versions = crawl.one("select count(*) from versions")
    assert read(3, as_of="2026-11-18") == 0
    assert crawl.one("select count(*) from versions") == versions
    assert crawl.add_up()


# Read again --------------------------------------------------------------------------------


def read_again(whole, path, kind="application/json"):
    """What today's extractor makes of archived bytes, on the real site."""
    spider = GovUk(SimpleNamespace(site=Site(GovUk.home, hosts=GovUk.hosts)))
    version = {"url": f"https://www.gov.uk{path}", "native_id": "5100:en", "content_type": kind}
    return spider.read_again(json.dumps(whole).encode(), version)


ITEM = {
    "base_path": LETTER,
    "content_id": "5100",
    "document_type": "correspondence",
    "title": "SAMPLE: a letter",
    "details": {"body": "<p>Soon.</p>"},
    "first_published_at": "2026-02-23T10:00:00.000+00:00",
}


def test_archived_bytes_are_read_again():
    reading = read_again(ITEM, LETTER)
    assert (reading.url, reading.native_id) == (f"https://www.gov.uk{LETTER}", "5100:en")
    assert (reading.text, reading.published_at) == ("Soon.", "2026-02-23T10:00:00Z")
    assert (reading.route, reading.origin) == ("govuk", "site")


def test_a_release_is_read_again_from_what_it_was_made_of():
    announced = ITEM | {
        "base_path": WAITING_ROOMS,
        "document_type": "official_statistics_announcement",
        "details": {"display_date": "10 November 2026 9:30am", "state": "confirmed"},
    }
    statistics = ITEM | {
        "base_path": FIGURES,
        "document_type": "official_statistics",
        "first_published_at": "2026-11-10T09:30:00.000+00:00",
    }
    release = {"announcement": announced, "redirect": None, "statistics": statistics}
    reading = read_again(release, WAITING_ROOMS)
    (one,) = reading.announced
    assert (one.state, one.outcome_on) == ("released", "2026-11-10")
    assert one.outcome_url == f"https://www.gov.uk{FIGURES}"
    assert reading.kind == "statistics_announcement"
    before = statistics | {"first_published_at": "2026-01-01T00:00:00Z"}
    assert read_again(release | {"statistics": before}, WAITING_ROOMS) is None


@pytest.mark.parametrize(
    "whole",
    [
        {"schema_name": "gone"},
        {"schema_name": "redirect", "redirects": [{"path": "/a", "destination": "/b"}]},
        {"document_type": "person", "title": "SAMPLE"},
        {},
        [],
    ],
)
def test_what_is_no_document_is_none_when_it_is_read_again(whole):
    assert read_again(whole, LETTER) is None
    assert read_again(ITEM, LETTER, kind="text/html") is None

"""Atom feeds: what is new, no stronger than the rows, valid for every reader of RFC 4287."""

import shutil
import sqlite3
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from db.connection import connect
from tests.tracker.pages import NHSE
from tracker.publish import publish
from web.feeds.atom import GENERAL, NEWEST, dated

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = date(2026, 11, 29)
PATHS = (
    *(f"/feeds/{name}.atom" for name in GENERAL),
    f"/feeds/bodies/{NHSE}.atom",
    "/feeds/commitments/digital-workforce-plan.atom",
    "/feeds/commitments/harbour-lamps.atom",
)


def changed(release: Path, target: Path, *statements) -> Path:
    """A copy of a release in which a few things are otherwise."""
    shutil.copytree(release, target)
    target.joinpath("delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        for statement in statements:
            connection.execute(*statement)
    connection.close()
    return target


async def feed(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, path
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314 - our own feed


def entries(root):
    return root.findall(f"{ATOM}entry")


def text(element, name):
    return element.findtext(f"{ATOM}{name}")


def link(element, rel):
    [found] = [one for one in element.findall(f"{ATOM}link") if one.get("rel") == rel]
    return found.get("href")


def summary(entry):
    return unescape(text(entry, "summary"))


def assert_valid(root):
    """What RFC 4287 asks of a feed and of its entries (4.1.1 and 4.1.2)."""
    assert root.tag == f"{ATOM}feed"
    for element in (root, *entries(root)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
            assert text(element, name).strip()
        assert text(element, "id").startswith("urn:uuid:")
        assert datetime.fromisoformat(text(element, "updated")).tzinfo is not None
        assert link(element, "alternate").startswith("http")
    assert text(root.find(f"{ATOM}author"), "name")
    assert link(root, "self").startswith("http")
    assert "Open Government Licence" in text(root, "rights")
    ids = [text(entry, "id") for entry in entries(root)]
    assert len(ids) == len(set(ids))
    for entry in entries(root):
        assert entry.find(f"{ATOM}summary").get("type") == "html"


@pytest.mark.parametrize("path", PATHS)
async def test_every_feed_is_valid_and_has_something(news, path):
    root = await feed(news, path)
    assert_valid(root)
    assert 0 < len(entries(root)) <= NEWEST
    assert link(root, "self") == f"http://localhost{path}"
    assert text(root, "updated") == "2026-11-22T06:00:00+00:00"


async def test_slips_are_what_moved_later_was_lost_merged_or_dropped(news):
    found = entries(await feed(news, "/feeds/slips.atom"))
    terms = {entry.find(f"{ATOM}category").get("term") for entry in found}
    assert terms == {"later", "date_lost", "merged", "dropped", "corrected"}


async def test_a_moved_date_is_told_with_both_dates_the_words_and_the_page(news):
    [entry] = [
        entry
        for entry in entries(await feed(news, "/feeds/slips.atom"))
        if text(entry, "title").startswith("Lantern Plan:")
    ]
    assert text(entry, "title") == (
        "Lantern Plan: date moved later, from: by 30 June 2026; to: by 31 October 2026"
    )
    assert "On 4 May 2026: date moved later" in summary(entry)
    assert "(“by the end of October 2026”). Said by: NHS England." in summary(entry)
    assert link(entry, "alternate") == "http://localhost/commitments/lantern-plan#event-2"
    assert link(entry, "via") == "https://news.example/page"
    assert "Counted for 22 November 2026, release 1" in summary(entry)
    page = await news.client.get("/commitments/lantern-plan")
    assert 'id="event-2"' in page.text


async def test_second_hand_and_unchecked_statements_are_marked_and_attributed(news):
    found = entries(await feed(news, "/feeds/commitments/national-maternity-investigation.atom"))
    [moved] = [entry for entry in found if "date moved later" in text(entry, "title")]
    assert "Marks: second-hand, not checked." in summary(moved)
    assert "as reported by Healthcare Management" in summary(moved)


async def test_overdue_is_what_a_person_found_and_no_more(news):
    entry, correction = sorted(
        entries(await feed(news, "/feeds/overdue.atom")),
        key=lambda entry: text(entry, "title"),
        reverse=True,
    )
    assert text(correction, "title") == "Correction: Harbour Lamps (disputed)"
    assert text(entry, "title") == (
        "Harbour Lamps: overdue when a person looked on 20 November 2026 (disputed)"
    )
    assert "disputed" in summary(entry)
    assert "Answer of NHS England, 9 November 2026" in summary(entry)
    assert "it was not found and overdue by at least 143 days" in summary(entry)


async def test_edits_and_removals_lead_to_their_pages(news):
    found = {
        text(entry, "title"): entry for entry in entries(await feed(news, "/feeds/changes.atom"))
    }
    assert set(found) == {"Fog signal: edited", "Tide table: vanished"}
    edited = found["Fog signal: edited"]
    assert link(edited, "alternate") == "http://localhost/changes/1"
    assert "last seen as it was on 1 March 2026, seen changed by 6 March 2026" in (
        summary(edited).lower().replace("march", "March")
    )


async def test_a_site_that_changed_is_told_once_and_of_no_one_document(news, tmp_path, serve_over):
    release = Path(news.get_database("delaywatch").path).parent
    target = changed(
        release,
        tmp_path / "r",
        (
            """insert into site_changes (id, source, first_day, last_day, pages_gone, pages_moved,
                 pages_before, files_gone, files_moved, files_before, sample)
               values (4, 'news', '2026-03-01', '2026-03-07', 120, 30, 1000, 5, 0, 40, 0)""",
        ),
        (
            """insert into news (key, happened, change_id, happened_on, first_published_on,
                 first_release, sample)
               values ('site:4', 'site_changed', 4, '2026-03-07', '2026-11-22', 1, 0)""",
        ),
    )
    found = {
        text(entry, "title"): entry
        for entry in entries(await feed(serve_over(target), "/feeds/changes.atom"))
    }
    site = found["Coast News: many pages gone or moved at once"]
    assert "120 of 1,000 pages were gone and 30 moved" in summary(site)
    assert "this says nothing of any one document" in summary(site)
    assert link(site, "alternate") == "http://localhost/changes/site-4"


@pytest.mark.parametrize(
    ("slug", "title", "told"),
    [
        (
            "digital-workforce-plan",
            "merged into “10 Year Workforce Plan",
            "as reported by",
        ),
        (
            "ten-year-workforce-plan",
            "date lost; until then it was: between 1 March and 31 May 2026",
            "then the words were: “",
        ),
    ],
)
async def test_ends_and_lost_dates_are_told_without_more(news, slug, title, told):
    [entry] = [
        entry
        for entry in entries(await feed(news, f"/feeds/commitments/{slug}.atom"))
        if title in text(entry, "title")
    ]
    assert told in summary(entry)


MIDNIGHT = "T00:00:00+00:00"
# The day that is known, its precision, the day and number of the release: published, updated.
DAYS = [
    ("2025-04-17", "day", "2026-11-22", 1, "2025-04-17", "2025-04-17"),
    ("2025-04-17", "day", "2026-11-29", 2, "2025-04-17", "2026-11-29"),
    ("2025-04-01", "month", "2026-11-29", 2, "2025-04-01", "2026-11-29"),
    ("2016-07-06", "year", "2026-11-22", 1, "2016-01-01", "2016-01-01"),
    (None, "unknown", "2026-11-22", 1, "2026-11-22", "2026-11-22"),
    (None, "unknown", "2026-11-29", 2, "2026-11-29", "2026-11-29"),
]


@pytest.mark.parametrize(("happened", "precision", "told", "number", "first", "updated"), DAYS)
def test_an_entry_has_the_day_of_the_thing_and_that_of_the_telling(
    happened, precision, told, number, first, updated
):
    row = {
        "happened_on": happened, "happened_on_precision": precision, "first_published_on": told,
        "first_release": number,
    }  # fmt: skip
    assert [day.isoformat() for day in dated(row)] == [first + MIDNIGHT, updated + MIDNIGHT]


async def test_a_reader_sees_the_first_release_in_the_order_of_events(news):
    found = entries(await feed(news, "/feeds/all.atom"))
    days = [text(entry, "updated") for entry in found]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > len(days) / 2
    assert all(text(entry, "published") == text(entry, "updated") for entry in found)


async def test_what_nobody_has_verified_is_marked(news):
    for slug, is_marked in (("ten-year-workforce-plan", True), ("lantern-plan", False)):
        for entry in entries(await feed(news, f"/feeds/commitments/{slug}.atom")):
            assert ("<p>Partly not verified: see the page.</p>" in summary(entry)) == is_marked


async def test_the_day_of_a_report_is_told_as_that_and_a_range_as_a_range(news):
    found = entries(await feed(news, "/feeds/commitments/care-data.atom"))
    assert any("<p>Reported on 19 February 2014: " in summary(entry) for entry in found)
    found = entries(await feed(news, "/feeds/commitments/digital-workforce-plan.atom"))
    assert any("<p>Between 1 February and 30 April 2025: " in summary(entry) for entry in found)


async def test_what_is_a_sample_says_so(news, tmp_path, serve_over):
    release = Path(news.get_database("delaywatch").path).parent
    site = serve_over(
        changed(
            release, tmp_path / "r", ("update news set sample = 1 where change_id is not null",)
        )
    )
    for entry in entries(await feed(site, "/feeds/changes.atom")):
        assert text(entry, "title").startswith("SAMPLE: ")
        assert "<p>SAMPLE: " in summary(entry)


async def test_kinds_are_not_mixed(news, tmp_path, serve_over):
    release = Path(news.get_database("delaywatch").path).parent
    site = serve_over(
        changed(
            release,
            tmp_path / "r",
            ("update news set kind = 'scheduled_release' where commitment = 'lantern-plan'",),
            ("update commitments set kind = 'scheduled_release' where slug = 'lantern-plan'",),
        )
    )
    for path in ("/feeds/slips.atom", "/feeds/all.atom", f"/feeds/bodies/{NHSE}.atom"):
        asked = await feed(site, f"{path}?kind=scheduled_release")
        assert_valid(asked)
        assert link(asked, "self").endswith("?kind=scheduled_release")
        about = {
            text(entry, "title").split(":")[0]
            for entry in entries(asked)
            if entry.find(f"{ATOM}category").get("term") not in ("document_changed", "corrected")
        }
        assert about == {"Lantern Plan"}
        promises = await feed(site, path)
        assert not any("Lantern" in text(entry, "title") for entry in entries(promises))
        assert text(promises, "id") != text(asked, "id")
        unknown = await site.client.get(f"{path}?kind=%3Cscript%3E")
        assert unknown.content == (await site.client.get(path)).content


async def test_a_body_has_its_own_news_by_either_way_of_finding_them(news, monkeypatch):
    own = {
        row["commitment"]
        for row in (
            await news.get_database("delaywatch").execute(
                "select commitment from commitment_bodies where body = ?", [NHSE]
            )
        ).rows
    }
    before = await feed(news, f"/feeds/bodies/{NHSE}.atom")
    for entry in entries(before):
        slug = link(entry, "alternate").split("/commitments/")[1].split("#")[0]
        assert slug in own
    monkeypatch.setattr("web.feeds.atom.sql.LARGE_BODY", 0)
    after = await feed(news, f"/feeds/bodies/{NHSE}.atom")
    assert ET.tostring(before) == ET.tostring(after)


async def test_an_empty_feed_is_valid_too(site):
    for path in ("/feeds/overdue.atom", "/feeds/changes.atom"):
        root = await feed(site, path)
        assert_valid(root)
        assert entries(root) == []


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/bodies/nobody.atom",
        "/feeds/commitments/no-such-plan.atom",
        "/feeds/commitments/%3Cscript%3E.atom",
        "/feeds/nothing.atom",
        "/calendar/bodies/nobody.ics",
        "/calendar/commitments/no-such-plan.ics",
    ],
)
async def test_what_is_not_there_is_a_404(site, path):
    response = await site.client.get(path)
    assert response.status_code == 404
    assert "<script>" not in response.text


async def test_ids_stay_when_the_address_or_the_release_changes(
    news, working, tmp_path, serve_over, monkeypatch
):
    before = await feed(news, "/feeds/slips.atom")
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example/")
    after = await feed(news, "/feeds/slips.atom")
    for name in ("id", "title", "updated"):
        assert [text(one, name) for one in (before, *entries(before))] == [
            text(one, name) for one in (after, *entries(after))
        ]
    assert link(after, "self") == "https://delays.example/feeds/slips.atom"
    assert link(entries(after)[0], "alternate").startswith("https://delays.example/commitments/")
    ids = []
    for number, day in enumerate((date(2026, 11, 22), LATER), start=1):
        now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        publish(connect(shutil.copy(working, tmp_path / "w.db")), tmp_path / "p", day, now)
        root = await feed(serve_over((tmp_path / "p/current").resolve()), "/feeds/slips.atom")
        assert f"release {number}" in text(root, "subtitle")
        ids.append([(text(one, "id"), text(one, "updated")) for one in entries(root)])
    assert ids[0] == ids[1]


async def test_nothing_is_sent_again_within_a_release(news):
    for path in ("/feeds/all.atom", "/calendar/dues.ics", "/calendar/foi.ics"):
        first = await news.client.get(path)
        tag = first.headers["etag"]
        again = await news.client.get(path, headers={"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        other = await news.client.get(path, headers={"if-none-match": '"other"'})
        assert other.content == first.content


HOSTILE = "<script>alert(1)</script> & ]]> {{ 7*7 }} \x00\x07\x0b\x1f\u202e\ufffe " + "x" * 10_000


async def test_hostile_text_stays_text(tmp_path, release, serve_over):
    """In every field that comes from a page or a register, sources' addresses among them."""
    hostile = serve_over(
        changed(
            release,
            tmp_path / "r",
            ("update commitments set title = ?", [HOSTILE]),
            ("update bodies set name = ?", [HOSTILE]),
            ("update events set who = ?, due_phrase = ?", [HOSTILE, HOSTILE]),
            ("update event_sources set title = ?, publisher = ?, url = ?",
             [HOSTILE, HOSTILE, "javascript:alert(1)"]),
        )
    )  # fmt: skip
    for path in ("/feeds/all.atom", "/feeds/slips.atom", f"/feeds/bodies/{NHSE}.atom",
                 "/feeds/commitments/gpdpr.atom"):  # fmt: skip
        root = await feed(hostile, path)
        assert_valid(root)
        assert entries(root)
        for entry in entries(root):
            assert "<script" not in text(entry, "summary")
            assert "javascript:" not in ET.tostring(entry, encoding="unicode")
            assert len(text(entry, "title")) < 1000
    listed = (await hostile.client.get("/feeds")).text
    assert "<script>alert" not in listed


async def test_the_page_lists_every_feed_and_each_link_works(site):
    response = await site.client.get("/feeds")
    assert response.status_code == 200
    paths = {
        *(f"/feeds/{name}.atom" for name in GENERAL),
        "/calendar/dues.ics",
        "/calendar/foi.ics",
        f"/feeds/bodies/{NHSE}.atom",
        f"/calendar/bodies/{NHSE}.ics",
    }
    for path in paths:
        assert f'href="{path}"' in response.text
        assert (await site.client.get(path)).status_code == 200
    for name in GENERAL:
        assert f'type="application/atom+xml" title="delaywatch: {GENERAL[name][0]}"' in (
            response.text
        )

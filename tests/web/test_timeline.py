"""/timeline: every commitment once, in pictures and in numbers that add up."""

import re
import sqlite3
from datetime import date
from html import unescape
from itertools import pairwise
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from db.pages import timeline as lists
from tests.web.altered import altered, plan
from tracker import wording
from web import stories
from web.charts.svg import Scale
from web.charts.timeline_chart import chart, scale_of
from web.pages.timeline import PER_PAGE, SORTS

AS_OF = date(2026, 11, 22)
COPIES = 3
EVERY = 41
# What may be asked of the timeline; each leaves some rows of the register.
CHOICES = (
    {},
    {"status": "merged_or_dropped"},
    {"status": "delivered_on_time"},
    {"body": "nhs-digital"},
    {"topic": "cancer"},
    {"year": "2022"},
    {"q": "plan"},
    {"q": "plan", "status": "delivered_late"},
    {"q": "plan", "body": "nhs-england", "year": "2025"},
)


async def page(site, path="/timeline", **choice):
    """A page as a reader's browser gets it."""
    response = await site.client.get(f"{path}?{urlencode(choice)}" if choice else path)
    assert response.status_code == 200, (path, choice, response.text[:500])
    return response.text


def plain(html):
    """The words of a page, without its elements."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def titles(html):
    return [unescape(found) for found in re.findall(r'class="row-title"[^>]*>([^<]+)<', html)]


def names(html):
    return re.findall(r'<li id="([^"]+)"><div class="row-text">', html)


def total(html):
    return int(re.search(r'class="count"><strong>([\d,]+) rows?', html)[1].replace(",", ""))


def by_status(html):
    """The numbers of the list that says what became of the rows."""
    [shown] = re.findall(r'<ul class="status-counts">(.*?)</ul>', html, re.DOTALL)
    links = re.findall(r'status=(\w+)[^"]*"[^>]*><strong>([\d,]+)</strong>', shown)
    [together] = re.findall(r"together <strong>([\d,]+)</strong>", shown)
    return {status: int(n.replace(",", "")) for status, n in links}, int(together.replace(",", ""))


@pytest.fixture(scope="module")
def crowded(release, tmp_path_factory, serve_over):
    """Three times the register, with equal dates, equal titles and rows without a date."""
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        columns = [row[1] for row in connection.execute("pragma table_info(timeline)")]
    copied = ", ".join("slug || '-' || n" if name == "slug" else name for name in columns)
    return serve_over(
        altered(
            release,
            tmp_path_factory.mktemp("crowded"),
            f"insert into timeline select {copied} from timeline, (select 2 as n union select 3)",
            f"update choices set n = n * {COPIES}",
            f"update kinds set commitments = commitments * {COPIES}",
        )
    )


# ---------------------------------------------------------------------- what is listed


@pytest.mark.parametrize("sort", [name for name, _ in SORTS])
async def test_the_pages_of_every_order_hold_each_row_once(crowded, sort):
    seen = []
    for number in range(1, 4):
        html = await page(crowded, sort=sort, page=number)
        assert total(html) == EVERY * COPIES
        assert len(names(html)) == min(PER_PAGE, EVERY * COPIES - len(seen))
        seen += names(html)
    assert len(seen) == len(set(seen)) == EVERY * COPIES
    assert 'rel="next"' not in html


async def test_each_sort_sorts(crowded):
    database = crowded.get_database("delaywatch")
    columns = {
        "due": ("first_due_latest", False), "newest": ("first_due_latest", True),
        "next": ("standing_due_latest", False),
        "latest": ("standing_due_latest", True), "ended": ("outcome_on", True),
        "late": ("days_late_min", True), "title": ("title", False),
    }  # fmt: skip
    assert set(columns) == {name for name, _ in SORTS}
    for sort, (column, downwards) in columns.items():
        rows = [story.row[column] for story in await stories.stories(database, order=sort)]
        known = [row.casefold() if column == "title" else row for row in rows if row is not None]
        assert rows[len(known) :] == [None] * (len(rows) - len(known)), sort
        assert known == sorted(known, reverse=downwards), sort
        assert len(set(known)) > 5, sort


@pytest.mark.parametrize("choice", CHOICES, ids=str)
async def test_the_numbers_of_a_choice_add_up_to_its_rows(site, choice):
    html = await page(site, **choice)
    counts, together = by_status(html)
    assert sum(counts.values()) == together
    wanted = choice.get("status")
    members = {"merged_or_dropped": ("merged", "dropped")}.get(wanted, (wanted,))
    of_choice = sum(counts.get(status, 0) for status in members) if wanted else together
    assert total(html) == of_choice == len(names(html)) > 0


@pytest.mark.parametrize("choice", CHOICES, ids=str)
async def test_each_number_leads_to_as_many_rows(site, choice):
    html = await page(site, **choice)
    counts, _ = by_status(html)
    for link, number in re.findall(r'href="/timeline(\?[^"]*)"[^>]*><strong>(\d+)</strong>', html):
        assert total(await page(site, f"/timeline{unescape(link)}")) == int(number), link
    assert counts


async def test_what_the_lists_offer_is_what_they_find(site):
    html = await page(site)
    offered = 0
    for name, options in re.findall(r'<select id="f-(\w+)"[^>]*>(.*?)</select>', html):
        for value, number in re.findall(r'<option value="(\w[^"]*)"[^>]*>[^<]*\((\d+)\)', options):
            found = await page(site, **{name: unescape(value)})
            assert total(found) == int(number), (name, value)
            offered += 1
    assert offered > 40


async def test_filters_narrow_down(site):
    assert len(titles(await page(site, status="merged_or_dropped"))) == 7
    assert len(titles(await page(site, status="delivered_on_time"))) == 6
    assert "NHS digital workforce plan" in titles(await page(site, q="digital roadmap"))
    assert len(titles(await page(site, topic="cancer"))) == 2
    assert 0 < len(titles(await page(site, body="nhs-digital"))) < EVERY
    assert titles(await page(site, owner="nhs-digital")) == titles(
        await page(site, body="nhs-digital")
    )
    assert titles(await page(site, sort="late"))[0] == "Tobacco control plan for England"


@pytest.mark.parametrize(
    "query",
    [{"page": "99999"}, {"page": "-1"}, {"page": "9" * 400}, {"page": "٣"}, {"q": "   "},
     {"sort": "drop"}, {"status": "", "kind": ""}],
    ids=str,
)  # fmt: skip
async def test_an_odd_page_or_order_is_the_nearest_there_is(site, query):
    assert total(await page(site, **query)) == EVERY


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ({"status": "overdue"}, "overdue (0)"),
        ({"status": "no_date"}, "no date given (0)"),
        ({"status": "being_checked"}, "being checked (0)"),
        ({"kind": "foi_reply"}, "FOI replies (0)"),
        ({"kind": "foi_reply", "status": "unclear"}, "FOI replies (0)"),
        ({"year": "1999"}, "1999 (0)"),
        ({"kind": "review_date", "body": "nhs-england"}, "NHS England (0)"),
        ({"kind": "review_date", "topic": "cancer"}, "cancer (0)"),
    ],
    ids=str,
)
async def test_a_choice_without_rows_shows_none_and_says_so(site, query, offered):
    html = await page(site, **query)
    assert total(html) == 0
    assert not names(html)
    assert "None of this choice: no " in plain(html)
    chosen = re.findall(r"<option [^>]* selected>([^<]*)<", html)
    assert offered in chosen


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"status": "nonsense"}, "Status “nonsense”"),
        ({"status": "<script>alert(1)</script>"}, "Status “<script>alert(1)</script>”"),
        ({"topic": "' or 1=1 --", "body": "\x00", "year": "20 OR 1"}, "Topic “' or 1=1 --”"),
        ({"kind": "all"}, "Kind “all”"),
        ({"kind": "promise' --"}, "Kind “promise' --”"),
        ({"body": "no-such-body", "status": "awaited"}, "Responsible body “no-such-body”"),
        ({"year": "2" * 500}, f"Year of the first due “{'2' * 60}…”"),
    ],
    ids=str,
)
async def test_a_choice_that_there_is_not_shows_nothing_and_is_named(site, query, told):
    html = await page(site, **query)
    assert "<script" not in html
    assert total(html) == 0
    assert not names(html)
    said = plain(html)
    assert "There is no such choice: " in said
    assert told in said
    assert "so nothing is shown" in said


async def test_calendar_and_feed_are_those_of_the_kind_and_body(site):
    html = await page(site, kind="scheduled_release", body="nhs-england")
    assert 'href="/calendar/dues.ics?kind=scheduled_release"' in html
    assert html.count('href="/feeds/slips.atom?kind=scheduled_release"') == 2
    assert 'href="/calendar/bodies/nhs-england.ics?kind=scheduled_release"' in html
    html = await page(site, status="awaited")
    assert 'href="/calendar/dues.ics"' in html
    assert "Neither calendars nor feeds follow the other choices" in html


async def test_samples_among_the_rows_are_counted_apart(site, release, tmp_path, serve_over):
    assert "sample" not in re.search(r'class="count">.*', await page(site))[0]
    rename = """update timeline set title = 'SAMPLE: ' || title where slug in (
      select slug from timeline where status = 'awaited' order by slug limit 2)"""
    made_up = serve_over(altered(release, tmp_path, rename))
    assert "41 rows, of which 2 are samples." in plain(await page(made_up))
    awaited = await page(made_up, status="awaited")
    assert f"{total(awaited)} rows of this choice, of which 2 are samples." in plain(awaited)
    assert "samples" not in plain(await page(made_up, status="delivered_late"))


def test_samples_are_found_by_an_index(release):
    [step] = plan(release, lists.samples(["kind"]), kind="promise")
    assert "kind=? AND title>? AND title<?" in step


@pytest.mark.parametrize(
    "words",
    ["%%", "?!", '"', "'", "-", "*", '""', "x" * 5000, 'a" OR "b', "NEAR(", "title:", "(", "^"],
)
async def test_whatever_is_typed_is_looked_for_and_nothing_breaks(site, words):
    html = await page(site, q=words)
    assert total(html) == 0
    assert "<script" not in html


async def test_the_table_beside_a_choice_holds_the_same_rows(site):
    for choice in CHOICES:
        html = await page(site, **choice)
        [link] = re.findall(r'href="(/delaywatch/timeline\.csv[^"]*)"', html)
        rows = (await page(site, unescape(link))).splitlines()
        assert len(rows) - 1 == total(html), choice


async def test_ready_made_csv_is_served_and_linked(site):
    assert 'href="/csv/timeline.csv"' in await page(site)
    text = await page(site, "/csv/timeline.csv")
    assert len(text.splitlines()) == EVERY + 1
    assert text.splitlines()[0].endswith("delaywatch_release")


async def test_feeds_and_calendar_are_found(site):
    html = await page(site)
    assert 'type="application/atom+xml"' in html
    assert 'href="/feeds/slips.atom"' in html
    assert 'href="/calendar/dues.ics"' in html


async def test_status_words_lead_to_their_definitions(site):
    links = re.findall(r'class="status status-(\w+)" href="/how#(\w+)"', await page(site))
    assert len(links) == EVERY
    assert all(status == anchor and status in wording.STATUS_NAMES for status, anchor in links)


async def test_the_list_of_commitments_is_the_timeline(site):
    response = await site.client.get("/commitments")
    assert response.headers["location"] == "/timeline"


# ---------------------------------------------------------------------- what is said


async def test_no_rate_is_claimed(site):
    said = re.sub(r"“[^”]*”", "", plain(await page(site)))
    said = said.replace("Electronic patient records in 90% of trusts", "")
    said = said.replace("Digital social care records in 80% of providers", "")
    said = said.replace("do not work out rates from these rows", "")
    assert "%" not in said
    assert not re.search(r"\b(rates?|per ?cent|average)\b", said)


async def test_every_due_shows_the_words_beside_its_reading(site, release):
    html = unescape(await page(site))
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        dues = [dict(row) for row in connection.execute("select * from promises")]
    assert len(dues) > 80
    for due in dues:
        told = f"{wording.capital(wording.due_told(due))}; {wording.said_words(due)}"
        assert told in html, due["commitment"]
    said = plain(html)
    for story in await stories.stories(site.get_database("delaywatch")):
        if story.row["first_due_latest"]:
            told = f"ue {wording.row_due(story.row, 'first')}"
            assert wording.short_months(told) in said
    assert "between 9 Mar and 4 May 2023 (our reading of “in the coming weeks”)" in said


async def test_dates_are_told_in_words_and_long_times_in_years(site):
    said = plain(await page(site))
    assert not re.search(r"\b\d{4}-\d\d-\d\d\b", said)
    assert "397 days (1 year 1 month)" in said


async def test_a_stale_page_is_dated(site, monkeypatch):
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 12, 24))
    said = re.sub(r"“[^”]*”", "", plain(await page(site)))
    assert "These figures are 32 days old." in said
    assert not re.search(r"\b(today|now|currently)\b", said.split("These figures")[1])


# ---------------------------------------------------------------------- what is drawn


def parsed(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


async def told(site):
    return {
        story.row["slug"]: story for story in await stories.stories(site.get_database("delaywatch"))
    }


def drawing(story, others):
    return str(chart(story, scale_of(list(others.values()), AS_OF), AS_OF, story.line))


async def test_every_row_of_the_register_can_be_drawn_and_read(site):
    found = await told(site)
    assert len(found) == EVERY
    for story in found.values():
        drawn = drawing(story, found)
        assert parsed(drawn).get("aria-label") == story.line
        assert "red" not in re.findall(r'class="([^"]*)"', drawn)


async def test_each_mark_has_one_title(site):
    marks = [
        element
        for drawn in re.findall(r'<div class="row-picture">(.*?)</div>', await page(site))
        for element in parsed(drawn).iter()
        if "mark" in (element.get("class") or "").split()
    ]
    assert len(marks) > 150
    for mark in marks:
        [title] = [child for child in mark if child.tag == "title"]
        assert title.text


async def test_nothing_is_red_today(site):
    html = await page(site)
    classes = {name for group in re.findall(r'class="([^"]*)"', html) for name in group.split()}
    assert "red" not in classes
    assert "checked lateness would be red, and there is none" in html


async def test_vague_dates_are_bands_and_deadlines_are_not(site):
    found = await told(site)
    green = drawing(found["social-care-green-paper"], found)
    assert "Between 1 June and 31 August 2017 (“summer 2017”); said in March 2017" in green
    assert (
        "Last day moved: first due between 1 June and 31 August 2017 (“summer 2017”); newest"
        in green
    )
    assert len(re.findall(r'class="mark band', green)) == 4
    digital = drawing(found["digital-workforce-plan"], found)
    assert 'class="mark band' not in digital
    assert "ring second-hand" in digital


async def test_soft_bounds_are_hatched_and_second_hand_is_dashed_and_both_may_be(site):
    found = await told(site)
    drawn = "".join(drawing(story, found) for story in found.values())
    bands = re.findall(r'class="mark (?:band|start) ([^"]*)"><title>([^<]*)', drawn)
    known = {(css, "our reading" in title, "second-hand" in title) for css, title in bands}
    assert ("second-hand soft", True, True) in known
    for css, soft, second_hand in known:
        assert ("soft" in css.split(), "second-hand" in css.split()) == (soft, second_hand)
    html = await page(site)
    assert "hatched" in html
    assert 'id="hatch"' in html


async def test_each_outcome_has_its_own_shape(site):
    found = await told(site)
    wanted = {
        "mens-health-strategy": 'class="kept ',
        "hiv-action-plan-2025": 'class="late ',
        "digital-workforce-plan": 'class="merged ',
        "health-disparities-white-paper": 'class="cross ',
        "gpdpr": 'class="paused ',
        "nhs-people-plan": 'class="partial ',
        "womens-health-strategy-renewal": 'class="awaited ',
        "axe-the-fax": 'class="mark silence"',
        "care-data": 'class="from ',
        "forty-new-hospitals": 'class="beyond ',
        "dental-recovery-plan": 'class="theirs ',
    }
    for slug, sign in wanted.items():
        assert sign in drawing(found[slug], found), slug


async def test_nobody_looked_is_told_where_nobody_looked(site):
    found = await told(site)
    assert "Nothing after 8 June 2019 is on record" in drawing(
        found["social-care-green-paper"], found
    )


async def test_the_years_stand_inside_the_axis_and_the_line_says_which_day_it_is(site):
    [axis] = re.findall(r'<svg class="axis".*?</svg>', await page(site), re.DOTALL)
    labels = [node for node in parsed(axis).iter("text") if "year" in (node.get("class") or "")]
    places = [float(node.get("x").rstrip("%")) for node in labels]
    assert all(2 < place < 98 for place in places)
    assert all(one < two for one, two in pairwise(places))
    assert "as of 22 November 2026" in axis
    assert 'id="years"' in axis


def test_a_scale_keeps_its_ends():
    scale = Scale(date(2020, 1, 1), date(2021, 12, 31))
    assert scale.at(date(1990, 1, 1)) == scale.at(date(2020, 1, 1))
    assert scale.at(date(2050, 1, 1)) == scale.at(date(2021, 12, 31))
    assert scale.years() == [2020, 2021]


# ---------------------------------------------------------------------- how it is found


@pytest.mark.parametrize("order", lists.ORDERS)
def test_the_orders_of_all_rows_are_those_of_an_index(release, order):
    steps = plan(
        release, lists.slugs(["kind"], order), kind="promise", limit=PER_PAGE, offset=PER_PAGE
    )
    [step] = steps
    assert step.startswith("SEARCH t USING COVERING INDEX")


@pytest.mark.parametrize("order", ["due", "newest", "next", "latest", "ended", "late"])
def test_the_orders_of_a_status_are_those_of_an_index(release, order):
    values = {"kind": "promise", "status": "unchecked", "limit": PER_PAGE, "offset": 0}
    [step] = plan(release, lists.slugs(["kind", "status"], order), **values)
    assert step.startswith("SEARCH t USING COVERING INDEX")


@pytest.mark.parametrize("name", ["topic", "year", "body", "match"])
def test_no_filter_reads_the_whole_table(release, name):
    values = {name: '"plan"' if name == "match" else "2022", "kind": "promise"}
    for statement in (
        lists.slugs(["kind", name], "due"), lists.status_counts(["kind", name]),
    ):  # fmt: skip
        steps = plan(release, statement, **values, limit=PER_PAGE, offset=0)
        assert not [step for step in steps if re.match(r"SCAN (t|c|b|timeline)\b", step)], steps


def test_what_the_form_offers_is_read_ready_made(release):
    for statement in (lists.CHOICES, lists.KINDS, lists.BODY_STATUS_COUNTS):
        steps = plan(release, statement, kind="promise", body="nhs-england")
        assert not [step for step in steps if "timeline" in step]


async def test_of_words_that_fit_too_many_rows_the_first_are_looked_at_and_that_is_said(
    site, monkeypatch
):
    few = len(titles(await page(site, q="plan")))
    assert few > 3
    assert "too common" not in await page(site, q="plan")
    limited = {name: one.replace("limit 1000", "limit 3") for name, one in lists.CONDITIONS.items()}
    monkeypatch.setattr(lists, "CONDITIONS", limited)
    monkeypatch.setattr(lists, "MOST_MATCHED", 3)
    html = await page(site, q="plan")
    assert "More than 3 commitments hold them" in html
    assert len(titles(html)) == 3

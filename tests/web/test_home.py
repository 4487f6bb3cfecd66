"""/: what a reader on a deadline asks first, in that order, each number with its rows."""

import re
from datetime import date
from html import unescape

import pytest

from db.pages import home as sql
from tests.tracker.pages import DHSC
from tests.web.altered import altered, plan

# Headings in the order of use.
ORDER = (
    "Overdue", "Due date passed, not checked", "Moved later, date lost, merged or dropped",
    "Kept: delivered on time", "Delivered late", "Due next", "Edited or vanished",
)  # fmt: skip
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """The day of counting is today."""
    monkeypatch.setattr("web.clock.today", lambda: DAY)


@pytest.fixture(scope="module")
def busy(news):
    """The site over a release with something overdue and looked for, and with accepted changes."""
    return news


@pytest.fixture(scope="module")
def empty(release, tmp_path_factory, serve_over):
    """A release that holds no commitment."""
    emptied = (f"delete from {table}" for table in ("timeline", "choices", "kinds", "news"))
    return serve_over(altered(release, tmp_path_factory.mktemp("empty"), *emptied))


async def page(site, path="/"):
    response = await site.client.get(path)
    assert response.status_code == 200, (path, response.text[:500])
    return response.text


def plain(html):
    """The words of a page, without its elements."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def section(html, name):
    """The words below a heading of the page."""
    pattern = rf'<section [^>]*aria-labelledby="{name}">(.*?)</section>'
    [found] = re.findall(pattern, html, re.DOTALL)
    return found


async def test_the_parts_stand_in_the_order_of_use(site):
    html = await page(site)
    assert html.count("<h1>") == 1
    places = [html.index(f">{heading}") for heading in ORDER]
    assert places == sorted(places)
    assert html.index('role="search"') < places[0]


async def test_the_search_box_asks_all(site):
    assert 'action="/search"' in await page(site)


async def test_the_numbers_add_up_and_each_leads_to_as_many_rows(site):
    html = await page(site)
    numbers = dict(re.findall(r'status=(\w+)"><strong>([\d,]+)</strong>', html))
    numbers |= dict(re.findall(r'status=(\w+)">(\d+) [a-z]', html))
    assert sum(int(number) for number in numbers.values()) == 41
    assert "41 promised things (commitments), as a picture" in plain(html)
    for status, number in numbers.items():
        rows = plain(await page(site, f"/timeline?status={status}"))
        assert f"{number} row" in rows or number == "0", status


async def test_a_group_names_as_many_rows_as_it_links_to(site):
    html = await page(site)
    for key in ("unchecked", "delivered_on_time", "delivered_late", "awaited"):
        [number] = re.findall(r'class="number"[^>]*>(?:all )?(\d+) rows?<', section(html, key))
        shown = section(html, key).count('href="/commitments/')
        assert shown == min(int(number), 8), key


async def test_nothing_overdue_is_not_called_all_well(site):
    overdue = plain(section(await page(site), "overdue"))
    assert "Nothing is known to be overdue now." in overdue
    assert "That does not say that all is well" in overdue
    assert "of 6 whose date has passed nobody has looked lately enough to say" in overdue


async def test_what_is_overdue_was_checked_and_looked_for(busy):
    overdue = section(await page(busy), "overdue")
    assert re.findall(r'href="/commitments/([^"]+)"', overdue) == ["harbour-lamps"]
    assert "When a person last looked, on 20 Nov 2026, it was overdue" in plain(overdue)
    assert "Nothing is known" not in overdue


async def test_what_is_not_checked_accuses_nobody(site):
    unchecked = plain(section(await page(site), "unchecked"))
    assert "They may have come out" in unchecked
    assert "Social care green paper" in unchecked


async def test_moves_tell_the_date_before_and_after_newest_first(site):
    html = section(await page(site), "moves")
    said = plain(html)
    assert (
        "On 9 December 2025 the last day moved later by 151 days. Before: by 31 December 2025 "
        "(“report back by December 2025”); after: between 1 March and 31 May 2026 "
        "(“following in spring 2026”)."
    ) in said
    assert "In April 2025 merged into 10 Year Workforce Plan" in said
    assert "It was due by 31 December 2023 (“by the end of 2023”)." in said
    assert (
        "In June 2026 the date was lost: “as part of the plan in due course”. Before: between "
        "1 March and 31 May 2026 (“due to be published in the spring”)."
    ) in said
    assert "On 29 July 2024 dropped. It was due in October 2025" in said
    assert html.count('href="/commitments/') == 8
    when = r"<p>(?:On \d+ \w+|In \w+|In|By [\w ]+?) (\d{4}) "
    years = [int(year) for year in re.findall(when, html)]
    assert years == sorted(years, reverse=True)
    assert len(years) == 8


async def test_a_drop_is_told_with_the_date_that_stood_before_it(release, tmp_path, serve_over):
    """Not with one that was given when it was promised again."""
    again = """insert into events (id, commitment, position, event, made_on, made_on_precision,
        made_on_basis, who, voice, due_phrase, due_kind, due_latest, soft, provisional, evidence,
        checked, carries, counts, origin)
      select 99999, commitment, 99, 'promised', '2025-09-01', 'day', 'statement', who, voice,
        'by March 2027', 'deadline', '2027-03-31', 0, 0, evidence, checked, 1, 1, origin
      from events where commitment = 'social-care-charging-cap' and event = 'dropped'"""
    stands = """update timeline set standing_due_latest = '2027-03-31',
      standing_due_words = 'by March 2027', status = 'awaited' where slug =
      'social-care-charging-cap'"""
    made_up = serve_over(altered(release, tmp_path, again, stands))
    said = plain(section(await page(made_up), "moves"))
    assert "On 29 July 2024 dropped. It was due in October 2025" in said
    assert "2027" not in said


async def test_the_list_of_moves_says_how_long_it_is(site):
    html = section(await page(site), "moves")
    said = plain(html)
    assert "What was said last stands first: 8 rows." in said
    assert html.count("<li>") == 8
    assert "what stands as merged or dropped: 7 rows" in said
    [link] = re.findall(r'href="(/timeline[^"]*merged_or_dropped[^"]*)"', html)
    assert "7 rows of this choice." in plain(await page(site, unescape(link)))


async def test_of_what_is_not_checked_the_newest_date_stands_first(site):
    html = section(await page(site), "unchecked")
    slugs = re.findall(r'href="/commitments/([^"]+)"', html)
    assert slugs[0] == "ten-year-workforce-plan"
    assert slugs[-1] == "social-care-green-paper"
    assert "status=unchecked&amp;sort=latest" in html


async def test_what_the_register_does_not_verify_is_marked_in_every_list(site):
    html = await page(site)
    assert "partly not verified: see page" in section(html, "unchecked")
    for item in re.findall(r"<li><a.*?</li>", section(html, "moves"), re.DOTALL):
        is_marked = "partly not verified: see page" in item
        named = [slug in item for slug in ("ten-year-workforce-plan", "digital-workforce-plan")]
        assert is_marked == any(named), item
    for path in ("/timeline", "/bodies/nhs-england", "/search?q=workforce"):
        assert "partly not verified: see page" in await page(site, path), path


async def test_samples_are_counted_apart(site, release, tmp_path, serve_over):
    assert "sample" not in plain(await page(site))
    rename = """update timeline set title = 'SAMPLE: ' || title where slug in (
      select slug from timeline where status = 'awaited' order by slug limit 2)"""
    said = plain(await page(serve_over(altered(release, tmp_path, rename))))
    assert re.search(r"\d+ awaited, of which 2 are samples", said)
    assert "what happened, of which 2 are samples." in said
    assert "delivered late, of which" not in said


async def test_a_change_between_two_looks_of_one_day_is_told_as_that_day(
    news_release, tmp_path, serve_over
):
    same = "update document_changes set as_before_on = '2026-11-21', changed_by = '2026-11-21'"
    html = section(await page(serve_over(altered(news_release, tmp_path, same))), "changes")
    assert ", on 21 November 2026." in plain(html)
    assert "between" not in plain(html)


async def test_dates_that_passed_since_the_day_of_counting_are_marked(site, monkeypatch):
    assert "has passed since" not in await page(site)
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 12, 20))
    html = await page(site)
    awaited = plain(section(html, "awaited"))
    assert "Due next after 22 November 2026" in awaited
    assert "Dates that had not passed on 22 November 2026" in awaited
    assert awaited.count("that day has passed since these figures were counted") == 1
    for path in ("/timeline?status=awaited", f"/bodies/{DHSC}", "/search?q=palliative"):
        assert "that day has passed since" in await page(site, path), path


async def test_kept_promises_are_as_prominent_as_late_ones(site):
    html = await page(site)
    assert html.index('id="delivered_on_time"') < html.index('id="delivered_late"')
    for key in ("delivered_on_time", "delivered_late"):
        assert '<h2 id="' in section(html, key)
        assert f'<section class="group" aria-labelledby="{key}">' in html


async def test_what_changed_is_shown_with_its_page(busy, site):
    html = section(await page(busy), "changes")
    links = re.findall(r'href="/changes/(\d+)"', html)
    assert len(links) == len(set(links)) >= 2
    assert re.search(r"\b(Edited|Vanished)", plain(html))
    assert 'href="/changes"' in html
    for number in links:
        await page(busy, f"/changes/{number}")
    assert "No change to a document" in plain(section(await page(site), "changes"))


async def test_other_kinds_are_named_apart_and_never_added(release, tmp_path, serve_over):
    more = "insert into kinds values ('review_date', 1234, 2000, 0, 0)"
    said = plain(await page(serve_over(altered(release, tmp_path, more))))
    assert "Of other kinds, and not counted above: 1,234 review dates." in said
    assert "41 promised things (commitments)" in said
    assert "1,275" not in said


async def test_the_health_of_the_sources_stands_in_one_line(release, tmp_path, serve_over, site):
    assert "No source has been read yet" in plain(await page(site))
    read = """insert into source_health (source, sample, health, read_on, pages_failed) values
      ('a', 0, 'healthy', '2026-11-20', 1), ('b', 0, 'broken', '2026-11-21', 2),
      ('c', 1, 'healthy', '2026-11-21', 0)"""
    html = await page(serve_over(altered(release, tmp_path, read)))
    [line] = re.findall(r'<p class="as-of">(.*?)</p>', html, re.DOTALL)
    assert "Counted for 22 November 2026, release 1." in plain(line)
    assert "1 of 2 sources healthy, 3 pages failed, last read on 21 November 2026" in plain(line)
    assert "1 of 1 made-up sources healthy SAMPLE" in plain(line)
    assert line.count('href="/sources"') == 2


async def test_now_is_a_date_when_the_release_is_old(site, monkeypatch):
    assert ">Overdue now" in await page(site)
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 11, 25))
    html = await page(site)
    assert ">Overdue on 22 November 2026" in html
    assert "Nothing is known to be overdue on 22 November 2026." in plain(html)
    said = re.sub(r"“[^”]*”", "", plain(html))
    assert not re.search(r"\b(now|today|currently)\b", said, re.IGNORECASE)


async def test_no_rate_is_claimed(site):
    said = re.sub(r"“[^”]*”", "", plain(await page(site)))
    said = said.replace("Electronic patient records in 90% of trusts", "")
    said = said.replace("unfit for rates, ranks or averages", "")
    assert "%" not in said
    assert not re.search(r"\b(rates?|per ?cent|average)\b", said)


async def test_feeds_and_the_calendar_are_found(site, busy):
    html = await page(site)
    assert '<link rel="alternate" type="application/atom+xml"' in html
    assert 'href="/feeds/slips.atom"' in html
    assert 'href="/calendar/dues.ics"' in html
    assert 'href="/feeds/changes.atom"' in await page(busy)


async def test_an_empty_release_has_a_home_too(empty):
    said = plain(await page(empty))
    assert "Nothing is known to be overdue now." in said
    assert said.count("None is known.") == 3


async def test_the_page_is_small(site):
    assert len((await page(site)).encode()) < 40_000


def test_no_part_reads_a_whole_table(release):
    for statement in (sql.MOVES, sql.CHANGES):
        steps = plan(release, statement, kind="promise", limit=8)
        assert not [step for step in steps if re.match(r"SCAN (news|e|f|t)\b", step)], steps
    steps = plan(release, sql.MOVES, kind="promise", limit=8)
    newest = [step for step in steps if "news" in step]
    assert len(newest) == len(sql.SLIPPED)
    assert all("(kind=? AND happened=?)" in step for step in newest)


def test_the_newest_moves_are_read_off_an_index(release):
    alone = sql._newest("later")
    steps = plan(release, alone, kind="promise", limit=8)
    assert not [step for step in steps if "TEMP B-TREE" in step], steps

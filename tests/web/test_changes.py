"""Edits and removals: what is told of them, in which order, and never more than is known."""

import re
import shutil
import sqlite3
import time
from datetime import UTC, datetime

import pytest

from db.pages import changes as changes_sql
from db.pages import documents as documents_sql
from tests.tracker.changes.watch import Watch, file
from tests.tracker.pages import LIGHTHOUSE, TODAY
from tracker.publish import publish
from web.pages.changes import days_words, told

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
ROW = {
    "title": "Fog signal", "change": "edited", "as_before_on": "2026-03-01",
    "changed_by": "2026-03-06", "happened_on": None, "now": "as changed", "removed": None,
    "added": None, "files_removed": None, "files_added": None, "attached_to": None, "was": None,
    "became": None, "republish": "text",
}  # fmt: skip

# ------------------------------------------------------------------------------- in words

DAYS = [
    ("edited", {}, "Seen changed by 6 March 2026; last seen as it was on 1 March 2026."),
    ("edited", {"as_before_on": None},
     "Seen changed by 6 March 2026; on which day it was last seen as it was is not known."),
    ("edited", {"happened_on": "2026-03-05"},
     ("Seen changed by 6 March 2026; last seen as it was on 1 March 2026. "
      "Its publisher dates the change 5 March 2026.")),
    ("edited", {"as_before_on": "2026-03-06"},
     "Seen changed by 6 March 2026; last seen as it was earlier on the same day."),
    ("file replaced", {},
     "Seen replaced by 6 March 2026; last seen as it was on 1 March 2026."),
    ("vanished", {}, "Found gone by 6 March 2026; last seen there on 1 March 2026."),
    ("came back", {}, "Seen there again by 6 March 2026; found gone before that on 1 March 2026."),
    ("moved", {},
     "Seen at the other address by 6 March 2026; last seen at the old one on 1 March 2026."),
    ("date of publication changed under an unchanged text", {},
     "Seen with the other date by 6 March 2026; last seen with the old one on 1 March 2026."),
    ("something new", {}, "Seen by 6 March 2026; last seen as it was on 1 March 2026."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "more", "words"), DAYS, ids=[row[2][:40] for row in DAYS])
def test_between_which_days_it_came_about(change, more, words):
    assert days_words(ROW | {"change": change} | more) == words


@pytest.mark.parametrize(
    ("change", "now", "is_loss_told", "words"),
    [
        ("edited", "as changed", False, "When last looked at, it stood as changed."),
        ("edited", "as before", False,
         "When last looked at, it stood as it did before the change."),
        ("edited", "gone", False, ""),
        ("edited", "gone", True, "When last looked at, it was not at its address."),
        ("edited", "elsewhere", False, ""),
        ("vanished", "gone", False, "When last looked at, it was not at its address."),
        ("vanished", "there", False, "When last looked at, it was there."),
        ("edited", "something new", False, ""),
    ],
)  # fmt: skip
def test_what_was_there_at_last(change, now, is_loss_told, words):
    row = ROW | {"change": change, "now": now}
    assert told(row, is_loss_told=is_loss_told)["now_words"] == words


def test_a_date_is_told_as_a_day_and_other_values_as_they_are():
    row = ROW | {"change": "date of publication changed under an unchanged text"}
    found = told(row | {"was": "2026-03-01T06:00:00Z", "became": "soon, they say"})
    assert (found["was_words"], found["became_words"]) == ("1 March 2026", "soon, they say")
    assert told(row | {"was": "2026-03-01"})["was_words"] == "1 March 2026"
    assert told(ROW | {"was": "2026-03-01"})["was_words"] == "2026-03-01"


# ----------------------------------------------------------------------------- statements


def statements():
    for module in (changes_sql, documents_sql):
        for name, value in vars(module).items():
            if name.isupper() and not name.startswith("_"):
                several = value.items() if isinstance(value, dict) else [("", value)]
                yield from ((f"{module.__name__}.{name}{key}", sql) for key, sql in several)


VALUES = {"id": 1, "number": 1, "document": 1, "source": "news", "change": "edited", "limit": 25,
          "offset": 0}  # fmt: skip
# Site changes and sources are few; changes are counted by a walk along an index.
FEW = re.compile(
    r"SCAN (s|c|b)\b|SCAN d USING (COVERING )?INDEX|SCAN document_changes USING COVERING"
)


@pytest.mark.parametrize(("name", "statement"), list(statements()), ids=lambda value: value[:40])
def test_no_statement_reads_a_whole_table(room, name, statement):
    with sqlite3.connect(f"file:{room}/delaywatch.db?mode=ro", uri=True) as file_there:
        connection = sqlite3.connect(":memory:")
        file_there.backup(connection)
    # What was counted of these few rows would make a walk through all of them the best plan.
    connection.executescript("drop table sqlite_stat1; drop table if exists sqlite_stat4")
    connection.commit()
    connection.execute("analyze sqlite_schema")
    asked = {key: value for key, value in VALUES.items() if f":{key}" in statement}
    steps = [row[3] for row in connection.execute(f"explain query plan {statement}", asked)]
    scans = [step for step in steps if step.startswith("SCAN") and not FEW.match(step)]
    assert [step for step in scans if step not in ("SCAN p", "SCAN (subquery-2)")] == [], name


# ------------------------------------------------------------------------------- the pages


def fill(desk):
    """An edit, a loss, a return, a replaced file, a sample; an undecided and a rejected edit."""
    edits = (("fog", "fog"), ("secret", "waiting"), ("wrong", "rejected"))
    for name, word in edits:
        for day, month in ((1, "May"), (6, "June")):
            desk.on(day, f"The {word} opens in {month}.", url=f"https://news.example/{name}",
                    title=name.title())  # fmt: skip
    desk.on(1, "Tides.", url="https://news.example/tide", title="Tide")
    desk.gone(9, url="https://news.example/tide")
    desk.seen(12, url="https://news.example/tide")
    desk.on(1, "Page.", url="https://news.example/p", title="P", attachments=(file("plan.pdf"),))
    desk.read_file(1, "plan.pdf", "By May.")
    desk.read_file(8, "plan.pdf", "By June.")
    for day, month in ((1, "May"), (2, "June")):
        desk.on(day, f"Made up, {month}.", url="https://sample.example/s", origin="sample",
                title="SAMPLE: made up")  # fmt: skip
    titles = {row["id"]: row["title"] for row in desk.rows("select id, title from documents")}
    for change in desk.changes("waiting"):
        if titles[change["document"]] == "Secret":
            continue
        desk.say(change, "reject" if titles[change["document"]] == "Wrong" else "accept")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """A release of such changes, and of a site that lost a quarter of its pages."""
    desk = Watch.fresh(tmp_path_factory.mktemp("changes"), LIGHTHOUSE)
    fill(desk)
    desk.on_one_day(1, 20, "One of many.", source="news")
    for number in range(5):
        desk.gone(20, f"https://news.example/{number}")
    [notice] = desk.notices()
    desk.say(notice, site=True)
    folder = desk.path.parent / "published"
    publish(desk.db, folder, TODAY, NOW)
    return (folder / "current").resolve()


@pytest.fixture(scope="module")
def shown(room, serve_over):
    return serve_over(room)


async def page(site, path, status=200):
    response = await site.client.get(path)
    assert response.status_code == status, path
    return response.text


def titles(html):
    return re.findall(r'<li id="change-\d+"><h3><a href="/changes/\d+"><bdi>([^<]*)', html)


def plain(html):
    html = html.replace("</dt>", ": ").replace("</h3>", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


async def test_accepted_changes_the_newest_first(shown):
    html = await page(shown, "/changes")
    assert titles(html) == ["Tide", "Tide", "Plan", "Fog", "SAMPLE: made up"]
    assert '<a href="/delaywatch/document_changes">5 changes</a>' in html
    assert 'type="application/atom+xml"' in html
    assert 'href="/feeds/changes.atom"' in html


async def test_nothing_is_told_of_what_nobody_accepted(shown):
    pages = [await page(shown, path) for path in ("/changes", "/documents/2", "/documents/3")]
    for html in pages:
        assert "opens in May" not in html.replace("The fog opens in May", "")
    for number in range(1, 20):
        html = (await shown.client.get(f"/changes/{number}")).text
        assert "Secret" not in html
        assert "Wrong" not in html


FILTERS = [
    ("change=vanished", ["Tide"]),
    ("change=edited", ["Fog", "SAMPLE: made up"]),
    ("change=came+back", ["Tide"]),
    ("source=news", ["Tide", "Tide", "Plan", "Fog", "SAMPLE: made up"]),
    ("source=news&change=file+replaced", ["Plan"]),
    ("source=nobody&change=nothing", ["Tide", "Tide", "Plan", "Fog", "SAMPLE: made up"]),
    ("change=site", []),
]


@pytest.mark.parametrize(("query", "found"), FILTERS)
async def test_by_source_and_by_what_happened(shown, query, found):
    assert titles(await page(shown, f"/changes?{query}")) == found


async def test_a_site_change_is_told_once(shown):
    html = await page(shown, "/changes")
    assert html.count('<li id="site-') == 1
    assert re.search(r"Found on 20 March 2026\. 5 of \d\d pages were gone\.", plain(html))
    assert '<li id="site-' not in await page(shown, "/changes?change=edited")
    assert '<li id="site-' in await page(shown, "/changes?change=site")
    [number] = re.findall(r'<li id="site-(\d+)"', html)
    own = plain(await page(shown, f"/changes/site-{number}"))
    assert "A whole site changed: Coast News" in own
    assert "Found on 20 March 2026." in own
    await page(shown, "/changes/site-99", 404)


async def test_one_change_with_both_sides(shown):
    [number] = re.findall(r'id="change-(\d+)"><h3><a [^>]*><bdi>Fog', await page(shown, "/changes"))
    html = await page(shown, f"/changes/{number}")
    assert "<del>The fog opens in May.</del>" in html
    assert "<ins>The fog opens in June.</ins>" in html
    text = plain(html)
    assert "Seen changed by 6 March 2026; last seen as it was on 1 March 2026." in text
    assert f"To cite this page: /changes/{number}, as of 22 November 2026, release 1" in text
    assert f'href="/delaywatch/document_changes/{number}"' in html


async def test_a_sample_says_so(shown):
    for path in ("/changes", "/changes?change=edited"):
        html = await page(shown, path)
        assert html.count("SAMPLE, made up") == 1


async def test_a_replaced_file_names_the_page_that_it_hangs_on(shown):
    [number] = re.findall(r'href="/changes/(\d+)"><bdi>Plan', await page(shown, "/changes"))
    assert 'href="https://news.example/p"' in await page(shown, f"/changes/{number}")


@pytest.mark.parametrize("number", ["0", "999", "x", "1x", "-1", "site-", "9" * 30])
async def test_a_change_that_there_is_not(shown, number):
    await page(shown, f"/changes/{number}", 404)


async def test_an_empty_list_claims_nothing(tmp_path, serve_over):
    desk = Watch.fresh(tmp_path, LIGHTHOUSE)
    publish(desk.db, tmp_path / "published", TODAY, NOW)
    html = await page(serve_over((tmp_path / "published" / "current").resolve()), "/changes")
    assert "That is no finding that nothing changed." in html


@pytest.mark.slow
async def test_a_hundred_thousand_changes_are_paged_by_an_index(room, tmp_path, serve_over):
    target = tmp_path / "release"
    shutil.copytree(room, target)
    (target / "delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        connection.execute(
            """insert into document_changes (id, document, title, source, change, changed_by, now,
                 sentences_removed, removed, decided_on, sample)
               with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
               select 1000 + i, 1, 'Made ' || i, 'news', iif(i % 2, 'edited', 'vanished'),
                 date('2025-01-01', (i % 400) || ' days'), 'gone', 1, 'It went.', '2026-03-10', 0
               from n"""
        )
        connection.execute("analyze")
    connection.close()
    site = serve_over(target)
    await page(site, "/changes")
    for query in ("", "page=4000", "change=edited&page=1000", "source=news", "page=x",
                  "source=news&change=vanished&page=99999999"):  # fmt: skip
        times = []
        for _ in range(3):
            started = time.perf_counter()
            html = await page(site, f"/changes?{query}")
            times.append(time.perf_counter() - started)
        assert titles(html)
        assert min(times) < 0.5, query

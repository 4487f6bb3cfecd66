"""Datasette's own pages: rows by name, our pages one step away, no CSV cut in silence."""

import csv
import re
import shutil
import sqlite3
from itertools import pairwise

import httpx
import pytest

from db.publishing.tables import TABLES
from web.own_pages import own_path
from web.whole_csv import whole_csv

ENDLESS = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+max(i)+from+n"
PLAN = "digital-workforce-plan"


async def page(site, path, status=200):
    response = await site.client.get(path)
    assert response.status_code == status, path
    return response.text


def heading(html):
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found).strip()


def plain(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# ------------------------------------------------------------------------------------- rows


async def first_row(site, table):
    found = await site.client.get(f"/delaywatch/{table}.json?_shape=objects&_size=1")
    return found.json()["rows"][0] if found.json()["rows"] else None


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (f"commitments/{PLAN}", "NHS digital workforce plan"),
        (f"timeline/{PLAN}", "NHS digital workforce plan"),
        ("bodies/nhs-england", "NHS England"),
        (f"aliases/{PLAN},1", "NHS digital workforce plan, no. 1"),
        ("events/1", "Independent ADHD Taskforce reports, no. 1, promised"),
        ("as_of/1", "1"),
    ],
)
async def test_a_row_is_titled_by_its_name(site, row, name):
    html = await page(site, f"/delaywatch/{row}")
    assert heading(html) == name
    assert f"<title>{name} – " in html


async def test_a_row_says_what_its_columns_mean_and_calls_what_it_leads_to_by_name(site):
    html = await page(site, f"/delaywatch/aliases/{PLAN},1")
    assert "What it means" in html
    assert (
        f'<a href="/delaywatch/commitments/{PLAN}">NHS digital workforce plan</a> '
        f'<span class="quiet">{PLAN}</span>' in html
    )
    assert "rows of What was said and done" in plain(
        await page(site, f"/delaywatch/commitments/{PLAN}")
    )


LEADS = [
    ("commitments", {"slug": "fax-ban"}, "/commitments/fax-ban"),
    ("timeline", {"slug": "fax-ban"}, "/commitments/fax-ban"),
    ("events", {"commitment": "fax-ban", "position": 3}, "/commitments/fax-ban#event-3"),
    ("promises", {"commitment": "fax-ban", "position": 3}, "/commitments/fax-ban#event-3"),
    ("bodies", {"slug": "nhs-england"}, "/bodies/nhs-england"),
    ("documents", {"id": 7}, "/documents/7"),
    ("quotes", {"document": 7}, "/documents/7"),
    ("document_changes", {"id": 7}, "/changes/7"),
    ("site_changes", {"id": 7}, "/changes/site-7"),
    ("claims", {"commitment": "fax-ban", "release": 3}, "/commitments/fax-ban"),
    ("held", {"commitment": "fax-ban"}, "/commitments/fax-ban"),
    ("responses", {"commitment": "fax-ban", "position": 1}, "/commitments/fax-ban"),
    ("objections", {"commitment": "fax-ban", "position": 1}, "/commitments/fax-ban"),
    ("redactions", {"id": 2, "document": 7}, "/documents/7"),
    ("releases", {"number": 3}, "/releases/3"),
    ("corrections", {"key": "wording:1", "commitment": None}, "/corrections"),
    ("foi_requests", {"id": "foi 1/2"}, "/foi/foi%201%2F2"),
    ("foi_clock", {"foi_request": None}, None),
    ("bank_holidays", {"day": "2026-01-01"}, None),
]


@pytest.mark.parametrize(("table", "row", "path"), LEADS, ids=[row[0] for row in LEADS])
def test_our_page_of_a_row(table, row, path):
    assert own_path(table, row.get) == path


def test_only_published_tables_lead_to_our_pages():
    columns = {"slug", "commitment", "position", "document", "id", "foi_request", "name"}
    row = dict.fromkeys(columns, "x")
    leading = {table.name for table in TABLES if own_path(table.name, row.get)}
    assert {"commitments", "events", "documents", "bodies", "foi_requests"} <= leading
    assert own_path("no_such_table", row.get) is None


@pytest.mark.parametrize("table", ["commitments", "timeline", "events", "bodies", "foi_requests"])
async def test_tables_and_their_rows_lead_to_our_pages(site, table):
    row = await first_row(site, table)
    path = own_path(table, row.get)
    assert f'<td class="own-page"><a href="{path}">' in await page(site, f"/delaywatch/{table}")
    key = row.get("slug") or row["id"]
    assert f'href="{path}"><strong>The page of this' in await page(
        site, f"/delaywatch/{table}/{key}"
    )


async def test_every_published_table_answers_with_its_title_and_the_meaning_of_its_columns(
    site, metadata
):
    for name, described in metadata["databases"]["delaywatch"]["tables"].items():
        html = await page(site, f"/delaywatch/{name}")
        assert heading(html) == described["title"], name
        assert html.count("<dt>") == len(described["columns"]), name


async def test_labels_stand_instead_of_keys_in_tables(site):
    html = await page(site, "/delaywatch/events")
    assert re.search(r'<a href="/delaywatch/commitments/[^"]+">[A-Z][^<]+</a>&nbsp;<em>', html)


async def test_a_ready_made_question_is_called_by_its_title_and_leads_to_commitments(
    site, metadata
):
    for name, query in metadata["databases"]["delaywatch"]["queries"].items():
        assert heading(await page(site, f"/delaywatch/{name}")) == query["title"]
    html = await page(site, "/delaywatch/delivered_late")
    assert '<td class="col-slug"><a href="/commitments/' in html


# ------------------------------------------------------------------------------- every page

PATHS = [
    "/delaywatch", "/delaywatch/events", "/delaywatch/events?_facet=event", "/delaywatch/events/1",
    "/delaywatch/timeline?status=awaited&_sort=title", "/delaywatch/delivered_late",
    "/delaywatch/said_about?name=fax", "/delaywatch?sql=select+1", "/delaywatch?sql=select+x",
    "/delaywatch?sql=drop", "/delaywatch/timeline?_where=1", "/delaywatch/nowhere",
    "/delaywatch/commitments?_search=plan", "/delaywatch/moved_later_since?_show_sql=1",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_no_script_and_no_style_in_line_and_headings_in_order(site, path):
    html = (await site.client.get(path)).text
    assert "<script" not in html
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert '<html lang="en-GB">' in html
    for field in re.findall(r"<(?:select|input|textarea)\b[^>]*>", html):
        number = re.search(r' id="([^"]+)"', field)
        named = number and f'for="{number[1]}"' in html
        hidden = 'type="hidden"' in field or 'type="submit"' in field or "checkbox" in field
        assert named or hidden or "aria-label=" in field, field


async def test_a_question_that_takes_too_long_is_told_in_plain_words(site):
    response = await site.client.get(f"/delaywatch?sql={ENDLESS}&_timelimit=20")
    assert response.status_code == 400
    assert heading(response.text) == "This question took too long"
    assert "<script" not in response.text
    assert "<textarea" not in response.text


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "\u202egpj", "a\0b", "x" * 10_000])
async def test_hostile_text_stays_text(release, tmp_path, serve_over, value):
    site = altered(release, tmp_path, serve_over, "update commitments set title = ?1, summary = ?1",
                   value)  # fmt: skip
    for path in (f"commitments/{PLAN}", "commitments", f"aliases/{PLAN},1", "events"):
        html = await page(site, f"/delaywatch/{path}")
        assert "<script>alert" not in html
        assert "\u202e" not in heading(html)
        assert len(heading(html)) < 300
    sql = f"/delaywatch?sql=select+title+as+%22%3Cscript%3E%22+from+commitments&_={value[:50]}"
    assert "<script" not in (await site.client.get(sql.replace("\0", "%00"))).text


def altered(release, tmp_path, serve_over, statement, *values):
    """A site over a copy of the release in which a statement was run."""
    target = tmp_path / "release"
    shutil.copytree(release, target)
    (target / "delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        connection.execute(statement, values)
    connection.close()
    return serve_over(target)


# -------------------------------------------------------------------------------------- CSV


@pytest.fixture(scope="module")
def counted(release, tmp_path_factory, serve_over):
    """A site over tables of 999, of exactly 1,000 and of 1,001 rows, with line ends in cells."""
    target = tmp_path_factory.mktemp("counted") / "release"
    shutil.copytree(release, target)
    (target / "delaywatch.db").chmod(0o644)
    with sqlite3.connect(target / "delaywatch.db") as connection:
        for count in (999, 1000, 1001):
            connection.execute(
                f"create table of_{count} (id integer primary key, words, odd integer)"
            )
            connection.executemany(
                f"insert into of_{count} values (?, ?, ?)",
                [(n, f'a "{n}",\r\nb', n % 2) for n in range(count)],
            )
    connection.close()
    return serve_over(target)


@pytest.fixture(scope="module")
def asked(counted):
    """A function that asks the wrapped site, and counts what reaches Datasette."""
    inner = counted.app()

    async def ask(path, **headers):
        calls = []

        async def counting(scope, receive, send):
            calls.append(scope["path"])
            await inner(scope, receive, send)

        transport = httpx.ASGITransport(app=whole_csv(counted)(counting))
        async with httpx.AsyncClient(transport=transport, base_url="http://here.example") as client:
            return await client.get(path, headers=headers), calls

    return ask


def rows(response):
    return len(list(csv.reader(response.text.splitlines(keepends=True)))) - 1


WHOLE = [
    ("/delaywatch/of_999.csv?_size=max", 999),
    ("/delaywatch/of_999.csv", 999),
    ("/delaywatch/of_1000.csv?_size=max", 1000),
    ("/delaywatch/of_1000.csv", 1000),
    ("/delaywatch/of_1001.csv?_size=10", 10),
    ("/delaywatch/of_1001.csv?_size=999", 999),
    ("/delaywatch/of_1001.csv?odd=1&_size=max", 500),
    ("/delaywatch.csv?sql=select+*+from+of_1000", 1000),
    ("/delaywatch.csv?sql=select+*+from+of_1001+limit+1000", 1000),
    ("/delaywatch/delivered_late.csv", 8),
    ("/delaywatch/of_1001/5.csv", 1),
    ("/delaywatch/of_1000.csv?_size=max&_labels=on&_dl=1", 1000),
]


@pytest.mark.parametrize(("path", "count"), WHOLE)
async def test_a_whole_csv_goes_out(asked, path, count):
    response, _ = await asked(path)
    assert response.status_code == 200
    assert rows(response) == count


CUT = [
    ("/delaywatch/of_1001.csv?_size=max", "Take all rows of this table: /csv/of_1001.csv"),
    ("/delaywatch/of_1001.csv", "Take all rows of this table: /csv/of_1001.csv"),
    ("/delaywatch/of_1001.csv?_size=max&_header=off", "/csv/of_1001.csv"),
    ("/delaywatch/of_1001.csv?_size=1000", "/csv/of_1001.csv"),
    ("/delaywatch/of_1001.csv?id__gte=0&_size=max", "Narrow it down further, or take all rows"),
    ("/delaywatch.csv?sql=select+*+from+of_1001", "add “limit 1000”"),
    ("/delaywatch.csv?sql=select+*+from+of_1001&_size=max", "add “limit 1000”"),
]


@pytest.mark.parametrize(("path", "advice"), CUT)
async def test_a_csv_that_would_be_cut_is_refused_in_plain_words(asked, path, advice):
    response, _ = await asked(path)
    assert response.status_code == 400
    assert "This has more than 1,000 rows" in response.text
    assert advice in response.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


async def test_a_browser_is_shown_a_page_with_the_link(asked):
    response, _ = await asked("/delaywatch/of_1001.csv?_size=max", accept="text/html,*/*")
    assert response.status_code == 400
    assert '<a href="/csv/of_1001.csv">/csv/of_1001.csv</a>' in response.text
    assert "<script" not in response.text


@pytest.mark.parametrize("path", ["/delaywatch/of_999.csv?_size=max", "/delaywatch/events.csv"])
async def test_a_small_table_is_asked_for_once(asked, counted, monkeypatch, path):
    async def never(*_args, **_more):
        pytest.fail("asked twice")

    monkeypatch.setattr(counted.client, "get", never)
    response, calls = await asked(path)
    assert response.status_code == 200
    assert len(calls) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/delaywatch/nowhere.csv",
        "/delaywatch.csv?sql=drop",
        "/delaywatch.csv?sql=select+x",
        f"/delaywatch.csv?sql={ENDLESS}&_timelimit=20",
    ],
)
async def test_what_fails_is_no_empty_csv(asked, path):
    response, _ = await asked(path)
    assert response.status_code in (400, 404)
    assert "1,000 rows" not in response.text
    assert response.text.strip()


async def test_a_csv_that_is_too_large_is_refused_and_not_cut(asked, counted, monkeypatch):
    monkeypatch.setitem(counted._settings, "max_csv_mb", 1)
    path = "/delaywatch.csv?sql=select+hex(words||words||words||words)||hex(words)||hex(words)"
    big = "||".join(["hex(hex(hex(hex(words))))"] * 10)
    response, _ = await asked(f"/delaywatch.csv?sql=select+{big}+from+of_999")
    assert response.status_code == 400
    assert "CSV contains more" not in response.text
    assert (await asked(f"{path}+from+of_999"))[0].status_code == 200

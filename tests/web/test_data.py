"""Downloads with release, hash and licence; questions in SQL that run."""

import csv
import hashlib
import io
import re
import sqlite3
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from db.pages.examples import EXAMPLES
from db.publishing.tables import TABLES
from web.__main__ import datasette_command

FEWEST, MOST = 8, 12


@pytest.fixture
async def page(site):
    """The page of downloads."""
    response = await site.client.get("/data")
    assert response.status_code == 200
    return response.text


async def test_the_database_is_served_under_the_name_of_its_release(site, page, release):
    content = (release / "delaywatch.db").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert f"<code>{digest}</code>" in page
    for path in ("/data/delaywatch.db", "/delaywatch.db"):
        assert f'href="{path}"' in page
        response = await site.client.get(path)
        assert hashlib.sha256(response.content).hexdigest() == digest
    response = await site.client.get("/data/delaywatch.db")
    assert 'filename="delaywatch-release-0001.db"' in response.headers["content-disposition"]


async def test_the_sums_are_those_of_the_files_that_are_served(site, page):
    assert 'href="/data/SHA256SUMS"' in page
    sums = (await site.client.get("/data/SHA256SUMS")).text
    listed = dict(reversed(line.split("  ")) for line in sums.splitlines())
    for name in ("csv/events.csv", "csv-spreadsheet/events.csv", "delaywatch.db"):
        content = (await site.client.get(f"/{name}")).content
        assert hashlib.sha256(content).hexdigest() == listed[name]


async def test_every_table_is_there_twice_with_its_rows(site, page, release):
    counts = sqlite3.connect(release / "delaywatch.db")
    for table in TABLES:
        for folder in ("csv", "csv-spreadsheet"):
            assert page.count(f'href="/{folder}/{table.name}.csv"') == 1
        n = counts.execute(f"select count(*) from {table.name}").fetchone()[0]
        row = re.search(rf'<span class="quiet">{table.name}</span></th>.*?</tr>', page)[0]
        assert f'<td class="number">{n:,}</td>' in row
    whole = (await site.client.get("/csv/timeline.csv")).text
    rows = list(csv.DictReader(io.StringIO(whole)))
    assert len(rows) == counts.execute("select count(*) from timeline").fetchone()[0]
    assert {row["delaywatch_release"] for row in rows} == {"1"}


async def test_release_day_and_licences_stand_on_the_page(page):
    for words in ("release 1", "22 November 2026", "Open Government Licence v3.0",
                  "Open Parliament Licence v3.0", "our own data: CC BY 4.0",
                  "An answer ends at 1,000 rows",
                  "longer than 1.5 seconds"):  # fmt: skip
        assert words in page


def test_a_release_from_before_there_were_two_kinds_of_csv_is_served_too(tmp_path):
    (tmp_path / "csv").mkdir()
    command = datasette_command(tmp_path, "127.0.0.1", 1)
    assert f"csv:{tmp_path / 'csv'}" in command
    assert not any(word.startswith("csv-spreadsheet") for word in command)
    (tmp_path / "csv-spreadsheet").mkdir()
    assert f"csv-spreadsheet:{tmp_path / 'csv-spreadsheet'}" in datasette_command(
        tmp_path, "127.0.0.1", 1
    )


def test_there_are_a_handful_of_examples_each_with_a_question():
    assert FEWEST <= len(EXAMPLES) <= MOST
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)
    for example in EXAMPLES:
        assert example.question.endswith("?")
        assert "limit" in example.sql


async def test_each_example_is_shown_and_links_to_itself(page):
    links = [unescape(link) for link in re.findall(r'<a href="(/delaywatch\?sql=[^"]*)"', page)]
    asked = [parse_qs(urlsplit(link).query)["sql"][0] for link in links]
    assert asked == [example.sql for example in EXAMPLES]
    shown = [
        unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)
    ]
    assert [unescape(code) for code in shown] == asked
    for example in EXAMPLES:
        assert f'id="{example.name}"' in page


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
async def test_each_example_runs_and_finds_something(site, news, example):
    """Over the packaged register; what that has none of, over a release with something of all."""
    found = 0
    for one in (site, news):
        response = await one.client.get(
            "/delaywatch.json", params={"sql": example.sql, "_shape": "objects"}
        )
        answer = response.json()
        assert response.status_code == 200, answer
        assert not answer["truncated"]
        found += len(answer["rows"])
    assert found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
async def test_each_example_opens_as_a_page(site, example):
    response = await site.client.get("/delaywatch", params={"sql": example.sql})
    assert response.status_code == 200
    assert "sql-error" not in response.text


async def test_the_licence_is_served_with_the_files(site, page):
    assert 'href="/csv/LICENCE.txt"' in page
    for folder in ("csv", "csv-spreadsheet"):
        response = await site.client.get(f"/{folder}/LICENCE.txt")
        assert response.text.startswith("delaywatch, release 1, ")


async def test_no_path_of_the_machine_is_shown(page, release):
    assert str(release) not in page

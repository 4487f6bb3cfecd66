"""Who runs it, what is covered and what is not, privacy; accessibility without a claim too many."""

import re
import shutil
import sqlite3
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

PAGES = ("/about", "/accessibility")
UNSAID = "Whoever runs this copy has not said who they are."


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    """No operator is named unless a test names one."""
    for name in ("OPERATOR", "CONTACT", "URL"):
        monkeypatch.delenv(f"DELAYWATCH_{name}", raising=False)


async def text(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200
    return " ".join(unescape(response.text).split())


async def test_who_runs_it_is_said_or_said_to_be_unsaid(site, monkeypatch):
    assert UNSAID in await text(site, "/about")
    for path in PAGES:
        assert "has not said how to reach them" in await text(site, path)
    monkeypatch.setenv("DELAYWATCH_OPERATOR", "Harbour Desk")
    monkeypatch.setenv("DELAYWATCH_CONTACT", "desk@harbour.example")
    about = await text(site, "/about")
    assert "run by <strong>Harbour Desk</strong>" in about
    assert UNSAID not in about
    for path in PAGES:
        assert 'href="mailto:desk@harbour.example"' in await text(site, path)


@pytest.mark.parametrize(
    "contact", ["javascript:alert(1)", "Room 2, <script>alert(1)</script>", "data:text/html,x"]
)
async def test_a_contact_that_is_no_safe_link_is_text(site, monkeypatch, contact):
    monkeypatch.setenv("DELAYWATCH_CONTACT", contact)
    for path in PAGES:
        page = (await site.client.get(path)).text
        assert contact in unescape(page)
        assert f'href="{contact}"' not in unescape(page)
        assert "<script>alert" not in page


async def test_what_is_covered_is_counted_by_kind_and_leads_to_the_rows(site):
    about = await text(site, "/about")
    row = (
        await site.get_database("delaywatch").execute("select * from kinds where kind = 'promise'")
    ).first()
    assert f'href="/timeline?kind=promise" aria-label="{row["commitments"]} promises"' in about
    for number in (row["statements"], row["second_hand"], row["not_checked"]):
        assert f'<td class="number">{number:,}</td>' in about
    assert "chosen by hand" in about
    assert "%" not in re.sub(r'href="[^"]*"', "", about)


async def test_a_release_without_sources_says_so(site):
    assert "no source was read for it by machine" in await text(site, "/about")


async def test_sources_stand_with_first_and_newest_document_and_last_reading(
    news, tmp_path, serve_over
):
    about = await text(news, "/about")
    assert '<a href="https://news.example/" rel="noopener nofollow">Coast News</a>' in about
    assert "<td>2 March 2026</td>" in about
    assert "never by a run that is on record" in about
    shutil.copytree(Path(news.get_database("delaywatch").path).parent, tmp_path / "r")
    (tmp_path / "r/delaywatch.db").chmod(0o644)
    with sqlite3.connect(tmp_path / "r/delaywatch.db") as connection:
        connection.execute(
            """insert into source_health (source, title, sample, health, read_on, documents,
                 newest_document_on) values ('news', 'x', 1, 'healthy', '2026-11-20', 7,
                 '2026-11-01')"""
        )
        connection.execute(
            "update sources set title = '<script>alert(1)</script>', url = 'javascript:alert(1)'"
        )
    connection.close()
    page = (await serve_over(tmp_path / "r").client.get("/about")).text
    assert "<td>20 November 2026, healthy</td>" in page
    assert "1 November 2026" in page
    assert ">SAMPLE<" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    "heading",
    ["who", "error", "answer", "covered", "not-covered", "sources", "privacy", "release"],
)
async def test_about_answers_what_people_ask(site, heading):
    assert f'<h2 id="{heading}">' in await text(site, "/about")


async def test_no_cookie_is_set_as_the_page_says(site):
    for path in (*PAGES, "/", "/timeline", "/data", "/feeds", "/how", "/delaywatch"):
        assert "set-cookie" not in (await site.client.get(path)).headers


async def test_nothing_is_loaded_from_elsewhere_as_the_page_says(site):
    for path in (*PAGES, "/data", "/feeds", "/how"):
        page = (await site.client.get(path)).text
        loaded = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page)
        assert loaded
        assert all(link.startswith("/") for link in loaded)


async def test_accessibility_names_faults_and_claims_no_more_than_was_tested(site):
    page = await text(site, "/accessibility")
    for words in ("axe-core", "keyboard", "320 pixels", "400 %", "Without JavaScript",
                  "scroll inside a box", "Datasette", "PDF",
                  "We do not claim that they meet", "No screen reader was used"):  # fmt: skip
        assert words in page
    assert "fully" not in page
    assert "compliant" not in page


@pytest.mark.parametrize("path", [*PAGES, "/data", "/feeds", "/how"])
async def test_headings_come_in_order_and_the_title_is_one(site, path):
    page = (await site.client.get(path)).text
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert re.search(r"<title>[^<]+ – delaywatch</title>", page)
    assert " style=" not in page
    assert "<script" not in page

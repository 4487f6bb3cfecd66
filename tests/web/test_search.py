"""/search: one box for all, the best first, and no word of a reader ever breaks it."""

import random
import re
import sqlite3
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest

from db.pages import search as sql
from tests.web.altered import altered, plan
from web.pages.search import CAP, PER_PAGE
from web.words import MOST_WORDS, asked, match

# Made-up documents: so many hold "lantern", one holds "heliotrope".
LANTERNS = 1003
DOCUMENTS = f"""
insert into documents (id, source, title, url, kind, published_at, sample, text)
with recursive n(i) as (select 1 union all select i + 1 from n where i < {LANTERNS})
select i + 500, 'harbour', 'Lantern number ' || i, 'https://harbour.example/' || i, 'news',
  date('2020-01-01', '+' || i || ' days'), i = {LANTERNS},
  iif(i = 7, null, 'About lamps. A lantern hangs '
    || iif(i = 9, 'by a heliotrope <b>bush</b>.', 'here.'))
from n
"""
MADE_UP = (
    "insert into sources (name, title) values ('harbour', 'Harbour News')",
    DOCUMENTS,
    "insert into documents_fts (documents_fts) values ('rebuild')",
    """insert into source_health (source, sample, health, read_on)
       values ('harbour', 0, 'healthy', '2026-11-20')""",
)
# Of every kind of sign that a query language could stumble over.
HOSTILE = (
    "", " ", '"', '""', '"""', "'", "''", "*", "plan*", "-", "-plan", "NOT", "NOT plan", "AND",
    "plan AND", "OR", "NEAR", "NEAR(a b, 3)", "title:plan", "{title}: plan", "^plan", "(", ")",
    "((plan", "plan)", "a+b", "a OR b)", '"plan', 'plan"', '"a" "b', "\\", "\x00", "a\x00b", "--",
    "; drop table x", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%d", "\u202eplan", "é",
    "e\u0301", "²", "𞤀𞤁", "日本語", "x" * 2000, "a " * 900, "“in due course”", "_", "a_b", "0", "٣",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(release, tmp_path_factory):
    """A release with a thousand documents and three."""
    return altered(release, tmp_path_factory.mktemp("library"), *MADE_UP)


@pytest.fixture(scope="module")
def stocked(library, serve_over):
    """The site over it."""
    return serve_over(library)


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """The day of counting is today."""
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 11, 22))


async def search(site, words, **more):
    response = await site.client.get(f"/search?{urlencode({'q': words, **more})}")
    assert response.status_code == 200, (words, response.text[:500])
    return response.text


def plain(html):
    """The words of a page, without its elements."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


def commitments(html):
    return re.findall(r'<li><a href="/commitments/([^"]+)">', html)


def documents(html):
    return [int(number) for number in re.findall(r'<li><a href="/documents/(\d+)">', html)]


# ---------------------------------------------------------------------- commitments


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("digital-workforce-plan", "digital-workforce-plan"),
        ("NHS digital workforce plan", "digital-workforce-plan"),
        ("nhs DIGITAL workforce PLAN", "digital-workforce-plan"),
        ("Paperless NHS", "paperless-nhs"),
        ("paperless", "paperless-nhs"),
        ('"green paper"', "social-care-green-paper"),
        ("women’s health", "womens-health-strategy"),
    ],
)
async def test_what_is_named_comes_first(site, words, first):
    assert commitments(await search(site, words))[0].startswith(first)


async def test_titles_and_aliases_come_before_topics_and_summaries(site, release):
    found = commitments(await search(site, "workforce"))
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        named = {
            slug
            for slug, title, alias in connection.execute(
                "select slug, title, coalesce(also_called, '') from commitments"
            )
            if "workforce" in f"{title} {alias}".casefold()
        }
    places = [slug in named for slug in found]
    assert True in places
    assert False in places
    assert places == sorted(places, reverse=True)


async def test_the_number_of_commitments_leads_to_as_many_rows(site):
    html = await search(site, "plan")
    [(link, number)] = re.findall(r'href="(/timeline\?q=plan)">(\d+) promises<', html)
    rows = plain((await site.client.get(link)).text)
    assert f"{number} rows of this choice" in rows


async def test_rows_tell_what_became_of_them(site):
    said = plain(await search(site, "digital-workforce-plan"))
    assert "merged into other work Due by 31 Dec 2023 (“by the end of 2023”)." in said


# ---------------------------------------------------------------------- documents


async def test_documents_come_newest_first_page_by_page(stocked):
    seen = []
    for number in range(1, 4):
        seen += documents(await search(stocked, "lantern", page=number))
    assert seen == list(range(500 + LANTERNS, 500 + LANTERNS - 3 * PER_PAGE, -1))


async def test_counts_end_at_the_cap(stocked):
    html = await search(stocked, "lantern")
    assert f"over {CAP:,}, the newest first" in plain(html)
    assert f"Page 1 of {CAP // PER_PAGE}" in plain(html)
    last = await search(stocked, "lantern", page=999)
    assert len(documents(last)) == PER_PAGE
    assert 'rel="next"' not in last


async def test_a_rare_word_finds_its_document_with_its_words_about_it(stocked):
    html = await search(stocked, "HELIOTROPE")
    assert documents(html) == [509]
    assert "by a <mark>heliotrope</mark> &lt;b&gt;bush&lt;/b&gt;." in html
    assert "Harbour News, 10 January 2020" in plain(html)
    assert "Documents: 1" in plain(html)


async def test_a_text_that_is_not_published_is_not_quoted(stocked):
    html = await search(stocked, '"lantern number 7"')
    assert documents(html) == [507]
    assert 'class="snippet"' not in html


async def test_made_up_documents_are_marked(stocked):
    html = await search(stocked, f'"number {LANTERNS}"')
    assert documents(html) == [500 + LANTERNS]
    assert '<span class="evidence">SAMPLE</span>' in html
    assert "SAMPLE" not in await search(stocked, "heliotrope")


# ---------------------------------------------------------------------- nothing found


async def test_what_is_not_found_is_not_tracked_and_the_scope_is_said(stocked, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_CONTACT", "desk@harbour.example")
    html = await search(stocked, "zeppelin")
    said = plain(html)
    assert "Not tracked: no commitment here has all the words “zeppelin”" in said
    assert "That says nothing of whether it was promised, or kept." in said
    assert "What can be found here now: 41 promises; and the documents of 1 source" in said
    assert "published since 2 January 2020" in said
    assert 'href="mailto:desk@harbour.example"' in html
    assert 'href="/about"' in html
    assert (
        "No document of the sources that are read has all of these words. That says nothing of"
        in said
    )


async def test_without_a_contact_the_way_leads_to_about(site, monkeypatch):
    monkeypatch.delenv("DELAYWATCH_CONTACT", raising=False)
    html = await search(site, "zeppelin")
    assert "mailto:" not in html
    assert "How to tell us what should be tracked" in html


async def test_now_is_a_date_when_the_release_is_old(site, monkeypatch):
    monkeypatch.setattr("web.clock.today", lambda: date(2026, 11, 25))
    said = plain(await search(site, "zeppelin"))
    assert "What can be found here on 22 November 2026: 41 promises" in said


async def test_no_rate_is_claimed(site):
    said = re.sub(r"“[^”]*”", "", plain(await search(site, "plan")))
    assert "%" not in said
    assert not re.search(r"\b(rates?|per ?cent|average)\b", said)


# ---------------------------------------------------------------------- what is typed


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
async def test_whatever_is_typed_is_answered(stocked, words):
    html = await search(stocked, words)
    assert "<script" not in html
    assert "\u202e" not in html


def test_random_signs_never_make_a_syntax_error(library):
    signs = "ab \"'*-+(){}[]^:;,.~\\/|&<>=!?#@$%_\x00\x02é²日\u202e\u0301\ud7ff"
    draw = random.Random(8)
    with sqlite3.connect(f"file:{library}/delaywatch.db?mode=ro", uri=True) as connection:
        for _ in range(3000):
            typed = asked("".join(draw.choices(signs, k=draw.randint(1, 30))))
            wanted = match(typed)
            if wanted:
                connection.execute(sql.DOCUMENT_COUNT, {"match": wanted, "cap": 2}).fetchall()


def test_a_query_has_so_many_words_and_no_more():
    assert match("a " * 900).count('"') == 2 * MOST_WORDS
    assert len(asked("x" * 10_000)) == 200
    assert match(asked("?" * 10_000)) == ""


# ---------------------------------------------------------------------- how it is found


@pytest.mark.parametrize("statement", [sql.COMMITMENTS, sql.DOCUMENTS, sql.DOCUMENT_COUNT])
def test_nothing_is_sorted_and_no_table_is_read_through(library, statement):
    values = {"match": '"plan"', "limit": 20, "offset": 0, "cap": CAP}
    steps = plan(library, statement, **values)
    assert not [step for step in steps if "TEMP B-TREE" in step], steps
    assert not [step for step in steps if re.match(r"SCAN [cxs]\b", step)], steps


def test_a_title_is_found_by_an_index(library):
    steps = plan(library, sql.EXACT, slug="a", title="a", limit=20)
    assert not [step for step in steps if step.startswith("SCAN commitments")], steps


def test_row_ids_run_in_the_order_of_the_lists(library):
    with sqlite3.connect(f"file:{library}/delaywatch.db?mode=ro", uri=True) as connection:
        kinds = connection.execute("select kind, title from commitments order by rowid").fetchall()
        days = connection.execute(
            "select published_at from documents where published_at is not null order by rowid"
        ).fetchall()
    assert kinds == sorted(kinds, key=lambda row: (row[0] != "promise", row[0], row[1].lower()))
    assert days == sorted(days)

"""How it is counted: the page says what the code does, for it is written from the same tables."""

import re
from html import unescape
from pathlib import Path

import pytest

from tracker import wording
from tracker.dues import find_dues
from tracker.dues.rules import BOUNDS, NAMES, PARTS
from tracker.foi.rules import RULES
from tracker.foi.wording import STATE_DEFINITIONS
from web.charts.marks import KEY
from web.pages.how import CONVENTIONS, KINDS, PHRASES, SAID_ON, VOICES, examples
from web.site import KIND_NAMES

README = (Path(__file__).parents[2] / "README.md").read_text()
# Other pages and older links lead here.
ANCHORS = (
    "statuses", "dates", "which", "bands", "slips", "followed", "days", "evidence", "selection",
    "key", "licences", "voices", "kinds", "foi", "holidays", "rules", "soft",
)  # fmt: skip


@pytest.fixture
async def page(site):
    """The page as text; entities stay."""
    response = await site.client.get("/how")
    assert response.status_code == 200
    return response.text


def cells(page, label):
    table = page.split(f'aria-label="{label}"')[1].split("</table>")[0]
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row]
        for row in (
            re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)
            for line in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        )
    ][1:]


async def test_every_anchor_is_there_once(page):
    found = re.findall(r' id="([^"]+)"', page)
    assert len(found) == len(set(found))
    assert set(ANCHORS) | set(wording.STATUS_NAMES) <= set(found)
    for target in re.findall(r'href="#([^"]+)"', page):
        assert target in found


async def test_each_status_is_defined_in_the_words_of_the_code_and_leads_to_its_rows(site, page):
    text = unescape(page)
    for status, definition in wording.STATUS_DEFINITIONS.items():
        entry = text.split(f'<div id="{status}">')[1].split("</div>")[0]
        assert wording.capital(wording.STATUS_NAMES[status]) in entry
        assert definition in entry
        assert f'href="/timeline?status={status}"' in entry


async def test_examples_are_read_by_the_code(page):
    shown = {phrase: (read, rule) for phrase, read, rule in cells(
        page, "Examples of how a date is read"
    )}  # fmt: skip
    assert list(shown) == list(PHRASES)
    assert shown["by March 2026"] == ("by 31 March 2026", "deadline.month")
    assert shown["in the new year"] == (
        "between 1 January and 31 March 2026 (soft)", "in.new-year",
    )  # fmt: skip
    assert shown["in due course"] == ("no date", "open.words")
    assert shown["before the summer recess"] == ("by 22 July 2025", "before.recess")
    for example in examples():
        [due] = find_dues(example.phrase, SAID_ON)
        assert (example.rule, example.soft) == (due.rule, due.soft)
        if due.latest:
            assert wording.day_words(due.latest.isoformat()).split(" ", 1)[1] in example.reading


@pytest.mark.parametrize(
    ("label", "table"),
    [
        ("What the words make of a time", BOUNDS),
        ("Which part of it", PARTS),
        ("What is named", NAMES),
    ],
)
async def test_the_rules_of_reading_are_those_of_the_code(page, label, table):
    assert cells(page, label) == [
        [name, words, f"{number}: {CONVENTIONS[number]}"] for name, (number, words) in table.items()
    ]


def test_conventions_are_named_as_in_the_readme():
    listed = README.split("The conventions: ")[1].split(".\n")[0]
    assert " ".join(listed.split()) == "; ".join(
        f"{number} {name}" for number, name in CONVENTIONS.items()
    )


async def test_foi_rules_are_those_of_the_code_with_what_is_not_confirmed(page):
    rows = cells(page, "Rules of FOI deadlines")
    assert len(rows) == len(RULES)
    for row, (name, rule) in zip(rows, RULES.items(), strict=True):
        assert name in row[0]
        assert str(rule.count) in row[1]
        assert rule.counted_from == row[2]
        assert rule.citation in row[3]
        assert ("Not confirmed:" in row[4]) == (not rule.confirmed)
        assert rule.doubt in row[4]
    text = unescape(page)
    for state, words in STATE_DEFINITIONS.items():
        assert wording.capital(state) in text
        assert words in text


async def test_the_bank_holidays_are_those_of_the_release(site, page):
    found = await site.get_database("delaywatch").execute(
        "select max(calendar) as version, max(day) as last from bank_holidays"
    )
    row = found.first()
    shown = cells(page, "Bank holidays that are used")
    assert [line[0] for line in shown] == ["England and Wales", "Northern Ireland", "Scotland"]
    assert {line[4] for line in shown} == {row["version"]}
    assert wording.day_words(row["last"]) in {line[2] for line in shown}


async def test_kinds_and_voices_are_all_named_and_kinds_counted(site, page):
    assert set(KINDS) == set(KIND_NAMES)
    assert set(VOICES) == set(wording.VOICE_NAMES)
    row = (
        await site.get_database("delaywatch").execute("select * from kinds where kind = 'promise'")
    ).first()
    assert f'<a href="/timeline?kind=promise">{row["commitments"]} promises</a>' in page
    assert '<a href="/timeline?kind=review_date">0 review dates</a>' in page


async def test_every_shape_of_the_key_is_shown(page):
    for _, words in KEY:
        assert words in unescape(page)


async def test_the_old_address_leads_here(site):
    for path in ("/about-counting", "/about-counting/"):
        response = await site.client.get(path)
        assert (response.status_code, response.headers["location"]) == (301, "/how")


async def test_every_status_in_a_release_of_all_sorts_has_its_definition(news):
    text = (await news.client.get("/how")).text
    rows = (await news.get_database("delaywatch").execute("select status from timeline")).rows
    assert "overdue" in {row["status"] for row in rows}
    for row in rows:
        assert f'id="{row["status"]}"' in text

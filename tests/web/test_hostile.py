"""Hostile text in every field that people or sites write: nothing runs, the layout holds."""

import shutil
import sqlite3
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import icalendar
import pytest

from db.publishing.tables import TABLES
from tests.web.browsing import Visit, chromium, needs_chromium, served
from tests.web.newsroom import SAFE_PAGES

HIT = "window.hit = 1"
HOSTILE = (
    f"<script>{HIT}</script>",
    f'"><img src=x onerror="{HIT}"><b>bold',
    f"' onmouseover='{HIT}' x='",
    f"javascript:{HIT}",
    f"data:text/html,<script>parent.{HIT}</script>",
    f"</title></style></textarea></svg><svg onload='{HIT}'>",
    "{{ 7 * 7 }}{% include 'x' %}${7*7}#{7*7}",
    "\u202egnorw daer \u2066 \u200f\u061c",
    "a\0b\x1b[31mred\x07\x85\ufffe",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "W" * 10_000,
    "=HYPERLINK(1)\r\nBEGIN:VEVENT\r\n;,\\n",
)
# What people and sites write, by the name of the column; the rest are days, numbers and the words
# of our own vocabulary.
FREE = frozenset(
    {
        "title", "name", "owner", "topic", "summary", "note", "alias", "also_called", "text", "who",
        "due_phrase", "reason", "publisher", "url", "place", "words", "first_due_words",
        "standing_due_words", "start_words", "due_words", "from_words", "to_words", "source_url",
        "source_title", "source_publisher", "authority", "subject", "reference", "detail",
        "exemption", "unverified", "provision", "author", "licence", "was", "became", "removed",
        "added", "files_removed", "files_added", "attached_to", "sentence", "before", "after",
        "promise_due_phrase", "why_not", "label", "period", "received", "in_time", "outstanding",
        "compliance", "explanation", "citation", "next_action", "cadence", "mime_type",
        "what_is_known", "address", "promise_about_words", "how", "by_role", "what", "archive_url",
        "looked_as", "looked_where", "looked_for",
    }
)  # fmt: skip
XML_PAGES = (
    "/feeds/all.atom", "/feeds/slips.atom", "/feeds/changes.atom", "/feeds/overdue.atom",
    "/feeds/corrections.atom",
    "/feeds/commitments/lantern-plan.atom", "/feeds/bodies/nhs-england.atom",
    "/commitments/lantern-plan.svg",
)  # fmt: skip
CALENDARS = ("/calendar/dues.ics", "/calendar/foi.ics", "/calendar/commitments/lantern-plan.ics")


@pytest.fixture(scope="module")
def hostile(newsroom_folder, tmp_path_factory):
    """The same with hostile text in every such field."""
    folder = tmp_path_factory.mktemp("hostile") / "published"
    shutil.copytree(newsroom_folder, folder, symlinks=True)
    target = folder / "current" / "delaywatch.db"
    target.chmod(0o644)
    connection = sqlite3.connect(target)
    for table in TABLES:
        _spoil(connection, table)
    connection.commit()
    connection.close()
    return folder


@pytest.fixture(scope="module")
def spoilt(hostile, serve_over):
    """The site over it."""
    return serve_over((hostile / "current").resolve())


def _spoil(connection, table):
    columns = [row[1] for row in connection.execute(f"pragma table_info([{table.name}])")]
    free = [name for name in columns if name in FREE and name not in table.key]
    if not free:
        return
    count = len(HOSTILE)
    for place, name in enumerate(free):
        for number, text in enumerate(HOSTILE):
            connection.execute(
                f"update [{table.name}] set [{name}] = ? where [{name}] is not null"
                " and (rowid + ?) % ? = ?",
                [text, place, count, number],
            )


def test_every_field_of_text_is_among_them_or_is_our_own_word(hostile):
    """A new column is hostile too, or says why it cannot be."""
    connection = sqlite3.connect(hostile / "current" / "delaywatch.db")
    spoilt = 0
    for table in TABLES:
        for _, name, *_ in connection.execute(f"pragma table_info([{table.name}])").fetchall():
            if name in FREE and name not in table.key:
                spoilt += connection.execute(
                    f"select count(*) from [{table.name}] where [{name}] like '%' || ? || '%'",
                    [HIT],
                ).fetchone()[0]
    assert spoilt > 100


class Elements(HTMLParser):
    """The elements of a page as a browser would make them, each with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))


@pytest.mark.parametrize("path", SAFE_PAGES)
async def test_it_stays_text(spoilt, path):
    for tag, attributes in Elements((await spoilt.client.get(path)).text).found:
        assert tag not in {"script", "img", "b", "iframe", "object", "base"}, attributes
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name, value)
            target = (value or "").strip().lower() if name in {"href", "src", "action"} else ""
            assert not target.startswith(("javascript:", "data:", "vbscript:")), (tag, value)


@pytest.mark.parametrize("path", XML_PAGES)
async def test_feeds_and_pictures_stay_well_formed(spoilt, path):
    answer = await spoilt.client.get(path)
    assert answer.status_code == 200
    root = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"script", "img", "b", "foreignObject"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not value.strip().lower().startswith(("javascript:", "data:text"))


@pytest.mark.parametrize("path", CALENDARS)
async def test_no_text_makes_an_entry_of_a_calendar(news, spoilt, path):
    found = []
    for site in (news, spoilt):
        answer = await site.client.get(path)
        assert answer.status_code == 200
        entries = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
        found.append([str(entry["uid"]) for entry in entries])
    assert len(found[0]) == len(found[1])


@pytest.mark.slow
@needs_chromium
@pytest.mark.browser
class TestInTheBrowser:
    @pytest.fixture(scope="class")
    def address(self, hostile):
        with served(hostile) as address:
            yield address

    @pytest.fixture(scope="class")
    def browser(self, tmp_path_factory):
        with chromium(tmp_path_factory.mktemp("profile")) as browser:
            yield browser

    @pytest.mark.parametrize("path", SAFE_PAGES)
    def test_nothing_runs_and_the_layout_holds(self, browser, address, path):
        with Visit(browser, address, path) as visit:
            for width in (1280, 390):
                visit.widen(width)
                assert visit.sticks_out() == [], width
            assert visit.page.evaluate("window.hit") is None
            assert visit.faults == []

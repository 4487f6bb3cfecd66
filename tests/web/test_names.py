"""Nobody below minister or board member in anything that is made of the register.

Every page, download, feed, calendar, picture and letter of the packaged register is read as a
reader has it. Headlines and publishers of sources stand as the source has them (the rule of
``tracker/persons.yml``): they are taken out first, and held against the rule by themselves.
"""

import re
import sqlite3
from datetime import UTC, date, datetime
from html import unescape

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from db.connection import connect
from tests.web.conftest import datasette_over
from tracker.cli import main
from tracker.names import named_persons, refused
from tracker.publish import publish
from tracker.register import load as loading
from tracker.register.files import PACKAGED

PAGES = ("/", "/timeline", "/commitments", "/bodies", "/phrases", "/foi", "/how", "/about", "/data",
         "/feeds", "/sources", "/changes", "/search?q=plan", "/accessibility",
         "/corrections")  # fmt: skip
FEEDS = ("/feeds/all.atom", "/feeds/slips.atom", "/feeds/overdue.atom", "/feeds/corrections.atom",
         "/calendar/dues.ics", "/calendar/foi.ics")  # fmt: skip
OF_A_COMMITMENT = ("/commitments/{}", "/commitments/{}.csv", "/commitments/{}.json",
                   "/commitments/{}.svg", "/feeds/commitments/{}.atom",
                   "/calendar/commitments/{}.ics")  # fmt: skip
OF_A_BODY = ("/bodies/{}", "/feeds/bodies/{}.atom", "/calendar/bodies/{}.ics")
LETTER_DAY = "2026-11-28"


def rows(folder, statement):
    """Rows of the published file."""
    return sqlite3.connect(folder / "delaywatch.db").execute(statement).fetchall()


def column(folder, statement):
    """The first column of a query of the published file."""
    return [row[0] for row in rows(folder, statement)]


def paths(folder):
    """Every page, download, feed, calendar and picture of a release."""
    slugs = column(folder, "select slug from timeline")
    cases = column(folder, "select id from foi_requests")
    bodies = column(folder, "select slug from bodies")
    return [
        *PAGES,
        *FEEDS,
        *(path.format(slug) for slug in slugs for path in OF_A_COMMITMENT),
        *(path.format(body) for body in bodies for path in OF_A_BODY),
        *(f"/foi/{case}" for case in cases),
    ]


def as_read(response, path):
    """What a reader has: markup and folded lines undone."""
    if path.endswith(".ics"):
        return "\n".join(
            str(value) for part in Calendar.from_ical(response.text).walk()
            for name, value in part.property_items() if name != "URL"
        )  # fmt: skip
    text = re.sub(r"<(script|style)\b.*?</\1>", "\n", response.text, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "\n", unescape(text)))


def headlines(folder):
    """Titles and publishers of sources that name somebody, the longest first."""
    shown = {
        text
        for table in ("event_sources", "foi_requests", "context")
        for name in _columns(folder, table)
        if name in ("title", "publisher", "source_title", "source_publisher")
        for text in column(folder, f"select distinct {name} from {table}")
        if text
    }
    return sorted((text for text in shown if named_persons(text)), key=len, reverse=True)


def _columns(folder, table):
    return [row[1] for row in rows(folder, f"pragma table_info({table})")]


def names_below(text, taken_out=()):
    """Who is named in a text that may not be, once the headlines are taken out of it."""
    text = re.sub(r"https?://[^\s,\"]+", " ", text)
    for headline in taken_out:
        text = text.replace(headline, "\n").replace(headline.replace("'", "’"), "\n")
    return {one.text for one in refused(text, "own_words")}


@pytest.mark.slow
async def test_no_page_download_feed_calendar_or_picture_names_an_official(site, release):
    every, known = paths(release), headlines(release)
    assert len(every) > 200
    found = {}
    for path in every:
        response = await site.client.get(path, follow_redirects=True)
        if response.status_code == 404 and path.startswith(("/feeds/bodies", "/calendar/bodies")):
            continue  # a body without promises
        assert response.status_code == 200, path
        named = names_below(as_read(response, path), known)
        if named:
            found[path] = named
    assert found == {}


def test_no_cell_of_the_published_file_names_an_official(release):
    known, found = headlines(release), set()
    tables = column(release, "select name from sqlite_master where type = 'table'")
    assert "timeline" in tables
    for table in tables:
        for row in rows(release, f"select * from [{table}]"):
            text = "\n".join(cell for cell in row if isinstance(cell, str))
            found |= {(table, name) for name in names_below(text, known)}
    assert found == set()


def test_every_headline_and_publisher_was_looked_at(release):
    assert len(headlines(release)) > 10
    assert [text for text in headlines(release) if refused(text, "headline")] == []


@pytest.mark.slow
def test_no_letter_names_an_official(working, release):
    written = 0
    for slug in column(release, "select slug from timeline"):
        words = ["--db", str(working), "--as-of", LETTER_DAY, "foi", "draft", slug]
        words += ["--anyway", "It is of use to know."]
        result = CliRunner().invoke(main, words)
        written += result.exit_code == 0
        assert not names_below(result.output, headlines(release)), slug
    assert written > 10


# ------------------------------------------------------- what is planted is found everywhere

PLANTED = "Jane Quux, director of lamps, NHS England"


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A release in which an official is named, as if nothing had checked the register."""
    folder = tmp_path_factory.mktemp("planted")
    db = connect(folder / "delaywatch.db")
    loading.load(db, PACKAGED, date(2026, 11, 22))
    db.execute("update events set who = ?, note = 'So said Jane Quux.'", [PLANTED])
    db.execute("update commitments set title = 'Plan of Dr Quux', owner = ?", [PLANTED])
    db.conn.commit()
    publish(db, folder / "published", date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC))
    return (folder / "published" / "current").resolve()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    ["/", "/timeline", "/feeds/all.atom", "/calendar/dues.ics", "/foi",
     *(path.format("epr-all-trusts") for path in OF_A_COMMITMENT)],
)  # fmt: skip
async def test_an_official_who_is_planted_is_found(planted, path):
    response = await datasette_over(planted).client.get(path)
    assert response.status_code == 200
    assert names_below(as_read(response, path), headlines(planted)) & {"Jane Quux", "Dr Quux"}

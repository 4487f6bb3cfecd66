"""Calendars of promised dates and FOI deadlines: a date in words of no more than it is."""

import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.tracker.pages import NHSE, Desk, commitment, promise
from tracker.publish import publish

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
# Slug: its due (words, kind, first and last day), and more of the step.
DUES = {
    "exact": (("on 5 January 2027", "precise", "2027-01-05", "2027-01-05"), {}),
    "deadline": (("by the end of March 2027", "deadline", "2026-01-12", "2027-03-31"), {}),
    "month": (("in March 2027", "interval", "2027-03-01", "2027-03-31"), {}),
    "season": (("in spring 2027", "interval", "2027-03-01", "2027-05-31"), {}),
    "soft": (("in the new year", "interval", "2027-01-01", "2027-03-31"), {"due_soft": True}),
    "passed": (("by June 2026", "deadline", None, "2026-06-30"), {}),
    "none": (("in due course", "open", None, None), {}),
}
SPANS = {
    "Exact": (date(2027, 1, 5), date(2027, 1, 6)),
    "Deadline": (date(2027, 3, 31), date(2027, 4, 1)),
    "Month": (date(2027, 3, 1), date(2027, 4, 1)),
    "Season": (date(2027, 5, 31), date(2027, 6, 1)),
    "Soft": (date(2027, 3, 31), date(2027, 4, 1)),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory, serve_over):
    """A site over one promise of each sort of date."""
    folder = tmp_path_factory.mktemp("calendar")
    files = [
        commitment(slug, slug.capitalize(), promise(due, **more))
        for slug, (due, more) in DUES.items()
    ]
    desk = Desk.fresh(folder, *files)
    publish(desk.db, folder / "published", DAY, NOW)
    return serve_over((folder / "published/current").resolve())


async def calendar(site, path):
    response = await site.client.get(path)
    assert response.status_code == 200, path
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    for line in response.content.split(b"\r\n"):
        assert len(line) <= 75  # RFC 5545, 3.1
    found = Calendar.from_ical(response.content)
    assert found["version"] == "2.0"
    assert found["prodid"]
    assert found.subcomponents  # RFC 5545, 3.6: at least one
    return found


def by_title(found):
    return {
        str(event["summary"]).split(": ", 1)[1].split(" (“")[0]: event
        for event in found.walk("VEVENT")
    }


async def test_a_date_lasts_as_long_as_the_words_allow_and_no_more(made):
    found = by_title(await calendar(made, "/calendar/dues.ics"))
    spans = {title: (event["dtstart"].dt, event["dtend"].dt) for title, event in found.items()}
    assert spans == SPANS  # neither the one that has passed nor the one without a date


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Exact", "Due by then: Exact (“on 5 January 2027”)"),
        ("Month", "Due in these days: Month (“in March 2027”)"),
        ("Season", "Due by then: Season (“in spring 2027”)"),
        ("Soft", "Due by then (our reading): Soft (“in the new year”)"),
    ],
)
async def test_the_title_says_how_the_date_is_meant(made, title, summary):
    found = by_title(await calendar(made, "/calendar/dues.ics"))
    assert str(found[title]["summary"]) == summary


async def test_an_entry_leads_to_the_statement_and_bears_its_marks(made):
    soft = by_title(await calendar(made, "/calendar/dues.ics"))["Soft"]
    lines = str(soft["description"]).split("\n")
    assert any("our reading of “in the new year”" in line for line in lines)
    assert "The last day is our reading: their words name none." in lines
    assert "This date is: not checked." in lines
    assert "All that was said: http://localhost/commitments/soft#event-1" in lines
    assert "Source: https://news.example/before" in lines
    assert "Counted for 22 November 2026, release 1." in lines
    assert str(soft["url"]) == "http://localhost/commitments/soft"
    assert soft["transp"] == "TRANSPARENT"


async def test_an_entry_keeps_its_name_and_says_which_release_it_is_of(made, tmp_path, serve_over):
    release = Path(made.get_database("delaywatch").path).parent
    shutil.copytree(release, tmp_path / "r")
    (tmp_path / "r/delaywatch.db").chmod(0o644)
    with sqlite3.connect(tmp_path / "r/delaywatch.db") as connection:
        connection.execute("update as_of set release = 7, published_at = '2026-12-01T06:00:00Z'")
        connection.execute(
            "update timeline set standing_due_latest = '2027-02-01' where slug = 'exact'"
        )
    connection.close()
    before = by_title(await calendar(made, "/calendar/dues.ics"))
    after = by_title(await calendar(serve_over(tmp_path / "r"), "/calendar/dues.ics"))
    assert {title: str(event["uid"]) for title, event in before.items()} == {
        title: str(event["uid"]) for title, event in after.items()
    }
    assert len({str(event["uid"]) for event in before.values()}) == len(before)
    assert (before["Exact"]["sequence"], after["Exact"]["sequence"]) == (1, 7)
    assert after["Exact"]["dtstamp"].dt == datetime(2026, 12, 1, 6, tzinfo=UTC)
    assert after["Exact"]["dtstart"].dt == date(2027, 2, 1)


async def test_a_body_has_its_own(made, site):
    assert set(by_title(await calendar(made, f"/calendar/bodies/{NHSE}.ics"))) == set(SPANS)
    health = await calendar(site, "/calendar/bodies/department-of-health-and-social-care.ics")
    assert (
        0
        < len(health.walk("VEVENT"))
        <= len((await calendar(site, "/calendar/dues.ics")).walk("VEVENT"))
    )


async def test_of_one_commitment_the_date_stays_while_it_is_open(made, site):
    [event] = (await calendar(made, "/calendar/commitments/passed.ics")).walk("VEVENT")
    assert str(event["summary"]) == "Was due by then: Passed (“by June 2026”)"
    assert event["dtstart"].dt == date(2026, 6, 30)
    for ended in ("digital-workforce-plan", "leng-review"):
        assert (await calendar(site, f"/calendar/commitments/{ended}.ics")).walk("VEVENT") == []


@pytest.mark.parametrize("path", ["/calendar/commitments/none.ics", "/calendar/foi.ics"])
async def test_an_empty_calendar_is_a_calendar(made, path):
    assert (await calendar(made, path)).walk("VEVENT") == []


async def test_kinds_are_not_mixed(made):
    other = await calendar(made, "/calendar/dues.ics?kind=scheduled_release")
    assert other.walk("VEVENT") == []
    unknown = await calendar(made, "/calendar/dues.ics?kind=everything")
    assert set(by_title(unknown)) == set(SPANS)


async def test_what_is_over_was_due_whatever_its_status(made, tmp_path, serve_over):
    """A part of it came, and its day has passed: nothing is due by then any more."""
    release = Path(made.get_database("delaywatch").path).parent
    shutil.copytree(release, tmp_path / "r")
    (tmp_path / "r/delaywatch.db").chmod(0o644)
    with sqlite3.connect(tmp_path / "r/delaywatch.db") as connection:
        connection.execute("update timeline set status = 'partially_delivered'")
    connection.close()
    altered = serve_over(tmp_path / "r")
    for slug, title in (("passed", "Was due by then: Passed"), ("exact", "Due by then: Exact")):
        [event] = (await calendar(altered, f"/calendar/commitments/{slug}.ics")).walk("VEVENT")
        assert str(event["summary"]).startswith(title)
    assert (await calendar(altered, "/calendar/dues.ics")).walk("VEVENT") == []


async def test_foi_deadlines_are_told_to_readers_and_lead_to_their_page(news, tmp_path, serve_over):
    release = Path(news.get_database("delaywatch").path).parent
    shutil.copytree(release, tmp_path / "r")
    (tmp_path / "r/delaywatch.db").chmod(0o644)
    with sqlite3.connect(tmp_path / "r/delaywatch.db") as connection:
        connection.execute(
            "update foi_clock set next_action = ?",
            ["Chase them (`delaywatch foi draft late --kind complaint`)."],
        )
    connection.close()
    [event] = (await calendar(serve_over(tmp_path / "r"), "/calendar/foi.ics")).walk("VEVENT")
    assert "Next: Chase them." in str(event["description"]).split("\n")
    assert "delaywatch foi" not in str(event["description"])
    assert str(event["url"]) == "http://localhost/foi/lamps"


async def test_foi_deadlines_of_public_cases(news):
    [event] = (await calendar(news, "/calendar/foi.ics")).walk("VEVENT")
    assert "The lamp plan" in str(event["summary"])
    assert event["dtstart"].dt == date(2026, 11, 2)


HOSTILE = "<b>x</b>\r\nBEGIN:VALARM\r\nATTACH:x\x00\x07\u202e \\n; , " + "y" * 10_000


async def test_hostile_text_adds_nothing_to_a_calendar(made, tmp_path, serve_over):
    release = Path(made.get_database("delaywatch").path).parent
    shutil.copytree(release, tmp_path / "r")
    (tmp_path / "r/delaywatch.db").chmod(0o644)
    with sqlite3.connect(tmp_path / "r/delaywatch.db") as connection:
        connection.execute(
            "update timeline set title = :text, owner = :text, standing_due_words = :text",
            {"text": HOSTILE},
        )
        connection.execute("update commitments set title = ?", [HOSTILE])
        connection.execute("update bodies set name = ?", [HOSTILE])
        connection.execute("update event_sources set url = 'javascript:alert(1)'")
    connection.close()
    hostile = serve_over(tmp_path / "r")
    for path in ("/calendar/dues.ics", f"/calendar/bodies/{NHSE}.ics",
                 "/calendar/commitments/soft.ics"):  # fmt: skip
        found = await calendar(hostile, path)
        assert found.walk("VEVENT")
        assert found.walk("VALARM") == []
        for event in found.walk("VEVENT"):
            assert "attach" not in event
            assert len(str(event["summary"])) < 1000
            assert "javascript" not in str(event["description"])

"""What is served is what the facts come to: a fault is told from what waits to be published."""

import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest

from tests.tracker.keeping.room import AT, DAY, LATER, NOW, spoil
from tests.tracker.pages import LIGHTHOUSE, commitment, promise
from tests.tracker.redaction.room import wish
from tracker import redact
from tracker.hold import hold, release_hold
from tracker.looks import Look, record_look
from tracker.publish import publish
from tracker.releases import facts
from tracker.releases.files import describe
from tracker.releases.shelf import DATABASE, current, place_of

# Each lays a release down anew, which takes a second or more.
pytestmark = pytest.mark.slow
TEXT = "The Lighthouse Plan will be published by July 2026."


def served(room):
    return place_of(room.published, current(room.published).number) / DATABASE


def change_served(room, sql, *, sums_too=True):
    """Change the served file by hand; with new sums, as somebody would who hides it."""
    file = served(room)
    file.chmod(0o644)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma foreign_keys = off")
        connection.execute(sql)
        connection.commit()
    file.chmod(0o444)
    if sums_too:
        describe(file.parent, current(room.published))


def test_nothing_differs_after_a_publication_nor_after_a_second(newsroom):
    found = newsroom.examine()
    assert (found.faults, found.notices) == ([], [])
    publish(newsroom.db, newsroom.published, DAY, LATER)
    assert current(newsroom.published).number == 1
    publish(newsroom.db, newsroom.published, date(2026, 11, 23), LATER, accepted_by="Ada")
    assert current(newsroom.published).number == 2
    found = newsroom.examine()
    assert (found.faults, found.notices) == ([], [])


def test_a_check_changes_nothing(newsroom):
    before = newsroom.state()
    newsroom.examine()
    assert newsroom.state() == before


CHANGED_BY_HAND = [
    ("a value", "update timeline set standing_due_latest = null where slug = 'harbour-plan'",
     "timeline harbour-plan: standing_due_latest: not what the database comes to"),
    ("a value of a table that bears no instant",
     "update commitments set title = 'Another' where slug = 'harbour-plan'",
     "commitments harbour-plan: title: not what"),
    ("a row too many", """insert into events (id, commitment, position, event)
       values (99, 'harbour-plan', 2, 'dropped')""",
     "events 99: nothing in the database supports this row"),
    ("a row too few", "delete from events where commitment = 'harbour-plan'",
     "the database had this row before, and it is not in the file"),
    ("a text", "update documents set text = 'x' where url like '%/sea'", "documents 1: text: not"),
    ("the day", "update as_of set day = '2026-11-21'", "as_of 2026-11-21: nothing in the"),
    ("a count", "update kinds set commitments = commitments + 1", "kinds"),
    ("another release's sum", "update releases set as_of = '2026-01-01'", "its days are not those"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "sql", "said"),
    CHANGED_BY_HAND,
    ids=[row[0] for row in CHANGED_BY_HAND],
)
def test_what_was_changed_in_the_served_file_is_a_fault(newsroom, _case, sql, said):
    change_served(newsroom, sql)
    assert any(said in fault for fault in newsroom.faults())


def test_without_new_sums_the_file_is_named_too(newsroom):
    change_served(newsroom, "update timeline set title = 'x'", sums_too=False)
    faults = newsroom.faults()
    assert any("is not the one that was published" in fault for fault in faults)
    assert any("timeline harbour-plan: title:" in fault for fault in faults)


def test_rows_that_are_not_those_of_the_digest(newsroom):
    change_served(newsroom, "update commitments set title = 'Another'")
    assert any("its rows are not those that were published" in fault for fault in newsroom.faults())


CHANGED_IN_THE_DATABASE = [
    ("an event", "update events set due_latest = '2027-06-30' where commitment = 'harbour-plan'",
     "harbour-plan"),
    ("a claim on record", "update claims set status = 'overdue' where commitment = 'harbour-plan'",
     "claims harbour-plan"),
    ("a document's day", "update documents set published_at = '2020-01-01' where url like '%/sea'",
     "documents 1: published_at"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "sql", "said"), CHANGED_IN_THE_DATABASE,
                         ids=[row[0] for row in CHANGED_IN_THE_DATABASE])  # fmt: skip
def test_what_was_changed_by_hand_and_nothing_recorded_explains_is_a_fault(
    newsroom, _case, sql, said
):
    newsroom.db.execute(sql)
    assert any(said in fault for fault in newsroom.faults())


def decide(room, at=AT):
    url, said = "https://news.example/new", "The Harbour Plan is delayed until June 2027."
    [statement] = room.desk.found(said, url=url, at=at)
    room.desk.decide(statement, at=at)


def undo(room):
    room.desk.undo(at=AT)


def look(room):
    seen = Look("lighthouse-plan", date(2026, 11, 23), None, None, "not_found", "Looked.", "Ada")
    record_look(room.db, seen, date(2026, 11, 23))


def crawl(room):
    room.desk.page("Something else.", url="https://news.example/new", at=AT)


def edit(room):
    room.desk.page("The sea was calm.", url="https://news.example/sea", at=AT)


def set_back(room):
    """The clock is set back a day before a person decides."""
    decide(room, at="2026-11-20T06:00:00Z")


def reload(room):
    """A step of the register says another date."""
    due = ("by March 2027", "deadline", None, "2027-03-31")
    room.desk.register(LIGHTHOUSE, commitment("harbour-plan", "Harbour Plan", promise(due)))


RECORDED = [decide, undo, look, crawl, edit, set_back, reload]


@pytest.mark.parametrize("recorded", RECORDED)
def test_what_was_recorded_since_waits_and_is_no_fault(newsroom, recorded):
    recorded(newsroom)
    found = newsroom.examine()
    assert found.faults == []
    assert any("wait for the next `delaywatch publish`" in line for line in found.notices)
    publish(newsroom.db, newsroom.published, date(2026, 11, 23), LATER, accepted_by="Ada")
    found = newsroom.examine()
    assert (found.faults, found.notices) == ([], [])


def test_what_was_recorded_of_one_explains_no_difference_of_another(newsroom):
    look(newsroom)
    change_served(newsroom, "update timeline set first_due_words = 'x' where slug = 'harbour-plan'")
    assert any("timeline harbour-plan: first_due_words" in fault for fault in newsroom.faults())


def test_a_title_that_the_register_writes_otherwise_is_told_apart(newsroom):
    due = ("by May 2027", "deadline", None, "2027-05-31")
    newsroom.desk.register(LIGHTHOUSE, commitment("harbour-plan", "Harbours Plan", promise(due)))
    found = newsroom.examine()
    assert found.faults == []
    assert any("keeps no instant (commitments 1" in line for line in found.notices)


def test_a_hold_and_its_end_are_clean(newsroom):
    hold(newsroom.db, newsroom.published, "harbour-plan", reason="x", by="Ada", at=AT)
    found = newsroom.examine()
    assert (found.faults, found.notices) == ([], [])
    release_hold(newsroom.db, newsroom.published, "harbour-plan", reason="x", by="Ada", at=AT)
    found = newsroom.examine()
    assert found.faults == []
    assert found.notices == [
        "harbour-plan: its hold is lifted; the next `delaywatch publish` brings it back"
    ]


def test_what_was_recorded_before_a_hold_still_waits_after_it(newsroom):
    decide(newsroom)
    hold(newsroom.db, newsroom.published, "lighthouse-plan", reason="x", by="Ada", at=AT)
    found = newsroom.examine()
    assert found.faults == []
    assert any("wait for the next" in line for line in found.notices)


@pytest.mark.parametrize("what", ["https://news.example/sea", TEXT])
def test_a_removal_is_clean(newsroom, what):
    place = redact.Place(newsroom.path, newsroom.published)
    redact.redact(newsroom.db, place, wish(what, everywhere=True))
    assert newsroom.faults() == []
    publish(newsroom.db, newsroom.published, date(2026, 11, 23), LATER, accepted_by="Ada")
    assert newsroom.faults() == []


def test_where_it_is_not_known_what_was_recorded_nothing_is_called_a_fault(newsroom):
    (newsroom.published / facts.NAME).write_text("{}")
    decide(newsroom)
    found = newsroom.examine()
    assert found.faults == []
    assert any("it was not kept what was known" in line for line in found.notices)


def test_a_damaged_page_of_the_served_file_is_a_fault_and_keeps_nothing_else_from_being_told(
    newsroom,
):
    file = served(newsroom)
    size = file.stat().st_size
    spoil(file, size // 2)
    newsroom.bodies()[0].unlink()
    faults = newsroom.faults()
    assert any("is not the one that was published" in fault for fault in faults)
    assert any("missing from the archive" in fault for fault in faults)


def test_a_served_file_that_is_none(newsroom):
    file = served(newsroom)
    file.chmod(0o644)
    file.write_text("no database")
    assert any("could not be" in fault for fault in newsroom.faults())


def test_no_room_for_it_is_said(newsroom, monkeypatch):
    usage = type("usage", (), {"free": 5})
    monkeypatch.setattr("tracker.checking.published.shutil.disk_usage", lambda _: usage)
    assert any("are needed for a while, and 5 are free" in fault for fault in newsroom.faults())


def test_what_the_facts_are_kept_by_is_in_no_release(newsroom):
    told = json.loads((newsroom.published / facts.NAME).read_text())
    assert told["at"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert told["reviews"] == 1
    assert not list((newsroom.published / "releases").rglob(f"*{facts.NAME}*"))

"""What is kept of changes: when they were seen, decisions for ever, and what may be published."""

import sqlite3

import pytest
from sqlite_utils import Database

from db.connection import connect
from db.migrations import schema
from db.publishing.build import build
from db.publishing.tables import TABLES
from tests.tracker.changes.watch import URL, Watch, file, instant
from tracker.changes.find import find_changes

JUNE, MAY = "The plan is due by June 2026.", "The plan is due by May 2027."
AS_OF = "2026-11-22"


@pytest.fixture
def watch(tmp_path):
    return Watch.fresh(tmp_path)


# -------------------------------------------------------------------------------- turns


def turns(watch):
    """From and to which version, with the dates on them, and when each was seen."""
    return [tuple(row.values())[3:] for row in watch.rows("select * from turns")]


def test_a_turn_tells_when_a_page_was_last_seen_as_it_was(watch):
    watch.on(1, JUNE, modified_at="2026-02-01")
    assert turns(watch) == []
    watch.seen(4)
    watch.on(6, MAY, modified_at="2026-03-05")
    assert turns(watch) == [(1, 2, "2026-02-01", "2026-03-05", instant(4), instant(6))]


def test_a_turn_of_what_is_in_the_log(watch):
    watch.on(1, JUNE)
    watch.seen(4)
    watch.gone(8)
    watch.seen(9)
    rows = watch.rows("select t.*, l.happened from turns t join document_log l on l.id = t.log_id")
    assert [(row["happened"], row["seen_before"], row["seen_after"]) for row in rows] == [
        ("vanished", instant(4), instant(8)), ("came_back", instant(4), instant(9)),
    ]  # fmt: skip
    assert {row["from_version"] for row in rows} == {1}


def test_a_page_that_is_read_unchanged_makes_none(watch):
    for day in (1, 2, 3):
        watch.on(day, JUNE)
    assert turns(watch) == []


OLD = f"""
    insert into sources (name, title, kind, republish) values ('news', 'News', 'wordpress', 'text');
    insert into documents (id, source, origin, url, kind, title, first_seen_at, last_seen_at)
      values (7, 'news', 'site', '{URL}', 'news', 'Fog', '{instant(1)}', '{instant(9)}');
    insert into versions
        (id, document_id, number, title, raw_sha256, route, fetched_at, modified_at)
      values (1, 7, 1, 'Fog', 'a', 'rest', '{instant(1)}', '2026-03-01'),
             (2, 7, 2, 'Fog', 'b', 'rest', '{instant(5)}', '2026-03-04'),
             (3, 7, 3, 'Fog', 'c', 'rest', '{instant(7)}', '2026-03-06');
    insert into texts (version_id, extractor, text, content_hash, made_at)
      values (1, 'x/1', '{JUNE}', 'a', ''), (2, 'x/1', '{MAY}', 'b', ''),
             (3, 'x/1', 'Fog.', 'c', '');
    update documents set current_version = 1;
    insert into runs (id, command, as_of, started_at) values (1, 'crawl', '', '');
    insert into document_log (document_id, happened, at, was)
      values (7, 'vanished', '{instant(9)}', '{URL}');
"""


def test_what_happened_before_there_were_turns(tmp_path):
    """A database of an earlier release: its versions are compared, with wider days."""
    path = tmp_path / "delaywatch.db"
    old = sqlite3.connect(path, isolation_level=None)
    schema.apply(Database(old), stop_before="m0008_changes")
    old.executescript(OLD)
    old.close()
    db = connect(path)
    find_changes(db, at=instant(10))
    rows = list(db.query("""select v.* from document_changes v join changes c using (id)
                            order by c.turn_id"""))  # fmt: skip
    told = [(row["as_before_on"], row["changed_by"], row["removed"], row["added"]) for row in rows]
    assert told == [
        ("2026-03-01", "2026-03-05", JUNE, MAY),
        ("2026-03-05", "2026-03-07", MAY, "Fog."),
        ("2026-03-07", "2026-03-09", "Fog.", JUNE),
        (None, "2026-03-09", None, None),
    ]
    assert [row["change"] for row in rows] == ["edited", "edited", "edited", "vanished"]
    assert rows[0]["happened_on"] == "2026-03-04"


# ---------------------------------------------------------------------------- decisions


@pytest.mark.parametrize("sql", ["update change_reviews set note = 'x'",
                                 "delete from change_reviews"])  # fmt: skip
def test_decisions_are_for_ever(watch, sql):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.say(watch.change())
    with pytest.raises(sqlite3.IntegrityError, match="take one back with another"):
        watch.db.execute(sql)


def test_a_decision_is_taken_back_once_and_by_another_row(watch):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.say(watch.change())
    watch.take_back()
    assert watch.change()["state"] == "waiting"
    assert watch.count("change_reviews") == 2
    row = watch.rows("select * from change_reviews")[1]
    with pytest.raises(sqlite3.IntegrityError):
        watch.db.table("change_reviews").insert(row | {"id": None})


def test_a_decision_about_one_version_is_none_about_the_next(watch):
    """The same sentence goes, comes back and goes again: three changes, each decided by itself."""
    for day, text in ((1, JUNE), (2, MAY)):
        watch.on(day, text)
    watch.say(watch.change())
    watch.on(3, JUNE)
    watch.on(4, MAY)
    assert [row["state"] for row in watch.changes()] == ["accepted", "waiting", "waiting"]


# ------------------------------------------------------------------------------ published

LONG = "We have said before that the plan of the whole service is due by {} at the latest, or so."
OLD_TEXT, NEW_TEXT = LONG.format("June 2026"), LONG.format("May 2027")


def published(watch, table="document_changes", as_of=AS_OF):
    """The rows of a table as it would be published."""
    watch.db.execute("delete from as_of")
    watch.db.execute("insert into as_of (id, day) values (1, ?)", [as_of])
    [query] = [one.select for one in TABLES if one.name == table]
    return watch.rows(f"select * from ({query}) order by id")


MAY_BE_SHOWN = [
    ("text", OLD_TEXT, NEW_TEXT),
    ("quote", "… is due by June 2026 at the latest, …", "… is due by May 2027 at the latest, …"),
    ("link", None, None),
]


@pytest.mark.parametrize(("republish", "removed", "added"), MAY_BE_SHOWN)
def test_what_may_be_shown_of_a_source(watch, republish, removed, added):
    watch.on(1, OLD_TEXT)
    watch.on(2, NEW_TEXT)
    watch.db.execute("update sources set republish = ?", [republish])
    watch.say(watch.change())
    [row] = published(watch)
    assert (row["removed"], row["added"]) == (removed, added)
    assert (row["sentences_removed"], row["sentences_added"]) == (1, 1)
    assert (row["change"], row["as_before_on"], row["changed_by"], row["now"]) == (
        "edited", "2026-03-01", "2026-03-02", "as changed",
    )  # fmt: skip
    if republish != "text":
        assert not [value for value in row.values() if value in (OLD_TEXT, NEW_TEXT)]


STATES = [
    ("nobody has decided", lambda _watch: None, 0),
    ("accepted", lambda watch: watch.say(watch.change()), 1),
    ("rejected", lambda watch: watch.say(watch.change(), "reject"), 0),
    ("taken back", lambda watch: (watch.say(watch.change()), watch.take_back()), 0),
    ("changed since", lambda watch: (
        watch.say(watch.change()), watch.db.execute("update changes set content_hash = 'x'")), 0),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "act", "count"), STATES, ids=[row[0] for row in STATES])
def test_only_what_a_person_accepted_is_published(watch, _case, act, count):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.find()
    act(watch)
    assert len(published(watch)) == count


def test_who_decided_and_why_is_not_published(watch):
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.say(watch.change(), by="Ada Lovelace", note="seen it")
    [row] = published(watch)
    assert not [value for value in row.values() if "Ada" in str(value) or "seen it" in str(value)]
    assert {"state", "set_aside"}.isdisjoint(row)


def test_what_was_seen_after_the_day_of_counting_is_not_known_on_it(watch):
    watch.on(1, JUNE)
    watch.on(9, MAY)
    watch.say(watch.change())
    assert len(published(watch, as_of="2026-03-08")) == 0
    assert len(published(watch, as_of="2026-03-09")) == 1


def test_a_sample_is_marked_and_a_copy_is_left_out(watch):
    for origin in ("sample", "copy"):
        watch.on(1, JUNE, origin=origin)
        watch.on(2, MAY, origin=origin)
    watch.say(watch.change())
    [row] = published(watch)
    assert row["sample"] == 1
    assert watch.count("changes") == 2


def test_that_it_is_back_is_published_before_anybody_comes_to_it(watch):
    watch.on(1, JUNE)
    watch.gone(5)
    watch.say(watch.change())
    assert [row["now"] for row in published(watch)] == ["gone"]
    watch.seen(8)
    watch.find()
    assert [(row["change"], row["now"]) for row in published(watch)] == [("vanished", "there")]


def test_a_site_change_is_published_as_one_and_not_as_removals(watch):
    for number in range(20):
        watch.on(1, JUNE, url=f"https://news.example/{number}")
    for number in range(5):
        watch.gone(9, f"https://news.example/{number}")
    [notice] = watch.notices()
    assert (published(watch), published(watch, "site_changes")) == ([], [])
    watch.say(notice, site=True)
    assert published(watch) == []
    [row] = published(watch, "site_changes")
    assert (row["pages_gone"], row["pages_before"], row["source"]) == (5, 20, "news")


def test_files_and_the_pages_that_they_hang_on(watch):
    watch.on(1, JUNE, attachments=(file("plan.pdf"),))
    watch.read_file(1, "plan.pdf", JUNE)
    watch.read_file(2, "plan.pdf", MAY)
    watch.say(watch.change())
    [row] = published(watch)
    assert (row["change"], row["attached_to"]) == ("file replaced", URL)


def test_the_published_file(watch, tmp_path):
    """Numbers are numbers there, and links lead to the document and to its source."""
    watch.on(1, JUNE)
    watch.on(2, MAY)
    watch.say(watch.change())
    [expected] = published(watch)
    build(watch.db, tmp_path / "published.db", AS_OF)
    file = Database(tmp_path / "published.db")
    [row] = file.query("select * from document_changes")
    assert row == expected
    assert {name for name, value in row.items() if isinstance(value, int)} == {
        "id", "document", "sentences_removed", "sentences_added", "sample",
    }  # fmt: skip
    assert {key.other_table for key in file["document_changes"].foreign_keys} == {
        "documents", "sources",
    }  # fmt: skip

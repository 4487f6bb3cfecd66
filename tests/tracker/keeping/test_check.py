"""A check names every fault in a line; what a kill leaves and the next run takes up is a note."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from db import checks
from db.lock import run_lock
from db.readings import content_hash
from db.words import index_words
from tests.tracker.keeping.room import AT, NOW, Newsroom, spoil
from tests.tracker.pages import LIGHTHOUSE, Desk
from tests.tracker.redaction.room import wish
from tracker import redact
from tracker.releases.files import describe
from tracker.releases.shelf import current, place_of

PAGE = "https://news.example/page"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Two pages, one of them edited, with statements; no release, so that a check is quick."""
    folder = tmp_path_factory.mktemp("pages")
    desk = Desk.fresh(folder, LIGHTHOUSE)
    desk.found("The Lighthouse Plan will be published by July 2026.")
    desk.found("The Lighthouse Plan is delayed until August 2026.", at=AT)
    desk.page("The sea was calm.", url="https://news.example/calm")
    desk.db.execute("pragma wal_checkpoint(truncate)")
    desk.db.conn.close()
    return folder


@pytest.fixture
def room(pages, tmp_path):
    """A copy of it, open."""
    shutil.copytree(pages, tmp_path / "data")
    room = Newsroom(tmp_path / "data")
    yield room
    room.close()


def test_nothing_is_wrong(room):
    found = room.examine()
    assert (found.faults, found.notices) == ([], [])


RUN = """insert into runs (id, command, as_of, started_at, outcome)
  values (1, 'run', '2026-11-22', '2026-11-22T05:00:00Z', '{}');"""
LEASED = """insert into pages (source, origin, url, kind, state, run_id)
  values ('news', 'site', 'https://news.example/x', 'document', '{}', {});"""
FAULTY = [
    ("a document without a version", "update documents set current_version = null where id = 2",
     "document 2 (https://news.example/calm) has no version"),
    ("another's version", "update documents set current_version = 3 where id = 1",
     "document 1 (https://news.example/page): its current version is one of another document"),
    ("another text to be searched", "update documents set text = 'The sea was rough.' where id = 2",
     "is not the text of its current version"),
    ("a version without a text", """update documents set text = '' where id = 2;
       delete from readings where text_id = 3; delete from texts where id = 3""",
     "version 3 of https://news.example/calm has no text"),
    ("a statement that stands nowhere", "delete from statement_places where statement_id = 2",
     "statement 2 of https://news.example/page is said to stand and stands nowhere"),
    ("a statement in another's text",
     "update statement_places set text_id = 3 where statement_id = 2",
     "statement 2 of https://news.example/page stands in a text of another document"),
    ("an event without a source", "delete from event_sources", "event 1 of lighthouse-plan has no"),
    ("an event of what was taken back",
     "update commitments set retracted_on = '2026-11-22'", "event 1 stands, and lighthouse-plan"),
    ("a turn of another's versions", "update turns set to_version = 3",
     "is between versions of another document"),
    ("a page that no run fetches", LEASED.format("leased", "null"),
     "page 1 (https://news.example/x) is being fetched by no run"),
    ("a page of a run that ended", RUN.format("broken") + LEASED.format("scheduled", 1),
     "page 1 (https://news.example/x) waits for a run that has ended"),
    ("a step of a run that ended", RUN.format("killed") + """insert into run_steps
       (run_id, step, started_at) values (1, 'crawl', '2026-11-22T05:00:00Z')""",
     "run 1 has ended, and its step crawl has not"),
    ("a source of a run that ended", RUN.format("killed") + """insert into run_sources
       (run_id, source) values (1, 'news')""", "run 1 has ended, and its reading of news has not"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "sql", "said"), FAULTY, ids=[row[0] for row in FAULTY])
def test_a_row_that_hangs_on_nothing_is_a_fault(room, _case, sql, said):
    room.db.execute("pragma foreign_keys = off")
    room.db.conn.executescript(sql)
    faults = room.faults()
    assert any(said in fault for fault in faults), faults


def test_of_many_the_first_are_named_and_the_others_counted(room):
    room.db.conn.executescript(
        """with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
           insert into pages (source, origin, url, kind, state)
           select 'news', 'site', 'https://news.example/' || i, 'document', 'leased' from n"""
    )
    faults = room.faults()
    assert len(faults) == 21
    assert faults[-1].endswith("and 30 more: page ... (...) is being fetched by no run")


def test_what_a_kill_left_is_a_note_and_nothing_while_a_run_is_at_work(room):
    room.db.conn.executescript(
        RUN.format("running") + LEASED.format("leased", 1)
        + """insert into deliveries (reader, channel, since, release, sha256, message_id,
               started_at) values ('Ada', 'mail', 1, 2, 'ab', '<x>', '2026-11-22T05:00:00Z')"""
    )  # fmt: skip
    found = room.examine()
    assert found.faults == []
    run, delivery = found.notices
    assert run == "run 1, begun 2026-11-22T05:00:00Z, was cut short: the next run takes it up"
    assert delivery.startswith("delivery 1 (release 2 by mail, begun 2026-11-22T05:00:00Z)")
    assert delivery.endswith("was cut short: it may have arrived")
    with run_lock(room.path):
        found = room.examine()
    assert (found.faults, found.notices) == ([], [])


def test_a_body_of_no_document_is_a_note_with_its_size(room):
    room.desk.archive.write(b"left of a crawl")
    [note] = room.notices()
    assert "1 bodies (" in note
    assert "are named by no document" in note


def test_a_body_that_was_removed_for_good_and_is_there_is_a_fault(room):
    body = room.desk.one("select raw_sha256 from versions where id = 3")["raw_sha256"]
    kept = room.desk.archive.path(body).read_bytes()
    place = redact.Place(room.path, room.published)
    redact.redact(room.db, place, wish("document:2"))
    assert room.faults() == []
    room.desk.archive.path(body).write_bytes(kept)
    [fault] = room.faults()
    assert "this body was removed for good and is there" in fault


def test_a_changed_byte_of_a_body(room):
    spoil(room.bodies()[0])
    [fault] = room.faults()
    assert "the archived body is damaged" in fault


def read_anew(room, **more):
    """A better extractor reads the same bytes of the second page."""
    reading = {"extractor": "test/2", "raw": b"the same"} | more
    room.desk.page("The sea was calm.", url="https://news.example/two", raw=b"the same")
    return room.desk.page("The sea was calm, and blue.", url="https://news.example/two", **reading)


def test_of_a_version_that_was_read_anew_each_text_is_compared(room):
    assert read_anew(room) == "unchanged"
    assert room.desk.count("texts") == 5
    found = room.examine()
    assert (found.faults, found.notices) == ([], [])
    room.db.execute("update texts set text = 'x' where id = 4")
    [note] = room.notices()
    assert "1 texts of versions that were read anew cannot be proved" in note


def test_a_text_under_the_title_of_its_own_reading(room):
    read_anew(room)
    sum_of_another_title = content_hash("Another title", "The sea was calm.", ())
    room.db.execute("update texts set content_hash = ? where id = 4", [sum_of_another_title])
    found = room.examine()
    assert found.faults == []
    assert any("cannot be proved" in note for note in found.notices)


def test_a_damaged_page_of_the_database_keeps_nothing_else_from_being_told(room):
    room.bodies()[0].unlink()
    size = room.db.execute("pragma page_size").fetchone()[0]
    [root] = room.db.execute(
        "select rootpage from sqlite_master where name = 'statement_places'"
    ).fetchone()
    room.close()
    with room.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    room.desk = Desk(room.path)
    faults = room.faults()
    assert any("delaywatch.db" in fault and "statement" not in fault for fault in faults)
    assert any("missing from the archive" in fault for fault in faults)
    done = room.run("check")
    assert done.exit_code == 1
    assert done.output.count("delaywatch: ") == len(faults)


def test_an_index_that_lost_a_row(room):
    index_words(room.db)
    room.db.execute(
        """insert into documents_fts (documents_fts, rowid, title, text)
           values ('delete', 2, 'A page', 'The sea was calm.')"""
    )
    [fault] = room.faults()
    assert "documents_fts: the index for searching is not that of its table" in fault


@pytest.mark.parametrize("indexed", [False, True])
def test_words_that_are_still_to_be_put_into_the_index_are_no_fault(room, indexed):
    if indexed:
        index_words(room.db)
    room.db.execute("update documents set title = 'Another page' where id = 2")
    before = list(room.db["documents_to_index"].rows)
    assert room.faults() == []
    assert list(room.db["documents_to_index"].rows) == before != []
    room.db.execute("delete from documents_to_index")  # so that one is listed nowhere
    [fault] = room.faults()
    assert "documents_fts: the index for searching is not that of its table" in fault


def test_the_command_tells_notes_and_ends_well_without_a_fault(room):
    room.desk.archive.write(b"left of a crawl")
    done = room.run("check")
    assert done.exit_code == 0
    assert "note: " in done.output
    assert "no fault found" in done.output


# ------------------------------------------------------------------ releases


@pytest.mark.slow
def test_the_index_of_each_kept_release(newsroom):
    place = place_of(newsroom.published, 1)
    (place / "delaywatch.db").chmod(0o644)
    with closing(sqlite3.connect(place / "delaywatch.db")) as file:
        file.execute("insert into documents_fts (documents_fts) values ('delete-all')")
        file.commit()
    describe(place, current(newsroom.published))
    [fault] = newsroom.faults()
    assert fault.startswith(f"{place / 'delaywatch.db'}: documents_fts: the index for searching")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["csv/events.csv", "delaywatch.db", "release.json"])
def test_a_changed_byte_of_a_file_of_a_release(newsroom, name):
    place = place_of(newsroom.published, 1) / name
    spoil(place, -3)
    assert f"{place}: this file is not the one that was published" in newsroom.faults()


@pytest.mark.slow
def test_a_list_of_sums_that_is_none(newsroom):
    sums = place_of(newsroom.published, 1) / "SHA256SUMS"
    sums.write_text("nonsense\n")
    assert f"{sums}: this is no list of sums" in newsroom.faults()
    assert newsroom.run("check").exit_code == 1


@pytest.mark.slow
def test_a_backup_taken_and_removed_is_no_matter(newsroom):
    newsroom.backup(NOW)
    assert newsroom.faults() == []


def test_a_check_keeps_no_writer_waiting(room, monkeypatch):
    """SQLite looks through an index as a write; that is done in a copy, which goes again."""
    kept, seen = checks.search, []

    def search(db):
        with closing(sqlite3.connect(room.path, timeout=0.1, isolation_level=None)) as writer:
            writer.execute("begin immediate")  # as a crawl does
            seen.extend(kept(db))
            writer.execute("rollback")
        return seen

    monkeypatch.setattr(checks, "search", search)
    assert room.faults() == []
    assert not list(room.folder.glob(".checking-*"))

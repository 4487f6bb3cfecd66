"""An older database opens as a newer one, with every row, number and link that it had."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlite_utils import Database

from db.connection import connect
from db.migrations import schema
from db.words import index_words
from tests.tracker.pages import TODAY
from tracker.register.checking import read_register
from tracker.register.files import PACKAGED
from tracker.register.load import load

# What the first release wrote; everything else came with migration 3 or later.
REGISTER = (
    "bodies", "commitments", "commitment_bodies", "aliases", "unverified", "related", "context",
    "context_sources", "outcome_sources", "events", "event_sources", "looks", "foi_requests",
    "foi_commitments", "as_of",
)  # fmt: skip
# The last one of all: every test of the upgrade ends there.
NEWEST = [migration.name for migration in schema.pending(Database(memory=True))][-1]
OF_WORDS = {"documents_to_index_new", "documents_to_index_other", "documents_to_index_gone"}
CRAWLED = ("sources", "documents", "versions", "texts")
OLD_VIEWS = """
    create view measured as select slug from commitments
      where slug in (select commitment from statements where review = 'open');
    create view timeline as select slug, (select count(*) from events e
      where e.commitment = measured.slug) as events from measured;
    pragma user_version = 12345;
"""
PAGE = """
    insert into sources (name, title, kind, body, republish)
      values ('news', 'Coast News', 'wordpress', 'nhs-england', 'text'),
             ('answers', 'Answers', 'file', null, 'link');
    insert into documents (id, source, origin, url, kind, title, first_seen_at, last_seen_at)
      values (7, 'news', 'site', 'https://news.example/7', 'news', 'Fog', '2026', '2026');
    insert into versions (id, document_id, number, title, raw_sha256, route, fetched_at)
      values (8, 7, 1, 'Fog', 'ab', 'rest', '2026-01-01T06:00:00Z');
    insert into texts (id, version_id, extractor, text, content_hash, made_at)
      values (9, 8, 'test/1', 'There was fog.', 'cd', '2026-01-01T06:00:00Z');
    update documents set current_version = 8;
    insert into looks (id, commitment, looked_on, result, note)
      values (5, 'gpdpr', '2026-10-01', 'not_found', 'Searched.');
    update events set retracted_on = '2026-11-01', retracted_why = 'a slip of the pen'
      where id = (select max(id) from events);
"""


@pytest.fixture
def old(tmp_path, working):
    """A database as the first release left it: the register, a page, a look, a retracted event."""
    path = tmp_path / "delaywatch.db"
    connection = sqlite3.connect(path, isolation_level=None)
    schema.apply(Database(connection), stop_before="m0003_statements")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma foreign_keys = off")
    connection.execute("attach ? as newer", [str(working)])
    for table in REGISTER:
        names = ", ".join(row[1] for row in connection.execute(f"pragma table_info({table})"))
        connection.execute(f"insert into {table} ({names}) select {names} from newer.{table}")
    connection.execute("detach newer")
    connection.executescript(PAGE + OLD_VIEWS)
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()
    return path


# A migration that makes a table anew drops its triggers without a word; so they are told here.
TRIGGERS = [
    "change_reviews_are_kept", "change_reviews_stay", "documents_to_index_gone",
    "documents_to_index_new", "documents_to_index_other", "names_to_keep_alias",
    "names_to_keep_body", "names_to_keep_called", "names_to_keep_gone", "names_to_keep_new",
    "names_to_keep_no_alias", "names_to_keep_no_body", "names_to_keep_other",
    "names_to_keep_other_alias", "names_to_keep_other_body",
    "objection_steps_are_kept", "objection_steps_stay", "objections_are_kept", "objections_stay",
    "register_file_of_aliases_delete", "register_file_of_aliases_insert",
    "register_file_of_aliases_update", "register_file_of_commitment_bodies_delete",
    "register_file_of_commitment_bodies_insert", "register_file_of_commitment_bodies_update",
    "register_file_of_commitments_delete", "register_file_of_commitments_insert",
    "register_file_of_commitments_update", "register_file_of_context_delete",
    "register_file_of_context_insert", "register_file_of_context_sources_delete",
    "register_file_of_context_sources_insert", "register_file_of_context_sources_update",
    "register_file_of_context_update", "register_file_of_event_sources_delete",
    "register_file_of_event_sources_insert", "register_file_of_event_sources_update",
    "register_file_of_events_delete", "register_file_of_events_insert",
    "register_file_of_events_update", "register_file_of_foi_commitments_delete",
    "register_file_of_foi_commitments_insert", "register_file_of_foi_commitments_update",
    "register_file_of_foi_events_delete", "register_file_of_foi_events_insert",
    "register_file_of_foi_events_update", "register_file_of_foi_grounds_delete",
    "register_file_of_foi_grounds_insert", "register_file_of_foi_grounds_update",
    "register_file_of_foi_requests_delete", "register_file_of_foi_requests_insert",
    "register_file_of_foi_requests_update", "register_file_of_outcome_sources_delete",
    "register_file_of_outcome_sources_insert", "register_file_of_outcome_sources_update",
    "register_file_of_related_delete", "register_file_of_related_insert",
    "register_file_of_related_update", "register_file_of_responses_insert",
    "register_file_of_responses_update", "register_file_of_unverified_delete",
    "register_file_of_unverified_insert", "register_file_of_unverified_update",
    "releases_to_link_new", "releases_to_link_of_data", "releases_to_link_of_file",
    "releases_to_link_other", "releases_to_link_undecided", "releases_to_link_unlinked",
    "releases_to_link_with_file", "releases_to_link_without_file", "responses_are_kept",
    "responses_stay", "reviews_are_kept", "reviews_stay", "sites_to_find_gone",
    "sites_to_find_new", "sites_to_find_other", "statements_to_match_event",
    "statements_to_match_made", "statements_to_match_made_anew", "statements_to_match_no_event",
    "statements_to_match_other", "statements_to_match_other_event", "statements_to_match_unmade",
    "statements_to_match_waiting", "texts_to_read_after_all", "texts_to_read_again",
    "texts_to_read_gone", "texts_to_read_new", "texts_to_read_of_another_kind",
    "texts_to_read_other", "things_to_tell_again", "things_to_tell_gone", "things_to_tell_new",
    "things_to_tell_of_document", "things_to_tell_of_other_version", "things_to_tell_of_version",
    "things_to_tell_other", "things_to_tell_other_pages", "things_to_tell_paged",
    "things_to_tell_unpaged", "titles_to_match_again", "titles_to_match_new",
    "titles_to_match_of_source", "titles_to_match_other", "turns_of_the_log", "turns_of_versions",
    "turns_to_find_again", "turns_to_find_moved", "turns_to_find_new", "turns_to_find_read",
    "turns_to_find_unread", "turns_to_find_with_file", "turns_to_find_without_file",
    "waiting_decided", "waiting_gone", "waiting_new", "waiting_of_copies", "waiting_other",
]  # fmt: skip


def rows(path, tables, columns=None):
    """Every row of some tables, by name; only of some columns, if so asked."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    found = {}
    for table in tables:
        names = ", ".join(sorted(columns[table])) if columns else "*"
        every = connection.execute(f"select {names} from {table} order by rowid")
        found[table] = [dict(row) for row in every]
    return found


def columns_of(path):
    connection = sqlite3.connect(path)
    return {
        table: {row[1] for row in connection.execute(f"pragma table_info({table})")}
        for table in REGISTER + CRAWLED
    }


def faults(path):
    """What SQLite finds wrong with a database: nothing."""
    connection = sqlite3.connect(path)
    broken = connection.execute("pragma foreign_key_check").fetchall()
    [(whole,)] = connection.execute("pragma integrity_check").fetchall()
    return broken + ([] if whole == "ok" else [whole])


def applied(path):
    return [one.name for one in schema.applied(Database(sqlite3.connect(path)))]


def test_every_row_number_and_link_is_kept(old):
    columns, before = columns_of(old), rows(old, REGISTER + CRAWLED)
    assert len(before["events"]) == 158
    connect(old)
    assert rows(old, REGISTER + CRAWLED, columns) == before
    assert faults(old) == []


def test_what_is_new_says_what_was_true_before(old):
    db = connect(old)
    assert {row["origin"] for row in db.query("select origin from commitments")} == {"register"}
    assert {row["origin"] for row in db.query("select origin from event_sources")} == {"register"}
    natures = db.execute("select name, nature from sources order by name").fetchall()
    assert natures == [("answers", "third_party"), ("news", "official")]


def test_the_upgraded_database_counts_as_a_new_one_does(old, working):
    """The look of the fixture, its retracted event and what had no column then aside."""
    db, new = connect(old), connect(working)
    load(db, PACKAGED, TODAY)  # which knows of milestones, for which there was no column
    db.execute("delete from looks")
    sql = "select * from timeline order by slug"
    assert list(db.query(sql)) == list(new.query(sql))


def test_the_register_of_this_release_finds_little_to_change(old):
    """The one step that was retracted comes back as a row of its own, and six gain what had no
    column: the milestone that their date is of, or the reason that was given."""
    steps = [step for file in read_register(PACKAGED).commitments for step in file.steps]
    gained = sum(bool(step.milestone or step.reason) for step in steps)
    loaded = load(connect(old), PACKAGED, TODAY)
    assert gained == 6
    assert str(loaded.steps) == "1 inserted, 6 updated, 151 unchanged, 0 retracted"
    assert (loaded.commitments.inserted, loaded.commitments.retracted) == (0, 0)


def test_old_pages_are_read_from_now_on(old):
    db = connect(old)
    db.execute("pragma foreign_keys = on")
    assert db.execute("select count(*) from readings").fetchone() == (0,)
    db.execute("insert into readings (text_id, rules, found, read_at) values (9, 'r', 0, 'now')")


def test_events_may_be_undated_afterwards_and_only_that_is_new(old):
    db = connect(old)
    undated = {
        "commitment": "gpdpr", "origin": "editor", "event": "promised",
        "made_on_precision": "unknown", "made_on_basis": "report", "who": "NHS England",
        "voice": "reported", "due_kind": "none", "confidence": "reported_second_hand",
    }  # fmt: skip
    db.table("events").insert(undated)
    for wrong in ({"made_on_precision": "day"}, {"event": "vowed"}, {"commitment": "none"}):
        with pytest.raises(sqlite3.IntegrityError):
            db.table("events").insert(undated | wrong)


def test_rules_may_make_commitments_afterwards_and_no_date_was_provisional_before(old):
    db = connect(old)
    assert db.execute("select distinct provisional from events").fetchall() == [(0,)]
    new = {
        "slug": "beds", "title": "Beds", "owner": "NHS England", "kind": "scheduled_release",
        "selection": "structured", "summary": "Beds.", "origin": "rule:release-date",
    }  # fmt: skip
    db.table("commitments").insert(new)
    for wrong in ("rule:", "guess"):
        with pytest.raises(sqlite3.IntegrityError):
            db.table("commitments").insert(new | {"slug": "other", "origin": wrong})


def test_twice_is_harmless(old):
    connect(old)
    before = "\n".join(sqlite3.connect(old).iterdump())
    connect(old)
    assert "\n".join(sqlite3.connect(old).iterdump()) == before


def test_a_kill_before_it_is_written_down_is_harmless(old):
    """Migration 4 holds its own transaction, so it can be done and not recorded."""
    columns = columns_of(old)
    connect(old)
    before, record = rows(old, REGISTER + CRAWLED, columns), applied(old)
    killed = sqlite3.connect(old, isolation_level=None)
    killed.execute("delete from _sqlite_migrations where name = 'm0004_undated_events'")
    killed.close()
    connect(old)
    assert rows(old, REGISTER + CRAWLED, columns) == before
    assert sorted(applied(old)) == sorted(record)
    assert faults(old) == []


def test_a_kill_between_two_migrations_is_taken_up(old):
    columns, before = columns_of(old), rows(old, REGISTER + CRAWLED)
    halfway = Database(sqlite3.connect(old, isolation_level=None))
    schema.apply(halfway, stop_before="m0004_undated_events")
    halfway.conn.close()
    connect(old)
    assert rows(old, REGISTER + CRAWLED, columns) == before
    assert faults(old) == []


def test_a_fault_within_a_migration_leaves_the_old_database(old):
    """Here an event that the new table would refuse stands for whatever goes wrong."""
    columns = columns_of(old)
    broken = sqlite3.connect(old, isolation_level=None)
    broken.execute("pragma ignore_check_constraints = on")
    broken.execute("update events set event = 'vowed' where id = 1")
    broken.close()
    before = rows(old, REGISTER + CRAWLED)
    with pytest.raises(Exception, match="CHECK constraint failed"):
        connect(old)
    assert rows(old, REGISTER + CRAWLED, columns) == before
    assert applied(old)[-1] == "m0003_statements"
    mended = sqlite3.connect(old, isolation_level=None)
    mended.execute("update events set event = 'promised' where id = 1")
    mended.close()
    connect(old)
    assert faults(old) == []


def test_a_view_of_ones_own_survives_the_upgrade(old):
    mine = sqlite3.connect(old, isolation_level=None)
    mine.execute("create view my_own as select slug from commitments")
    mine.close()
    assert "my_own" in connect(old).view_names()


def test_several_programs_that_open_an_old_database_at_once_spoil_nothing(old):
    """The nightly run, a desk and a reader, on the morning after the upgrade."""
    columns, before = columns_of(old), rows(old, REGISTER + CRAWLED)
    command = [sys.executable, "-m", "tracker.cli", "--db", str(old), "init"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    programs = [subprocess.Popen(command, **pipes) for _ in range(4)]
    said = [program.communicate(timeout=60)[1] for program in programs]
    assert 0 in [program.returncode for program in programs]
    assert not [text for text in said if "Traceback" in text]
    connect(old)
    assert rows(old, REGISTER + CRAWLED, columns) == before
    assert faults(old) == []


def test_the_upgrade_waits_for_a_writer(old):
    """As every other write does (db/connection.py): a second is no reason to give up."""
    writer = sqlite3.connect(old, isolation_level=None, check_same_thread=False)
    writer.execute("begin immediate")
    writer.execute("update looks set note = 'Searched twice.'")
    with ThreadPoolExecutor(1) as other:
        opened = other.submit(connect, old)
        time.sleep(1)
        writer.execute("commit")
        opened.result(timeout=30)
    assert applied(old)[-1] == NEWEST


def test_no_trigger_is_lost_on_the_way(old, tmp_path):
    for path in (old, tmp_path / "new.db"):
        found = connect(path).execute("select name from sqlite_master where type = 'trigger'")
        assert sorted(row[0] for row in found.fetchall()) == TRIGGERS


def test_a_title_may_be_held_for_what_left_before_there_was_a_list_of_names(tmp_path):
    db = Database(tmp_path / "old.db")
    schema.apply(db, stop_before="m0014_finding")
    db.execute(
        """insert into commitments (slug, title, owner, kind, selection, summary, retracted_on)
           values ('gone', 'Foghorn Review', 'X', 'promise', 'editor', 'x', '2026-01-01')"""
    )
    db.execute("insert into matched_names values ('gone', '[]')")
    schema.apply(db)
    assert list(db["names_to_find"].rows) == [{"step": "titles", "commitment": "gone", "taken": 0}]


@pytest.mark.parametrize("lost", ["documents_ai", "documents_au", "documents_ad"])
@pytest.mark.parametrize("at", ["m0017_index_of_words", "m0018_words_to_index"])
def test_an_index_of_words_without_its_triggers_is_upgraded_and_has_all_words(tmp_path, at, lost):
    db = Database(tmp_path / "old.db")
    schema.apply(db, stop_before=at)
    db.execute(f"drop trigger {lost}")
    db.execute(
        """insert into sources (name, title, kind, republish, nature)
           values ('news', 'Coast News', 'feed', 'text', 'official')"""
    )
    db.execute(
        """insert into documents (source, origin, url, kind, title, first_seen_at, last_seen_at)
           values ('news', 'site', 'https://news.example/1', 'news', 'Foghorn', '2026', '2026')"""
    )
    schema.apply(db)
    of_words = {
        one.name for one in db["documents"].triggers
        if one.name in OF_WORDS or "documents_fts" in one.sql
    }  # fmt: skip
    assert of_words == OF_WORDS
    index_words(db)
    assert db.execute(
        "select rowid from documents_fts where documents_fts match 'foghorn'"
    ).fetchall()

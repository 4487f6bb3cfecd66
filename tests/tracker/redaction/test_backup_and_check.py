"""A backup is whole or not there; a check tells each fault in a line."""

import sqlite3
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from db import checks
from db.errors import Problem
from db.words import index_words
from tracker.backup import backup, backups_beside, folder_of
from tracker.check import Places, check
from tracker.cli import main

# Each makes whole releases: together they take a minute, so they run with the slow tests.
pytestmark = pytest.mark.slow


NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def made(room):
    return backup(room.db, room.database, folder_of(room.database), NOW, room.said.append)


def test_what_a_backup_holds(room):
    (room.folder / "editors.json").write_text("secret")
    folder = made(room).folder
    assert folder.name == "2026-11-23T060000Z"
    names = {path.name for path in folder.iterdir()}
    assert names == {"delaywatch.db", "archive", "backup.json", "MANIFEST"}
    assert backups_beside(room.database) == [folder]
    copy = sqlite3.connect(folder / "delaywatch.db")
    assert copy.execute("select count(*) from texts").fetchall() == room.ask(
        "select count(*) from texts"
    )
    bodies = {path.name for path in (folder / "archive").rglob("*") if path.is_file()}
    assert bodies == {p.name for p in (room.folder / "archive").rglob("*") if p.is_file()}


def test_a_second_one_of_the_same_instant_is_refused(room):
    made(room)
    with pytest.raises(Problem, match="of this instant already"):
        made(room)


def test_a_backup_that_fails_leaves_nothing(room, monkeypatch):
    monkeypatch.setattr(checks, "whole", lambda _path: ["row 1 missing from index x"])
    with pytest.raises(Problem, match="the copy is not whole: row 1 missing"):
        made(room)
    assert list(folder_of(room.database).iterdir()) == []


def spoil_body(room):
    next(path for path in (room.folder / "archive").rglob("*") if path.is_file()).write_bytes(b"x")


def lose_body(room):
    next(path for path in (room.folder / "archive").rglob("*") if path.is_file()).unlink()


def spoil_release(room):
    with (room.folder / "published/releases/0001/csv/events.csv").open("a") as file:
        file.write("x")


def lose_file(room):
    (room.folder / "published/releases/0001/csv/events.csv").unlink()


FAULTS = [
    ("a damaged body", spoil_body, "the archived body is damaged"),
    ("a lost body", lose_body, "this body is missing from the archive"),
    ("another text", "update texts set text = 'x' where id = 1", "is not the one that was kept"),
    ("an index of other words",
     "insert into documents_fts (documents_fts) values ('delete-all')", "index for searching"),
    ("a row that names none",
     "update documents set body = 'nobody'", "names a row of bodies that is not there"),
    ("an altered file", spoil_release, "is not the one that was published"),
    ("a lost file", lose_file, "this file is missing"),
    ("a hold that is not shown",
     """insert into holds (commitment, held_at, held_by, reason)
        values ('lighthouse-plan', '2026-11-22T00:00:00Z', 'Ada', 'x')""",
     "lighthouse-plan is held and still shown"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "spoil", "said"), FAULTS, ids=[row[0] for row in FAULTS])
def test_each_fault_is_told(room, _case, spoil, said):
    places = Places(room.database, room.folder / "published")
    assert check(room.db, places, room.said.append) == []
    index_words(room.db)
    if callable(spoil):
        spoil(room)
    else:
        room.db.execute("pragma foreign_keys = off")
        room.db.execute(spoil)
    first, *more = check(room.db, places, room.said.append)
    assert said in first
    # What is served is not what the database comes to any more: nothing else may be told.
    assert all("releases/0002/delaywatch.db: " in fault for fault in more)
    assert bool(more) == (_case == "another text")


def run(room, *words):
    return CliRunner().invoke(
        main, ["--db", str(room.database), "--as-of", "2026-11-22", *words], catch_exceptions=False
    )


def test_check_ends_with_one_where_there_is_a_fault(room):
    well = run(room, "check")
    assert well.exit_code == 0
    assert "no fault found" in well.output
    spoil_body(room)
    ill = run(room, "check")
    assert ill.exit_code == 1
    assert "the archived body is damaged" in ill.output


USAGE = [
    ("nothing", [], "say what is to go"),
    ("no reason", ["document:1", "--as", "Ada"], "--reason is missing"),
    ("an empty reason", ["document:1", "--reason", " ", "--as", "Ada"], "--reason is missing"),
    ("nobody", ["document:1", "--reason", "x"], "say who decides"),
    ("--finish and something", ["document:1", "--finish"], "--finish goes alone"),
]


@pytest.mark.parametrize(("_case", "words", "said"), USAGE, ids=[row[0] for row in USAGE])
def test_wrong_usage(room, _case, words, said, monkeypatch):
    monkeypatch.delenv("DELAYWATCH_REVIEWER", raising=False)
    done = run(room, "redact", *words)
    assert done.exit_code == 2
    assert said in done.output

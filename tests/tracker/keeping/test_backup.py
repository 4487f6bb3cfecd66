"""A backup is whole, says what it holds and holds not, or is not there at all."""

import errno
import json
import os
import resource
import shutil
import signal
import sqlite3
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import tracker.backup as making
from db import checks
from db.errors import Problem
from tests.tracker.keeping.room import LATER, NOW, Newsroom
from tests.tracker.pages import LIGHTHOUSE, Desk
from tracker.backup import NOT_IN_IT, backups_beside, folder_of, nightly
from tracker.rotation import Keep
from tracker.runs import steps
from tracker.runs.steps import Night, Wish
from tracker.setting import Setting


@pytest.fixture
def room(tmp_path):
    """A desk with two pages and no release."""
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    desk.page("The sea was rough.")
    desk.page("The sea was calm.", url="https://news.example/calm")
    desk.db.conn.close()
    room = Newsroom(tmp_path)
    yield room
    room.close()


def lying_there(room):
    return sorted(path.name for path in folder_of(room.path).iterdir())


def sums(folder):
    lines = (folder / "MANIFEST").read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def test_what_it_holds_and_what_not(room):
    (room.folder / "editors.json").write_text("secret")
    (room.folder / "subscribers.yml").write_text("readers: []\n")
    made = room.backup()
    names = {
        str(path.relative_to(made.folder)) for path in made.folder.rglob("*") if path.is_file()
    }
    bodies = {str(path.relative_to(room.folder)) for path in room.bodies()}
    assert len(bodies) == 2
    assert names == {"delaywatch.db", "subscribers.yml", "backup.json", "MANIFEST"} | bodies
    assert set(sums(made.folder)) == names - {"MANIFEST"}
    about = json.loads((made.folder / "backup.json").read_text())
    assert about["holds"]["documents"] == 2
    assert about["not_in_it"] == list(NOT_IN_IT)
    assert "editors.json" in NOT_IN_IT[0]
    assert made.folder.stat().st_mode & 0o777 == 0o700
    assert (made.bodies, made.linked, made.missing) == (2, 2, 0)


ELSEWHERE = "- name: SAMPLE desk\n  file: told-{release}.md\n"


def test_a_list_of_readers_that_lies_elsewhere_is_kept(room, tmp_path_factory, monkeypatch):
    (room.folder / "subscribers.yml").write_text("what nobody reads")
    lies = tmp_path_factory.mktemp("etc") / "readers.yml"
    lies.write_text(ELSEWHERE)
    monkeypatch.setenv("DELAYWATCH_SUBSCRIBERS", str(lies))
    assert room.run("backup").exit_code == 0
    night = Night(
        Setting(room.path, NOW.date(), NOW), SimpleNamespace(say=room.said.append), 1,
        Wish(hours=1, environ=os.environ),
    )  # fmt: skip
    steps.backup(night)
    made = backups_beside(room.path)
    assert len(made) == 2
    for folder in made:
        assert (folder / "subscribers.yml").read_text() == ELSEWHERE
        about = json.loads((folder / "backup.json").read_text())
        assert about["subscribers_from"] == str(lies)
        assert "subscribers.yml" in sums(folder)


def test_that_there_is_no_list_of_readers_where_it_should_lie_is_said(room, tmp_path):
    (room.folder / "subscribers.yml").write_text("what nobody reads")
    made = room.backup(readers=tmp_path / "gone.yml")
    assert made.line().endswith(
        f"no list of readers is in it: there is none at {tmp_path}/gone.yml"
    )
    assert not (made.folder / "subscribers.yml").exists()
    (room.folder / "subscribers.yml").unlink()
    usual = room.backup(LATER + timedelta(days=1), readers=room.folder / "subscribers.yml")
    assert "no list of readers" not in usual.line()  # who has none needs none


def test_on_another_disk_bodies_are_copies(room, monkeypatch):
    def refuse(_self, _target):
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    made = room.backup()
    assert (made.bodies, made.linked) == (2, 0)
    body = room.bodies()[0]
    copy = made.folder / body.relative_to(room.folder)
    assert copy.read_bytes() == body.read_bytes()
    assert not copy.samefile(body)


def test_a_body_that_is_missing_is_said_and_does_not_keep_the_rest_from_being_kept(room):
    room.bodies()[0].unlink()
    made = room.backup()
    assert made.missing == 1
    assert "1 bodies are missing: run `delaywatch check`" in made.line()


def test_the_nightly_one_is_checked_and_rotated(room):
    to = folder_of(room.path)
    for day in range(9):
        line = nightly(room.db, room.path, to, NOW + timedelta(days=day), room.said.append)
    # Seven days; the other two were neither the last of their week nor of their month.
    assert [path.name[:10] for path in backups_beside(room.path)] == [
        "2026-11-22", *(f"2026-11-{day}" for day in range(24, 31))
    ]  # fmt: skip
    assert "integrity checked" in line
    assert "older removed" in line


def test_nothing_is_removed_where_the_new_one_fails(room, monkeypatch):
    for day in range(3):
        room.backup(NOW + timedelta(days=day))
    before = lying_there(room)
    monkeypatch.setattr(checks, "whole", lambda _: ["page 3 is never used"])
    with pytest.raises(Problem, match="the copy is not whole: page 3"):
        room.backup(keep=Keep(1, 0, 0), at=NOW + timedelta(days=5))
    assert lying_there(room) == before


def full_at(call, monkeypatch, module, name):
    """Let a call fail as on a full disk."""
    kept = getattr(module, name)

    def fail(*words, **more):
        full_at.calls += 1
        if full_at.calls == call:
            raise OSError(errno.ENOSPC, "No space left on device", "x")
        return kept(*words, **more)

    full_at.calls = 0
    monkeypatch.setattr(module, name, fail)


@pytest.mark.parametrize(
    ("module", "name"),
    [(making, "sync"), (making, "sha256_of"), (shutil, "copyfile"), (json, "dumps")],
)
def test_a_full_disk_leaves_nothing_half(room, monkeypatch, module, name):
    (room.folder / "subscribers.yml").write_text("readers: []\n")
    full_at(1, monkeypatch, module, name)
    with pytest.raises(Problem, match="No space left"):
        room.backup()
    assert lying_there(room) == []


def test_a_limit_of_the_system_leaves_nothing_half(room):
    """A file may not grow beyond a size: SQLite and the system say so in the middle of the copy."""
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, kept[1]))
    try:
        with pytest.raises(Problem, match=r"cannot be used|cannot write"):
            room.backup()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, handler)
    assert lying_there(room) == []
    assert room.backup().folder.exists()


@pytest.mark.parametrize(("links", "says"), [(True, False), (False, True)])
def test_the_room_is_asked_for_before(room, monkeypatch, links, says):
    """So many bytes that the database has room, and copies of the bodies have not."""
    needed = checks.size(room.db) + 16 * 2**20 + 10
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _: type("usage", (), {"free": needed}))
    if not links:
        monkeypatch.setattr(making, "_can_link", lambda *_: False)
    if says:
        with pytest.raises(Problem, match="bytes are needed for a backup"):
            room.backup()
        assert lying_there(room) == []
    else:
        room.backup()


def test_what_is_removed_meanwhile_is_not_in_it(room, monkeypatch):
    """A removal names the backups that hold the text; one that is half made it cannot name."""
    kept, removed = making._copy_archive, []

    def meanwhile(*words):
        if not removed:
            removed.append(1)
            room.db.execute(
                """insert into redactions (kind, document_id, redacted_on, reason, by_name, at)
                   values ('document', 1, '2026-11-22', 'x', 'Ada', '2026-11-22T06:00:00Z')"""
            )
        return kept(*words)

    monkeypatch.setattr(making, "_copy_archive", meanwhile)
    folder = room.backup().folder
    copy = sqlite3.connect(folder / "delaywatch.db")
    assert copy.execute("select count(*) from redactions").fetchone() == (1,)
    copy.close()
    assert "something was removed meanwhile: making it again" in room.said


def test_what_a_killed_one_left_goes_with_the_next(room):
    half = folder_of(room.path) / ".making-2026-11-20T060000Z-1"
    half.mkdir(parents=True)
    room.backup()
    assert not half.exists()


def test_the_command_says_what_is_not_in_it(room):
    done = room.run("backup", "--keep", "1,0,0")
    assert done.exit_code == 0
    for name in NOT_IN_IT:
        assert f"not in it: {name}" in done.output
    wrong = room.run("backup", "--keep", "many")
    assert wrong.exit_code == 1
    assert "give days,weeks,months" in wrong.output


def test_another_folder_is_rotated_and_the_usual_one_is_not(room, tmp_path_factory):
    to = tmp_path_factory.mktemp("elsewhere")
    usual = room.backup().folder
    for day in range(2):
        making.backup(room.db, room.path, to, LATER + timedelta(days=day), room.said.append,
                      Keep(1, 0, 0))  # fmt: skip
    assert [path.name for path in to.iterdir()] == ["2026-11-24T060000Z"]
    assert usual.exists()

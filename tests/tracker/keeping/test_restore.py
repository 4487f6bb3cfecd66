"""A backup is proved without being touched; putting it back is all or nothing."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from sqlite_utils import Database

from db.connection import connect, existing, restoring
from db.errors import Busy, Problem
from db.lock import run_lock
from db.migrations import schema
from tests.tracker.keeping.room import AT, DAY, LATER, spoil
from tests.tracker.redaction.room import wish
from tracker import redact
from tracker import restore as restoring_again
from tracker.backup import put_aside
from tracker.check import Places, examine
from tracker.digests import find
from tracker.hold import hold
from tracker.publish import publish
from tracker.releases.files import sha256_of
from tracker.restore import named, prove, restore

pytestmark = pytest.mark.slow


@pytest.fixture
def kept(newsroom):
    """A backup of the newsroom."""
    return newsroom.backup().folder


def tried(kept, newsroom):
    return prove(kept, newsroom.path, newsroom.said.append)


def write_manifest(folder):
    """The sums of a backup as they are now: only a look inside finds what is wrong."""
    files = [path for path in tree(folder) if path.name != "MANIFEST"]
    lines = [f"{sha256_of(path)}  {path.relative_to(folder)}\n" for path in files]
    (folder / "MANIFEST").write_text("".join(lines))


def tree(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def put_back(newsroom, backup=None, *, to=None, replace=True, now=LATER):
    newsroom.close()
    said = newsroom.said.append
    return restore(backup, to or newsroom.path, now, said, replace=replace)


# ------------------------------------------------------------------ proving


def test_a_whole_one_is_proved_and_not_touched(newsroom, kept, tmp_path, monkeypatch):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    before = tree(tmp_path)
    proved = tried(kept, newsroom)
    assert proved.faults == []
    assert "2 commitments, 3 events, 2 documents" in proved.lines[0]
    assert proved.lines[1] == (
        "a publication for 2026-11-22 tells of 2 commitments, 3 events, 2 documents"
    )
    assert any("not in it: editors.json" in line for line in proved.notices)
    assert tree(tmp_path) == before


def one_body(kept):
    return next(path for path in (kept / "archive").rglob("*") if path.is_file())


def spoil_body(kept):
    spoil(one_body(kept))


def lose_body(kept):
    one_body(kept).unlink()


def extra_file(kept):
    (kept / "archive" / "ab").mkdir(exist_ok=True)
    (kept / "archive" / "ab" / "cd").write_text("x")


def cut(kept):
    os.truncate(kept / "delaywatch.db", (kept / "delaywatch.db").stat().st_size // 2)


def spoil_page(kept):
    spoil(kept / "delaywatch.db", 4096 * 3 + 10)


def no_database(kept):
    (kept / "delaywatch.db").write_text("no database, but words")


def lose_line(kept):
    lines = (kept / "MANIFEST").read_text().splitlines(keepends=True)
    (kept / "MANIFEST").write_text("".join(lines[1:]))


def lose_manifest(kept):
    (kept / "MANIFEST").unlink()


def spoil_manifest(kept):
    (kept / "MANIFEST").write_bytes(b"\x00\xff\x00")


def sql(words):
    """Change the database of a backup, and write its sum anew."""

    def change(kept):
        with closing(sqlite3.connect(kept / "delaywatch.db")) as connection:
            connection.execute("pragma foreign_keys = off")
            connection.execute(words)
            connection.commit()
        write_manifest(kept)

    return change


def lose_about(kept):
    (kept / "backup.json").write_text("{")


DAMAGED = [
    ("a changed body", spoil_body, "this file is not the one that was kept"),
    ("a lost body", lose_body, "this file is missing"),
    ("a file too many", extra_file, "archive/ab/cd: this file is not in MANIFEST"),
    ("a cut database", cut, "delaywatch.db"),
    ("a changed page", spoil_page, "delaywatch.db: this file is not the one that was kept"),
    ("no database", no_database, "file is not a database"),
    ("a lost line", lose_line, "this file is not in MANIFEST"),
    ("a lost list", lose_manifest, "there is no list of sums"),
    ("a damaged list", spoil_manifest, "there is no list of sums, or it is damaged"),
    ("a text", sql("update texts set text = 'x' where id = 1"), "text 1 is not the one that was"),
    ("an index", sql("insert into documents_fts (documents_fts) values ('delete-all')"),
     "the index for searching"),
    ("a row that names none", sql("update documents set body = 'nobody'"),
     "names a row of bodies that is not there"),
    ("a lost commitment", sql("""update commitments set retracted_on = '2026-01-01'
        where slug = 'harbour-plan'"""), "commitments: 1, and 2 were kept"),
    ("what cannot be published", sql("drop table looks"), "it cannot be published: "),
    ("what it holds", lose_about, "what it holds is not told, or damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "damage", "said"), DAMAGED, ids=[row[0] for row in DAMAGED])
def test_each_damage_is_named(newsroom, kept, _case, damage, said):
    damage(kept)
    faults = tried(kept, newsroom).faults
    assert any(said in fault for fault in faults), faults


def test_an_older_backup_is_brought_up_to_date_on_a_copy(newsroom, tmp_path):
    """As a delaywatch of before there were run reports left it."""
    older = tmp_path / "2020-01-01T060000Z"
    older.mkdir()
    with closing(sqlite3.connect(older / "delaywatch.db", isolation_level=None)) as connection:
        schema.apply(Database(connection), stop_before="m0012_runs")
        connection.execute("insert into as_of (id, day) values (1, '2019-12-31')")
        connection.execute("insert into bodies (slug, name) values ('coast', 'The Coast')")
    write_manifest(older)
    before = tree(older)
    proved = tried(older, newsroom)
    assert proved.faults == []
    assert "a publication for 2019-12-31 tells of 0 commitments" in proved.lines[1]
    assert any("does not say what it holds" in line for line in proved.notices)
    assert tree(older) == before
    (tmp_path / "new").mkdir()
    restore(older, tmp_path / "new" / "x.db", LATER, print, replace=False)
    assert existing(tmp_path / "new" / "x.db")["deliveries"].count == 0


def test_the_command_proves_the_newest(newsroom, kept):
    done = newsroom.run("restore", "--check")
    assert done.exit_code == 0, done.output
    assert f"{kept}: can be restored" in done.output
    spoil(one_body(kept))
    done = newsroom.run("restore", "--check", kept.name)
    assert done.exit_code == 1
    assert "is not the one that was kept" in done.output
    assert newsroom.run("restore", "--check", "--replace").exit_code == 2


# ------------------------------------------------------------------ putting back


def test_on_a_new_machine(newsroom, kept, tmp_path):
    (newsroom.folder / "subscribers.yml").write_text("readers: []\n")
    last = LATER.replace(hour=7)
    newsroom.backup(at=last)
    there = tmp_path / "new" / "delaywatch.db"
    shutil.copytree(newsroom.folder / "backups", there.parent / "backups")
    lines = put_back(newsroom, to=there, replace=False, now=last)
    assert "2 commitments, 3 events, 2 documents" in lines[0]
    assert any("who was sent a digest after this backup is not known" in line for line in lines)
    assert lines[-1] == "next: `delaywatch check`, then `delaywatch publish`"
    assert (there.parent / "subscribers.yml").read_text() == "readers: []\n"
    db = existing(there)
    places = Places(there, there.parent / "published")
    assert examine(db, places, newsroom.said.append).faults == []
    release, is_new = publish(db, there.parent / "published", DAY, LATER)
    # published/ was not copied along: release 1 was cited, and another is none of its name.
    assert (release.number, is_new) == (2, True)
    assert examine(db, places, newsroom.said.append).faults == []
    db.conn.close()


def test_a_list_of_readers_that_lay_elsewhere_comes_beside_the_database(newsroom, tmp_path):
    lies = tmp_path / "readers.yml"
    lies.write_text("[]\n")
    newsroom.backup(readers=lies)
    beside = newsroom.folder / "subscribers.yml"
    lines = put_back(newsroom)
    assert beside.read_text() == "[]\n"
    assert any(f"{beside}: this list of readers lay at {lies}" in line for line in lines)


def test_of_a_list_of_readers_that_lay_beside_it_nothing_is_said(newsroom):
    (newsroom.folder / "subscribers.yml").write_text("[]\n")
    newsroom.backup(readers=newsroom.folder / "subscribers.yml")
    assert not any("this list of readers lay" in line for line in put_back(newsroom))


def test_where_a_database_is_nothing_is_changed_unless_that_is_said(newsroom, kept):
    newsroom.close()
    before = newsroom.state()
    with pytest.raises(Problem, match="say --replace to put it aside"):
        restore(None, newsroom.path, LATER, newsroom.said.append, replace=False)
    assert newsroom.state() == before
    newsroom.path.unlink()  # the archive alone would be mixed with that of the backup
    with pytest.raises(Problem, match="say --replace"):
        restore(None, newsroom.path, LATER, newsroom.said.append, replace=False)


def test_what_was_there_is_put_aside_and_the_check_is_clean(newsroom, kept, reopen):
    newsroom.desk.page("Something newer.", url="https://news.example/newer", at=AT)
    publish(newsroom.db, newsroom.published, DAY, LATER, accepted_by="Ada")
    bodies = len(newsroom.bodies())
    lines = put_back(newsroom)
    aside = newsroom.folder / "replaced-2026-11-23T060000Z"
    assert any(str(aside) in line for line in lines)
    with closing(sqlite3.connect(aside / "delaywatch.db")) as old:
        assert old.execute("select count(*) from documents").fetchone() == (3,)
    assert len([p for p in (aside / "archive").rglob("*") if p.is_file()]) == bodies
    db = reopen(newsroom.path)
    assert db.execute("select count(*) from documents").fetchone() == (2,)
    assert len(newsroom.bodies()) == bodies - 1
    found = examine(db, Places(newsroom.path, newsroom.published), newsroom.said.append)
    assert found.faults == []
    assert any(f"was restored from {kept.name}" in line for line in found.notices)
    assert not list(newsroom.folder.glob(".restoring*"))
    assert not restoring(newsroom.path).exists()
    assert put_aside(newsroom.path) == [aside]  # which `redact` names
    # And once more: nothing takes the name of what was put aside before.
    db.conn.close()
    restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)
    assert (newsroom.folder / "replaced-2026-11-23T060000Z-2").is_dir()


def test_a_run_that_was_at_work_while_it_was_made_is_not_at_work_in_it(newsroom, reopen):
    newsroom.db.execute(
        """insert into runs (command, as_of, started_at) values ('run', '2026-11-22', ?)""", [AT]
    )
    newsroom.db.execute(
        """insert into pages (source, origin, url, kind, state, run_id)
           values ('news', 'site', 'https://news.example/x', 'document', 'leased', 1)"""
    )
    newsroom.backup()
    put_back(newsroom)
    db = reopen(newsroom.path)
    assert db.execute("select outcome from runs").fetchall() == [("killed",)]
    assert db.execute("select state, run_id from pages").fetchall() == [("scheduled", None)]
    assert examine(db, Places(newsroom.path, newsroom.published), print).faults == []


def test_a_damaged_backup_is_not_put_back(newsroom, kept):
    spoil(one_body(kept))
    newsroom.close()
    before = newsroom.state()
    with pytest.raises(Problem, match="this backup is damaged"):
        restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)
    assert newsroom.state() == before


def test_a_damaged_database_is_replaced(newsroom, kept, reopen):
    newsroom.close()
    newsroom.path.write_text("no database")
    restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)
    assert reopen(newsroom.path).execute("select count(*) from documents").fetchone() == (2,)


def test_while_a_run_is_at_work_it_is_refused(newsroom, kept):
    newsroom.close()
    with run_lock(newsroom.path), pytest.raises(Busy, match="another run is at work"):
        restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)


def test_while_another_program_has_it_open_it_is_refused(newsroom, kept):
    newsroom.close()
    waits = (
        "import sys; from pathlib import Path; from db.connection import connect\n"
        "db = connect(Path(sys.argv[1])); db.execute('select count(*) from runs').fetchall()\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", waits, str(newsroom.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(Problem, match="another program has the database open"):
            restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)
        assert not restoring(newsroom.path).exists()
        other.stdin.close()
    restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)


def test_where_there_is_no_room_nothing_is_changed(newsroom, kept, monkeypatch):
    newsroom.close()
    before = newsroom.state()
    usage = type("usage", (), {"free": 10})
    monkeypatch.setattr(restoring_again.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Problem, match="bytes are needed, and 10 are free; nothing was changed"):
        restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)
    assert newsroom.state() == before


def test_no_backup_at_all(newsroom):
    newsroom.close()
    with pytest.raises(Problem, match="there is no backup here"):
        restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)


def test_where_it_was_cut_short_nothing_opens_the_database_until_it_is_ended(
    newsroom, kept, monkeypatch, reopen
):
    newsroom.close()
    monkeypatch.setattr(restoring_again, "_swap", lambda *_: [])
    restore(None, newsroom.path, LATER, newsroom.said.append, replace=True)
    monkeypatch.undo()
    for opened in (connect, existing):
        with pytest.raises(Problem, match="run `delaywatch restore`, which ends it"):
            opened(newsroom.path)
    done = newsroom.run("restore")
    assert done.exit_code == 0, done.output
    assert reopen(newsroom.path).execute("select count(*) from documents").fetchone() == (2,)


# ------------------------------------------------------------------ what came after the backup


def test_what_was_held_or_removed_after_the_backup_is_named(newsroom, kept):
    place = redact.Place(newsroom.path, newsroom.published)
    redact.redact(newsroom.db, place, wish("https://news.example/sea"))
    redact.redact(newsroom.db, place, wish("The Lighthouse Plan will be published by July 2026."))
    hold(newsroom.db, newsroom.published, "harbour-plan", reason="x", by="Ada", at=AT)
    newsroom.db.execute(
        """insert into digests (reader, since, release, made_at, sha256)
           values ('the desk', 1, 2, ?, 'ab')""",
        [AT],
    )
    lines = put_back(newsroom)
    told = "\n".join(lines)
    assert "hold it again (`delaywatch hold harbour-plan" in told
    assert (
        "all text of https://news.example/sea: `delaywatch redact https://news.example/sea" in told
    )
    assert "a sentence of 51 characters in https://news.example/page" in told
    assert "told after this backup, and not told again: the desk (up to release 2)" in told
    # And nothing is published until it is done.
    db = existing(newsroom.path)
    assert [row["release"] for row in db["digests"].rows] == [2]
    with pytest.raises(Problem, match="knows nothing of that"):
        publish(db, newsroom.published, DAY, LATER, accepted_by="Ada")
    proved = prove(kept, newsroom.path, newsroom.said.append)
    assert any("hold it again" in line for line in proved.notices)
    db.conn.close()


TRY = """insert into deliveries
    (reader, channel, since, release, state, sha256, message_id, started_at, ended_at)
  values ('the board', 'mail', 0, 1, {state}, 'ab', 'm1', '2026-11-22T07:00:00Z', {ended})"""


def test_nobody_is_told_again_whom_only_the_database_of_before_told(newsroom):
    """Rows that both have are not doubled; a try ends as it ended after the backup."""
    newsroom.db.execute(TOLD.format(release=1, at="2026-11-22T07:00:00Z"))
    newsroom.db.execute(TRY.format(state="'sending'", ended="null"))
    newsroom.backup()
    newsroom.db.execute(TOLD.format(release=3, at=AT))
    newsroom.db.execute("update deliveries set state = 'sent', ended_at = '2026-11-22T08:00:00Z'")
    for _ in range(2):  # and once more, over the restored one
        lines = put_back(newsroom)
        db = existing(newsroom.path)
        assert [row["release"] for row in db["digests"].rows] == [1, 3]
        assert [row["state"] for row in db["deliveries"].rows] == ["sent"]
        db.conn.close()
    assert "told after this backup, and not told again: the desk (up to release 3)" in lines


TOLD = """insert into digests (reader, since, release, made_at, sha256)
  values ('the desk', 0, {release}, '{at}', 'ab')"""


def test_where_the_database_of_before_told_nobody_that_is_said(newsroom, kept):
    """A fresh one, made on a new machine before the restore, knows nothing of who was told."""
    newsroom.db.execute("delete from digests")
    lines = put_back(newsroom)
    assert any("is not known here: see `delaywatch digest --dry-run`" in line for line in lines)
    assert "--dry-run" in newsroom.run("digest", "--help").output


# ------------------------------------------------------------------ published/ is lost


def test_without_published_numbers_go_on_and_the_record_stays(newsroom, tmp_path):
    db = newsroom.db
    db.execute(TOLD.format(release=4, at=AT))
    was = list(db.query("select * from claims order by commitment, release"))
    assert was
    shutil.rmtree(newsroom.published)
    release, _ = publish(db, newsroom.published, DAY, LATER)
    assert release.number == 5
    assert list(db.query("select * from claims order by commitment, release")) == was
    hold(db, newsroom.published, "harbour-plan", reason="x", by="Ada", at=AT)
    for since in (0, 1, 4):
        find(newsroom.published, since)
    [held] = [part for part in find(newsroom.published, 1).sections if "Looked at" in part.title]
    assert [item.title for item in held.items] == ["harbour-plan"]


def test_a_database_of_before_numbers_were_kept_loses_no_claim(newsroom):
    newsroom.db.execute("update as_of set release = null")
    claims = newsroom.db["claims"].count
    shutil.rmtree(newsroom.published)
    assert publish(newsroom.db, newsroom.published, DAY, LATER)[0].number == 2
    assert newsroom.db["claims"].count == claims


def test_a_first_release_that_was_never_switched_to_is_none(newsroom):
    """Its run was killed between the record and the switch."""
    shutil.rmtree(newsroom.published)
    newsroom.db.execute("update as_of set release = 0")
    release, _ = publish(newsroom.db, newsroom.published, DAY, LATER)
    assert release.number == 1
    rows = newsroom.db.query("select distinct release, published_at from claims")
    assert list(rows) == [{"release": 1, "published_at": AT}]


# ------------------------------------------------------------------ a clock that was ahead


def test_one_that_was_made_under_a_clock_that_was_ahead_is_not_the_newest(newsroom, kept):
    ahead = newsroom.backup(at=LATER.replace(year=2226)).folder
    assert named(None, newsroom.path, LATER) == kept
    assert named(ahead, newsroom.path, LATER) == ahead
    done = newsroom.run("restore", "--check")
    assert f"{ahead.name}: named later than now" in done.output
    assert f"{kept}: can be restored" in done.output
    assert any(f"restored from {kept.name}" in line for line in put_back(newsroom))
    shutil.rmtree(kept)
    with pytest.raises(Problem, match=f"{ahead.name}: named later than now"):
        named(None, newsroom.path, LATER)


# ------------------------------------------------------------------ a full TMPDIR


@pytest.mark.parametrize("how", ["before", "meanwhile"])
def test_a_full_disk_for_temporary_files_is_not_that_of_the_backup(
    newsroom, kept, monkeypatch, tmp_path, how
):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    if how == "before":
        usage = type("usage", (), {"free": 10})
        monkeypatch.setattr(restoring_again.shutil, "disk_usage", lambda _: usage)
    else:

        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(restoring_again.shutil, "copyfile", full)
    [fault] = tried(kept, newsroom).faults
    assert fault.startswith(str(tmp_path / "scratch"))
    assert str(kept) not in fault
    assert "TMPDIR" in fault

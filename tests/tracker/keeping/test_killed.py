"""kill -9 at any step of a backup or a restore: what is there is whole, and it can be ended."""

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from db.connection import connect, restoring
from db.errors import Problem
from tests.kills import killed_at, steps
from tests.tracker.keeping.room import LATER, Newsroom
from tests.tracker.pages import LIGHTHOUSE, Desk
from tracker.backup import backups_beside, folder_of
from tracker.check import of_content
from tracker.restore import prove, restore
from tracker.rotation import Keep

pytestmark = pytest.mark.slow
KILLS = 12


@pytest.fixture
def made(tmp_path):
    """A place with two backups, of one and of two pages, and a third page since."""
    folder = tmp_path / "made"
    folder.mkdir()
    desk = Desk.fresh(folder, LIGHTHOUSE)
    desk.db.conn.close()
    room = Newsroom(folder)
    for number in range(3):
        room.desk.page(f"The sea was rough {number} times.", url=f"https://news.example/{number}")
        if number < 2:
            room.backup(LATER - timedelta(days=9 - number))
    (folder / "subscribers.yml").write_text("readers: []\n")
    room.db.execute("pragma wal_checkpoint(truncate)")
    room.close()
    return folder


def command(folder, *words):
    db = str(folder / "delaywatch.db")
    return ["tracker.cli", "--db", db, "--as-of", "2026-11-23", *words]


def fresh(made, tmp_path, number):
    folder = tmp_path / f"try-{number}"
    shutil.copytree(made, folder)
    return folder


def points(made, tmp_path, *words):
    """Steps to kill at: the last ones, where files take their places, and some of the others."""
    all_of_them = steps(*command(fresh(made, tmp_path, "whole"), *words))
    last = range(max(1, all_of_them - KILLS), all_of_them + 1)
    return sorted({*last, *random.Random(2026).sample(range(1, all_of_them + 1), KILLS)})


def documents(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("select count(*) from documents").fetchone()[0]


def content(path):
    db = connect(path)
    found = of_content(db, path, print)
    db.conn.close()
    return found


def is_cut_short(path):
    """Whether a restore is not at its end: then nothing opens the database, and says what to do."""
    if restoring(path).exists():
        with pytest.raises(Problem, match="run `delaywatch restore`, which ends it"):
            connect(path)
        return True
    return False


def test_a_backup(made, tmp_path):
    for step in points(made, tmp_path, "backup", "--keep", "1,0,0"):
        folder = fresh(made, tmp_path, step)
        killed_at(step, *command(folder, "backup", "--keep", "1,0,0"))
        whole = backups_beside(folder / "delaywatch.db")
        assert whole
        for backup in whole:
            assert prove(backup, folder / "delaywatch.db", print).faults == []
        room = Newsroom(folder)
        newest = room.backup(LATER + timedelta(days=3650), keep=Keep(1, 0, 0)).folder
        room.close()
        assert list(folder_of(room.path).iterdir()) == [newest]
        shutil.rmtree(folder)


def test_a_restore(made, tmp_path):
    halfway = 0
    for step in points(made, tmp_path, "restore", "--replace"):
        folder = fresh(made, tmp_path, step)
        path = folder / "delaywatch.db"
        killed_at(step, *command(folder, "restore", "--replace"))
        if is_cut_short(path):
            halfway += 1
        else:
            assert documents(path) in (2, 3)
            assert content(path).faults == []
        if restoring(path).exists() or documents(path) == 3:
            restore(None, path, LATER, print, replace=True)
        assert documents(path) == 2
        assert not restoring(path).exists()
        [aside] = [place for place in folder.iterdir() if place.name.startswith("replaced-")]
        assert documents(aside / "delaywatch.db") == 3
        assert len([p for p in (aside / "archive").rglob("*") if p.is_file()]) == 3
        assert content(path).faults == []
        shutil.rmtree(folder)
    assert halfway > 5

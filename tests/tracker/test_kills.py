"""kill -9 at any step: what was kept is whole, and the same command finishes the work."""

import json
import random
import sqlite3
import subprocess
import sys

import pytest

from tests.kills import killed_at, steps

pytestmark = pytest.mark.slow
KILLS = 12


def delaywatch(db, *words):
    return ["tracker.cli", "--db", str(db), "--as-of", "2026-11-22", *words]


def run(command):
    """Run a command to its end; returns what it said."""
    command = [sys.executable, "-m", *command]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def integrity(db):
    return sqlite3.connect(db).execute("pragma integrity_check").fetchone()[0]


@pytest.fixture
def db(tmp_path):
    return tmp_path / "delaywatch.db"


def test_register_load_is_all_or_nothing(db, tmp_path):
    tried = tmp_path / "try" / "delaywatch.db"
    init, load = steps(*delaywatch(tried, "init")), steps(*delaywatch(tried, "register", "load"))
    # Once while the tables are made, and at last in the commit.
    for step in [init // 2, *random.Random(2026).sample(range(1, load), KILLS - 2), load]:
        killed_at(step, *delaywatch(db, "register", "load"))
        found = sqlite3.connect(db)
        if found.execute("select 1 from sqlite_master where name = 'commitments'").fetchone():
            assert found.execute("select count(*) from commitments").fetchone()[0] in (0, 41)
        assert integrity(db) == "ok"
    assert "0 retracted" in run(delaywatch(db, "register", "load"))
    assert sqlite3.connect(db).execute("select count(*) from events").fetchone() == (158,)


def test_publish_leaves_only_whole_releases(db):
    run(delaywatch(db, "register", "load"))
    run(delaywatch(db, "publish"))
    whole = steps(*delaywatch(db, "--as-of", "2026-12-31", "publish"))
    published, dice = db.parent / "published", random.Random(2026)
    # The files around the database and the moving of the link are only few of its steps.
    files = dice.sample(range(whole - 40, whole + 1), KILLS // 2)
    for day, step in enumerate([*dice.sample(range(1, whole), KILLS // 2), *files], start=1):
        killed_at(step, *delaywatch(db, "--as-of", f"2027-01-{day:02}", "publish"))
        for release in (published / "releases").iterdir():
            assert (release / "SHA256SUMS").exists()
            assert integrity(release / "delaywatch.db") == "ok"
        served = sqlite3.connect(published / "delaywatch.db")
        assert served.execute("select count(*) from timeline").fetchone() == (41,)
    run(delaywatch(db, "publish"))
    assert list(published.glob(".building*")) == []


def test_import_is_taken_up_where_it_was_killed(db, tmp_path):
    file = tmp_path / "answers.jsonl"
    lines = [
        json.dumps({"url": f"https://x.example/{n}", "title": f"No. {n}", "text": f"Text {n}."})
        for n in range(1500)
    ]
    file.write_text("\n".join(lines))
    command = delaywatch(db, "import", str(file), "--source", "answers")
    tried = delaywatch(tmp_path / "try" / "x.db", "import", str(file), "--source", "a")
    run(tried)
    fewest = steps(*tried)  # where every line is kept already
    dice = random.Random(2026)
    for _ in range(KILLS):
        killed_at(dice.randrange(1, fewest), *command)
        assert integrity(db) == "ok"
    run(command)
    found = sqlite3.connect(db)
    for table in ("documents", "versions", "texts"):
        assert found.execute(f"select count(*) from {table}").fetchone() == (1500,)
    orphans = found.execute("select count(*) from documents where current_version is null")
    assert orphans.fetchone() == (0,)

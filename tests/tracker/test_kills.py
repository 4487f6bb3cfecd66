"""kill -9 at any moment: what was kept is whole, and the same command finishes the work."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow
KILLS = 12


def delaywatch(db, *words):
    return [sys.executable, "-m", "tracker.cli", "--db", str(db), "--as-of", "2026-11-22", *words]


def seconds(command):
    started = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - started


def kill_after(command, delay):
    """Start a command and kill it; tells whether it was still at work."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            child.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
    return child.returncode == -signal.SIGKILL


def integrity(db):
    return sqlite3.connect(db).execute("pragma integrity_check").fetchone()[0]


@pytest.fixture
def db(tmp_path):
    return tmp_path / "delaywatch.db"


def test_register_load_is_all_or_nothing(db, tmp_path):
    whole = seconds(delaywatch(tmp_path / "try" / "delaywatch.db", "register", "load"))
    dice, killed = random.Random(2026), 0
    for _ in range(KILLS):
        killed += kill_after(delaywatch(db, "register", "load"), dice.uniform(0.2, 1.0) * whole)
        if db.exists():
            found = sqlite3.connect(db)
            if found.execute("select 1 from sqlite_master where name = 'commitments'").fetchone():
                assert found.execute("select count(*) from commitments").fetchone()[0] in (0, 41)
            assert integrity(db) == "ok"
    assert killed > KILLS // 3
    done = subprocess.run(
        delaywatch(db, "register", "load"), check=True, capture_output=True, text=True
    )
    assert "0 retracted" in done.stdout
    assert sqlite3.connect(db).execute("select count(*) from events").fetchone() == (158,)


def test_publish_leaves_only_whole_releases(db):
    subprocess.run(delaywatch(db, "register", "load"), check=True, capture_output=True)
    whole = seconds(delaywatch(db, "publish"))
    published, dice, killed = db.parent / "published", random.Random(2026), 0
    for day in range(1, KILLS + 1):
        command = delaywatch(db, "--as-of", f"2027-01-{day:02}", "publish")
        killed += kill_after(command, dice.uniform(0.3, 1.05) * whole)
        for release in (published / "releases").iterdir():
            assert (release / "SHA256SUMS").exists()
            assert integrity(release / "delaywatch.db") == "ok"
        served = sqlite3.connect(published / "delaywatch.db")
        assert served.execute("select count(*) from timeline").fetchone() == (41,)
    assert killed > KILLS // 3
    subprocess.run(delaywatch(db, "publish"), check=True, capture_output=True)
    assert list(published.glob(".building*")) == []


def test_import_is_taken_up_where_it_was_killed(db, tmp_path):
    file = tmp_path / "answers.jsonl"
    lines = [
        json.dumps({"url": f"https://x.example/{n}", "title": f"No. {n}", "text": f"Text {n}."})
        for n in range(1500)
    ]
    file.write_text("\n".join(lines))
    command = delaywatch(db, "import", str(file), "--source", "answers")
    whole = seconds(delaywatch(tmp_path / "try" / "x.db", "import", str(file), "--source", "a"))
    dice, killed = random.Random(2026), 0
    for _ in range(KILLS):
        killed += kill_after(command, dice.uniform(0.2, 0.7) * whole)
        if db.exists():
            assert integrity(db) == "ok"
    assert killed > 0
    subprocess.run(command, check=True, capture_output=True)
    found = sqlite3.connect(db)
    for table in ("documents", "versions", "texts"):
        assert found.execute(f"select count(*) from {table}").fetchone() == (1500,)
    orphans = found.execute("select count(*) from documents where current_version is null")
    assert orphans.fetchone() == (0,)

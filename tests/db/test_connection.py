"""The database opens the one right way, or says in one line why not."""

import os
import resource
import sqlite3
import subprocess
import sys
import textwrap

import pytest

from db.connection import connect, existing, explained, writing
from db.errors import Problem


def test_settings(db):
    pragmas = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
    found = {name: db.execute(f"pragma {name}").fetchone()[0] for name in pragmas}
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 30_000,
    }


def test_opening_twice_changes_nothing(tmp_path):
    path = tmp_path / "delaywatch.db"
    before = connect(path).schema
    assert connect(path).schema == before


def test_views_follow_the_code(tmp_path):
    path = tmp_path / "delaywatch.db"
    old = connect(path)
    old.execute("drop view overdue")
    old.execute("create view overdue as select 'an older rule' as slug")
    old.execute("pragma user_version = 1")
    assert "slug" in {column.name for column in connect(path)["overdue"].columns}
    assert connect(path)["overdue"].count == 0


def test_a_view_of_ones_own_is_kept(tmp_path):
    path = tmp_path / "delaywatch.db"
    db = connect(path)
    db.execute("create view my_own as select slug from commitments")
    db.execute("pragma user_version = 1")
    assert "my_own" in connect(path).view_names()


def test_a_write_is_all_or_nothing(db):
    def interrupted():
        with writing(db):
            db.table("bodies").insert({"slug": "agency", "name": "Agency"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert db["bodies"].count == 0


def test_two_writers_wait_for_each_other(tmp_path):
    path = tmp_path / "delaywatch.db"
    one, other = connect(path), connect(path)
    other.execute("pragma busy_timeout = 100")
    with writing(one), pytest.raises(sqlite3.OperationalError, match="locked"), writing(other):
        pytest.fail("both write at once")


class TestRefusals:
    def test_none_yet(self, tmp_path):
        with pytest.raises(Problem, match="no database here yet - run `delaywatch init`"):
            existing(tmp_path / "none.db")

    def test_from_a_newer_version(self, tmp_path):
        path = tmp_path / "delaywatch.db"
        connect(path).table("_sqlite_migrations").insert(
            {"migration_set": "delaywatch", "name": "m9999_later", "applied_at": "2030-01-01"}
        )
        with pytest.raises(Problem, match=r"newer delaywatch \(it has m9999_later\)") as caught:
            connect(path)
        assert str(path) in str(caught.value)

    def test_the_database_of_another_application_is_left_as_it_was(self, tmp_path):
        path = tmp_path / "contacts.db"
        other = sqlite3.connect(path)
        other.execute("create table people (name)")
        other.execute("create view vip as select * from people")
        other.execute("pragma user_version = 7")
        other.commit()
        other.close()
        before = path.read_bytes()
        with pytest.raises(Problem, match="of another application; it was not touched"):
            connect(path)
        assert path.read_bytes() == before

    def test_no_database(self, tmp_path):
        path = tmp_path / "delaywatch.db"
        path.write_text("a shopping list, long enough not to be taken for an empty file" * 20)
        with pytest.raises(Problem, match="not a database"):
            connect(path)

    def test_the_folder_is_a_file(self, tmp_path):
        (tmp_path / "data").write_text("")
        with pytest.raises(Problem, match="cannot write"):
            connect(tmp_path / "data" / "delaywatch.db")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
    def test_a_folder_that_cannot_be_written(self, tmp_path):
        tmp_path.chmod(0o500)
        with pytest.raises(Problem, match="writable"):
            connect(tmp_path / "delaywatch.db")
        tmp_path.chmod(0o700)

    def test_a_read_only_database(self, tmp_path):
        path = tmp_path / "delaywatch.db"
        connect(path)
        read_only = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        with pytest.raises(Problem, match="writable for this user"), explained(path):
            read_only.execute("insert into bodies (slug, name) values ('a', 'b')")


def test_a_full_disk_keeps_what_was_committed(tmp_path):
    """A file size limit stands in for the full disk: SQLite meets the same error."""
    path = tmp_path / "delaywatch.db"
    script = textwrap.dedent(f"""
        from pathlib import Path
        from db.connection import connect, explained, writing
        path = Path({str(path)!r})
        db = connect(path)
        with explained(path):
            for n in range(10_000):
                with writing(db):
                    row = {{"slug": f"body-{{n}}", "name": "x" * 5000}}
                    db.table("bodies").insert(row)
    """)
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000)),
    )
    assert done.returncode == 1
    assert "free some disk space" in done.stderr
    after = connect(path)
    assert after.execute("pragma integrity_check").fetchone() == ("ok",)
    assert after["bodies"].count > 50

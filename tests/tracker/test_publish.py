"""A release is whole or it is not there."""

import csv
import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from db.connection import connect
from db.errors import Problem
from db.publishing.tables import TABLES
from tests.suggested import suggest_delivery
from tracker.foi import cases
from tracker.foi.model import Case
from tracker.publish import publish
from tracker.register.load import load
from tracker.releases import files
from tracker.releases.shelf import releases_with_case

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def scratch(tmp_path, working):
    """A copy of the loaded register that may be changed."""
    path = tmp_path / "delaywatch.db"
    sqlite3.connect(working).execute("vacuum into ?", [str(path)]).connection.close()
    return connect(path)


def test_what_a_release_holds(published):
    names = sorted(path.name for path in (published / "current").iterdir())
    assert names == [
        "SHA256SUMS", "csv", "csv-spreadsheet", "delaywatch.db", "inspect.json", "release.json",
    ]  # fmt: skip
    assert str((published / "current").readlink()) == "releases/0001"
    assert (published / "delaywatch.db").resolve() == (
        published / "current/delaywatch.db"
    ).resolve()
    assert (published / "delaywatch.db").stat().st_mode & 0o222 == 0
    for line in (published / "current" / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((published / "current" / name).read_bytes()).hexdigest() == digest


def test_no_path_of_the_machine_is_published(published):
    for path in (published / "current").rglob("*"):
        if path.is_file():
            assert str(published.parent).encode() not in path.read_bytes(), path


def test_the_release_and_its_day_are_in_the_file(published):
    row = sqlite3.connect(published / "delaywatch.db").execute("select * from as_of").fetchone()
    assert row == ("2026-11-22", 1, "2026-11-22T06:00:00Z", 0, None)


@pytest.mark.parametrize("folder", ["csv", "csv-spreadsheet"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_csv_files_hold_each_row_once(published, table, folder):
    with (published / "current" / folder / f"{table.name}.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    db = sqlite3.connect(published / "delaywatch.db")
    assert len(rows) == db.execute(f"select count(*) from {table.name}").fetchone()[0]
    assert len({tuple(row[name] for name in table.key) for row in rows}) == len(rows)
    assert all(row["delaywatch_release"] == "1" for row in rows)


def test_csv_files_lie_beside_their_release_and_licence(published):
    for folder in ("csv", "csv-spreadsheet"):
        told = (published / "current" / folder / "LICENCE.txt").read_text()
        assert told.startswith(
            "delaywatch, release 1, counted for 2026-11-22, published 2026-11-22"
        )
        assert "Open Government Licence v3.0" in told
        assert ("apostrophe" in told) == (folder == "csv-spreadsheet")


# Reference numbers, years as dates and to narrow lists down by, figures letter for letter.
TEXTS_OF_DIGITS = {
    "reference", "existed_until", "published", "value", "name", "received", "in_time",
    "outstanding", "first_said", "last_said",
}  # fmt: skip


def test_whole_numbers_stay_numbers(published):
    """A days column that came out as text would sort 9 after 398."""
    db = sqlite3.connect(published / "delaywatch.db")
    for table in TABLES:
        for _, name, declared, *_ in db.execute(f"pragma table_info([{table.name}])").fetchall():
            texts = db.execute(
                f"select count(*) from [{table.name}] where typeof([{name}]) = 'text' "
                f"and cast(cast([{name}] as integer) as text) = [{name}]"
            ).fetchone()[0]
            if declared == "TEXT" and name not in TEXTS_OF_DIGITS:
                assert texts == 0, f"{table.name}.{name}"


def test_private_things_stay_private(scratch, tmp_path):
    scratch.execute("update foi_requests set requester = 'Private Person-Name'")
    suggest_delivery(scratch, "gpdpr", "Suggestion-not-yet-accepted")
    publish(scratch, tmp_path / "published", DAY, NOW)
    content = (tmp_path / "published" / "delaywatch.db").read_bytes()
    for private in (b"Private Person-Name", b"Suggestion-not-yet-accepted"):
        assert private not in content
    tables = {
        name
        for (name,) in sqlite3.connect(tmp_path / "published/delaywatch.db").execute(
            "select name from sqlite_master where type = 'table' and name not like '%_fts%'"
            " and name not like 'sqlite_%'"
        )
    }
    assert tables == {table.name for table in TABLES} | {"as_of"}


@pytest.mark.parametrize(
    ("origin", "republish", "shown"),
    [
        ("site", "text", "Body text."),
        ("file", "text", "Body text."),
        ("sample", "text", "Body text."),
        ("site", "quote", None),
        ("file", "link", None),
        ("copy", "text", "not published at all"),
    ],
)
def test_of_a_document_only_what_may_be_shown(scratch, tmp_path, origin, republish, shown):
    scratch.table("sources").insert(
        {"name": "paper", "title": "Paper", "kind": "file", "republish": republish}
    )
    scratch.table("documents").insert(
        {
            "source": "paper",
            "origin": origin,
            "url": "https://paper.example/1",
            "kind": "news",
            "title": "Title",
            "author": "Harbour Office",
            "text": "Body text.",
            "first_seen_at": "2026-01-01T00:00:00Z",
            "last_seen_at": "2026-01-01T00:00:00Z",
        }
    )
    publish(scratch, tmp_path / "published", DAY, NOW)
    db = sqlite3.connect(tmp_path / "published" / "delaywatch.db")
    rows = db.execute("select text, sample, author from documents").fetchall()
    wanted = [] if origin == "copy" else [(shown, int(origin == "sample"), "Harbour Office")]
    assert rows == wanted


FORMULAS = (
    '=HYPERLINK("https://evil.example")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "'quoted' at the start",
    " two  blanks, a comma; a line\nand “curly quotes” ",
)
NEUTRALISED = 6  # the first so many of them


def _summaries(release, folder):
    with (release / folder / "commitments.csv").open(newline="", encoding="utf-8") as stream:
        return {row["slug"]: row["summary"] for row in csv.DictReader(stream)}


def test_the_data_csv_is_the_database_letter_for_letter_and_only_the_other_is_disarmed(
    scratch, tmp_path
):
    slugs = [slug for (slug,) in scratch.execute("select slug from commitments order by slug")]
    texts = dict(zip(slugs, FORMULAS, strict=False))
    for slug, text in texts.items():
        scratch.execute("update commitments set summary = ? where slug = ?", [text, slug])
    publish(scratch, tmp_path / "published", DAY, NOW)
    release = tmp_path / "published" / "current"
    found = dict(sqlite3.connect(release / "delaywatch.db").execute(
        "select slug, summary from commitments"
    ))  # fmt: skip
    data, for_spreadsheets = (_summaries(release, name) for name in ("csv", "csv-spreadsheet"))
    assert data == found
    disarmed = list(texts)[:NEUTRALISED]
    for slug, text in found.items():
        assert for_spreadsheets[slug] == (f"'{text}" if slug in disarmed else text)


def test_publishing_the_same_twice_makes_no_second_release(scratch, tmp_path):
    folder = tmp_path / "published"
    first, new = publish(scratch, folder, DAY, NOW)
    assert (first.number, new) == (1, True)
    assert publish(scratch, folder, DAY, datetime(2026, 11, 22, 9, tzinfo=UTC)) == (first, False)
    assert [path.name for path in (folder / "releases").iterdir()] == ["0001"]


def test_a_new_day_or_fact_is_a_new_release_and_the_old_one_is_kept(scratch, tmp_path):
    folder = tmp_path / "published"
    publish(scratch, folder, DAY, NOW)
    second, new = publish(scratch, folder, date(2026, 11, 23), NOW)
    assert (second.number, new) == (2, True)
    assert str((folder / "current").readlink()) == "releases/0002"
    assert (folder / "releases/0001/delaywatch.db").exists()


def test_a_release_that_fails_leaves_the_last_one_standing(scratch, tmp_path, monkeypatch):
    folder = tmp_path / "published"
    publish(scratch, folder, DAY, NOW)

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "describe", full)  # the last that is done before the link
    with pytest.raises(Problem, match="free some disk space"):
        publish(scratch, folder, date(2026, 11, 23), NOW)
    assert str((folder / "current").readlink()) == "releases/0001"
    assert [path.name for path in folder.glob(".building*")] == []


def test_a_fresh_database_cannot_wipe_what_readers_see(scratch, tmp_path):
    folder = tmp_path / "published"
    publish(scratch, folder, DAY, NOW)
    with pytest.raises(Problem, match="holds no commitment, but the current release does"):
        publish(connect(tmp_path / "fresh.db"), folder, DAY, NOW)
    assert str((folder / "current").readlink()) == "releases/0001"


def test_a_workshop_left_by_a_killed_run_is_cleared_away(scratch, tmp_path):
    left = tmp_path / "published" / ".building-1"
    left.mkdir(parents=True)
    (left / "delaywatch.db").write_text("half")
    publish(scratch, tmp_path / "published", DAY, NOW)
    assert not left.exists()


def test_a_full_disk_is_one_clear_line(scratch, tmp_path):
    """A file size limit stands in for the full disk."""
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000));"
        "from tracker.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", script, "--db", str(tmp_path / "delaywatch.db"), "publish"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "free some disk space" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "published" / "current").exists()


def test_rows_are_counted_as_datasette_itself_counts_them(published):
    database = (published / "current" / "delaywatch.db").resolve()
    command = [sys.executable, "-m", "datasette", "inspect", str(database)]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(asked.stdout)
    assert told["delaywatch"]["tables"]["timeline"] == {"count": 41}
    told["delaywatch"]["file"] = "delaywatch.db"  # no path of this machine is published
    assert json.loads((published / "current" / "inspect.json").read_text()) == told


def test_a_retracted_commitment_is_not_published(scratch, register_folder, tmp_path):
    copy = tmp_path / "register"
    shutil.copytree(register_folder, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (copy / "leng-review.yml").unlink()
    load(scratch, copy, DAY)
    publish(scratch, tmp_path / "published", DAY, NOW)
    assert b"leng-review" not in (tmp_path / "published/delaywatch.db").read_bytes()


def test_a_case_that_is_private_again_is_still_in_earlier_releases(scratch, tmp_path):
    """Releases are kept, so whoever hides a case is told which of them hold it."""
    folder, lamps = tmp_path / "published", {"id": "lamps", "subject": "L", "authority": "Harbour"}
    for visibility in ("public", "private"):
        case = Case.model_validate({**lamps, "visibility": visibility})
        cases.save(scratch, case, DAY, "2026-11-22T06:00:00Z")
        publish(scratch, folder, DAY, NOW)
    assert releases_with_case(folder, "lamps") == ["0001"]
    assert releases_with_case(folder, "foghorns") == []

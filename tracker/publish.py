"""Publish: build a release from accepted facts and switch to it with one link.

    published/
      releases/0001/   delaywatch.db (read-only), inspect.json, csv/, csv-spreadsheet/, SHA256SUMS,
                     release.json
      current -> releases/0001
      delaywatch.db -> current/delaywatch.db

A release is built in a folder of its own and gets its name when it is whole;
readers only ever see whole releases.
"""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TextIO

from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import explained, writing
from db.errors import Problem
from db.publishing.build import build, count_commitments, holds_case, rows, seal
from db.publishing.tables import TABLES, Table
from tracker.foi.counting import keep_up
from tracker.foi.promises import settle
from tracker.reference import reference

DATABASE = "delaywatch.db"
CSV, CSV_FOR_SPREADSHEETS = "csv", "csv-spreadsheet"
# What stands beside the CSV files of a release, so that they can be passed on without this site.
LICENCE = """delaywatch, release {number}, counted for {as_of}, published {published_at}.

Facts of the register: from public sources, with quotes of at most eight words.
Text of NHS England and GOV.UK: Open Government Licence v3.0,
https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/
Contains Parliamentary information licensed under the Open Parliament Licence v3.0,
https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/
Others' copyright: headline, link, date and a short quote only.

{what}
"""
CSV_FOLDERS = {
    CSV: "Every cell is letter for letter what the database holds.",
    CSV_FOR_SPREADSHEETS: (
        "For spreadsheets: a cell that would be run as a formula begins with an apostrophe that is "
        "not in the database."
    ),
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Writer(Protocol):
    """What writes a row of a CSV file."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""


@dataclass(frozen=True)
class Release:
    """One published, numbered state of the data."""

    number: int
    as_of: str
    published_at: str
    digest: str


def publish(db: Database, folder: Path, as_of: date, now: datetime) -> tuple[Release, bool]:
    """Publish the working database into ``folder``; returns the release and whether it is new.

    ``as_of`` is the day that everything is counted for, ``now`` the instant of
    publication (UTC). Where nothing differs from the current release, that one
    stays. Raises Problem on a full disk, an unwritable folder or where the
    register has gone from the database; the current release then stays.
    """
    published_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    with writing(db):
        set_as_of(db, as_of.isoformat())
        keep_up(db, as_of)
        settle(db, as_of, published_at)  # the embargo of a case may have ended since
    with explained(folder), _building(folder) as workshop:
        before = current(folder)
        digest = build(
            db,
            workshop / DATABASE,
            as_of.isoformat(),
            reference(db, as_of),
            _shown_before(folder, before),
        )
        _refuse_emptying(folder, workshop)
        if before is not None and before.digest == digest:
            return before, False
        release = Release(
            number=_newest_number(folder) + 1,
            as_of=as_of.isoformat(),
            published_at=published_at,
            digest=digest,
        )
        _furnish(workshop, release)
        _switch(folder, workshop, release)
    return release, True


def current(folder: Path) -> Release | None:
    """The release that is being served from ``folder``, or None."""
    try:
        return Release(**json.loads((folder / "current" / "release.json").read_text()))
    except FileNotFoundError:
        return None


def releases_with_case(folder: Path, case_id: str) -> list[str]:
    """The names of the kept releases that hold an FOI case, oldest first."""
    files = sorted((folder / "releases").glob(f"*/{DATABASE}"))
    return [path.parent.name for path in files if holds_case(path, case_id)]


def _refuse_emptying(folder: Path, workshop: Path) -> None:
    """A wrong or fresh database must not wipe what readers see."""
    shown = folder / "current" / DATABASE
    if shown.exists() and count_commitments(shown) and not count_commitments(workshop / DATABASE):
        raise Problem(
            "this database holds no commitment, but the current release does",
            where=str(folder),
            do="run `delaywatch register load`, or name the right database with --db",
        )


def _furnish(workshop: Path, release: Release) -> None:
    """Everything beside the tables: number, CSV files, row counts, checksums."""
    database = workshop / DATABASE
    seal(database, release=release.number, published_at=release.published_at)
    write_csv_files(database, workshop, release)
    _inspect(database, workshop / "inspect.json")
    (workshop / "release.json").write_text(json.dumps(asdict(release), indent=2) + "\n")
    sums = [f"{_sha256(path)}  {path.relative_to(workshop)}\n" for path in _files(workshop)]
    (workshop / "SHA256SUMS").write_text("".join(sums))


def write_csv_files(database: Path, folder: Path, release: Release) -> None:
    """Every table twice: as it is (``csv/``), and for spreadsheets (``csv-spreadsheet/``).

    Rows are in the order of the key, the release stands in the last column. Quotes in ``csv/`` are
    byte for byte those of the database; in ``csv-spreadsheet/`` a cell that a spreadsheet would
    run as a formula begins with an apostrophe.
    """
    for name, what in CSV_FOLDERS.items():
        (folder / name).mkdir()
        licence = LICENCE.format(what=what, **asdict(release))
        (folder / name / "LICENCE.txt").write_text(licence, encoding="utf-8")
    for table in TABLES:
        with (
            _csv_file(folder / CSV / f"{table.name}.csv") as plain,
            _csv_file(folder / CSV_FOR_SPREADSHEETS / f"{table.name}.csv") as neutralised,
        ):
            writers = csv.writer(plain), csv.writer(neutralised)
            _write_rows(database, table, release.number, *writers)


def _csv_file(path: Path) -> TextIO:
    return path.open("w", newline="", encoding="utf-8")


def _write_rows(
    database: Path, table: Table, release: int, plain: Writer, neutralised: Writer
) -> None:
    columns, found = rows(database, table)
    for writer in (plain, neutralised):
        writer.writerow([*columns, "delaywatch_release"])
    for row in found:
        plain.writerow([*row, release])
        neutralised.writerow([*(_harmless(cell) for cell in row), release])


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _inspect(database: Path, path: Path) -> None:
    """Row counts ahead of time: Datasette then need not count on every page."""
    command = [sys.executable, "-m", "web", "inspect", str(database), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"could not count the rows: {done.stderr.strip()}", where=str(database))


@contextmanager
def _building(folder: Path) -> Iterator[Path]:
    """A workshop that is cleared away whatever happens, unless it became a release."""
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".building-*"):  # of a run that was killed
        shutil.rmtree(left)
    workshop = folder / f".building-{os.getpid()}"
    workshop.mkdir()
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _switch(folder: Path, workshop: Path, release: Release) -> None:
    for path in _files(workshop):
        _sync(path)
    name = f"{release.number:04}"
    workshop.rename(folder / "releases" / name)
    _sync(folder / "releases")
    _link(folder / "current", Path("releases") / name)
    if not (folder / DATABASE).is_symlink():
        _link(folder / DATABASE, Path("current") / DATABASE)
    _sync(folder)


def _link(link: Path, target: Path) -> None:
    """Make or move a symbolic link in one step."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)


def _shown_before(folder: Path, newest: Release | None) -> list[Path]:
    """The files of the releases up to the current one, the newest first.

    One with a higher number was never shown: its run was killed before it could switch to it.
    """
    if newest is None:
        return []
    numbers = sorted(_numbers(folder), reverse=True)
    files = (folder / "releases" / f"{n:04}" / DATABASE for n in numbers if n <= newest.number)
    return [path for path in files if path.exists()]


def _newest_number(folder: Path) -> int:
    return max(_numbers(folder), default=0)


def _numbers(folder: Path) -> list[int]:
    names = (path.name for path in (folder / "releases").iterdir())
    return [int(name) for name in names if name.isdecimal()]  # and not one that was put aside


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

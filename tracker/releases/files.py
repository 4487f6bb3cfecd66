"""What lies beside the database of a release: its number, CSV files, row counts, checksums."""

import csv
import hashlib
import json
import shutil
from collections.abc import Collection, Iterable
from dataclasses import asdict
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

from db.publishing.build import row_counts, rows, seal
from db.publishing.tables import TABLES, Table
from tracker.licence import beside_files
from tracker.releases.shelf import ABOUT, DATABASE, SUMS, Release, files_of

CSV, CSV_FOR_SPREADSHEETS = "csv", "csv-spreadsheet"
INSPECT: Final = "inspect.json"
# What stands beside the CSV files of a release, so that they can be passed on without this site.
LICENCE = """delaywatch, release {number}, counted for {as_of}, published {published_at}.

{terms}
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
_FORMULA_STARTS: Final = frozenset(FORMULA_STARTS)
# Few enough that hardly any of them have a cell to be neutralised, and that they take little memory
# where each has a long text.
_ROWS_AT_ONCE: Final = 100
Values = tuple[Any, ...]


def furnish(workshop: Path, release: Release) -> None:
    """Everything beside the tables: number, CSV files, row counts, checksums."""
    database = workshop / DATABASE
    seal(database, release=release.number, published_at=release.published_at)
    write_csv_files(database, workshop, release)
    inspect(database, workshop / INSPECT)
    describe(workshop, release)


def describe(workshop: Path, release: Release) -> None:
    """What a release is, and the sum of each of its files."""
    (workshop / ABOUT).write_text(json.dumps(asdict(release), indent=2) + "\n", encoding="utf-8")
    files = (path for path in files_of(workshop) if path.name != SUMS)
    sums = [f"{sha256_of(path)}  {path.relative_to(workshop)}\n" for path in files]
    (workshop / SUMS).write_text("".join(sums), encoding="utf-8")


def write_csv_files(database: Path, folder: Path, release: Release) -> None:
    """Every table twice: as it is (``csv/``), and for spreadsheets (``csv-spreadsheet/``).

    Rows are in the order of the key, the release stands in the last column. Quotes in ``csv/`` are
    byte for byte those of the database; in ``csv-spreadsheet/`` a cell that a spreadsheet would
    run as a formula begins with an apostrophe.
    """
    _write_licences(folder, release)
    _write_tables(database, folder, release, TABLES)


def renew(workshop: Path, release: Release, before: Path, written: Collection[str]) -> None:
    """Everything beside the tables of a release that was made from the one in ``before``.

    Only the CSV files of the tables in ``written`` are written; the others are those of ``before``
    under another name, and their last column still names the release that wrote their rows.
    """
    database = workshop / DATABASE
    seal(database, release=release.number, published_at=release.published_at)
    _write_licences(workshop, release)
    _write_tables(database, workshop, release, [t for t in TABLES if t.name in written])
    for folder in CSV_FOLDERS:
        for table in TABLES:
            if table.name not in written:
                name = Path(folder, f"{table.name}.csv")
                _link_or_copy(before / name, workshop / name)
    inspect(database, workshop / INSPECT)
    describe(workshop, release)


def _link_or_copy(file: Path, to: Path) -> None:
    try:
        to.hardlink_to(file)
    except OSError:  # a file system without such links
        shutil.copyfile(file, to)


def _write_licences(folder: Path, release: Release) -> None:
    for name, what in CSV_FOLDERS.items():
        (folder / name).mkdir()
        terms = beside_files(release.number)
        licence = LICENCE.format(terms=terms, what=what, **asdict(release))
        (folder / name / "LICENCE.txt").write_text(licence, encoding="utf-8")


def _write_tables(database: Path, folder: Path, release: Release, tables: Iterable[Table]) -> None:
    for table in tables:
        write_table(database, folder, release.number, table)


def write_table(database: Path, folder: Path, release: int, table: Table) -> None:
    """All rows of a table into both kinds of CSV file of the release in ``folder``.

    Rows are written a hundred at once, and but once where there is nothing to neutralise in them.
    """
    columns, found = rows(database, table)
    name = f"{table.name}.csv"
    with (
        (folder / CSV / name).open("wb") as plain,
        (folder / CSV_FOR_SPREADSHEETS / name).open("wb") as neutralised,
    ):
        some: list[Values] = [(*columns, "delaywatch_release")]
        while some:
            written = _lines(some)
            plain.write(written)
            neutralised.write(_lines(map(_neutralised, some)) if _has_formula(some) else written)
            some = [(*row, release) for row in islice(found, _ROWS_AT_ONCE)]


def _lines(found: Iterable[Values]) -> bytes:
    buffer = StringIO(newline="")
    csv.writer(buffer).writerows(found)
    return buffer.getvalue().encode("utf-8")


def _has_formula(found: Iterable[Values]) -> bool:
    starts = _FORMULA_STARTS  # looked at for each cell of each row: nothing here is for show
    for row in found:
        for cell in row:
            if cell.__class__ is str and cell[:1] in starts:
                return True
    return False


def _neutralised(row: Values) -> Values:
    return tuple(map(harmless, row))


def harmless(cell: object) -> object:
    """A cell as a spreadsheet may see it: one that would be run as a formula begins with ``'``."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def inspect(database: Path, path: Path) -> None:
    """Row counts ahead of time, as `datasette inspect` writes them: it then need not count itself.

    Asking that program would take longer than all else that a release is made by.
    """
    told = {
        "hash": sha256_of(database),
        "size": database.stat().st_size,
        "file": database.name,  # no path of this machine is published
        "tables": {name: {"count": count} for name, count in row_counts(database).items()},
    }
    path.write_text(json.dumps({database.stem: told}, indent=2) + "\n", encoding="utf-8")


def sha256_of(path: Path) -> str:
    """The SHA-256 sum of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

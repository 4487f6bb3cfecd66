"""What can be taken away: files of the release, and questions in SQL that run."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import AsgiFileDownload, Request, Response

from db.pages import data as sql
from db.pages.examples import EXAMPLES
from tracker.licence import DATA_SHORT
from web.answers import Routes, page
from web.feeds.answering import release_row
from web.security import DATABASE
from web.stories import query

FILE: Final = "delaywatch.db"
MOST_USED: Final = 8  # tables that are shown before the others, as metadata.yml orders them
SUMS: Final = "SHA256SUMS"
BYTES_IN: Final = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
# Whose words the rows of a table are, where they are not facts of the register: its licence.
_ROWS_OWN: Final = "the licence named in each row"
_OF_THE_SOURCE: Final = "the licence of the document’s source"
LICENCES: Final = {
    "documents": _ROWS_OWN,
    "document_changes": _ROWS_OWN,
    "document_versions": _OF_THE_SOURCE,
    "document_files": _OF_THE_SOURCE,
    "quotes": _OF_THE_SOURCE,
    "bank_holidays": "Open Government Licence v3.0 (GOV.UK)",
}
REGISTER: Final = f"our own data: {DATA_SHORT}"


@dataclass(frozen=True)
class File:
    """A file of a release: its name below the folder, its size in bytes and in words, its hash."""

    name: str
    size: int
    sha256: str

    @property
    def size_words(self) -> str:
        """The size as people write it: "1.2 MB"."""
        return size_words(self.size)


def size_words(size: int) -> str:
    """A number of bytes as people write it.

    >>> [size_words(size) for size in (1, 999, 40_195, 950_272, 2_100_000_000)]
    ['1 byte', '999 bytes', '40 kB', '950 kB', '2.1 GB']
    """
    for unit, name in BYTES_IN:
        if size >= unit:
            number = size / unit
            return f"{number:.1f} {name}" if unit > BYTES_IN[-1][0] else f"{number:.0f} {name}"
    return f"{size} {'byte' if size == 1 else 'bytes'}"


@lru_cache(maxsize=4)
def files_of(folder: Path) -> dict[str, File]:
    """The files of a release folder by their names, as its SHA256SUMS lists them.

    A release never changes, so they are read once. Without the list there are none.
    """
    try:
        lines = (folder / SUMS).read_text().splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        digest, _, name = line.partition("  ")
        path = folder / name
        if path.is_file():
            found[name] = File(name, path.stat().st_size, digest)
    return found


@lru_cache(maxsize=4)
def rows_of(folder: Path) -> dict[str, int]:
    """How many rows each table of a release has, as counted when it was published."""
    try:
        counted = json.loads((folder / "inspect.json").read_text())
    except (OSError, ValueError):
        return {}
    return {name: table["count"] for name, table in counted[DATABASE]["tables"].items()}


def release_folder(datasette: Datasette) -> Path:
    """The folder of the release that is served."""
    return Path(datasette.get_database(DATABASE).path).resolve().parent


async def data(datasette: Datasette, request: Request) -> Response:
    """Downloads, their licences, and examples of questions."""
    folder = release_folder(datasette)
    files = files_of(folder)
    db = datasette.get_database(DATABASE)
    mounted = {mount.strip("/") for mount, _ in datasette.static_mounts}
    return await page(
        datasette,
        request,
        "data.html",
        database=files.get(FILE),
        tables=_tables(datasette, files, rows_of(folder)) if "csv" in mounted else [],
        most_used=MOST_USED,
        most_rows=datasette.setting("max_returned_rows"),
        seconds=datasette.setting("sql_time_limit_ms") / 1000,
        for_spreadsheets="csv-spreadsheet" in mounted,
        examples=[(example, _run(datasette, example.sql)) for example in EXAMPLES],
        licences=await query(db, sql.LICENCES),
    )


def _tables(
    datasette: Datasette, files: dict[str, File], rows: dict[str, int]
) -> list[dict[str, Any]]:
    """A row a table with a ready-made CSV, in the order of metadata.yml."""
    described = datasette.metadata("tables", database=DATABASE) or {}
    named = {name.removeprefix("csv/").removesuffix(".csv") for name in files if _is_csv(name)}
    order = [name for name in described if name in named]
    return [
        {
            "name": name,
            "title": described.get(name, {}).get("title", name),
            "rows": rows.get(name),
            "csv": files[f"csv/{name}.csv"],
            "spreadsheet": files.get(f"csv-spreadsheet/{name}.csv"),
            "licence": LICENCES.get(name, REGISTER),
        }
        for name in [*order, *sorted(named - set(order))]
    ]


def _is_csv(name: str) -> bool:
    return name.startswith("csv/") and name.endswith(".csv")


def _run(datasette: Datasette, statement: str) -> str:
    """The address at which a statement runs."""
    return f"{datasette.urls.path('/' + DATABASE)}?{urlencode({'sql': statement})}"


async def sums(datasette: Datasette) -> Response:
    """The SHA-256 sums of every file of the release, as ``sha256sum -c`` reads them."""
    try:
        return Response.text((release_folder(datasette) / SUMS).read_text())
    except OSError:
        return Response.text("This release has no list of sums.", status=404)


async def download(datasette: Datasette) -> AsgiFileDownload:
    """The SQLite file under a name that says which release it is."""
    db = datasette.get_database(DATABASE)
    release = await release_row(db)
    number = f"{release['release'] or 0:04}"
    return AsgiFileDownload(
        db.path,
        filename=f"delaywatch-release-{number}.db",
        content_type="application/vnd.sqlite3",
        headers={"cache-control": "max-age=30"},
    )


ROUTES: Routes = (
    (r"^/data/?$", data),
    (r"^/data/SHA256SUMS$", sums),
    (r"^/data/delaywatch\.db$", download),
)

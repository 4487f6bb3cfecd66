"""The releases: which there were, what each said otherwise, and its files at a stable address."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import releases as sql
from tracker.releases.claims import CAUSES
from tracker.releases.retention import DAYS
from tracker.wording import harmless
from web.answers import Routes, missing, page, paging, whole_number
from web.giving import Answer, Receive, given
from web.operator import absolute
from web.pages.ask import size_words
from web.security import DATABASE
from web.shelf import Kept, Shelf, file_of, folder_of, is_name, look
from web.stories import query

Row = Mapping[str, Any]
PER_PAGE: Final = 50
MOST_FILES: Final = 200  # CSV files that the page of a release lists
# Taken out while a claim in it is looked at again. Not 451, for no law asked for it; not 410, for
# it comes back; not 404, for it is there: the server understood and gives it out to nobody now.
WITHHELD: Final = 403
GONE: Final = 410
BROKEN: Final = 503
BROKEN_WORDS: Final = "cannot be given out now: what is kept of it is damaged"
UNSURE_WORDS: Final = "withheld: which releases tell of what is held cannot be read now"
WITHHELD_WORDS: Final = "withheld while a claim is looked at again"
_CHANGES: Final = {
    "new": "first told",
    "changed": "changed",
    "held": "taken out while it is looked at again",
    "back": "back after it was looked at again",
    "withdrawn": "withdrawn",
}
_NOTHING: Final = {
    "held": "Nothing was said of it.",
    "withdrawn": "Nothing is claimed of it any more.",
}


async def releases(datasette: Datasette, request: Request) -> Response:
    """Every release, the newest first: what it is, what it said otherwise, how long it is kept."""
    db = datasette.get_database(DATABASE)
    shelf = await _shelf(datasette, await _served(db))
    known = {row["number"]: row for row in await query(db, sql.RELEASES)}
    first = min(known, default=0)
    # One that the table does not know was never shown, unless it is of before there was the table.
    numbers = {*known, *(number for number in shelf.kept if number < first or not known)}
    return await page(
        datasette,
        request,
        "releases.html",
        rows=[_row(number, known.get(number), shelf) for number in sorted(numbers, reverse=True)],
        days=DAYS,
        address=absolute(datasette, request, datasette.urls.path("/releases")),
        newest=max(shelf.kept, default=None),
        damaged=sorted(shelf.damaged - known.keys()),
        broken=BROKEN_WORDS,
    )


async def release(datasette: Datasette, request: Request) -> Response:
    """One release: its files, and what it claimed otherwise than the one before."""
    db, number = datasette.get_database(DATABASE), whole_number(request.url_vars["number"])
    served = await _served(db)
    shelf = await _shelf(datasette, served)
    known = await query(db, sql.RELEASE, number=number)
    if number is None or not (known or await _is_of_before(db, number, served)):
        return await _no_such(datasette, request)
    causes = await query(db, sql.CAUSES, number=number)
    shown = paging(request, sum(row["n"] for row in causes), PER_PAGE)
    rows = await query(db, sql.CLAIMS, number=number, limit=PER_PAGE, offset=shown.offset)
    row = _row(number, known[0] if known else None, shelf)
    return await page(
        datasette,
        request,
        "release.html",
        status=_status(row),
        row=row,
        days=DAYS,
        nearest=shelf.nearest(number),
        newest=served,
        claims=[_claim(one) for one in rows],
        causes=[(CAUSES.get(one["cause"], one["cause"]), one["n"]) for one in causes],
        paging=shown,
        tables=_tables(shelf.kept.get(number)),
        address=absolute(datasette, request, datasette.urls.path(f"/releases/{number}")),
    )


async def file(datasette: Datasette, request: Request, receive: Receive) -> Answer:
    """A file of a release, for as long as that is kept; else why it is not given out."""
    number, name = whole_number(request.url_vars["number"]), request.url_vars["name"]
    folder, served = folder_of(datasette), await _served(datasette.get_database(DATABASE))
    if number is None or not is_name(name) or folder is None:
        return _plainly("There is no such file.", 404)
    refusal = await _refusal(datasette, number, served)
    if refusal is not None:
        return refusal
    found = await asyncio.to_thread(file_of, folder, number, name)
    if found is None:
        return _plainly("There is no such file in this release.", 404)
    return given(request, receive, found, _kept_as(number, name))


async def latest(datasette: Datasette) -> Response:
    """To the newest release; by tomorrow that may be another one."""
    number = await _served(datasette.get_database(DATABASE))
    if not number:
        return _plainly("No release is numbered yet.", 404)
    place = datasette.urls.path(f"/releases/{number}")
    return Response("", status=302, headers={"location": str(place), "cache-control": "no-store"})


async def _served(db: Database) -> int:
    """The number of the release that is served; 0 where it has none."""
    rows = await query(db, sql.SERVED)
    return int(rows[0]["release"] or 0) if rows else 0


async def _shelf(datasette: Datasette, served: int) -> Shelf:
    [holds] = await query(datasette.get_database(DATABASE), sql.HOLDS)
    return await asyncio.to_thread(
        look, folder_of(datasette), served, holds=bool(holds["standing"])
    )


async def _is_of_before(db: Database, number: int, served: int) -> bool:
    """Whether a release is older than the table of releases."""
    [found] = await query(db, sql.FIRST_KNOWN)
    return 0 < number < (found["number"] or served)


async def _refusal(datasette: Datasette, number: int, served: int) -> Response | None:
    """Why no file of a release is given out, or None where it may be."""
    db = datasette.get_database(DATABASE)
    shelf = await _shelf(datasette, served)
    is_known = bool(await query(db, sql.RELEASE, number=number))
    if not (is_known or await _is_of_before(db, number, served)):
        return _plainly("There is no release of this number.", 404)
    if number in shelf.damaged:
        return _plainly(f"Release {number} {BROKEN_WORDS}.", BROKEN)
    if number in shelf.withheld and shelf.unsure:
        return _plainly(f"Release {number} is {UNSURE_WORDS}.", BROKEN)
    if number in shelf.withheld:
        return _plainly(f"Release {number} is {WITHHELD_WORDS}.", WITHHELD)
    if number not in shelf.kept:
        nearest = shelf.nearest(number)
        told = f" The nearest kept is /releases/{nearest}" if nearest else ""
        return _plainly(f"Release {number} was kept for {DAYS} days.{told}", GONE)
    return None


def _status(row: Row) -> int:
    if row["damaged"]:
        return BROKEN
    return 200 if row["kept"] else GONE


def _row(number: int, known: Row | None, shelf: Shelf) -> dict[str, Any]:
    """A release for the pages: as the table knows it and as it lies on the shelf."""
    there = shelf.kept.get(number)
    return {
        "number": number,
        "as_of": known["as_of"] if known else there.release.as_of if there else None,
        "published_at": _published(known, there),
        "sha256_then": known["sha256"] if known else None,
        "known": known,
        "kept": there,
        "withheld": there is not None and number in shelf.withheld,
        "damaged": BROKEN_WORDS if number in shelf.damaged else "",
        "withheld_words": UNSURE_WORDS if shelf.unsure else WITHHELD_WORDS,
        "sha256": there.sums.get("delaywatch.db") if there else None,
        "size": size_words(there.size) if there else "",
        "redacted": there.release.redacted if there else (),
        "until": there.until.isoformat() if there and there.until else None,
    }


def _published(known: Row | None, there: Kept | None) -> str | None:
    if known:
        return str(known["published_at"])
    return there.release.published_at if there else None


def _claim(row: Row) -> dict[str, Any]:
    """A claim that became another one, in words."""
    nothing = _NOTHING.get(row["change"], "What it said is not shown any more.")
    return {
        **row,
        "name": harmless(row["title"] or row["commitment"]),
        "change_words": _CHANGES.get(row["change"], row["change"]),
        "cause_words": CAUSES.get(row["cause"], row["cause"]),
        "now": row["sentence"] or nothing,
        "before": row["was"] if row["change"] == "changed" else None,
    }


def _tables(there: Kept | None) -> list[dict[str, Any]]:
    """The tables that a release has as CSV, and whether for spreadsheets too."""
    names = there.sums if there else {}
    found = [name[4:-4] for name in names if name.startswith("csv/") and name.endswith(".csv")]
    return [
        {"name": name, "spreadsheet": f"csv-spreadsheet/{name}.csv" in names}
        for name in sorted(found)[:MOST_FILES]
    ]


def _kept_as(number: int, name: str) -> str:
    """The name that a download is saved under: that of the file, with the release in it."""
    path = Path(name)
    parts = [*path.parts[:-1], *([path.stem] if path.stem != DATABASE else [])]
    ending = path.suffix or ".txt"  # the list of sums has none
    return "-".join([f"delaywatch-release-{number:04}", *parts]) + ending


async def _no_such(datasette: Datasette, request: Request) -> Response:
    return await missing(
        datasette,
        request,
        title="No release of this number",
        words="There is no release of this number, or it was never shown.",
        where="All releases",
        link="/releases",
    )


def _plainly(words: str, status: int) -> Response:
    return Response.text(f"{words}\n", status=status, headers={"cache-control": "no-store"})


ROUTES: Routes = (
    (r"^/releases/?$", releases),
    (r"^/releases/latest/?$", latest),
    (r"^/releases/(?P<number>[0-9]+)/?$", release),
    (r"^/releases/(?P<number>[0-9]+)/(?P<name>.+)$", file),
)

"""What was said of one commitment as CSV and JSON: whole, and quotes letter for letter."""

import asyncio
import csv
import io
import json
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import commitment as sql
from web import answers
from web.evidence import events_of
from web.operator import absolute
from web.security import DATABASE
from web.site import release
from web.stories import query, told_of

Row = dict[str, Any]

# The columns of the published table, in its order; a test holds the two together.
EVENT_COLUMNS: Final = (
    "id", "commitment", "position", "event", "made_on", "made_on_precision", "made_on_earliest",
    "made_on_basis", "who", "voice", "promised_by", "merged_into", "due_phrase", "due_kind",
    "due_earliest", "due_latest", "start_by", "soft", "provisional", "evidence", "checked",
    "checked_on", "carries", "counts", "origin", "milestone", "reason",
    "note",
)  # fmt: skip
SOURCE_COLUMNS: Final = (
    "position", "url", "title", "title_basis", "publisher", "published", "kind", "page", "document",
    "version", "copy_sha256", "copy_read_on", "sample",
)  # fmt: skip
QUOTE_COLUMNS: Final = ("position", "document", "version", "page", "sentence", "before", "after")
# Of the first source and the first quote, and of the release.
MORE_COLUMNS: Final = (
    "source_url", "source_title", "source_publisher", "source_published", "copy_sha256",
    "further_source_urls", "quote", "release", "as_of",
)  # fmt: skip
LICENCE: Final = (
    "Register facts: from public sources, quoted in at most eight words. NHS England and GOV.UK "
    "text: Open Government Licence v3.0. Contains Parliamentary information licensed under the "
    "Open Parliament Licence v3.0. Others' copyright: headline, link, date and a short quote only."
)


async def as_csv(datasette: Datasette, request: Request) -> Response:
    """A row a statement, in order, with its first source and quote, the release and its day."""
    slug, db = request.url_vars["slug"], datasette.get_database(DATABASE)
    if not await query(db, sql.COMMITMENT, slug=slug):
        return await _missing(datasette, request)
    now = await release(datasette)
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow((*EVENT_COLUMNS, *MORE_COLUMNS))
    for event in await events_of(db, slug):
        more = _more(event)
        writer.writerow(
            (*(event[name] for name in EVENT_COLUMNS), *more, now["number"], now["day"])
        )
    headers = {"content-disposition": f'attachment; filename="{slug}-release-{_plain(now)}.csv"'}
    return Response(made.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")


async def as_json(datasette: Datasette, request: Request) -> Response:
    """The commitment as counted, with everything its page has."""
    slug, db = request.url_vars["slug"], datasette.get_database(DATABASE)
    found = await told_of(db, [slug])
    if not found:
        return await _missing(datasette, request)
    now = await release(datasette)
    path = datasette.urls.path(f"/commitments/{slug}")
    whole = {
        "licence": LICENCE,
        "release": now["number"],
        "as_of": now["day"],
        "address": absolute(datasette, request, path),
        "commitment": found[0].row,
        **await _parts(db, slug),
    }
    return Response(
        json.dumps(whole, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json; charset=utf-8",
    )


async def _parts(db: Database, slug: str) -> Row:
    about, events, slips, looks, cases = await asyncio.gather(
        query(db, sql.COMMITMENT, slug=slug),
        events_of(db, slug),
        *(query(db, part, slug=slug) for part in (sql.SLIPS, sql.LOOKS, sql.FOI_CASES)),
    )
    return {
        "about": about[0],
        "events": [_event(event) for event in events],
        "slips": slips,
        "looks": looks,
        "foi_cases": [case["id"] for case in cases],
    }


def _event(event: Row) -> Row:
    return {
        **{name: event[name] for name in EVENT_COLUMNS},
        "sources": [{name: row[name] for name in SOURCE_COLUMNS} for row in event["sources"]],
        "quotes": [{name: row[name] for name in QUOTE_COLUMNS} for row in event["quotes"]],
    }


def _more(event: Row) -> tuple[Any, ...]:
    """What the CSV has of an event beside its own columns, the release left out."""
    first, *others = event["sources"] or [dict.fromkeys(SOURCE_COLUMNS)]
    named = (first[name] for name in ("url", "title", "publisher", "published", "copy_sha256"))
    sentences = [quote["sentence"] for quote in event["quotes"]]
    further = " ".join(source["url"] for source in others)
    return (*named, further, sentences[0] if sentences else None)


def _plain(now: Row) -> str:
    """The number of a release as a part of a file's name."""
    return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in now["number"])


async def _missing(datasette: Datasette, request: Request) -> Response:
    return await answers.missing(
        datasette,
        request,
        title="There is no commitment of this name",
        words="So there is nothing to load down.",
        where="All commitments",
        link="/timeline",
    )


ROUTES = (
    (r"^/commitments/(?P<slug>[^/.]+)\.csv$", as_csv),
    (r"^/commitments/(?P<slug>[^/.]+)\.json$", as_json),
)

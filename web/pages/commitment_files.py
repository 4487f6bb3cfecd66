"""What was said of one commitment as CSV and JSON: whole, and quotes letter for letter."""

import asyncio
import csv
import io
import json
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import answers as answers_sql
from db.pages import commitment as sql
from tracker.licence import in_a_line
from web import answers, fairness
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
    "version", "copy_sha256", "copy_read_on", "sample", "readable", "tried_on", "archive_url",
)  # fmt: skip
QUOTE_COLUMNS: Final = ("position", "document", "version", "page", "sentence", "before", "after")
# Of the first source and the first quote; how many objections are open, to anything that is said of
# the commitment and to this statement; and of the release.
MORE_COLUMNS: Final = (
    "source_url", "source_title", "source_publisher", "source_published", "copy_sha256",
    "further_source_urls", "quote", "source_readable", "source_archive_url", "disputed",
    "statement_disputed", "release", "as_of", "licence",
)  # fmt: skip

# What the JSON has beside the statements, a query each.
PARTS: Final = {
    "about": sql.COMMITMENT,
    "foi_cases": sql.FOI_CASES,
    "slips": sql.SLIPS,
    "looks": sql.LOOKS,
    "responses": answers_sql.RESPONSES,
    "objections": answers_sql.OBJECTIONS,
    "claims": answers_sql.CLAIMS,
    "corrections": answers_sql.CORRECTIONS,
}


async def as_csv(datasette: Datasette, request: Request) -> Response:
    """A row a statement, in order, with its first source and quote, the release and its day."""
    slug, db = request.url_vars["slug"], datasette.get_database(DATABASE)
    found = await told_of(db, [slug])
    if not found:
        return await _missing(datasette, request)
    disputed = found[0].row["disputed"]
    now = await release(datasette)
    terms = in_a_line(now["number"], _address(datasette, request, slug))
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow((*EVENT_COLUMNS, *MORE_COLUMNS))
    for event in await events_of(db, slug):
        told = (*(event[name] for name in EVENT_COLUMNS), *_more(event), disputed)
        writer.writerow((*told, event["disputed"], now["number"], now["day"], terms))
    headers = {"content-disposition": f'attachment; filename="{slug}-release-{_plain(now)}.csv"'}
    return Response(made.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")


async def as_json(datasette: Datasette, request: Request) -> Response:
    """The commitment as counted, with everything its page has."""
    slug, db = request.url_vars["slug"], datasette.get_database(DATABASE)
    found = await told_of(db, [slug])
    if not found:
        return await _missing(datasette, request)
    now = await release(datasette)
    address = _address(datasette, request, slug)
    whole = {
        "licence": in_a_line(now["number"], address),
        "release": now["number"],
        "as_of": now["day"],
        "address": address,
        "commitment": found[0].row,
        **await _parts(db, slug),
    }
    return Response(
        json.dumps(whole, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json; charset=utf-8",
    )


def _address(datasette: Datasette, request: Request, slug: str) -> str:
    """The page of a commitment, as it is cited."""
    return absolute(datasette, request, datasette.urls.path(f"/commitments/{slug}"))


async def _parts(db: Database, slug: str) -> Row:
    events, *found = await asyncio.gather(
        events_of(db, slug), *(query(db, part, slug=slug) for part in PARTS.values())
    )
    parts = dict(zip(PARTS, found, strict=True))
    return {
        "about": parts.pop("about")[0],
        "events": [_event(event) for event in events],
        "foi_cases": [case["id"] for case in parts.pop("foi_cases")],
        **parts,
    }


def _event(event: Row) -> Row:
    return {
        **{name: event[name] for name in EVENT_COLUMNS},
        "disputed": event["disputed"],
        "sources": [{name: row[name] for name in SOURCE_COLUMNS} for row in event["sources"]],
        "quotes": [{name: row[name] for name in QUOTE_COLUMNS} for row in event["quotes"]],
    }


def _more(event: Row) -> tuple[Any, ...]:
    """What the CSV has of an event beside its own columns, up to where its source can be read."""
    first, *others = event["sources"] or [dict.fromkeys(SOURCE_COLUMNS)]
    named = (first[name] for name in ("url", "title", "publisher", "published", "copy_sha256"))
    sentences = [quote["sentence"] for quote in event["quotes"]]
    further = " ".join(source["url"] for source in others)
    where = (first[name] for name in ("readable", "archive_url"))
    return (*named, further, sentences[0] if sentences else None, *where)


def _plain(now: Row) -> str:
    """The number of a release as a part of a file's name."""
    return "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in now["number"])


async def _missing(datasette: Datasette, request: Request) -> Response:
    gone = await fairness.gone(datasette.get_database(DATABASE), request.url_vars["slug"])
    if gone:
        return Response.text(gone.line, status=404)
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

"""The page of one commitment: the page that people will cite."""

import asyncio
from datetime import date
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from db.pages import commitment as sql
from db.pages import foi as foi_sql
from web import answers, clock, fairness
from web.asking import asking
from web.charts.slip_chart import as_due
from web.evidence import events_of, grouped
from web.figures import figure
from web.lateness import measured
from web.nearest import nearest
from web.newest import newest_words, without_date
from web.operator import absolute
from web.pages import commitment_files, foi_cases
from web.security import DATABASE
from web.site import day, release
from web.stories import Told, query, told_of

PARTS = {
    "slips": sql.SLIPS,
    "responsible": sql.RESPONSIBLE,
    "aliases": sql.ALIASES,
    "unverified": sql.UNVERIFIED,
    "related": sql.RELATED,
    "merged_here": sql.MERGED_HERE,
    "looks": sql.LOOKS,
    "foi_releases": foi_sql.FOI_RELEASES,
    "outcome_sources": sql.OUTCOME_SOURCES,
}
# A reader of these wants to know at once who looked where.
LOOKED_FOR = ("overdue", "unchecked", "being_checked")


async def commitment(datasette: Datasette, request: Request) -> Response:
    """Everything that is known of one commitment, or a page that says there is none."""
    slug = request.url_vars["slug"]
    db = datasette.get_database(DATABASE)
    found = await told_of(db, [slug])
    if not found:
        return await not_shown(datasette, request, slug)
    context = await _context(db, found[0])
    context["cite"] = await _cite(datasette, request, found[0])
    return await answers.page(datasette, request, "commitment.html", **context)


async def not_shown(datasette: Datasette, request: Request, slug: str) -> Response:
    """That a commitment is under review, was withdrawn, or that there is none of this name."""
    db = datasette.get_database(DATABASE)
    gone = await fairness.gone(db, slug)
    if gone:
        return await answers.page(datasette, request, "gone.html", gone=gone, claims=gone.claims)
    near = await nearest(db, slug)
    return await answers.page(datasette, request, "unknown.html", status=404, slug=slug, near=near)


async def _context(db: Database, story: Told) -> dict[str, Any]:
    row, slug = story.row, story.row["slug"]
    found = await asyncio.gather(*(query(db, part, slug=slug) for part in PARTS.values()))
    parts = dict(zip(PARTS, found, strict=True))
    [about] = await query(db, sql.COMMITMENT, slug=slug)
    events = await events_of(db, slug)
    as_of = date.fromisoformat(row["as_of"])
    newest = without_date(row, events)
    return {
        **parts,
        **await fairness.of_commitment(db, slug, parts["responsible"], row["as_of"]),
        **await figure(db, story, events),
        "story": story,
        "row": row,
        "newest": newest,
        "newest_words": newest_words(newest),
        "about": about,
        "events": events,
        "measured": measured(row, _tightest(story)),
        "shows_looks": bool(parts["looks"]) or row["outcome_event"] is None,
        "looks_first": row["status"] in LOOKED_FOR,
        "context_items": await _background(db, slug),
        "foi_cases": await foi_cases.cases(db, slug),
        "asking": await asking(db, dict(row), events, as_of),
        "slips": _with_dues(parts["slips"], events),
    }


async def _background(db: Database, slug: str) -> list[dict[str, Any]]:
    """Dated background, each piece with its sources."""
    rows, sources = await asyncio.gather(
        query(db, sql.CONTEXT, slug=slug), query(db, sql.CONTEXT_SOURCES, slug=slug)
    )
    sources_of = grouped(sources, "context_position")
    return [{**row, "sources": sources_of[row["position"]]} for row in rows]


async def _cite(datasette: Datasette, request: Request, story: Told) -> dict[str, str]:
    """Addresses of the page and its picture as they stand in a citation, and the citation."""
    path = datasette.urls.path(f"/commitments/{story.row['slug']}")
    permalink = absolute(datasette, request, path)
    now = await release(datasette)
    of_release = absolute(datasette, request, datasette.urls.path(f"/releases/{now['number']}"))
    named = f"release {now['number']}{_kept_at(of_release)}"
    return {
        "permalink": permalink,
        "of_release": of_release if now["number"].isdigit() else "",
        "image": absolute(datasette, request, f"{path}.png"),
        "line": (
            f"delaywatch, “{story.row['title']}”, counted for {now['as_of']}, {named}, "
            f"{permalink} (accessed {day(clock.today().isoformat())})"
        ),
    }


def _kept_at(address: str) -> str:
    """Where a release is kept, in brackets."""
    return f" ({address})" if address else ""


def _with_dues(slips: list[dict[str, Any]], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The moves, each with the dues that it runs from and to."""
    dues = {event["id"]: as_due(event) for event in events}
    return [
        {**slip, "from_due": dues[slip["from_event"]], "to_due": dues[slip["to_event"]]}
        for slip in slips
    ]


def _tightest(story: Told) -> Any:
    """The due with the earliest last day; of several the first."""
    dated = [due for due in story.dues if due["counts"] and due["due_latest"]]
    return min(dated, key=lambda due: due["due_latest"], default=None)


ROUTES = (
    (r"^/commitments/(?P<slug>[^/.]+)/?$", commitment),
    *commitment_files.ROUTES,
)

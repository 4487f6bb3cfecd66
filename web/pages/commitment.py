"""The page of one commitment: the page that people will cite."""

import asyncio
from collections import defaultdict
from datetime import date
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import commitment as sql
from db.pages import foi as foi_sql
from web.charts import slip_chart
from web.charts.slip_chart import as_due
from web.pages import foi_cases
from web.security import DATABASE
from web.stories import Told, query, stories

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


async def commitment(datasette: Datasette, request: Request) -> Response:
    """Everything that is known of one commitment, or a page that says there is none."""
    slug = request.url_vars["slug"]
    db = datasette.get_database(DATABASE)
    found = await stories(db, slug=slug) if slug else []
    if not found:
        return await _unknown(datasette, request, slug)
    context = await _context(db, found[0])
    page = await datasette.render_template("commitment.html", context, request=request)
    return Response.html(page)


async def _unknown(datasette: Datasette, request: Request, slug: str) -> Response:
    page = await datasette.render_template("unknown.html", {"slug": slug}, request=request)
    return Response.html(page, status=404)


async def _context(db: Any, story: Told) -> dict[str, Any]:
    slug = story.row["slug"]
    found = await asyncio.gather(*(query(db, part, slug=slug) for part in PARTS.values()))
    parts = dict(zip(PARTS, found, strict=True))
    [about] = await query(db, sql.COMMITMENT, slug=slug)
    events = await _with_sources(db, slug, sql.EVENTS, sql.EVENT_SOURCES, ("id", "event_id"))
    as_of = date.fromisoformat(story.row["as_of"])
    return {
        "story": story,
        "row": story.row,
        "about": about,
        "events": events,
        "undated": any(event["made_on"] is None for event in events),
        "charts": slip_chart.charts(story.row, events, story.outcome, as_of),
        "context_items": await _with_sources(
            db, slug, sql.CONTEXT, sql.CONTEXT_SOURCES, ("position", "context_position")
        ),
        **parts,
        "foi_cases": await foi_cases.cases(db, slug),
        "slips": _with_dues(parts["slips"], events),
        "tightest": _tightest(story),
    }


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


async def _with_sources(
    db: Any, slug: str, statement: str, sources: str, keys: tuple[str, str]
) -> list[dict[str, Any]]:
    """Rows, each with the list of its sources."""
    own, foreign = keys
    grouped = defaultdict(list)
    for source in await query(db, sources, slug=slug):
        grouped[source[foreign]].append(source)
    rows = await query(db, statement, slug=slug)
    return [{**row, "sources": grouped[row[own]]} for row in rows]


ROUTES = ((r"^/commitments/(?P<slug>[^/]+)/?$", commitment),)

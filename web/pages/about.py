"""Who runs this copy and what is in it; what is known of its accessibility."""

from typing import Any, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import about as sql
from web.answers import Routes, page
from web.security import DATABASE
from web.stories import query

MOST_SOURCES: Final = 200
# What may be shown of a source's documents, in words.
SHOWN: Final = {
    "text": "the text",
    "quote": "short quotes",
    "link": "headline and link",
}


async def about(datasette: Datasette, request: Request) -> Response:
    """Who runs it, what is covered and what is not, how to object, privacy, licences."""
    db = datasette.get_database(DATABASE)
    sources = await query(db, sql.SOURCES, limit=MOST_SOURCES)
    [events] = await query(db, sql.EVENTS)
    [counts] = await query(db, sql.COUNTS)
    return await page(
        datasette,
        request,
        "about.html",
        kinds=await query(db, sql.KINDS),
        sources=[_source(row) for row in sources],
        all_sources=len(sources) < MOST_SOURCES,
        events=events,
        counts=counts,
    )


def _source(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "shown": SHOWN.get(row["republish"], row["republish"]),
        "first_document_on": (row["first_document_on"] or "")[:10] or None,
    }


async def accessibility(datasette: Datasette, request: Request) -> Response:
    """What was tested, which faults are known, and whom to tell."""
    return await page(datasette, request, "accessibility.html")


ROUTES: Routes = ((r"^/about/?$", about), (r"^/accessibility/?$", accessibility))

"""The page that lists all feeds and calendars."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.pages import feeds as sql
from web.answers import Routes, page
from web.feeds.answering import PROMISE, database
from web.feeds.atom import GENERAL, NEWEST
from web.feeds.calendars import MOST
from web.stories import query

MOST_BODIES = 200


async def listing(datasette: Datasette, request: Request) -> Response:
    """Every feed and calendar in plain words."""
    bodies = await query(database(datasette), sql.BODIES, kind=PROMISE, limit=MOST_BODIES)
    return await page(
        datasette,
        request,
        "feeds.html",
        feeds=[(name, title, holds) for name, (title, holds, _) in GENERAL.items()],
        newest=NEWEST,
        most=MOST,
        bodies=bodies,
        all_named=len(bodies) < MOST_BODIES,
    )


ROUTES: Routes = ((r"^/feeds/?$", listing),)

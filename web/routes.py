"""The table of our addresses: each module of pages names its own."""

from datasette import hookimpl

from web import feeds
from web.answers import Routes
from web.pages import (
    about,
    ask,
    bodies,
    challenge,
    changes,
    commitment,
    corrections,
    documents,
    foi,
    health,
    home,
    how,
    images,
    phrases,
    releases,
    search,
    sources,
    timeline,
)

MODULES = (
    home, timeline, search, commitment, challenge, images, bodies, phrases, foi, changes, documents,
    sources, corrections, releases, how, about, ask, feeds, health,
)  # fmt: skip


@hookimpl
def register_routes() -> Routes:
    """Our addresses; Datasette's own stand beside them."""
    return tuple(route for module in MODULES for route in module.ROUTES)

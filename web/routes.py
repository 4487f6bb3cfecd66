"""The table of our addresses: each module of pages names its own."""

from datasette import hookimpl

from web import feeds
from web.answers import Routes
from web.pages import (
    about,
    ask,
    bodies,
    changes,
    commitment,
    documents,
    foi,
    home,
    how,
    images,
    phrases,
    search,
    sources,
    timeline,
)

MODULES = (
    home, timeline, search, commitment, images, bodies, phrases, foi, changes, documents, sources,
    how, about, ask, feeds,
)  # fmt: skip


@hookimpl
def register_routes() -> Routes:
    """Our addresses; Datasette's own stand beside them."""
    return tuple(route for module in MODULES for route in module.ROUTES)

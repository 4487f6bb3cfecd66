"""The addresses of the desk, beside those of the public pages."""

from pathlib import Path
from typing import Final

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from tracker.wording import plain
from web import routes, site
from web.answers import Routes
from web.desk import changes, home, releases, sign_in, statements

MODULES: Final = (sign_in, home, statements, changes, releases)
_TEMPLATES: Final = Path(__file__).parent / "templates"


@hookimpl
def register_routes() -> Routes:
    """The public pages and the desk's."""
    ours = tuple(route for module in MODULES for route in module.ROUTES)
    return (*ours, *routes.register_routes())


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """What the public pages have, and the templates of the desk."""
    site.prepare_jinja2_environment(env, datasette)
    env.loader = ChoiceLoader([env.loader, FileSystemLoader(_TEMPLATES)])  # type: ignore[list-item]
    env.filters["plain"] = plain

"""The addresses of the desk, beside those of the public pages."""

from pathlib import Path
from typing import Final

from datasette import hookimpl
from datasette.app import Datasette
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from tracker.wording import plain
from web import routes, site
from web.answers import Routes
from web.desk import (
    answers,
    changes,
    claims,
    forms,
    home,
    listing,
    looks,
    releases,
    sign_in,
    statements,
)

MODULES: Final = (
    sign_in,
    home,
    statements,
    listing,
    changes,
    releases,
    looks,
    answers,
    claims,
)
_TEMPLATES: Final = Path(__file__).parent / "templates"
# Templates that stand before the public ones of the same name, and extend them as public/NAME.
_OVER: Final = Path(__file__).parent / "over"


@hookimpl
def register_routes() -> Routes:
    """The public pages and the desk's."""
    ours = tuple(route for module in MODULES for route in module.ROUTES)
    return (*ours, *routes.register_routes())


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """What the public pages have, with a way back to the desk, and the templates of the desk."""
    site.prepare_jinja2_environment(env, datasette)
    public: BaseLoader = env.loader  # type: ignore[assignment]
    env.loader = ChoiceLoader(
        [
            FileSystemLoader(_OVER),
            public,
            FileSystemLoader(_TEMPLATES),
            PrefixLoader({"public": public}),
        ]
    )
    env.filters |= {"plain": plain, "opening": forms.opening}

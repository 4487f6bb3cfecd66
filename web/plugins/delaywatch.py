"""The Datasette plugin: hooks only, what they do lives in the modules of ``web``."""

from web.alone import leave_out_others
from web.guard import asgi_wrapper
from web.own_pages import extra_template_vars
from web.routes import register_routes
from web.security import prepare_connection
from web.site import prepare_jinja2_environment

leave_out_others()

__all__ = [
    "asgi_wrapper",
    "extra_template_vars",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_routes",
]

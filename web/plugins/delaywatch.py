"""The Datasette plugin: hooks only, what they do lives in the modules of ``web``."""

from web.routes import register_routes
from web.security import asgi_wrapper, prepare_connection
from web.site import prepare_jinja2_environment

__all__ = ["asgi_wrapper", "prepare_connection", "prepare_jinja2_environment", "register_routes"]

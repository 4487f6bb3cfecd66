"""The Datasette plugin: hooks only, what they do lives in the modules of ``web``."""

from web.alone import answer_faults_plainly, leave_out_others, startup
from web.faults import handle_exception
from web.guard import asgi_wrapper
from web.own_pages import extra_template_vars
from web.routes import register_routes
from web.security import prepare_connection
from web.site import prepare_jinja2_environment

leave_out_others()
answer_faults_plainly()

__all__ = [
    "asgi_wrapper",
    "extra_template_vars",
    "handle_exception",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_routes",
    "startup",
]

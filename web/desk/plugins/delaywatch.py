"""The Datasette plugin of the editors' instance: the public pages, and the desk beside them."""

from web.desk.gate import asgi_wrapper, get_metadata
from web.desk.routes import prepare_jinja2_environment, register_routes
from web.plugins import delaywatch as public

_OURS = {
    "asgi_wrapper": asgi_wrapper,
    "get_metadata": get_metadata,
    "prepare_jinja2_environment": prepare_jinja2_environment,
    "register_routes": register_routes,
}
# Every other hook of the public pages is theirs: none can be forgotten here.
globals().update({name: getattr(public, name) for name in public.__all__} | _OURS)

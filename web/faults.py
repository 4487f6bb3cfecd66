"""What a reader is told when a page could not be made: in words, and never with what Python said.

An exception's text may hold a path of this machine or a piece of somebody's data.
"""

import logging
import sqlite3
from http import HTTPStatus
from typing import Any, Final

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError

from web.security import DATABASE

_TOO_LONG: Final = "This question took too long: narrow it down, or ask for fewer rows."
_WRONG: Final = "There is a part in this address that cannot be understood."
_log = logging.getLogger(__name__)
# What Datasette's own pages raise for a filter, an order or a number that they do not understand.
_NOT_UNDERSTOOD: Final = (
    ValueError, KeyError, IndexError, OverflowError, AssertionError, sqlite3.DatabaseError,
    sqlite3.InterfaceError, UnicodeError,
)  # fmt: skip


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """The page for a fault; None where Datasette has words for it (404, a wrong question)."""
    if isinstance(exception, Base400):
        return None
    if isinstance(exception, DatasetteError):
        if exception.status != HTTPStatus.INTERNAL_SERVER_ERROR:
            return None
        # Datasette calls it its own fault that there is no such column to sort by.
        return lambda: _told(datasette, request, HTTPStatus.BAD_REQUEST, _WRONG)
    if isinstance(exception, QueryInterrupted):
        return lambda: _told(datasette, request, HTTPStatus.BAD_REQUEST, _TOO_LONG)
    if _is_own_page(datasette, request) and isinstance(exception, _NOT_UNDERSTOOD):
        return lambda: _told(datasette, request, HTTPStatus.BAD_REQUEST, _WRONG)
    _log.error("no page for %s", request.path, exc_info=exception)
    words = "This page could not be made, and it is our fault. The fault is in the log."
    return lambda: _told(datasette, request, HTTPStatus.INTERNAL_SERVER_ERROR, words)


def _is_own_page(datasette: Datasette, request: Request) -> bool:
    return request.path.startswith(datasette.urls.path(f"/{DATABASE}"))


async def _told(datasette: Datasette, request: Request, status: HTTPStatus, words: str) -> Response:
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": words, "status": status.value}, status=status)
    context = {"status": status.value, "error": words}
    html = await datasette.render_template("error.html", context, request=request)
    return Response.html(html, status=status)

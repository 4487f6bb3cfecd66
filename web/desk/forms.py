"""What the forms of the desk have in common."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.errors import Problem
from tracker.review.decisions import Changed, Settled
from tracker.wording import plain
from web import clock
from web.desk.working import BeingWritten

SEE_OTHER: Final = 303
# So many skipped ones are remembered in an address; then the first of them come again.
MOST_SKIPPED: Final = 200
_LONGEST_MESSAGE: Final = 300


def instant() -> str:
    """The present instant as it is stored."""
    return clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def skipped_of(text: str | None) -> tuple[str, ...]:
    """What was skipped in this sitting, as an address carries it."""
    return tuple(name for name in (text or "").split(",") if name)[-MOST_SKIPPED:]


def next_one(queue: Iterable[str], skipped: Iterable[str], wanted: str | None) -> str | None:
    """The one that is asked for if it waits, else the first that waits and was not skipped."""
    names = list(queue)
    if wanted in names:
        return wanted
    passed = set(skipped)
    return next((name for name in names if name not in passed), None)


def onward(
    datasette: Datasette, request: Request, path: str, line: str = "", **query: str | None
) -> Response:
    """The way to the next page, which tells what was done."""
    if line:
        shown = plain(line)
        cut = shown if len(shown) <= _LONGEST_MESSAGE else f"{shown[:_LONGEST_MESSAGE]}…"
        datasette.add_message(request, cut)
    asked = urlencode({name: value for name, value in query.items() if value})
    return Response.redirect(
        datasette.urls.path(f"{path}?{asked}" if asked else path), status=SEE_OTHER
    )


def status_of(problem: Problem) -> int:
    """The status of HTTP that goes with a problem."""
    if isinstance(problem, (Changed, Settled)):
        return 409
    return 503 if isinstance(problem, BeingWritten) else 422


def frame(keys: Mapping[str, str]) -> dict[str, Any]:
    """What every page of the desk shows: its keys, each with what it does."""
    return {"keys": {key: name for key, name in keys.items() if key != "q"}}

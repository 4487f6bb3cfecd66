"""What the forms of the desk have in common."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from db.errors import Problem
from tracker.review.decisions import Changed, Settled
from tracker.wording import capital, plain
from web import clock
from web.desk.working import BeingWritten

SEE_OTHER: Final = 303
# So many skipped ones are remembered in an address; then the first of them come again.
MOST_SKIPPED: Final = 200
_LONGEST_MESSAGE: Final = 300
# Nobody reads a finding in less: a key that was pressed twice, or a double click.
LEAST_SECONDS: Final = 0.5
_SHOWN: Final = "shown"


class TooSoon(Problem):
    """A decision about what was shown only just now."""


def instant() -> str:
    """The present instant as it is stored."""
    return clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_now(datasette: Datasette) -> str:
    """What a form bears to tell when its page was made: by the server's clock, and signed."""
    return datasette.sign(time.time(), _SHOWN)


def refuse_haste(datasette: Datasette, shown: str | None) -> None:
    """Raise TooSoon where a form tells that its page was made less than half a second ago."""
    try:
        since = time.time() - datasette.unsign(shown or "", _SHOWN)
    except BadSignature:
        return  # a form that tells no time of ours
    if 0 <= since < LEAST_SECONDS:
        raise TooSoon(
            "this came less than half a second after the page was shown: nothing was done",
            do="read it, then press the key again",
        )


def opening(problem: Problem) -> str:
    """What a problem says, with a capital; but a name stays as its bearer spells it."""
    return problem.what if isinstance(problem, Settled) else capital(problem.what)


def in_words(problem: Problem) -> str:
    """A problem in sentences: what it is, and what to do."""
    advice = f" What to do: {problem.do}." if problem.do else ""
    return f"{opening(problem)}.{advice}"


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
    if isinstance(problem, (Changed, Settled, TooSoon)):
        return 409
    return 503 if isinstance(problem, BeingWritten) else 422


def frame(keys: Mapping[str, str]) -> dict[str, Any]:
    """What every page of the desk shows: its keys, each with what it does."""
    return {"keys": {key: name for key, name in keys.items() if key != "q"}}

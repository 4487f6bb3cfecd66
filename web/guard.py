"""What every answer bears, and what is not answered at all.

The headers keep foreign scripts, frames and addresses out. Scripts come from this server's own
files, or stand word for word in a template of Datasette, whose hashes are worked out from the
installed templates: whatever else stands in a page as a script, from crawled text or by mistake,
does not run.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final

from datasette import hookimpl
from datasette.app import Datasette

from web.kept import kept
from web.security import DATABASE
from web.whole_csv import whole_csv

_log = logging.getLogger(__name__)

# Of Datasette's own `/-/` pages only these are answered; the others tell of the
# machine (paths, versions, threads) or serve nobody here.
OPEN_INTERNALS: Final = ("static/", "static-plugins/", "metadata")
# Readers only ask: nothing of a published file can be written.
READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Of one part of a path: no address here has longer ones, and no file either.
LONGEST_PART: Final = 200
# Questions to Datasette's own pages that are worked on or wait at a time: each may take a second
# and a half of one of its few threads: whoever comes after that many had better come again.
MOST_WAITING: Final = 8
TRY_AGAIN_SECONDS: Final = 5
_OWN_PAGES: Final = f"/{DATABASE}"

# Long enough for any question in SQL that a person writes into an address.
LONGEST_QUERY_STRING: Final = 16_384

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What Datasette writes into an inline script itself, and the values that it may have.
_VALUES: Final = {"{{ datasette_allow_facet }}": ("true", "false")}

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """The guard, within it what is kept of answers, and within that the care for whole CSVs."""
    return lambda app: guard()(kept(datasette)(whole_csv(datasette)(app)))


def guard(
    open_internals: tuple[str, ...] = OPEN_INTERNALS, methods: Collection[str] = READING
) -> Callable[[App], App]:
    """Wrap an application: the headers on every answer, and a refusal of what no page links to.

    ``open_internals`` are the beginnings of the pages under ``/-/`` that are answered, ``methods``
    the methods of HTTP.
    """

    def wrap(app: App) -> App:
        waiting = _Waiting()

        async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            send = _with_headers(send)
            refusal = _refusal(scope, open_internals, methods) or waiting.refusal(scope)
            if refusal is not None:
                await _answer(send, *refusal)
                return
            with waiting.one(scope):
                await _answered(app, scope, receive, send)

        return guarded

    return wrap


async def _answered(app: App, scope: dict[str, Any], receive: Any, send: Any) -> None:
    """What the application answers; a fault that it does not answer itself is told in words."""
    begun = False

    async def watched(message: dict[str, Any]) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, receive, watched)
    except Exception:  # noqa: BLE001 - the reader is told, whatever it is, and it is in the log
        _log.exception("no answer to %s %s", scope["method"], scope["path"])
        if not begun:
            await _answer(send, 500, "This did not work, and it is our fault. It is in the log.")


class _Waiting:
    """How many questions to Datasette's own pages are being answered."""

    def __init__(self) -> None:
        self._count = 0

    def refusal(self, scope: dict[str, Any]) -> tuple[int, str] | None:
        """503 where too many are waiting already, else None."""
        if _is_question(scope) and self._count >= MOST_WAITING:
            return 503, "Too many questions are waiting for the tables. Try again in a few seconds."
        return None

    @contextmanager
    def one(self, scope: dict[str, Any]) -> Iterator[None]:
        """While a question is answered, it counts."""
        weight = int(_is_question(scope))
        self._count += weight
        try:
            yield
        finally:
            self._count -= weight


def _is_question(scope: dict[str, Any]) -> bool:
    path = scope["path"]
    return path == _OWN_PAGES or path.startswith((f"{_OWN_PAGES}/", f"{_OWN_PAGES}."))


@cache
def headers() -> dict[str, str]:
    """The headers of every answer."""
    scripts = " ".join(["'self'", *inline_script_hashes()])
    policy = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",  # Datasette writes colours into its elements
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "strict-origin-when-cross-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def inline_script_hashes() -> list[str]:
    """Of each script that stands in a template of the installed Datasette, what a policy calls it.

    A script with other values in it than those of ``_VALUES`` is left out, and does not run.
    """
    folder = files("datasette") / "templates"
    scripts = (
        script
        for template in folder.iterdir()
        if template.name.endswith(".html")
        for found in _INLINE_SCRIPT.findall(template.read_text(encoding="utf-8"))
        for script in _rendered(found)
    )
    return sorted({_hash(script) for script in scripts})


def _rendered(script: str) -> Iterator[str]:
    """A script of a template with each value that Datasette may write into it."""
    for place, values in _VALUES.items():
        if place in script:
            yield from (script.replace(place, value) for value in values)
            return
    if "{{" not in script and "{%" not in script:
        yield script


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _refusal(
    scope: dict[str, Any], open_internals: tuple[str, ...], methods: Collection[str]
) -> tuple[int, str] | None:
    """Status and words for a request that is not answered, or None."""
    path = scope["path"]
    shown = path.lstrip("/")
    internal = shown.removeprefix("-/") if shown.startswith("-/") else None
    reasons = (
        (scope["method"] not in methods, 405, "These pages can only be read."),
        (
            len(scope.get("query_string", b"")) > LONGEST_QUERY_STRING,
            414,
            "This address is too long.",
        ),
        ("\\" in path, 400, "A backslash has no place in an address here."),
        ("\0" in path, 400, "A null byte has no place in an address here."),
        (not path.startswith("/") or _has_long_part(path), 404, "There is no such page."),
        (
            internal is not None and not internal.startswith(open_internals),
            404,
            "This is not shown here.",
        ),
    )
    return next(((status, words) for holds, status, words in reasons if holds), None)


def _has_long_part(path: str) -> bool:
    return any(len(part.encode("utf-8", "replace")) > LONGEST_PART for part in path.split("/"))


async def _answer(send: Any, status: int, words: str) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        plain.append((b"retry-after", str(TRY_AGAIN_SECONDS).encode()))
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": words.encode()})


def _with_headers(send: Any) -> Any:
    async def send_with_headers(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            ours = headers()
            kept = [
                (name, value)
                for name, value in message.get("headers", [])
                if name.decode("latin-1").lower() not in ours
            ]
            added = [(name.encode(), value.encode()) for name, value in ours.items()]
            message = {**message, "headers": kept + added}
        await send(message)

    return send_with_headers

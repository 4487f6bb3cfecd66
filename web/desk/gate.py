"""Who comes in: everything but the sign-in page and its style is for signed-in editors.

It stands around the whole of Datasette, so that no page can be forgotten; and it lets through only
such POSTs as Datasette's check of the token of a form (asgi-csrf) does look at: that check leaves
alone what bears no cookie, or an Authorization header.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.actor_auth_cookie import actor_from_request
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from db.errors import Problem
from web.desk import accounts
from web.desk.setting import Setting, setting
from web.guard import READING, guard

SIGN_IN: Final = "/desk/sign-in"
# Of the desk alone: nothing of what Datasette tells of the machine, its sign-out and tools.
OPEN_INTERNALS: Final = ("static/", "static-plugins/")
_STYLE: Final = ("/static/", "/desk-static/")
_FORM: Final = b"application/x-www-form-urlencoded"
# The longest form is that of an edited event.
LONGEST_FORM: Final = 64_000

_log = logging.getLogger(__name__)

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """The guard of the public pages, and the gate within it."""
    headers = guard(open_internals=OPEN_INTERNALS, methods=READING | {"POST"})
    return lambda app: headers(_gate(datasette, setting())(app))


@hookimpl
def get_metadata() -> dict[str, Any]:
    """Datasette's own lock, behind the gate: somebody must have signed in."""
    return {"allow": {"id": "*"}}


def _gate(datasette: Datasette, here: Setting) -> Callable[[App], App]:
    def wrap(app: App) -> App:
        async def gated(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            scope = _without_authorization(scope)
            send = _private(send, scope, https=here.behind_https)
            receive, refusal = await _form(scope, receive)
            try:
                refusal = refusal or _not_signed_in(datasette, here, Request(scope, receive))
            except Problem as problem:  # the list of editors cannot be used: nobody comes in
                _log.error("%s", problem)
                refusal = _refused(503, "The desk is closed: its operator has to look at the log.")
            await (refusal.asgi_send(send) if refusal else app(scope, receive, send))

        return gated

    return wrap


def _not_signed_in(datasette: Datasette, here: Setting, request: Request) -> Response | None:
    """The way to the sign-in page for whoever needs it, else None."""
    if request.path == SIGN_IN or request.path.startswith(_STYLE):
        return None
    if editor(datasette, here, request) is not None:
        return None
    if request.method == "POST":
        return _refused(403, "You are signed out: nothing was done. Sign in at /desk/sign-in.")
    return Response.redirect(datasette.urls.path(SIGN_IN))


def editor(datasette: Datasette, here: Setting, request: Request) -> str | None:
    """The editor whose session this is, if it has not ended and the account is as it was."""
    actor = actor_from_request(datasette, request)
    if not isinstance(actor, dict):
        return None
    account = accounts.editors(here.editors).get(actor.get("id", ""))
    return actor["id"] if account is not None and account.key == actor.get("key") else None


async def _form(scope: dict[str, Any], receive: Any) -> tuple[Any, Response | None]:
    """Read what is posted, so that it can be judged and read again; or a refusal."""
    if scope["method"] != "POST":
        return receive, None
    headers = dict(scope["headers"])
    if not headers.get(b"cookie"):
        return receive, _refused(403, "This form bears no cookie of this site. Open it again.")
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != _FORM:
        return receive, _refused(415, "Only forms are read here.")
    body = await _body(receive)
    if body is None:
        return receive, _refused(413, "This form is too long, or broke off.")
    return _again(body, receive), _unreadable(body, headers.get(b"x-csrftoken", b""))


async def _body(receive: Any) -> bytes | None:
    """All of a form; None where it is too long or breaks off."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] != "http.request" or len(body) > LONGEST_FORM:
            return None
        more = message.get("more_body", False)
    return body


def _unreadable(body: bytes, token: bytes) -> Response | None:
    """Why a form is not read, or None. asgi-csrf fails over a token of other letters than ASCII."""
    if not _is_text(body):
        return _refused(400, "Not UTF-8.")
    tokens = [value for name, value in parse_qsl(body.decode()) if name == "csrftoken"]
    if not all(one.isascii() for one in (*tokens, token)):
        return _refused(403, "This form is not one of ours. Open it again.")
    return None


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _again(body: bytes, receive: Any) -> Any:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Any:
        return messages.pop() if messages else await receive()

    return read


def _refused(status: int, words: str) -> Response:
    return Response.text(words, status=status)


def _without_authorization(scope: dict[str, Any]) -> dict[str, Any]:
    """Sign-in is by the page alone, where guesses are counted."""
    kept = [(name, value) for name, value in scope["headers"] if name.lower() != b"authorization"]
    return {**scope, "headers": kept}


def _private(send: Any, scope: dict[str, Any], *, https: bool) -> Any:
    """No script reads a cookie, none goes over plain HTTP, and nothing is kept but styles."""
    marks = b"; HttpOnly; Secure" if https else b"; HttpOnly"

    async def send_private(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message.get("headers", [])]
            if not scope["path"].startswith(_STYLE):
                headers = [one for one in headers if one[0] != b"cache-control"]
                headers.append((b"cache-control", b"private, no-store"))
            headers = [
                (name, _bare(value) + marks if name == b"set-cookie" else value)
                for name, value in headers
            ]
            message = {**message, "headers": headers}
        await send(message)

    return send_private


def _bare(cookie: bytes) -> bytes:
    """A cookie without the marks that are set here."""
    parts = [part.strip() for part in cookie.split(b";")]
    return b"; ".join(part for part in parts if part.lower() not in (b"httponly", b"secure"))

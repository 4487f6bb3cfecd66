"""Signing in and out."""

import asyncio
import time
from typing import Final

from datasette.app import Datasette
from datasette.utils import baseconv
from datasette.utils.asgi import Request, Response

from web.answers import page
from web.desk import accounts
from web.desk.gate import SIGN_IN, editor
from web.desk.setting import setting
from web.desk.throttle import Throttle

SESSION_SECONDS: Final = 12 * 3600
_SEE_OTHER: Final = 303
_THROTTLE: Final = Throttle(time.monotonic)


async def sign_in(datasette: Datasette, request: Request) -> Response:
    """The page to sign in, and what comes of it."""
    if request.method != "POST":
        return await page(datasette, request, "desk_sign_in.html", name="", fault="")
    typed = await request.post_vars()
    name, password = typed.get("name", "").strip(), typed.get("password", "")
    keys = (f"name {name[: accounts.LONGEST_NAME]}", f"address {_address(request)}")
    wait = _THROTTLE.wait_seconds(keys)
    if wait:
        return await _refused(datasette, request, 429, name, _too_many(wait), wait)
    _THROTTLE.count(keys)
    file = setting().editors
    account = await asyncio.to_thread(accounts.verified, file, name, password)
    if account is None:
        return await _refused(datasette, request, 401, name, "Name or password is wrong.")
    _THROTTLE.forget(keys)
    response = Response.redirect(datasette.urls.path("/desk"), status=_SEE_OTHER)
    _begin(datasette, response, name, account)
    return response


async def sign_out(datasette: Datasette, request: Request) -> Response:
    """End the session of this browser."""
    if request.method != "POST":
        return Response.redirect(datasette.urls.path("/desk"))
    response = Response.redirect(datasette.urls.path(SIGN_IN), status=_SEE_OTHER)
    response.set_cookie("ds_actor", "", expires=0, max_age=0)
    return response


def _begin(datasette: Datasette, response: Response, name: str, account: accounts.Account) -> None:
    """A session as Datasette reads it: signed, with its end in it."""
    until = baseconv.base62.encode(int(time.time()) + SESSION_SECONDS)
    session = {"a": {"id": name, "key": account.key}, "e": until}
    response.set_cookie(
        "ds_actor", datasette.sign(session, "actor"), max_age=SESSION_SECONDS, httponly=True
    )


async def _refused(
    datasette: Datasette, request: Request, status: int, name: str, fault: str, wait: int = 0
) -> Response:
    response = await page(
        datasette, request, "desk_sign_in.html", status=status, name=name, fault=fault
    )
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


def _too_many(wait: int) -> str:
    minutes = -(-wait // 60)
    pause = f"{minutes} minutes" if minutes > 1 else "a minute"
    return f"Too many wrong attempts for this name or from this address. Try again in {pause}."


def _address(request: Request) -> str:
    """Where a request comes from; of a proxy on this machine, what it says (uvicorn reads that)."""
    return (request.scope.get("client") or ("",))[0]


def reviewer(datasette: Datasette, request: Request) -> str:
    """The editor that the gate has let in: the name that decisions are kept under."""
    return editor(datasette, setting(), request) or ""


ROUTES: Final = ((r"^/desk/sign-in$", sign_in), (r"^/desk/sign-out$", sign_out))

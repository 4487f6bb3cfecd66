"""Signing in and out."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

from datasette.app import Datasette
from datasette.utils import baseconv
from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from db.errors import Problem
from web.answers import page
from web.desk import accounts
from web.desk.gate import SIGN_IN, editor
from web.desk.setting import setting
from web.desk.throttle import Key, Throttle

SESSION_SECONDS: Final = 12 * 3600
# How long a browser is known from which somebody signed in: guesses from elsewhere do not keep it
# out.
DEVICE_SECONDS: Final = 365 * 24 * 3600
_DEVICE: Final = "desk_device"
MOST_WAITING: Final = 10
IPV4: Final = 4
_SEE_OTHER: Final = 303
_THROTTLE: Final = Throttle(time.monotonic)


async def sign_in(datasette: Datasette, request: Request) -> Response:
    """The page to sign in, and what comes of it."""
    if request.method != "POST":
        return await page(datasette, request, "desk_sign_in.html", name="", fault="")
    typed = await request.post_vars()
    name, password = typed.get("name", "").strip(), typed.get("password", "")
    keys = _keys(datasette, request, name[: accounts.LONGEST_NAME])
    wait = _THROTTLE.wait_seconds(keys)
    if wait:
        return await _refused(datasette, request, 429, name, _too_many(wait), wait)
    if _VERIFYING.waiting >= MOST_WAITING:
        words = "Many are signing in just now. Try again in a few seconds."
        return await _refused(datasette, request, 503, name, words, 5)
    _THROTTLE.count(keys)
    account = await _VERIFYING.account(setting().editors, name, password)
    if account is None:
        return await _refused(datasette, request, 401, name, "Name or password is wrong.")
    _THROTTLE.forget(keys)
    response = Response.redirect(datasette.urls.path("/desk"), status=_SEE_OTHER)
    _begin(datasette, response, name, account)
    return response


async def sign_out(datasette: Datasette, request: Request) -> Response:
    """End the sessions of this editor: a cookie that somebody has copied opens nothing more."""
    if request.method != "POST":
        return Response.redirect(datasette.urls.path("/desk"))
    name = reviewer(datasette, request)
    await asyncio.to_thread(accounts.end_sessions, setting().editors, name)
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
    known = datasette.sign({"name": name, "account": account.identity}, _DEVICE)
    response.set_cookie(_DEVICE, known, max_age=DEVICE_SECONDS, path=SIGN_IN, httponly=True)


def _keys(datasette: Datasette, request: Request, name: str) -> list[Key]:
    """What an attempt is counted under; not under its name where this browser signed in before."""
    address = _address(request)
    keys = [("pair", f"{name} {address}"), ("address", address)]
    return keys if _is_known(datasette, request, name) else [*keys, ("name", name)]


def _is_known(datasette: Datasette, request: Request, name: str) -> bool:
    try:
        device = datasette.unsign(request.cookies.get(_DEVICE, ""), _DEVICE)
    except BadSignature:
        return False
    account = accounts.editors(setting().editors).get(name)
    return account is not None and device == {"name": name, "account": account.identity}


class _Verifying:
    """One thread that compares passwords, so that guessing starves nobody who is at work."""

    def __init__(self) -> None:
        self.waiting = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")

    async def account(self, file: Path, name: str, password: str) -> accounts.Account | None:
        loop = asyncio.get_running_loop()
        self.waiting += 1
        try:
            return await loop.run_in_executor(self._thread, accounts.verified, file, name, password)
        finally:
            self.waiting -= 1


_VERIFYING: Final = _Verifying()


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
    """Where a request comes from; of a proxy on this machine, what it says (uvicorn reads that).

    Of an address of IPv6 the first half: a household has all of the second.
    """
    client = str((request.scope.get("client") or ("",))[0])
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return client if address.version == IPV4 else str(ip_network(f"{client}/64", strict=False))


def reviewer(datasette: Datasette, request: Request) -> str:
    """The editor that the gate has let in: the name that decisions are kept under.

    Raises Problem where the account was taken away since: no decision is without a name.
    """
    name = editor(datasette, setting(), request)
    if name is None:
        raise Problem("you are signed out, and nothing was decided", do="sign in again")
    return name


ROUTES: Final = ((r"^/desk/sign-in$", sign_in), (r"^/desk/sign-out$", sign_out))

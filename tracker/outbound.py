"""The tracker's one door to the network: it asks for a page when a person says so.

One request at a time, under an honest name, to one host, with a limit for everything. Whatever goes
wrong is a Problem that says what to do by hand: nothing here is ever needed.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx

from db.errors import Problem

LARGEST: Final = 5_000_000  # bytes
MOST_REDIRECTS: Final = 3
WAIT_SECONDS: Final = 10.0  # for a connection, and for each piece of an answer
WHOLE_SECONDS: Final = 60.0  # for all pieces together: a slow drip is no answer
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
BY_HAND: Final = "save the page by hand and give the file"


def user_agent() -> str:
    """Who asks, with whoever runs this as the contact (DELAYWATCH_CONTACT), as the crawler does."""
    contact = os.environ.get("DELAYWATCH_CONTACT", "").strip() or "not configured"
    return f"delaywatch/0.1 (public-interest tracker of promised dates; contact: {contact})"


def fetch(address: str, *, do: str = BY_HAND) -> bytes:
    """What stands at an address, at most LARGEST bytes; follows redirects within its host.

    Over https only, but for this machine itself. Raises Problem on whatever goes wrong, with
    ``do`` as the advice.
    """
    url = _address(address, address, do)
    with _explained(address, do), _client(url) as client:
        for _ in range(1 + MOST_REDIRECTS):
            with client.stream("GET", url) as answer:
                if not answer.has_redirect_location:
                    return _content(answer, address, do)
                url = _redirected(url, answer, address, do)
    raise Problem(f"it redirects more than {MOST_REDIRECTS} times", where=address, do=do)


def _client(url: httpx.URL) -> httpx.Client:
    return httpx.Client(
        headers={"User-Agent": user_agent()},
        timeout=WAIT_SECONDS,
        follow_redirects=False,
        trust_env=url.host not in LOOPBACK,  # proxies lead outward
    )


def _address(text: str, where: str, do: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise Problem(f"this is no web address ({error})", where=where, do=do) from error
    secure = url.scheme == "https" or (url.scheme == "http" and url.host in LOOPBACK)
    if not secure or not url.host:
        raise Problem("only https addresses are asked", where=where, do=do)
    return url


def _redirected(url: httpx.URL, answer: httpx.Response, where: str, do: str) -> httpx.URL:
    target = _address(str(url.join(answer.headers["location"])), where, do)
    if (target.host, target.port) != (url.host, url.port):
        raise Problem(f"it redirects to another host ({target.host})", where=where, do=do)
    return target


def _content(answer: httpx.Response, where: str, do: str) -> bytes:
    if answer.status_code != httpx.codes.OK:
        said = f"{answer.status_code} {answer.reason_phrase}".strip()
        raise Problem(f"the server answered {said}", where=where, do=do)
    started, content = time.monotonic(), bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > LARGEST:
            raise Problem(f"it is larger than {LARGEST:,} bytes", where=where, do=do)
        if time.monotonic() - started > WHOLE_SECONDS:
            raise Problem(f"it did not end within {WHOLE_SECONDS:.0f} s", where=where, do=do)
    return bytes(content)


@contextmanager
def _explained(where: str, do: str) -> Iterator[None]:
    """Turn what the client says into a Problem."""
    try:
        yield
    except httpx.TimeoutException as error:
        what = f"no answer within {WAIT_SECONDS:.0f} s"
        raise Problem(what, where=where, do=do) from error
    except httpx.HTTPError as error:
        raise Problem(f"it cannot be reached ({error})", where=where, do=do) from error

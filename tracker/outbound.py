"""The tracker's one door to the network: it asks for a page when a person says so.

One request at a time, under an honest name, to one host, with a limit for everything. Whatever goes
wrong is a Problem that says what to do by hand: nothing here is ever needed.

`fetch` takes what stands at an address, `knock` only sees whether it opens, `ping` gives a sign of
life at an address that nobody else may learn, `post` hands something over there.
"""

import ipaddress
import logging
import os
import socket
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Literal

import httpx

from db.errors import Problem

LARGEST: Final = 5_000_000  # bytes
MOST_REDIRECTS: Final = 3
WAIT_SECONDS: Final = 10.0  # for a connection, and for each piece of an answer
WHOLE_SECONDS: Final = 60.0  # for all pieces together: a slow drip is no answer
PING_SECONDS: Final = 5.0  # for a connection, and for an answer: whoever pings has other work
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
BY_HAND: Final = "save the page by hand and give the file"
MOST_PLACES: Final = 3  # of a name with many IP addresses, that are tried
MOST_KNOCKED: Final = 500_000  # bytes that are read of an answer that only has to come
MOST_REPLIED: Final = 500  # bytes that are read of what is said to something handed over
BY_EYE: Final = "open it in a browser"
# Where clouds serve a machine its own secrets, beside the link-local address that most use.
_METADATA: Final = frozenset(
    ipaddress.ip_address(text) for text in ("168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
_LAST_PORT: Final = 65_535
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
# It would log each address it asks, and some of them are secrets.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def user_agent() -> str:
    """Who asks, with whoever runs this as the contact (DELAYWATCH_CONTACT), as the crawler does."""
    given = os.environ.get("DELAYWATCH_CONTACT", "")
    contact = "".join(filter(str.isprintable, given)).strip() or "not configured"  # one line
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


@dataclass(frozen=True)
class Answer:
    """What a server said: its status, where it sends to (None: nowhere), the first bytes of it."""

    status: int
    leads_to: str | None
    content: bytes


def knock(
    address: str, method: Literal["HEAD", "GET"] = "HEAD", *, loopback: bool = False
) -> Answer:
    """Ask once whether a public page opens; redirects are told and not followed.

    Nothing is asked of an address in a private network, nor of this machine unless ``loopback``.
    Raises Problem where there is no answer, or it must not be asked.
    """
    url, places = _public(address, loopback=loopback)
    with (
        _explained(address, BY_EYE),
        _client(url) as client,
        closing(_asked_at(places, client, method, url)) as answer,
    ):
        leads_to = (
            str(url.join(answer.headers["location"])) if answer.has_redirect_location else None
        )
        return Answer(answer.status_code, leads_to, _beginning(answer))


def ping(address: str) -> None:
    """Ask once for an address that is a secret, and be content with any answer of 2xx.

    Over https only, but for this machine itself. No redirect is followed: the address would be
    told on. Raises Problem on whatever goes wrong, in which the address does not stand.
    """
    if not _is_address(address):
        raise Problem("its value is no web address", do="give it as https://HOST/PATH")
    url = _address(address, "", "")
    with _explained("", "", PING_SECONDS), _client(url, PING_SECONDS) as client:
        with client.stream("GET", url) as answer:
            status = answer.status_code
        if not httpx.codes.is_success(status):
            raise Problem(f"the server answered {status}")


@dataclass(frozen=True)
class Reply:
    """What a server said to what was handed to it: status, Retry-After, the first bytes of it.

    ``beginning`` has at most MOST_REPLIED bytes, fewer or none where they did not come.
    """

    status: int
    retry_after: str
    beginning: bytes


class Unreached(Problem):
    """There was no connection: what was to be handed over certainly did not arrive."""


class Unanswered(Problem):
    """No whole answer came: what was handed over may have arrived."""


def post(address: str, body: Mapping[str, Any]) -> Reply:
    """Hand JSON over at an address that is a secret, which no error names; once, as `ping` asks.

    Raises Unreached, Unanswered, or Problem where it is no address of https or this machine.
    """
    if not _is_address(address):
        raise Problem("its value is no web address", do="give it as https://HOST/PATH")
    url = _address(address, "", "give it as https://HOST/PATH")
    with _client(url) as client:
        return _handed_over(client, _to_hand_over(client, url, body))


def _to_hand_over(client: httpx.Client, url: httpx.URL, body: Mapping[str, Any]) -> httpx.Request:
    """What will be sent. Raises Problem where it cannot be made: nothing was sent then."""
    plain = {"Accept-Encoding": "identity"}  # so that the first bytes can be read as they are
    try:
        return client.build_request("POST", url, json=body, headers=plain)
    except (ValueError, TypeError) as error:
        raise Problem(f"the message could not be made ({type(error).__name__})") from None


def _handed_over(client: httpx.Client, request: httpx.Request) -> Reply:
    try:
        with closing(client.send(request, stream=True)) as answer:
            rest = answer.headers.get("retry-after", "")
            return Reply(answer.status_code, rest, _first_words(answer))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise Unreached(f"it cannot be reached ({error or type(error).__name__})") from None
    except httpx.UnsupportedProtocol as error:
        raise Unreached(f"it cannot be asked ({type(error).__name__})") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Unanswered(f"no whole answer came ({type(error).__name__})") from None


def _first_words(answer: httpx.Response) -> bytes:
    """What comes first of an answer whose status is known already: that it breaks off is no fault.

    For no longer than WAIT_SECONDS and one more piece.
    """
    started, content = time.monotonic(), bytearray()
    with suppress(httpx.HTTPError):
        for piece in answer.iter_raw():
            content += piece
            if len(content) >= MOST_REPLIED or time.monotonic() - started > WAIT_SECONDS:
                break
    return bytes(content[:MOST_REPLIED])


def _is_address(text: str) -> bool:
    try:
        return bool(httpx.URL(text).host)
    except (httpx.InvalidURL, ValueError):  # ValueError: what an environment may hold and no text
        return False


def _beginning(answer: httpx.Response) -> bytes:
    """What comes first, at most MOST_KNOCKED bytes, and for no longer than WHOLE_SECONDS."""
    started, content = time.monotonic(), bytearray()
    for piece in answer.iter_bytes():
        content += piece
        if len(content) > MOST_KNOCKED or time.monotonic() - started > WHOLE_SECONDS:
            break
    return bytes(content[:MOST_KNOCKED])


def _asked_at(
    places: list[str], client: httpx.Client, method: str, url: httpx.URL
) -> httpx.Response:
    """The answer, its body unread, of the first place that takes a connection.

    A name that was looked up a second time could lead elsewhere than what was checked. So the
    connection goes to the IP address itself; TLS and the server are told the name all the same.
    """
    name = url.raw_host.decode("ascii")
    headers, named = {"Host": url.netloc.decode("ascii")}, {"sni_hostname": name}
    for place in places[:-1]:
        there = url.copy_with(host=place)
        with suppress(httpx.ConnectError, httpx.ConnectTimeout):
            asked = client.build_request(method, there, headers=headers, extensions=named)
            return client.send(asked, stream=True)
    there = url.copy_with(host=places[-1]) if places else url
    asked = client.build_request(method, there, headers=headers, extensions=named)
    return client.send(asked, stream=True)


def _public(address: str, *, loopback: bool) -> tuple[httpx.URL, list[str]]:
    """The address, if it may be asked, and the IP addresses at which it may be. Raises Problem."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Problem(f"this is no web address ({error})", where=address, do=BY_EYE) from error
    if url.scheme not in ("https", "http") or not url.host or url.userinfo:
        raise Problem("only public web addresses are asked", where=address, do=BY_EYE)
    if loopback and url.host in LOOPBACK:
        return url, []
    places = _addresses(url, address)
    for ip in places:
        if not is_public(ip):
            what = f"it lies in a private network ({ip}), and is not asked"
            raise Problem(what, where=address, do=BY_EYE)
    return url, places[:MOST_PLACES]


def _addresses(url: httpx.URL, address: str) -> list[str]:
    """The IP addresses of a host; none of a name that a proxy, and not we, will look up."""
    try:
        return [str(ipaddress.ip_address(url.host))]
    except ValueError:
        pass
    if urllib.request.getproxies() and url.host not in LOOPBACK:
        return []
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Problem(f"there is no such host ({error})", where=address, do=BY_EYE) from error
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open net: not private, not of this machine.

    What IPv6 only carries (RFC 4291, 3056, 6052) is judged as the IPv4 address that it is.

    >>> is_public("151.101.0.144"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        else:
            ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast and ip not in _METADATA


def _client(url: httpx.URL, seconds: float | None = None) -> httpx.Client:
    return httpx.Client(
        headers={b"User-Agent": user_agent().encode()},  # UTF-8, as the crawler does
        timeout=seconds or WAIT_SECONDS,
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
    if not _can_be_looked_up(url):
        raise Problem("there can be no such host or port", where=where, do=do)
    return url


def _can_be_looked_up(url: httpx.URL) -> bool:
    """Whether looking up a host is no ValueError, as of one with an empty or too long part."""
    try:
        url.raw_host.decode("ascii").encode("idna")
    except UnicodeError:
        return False
    return url.port is None or 0 < url.port <= _LAST_PORT


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
def _explained(where: str, do: str, seconds: float | None = None) -> Iterator[None]:
    """Turn what the client says into a Problem."""
    try:
        yield
    except httpx.TimeoutException as error:
        what = f"no answer within {seconds or WAIT_SECONDS:.0f} s"
        raise Problem(what, where=where, do=do) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Problem(f"it cannot be reached ({error})", where=where, do=do) from error

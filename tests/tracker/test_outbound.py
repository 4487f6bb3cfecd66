"""The one door to the network, tried on real HTTP of this machine."""

import gzip
import socket
import threading
import time
from contextlib import suppress

import pytest
from werkzeug import Response

from crawler import settings
from db.errors import Problem
from tracker import outbound
from tracker.outbound import fetch


def refused(address, match):
    """The Problem of a request that comes to nothing: it names the address and what to do."""
    with pytest.raises(Problem, match=match) as caught:
        fetch(address)
    assert caught.value.where == address
    assert caught.value.do == "save the page by hand and give the file"


def test_it_takes_what_is_there_under_its_own_name(httpserver):
    httpserver.expect_request("/days.json").respond_with_data(b'{"days": []}')
    assert fetch(httpserver.url_for("/days.json")) == b'{"days": []}'
    [(request, _)] = httpserver.log
    assert (request.method, request.headers["User-Agent"]) == ("GET", outbound.user_agent())
    assert "cookie" not in {name.lower() for name in request.headers.keys()}  # noqa: SIM118


def test_it_bears_the_name_that_the_crawler_bears(monkeypatch):
    monkeypatch.setenv("DELAYWATCH_CONTACT", settings.CONTACT)
    assert outbound.user_agent() == settings.USER_AGENT
    monkeypatch.setenv("DELAYWATCH_CONTACT", " desk@newsroom.example ")
    assert "contact: desk@newsroom.example)" in outbound.user_agent()
    monkeypatch.delenv("DELAYWATCH_CONTACT")
    assert "contact: not configured)" in outbound.user_agent()


def test_compressed_answers_are_read(httpserver):
    packed = Response(gzip.compress(b"plain"), headers={"Content-Encoding": "gzip"})
    httpserver.expect_request("/").respond_with_response(packed)
    assert fetch(httpserver.url_for("/")) == b"plain"


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_refusal_is_told_and_not_asked_again(httpserver, status):
    httpserver.expect_request("/").respond_with_data("no", status=status)
    refused(httpserver.url_for("/"), f"the server answered {status}")
    assert len(httpserver.log) == 1


def test_redirects_within_the_host_are_followed(httpserver):
    for number in range(3):
        httpserver.expect_request(f"/{number}").respond_with_data(
            status=301, headers={"Location": f"/{number + 1}"}
        )
    httpserver.expect_request("/3").respond_with_data("there")
    assert fetch(httpserver.url_for("/0")) == b"there"


ELSEWHERE = [
    ("http://other.example/", "only https addresses are asked"),
    ("https://other.example/", r"it redirects to another host \(other.example\)"),
    ("file:///etc/hostname", "only https addresses are asked"),
    ("http://localhost:1/", r"it redirects to another host \(localhost\)"),
    ("/", "it redirects more than 3 times"),
]


@pytest.mark.parametrize(("target", "match"), ELSEWHERE)
def test_redirects_that_are_not_followed(httpserver, target, match):
    httpserver.expect_request("/").respond_with_data(status=302, headers={"Location": target})
    refused(httpserver.url_for("/"), match)
    assert len(httpserver.log) == (4 if target == "/" else 1)


@pytest.mark.parametrize(
    "address",
    ["http://gov.example/", "ftp://gov.example/", "gov.example", "", "https://", "https://a\nb/",
     "file:///etc/hostname", "http://127.0.0.1.gov.example/"],
)  # fmt: skip
def test_only_secure_addresses_are_asked(address):
    refused(address, "only https addresses are asked|this is no web address")


def test_what_is_too_large_is_not_taken(httpserver, monkeypatch):
    monkeypatch.setattr(outbound, "LARGEST", 1000)
    httpserver.expect_request("/just").respond_with_data(b"x" * 1000)
    httpserver.expect_request("/more").respond_with_data(b"x" * 1001)
    packed = Response(gzip.compress(b"x" * 100_000), headers={"Content-Encoding": "gzip"})
    httpserver.expect_request("/packed").respond_with_response(packed)
    assert len(fetch(httpserver.url_for("/just"))) == 1000
    for path in ("/more", "/packed"):
        refused(httpserver.url_for(path), "it is larger than 1,000 bytes")


@pytest.fixture
def served():
    """A function that serves pieces of bytes to whoever connects, a piece each 0.05 s."""
    over, listener = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def serve(*pieces, hang_up=False):
        def answer():
            connection, _ = listener.accept()
            with connection, suppress(OSError):  # it may have heard enough
                for piece in pieces:
                    connection.sendall(piece)
                    over.wait(0.05)
                hang_up or over.wait(5)

        threading.Thread(target=answer, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    over.set()
    listener.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
BROKEN = [
    ("silence", (), False, "no answer within 0 s"),
    ("half an answer, then silence", (HEAD, b"half"), False, "no answer within 0 s"),
    ("drops without end", (HEAD, *[b"."] * 50), False, "it did not end within 0 s"),
    ("half an answer", (HEAD, b"half"), True, "it cannot be reached"),
    ("no HTTP", (b"SSH-2.0-OpenSSH\r\n",), True, "it cannot be reached"),
    ("nothing", (), True, "it cannot be reached"),
    ("bytes that do not unpack",
     (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nfog!",), True,
     "it cannot be reached"),
    ("an endless head", (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000,), True, "cannot be reached"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "pieces", "hang_up", "match"), BROKEN, ids=lambda v: str(v)[:30])
def test_answers_that_are_none(served, monkeypatch, _case, pieces, hang_up, match):
    monkeypatch.setattr(outbound, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.4)
    started = time.monotonic()
    refused(served(*pieces, hang_up=hang_up), match)
    assert time.monotonic() - started < 2


def test_where_nobody_listens():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refused(f"http://127.0.0.1:{port}/", "it cannot be reached")

"""Digests to a webhook: what Slack takes, and what becomes of every answer."""

import json
import socket
import threading
from contextlib import suppress

import pytest
from werkzeug import Response

from tracker.digests.items import Digest, Item, Section
from tracker.digests.webhook import LONGEST_BLOCK, LONGEST_MESSAGE, MOST_BLOCKS, message

BASE = "https://delays.example"
DESK = {"name": "desk", "webhook": "DESK_WEBHOOK", "since": 1}
SECRET = "/services/T0/B0/verysecretindeed"


@pytest.fixture
def hook(httpserver):
    """The address of a webhook that takes everything."""
    httpserver.expect_request(SECRET, method="POST").respond_with_data("ok")
    return httpserver.url_for(SECRET)


def sent_to(httpserver):
    return [json.loads(request.data) for request, _ in httpserver.log]


def test_a_message_with_its_text_and_its_blocks(sender, hook, httpserver):
    sent = sender.readers(DESK, DESK_WEBHOOK=hook).send()
    assert (sent.line(), sent.faults) == ("1 sent", [])
    [said] = sent_to(httpserver)
    assert "*Corrections*" in said["text"]
    assert "• <https://delays.example/commitments/lighthouse-plan|Lighthouse Plan>" in said["text"]
    assert " Marks: partly not checked." in said["text"]
    assert {block["type"] for block in said["blocks"]} == {"section"}
    assert "Lighthouse Plan" in "".join(block["text"]["text"] for block in said["blocks"])
    assert sender.send().line() == "0 sent, 1 had nothing new"
    assert len(httpserver.log) == 1


ANSWERS = [  # the answer, how often it is tried, what is said of it
    ({"status": 400, "response_data": "invalid_payload"}, 1, "the server answered 400"),
    ({"status": 403}, 1, "the server answered 403"),
    ({"status": 404}, 1, "the server answered 404"),
    ({"status": 410}, 1, "the server answered 410"),
    ({"status": 302, "headers": {"Location": "/elsewhere"}}, 1, "the server answered 302"),
    ({"status": 408}, 3, "the server answered 408"),
    ({"status": 500}, 3, "the server answered 500"),
    ({"status": 503}, 3, "the server answered 503"),
    ({"response_data": "<p>Hello", "content_type": "text/html"}, 1, "a web page answered"),
]


@pytest.mark.parametrize(("answer", "tries", "words"), ANSWERS, ids=lambda value: str(value)[:30])
def test_what_was_refused_is_tried_again(sender, httpserver, answer, tries, words):
    httpserver.expect_request(SECRET).respond_with_data(**answer)
    sent = sender.readers(DESK, DESK_WEBHOOK=httpserver.url_for(SECRET)).send()
    assert (sent.line(), len(httpserver.log)) == ("0 sent, 1 failed", tries)
    assert words in sent.faults[0]
    assert sender.waited == [2.0, 8.0][: tries - 1]
    assert sender.states() == [("desk", "", 1, 3, "failed")] * tries
    httpserver.clear()
    httpserver.expect_request(SECRET).respond_with_data("ok")
    assert sender.send().line() == "1 sent"


RESTS = [  # Retry-After, and what is waited for
    ("7", [7.0]), ("1", [2.0]), ("60", [60.0]), ("61", []), ("999999999999", []),
    ("Fri, 05 Jun 2026 07:00:30 GMT", [30.0]), ("Fri, 05 Jun 2026 06:00:00 GMT", [2.0]),
    ("Fri, 05 Jun 2026 09:00:00 GMT", []), ("soon", [2.0]), ("-5", [2.0]), ("", [2.0]),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "waited"), RESTS)
def test_who_asks_for_rest_gets_it(sender, httpserver, rest, waited):
    answers = iter([Response(status=429, headers={"Retry-After": rest}), Response("ok")])
    httpserver.expect_request(SECRET).respond_with_handler(lambda _: next(answers))
    sent = sender.readers(DESK, DESK_WEBHOOK=httpserver.url_for(SECRET)).send()
    assert (sent.sent, sender.waited) == (len(waited), waited)


@pytest.fixture
def rude():
    """A function that opens a server which hears a request, says something and hangs up."""
    listeners = []

    def open_one(said):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve():
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        heard = b""
                        while b'"unfurl_media"' not in heard and b"}" not in heard[-1:]:
                            heard += connection.recv(65536)
                        connection.sendall(said)

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}{SECRET}"

    yield open_one
    for listener in listeners:
        listener.close()


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 20", b"SSH-2.0-x\r\n", b"HTTP/1.1 504 Late\r\n\r\n"]
)
def test_what_may_have_arrived_is_not_sent_again_by_itself(sender, rude, said, hook, httpserver):
    sent = sender.readers(DESK, DESK_WEBHOOK=rude(said)).send()
    assert sent.line() == "0 sent, 1 may not have arrived"
    assert sent.faults[0].endswith("if not: delaywatch digest --again desk")
    assert sender.readers(DESK, DESK_WEBHOOK=hook).send().line() == "0 sent, 1 had nothing new"
    assert httpserver.log == []
    assert sender.again("desk").line() == "1 sent"
    assert len(httpserver.log) == 1


ADDRESSES = [
    ("", "the variable DESK_WEBHOOK is not set"), ("hooks.example/x", "is no web address"),
    ("http://hooks.example/verysecretindeed", "only https addresses"),
    ("https://hooks.example:verysecretindeed/", "is no web address"),
    ("https://\nverysecretindeed", "is no web address"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "words"), ADDRESSES)
def test_addresses_that_are_none(sender, address, words):
    sent = sender.readers(DESK, DESK_WEBHOOK=address).send()
    assert (sent.failed, sender.waited) == (1, [])
    assert words in sent.faults[0]
    assert "verysecretindeed" not in sent.faults[0]


# ------------------------------------------------------------------------------------ the message


def a_digest(*items, more=0, note=""):
    return Digest(1, 2, "2026-06-02", (Section("Delivered", note, items, more),))


def texts(said):
    return [block["text"]["text"] for block in said["blocks"]]


def test_others_words_steer_nothing():
    words = "<!channel> & <http://bad.example|x> @here @channel [a](javascript:b)\n*Corrections*"
    said = message(a_digest(Item("A|B <b>", words, "/commitments/a")), BASE)
    for text in (said["text"], "\n".join(texts(said))):
        assert "<!" not in text
        assert "<http://bad" not in text
        assert "@here" not in text
        assert "@channel" not in text
        assert "](javascript" not in text
        assert "|A¦B &lt;b&gt;>" in text
        assert "\n*Corrections*" not in text


LONG = [
    ("many", [Item(f"Plan {n}", "Delivered.", f"/commitments/{n}") for n in range(200)]),
    ("long", [Item("T" * 4000, "w" * 4000, "/commitments/a")] * 40),
    ("all signs", [Item("&" * 4000, "<" * 4000, "/commitments/a")] * 40),
]


@pytest.mark.parametrize(("_case", "items"), LONG, ids=[case for case, _ in LONG])
def test_what_is_too_long_is_cut_between_items_and_that_is_said(_case, items):
    said = message(a_digest(*items, more=7), BASE)
    blocks = texts(said)
    assert len(blocks) <= MOST_BLOCKS
    assert all(0 < len(text) <= LONGEST_BLOCK for text in blocks)
    assert len(said["text"]) <= LONGEST_MESSAGE
    shown = said["text"].count("\n• ")
    assert shown >= 5
    assert f"And {len(items) - shown + 7:,} more: see <{BASE}/|the pages>" in said["text"]
    assert "CC BY 4.0" in said["text"]
    assert "\n".join(blocks).replace("\n\n", "\n") == said["text"].replace("\n\n", "\n")
    for line in said["text"].splitlines():
        assert line.count("<") == line.count(">")

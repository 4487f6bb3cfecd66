"""Digests to a webhook: what Slack takes, and what becomes of every answer."""

import json
import os
import socket
import threading
from contextlib import suppress

import pytest
from werkzeug import Response

from tracker.digests import channels, webhook
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
    ({"status": 501}, 1, "the server answered 501"),
    ({"status": 503}, 3, "the server answered 503"),
    ({"status": 503, "headers": {"Retry-After": "4000"}}, 1, "asked for 4,000 s of rest"),
    ({"response_data": "<p>Hello", "content_type": "text/html"}, 1, "a web page answered"),
    ({"response_data": "\ufeff \n<!doctype html>" + "x" * 9999}, 1, "a web page answered"),
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


TAKEN = [  # what servers say to what they took
    {"response_data": "ok", "content_type": "text/html"},  # so does Slack
    {"response_data": "ok", "content_type": "text/html; charset=utf-8"},
    {"response_data": "", "content_type": "text/html"},
    {"response_data": '{"ok": true, "said": "<p>"}', "content_type": "application/json"},
    {"response_data": "x" * 9999, "content_type": "text/plain"},
    {"status": 204},
]


@pytest.mark.parametrize("answer", TAKEN, ids=str)
def test_what_was_taken_is_sent_whatever_type_the_answer_is_said_to_be(sender, httpserver, answer):
    httpserver.expect_request(SECRET).respond_with_data(**answer)
    sent = sender.readers(DESK, DESK_WEBHOOK=httpserver.url_for(SECRET)).send()
    assert (sent.line(), sent.faults) == ("1 sent", [])
    assert sender.send().line() == "0 sent, 1 had nothing new"
    assert len(httpserver.log) == 1


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


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
UNREADABLE = [
    HEAD + b"Content-Length: 9\r\n\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n<<\r\n",
    HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok",
]  # fmt: skip


@pytest.mark.parametrize("said", UNREADABLE)
def test_what_was_taken_is_sent_though_the_rest_of_the_answer_cannot_be_read(sender, rude, said):
    sent = sender.readers(DESK, DESK_WEBHOOK=rude(said)).send()
    assert (sent.line(), sent.faults) == ("1 sent", [])


DOUBTFUL = [f"HTTP/1.1 {status} So\r\n\r\n".encode() for status in (500, 502, 504, 520, 524)]


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 20", b"SSH-2.0-x\r\n", *DOUBTFUL])
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


HOSTS = ["https://hooks..example/x", f"https://{'a' * 64}.example/x", "https://h.example:99999/x"]


@pytest.mark.parametrize("address", HOSTS)
def test_what_cannot_even_be_looked_up_failed_and_the_next_is_told(
    sender, hook, httpserver, address
):
    other = DESK | {"name": "other", "webhook": "OTHER_WEBHOOK"}
    sent = sender.readers(DESK, other, DESK_WEBHOOK=address, OTHER_WEBHOOK=hook).send()
    assert sent.line() == "1 sent, 1 failed"
    assert "DESK_WEBHOOK: there can be no such host or port - give it as" in sent.faults[0]
    assert address not in sent.faults[0]
    assert sender.states()[0] == ("desk", "", 1, 3, "failed")
    assert len(httpserver.log) == 1
    assert sender.readers(DESK, DESK_WEBHOOK=hook).send().line() == "1 sent"  # nothing is lost


@pytest.mark.parametrize("contact", ["Zoë", "日本 desk", "two\nlines\x00", "\t"])
def test_a_contact_in_any_letters_keeps_nobody_from_being_told(
    sender, hook, httpserver, monkeypatch, contact
):
    monkeypatch.setattr("os.environ", {**os.environ, "DELAYWATCH_CONTACT": contact})
    assert sender.readers(DESK, DESK_WEBHOOK=hook).send().line() == "1 sent"
    [(request, _)] = httpserver.log
    letters = "".join(sign for sign in contact.strip() if sign.isprintable()) or "not configured"
    said = request.headers["User-Agent"].encode("latin-1").decode()
    assert said.endswith(f"contact: {letters})")


def test_what_nobody_foresaw_is_in_doubt_and_the_next_is_told(
    sender, hook, httpserver, monkeypatch
):
    """It may have been sent; what it says of itself may be a secret."""
    other = DESK | {"name": "other", "webhook": "OTHER_WEBHOOK"}
    whole = webhook.post

    def post(address, body):
        if address != hook:
            raise RuntimeError(address)
        return whole(address, body)

    monkeypatch.setattr(webhook, "post", post)
    address = "https://hooks.example/T0/unforeseen"
    sent = sender.readers(DESK, other, DESK_WEBHOOK=address, OTHER_WEBHOOK=hook).send()
    assert sent.line() == "1 sent, 1 may not have arrived"
    assert "a fault in delaywatch (RuntimeError in test_webhook.py, line " in sent.faults[0]
    assert address not in "".join(sent.faults)
    assert [state for *_, state in sender.states()] == ["unknown", "sent"]


@pytest.mark.parametrize("step", ["make", "message_id"])
def test_what_nobody_foresaw_before_anything_was_sent_failed(
    sender, hook, httpserver, monkeypatch, step
):
    def broken(channel, _):
        if channel.variable == "DESK_WEBHOOK":
            raise RuntimeError(SECRET)
        return whole(channel, _)

    whole = getattr(webhook.ToWebhook, step)
    monkeypatch.setattr(webhook.ToWebhook, step, broken)
    other = DESK | {"name": "other", "webhook": "OTHER_WEBHOOK"}
    sent = sender.readers(DESK, other, DESK_WEBHOOK=hook, OTHER_WEBHOOK=hook).send()
    assert sent.line() == "1 sent, 1 failed"
    assert SECRET not in sent.faults[0]
    monkeypatch.undo()
    assert sender.send(only="desk").line() == "1 sent"


def test_a_fault_in_the_ways_to_one_reader_is_theirs_alone(sender, hook, monkeypatch):
    def broken(variable, environ, base):
        if variable == "DESK_WEBHOOK":
            raise RuntimeError(SECRET)
        return webhook.ToWebhook(variable, environ[variable], base)

    monkeypatch.setattr(channels, "_to_webhook", broken)
    other = DESK | {"name": "other", "webhook": "OTHER_WEBHOOK"}
    sent = sender.readers(DESK, other, DESK_WEBHOOK=hook, OTHER_WEBHOOK=hook).send()
    assert sent.line() == "1 sent, 1 failed"
    assert sent.faults[0].startswith("desk: a fault in delaywatch (RuntimeError")

"""Digests by mail: what goes over the wire, and what becomes of every fault of a server."""

import re
import socket
from email.utils import parsedate_to_datetime

import pytest

from db.deliveries import Delivery
from db.errors import Problem
from tests.tracker.digests.conftest import AT, URL
from tests.tracker.digests.mailserver import HANG_UP, SILENCE
from tracker.digests import smtp
from tracker.digests.mail import ByMail
from tracker.digests.smtp import server_of

ADA, BOB = "ada@newsroom.example", "bob@newsroom.example"
PRESS = {"name": "press", "mail": [ADA], "since": 1}


def test_one_message_as_text_and_as_html(sender, mail):
    sent = sender.readers(PRESS, **mail.environ()).send()
    assert (sent.line(), sent.faults) == ("1 sent", [])
    [taken] = mail.taken
    assert (taken.sender, taken.recipients) == ("watch@newsroom.example", [ADA])
    message = taken.message
    assert message["Subject"] == "delaywatch: what is new in release 3"
    assert message["From"] == "Delay Watch <watch@newsroom.example>"
    assert message["To"] == ADA
    assert parsedate_to_datetime(message["Date"]).strftime("%Y-%m-%dT%H:%M:%SZ") == AT
    assert re.fullmatch(r"<[0-9a-f]{32}@newsroom\.example>", message["Message-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    text, page = message.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    for part in (text, page):
        content = part.get_content()
        assert "Lighthouse Plan" in content
        assert "“" in content  # which is no letter of ASCII
        assert "https://delays.example/commitments/lighthouse-plan" in content
    assert "\\" not in text.get_content()  # Markdown's
    for line in taken.raw.split(b"\r\n"):
        assert len(line) <= 998  # RFC 5322, section 2.1.1
        assert line.isascii()


def test_a_message_is_of_seven_bits(mail):
    """Not every server takes eight; short lines with a letter beyond ASCII are the trap."""
    way = ByMail(server_of(mail.environ()), ADA, "https://delays.example")
    delivery = Delivery("press", ADA, "mail", 1, 2, "", "<1@newsroom.example>")
    way.hand_over(("Größe", "Größe\n", "<p>Größe</p>"), delivery, AT)
    [taken] = mail.taken
    assert taken.raw.isascii()
    assert taken.message["Subject"] == "Größe"
    assert taken.message.get_body(("plain",)).get_content().strip() == "Größe"


def test_nobody_is_told_twice(sender, mail):
    sender.readers(PRESS, **mail.environ()).send()
    assert sender.send().line() == "0 sent, 1 had nothing new"
    assert len(mail.taken) == 1


def test_each_address_has_its_own_message(sender, mail):
    sender.readers(PRESS | {"mail": [ADA, BOB]}, **mail.environ()).send()
    assert [taken.recipients for taken in mail.taken] == [[ADA], [BOB]]
    assert BOB.encode() not in mail.taken[0].raw
    assert len({taken.message["Message-ID"] for taken in mail.taken}) == 2


def test_of_two_addresses_only_the_refused_one_is_tried_again(sender, mail):
    mail.faults[f"RCPT {BOB}"] = ["550 5.1.1 nobody of that name"]
    sender.readers(PRESS | {"mail": [ADA, BOB]}, **mail.environ())
    sent = sender.send()
    assert sent.line() == "1 sent, 1 failed"
    said = "the mail server said 550 5.1.1 nobody of that name"
    assert sent.faults == [f"press ({BOB}): {said}; the next run tries again"]
    assert sender.send().line() == "1 sent, 1 had nothing new"
    assert [taken.recipients for taken in mail.taken] == [[ADA], [BOB]]


def test_an_address_that_is_new_goes_on_where_the_reader_is(sender, mail):
    sender.readers(PRESS, **mail.environ()).send()
    sender.readers(PRESS | {"mail": [ADA, BOB]}).send()
    assert [taken.recipients for taken in mail.taken] == [[ADA]]


CERTAIN = [  # what goes wrong, how often it is tried, what is said of it
    ({"greeting": "421 too busy"}, 3, "the mail server said 421 too busy"),
    ({"greeting": "554 not you"}, 1, "the mail server said 554 not you"),
    ({"greeting": HANG_UP}, 3, "cannot be reached, or hung up"),
    ({"greeting": "SSH-2.0"}, 3, ""),
    ({"MAIL": "451 later"}, 3, "the mail server said 451 later"),
    ({"MAIL": "550 not you"}, 1, "the mail server said 550 not you"),
    ({"RCPT": "450 mailbox busy"}, 3, "the mail server said 450 mailbox busy"),
    ({"RCPT": HANG_UP}, 3, "cannot be reached, or hung up"),
    ({"DATA": "421 closing"}, 3, "the mail server said 421 closing"),
    ({"DATA": HANG_UP}, 3, "cannot be reached, or hung up"),
    ({"end": "451 try later"}, 3, "the mail server said 451 try later"),
    ({"end": "554 looks like spam"}, 1, "the mail server said 554 looks like spam"),
]


@pytest.mark.parametrize(("faults", "tries", "words"), CERTAIN, ids=lambda value: str(value)[:40])
def test_what_surely_did_not_arrive_is_tried_again(sender, mail, faults, tries, words):
    mail.faults |= faults
    sent = sender.readers(PRESS, **mail.environ()).send()
    assert (sent.sent, sent.failed, mail.taken) == (0, 1, [])
    assert words in sent.faults[0]
    assert sender.waited == [2.0, 8.0][: tries - 1]
    assert sender.states() == [("press", ADA, 1, 3, "failed")] * tries
    mail.faults.clear()
    assert sender.send().line() == "1 sent"
    assert len(mail.taken) == 1


def test_a_fault_that_passes_is_not_told(sender, mail):
    mail.faults["RCPT"] = ["450 busy", "450 busy"]
    sent = sender.readers(PRESS, **mail.environ()).send()
    assert (sent.line(), sent.faults, sender.waited) == ("1 sent", [], [2.0, 8.0])
    ids = sender.releases.desk.rows("select distinct message_id from deliveries")
    assert [row["message_id"] for row in ids] == [mail.taken[0].message["Message-ID"]]


def test_nobody_answers_at_all(sender, mail):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # it is held and never listens: nobody else can have it
        port = str(silent.getsockname()[1])
        sent = sender.readers(PRESS, **mail.environ(DELAYWATCH_SMTP_PORT=port)).send()
    assert "cannot be reached, or hung up (Connection refused)" in sent.faults[0]
    assert len(sender.states()) == 3


DOUBTFUL = [{"end": HANG_UP}, {"end": SILENCE}, {"end": "well, well"}]


@pytest.mark.parametrize("faults", DOUBTFUL, ids=str)
def test_what_may_have_arrived_is_not_sent_again_by_itself(sender, mail, faults, monkeypatch):
    monkeypatch.setattr(smtp, "WAIT_FOR_THE_END", 0.3)
    mail.faults |= faults
    sent = sender.readers(PRESS, **mail.environ()).send()
    assert sent.line() == "0 sent, 1 may not have arrived"
    assert f"press ({ADA}): what is new up to release 3 may not have arrived" in sent.faults[0]
    assert sent.faults[0].endswith("if not: delaywatch digest --again press")
    mail.faults.clear()
    again = sender.send()
    assert (again.line(), again.faults) == ("0 sent, 1 had nothing new", [])
    taken = len(mail.taken)
    assert sender.again("press").line() == "1 sent"
    assert len(mail.taken) == taken + 1
    ids = sender.releases.desk.rows("select distinct message_id from deliveries")
    assert [row["message_id"] for row in ids] == [mail.taken[-1].message["Message-ID"]]
    assert sender.again("press").line() == "0 sent"


def test_a_server_that_is_slow_does_not_hold_up_for_ever(sender, mail, monkeypatch):
    monkeypatch.setattr(smtp, "WAIT_SECONDS", 0.2)
    mail.faults["MAIL"] = [SILENCE]
    assert sender.readers(PRESS, **mail.environ()).send().line() == "1 sent"
    assert [state for *_, state in sender.states()] == ["failed", "sent"]


# ----------------------------------------------------------------------------- TLS and logging in

LOGIN = {"DELAYWATCH_SMTP_USER": "watch", "DELAYWATCH_SMTP_PASSWORD": "correct horse"}


@pytest.mark.parametrize("implicit", [False, True])
def test_user_and_password_go_over_tls(sender, mail_server, trusted, implicit):
    mail = mail_server(trusted, implicit=implicit)
    how = {"DELAYWATCH_SMTP_TLS": "tls" if implicit else "starttls"}
    assert sender.readers(PRESS, **mail.environ(**how, **LOGIN)).send().line() == "1 sent"
    [taken] = mail.taken
    assert (taken.tls, taken.login) == (True, ("watch", "correct horse"))


def test_a_server_that_cannot_be_trusted_gets_nothing(sender, mail_server, certificate):
    mail = mail_server(certificate[0])
    how = {"DELAYWATCH_SMTP_TLS": "starttls"}
    sent = sender.readers(PRESS, **mail.environ(**how, **LOGIN)).send()
    assert "the certificate of the mail server is not to be trusted" in sent.faults[0]
    assert not any(line.startswith(("AUTH", "MAIL")) for line in mail.heard)
    assert len(sender.states()) == 1


def test_a_server_without_starttls_gets_nothing(sender, mail_server):
    mail = mail_server(offers=("AUTH PLAIN",))
    how = {"DELAYWATCH_SMTP_TLS": "starttls"}
    sent = sender.readers(PRESS, **mail.environ(**how, **LOGIN)).send()
    assert "offers no STARTTLS" in sent.faults[0]
    assert not any(line.startswith(("AUTH", "MAIL")) for line in mail.heard)


def test_a_wrong_password_is_said_without_it(sender, mail_server, trusted):
    mail = mail_server(trusted, faults={"AUTH": "535 AHdhdGNoAGNvcnJlY3QgaG9yc2U= is wrong"})
    how = {"DELAYWATCH_SMTP_TLS": "starttls"}
    sent = sender.readers(PRESS, **mail.environ(**how, **LOGIN)).send()
    assert "refused user and password (535)" in sent.faults[0]
    assert "AHdhdGNo" not in sent.faults[0]


SERVER = {"DELAYWATCH_SMTP_HOST": "mail.newsroom.example", "DELAYWATCH_SMTP_FROM": "w@x.example"}
SETTINGS = [
    (
        {"DELAYWATCH_SMTP_HOST": ""},
        "SMTP_HOST is not set - name the mail server there; by hand on a server: WITH_SECRETS=yes",
    ),
    ({"DELAYWATCH_SMTP_FROM": ""}, "DELAYWATCH_SMTP_FROM is no address of mail"),
    ({"DELAYWATCH_SMTP_FROM": "a@x.example\nBcc: b@x.example"}, "is no address of mail"),
    ({"DELAYWATCH_SMTP_TLS": "off"}, "mail goes in the clear to this machine only"),
    ({"DELAYWATCH_SMTP_TLS": "ssl"}, "is none of starttls, tls, off"),
    ({"DELAYWATCH_SMTP_PORT": "0"}, "is no number of a port"),
    ({"DELAYWATCH_SMTP_PORT": "70000"}, "is no number of a port"),
    ({"DELAYWATCH_SMTP_USER": "watch"}, "go together"),
    ({"DELAYWATCH_SMTP_HOST": "127.0.0.1"} | LOGIN, "never sent without TLS"),
]


@pytest.mark.parametrize(("environ", "words"), SETTINGS, ids=lambda value: str(value)[:50])
def test_settings_that_are_missing_or_wrong(environ, words):
    with pytest.raises(Problem, match=re.escape(words)) as caught:
        server_of(SERVER | environ)
    assert "correct horse" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "tls", "port"),
    [({}, "starttls", 587), ({"DELAYWATCH_SMTP_TLS": "TLS"}, "tls", 465),
     ({"DELAYWATCH_SMTP_HOST": "localhost"}, "off", 25)],
)  # fmt: skip
def test_settings_that_are_left_out(environ, tls, port):
    server = server_of(SERVER | environ)
    assert (server.tls, server.port) == (tls, port)


def test_without_a_public_address_nothing_is_sent(sender, mail):
    sender.readers(PRESS, **mail.environ()).environ.pop(*URL)
    sent = sender.send()
    assert "needs the public address of the pages" in sent.faults[0]
    assert "set DELAYWATCH_URL" in sent.faults[0]
    assert (mail.heard, sender.states()) == ([], [])


def test_a_line_of_one_dot_does_not_end_a_message(mail):
    server = server_of(mail.environ())
    smtp.hand_over(server, ADA, b"Subject: x\r\n\r\n.\r\n.. two\r\nend\r\n")
    assert mail.taken[0].raw == b"Subject: x\r\n\r\n.\r\n.. two\r\nend\r\n"


def test_what_nobody_foresaw_at_one_address_keeps_no_other_from_being_told(
    sender, mail, monkeypatch
):
    whole = ByMail.make

    def make(way, digest):
        if way.address == ADA:
            raise RuntimeError("said by nobody")
        return whole(way, digest)

    monkeypatch.setattr(ByMail, "make", make)
    sent = sender.readers(PRESS | {"mail": [ADA, BOB]}, **mail.environ()).send()
    assert sent.line() == "1 sent, 1 failed"
    assert sent.faults[0].startswith(f"press ({ADA}): a fault in delaywatch (RuntimeError in ")
    assert [taken.recipients for taken in mail.taken] == [[BOB]]

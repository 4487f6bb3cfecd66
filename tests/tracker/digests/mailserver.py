"""A small mail server on loopback: real SMTP, and as faulty as a test wants it to be."""

import socket
import ssl
import threading
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from itertools import count

HANG_UP, SILENCE = "hang up", "silence"


@dataclass
class Mail:
    """What was taken: from whom, to whom, over TLS or not, and who had logged in."""

    sender: str
    recipients: list
    raw: bytes
    tls: bool
    login: tuple | None

    @property
    def message(self):
        return message_from_bytes(self.raw, policy=default)


@dataclass
class MailServer:
    """Takes mail until it is closed.

    ``faults``: what it says instead, by the stage ("greeting", "EHLO", "MAIL", "RCPT",
    "RCPT ada@x.example", "DATA", "end", "AUTH") or does (HANG_UP, SILENCE); a list is for one try
    after the other, and then all is well.
    """

    context: ssl.SSLContext | None = None
    implicit: bool = False
    faults: dict = field(default_factory=dict)
    offers: tuple = ("STARTTLS", "AUTH PLAIN")
    taken: list = field(default_factory=list)
    heard: list = field(default_factory=list)

    def __post_init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        self.over.set()
        self.listener.close()

    def environ(self, **more):
        """The settings that lead here."""
        return {
            "DELAYWATCH_SMTP_HOST": "127.0.0.1",
            "DELAYWATCH_SMTP_PORT": str(self.port),
            "DELAYWATCH_SMTP_FROM": "Delay Watch <watch@newsroom.example>",
        } | more

    def to(self, address):
        """What was taken for an address."""
        return [mail for mail in self.taken if mail.recipients == [address]]

    def _listen(self):
        for number in count():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(
                target=self._serve, args=(connection,), name=f"mail {number}", daemon=True
            ).start()

    def _serve(self, connection):
        with suppress(OSError, EOFError, ssl.SSLError, ValueError):
            if self.implicit:
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                _Session(self, connection, tls=self.implicit).run()

    def fault(self, *stages):
        """What is to go wrong at a stage, if anything."""
        for stage in stages:
            said = self.faults.get(stage)
            if isinstance(said, list):
                said = said.pop(0) if said else None
            if said:
                return said
        return None


class _Session:
    def __init__(self, server, connection, *, tls):
        self.server, self.tls, self.login = server, tls, None
        self._take(connection)
        self.sender, self.recipients = None, []

    def _take(self, connection):
        self.connection, self.stream = connection, connection.makefile("rb")

    def run(self):
        self.say("220 mail.example ESMTP", "greeting")
        while True:
            line = self.stream.readline()
            if not line:
                return
            text = line.decode().strip()
            self.server.heard.append(text)
            verb, _, rest = text.partition(" ")
            if not getattr(self, verb.lower(), self.other)(rest):
                return

    def say(self, usual, *stages):
        said = self.server.fault(*stages) or usual
        if said == SILENCE:
            self.server.over.wait(10)
        if said in (HANG_UP, SILENCE):
            raise EOFError
        self.connection.sendall(said.encode() + b"\r\n")
        return said[0] in "23"

    def ehlo(self, _):
        offers = [one for one in self.server.offers if not (one == "STARTTLS" and self.tls)]
        lines = ["mail.example", *offers]
        marked = [f"250-{line}" for line in lines[:-1]] + [f"250 {lines[-1]}"]
        self.say("\r\n".join(marked), "EHLO")
        return True

    def starttls(self, _):
        if self.say("220 go on", "STARTTLS"):
            self._take(self.server.context.wrap_socket(self.connection, server_side=True))
            self.tls = True
        return True

    def auth(self, rest):
        _, user, password = b64decode(rest.split()[1]).decode().split("\0")
        if self.say("235 welcome", "AUTH"):
            self.login = (user, password)
        return True

    def mail(self, rest):
        self.sender, self.recipients = rest.split("<")[1].split(">")[0], []
        self.say("250 ok", "MAIL")
        return True

    def rcpt(self, rest):
        address = rest.split("<")[1].split(">")[0]
        if self.say("250 ok", f"RCPT {address}", "RCPT"):
            self.recipients.append(address)
        return True

    def data(self, _):
        if not self.say("354 go on", "DATA"):
            return True
        lines = []
        while (line := self.stream.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        said = self.server.fault("end")
        if said is None or said in (HANG_UP, SILENCE):  # it has it all the same
            mail = Mail(self.sender, self.recipients, b"".join(lines), self.tls, self.login)
            self.server.taken.append(mail)
        self.server.faults["said"] = said
        self.say("250 taken", "said")
        return True

    def quit(self, _):
        self.say("221 bye")
        return False

    def other(self, _):
        self.say("500 what")
        return True

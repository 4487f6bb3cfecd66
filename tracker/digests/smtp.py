"""The tracker's door to a mail server: one message to one address, and what became of it.

Nothing goes over the net in the clear: TLS from the beginning or by STARTTLS (RFC 3207), but to
this machine itself; and user and password never without TLS.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final

from db.errors import Problem
from tracker.digests.messages import BY_HAND, InDoubt, NotSent
from tracker.digests.subscribers import mail_address
from tracker.outbound import LOOPBACK
from tracker.wording import plain

HOST: Final = "DELAYWATCH_SMTP_HOST"
PORT: Final = "DELAYWATCH_SMTP_PORT"
USER: Final = "DELAYWATCH_SMTP_USER"
PASSWORD: Final = "DELAYWATCH_SMTP_PASSWORD"  # noqa: S105 - the name of the variable
FROM: Final = "DELAYWATCH_SMTP_FROM"
TLS: Final = "DELAYWATCH_SMTP_TLS"
# How TLS begins, with the port where it does (RFC 6409, RFC 8314).
PORTS: Final = {"starttls": 587, "tls": 465, "off": 25}
WAIT_SECONDS: Final = 10.0  # for a connection, and for each answer
WAIT_FOR_THE_END: Final = 60.0  # for what becomes of the message, which the server may look into
WAIT_FOR_GOODBYE: Final = 2.0
_LONGEST_SAID: Final = 200
_OK: Final = range(200, 300)
_START_MAIL: Final = 354
_LEAST_CODE: Final = 200  # of an answer; smtplib makes -1 of what is none
_LEADING_DOT: Final = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """A mail server, and who sends by it."""

    host: str
    port: int
    tls: str
    sender: str
    sender_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


def server_of(environ: Mapping[str, str]) -> Server:
    """The server that the environment names. Raises Problem that says what to set."""
    host = environ.get(HOST, "").strip()
    if not host:
        raise Problem(f"{HOST} is not set", do=f"name the mail server there; {BY_HAND}")
    local = host in LOOPBACK
    tls = environ.get(TLS, "").strip().lower() or ("off" if local else "starttls")
    if tls not in PORTS:
        raise Problem(f"{TLS} is none of {', '.join(PORTS)}", do="leave it out for starttls")
    user, password = environ.get(USER, "").strip(), environ.get(PASSWORD, "")
    if tls == "off" and not local:
        raise Problem(f"{TLS} is off: mail goes in the clear to this machine only",
                      do="set it to starttls or tls")  # fmt: skip
    if tls == "off" and (user or password):
        raise Problem("user and password are never sent without TLS", do=f"set {TLS} to starttls")
    if bool(user) != bool(password):
        raise Problem(f"{USER} and {PASSWORD} go together", do="set both, or none")
    name, sender = _sender(environ.get(FROM, ""))
    return Server(host, _port(environ.get(PORT, ""), tls), tls, sender, name, user, password)


def hand_over(server: Server, recipient: str, message: bytes) -> None:
    """Give a message (RFC 5322, lines that end in CRLF) to a server for one address.

    Raises NotSent where the server did not take it, InDoubt where it had all of it and did not say
    what became of it (RFC 5321, section 4.5.3.2.6).
    """
    with _connected(server) as client:
        _expect(client.mail(server.sender))
        _expect(client.rcpt(recipient))
        code, said = client.docmd("DATA")
        if code != _START_MAIL:
            raise _refused(code, said)
        client.send(_LEADING_DOT.sub(b"..", message) + b".\r\n")  # RFC 5321, section 4.5.2
        _expect(_verdict(client))


def _verdict(client: smtplib.SMTP) -> tuple[int, bytes]:
    """What became of a message that the server has whole."""
    if client.sock is not None:
        client.sock.settimeout(WAIT_FOR_THE_END)
    what = "the mail server had the whole message and did not say what became of it"
    try:
        code, said = client.getreply()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise InDoubt(f"{what} ({type(error).__name__})") from None
    if code < _LEAST_CODE:
        raise InDoubt(what)
    return code, said


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that may be used; whatever goes wrong on it before the end is NotSent."""
    client: smtplib.SMTP | None = None
    try:
        client = _open(server)
        yield client
    except smtplib.SMTPNotSupportedError:
        raise NotSent("the mail server offers no STARTTLS, or no way to log in") from None
    except smtplib.SMTPAuthenticationError as error:
        what = f"the mail server refused user and password ({error.smtp_code})"
        raise NotSent(what, soon=_is_passing(error.smtp_code)) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, _bytes(error.smtp_error)) from None
    except ssl.SSLCertVerificationError as error:
        what = f"the certificate of the mail server is not to be trusted ({error.verify_message})"
        raise NotSent(what) from None
    except (smtplib.SMTPException, OSError, ValueError) as error:
        what = f"the mail server cannot be reached, or hung up ({_named(error)})"
        raise NotSent(what, soon=True) from None
    finally:
        if client is not None:
            with suppress(smtplib.SMTPException, OSError, ValueError):
                if client.sock is not None:
                    client.sock.settimeout(WAIT_FOR_GOODBYE)
                client.quit()
            client.close()


def _open(server: Server) -> smtplib.SMTP:
    # Its own name is looked up otherwise, which may take long.
    ours = server.sender.rpartition("@")[2]
    if server.tls == "tls":
        context = ssl.create_default_context()
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, ours, timeout=WAIT_SECONDS, context=context
        )
    else:
        client = smtplib.SMTP(server.host, server.port, ours, timeout=WAIT_SECONDS)
    try:
        client.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            _expect(client.starttls(context=ssl.create_default_context()))
            client.ehlo_or_helo_if_needed()
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _expect(reply: tuple[int, bytes]) -> None:
    code, said = reply
    if code not in _OK:
        raise _refused(code, said)


def _refused(code: int, said: bytes) -> NotSent:
    words = plain(said.decode("utf-8", errors="replace"))[:_LONGEST_SAID]
    return NotSent(f"the mail server said {code} {words}".rstrip(), soon=_is_passing(code))


def _is_passing(code: int) -> bool:
    """Whether a refusal is for now only (RFC 5321, section 4.2.1)."""
    return code < 500  # noqa: PLR2004 - the class of lasting refusals


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _named(error: Exception) -> str:
    """The kind of an error; words of the system where it has any."""
    words = error.strerror if isinstance(error, OSError) else None
    return words or type(error).__name__


def _sender(text: str) -> tuple[str, str]:
    """The name and the address of who sends. Raises Problem."""
    name, address = parseaddr(text.strip())
    if plain(text) == text.strip():
        with suppress(ValueError):
            return name, mail_address(address)
    raise Problem(
        f"{FROM} is no address of mail", do="set it like delaywatch <desk@newsroom.example>"
    )


def _port(text: str, tls: str) -> int:
    text = text.strip()
    if not text:
        return PORTS[tls]
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 65536:  # noqa: PLR2004 - ports
        return int(text)
    raise Problem(f"{PORT} is no number of a port", do=f"leave it out for {PORTS[tls]}")

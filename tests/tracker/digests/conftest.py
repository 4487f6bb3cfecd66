"""Readers, and what is published for them: two plans of two bodies, one of them told wrongly."""

import ipaddress
import shutil
import ssl
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.tracker.digests.mailserver import MailServer
from tests.tracker.pages import DHSC, Desk, commitment
from tests.web.released import BY_JUNE, BY_MAY, TO_2027, Releases
from tracker.digests.sending import Office, send_again, send_all

AT = "2026-06-05T07:00:00Z"
URL = {"DELAYWATCH_URL": "https://delays.example"}


def lighthouse(*steps, **more):
    return commitment("lighthouse-plan", "Lighthouse Plan", *steps, **more)


def fog(*steps, **more):
    return commitment("fog-plan", "Fog Plan", *steps, **{"body": DHSC, "topic": "weather"} | more)


@pytest.fixture(scope="session")
def told_wrongly(tmp_path_factory):
    """1 says something wrong of both plans, 2 mends it; 3 tells that both moved."""
    made = Releases.fresh(tmp_path_factory.mktemp("told_wrongly"))
    for day, steps in enumerate(([BY_MAY], [BY_JUNE], [BY_JUNE, TO_2027]), start=1):
        made.desk.register(lighthouse(*steps), fog(*steps))
        made.publish(f"2026-06-0{day}")
    made.desk.db.execute("pragma wal_checkpoint(truncate)")
    return made


@pytest.fixture
def releases(told_wrongly, tmp_path):
    """A copy of these, to go on with."""
    return told_wrongly.copy(tmp_path)


class Sender:
    """Sends what a file of readers asks for, and keeps what was said and waited for."""

    def __init__(self, releases):
        self.releases, self.db = releases, releases.desk.db
        self.config = releases.desk.path.with_name("subscribers.yml")
        self.environ, self.said, self.waited = dict(URL), [], []

    def readers(self, *readers, **environ):
        """The file, each reader with a name and what is given; and variables beside it."""
        self.config.write_text(yaml.safe_dump(list(readers)))
        self.environ |= environ
        return self

    def send(self, do=send_all, **more):
        """One round."""
        self.said.clear()
        self.waited.clear()
        office = Office(
            self.db, self.releases.folder, self.config, self.environ, AT, self.said.append,
            self.waited.append,
        )  # fmt: skip
        return do(office, **more)

    def again(self, name):
        return self.send(send_again, name=name)

    def states(self, table="deliveries"):
        """Reader, recipient, releases and state of each try."""
        query = f"select * from {table} order by id"
        columns = ("reader", "recipient", "since", "release", "state")
        return [
            tuple(row[column] for column in columns if column in row)
            for row in self.releases.desk.rows(query)
        ]

    def told(self):
        """Which releases were told to whom; of a text that was none, too."""
        return [
            (*key, "told" if row["sha256"] else "nothing")
            for key, row in zip(
                self.states("digests"),
                self.releases.desk.rows("select * from digests order by id"),
                strict=True,
            )
        ]


@pytest.fixture
def sender(told_wrongly, tmp_path):
    """One over these releases, which stay as they are."""
    shutil.copy(told_wrongly.desk.path, tmp_path)
    return Sender(Releases(Desk(tmp_path / told_wrongly.desk.path.name), told_wrongly.folder))


@pytest.fixture
def growing(releases):
    """One over a copy of these releases, to go on with."""
    return Sender(releases)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A server's side of TLS for this machine, and the file by which it can be trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


@pytest.fixture
def trusted(certificate, monkeypatch):
    """The server's side of TLS, which this test trusts."""
    context, file = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return context


@pytest.fixture
def mail_server():
    """A function that opens a mail server."""
    opened = []

    def open_one(*words, **more):
        opened.append(MailServer(*words, **more))
        return opened[-1]

    yield open_one
    for server in opened:
        server.close()


@pytest.fixture
def mail(mail_server):
    """A mail server without TLS."""
    return mail_server()

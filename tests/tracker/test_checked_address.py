"""What was checked is what is connected to: a name that changes its answer leads nowhere else."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer

from db.errors import Problem
from tracker.outbound import knock

PUBLIC, SECOND = (
    "151.101.0.144",
    "212.58.244.22",
)  # of the open net; here they lead to a server of ours
NAME, OTHER = "www.rebinding.test", "www.another.test"


class Net:
    """Names by a table, and what was looked up and connected to; no packet leaves this machine."""

    def __init__(self, monkeypatch) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        self.ports: dict[str, int] = {}
        self.looked_up: list[str] = []
        self.connected: list[str] = []
        self.really = socket.create_connection
        monkeypatch.setattr(socket, "getaddrinfo", self.look_up)
        monkeypatch.setattr(socket, "create_connection", self.connect)
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)

    def look_up(self, host, *_more, **_named):
        turns = self.answers[host]
        self.looked_up.append(host)
        found = turns[min(len(self.looked_up), len(turns)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in found]

    def connect(self, address, *_more, **_named):
        self.connected.append(address[0])
        if address[0] not in self.ports:
            raise ConnectionRefusedError(111, "nobody there")
        socket_ = socket.socket()
        socket_.settimeout(5)
        socket_.connect(("127.0.0.1", self.ports[address[0]]))
        return socket_


@pytest.fixture
def net(monkeypatch):
    return Net(monkeypatch)


@pytest.mark.parametrize("then", ["127.0.0.1", "10.1.2.3", "169.254.169.254"])
def test_a_name_is_looked_up_once_and_the_connection_goes_where_it_led_then(net, httpserver, then):
    httpserver.expect_request("/plan", headers={"Host": NAME}).respond_with_data("x")
    net.answers, net.ports = {NAME: [[PUBLIC], [then]]}, {PUBLIC: httpserver.port}
    assert knock(f"http://{NAME}/plan").status == 200
    assert (net.looked_up, net.connected) == ([NAME], [PUBLIC])


def test_the_host_is_told_its_name_and_its_port(net, httpserver):
    httpserver.expect_request("/plan", headers={"Host": f"{NAME}:81"}).respond_with_data(
        status=301, headers={"Location": "/new"}
    )
    net.answers, net.ports = {NAME: [[PUBLIC]]}, {PUBLIC: httpserver.port}
    assert knock(f"http://{NAME}:81/plan").leads_to == f"http://{NAME}:81/new"


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::1", PUBLIC], ["::ffff:127.0.0.1"]]
)
def test_if_one_address_is_private_none_is_asked(net, answer):
    net.answers = {NAME: [answer]}
    with pytest.raises(Problem, match="private network"):
        knock(f"http://{NAME}/plan")
    assert net.connected == []


def test_where_the_first_address_takes_no_connection_the_next_is_tried(net, httpserver):
    httpserver.expect_request("/plan").respond_with_data("x")
    net.answers, net.ports = {NAME: [[PUBLIC, SECOND], ["127.0.0.1"]]}, {SECOND: httpserver.port}
    assert knock(f"http://{NAME}/plan").status == 200
    assert net.connected == [PUBLIC, SECOND]


def test_where_none_takes_a_connection_it_says_so(net):
    net.answers = {NAME: [[PUBLIC, SECOND]]}
    with pytest.raises(Problem, match="cannot be reached"):
        knock(f"http://{NAME}/plan")
    assert net.connected == [PUBLIC, SECOND]


# TLS -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of NAME, and of no address, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "sample.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(certificate, monkeypatch):
    """A server of NAME, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(ssl_context=context) as server:
        server.expect_request("/plan").respond_with_data("x")
        yield server


def test_the_certificate_is_held_against_the_name(secure, net):
    net.answers, net.ports = {NAME: [[PUBLIC]]}, {PUBLIC: secure.port}
    assert knock(f"https://{NAME}/plan").status == 200
    assert net.connected == [PUBLIC]


@pytest.mark.parametrize("host", [OTHER, PUBLIC])
def test_the_certificate_of_another_name_is_none(secure, net, host):
    net.answers, net.ports = {OTHER: [[PUBLIC]]}, {PUBLIC: secure.port}
    with pytest.raises(Problem, match="cannot be reached"):
        knock(f"https://{host}/plan")
    assert net.connected == [PUBLIC]

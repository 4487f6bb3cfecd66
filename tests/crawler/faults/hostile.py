"""A server that does what servers must not: bytes on a raw socket, nothing put right by a library.

It serves a listing (a sitemap or a feed), whole pages, and faults: functions that are given the
connection. Whoever asked for what is in its log.
"""

import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any, Self

MIB = 1 << 20
HTML = "text/html; charset=UTF-8"
_LONGEST_REQUEST = 64 * 1024


class Wire:
    """One connection; ``times`` is how often its target has been asked for, this time included."""

    def __init__(self, connection: socket.socket, target: str, times: int, server: Any) -> None:
        self.connection, self.target, self.times, self.server = connection, target, times, server

    def send(self, *parts: bytes) -> None:
        """Send bytes as they are; raises OSError when the other side has gone."""
        for part in parts:
            self.connection.sendall(part)

    def answer(
        self, body: bytes, said: str | None = HTML, status: str = "200 OK", **more: str
    ) -> None:
        """Send a whole answer, with the right length unless ``more`` gives another one.

        ``more`` are headers; ``Content_Length=""`` leaves that one out.
        """
        headers = {"Content-Type": said, "Content-Length": str(len(body)), "Connection": "close"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        lines = [f"{name}: {value}\r\n" for name, value in headers.items() if value]
        self.send(f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode("latin-1"), body)

    def reset(self) -> None:
        """End the connection by a reset (RST), not in good order."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait(self, seconds: float) -> bool:
        """Wait, but no longer than the server lives; returns whether it still does."""
        return not self.server.over.wait(seconds)

    def endless(self, pieces: Iterable[bytes]) -> None:
        """Send pieces while somebody takes them and the server lives."""
        for piece in pieces:
            if self.server.over.is_set():
                return
            self.send(piece)


class _Connection(BaseRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            self.request.settimeout(60)
            asked = b""
            while b"\r\n\r\n" not in asked and len(asked) < _LONGEST_REQUEST:
                if not (piece := self.request.recv(_LONGEST_REQUEST)):
                    return
                asked += piece
            self.server.take(self.request, asked.decode("latin-1"))


class HostileServer(ThreadingTCPServer):
    """Serves ``faults`` (target -> function of a Wire); anything else is a 404.

    ``log`` holds (target, Host header) of each request, in order.
    """

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 50

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Connection)
        self.faults: dict[str, Callable[[Wire], None]] = {}
        self.log: list[tuple[str, str]] = []
        self.counts: Counter[str] = Counter()
        self.over = threading.Event()
        self.host, self.port = self.server_address[:2]
        self.base = f"http://{self.host}:{self.port}"

    def take(self, connection: socket.socket, asked: str) -> None:
        """Answer one request."""
        line, *headers = asked.split("\r\n")
        target = line.split(" ")[1]
        named = [value for name, _, value in (h.partition(": ") for h in headers) if name == "Host"]
        self.log.append((target, named[0] if named else ""))
        self.counts[target] += 1
        wire = Wire(connection, target, self.counts[target], self)
        fault = self.faults.get(target) or self.faults.get(target.partition("?")[0])
        if fault:
            fault(wire)
        else:
            wire.answer(b"", status="404 Not Found")

    def handle_error(self, *_request: Any) -> None:
        """Say nothing: connections that break are what this is for."""

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()
        self.thread.join()


def page(title: str, text: str = "", head: str = "") -> bytes:
    """A whole web page with an article."""
    words = text or f"<p>SAMPLE: we will publish the plan of {title} by spring 2027, in full.</p>"
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><main><h1>{title}"
        f"</h1>{words}</main></body></html>"
    ).encode()


def sitemap(addresses: Iterable[str]) -> bytes:
    """A sitemap of these addresses."""
    urls = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><urlset xmlns="{space}">{urls}</urlset>'.encode()

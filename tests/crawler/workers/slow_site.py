"""A site of pages that are long, and so slow to read: ``python -m`` with PORT LOG PAGES BYTES SLOW.

Each page is answered SLOW seconds late, so that two requests that were sent at once would be seen.
A line of the log: when a request came, when it was answered (seconds of the machine's steady
clock), and for what.
"""

import random
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WORDS = (  # noqa: SIM905 - a text
    "the lighthouse keepers' plan for harbours will be published by spring next year and members "
    "were told when the review of buoys and charts ends that more is due before the winter"
).split()


def page(number, size):
    """A page of about so many bytes: paragraphs, and lists of links among them."""
    dice, parts, length = random.Random(number), [], 0
    while length < size:
        part = f"<p>{_words(dice, 60)} {number}.</p>\n" if dice.random() < 0.7 else _list(dice)
        parts.append(part)
        length += len(part)
    day = f"2026-01-{number % 28 + 1:02d}T10:00:00Z"
    return (
        f"<!doctype html><html><head><title>Harbour news {number}</title>"
        f"<meta property='article:published_time' content='{day}'></head><body><nav>menu</nav>"
        f"<main><article><h1>Harbour news {number}</h1>{''.join(parts)}</article></main>"
        "</body></html>"
    ).encode()


def _words(dice, count):
    return " ".join(dice.choice(WORDS) for _ in range(count))


def _list(dice):
    links = (f'<li><a href="/x/{dice.random()}">{_words(dice, 5)}</a></li>' for _ in range(6))
    return f"<div><ul>{''.join(links)}</ul></div>\n"


class Handler(BaseHTTPRequestHandler):
    """Answers and writes down when."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        came, site = time.monotonic(), self.server
        status, kind, body, more = site.answer(self.path, self.headers["Host"])
        if self.path.startswith("/p/"):
            time.sleep(site.slow)
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), **more}.items():
            self.send_header(name, str(value))
        self.end_headers()
        # Before the last byte: who has the answer may ask again at once.
        site.log.write(f"{came:.6f} {time.monotonic():.6f} {self.path}\n")
        try:
            self.wfile.write(body)
        except ConnectionError:  # whoever asked was killed
            self.close_connection = True

    def log_message(self, *words):
        """Say nothing."""


class SlowSite(ThreadingHTTPServer):
    """The site; ``/p/N`` are its pages, ``/p/N?`` none."""

    def __init__(self, port, log, pages, size, slow):
        super().__init__(("127.0.0.1", port), Handler)
        self.slow, self.folder = slow, Path(log).parent
        self.log = Path(log).open("a", buffering=1)  # noqa: SIM115 - to the end
        self.pages = {f"/p/{number}": page(number, size) for number in range(pages)}
        self.robots = "User-agent: *\nAllow: /\n"

    def handle_error(self, *request):
        """Say nothing where whoever asked was killed since."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request)

    def answer(self, path, host):
        """Status, type, body and further headers."""
        busy = self.folder / "busy"  # seconds: then one page asks for a pause, once
        if path in self.pages and busy.exists():
            seconds = busy.read_text()
            busy.unlink()
            return 503, "text/plain", b"busy", {"Retry-After": seconds}
        if path in self.pages:
            return 200, "text/html; charset=utf-8", self.pages[path], {}
        if path == "/robots.txt":
            wish = self.folder / "robots.txt"
            text = wish.read_text() if wish.exists() else self.robots
            return 200, "text/plain", text.encode(), {}
        if path == "/sitemap.xml":
            places = "".join(
                f"<url><loc>http://{host}{place}</loc><lastmod>2026-01-01</lastmod></url>"
                for place in self.pages
            )
            space = "http://www.sitemaps.org/schemas/sitemap/0.9"
            text = f"<?xml version='1.0'?><urlset xmlns='{space}'>{places}</urlset>"
            return 200, "application/xml", text.encode(), {}
        return 404, "text/plain", b"no", {}


if __name__ == "__main__":
    port, log, pages, size, slow = sys.argv[1:]
    SlowSite(int(port), log, int(pages), int(size), float(slow)).serve_forever()

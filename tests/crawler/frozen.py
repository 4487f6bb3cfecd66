"""Frozen sites: for each source, the pages that it asked for once, and what was read of them.

    golden/<source>/pages.json      the day, and each address with its status, type and file
    golden/<source>/pages/          the bodies
    golden/<source>/expected.json   documents, announced dates and the ends of all pages

``python -m tests.crawler.frozen SOURCE...`` freezes the sample site's pages for a source anew and
writes what is read of them; look at the difference before you commit it. With ``--keep-pages``
(they were saved from elsewhere, by ``delaywatch new-source``) only ``expected.json`` is written.
"""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.sample.server import Handler, SampleServer, SampleSite
from tests.crawler.program import crawler

GOLDEN = Path(__file__).parent / "golden"
DOMAIN = ".sample.example"
AS_OF = "2026-08-03"
ENDINGS = {
    "text/html": "html", "application/json": "json", "application/pdf": "pdf", "text/plain": "txt",
    "text/csv": "csv", "application/rss+xml": "xml", "application/atom+xml": "xml",
    "application/xml": "xml", "text/xml": "xml",
}  # fmt: skip
KEPT_HEADERS = ("Location", "Link", "X-WP-Total", "X-WP-TotalPages", "Last-Modified")
DOCUMENTS = """
    select d.id, d.url, d.native_id, d.kind, d.title, d.published_at, d.modified_at, d.types,
      d.topics, d.author, d.body, d.text, v.text_state, v.partial
    from documents d join versions v on v.id = d.current_version order by d.kind, d.url
"""
ENDS = "select url, state, reason from pages where kind <> 'list' order by url"
ANNOUNCED = """
    select a.kind, a.key, a.title, a.words, a.earliest, a.latest, a.precision, a.state, a.url,
      a.previous_words, a.note, a.author, a.body, a.outcome_url, a.outcome_on
    from announced_dates a join documents d on d.current_version = a.version_id
    where d.id = ? order by position
"""


class FrozenSite(ThreadingHTTPServer):
    """Serves the frozen pages of a source, whatever host they are asked under."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.pages = {
            (page["host"], in_order(page["target"])): page
            for page in json.loads((folder / "pages.json").read_text())["pages"]
        }
        self.folder = folder
        super().__init__(("127.0.0.1", 0), FrozenHandler)


class FrozenHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FrozenSite

    def do_GET(self) -> None:
        host, _, port = self.headers["Host"].partition(":")
        page = self.server.pages.get((host.removesuffix(DOMAIN), in_order(self.path)))
        body = (self.server.folder / "pages" / page["file"]).read_bytes() if page else b"none"
        if page and not page["file"].endswith(".pdf"):
            body = body.replace(DOMAIN.encode(), f"{DOMAIN}:{port}".encode())
        self.send_response(page["status"] if page else 404)
        for name, value in (page["headers"] if page else {}).items():
            self.send_header(name, value.replace(DOMAIN, f"{DOMAIN}:{port}"))
        self.send_header("Content-Type", page["type"] if page else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


def in_order(target: str) -> str:
    """A path and its query, whatever the order of the query's parts."""
    parts = urlsplit(target)
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{parts.path}?{query}" if query else parts.path


def crawl(source: str, port: int, db_path: Path, as_of: str) -> subprocess.CompletedProcess[str]:
    """Run the spider as it runs in earnest."""
    return crawler(
        "crawl", source, "--db", str(db_path),
        "--as-of", as_of, "--base-url", f"http://{{host}}{DOMAIN}:{port}", "--delay", "0",
    )  # fmt: skip


def what_was_read(db_path: Path) -> dict:
    """Documents, announced dates and the ends of all pages, without the port of the server."""
    db = sqlite3.connect(db_path)
    db.row_factory = sqlite3.Row
    documents = [_document(db, dict(row)) for row in db.execute(DOCUMENTS)]
    ends = {
        row["url"]: " ".join(filter(None, (row["state"], row["reason"])))
        for row in db.execute(
            "select url, state, reason from pages where kind <> 'list' order by url"
        )
    }
    db.close()
    found = json.dumps({"documents": documents, "pages": ends}, ensure_ascii=False)
    return json.loads(re.sub(rf"({re.escape(DOMAIN)}):\d+", r"\1", found))


def _document(db: sqlite3.Connection, row: dict) -> dict:
    number = row.pop("id")
    for name in ("types", "topics"):
        row[name] = json.loads(row[name])
    row["text"] = row["text"].splitlines()
    row["attachments"] = [
        list(a) for a in db.execute(
            "select a.kind, a.url, a.title from attachments a join documents d "
            "on d.current_version = a.version_id where d.id = ? order by position", [number])
    ]  # fmt: skip
    row["announced"] = [_filled(dict(a)) for a in db.execute(ANNOUNCED, [number])]
    return _filled(row)


def _filled(row: dict) -> dict:
    """Leave out what is empty: what stands there is what was read."""
    return {name: value for name, value in row.items() if value not in (None, [], 0)}


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def read_frozen(source: str, workplace: Path) -> dict:
    """What is read of a source's frozen pages today."""
    folder = GOLDEN / source
    as_of = json.loads((folder / "pages.json").read_text())["as_of"]
    db_path = workplace / "data" / "delaywatch.db"
    with serving(FrozenSite(folder)) as port:
        done = crawl(source, port, db_path, as_of)
    assert "Traceback" not in done.stderr, done.stderr
    found = what_was_read(db_path)
    return {"exit code": done.returncode, **found}


# Freezing the sample ---------------------------------------------------------------------


class _Recorder(Handler):
    def do_GET(self) -> None:  # noqa: N802 - the library's name
        answer = self.server.site.answer(self.path, self._base())
        self.server.seen[self.headers["Host"].partition(":")[0], in_order(self.path)] = answer
        super().do_GET()


def freeze(source: str) -> None:
    """Keep what the source asks of the sample site on its first day."""
    server = SampleServer(0, 1, 10)
    server.site, server.seen = SampleSite(1, 10), {}
    server.RequestHandlerClass = _Recorder
    with tempfile.TemporaryDirectory() as folder, serving(server) as port:
        crawl(source, port, Path(folder) / "delaywatch.db", AS_OF)
    folder = GOLDEN / source
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for old in (folder / "pages").iterdir():
        old.unlink()
    pages = []
    for (host, target), answer in sorted(server.seen.items()):
        kind = answer.content_type.partition(";")[0]
        digest = hashlib.sha256((host + target).encode()).hexdigest()[:10]
        name = f"{digest}.{ENDINGS.get(kind, 'bin')}"
        body = answer.body.replace(f"{DOMAIN}:{port}".encode(), DOMAIN.encode())
        (folder / "pages" / name).write_bytes(body)
        headers = {
            key: value.replace(f"{DOMAIN}:{port}", DOMAIN)
            for key, value in answer.headers.items() if key in KEPT_HEADERS
        }  # fmt: skip
        pages.append({
            "host": host.removesuffix(DOMAIN), "target": target, "status": answer.status,
            "type": answer.content_type, "headers": headers, "file": name,
        })  # fmt: skip
    written = {"as_of": AS_OF, "from": "the sample site", "pages": pages}
    (folder / "pages.json").write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n")


def main(words: list[str]) -> None:
    for source in (word for word in words if not word.startswith("--")):
        if "--keep-pages" not in words:
            freeze(source)
        with tempfile.TemporaryDirectory() as folder:
            found = read_frozen(source, Path(folder))
        expected = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        (GOLDEN / source / "expected.json").write_text(expected)
        print(source, len(found["documents"]), "documents")  # noqa: T201
        if not found["documents"]:
            sys.exit(f"{source}: nothing is read of its pages; see the ends in expected.json")


if __name__ == "__main__":
    main(sys.argv[1:])

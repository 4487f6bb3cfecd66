"""One crawl over faults: a sitemap lists each of them, and a good page after each."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from crawler import settings
from crawler.platforms import base
from db.connection import connect
from db.sources import AddedSource, add_source
from tests.crawler.conftest import AS_OF
from tests.crawler.faults.faults import Fault
from tests.crawler.faults.hostile import HostileServer, page, sitemap
from tests.crawler.program import ROOT, crawler

NAME, HOST = "faults", "https://faults.example"


class Row(NamedTuple):
    """How a page ended, in the ledger."""

    state: str
    reason: str
    leased_by: int | None


class Crawled:
    """What came of one run: exit code, what was said, and questions to the database."""

    def __init__(self, code: int, out: str, err: str, db_path: Path, server: HostileServer) -> None:
        self.code, self.out, self.err, self.server = code, out, err, server
        self.db_path = db_path
        self.pages = {
            url.removeprefix(server.base): Row(state, reason or "", lease)
            for url, state, reason, lease in self.rows(
                "select url, state, reason, lease_until from pages"
            )
        }
        self.texts = {
            re.sub(r"https?://[^/]+", "", url): (title, text or "", partial)
            for url, title, text, partial in self.rows(
                """
                select d.url, d.title, d.text, v.partial from documents d
                join versions v on v.id = d.current_version
                """
            )
        }

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        connection = sqlite3.connect(self.db_path)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


def serve(server: HostileServer, faults: Iterable[Fault]) -> None:
    """Let a server do these faults, list them, and give a good page after each."""
    paths = []
    for number, fault in enumerate(faults):
        good = f"/good/{number}/"
        server.faults[fault.path] = fault.send
        server.faults[good] = lambda wire, number=number: wire.answer(page(f"SAMPLE good {number}"))
        paths += [fault.path, good]
    listing = sitemap(f"{HOST}{path}" for path in paths)
    server.faults["/sitemap.xml"] = lambda wire: wire.answer(listing, "application/xml")


def add(
    db_path: Path,
    address: str = f"{HOST}/sitemap.xml",
    kind: str = "sitemap",
    hosts: tuple[str, ...] = (),
) -> None:
    """Add a source to crawl."""
    source = AddedSource(
        name=NAME, title="SAMPLE faults", kind=kind, url=address, licence="not stated",
        republish="link", nature="official", settings={"hosts": list(hosts)} if hosts else {},
    )  # fmt: skip
    add_source(connect(db_path), source, "2026-08-03T09:00:00Z")


def set_seconds(seconds: float) -> None:
    """In the crawler: wait so long for an answer."""
    settings.DOWNLOAD_TIMEOUT = seconds
    base.OF_FILES["download_timeout"] = seconds


def read(server: HostileServer, db_path: Path, seconds: float = 20.0) -> Crawled:
    """Crawl what a server lists, as a fork of a process that has imported it all."""
    first = partial(set_seconds, seconds)
    done = crawler(*_words(server, db_path), first=first, timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    return Crawled(done.returncode, done.stdout, done.stderr, db_path, server)


_MEASURED = """
import atexit, sys
from pathlib import Path
def tell():
    status = Path("/proc/self/status").read_text()
    Path(sys.argv.pop(1)).write_text(status)
atexit.register(tell)
from tests.crawler.faults.reading import set_seconds
set_seconds(20)
from crawler.command import main
kept = sys.argv.pop(1)
atexit.register(sys.argv.insert, 1, kept)
main()
"""


def measured(server: HostileServer, db_path: Path) -> tuple[Crawled, int]:
    """Crawl as a program of its own; also returns the most memory that it had (VmHWM, MiB)."""
    told = db_path.parent / "status"
    line = [sys.executable, "-c", _MEASURED, str(told), *_words(server, db_path)]
    done = subprocess.run(
        line, capture_output=True, text=True, timeout=500, check=False, cwd=ROOT, env=os.environ
    )
    assert "Traceback" not in done.stderr, done.stderr
    most = re.search(r"VmHWM:\s+(\d+) kB", told.read_text())
    assert most
    return Crawled(done.returncode, done.stdout, done.stderr, db_path, server), int(most[1]) >> 10


def _words(server: HostileServer, db_path: Path) -> list[str]:
    return [
        "crawl", NAME, "--db", str(db_path), "--as-of", AS_OF,
        "--base-url", server.base, "--delay", "0",
    ]  # fmt: skip

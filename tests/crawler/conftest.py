"""A site to crawl: the sample's own server, with a log and with faults on demand.

The spiders run as they run in earnest, as a program of their own over real
HTTP; nothing of HTTP is mocked.
"""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.sample.server import Answer, Handler, SampleServer, SampleSite

AS_OF = "2026-08-03"


class FaultySite(SampleSite):
    """The sample site, but for paths (regular expressions) that answer otherwise."""

    def __init__(self, day: int, per_page: int) -> None:
        super().__init__(day, per_page)
        self.faults: dict[str, Answer | Callable[..., Answer]] = {}

    def answer(self, target: str, base: str) -> Answer:
        for pattern, fault in self.faults.items():
            if re.fullmatch(pattern, target):
                return fault if isinstance(fault, Answer) else fault(target, base)
        return super().answer(target, base)


class LoggingHandler(Handler):
    def do_GET(self) -> None:  # noqa: N802
        self.server.log.append(self.path)
        self.server.headers_seen.append(dict(self.headers))
        super().do_GET()


class Site(SampleServer):
    def __init__(self) -> None:
        super().__init__(0, 1, 5)
        self.site = FaultySite(1, 5)
        self.log: list[str] = []
        self.headers_seen: list[dict[str, str]] = []
        self.RequestHandlerClass = LoggingHandler
        self.port = self.server_address[1]
        self.base = f"http://www.nhs-sample.example:{self.port}"
        self.local = f"http://127.0.0.1:{self.port}"

    @property
    def faults(self) -> dict[str, Any]:
        return self.site.faults

    def requests(self) -> list[str]:
        """The requests since the last call."""
        seen, self.log = self.log, []
        return seen


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Crawl:
    """Runs of the crawler on one database, and questions to it."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.db_path = folder / "data" / "delaywatch.db"
        self.site = site
        self.out = self.err = ""

    def command(self, *sources: str, as_of: str = AS_OF, base: str | None = None) -> list[str]:
        return [
            sys.executable, "-m", "crawler", "crawl", *sources, "--db", str(self.db_path),
            "--as-of", as_of, "--base-url", base or self.site.base, "--delay", "0",
        ]  # fmt: skip

    def __call__(self, *sources: str, **options: Any) -> int:
        done = subprocess.run(
            self.command(*sources, **options),
            capture_output=True, text=True, timeout=100, check=False, env=os.environ,
        )  # fmt: skip
        self.out, self.err = done.stdout, done.stderr
        assert "Traceback" not in self.err, self.err
        return done.returncode

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.db_path)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    def one(self, sql: str, *parameters: Any) -> Any:
        found = self.rows(sql, *parameters)
        assert len(found) == 1, found
        return found[0][0] if len(found[0]) == 1 else found[0]

    def run(self) -> dict[str, Any]:
        """The newest run's row."""
        connection = sqlite3.connect(self.db_path)
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("select * from runs order by id desc").fetchone())
        connection.close()
        return row

    def add_up(self) -> bool:
        """Whether scheduled = ok + unchanged + gone + refused + failed in every ended run."""
        return not self.rows(
            """
            select id from runs where outcome <> 'running'
              and scheduled <> ok + unchanged + gone + refused + failed
            """
        )

    def texts(self) -> list[tuple[Any, ...]]:
        """What was read, without the words of the route: address, title, text, attachments."""
        return self.rows(
            """
            select d.url, d.title, d.text, (
              select group_concat(a.url, ' ') from (
                select url from attachments a where a.version_id = d.current_version order by url
              ) a)
            from documents d order by d.url
            """
        )


@pytest.fixture
def crawl(tmp_path: Path, site: Site) -> Crawl:
    return Crawl(tmp_path, site)

"""A site to crawl: the sample's own server, with a log and with faults on demand.

The spiders run as they run in earnest, as a program of their own over real
HTTP; nothing of HTTP is mocked.
"""

import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from crawler.sample.server import Answer, Handler, SampleServer, SampleSite
from db.words import index_words_in
from tests.crawler.program import crawler

AS_OF = "2026-08-03"
A_MINUTE = 60  # at most, for what takes no time but on a machine that is busy


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

    def handle_error(self, *request: Any) -> None:
        """Say nothing where whoever asked was killed since."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request)

    @property
    def faults(self) -> dict[str, Any]:
        return self.site.faults

    @contextmanager
    def holding(self, pattern: str, after: int = 0) -> Iterator[Callable[[], None]]:
        """Hold back every answer for a path (a regular expression) after so many, to the end.

        What is given waits until one is held back: whoever asked for it is at work, and stays so.
        """
        numbers, held, over = count(1), threading.Event(), threading.Event()

        def answer(target: str, base: str) -> Answer:
            if next(numbers) > after:
                held.set()
                over.wait(A_MINUTE)
            return SampleSite.answer(self.site, target, base)

        def wait() -> None:
            assert held.wait(A_MINUTE), "nobody has asked for it"

        self.faults[pattern] = answer
        try:
            yield wait
        finally:
            del self.faults[pattern]
            over.set()

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

    def words(self, *sources: str, as_of: str = AS_OF, base: str | None = None) -> list[str]:
        return [
            "crawl", *sources, "--db", str(self.db_path),
            "--as-of", as_of, "--base-url", base or self.site.base, "--delay", "0",
        ]  # fmt: skip

    def command(self, *sources: str) -> list[str]:
        """The program itself, for tests that stop it or kill it."""
        return [sys.executable, "-m", "crawler", *self.words(*sources)]

    def __call__(
        self, *sources: str, first: Callable[[], Any] | None = None, **options: Any
    ) -> int:
        done = crawler(*self.words(*sources, **options), first=first)
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

    def found(self, query: str) -> list[int]:
        """The documents that a query finds in the index of words, brought up to date before."""
        index_words_in(self.db_path)
        rows = self.rows("select rowid from documents_fts where documents_fts match ?", query)
        return [row[0] for row in rows]

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

"""Redis, a site, workers and the crawl, each a process of its own."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from db.connection import connect, writing
from db.sources import AddedSource, add_source

ROOT = Path(__file__).parents[3]
AS_OF = "2026-08-03"
# In CI a missing tool is a failure and no reason to skip.
REQUIRED = bool(os.environ.get("DELAYWATCH_REQUIRE_TOOLS"))
A_MINUTE = 60.0


def missing():
    """What workers need and this machine has not; None where all is there."""
    if not shutil.which("redis-server"):
        return "no redis-server on this machine"
    try:
        import redis  # noqa: F401
        import scrapy_redis  # noqa: F401
    except ImportError as error:
        return f"no {error.name} is installed (delaywatch[workers])"
    return None


def needed():
    """Skip a test where something is missing, or fail where it must be there."""
    what = missing()
    if what and not REQUIRED:
        pytest.skip(what)
    assert not what, what


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def program(*words, **options):
    """A process that is killed where it is still at work at the end."""
    with subprocess.Popen([str(word) for word in words], cwd=ROOT, **options) as child:
        try:
            yield child
        finally:
            child.kill()


@contextmanager
def redis_server(folder, password=None):
    """A Redis of our own, which keeps nothing on disk; gives its address."""
    port = free_port()
    words = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    words += ["--dir", folder] + (["--requirepass", password] if password else [])
    with program("redis-server", *words, stdout=subprocess.DEVNULL) as server:
        until(lambda: _is_open(port))
        yield Redis(f"redis://{f':{password}@' if password else ''}127.0.0.1:{port}/0", server)


@dataclass
class Redis:
    """A running Redis."""

    address: str
    server: subprocess.Popen

    def client(self):
        import redis

        return redis.Redis.from_url(self.address)


@contextmanager
def slow_site(folder, pages, size, slow=0.0):
    """A site of slow pages; gives its address and its log."""
    port, log = free_port(), Path(folder) / "site.log"
    words = [port, log, pages, size, slow]
    with program(sys.executable, "-m", "tests.crawler.workers.slow_site", *words):
        until(lambda: _is_open(port))
        yield Site(f"http://127.0.0.1:{port}", log)


@dataclass
class Site:
    """A running site."""

    base: str
    log: Path

    def requests(self):
        """(came, answered, path) of each request, in the order in which they came."""
        rows = (line.split() for line in self.log.read_text().splitlines())
        return sorted((float(came), float(answered), path) for came, answered, path in rows)

    def pages(self):
        """The same of pages alone."""
        return [row for row in self.requests() if row[2].startswith("/p/")]

    def body(self, path):
        with urlopen(self.base + path) as answer:
            return answer.read()


def with_source(path):
    """A database with the site as a source ``harbour``."""
    db = connect(path)
    source = AddedSource(
        name="harbour", title="Harbour news", url="https://harbour.example/sitemap.xml",
        kind="sitemap", nature="third_party", licence="not stated", republish="link",
    )  # fmt: skip
    with writing(db):
        add_source(db, source, f"{AS_OF}T06:00:00Z")
    db.conn.close()
    return path


def worker(redis, site, delay=0, **options):
    """A worker's process; see ``program``."""
    words = ["worker", redis.address, "--base-url", site.base, "--delay", delay]
    return program(sys.executable, "-m", "crawler", *words, **options)


def crawl_words(path, site, redis=None, delay=0, source="harbour"):
    """The command of a crawl, with workers where a Redis is given."""
    words = ["crawl", source, "--db", path, "--base-url", site.base, "--delay", delay]
    words += ["--as-of", AS_OF] + (["--workers", redis.address] if redis else [])
    return [sys.executable, "-m", "crawler", *map(str, words)]


def crawl(path, site, redis=None, delay=0):
    """Crawl to the end; returns what it said."""
    done = subprocess.run(
        crawl_words(path, site, redis, delay), cwd=ROOT, capture_output=True, text=True,
        timeout=5 * A_MINUTE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def kill(child):
    child.send_signal(signal.SIGKILL)
    child.wait()


def until(holds, seconds=A_MINUTE):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def read_of(path):
    """What is known of each document, in the order of addresses."""
    sql = "select url, native_id, title, text, published_at, kind from documents order by url"
    return rows(path, sql)


def rows(path, sql, *parameters):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(sql, parameters).fetchall()


def _is_open(port):
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0

"""Three readers hammer on the pages while a crawl and a run write: no batch is lost."""

import json
import os
import statistics
import sys
import threading
import time
import urllib.request
from functools import partial
from pathlib import Path

import pytest

from tests.runs.program import start, until
from tests.runs.state import faults, left_open, unread

pytestmark = [pytest.mark.slow, pytest.mark.alone]
READERS, MOST = 3, 100.0  # milliseconds, of 95 writes in 100
PAGES = (
    "/",
    "/delaywatch",
    "/delaywatch/timeline",
    "/delaywatch/timeline.json",
    "/delaywatch/promises.json",
)


def timed(path):
    """A seam of the crawler: how long each of its write transactions takes, in milliseconds."""
    from contextlib import contextmanager

    from crawler import pipeline

    write = pipeline.writing

    @contextmanager
    def writing(db):
        began = time.perf_counter()
        with write(db):
            yield
        with Path(path).open("a") as file:
            file.write(f"{(time.perf_counter() - began) * 1000:.2f}\n")

    pipeline.writing = writing


def working_file_readers(path, over, counts):
    """Read the working file itself, as the desk does, until it is over."""
    from db.connection import connect

    db = connect(path)
    while not over.is_set():
        db.execute("select count(*), max(length(text)) from documents").fetchone()
        db.execute("select * from source_health").fetchall()
        counts.append("working file")


def test_readers_during_writes(world, tmp_path, capsys):
    # Where others are at work on this machine too, each waits that much longer for a processor.
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    port = world.site.port + 1 if world.site.port < 65_000 else world.site.port - 1
    serve = start("--db", world.db, "serve", "--port", port)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(address), within=60)
        over, counts, wrong = threading.Event(), [], []
        threads = [
            threading.Thread(target=_read, args=(address, n, over, counts, wrong))
            for n in range(READERS)
        ]
        threads.append(threading.Thread(target=working_file_readers, args=(world.db, over, counts)))
        for thread in threads:
            thread.start()
        times = tmp_path / "times"
        run = world.start(in_crawler=[partial(timed, times)])
        # Until then: a new release is served by a Datasette that starts anew.
        until(lambda: world.steps().get("crawl", "running") != "running" or run.process.exitcode)
        over.set()
        for thread in threads:
            thread.join()
    finally:
        serve.kill()
    assert run.wait() == 0, run.said
    assert "locked" not in run.said
    assert wrong == []
    assert left_open(world.db) == unread(world.db) == faults(world.db) == []
    took = sorted(map(float, times.read_text().split()))
    p95 = statistics.quantiles(took, n=20)[-1]
    line = (
        f"\n{len(took)} writes of a crawl beside {READERS} readers of pages and one of the working "
        f"file ({len(counts)} reads): median {statistics.median(took):.1f} ms, p95 {p95:.1f} ms, "
        f"longest {took[-1]:.1f} ms; {os.cpu_count()} processors, load {busy:.1f} a processor\n"
    )
    with capsys.disabled():
        sys.stdout.write(line)
    assert p95 <= MOST * busy, line


def _read(address, number, over, counts, wrong):
    while not over.is_set():
        page = PAGES[(number + len(counts)) % len(PAGES)]
        try:
            with urllib.request.urlopen(address + page, timeout=30) as answer:
                answer.read()
        except OSError as error:
            wrong.append(f"{page}: {error}")
            over.wait(1)
        counts.append(page)


def _answers(address):
    try:
        with urllib.request.urlopen(
            f"{address}/delaywatch/as_of.json?_shape=array", timeout=5
        ) as said:
            return json.load(said)
    except (OSError, ValueError):
        return None

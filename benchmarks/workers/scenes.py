"""What is measured: crawls with none, one and two workers, kills, and the pace of requests."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any

from benchmarks.spending import spend
from tests.crawler.workers.processes import (
    ROOT,
    Redis,
    Site,
    crawl_words,
    kill,
    program,
    read_of,
    until,
    with_source,
    worker,
)

# Keys of the stock crawl.
SEEDS, DONE, QUEUE = "stock:start_urls", "stock:done", "stock:requests"
QUIET = 7.0  # seconds without a page, after which a stock worker has nothing to do: it looks in 5
_TICKS = os.sysconf("SC_CLK_TCK")
_NUMBERS = count()


@dataclass(frozen=True, slots=True)
class Crawled:
    """One crawl: seconds of the clock, of the processor in the writer and in all workers."""

    wall: float
    writer: float
    workers: float
    database: Path


def database(scratch: Path) -> Path:
    """A new database with the site as a source."""
    made = scratch / "workers" / "made.db"
    if not made.exists():
        with_source(made)
    path = scratch / "workers" / f"{next(_NUMBERS)}-{time.time_ns()}" / "delaywatch.db"
    path.parent.mkdir(parents=True)
    copyfile(made, path)
    return path


def crawled(scratch: Path, site: Site, redis: Redis, workers: int) -> Crawled:
    """Crawl with so many workers, which are there and wait when it begins."""
    path = database(scratch)
    with ExitStack() as stack:
        children = started(stack, redis, site, workers)
        before = sum(map(processor_seconds, children))
        spent = spend(crawl_words(path, site, redis if workers else None), cwd=ROOT)
        used = sum(map(processor_seconds, children)) - before
    return Crawled(spent.wall, spent.cpu, used, path)


def started(stack: ExitStack, redis: Redis, site: Site, workers: int) -> list[Any]:
    """Start workers and wait until each is there."""
    children = [
        stack.enter_context(worker(redis, site, stdout=subprocess.DEVNULL)) for _ in range(workers)
    ]
    with closing(redis.client()) as client:
        client.flushall()
        until(lambda: len(client.keys("delaywatch:alive:*")) == workers)
    return children


def lost_by_ours(scratch: Path, site: Site, redis: Redis, pages: int) -> tuple[int, int]:
    """Kill each of two workers, and then the writer, while they are at work.

    Returns how many pages are lost, and how many were asked for twice.
    """
    path = database(scratch)
    before = len(site.pages())

    def served(share: float) -> bool:
        return len(site.pages()) - before >= pages * share

    with ExitStack() as stack:
        one, other = started(stack, redis, site, 2)
        with running(path, site, redis) as first:
            until(lambda: served(0.2))
            kill(one)
            stack.enter_context(worker(redis, site, stdout=subprocess.DEVNULL))
            until(lambda: served(0.5))
            kill(other)
            until(lambda: served(0.7))
            kill(first)
        spend(crawl_words(path, site, redis), cwd=ROOT)
    twice = len(site.pages()) - before - pages
    return pages - len(read_of(path)), max(twice, 0)


@contextmanager
def running(path: Path, site: Site, redis: Redis) -> Iterator[Any]:
    """A crawl that is at work."""
    with program(*crawl_words(path, site, redis), stdout=subprocess.DEVNULL) as child:
        yield child


def lost_by_stock(site: Site, redis: Redis, pages: int) -> int:
    """Kill one of two stock workers while they are at work, then ask for everything once more."""
    words = [sys.executable, "-m", "benchmarks.workers.stock", redis.address]
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with closing(redis.client()) as client, ExitStack() as stack:
        client.flushall()
        both = [stack.enter_context(program(*words, **options)) for _ in range(2)]
        until(lambda: len(client.client_list()) > 2)  # both of them, and we
        client.lpush(SEEDS, f"{site.base}/sitemap.xml")
        until(lambda: client.scard(DONE) >= pages * 0.3)
        kill(max(both, key=processor_seconds))  # the other may not have looked into the queue yet
        stack.enter_context(program(*words, **options))
        _until_quiet(client)
        client.lpush(SEEDS, f"{site.base}/sitemap.xml")
        _until_quiet(client)
        return pages - int(client.scard(DONE))


def _until_quiet(client: Any) -> None:
    done, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET or client.zcard(QUEUE) or client.llen(SEEDS):
        now = client.scard(DONE)
        if now != done:
            done, since = now, time.monotonic()
        time.sleep(0.05)


def pace(scratch: Path, site: Site, redis: Redis, delay: float) -> tuple[int, float]:
    """Crawl politely with two workers: how many requests overlap, and how close two came."""
    before = len(site.requests())
    path = database(scratch)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(worker(redis, site, delay, stdout=subprocess.DEVNULL))
        spend(crawl_words(path, site, redis, delay), cwd=ROOT)
    asked = site.requests()[before:]
    overlap = sum(after[0] < one[1] for one, after in pairwise(asked))
    return overlap, min(after[0] - one[0] for one, after in pairwise(asked))


def processor_seconds(child: Any) -> float:
    """What a process has used of the processor, its children that ended included."""
    fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS

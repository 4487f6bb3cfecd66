"""Two ways to write the same rows, in turn.

Ours is the pipeline of a crawl as it stands: each reading is looked up, compared, written and its
page ended, eight pages a transaction; each page that is only queued is one statement. The other
knows all rows beforehand and hands them to ``executemany``, a hundred readings a transaction, into
a database of the same schema, with its indexes and triggers. Neither packs raw
bodies into the archive: that is no work of the database. A further figure has it.
"""

import asyncio
import hashlib
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlite_utils import Database

from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.site.words import sentences, title
from crawler.addresses import Site
from crawler.items import Found, Lease, Scheduled
from crawler.job import Job
from crawler.pipeline import LedgerPipeline
from crawler.spiders.nhse_news import NhseNews
from db import ledger
from db.archive import Archive
from db.connection import connect, writing
from db.ledger import Ending, Page
from db.readings import Attachment, Reading
from db.sources import register_source

ROWS, READINGS = 20_000, 5_000
DAY = "2026-06-01"
AT = f"{DAY}T09:00:00Z"
BATCH = 100
_TABLES = ("documents", "versions", "texts", "attachments", "pages")
_AT_LAST = "current_version"  # of a document
_SENTENCES = 75  # of a text: about 9.6 KB
_ATTACHMENTS = 3
_LEAST = 0.6

Write = Callable[[Path, Database, int], None]  # folder, an open database, the run in it


@dataclass(frozen=True, slots=True)
class Way:
    """What one way took, once a round: processor and wall seconds."""

    cpu: list[float]
    wall: list[float]

    def a_second(self, count: int) -> list[float]:
        """So many a second of the clock."""
        return [count / wall for wall in self.wall]


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """Write that share of 5,000 readings and of 20,000 pages that are only queued."""
    folder = scratch / f"writing-{share:g}"
    folder.mkdir()
    readings = _readings(max(BATCH, round(READINGS * share)))
    queued = [Scheduled(page) for page in _pages(max(BATCH, round(ROWS * share)))]
    try:
        found = _measured(folder, readings, queued, rounds)
    finally:
        shutil.rmtree(folder)
    return Measured(
        share=share,
        size={"readings": len(readings), "pages that are queued": len(queued)},
        figures=list(_figures(found, len(readings), len(queued))),
        bars=[_bar(found, "readings"), _bar(found, "queued pages")],
    )


def _bar(found: dict[str, Way], what: str) -> Bar:
    speed = ratio(found[f"executemany, {what}"].cpu, found[f"delaywatch, {what}"].cpu)
    name = f"{what} a CPU second, to the same rows by executemany"
    return Bar(name, speed, _LEAST, at_least=True)


def _figures(found: dict[str, Way], readings: int, queued: int) -> Iterator[Figure]:
    for name, way in found.items():
        count = queued if "queued" in name else readings
        yield Figure(f"{name}: speed", "a second", tuple(way.a_second(count)))
        yield Figure(f"{name}: processor", "CPU s", tuple(way.cpu), grows=True, size=count)


def _measured(
    folder: Path, readings: list[Found], queued: list[Scheduled], rounds: int
) -> dict[str, Way]:
    """Let each way write in turn; what the bulk writes is what ours has written before."""
    read = [item for one in readings for item in _story_of(one)]
    for name, items in (("made", read), ("queued", queued)):
        with _opened(folder / f"{name}.db") as (db, run_id):
            _ours(items)(folder, db, run_id)
    ways: dict[str, Write] = {
        "delaywatch, readings": _ours(read),
        "executemany, readings": _bulk(_rows_of(folder / "made.db", _TABLES)),
        "delaywatch, queued pages": _ours(queued),
        "executemany, queued pages": _bulk(_rows_of(folder / "queued.db", ("pages",))),
        "delaywatch, readings and raw bodies": _ours(read, Archive),
    }
    taken: dict[str, Way] = {name: Way([], []) for name in ways}
    for number in range(rounds):
        for name, write in ways.items():
            turn = folder / f"turn-{number}"
            turn.mkdir()
            with _opened(turn / "delaywatch.db") as (db, run_id), _timed(taken[name]):
                write(turn, db, run_id)
            shutil.rmtree(turn)
    return taken


@contextmanager
def _timed(way: Way) -> Iterator[None]:
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    way.cpu.append(time.process_time() - cpu)
    way.wall.append(time.perf_counter() - wall)


# Ours ----------------------------------------------------------------------------------------


class _NoArchive(Archive):
    """Knows the names of raw bodies, and keeps none."""

    def write(self, body: bytes) -> str:
        return hashlib.sha256(body).hexdigest()


def _ours(items: Sequence[Any], archive: type[Archive] = _NoArchive) -> Write:
    def write(folder: Path, db: Database, run_id: int) -> None:
        job = Job(
            db=db,
            archive=archive(folder / "archive"),
            run_id=run_id,
            as_of=DAY,
            site=Site(NhseNews.home),
            delay=0,
            say=lambda _line: None,
        )
        asyncio.run(_piped(job, items))

    return write


async def _piped(job: Job, items: Iterable[Any]) -> None:
    """Give items to the pipeline of a crawl, as its spider would."""
    spider: Any = SimpleNamespace(
        name=NhseNews.name, job=job, clock=lambda: AT, settled=0, reread=None,
        kept=lambda _reading: None,
    )  # fmt: skip
    pipeline = LedgerPipeline(SimpleNamespace(spider=spider))
    pipeline.open_spider()
    for item in items:
        pipeline.process_item(item)
    pipeline.close_spider()
    if job.stop or job.broken:
        raise job.stop or RuntimeError(job.broken)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Database, int]]:
    """A new database, with a run of the source that is read."""
    db = connect(path)
    with writing(db):
        register_source(db, NhseNews.source())
        run_id = ledger.start_run(db, "crawl nhse_news", DAY, AT)
    yield db, run_id
    db.close()


# In bulk -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """The statement that writes a row, and the values of each."""

    statement: str
    rows: list[tuple[Any, ...]]


def _rows_of(path: Path, tables: Sequence[str]) -> list[_Rows]:
    with sqlite3.connect(path) as db:
        found = [_rows(db, table) for table in tables]
        return [*found, _current_versions(db)] if "documents" in tables else found


def _rows(db: sqlite3.Connection, table: str) -> _Rows:
    cursor = db.execute(f"select * from {table} order by id")
    names = [column[0] for column in cursor.description if column[0] != _AT_LAST]
    cursor = db.execute(f"select {', '.join(names)} from {table} order by id")
    marks = ", ".join("?" * len(names))
    return _Rows(f"insert into {table} ({', '.join(names)}) values ({marks})", cursor.fetchall())


def _current_versions(db: sqlite3.Connection) -> _Rows:
    """What is written at last: until then no document names a version that is not there yet.

    If one did, SQLite would look through all documents at each version that comes.
    """
    rows = db.execute(f"select {_AT_LAST}, id from documents order by id").fetchall()
    return _Rows(f"update documents set {_AT_LAST} = ? where id = ?", rows)


def _bulk(tables: list[_Rows]) -> Write:
    """Write all rows, of each table as many a transaction as belong to a hundred readings."""
    batches = max(1, len(tables[0].rows) // BATCH)

    def write(_folder: Path, db: Database, _run_id: int) -> None:
        for batch in range(batches):
            db.conn.execute("begin immediate")
            for one in tables:
                first, last = (len(one.rows) * place // batches for place in (batch, batch + 1))
                db.conn.executemany(one.statement, one.rows[first:last])
            db.conn.execute("commit")

    return write


# What is written -----------------------------------------------------------------------------


def _pages(count: int) -> Iterator[Page]:
    for number in range(count):
        url = f"{NhseNews.home}/news/sample-{number}/"
        yield Page(
            source=NhseNews.name, origin="site", url=url, kind="document", native_id=str(number),
            item=f'{{"id":{number},"link":"{url}","modified_gmt":"2026-05-01T09:00:00"}}',
        )  # fmt: skip


def _story_of(found: Found) -> list[Any]:
    """What a crawl tells its pipeline of a page: it is queued, taken in hand, read."""
    assert found.page is not None  # noqa: S101 - it came from a page
    return [Scheduled(found.page), Lease(found.page, f"{DAY}T09:30:00Z"), found]


def _readings(count: int) -> list[Found]:
    return [_found(page, number) for number, page in enumerate(_pages(count))]


def _found(page: Page, number: int) -> Found:
    random = Random(f"reading {number}")  # noqa: S311 - the same words each time
    text = "\n".join(sentences(random, 5) for _ in range(_SENTENCES // 5))
    files = tuple(
        Attachment(kind="file", url=f"{page.url}{place}.pdf", title=title(random, place))
        for place in range(_ATTACHMENTS)
    )
    reading = Reading(
        source=page.source, origin=page.origin, url=page.url, native_id=page.native_id,
        kind="news", title=title(random, number), text=text, published_at="2026-05-01T09:00:00Z",
        modified_at="2026-05-01T09:00:00Z", types=("News",), topics=("Plans",), attachments=files,
        raw=os.fsencode(text) + page.url.encode(), content_type="text/html", route="html",
        extractor=NhseNews.extractor,
    )  # fmt: skip
    return Found(reading, page, Ending(state="ok", http_status=200, etag='"x"'))

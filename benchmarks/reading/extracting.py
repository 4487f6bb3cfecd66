"""`extract` over stored texts with one process and with two, and what its parts spend.

Each run is a program of its own over a copy of the same database. Children are waited for, so the
system tells their processor time apart from that of the process that writes. Where others use the
machine, seconds by the clock say little: the parts' processor time says how it would scale.
"""

import hashlib
import json
import shutil
import sqlite3
import sys
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.reading.texts import texts
from benchmarks.reading.timing import of_children
from benchmarks.spending import python, spend
from db.connection import connect, settle, writing
from db.errors import Problem
from tracker.extract import extract

_TEXTS, _PROCESSES = 5_000, 2
_LEAST = 1.7
_AT = "2025-01-15T00:00:00Z"


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """Seconds of the clock and of the processor with one process and with two."""
    count = max(1, round(_TEXTS * share))
    made = _database(scratch / f"reading-{share:g}.db", count)
    one, two = [], []
    for _ in range(rounds):
        one.append(_run(made, 1))
        two.append(_run(made, _PROCESSES))
    if len({run["rows"] for run in [*one, *two]}) > 1:
        raise Problem("one process and two do not find the same statements", where=str(made))
    parent = [run["parent"] for run in two]
    children = [run["children"] for run in two]
    alone = [run["parent"] + run["children"] for run in one]
    return Measured(
        share=share,
        size={"texts": count, "statements in them": one[0]["found"]},
        figures=[
            Figure("extract, 1 process", "s", tuple(run["wall"] for run in one)),
            Figure("extract, 2 processes", "s", tuple(run["wall"] for run in two)),
            Figure("extract, 1 process, all of it", "CPU s", tuple(alone), grows=True, size=count),
            Figure("extract, 2 processes, the one that writes", "CPU s", tuple(parent)),
            Figure("extract, 2 processes, those that read", "CPU s", tuple(children)),
            Figure(
                "extract, 2 processes: as fast as 1 where no core waits", "x",
                tuple(
                    (_PROCESSES if c else 1) * a / (b + c)
                    for a, b, c in zip(alone, parent, children, strict=True)
                ),
            ),
            Figure("extract, the most memory of a process", "MiB", tuple(r["peak"] for r in two)),
        ],
        bars=[
            Bar(
                "extract: as fast with two processes as with one",
                ratio([run["wall"] for run in one], [run["wall"] for run in two]), _LEAST,
                at_least=True,
            ),
        ],
    )  # fmt: skip


def _run(made: Path, processes: int) -> dict[str, float]:
    copy = made.with_suffix(".copy")
    shutil.copy(made, copy)
    spent = spend(python("-m", "benchmarks.reading.extracting", str(copy), str(processes)))
    copy.unlink()
    return {**json.loads(spent.out.splitlines()[-1]), "peak": spent.peak}


def _database(path: Path, count: int) -> Path:
    """A database with so many texts that nobody has read yet, one a document."""
    if path.exists():
        return path
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    db = connect(making)
    with writing(db):
        db.execute(
            """insert into sources (name, title, kind, republish)
               values ('bench', 'bench', 'file', 'text')"""
        )
        for number, text in enumerate(texts(count), start=1):
            db.execute(
                """insert into documents
                     (id, source, origin, url, kind, title, first_seen_at, last_seen_at)
                   values (?, 'bench', 'file', ?, 'news', 'x', '2025-01-15', '2025-01-15')""",
                [number, f"https://bench.example/{number}"],
            )
            db.execute(
                """insert into versions
                     (id, document_id, number, title, published_at, raw_sha256, route, fetched_at)
                   values (?, ?, 1, 'x', '2025-01-15', '', 'file', '2025-01-15')""",
                [number, number],
            )
            db.execute(
                """insert into texts (version_id, extractor, text, content_hash, made_at)
                   values (?, 'bench', ?, '', '2025-01-15')""",
                [number, text],
            )
    settle(db)
    db.conn.close()
    making.replace(path)
    return path


def _main(path: Path, processes: int) -> None:
    """Read the texts of a database, and print what it took as JSON."""
    db = connect(path)
    before, started, used = process_time(), perf_counter(), of_children()
    done = extract(db, at=_AT, processes=processes)
    took = {
        "wall": perf_counter() - started,
        "parent": process_time() - before,
        "children": of_children() - used,
        "found": done.found,
        "rows": _digest(db.conn),
    }
    db.conn.close()
    print(json.dumps(took))


def _digest(connection: sqlite3.Connection) -> str:
    """One value for all that was found and where: the same for the same statements."""
    found = hashlib.sha256()
    for table in ("statements", "statement_places"):
        for row in connection.execute(f"select * from {table} order by rowid"):
            found.update(repr(row).encode())
    return found.hexdigest()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))

"""How fast statements are found: sentences a second, documents a second in processes, hard texts.

Run by `make bench`. Each figure is the best of several passes: these machines are noisy. The
texts are made here from the sentences of the tests.
"""

import json
import os
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time

from sqlite_utils import Database

from db.connection import memory
from tracker.extract import extract
from tracker.resolve import cluster
from tracker.statements import find_statements

SENTENCES = Path(__file__).parent.parent / "tests/tracker/statements/sentences.jsonl"
SAID_ON = date(2025, 1, 15)
PASSES = 3
DOCUMENTS = 3_000
LINES = 20
CLAIMS = 5_000
HARD = {
    "1 MB without a space": "x" * 1_000_000,
    "1 MB of 'will be published '": "will be published " * 55_000,
    "1 MB of 'and the plan, '": "and the plan, " * 72_000,
    "1 MB of 'the of the of '": "the of the of " * 72_000,
    "1 MB of '(('": "(" * 1_000_000,
}


def main() -> None:
    """Print every figure."""
    rows = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    texts = [str(row["sentence"]) for row in rows]
    seconds = min(_reading(texts) for _ in range(PASSES))
    _print("sentences a second", len(texts) / seconds, 0)
    for name, text in HARD.items():
        _print(f"{name}, seconds", _reading([text]), 2)
    _processes(texts)
    claims = [
        {"sentence": row["sentence"], "deliverable": row["deliverable"], "actor": row["actor"]}
        for row in islice(cycle(rows), CLAIMS)
    ]
    started = process_time()
    cluster(claims)
    _print(f"{CLAIMS:,} claims joined, seconds", process_time() - started, 2)


def _reading(texts: list[str]) -> float:
    """Seconds of the processor for reading these texts."""
    started = process_time()
    for text in texts:
        find_statements(text, SAID_ON)
    return process_time() - started


def _processes(texts: list[str]) -> None:
    """Documents a second of `extract` with one process and with as many as there are processors."""
    most = os.cpu_count() or 1
    walls = {}
    for processes in (1, most):
        db = memory()
        _fill(db, texts)
        started = perf_counter()
        done = extract(db, at="2025-01-15T00:00:00Z", processes=processes)
        walls[processes] = perf_counter() - started
        _print(f"extract with {processes}, documents a second", done.texts / walls[processes], 0)
    _print(f"extract with {most}, so many times as fast", walls[1] / walls[most], 2)


def _fill(db: Database, texts: list[str]) -> None:
    """Documents of twenty sentences each, straight into the tables."""
    db.execute(
        """insert into sources (name, title, kind, republish)
           values ('bench', 'bench', 'file', 'text')"""
    )
    lines = cycle(texts)
    for number in range(1, DOCUMENTS + 1):
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
            [number, "\n".join(islice(lines, LINES))],
        )


def _print(name: str, figure: float, digits: int) -> None:
    print(f"{name:44} {figure:>10,.{digits}f}")


if __name__ == "__main__":
    main()

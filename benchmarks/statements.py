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
    seconds = min(_seconds(lambda: [find_statements(text, SAID_ON) for text in texts]) for _ in range(PASSES))
    print(f"{'sentences a second':36} {len(texts) / seconds:>10,.0f}")
    for name, text in HARD.items():
        print(f"{name + ', seconds':36} {_seconds(lambda: find_statements(text, SAID_ON)):>10.2f}")
    _processes(texts)
    claims = [
        {"sentence": text, "deliverable": row["deliverable"], "actor": row["actor"], "said_on": SAID_ON}
        for text, row in islice(zip(cycle(texts), cycle(rows), strict=False), CLAIMS)
    ]
    print(f"{f'{CLAIMS:,} claims joined, seconds':36} {_seconds(lambda: cluster(claims)):>10.2f}")


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
        name = f"extract, {processes} process{'es' if processes > 1 else ''}, documents a second"
        print(f"{name:36} {done.texts / walls[processes]:>10,.0f}")
    print(f"{'  so many times as fast':36} {walls[1] / walls[most]:>10.2f}")


def _fill(db, texts: list[str]) -> None:
    """Documents of twenty sentences each, straight into the tables."""
    db.execute(
        "insert into sources (name, title, kind, republish) values ('bench', 'bench', 'file', 'text')"
    )
    lines = cycle(texts)
    for number in range(1, DOCUMENTS + 1):
        text = "\n".join(islice(lines, LINES))
        db.execute(
            """insert into documents (id, source, origin, url, kind, title, first_seen_at, last_seen_at)
               values (?, 'bench', 'file', ?, 'news', 'x', '2025-01-15', '2025-01-15')""",
            [number, f"https://bench.example/{number}"],
        )
        db.execute(
            """insert into versions (id, document_id, number, title, published_at, raw_sha256, route, fetched_at)
               values (?, ?, 1, 'x', '2025-01-15', '', 'file', '2025-01-15')""",
            [number, number],
        )
        db.execute(
            """insert into texts (version_id, extractor, text, content_hash, made_at)
               values (?, 'bench', ?, '', '2025-01-15')""",
            [number, text],
        )


def _seconds(work) -> float:
    started = process_time()
    work()
    return process_time() - started


if __name__ == "__main__":
    main()

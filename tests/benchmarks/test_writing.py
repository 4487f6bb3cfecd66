"""The part "writing" on a hundred rows: both ways write the same, and both are told."""

import sqlite3

import pytest

from benchmarks import writing
from benchmarks.writing import sinks

pytestmark = pytest.mark.slow

WAYS = ("delaywatch, {}", "executemany, {}")


def test_each_way_is_measured(tmp_path):
    measured = writing.measure(0.002, 1, tmp_path)
    assert measured.size == {"readings": 100, "pages that are queued": 100}
    names = [way.format(what) for what in ("readings", "queued pages") for way in WAYS]
    names.append("delaywatch, readings and raw bodies")
    assert {figure.name for figure in measured.figures} == {
        f"{name}: {what}" for name in names for what in ("speed", "processor")
    }
    assert {figure.size for figure in measured.figures if figure.grows} == {100}
    assert [(bar.bound, bar.at_least) for bar in measured.bars] == [(0.6, True)] * 2
    assert list(tmp_path.iterdir()) == []


def rows(path):
    with sqlite3.connect(path) as db:
        return [db.execute(f"select * from {one} order by id").fetchall() for one in sinks._TABLES]


def test_both_ways_write_the_same_rows(tmp_path):
    read = [item for one in sinks._readings(20) for item in sinks._story_of(one)]
    with sinks._opened(tmp_path / "ours.db") as (db, run_id):
        sinks._ours(read)(tmp_path, db, run_id)
    made = sinks._rows_of(tmp_path / "ours.db", sinks._TABLES)
    with sinks._opened(tmp_path / "bulk.db") as (db, run_id):
        sinks._bulk(made)(tmp_path, db, run_id)
    ours = rows(tmp_path / "ours.db")
    assert [len(table) for table in ours] == [20, 20, 20, 60, 20]
    assert rows(tmp_path / "bulk.db") == ours

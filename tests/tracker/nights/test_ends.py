"""A run that ends has written down how each of its steps ended, whatever came in between."""

import sqlite3
from datetime import UTC, datetime
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from db import ledger
from db import steps as store
from db.connection import connect, writing
from tracker.runs import night as night_module
from tracker.runs.night import Stopped, _all_steps, _finish
from tracker.runs.steps import Done, Night

AT = "2026-08-03T09:00:00Z"


@pytest.fixture
def night(tmp_path, monkeypatch):
    """A run of one step, which is well."""
    path = tmp_path / "d.db"
    db = connect(path)
    with writing(db):
        run_id = ledger.start_run(db, "run", "2026-08-03", AT)
    setting = SimpleNamespace(db=path, now=datetime(2026, 8, 3, 9, tzinfo=UTC))
    monkeypatch.setattr(night_module, "STEPS", {"extract": lambda _: Done("well")})
    made = Night(setting, MagicMock(), run_id, MagicMock())
    yield made, db
    db.close()


def throws(error):
    def throw(*_, **__):
        raise error

    return throw


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("a second signal, while the end is written down", Stopped()),
        ("a disk that is full for a moment", sqlite3.OperationalError("database or disk is full")),
    ],
)
def test_a_step_whose_end_was_not_written_down_is_closed_with_the_run(
    night, monkeypatch, what, error
):
    one, db = night
    monkeypatch.setattr(store, "end", throws(error))
    ended = _all_steps(db, one)
    assert ended is not isinstance(error, Stopped), what
    assert [row["outcome"] for row in store.steps(db, one.run_id)] == ["running"]
    assert _finish(db, one, ended=ended, code=1) == 1
    assert [row["outcome"] for row in store.steps(db, one.run_id)] == ["killed"]
    assert store.run(db, one.run_id)["outcome"] in {"killed", "broken"}


def test_a_signal_between_the_beginning_of_a_step_and_its_work_leaves_nothing_open(
    night, monkeypatch
):
    one, db = night
    monkeypatch.setattr(night_module, "Done", throws(Stopped()))
    assert not _all_steps(db, one)
    assert _finish(db, one, ended=False, code=1) == 1
    assert [row["outcome"] for row in store.steps(db, one.run_id)] == ["killed"]

"""Who holds the run lock: asked without waiting, and without being in anybody's way."""

import fcntl
import os
import threading

import pytest

from db import ledger
from db.connection import connect, writing
from db.errors import Busy
from db.lock import holder, run_lock
from tracker.runs.report import latest, report


def test_who_holds_it_is_told_and_nobody_where_nobody_does(tmp_path):
    path = tmp_path / "d.db"
    assert holder(path) is None  # nobody ever did
    assert list(tmp_path.iterdir()) == []
    with run_lock(path):
        assert holder(path) == str(os.getpid())
    assert holder(path) is None
    with run_lock(path):
        pass


def test_a_run_is_not_kept_from_beginning_by_one_who_only_asks(tmp_path):
    path = tmp_path / "d.db"
    with run_lock(path):
        pass
    handle = os.open(tmp_path / "d.db.lock", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    threading.Timer(0.01, os.close, [handle]).start()
    with run_lock(path):
        pass
    with run_lock(path), pytest.raises(Busy), run_lock(path):
        pass


def test_a_run_without_an_end_is_at_work_or_was_killed_and_the_lock_says_which(tmp_path):
    path = tmp_path / "d.db"
    db = connect(path)
    with writing(db):
        ids = [ledger.start_run(db, "run", "2026-08-03", "2026-08-03T09:00:00Z") for _ in range(2)]
    killed = "was killed, and wrote down no end; the next run goes on"

    def said():
        return [next(report(db, one)).partition("Z: ")[2] for one in ids]

    assert said() == [f"{killed}."] * 2
    assert [line.partition("  run  ")[2] for line in latest(db, 2)] == [killed] * 2
    with run_lock(path):
        at_work = f"is at work (process {os.getpid()})"
        assert said() == [f"{killed}.", f"{at_work}."]  # the newest alone can be
        assert [line.partition("  run  ")[2] for line in latest(db, 2)] == [at_work, killed]
    db.close()

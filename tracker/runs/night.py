"""One whole run, as a timer starts it: every step, whatever became of the one before.

A step that fails keeps no other from being done: what is accepted is published though a source
cannot be read, and a backup is made though nothing can be published. What went wrong stands in
`run_steps`, in the report and in the exit code.
"""

import shutil
import signal
import sqlite3
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlite_utils import Database

from db import ledger
from db import steps as store
from db.connection import connect, explained, writing
from db.errors import Problem
from db.instants import refuse_set_back
from db.lock import run_lock
from tracker.runs.heartbeat import beat
from tracker.runs.report import report
from tracker.runs.steps import STEPS, Done, Night, Wish
from tracker.runs.telling import Teller, clean
from tracker.setting import Setting

LEAST_SPACE: Final = 64 * 2**20  # bytes that must be free before a run begins


class Stopped(BaseException):
    """A signal asked the run to end; no step begins any more."""


def run(setting: Setting, tell: Teller, wish: Wish) -> int:
    """Do all steps and return the exit code: 0 well, 1 where anything is not.

    Raises Busy where another run holds the lock, Problem where no run can begin: the database is
    damaged or cannot be written, the disk is full, the clock was set back.
    """
    with (
        run_lock(setting.db) as lock,
        _told_outside(wish.environ, tell) as ending,
        explained(setting.db),
    ):
        db = connect(setting.db)
        _refuse_to_begin(db, setting, trust_clock=wish.trust_clock)
        night = Night(setting, tell, _begin(db, setting, tell), wish, lock)
        ended = _all_steps(db, night)
        well = ended and all(done.outcome == "finished" for done in night.done.values())
        ending.code = _finish(db, night, ended=ended, code=0 if well else 1)
        tell.report(report(db, night.run_id, night.done), exit_code=ending.code)
    return ending.code


@dataclass
class _Ending:
    code: int = 1


@contextmanager
def _told_outside(environ: Mapping[str, str], tell: Teller) -> Iterator[_Ending]:
    """Let who watches from outside know that a run begins, and how it ends, whatever ends it."""
    ending = _Ending()
    faults = [beat(environ, "start")]
    try:
        yield ending
    finally:
        faults.append(
            beat(environ, "fail", ending.code) if ending.code else beat(environ, "success")
        )
        for fault in filter(None, faults):
            tell.warn(fault, level="warning")


def _refuse_to_begin(db: Database, setting: Setting, *, trust_clock: bool) -> None:
    """Raise Problem where a run would do more harm than good."""
    damage = store.damage(db)
    if damage is not None:
        raise Problem(
            f"the database is damaged ({damage}); nothing was done",
            where=str(setting.db),
            do="restore a backup: `delaywatch restore --check`, then `delaywatch restore`",
        )
    free = shutil.disk_usage(setting.db.parent).free
    if free < LEAST_SPACE:
        raise Problem(
            f"only {free >> 20:,} MiB are free on this disk; nothing was done",
            where=str(setting.db.parent),
            do=f"free some: a run needs {LEAST_SPACE >> 20} MiB and more",
        )
    if not trust_clock:
        refuse_set_back(db, setting.instant)


def _begin(db: Database, setting: Setting, tell: Teller) -> int:
    with writing(db):
        killed = ledger.take_over(db)
        run_id = ledger.start_run(db, "run", setting.as_of.isoformat(), setting.instant)
    tell.bind(run=run_id)
    if killed:
        tell.warn("an earlier run was killed; its pages are taken up", level="warning")
    return run_id


def _all_steps(db: Database, night: Night) -> bool:
    """Do each step; tells whether all of them had their turn."""
    try:
        with _signals() as heard:
            for name in STEPS:
                _one_step(db, night, name)
                _go_on_unless(heard)
    except Stopped:
        night.tell.warn("stopped by a signal; the next run goes on")
        return False
    return True


def _go_on_unless(heard: list[int]) -> None:
    """Raise Stopped for a signal that came to nothing in the step, in a hook of Python's own."""
    if heard:
        raise Stopped


def _one_step(db: Database, night: Night, name: str) -> None:
    """Do a step and write down what came of it, also where that cannot be written down."""
    started = time.monotonic()
    _write(night, name, lambda: store.begin(db, night.run_id, name, night.instant), db)
    done = Done("", "killed", "stopped before its end")
    try:
        done = _harmless(_tried(night, name))
    finally:
        night.tell.done()
        night.done[name] = done
        seconds = round(time.monotonic() - started, 1)
        _write(
            night, name,
            lambda: store.end(
                db, night.run_id, name, outcome=done.outcome, seconds=seconds,
                result=done.result, message=done.message,
            ),
            db,
        )  # fmt: skip
        _say(night.tell, name, done, seconds)


def _harmless(done: Done) -> Done:
    """The same in words that can be kept: SQLite takes no lone surrogates."""
    message = None if done.message is None else clean(done.message)
    return replace(done, result=clean(done.result), message=message)


def _say(tell: Teller, name: str, done: Done, seconds: float) -> None:
    known: dict[str, Any] = {"step": name, "outcome": done.outcome, "seconds": seconds}
    if done.result:
        tell.say(f"{name}: {done.result}", **known)
    if done.message:
        tell.warn(f"{name}: {done.message}", **known)


def _tried(night: Night, name: str) -> Done:
    """Do a step; what it raises is what came of it, and no end of the run."""
    try:
        with explained(night.setting.db):
            return STEPS[name](night)
    except Problem as problem:
        return Done("", "broken", str(problem))
    except Exception as error:  # noqa: BLE001 - one step's fault must not keep the others from it
        for line in traceback.format_exc().splitlines():
            night.tell.warn(line, step=name)
        return Done("", "broken", f"a fault in delaywatch ({type(error).__name__}: {error})")


def _write(night: Night, name: str, work: Any, db: Database) -> None:
    """Write something down about a step; where that cannot be, the run goes on and is not well."""
    try:
        with writing(db):
            work()
    except sqlite3.Error as error:
        night.done[f"{name}, kept"] = Done("", "broken", f"it could not be written down ({error})")


def _finish(db: Database, night: Night, *, ended: bool, code: int) -> int:
    """Close the run in the database; returns the exit code, 1 where that cannot be done."""
    outcome = "killed" if not ended else "broken" if code else "finished"
    faults = [f"{name}: {done.message}" for name, done in night.done.items() if done.message]
    try:
        with writing(db):
            ledger.finish_run(
                db, night.run_id, outcome=outcome, at=night.instant,
                message="; ".join(faults) or None, exit_code=code,
            )  # fmt: skip
    except sqlite3.Error as error:
        night.tell.warn(f"the end of the run could not be written down ({error})")
        return 1
    return code


@contextmanager
def _signals() -> Iterator[list[int]]:
    """SIGTERM and Ctrl-C end the step that is at work, in good order, and the run with it.

    Gives a list of those that came.
    """
    heard: list[int] = []

    def stop(number: int, _: object) -> None:
        heard.append(number)
        raise Stopped

    before = {one: signal.signal(one, stop) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield heard
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)

"""What a run came to, for whoever opens the log in the morning."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlite_utils import Database

from db import steps as store
from db.connection import file_of
from db.errors import Problem
from db.lock import holder
from tracker.runs.steps import Done

_MINUTE: Final = 60
_ENDED: Final = {
    "finished": "ended well",
    "broken": "ended, and something needs you",
    "killed": "was stopped before its end; the next run goes on",
}


def latest(db: Database, most: int) -> Iterator[str]:
    """A line for each of the newest runs, the newest first."""
    for row in store.runs(db, most):
        outcome = _still(db, row["id"]) if row["outcome"] == "running" else row["outcome"]
        fault = f": {row['message']}" if row["message"] else ""
        command = row["command"].split()[0]
        yield f"{row['id']}  {row['started_at']}  {command}  {outcome}{fault}"


def number_of_last(db: Database) -> int:
    """The number of the newest run. Raises Problem where there was none."""
    rows = store.runs(db, 1)
    if not rows:
        raise Problem("there was no run yet", do="run `delaywatch run`")
    return int(rows[0]["id"])


def report(db: Database, run_id: int, seen: Mapping[str, Done] | None = None) -> Iterator[str]:
    """The report of a run, line by line.

    ``seen`` is what its steps came to as the run itself knows it, also where that could not be
    written down. Raises Problem where there is no run of that number.
    """
    run = store.run(db, run_id)
    if run is None:
        raise Problem(f"there is no run {run_id}", do="list them with `delaywatch runs`")
    ended = _ENDED.get(run["outcome"]) or _still(db, run_id)
    yield f"Run {run_id}, counted for {run['as_of']}, begun {run['started_at']}: {ended}."
    kept = {row["step"]: row for row in store.steps(db, run_id)}
    for name in dict.fromkeys([*kept, *(seen or {})]):
        yield from _of_step(name, kept.get(name), (seen or {}).get(name))
    for row in store.sources(db, run_id):
        yield from _of_source(row)


def _still(db: Database, run_id: int) -> str:
    """What a run does of which no end was written down: only the newest can be at work.

    Whether it is tells the run lock, which the system drops with the process that held it.
    """
    path = file_of(db)
    process = holder(path) if path is not None and run_id == number_of_last(db) else None
    if process is None:
        return "was killed, and wrote down no end; the next run goes on"
    return f"is at work (process {process})"


def _of_step(name: str, row: dict[str, Any] | None, seen: Done | None) -> Iterator[str]:
    done = seen or (Done(row["result"] or "", row["outcome"], row["message"]) if row else None)
    if done is None:
        return
    took = f" ({_took(row['seconds'])})" if row and row["seconds"] is not None else ""
    yield f"  {name}: {done.outcome}{took}{'; ' + done.result if done.result else ''}"
    if done.message:
        yield f"    ! {done.message}"


def _of_source(row: dict[str, Any]) -> Iterator[str]:
    if row["health"] == "healthy" and row["outcome"] == "finished":
        return
    reason = row["message"] or row["health_reason"] or "no reason was kept"
    yield f"  source {row['source']}: {row['health'] or row['outcome']}: {reason}"


def _took(seconds: float) -> str:
    """How long something took, for people.

    >>> _took(4.26), _took(150)
    ('4 s', '2 min 30 s')
    """
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"

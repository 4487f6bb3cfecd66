"""What each step of a run came to, and what a whole run came to."""

import sqlite3
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]


def begin(db: Database, run_id: int, step: str, at: str) -> None:
    """Write down that a step of a run begins."""
    db.execute(
        "insert into run_steps (run_id, step, started_at) values (?, ?, ?)", [run_id, step, at]
    )


def end(
    db: Database,
    run_id: int,
    step: str,
    *,
    outcome: str,
    seconds: float,
    result: str,
    message: str | None,
) -> None:
    """Write down what a step came to, and how long it took (monotonic)."""
    db.execute(
        """
        update run_steps set outcome = ?, seconds = ?, result = ?, message = ?
        where run_id = ? and step = ?
        """,
        [outcome, seconds, result, message, run_id, step],
    )


def runs(db: Database, most: int) -> list[Row]:
    """The newest runs, the newest first: the columns of `runs`."""
    return list(db.query("select * from runs order by id desc limit ?", [most]))


def run(db: Database, run_id: int) -> Row | None:
    """One run; None where there is none of that number."""
    return next(iter(db.query("select * from runs where id = ?", [run_id])), None)


def steps(db: Database, run_id: int) -> list[Row]:
    """The steps of a run, in their order."""
    return list(db.query("select * from run_steps where run_id = ? order by rowid", [run_id]))


def sources(db: Database, run_id: int) -> list[Row]:
    """What a run did with each source, in its order."""
    return list(db.query("select * from run_sources where run_id = ? order by rowid", [run_id]))


def damage(db: Database) -> str | None:
    """What `pragma quick_check` says first of a file that is damaged; None where it is well."""
    try:
        [said] = db.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if said == "ok" else str(said)

"""Hosts that asked for a pause which outlives the run that was told so.

Inside a run a pause is kept by the monotonic clock; here by UTC instants
("YYYY-MM-DDTHH:MM:SSZ"), for that is all that the next process can read. All
writing functions run inside the caller's transaction (``db.connection.writing``).
"""

from sqlite_utils import Database


def keep_closed(db: Database, host: str, open_at: str, reason: str) -> None:
    """Write down that a host is not to be asked before the instant ``open_at``."""
    db.execute(
        "insert or replace into hosts (host, open_at, reason) values (?, ?, ?)",
        [host, open_at, reason],
    )


def closed(db: Database) -> dict[str, str]:
    """Return the hosts that wanted to be left alone, and until which instant each."""
    return {row["host"]: row["open_at"] for row in db.query("select host, open_at from hosts")}


def forget_open(db: Database, now: str) -> None:
    """Drop the hosts whose pause was over by the instant ``now``."""
    db.execute("delete from hosts where open_at <= ?", [now])

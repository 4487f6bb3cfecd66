"""Which steps have looked at everything by which rules, so that only their lists are left to do."""

from sqlite_utils import Database


def finished(db: Database, step: str) -> str | None:
    """By which rules a step has looked at all that is not on its list; None: it never did."""
    row = db.execute("select rules from finished where step = ?", [step]).fetchone()
    return row and str(row[0])


def finish(db: Database, step: str, rules: str) -> None:
    """Write down that a step has looked at everything by these rules; in its own transaction."""
    db.execute(
        """insert into finished (step, rules) values (?, ?)
           on conflict (step) do update set rules = excluded.rules where rules <> excluded.rules""",
        [step, rules],
    )

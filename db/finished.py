"""What a step has still to look at: everything, by rules that are new, or what its list has.

A *list* is a table that triggers fill (``db/sql/0014_finding.sql``), with a column ``taken``. A run
takes what is on it, looks at that, and strikes it off. What is listed again meanwhile is not taken
any more, and stays. What a run had taken that was killed, the next one looks at again.
"""

from typing import Any

from sqlite_utils import Database

from db.connection import writing


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


def take(db: Database, name: str, **about: Any) -> None:
    """Take what is on a list, before anything of it is read; makes its own transaction.

    ``about``: only rows with these values.
    """
    fresh = f"not taken and {_where(about)}"
    values = list(about.values())
    if db.execute(f"select 1 from {name} where {fresh} limit 1", values).fetchone():
        with writing(db):
            db.execute(f"update {name} set taken = 1 where {fresh}", values)


def is_listed_again(db: Database, name: str, **about: Any) -> bool:
    """Whether one is on a list that nobody has taken since: what was read of it may be old."""
    found = db.execute(
        f"select 1 from {name} where not taken and {_where(about)}", list(about.values())
    ).fetchone()
    return found is not None


def strike_off(db: Database, name: str, **about: Any) -> None:
    """What was taken is done; what was listed again since stays. Belongs into a transaction."""
    db.execute(f"delete from {name} where taken and {_where(about)}", list(about.values()))


def _where(about: dict[str, Any]) -> str:
    return " and ".join(f"{column} = ?" for column in about) or "1"

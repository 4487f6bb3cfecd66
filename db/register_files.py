"""What each file of the register was when it was loaded last, and which files point to which.

A file has a *name*: ``slug.yml``, or ``foi/id.yml`` of an FOI request. Triggers take the row of a
file away whenever anybody writes what it says (0013_register.sql), so what is stored of a file that
has a row is what the file said.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

_MOST: Final = 500  # values that one statement is given


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was loaded: digest of its content, how it lay there (see ``seen``), its steps.

    ``seen`` is None where that cannot tell whether it changed.
    """

    sha256: bytes
    seen: str | None
    steps: int


@dataclass(frozen=True, slots=True)
class State:
    """By what the files were checked: see the columns of ``register_state``."""

    number: int
    folder: str
    rules: str
    calendar: str
    as_of: str


def state(db: Database) -> State | None:
    """What the last load went by; None before the first."""
    row = db.execute("select number, folder, rules, calendar, as_of from register_state").fetchone()
    return State(*row) if row else None


def mark(db: Database) -> tuple[int, int]:
    """What is another one as soon as any row of a file is: the load, and how many rows are left."""
    row = db.execute(
        """select coalesce((select number from register_state), 0),
             (select count(*) from register_files)"""
    ).fetchone()
    return int(row[0]), int(row[1])


def known(db: Database) -> dict[str, Known]:
    """Every file that is known, by name."""
    rows = db.execute("select name, sha256, seen, steps from register_files")
    return {name: Known(*row) for name, *row in rows}


def keep_state(db: Database, now: State) -> None:
    """Make this what the last load went by."""
    db.execute(
        """insert into register_state (id, number, folder, rules, calendar, as_of)
           values (1, ?, ?, ?, ?, ?)
           on conflict (id) do update set number = excluded.number, folder = excluded.folder,
             rules = excluded.rules, calendar = excluded.calendar, as_of = excluded.as_of""",
        [now.number, now.folder, now.rules, now.calendar, now.as_of],
    )


def keep_files(db: Database, files: Iterable[tuple[str, Known]]) -> None:
    """Remember these files as they are now."""
    db.conn.executemany(
        "insert or replace into register_files (name, sha256, seen, steps) values (?, ?, ?, ?)",
        ((name, one.sha256, one.seen, one.steps) for name, one in files),
    )


# ----------------------------------------------------------------- which point to which


def pointing_to(db: Database, slugs: Collection[str]) -> set[str]:
    """Slugs of the commitments that are related to one of these, or were merged into one."""
    return {
        row[0]
        for row in _of_each(
            db,
            """select commitment from related where related in ({places})
               union
               select commitment from events where merged_into in ({places})
                 and origin = 'register' and retracted_on is null""",
            slugs,
            times=2,
        )
    }


def requests_about(db: Database, slugs: Collection[str]) -> dict[str, list[str]]:
    """Of these commitments that have any: ids of the register's requests that name it, by slug."""
    found: dict[str, list[str]] = {}
    for slug, case_id in _of_each(
        db,
        """select l.commitment, l.foi_request from foi_commitments l
           join foi_requests r on r.id = l.foi_request
             and r.retracted_on is null and r.origin = 'register'
           where l.commitment in ({places})""",
        slugs,
    ):
        found.setdefault(slug, []).append(case_id)
    return found


def named_by(db: Database, case_ids: Collection[str]) -> set[str]:
    """Slugs of the commitments that these requests name, as stored."""
    return {
        row[0]
        for row in _of_each(
            db, "select commitment from foi_commitments where foi_request in ({places})", case_ids
        )
    }


def _of_each(
    db: Database, sql: str, values: Collection[str], *, times: int = 1
) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement over values, some at a time; ``{places}`` stands for these."""
    among = sorted(values)
    for begin in range(0, len(among), _MOST):
        some = among[begin : begin + _MOST]
        places = ", ".join("?" for _ in some)
        yield from db.execute(sql.format(places=places), some * times).fetchall()

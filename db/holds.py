"""Holds: commitments that are out of the published file while they are looked at again."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.published import reading
from db.publishing.build import Telling
from db.publishing.tables import TABLES
from db.publishing.withhold import TOUCHED, withhold

Row = dict[str, Any]
# Tables of a release that a hold writes to; the others are those of the release before.
WRITTEN: Final = TOUCHED | {"held", "releases", "as_of"}


def standing(db: Database, slug: str) -> Row | None:
    """The hold on a commitment that was not lifted yet."""
    found = db.query("select * from holds where commitment = ? and lifted_at is null", [slug])
    return next(iter(found), None)


def is_known(db: Database, slug: str) -> bool:
    """Whether there is, or was, a commitment of this name."""
    found = db.execute("select 1 from commitments where slug = ?", [slug]).fetchone()
    return found is not None


def add(db: Database, slug: str, *, reason: str, by: str, at: str) -> None:
    """Keep that a commitment is held from an instant on."""
    db.table("holds").insert({"commitment": slug, "held_at": at, "held_by": by, "reason": reason})


def lift(db: Database, slug: str, *, reason: str, by: str, at: str) -> None:
    """Keep that the hold on a commitment ended."""
    db.execute(
        """update holds set lifted_at = ?, lifted_by = ?, lifted_why = ?
           where commitment = ? and lifted_at is null""",
        [at, by, reason, slug],
    )


def days(db: Database) -> dict[str, str]:
    """The commitments that are held, each with the day since which it is."""
    return dict(db.execute("select commitment, held_on from held").fetchall())


def contains(published: Path, slug: str) -> bool:
    """Whether a release tells anything of a commitment; that it is held is nothing."""
    with reading(published) as file:
        for table, column in (("commitments", "slug"), ("claims", "commitment")):
            if (
                _has(file, table)
                and file.execute(f"select 1 from {table} where {column} = ?", [slug]).fetchone()
            ):
                return True
    return False


def lacks(published: Path) -> list[str]:
    """The tables that a release does not have: an earlier delaywatch made it."""
    with reading(published) as file:
        return [table.name for table in TABLES if not _has(file, table.name)]


def take_out(
    copy: Path, held: dict[str, str], slugs: Iterable[str], telling: Telling, changed: int
) -> None:
    """Let a copy of a release be the next one, which tells nothing of ``slugs``.

    ``held`` are all that are held, with their days; ``changed`` is how many claims this release
    lost. No byte of what was taken out stays in the file.
    """
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("pragma journal_mode = memory")
        connection.execute("pragma secure_delete = on")
        published = Database(connection)
        published.execute("delete from held")
        connection.executemany("insert into held values (?, ?)", sorted(held.items()))
        withhold(published, slugs)
        _add_release(published, telling, changed)
        for table in TABLES:
            if table.search and table.name in TOUCHED:
                name = f"{table.name}_fts"
                published.execute(f"insert into {name} ({name}) values ('rebuild')")
                published.execute(f"insert into {name} ({name}) values ('optimize')")
        connection.commit()
        published.execute("analyze")
        connection.commit()


def _add_release(published: Database, telling: Telling, changed: int) -> None:
    *before, this = telling.releases
    for row in before:
        published.execute(
            "update releases set sha256 = ? where number = ?", [row["sha256"], row["number"]]
        )
    published.table("releases").insert(
        {**this, "claims_new": 0, "claims_changed": changed, "claims_corrected": 0}
    )


def _has(file: sqlite3.Connection, table: str) -> bool:
    found = file.execute("select 1 from sqlite_master where type = 'table' and name = ?", [table])
    return found.fetchone() is not None

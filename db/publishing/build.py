"""Lay the published tables down in a file of their own, each in its final shape at once."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.connection import explained
from db.errors import Problem
from db.published import has_table, reading
from db.publishing.tables import FIRST, LATER, REFERENCE, SHARES, TABLES, WHOLE_NUMBERS, Table
from db.publishing.withhold import withhold

Row = dict[str, Any]
# Views over `timeline`: once that is laid down they read it there, instead of counting it anew.
_OVER_TIMELINE: Final = ("overdue", "unchecked", "due_soon", "kinds", "choices", "phrases")
# They say when things were first told, and by which release: the releases before decide that, not
# the facts. And that we looked once more on the same day, and found nothing else, is no news.
_NOT_IN_DIGEST: Final = frozenset({"news", "releases", "run_reports"})
# What the tables of LATER are laid down from, beside the database and the tables before them.
_TOLD: Final = {
    "new_claims": (
        "commitment", "release", "published_at", "as_of", "change", "cause", "reason", "status",
        "first_due_words", "first_due_latest", "standing_due_words", "standing_due_latest",
        "days_late_min", "days_late_max", "outcome_event", "outcome_on", "merged_into", "disputed",
        "sentence",
    ),
    "told_events_before": ("id",),
    "releases_before": ("number", "as_of", "published_at", "sha256"),
}  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """What a release tells of itself and of those before it.

    ``new_claims`` are rows of ``claims`` that this release adds, ``told_events_before`` the numbers
    of events that an earlier one told and that were taken back, ``releases`` a row a release with
    this one as the last, ``before`` the files of the releases before, the newest first (they know
    when things were first told, also those that the last one did not tell), ``held`` the slugs of
    what is out of it for now.
    """

    new_claims: list[Row] = field(default_factory=list)
    told_events_before: list[int] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    before: list[Path] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def _of_nothing(_target: Path) -> Telling:
    return Telling()


def build(
    db: Database,
    target: Path,
    as_of: str,
    reference: Mapping[str, Iterable[Row]] | None = None,
    tell: Callable[[Path], Telling] = _of_nothing,
) -> str:
    """Write the published tables of the working database into ``target``; returns their digest.

    Everything is counted for ``as_of``, which must be the day in the database. ``reference`` are
    the rows of the tables that the tracker keeps itself (see ``REFERENCE``); what is not given is
    empty. ``tell`` is asked once the facts are laid down, with the file that holds them: it says
    what this release tells otherwise than the one before, or raises what keeps it from being one.

    The digest covers every published row, so that a second publication of the
    same facts for the same day can be told from a new one. Raises Problem on
    a full disk, a folder that cannot be written, or where another command
    changed the day in between.
    """
    with explained(target):
        with _laid_beside(db, target, REFERENCE, reference or {}):
            _copy(db)
        with _opened(target) as published:
            if published.execute("select day from as_of").fetchone() != (as_of,):
                raise Problem(
                    "another command set another day while this one was publishing",
                    where=str(target),
                    do="publish again",
                )
        telling = tell(target)
        with _laid_beside(db, target, _TOLD, _rows_of(telling)):
            _copy_later(db)
        with _opened(target) as published:
            _recall(published, telling.before)
            withhold(published, telling.held)
            for table in TABLES:
                _make_searchable(published, table)
            return _digest(published)


def digest_of(target: Path) -> str:
    """The digest of a published file: what ``build`` returned for the same rows."""
    with _opened(target) as published:
        return _digest(published)


def count_commitments(target: Path) -> int:
    """How many commitments a published file holds."""
    with reading(target) as connection:
        count: int = connection.execute("select count(*) from commitments").fetchone()[0]
    return count


def holds_case(target: Path, case_id: str) -> bool:
    """Whether a published file holds an FOI case; one of before there were such tables does not."""
    with reading(target) as connection:
        return has_table(connection, "foi_requests") and (
            connection.execute("select 1 from foi_requests where id = ?", [case_id]).fetchone()
            is not None
        )


def missing_columns(target: Path, wanted: Mapping[str, Iterable[str]]) -> list[str]:
    """Which columns of these tables a published file does not have, as "table.column"."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    lacking = []
    for table, columns in wanted.items():
        found = {row[1] for row in connection.execute(f"pragma table_info([{table}])")}
        lacking += [f"{table}.{column}" for column in columns if column not in found]
    connection.close()
    return lacking


def seal(target: Path, *, release: int, published_at: str) -> None:
    """Write the release into the published file and make it read-only."""
    with explained(target):
        with _opened(target) as published:
            published.execute(
                "update as_of set release = ?, published_at = ?", [release, published_at]
            )
            published.execute(
                "update news set first_release = ? where first_release is null", [release]
            )
            published.conn.commit()
            published.execute("analyze")
        target.chmod(0o444)


def rows(target: Path, table: Table) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and all rows of a published table, in the order of its key."""
    connection = sqlite3.connect(_to_read(target), uri=True)
    found = connection.execute(f"select * from [{table.name}] order by {', '.join(table.key)}")
    return [column[0] for column in found.description], found


def row_counts(target: Path) -> dict[str, int]:
    """How many rows each table of a published file has, those of its search indexes included."""
    with reading(target) as connection:
        names = [
            name for (name,) in connection.execute(
                "select name from sqlite_master where type = 'table' order by rowid"
            )
        ]  # fmt: skip
        return {
            name: connection.execute(f"select count(*) from [{name}]").fetchone()[0]
            for name in names
        }


@contextmanager
def _opened(target: Path) -> Iterator[Database]:
    """A file that is being made, closed afterwards whatever happens."""
    with closing(sqlite3.connect(target)) as connection:
        yield Database(connection)


def _to_read(target: Path) -> str:
    return f"{target.absolute().as_uri()}?mode=ro"


def _rows_of(telling: Telling) -> dict[str, Iterable[Row]]:
    """The rows of the tables of ``_TOLD``."""
    return {
        "new_claims": telling.new_claims,
        "told_events_before": [{"id": number} for number in telling.told_events_before],
        "releases_before": telling.releases,
    }


@contextmanager
def _laid_beside(
    db: Database,
    target: Path,
    tables: Mapping[str, tuple[str, ...]],
    rows_of: Mapping[str, Iterable[Row]],
) -> Iterator[None]:
    """The new file as ``published``, and some tables (name to columns) with their rows in temp.

    All of it is cleared away whatever happens, each part also where another could not be: the
    connection is used again.
    """
    with ExitStack() as after:  # which does the last of these first
        db.execute("attach ? as published", [str(target)])
        after.callback(db.execute, "detach published")
        # The links between the new tables are not enforced while they are laid down one by one.
        foreign_keys = db.execute("pragma foreign_keys").fetchone()[0]
        db.execute("pragma foreign_keys = off")
        after.callback(db.execute, f"pragma foreign_keys = {foreign_keys}")
        for name in tables:
            after.callback(db.execute, f"drop table if exists temp.[{name}]")
        for name in ("timeline", *_OVER_TIMELINE):
            after.callback(db.execute, f"drop view if exists temp.[{name}]")
        after.callback(_roll_back, db)
        for name, columns in tables.items():
            _lay(db, name, columns, rows_of.get(name, ()))
        yield


def _roll_back(db: Database) -> None:
    if db.conn.in_transaction:
        db.execute("rollback")


def _lay(db: Database, name: str, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    db.execute(f"create temp table [{name}] ({', '.join(columns)})")
    places = ", ".join(f":{column}" for column in columns)
    db.conn.executemany(f"insert into temp.[{name}] values ({places})", found)


def _recall(published: Database, before: Iterable[Path]) -> None:
    """Let the news be as old as they are: by the newest release before that told them.

    What none of them told is told now. Most releases hold all that the next one does, so that few
    of them are asked, unless there is something new.
    """
    for path in before:
        new = [
            key for (key,) in published.execute("select key from news where first_release is null")
        ]
        if not new:
            break
        published.conn.executemany(
            "update news set first_published_on = ?, first_release = ? where key = ?",
            _told(path, new),
        )
    published.conn.commit()


def _told(path: Path, keys: list[str]) -> list[tuple[str, int, str]]:
    """What a release told of some news: the day and release of each, and its key."""
    with explained(path), reading(path) as release:
        if not has_table(release, "news"):  # of before there was such a table
            return []
        return release.execute(
            """select first_published_on, first_release, key from news
               where key in (select value from json_each(?)) and first_release is not null""",
            [json.dumps(keys)],
        ).fetchall()


def _copy(db: Database) -> None:
    """The facts, in one read of the working database, so that they agree with each other."""
    db.execute("begin")
    for table in FIRST:
        _copy_table(db, table)
        if table.name == "timeline":
            _read_timeline_there(db)
    db.execute(
        """create table published.as_of as
           select a.day, cast(null as integer) as release, cast(null as text) as published_at,
             r.waiting as findings_waiting, r.oldest_found_on as oldest_finding_on
           from main.as_of a, main.reviewing r"""
    )
    db.execute("commit")


def _copy_later(db: Database) -> None:
    """What is told of them."""
    db.execute("begin")
    for table in LATER:
        _copy_table(db, table)
    db.execute("commit")


def _copy_table(db: Database, table: Table) -> None:
    _create(db, table)
    order = f" order by {table.order}" if table.order else ""
    db.execute(f"insert into published.[{table.name}] select * from ({table.select}){order}")
    for number, columns in enumerate(table.indexes):
        name = f"idx_{table.name}_{number}"
        db.execute(f"create index published.[{name}] on [{table.name}] ({', '.join(columns)})")


def _read_timeline_there(db: Database) -> None:
    """The views over `timeline` again, as temporary ones: these see the table, not the view."""
    db.execute("create temp view timeline as select * from published.timeline")
    for name in _OVER_TIMELINE:
        [(made,)] = db.execute(
            "select sql from main.sqlite_master where type = 'view' and name = ?", [name]
        ).fetchall()
        db.execute(re.sub(r"^create view", "create temp view", made, flags=re.IGNORECASE))


def _create(db: Database, table: Table) -> None:
    """The empty table, with types, key and links."""
    db.execute(f"create temp table shape as select * from ({table.select}) limit 0")
    shape = db.execute("pragma temp.table_info(shape)").fetchall()
    db.execute("drop table temp.shape")
    columns = [f"[{name}] {_type_of(name, declared)}" for _, name, declared, *_ in shape]
    # "INT", not "INTEGER": SQLite would make that the row id, and rows could not lie in an order.
    alone = len(table.key) == 1 and not table.order
    if alone and columns[0] == f"[{table.key[0]}] INTEGER":
        columns[0] += " primary key"
    else:
        if table.order:
            columns = [column.replace(" INTEGER", " INT") for column in columns]
        columns.append(f"primary key ({', '.join(f'[{name}]' for name in table.key)})")
    columns += [
        f"foreign key ([{column}]) references [{other}]([{its}])"
        for column, other, its in table.links
    ]
    db.execute(f"create table published.[{table.name}] ({', '.join(columns)})")


def _type_of(name: str, declared: str) -> str:
    """A copied query keeps no type for what it computes; see ``WHOLE_NUMBERS``."""
    if declared:
        return "INTEGER" if declared.upper().startswith("INT") else "TEXT"
    if name in SHARES:
        return "REAL"
    return "INTEGER" if name in WHOLE_NUMBERS else "TEXT"


def _make_searchable(db: Database, table: Table) -> None:
    if table.search:
        db.table(table.name).enable_fts(table.search, tokenize="porter unicode61")
        db.table(table.name).optimize()


def _digest(db: Database) -> str:
    digest = hashlib.sha256()
    for table in TABLES:
        if table.name in _NOT_IN_DIGEST:
            continue
        digest.update(f"\n{table.name}\n".encode())
        for row in db.execute(f"select * from [{table.name}] order by {', '.join(table.key)}"):
            digest.update(json.dumps(row, ensure_ascii=False).encode())
    day = db.execute("select day, findings_waiting, oldest_finding_on from as_of").fetchone()
    digest.update(json.dumps(day).encode())
    return digest.hexdigest()

"""Lay the published tables down in a file of their own, each in its final shape at once."""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.connection import explained
from db.errors import Problem
from db.publishing.tables import REFERENCE, SHARES, TABLES, WHOLE_NUMBERS, Table

Row = dict[str, Any]
# Views over `timeline`: once that is laid down they read it there, instead of counting it anew.
_OVER_TIMELINE: Final = ("overdue", "unchecked", "due_soon", "kinds", "choices", "phrases")
# It says when things were first told, which the release before decides and not the facts.
_NOT_IN_DIGEST: Final = frozenset({"news"})


def build(
    db: Database,
    target: Path,
    as_of: str,
    reference: Mapping[str, Iterable[Row]] | None = None,
    before: Path | None = None,
) -> str:
    """Write the published tables of the working database into ``target``; returns their digest.

    Everything is counted for ``as_of``, which must be the day in the database. ``reference`` are
    the rows of the tables that the tracker keeps itself (see ``REFERENCE``); what is not given is
    empty. ``before`` is the file of the release before, which knows when things were first told.

    The digest covers every published row, so that a second publication of the
    same facts for the same day can be told from a new one. Raises Problem on
    a full disk, a folder that cannot be written, or where another command
    changed the day in between.
    """
    with explained(target):
        with _laid_beside(db, target, reference or {}, before):
            _copy(db)
        published = Database(target)
        if published.execute("select day from as_of").fetchone() != (as_of,):
            raise Problem(
                "another command set another day while this one was publishing",
                where=str(target),
                do="publish again",
            )
        for table in TABLES:
            _make_searchable(published, table)
        digest = _digest(published)
        published.conn.close()
    return digest


def count_commitments(target: Path) -> int:
    """How many commitments a published file holds."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    count: int = connection.execute("select count(*) from commitments").fetchone()[0]
    connection.close()
    return count


def holds_case(target: Path, case_id: str) -> bool:
    """Whether a published file holds an FOI case; one of before there were such tables does not."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        found = connection.execute("select 1 from foi_requests where id = ?", [case_id]).fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return found is not None


def seal(target: Path, *, release: int, published_at: str) -> None:
    """Write the release into the published file and make it read-only."""
    with explained(target):
        published = Database(target)
        published.execute("update as_of set release = ?, published_at = ?", [release, published_at])
        published.execute(
            "update news set first_release = ? where first_release is null", [release]
        )
        published.conn.commit()
        published.execute("analyze")
        published.conn.close()
        target.chmod(0o444)


def rows(target: Path, table: Table) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Column names and all rows of a published table, in the order of its key."""
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    found = connection.execute(f"select * from [{table.name}] order by {', '.join(table.key)}")
    return [column[0] for column in found.description], found


@contextmanager
def _laid_beside(
    db: Database, target: Path, reference: Mapping[str, Iterable[Row]], before: Path | None
) -> Iterator[None]:
    """The new file as ``published``, the reference tables and what was told before in temp."""
    db.execute("attach ? as published", [str(target)])
    # The links between the new tables are not enforced while they are laid down one after another.
    foreign_keys = db.execute("pragma foreign_keys").fetchone()[0]
    db.execute("pragma foreign_keys = off")
    try:
        for name, columns in REFERENCE.items():
            _lay(db, name, columns, reference.get(name, ()))
        _lay_told_before(db, before)
        yield
    finally:
        if db.conn.in_transaction:
            db.execute("rollback")
        for name in ("timeline", *_OVER_TIMELINE):
            db.execute(f"drop view if exists temp.[{name}]")
        for name in (*REFERENCE, "told_before"):
            db.execute(f"drop table if exists temp.[{name}]")
        db.execute(f"pragma foreign_keys = {foreign_keys}")
        db.execute("detach published")


def _lay(db: Database, name: str, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    db.execute(f"create temp table [{name}] ({', '.join(columns)})")
    places = ", ".join(f":{column}" for column in columns)
    db.conn.executemany(f"insert into temp.[{name}] values ({places})", found)


def _lay_told_before(db: Database, before: Path | None) -> None:
    db.execute("create temp table told_before (key primary key, first_published_on, first_release)")
    if before is None or not before.exists():
        return
    db.execute("attach ? as before", [str(before)])
    try:
        if db.execute("select 1 from before.sqlite_master where name = 'news'").fetchone():
            db.execute(
                """insert into temp.told_before
                   select key, first_published_on, first_release from before.news"""
            )
    finally:
        db.execute("detach before")


def _copy(db: Database) -> None:
    """All tables in one read of the working database, so that they agree with each other."""
    db.execute("begin")
    for table in TABLES:
        _create(db, table)
        order = f" order by {table.order}" if table.order else ""
        db.execute(f"insert into published.[{table.name}] select * from ({table.select}){order}")
        if table.name == "timeline":
            _read_timeline_there(db)
        for number, columns in enumerate(table.indexes):
            name = f"idx_{table.name}_{number}"
            db.execute(f"create index published.[{name}] on [{table.name}] ({', '.join(columns)})")
    db.execute(
        """create table published.as_of as
           select a.day, cast(null as integer) as release, cast(null as text) as published_at,
             r.waiting as findings_waiting, r.oldest_found_on as oldest_finding_on
           from main.as_of a, main.reviewing r"""
    )
    db.execute("commit")


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

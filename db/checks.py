"""What `check` asks of a database: whether it is whole, and whether it is what it says."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.published import reading
from db.redaction import search_tables

Row = dict[str, Any]


def copy(db: Database, to: Path) -> None:
    """An online copy: others may write meanwhile."""
    with closing(sqlite3.connect(to)) as target:
        db.conn.backup(target)
        target.execute("pragma journal_mode = delete")


def whole(path: Path) -> list[str]:
    """What is wrong with a file by its own account, [] where nothing is."""
    with reading(path) as connection:
        return [*integrity(Database(connection)), *links(Database(connection))]


def integrity(db: Database) -> list[str]:
    """What `pragma integrity_check` says, [] where nothing is wrong."""
    said = [str(row[0]) for row in db.execute("pragma integrity_check").fetchall()]
    return [] if said == ["ok"] else said


def links(db: Database) -> list[str]:
    """Rows that name another row that is not there."""
    return [
        f"{table}: row {rowid} names a row of {other} that is not there"
        for table, rowid, other, _ in db.execute("pragma foreign_key_check").fetchall()
    ]


def search(db: Database) -> list[str]:
    """Full-text indexes that do not say what the tables say."""
    faults = []
    for name in search_tables(db):
        try:
            db.execute(f"insert into [{name}] ([{name}], rank) values ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            faults.append(f"{name}: the index for searching is not that of its table ({error})")
        if db.conn.in_transaction:
            db.conn.rollback()
    return faults


def bodies(db: Database) -> list[str]:
    """The sums of all bodies that versions were read from, without those that were removed."""
    rows = db.execute(
        """select distinct raw_sha256 from versions
           where raw_sha256 not in (select b.value from redactions r, json_each(r.bodies) b)
             and document_id not in (
               select document_id from redactions where document_id is not null) order by 1"""
    )
    return [row[0] for row in rows.fetchall()]


def texts(db: Database) -> Iterator[Row]:
    """Each text with what its sum is of; not of documents of which something was removed.

    id, url, title, text, content_hash, text_state, raw_sha256 and version_id.
    """
    return db.query(
        """select t.id, d.url, v.title, t.text, t.content_hash, v.text_state, v.raw_sha256,
             v.id as version_id
           from texts t join versions v on v.id = t.version_id
           join documents d on d.id = v.document_id
           where d.id not in (
               select document_id from redactions where document_id is not null)
             -- What was read anew was compared under the title of that reading.
             and (select count(*) from texts x where x.version_id = v.id) = 1
           order by t.id"""
    )


def attached(db: Database, version_id: int) -> list[str]:
    """The addresses of what a version points to."""
    rows = db.execute("select url from attachments where version_id = ?", [version_id])
    return [row[0] for row in rows.fetchall()]


def held_but_shown(db: Database, served: Path) -> list[str]:
    """The slugs that are held back and that a published file tells all the same."""
    held = [row[0] for row in db.execute("select commitment from held").fetchall()]
    with reading(served) as file:
        return [
            slug for slug in held
            if file.execute("select 1 from commitments where slug = ?", [slug]).fetchone()
        ]  # fmt: skip

"""What the published file remembers and a database that was restored from a backup does not.

The database that was put aside by a restore remembers as much, and what was not published yet.
"""

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db.published import has_table, reading

Row = dict[str, Any]


def forgotten_holds(db: Database, other: Path) -> list[str]:
    """Commitments that a release holds back and of whose hold this database knows nothing.

    ``other`` may be a database that was put aside, too: then those whose hold stands there.
    """
    known = {row[0] for row in db.execute("select commitment from holds").fetchall()}
    return sorted(set(_held(other)) - known)


def forgotten_redactions(db: Database, other: Path) -> list[str]:
    """Addresses of documents of which a release says that text was removed, but this database not.

    A removal is known by its document and the sum of what was removed.
    """
    return sorted({row["url"] or "no document" for row in forgotten_removals(db, other)})


def forgotten_removals(db: Database, other: Path) -> list[Row]:
    """Removals that another file tells and this database does not, the oldest first.

    url (None: of no document), kind, redacted_on, reason, sha256 and letters (None of a document).
    """
    known = {
        (url, sha256)
        for url, sha256 in db.execute(
            """select d.url, r.sha256 from redactions r
               left join documents d on d.id = r.document_id"""
        ).fetchall()
    }
    return [row for row in _removals(other) if (row["url"], row["sha256"]) not in known]


def _held(other: Path) -> list[str]:
    with reading(other) as file:
        if has_table(file, "holds"):  # a working database
            rows = file.execute("select commitment from holds where lifted_at is null").fetchall()
        elif has_table(file, "held"):
            rows = file.execute("select commitment from held").fetchall()
        else:
            rows = []
    return [row[0] for row in rows]


def _removals(other: Path) -> list[Row]:
    columns = ("url", "kind", "redacted_on", "reason", "sha256", "letters")
    with reading(other) as file:
        if not has_table(file, "redactions"):
            return []
        is_working = has_table(file, "redacting")
        source = (
            """(select r.*, d.url from redactions r
                left join documents d on d.id = r.document_id)"""
            if is_working
            else "redactions"
        )
        rows = file.execute(f"select {', '.join(columns)} from {source} order by id").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def told_since(db: Database, other: Path) -> dict[str, int]:
    """Readers who were told of releases after this database knows: each with the newest of them.

    ``other`` is the database that was put aside; what may have arrived counts as told.
    """
    known = dict(_told(db.conn))
    with reading(other) as file:
        return {
            reader: release for reader, release in _told(file) if release > known.get(reader, 0)
        }


_DIGEST: Final = ("reader", "recipient", "since", "release", "made_at", "sha256")
_TRY: Final = (
    "reader", "recipient", "channel", "since", "release", "sha256", "message_id", "started_at",
)  # fmt: skip
_ENDED: Final = ("state", "ended_at", "fault")


def remember_told(db: Database, other: Path) -> bool:
    """Take over the rows of ``digests`` and ``deliveries`` that only another database has.

    ``other`` is the database that is put aside. A try that had not ended by the backup ends as it
    did there. To be called in ``writing``; it may be done again. False where the other one tells of
    nobody at all: a fresh one, which knows nothing of who was told.
    """
    with reading(other) as file:
        digests = _rows_there(file, "digests", _DIGEST)
        tries = _rows_there(file, "deliveries", (*_TRY, *_ENDED))
    _take(db, "digests", _DIGEST, (), digests)
    _take(db, "deliveries", _TRY, _ENDED, tries)
    return bool(digests or tries)


def _rows_there(
    file: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> list[dict[str, Any]]:
    """All rows, the oldest first; of columns that an earlier delaywatch had not, the default."""
    there = {row[1] for row in file.execute(f"pragma table_info([{table}])")}
    if not there:
        return []
    names = [name if name in there else f"'' as {name}" for name in columns]
    rows = file.execute(f"select {', '.join(names)} from {table} order by id").fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _take(
    db: Database, table: str, key: tuple[str, ...], more: tuple[str, ...], rows: list[Row]
) -> None:
    is_it = " and ".join(f"{name} is :{name}" for name in key)
    names = (*key, *more)
    if more:
        ends = ", ".join(f"{name} = :{name}" for name in more)
        db.conn.executemany(f"update {table} set {ends} where {is_it}", rows)
    db.conn.executemany(
        f"""insert into {table} ({", ".join(names)})
            select {", ".join(":" + name for name in names)}
            where not exists (select 1 from {table} where {is_it})""",
        rows,
    )


def _told(file: sqlite3.Connection) -> list[tuple[str, int]]:
    parts = [
        sql for table, sql in (
            ("digests", "select reader, release from digests"),
            ("deliveries", "select reader, release from deliveries where state <> 'failed'"),
        ) if has_table(file, table)
    ]  # fmt: skip
    if not parts:
        return []
    sql = f"select reader, max(release) from ({' union all '.join(parts)}) group by 1 order by 1"
    return file.execute(sql).fetchall()

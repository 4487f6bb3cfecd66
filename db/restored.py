"""What the published file remembers and a database that was restored from a backup does not."""

from pathlib import Path

from sqlite_utils import Database

from db.published import reading


def forgotten_holds(db: Database, published: Path) -> list[str]:
    """Commitments that a release holds back and of whose hold this database knows nothing."""
    known = {row[0] for row in db.execute("select commitment from holds").fetchall()}
    return sorted(set(_column(published, "held", "commitment")) - known)


def forgotten_redactions(db: Database, published: Path) -> list[str]:
    """Addresses of documents of which a release says that text was removed, but this database not.

    A removal is known by its document and the sum of what was removed.
    """
    known = {
        (url, sha256)
        for url, sha256 in db.execute(
            """select d.url, r.sha256 from redactions r
               left join documents d on d.id = r.document_id"""
        ).fetchall()
    }
    told = zip(
        _column(published, "redactions", "url"), _column(published, "redactions", "sha256"),
        strict=True,
    )  # fmt: skip
    return sorted({url or "no document" for url, sha256 in told if (url, sha256) not in known})


def _column(published: Path, table: str, column: str) -> list[str]:
    """A column of a published table in the order of its rows; [] where there is no such table."""
    with reading(published) as file:
        there = file.execute("select 1 from sqlite_master where name = ?", [table]).fetchone()
        if there is None:
            return []
        rows = file.execute(f"select {column} from {table} order by rowid").fetchall()
    return [row[0] for row in rows]

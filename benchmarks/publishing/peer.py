"""What somebody would do by hand: the same tables by plain SQL, then indexes and full text.

    python -m benchmarks.publishing.peer PUBLISHED COPY

copies every table of a published file by ``create table as select``, makes the same indexes and, by
sqlite-utils, the same full-text indexes. Nothing is counted, held against the release before,
hashed, written as CSV or put in its place in one step: the least that a file to serve takes.
"""

import sys
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from db.publishing.tables import TABLES

_BULK = ("journal_mode = off", "synchronous = off", "cache_size = -32768")


def copy(published: Path, target: Path) -> None:
    """Make ``target`` of the tables of a published file."""
    target.unlink(missing_ok=True)
    db = Database(target)
    with closing(db.conn):
        for setting in _BULK:
            db.execute(f"pragma {setting}")
        db.execute("attach ? as published", [f"{published}"])
        for table in TABLES:
            db.execute(f"create table [{table.name}] as select * from published.[{table.name}]")
        db.conn.commit()
        db.execute("detach published")
        for table in TABLES:
            for columns in (table.key, *table.indexes):
                db.execute(
                    f"create index [{table.name} {' '.join(columns)}] on [{table.name}] "
                    f"({', '.join(columns)})"
                )
            if table.search:
                db.table(table.name).enable_fts(table.search, tokenize="porter unicode61")
                db.table(table.name).optimize()
        db.conn.commit()


if __name__ == "__main__":
    copy(Path(sys.argv[1]), Path(sys.argv[2]))

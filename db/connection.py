"""Open the database the one right way.

WAL, because readers then never block the writer (and the writer never loses a
batch to them); ``busy_timeout`` of 30 s; foreign keys on; and every write in
``BEGIN IMMEDIATE``, because a deferred transaction that reads first and writes
later fails at once when another writer got in between, whatever the timeout.
"""

import errno
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from db.errors import Problem
from db.migrations import OWN_VIEW, schema, statements, views

DEFAULT_PATH = Path("data/delaywatch.db")
BUSY_TIMEOUT_MS = 30_000


def connect(path: Path, *, wait_ms: int = BUSY_TIMEOUT_MS) -> Database:
    """Open the database at ``path``, making the file and its folder if needed.

    ``wait_ms`` is how long a write waits for another writer, in milliseconds. Raises Problem where
    the folder cannot be written, the disk is full, the file is no database or it was made by a
    newer delaywatch.
    """
    with explained(path):
        _refuse_half_restored(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=wait_ms / 1000, isolation_level=None)
        _refuse_anothers(Database(connection), path)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma foreign_keys = on")
        db = Database(connection)
        _refuse_newer(db, path)
        if schema.pending(db):
            _upgrade(db)
        _refresh_views(db)
    return db


def restoring(path: Path) -> Path:
    """The file that lies beside a database while a restore exchanges its files."""
    return path.with_name(f"{path.name}.restoring")


def _refuse_half_restored(path: Path) -> None:
    """Where a restore was cut short there may be no database, and none must be made."""
    if restoring(path).exists():
        raise Problem(
            "a restore was cut short, or is at work",
            where=str(path),
            do="run `delaywatch restore`, which ends it",
        )


def file_of(db: Database) -> Path | None:
    """The file of an open database; None of one in memory."""
    rows = db.execute("pragma database_list").fetchall()
    file = next(file for _, name, file in rows if name == "main")
    return Path(file) if file else None


def is_open_elsewhere(path: Path) -> bool:
    """Whether another program has the database open; a file that is no database is open nowhere.

    In WAL mode whoever has it open holds a lock on it, so that nobody can have it alone.
    """
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("begin immediate")
            connection.execute("rollback")
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False
    return False


def settle(db: Database) -> None:
    """Bring everything into the one file, with nothing beside it: it can be moved then."""
    db.execute("pragma wal_checkpoint(truncate)")
    db.execute("pragma journal_mode = delete")


def memory() -> Database:
    """An empty database in memory with the same schema, for trying things out."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("pragma foreign_keys = on")
    db = Database(connection)
    schema.apply(db)
    _refresh_views(db)
    return db


def _upgrade(db: Database) -> None:
    """Apply what is pending; waits for other writers, as every write does."""
    with writing(db):
        schema.apply(db, stop_before=_first_on_its_own(db))
    schema.apply(db)


def _first_on_its_own(db: Database) -> list[str]:
    """The first pending migration that makes its own transaction, in a list, if there is one."""
    return [one.name for one in schema.pending(db) if not one.transactional][:1]


def existing(path: Path, *, wait_ms: int = BUSY_TIMEOUT_MS) -> Database:
    """Open the database at ``path``, as ``connect``; raises Problem where there is none yet."""
    _refuse_half_restored(path)
    if not path.exists():
        raise Problem("there is no database here yet", where=str(path), do="run `delaywatch init`")
    return connect(path, wait_ms=wait_ms)


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One write transaction: all of it is kept, or none of it."""
    db.conn.execute("begin immediate")
    try:
        yield
        db.conn.execute("commit")  # which fails where a row names another that is not there
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("rollback")
        raise


@contextmanager
def trying(db: Database) -> Iterator[None]:
    """What is written inside is always taken back: to see what a change would come to.

    By itself a write transaction; inside one, a part of it.
    """
    inside = db.conn.in_transaction
    db.conn.execute("savepoint trial" if inside else "begin immediate")
    try:
        yield
    finally:
        if db.conn.in_transaction:
            db.conn.execute("rollback to trial" if inside else "rollback")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into a Problem about ``path``."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read our output has seen enough; nothing is wrong here
    except sqlite3.Error as error:
        raise _problem_of_sqlite(error, path) from error
    except OSError as error:
        raise _problem_of_system(error, path) from error


def _problem_of_sqlite(error: sqlite3.Error, path: Path) -> Problem:
    said = str(error)
    advice = {
        "readonly": "make the folder and the file writable for this user",
        "unable to open": "make sure that the folder exists and can be written",
        "full": "free some disk space; what was committed before is kept",
        "disk I/O": "free some disk space or check the disk; what was committed before is kept",
        "not a database": "name another file with --db, or restore a backup",
        "locked": "another program has held the database for 30 s; stop it and try again",
    }
    do = next((text for sign, text in advice.items() if sign in said), "")
    return Problem(f"the database cannot be used ({said})", where=str(path), do=do)


def _problem_of_system(error: OSError, path: Path) -> Problem:
    do = {
        errno.ENOSPC: "free some disk space; nothing was half-written",
        errno.EROFS: "choose another folder with --db",
        errno.EACCES: "make the folder writable for this user, or choose another with --db",
        errno.EPERM: "make the folder writable for this user, or choose another with --db",
    }.get(error.errno or 0, "")
    reason = os.strerror(error.errno) if error.errno else str(error)
    return Problem(f"cannot write ({reason})", where=str(error.filename or path), do=do)


def _refuse_anothers(db: Database, path: Path) -> None:
    """Leave the database of another application untouched."""
    names = db.execute("select name from sqlite_master").fetchall()
    if names and not schema.applied(db):
        raise Problem(
            "this is the database of another application; it was not touched",
            where=str(path),
            do="name another file with --db",
        )


def _refuse_newer(db: Database, path: Path) -> None:
    known = {migration.name for migration in schema.pending(Database(memory=True))}
    unknown = sorted({migration.name for migration in schema.applied(db)} - known)
    if unknown:
        raise Problem(
            f"this database was made by a newer delaywatch (it has {', '.join(unknown)})",
            where=str(path),
            do="upgrade delaywatch, or name another file with --db",
        )


def _refresh_views(db: Database) -> None:
    """Make the views those of ``views.sql``, unless they are already.

    Views hold no data, so they are code and need no migration; the checksum
    in ``user_version`` saves the work at every later opening.
    """
    script = views()
    checksum = zlib.crc32(script.encode()) & 0x7FFFFFFF
    if db.execute("pragma user_version").fetchone()[0] == checksum:
        return
    with writing(db):
        for name in OWN_VIEW.findall(script):
            db.execute(f"drop view if exists [{name}]")
        for statement in statements(script):
            db.execute(statement)
        db.execute(f"pragma user_version = {checksum}")

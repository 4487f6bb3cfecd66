"""A published release with rows of our own, for what the register does not hold."""

import shutil
import sqlite3
from pathlib import Path


def altered(release: Path, folder: Path, *statements: str) -> Path:
    """A copy of a release below ``folder``, after these statements."""
    copy = folder / "release"
    shutil.copytree(release, copy)
    copy.joinpath("delaywatch.db").chmod(0o644)
    connection = sqlite3.connect(copy / "delaywatch.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return copy


def plan(release: Path, statement: str, **values: str | int) -> list[str]:
    """The steps in which SQLite would answer a statement."""
    with sqlite3.connect(f"file:{release}/delaywatch.db?mode=ro", uri=True) as connection:
        rows = connection.execute(f"explain query plan {statement}", values).fetchall()
    return [row[3] for row in rows]

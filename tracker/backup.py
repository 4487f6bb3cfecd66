"""An online copy of the database, integrity checked, with the archive beside it.

A backup is a folder named by the instant: ``delaywatch.db``, ``archive/``, ``MANIFEST`` (a sum a
file). It is made under another name and renamed when it is whole. What gives access (editors.json)
is not in it.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from db import checks
from db.connection import explained
from db.errors import Problem
from tracker.releases.files import sha256_of
from tracker.releases.shelf import files_of, sync

MANIFEST: Final = "MANIFEST"
FOLDER: Final = "backups"
_UNFINISHED: Final = ".making-"


@dataclass(frozen=True)
class Backup:
    """What was made: its folder, its bytes, and how many bodies are shared with the archive."""

    folder: Path
    size: int
    bodies: int
    linked: int

    def line(self) -> str:
        """What it is, in a line."""
        how = f", {self.linked:,} of them shared with it" if self.linked else ""
        return (
            f"{self.folder}: {self.size:,} bytes of database, {self.bodies:,} bodies of the "
            f"archive{how}; integrity checked"
        )


def folder_of(database: Path) -> Path:
    """Where backups of a database lie unless another folder is named."""
    return database.parent / FOLDER


def backups_beside(database: Path) -> list[Path]:
    """The backups that lie in that folder, the oldest first."""
    return sorted(path.parent for path in folder_of(database).glob(f"[0-9]*/{MANIFEST}"))


def backup(
    db: Database, database: Path, to: Path, now: datetime, say: Callable[[str], None]
) -> Backup:
    """Make a backup of an open database in the folder ``to``.

    ``now`` gives its name (UTC). Raises Problem where one of that instant is there already, the
    disk is full, or the copy is not whole.
    """
    name = now.strftime("%Y-%m-%dT%H%M%SZ")
    target = to / name
    if target.exists():
        raise Problem("there is a backup of this instant already", where=str(target))
    with explained(to):
        to.mkdir(parents=True, exist_ok=True)
        work = to / f"{_UNFINISHED}{name}-{os.getpid()}"
        try:
            return _made(db, database, work, target, say)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _made(
    db: Database, database: Path, work: Path, target: Path, say: Callable[[str], None]
) -> Backup:
    work.mkdir(mode=0o700)
    copy = work / "delaywatch.db"
    checks.copy(db, copy)
    faults = checks.whole(copy)
    if faults:
        raise Problem(f"the copy is not whole: {faults[0]}", where=str(database),
                      do="run `delaywatch check`")  # fmt: skip
    say("database copied and checked")
    bodies, linked = _copy_archive(database.parent / "archive", work / "archive")
    sums = [f"{sha256_of(path)}  {path.relative_to(work)}\n" for path in files_of(work)]
    (work / MANIFEST).write_text("".join(sums), encoding="utf-8")
    for path in (copy, work / MANIFEST, work):
        sync(path)
    work.rename(target)
    sync(target.parent)
    return Backup(target, (target / copy.name).stat().st_size, bodies, linked)


def _copy_archive(archive: Path, to: Path) -> tuple[int, int]:
    """Every body, as a second name of the same file where that can be: bodies never change."""
    to.mkdir()
    bodies = linked = 0
    for path in sorted(archive.glob("[0-9a-f][0-9a-f]/[!.]*")):
        copy = to / path.parent.name / path.name
        copy.parent.mkdir(exist_ok=True)
        try:
            copy.hardlink_to(path)
            linked += 1
        except OSError:
            shutil.copyfile(path, copy)
        bodies += 1
    return bodies, linked

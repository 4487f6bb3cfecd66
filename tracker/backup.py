"""An online copy of the database, integrity checked, with the archive beside it, and rotated.

A backup is a folder named by the instant: ``delaywatch.db``, ``archive/``, ``subscribers.yml``
(if there is one, wherever it lies), ``backup.json`` (what it holds) and ``MANIFEST`` (a sum a
file). It is made under another name and renamed when it is whole and checked. What gives access is
not in it: ``NOT_IN_IT``.

A body of the archive is the same file under a second name where that can be: the backup costs no
room for it, and is no protection against a dead disk. Another disk (``to``) gets copies.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db import checks
from db.connection import explained
from db.errors import Problem
from tracker.releases.files import sha256_of
from tracker.releases.shelf import files_of, sync
from tracker.rotation import (
    DATABASE,
    FORMAT,
    MANIFEST,
    UNFINISHED,
    Keep,
    alone,
    rotate,
    sweep,
    whole_backups,
)

FOLDER: Final = "backups"
ABOUT: Final = "backup.json"
SUBSCRIBERS: Final = "subscribers.yml"
CAME_FROM: Final = "subscribers_from"  # where that lay, if that was not beside the database
PUT_ASIDE: Final = "replaced-"
NOT_IN_IT: Final = (
    "editors.json (who may sign in)",
    "what stands only in the environment (DELAYWATCH_...: passwords, keys, webhook addresses)",
    "published/ (publish makes it again, but for the earlier releases: copy that folder)",
)
_TRIES = 3  # each is overtaken by a removal
_SPARE = 16 * 2**20  # bytes that are left free
_EVERY = 20_000  # bodies, between two words of how far it is


@dataclass(frozen=True)
class Backup:
    """What was made: its folder, its bytes, how many bodies, of those shared and of those missing.

    ``gone`` are the backups that were removed since they need not be kept; ``no_readers`` is where
    a list of readers should have been and was not.
    """

    folder: Path
    size: int
    bodies: int
    linked: int
    missing: int = 0
    gone: tuple[Path, ...] = ()
    no_readers: Path | None = None

    def line(self) -> str:
        """What it is, in a line."""
        how = f", {self.linked:,} of them shared with it" if self.linked else ""
        less = f"; {self.missing:,} bodies are missing: run `delaywatch check`"
        gone = f"; {len(self.gone):,} older removed" if self.gone else ""
        none = f"; no list of readers is in it: there is none at {self.no_readers}"
        return (
            f"{self.folder}: {self.size:,} bytes of database, {self.bodies:,} bodies of the "
            f"archive{how}; integrity checked{less if self.missing else ''}{gone}"
            f"{none if self.no_readers else ''}"
        )


def folder_of(database: Path) -> Path:
    """Where backups of a database lie unless another folder is named."""
    return database.parent / FOLDER


def backups_beside(database: Path) -> list[Path]:
    """The backups that lie in that folder, the oldest first."""
    return whole_backups(folder_of(database))


def put_aside(database: Path) -> list[Path]:
    """What restores put aside beside a database, and no command ever removes: the oldest first."""
    return sorted(database.parent.glob(f"{PUT_ASIDE}[0-9]*"))


def nightly(
    db: Database,
    database: Path,
    to: Path,
    now: datetime,
    say: Callable[[str], None],
    readers: Path | None = None,
) -> str:
    """Make a backup, check it, and remove those that need not stay; returns what was done.

    For a run that nobody watches: it may be killed at any moment. Raises Problem, Busy.
    """
    return backup(db, database, to, now, say, Keep(), readers).line()


def backup(
    db: Database,
    database: Path,
    to: Path,
    now: datetime,
    say: Callable[[str], None],
    keep: Keep | None = None,
    readers: Path | None = None,
) -> Backup:
    """Make a backup of an open database in the folder ``to``.

    ``now`` gives its name (UTC). With ``keep`` older ones go, once the new one is whole. The list
    of readers lies at ``readers`` (`subscribers.place` knows; None: beside the database). Raises
    Problem where one of that instant is there already, there is not enough room, the disk is full
    or the copy is not whole: nothing is left then. Raises Busy where another is being made there.
    """
    with explained(to):
        to.mkdir(parents=True, exist_ok=True)
        with alone(to):
            sweep(to, say)
            target = to / now.strftime(FORMAT)
            if target.exists():
                raise Problem("there is a backup of this instant already", where=str(target))
            made = _make(db, database, target, now, say, readers or database.parent / SUBSCRIBERS)
            gone = rotate(to, keep, target) if keep else []
    return Backup(**vars(made) | {"gone": tuple(gone)})


def _make(
    db: Database,
    database: Path,
    target: Path,
    now: datetime,
    say: Callable[[str], None],
    readers: Path,
) -> Backup:
    _refuse_full(db, database, target.parent)
    work = target.with_name(f"{UNFINISHED}{target.name}-{os.getpid()}")
    for _ in range(_TRIES):
        try:
            made = _fill(db, database, work, now, say, readers)
            # A removal lists the backups that still hold what goes: this one was not there yet.
            if checks.newest_removal(db) == made.removal:
                work.rename(target)
                sync(target.parent)
                size = (target / DATABASE).stat().st_size
                return Backup(
                    target, size, made.bodies, made.linked, made.missing, no_readers=made.no_readers
                )
            say("something was removed meanwhile: making it again")
        finally:
            shutil.rmtree(work, ignore_errors=True)
    raise Problem("text was removed each time while the backup was made", where=str(database),
                  do="back up again once `delaywatch redact` has ended")  # fmt: skip


@dataclass(frozen=True)
class _Filled:
    bodies: int
    linked: int
    missing: int
    removal: int
    no_readers: Path | None


def _fill(
    db: Database,
    database: Path,
    work: Path,
    now: datetime,
    say: Callable[[str], None],
    readers: Path,
) -> _Filled:
    work.mkdir(mode=0o700)  # it holds what is private
    copy = work / DATABASE
    checks.copy(db, copy)
    faults = checks.whole(copy)
    if faults:
        raise Problem(f"the copy is not whole: {faults[0]}", where=str(database),
                      do="run `delaywatch check`")  # fmt: skip
    say("database copied and checked")
    bodies, linked = _copy_archive(database.parent / "archive", work / "archive", say)
    elsewhere = _elsewhere(readers, database)
    with suppress(FileNotFoundError):
        shutil.copyfile(readers, work / SUBSCRIBERS)
    has_readers = (work / SUBSCRIBERS).exists()
    about = _about(copy, work, now)
    if has_readers and elsewhere:
        about[CAME_FROM] = str(elsewhere)
    (work / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    with (work / MANIFEST).open("w", encoding="utf-8") as manifest:
        for line in _sums(work, say):
            manifest.write(line)
    for path in (copy, work / ABOUT, work / MANIFEST, work / "archive", work):
        sync(path)
    return _Filled(
        bodies, linked, about["bodies_missing"], about["newest_removal"],
        None if has_readers else elsewhere,
    )  # fmt: skip


def _elsewhere(readers: Path, database: Path) -> Path | None:
    """Where a list of readers lies, or should lie, if that is not beside the database."""
    beside = database.parent / SUBSCRIBERS
    return None if readers.resolve() == beside.resolve() else readers.absolute()


def _sums(work: Path, say: Callable[[str], None]) -> Iterator[str]:
    for number, path in enumerate(files_of(work), start=1):
        if path.name != MANIFEST:
            yield f"{sha256_of(path)}  {path.relative_to(work)}\n"
        if number % _EVERY == 0:
            say(f"{number:,} files summed")


def _about(copy: Path, work: Path, now: datetime) -> dict[str, Any]:
    """What the copy holds, so that a restore can be held against it; and what it holds not."""
    with checks.opened(copy) as db:
        missing = sum(
            not (work / "archive" / sha256[:2] / sha256[2:]).exists()
            for sha256 in checks.bodies(db)
        )
        return {
            "made_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "holds": checks.counts(db),
            "bodies_missing": missing,
            "newest_removal": checks.newest_removal(db),
            "not_in_it": list(NOT_IN_IT),
        }


def _copy_archive(archive: Path, to: Path, say: Callable[[str], None]) -> tuple[int, int]:
    """Every body, as a second name of the same file where that can be: bodies never change."""
    to.mkdir()
    bodies = linked = 0
    for folder in sorted(archive.glob("[0-9a-f][0-9a-f]")):
        (to / folder.name).mkdir()
        for path in sorted(folder.glob("[!.]*")):
            linked += _link_or_copy(path, to / folder.name / path.name)
            bodies += 1
            if bodies % _EVERY == 0:
                say(f"{bodies:,} bodies kept")
        sync(to / folder.name)
    return bodies, linked


def _link_or_copy(path: Path, copy: Path) -> bool:
    """Whether it is the same file under a second name. One that was removed meanwhile is left."""
    try:
        copy.hardlink_to(path)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copyfile(path, copy)
        sync(copy)
        return False
    return True


def _refuse_full(db: Database, database: Path, to: Path) -> None:
    """Raises Problem where there is no room for the database and what has to be copied."""
    needed = checks.size(db) + _SPARE
    archive = database.parent / "archive"
    if archive.exists() and not _can_link(archive, to):
        needed += sum(path.stat().st_size for path in archive.glob("[0-9a-f][0-9a-f]/[!.]*"))
    free = shutil.disk_usage(to).free
    if free < needed:
        raise Problem(
            f"{needed:,} bytes are needed for a backup, and {free:,} are free; nothing was made",
            where=str(to), do="free some disk space, or name another folder with --to",
        )  # fmt: skip


def _can_link(archive: Path, to: Path) -> bool:
    """Whether a file of the archive can have a second name there: tried, for disks differ."""
    body = next(archive.glob("[0-9a-f][0-9a-f]/[!.]*"), None)
    if body is None:
        return True
    trial = to / f"{UNFINISHED}link-{os.getpid()}"
    try:
        trial.hardlink_to(body)
    except OSError:
        return False
    finally:
        trial.unlink(missing_ok=True)
    return True

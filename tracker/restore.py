"""Put a backup back, or prove that it could be.

A restore prepares everything beside the present files, in ``.restoring-NAME/``: the database is
copied, brought up to date and freed of the run that was at work when it was copied; bodies are
second names of those of the backup where that can be. Then ``NAME.restoring`` is written: what is
to take whose place. From then on nothing opens the database (``db.connection``) until every file
has its place, and `delaywatch restore` ends what was cut short. What was there goes under a dated
name and is never removed.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from db import checks, restored
from db.claims import held_slugs
from db.connection import (
    connect,
    explained,
    is_open_elsewhere,
    restoring,
    settle,
    writing,
)
from db.errors import Problem
from db.ledger import take_over
from db.lock import run_lock
from db.publishing.build import Telling
from tracker import check
from tracker.backup import ABOUT, CAME_FROM, NOT_IN_IT, PUT_ASIDE, SUBSCRIBERS, folder_of
from tracker.checking.published import lay_down
from tracker.releases import facts
from tracker.releases.files import sha256_of
from tracker.releases.shelf import DATABASE as SERVED
from tracker.releases.shelf import files_of, sync
from tracker.rotation import DATABASE, FORMAT, MANIFEST, ahead, whole_backups

Say = Callable[[str], None]
Row = dict[str, Any]
ARCHIVE: Final = "archive"
_SPARE: Final = 16 * 2**20  # bytes that are left free
_EVERY: Final = 10_000  # files, between two words of how far it is
_FEW: Final = 20
_TOLD: Final = "told"  # in the plan: what to say of those who were told after the backup
_NOT_KNOWN: Final = (
    "who was sent a digest after this backup is not known here: see `delaywatch digest --dry-run` "
    "before the timer starts again"
)


@dataclass
class Proved:
    """What came of trying a backup: what it holds, what is wrong with it, what there is to know."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def named(backup: Path | None, target: Path, now: datetime) -> Path:
    """The backup that is meant: a folder, the name of one beside the database, or the newest.

    The newest is never one whose name is later than ``now`` (UTC): it was made under a clock that
    was ahead, and who knows when. Raises Problem where there is none.
    """
    beside = folder_of(target)
    if backup is None:
        later = ahead(beside, now)
        there = [path for path in whole_backups(beside) if path not in later]
        if there:
            return there[-1]
        what = f"; {_names(later)}: named later than now" if later else ""
        raise Problem(f"there is no backup here{what}", where=str(beside),
                      do="name the folder of one")  # fmt: skip
    for place in (backup, beside / backup):
        if (place / DATABASE).exists() or (place / MANIFEST).exists():
            return place
    raise Problem("there is no backup here", where=str(backup),
                  do=f"name a folder that holds {DATABASE} and {MANIFEST}")  # fmt: skip


def from_ahead(target: Path, now: datetime) -> list[str]:
    """A line where backups beside a database are named later than now."""
    later = ahead(folder_of(target), now)
    line = (
        f"{folder_of(target)}: {_names(later)}: named later than now, so made while the clock was "
        "ahead (or it is behind now): not taken for the newest; move it away, or restore it by name"
    )
    return [line] if later else []


def _names(backups: list[Path]) -> str:
    more = f" and {len(backups) - _FEW:,} more" if backups[_FEW:] else ""
    return ", ".join(path.name for path in backups[:_FEW]) + more


# ------------------------------------------------------------------ proving


def prove(backup: Path, target: Path, say: Say) -> Proved:
    """Try everything that a restore needs, without touching the backup or anything else.

    A copy is made in the folder for temporary files (TMPDIR), and goes again. ``target`` is the
    database that would be replaced, if it is there: what it, and the releases beside it, know of
    holds and removals that the backup does not know of is told.
    """
    proved = Proved(faults=list(_of_manifest(backup, say)))
    if not (backup / DATABASE).exists():
        return proved
    with tempfile.TemporaryDirectory(prefix="delaywatch-") as scratch:
        room: list[str] = []
        try:
            with explained(Path(scratch)):
                _refuse_full(Path(scratch), 3 * (backup / DATABASE).stat().st_size)
                _prove_copy(backup, Path(scratch), target, proved, say)
        except Problem as problem:
            is_full = _is_full(problem)
            (room if is_full else proved.faults).append(str(problem))
        # What is wrong with the copy is wrong with the backup, but for the room that it needs.
        for lines in (proved.faults, proved.notices):
            lines[:] = [line.replace(scratch, str(backup)) for line in lines]
        proved.faults += [
            f"{line}. That is where the copy is tried: another place is named in TMPDIR"
            for line in room
        ]
    return proved


def _is_full(problem: Problem) -> bool:
    """Whether a disk has no room: what `_refuse_full`, the system or SQLite say then."""
    return str(problem.do or "").startswith("free some disk space")


def _of_manifest(backup: Path, say: Say) -> Iterator[str]:
    """Every file that is missing, that is too many, or that is not what it was."""
    place = backup / MANIFEST
    try:
        with explained(place):
            lines = place.read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (Problem, ValueError):
        yield f"{place}: there is no list of sums, or it is damaged"
        return
    for number, path in enumerate(files_of(backup), start=1):
        name = str(path.relative_to(backup))
        if name == MANIFEST:
            continue
        known = sums.pop(name, None)
        if known is None:
            yield f"{path}: this file is not in {MANIFEST}"
        elif _sum_of(path) != known:
            yield f"{path}: this file is not the one that was kept"
        if number % _EVERY == 0:
            say(f"{number:,} files summed")
    yield from (f"{backup / name}: this file is missing" for name in sums)


def _sum_of(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:  # a disk that cannot be read
        return None


def _prove_copy(backup: Path, scratch: Path, target: Path, proved: Proved, say: Say) -> None:
    copy = scratch / DATABASE
    shutil.copyfile(backup / DATABASE, copy)
    damage = _damage_of(copy)
    if damage:
        proved.faults += [f"{backup / DATABASE}: {line}" for line in damage[:_FEW]]
        return
    # Where the archive lies is told by the database: it is looked at, and not copied.
    (scratch / ARCHIVE).symlink_to((backup / ARCHIVE).absolute(), target_is_directory=True)
    db = connect(copy)
    try:
        say("brought up to date")
        _free(db)
        found = check.of_content(db, copy, say)
        proved.faults += found.faults
        proved.notices += found.notices
        _hold_against_about(db, backup, proved)
        _try_publishing(db, backup, scratch, proved, say)
        proved.notices += _forgotten(db, _published(target), target)
    finally:
        db.conn.close()


def _damage_of(copy: Path) -> list[str]:
    try:
        return checks.whole(copy)
    except sqlite3.DatabaseError as error:
        return [str(error)]


def _hold_against_about(db: Database, backup: Path, proved: Proved) -> None:
    """What it holds against what it is said to hold."""
    holds = checks.counts(db)
    proved.lines.append(f"{backup}: {', '.join(f'{n:,} {what}' for what, n in holds.items())}")
    try:
        about = json.loads((backup / ABOUT).read_text(encoding="utf-8"))
        told, without = dict(about["holds"]), list(about["not_in_it"])
    except FileNotFoundError:
        proved.notices.append(
            f"{backup}: an earlier delaywatch made it: it does not say what it holds"
        )
        return
    except (OSError, ValueError, KeyError, TypeError):
        proved.faults.append(f"{backup / ABOUT}: what it holds is not told, or damaged")
        return
    proved.faults += [
        f"{backup / DATABASE}: {what}: {holds.get(what):,}, and {count:,} were kept"
        for what, count in told.items() if holds.get(what) not in (count, None)
    ]  # fmt: skip
    proved.notices += [f"not in it: {name}" for name in without]


def _try_publishing(db: Database, backup: Path, scratch: Path, proved: Proved, say: Say) -> None:
    """Lay down what a publication would tell, for the day that the database was counted for."""
    day = checks.day(db)
    if day is None:
        proved.notices.append(f"{backup}: nothing was ever published from it")
        return
    say(f"trying a publication for {day}")
    trial = scratch / "trial.db"
    try:
        lay_down(db, trial, day, Telling(held=held_slugs(db)))
    except (Problem, sqlite3.Error) as problem:
        proved.faults.append(f"it cannot be published: {problem}")
        return
    expected, told = checks.publishable(db), checks.published_counts(trial)
    proved.faults += [
        f"{backup}: a publication tells of {told[what]:,} {what}, and {expected[what]:,} are in it"
        for what in expected if told[what] != expected[what]
    ]  # fmt: skip
    names = ", ".join(f"{count:,} {what}" for what, count in told.items())
    proved.lines.append(f"a publication for {day} tells of {names}")


# ------------------------------------------------------------------ putting back


def restore(
    backup: Path | None, target: Path, now: datetime, say: Say, *, replace: bool
) -> list[str]:
    """Put a backup in the place of the database ``target``; returns what was done, in lines.

    ``now`` dates what is put aside. What was cut short before is ended first, and that is all then.
    Raises Busy where a run is at work; Problem where a database is there and ``replace`` is not
    said, another program has it open, the backup is damaged, or there is not enough room: nothing
    has changed then.
    """
    with run_lock(target), explained(target):
        plan = _plan_of(target)
        if plan is not None:
            say("ending the restore that was cut short")
            return _swap(target, plan, now)
        _refuse_present(target, replace=replace)
        chosen = named(backup, target, now)
        staging = _staging(target)
        shutil.rmtree(staging, ignore_errors=True)
        try:
            _prepare(chosen, staging, target, say)
            _refuse_open(target)
            plan = {
                "backup": chosen.name, "aside": _aside(target, now).name, "step": "aside",
                CAME_FROM: _came_from(chosen), _TOLD: _remember_told(staging, target),
            }  # fmt: skip
            _write_plan(target, plan)
        except BaseException:
            if _plan_of(target) is None:
                shutil.rmtree(staging, ignore_errors=True)
            raise
        return _swap(target, plan, now)


def _staging(target: Path) -> Path:
    return target.with_name(f".restoring-{target.name}")


def _parts(target: Path) -> dict[str, Path]:
    """What a restore exchanges: name while it is prepared, and place."""
    return {
        "database": target,
        "wal": target.with_name(f"{target.name}-wal"),
        "shm": target.with_name(f"{target.name}-shm"),
        ARCHIVE: target.parent / ARCHIVE,
        SUBSCRIBERS: target.parent / SUBSCRIBERS,
    }


def _refuse_present(target: Path, *, replace: bool) -> None:
    there = [
        path for name, path in _parts(target).items()
        if path.exists() and name != SUBSCRIBERS and not (path.is_dir() and not any(path.iterdir()))
    ]  # fmt: skip
    if there and not replace:
        raise Problem(
            "there is a database, or a part of one, already; nothing was changed",
            where=str(there[0]),
            do="say --replace to put it aside, or --to another place",
        )


def _refuse_open(target: Path) -> None:
    """Raises Problem where another program has the database open: it would go on with the old one.

    A damaged one is open nowhere: that is what the backup is for.
    """
    if target.exists() and is_open_elsewhere(target):
        raise Problem(
            "another program has the database open; nothing was changed", where=str(target),
            do="stop it (the editor's pages, a review) and restore again",
        )  # fmt: skip


def _prepare(backup: Path, staging: Path, target: Path, say: Say) -> None:
    """Everything that the restored place will be, whole and on the disk."""
    faults = list(_of_manifest(backup, say))
    if faults:
        raise Problem(
            f"this backup is damaged: {faults[0]}"
            + (f" (and {len(faults) - 1:,} more)" if faults[1:] else ""),
            where=str(backup), do="run `delaywatch restore --check` on it, or name another one",
        )  # fmt: skip
    say("every file of the backup is the one that was kept")
    _refuse_full(target.parent, _needed(backup, target.parent))
    staging.mkdir(mode=0o700)
    database = staging / "database"
    shutil.copyfile(backup / DATABASE, database)
    damage = _damage_of(database)
    if damage:
        raise Problem(f"the database of this backup is damaged: {damage[0]}", where=str(backup),
                      do="name another one")  # fmt: skip
    db = connect(database)
    try:
        _free(db)
        settle(db)
    finally:
        db.conn.close()
    say("database copied and brought up to date")
    _lay_archive(backup / ARCHIVE, staging / ARCHIVE, say)
    with suppress(FileNotFoundError):
        shutil.copyfile(backup / SUBSCRIBERS, staging / SUBSCRIBERS)
        sync(staging / SUBSCRIBERS)
    for path in (database, staging / ARCHIVE, staging):
        sync(path)


def _remember_told(staging: Path, target: Path) -> str:
    """Let the prepared database know whom the present one told after the backup; a line, or "".

    It is done before anything is exchanged: nobody is told twice, whenever it is cut short.
    """
    if not target.exists():
        return _NOT_KNOWN
    db = connect(staging / "database")
    try:
        since = restored.told_since(db, target)
        with writing(db):
            if not restored.remember_told(db, target):
                return _NOT_KNOWN
    except (sqlite3.DatabaseError, Problem):  # a damaged one, which is what the backup is for
        return _NOT_KNOWN
    finally:
        settle(db)
        db.conn.close()
        sync(staging / "database")
    names = ", ".join(f"{reader} (up to release {n})" for reader, n in since.items())
    return f"told after this backup, and not told again: {names}" if names else ""


def _came_from(backup: Path) -> str:
    """Where the list of readers lay that is in a backup; "" where that was beside the database."""
    try:
        about = json.loads((backup / ABOUT).read_text(encoding="utf-8"))
        return str(about.get(CAME_FROM) or "")
    except (FileNotFoundError, ValueError, AttributeError):
        return ""


def _free(db: Database) -> None:
    """What was at work while the copy was made is at work no more."""
    with writing(db):
        take_over(db)


def _lay_archive(archive: Path, to: Path, say: Say) -> None:
    """Bodies as second names of those of the backup where that can be: they never change."""
    to.mkdir()
    done = 0
    for folder in sorted(archive.glob("[0-9a-f][0-9a-f]")):
        (to / folder.name).mkdir()
        for path in sorted(folder.glob("[!.]*")):
            copy = to / folder.name / path.name
            try:
                copy.hardlink_to(path)
            except OSError:
                shutil.copyfile(path, copy)
                sync(copy)
            done += 1
            if done % _EVERY == 0:
                say(f"{done:,} bodies put back")
        sync(to / folder.name)


def _needed(backup: Path, folder: Path) -> int:
    """Bytes for the database twice (it may be written anew), and for bodies on another disk."""
    needed = 2 * (backup / DATABASE).stat().st_size
    if backup.stat().st_dev != folder.stat().st_dev:
        needed += sum(path.stat().st_size for path in (backup / ARCHIVE).glob("[0-9a-f][0-9a-f]/*"))
    return needed


def _refuse_full(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise Problem(f"{needed + _SPARE:,} bytes are needed, and {free:,} are free; nothing was "
                      "changed", where=str(folder), do="free some disk space")  # fmt: skip


# ------------------------------------------------------------------ the exchange


def _aside(target: Path, now: datetime) -> Path:
    """A name that nothing has, for what is put aside."""
    first = target.with_name(f"{PUT_ASIDE}{now.strftime(FORMAT)}")
    names = (first, *(first.with_name(f"{first.name}-{number}") for number in range(2, 1000)))
    return next(path for path in names if not path.exists())


def _plan_of(target: Path) -> Row | None:
    try:
        plan = json.loads(restoring(target).read_text(encoding="utf-8"))
        # One that an earlier delaywatch left does not say where the list of readers lay, and
        # remembers nobody.
        plan = {CAME_FROM: "", _TOLD: _NOT_KNOWN} | plan
        return {name: str(plan[name]) for name in ("backup", "aside", "step", CAME_FROM, _TOLD)}
    except FileNotFoundError:
        return None


def _write_plan(target: Path, plan: Row) -> None:
    place = restoring(target)
    new = place.with_name(f".{place.name}.new")
    new.write_text(json.dumps(plan) + "\n", encoding="utf-8")
    sync(new)
    new.replace(place)
    sync(place.parent)


def _swap(target: Path, plan: Row, now: datetime) -> list[str]:
    """Every part takes its place. Each step may be done again; the last one ends it."""
    staging, aside = _staging(target), target.with_name(Path(plan["aside"]).name)
    if plan["step"] == "aside":
        for name, path in _parts(target).items():
            # A list of readers that is not in the backup stays.
            if path.exists() and (name != SUBSCRIBERS or (staging / name).exists()):
                aside.mkdir(exist_ok=True)
                path.rename(aside / path.name)
        if aside.exists():
            sync(aside)
        sync(target.parent)
        plan = {**plan, "step": "in"}
        _write_plan(target, plan)
    for name, path in _parts(target).items():
        if (staging / name).exists():
            (staging / name).rename(path)
    sync(target.parent)
    facts.forget(_published(target), now.strftime("%Y-%m-%dT%H:%M:%SZ"), plan["backup"])
    shutil.rmtree(staging, ignore_errors=True)
    restoring(target).unlink()
    sync(target.parent)
    return _done(target, aside, plan)


def _published(target: Path) -> Path:
    return target.parent / "published"


def _done(target: Path, aside: Path, plan: Row) -> list[str]:
    db = connect(target)
    try:
        holds = ", ".join(f"{n:,} {what}" for what, n in checks.counts(db).items())
        lines = [f"{target}: restored from {plan['backup']}: {holds}"]
        if aside.exists():
            lines.append(f"what was there before is in {aside}; it is never removed")
        if plan[CAME_FROM]:
            lines.append(
                f"{target.parent / SUBSCRIBERS}: this list of readers lay at {plan[CAME_FROM]}: "
                "put it there if DELAYWATCH_SUBSCRIBERS names that, or nobody reads it"
            )
        lines += _forgotten(db, _published(target), aside / target.name)
        lines += [plan[_TOLD]] if plan[_TOLD] else []
    finally:
        db.conn.close()
    lines += [f"not in it: {name}" for name in NOT_IN_IT]
    return [*lines, "next: `delaywatch check`, then `delaywatch publish`"]


# ------------------------------------------------------------------ what came after the backup


def _forgotten(db: Database, published: Path, before: Path) -> list[str]:
    """Holds and removals of after the backup, as far as the served release or the old file knows.

    Nothing is published until each is there again (tracker.publish).
    """
    held: dict[str, None] = {}
    removed: dict[tuple[str, str], str] = {}
    for file in (published / SERVED, before):
        if not file.exists():
            continue
        with suppress(sqlite3.DatabaseError):
            held |= dict.fromkeys(restored.forgotten_holds(db, file))
            removed |= {
                (row["url"], row["sha256"] or ""): _removal(row)
                for row in restored.forgotten_removals(db, file)
            }
    return [
        *(f"held after this backup: hold it again (`delaywatch hold {slug} --reason ...`), then "
          "lift that if it may come back" for slug in held),
        *removed.values(),
        *(["other backups of before may hold what was removed, too"] if removed else ()),
    ]  # fmt: skip


def _removal(row: Row) -> str:
    what = (
        f"all text of {row['url']}: `delaywatch redact {row['url']} --reason ...`"
        if row["kind"] == "document"
        else f"a sentence of {row['letters']} characters in {row['url'] or 'no document'}: "
        '`delaywatch redact "the sentence" --reason ...`'
    )
    return f"removed on {row['redacted_on']}, after this backup, and here again: remove {what}"

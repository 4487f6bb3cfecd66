"""Which backups of a folder stay: the newest of each day, week and month, so many of each.

Only whole backups of ours are ever touched: folders named by an instant that hold a database and a
MANIFEST. Whatever else lies there stays.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from db.errors import Busy, Problem
from tracker.releases.shelf import sync

DATABASE: Final = "delaywatch.db"
MANIFEST: Final = "MANIFEST"
FORMAT: Final = "%Y-%m-%dT%H%M%SZ"
UNFINISHED: Final = ".making-"
_GONE: Final = ".gone-"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z", re.ASCII)
_OURS_HALF = re.compile(rf"(?:\.making-{_NAME.pattern}-\d+|\.gone-{_NAME.pattern})", re.ASCII)
_TRIAL = re.compile(r"\.making-link-\d+", re.ASCII)  # whether a file can have a second name there


@dataclass(frozen=True)
class Keep:
    """How many days, weeks (ISO 8601) and months that have a backup keep their newest one."""

    days: int = 7
    weeks: int = 5
    months: int = 12

    @classmethod
    def of(cls, words: str) -> "Keep":
        """Read "7,5,12". Raises Problem for anything else, and where nothing would be kept."""
        parts = words.split(",")
        if len(parts) != 3 or not all(re.fullmatch(r"\d{1,4}", part.strip()) for part in parts):  # noqa: PLR2004 - days, weeks, months
            raise Problem(f"{words!r} says not how many are kept",
                          do="give days,weeks,months, such as 7,5,12")  # fmt: skip
        days, weeks, months = (int(part) for part in parts)
        if not days + weeks + months:
            raise Problem("nothing would be kept", do="give days,weeks,months, such as 7,5,12")
        return cls(days, weeks, months)


def instant_of(folder: Path) -> datetime | None:
    """The instant (UTC) that a folder's name tells; None where it is no such name."""
    if not _NAME.fullmatch(folder.name):
        return None
    try:
        return datetime.strptime(folder.name, FORMAT).replace(tzinfo=UTC)
    except ValueError:  # the 31st of June
        return None


def whole_backups(folder: Path) -> list[Path]:
    """The whole backups of ours in a folder, the oldest first."""
    return sorted(path for path in folder.glob("[0-9]*") if _is_whole(path))


def _is_whole(path: Path) -> bool:
    return (
        instant_of(path) is not None
        and path.is_dir()
        and not path.is_symlink()
        and (path / MANIFEST).is_file()
        and (path / DATABASE).is_file()
    )


def ahead(folder: Path, now: datetime) -> list[Path]:
    """The whole backups whose names are later than now: a clock was wrong, then or now."""
    return [path for path in whole_backups(folder) if _is_later(path, now)]


def _is_later(path: Path, now: datetime) -> bool:
    at = instant_of(path)
    return at is not None and at > now


def to_keep(instants: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Which of these stay: the newest of each of the newest days, weeks and months; the newest."""
    newest_first = sorted(set(instants), reverse=True)
    stays = set(newest_first[:1])
    for most, period in (
        (keep.days, lambda at: at.date()),
        (keep.weeks, lambda at: at.isocalendar()[:2]),
        (keep.months, lambda at: (at.year, at.month)),
    ):
        of_period: dict[object, datetime] = {}
        for at in newest_first:
            of_period.setdefault(period(at), at)
        stays.update(list(of_period.values())[:most])
    return stays


def rotate(folder: Path, keep: Keep, made: Path) -> list[Path]:
    """Remove the backups that need not stay; returns them. ``made`` stays whatever its name says.

    One whose name is later than that of ``made`` counts for nothing, and stays: a clock was wrong.
    To be called inside ``alone``. A backup goes under another name before it is removed, so that a
    half-removed one is never taken for a whole one.
    """
    now = instant_of(made)
    later = ahead(folder, now) if now else []
    there = {instant_of(path): path for path in whole_backups(folder) if path not in later}
    stays = to_keep((at for at in there if at is not None), keep)
    gone = [path for at, path in there.items() if at not in stays and path != made]
    for path in gone:
        aside = path.with_name(f"{_GONE}{path.name}")
        path.rename(aside)
        sync(folder)
        shutil.rmtree(aside)
    return gone


def sweep(folder: Path, say: Callable[[str], None]) -> None:
    """Remove what was half made, or half removed, by programs that are dead.

    To be called inside ``alone``: whoever makes a backup here holds the lock, so that what is found
    half made is nobody's.
    """
    for path in sorted(folder.iterdir()):
        if _OURS_HALF.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
            say(f"{path.name}: left of a backup that was cut short, removed")
        elif _TRIAL.fullmatch(path.name):
            path.unlink()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Alone in making and removing backups there. Raises Busy (exit code 75) where another is.

    The lock is on the folder itself: the system drops it with the process, and no file is left.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("another backup is being made here", where=str(folder),
                       do="wait for it to end") from error  # fmt: skip
        yield
    finally:
        os.close(handle)

"""The folder of releases.

    published/
      releases/0001/   delaywatch.db (read-only), inspect.json, csv/, csv-spreadsheet/, SHA256SUMS,
                     release.json
      current -> releases/0001
      delaywatch.db -> current/delaywatch.db

A release is built in a folder of its own and gets its name when it is whole;
readers only ever see whole releases.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from db.connection import explained
from db.errors import Problem
from db.holds import contains
from db.publishing.build import holds_case

DATABASE: Final = "delaywatch.db"
CURRENT: Final = "current"
ABOUT: Final = "release.json"
SUMS: Final = "SHA256SUMS"
WITHHELD: Final = "withheld.json"
# How a file that was cut short, or changed by another hand, shows when it is read.
_DAMAGE: Final = (OSError, ValueError, TypeError, KeyError, RecursionError)


@dataclass(frozen=True)
class Release:
    """One published, numbered state of the data.

    ``rules`` is the digest of what it was counted by. ``redacted`` are later removals of text, each
    with ``on``, ``reason`` and ``sha256_before`` (of the file as it was published).
    """

    number: int
    as_of: str
    published_at: str
    digest: str
    rules: str = ""
    redacted: tuple[dict[str, str], ...] = ()


class Overtaken(Problem):
    """Another release was switched to while this one was built."""


def current(folder: Path) -> Release | None:
    """The release that is being served from ``folder``, or None."""
    return _read(folder / CURRENT)


def kept(folder: Path) -> list[Release]:
    """All releases that are there and were shown, the newest first."""
    newest = current(folder)
    if newest is None:
        return []
    found = (_read(place_of(folder, number)) for number in numbers(folder))
    return [one for one in found if one is not None and one.number <= newest.number]


def numbers(folder: Path) -> list[int]:
    """The numbers of the releases that lie there, the newest first; also one never switched to."""
    names = (path.name for path in (folder / "releases").glob("*"))
    return sorted((int(name) for name in names if name.isdecimal()), reverse=True)


def place_of(folder: Path, number: int) -> Path:
    """Where a release lies, whether it is there or not."""
    return folder / "releases" / f"{number:04}"


def next_number(folder: Path, known: int) -> int:
    """The number that no release had yet.

    ``known`` is the newest that the database knows of (``db.claims.newest_known``): it was cited
    and told to readers, though the folder may have been lost.
    """
    return max([known, *numbers(folder)]) + 1


def shown_before(folder: Path) -> list[Path]:
    """The files of the releases up to the current one, the newest first.

    One with a higher number was never shown: its run was killed before it could switch to it.
    """
    newest = current(folder)
    if newest is None:
        return []
    files = (place_of(folder, n) / DATABASE for n in numbers(folder) if n <= newest.number)
    return [path for path in files if path.exists()]


def releases_with_case(folder: Path, case_id: str) -> list[str]:
    """The names of the kept releases that hold an FOI case, oldest first."""
    files = sorted((folder / "releases").glob(f"*/{DATABASE}"))
    return [path.parent.name for path in files if holds_case(path, case_id)]


def release_at(folder: Path, number: int) -> Release | None:
    """A release of the folder, or None. Raises Problem where what is kept of it is damaged."""
    return _read(place_of(folder, number))


def withheld(folder: Path) -> set[int]:
    """The numbers of the releases that are not handed out: each tells of what is held for now.

    Raises Problem where the list of them is damaged.
    """
    return {number for found in (withheld_for(folder) or {}).values() for number in found}


def withheld_for(folder: Path) -> dict[str, list[int]] | None:
    """The commitments held now, each with the releases that tell of it; None without a list.

    Raises Problem where the list is damaged.
    """
    place = folder / WITHHELD
    try:
        slugs = json.loads(place.read_text(encoding="utf-8"))["slugs"]
        if not all(type(number) is int for found in slugs.values() for number in found):
            raise TypeError(slugs)
    except FileNotFoundError:
        return None
    except (*_DAMAGE, AttributeError) as error:
        raise Problem(
            "the list of the releases that are withheld is damaged",
            where=str(place),
            do="restore it from a backup; the next release that is published writes it anew",
        ) from error
    return {slug: list(found) for slug, found in slugs.items()}


def withhold_releases(folder: Path, slugs: list[str]) -> None:
    """Keep which releases tell of commitments that are held now; to be called in ``switching``.

    Once there was a hold, there is a list, be it empty: that it is missing is a fault.
    """
    place = folder / WITHHELD
    if not slugs and not place.exists():
        return
    found = telling_of(folder, slugs)
    new = place.with_name(f".{WITHHELD}.new")
    new.write_text(json.dumps({"slugs": found}, indent=2) + "\n", encoding="utf-8")
    sync(new)
    new.replace(place)


def telling_of(folder: Path, slugs: list[str]) -> dict[str, list[int]]:
    """The numbers of the releases that tell of each of some commitments."""
    return {
        slug: sorted(number for number in numbers(folder) if _tells(folder, number, slug))
        for slug in slugs
    }


def _tells(folder: Path, number: int, slug: str) -> bool:
    file = place_of(folder, number) / DATABASE
    return file.exists() and contains(file, slug)


def sum_of(release: Path, name: str = DATABASE) -> str | None:
    """The SHA-256 sum of a file of a release as its list of sums has it."""
    try:
        lines = (release / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    found = (line.partition("  ") for line in lines)
    return next((digest for digest, _, file in found if file == name), None)


@contextmanager
def building(folder: Path, of: str = "") -> Iterator[Path]:
    """A workshop that is cleared away whatever happens, unless it became a release.

    ``of`` tells workshops of different commands apart: one does not clear away another's.
    """
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f".building-{of}[0-9]*"):  # of a run that was killed
        shutil.rmtree(left)
    workshop = folder / f".building-{of}{os.getpid()}"
    workshop.mkdir()
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


@contextmanager
def switching(folder: Path) -> Iterator[None]:
    """Alone in changing which releases there are; waits for whoever else is at it (seconds)."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / ".switch", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def switch(folder: Path, workshop: Path, release: Release) -> None:
    """Give a workshop the name of its release and let it be the current one.

    To be called inside ``switching``. Raises Overtaken where there is a release of that number.
    """
    target = place_of(folder, release.number)
    if target.exists():
        raise Overtaken(f"there is a release {release.number} already", where=str(folder))
    for path in files_of(workshop):
        sync(path)
    workshop.rename(target)
    sync(folder / "releases")
    link(folder / CURRENT, Path("releases") / target.name)
    if not (folder / DATABASE).is_symlink():
        link(folder / DATABASE, Path(CURRENT) / DATABASE)
    sync(folder)


def link(place: Path, target: Path) -> None:
    """Make or move a symbolic link in one step."""
    new = place.with_name(f".{place.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(place)


def files_of(folder: Path) -> list[Path]:
    """All files in a folder and below it, in the order of their paths."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(place: Path) -> Release | None:
    try:
        return _release(json.loads((place / ABOUT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (*_DAMAGE, AttributeError) as error:
        raise Problem(
            "what is kept of this release is damaged",
            where=str(place / ABOUT),
            do="restore it from a backup, or remove that release's folder",
        ) from error


def _release(told: dict[str, Any]) -> Release:
    """Raises one of ``_DAMAGE`` or AttributeError for what is none."""
    release = Release(**told | {"redacted": tuple(told.get("redacted", ()))})
    for day in (release.as_of, release.published_at[:10], *(row["on"] for row in release.redacted)):
        date.fromisoformat(day)
    words = (release.digest, release.rules, *(row["reason"] for row in release.redacted))
    if type(release.number) is not int or not all(isinstance(word, str) for word in words):
        raise TypeError(told)
    return release

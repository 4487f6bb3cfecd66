"""The folder of releases beside the one that is served, as it is at the moment of a request.

Everything here reads files: call it in a thread of its own (``asyncio.to_thread``).
"""

import hashlib
import re
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from datasette.app import Datasette

from db.errors import Problem
from tracker.releases.retention import DAYS
from tracker.releases.shelf import (
    ABOUT,
    DATABASE,
    SUMS,
    WITHHELD,
    Release,
    numbers,
    place_of,
    release_at,
    withheld,
)
from web.security import DATABASE as NAME

_TABLE: Final = r"[a-z][a-z0-9_]{0,60}"
_TEXT: Final = "text/plain; charset=utf-8"
_JSON: Final = "application/json; charset=utf-8"
_CSV: Final = "text/csv; charset=utf-8"
# The files of a release that are given out, and as what; no other name leads to a file.
KINDS: Final = (
    (re.compile(re.escape(DATABASE)), "application/vnd.sqlite3"),
    (re.compile(rf"csv(-spreadsheet)?/{_TABLE}\.csv"), _CSV),
    (re.compile(r"(csv(-spreadsheet)?/)?LICENCE\.txt"), _TEXT),
    (re.compile(re.escape(SUMS)), _TEXT),
    (re.compile(rf"{re.escape(ABOUT)}|inspect\.json"), _JSON),
)
# Of names that lie elsewhere in the folder of a release.
_LIES_AT: Final = {"LICENCE.txt": "csv/LICENCE.txt"}


@dataclass(frozen=True)
class Kept:
    """A release that is there: its sizes and sums, and until when it stays.

    ``sums`` are SHA-256 by name, ``size`` the bytes of its database, ``until`` the last day on
    which it is kept, or None where it stays (``for_ever``) or is the newest.
    """

    release: Release
    sums: dict[str, str]
    size: int
    until: date | None
    for_ever: bool


@dataclass(frozen=True)
class File:
    """A file that may be given out: where it lies, as what, its size in bytes and its sum."""

    path: Path
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Shelf:
    """What lies on the shelf: releases by number, and the numbers that are withheld for now.

    ``damaged`` are those of which cannot be read what they are. ``unsure``: which are withheld
    cannot be read, so that all but the served one are.
    """

    kept: dict[int, Kept]
    withheld: frozenset[int]
    damaged: frozenset[int] = frozenset()
    unsure: bool = False

    def nearest(self, number: int) -> int | None:
        """The number of the kept release that is nearest to one; the later of two as near."""
        numbers = [each for each in self.kept if each not in self.withheld]
        return min(numbers, key=lambda each: (abs(each - number), -each), default=None)


def folder_of(datasette: Datasette) -> Path | None:
    """The folder that the served release was published into; None where it lies by itself."""
    release = Path(datasette.get_database(NAME).path or "").resolve().parent
    return release.parent.parent if release.parent.name == "releases" else None


def look(folder: Path | None, served: int, *, holds: bool) -> Shelf:
    """The releases that are there now, up to the one that is served.

    ``holds``: whether something is held in the served one. Then there has to be a list of the
    releases that are withheld; where it is missing or damaged, only the served one is given out.
    """
    if folder is None:
        return Shelf({}, frozenset())
    found, damaged = _readable(folder, served)
    last = _last_of_months(found)
    not_out = _withheld(folder, holds=holds)
    older = frozenset(number for number in numbers(folder) if number != served)
    return Shelf(
        {release.number: _kept(folder, release, last, served) for release in found},
        older if not_out is None else not_out,
        damaged,
        unsure=not_out is None,
    )


def _readable(folder: Path, served: int) -> tuple[list[Release], frozenset[int]]:
    """The releases up to the served one, and the numbers of those that are damaged."""
    found, damaged = [], set()
    for number in numbers(folder):
        try:
            release = release_at(folder, number) if number <= served else None
        except Problem:
            damaged.add(number)
            continue
        if release is not None:
            found.append(release)
    return found, frozenset(damaged)


def _withheld(folder: Path, *, holds: bool) -> frozenset[int] | None:
    """The numbers of the releases that are withheld; None where that is not known."""
    try:
        found = withheld(folder)
    except Problem:
        return None
    return None if holds and not (folder / WITHHELD).exists() and not found else frozenset(found)


def _kept(folder: Path, release: Release, last: Collection[int], served: int) -> Kept:
    place = place_of(folder, release.number)
    is_last = release.number in last
    published = date.fromisoformat(release.published_at[:10])
    stays = is_last or release.number == served
    return Kept(
        release,
        sums_of(place),
        _size(place / DATABASE),
        None if stays else published + timedelta(days=DAYS),
        is_last and release.number != served,
    )


def _last_of_months(releases: Iterable[Release]) -> set[int]:
    """The numbers of the last release of each month: these stay (tracker.releases.retention)."""
    last: dict[str, int] = {}
    for release in releases:
        month = release.published_at[:7]
        last[month] = max(release.number, last.get(month, 0))
    return set(last.values())


def sums_of(place: Path) -> dict[str, str]:
    """The SHA-256 sums of the files of a release, by name; none where it has no list."""
    try:
        lines = (place / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def is_name(name: str) -> bool:
    r"""Whether a file of this name could be given out.

    >>> is_name("csv/timeline.csv"), is_name("csv/../../delaywatch.db"), is_name("SHA256SUMS\n")
    (True, False, False)
    """
    return _type_of(name) is not None


def _type_of(name: str) -> str | None:
    return next((kind for pattern, kind in KINDS if pattern.fullmatch(name)), None)


def file_of(folder: Path, number: int, name: str) -> File | None:
    """A file of a release, or None where there is none of that name that may be given out.

    What is not an ordinary file in its own place, such as a link that leads elsewhere, is none, nor
    is one that the list of sums does not name: it was not published.
    """
    content_type = _type_of(name)
    if content_type is None:
        return None
    place = place_of(folder, number).resolve()
    path = place / _LIES_AT.get(name, name)
    try:
        if path.resolve(strict=True) != path or not stat.S_ISREG(path.stat().st_mode):
            return None
        digest = _sum(path) if name == SUMS else sums_of(place).get(str(path.relative_to(place)))
        return File(path, content_type, path.stat().st_size, digest) if digest else None
    except OSError:
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sum(path: Path) -> str:
    """Of the list of sums itself, which is in no list."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

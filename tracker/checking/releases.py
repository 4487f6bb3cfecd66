"""Whether each kept release is what was published: files, indexes, what it tells of others."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from db import checks
from db import claims as record
from db.connection import explained
from db.errors import Problem
from tracker.releases.files import sha256_of
from tracker.releases.shelf import (
    DATABASE,
    SUMS,
    Release,
    building,
    current,
    files_of,
    numbers,
    place_of,
    release_at,
    sum_of,
)

Say = Callable[[str], None]
_SPARE: Final = 16 * 2**20  # bytes that are left free


def faults(folder: Path, say: Say) -> Iterator[str]:
    """Everything that is wrong with the releases, a line a fault."""
    for number in sorted(numbers(folder)):
        place = place_of(folder, number)
        say(f"release {number}")
        yield from _of_files(place)
        try:
            release_at(folder, number)
        except Problem as fault:
            yield str(fault)
    yield from _of_searching(folder, say)
    yield from _of_list(folder)


def _of_files(place: Path) -> Iterator[str]:
    try:
        lines = (place / SUMS).read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except OSError as error:
        yield f"{place / SUMS}: {error.strerror}"
        return
    except ValueError:
        yield f"{place / SUMS}: this is no list of sums"
        return
    for path in files_of(place):
        name = str(path.relative_to(place))
        known = sums.pop(name, None)
        if name != SUMS and known is None:
            yield f"{path}: this file is not in {SUMS}"
        elif name != SUMS and sha256_of(path) != known:
            yield f"{path}: this file is not the one that was published"
    yield from (f"{place / name}: this file is missing" for name in sums if name != SUMS)


def _of_searching(folder: Path, say: Say) -> Iterator[str]:
    """SQLite looks through an index only where it may write: each file is copied for that."""
    files = [place_of(folder, number) / DATABASE for number in sorted(numbers(folder))]
    files = [file for file in files if file.exists()]
    if not files:
        return
    needed = max(file.stat().st_size for file in files) + _SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        yield (
            f"{folder}: the indexes of the releases could not be looked through: {needed:,} bytes "
            f"are needed for a while, and {free:,} are free"
        )
        return
    try:
        with explained(folder), building(folder, "search-") as workshop:
            for file in files:
                say(f"release {int(file.parent.name)}: looking through its index")
                copy = workshop / DATABASE
                shutil.copyfile(file, copy)
                yield from (f"{file}: {fault}" for fault in _of_copy(copy))
                copy.unlink()
    except Problem as problem:
        yield f"{folder}: the indexes of the releases could not be looked through: {problem}"


def _of_copy(copy: Path) -> list[str]:
    with checks.opened(copy) as db:
        faults = checks.integrity(db)
    return faults or checks.search_of_copy(copy)


def _of_list(folder: Path) -> Iterator[str]:
    """What the served file tells of itself and of the releases before it, against these."""
    try:
        served = current(folder)
        if served is None:
            return
        file = place_of(folder, served.number) / DATABASE
        told = record.releases_told(file)
        for row in told:
            release = release_at(folder, row["number"])
            if release is None:
                continue  # it need not be kept any more
            if (row["as_of"], row["published_at"]) != (release.as_of, release.published_at):
                yield f"{file}: releases {row['number']}: its days are not those of the release"
            if row["number"] != served.number and row["sha256"] not in _sums_of(folder, release):
                yield f"{file}: releases {row['number']}: sha256 is not that of the release"
    except Problem:
        return  # told above: what is kept of a release is damaged


def _sums_of(folder: Path, release: Release) -> set[str | None]:
    """The sums that its file has, and had before text was removed from it."""
    before = {entry["sha256_before"] for entry in release.redacted}
    return {sum_of(place_of(folder, release.number)), *before}

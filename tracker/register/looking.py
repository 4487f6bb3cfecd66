"""Which files a folder holds, which of them may differ from what was loaded, and by what rules.

A file that lies there as it did when it was read (size, times and number by the file system) is
taken to be the same without being opened; one that was read within two seconds of its last change
is not, for it may have changed again within the same tick of the file system's clock. Whatever
else lies there is opened, and is the same if its content is. Rules are the whole program: what it
holds a file against is spread over many modules and lists, and it changes only with an upgrade.
"""

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from db.errors import Problem
from db.register_files import Known
from tracker.register.files import FOI_FOLDER, PACKAGED

SUFFIX: Final = ".yml"
_WRONG_SUFFIX: Final = ".yaml"
TICK_NS: Final = 2_000_000_000  # the coarsest clock of a file system, that of FAT
_PROGRAM: Final = PACKAGED.parents[1]
_DECIDING: Final = (".py", ".yml", ".txt", ".csv", ".json", ".sql")
_LIBRARIES: Final = ("pydantic", "pydantic-core", "PyYAML")


@dataclass(slots=True)
class Folder:
    """The files of a register as they lie there: name to (how it lies, when it last changed, ns).

    Those of commitments come first, each sort in the order of names. ``others`` end in .yaml.
    """

    path: Path
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    @property
    def slugs(self) -> list[str]:
        """The slugs of the commitments."""
        return [stem_of(name) for name in self.files if not is_request(name)]

    @property
    def case_ids(self) -> list[str]:
        """The ids of the FOI requests."""
        return [stem_of(name) for name in self.files if is_request(name)]

    def seen(self, name: str, now_ns: int) -> str | None:
        """How a file lies there; None where that does not tell that it stays as it is."""
        seen, changed = self.files[name]
        return seen if changed < now_ns - TICK_NS else None


def look(path: Path) -> Folder:
    """What a folder holds. Raises Problem where it may not be read; no folder holds nothing."""
    found = Folder(path)
    for prefix, place in (("", path), (f"{FOI_FOLDER}/", path / FOI_FOLDER)):
        entries = _entries(place)
        found.files.update(
            sorted(
                (f"{prefix}{entry.name}", _lying(entry))
                for entry in entries
                if entry.name.endswith(SUFFIX)
            )
        )
        found.others += [
            f"{prefix}{entry.name}" for entry in entries if entry.name.endswith(_WRONG_SUFFIX)
        ]
    return found


def _entries(place: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(place) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Problem(f"cannot be read ({error.strerror})", where=str(place)) from error


def _lying(entry: "os.DirEntry[str]") -> tuple[str, int]:
    try:
        stat = entry.stat()
    except OSError:  # a link to nothing: the reader will say so
        return "", sys.maxsize
    seen = f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino} {stat.st_dev}"
    return seen, max(stat.st_mtime_ns, stat.st_ctime_ns)


@dataclass(slots=True)
class Differences:
    """Names of files that are new or say otherwise, and the same files that lie there otherwise."""

    changed: set[str] = field(default_factory=set)
    touched: list[tuple[str, Known]] = field(default_factory=list)
    opened: int = 0


def differences(
    folder: Folder, known: dict[str, Known], now_ns: int, *, trusting: bool
) -> Differences:
    """How a folder differs from what is known of its files.

    ``now_ns`` is the time by the clock that files are dated by, before any was looked at. Only
    while ``trusting`` is how a file lies there worth anything: it is the folder of last time.
    """
    found = Differences()
    for name, (seen, _) in folder.files.items():
        before = known.get(name)
        if before is None:
            found.changed.add(name)
        elif not (trusting and before.seen == seen):
            found.opened += 1
            if _sha256(folder.path / name) != before.sha256:
                found.changed.add(name)
            elif before.seen != (now := folder.seen(name, now_ns)):
                found.touched.append((name, Known(before.sha256, now, before.steps)))
    return found


def _sha256(path: Path) -> bytes | None:
    try:
        return sha256_of(path.read_bytes())
    except OSError:
        return None  # whoever reads it will say what is wrong


def sha256_of(content: bytes) -> bytes:
    """The digest by which a file's content is known again."""
    return hashlib.sha256(content).digest()


def rules(also: Iterable[str]) -> str:
    """A digest of all that decides what is made of a file: the program, and what else is given."""
    return hashlib.sha256("\n".join((_of_program(), *also)).encode()).hexdigest()


@cache
def _of_program() -> str:
    """Of this program, and of what reads for it."""
    whole = hashlib.sha256(f"{sys.version} {[version(one) for one in _LIBRARIES]}".encode())
    for path in sorted(_program()):
        whole.update(str(path.relative_to(_PROGRAM)).encode() + path.read_bytes())
    return whole.hexdigest()


def _program() -> Iterator[Path]:
    """The files of the packages that decide; the register that comes with them is none of it."""
    for package in ("tracker", "db"):
        for path in (_PROGRAM / package).rglob("*"):
            facts = path.suffix == SUFFIX and path.is_relative_to(PACKAGED)
            if path.suffix in _DECIDING and not facts:
                yield path


def is_request(name: str) -> bool:
    """Whether a file is that of an FOI request."""
    return name.startswith(f"{FOI_FOLDER}/")


def stem_of(name: str) -> str:
    """The slug, or the id, of a file.

    >>> stem_of("foi/lamp-case.yml"), stem_of("lighthouse-plan.yml")
    ('lamp-case', 'lighthouse-plan')
    """
    return name.rpartition("/")[2].removesuffix(SUFFIX)


def file_of(slug: str) -> str:
    """The name of the file of a commitment."""
    return f"{slug}{SUFFIX}"


def file_of_request(case_id: str) -> str:
    """The name of the file of an FOI request."""
    return f"{FOI_FOLDER}/{case_id}{SUFFIX}"


def files_of(slugs: Iterable[str]) -> set[str]:
    """The names of the files of commitments."""
    return {file_of(slug) for slug in slugs}

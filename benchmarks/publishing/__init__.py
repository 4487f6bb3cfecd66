"""`delaywatch publish` on a database of years: the first time, again, and after a day's changes.

Three runs a round, each as the command that the timer runs, in a process of its own, on a fresh
copy of the database of benchmarks.world with all that was found in it (benchmarks.world.found).
After it the peer: the same tables copied by plain SQL, with the same indexes (see peer.py).
"""

import random
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.measured import Bar, Figure, Measured
from benchmarks.publishing.notes import NOTES
from benchmarks.spending import Spent, python, spend
from benchmarks.world import AS_OF, found, sizes, world
from benchmarks.world.rows import Sizes, body_of, insert
from benchmarks.world.stories import EVENTS, event
from db.connection import connect, settle, writing
from db.errors import Problem

__all__ = ["NOTES", "measure"]

SHARE_CHANGED = 0.01
MOST_SECONDS, MOST_MIB = 300.0, 500.0
FIRST, AGAIN, CHANGED, PEER = "first", "nothing changed", "1 % changed", "plain SQL copy"
_PROGRAM = "from tracker.cli import main; main()"
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """Where a round takes place: a working database, what is published, what the peer makes."""

    folder: Path
    size: Sizes

    @property
    def database(self) -> Path:
        """The working database."""
        return self.folder / "delaywatch.db"

    @property
    def published(self) -> Path:
        """The folder of releases."""
        return self.folder / "published"

    @property
    def served(self) -> Path:
        """The file that is served."""
        return self.published / "current" / "delaywatch.db"

    @property
    def copy(self) -> Path:
        """What the peer makes."""
        return self.folder / "copy.db"


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """The costs of publications of a database of this share of the full size."""
    size, made = sizes(share), _made(share, scratch)
    runs: dict[str, list[Spent]] = defaultdict(list)
    files: dict[str, list[float]] = defaultdict(list)
    room = Room(scratch / f"publishing-{share:g}" / "round", size)
    for _ in range(rounds):
        for name, spent in _round(room, made):
            runs[name].append(spent)
        files["published file"].append(_mib(room.served))
        files["all of a release"].append(_mib(room.served.parent))
        files[f"{PEER}, file"].append(_mib(room.copy))
    counted = _count(room)
    shutil.rmtree(room.folder)
    return Measured(
        share=share,
        size=counted,
        figures=[*_figures(runs, counted["rows"]), *_sizes(files)],
        bars=list(_bars(runs)),
    )


def _made(share: float, scratch: Path) -> Path:
    """The database before it is published for the first time."""
    place = scratch / f"publishing-{share:g}" / "delaywatch.db"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name("half.db")
        shutil.copyfile(world(share, scratch), half)
        db = connect(half)
        db.execute("pragma foreign_keys = off")
        with closing(db.conn):
            with writing(db):
                found.add(db, sizes(share))
            settle(db)
        half.rename(place)
    return place


def _round(room: Room, made: Path) -> Iterator[tuple[str, Spent]]:
    shutil.rmtree(room.folder, ignore_errors=True)
    room.folder.mkdir(parents=True)
    shutil.copyfile(made, room.database)
    yield FIRST, _publish(room, release=1)
    yield AGAIN, _publish(room, release=1)
    _change(room)
    yield CHANGED, _publish(room, release=2)
    yield PEER, spend(python("-m", "benchmarks.publishing.peer", str(room.served), str(room.copy)))


def _publish(room: Room, *, release: int) -> Spent:
    """What the command takes; raises Problem where another release than this one is served then."""
    words = ("publish", "--db", str(room.database), "--as-of", f"{AS_OF}", "--accept-changes")
    spent = spend(python("-c", _PROGRAM, *words))
    if room.served.resolve().parent.name != f"{release:04}":
        raise Problem(f"release {release} is not the one that is served", where=str(room.served))
    return spent


def _change(room: Room) -> None:
    """One commitment in a hundred is promised for another time, as of yesterday."""
    dice = random.Random(room.size.commitments)  # noqa: S311 - the same every time, no secret
    numbers = range(1, room.size.commitments, round(1 / SHARE_CHANGED))
    said = AS_OF - timedelta(days=1)
    db = connect(room.database)
    with closing(db.conn), writing(db):
        insert(
            db, "events", EVENTS,
            (event(dice, n, None, "slipped", said, f"body-{body_of(n)}") for n in numbers),
        )  # fmt: skip


def _count(room: Room) -> dict[str, int]:
    tables = ("commitments", "events", "documents", "statements", "foi_requests")
    db = connect(room.database)
    with closing(db.conn):
        told = {
            table.replace("_", " "): int(db.execute(f"select count(*) from {table}").fetchone()[0])
            for table in tables
        }
    return {**told, "rows": told["commitments"] + told["events"] + told["documents"]}


def _figures(runs: dict[str, list[Spent]], rows: int) -> Iterator[Figure]:
    """The processor time grows with what is published; what it is in memory should not."""
    for name, spent in runs.items():
        yield Figure(f"{name}: wall", "s", tuple(one.wall for one in spent))
        yield Figure(
            f"{name}: processor", "CPU s", tuple(one.cpu for one in spent), grows=True, size=rows
        )
        yield Figure(f"{name}: memory", "MiB", tuple(one.peak for one in spent))
    for name in (FIRST, AGAIN, CHANGED):
        for unit, of in _COSTS.items():
            values = (of(a) / of(b) for a, b in zip(runs[name], runs[PEER], strict=True))
            yield Figure(f"{name} / {PEER}: {unit}", "x", tuple(values))


def _sizes(files: dict[str, list[float]]) -> Iterator[Figure]:
    for name, values in files.items():
        yield Figure(name, "MiB", tuple(values))


def _bars(runs: dict[str, list[Spent]]) -> Iterator[Bar]:
    for name in (FIRST, AGAIN, CHANGED):
        slowest = sorted(one.wall for one in runs[name])[len(runs[name]) // 2]
        yield Bar(f"publish, {name}", slowest, MOST_SECONDS, unit="s")
        peak = max(one.peak for one in runs[name])
        yield Bar(f"publish, {name}: memory", peak, MOST_MIB, unit="MiB")


_COSTS: dict[str, Callable[[Spent], float]] = {
    "wall": lambda one: one.wall,
    "processor": lambda one: one.cpu,
}


def _mib(path: Path) -> float:
    """The size of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files) / _MIB

"""`extract` and `resolve` on a database of years: what a night costs by what is new in it.

A night with nothing new, one with 100 new documents, one with a hundredth more, and one in which a
commitment gets one more name; each as the two commands that the timer runs, in processes of their
own. The database is that of benchmarks.world with what was found in it (benchmarks.world.found).
"""

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlite_utils import Database

from benchmarks.finding.notes import NOTES
from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.spending import Spent, python, spend
from benchmarks.world import AS_OF, found, sizes, world
from db.connection import connect, settle, writing

__all__ = ["NOTES", "measure"]

NEW = 100
SHARE_NEW = 0.01
# A night may cost so many times one that has nothing new in a database of a hundredth of the size.
MOST_FOR_SIZE, SMALL = 2.0, 0.01
COMMANDS = ("extract", "resolve")
_PROGRAM = "from tracker.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Night:
    """What is new, in words; what makes it so, and how many documents that are."""

    name: str
    make: Callable[[Database], None]
    documents: int


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """The costs of nights on a database of this share of the full size."""
    place, first = _made(share, scratch)
    small = place if share <= SMALL else _made(SMALL, scratch)[0]
    nights = _nights(share)
    spent: dict[tuple[str, str], list[Spent]] = defaultdict(list)
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for night, same in zip(nights, _nights(SMALL), strict=True):
            costs = _night(place, night)
            for command, one in costs.items():
                spent[night.name, command].append(one)
            if night in nights[:2]:
                times[night.name].append((_cpu(costs), _cpu(_night(small, same))))
    return Measured(
        share=share,
        size=_size(place),
        figures=[*_figures(nights, spent), *_first(first, share)],
        bars=[*_bars(nights, times)],
    )


def _nights(share: float) -> list[Night]:
    size = sizes(share)
    many = max(1, round(size.documents * SHARE_NEW))

    def publish(count: int) -> Callable[[Database], None]:
        return lambda db: found.publish_more(db, count, size.commitments)

    return [
        Night("nothing new", lambda _: None, 0),
        Night(f"{NEW} new documents", publish(NEW), NEW),
        Night("1 % new documents", publish(many), many),
        Night("one name more", found.name_one_more, 0),
    ]


def _made(share: float, scratch: Path) -> tuple[Path, dict[str, Spent]]:
    """The database at a share, on which both commands have run once, and what that took."""
    place = scratch / f"found-{share:g}" / "delaywatch.db"
    told = place.with_name("first.json")
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        made = place.with_name("made.db")
        shutil.copyfile(world(share, scratch), made)
        with _opened(made) as db:
            db.execute("pragma foreign_keys = off")
            with writing(db):
                found.add(db, sizes(share))
            settle(db)
        first = {command: asdict(_run(made, command)) for command in COMMANDS}
        told.write_text(json.dumps(first), encoding="utf-8")
        with _opened(made) as db:
            settle(db)
        made.rename(place)
    for command in COMMANDS:  # what a run that was cut short has left, or other rules
        _run(place, command)
    costs = json.loads(told.read_text(encoding="utf-8"))
    return place, {command: Spent(**one) for command, one in costs.items()}


@contextmanager
def _opened(place: Path) -> Iterator[Database]:
    db = connect(place)
    with closing(db.conn):
        yield db


def _night(place: Path, night: Night) -> dict[str, Spent]:
    """What each command takes after what is new has come."""
    with _opened(place) as db, writing(db):
        night.make(db)
    return {command: _run(place, command) for command in COMMANDS}


def _cpu(costs: dict[str, Spent]) -> float:
    return sum(one.cpu for one in costs.values())


def _run(place: Path, command: str) -> Spent:
    words = (command, "--db", str(place), "--as-of", f"{AS_OF}")
    return spend(python("-c", _PROGRAM, *words))


def _size(place: Path) -> dict[str, int]:
    tables = {"documents": "documents", "commitments": "commitments", "events": "events",
              "statements": "statements", "statements that wait": "waiting"}  # fmt: skip
    with _opened(place) as db:
        return {
            what: int(db.execute(f"select count(*) from {table}").fetchone()[0])
            for what, table in tables.items()
        }


def _figures(nights: list[Night], spent: dict[tuple[str, str], list[Spent]]) -> Iterator[Figure]:
    for night in nights:
        for command in COMMANDS:
            runs = spent[night.name, command]
            name = f"{command}, {night.name}"
            # Of what is the same at every share nothing may grow: only the share of it does.
            size = float(night.documents) if night.name.startswith("1 %") else None
            cpu = tuple(one.cpu for one in runs)
            yield Figure(f"{name}: CPU", "CPU s", cpu, grows=size is not None, size=size)
            yield Figure(f"{name}: wall", "s", tuple(one.wall for one in runs))
            yield Figure(f"{name}: peak", "MiB", tuple(one.peak for one in runs))


def _first(first: dict[str, Spent], share: float) -> Iterator[Figure]:
    size = float(sizes(share).commitments)
    for command, one in first.items():
        name = f"{command}, the first time"
        yield Figure(f"{name}: CPU", "CPU s", (one.cpu,), grows=True, size=size)
        yield Figure(f"{name}: peak", "MiB", (one.peak,))


def _bars(nights: list[Night], rounds: dict[str, list[tuple[float, float]]]) -> Iterator[Bar]:
    """What is stored may not tell: the same night costs the same where a hundredth is stored."""
    for night in nights[:2]:
        ours, beside = zip(*rounds[night.name], strict=True)
        yield Bar(
            f"{night.name}: CPU of both, over that where 1 % is stored", ratio(ours, beside),
            MOST_FOR_SIZE,
        )  # fmt: skip

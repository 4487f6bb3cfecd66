"""Loading the register: all of it for the first time, then with nothing and with little changed."""

import json
import os
import random
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.register import database, folder
from benchmarks.spending import Spent, python, spend

COMMITMENTS, DOCUMENTS = 100_000, 1_000_000
TEN = 10
_TOUCHED_NS = 10**9
_MOST_UNCHANGED = 0.05  # of the first load
_MOST_TEN = 1.5  # of a load of what did not change
_MOST_A_FILE = 3.0  # of a file that is new

NOTES = """\
Before, `register load` parsed every file, loaded all of them into a database in memory, counted
that, wrote all of it again, and then looked over all events there were for promises in FOI replies.
On 1,000 commitments and 100 requests (4,894 steps) the first load took 6.7 s of the processor and
the same again 5.2 s; it takes 1.9 s and 0.02 s now, the start of the program aside, and all 17,570
rows are the same.

**What changed is what costs.** A table remembers of each file its digest, how it lay there and how
many steps it holds (`db/register_files.py`). A file that lies there as it did is not opened; one
that does not is the same if its digest is; what is left is parsed. Both ways are measured: that
every file was touched costs about 36 microseconds a file more, so the shortcut saves little where
files are in memory. With the files that changed, those are read that a change elsewhere bears on:
what names a file that left, requests and the commitments that they name. Everything is read where
the program, its lists, the list of bodies or an earlier day of counting could make another thing of
the same file. Triggers forget a file whose rows anybody else wrote. A load that finds nothing new
writes nothing.

**What still grows with what is stored**: one `stat` a file, and one row to hold it against, about
20 microseconds together, which `git status` pays too: 2.6 s for 110,000 files. (4.5 s in a round
that begins right after all files were touched: one that was touched within two seconds before a
load is opened once more by the next.) A watcher of the folder would save that, and miss what was
changed while it did not run, so there is none. Promises of replies are settled anew with every load
and publication: that grows with the commitments that replies promised something of, and with
nothing else. An upgrade of the program reads everything once.

**The first load**, milliseconds a file before and after on the packaged files: YAML 1.43 to 0.35
(one pass over the events of libyaml, 0.2 by themselves; a tree that knows lines is built where a
fault must be told, or where a file holds anything uncommon), names of persons 0.72 to 0.41 (what
comes again is asked once, and fields are worked out only where a name was found), pydantic 0.20 to
0.11 (a text that `str.isprintable` says is plain needs no look at each character), statuses by the
views 0.25 to 0.09 (the order of events, which the views ask for again and again, is a table there
that is filled lot by lot). Rows are written with a statement a table for 500 commitments. Nothing
is kept of a file but its rows, packed to 1.6 KB; the objects of all files were held before.
What is left: reading 28 %, names 17 %, counting 12 %, packing 11 %, writing 22 %. The last step of
the growth, twelve times for ten times the files, was measured while tests ran beside it.

**`settle`** ranked all events of all commitments for each promise that was placed, and several
times more. Temporary views, the same word for word, rank those of the commitments in question
(`db/foi/few.py`): 0.1 s became 0.003 s with 1,000 commitments, and grows no longer with their
number. Two statements had hidden scans: of all events, to find the few sources that editors added,
and of all reviews for each of these, because an index over an expression does not serve a column
that has a type.

**Tried, and not kept**: to switch off the collector of garbage gives 10 % of the first load; it
stays on, for a load may be large. To build libyaml's own tree costs 0.36 before anything is
made of it, as much as the whole pass over its events.

The full first load is measured once, for it takes minutes; all else in rounds. "Proportional to
what changed" is read as three bars: that nothing changed costs at most a twentieth of the first
load; ten changed files cost at most half as much again as none; and each file that is read when 1 %
changed costs at most three times what it cost among all (its old rows are read, taken back, kept).
"""

_LOADS = ("first", "unchanged", "ten", "percent", "touched")
_TOLD = {
    "first": "the first load",
    "unchanged": "nothing changed",
    "ten": "ten files changed, at every share",
    "percent": "1 % of the files changed",
    "touched": "every file touched, none changed",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """What a run has made: the files of the register, its bodies, a database without it."""

    files: Path
    bodies: Path
    empty: Path
    database: Path
    commitments: int

    @classmethod
    def made(cls, share: float, scratch: Path) -> "_Place":
        """All of it at a share, made once."""
        root = scratch / f"register-{share:g}"
        count = max(2 * TEN, round(COMMITMENTS * share))
        place = cls(root / "files", root / "bodies.yml", root / "empty.db", root / "used.db", count)
        if not place.empty.exists():
            shutil.rmtree(root, ignore_errors=True)
            folder.write(place.files, count)
            folder.write_bodies(place.bodies)
            database.make(root / "made.db", max(TEN, round(DOCUMENTS * share)))
            (root / "made.db").rename(place.empty)
        return place


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """All loads at a share of the full size."""
    place = _Place.made(share, scratch)
    took: dict[str, list[Spent]] = defaultdict(list)
    upkeep: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        if number == 0 or share < 1:  # the whole is loaded for the first time once: it takes long
            _begin(place)
            took["first"].append(_load(place))
        took["start"].append(_run("nothing", place.database))
        took["unchanged"].append(_load(place))
        _change(place, number, TEN)
        took["ten"].append(_load(place))
        _change(place, number, max(1, place.commitments // 100))
        took["percent"].append(_load(place))
        _touch(place, number)
        took["touched"].append(_load(place))
        for name, seconds in json.loads(_run("upkeep", place.database).out).items():
            upkeep[name].append(seconds)
    place.database.unlink()
    return Measured(
        share,
        {"commitments": place.commitments, "files": _files(place), "documents": _documents(share)},
        _figures(place, took, upkeep),
        _bars(place, took),
    )


def _begin(place: _Place) -> None:
    for path in place.database.parent.glob(f"{place.database.name}*"):
        path.unlink()
    shutil.copyfile(place.empty, place.database)


def _load(place: _Place) -> Spent:
    return _run("load", place.database, place.files, place.bodies)


def _run(what: str, *paths: Path) -> Spent:
    return spend(python("-m", "benchmarks.register.program", what, *map(str, paths)))


def _change(place: _Place, number: int, count: int) -> None:
    """Correct who said the first step of some commitments, in words that are new each time."""
    dice = random.Random(f"{number} {count}")  # noqa: S311 - the same every time, no secret
    for one in dice.sample(range(place.commitments), count):
        path = place.files / f"{folder.name(one)}.yml"
        before, said, after = path.read_text(encoding="utf-8").partition("(press notice 1")
        mended = f"{before}{said}, put right {after}"
        path.write_text(mended, encoding="utf-8")


def _touch(place: _Place, number: int) -> None:
    """Let every file look as if it were another, as a fresh copy of a repository does."""
    for path in place.files.rglob("*.yml"):
        stat = path.stat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns - (number + 1) * _TOUCHED_NS))


def _files(place: _Place) -> int:
    return place.commitments + place.commitments // 10


def _documents(share: float) -> int:
    return max(TEN, round(DOCUMENTS * share))


def _figures(
    place: _Place, took: dict[str, list[Spent]], upkeep: dict[str, list[float]]
) -> list[Figure]:
    size = _files(place)
    figures = [Figure("starting the program", "CPU s", tuple(one.cpu for one in took["start"]))]
    for what in _LOADS:
        told, of = _TOLD[what], took[what]
        cpu = tuple(one.cpu for one in of)
        figures += [
            Figure(told, "CPU s", cpu, grows=True, size=size),
            Figure(f"{told}: wall", "s", tuple(one.wall for one in of)),
            Figure(f"{told}: most memory", "MiB", tuple(one.peak for one in of)),
            Figure(f"{told}: read", "files", tuple(_done(one)["read"] for one in of)),
        ]
    a_file = tuple(1000 * (one.cpu - _start(took)) / size for one in took["first"])
    figures.append(Figure("the first load, a file", "CPU ms", a_file))
    figures += [
        Figure(f"{name}, all promises of replies standing", "CPU s", tuple(values), grows=True,
               size=size)
        for name, values in upkeep.items()
    ]  # fmt: skip
    return figures


def _bars(place: _Place, took: dict[str, list[Spent]]) -> list[Bar]:
    unchanged = [one.cpu for one in took["unchanged"]]
    first = median(one.cpu for one in took["first"])
    more = median(
        (some.cpu - none.cpu) / _done(some)["read"]
        for some, none in zip(took["percent"], took["unchanged"], strict=True)
    )
    return [
        Bar("nothing changed, beside the first load", median(unchanged) / first, _MOST_UNCHANGED),
        Bar(
            "ten files changed, beside nothing changed",
            ratio((one.cpu for one in took["ten"]), unchanged),
            _MOST_TEN,
        ),
        Bar(
            "a file that is read of 1 % changed, beside one of the first load",
            more / ((first - _start(took)) / _files(place)),
            _MOST_A_FILE,
        ),
    ]


def _start(took: dict[str, list[Spent]]) -> float:
    return median(one.cpu for one in took["start"])


def _done(one: Spent) -> dict[str, float]:
    done: dict[str, float] = json.loads(one.out.splitlines()[-1])
    return done

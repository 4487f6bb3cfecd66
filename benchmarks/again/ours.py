"""delaywatch on the site, on the days of a round."""

import shutil
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.site import FIRST_DAY, Served, Taken, add_source, crawl
from benchmarks.spending import Spent, spend


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that the crawls of a round count as.

    ``left``: after the first week, on which the files have their turn, fifty in a run.
    """

    first: str
    second: str
    week: str
    left: tuple[str, ...]
    changed: str


def _after(days: int) -> str:
    return (date.fromisoformat(FIRST_DAY) + timedelta(days=days)).isoformat()


DAYS = _Days(FIRST_DAY, _after(1), _after(8), (_after(9), _after(10), _after(11)), _after(12))


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl: what it took, what was asked, and the addresses that it says are new or other."""

    spent: Spent
    taken: Taken
    told: set[str]


@dataclass(frozen=True, slots=True)
class Round:
    """The crawls of a round; ``changed`` are the paths of the pages that had, for the last."""

    full: Crawl
    same: Crawl
    everything: Crawl
    some: Crawl
    changed: set[str]

    @property
    def found(self) -> float:
        """Which part of the changes the last crawl told."""
        return len(self.changed & _paths(self.some)) / len(self.changed)

    @property
    def wrong(self) -> int:
        """How many documents a later crawl told of that were as before."""
        return len(_paths(self.some) - self.changed) + len(
            _paths(self.same) | _paths(self.everything)
        )


class Ours:
    """delaywatch with a database of its own, in which the site is a source."""

    def __init__(self, folder: Path, served: Served) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.db, self.served = folder / "delaywatch.db", served
        add_source(self.db, served.address)

    def crawl(self, day: str) -> Crawl:
        """Crawl it, in a run that counts as that day."""
        self.served.taken()
        spent = spend(crawl(self.db, self.served.address, as_of=day))
        return Crawl(spent, self.served.taken(), self._told())

    def _told(self) -> set[str]:
        """The documents of which the newest run kept a version."""
        db = sqlite3.connect(self.db)
        rows = db.execute(
            """
            select d.url from versions v join documents d on d.id = v.document_id
            where v.run_id = (select max(id) from runs)
            """
        ).fetchall()
        db.close()
        return {url for (url,) in rows}


def _paths(crawl: Crawl) -> set[str]:
    return {"/" + url.split("/", 3)[3] for url in crawl.told}

"""The clients, in turn, on the site with and without its files."""

import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from benchmarks.measured import Bar, Figure, Measured, ratio
from benchmarks.site import THEME, Served, Site, addresses, build, crawl, serving
from benchmarks.site.markup import html_of
from benchmarks.spending import Spent, python, spend
from db.errors import Problem

OURS, PARSEL, RAW = "delaywatch", "Scrapy with parsel", "Scrapy, no parsing"
_MS = 1000
_MOST_CPU, _MOST_MEMORY, _LEAST_SPEED = 1.5, 2, 0.4

Client = Callable[[Site, Served, Path], Spent]


@dataclass(frozen=True, slots=True)
class Series:
    """What one client spent, once a round, on ``pages`` pages."""

    pages: int
    spent: list[Spent]

    @property
    def cpu(self) -> list[float]:
        """Processor milliseconds a page, the start of the program included."""
        return [_MS * one.cpu / self.pages for one in self.spent]

    @property
    def speed(self) -> list[float]:
        """Pages a second."""
        return [self.pages / one.wall for one in self.spent]

    @property
    def peak(self) -> list[float]:
        """MiB of the largest process."""
        return [one.peak for one in self.spent]


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """Crawl the site of that share of 5,000 pages and 200 files."""
    site = build(scratch, share)
    bare = _without_files(site, scratch / f"crawl-{share:g}" / "site")
    pages = _rounds(bare, rounds)
    whole = _rounds(site, rounds)
    shutil.rmtree(scratch / f"crawl-{share:g}")
    return Measured(
        share=share,
        size={"pages": len(site.pages), "files": len(site.files)},
        figures=[*_figures(pages, "pages"), *_figures(whole, "pages and files")],
        bars=[
            Bar(f"CPU a page, to {PARSEL}", ratio(pages[OURS].cpu, pages[PARSEL].cpu), _MOST_CPU),
            Bar(f"memory, to {PARSEL}", ratio(pages[OURS].peak, pages[PARSEL].peak), _MOST_MEMORY),
            Bar(
                f"pages a second, to {RAW}",
                ratio(pages[OURS].speed, pages[RAW].speed),
                _LEAST_SPEED,
                at_least=True,
            ),
        ],
    )


def _figures(series: dict[str, Series], of: str) -> Iterator[Figure]:
    for name, one in series.items():
        yield Figure(f"{name}, {of}: processor", "CPU ms a page", tuple(one.cpu))
        yield Figure(f"{name}, {of}: speed", "pages a second", tuple(one.speed))
        yield Figure(f"{name}, {of}: memory", "MiB", tuple(one.peak))
        seconds = tuple(spent.cpu for spent in one.spent)
        yield Figure(f"{name}, {of}: all of it", "CPU s", seconds, grows=True, size=one.pages)


# Turns ---------------------------------------------------------------------------------------


def _rounds(site: Site, rounds: int) -> dict[str, Series]:
    """Let each client crawl the site in turn, so often."""
    spent: dict[str, list[Spent]] = defaultdict(list)
    with serving(site) as served:
        for _ in range(rounds):
            for name, client in CLIENTS.items():
                with _folder(site.folder / "turn") as folder:
                    served.taken()
                    spent[name].append(client(site, served, folder))
                    _check_fetched(name, site, served)
    return {name: Series(len(site.pages), list(each)) for name, each in spent.items()}


@contextmanager
def _folder(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _check_fetched(name: str, site: Site, served: Served) -> None:
    """Raise Problem unless each page and file was answered once."""
    wanted = {page.path for page in site.pages} | set(site.files)
    got = [path for path in served.taken().paths(200) if path in wanted]
    if len(got) != len(set(got)) or set(got) != wanted:
        said = f"{len(set(got)):,} of {len(wanted):,} pages in {len(got):,} requests"
        raise Problem(said, where=name)


def _delaywatch(site: Site, served: Served, folder: Path) -> Spent:
    database = folder / "delaywatch.db"
    spent = spend(crawl(database, served.address, source=THEME))
    _check_kept(OURS, site, database, "select count(*) from documents where kind <> 'attachment'")
    return spent


def _scrapy(site: Site, served: Served, folder: Path, *, keeps: bool) -> Spent:
    listed, database = folder / "addresses.txt", folder / "pages.db"
    listed.write_text("\n".join(addresses(site, served.address)), encoding="utf-8")
    words = [str(listed), str(database)] if keeps else [str(listed)]
    spent = spend(python("-m", "benchmarks.crawl.peer", *words))
    if keeps:
        _check_kept(PARSEL, site, database, "select count(*) from pages where text <> ''")
    return spent


def _check_kept(name: str, site: Site, database: Path, count: str) -> None:
    with closing(sqlite3.connect(database)) as db:
        (kept,) = db.execute(count).fetchone()
    if kept != len(site.pages):
        raise Problem(f"{kept:,} of {len(site.pages):,} pages were kept", where=name)


CLIENTS: dict[str, Client] = {
    OURS: _delaywatch,
    PARSEL: partial(_scrapy, keeps=True),
    RAW: partial(_scrapy, keeps=False),
}


# The site without its files ------------------------------------------------------------------


def _without_files(site: Site, folder: Path) -> Site:
    """A copy of a site whose pages link to no files: what peers would not read is not there."""
    copy = replace(site.copy(folder), files=[])
    for place, page in enumerate(copy.pages):
        if page.file:
            copy.pages[place] = replace(page, file=None)
            target = copy.www / page.path.removeprefix("/") / "index.html"
            target.unlink()  # it is shared with the other site
            target.write_bytes(html_of(copy.pages[place]).encode())
            when = datetime.fromisoformat(page.changed).timestamp()
            os.utime(target, (when, when))
    return copy

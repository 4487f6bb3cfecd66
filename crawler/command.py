"""The crawler's own command line: ``crawl`` and ``sources``.

Exit codes: 0 well (single failed pages are counted, not fatal), 1 a source
broke or nothing could be kept, 2 wrong usage, 75 another run holds the lock.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import click
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

import crawler.settings
from crawler.addresses import OffSite, Site, parse_base_url
from crawler.job import Job, utc_now
from crawler.platforms.base import SourceSpider
from db import ledger
from db.archive import Archive
from db.connection import connect, writing
from db.errors import Problem
from db.lock import run_lock
from db.sources import register_source

if TYPE_CHECKING:
    from sqlite_utils import Database
from twisted.internet.error import ReactorNotRunning

LEAST_DELAY = 1.0  # seconds, on a real site
MOST_DELAY = 3600.0
LONDON = ZoneInfo("Europe/London")


def settings(base_url: str | None = None, delay: float = LEAST_DELAY) -> Settings:
    """Return Scrapy's settings for one invocation."""
    made = Settings()
    made.setmodule(crawler.settings, priority="project")
    overrides: dict[str, Any] = {
        "BASE_URL": base_url,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_START_DELAY": delay,
        # AutoThrottle never goes under its own idea of the pace: a copy needs none.
        "AUTOTHROTTLE_ENABLED": delay >= LEAST_DELAY,
    }
    made.setdict(overrides, priority="cmdline")
    return made


def spiders() -> dict[str, type[SourceSpider]]:
    """Return every source there is, by name."""
    loader = SpiderLoader.from_settings(settings())
    found = {name: loader.load(name) for name in sorted(loader.list())}
    return {name: spider for name, spider in found.items() if issubclass(spider, SourceSpider)}


@click.group()
def cli() -> None:
    """Fetch what public bodies publish and keep it in the database."""


@cli.command()
def sources() -> None:
    """List the sources: name, title, kind, address, licence, what may be shown."""
    for spider in spiders().values():
        row = spider.source()
        click.echo(
            f"{row.name}\t{row.title}\t{row.kind}\t{row.url}\t{row.licence}\t{row.republish}"
        )


@cli.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--db", "db_path", type=click.Path(path_type=Path), required=True, help="The file.")
@click.option("--as-of", help="The day that this run counts as, YYYY-MM-DD [today in London].")
@click.option("--base-url", help="Read a copy of the site here instead.")
@click.option("--delay", type=float, default=LEAST_DELAY, show_default=True, help="Seconds.")
@click.option("--lock-held", is_flag=True, help="The caller holds the run lock.")
def crawl(
    names: tuple[str, ...],
    db_path: Path,
    as_of: str | None,
    base_url: str | None,
    delay: float,
    lock_held: bool,
) -> None:
    """Crawl the named sources, or all of them."""
    chosen = _chosen(names)
    day = _day(as_of)
    base = _base(base_url)
    if not 0 <= delay <= MOST_DELAY:
        raise click.UsageError(f"--delay is between 0 and {MOST_DELAY:.0f} seconds")
    if delay < LEAST_DELAY and base is None:
        raise click.UsageError("--delay below 1 second is only for a copy, with --base-url")
    with nullcontext() if lock_held else run_lock(db_path):
        sys.exit(Run(db_path, day, base, delay).crawl(chosen))


def _chosen(names: tuple[str, ...]) -> list[type[SourceSpider]]:
    known = spiders()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.UsageError(f"no source {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names or known)]


def _day(as_of: str | None) -> str:
    if as_of is None:
        return datetime.now(LONDON).date().isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise click.UsageError(f"--as-of {as_of} is not a day such as 2026-03-31") from None


def _base(base_url: str | None) -> str | None:
    """Only an option that was left out means the real site; an empty one is a mistake."""
    if base_url is None:
        return None
    try:
        return parse_base_url(base_url)
    except (Problem, OffSite) as problem:
        raise click.UsageError(str(problem)) from problem


class Run:
    """One run over some sources, one after the other.

    They share a host, and a host gets one request at a time; so do the
    database and this process, and nothing is gained by mixing them.
    """

    def __init__(self, db_path: Path, as_of: str, base_url: str | None, delay: float) -> None:
        self.as_of, self.base_url, self.delay = as_of, base_url, delay
        self.db: Database = connect(db_path)
        self.archive = Archive.beside(db_path)
        self.jobs: dict[str, Job] = {}
        self.robots: dict[str, Any] = {}
        self.run_id = 0

    def crawl(self, chosen: list[type[SourceSpider]]) -> int:
        """Crawl and return the exit code."""
        with writing(self.db):
            if ledger.take_over(self.db):
                say("an earlier run was killed; its pages are taken up")
            for spider in chosen:
                register_source(self.db, spider.source())
            names = " ".join(spider.name for spider in chosen)
            self.run_id = ledger.start_run(self.db, f"crawl {names}", self.as_of, utc_now())
        process = AsyncCrawlerProcess(settings(self.base_url, self.delay))
        _run_to_the_end(process, lambda: self._each(process, chosen))
        return self._finish(chosen)

    async def _each(self, process: AsyncCrawlerProcess, chosen: list[type[SourceSpider]]) -> None:
        for spider in chosen:
            job = Job(
                db=self.db,
                archive=self.archive,
                run_id=self.run_id,
                as_of=self.as_of,
                site=Site(spider.home, self.base_url),
                delay=self.delay,
                say=say,
                robots=self.robots,
            )
            self.jobs[spider.name] = job
            with writing(self.db):
                ledger.start_source(self.db, self.run_id, spider.name, self.base_url)
            crawl_one = process.create_crawler(spider)
            await process.crawl(crawl_one, job=job)
            requests = crawl_one.stats.get_value("downloader/request_count", 0)
            job.counts["requests"] = requests
            self._finish_source(spider.name, job)
            if job.stop or not (job.finished or job.broken):
                return

    def _finish_source(self, name: str, job: Job) -> None:
        outcome, message = _outcome(job)
        try:
            with writing(self.db):
                row = ledger.finish_source(
                    self.db,
                    self.run_id,
                    name,
                    outcome=outcome,
                    route=job.route,
                    counts=dict(job.counts),
                    message=message,
                )
        except sqlite3.Error as error:
            if not job.stop:
                raise
            complain(f"{name}: {job.stop} (and its end could not be kept: {error})")
            return
        say(_summary(row))
        if message:
            complain(f"{name}: {message}")

    def _finish(self, chosen: list[type[SourceSpider]]) -> int:
        jobs = self.jobs.values()
        well = len(jobs) == len(chosen) and all(job.finished for job in jobs)
        stopped = any(not (job.finished or job.broken or job.stop) for job in jobs)
        outcome = "finished" if well else "killed" if stopped else "broken"
        said = [f"{name}: {_outcome(job)[1]}" for name, job in self.jobs.items()]
        message = None if well else "; ".join(line for line in said if not line.endswith("None"))
        full = any(job.stop for job in jobs)
        # Where nothing can be written any more, the next start closes this run.
        with suppress(sqlite3.Error) if full else nullcontext(), writing(self.db):
            ledger.finish_run(self.db, self.run_id, outcome=outcome, at=utc_now(), message=message)
        return 0 if well else 1


def _outcome(job: Job) -> tuple[str, str | None]:
    """Return the outcome of a source and, if it is not well, why."""
    if job.stop:
        return "broken", str(job.stop)
    if job.broken:
        return "broken", job.broken
    if job.finished:
        return "finished", None
    return "killed", "stopped before its end; the next run goes on"


def _summary(row: dict[str, Any]) -> str:
    states = ", ".join(f"{row[state]} {state}" for state in ledger.ENDED)
    return (
        f"{row['source']}: {row['outcome']} by {row['route'] or 'nothing'}; "
        f"{row['new_documents']} new documents, {row['new_versions']} new versions; "
        f"{row['requests']} requests; {row['scheduled']} pages: {states}; "
        f"{row['warnings']} warnings"
    )


def _run_to_the_end(process: AsyncCrawlerProcess, work: Callable[[], Any]) -> None:
    """Run the reactor until ``work`` is done, and raise what it raised."""
    from twisted.internet import reactor  # noqa: PLC0415 - the process has just installed it

    task = asyncio.get_event_loop().create_task(work())

    def stop() -> None:
        with suppress(ReactorNotRunning):  # a signal was quicker
            reactor.stop()

    task.add_done_callback(lambda _: reactor.callLater(0, stop))
    process.start(stop_after_crawl=False)
    if task.done() and not task.cancelled() and task.exception():
        raise task.exception()  # type: ignore[misc]


def say(line: str) -> None:
    """Print a line of progress or result."""
    click.echo(line)


def complain(line: str) -> None:
    """Print a line about something that went wrong."""
    click.echo(line, err=True)


def main() -> NoReturn:
    """Run the command line; what a person can mend is one line, without a traceback."""
    try:
        cli.main(prog_name="python -m crawler", standalone_mode=True)
    except Problem as problem:
        complain(str(problem))
        sys.exit(problem.exit_code)
    sys.exit(0)

"""One run over some sources: each is read to its end, judged, and told about."""

import asyncio
import math
import sqlite3
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

import crawler.settings
from crawler import job as job_module
from crawler.addresses import Site
from crawler.expectations import Verdict, judge
from crawler.hosts import Hosts
from crawler.job import Clock, Job, utc_now
from crawler.platforms.base import SourceSpider
from crawler.telling import complain, is_json, progress, say
from db import health, ledger
from db.archive import Archive
from db.connection import connect, writing
from db.instants import refuse_set_back
from db.sources import register_source

if TYPE_CHECKING:
    from sqlite_utils import Database
from twisted.internet.error import ReactorNotRunning

LEAST_DELAY = 1.0  # seconds, on a real site
MOST_DAYS_LATE = 7  # so long after its day a source may be put off; then somebody must be told
GRACE = 20.0  # seconds that a crawl has to end in good order after a signal


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
        # Scrapy would write its log among what a program reads; crawler.telling takes it in.
        "LOG_ENABLED": not is_json(),
    }
    made.setdict(overrides, priority="cmdline")
    return made


class Process(AsyncCrawlerProcess):
    """Scrapy's process, but it knows that a signal came, and when (monotonic).

    Scrapy closes the crawl that is running; one that is just starting or ending would
    not notice, and the process would wait for ever, with the run lock held.
    """

    signalled: float | None = None

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        self.signalled = time.monotonic()
        super()._signal_shutdown(signum, frame)

    async def crawl_to_the_end(self, crawl_one: Crawler, job: Job) -> None:
        """Run one crawl; after a signal wait for its end for a while, and no longer."""
        crawl = asyncio.ensure_future(self.crawl(crawl_one, job=job))
        while not crawl.done():
            await asyncio.wait({crawl}, timeout=1)
            if self.signalled and time.monotonic() > self.signalled + GRACE:
                return
        await crawl


class Run:
    """One run over some sources, one after the other.

    They share a host, and a host gets one request at a time; so do the
    database and this process, and nothing is gained by mixing them.
    """

    def __init__(
        self,
        db_path: Path,
        as_of: str,
        base_url: str | None,
        delay: float,
        *,
        probing: bool = False,
        part_of: int | None = None,
        hours: float | None = None,
        trust_clock: bool = False,
    ) -> None:
        """``part_of`` is a run that the caller opened and closes; ``hours`` what all may take.

        ``trust_clock``: though it is behind what the last run kept.
        """
        self.as_of, self.base_url, self.delay, self.probing = as_of, base_url, delay, probing
        self.part_of, self.trust_clock = part_of, trust_clock
        self.ends_at = None if hours is None else time.monotonic() + hours * 3600
        self.db: Database = connect(db_path)
        self.archive = Archive.beside(db_path)
        self.jobs: dict[str, Job] = {}
        self.hosts, self.clock = Hosts(), Clock()  # shared by all sources
        # Sources that the time of the run did not reach.
        self.put_off: list[type[SourceSpider]] = []
        self.run_id = 0

    def crawl(self, chosen: list[type[SourceSpider]]) -> int:
        """Crawl and return the exit code.

        0 also where a source was stopped because its time was up: a first reading goes on over
        several runs, and a timer must not call that a fault for weeks. Its health says so
        (degraded). A probe of it did not see all, which is 1; and so is a source that was put off
        for days after its time.
        """
        with writing(self.db):
            for spider in chosen:
                register_source(self.db, spider.source())
            if not self.trust_clock:
                refuse_set_back(self.db, utc_now())
            self.run_id = self.part_of or self._started(chosen)
        process = Process(self.settings())
        run_to_the_end(process, lambda: self._each(process, chosen))
        if self.probing:
            jobs = self.jobs.values()
            well = len(jobs) == len(chosen) and all(job.finished for job in jobs)
            return 0 if well and all(found.holds for job in jobs for found in job.found) else 1
        return self._finish(chosen)

    def settings(self) -> Settings:
        """Return Scrapy's settings for this run."""
        return settings(self.base_url, self.delay)

    def as_crawled(self, spider: type[SourceSpider]) -> type[SourceSpider]:
        """Return what reads a source; a run with workers has it done otherwise."""
        return spider

    def _started(self, chosen: list[type[SourceSpider]]) -> int:
        """Open a run of our own; pages of one that was killed are taken up."""
        if ledger.take_over(self.db):
            say("an earlier run was killed; its pages are taken up")
        names = " ".join(spider.name for spider in chosen)
        return ledger.start_run(self.db, f"crawl {names}", self.as_of, utc_now())

    async def _each(self, process: "Process", chosen: list[type[SourceSpider]]) -> None:
        for number, spider in enumerate(chosen):
            if process.signalled:
                return
            left = self._hours_left()
            if left <= 0:
                self.put_off = chosen[number:]
                return
            progress(f"{spider.name}: source {number + 1} of {len(chosen)}", source=spider.name)
            job = Job(
                db=self.db,
                archive=self.archive,
                run_id=self.run_id,
                as_of=self.as_of,
                site=Site(spider.home, self.base_url, spider.hosts),
                delay=self.delay,
                say=partial(progress, source=spider.name),
                hours=min(job_module.LONGEST_READ / 3600, left),
                hosts=self.hosts,
                clock=self.clock,
                probing=self.probing,
                stopped=lambda: process.signalled is not None,
            )
            self.jobs[spider.name] = job
            with writing(self.db):
                ledger.start_source(
                    self.db, self.run_id, spider.name, self.base_url, job.site.origin
                )
            crawl_one = process.create_crawler(self.as_crawled(spider))
            await process.crawl_to_the_end(crawl_one, job)
            requests = crawl_one.stats.get_value("downloader/request_count", 0)
            job.counts["requests"] = requests
            (self._say_found if self.probing else self._finish_source)(spider, job)
            if job.stop or not (job.finished or job.broken or job.timed_out):
                return  # nothing can be written, or a signal came

    def _hours_left(self) -> float:
        return math.inf if self.ends_at is None else (self.ends_at - time.monotonic()) / 3600

    def _finish_source(self, spider: type[SourceSpider], job: Job) -> None:
        name = spider.name
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
                job.verdict = self._verdict(spider, job, row)
                health.keep_verdict(
                    self.db, self.run_id, name, job.verdict.health, job.verdict.reason
                )
        except sqlite3.Error as error:
            if not job.stop:
                raise
            complain(f"{name}: {job.stop} (and its end could not be kept: {error})")
            return
        say(_summary(row), source=name)
        if message:
            complain(f"{name}: {message}", source=name)
        elif job.verdict and job.verdict.reason:
            complain(f"{name}: {job.verdict.health}: {job.verdict.reason}", source=name)

    def _verdict(self, spider: type[SourceSpider], job: Job, row: dict[str, Any]) -> Verdict:
        if job.timed_out:
            return Verdict(health="degraded", reason=row["message"])
        expects = spider.expects
        found = health.standing(
            self.db,
            spider.name,
            job.site.origin,
            self.run_id,
            list(expects.fields) if expects else [],
        )
        is_whole = job.site.origin == "site"
        return judge(expects, found, row, date.fromisoformat(self.as_of), is_whole=is_whole)

    def _say_found(self, spider: type[SourceSpider], job: Job) -> None:
        say(f"{spider.name}: {spider.title}")
        for found in job.found:
            for line in found.lines():
                say(line)
        outcome, reason = _outcome(job)
        if outcome == "broken":
            say(f"  CANNOT BE READ {reason}")
        elif outcome == "killed":
            say(f"  NOT ALL ASKED {reason}")

    def _finish(self, chosen: list[type[SourceSpider]]) -> int:
        jobs = self.jobs.values()
        begun = len(chosen) - len(self.put_off)
        late = self._put_off_too_long()
        well = len(jobs) == begun and all(job.is_well for job in jobs) and not late
        ended = [job.finished or job.broken or job.stop or job.timed_out for job in jobs]
        stopped = not all(ended)
        outcome = "finished" if well else "killed" if stopped else "broken"
        said = [f"{name}: {_outcome(job)[1]}" for name, job in self.jobs.items()]
        if self.put_off:
            names = ", ".join(spider.name for spider in self.put_off)
            said.append(f"no time was left for {names}: the next run begins there")
            say(said[-1], put_off=len(self.put_off))
        if late:
            said.append(f"put off for too long: {', '.join(late)}: give the run more --hours")
            complain(said[-1])
        message = "; ".join(line for line in said if not line.endswith("None")) or None
        full = any(job.stop for job in jobs)
        if self.part_of is None:
            # Where nothing can be written any more, the next start closes this run.
            with suppress(sqlite3.Error) if full else nullcontext(), writing(self.db):
                ledger.finish_run(
                    self.db, self.run_id, outcome=outcome, at=utc_now(), message=message
                )
        return 0 if well else 1

    def _put_off_too_long(self) -> list[str]:
        """Return those put off (and when last read) whose visit is MOST_DAYS_LATE late and more.

        One that was never read to its end is in its first reading, which takes several runs.
        """
        late = []
        for spider in self.put_off:
            origin = Site(spider.home, self.base_url, spider.hosts).origin
            visited_on = ledger.last_visit(self.db, spider.name, origin, self.as_of)
            if visited_on is None:
                continue
            days = (date.fromisoformat(self.as_of) - date.fromisoformat(visited_on)).days
            if days > spider.visit_days + MOST_DAYS_LATE:
                late.append(f"{spider.name} (last read to its end on {visited_on})")
        return late


def _outcome(job: Job) -> tuple[str, str | None]:
    """Return the outcome of a source and, if it is not well, why."""
    if job.stop:
        return "broken", str(job.stop)
    if job.broken:
        return "broken", job.broken
    if job.finished:
        lost = job.verdict is not None and job.verdict.health == "broken"
        return "finished", job.verdict.reason if lost and job.verdict else None
    if job.timed_out:
        return "killed", f"its time ({job.hours:.3g} h) was up; the next run goes on"
    return "killed", "stopped before its end; the next run goes on"


def _summary(row: dict[str, Any]) -> str:
    states = ", ".join(f"{row[state]} {state}" for state in ledger.ENDED)
    return (
        f"{row['source']}: {row['outcome']} by {row['route'] or 'nothing'}; "
        f"{row['new_documents']} new documents, {row['new_versions']} new versions; "
        f"{row['requests']} requests; {row['scheduled']} pages: {states}; "
        f"{row['warnings']} warnings"
    )


def run_to_the_end(process: AsyncCrawlerProcess, work: Callable[[], Any]) -> None:
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

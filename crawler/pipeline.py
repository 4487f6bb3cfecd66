"""The one writer of a crawl: items go to the database in small batches.

A batch is one transaction, so a document and what the ledger says of its page
are kept together or not at all: a killed run loses at most the last batch, and
the ledger knows it.
"""

import asyncio
import errno
import logging
import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any

from crawler.items import Ended, Found, Lease, Scheduled, Swept
from db import documents, ledger
from db.connection import writing
from db.documents import Reread
from db.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 100
SECONDS = 2.0

logger = logging.getLogger(__name__)


class LedgerPipeline:
    """Writes what the spider yields; the spider's job says where."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.waiting: list[tuple[Any, str]] = []
        self.timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> "LedgerPipeline":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Let the spider reach its writer: it leases pages and waits for batches."""
        self.spider = self.crawler.spider
        self.job = self.spider.job
        self.spider.writer = self

    def process_item(self, item: Any) -> Any:
        """Queue an item; the batch is written at 100 items or after 2 seconds."""
        try:
            self.add(item)
        finally:
            self.spider.settled += 1
        return item

    def close_spider(self) -> None:
        """Write what is left."""
        self.flush()

    def add(self, item: Any) -> None:
        """Queue an item under the time at which it came."""
        self.waiting.append((item, self.spider.clock()))
        if len(self.waiting) >= BATCH:
            self.flush()
        elif self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(SECONDS, self.flush)

    def flush(self) -> None:
        """Write the batch in one transaction, or stop the crawl where nothing can be written."""
        if self.timer:
            self.timer.cancel()
            self.timer = None
        batch, self.waiting = self.waiting, []
        if not batch or self.job.stop:
            return
        outcomes: list[str] = []
        try:
            with writing(self.job.db):
                for item, at in batch:
                    outcomes += self._write(item, at)
        except (sqlite3.Error, OSError, Problem) as error:
            self.job.stop = _cannot_write(error)
            return
        self._count(outcomes)

    def _write(self, item: Any, at: str) -> list[str]:
        writers: dict[type, Callable[..., list[str]]] = {
            Found: partial(self._write_found, reread=self.spider.reread),
            Ended: self._write_ended,
            Scheduled: self._write_scheduled,
            Lease: self._write_lease,
            Swept: self._write_swept,
        }
        return writers[type(item)](item, at)

    def _write_found(self, item: Found, at: str, *, reread: Reread) -> list[str]:
        outcome = documents.record(
            self.job.db,
            self.job.archive,
            item.reading,
            run_id=self.job.run_id,
            at=at,
            reread=reread,
        )
        if item.page and item.ending:
            ledger.end(self.job.db, self.job.run_id, item.page, item.ending, at)
        return ["documents_seen", outcome]

    def _write_ended(self, item: Ended, at: str) -> list[str]:
        job, page = self.job, item.page
        ledger.end(job.db, job.run_id, page, item.ending, at)
        if item.document is None:
            return []
        document = (job.db, page.source, page.origin, item.document)
        if item.moved_to:
            documents.mark_moved(
                *document, item.moved_to, run_id=job.run_id, at=at, is_stated=item.is_stated
            )
        elif item.ending.state == "gone":
            why = item.ending.reason
            documents.mark_gone(*document, job.as_of, run_id=job.run_id, at=at, why=why)
        elif item.ending.state == "unchanged":
            documents.mark_seen(*document, at, run_id=job.run_id)
            return ["documents_seen"]
        else:
            documents.mark_missing(*document, job.run_id)
        return []

    def _write_scheduled(self, item: Scheduled, at: str) -> list[str]:  # noqa: ARG002
        ledger.schedule(self.job.db, self.job.run_id, item.page)
        return []

    def _write_lease(self, item: Lease, at: str) -> list[str]:  # noqa: ARG002
        ledger.lease(self.job.db, self.job.run_id, item.page, item.until)
        return []

    def _write_swept(self, item: Swept, at: str) -> list[str]:
        job = self.job
        ledger.complete_sweep(
            job.db,
            job.run_id,
            self.spider.name,
            job.site.origin,
            job.site.start,
            item.sweep,
            at,
        )
        return []

    def _count(self, outcomes: list[str]) -> None:
        for outcome, name in (
            ("documents_seen", "documents_seen"),
            ("new_document", "new_documents"),
            ("new_version", "new_versions"),
        ):
            self.job.counts[name] += outcomes.count(outcome)
        self.job.progress(f"{self.spider.name}: {self.job.counts['documents_seen']} read so far")


def _cannot_write(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    full = "full" in str(error) or getattr(error, "errno", None) == errno.ENOSPC
    do = "free some disk space" if full else "make sure that the data folder can be written"
    return Problem(
        f"the crawl stopped, nothing more can be kept ({error})",
        do=f"{do}, then crawl again; what was committed before is kept",
    )

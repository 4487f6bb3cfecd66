"""The one writer of a crawl: items go to the database in small batches.

A batch is one transaction, so a document and what the ledger says of its page
are kept together or not at all: a killed run loses at most the last batch, and
the ledger knows it. A batch is small, for its pages are fetched again after a
kill: at a request a second they are dear, and a transaction is not (0.1 ms).

An item of which something cannot be written (a number of a hundred digits, half a
letter) takes nothing else with it: then the batch is written item by item.
"""

import asyncio
import logging
import sqlite3
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from crawler.addresses import OffSite
from crawler.items import Ended, Found, Lease, Scheduled, Swept
from crawler.job import cannot_write
from crawler.moments import moment
from crawler.revisits import READ, next_file_look, next_look
from db import documents, ledger
from db.connection import writing
from db.errors import Problem
from db.ledger import Ending, Page
from db.readings import Reading
from db.recording import Reread, record

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = 8  # that were fetched and ended; whatever else came meanwhile goes with them
BYTES = 8 * 1024 * 1024  # that were fetched: eight files of the largest size do not fit in memory
ITEMS = 100  # of a list that holds whole documents: no more in one transaction
SECONDS = 2.0
LONGEST_WORDS = 300  # characters of a reason or an address
# Of SQLite's errors those that are of what was to be written; after any other nothing can be.
OF_AN_ITEM = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)

logger = logging.getLogger(__name__)


class LedgerPipeline:
    """Writes what the spider yields; the spider's job says where."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.waiting: list[tuple[Any, str]] = []
        self.timer: asyncio.TimerHandle | None = None
        self.pages = self.bytes = 0  # that ended, or came, and are not written yet
        self.lost = False  # whether something is lost that no page of the ledger tells of

    @classmethod
    def from_crawler(cls, crawler: Any) -> "LedgerPipeline":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Let the spider reach its writer: it leases pages and waits for batches."""
        self.spider = self.crawler.spider
        self.job = self.spider.job
        self.spider.writer = self
        self.writers: dict[type, Callable[[Any, str], list[str]]] = {
            Found: partial(self._write_found, reread=self.spider.reread),
            Ended: self._write_ended,
            Scheduled: self._write_scheduled,
            Lease: self._write_lease,
            Swept: self._write_swept,
        }

    def process_item(self, item: Any) -> Any:
        """Queue an item; the batch is written at 8 pages, 100 items or after 2 seconds."""
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
        self.pages += isinstance(item, Found | Ended) and item.page is not None
        self.bytes += len(item.reading.raw) if isinstance(item, Found) else 0
        if self.pages >= PAGES or len(self.waiting) >= ITEMS or self.bytes >= BYTES:
            self.flush()
        elif self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(SECONDS, self.flush)

    def flush(self) -> None:
        """Write the batch in one transaction, or stop the crawl where nothing can be written."""
        if self.timer:
            self.timer.cancel()
            self.timer = None
        batch, self.waiting, self.pages, self.bytes = self.waiting, [], 0, 0
        self.job.check_clock()
        if not batch or self.job.stop:
            return
        try:
            outcomes = self._written(batch)
        except (sqlite3.Error, OSError, Problem) as error:
            self.job.stop = cannot_write(error)
            return
        self._count(outcomes)

    def _written(self, batch: list[tuple[Any, str]]) -> list[str]:
        """Write a batch; raises sqlite3.Error, OSError or Problem where nothing can be written."""
        try:
            return self._together(batch)
        except Exception as error:
            if not _is_of_an_item(error):
                raise
        outcomes = []
        # A sweep comes last: whether it is whole is known only when all the rest is written.
        for item, at in sorted(batch, key=lambda one: isinstance(one[0], Swept)):
            outcomes += self._alone(item, at)
        return outcomes

    def _together(self, batch: list[tuple[Any, str]]) -> list[str]:
        with writing(self.job.db), self.job.archive.together():
            return [outcome for item, at in batch for outcome in self.writers[type(item)](item, at)]

    def _alone(self, item: Any, at: str) -> list[str]:
        """Write one item; where it cannot be written, its page has failed, or the source is."""
        try:
            return self._together([(item, at)])
        except Exception as error:
            if not _is_of_an_item(error):
                raise
            self._give_up(item, at, error)
        return []

    def _give_up(self, item: Any, at: str, error: Exception) -> None:
        where = _writable(_address_of(item) or self.job.site.start)
        reason = _writable(f"it cannot be kept ({type(error).__name__}: {error})")
        self.spider.warn(where, reason)
        if not self._fail(item, at, reason):
            self.lost = True
            self.job.broken = self.job.broken or f"{where}: {reason}"

    def _fail(self, item: Any, at: str, reason: str) -> bool:
        """End the page of an item as failed; tell whether it has one of which that can be said."""
        page = None if isinstance(item, Swept) else item.page
        if page is None:
            return False
        job, ending = self.job, getattr(item, "ending", None)
        # What is known of it beside its address may be what cannot be written.
        bare = replace(page, native_id=None, item=None, stamp=None)
        try:
            failed = Ending(
                state="failed",
                http_status=ending.http_status if ending else None,
                reason=reason,
                next_check_at=self.spider.next_check(page),
            )
            with writing(job.db):
                ledger.schedule(job.db, job.run_id, bare)
                ledger.end(job.db, job.run_id, bare, failed, at)
        except Exception as error:
            if not _is_of_an_item(error):
                raise
            return False
        return True

    def _write_found(self, item: Found, at: str, *, reread: Reread) -> list[str]:
        outcome = record(
            self.job.db,
            self.job.archive,
            item.reading,
            run_id=self.job.run_id,
            at=at,
            reread=reread,
        )
        self.spider.kept(item.reading)
        if item.page and item.ending:
            unread = item.reading.partial or item.reading.text_state == "failed"
            ending = item.ending
            if not (unread and item.page.kind == "attachment"):  # such a file is due at once
                ending = self._planned(item.page, ending, item.reading.url)
            ledger.end(self.job.db, self.job.run_id, item.page, ending, at)
        else:
            self._plan(item.reading)
        return ["documents_seen", outcome]

    def _write_ended(self, item: Ended, at: str) -> list[str]:
        job, page = self.job, item.page
        ending = self._planned(page, item.ending, item.document) if item.document else item.ending
        ledger.end(job.db, job.run_id, page, ending, at)
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

    def _planned(self, page: Page, ending: Ending, url: str) -> Ending:
        """Give the page of a document or file that was read the day from which it is due again."""
        if page.kind == "list" or ending.state not in READ:
            return ending
        row = ledger.standing_of(self.job.db, page.source, page.origin, url)
        if row is None:
            return ending
        if page.kind == "attachment":
            # Where nobody says from when a file is, its server's time tells that it is not new.
            since = min(row["since"], moment(ending.last_modified) or row["since"])
            return replace(ending, next_check_at=next_file_look(self.job.as_of, since))
        return replace(ending, next_check_at=next_look(self.job.as_of, row["since"], row["url"]))

    def _plan(self, reading: Reading) -> None:
        """Do the same for a document that came with a list, where it has a page."""
        try:
            address = self.job.site.fetchable(reading.url)
        except OffSite:
            return
        known = (self.job.db, reading.source, reading.origin)
        row = ledger.standing_of(*known, reading.url)
        if row is not None:
            due = next_look(self.job.as_of, row["since"], row["url"])
            ledger.plan(*known, address, "document", due)

    def _write_scheduled(self, item: Scheduled, at: str) -> list[str]:  # noqa: ARG002
        ledger.schedule(self.job.db, self.job.run_id, item.page)
        return []

    def _write_lease(self, item: Lease, at: str) -> list[str]:  # noqa: ARG002
        ledger.lease(self.job.db, self.job.run_id, item.page, item.until)
        return []

    def _write_swept(self, item: Swept, at: str) -> list[str]:
        if self.lost:
            return []  # the next run must not stop where this one came to
        job = self.job
        ledger.complete_sweep(
            job.db,
            job.run_id,
            self.spider.name,
            job.site.origin,
            job.site.start,
            item.sweep,
            at,
            is_whole=item.is_whole,
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


def _is_of_an_item(error: Exception) -> bool:
    """Tell whether an error is of what was to be written, and not of where."""
    if isinstance(error, sqlite3.Error):
        return isinstance(error, OF_AN_ITEM)
    return not isinstance(error, OSError | Problem)


def _address_of(item: Any) -> str | None:
    """Return the address that an item is about; None for a sweep, which is about a source."""
    if isinstance(item, Found):
        return item.reading.url
    return None if isinstance(item, Swept) else str(item.page.url)


def _writable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()[:LONGEST_WORDS]

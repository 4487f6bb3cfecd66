"""The base of every spider: fetch a page so that its end is always known.

A spider's ``collect`` is one story from top to bottom: it awaits each page
(through Scrapy's downloader, with all its middlewares) instead of handing
requests to a scheduler. So a page cannot be dropped on the way without the
spider being told, and a listing is known to be complete when its loop ends.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urljoin

import scrapy
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response

from crawler.addresses import OffSite
from crawler.bodies import CUT_GZIP
from crawler.download import words_of
from crawler.expectations import Expectations
from crawler.guard import Refused
from crawler.hosts import host_of
from crawler.items import Ended, Lease, Scheduled
from crawler.job import Job, utc_now
from crawler.patience import HostClosed
from crawler.probe import Check, Found
from crawler.robots import NotCrawled
from crawler.settings import DOWNLOAD_MAXSIZE, FILE_MAXSIZE, FILE_TIMEOUT
from db import ledger
from db.ledger import Ending, Page
from db.readings import Reading
from db.sources import Source

OK, NOT_MODIFIED, NOT_FOUND, GONE = 200, 304, 404, 410
LEASE = timedelta(minutes=30)
FAILURES_IN_A_ROW = 20  # then the site is down, and asking on would only add to it
EAGER_RECHECKS = 3  # a page that failed is due in the next run, this often; then later and later
LONGEST_RECHECK_DAYS = 30
# Of files: they may be larger than pages, and take longer (bytes, seconds).
OF_FILES = {"download_maxsize": FILE_MAXSIZE, "download_timeout": FILE_TIMEOUT}
SAID_IN_FULL = 3  # of warnings that differ only in the page; the rest are a number

logger = logging.getLogger("delaywatch.crawler")


class SourceBroken(Exception):
    """The source cannot be read in this run; the message names the address and the reason."""


class Stopped(Exception):
    """The crawl is being closed; what is not done stays in the queue."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of fetching a page: how it ended and, if it was answered, the response."""

    page: Page
    ending: Ending
    response: Response | None = None
    told_to_wait: bool = False
    moved_to: str | None = None  # on another site, for good

    @property
    def ok(self) -> bool:
        """Tell whether there is a body to read."""
        return self.ending.state == "ok"

    def ended(self, document: str | None = None) -> Ended:
        """Return the item that tells the ledger, and the document if it says something of one."""
        return Ended(self.page, self.ending, document, self.moved_to if document else None)

    def failed(self, reason: str, next_check_at: str | None) -> "Answer":
        """Return this answer as a failure: it came, and could not be used.

        The validators are dropped, or the next run would be told that nothing
        changed since a page that was never read.
        """
        ending = Ending(
            state="failed",
            http_status=self.ending.http_status,
            reason=reason,
            next_check_at=next_check_at,
        )
        return Answer(self.page, ending, self.response)


class SourceSpider(scrapy.Spider):
    """A source: what it is, in attributes; how it is read, in ``collect``.

    title, home, body, licence, nature, cadence, note
      What the sources table says. ``body`` is (slug, name) of the public body, None for the
      press; ``nature`` whose place it is.
    visit_days
      How often it is visited: after so many days. How often it is worth asking, not how often it
      publishes.
    hosts
      Addresses of further hosts that may be fetched (``https://assets.site.example``).
    also_bodies
      Further bodies (slug, name) whose words it carries.
    expects
      What a healthy source looks like; None where nothing is known.
    checks
      What the spider relies on and a probe can see.
    republish
      What may be shown of its documents: text, quote or link.
    platform
      The make of the site, as in the sources table's ``kind``.
    may_be_empty
      Whether an empty list is no error.
    extractor
      Name and number of what reads its pages; raise the number with each change.
    """

    title: ClassVar[str]
    home: ClassVar[str]
    hosts: ClassVar[tuple[str, ...]] = ()
    body: ClassVar[tuple[str, str] | None]
    also_bodies: ClassVar[tuple[tuple[str, str], ...]] = ()
    licence: ClassVar[str]
    nature: ClassVar[str] = "official"
    expects: ClassVar[Expectations | None] = None
    checks: ClassVar[tuple[Check, ...]] = ()
    republish: ClassVar[str] = "text"
    platform: ClassVar[str]
    cadence: ClassVar[str | None] = None
    visit_days: ClassVar[int] = 1
    note: ClassVar[str | None] = None
    may_be_empty: ClassVar[bool] = False
    extractor: ClassVar[str]

    writer: Any  # crawler.pipeline.LedgerPipeline

    def __init__(self, job: Job, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job
        self.clock = utc_now
        self.yielded = self.settled = 0
        self.failures = 0
        # Further hosts that are not asked any more in this run, and why.
        self.left_out: dict[str, HostClosed | NotCrawled] = {}
        self.warned: Counter[str] = Counter()

    @classmethod
    def source(cls) -> Source:
        """Return the row of this source."""
        return Source(
            name=cls.name,
            title=cls.title,
            kind=cls.platform,
            url=cls.home,
            licence=cls.licence,
            republish=cls.republish,
            body=cls.body,
            cadence=cls.cadence,
            visit_days=cls.visit_days,
            note=cls.note,
            nature=cls.nature,
            also_bodies=cls.also_bodies,
            expects=cls.expects.as_json() if cls.expects else None,
        )

    async def start(self) -> AsyncIterator[Any]:
        """Yield what ``collect`` yields; a source that breaks is recorded, not raised."""
        try:
            async for item in self.probe() if self.job.probing else self.collect():
                self.yielded += 1
                yield item
            await self.settle()
            self.job.finished = True
        except SourceBroken as reason:
            self.job.broken = str(reason)
        except Stopped:
            pass
        except Exception as error:
            logger.exception("%s: a fault in the spider", self.name)
            self.job.broken = f"a fault in the spider ({type(error).__name__}: {error})"
        self._warn_of_the_rest()
        with suppress(Stopped):
            await self._idle()

    def collect(self) -> AsyncIterator[Any]:
        """Yield items of ``crawler.items``; raises SourceBroken."""
        raise NotImplementedError

    async def probe(self) -> AsyncIterator[Any]:
        """Ask once for each address that the source's checks are about, and judge what comes."""
        answers: dict[str, Answer] = {}
        for check in self.checks:
            url = self.job.site.fetchable(urljoin(f"{self.job.site.start}/", check.path))
            if url not in answers:
                answers[url] = await self.fetch(self.page(url, "list"))
                yield answers[url].ended()
            self.job.found.append(Found.of(check, answers[url]))

    def reread(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes again with today's extractor (see db.recording.Reread)."""
        raise NotImplementedError

    def kept(self, reading: Reading) -> None:
        """Hear of a reading that is being written down."""

    # Fetching --------------------------------------------------------------------------

    def page(self, url: str, kind: str, **known: Any) -> Page:
        """Return the ledger's page for an address of this source."""
        return Page(source=self.name, origin=self.job.site.origin, url=url, kind=kind, **known)

    async def fetch(
        self, page: Page, validators: tuple[str | None, str | None] = (None, None)
    ) -> Answer:
        """Fetch a page, conditionally with (ETag, Last-Modified) as once served.

        Every ending is an answer; only what ends the whole source is raised
        (SourceBroken, Stopped). A further host (see ``hosts``) that cannot be asked ends its own
        pages alone: they fail, and the source goes on without it.
        """
        self._check_open()
        self._check_time()
        if why := self.left_out.get(host_of(page.url)):
            return self._without_its_host(page, why)
        self.writer.add(Lease(page, later(LEASE)))
        headers = {
            name: value
            for name, value in zip(("If-None-Match", "If-Modified-Since"), validators, strict=True)
            if value
        }
        meta = {"one_try": self._one_try(page)} | (OF_FILES if page.kind == "attachment" else {})
        request = scrapy.Request(page.url, headers=headers, meta=meta)
        try:
            response = await self.download(request, page)
        except (Refused, OffSite) as reason:
            moved_to = getattr(reason, "moved_to", None)
            return Answer(page, self.refused_ending(page, str(reason)), moved_to=moved_to)
        except (HostClosed, NotCrawled) as reason:
            return self._not_asked(page, reason)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the network does is this page's ending
            if _is_too_large(error):
                most = meta.get("download_maxsize", DOWNLOAD_MAXSIZE) >> 20
                too_large = f"too large: more than {most} MiB, not read"
                return Answer(page, self.refused_ending(page, too_large))
            return self._counted(self._failed(page, None, words_of(error)))
        return self._counted(self._answer(page, response, request))

    async def download(self, request: scrapy.Request, page: Page) -> Response:  # noqa: ARG002
        """Return the answer to a request for a page; with workers, one of them may ask."""
        response: Response = await self.crawler.engine.download_async(request)
        return response

    def _not_asked(self, page: Page, reason: HostClosed | NotCrawled) -> Answer:
        """Return the failure of a page of a further host; raises SourceBroken for the source's own.

        A source that breaks off because its host of files cannot be asked would never come to its
        end.
        """
        if reason.host != host_of(self.job.site.start):
            self.left_out[reason.host] = reason
            self.warn(page.url, f"{reason.host} is left out of this run ({reason})")
            return self._without_its_host(page, reason)
        if isinstance(reason, NotCrawled):  # else it was not asked, and the page keeps its place
            self.writer.add(self._failed(page, None, str(reason)).ended())
        raise SourceBroken(str(reason)) from reason

    def _without_its_host(self, page: Page, reason: HostClosed | NotCrawled) -> Answer:
        """Return a failure: of robots.txt it counts as any other, and the page gives way in time.

        Of a pause it does not: that ends by itself, and the page is due in the next run.
        """
        answer = self._failed(page, None, str(reason))
        if isinstance(reason, NotCrawled):
            return answer
        at_once = f"{self.job.as_of}T00:00:00Z"
        return replace(answer, ending=replace(answer.ending, attempts=0, next_check_at=at_once))

    def _answer(self, page: Page, response: Response, request: scrapy.Request) -> Answer:
        asked = (response.request or request).meta.get("asked_to_wait")
        if asked:
            reason = f"{response.status}: the site asks to wait {asked:.0f} s (Retry-After)"
            failed = self._failed(page, response, reason, wait=timedelta(seconds=asked))
            return replace(failed, told_to_wait=True)
        if CUT_GZIP in response.flags:
            return self._failed(page, response, "the answer was cut short (truncated gzip)")
        if response.status == NOT_MODIFIED and not _is_conditional(response.request or request):
            return self._failed(page, response, "the site answers 304 to what was never read")
        if response.status in {OK, NOT_MODIFIED, NOT_FOUND, GONE}:
            state = {OK: "ok", NOT_MODIFIED: "unchanged"}.get(response.status, "gone")
            return Answer(page, _ending(state, response), response)
        return self._failed(page, response, f"the site answers {response.status}")

    def _failed(
        self, page: Page, response: Response | None, reason: str, wait: timedelta | None = None
    ) -> Answer:
        ending = Ending(
            state="failed",
            http_status=response.status if response else None,
            reason=reason,
            next_check_at=later(wait) if wait else self.next_check(page),
        )
        return Answer(page, ending, response)

    def _counted(self, answer: Answer) -> Answer:
        down = answer.ending.state == "failed"
        self.failures = self.failures + 1 if down else 0
        if self.failures >= FAILURES_IN_A_ROW:
            self.writer.add(answer.ended())
            raise SourceBroken(
                f"{answer.page.url}: {answer.ending.reason}; {self.failures} pages in a row failed"
            )
        return answer

    def _one_try(self, page: Page) -> bool:
        """Tell whether a page failed before: then asking once a run is enough."""
        row = ledger.page(self.job.db, page.source, page.origin, page.url)
        return page.kind == "document" and row is not None and row["attempts"] > 0

    def next_check(self, page: Page) -> str:
        """Return when a page that failed is due: in the next run, later on less and less often."""
        row = ledger.page(self.job.db, page.source, page.origin, page.url)
        again = (row["attempts"] if row else 0) - EAGER_RECHECKS
        days = min(2**again, LONGEST_RECHECK_DAYS) if again >= 0 else 0
        return f"{date.fromisoformat(self.job.as_of) + timedelta(days=days)}T00:00:00Z"

    def refused_ending(self, page: Page, reason: str) -> Ending:
        """Return the ending of a page that was asked for and is not taken as it came.

        A passing redirect or a bad robots.txt must not shut a page out for
        good: it is due again the next day, then less and less often.
        """
        row = ledger.page(self.job.db, page.source, page.origin, page.url)
        days = min(2 ** (row["attempts"] if row else 0), LONGEST_RECHECK_DAYS)
        due = date.fromisoformat(self.job.as_of) + timedelta(days=days)
        return Ending(state="refused", reason=reason, next_check_at=f"{due}T00:00:00Z")

    def refusal(self, url: str, kind: str, reason: str) -> Ended:
        """Return the item for an address that is not even asked for."""
        page = self.page(url, kind)
        self.writer.add(Scheduled(page))
        return Ended(page, Ending(state="refused", reason=reason))

    def warn(self, where: str, what: str) -> None:
        """Say and count something odd about a page that does not stop the source."""
        self.job.counts["warnings"] += 1
        self.warned[what] += 1
        if self.warned[what] <= SAID_IN_FULL:
            logger.warning("%s: %s: %s", self.name, where, what)

    def _warn_of_the_rest(self) -> None:
        for what, times in self.warned.items():
            if times > SAID_IN_FULL:
                more = times - SAID_IN_FULL
                logger.warning("%s: and %d more times: %s", self.name, more, what)

    async def settle(self) -> None:
        """Wait until everything yielded so far is in the database."""
        while self.settled < self.yielded:
            self._check_open()
            await asyncio.sleep(0)
        self.writer.flush()
        self._check_open()

    async def _idle(self) -> None:
        """Wait for the last item: else Scrapy notices only 5 s later that all is done."""
        while not self.crawler.engine.scraper.slot.is_idle():
            self._check_open()
            await asyncio.sleep(0)

    def _check_open(self) -> None:
        engine = self.crawler.engine
        self.job.check_clock()
        if self.job.stop or self.job.stopped() or engine.spider is None or not engine.running:
            raise Stopped

    def _check_time(self) -> None:
        """Stop between two fetches: Scrapy's own limits would close the engine under one."""
        if self.job.is_time_up:
            self.job.timed_out = True
            raise Stopped


def made_before(response: Response) -> Any | None:
    """Return what a worker has made of an answer already; None where that is still to be done."""
    return response.request.meta.get("made") if response.request else None


def _ending(state: str, response: Response) -> Ending:
    return Ending(
        state=state,
        http_status=response.status,
        reason=f"{response.status}" if state == "gone" else None,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
    )


def _is_conditional(request: scrapy.Request) -> bool:
    """Tell whether a request names what was read before; only then can that be unchanged."""
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def _is_too_large(error: Exception) -> bool:
    """Tell whether an answer was cut off at its most, before or after it was unpacked."""
    return isinstance(error, DownloadCancelledError)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def later(wait: timedelta) -> str:
    """Return the instant in so long."""
    return (datetime.now(UTC) + wait).strftime("%Y-%m-%dT%H:%M:%SZ")

"""The one process with the database: it lists, orders pages, and writes what the workers answer.

The spiders are those of any crawl. Only two things are otherwise: the pages that workers can read
are asked for several at a time, each by an order; and what is committed is acknowledged.
"""

import asyncio
import logging
import math
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, ClassVar

import scrapy
from redis.exceptions import RedisError
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.hosts import LONGEST_ASKED, Hosts
from crawler.items import Ended, Found, Lease, Scheduled
from crawler.job import cannot_write
from crawler.pipeline import LedgerPipeline
from crawler.platforms.base import LEASE, SourceSpider, later
from crawler.platforms.documents import WaitingFile
from crawler.platforms.listed import Entry
from crawler.run import Run
from crawler.telling import complain, say
from crawler.workers.answers import Answer, WorkerFault
from crawler.workers.asking import put_in_turn
from crawler.workers.board import Board, Pulse, StreamLost
from crawler.workers.board import Entry as StreamEntry
from crawler.workers.connection import BEAT, EXPIRY, cannot_reach, connect, shown
from crawler.workers.orders import Order, id_of
from crawler.workers.parts import goes_to_workers, part_of
from crawler.workers.turns import SharedHosts
from db.errors import Busy, Problem
from db.ledger import Page

PAGES_AHEAD = 16  # ordered and not written yet
FILES_AHEAD = 4  # each may be 24 MiB
NOBODY = 60.0  # seconds without a worker that lives, then the crawl stops
MOST_DEATHS = 3  # of workers that had one page in hand; then it is the page
_LOOK_UP = 0.5  # seconds that an answer is waited for at a time
_LOOK_AFTER = 1.0  # seconds between two looks at whether the workers live
_TOO_OLD = LEASE.total_seconds()  # of an answer to an earlier run

logger = logging.getLogger("delaywatch.crawler")


@dataclass(slots=True)
class Waiting:
    """A page that was ordered: who waits for the answer, until when, and how many died of it."""

    page: Page
    request: scrapy.Request
    answered: "asyncio.Future[Answer]"
    until: float
    deaths: int = 0


@dataclass(slots=True)
class Relay:
    """Orders pages and hands on the answers.

    waiting
      What was ordered, by its id.
    early
      Answers that nobody has asked for (yet), by the id of their order: those of a run that was
      killed before it had written them. Number of the entry in the stream.
    handed
      Entries that were handed on and are not acknowledged, by the address of their page.
    keep_pause
      Writes the pause of a host into the ledger, with its reason.
    """

    board: Board
    address: str
    hosts: Hosts
    run: str = field(default_factory=lambda: token_hex(8))
    waiting: dict[str, Waiting] = field(default_factory=dict)
    early: dict[str, str] = field(default_factory=dict)
    in_hand: set[str] = field(default_factory=set)
    handed: dict[str, list[str]] = field(default_factory=dict)
    looked_after: float = field(default_factory=time.monotonic)
    seen_alive: float = field(default_factory=time.monotonic)
    counts: dict[str, int] = field(default_factory=dict)
    keep_pause: Callable[[str, str], None] = lambda _host, _reason: None

    def begin(self) -> None:
        """Be the coordinator, and take up what an earlier one has left; raises Busy."""
        end = time.monotonic() + EXPIRY + 1
        while not self.board.be_coordinator():
            if time.monotonic() > end:
                raise Busy(
                    "another crawl uses this database of Redis", where=shown(self.address),
                    do="wait for it to end, or give each database of delaywatch its own number",
                )  # fmt: skip
            time.sleep(_LOOK_UP)
        self.board.run = self.run
        self.board.orders.clear()
        self.board.make_stream()
        self.in_hand = {found for written in self.board.in_hand() if (found := id_of(written))}
        while entry := self.board.next(0):
            self._receive(entry)

    def end(self, *, is_whole: bool) -> None:
        """Make room for another run; what nobody waited for in a whole one nobody will."""
        if is_whole:
            self.board.acknowledge(self.early.values())
        self.board.resign()

    # One source ----------------------------------------------------------------------------------

    async def ask(self, order: Order, page: Page) -> Answer:
        """Order a page and wait for the answer; somebody must call ``turn`` meanwhile."""
        waiting = Waiting(
            page=page,
            request=order.request(),
            answered=asyncio.get_running_loop().create_future(),
            until=time.monotonic() + _TOO_OLD,
        )
        self.waiting[order.id] = waiting
        if not self._answer_early(order.id) and order.id not in self.in_hand:
            self.board.orders.push(waiting.request)
        try:
            return await waiting.answered
        finally:
            self.waiting.pop(order.id, None)

    async def turn(self, spider: SourceSpider) -> None:
        """Hand one answer on, where there is one, and put back what dead workers had taken."""
        try:
            entry = await asyncio.to_thread(self.board.next, _LOOK_UP)
        except StreamLost:
            await self._begin_again(spider)
            return
        if entry:
            self._receive(entry)
        if time.monotonic() > self.looked_after + _LOOK_AFTER:
            self.looked_after = time.monotonic()
            self._look_after(spider)

    def committed(self, pages: Iterator[Page]) -> None:
        """Acknowledge the answers that these pages came by."""
        numbers: list[str] = []
        for page in pages:
            numbers += self.handed.pop(page.url, [])
        self.board.acknowledge(numbers)

    def end_source(self) -> None:
        """Acknowledge what no page of the source waits for, and take back what was ordered."""
        self.board.orders.clear()
        self.board.acknowledge([n for numbers in self.handed.values() for n in numbers])
        self.handed.clear()

    # Answers -------------------------------------------------------------------------------------

    def _receive(self, entry: StreamEntry) -> None:
        said = entry.said
        if isinstance(said.get("pause"), dict):
            self._pause(said["pause"], entry.age)
            self.board.acknowledge([entry.id])
            return
        order = said.get("order")
        self.in_hand.discard(str(order))
        if not isinstance(order, str) or entry.age > _TOO_OLD or order in self.early:
            self._count("answers that nobody asked for")
            self.board.acknowledge([entry.id])
        elif not self._hand_on(order, entry):
            self.early[order] = entry.id

    def _answer_early(self, order: str) -> bool:
        number = self.early.pop(order, None)
        entry = self.board.entry(number) if number else None
        return entry is not None and self._hand_on(order, entry)

    def _hand_on(self, order: str, entry: StreamEntry) -> bool:
        waiting = self.waiting.get(order)
        if waiting is None or waiting.answered.done():
            return False
        self.handed.setdefault(waiting.page.url, []).append(entry.id)
        waiting.answered.set_result(Answer(entry.said, entry.body))
        return True

    def _pause(self, pause: dict[str, Any], age: float) -> None:
        """Write down what a site asked a worker for; the ledger has it for later runs."""
        try:
            host, seconds = str(pause["host"]), float(pause["seconds"]) - age
            reason = str(pause["reason"])
        except (KeyError, TypeError, ValueError, OverflowError):
            return
        if seconds > 0 and math.isfinite(seconds):
            Hosts.close(self.hosts, host, min(seconds, LONGEST_ASKED))
            self.keep_pause(host, reason)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    # Workers -------------------------------------------------------------------------------------

    def _look_after(self, spider: SourceSpider) -> None:
        alive, dead = self.board.workers()
        for name in dead:
            for written in self.board.bury(name):
                self._died_of(id_of(written), written, spider)
        for order, waiting in list(self.waiting.items()):
            if time.monotonic() > waiting.until:
                self._order_again(order, waiting, spider)
        self._see_anybody(alive, spider)

    def _died_of(self, order: str | None, written: bytes, spider: SourceSpider) -> None:
        """Lease again what a dead worker had in hand; it is back in the queue, and may stay there.

        Not where nobody waits for it, or where several workers have died of it.
        """
        waiting = self.waiting.get(order or "")
        if waiting is None:
            self.board.orders.drop([written])
            return
        waiting.deaths += 1
        self._count("orders of dead workers put back")
        if waiting.deaths >= MOST_DEATHS:
            self.board.orders.drop([written])
            words = f"{waiting.deaths} workers ended while they had it in hand"
            if not waiting.answered.done():
                waiting.answered.set_exception(WorkerFault(words))
            return
        self._lease_again(waiting, spider)

    def _order_again(self, order: str, waiting: Waiting, spider: SourceSpider) -> None:
        """Nobody has answered within the lease: whoever has it will not."""
        self.in_hand.discard(order)
        self.board.orders.push(waiting.request)
        self._lease_again(waiting, spider)

    def _lease_again(self, waiting: Waiting, spider: SourceSpider) -> None:
        waiting.until = time.monotonic() + _TOO_OLD
        spider.writer.add(Lease(waiting.page, later(LEASE)))

    def _see_anybody(self, alive: list[str], spider: SourceSpider) -> None:
        now = time.monotonic()
        if alive or not self.waiting:
            self.seen_alive = now
        elif now > self.seen_alive + NOBODY and spider.job.stop is None:
            spider.job.stop = Problem(
                f"no worker has been there for {NOBODY:.0f} s",
                where=shown(self.address),
                do="start one with: delaywatch worker ADDRESS",
            )

    async def _begin_again(self, spider: SourceSpider) -> None:
        """Redis was started again with nothing in it: order all anew, and say the pauses again.

        Not before all have given a sign of life: who is asking a host has to say so first.
        """
        logger.warning("%s: Redis has lost what was in it; all is ordered again", spider.name)
        self.board.make_stream()
        self.handed.clear()
        self.early.clear()
        self.in_hand.clear()
        if isinstance(self.hosts, SharedHosts):
            self.hosts.close_again()
        lost = list(self.waiting)  # what is ordered from now on is not lost
        await asyncio.sleep(max(2 * BEAT, spider.job.delay))
        for order in lost:
            if order in self.waiting:
                self.board.orders.push(self.waiting[order].request)


class SpreadSpider(SourceSpider):
    """Mixed into a source's spider: lets workers fetch and read what they can."""

    relay: ClassVar[Relay]

    @property
    def board(self) -> Board:
        """What this process and the workers share."""
        return self.relay.board

    async def download(self, request: scrapy.Request, page: Page) -> Response:
        """See ``SourceSpider.download``."""
        part = part_of(self, page)
        if part is None:
            with self._redis():
                return await super().download(request, page)
        site = self.job.site
        order = Order(
            source=self.name,
            url=request.url,
            headers={n.decode(): request.headers[n].decode("latin-1") for n in request.headers},
            meta=dict(request.meta),
            part=part,
            home=site.home,
            hosts=tuple(site.hosts),
            delay=self.job.delay,
            base_url=site.base_url,
            run=self.relay.run,
        )
        with self._redis():
            answer = await self.relay.ask(order, page)
        self.crawler.stats.inc_value("downloader/request_count", answer.requests)
        return answer.response(part["kind"])

    async def _read_all(self, pages: list[tuple[Page, Entry]]) -> AsyncIterator[Any]:
        """See ``ListedSpider._read_all``; several pages are ordered at a time."""
        if not goes_to_workers(type(self)):
            async for item in super()._read_all(pages):  # type: ignore[misc]
                yield item
            return
        queue = deque(pages)
        for page, _ in queue:
            yield Scheduled(page)
        seen, fetched = {page.url for page, _ in queue}, 0
        with self._at_work() as work:
            while work or (queue and fetched < self.most_pages):  # type: ignore[attr-defined]
                while queue and fetched < self.most_pages and len(work) < PAGES_AHEAD:  # type: ignore[attr-defined]
                    fetched += 1
                    work.append(asyncio.ensure_future(_all(self._read_one(*queue.popleft()))))  # type: ignore[attr-defined]
                for item in await self._done(work):
                    if isinstance(item, Found):
                        async for more in self._followed(item.reading, seen, queue):  # type: ignore[attr-defined]
                            yield more
                    yield item
        self.job.counts["pages_waiting"] += len(queue)

    async def _read_each(self, files: list[WaitingFile]) -> AsyncIterator[Any]:
        """See ``DocumentSpider._read_each``; several files are ordered at a time."""
        queue = deque(files)
        with self._at_work() as work:
            while queue or work:
                while queue and len(work) < FILES_AHEAD:
                    read = self._read_file(queue.popleft())  # type: ignore[attr-defined]
                    work.append(asyncio.ensure_future(_one(read)))
                for item in await self._done(work):
                    yield item

    async def _done(self, work: "list[asyncio.Task[list[Any]]]") -> list[Any]:
        """Return the items of what is done, taking it out; waits for an answer where nothing is.

        Raises what one of them raised, but not before the items of the others are written.
        """
        await asyncio.sleep(0)
        done = [task for task in work if task.done()]
        if not done:
            self._check_open()
            self._check_time()
            try:
                with self._redis():
                    await self.relay.turn(self)
            except (sqlite3.Error, OSError) as error:  # a pause could not be written down
                self.job.stop = self.job.stop or cannot_write(error)
                self._check_open()
            await asyncio.sleep(0)
            return []
        well = [task for task in done if not (task.cancelled() or task.exception())]
        items = [item for task in well or done for item in task.result()]
        work[:] = [task for task in work if task not in well]
        return items

    @contextmanager
    def _at_work(self) -> Iterator["list[asyncio.Task[list[Any]]]"]:
        """What is at work inside is given up where the source ends before it."""
        work: list[asyncio.Task[list[Any]]] = []
        try:
            yield work
        finally:
            for task in work:
                task.cancel()

    @contextmanager
    def _redis(self) -> Iterator[None]:
        """Stop the crawl where Redis does not answer: a page is not to be blamed for it."""
        try:
            yield
        except RedisError as error:
            self.job.stop = self.job.stop or cannot_reach(self.relay.address, error)
            self._check_open()


class StreamPipeline(LedgerPipeline):
    """Acknowledges what it has committed."""

    def flush(self) -> None:
        """See ``LedgerPipeline.flush``."""
        batch = self.waiting
        super().flush()
        if batch and not self.job.stop:
            ended = (item.page for item, _ in batch if isinstance(item, Found | Ended))
            self._with_redis(lambda: self.spider.relay.committed(p for p in ended if p))

    def close_spider(self) -> None:
        """Write what is left; then nothing of this source is waited for."""
        super().close_spider()
        if not self.job.stop:
            self._with_redis(self.spider.relay.end_source)

    def _with_redis(self, act: Any) -> None:
        try:
            act()
        except RedisError as error:
            self.job.stop = self.job.stop or cannot_reach(self.spider.relay.address, error)


class SpreadRun(Run):
    """A run whose pages are fetched and read by workers."""

    def __init__(self, address: str, db_path: Path, *args: Any, **kwargs: Any) -> None:
        super().__init__(db_path, *args, **kwargs)
        self.address = address
        self.board = Board(connect(address))
        self.hosts = SharedHosts(self.board.turns)
        self.relay = Relay(
            self.board,
            address,
            self.hosts,
            keep_pause=lambda host, reason: self.hosts.keep(self.db, host, reason),
        )

    def crawl(self, chosen: list[type[SourceSpider]]) -> int:
        """See ``Run.crawl``; raises Problem where Redis cannot be used, Busy."""
        code: int | None = None
        try:
            self.relay.begin()
            try:
                with Pulse(self.board.beat_as_coordinator):
                    self.hosts.load(self.db)
                    self._say_what_stays(chosen)
                    code = super().crawl(chosen)
            finally:  # or workers would go on with what is ordered
                self._leave(is_whole=code is not None)
        except RedisError as error:
            raise cannot_reach(self.address, error) from error
        return code

    def settings(self) -> Settings:
        """See ``Run.settings``."""
        made = put_in_turn(super().settings())
        pipelines = {f"{StreamPipeline.__module__}.{StreamPipeline.__qualname__}": 100}
        made.set("ITEM_PIPELINES", pipelines, priority="cmdline")
        return made

    def as_crawled(self, spider: type[SourceSpider]) -> type[SourceSpider]:
        """See ``Run.as_crawled``."""
        return type(spider.__name__, (SpreadSpider, spider), {"relay": self.relay})

    def _say_what_stays(self, chosen: list[type[SourceSpider]]) -> None:
        stay = [spider.name for spider in chosen if not goes_to_workers(spider)]
        if stay:
            say(f"read here, and only their files by workers: {', '.join(stay)}")

    def _leave(self, *, is_whole: bool) -> None:
        for what, count in self.relay.counts.items():
            say(f"{what}: {count}")
        try:
            self.relay.end(is_whole=is_whole)
        except RedisError as error:  # the run is over, and what it did is kept
            complain(f"could not say that the crawl ends ({type(error).__name__})")


async def _all(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


async def _one(item: Any) -> list[Any]:
    return [await item]

"""A worker: takes orders, fetches politely, makes the slow part, answers; until it is stopped."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, cast

import scrapy
from redis.exceptions import RedisError
from scrapy.settings import Settings

from crawler.hosts import Hosts
from crawler.job import Job
from crawler.run import Process, run_to_the_end, settings
from crawler.telling import complain, progress
from crawler.workers import answers
from crawler.workers.asking import put_in_turn
from crawler.workers.board import Board, Pulse
from crawler.workers.connection import cannot_reach, connect, shown
from crawler.workers.orders import Order, id_of, made_by, said_in
from crawler.workers.parts import made_of
from crawler.workers.turns import SharedHosts
from db.errors import Problem

_LOOK_UP = 1.0  # seconds, after which it is looked whether we are to stop
_NOBODY = 0.25  # seconds between two looks at whether a coordinator is there
_PATIENCE = 60  # tries to reach Redis again, each after _LOOK_UP

logger = logging.getLogger(__name__)


class WorkerHosts(SharedHosts):
    """Lets the coordinator write down what a site asks for: a worker has no database."""

    def __init__(self, board: Board) -> None:
        super().__init__(board.turns)
        self.board, self.is_loaded = board, True

    def keep(self, db: Any, host: str, reason: str) -> None:  # noqa: ARG002
        """See ``Hosts.keep``."""
        seconds = Hosts.closed_for(self, host)
        self.board.tell({"pause": {"host": host, "seconds": seconds, "reason": reason}})

    def forget_rules(self) -> None:
        """Another run reads robots.txt again."""
        self.rules.clear()
        self.unreadable.clear()


class WorkerSpider(scrapy.Spider):
    """Serves one order after the other; Scrapy fetches, with all our middlewares."""

    name = "worker"

    def __init__(self, board: Board, job: Job, process: Process, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.board, self.job, self.process = board, job, process
        self.served = 0

    async def start(self) -> AsyncIterator[Any]:
        """Serve until stopped; yields nothing."""
        try:
            await self._serve_all()
        except Problem as problem:
            self.job.stop = problem
        except Exception as error:
            logger.exception("a fault in the worker")
            self.job.stop = Problem(f"a fault in the worker ({type(error).__name__}: {error})")
        for nothing in ():
            yield nothing

    async def _serve_all(self) -> None:
        lost = 0
        while self._goes_on():
            try:
                if lost:
                    self.board.begin()
                await self._serve_next()
                lost = 0
            except RedisError as error:
                lost += 1
                if lost > _PATIENCE:
                    raise cannot_reach(self.settings["REDIS_SHOWN"], error) from error
                await asyncio.sleep(_LOOK_UP)

    async def _serve_next(self) -> None:
        """Serve an order, where there is one and somebody who has ordered it; else wait for it.

        Orders stay in the queue when their coordinator is killed, and its run lock is free then:
        whoever crawls next would ask the same hosts beside us.
        """
        if not self.board.is_coordinated():
            await asyncio.sleep(_NOBODY)
            return
        written = await asyncio.to_thread(self.board.orders.take, self.board.me, _LOOK_UP)
        if written is None:
            return
        if self.board.is_coordinated():
            await self._serve(written)
        else:
            self.board.orders.put_back(self.board.me)

    def _goes_on(self) -> bool:
        engine = self.crawler.engine
        return self.process.signalled is None and engine.spider is not None and engine.running

    async def _serve(self, written: bytes) -> None:
        """Serve an order; raises RedisError, or Problem where we are not fit for the crawl."""
        _check_version(written)  # another version's order may not even be understood
        try:
            request = self.board.orders.read(written)
            order = Order.of(request)
            site, number = order.site, order.id
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            self._refuse(written, error)
            return
        self._check(order)
        self._turn_to(order)
        self.job.site = site
        before = self._sent()
        body = b""
        try:
            response = await self.crawler.engine.download_async(request)
        except RedisError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this page's ending
            if not self._goes_on():
                return  # the download was ended with us: the order is put back
            said = answers.of_error(error)
        else:
            said = answers.of_response(response, await made_of(response, order.part))
            body = response.body
        said |= {"order": number, "requests": self._sent() - before}
        self.board.answer(written, said, body)
        self.served += 1
        self.job.progress(f"{self.served} pages fetched so far")

    def _check(self, order: Order) -> None:
        if order.base_url != self.job.site.base_url:
            raise Problem(
                f"the crawl reads {order.base_url or 'the sites themselves'}, and this worker "
                f"{self.job.site.base_url or 'the sites themselves'}",
                do="start both with the same --base-url, or both without",
            )

    def _refuse(self, written: bytes, error: Exception) -> None:
        """Throw an order away that cannot be understood; whoever waits for it is told."""
        logger.warning("an order that cannot be understood: %s", error)
        order = id_of(written)
        if order is None:
            self.board.refuse(written)
            return
        fault = answers.WorkerFault(f"a worker cannot understand the order ({error})")
        self.board.answer(written, {**answers.of_error(fault), "order": order, "requests": 0}, b"")

    def _turn_to(self, order: Order) -> None:
        self.job.delay = max(self.settings.getfloat("DOWNLOAD_DELAY"), order.delay)
        if order.run != self.board.run:
            self.board.run = order.run
            cast("WorkerHosts", self.job.hosts).forget_rules()

    def _sent(self) -> int:
        return int(self.crawler.stats.get_value("downloader/request_count", 0))


def work(address: str, base_url: str | None, delay: float) -> None:
    """Be a worker until a signal comes; raises Problem."""
    board = Board(connect(address))
    process = Process(_settings(address, base_url, delay))
    job = Job(
        db=cast("Any", None),  # a worker opens none
        archive=cast("Any", None),
        run_id=0,
        as_of="",
        site=Order(
            source="", url="", part={}, home="https://none.example", delay=delay,
            base_url=base_url, run="",
        ).site,
        delay=delay,
        say=progress,
        hosts=WorkerHosts(board),
        stopped=lambda: process.signalled is not None,
    )  # fmt: skip

    async def serve() -> None:
        crawler = process.create_crawler(WorkerSpider)
        await process.crawl(crawler, board=board, job=job, process=process)

    try:
        board.begin()
        with Pulse(board.beat_as_worker):
            progress(f"worker {board.me}: waits for pages at {shown(address)}")
            run_to_the_end(process, serve)
    except RedisError as error:
        raise cannot_reach(address, error) from error
    finally:
        _leave(board)
    if job.stop:
        raise job.stop


def _check_version(written: bytes) -> None:
    made = (said_in(written) or {}).get("made_by")
    if isinstance(made, str) and made != made_by():
        raise Problem(
            f"the crawl reads pages with {made}, and this worker with {made_by()}",
            do="install the same versions on both machines",
        )


def _settings(address: str, base_url: str | None, delay: float) -> Settings:
    made = put_in_turn(settings(base_url, delay))
    made.set("ITEM_PIPELINES", {}, priority="cmdline")
    made.set("REDIS_SHOWN", shown(address), priority="cmdline")
    return made


def _leave(board: Board) -> None:
    try:
        board.end()
    except RedisError as error:
        complain(f"worker {board.me}: could not say that it ends ({type(error).__name__})")

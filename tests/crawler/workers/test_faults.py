"""What may go wrong in Redis, or be written there: it ends one page at most, and hurries nobody."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import asdict
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.addresses import Site
from crawler.hosts import LONGEST_ASKED, Hosts
from crawler.platforms.base import Stopped
from crawler.robots import RobotsUnreadable
from crawler.run import Run
from crawler.workers.answers import Answer, WorkerFault
from crawler.workers.connection import BEAT, EXPIRY, Keys, cannot_reach, connect, shown
from crawler.workers.turns import Turns
from db.errors import Problem
from tests.crawler.workers.processes import needed, slow_site, until, worker

HOST = "harbour.example"
URL = f"https://{HOST}/p/1"
DEEP = b"[" * 200_000  # deeper than Python reads
SECRET = "s3cr"


def order_for(base=None, **other):
    """An order for a page of a running site, or of none."""
    from crawler.workers.orders import Order

    return Order(**{
        "source": "harbour", "url": f"{base}/p/1" if base else URL, "part": {"kind": "none"},
        "home": "https://harbour.example", "delay": 0.0, "base_url": base, "run": "r1", **other,
    })  # fmt: skip


def as_said(base=None, **other):
    """An order as it is written, with some of it changed to what no crawl writes."""
    order = order_for(base)
    return json.dumps({**asdict(order), "id": order.id, **other}).encode()


@pytest.fixture
def board(redis):
    from crawler.workers.board import Board

    made = Board(connect(redis.address))
    made.make_stream()
    with closing(made.client):
        yield made


@pytest.fixture
def relay(board):
    from crawler.workers.coordinator import Relay

    return Relay(board, "redis://h.example", Hosts())


# Who is not there any more -----------------------------------------------------------------------


@pytest.mark.slow
def test_a_worker_asks_nobody_while_no_coordinator_lives(redis, board, tmp_path):
    with slow_site(tmp_path, 2, 500) as site:
        board.orders.push(order_for(site.base).request())
        with worker(redis, site, stdout=subprocess.DEVNULL):
            until(lambda: board.workers()[0])
            time.sleep(3)
            assert (site.requests() if site.log.exists() else []) == []
            assert len(board.orders) == 1
            assert board.be_coordinator()
            until(lambda: site.log.exists() and site.pages())


async def test_what_is_taken_when_its_coordinator_has_just_gone_is_put_back(board, monkeypatch):
    from crawler.workers.worker import WorkerSpider

    board.orders.push(order_for().request())
    spider = WorkerSpider(board, SimpleNamespace(), SimpleNamespace())
    seen = iter([True, False])
    monkeypatch.setattr(board, "is_coordinated", lambda: next(seen), raising=False)
    await spider._serve_next()
    assert (len(board.orders), board.client.llen(Keys.taken(board.me))) == (1, 0)


def test_a_crawl_that_fails_resigns(redis, board, database, monkeypatch):
    from crawler.workers.coordinator import Relay, SpreadRun

    def fail(run, chosen):
        run.board.orders.push(order_for().request())
        run.relay.early["of another run"] = early.decode()
        raise sqlite3.OperationalError

    early = board.client.xadd(Keys.answers, {"said": "{}", "body": b""})
    monkeypatch.setattr(Run, "crawl", fail)
    monkeypatch.setattr(Relay, "_receive", lambda *_: None)
    run = SpreadRun(redis.address, database, "2026-08-03", None, 0.0)
    with pytest.raises(sqlite3.OperationalError):
        run.crawl([])
    assert board.client.exists(Keys.coordinator, Keys.orders) == 0
    assert board.client.xlen(Keys.answers) == 1  # the next crawl writes it


# Redis that has lost all -------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["the turn alone", pytest.param("all", marks=pytest.mark.slow)])
async def test_who_is_asking_keeps_its_turn_though_redis_has_lost_it(board, lost):
    one, other = Turns(board.client, "one"), Turns(board.client, "other")
    await one.take(HOST, 0)
    waiting = asyncio.ensure_future(other.take(HOST, 0))
    await asyncio.sleep(0.05)
    if lost == "all":
        board.client.flushall()
        await asyncio.sleep(0.1)  # it is asked for again before the sign of life
    else:
        waiting.cancel()
        board.client.delete(Keys.turn(HOST))
    one.keep()
    assert board.client.get(Keys.turn(HOST)) == b"one"
    await asyncio.sleep(2 * BEAT + 0.2 if lost == "all" else 0)
    assert not waiting.done() or waiting.cancelled()
    waiting.cancel()


def test_a_turn_that_is_given_back_within_a_sign_of_life_stays_given_back(board, monkeypatch):
    one = Turns(board.client, "one")
    asyncio.run(one.take(HOST, 0))

    class Slow(set):
        """Its turn is given back between the look at what is held and the sign of life."""

        def __iter__(self):
            found = list(super().__iter__())
            one.give_back(HOST)
            return iter(found)

    monkeypatch.setattr(one, "held", Slow(one.held))
    one.keep()
    assert not board.client.exists(Keys.turn(HOST))


@pytest.mark.slow
async def test_what_redis_has_lost_is_ordered_again_when_all_have_given_a_sign_of_life(
    relay, board
):
    spider = SimpleNamespace(name="harbour", job=SimpleNamespace(delay=0.1))
    asking = asyncio.ensure_future(relay.ask(order_for(), page=SimpleNamespace(url=URL)))
    await asyncio.sleep(0)
    board.client.flushall()
    began = time.monotonic()
    turning = asyncio.ensure_future(relay.turn(spider))
    while not len(board.orders):
        assert time.monotonic() < began + 10
        await asyncio.sleep(0.02)
    assert time.monotonic() - began >= 2 * BEAT
    await turning
    asking.cancel()


def test_redis_that_does_not_answer_is_known_before_a_sign_of_life_comes_too_late(board):
    known = board.client.connection_pool.connection_kwargs
    assert known["socket_timeout"] < EXPIRY
    assert known["socket_connect_timeout"] < EXPIRY


# Redis, and not the site -------------------------------------------------------------------------


@pytest.mark.parametrize("is_redis", [True, False])
async def test_that_redis_is_away_is_not_held_against_a_site(is_redis):
    needed()
    from redis.exceptions import ConnectionError as Away

    from crawler.workers.asking import SharedRobots

    async def fail(request):
        raise Away("refused") if is_redis else OSError("refused")

    hosts = Hosts()
    crawler = SimpleNamespace(
        settings=Settings({"USER_AGENT": "x", "DOWNLOAD_DELAY": 0.0}),
        engine=SimpleNamespace(download_async=fail),
        spider=SimpleNamespace(
            board=SimpleNamespace(robots=lambda _: None), job=SimpleNamespace(hosts=hosts)
        ),
    )
    with pytest.raises(Away if is_redis else RobotsUnreadable):
        await SharedRobots(crawler).process_request(Request(URL))
    assert list(hosts.unreadable) == ([] if is_redis else [HOST])


# The address -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "redis://:s3cr#et@127.0.0.1:1/0",
        "redis://:s3cr/et@127.0.0.1:1/0",
        "redis://crawl:s3cr?et@127.0.0.1:1/0",
        "redis://:1/s3cr@127.0.0.1:1/0",
        "redis://s3cr/et@127.0.0.1:1/0",
        "redis://:x@127.0.0.1:1/0?s3cr=s3cr",
        "redis://:x@127.0.0.1:1/0?socket_timeout=s3cr",
        "redis://[s3cr@127.0.0.1:1/0",
    ],
)
def test_a_password_that_is_cut_in_the_wrong_place_is_told_to_nobody(address):
    needed()
    with pytest.raises(Problem) as problem:
        connect(address)
    assert SECRET not in str(problem.value) + shown(address)
    assert SECRET not in str(cannot_reach(address, ValueError(address)))


# What makes no sense -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        DEEP,
        b"{",
        b"[]",
        lambda: as_said(delay="soon"),
        lambda: as_said(delay=float("inf")),
        lambda: as_said(delay=float("nan")),
        lambda: as_said(delay=10**400),
        lambda: as_said(part=None),
        lambda: as_said(hosts=[1]),
        lambda: as_said(home=1),
        lambda: as_said(run={}),
        lambda: as_said(url=1),
        lambda: as_said(further=1),
    ],
)
async def test_an_order_that_makes_no_sense_ends_its_page_and_no_worker(board, written):
    from crawler.workers.orders import id_of
    from crawler.workers.worker import WorkerSpider

    written = written() if callable(written) else written
    job = SimpleNamespace(site=Site("https://none.example", None, ()))
    spider = WorkerSpider(board, job, SimpleNamespace())
    board.client.rpush(Keys.taken(board.me), written)
    await spider._serve(written)
    assert not board.client.llen(Keys.taken(board.me))
    said = board.next(0)
    if id_of(written) is None:
        assert said is None
        return
    # Whoever waits for it would do so for half an hour.
    assert said.said["order"] == order_for().id
    with pytest.raises(WorkerFault, match="cannot understand"):
        Answer(said.said).response("article")


@pytest.mark.parametrize("further", [{}, {"a_new_field": 1}])
async def test_an_order_of_another_version_ends_the_worker_whatever_stands_in_it(board, further):
    from crawler.workers.worker import WorkerSpider

    job = SimpleNamespace(site=Site("https://none.example", None, ()))
    spider = WorkerSpider(board, job, SimpleNamespace())
    with pytest.raises(Problem, match="the same versions"):
        await spider._serve(as_said(made_by="delaywatch 99", **further))
    assert board.next(0) is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (DEEP, None),
        (b'{"pause": {"host": "h", "reason": "x", "seconds": NaN}}', None),
        (b'{"pause": {"host": "h", "reason": "x", "seconds": 1%s}}' % (b"0" * 400), None),
        (b'{"pause": {"host": "h", "reason": "x", "seconds": Infinity}}', None),
        (b'{"pause": {"host": "h", "reason": "x", "seconds": 1e300}}', LONGEST_ASKED),
        (b'{"pause": {"host": "h", "reason": "x", "seconds": 60}}', 60),
    ],
    ids=["deep", "nan", "huge", "infinite", "long", "a minute"],
)
def test_an_entry_that_makes_no_sense_stops_no_coordinator(relay, board, said, kept):
    board.client.xadd(Keys.answers, {"said": said, "body": b""})
    relay.begin()
    assert not board.client.xlen(Keys.answers)
    found = Hosts.closed_for(relay.hosts, "h")
    assert found == pytest.approx(kept, abs=2) if kept else found < 0


def test_an_answer_with_a_status_that_is_no_number_is_a_fault_of_its_page():
    said = {"status": float("inf"), "url": URL, "headers": [], "flags": [], "made": None}
    with pytest.raises(WorkerFault):
        Answer({**said, "request": {"url": URL, "headers": {}, "meta": {}}}).response("page")


@pytest.mark.slow
def test_a_worker_with_a_fault_of_its_own_ends_as_one_that_failed(redis):
    script = (
        "import sys\n"
        "from crawler.workers.worker import WorkerSpider\n"
        "async def fail(self): raise LookupError('a fault')\n"
        "WorkerSpider._serve_all = fail\n"
        "from crawler.command import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "worker", redis.address], capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "a fault in the worker (LookupError: a fault)" in done.stderr


# What is read when another page fails ------------------------------------------------------------


@pytest.mark.parametrize("ends", ["FPP", "PFP", "PPF", "FPF"])
async def test_what_is_read_is_written_before_a_sibling_ends_the_source(ends):
    needed()
    from crawler.workers.coordinator import SpreadSpider

    async def read(number, end):
        if end == "F":
            raise Stopped
        return [number]

    work = [asyncio.ensure_future(read(n, end)) for n, end in enumerate(ends)]
    items, spider = [], object.__new__(SpreadSpider)
    with suppress(Stopped):
        while work:
            items += await spider._done(work)
    assert items == [number for number, end in enumerate(ends) if end == "P"]
    assert work  # it was raised

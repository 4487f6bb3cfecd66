"""Orders: a page that is to be fetched, what is to be made of it, and the queue of them.

The queue is scrapy-redis's. Its scheduler and its filter of duplicates are not used: a request
that they gave out to a process which was killed is lost for ever, since the filter knows it. Here
an order moves into its worker's list in the moment in which it is taken.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from scrapy import Request
from scrapy_redis.queue import FifoQueue

from crawler.addresses import Site
from crawler.files.reading import EXTRACTOR
from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.pages import PagesSpider
from crawler.workers.connection import Keys

# Of a request only this is sent: scrapy-redis's pickles, and Scrapy's own "_class", would let
# whoever can write to Redis run code in a worker.
_OF_A_REQUEST = ("url", "headers")
# And of what goes with it only what a page may differ in: no proxy, no way around robots.txt.
_OF_META = ("one_try", "download_maxsize", "download_timeout")


@cache  # versions are read from files: 5 ms
def made_by() -> str:
    """Say which readers this process has: those of a worker must be the coordinator's."""
    known = (version("delaywatch"), ArticleSpider.extractor, PagesSpider.extractor, EXTRACTOR)
    return " ".join((*known, version("lxml"), version("scrapy")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One page to be fetched for a source.

    url, headers, meta
      Of the request (names and values of headers as text).
    part
      What is to be made of the answer (``crawler.workers.parts``).
    home, hosts
      The source's own hosts: no other is asked, on no hop.
    delay
      Seconds between two requests that the crawl asks for; a worker has its own least.
    base_url
      The copy that the crawl reads, if it does.
    run
      Which run it is: robots.txt is read once for each.
    """

    source: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    part: dict[str, Any]
    home: str
    hosts: tuple[str, ...] = ()
    delay: float
    base_url: str | None
    run: str
    made_by: str = field(default_factory=made_by)

    @property
    def id(self) -> str:
        """The same for the same page asked the same way, in a later run too."""
        same = [self.source, self.base_url, self.url, self.headers, self.part, self.made_by]
        return sha256(json.dumps(same, sort_keys=True).encode()).hexdigest()

    @property
    def site(self) -> Site:
        """The addresses that may be asked."""
        return Site(self.home, self.base_url, self.hosts)

    def request(self) -> Request:
        """Return the request to send; the order itself goes with it."""
        meta = {**self.meta, "order": {**asdict(self), "id": self.id}}
        return Request(self.url, headers=self.headers, meta=meta)

    @classmethod
    def of(cls, request: Request) -> "Order":
        """Return the order that came with a request; raises ValueError where it is none."""
        try:
            known = dict(request.meta["order"])
            known.pop("id")
            order = cls(**{**known, "hosts": tuple(known["hosts"]), "delay": _delay(known)})
            order._check()
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"no order: {error}") from error
        return order

    def _check(self) -> None:
        """Raise TypeError where something is of a kind that would fail later."""
        words = (self.source, self.url, self.home, self.run, self.made_by, *self.hosts)
        is_known = all(isinstance(word, str) for word in words)
        if not is_known or not isinstance(self.part, dict):
            raise TypeError("a value of the wrong kind")


class AsJson:
    """How requests are written into Redis."""

    @staticmethod
    def dumps(request: dict[str, Any]) -> str:
        """Return a request (``Request.to_dict``) as JSON."""
        order = request["meta"]["order"]
        return json.dumps(order, sort_keys=True)

    @staticmethod
    def loads(text: bytes | str) -> dict[str, Any]:
        """Return the request that was written; raises ValueError where it is none."""
        order = said_in(text)
        if order is None or not isinstance(order.get("meta"), dict):
            raise ValueError("no order")
        kept = {name: order[name] for name in _OF_A_REQUEST if name in order}
        meta = {name: order["meta"][name] for name in _OF_META if name in order["meta"]}
        return {**kept, "meta": {**meta, "order": order}}


class Named:
    """What scrapy-redis wants of a spider: its name, which is part of the key there."""

    name = "orders"


class OrderQueue(FifoQueue):
    """The queue of orders; what is taken moves into the list of who took it."""

    def __init__(self, client: Any) -> None:
        super().__init__(client, Named, Keys.orders, serializer=AsJson)

    def take(self, me: str, seconds: float) -> bytes | None:
        """Wait for an order and move it into our list; returns it as it is written there."""
        key = Keys.taken(me)
        taken: bytes | None = self.server.blmove(self.key, key, seconds, "RIGHT", "LEFT")
        return taken

    def read(self, written: bytes) -> Request:
        """Return the request that is written there; raises ValueError where it is none."""
        request: Request = self._decode_request(written)
        return request

    def put_back(self, name: str) -> list[bytes]:
        """Move all that somebody has in hand to where it is taken next; returns it."""
        moved: list[bytes] = []
        while written := self.server.lmove(Keys.taken(name), self.key, "RIGHT", "RIGHT"):
            moved.append(written)
        return moved

    def drop(self, written: Iterable[bytes]) -> None:
        """Take orders out of the queue."""
        for one in written:
            self.server.lrem(self.key, 1, one)


def id_of(written: bytes) -> str | None:
    """Return the id of an order as it is written; None where it is none."""
    found = (said_in(written) or {}).get("id")
    return found if isinstance(found, str) else None


def said_in(written: bytes | str) -> dict[str, Any] | None:
    """Return what an order says, as it is written, whatever it is; None where it is no object."""
    try:
        said = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _delay(said: dict[str, Any]) -> float:
    """Return the delay (seconds) that an order asks for; raises ValueError where it is none."""
    delay = float(said["delay"])
    if not math.isfinite(delay):
        raise ValueError("no order: its delay is no number of seconds")
    return delay

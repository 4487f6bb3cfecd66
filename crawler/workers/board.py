"""What the processes of a crawl keep in Redis for one another, as one of them sees it."""

import json
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from os import getpid
from secrets import token_hex
from threading import Event, Thread
from typing import Any, Self

from redis.exceptions import RedisError, ResponseError

from crawler.workers.connection import BEAT, EXPIRY, Keys
from crawler.workers.orders import OrderQueue
from crawler.workers.turns import Turns

_DAY = 86_400  # seconds that a robots.txt is kept for the run that read it
_MS = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the stream: its number, how old it is (seconds), what it says, and bytes."""

    id: str
    age: float
    said: dict[str, Any]
    body: bytes


class StreamLost(Exception):
    """Redis has lost the stream: it was started again with nothing in it."""


class Board:
    """Orders, answers, turns and signs of life."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.me = f"{socket.gethostname()}:{getpid()}:{token_hex(4)}"
        self.turns = Turns(client, self.me)
        self.orders = OrderQueue(client)
        self.run = ""
        self._pending = "0"  # what was given out before, and not acknowledged, comes first

    # A worker's side -----------------------------------------------------------------------------

    def is_coordinated(self) -> bool:
        """Tell whether the coordinator lives: without one nobody holds the run lock for us."""
        return bool(self.client.exists(Keys.coordinator))

    def begin(self) -> None:
        """Say that a worker is there, and give up what this process had in hand before."""
        self.beat_as_worker()
        self.orders.put_back(self.me)

    def beat_as_worker(self) -> None:
        """Say that the worker lives, and still is at what it holds."""
        self.client.set(Keys.alive(self.me), "1", px=int(EXPIRY * _MS))
        self.client.sadd(Keys.workers, self.me)  # again, for it may have been struck out or lost
        self.turns.keep()

    def end(self) -> None:
        """Give up what this worker has in hand, and go.

        Its name stays for the coordinator to strike out: an order may still be on its way to it.
        """
        self.client.delete(Keys.alive(self.me))
        self.orders.put_back(self.me)

    def refuse(self, written: bytes) -> None:
        """Throw an order away that cannot be understood."""
        self.client.lrem(Keys.taken(self.me), 1, written)

    def answer(self, written: bytes, said: dict[str, Any], body: bytes) -> None:
        """Put an answer into the stream and the order out of our list: both, or neither."""
        with self.client.pipeline(transaction=True) as both:
            both.xadd(Keys.answers, {"said": json.dumps(said), "body": body})
            both.lrem(Keys.taken(self.me), 1, written)
            both.execute()

    def tell(self, said: dict[str, Any]) -> None:
        """Put something else into the stream."""
        self.client.xadd(Keys.answers, {"said": json.dumps(said), "body": b""})

    # The coordinator's side ----------------------------------------------------------------------

    def be_coordinator(self) -> bool:
        """Say that this process is the one; False where another is."""
        return bool(self.client.set(Keys.coordinator, self.me, nx=True, px=int(EXPIRY * _MS)))

    def beat_as_coordinator(self) -> None:
        """Say that the coordinator lives, and still is at what it holds."""
        self.client.set(Keys.coordinator, self.me, px=int(EXPIRY * _MS))
        self.turns.keep()

    def resign(self) -> None:
        """Make room for the next coordinator."""
        self.client.delete(Keys.coordinator, Keys.orders)

    def make_stream(self) -> None:
        """Make the stream of answers and its group, where they are not there."""
        try:
            self.client.xgroup_create(Keys.answers, Keys.group, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def next(self, seconds: float) -> Entry | None:
        """Return the next entry that is not acknowledged, each once; waits so long for one.

        Raises StreamLost.
        """
        try:
            if self._pending != ">":
                entry = self._read(self._pending, None)
                self._pending = entry.id if entry else ">"
                if entry:
                    return entry
            return self._read(">", max(1, int(seconds * _MS)))
        except ResponseError as error:
            if any(word in str(error) for word in ("NOGROUP", "UNBLOCKED")):
                self._pending = "0"
                raise StreamLost from error
            raise

    def entry(self, number: str) -> Entry | None:
        """Return an entry again by its number."""
        return next(iter(self._entries(self.client.xrange(Keys.answers, number, number))), None)

    def acknowledge(self, numbers: Iterable[str]) -> None:
        """Say that what these entries hold is committed, and take them out of the stream."""
        ids = list(numbers)
        if ids:
            with self.client.pipeline(transaction=True) as both:
                both.xack(Keys.answers, Keys.group, *ids)
                both.xdel(Keys.answers, *ids)
                both.execute()

    def workers(self) -> tuple[list[str], list[str]]:
        """Return the names of the workers that live, and of those that do not any more."""
        names = sorted(
            name.decode("utf-8", "replace") for name in self.client.smembers(Keys.workers)
        )
        alive = [name for name in names if self.client.exists(Keys.alive(name))]
        return alive, [name for name in names if name not in set(alive)]

    def bury(self, name: str) -> list[bytes]:
        """Put back what a dead worker had taken and forget it; returns what that was."""
        moved = self.orders.put_back(name)
        self.client.srem(Keys.workers, name)
        return moved

    def in_hand(self) -> list[bytes]:
        """Return the orders that workers have taken and not answered."""
        alive, dead = self.workers()
        found: list[bytes] = []
        for name in alive + dead:
            found += self.client.lrange(Keys.taken(name), 0, -1)
        return found

    # Both sides ----------------------------------------------------------------------------------

    def robots(self, host: str) -> str | None:
        """Return the robots.txt of a host as this run has read it; None where it has not."""
        kept = self.client.get(Keys.robots(self.run, host))
        return None if kept is None else kept.decode("utf-8", "replace")

    def keep_robots(self, host: str, text: str) -> None:
        """Let the other processes of this run know a robots.txt."""
        self.client.set(Keys.robots(self.run, host), text.encode("utf-8", "replace"), ex=_DAY)

    def _read(self, after: str, milliseconds: int | None) -> Entry | None:
        read = self.client.xreadgroup(
            Keys.group, Keys.group, {Keys.answers: after}, count=1, block=milliseconds
        )
        streams = read.items() if isinstance(read, dict) else read or ()
        rows = [row for _, rows in streams for row in _flat(rows)]
        return next(iter(self._entries(rows)), None)

    def _entries(self, rows: Iterable[tuple[bytes, dict[bytes, bytes]]]) -> list[Entry]:
        now = int(self.client.time()[0])
        return [_entry(number.decode(), fields or {}, now) for number, fields in rows]


class Pulse:
    """Gives signs of life from a thread, inside a ``with``: to read a page may take seconds."""

    def __init__(self, beat: Any) -> None:
        self.beat, self.over = beat, Event()
        self.thread = Thread(target=self._go_on, daemon=True, name="pulse")

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _go_on(self) -> None:
        while not self.over.wait(BEAT):
            try:
                self.beat()
            except RedisError:  # whoever needs an answer says so
                continue


def _flat(rows: Any) -> list[Any]:
    """Rows of a stream, which redis-py nests once more in its newer protocol."""
    return rows[0] if rows and isinstance(rows[0], list) else rows


def _entry(number: str, fields: dict[bytes, bytes], now: int) -> Entry:
    """Read an entry; one that says nothing that can be understood says nothing."""
    age = now - int(number.partition("-")[0]) / _MS
    try:
        said = json.loads(fields.get(b"said", b"{}"))
    except (ValueError, RecursionError):
        said = {}
    return Entry(number, age, said if isinstance(said, dict) else {}, fields.get(b"body", b""))

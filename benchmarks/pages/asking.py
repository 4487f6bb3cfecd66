"""Readers who ask a server: one after the other, or several at once."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median, quantiles

from benchmarks.pages.serving import HOST, Server

_TIMEOUT = 60.0  # seconds
_FAULT = 500  # from this status on an answer is an error


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its status, how long it took (ms), its headers and the bytes of its body."""

    status: int
    ms: float
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What some requests took: every answer's time (ms), the server's CPU a request (ms).

    ``wall`` is what a request took of the time of all readers together (ms).
    """

    times: Sequence[float]
    cpu: float
    wall: float
    errors: int

    @property
    def p50(self) -> float:
        """The median."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """The 95th percentile, between the two values that it lies between."""
        return quantiles(self.times, n=20, method="inclusive")[18]


def ask(
    server: Server, paths: Sequence[str], *, readers: int, requests: int, first: int = 0
) -> Asked:
    """Let ``readers`` ask for ``requests`` of these addresses in turn, from the ``first`` on.

    Each keeps its connection, and asks for the next that nobody has asked for yet as soon as it has
    the whole answer to its last.
    """
    turns = _Shared(islice(cycle(paths), first, first + requests))
    before, begun = server.cpu(), time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        answers = [one for each in pool.map(lambda _: _read(server, turns), range(readers))
                   for one in each]  # fmt: skip
    wall = (time.perf_counter() - begun) * 1000 / requests
    cpu = (server.cpu() - before) * 1000 / requests
    errors = sum(answer.status >= _FAULT for answer in answers)
    return Asked([answer.ms for answer in answers], cpu, wall, errors)


def get(server: Server, path: str, **headers: str) -> Answer:
    """One answer, over a connection of its own."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=_TIMEOUT)
    try:
        return _get(connection, path, headers)
    finally:
        connection.close()


class _Shared:
    """Addresses that several threads take from."""

    def __init__(self, paths: Iterator[str]) -> None:
        self._paths, self._lock = paths, threading.Lock()

    def __iter__(self) -> Iterator[str]:
        while True:
            with self._lock:
                path = next(self._paths, None)
            if path is None:
                return
            yield path


def _read(server: Server, turns: _Shared) -> list[Answer]:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=_TIMEOUT)
    try:
        return [_get(connection, path, {}) for path in turns]
    finally:
        connection.close()


def _get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    begun = time.perf_counter()
    connection.request("GET", path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    taken = (time.perf_counter() - begun) * 1000
    told = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, taken, told, body)

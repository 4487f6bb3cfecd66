"""Runs a reader over a hundred thousand inputs, each made of a number, in processes of its own.

seed, name of the target and number of the input --> Random --> make() --> read()

Whatever ``read`` lets through is a fault, and so is an input that takes longer than a second.
What counts is the time of the processor, which is the same on a machine that is busy with
something else. Nobody waits for ever: after some seconds of it an input is broken off with the
line at which it stood; where even that does not help (a loop in C), or where the process dies, the
parent ends it and knows which input it was.

An input can be had again from its number: ``python -m tests.fuzz NAME --seed SEED --input NUMBER``.
"""

import faulthandler
import multiprocessing
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from random import Random
from typing import Any

LONGEST = 1.0  # seconds of the processor that an input may take
BROKEN_OFF = 8.0  # of the processor, too
KILLED = 120.0  # seconds of the clock in which a process ends no input
MEMORY = 4 * 2**30
MOST_FAULTS = 12  # that a process tells of
SHRINKING = 15.0  # seconds
_SLOW = "too slow"


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is tried.

    ``make`` returns an input, ``read`` reads it and says whether it got through the first gate
    (a page that yields a document, YAML that loads). Of all inputs at least ``floor`` must, or
    only what is thrown away at the door would have been tried.
    """

    name: str
    make: Callable[[Random], "Input"]
    read: Callable[["Input"], bool]
    floor: float


@dataclass(frozen=True)
class Input:
    """Which reader is tried, and on what."""

    reader: str
    body: Any  # str or bytes


class TookTooLong(BaseException):
    """Not an Exception: readers that catch all of those must not swallow it."""


@dataclass(frozen=True)
class Fault:
    """What went wrong with an input, and the whole trace of it."""

    number: int
    what: str
    trace: str


@dataclass
class Report:
    """What came of many inputs; ``seconds`` are of the processor."""

    inputs: int = 0
    read: int = 0
    seconds: float = 0.0
    worst: tuple[float, int] = (0.0, -1)
    by_reader: dict[str, tuple[int, int]] = field(default_factory=dict)  # of how many read
    faults: list[Fault] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Put another process's report to this one."""
        self.inputs += other.inputs
        self.read += other.read
        self.seconds += other.seconds
        self.worst = max(self.worst, other.worst)
        for name, (inputs, read) in other.by_reader.items():
            had = self.by_reader.get(name, (0, 0))
            self.by_reader[name] = (had[0] + inputs, had[1] + read)
        self.faults += other.faults

    def __str__(self) -> str:
        share = self.read / max(self.inputs, 1)
        each = self.seconds / max(self.inputs, 1)
        readers = ", ".join(
            f"{name} {read / inputs:.0%} of {inputs:,}"
            for name, (inputs, read) in sorted(self.by_reader.items())
        )
        return (
            f"{self.inputs:,} inputs in {self.seconds:.0f} s of the processor ({each * 1000:.1f} "
            f"ms each), {share:.0%} read, the slowest {self.worst[0]:.2f} s (input "
            f"{self.worst[1]}); {readers}"
        )


def named(problem: Exception, where: str) -> None:
    """Whatever is told of a file names it."""
    assert where in str(problem), problem


def made(target: Target, seed: int, number: int) -> Input:
    """The input of a number, the same for ever."""
    return target.make(Random(f"{seed}:{target.name}:{number}"))


def run(target: Target, *, inputs: int, seed: int, processes: int = 2) -> Report:
    """Try a target; processes that hang or die are faults like all others."""
    fork = multiprocessing.get_context("fork")
    whole, hands = Report(), []
    for first in range(processes):
        at = fork.Value("q", first, lock=False)
        ours, theirs = fork.Pipe(duplex=False)
        numbers = range(first, inputs, processes)
        hand = fork.Process(target=_work, args=(target, seed, numbers, at, theirs), daemon=True)
        hand.start()
        theirs.close()
        hands.append((hand, at, ours))
    for hand, at, pipe in hands:
        whole.add(_awaited(hand, at, pipe))
    return whole


def _awaited(hand: Any, at: Any, pipe: Connection) -> Report:
    """The report of a process, or that of its death."""
    last, since = at.value, time.monotonic()
    while not wait([pipe], timeout=1):
        if at.value != last:
            last, since = at.value, time.monotonic()
        if time.monotonic() - since > KILLED:
            hand.kill()
            hand.join()
            what = f"hangs where nothing can break it off: ended after {KILLED:.0f} s"
            return Report(faults=[Fault(last, what, "")])
    try:
        found: Report = pipe.recv()
    except EOFError:
        hand.join()
        return Report(faults=[Fault(at.value, f"the process died of it ({hand.exitcode})", "")])
    hand.join()
    return found


def _work(target: Target, seed: int, numbers: range, at: Any, pipe: Connection) -> None:
    faulthandler.enable(sys.__stderr__)  # pytest's own has no handle
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    report = Report()
    for number in numbers:
        at.value = number
        one = made(target, seed, number)
        fault, is_read, took = tried(target, one, number)
        report.inputs += 1
        report.read += is_read
        report.seconds += took
        report.worst = max(report.worst, (took, number))
        inputs, read = report.by_reader.get(one.reader, (0, 0))
        report.by_reader[one.reader] = (inputs + 1, read + is_read)
        if fault:
            report.faults.append(fault)
            if len(report.faults) == MOST_FAULTS:
                break
    pipe.send(report)
    pipe.close()


def tried(target: Target, one: Input, number: int) -> tuple[Fault | None, bool, float]:
    """Read an input: its fault, if any, whether it was read, and the seconds that it took."""
    fault, is_read, took = _once(target, one, number)
    if fault is None and took > LONGEST:  # the first of its kind may have imported something
        fault, is_read, again = _once(target, one, number)
        took = min(took, again)
    if fault is None and took > LONGEST:
        fault = Fault(number, f"took {took:.1f} s", "")
    return fault, is_read, took


def _once(target: Target, one: Input, number: int) -> tuple[Fault | None, bool, float]:
    fault, is_read = None, False
    start = time.process_time()
    try:
        with broken_off():
            is_read = target.read(one)
    except (Exception, TookTooLong) as error:  # noqa: BLE001 - this is what is looked for
        what = f"{type(error).__name__}: {error}"[:300]
        fault = Fault(number, what, traceback.format_exc(limit=-25))
    return fault, bool(is_read), time.process_time() - start


@contextmanager
def broken_off() -> Iterator[None]:
    """Raise TookTooLong where the work in it takes too much of the processor."""

    def too_long(*_: Any) -> None:
        raise TookTooLong(f"broken off after {BROKEN_OFF:.0f} s of the processor")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, BROKEN_OFF)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def shrunk(target: Target, one: Input, fault: Fault, seconds: float = SHRINKING) -> Input:
    """The input with all taken out of it without which the same still goes wrong."""
    kind = _kind(fault)
    until = time.monotonic() + seconds
    piece = max(len(one.body) // 2, 1)
    while piece:
        start = 0
        while start < len(one.body):
            if time.monotonic() > until:
                return one
            less = Input(one.reader, one.body[:start] + one.body[start + piece :])
            if _goes_wrong(target, less, fault.number, kind):
                one = less
            else:
                start += piece
        piece //= 2
    return one


def _goes_wrong(target: Target, one: Input, number: int, kind: str) -> bool:
    fault, _, took = _once(target, one, number)
    return _kind(fault) == kind if fault else kind == _SLOW and took > LONGEST


def _kind(fault: Fault) -> str:
    kind = fault.what.partition(":")[0]
    return _SLOW if kind.startswith(("took", "TookTooLong")) else kind

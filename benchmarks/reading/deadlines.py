"""Deadlines of requests: each way of counting, and the first one of a process."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.measured import Figure, Measured
from tracker.foi.deadlines import deadline, explained

_COUNT, _STARTS = 100_000, 5
_TERM = (date(2026, 3, 30), date(2026, 4, 10)), (date(2026, 7, 22), date(2026, 9, 1))
_FEES = {"fees_notice": date(2027, 1, 4), "fee_paid": date(2027, 1, 11)}
_WAYS: dict[str, dict[str, Any]] = {
    "FOIA": {},
    "FOIA_S45CODE": {},
    "FOISA": {},
    "SIC_6_MONTHS": {},
    "FOIA_FEES": _FEES,
    "FOIA_SCHOOL": {"school_closed": _TERM},
}
_FIRST = "from datetime import date; from tracker.foi import deadline"


def measure(share: float, rounds: int, _: Path) -> Measured:
    """Seconds for so many deadlines by each way, for the same with their working, for the first."""
    days = max(1, round(_COUNT * share))
    received = [date(2026, 1, 1) + timedelta(days=number % 365) for number in range(days)]
    for way, extra in _WAYS.items():
        deadline(received[0], way, **extra)
    return Measured(
        share=share,
        size={"deadlines a way": days},
        figures=[
            Figure(
                f"deadlines, {len(_WAYS)} ways", "CPU s",
                tuple(_all(received) for _ in range(rounds)), grows=True, size=days * len(_WAYS),
            ),
            Figure(
                "deadlines with their working", "CPU s",
                tuple(_explained(received) for _ in range(rounds)), grows=True, size=days,
            ),
            Figure("the first deadline of a process", "s", (_first(),)),
        ],
    )  # fmt: skip


def _all(received: list[date]) -> float:
    started = process_time()
    for way, extra in _WAYS.items():
        for day in received:
            deadline(day, way, **extra)
    return process_time() - started


def _explained(received: list[date]) -> float:
    started = process_time()
    for day in received:
        explained(day, "FOIA")
    return process_time() - started


def _first() -> float:
    """The seconds by which the first deadline delays a process that has imported everything."""

    def start(code: str) -> float:
        begin = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return perf_counter() - begin

    asked = f"{_FIRST}; deadline(date(2026, 3, 6), 'FOIA')"
    return min(start(asked) for _ in range(_STARTS)) - min(start(_FIRST) for _ in range(_STARTS))

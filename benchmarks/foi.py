"""How fast deadlines are counted: a hundred thousand of each way of counting, and the first one.

Run by `make bench`. Each figure is the best of several passes: these machines are noisy, and noise
only ever adds. The first deadline of a process reads the table of bank holidays.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter, process_time
from typing import Any

from tracker.foi.deadlines import deadline, explained

PASSES = 5
COUNT = 100_000
RECEIVED = [date(2026, 1, 1) + timedelta(days=number % 365) for number in range(COUNT)]
TERM = (date(2026, 3, 30), date(2026, 4, 10)), (date(2026, 7, 22), date(2026, 9, 1))
FEES = {"fees_notice": date(2027, 1, 4), "fee_paid": date(2027, 1, 11)}
WAYS: dict[str, dict[str, Any]] = {
    "FOIA": {},
    "FOIA_S45CODE": {},
    "FOISA": {},
    "SIC_6_MONTHS": {},
    "FOIA_FEES": FEES,
    "FOIA_SCHOOL": {"school_closed": TERM},
}
FIRST = "from datetime import date; from tracker.foi import deadline"


def main() -> None:
    """Print every figure."""
    for regime, extra in WAYS.items():
        _print(f"{COUNT:,} deadlines by {regime}, seconds", _best(deadline, regime, extra))
    _print(f"{COUNT:,} with their working, seconds", _best(explained, "FOIA", {}, passes=1))
    _print("the first deadline of a process, seconds", _first())


def _best(
    count: Callable[..., Any], regime: str, extra: dict[str, Any], passes: int = PASSES
) -> float:
    """The processor seconds of the fastest pass, the calendar being read already."""
    count(RECEIVED[0], regime, **extra)
    return min(_pass(count, regime, extra) for _ in range(passes))


def _pass(count: Callable[..., Any], regime: str, extra: dict[str, Any]) -> float:
    start = process_time()
    for received in RECEIVED:
        count(received, regime, **extra)
    return process_time() - start


def _first() -> float:
    """The seconds by which the first deadline delays a process that has imported everything."""

    def start(code: str) -> float:
        begin = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return perf_counter() - begin

    asked = f"{FIRST}; deadline(date(2026, 3, 6), 'FOIA')"
    return min(start(asked) for _ in range(PASSES)) - min(start(FIRST) for _ in range(PASSES))


def _print(name: str, figure: float) -> None:
    print(f"{name:44} {figure:>10.3f}")


if __name__ == "__main__":
    main()

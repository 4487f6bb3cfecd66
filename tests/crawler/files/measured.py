"""Reads a file in a process of its own, so that its time and its memory can be told."""

import json
import resource
import subprocess
import sys
import time
from typing import Any, NamedTuple

from crawler.files.reading import read_file_now


class Measured(NamedTuple):
    """What came of a file: a FileText as a dictionary, seconds by the clock and of CPU, MiB."""

    file: dict[str, Any]
    seconds: float
    cpu: float
    memory: float


def measured(body: bytes, name: str, said_type: str | None = None) -> Measured:
    """Read a file in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.files.measured", name, said_type or ""],
        input=body, capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return Measured(*json.loads(done.stdout))


def _measure(name: str, said_type: str | None) -> Measured:
    body = sys.stdin.buffer.read()
    begun = time.perf_counter()
    found = read_file_now(body, said_type=said_type, name=name)
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    fields = {name: getattr(found, name) for name in found.__slots__}
    return Measured(fields, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_measure(sys.argv[1], sys.argv[2] or None)))

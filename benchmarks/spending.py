"""What a program spends: processor and wall seconds, and the most memory it held.

The system's own accounting of a child that has ended, its children included: what the program says
of itself is not asked.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import Problem

_KIB = 1024
_TOLD = 2_000  # last characters of what a failed program said


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a program took. ``cpu`` and ``wall`` in seconds, ``peak`` in MiB.

    ``peak`` is that of the largest process among it and its children. ``out`` is what it printed.
    """

    cpu: float
    wall: float
    peak: float
    out: str


def python(*words: str) -> list[str]:
    """The command that runs this interpreter with some words."""
    return [sys.executable, *words]


def spend(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
) -> Spent:
    """Run a program to its end; raises Problem where it ends with another code than these."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **(environment or {})}, text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as program:  # fmt: skip
        assert program.stdout is not None  # noqa: S101 - a pipe was asked for
        out = program.stdout.read()
        _, status, usage = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if program.returncode not in codes:
        raise Problem(
            f"it ended with {program.returncode}: {out[-_TOLD:].strip()}", where=" ".join(command)
        )
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / _KIB, out)

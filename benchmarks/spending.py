"""What a program spends: processor and wall seconds, and the most memory it held.

The system's own accounting of a child that has ended, its children included: what the program says
of itself is not asked.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db.errors import Problem

LAUNCHER = str(Path(__file__).with_name("launcher.py"))
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
    reading, telling = os.pipe()
    with open(reading, "rb") as told:  # noqa: PTH123 - a pipe has no path
        program = subprocess.run(
            [sys.executable, "-I", "-S", LAUNCHER, str(telling), *command],
            cwd=cwd, env={**os.environ, **(environment or {})}, pass_fds=[telling], text=True,
            errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        os.close(telling)
        spent = told.read()
    code, cpu, wall, peak = json.loads(spent) if spent else (program.returncode, 0, 0, 0)
    if code not in codes:
        said = program.stdout[-_TOLD:].strip()
        raise Problem(f"it ended with {code}: {said}", where=" ".join(command))
    return Spent(cpu, wall, peak / _KIB, program.stdout)

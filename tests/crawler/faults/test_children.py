"""Children that read files and do what children must not: each ends in time, and nothing is left.

What there is of real hostile files is in ``tests/crawler/files``; here the child itself has been
taken over, and is a program that does its worst.
"""

import os
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.files import reading
from crawler.files.reading import read_file, read_file_now

LIMIT = 2.0  # seconds of the clock that a child has in these tests
ANSWER = '{"kind": "csv", "reader": "csv", "pages": ["a"], "joins": []}'

HEAD = "import os, signal, sys, time\nsys.stdin.buffer.read()\n"
FORKS = """left = os.fork()
if left == 0:
    %s    time.sleep(60)
    os._exit(0)
open(%r, 'w').write(str(left))
"""
SAYS = f"sys.stdout.write({ANSWER!r})\nsys.stdout.flush()\n"
TOO_LONG = ("failed", "it took too long")
CRASHED = ("failed", "the reader crashed")
NONSENSE = ("failed", "what was read of it makes no sense")

# What it does -> how the file ends: state, words of the reason.
CHILDREN = {
    "segfault": ("os.kill(os.getpid(), signal.SIGSEGV)", CRASHED),
    "abort": ("os.abort()", CRASHED),
    "kills-its-group": ("os.killpg(0, signal.SIGKILL)", CRASHED),
    "exits": ("sys.exit(7)", ("failed", "the reader ended with code 7")),
    "sleeps": ("time.sleep(60)", TOO_LONG),
    "is-busy": ("while True: pass", TOO_LONG),
    "stops-itself": ("os.kill(os.getpid(), signal.SIGSTOP)", TOO_LONG),
    "ignores-signals": (
        (
            "for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU):\n"
            "    signal.signal(n, signal.SIG_IGN)\ntime.sleep(60)"
        ),
        TOO_LONG,
    ),
    "endless-output": ("while True: sys.stdout.write('x' * 100000)", TOO_LONG),
    "endless-errors": ("while True: sys.stderr.write('x' * 100000)", TOO_LONG),
    "drips": ("while True: sys.stdout.write('['); sys.stdout.flush(); time.sleep(0.1)", TOO_LONG),
    "closes-and-goes-on": (f"{SAYS}os.close(1)\ntime.sleep(60)", TOO_LONG),
    "rubbish": ("sys.stdout.write('\\0rubbish\\xff')", NONSENSE),
    "nothing": ("", NONSENSE),
    "deep": ("sys.stdout.write('[' * 1000000)", NONSENSE),
    "many-lists": ("sys.stdout.write('{\"pages\": [' + '[],' * 4000000 + '[]]}')", NONSENSE),
    "many-pages": (
        (
            'sys.stdout.write(\'{"kind": "csv", "reader": "csv", "joins": [], "pages": [\''
            " + '\"a\",' * 100000 + '\"\"]}')"
        ),
        NONSENSE,
    ),
    "two-answers": (f"{SAYS}{SAYS}", NONSENSE),
    "answers-and-crashes": (f"{SAYS}os.abort()", CRASHED),
}
QUICK = {"segfault", "deep"}
# Grandchildren, in the group of the child or with its pipe in hand.
LEAVERS = {
    "leaves-one": (FORKS % ("os.close(1); os.close(0);\n", "{left}") + SAYS, ("read", "")),
    "leaves-one-with-its-pipe": (FORKS % ("pass\n", "{left}") + SAYS, TOO_LONG),
    "leaves-a-deaf-one": (
        FORKS % ("os.close(1); signal.signal(signal.SIGTERM, signal.SIG_IGN);\n", "{left}") + SAYS,
        ("read", ""),
    ),
}


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Put a program in the place of the child."""

    def put(program: str) -> None:
        script = tmp_path / "child"
        script.write_text(f"#!{sys.executable}\n{HEAD}{program}\n")
        script.chmod(0o755)
        monkeypatch.setattr(reading, "sys", SimpleNamespace(executable=str(script)))
        monkeypatch.setattr(reading, "_SECONDS", LIMIT)

    return put


def children_of(pid: int) -> list[str]:
    """Every child of a process, zombies too, as /proc has it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == pid:
            found.append(stat)
    return found


def memory() -> int:
    """MiB that this process has."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) >> 10


def is_there(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def ends(ending: tuple[str, str]) -> None:
    """Read a file with the child that was put there, and look for what it left."""
    before, there, begun = memory(), children_of(os.getpid()), time.monotonic()
    found = read_file_now(b"a,b\n", said_type="text/csv", name="x.csv")
    took = time.monotonic() - begun
    assert found.state == ending[0], found
    assert ending[1] in (found.reason or "")
    assert found.state == "read" or found.text == ""
    assert took < LIMIT + 3  # the machine may be busy
    assert len(children_of(os.getpid())) <= len(there)
    assert memory() < before + 130  # an answer, and what is made of it


@pytest.mark.parametrize(
    "name",
    [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in CHILDREN],
)
def test_each_ends_in_time_with_a_reason_and_leaves_nothing(child, name):
    program, ending = CHILDREN[name]
    child(program)
    ends(ending)


@pytest.mark.parametrize(
    "name",
    [
        name if name == "leaves-one" else pytest.param(name, marks=pytest.mark.slow)
        for name in LEAVERS
    ],
)
def test_what_a_child_leaves_behind_ends_with_it(child, tmp_path, name):
    program, ending = LEAVERS[name]
    left = tmp_path / "left"
    child(program.replace("{left}", str(left)))
    ends(ending)
    until = time.monotonic() + 5
    while is_there(int(left.read_text())):
        assert time.monotonic() < until, "it is still there"
        time.sleep(0.02)


async def test_the_next_file_is_read_as_if_nothing_had_been(child, monkeypatch):
    child("os.abort()")
    assert (await read_file(b"a,b\n", said_type="text/csv", name="x.csv")).state == "failed"
    monkeypatch.undo()
    assert (await read_file(b"a,b\n", said_type="text/csv", name="x.csv")).state == "read"


def test_a_child_that_stops_itself_is_named_in_the_reason(child):
    child(f"os.kill(os.getpid(), signal.{signal.SIGSEGV.name})")
    found = read_file_now(b"a,b\n", said_type="text/csv", name="x.csv")
    assert "Segmentation fault" in found.reason

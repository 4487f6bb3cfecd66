"""``delaywatch`` in a process of its own, forked from a warm one, with seams in it.

Its imports take as long as a small run. So the fork server of ``multiprocessing`` makes them once;
what is forked from it is a process like any other, with a process group of its own, and starts the
crawler as it does in earnest. A seam is a function that it calls first: it sets what no word sets.
"""

import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import chdir, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from tests.crawler.program import FORKS, ROOT

# The same server, whoever asks for it first.
FORKS.set_forkserver_preload(["tests.crawler.imported", "tests.runs.imported"])
LONGEST = 120  # seconds that a run of these tests may take on a machine that is busy
FOLDER = None  # in which what is said is kept; that of the system, if none is set
MARK = "DELAYWATCH_TESTS_RUN"  # in the environment of all that a run starts
SOURCES = ("nhse_news", "nhse_publications", "htn_news")
AS_OF = {1: "2026-08-03", 2: "2026-09-29"}


@dataclass
class Program:
    """One that runs: what it says goes to files, which take it all."""

    process: FORKS.Process
    folder: Path
    words: tuple[str, ...] = field(default=())

    @property
    def pid(self):
        return self.process.pid

    @property
    def out(self):
        return (self.folder / "out").read_text(errors="replace")

    @property
    def err(self):
        return (self.folder / "err").read_text(errors="replace")

    @property
    def said(self):
        return self.out + self.err

    def lines(self):
        """Its log, of one that speaks JSON; every line must be an object."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    def wait(self, timeout=LONGEST):
        """Its exit code; negative where a signal killed it."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            self.kill()
            raise AssertionError(f"{self.words} did not end within {timeout} s: {self.said}")
        return self.process.exitcode

    def signal_all(self, number):
        """To the process and all that it started, as systemd and a terminal do."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def kill(self):
        """As a power cut does."""
        self.signal_all(signal.SIGKILL)
        self.process.join(30)

    def family(self):
        """The processes of it that still run, also in sessions of their own: (number, command)."""
        return sorted(_family(self.pid, f"{MARK}={self.folder}"))

    def crawler(self, within=60):
        """The number of its crawler, once it runs."""
        return until(
            lambda: next((n for n, line in self.family() if " crawler crawl " in line), None),
            within,
        )


def start(*words, seams=(), environ=None, out=None):
    """``delaywatch`` with these words; ``out`` is where it says it all, a file if not given."""
    folder = Path(mkdtemp(prefix="run-", dir=FOLDER))
    told = (dict(os.environ) | {MARK: str(folder)} | (environ or {}), out)
    process = FORKS.Process(target=_run, args=(list(map(str, words)), folder, told, tuple(seams)))
    with chdir(ROOT):
        process.start()
    program = Program(process, folder, words)
    until(lambda: (folder / "err").exists() or process.exitcode is not None)
    return program


def done(*words, **more):
    """The same, to its end; returns it and its exit code."""
    program = start(*words, **more)
    return program, program.wait()


def _run(words, folder, told, seams):
    """In the fork: become the program."""
    os.setsid()
    environ, out = told
    os.dup2(os.open(out or folder / "out", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
    if out:
        (folder / "out").touch()
    os.dup2(os.open(folder / "err", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    sys.argv[:] = ["delaywatch", *words]
    for seam in seams:
        seam()
    from tracker.cli import main

    main()


# In the crawler ----------------------------------------------------------------------------


def crawler_with(*seams):
    """A seam of the run: its crawler calls these first."""
    from tracker import programs

    packed = pickle.dumps(seams).hex()

    def command(module, words):
        return [sys.executable, "-m", "tests.runs.program", packed, module, *words]

    programs._command = command


def only(*names):
    """A seam of the crawler: there are no sources but these."""
    from crawler import command

    every = command.spiders
    command.spiders = lambda path=None: {name: every(path)[name] for name in names}


def with_few(*more, names=SOURCES):
    """The seam of a run that has only a few sources, for its crawler takes each in turn."""
    return partial(crawler_with, partial(only, *names), *more)


# What is left of one -----------------------------------------------------------------------


def _family(session, mark):
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, *more = (place / "stat").read_text().rpartition(")")[2].split()
            marked = mark.encode() in (place / "environ").read_bytes().split(b"\0")
            if state != "Z" and (int(more[2]) == session or marked):
                words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                yield int(place.name), words


def until(found, within=60.0):
    """Wait for something; what it is when it has come."""
    end = time.monotonic() + within
    while not (value := found()):
        assert time.monotonic() < end, "it has not come"
        time.sleep(0.02)
    return value


def ask(path, sql, *values):
    """The rows of a database that another program works on."""
    db = sqlite3.connect(path, timeout=30)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def run_in_crawler():
    for seam in pickle.loads(bytes.fromhex(sys.argv[1])):  # noqa: S301 - our own
        seam()
    sys.argv[:] = [sys.argv[2], *sys.argv[3:]]
    from crawler.command import main

    main()


def command_line(*words):
    """The program itself, for what is forked too early to be tried here."""
    return subprocess.run(
        [sys.executable, "-m", "tracker.cli", *map(str, words)],
        capture_output=True, text=True, timeout=LONGEST, check=False, cwd=ROOT,
    )  # fmt: skip


if __name__ == "__main__":
    # Under its own name, so that what was packed by it is found again.
    from tests.runs import program

    program.run_in_crawler()

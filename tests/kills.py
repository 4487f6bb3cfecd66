"""kill -9 at a point of the work, not at a point of time.

A machine that is slow, or busy with something else, changes how long a program takes and not what
it does. So here a program asks before each step whether it may go on, and is killed in one of its
steps. It cannot have ended by then, and cannot get any further, however late the kill arrives.

A step is what could be left half done: a statement that SQLite is about to write by, a file that
is about to be written, renamed or removed.
"""

import os
import random
import runpy
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

FILES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "subprocess.Popen"}
WRITES = os.O_WRONLY | os.O_RDWR
READING = ("select", "pragma", "savepoint", "release", "--")  # the last is what a trigger does
A_STEP = 0.002  # seconds, and most are shorter


@contextmanager
def stepped(module, *words, keys="", **environment):
    """Start ``python -m`` with a module and its words; it takes each step only when told to."""
    ours, theirs = socket.socketpair()
    # A file takes all that is said; a pipe that nobody empties would stop the program.
    with ours, TemporaryFile() as said, TemporaryFile() as typed:
        typed.write(keys.encode())
        typed.seek(0)
        with theirs:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.kills", str(theirs.fileno()), module, *words],
                stdin=typed, stdout=said, pass_fds=[theirs.fileno()], env=os.environ | environment,
            )  # fmt: skip
        try:
            yield Stepped(child, ours, said)
        finally:
            child.kill()
            child.wait()


@dataclass
class Stepped:
    """A program that asks before each step."""

    child: subprocess.Popen
    line: socket.socket
    said: IO[bytes]

    def step(self):
        """Let it take one more step; tells whether there was one, for at last there is none."""
        asked = self.line.recv(1)
        if asked:
            self.line.send(b"!")
        else:
            assert self.child.wait() == 0
        return bool(asked)

    def kill(self):
        """Kill it, which must be at work; returns what it had said."""
        self.child.kill()
        assert self.child.wait() == -SIGKILL
        self.said.seek(0)
        return self.said.read().decode()


def steps(*words, **more):
    """How many steps it takes a program to come to its end."""
    with stepped(*words, **more) as program:
        return sum(takewhile(bool, iter(program.step, None)))


def killed_at(step, *words, **more):
    """Kill a program in its n-th step; returns what it had said."""
    with stepped(*words, **more) as program:
        for taken in range(step):
            assert program.step(), f"it had ended after {taken} steps, before it could be killed"
        time.sleep(random.uniform(0, A_STEP))
        return program.kill()


def kill_points(dice, kills, db, command):
    """The steps to kill at, of work that each run takes up where the one before was killed.

    How many steps are left is tried on a copy of the database ``db``; ``command`` makes the
    command of a path. A kill comes after about its share of them, and at most after twice its
    share, so that there is something for each.
    """
    counted = {}
    for more in range(kills, 0, -1):
        kept = db.execute("pragma data_version").fetchone()  # another one where more was kept
        if kept not in counted:
            counted[kept] = _steps_on_a_copy(db, command)
        yield dice.randrange(1, counted[kept] * 2 // (more + 1))


def _steps_on_a_copy(db, command):
    with TemporaryDirectory() as folder:
        copy = Path(folder, "copy.db")
        db.execute("vacuum into ?", [str(copy)])
        return steps(*command(copy))


# ------------------------------------------------------------------------ in the program itself


class Asking:
    """Asks before each step of this process, not of those that it forks: they only compute."""

    def __init__(self, handle):
        self.line = socket.socket(fileno=handle)
        self.process = os.getpid()
        self.connect = sqlite3.connect

    def step(self):
        if os.getpid() == self.process:
            self.line.send(b"?")
            self.line.recv(1)

    def run(self, statement):
        """See ``sqlite3.Connection.set_trace_callback``."""
        if not statement.lower().startswith(READING):
            self.step()

    def connected(self, path, *more, **options):
        """In the place of ``sqlite3.connect``; of a database in memory nothing is left."""
        connection = self.connect(path, *more, **options)
        if path != ":memory:":
            connection.set_trace_callback(self.run)
        return connection

    def hear(self, event, values):
        """See ``sys.addaudithook``."""
        if event in FILES or (event == "open" and values[2] & WRITES and not _is_cache(values[0])):
            self.step()


def _is_cache(path):
    """Whether Python keeps what it compiled: the program is no further for it."""
    return "__pycache__" in str(path)


if __name__ == "__main__":
    asking = Asking(int(sys.argv[1]))
    sqlite3.connect = asking.connected
    sys.addaudithook(asking.hear)
    sys.argv[:] = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

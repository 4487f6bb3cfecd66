"""What a program of these tests is made to do before it begins: see tests.runs.program."""

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from db.errors import Problem

OURS = ("crawler", "tracker", "db")
_NAMESPACE, _BIND, _READ_ONLY, _AGAIN, _PRIVATE = 0x00020000, 4096, 1, 32, 0x44000


def in_step(name, first):
    """A seam of the run: a step calls this before its work."""
    from tracker.runs.steps import STEPS

    work = STEPS[name]

    def step(night):
        first()
        return work(night)

    STEPS[name] = step


def fails(name, error):
    in_step(name, partial(_throw, error))


def _throw(error):
    raise error


def changes_wait():
    """A seam: publishing finds a change that a person must accept."""
    from tracker import flow
    from tracker.publish import ChangesWait

    wait = ChangesWait([SimpleNamespace(change="new")], "published")
    flow.publish = lambda *_, **__: _throw(wait)


def strange_problem(name):
    """A seam: a step fails with words that no log can hold as they are."""
    in_step(
        name, partial(_throw, Problem("one\ntwo \x00\x1b[31m \ud800 \u2028 three", where="a\tb"))
    )


def interrupted_late(name, seconds):
    in_step(name, partial(time.sleep, seconds))


def deaf_to_a_signal(name):
    """A seam: a signal comes in a step, and what its handler raises comes to nothing."""

    def hear():
        with suppress(BaseException):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)

    in_step(name, hear)


def reading_takes(seconds):
    """A seam: each text takes so long to be read, by several processes at once."""
    from tracker import extract

    read = extract.read

    def slowly(task, text):
        time.sleep(seconds)
        return read(task, text)

    extract.read, extract._FEWEST_FOR_PROCESSES, extract._BATCH = slowly, 1, 10


def in_short(grace=2.0, after=0.0):
    """A seam: a crawl gets no time after its time, and little to end in good order."""
    from tracker import programs
    from tracker.runs import steps

    programs.GRACE, steps._LATEST_END = grace, after


def patient_for(milliseconds):
    """A seam: nobody waits longer than that for another who writes."""
    from db import connection

    for function in (connection.connect, connection.existing):
        function.__kwdefaults__["wait_ms"] = milliseconds


def least_space(size):
    from tracker.runs import night

    night.LEAST_SPACE = size


def ignoring_signals():
    """A seam of the crawler: it hangs, in something that no signal ends."""
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    signal.signal = lambda *_: None
    time.sleep(3600)


# Clocks --------------------------------------------------------------------------------------


def clock_by(path):
    """A seam: the clock is as many seconds off as a file says, which is read each time.

    Only the clock that can be set; the monotonic one goes on.
    """

    def off():
        try:
            return float(Path(path).read_text())
        except (OSError, ValueError):
            return 0.0

    class Shifted(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=off())

    class Time:
        def __getattr__(self, name):
            return getattr(time, name)

        def time(self):
            return time.time() + off()

    ours = [one for name, one in list(sys.modules.items()) if name.partition(".")[0] in OURS]
    for module in ours:
        if getattr(module, "datetime", None) is datetime:
            module.datetime = Shifted
        if getattr(module, "time", None) is time:
            module.time = Time()
    _clocks_made_before(off)


def _clocks_made_before(off):
    """``crawler.job.Clock`` took hold of ``time.time`` when it was made."""
    if job := sys.modules.get("crawler.job"):
        begin = job.Clock.__init__

        def now(self, wall=None, steady=None):
            begin(self, time.time() + off() if wall is None else wall, steady or time.monotonic())

        job.Clock.__init__ = now


# File systems --------------------------------------------------------------------------------


def _libc(name, *words):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*words):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), name)


def read_only(*paths):
    """A seam: these are on a file system that cannot be written, for this program and its own."""
    _libc("unshare", _NAMESPACE)
    _libc("mount", b"none", b"/", None, ctypes.c_ulong(_PRIVATE), None)  # private, recursively
    for path in (str(one).encode() for one in paths):
        _libc("mount", path, path, None, ctypes.c_ulong(_BIND), None)
        flags = ctypes.c_ulong(_BIND | _READ_ONLY | _AGAIN)
        _libc("mount", b"none", path, None, flags, None)


def enter(process):
    """A seam: see the file systems that another process sees."""
    handle = os.open(f"/proc/{process}/ns/mnt", os.O_RDONLY)
    _libc("setns", handle, 0)
    os.close(handle)
    os.chdir("/")


def fills(name, path):
    """A seam: nothing is free any more when a step begins."""
    in_step(name, partial(_fill, path))


def _fill(path):
    with Path(path).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass

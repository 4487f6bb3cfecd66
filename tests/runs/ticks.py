"""What a step of a run does, counted; and an end to all of it at one of those points."""

import os
import signal
import sqlite3
import sys
import threading
from collections import Counter
from functools import partial
from pathlib import Path

from tests.kills import Asking


class Ticks(Asking):
    """Counts what could be left half done (see tests.kills) in each step of this process."""

    def __init__(self):
        self.process, self.connect = os.getpid(), sqlite3.connect
        self.counts, self.now = Counter(), ""
        self.at, self.after = ("", 0), 0.0

    def step(self):
        if os.getpid() != self.process or not self.now:
            return
        self.counts[self.now] += 1
        if (self.now, self.counts[self.now]) == self.at:
            if not self.after:
                os.killpg(os.getpgid(0), signal.SIGKILL)
            threading.Timer(self.after, os.killpg, (os.getpgid(0), signal.SIGKILL)).start()

    def within(self, name, work, night):
        self.now = name
        try:
            return work(night)
        finally:
            self.now = ""

    def listen(self):
        from tracker.runs.steps import STEPS

        sqlite3.connect = self.connected
        sys.addaudithook(self.hear)
        for name, work in list(STEPS.items()):
            STEPS[name] = partial(self.within, name, work)


def counted(path):
    """A seam: count the points of each step and write them down in the end."""
    from tracker.runs import night

    ticks = Ticks()
    ticks.listen()
    finish = night._finish

    def finished(*words, **more):
        lines = [f"{name} {number}\n" for name, number in ticks.counts.items()]
        Path(path).write_text("".join(lines))
        return finish(*words, **more)

    night._finish = finished


def killed_at(name, number, after):
    """A seam: the whole group is killed so many seconds after the n-th point of a step."""
    ticks = Ticks()
    ticks.at, ticks.after = (name, number), after
    ticks.listen()

"""kill -9 of a whole run, as a power cut does it: the next run ends well, and nothing is lost.

Where it is killed is a point of the work and not of time: in the crawl when the site is asked for
the n-th page, in each other step when it is about to do the n-th thing that could be left half
done, and then a moment later. Which ones is drawn; DELAYWATCH_SEED draws them again, and
DELAYWATCH_KILLS says how many.
"""

import os
import random
import re
import signal
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from functools import partial

import pytest

from db.errors import Busy
from tests.runs.bigsite import nothing
from tests.runs.program import until
from tests.runs.state import (
    content,
    copy,
    differences,
    faults,
    is_free,
    left_open,
    told,
    unread,
    watched,
)
from tests.runs.ticks import counted, killed_at

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("DELAYWATCH_KILLS", "30"))
SHARES = {"crawl": 9, "extract": 6, "publish": 6}  # any other step: 2
AGAIN = 16  # pages at most that are asked for again after a kill: two batches
SEED = int(os.environ.get("DELAYWATCH_SEED", random.SystemRandom().randrange(10**6)))


@dataclass
class Control:
    """The same night without a kill: what is kept, what was asked for, the points of each step."""

    content: dict
    told: dict
    asked: Counter
    points: dict
    pages: set


def control_of(world):
    world.site.day(2)
    path = world.folder / "points"
    done, code = world.run(seams=(partial(counted, path),))
    assert code == 0, done.said
    points = {name: int(n) for name, n in (line.split() for line in path.read_text().splitlines())}
    points["crawl"] = sum(world.site.asked.values())
    single = "select url from pages where kind in ('document', 'attachment')"
    pages = {re.sub(r"^https?://|:\d+", "", url) for (url,) in world.ask(single)}
    assert len(pages & set(world.site.asked)) > 100  # as the site has their addresses
    return Control(content(world.db), told(world.db), world.site.asked, points, pages)


def drawn(dice, points):
    """Moments: a step, a point of it, and the seconds after which the kill comes.

    In each step one comes at once, for it may have few points and be over a moment later.
    """
    steps = list(points)
    for step in steps:
        yield step, dice.randrange(1, points[step] + 1), 0.0
    shares = [SHARES.get(step, 2) for step in steps]
    for step in dice.choices(steps, shares, k=KILLS - len(steps)):
        yield step, dice.randrange(1, points[step] + 1), dice.uniform(0, 0.03)


def killed_run(world, name, number, after):
    """A run that is killed at a moment; returns which step it was in."""
    if name == "crawl":
        running = []
        ready = threading.Event()

        def hear(asked):
            if asked == number:
                ready.wait(30)
                threading.Timer(after, running[0].signal_all, (signal.SIGKILL,)).start()

        world.site.hear = hear
        running.append(world.start())
        ready.set()
    else:
        running = [world.start(seams=(partial(killed_at, name, number, after),))]
    running[0].process.join(120)
    world.site.hear = nothing
    assert running[0].process.exitcode == -9, running[0].said
    assert until(lambda: not running[0].family(), within=5), "a process was left over"
    return next(
        (step for step, outcome in world.steps().items() if outcome == "running"), "between"
    )


def test_kill_9_of_the_whole_run_at_random_moments(world, first, crawled, capsys):
    dice = random.Random(SEED)
    control = control_of(world)
    asked_again, hit = [], Counter()
    with watched(lambda: world.published) as watch:
        for name, number, after in drawn(dice, control.points):
            moment = f"{name} {number} of {control.points[name]} (seed {SEED})"
            # Where the crawl is not what is killed, it was done before, by the command.
            before = first if name == "crawl" else crawled
            world.db = copy(before.parent, world.folder / f"data-{name}-{number}-{after:.4f}")
            world.site.day(2)
            hit[killed_run(world, name, number, after)] += 1
            # A moment after a point of the last step the run may have told its end already.
            came_to = "finished" if world.outcomes()[-1] == "finished" else "killed"
            assert faults(world.db) == [], moment
            assert is_free(world.db)
            done, code = world.run()
            assert code == 0, f"{moment}: {done.said}"
            assert world.outcomes()[-2:] == [came_to, "finished"], moment
            assert world.steps(len(world.outcomes()) - 1).get(name, "killed") in (
                "killed",
                "finished",
            ), moment
            assert left_open(world.db) == unread(world.db) == faults(world.db) == [], moment
            assert differences(content(world.db), control.content) == [], moment
            assert told(world.db) == control.told, moment
            more = world.site.asked - (control.asked if before == first else Counter())
            asked_again.append(sum(n for url, n in more.items() if url in control.pages))
            assert asked_again[-1] <= AGAIN, f"{moment}: {more}"
            assert watch.wrong == [], moment
    assert set(control.points) <= set(hit), hit
    line = (
        f"\n{KILLS} kills (seed {SEED}) in {dict(hit)}: pages asked for again at most "
        f"{max(asked_again)}, on average {sum(asked_again) / KILLS:.1f}; the published file "
        f"was read {watch.reads} times\n"
    )
    with capsys.disabled():
        sys.stdout.write(line)


def test_is_free_can_fail(world):
    """A lock that is held is seen."""
    from db.lock import run_lock

    with run_lock(world.db), pytest.raises(Busy):
        is_free(world.db)

"""A run that is asked to end does so in good order; so it does where a part of it dies."""

import os
import random
import signal
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

import pytest

from tests.runs.program import until
from tests.runs.seams import deaf_to_a_signal, interrupted_late, reading_takes
from tests.runs.state import faults, is_free, left_open, unread

pytestmark = pytest.mark.slow
SOON = 60  # seconds in which a run that was asked to has ended
ONE, ALL = "to the run", "to all of its processes at once"


@contextmanager
def in_the_crawl(world):
    """A run that is in the midst of its crawl, and gets no further."""
    with world.site.holding(r"/2026/.*", after=random.randrange(3, 30)) as wait:
        run = world.start()
        wait()
        yield run


def in_a_step(world, step):
    """A run that is in the midst of another step."""
    slow = {"extract": partial(reading_takes, 0.1)}.get(step, partial(interrupted_late, step, 3))
    run = world.start(seams=(slow,))
    until(lambda: world.steps().get(step) == "running")
    time.sleep(random.uniform(0.1, 0.5))
    return run


@pytest.mark.parametrize(
    ("step", "whom", "number"),
    [
        ("crawl", ONE, signal.SIGTERM),
        ("crawl", ALL, signal.SIGTERM),
        ("crawl", ALL, signal.SIGINT),
        ("extract", ONE, signal.SIGINT),
        ("extract", ALL, signal.SIGTERM),
        ("publish", ALL, signal.SIGTERM),
    ],
)
def test_a_signal_ends_a_run_in_good_order(request, step, whom, number):
    world = request.getfixturevalue("world" if step == "crawl" else "crawled_world")
    at_work = in_the_crawl(world) if step == "crawl" else nullcontext(in_a_step(world, step))
    with at_work as run:
        began = time.monotonic()
        os.kill(run.pid, number) if whom == ONE else run.signal_all(number)
    code = run.wait(SOON)
    assert code == 1, run.said
    assert time.monotonic() - began < SOON
    assert "Traceback" not in run.said, run.said
    assert not run.family()
    assert is_free(world.db)
    assert world.outcomes()[-1] == "killed"
    assert world.steps()[step] == "killed"
    assert list(world.steps())[-1] == step  # none began after it
    assert world.ask("select exit_code from runs order by id desc limit 1") == [(1,)]
    assert "was stopped" in run.lines()[-1]["event"]
    assert run.lines()[-1]["exit_code"] == 1
    assert left_open(world.db) == [] == faults(world.db)
    done, code = world.run()
    assert code == 0, done.said
    assert set(world.steps().values()) == {"finished"}
    assert unread(world.db) == []


def test_a_signal_that_comes_to_nothing_in_the_step_ends_the_run_all_the_same(crawled_world):
    """Python throws away what is raised in a hook of its own, such as those around a fork."""
    run, code = crawled_world.run(seams=(partial(deaf_to_a_signal, "resolve"),))
    assert code == 1, run.said
    assert crawled_world.outcomes()[-1] == "killed"
    assert list(crawled_world.steps())[-1] == "resolve"


def test_a_crawler_that_is_killed_keeps_no_other_step_from_its_work(world):
    with in_the_crawl(world) as run:
        os.kill(run.crawler(), signal.SIGKILL)
    assert run.wait() == 1
    steps = world.steps()
    assert steps.pop("crawl") == "broken"
    assert set(steps.values()) == {"finished"}
    assert "the crawler ended with -9" in run.said
    assert world.outcomes()[-1] == "broken"
    assert left_open(world.db) == []
    done, code = world.run()
    assert code == 0, done.said


def test_where_only_the_run_is_killed_its_crawler_goes_with_it(world):
    """Else the next one would begin beside a crawler that is still at work."""
    with in_the_crawl(world) as run:
        crawler = run.crawler()
        os.kill(crawler, signal.SIGSTOP)  # one that hangs, too
        os.kill(run.pid, signal.SIGKILL)
        run.process.join(10)
        assert until(lambda: not run.family(), within=5)
    done, code = world.run()
    assert code == 0, done.said
    assert world.outcomes() == ["finished", "killed", "finished"]
    assert left_open(world.db) == unread(world.db) == faults(world.db) == []


def test_the_crawler_of_a_run_holds_its_lock(world):
    """Where the system does not kill it with its parent, nobody else may crawl meanwhile."""
    with in_the_crawl(world) as run:
        crawler = run.crawler()
        (handle,) = [
            one for one in Path(f"/proc/{crawler}/fd").iterdir() if one.resolve().suffix == ".lock"
        ]
        assert handle.resolve() == world.db.with_name("delaywatch.db.lock")
        run.kill()


def test_a_reader_of_texts_that_is_killed_breaks_its_step_alone(crawled_world):
    world = crawled_world
    run = in_a_step(world, "extract")
    os.kill(until(lambda: [n for n, _ in run.family() if n != run.pid])[0], signal.SIGKILL)
    assert run.wait() == 1
    steps = world.steps()
    assert steps.pop("extract") == "broken"
    assert set(steps.values()) == {"finished"}
    assert not run.family()
    done, code = world.run()
    assert code == 0, done.said
    assert set(world.steps().values()) == {"finished"}
    assert world.ask("select count(*) from readings") == world.ask(
        "select count(*) from texts t join versions v on v.id = t.version_id "
        "where v.text_state = 'read'"
    )


def test_readers_of_texts_end_with_the_run_that_is_killed(crawled_world):
    world = crawled_world
    run = in_a_step(world, "extract")
    until(lambda: len(run.family()) > 1)
    os.kill(run.pid, signal.SIGKILL)
    run.process.join(10)
    assert until(lambda: not run.family(), within=10)
    assert until(lambda: is_free(world.db))
    done, code = world.run()
    assert code == 0, done.said

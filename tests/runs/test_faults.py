"""What can go wrong in a night: it is said, the exit code is not 0, and nothing is lost by it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.runs.bigsite import nothing
from tests.runs.program import until
from tests.runs.seams import (
    changes_wait,
    clock_by,
    enter,
    fails,
    fills,
    ignoring_signals,
    in_short,
    least_space,
    patient_for,
    read_only,
    strange_problem,
)
from tests.runs.state import content, copy, differences, faults, left_open, unread

pytestmark = pytest.mark.slow
DAY = 86_400.0
PATIENCE = 4  # seconds; a batch is written after two


def can_mount():
    """Whether this machine lets us have file systems of our own."""
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
    return (
        shutil.which("unshare")
        and not subprocess.run(probe, capture_output=True, check=False).returncode
    )


own_disks = pytest.mark.skipif(not can_mount(), reason="no file systems of one's own here")


def told(world, run, code, *words, steps=None):
    """Never a silent success: code, log, report and database say the same."""
    assert code == 1, run.said
    for word in words:
        assert word in run.said, run.said
    last = run.lines()[-1]
    assert last["exit_code"] == 1
    assert "needs you" in last["event"]
    if steps is not None:
        found = {name: outcome for name, outcome in world.steps().items() if outcome != "finished"}
        assert found == steps
        assert world.ask("select outcome, exit_code from runs order by id desc limit 1") == [
            ("broken", 1)
        ]
        said, _ = world.do("runs")
        for step, outcome in steps.items():
            assert f"  {step}: {outcome}" in said.out
        for word in words:
            assert word in said.out or word in run.out
    assert left_open(world.db) == [] == faults(world.db)


def refused(run, code, *words, exit_code=1):
    """One line, and nothing was done."""
    assert code == exit_code, run.said
    assert run.err.count("\n") == 1, run.said
    for word in words:
        assert word in run.err
    assert run.out == ""


def goes_on(world, *more, **options):
    """The next run is well, and nothing is left to be done."""
    run, code = world.run(*more, **options)
    assert code == 0, run.said
    assert set(world.steps().values()) == {"finished"}
    assert left_open(world.db) == unread(world.db) == faults(world.db) == []


# A step that fails ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "seam", "outcome", "said"),
    [
        ("extract", partial(fails, "extract", ValueError("no rule")), "broken", "no rule"),
        ("publish", partial(fails, "publish", OSError(5, "Input/output error")), "broken", "error"),
        ("publish", changes_wait, "waits", "1 claim would change"),
        ("resolve", partial(strange_problem, "resolve"), "broken", "three"),
        ("crawl", partial(fails, "crawl", MemoryError()), "broken", "MemoryError"),
    ],
)  # fmt: skip
def test_a_step_that_fails_keeps_none_from_its_work(crawled_world, step, seam, outcome, said):
    run, code = crawled_world.run(seams=(seam,))
    told(crawled_world, run, code, said, steps={step: outcome})
    every = ["crawl", "extract", "resolve", "publish"]
    assert list(crawled_world.steps())[:4] == every
    for line in run.out.split("\n"):
        assert "\x1b" not in line
    goes_on(crawled_world)


@pytest.mark.parametrize("log", ["json", "lines", "text"])
def test_a_log_that_cannot_be_written_stops_nothing(crawled_world, log):
    run, code = crawled_world.run(log=log, out="/dev/full")
    assert code == 0, run.said
    assert set(crawled_world.steps().values()) == {"finished"}


# Disks ---------------------------------------------------------------------------------------


class SmallDisk:
    """A file system of its own, with a world's data on it; only who enters it sees it."""

    def __init__(self, world, size):
        self.place = world.db.parent
        script = f"""
            mkdir "$1.small" && mount -t tmpfs -o size={size}m tmpfs "$1.small" &&
            cp -a "$1/." "$1.small/" && mount --move "$1.small" "$1" && echo ready && exec sleep 600
        """
        self.holder = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", script, "sh", str(self.place)], stdout=subprocess.PIPE
        )
        assert self.holder.stdout.readline() == b"ready\n"
        self.inside = Path(f"/proc/{self.holder.pid}/root{self.place}")

    def fill(self):
        with (self.inside / "ballast").open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        (self.inside / "ballast").unlink()

    def look(self, world):
        """Let the test see what lies there."""
        world.db = copy(self.inside, world.folder / f"seen-{time.monotonic()}")


@contextmanager
def small_disk(world, size=40):
    disk = SmallDisk(world, size)
    try:
        yield disk
    finally:
        disk.holder.kill()
        disk.holder.wait()


@own_disks
@pytest.mark.parametrize("step", ["crawl", "extract", "publish"])
def test_a_full_disk_is_told_and_takes_nothing(request, step):
    world = request.getfixturevalue("world" if step == "crawl" else "crawled_world")
    before, there = content(world.db), world.db
    with small_disk(world) as disk:
        seams = [partial(enter, disk.holder.pid), partial(least_space, 0)]
        if step == "crawl":
            world.site.hear = lambda number: number == 40 and disk.fill()
        else:
            seams.append(partial(fills, step, world.db.parent / "ballast"))
        run, code = world.run(seams=seams)
        world.site.hear = nothing
        disk.look(world)
        assert code == 1, run.said
        assert "free some disk space" in run.said, run.said
        assert run.lines()[-1]["exit_code"] == 1
        assert faults(world.db) == []
        assert "finished" not in world.outcomes()[-1:]
        after = content(world.db)
        for table in ("documents", "versions", "events", "statements"):
            assert (
                not set(map(repr, before[table])) - set(map(repr, after[table]))
                or table == "documents"
            )
        assert len(after["documents"]) >= len(before["documents"])
        assert str((world.published / "current").readlink()) == "releases/0001"
        disk.free()
        world.db = there
        run, code = world.run(seams=seams[:2])
        disk.look(world)
        assert code == 0, run.said
        assert left_open(world.db) == unread(world.db) == faults(world.db) == []


@own_disks
def test_no_run_begins_where_little_is_free(crawled_world):
    before = content(crawled_world.db)
    with small_disk(crawled_world) as disk:
        run, code = crawled_world.run(seams=[partial(enter, disk.holder.pid)])
        refused(run, code, "MiB are free", "nothing was done")
        disk.look(crawled_world)
    assert differences(content(crawled_world.db), before) == []


@own_disks
@pytest.mark.parametrize(
    ("what", "said"),
    [(".", "cannot write (Read-only file system)"), ("delaywatch.db", "readonly database")],
)
def test_a_database_that_cannot_be_written_is_one_line(crawled_world, what, said):
    before = content(crawled_world.db)
    run, code = crawled_world.run(seams=[partial(read_only, crawled_world.db.parent / what)])
    refused(run, code, said)
    assert differences(content(crawled_world.db), before) == []
    assert crawled_world.outcomes()[-1] == "finished"
    goes_on(crawled_world)


@own_disks
@pytest.mark.parametrize(("what", "step"), [("archive", "crawl"), ("published", "publish")])
def test_a_folder_that_cannot_be_written_breaks_its_step_alone(request, what, step):
    world = request.getfixturevalue("world" if step == "crawl" else "crawled_world")
    run, code = world.run(seams=[partial(read_only, world.db.parent / what)])
    told(world, run, code, "Read-only file system", steps={step: "broken"})
    assert step == "crawl" or str((world.published / "current").readlink()) == "releases/0001"
    goes_on(world)


# Others at work ------------------------------------------------------------------------------


@contextmanager
def locked(path):
    db = sqlite3.connect(path, timeout=30, isolation_level=None)
    db.execute("begin immediate")
    try:
        yield
    finally:
        db.execute("rollback")
        db.close()


def test_a_database_that_another_holds_is_told(crawled_world):
    with locked(crawled_world.db):
        run, code = crawled_world.run(seams=[partial(patient_for, 300)])
    refused(run, code, "database is locked", "another program has held the database")
    goes_on(crawled_world)


def test_one_that_is_held_too_long_in_the_crawl_stops_it_and_loses_nothing(world):
    holds = threading.Event()

    def hear(number):
        if number == 40:
            holds.set()

    world.site.hear = hear
    run = world.start(in_crawler=[partial(patient_for, 300)])
    assert holds.wait(60)
    with locked(world.db):
        until(lambda: "database is locked" in run.out)
    code = run.wait()
    told(world, run, code, "database is locked", steps={"crawl": "broken"})
    world.site.hear = nothing
    goes_on(world)


def test_one_that_is_held_for_a_moment_costs_nothing(world):
    moments = []

    def hold():
        with locked(world.db):
            time.sleep(1)
        moments.append(1)

    world.site.hear = lambda number: number in {20, 60} and threading.Thread(target=hold).start()
    goes_on(world)
    assert len(moments) == 2


def test_a_second_run_ends_at_once_and_touches_nothing(world):
    with world.site.holding(r"/2026/.*", after=5) as wait:
        run = world.start()
        wait()
        time.sleep(PATIENCE)  # until the batch of those that were read before is written
        before = content(world.db)
        for words in (("run",), ("crawl", "htn_news"), ("extract",), ("publish",)):
            began = time.monotonic()
            more = world.site.words if words[0] in {"run", "crawl"} else ()
            second, code = world.do(*words, *more)
            refused(
                second,
                code,
                f"another run is at work on this database (process {run.pid})",
                exit_code=75,
            )
            assert time.monotonic() - began < 15
        assert world.outcomes() == ["finished", "running"]
        assert differences(content(world.db), before) == []
        # People go on meanwhile.
        look = ("looked", "leng-review", "--on", "2026-09-28", "--note", "SAMPLE: not there")
        looked, code = world.do(*look)
        assert code == 0, looked.said
    assert run.wait() == 0, run.said
    assert world.ask("select count(*) from looks") == [(1,)]


# Clocks --------------------------------------------------------------------------------------


def clocks(path):
    return {"seams": [partial(clock_by, path)], "in_crawler": [partial(clock_by, path)]}


def test_a_clock_that_was_set_back_between_two_runs(crawled_world, tmp_path):
    world, off = crawled_world, tmp_path / "off"
    before = content(world.db)
    off.write_text(str(-DAY))
    run, code = world.run(**clocks(off))
    refused(run, code, "the clock says", "--trust-clock")
    assert differences(content(world.db), before) == []
    off.write_text("0")
    goes_on(world, **clocks(off))


def test_a_clock_that_is_set_back_during_a_crawl(world, tmp_path):
    off = tmp_path / "off"
    world.site.hear = lambda number: number == 40 and off.write_text(str(-DAY))
    run, code = world.run(**clocks(off))
    world.site.hear = nothing
    told(world, run, code, "the clock was set back", steps={"crawl": "broken"})
    assert not world.ask(
        "select 1 from versions v join versions w using (document_id) "
        "where v.number > w.number and v.fetched_at < w.fetched_at"
    )
    off.write_text("0")
    goes_on(world, **clocks(off))


def test_a_clock_that_was_ahead_must_be_trusted_once(crawled_world, tmp_path):
    world, off = crawled_world, tmp_path / "off"
    off.write_text(str(DAY))
    goes_on(world, "--all", **clocks(off))
    off.write_text("0")
    run, code = world.run(**clocks(off))
    refused(run, code, "the clock says")
    goes_on(world, "--trust-clock", "--all", **clocks(off))
    goes_on(world, **clocks(off))


# A crawler that hangs ------------------------------------------------------------------------


def test_a_crawler_that_hangs_and_hears_no_signal(crawled_world):
    began = time.monotonic()
    run, code = crawled_world.run(
        "--hours", "0.0005", seams=[partial(in_short, 1.0, 3.0)], in_crawler=[ignoring_signals]
    )
    told(crawled_world, run, code, "had to be stopped", steps={"crawl": "broken"})
    assert time.monotonic() - began < 60
    assert not run.family()
    goes_on(crawled_world)


def test_a_crawler_that_is_stopped_in_its_tracks(world):
    with world.site.holding(r"/2026/.*", after=10) as wait:
        run = world.start("--hours", "0.003", seams=[partial(in_short, 1.0, 1.0)])
        wait()
        os.kill(run.crawler(), signal.SIGSTOP)
    code = run.wait()
    told(world, run, code, "had to be stopped", steps={"crawl": "broken"})
    assert not run.family()
    goes_on(world)

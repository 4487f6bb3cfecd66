"""kill -9 while it is read, matched and decided: what was kept is whole, and the work goes on."""

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.errors import Busy
from db.lock import run_lock
from tests.kills import kill_points, killed_at, stepped, steps
from tests.tracker.pages import LIGHTHOUSE, Desk
from tracker.review.exchange import export_reviews

pytestmark = pytest.mark.slow
KILLS = 10
PAGES = 400
STEPS_AT_DESK = 1000  # fifty decisions, of a thousand keys


def delaywatch(path, *words):
    return ["tracker.cli", "--db", str(path), "--as-of", "2026-11-22", *words]


def run(desk, *words, keys=""):
    command = [sys.executable, "-m", *delaywatch(desk.path, *words)]
    subprocess.run(command, input=keys, check=True, capture_output=True, text=True)


def kills(desk, *words):
    """Kill run after run, each of which takes up the work where the one before was killed."""

    def command(path):
        return delaywatch(path, *words)

    for step in kill_points(random.Random(2026), KILLS, desk.db, command):
        killed_at(step, *command(desk.path))
        wait_for_the_lock(desk)
        whole(desk)
        yield


def whole(desk):
    """Nothing is broken, nothing points nowhere."""
    assert desk.db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert desk.db.execute("pragma foreign_key_check").fetchall() == []


def crawled(path, pages=PAGES):
    """A database with so many pages, each promising a plan of its own; some belong together."""
    path.parent.mkdir(parents=True, exist_ok=True)
    desk = Desk(path)
    desk.register(LIGHTHOUSE)
    for n in range(pages):
        name = "Lighthouse Plan" if n % 10 == 0 else f"Lamp {n // 2} Code"
        text = f"The {name} will be published by May {2027 + n % 7}. " + "There was fog. " * 40
        desk.page(text, url=f"https://news.example/{n}")
    return desk


@pytest.fixture
def desk(tmp_path):
    """Pages that nobody has read yet."""
    return crawled(tmp_path / "delaywatch.db")


def found(desk):
    """All that was read and matched, whatever the numbers of the rows."""
    return desk.rows(
        """select d.url, s.quote, s.focus, s.said_on, s.due_latest, p.sentence_start, g.kind,
             g.commitment, g.why, (select quote from statements x where x.id = g.proposal) as first
           from statements s join documents d on d.id = s.document_id
           join statement_places p on p.statement_id = s.id
           left join suggestions g on g.statement_id = s.id
           order by d.url, s.focus, g.rank"""
    )


@pytest.mark.parametrize("processes", ["1", "2"])
def test_extract_and_resolve_are_taken_up(desk, tmp_path, processes):
    undisturbed = crawled(tmp_path / "undisturbed" / "delaywatch.db")
    reading = ["extract", "--processes", processes]
    run(undisturbed, *reading)
    run(undisturbed, "resolve")

    read = [0]
    for _ in kills(desk, *reading):
        read.append(desk.count("readings"))
        assert desk.count("statements") == read[-1]
    assert read == sorted(read)  # what was read is not read again
    assert 0 < read[-1] < PAGES
    run(desk, *reading)
    count = "statements where id in (select statement_id from suggestions)"
    matched = [desk.count(count) for _ in kills(desk, "resolve")]
    assert matched == sorted(matched)  # what was matched is not matched again
    # Some were killed with a part of it done; a run that has nothing left to match is killed too.
    assert any(0 < done < PAGES for done in matched), matched
    run(desk, "resolve")
    assert found(desk) == found(undisturbed)


def wait_for_the_lock(desk):
    """What a killed run had forked holds its lock until it sees, each second, that it is alone."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with run_lock(desk.path):
                return
        except Busy:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_killed_run_leaves_no_process_behind(desk):
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    command = delaywatch(desk.path, "extract", "--processes", "2")
    with stepped(*command, DELAYWATCH_TEST=mark) as program:
        while len(marked(mark)) < 3:
            assert program.step()
        program.kill()
    deadline = time.monotonic() + 60
    while marked(mark):
        assert time.monotonic() < deadline, marked(mark)
        time.sleep(0.1)


def marked(mark):
    """The processes that have a mark in their environment."""
    processes = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                processes.append(path.parent.name)
        except OSError:
            continue  # it has just ended, or is another's
    return processes


def test_nothing_that_was_decided_at_the_desk_is_lost(tmp_path):
    """A reviewer with a fast hand accepts, rejects, takes back; the lights go out ten times."""
    desk = crawled(tmp_path / "delaywatch.db", 120)
    desk.extract()
    desk.resolve()
    dice, before = random.Random(2026), 0
    sitting = delaywatch(desk.path, "review", "--as", "Ada")
    first_words = steps(*sitting, keys="q")
    for _ in range(KILLS):
        keys = "".join(dice.choices(["a", "r", "n\n\n", "u"], [3, 1, 1, 4], k=1000))
        said = killed_at(first_words + dice.randrange(STEPS_AT_DESK), *sitting, keys=keys)
        whole(desk)
        told = len(
            re.findall(r"  rejected: |  new commitment made: |  written to |taken back: ", said)
        )
        # Each that was told is kept; the one at work may be kept and not yet told.
        assert desk.count("reviews") - before in (told, told + 1)
        before = desk.count("reviews")
        no_event_without_a_decision(desk)
    desk.resolve()  # what was about a commitment that was taken back is about something new again
    run(desk, "review", "--as", "Bert", keys="a" * 200)
    assert desk.waiting() == set()
    no_event_without_a_decision(desk)


def no_event_without_a_decision(desk):
    """And none of a decision without its event, no commitment without either."""
    standing = desk.rows(
        "select event_id from decisions where decision not in ('reject', 'same') order by 1"
    )
    events = desk.rows(
        """select id as event_id from events
           where origin = 'editor' and retracted_on is null order by 1"""
    )
    assert standing == events
    without = """commitments c where origin = 'editor' and retracted_on is null and not exists (
      select 1 from events e where e.commitment = c.slug and e.retracted_on is null)"""
    assert desk.count(without) == 0
    assert desk.count("event_sources where event_id not in (select id from events)") == 0


def test_an_import_of_decisions_is_taken_up(tmp_path):
    here = crawled(tmp_path / "here" / "delaywatch.db", 200)
    there = crawled(tmp_path / "there" / "delaywatch.db", 200)
    for desk in (here, there):
        desk.extract()
        desk.resolve()
    for number, row in enumerate(here.rows("select id from statements order by id")):
        here.decide(row, "reject" if number % 3 else "accept", at=f"2026-11-22T{number:06}")
    file = tmp_path / "decisions.jsonl"
    lines = list(export_reviews(here.db))
    file.write_text("\n".join(lines))
    assert {json.loads(line)["decision"] for line in lines} == {"accept", "new", "reject"}

    taking_in = ["review", "--import", str(file)]
    taken = [0]
    for _ in kills(there, *taking_in):
        taken.append(there.count("reviews"))
        no_event_without_a_decision(there)
    assert taken == sorted(taken)
    assert 0 < taken[-1] < len(lines)
    run(there, *taking_in)
    assert there.timeline() == here.timeline()
    assert list(export_reviews(there.db)) == lines

"""kill -9 while digests are sent: nobody is told twice, and nothing is lost without a word."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count

import pytest
import yaml
from click.testing import CliRunner

from tests.kills import stepped
from tests.tracker.digests.mailserver import SILENCE
from tracker.cli import main

pytestmark = pytest.mark.slow
ADA = "ada@x.example"
LEAST_KILLS = 10


@pytest.fixture
def desk(releases, tmp_path):
    """A function that lays a fresh database and a file of one reader down; gives the command."""
    releases.desk.db.execute("pragma wal_checkpoint(truncate)")
    fresh = releases.desk.path.read_bytes()

    def lay(**reader):
        for name in ("", "-wal", "-shm", ".digests.lock"):
            with suppress(FileNotFoundError):
                releases.desk.path.with_name(releases.desk.path.name + name).unlink()
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        (tmp_path / "out").mkdir()
        releases.desk.path.write_bytes(fresh)
        readers = [{"name": "reader", "since": 1, **reader}]
        (tmp_path / "subscribers.yml").write_text(yaml.safe_dump(readers))
        return ["tracker.cli", "--db", str(releases.desk.path), "digest", "--send"]

    releases.desk.db.conn.close()
    return lay


def run(command, environ):
    """The command as it goes on the next night."""
    done = CliRunner().invoke(main, command[1:], env=environ)
    assert done.exit_code in (0, 1), done.output
    return done


def states(command):
    with sqlite3.connect(command[2]) as db:
        return [state for (state,) in db.execute("select state from deliveries order by id")]


def after_a_kill(command, environ, arrived):
    """Run it twice more: told once, or a person was told once that nobody knows."""
    first, second = run(command, environ), run(command, environ)
    assert arrived() <= 1
    doubted = "may not have arrived" in first.stderr
    assert arrived() == 1 or doubted
    assert doubted == ("unknown" in states(command))
    assert (first.exit_code, second.exit_code) == (int(doubted), 0)
    assert second.stdout == "0 sent, 1 had nothing new\n"
    with sqlite3.connect(command[2]) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    return doubted


# Which steps: of mail and webhook most are the same.
EACH = {"mail": 1, "webhook": 3, "file": 1}
WAYS = {"mail": {"mail": ADA}, "webhook": {"webhook": "HOOK"}, "file": {"file": "out/{release}.md"}}


@pytest.mark.parametrize("way", WAYS)
def test_killed_at_every_step(desk, mail, httpserver, tmp_path, way):
    httpserver.expect_request("/hook").respond_with_data("ok")
    environ = {"DELAYWATCH_URL": "https://delays.example", "HOOK": httpserver.url_for("/hook")}
    environ |= mail.environ()

    def arrived():
        found = [path for path in (tmp_path / "out").iterdir() if path.suffix == ".md"]
        return len(mail.taken) + len(httpserver.log) + len(found)

    doubts = kills = 0
    for step in count(1, EACH[way]):
        mail.taken.clear()
        httpserver.clear_log()
        command = desk(**WAYS[way])
        if not kill(step, command, environ):
            break
        kills += 1
        doubts += after_a_kill(command, environ, arrived)
    assert arrived() == 1
    assert kills >= LEAST_KILLS / EACH[way]
    if way == "file":
        assert doubts == 0
        [path] = (tmp_path / "out").iterdir()
        assert "CC BY 4.0" in path.read_text()
    else:
        assert doubts < kills / 2
        assert doubts or EACH[way] > 1


def kill(step, command, environ):
    """Kill it in a step; tells whether it got there, for at last it has ended."""
    with stepped(*command, **environ) as program:
        for _ in range(step):
            if not program.step():
                return False
        program.kill()
        return True


STAGES = ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "end"]


@pytest.mark.parametrize("stage", STAGES)
def test_killed_while_it_talks_to_a_mail_server(desk, mail, stage):
    command = desk(mail=ADA)
    environ = {"DELAYWATCH_URL": "https://delays.example"} | mail.environ()
    mail.faults[stage] = [SILENCE]
    with subprocess.Popen([sys.executable, "-m", *command], env=os.environ | environ) as child:
        until = time.monotonic() + 60
        while mail.faults[stage]:  # until it waits there
            assert time.monotonic() < until
            time.sleep(0.01)
        child.kill()
    assert after_a_kill(command, environ, lambda: len(mail.taken))
    again = run([*command[:-1], "--again", "reader"], environ)
    assert again.stdout.endswith("1 sent\n"), json.dumps([again.stdout, again.stderr])
    assert len(mail.taken) == (2 if stage == "end" else 1)

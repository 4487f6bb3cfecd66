"""Workers in deploy/: the unit is sound and gives little away, and what is told is true."""

import re
import shutil
import subprocess

import pytest

from crawler.command import spiders
from crawler.workers.connection import EXPIRY
from crawler.workers.parts import goes_to_workers
from tests.deploy.tools import DEPLOY, ROOT, commands_in, tool, understood

UNIT = DEPLOY / "workers" / "delaywatch-worker@.service"
PAGE = (DEPLOY / "workers.md").read_text()
TYPED = "\n".join(re.findall(r"```\n(.*?)```", PAGE, re.DOTALL) + re.findall(r"`([^`\n]+)`", PAGE))
LEAST_EXPOSED = 15  # of systemd-analyze security, times ten


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    shutil.copy(UNIT, units)
    program = tmp_path / "opt/delaywatch/.venv/bin/delaywatch"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in ("sysinit", "basic", "shutdown", "network-online", "multi-user"):
        (units / f"{name}.target").write_text(f"[Unit]\nDescription={name}\n")
    for name in ("-.slice", "system.slice", "system-delaywatch\\x2dworker.slice"):
        (units / name).write_text("[Unit]\nDescription=all\n")
    words = ["verify", f"--root={tmp_path}", "--man=no", "delaywatch-worker@1.service"]
    done = subprocess.run(
        [tool("systemd-analyze"), *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_gives_little_away():
    words = ["security", "--offline=true", f"--threshold={LEAST_EXPOSED}", str(UNIT)]
    done = subprocess.run(
        [tool("systemd-analyze"), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-500:]


@pytest.mark.parametrize("words", commands_in(UNIT.read_text()) + commands_in(TYPED), ids=" ".join)
def test_a_command_that_is_told_there_is(words):
    assert understood([word.replace("${CREDENTIALS_DIRECTORY}", "/run") for word in words])


def test_a_file_that_is_named_there_is():
    named = set(re.findall(r"\b(?:deploy|benchmarks)/[\w./@-]+\w", PAGE))
    assert named
    for path in named:
        assert (ROOT / path).exists() or path == "benchmarks/RESULTS.md", path


def test_what_is_told_of_signs_of_life_and_of_sources_is_so():
    assert f"{EXPIRY:.0f} s" in PAGE
    inside = {name for name, spider in spiders().items() if goes_to_workers(spider)}
    assert inside == {"digitalhealth_news", "htn_news"}  # the press sources


@pytest.mark.slow
def test_redis_takes_the_configuration(tmp_path):
    text = (DEPLOY / "workers" / "redis.conf").read_text().replace("port 6379", "port 0")
    config = tmp_path / "redis.conf"
    config.write_text(f"{text}\nunixsocket {tmp_path}/s\ndir {tmp_path}\n")
    with subprocess.Popen(
        [tool("redis-server"), config], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            lines = iter(server.stdout.readline, "")
            assert any("ready to accept connections" in line.lower() for line in lines)
        finally:
            server.kill()

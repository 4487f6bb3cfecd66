"""Another program is started, heard line by line, and has always ended afterwards."""

import os
import signal
import time

import pytest

from tracker import programs
from tracker.programs import environment_of, listen

SAYS = "import sys; print('one'); print('two', file=sys.stderr); sys.exit({})"
HANGS = "import time; print('here', flush=True); time.sleep(60)"
DEAF = f"import signal; signal.signal(15, signal.SIG_IGN); {HANGS}"


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Words of Python in the place of a module; and what was heard of it."""
    heard = []

    def run(words, seconds=20.0, hear=heard.append):
        (tmp_path / "strange.py").write_text(words)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return listen("strange", hear=hear, seconds=seconds)

    run.heard = heard
    return run


@pytest.mark.parametrize("code", [0, 1, 75])
def test_its_lines_and_its_code(program, code):
    assert program(SAYS.format(code)) == (code, False)
    assert sorted(program.heard) == ["one", "two"]


def test_one_that_is_killed_says_by_which_signal(program):
    assert program("import os; os.kill(os.getpid(), 9)") == (-signal.SIGKILL, False)


@pytest.mark.parametrize(
    ("name", "is_given"),
    [
        ("PATH", True),
        ("LC_ALL", True),
        ("https_proxy", True),
        ("DELAYWATCH_CONTACT", True),
        ("DELAYWATCH_SMTP_PASSWORD", False),
        ("DELAYWATCH_HEARTBEAT", False),
        ("DELAYWATCH_KEEP_KEY", False),
        ("NEWSDESK_WEBHOOK", False),
        ("AWS_SECRET_ACCESS_KEY", False),
    ],
)
def test_the_crawler_gets_no_secret_and_the_pages_get_all(name, is_given):
    environ = {name: "value"}
    assert environment_of("crawler", environ) == (environ if is_given else {})
    assert environment_of("web.desk", environ) == environ


def test_letters_that_are_none_are_heard_all_the_same(program):
    program(r"import sys; sys.stdout.buffer.write(b'a\xff\xfe\n')")
    assert program.heard == ["a\ufffd\ufffd"]


@pytest.mark.parametrize(("words", "by"), [(HANGS, signal.SIGTERM), (DEAF, signal.SIGKILL)])
def test_one_that_does_not_end_is_asked_to_and_then_made_to(program, monkeypatch, words, by):
    monkeypatch.setattr(programs, "GRACE", 0.5)
    began = time.monotonic()
    assert program(words, seconds=0.5) == (-by, True)
    assert time.monotonic() - began < 10


def test_one_that_says_no_more_and_goes_on_is_stopped_too(program, monkeypatch):
    monkeypatch.setattr(programs, "GRACE", 0.5)
    words = "import os, time; os.close(1); os.close(2); time.sleep(60)"
    assert program(words) == (-signal.SIGTERM, True)


def test_a_second_signal_while_it_is_waited_for_kills_it_at_once(program):
    pids = []

    def hear(line):
        if line.isdecimal():
            pids.append(int(line))
        raise KeyboardInterrupt

    words = f"import os; print(os.getpid(), flush=True); {DEAF}"
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        program(words, hear=hear)
    assert time.monotonic() - began < 10
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_whatever_ends_the_listening_ends_the_program_too(program):
    pids = []

    def hear(line):
        pids.append(int(line))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        program("import os, time; print(os.getpid(), flush=True); time.sleep(60)", hear=hear)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)

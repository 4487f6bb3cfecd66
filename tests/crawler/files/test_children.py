"""A file is read in a child: limited, watched, and never left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.files import reading
from crawler.files.pages import Answer
from crawler.files.reading import read_file, read_file_now
from tests.crawler.files import make_hostile
from tests.crawler.files.make_pdf import column, pdf

GOOD = pdf([column(make_hostile.GOOD)])
# Both readers take as long as they may over this one.
SLOW = make_hostile.many_operations()


def children_of(pid: int) -> list[int]:
    """Every child of a process that reads a file."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == pid and b"crawler.files.child" in command:
            found.append(int(folder.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def eventually(condition, seconds: float = 60):
    """Wait for something, and return it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} seconds")


def test_a_child_ends_when_the_crawler_is_killed():
    program = (
        "import sys; from crawler.files.reading import read_file_now;"
        "read_file_now(sys.stdin.buffer.read(), said_type=None, name='x')"
    )
    crawler = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE)
    crawler.stdin.write(SLOW)
    crawler.stdin.close()
    try:
        (child,) = eventually(lambda: children_of(crawler.pid))
        assert os.getpgid(child) == child  # a group of its own, that can be killed as a whole
    finally:
        crawler.send_signal(signal.SIGKILL)
        assert crawler.wait() == -signal.SIGKILL
    eventually(lambda: not is_running(child))


async def test_at_most_two_at_a_time_and_the_loop_goes_on():
    most = longest_wait = 0
    bodies = [GOOD] * 6
    reads = asyncio.gather(*[read_file(body, said_type=None, name="x") for body in bodies])
    while not reads.done():
        begun = time.perf_counter()
        most = max(most, len(children_of(os.getpid())))
        looked = time.perf_counter()
        await asyncio.sleep(0)
        longest_wait = max(longest_wait, time.perf_counter() - looked)
        await asyncio.sleep(max(0, 0.005 - (looked - begun)))
    assert [found.state for found in await reads] == ["read"] * 6
    assert most == 2
    assert longest_wait < 0.5


async def test_what_is_cancelled_leaves_no_child():
    task = asyncio.create_task(read_file(SLOW, said_type=None, name="x"))
    await asyncio.to_thread(eventually, lambda: children_of(os.getpid()))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not children_of(os.getpid())


async def test_reading_again_works_within_a_loop_that_is_reading():
    task = asyncio.gather(*[read_file(GOOD, said_type=None, name="x") for _ in range(4)])
    await asyncio.sleep(0)
    assert read_file_now(GOOD, said_type=None, name="x").state == "read"  # blocks the loop
    assert {found.state for found in await task} == {"read"}


def test_a_child_sees_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("SAMPLE_SECRET", "x")
    seen = {}

    async def look(*command, env, **_options):
        seen.update(env)
        raise BlockingIOError(11, "no more processes")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", look)
    found = read_file_now(GOOD, said_type=None, name="x")
    assert "SAMPLE_SECRET" not in seen
    assert found.state == "failed"  # and that no child can be started is no reason to stop
    assert "no process can be started to read it" in found.reason


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        ("Max address space", 2**30),
        ("Max cpu time", 7),
        ("Max file size", 2**20),
        ("Max open files", 32),
        ("Max core file size", 0),
        ("Max processes", 0),
    ],
)
def test_a_child_is_limited(limit, most):
    """Asked of the kernel, while the child waits for its file."""
    command = [sys.executable, "-I", "-m", "crawler.files.child", str(os.getpid())]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        limits = Path(f"/proc/{child.pid}/limits")
        eventually(lambda: f"{limit:<26}{most}" in limits.read_text())
    finally:
        child.kill()
        child.communicate()


def test_a_child_of_nobody_ends_at_once():
    command = [sys.executable, "-I", "-m", "crawler.files.child", "1"]
    done = subprocess.run(command, input=b"{}", capture_output=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize(
    "said",
    [
        b"", b"[]", b"{}", b"null", b'{"kind": "pdf"}', b"\xff", b'{"kind": 1, "state": "read"}',
        b'{"kind": "pdf", "reader": "x", "state": "fine"}',
        b'{"kind": "pdf", "reader": "x", "pages": [1]}',
        b'{"kind": "sql", "reader": "x"}',
        b'{"kind": "pdf", "reader": "x", "more": 1}',
        b'{"kind": "pdf", "reader": "x", "reason": 1}',
        b'{"kind": "pdf", "reader": "x", "pages": ["a", "b"], "joins": ["\\n", "promise"]}',
    ],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_a_failure(said, monkeypatch):
    """A child that was taken over could say anything."""

    async def run(*_arguments):
        return 0, said

    monkeypatch.setattr(reading, "_run", run)
    found = read_file_now(b"a,b\n", said_type="text/csv", name="x.csv")
    assert (found.state, found.text) == ("failed", "")
    assert found.reason == "what was read of it makes no sense"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (None, "it took too long"),
        (-signal.SIGXCPU, "it took more than 7 seconds of computing"),
        (-signal.SIGABRT, "the reader crashed (Aborted): over 1 GiB of memory, or a fault"),
        (3, "the reader ended with code 3"),
    ],
)
def test_how_a_child_ended(code, reason, monkeypatch):
    async def run(*_arguments):
        return code, b""

    monkeypatch.setattr(reading, "_run", run)
    assert read_file_now(b"a,b\n", said_type="text/csv", name="x.csv").reason == reason


def test_pages_are_put_together_where_they_can_be():
    pages = ("One ", "", "two\n\nthree-", "four", "\u200b")
    joins = ("\n", " ", " ", "", " ")
    text, starts = reading._whole(pages, joins)
    assert text == "One\ntwo\nthree-four"
    assert starts == (0, 4, 4, 14, 18)
    assert reading._whole((), ()) == ("", ())
    assert Answer("pdf", "x").joins == ()

"""The other programs of delaywatch: the crawler and the pages, started and ended in good order."""

import ctypes
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
_FOR_THE_CRAWLER: Final = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG(UAGE)?|LC_\w+|TZ|TMPDIR|PYTHON\w+|VIRTUAL_ENV"
    r"|LD_LIBRARY_PATH|SSL_CERT_(FILE|DIR)|((https?|all|no)_proxy)|((HTTPS?|ALL|NO)_PROXY)"
    r"|DELAYWATCH_(CONTACT|DB)"
)
GRACE: Final = 60.0  # seconds that a program has to end in good order, once it was asked to


def run_program(module: str, *words: str) -> int:
    """Run one of the other programs of delaywatch to its end; returns its exit code."""
    with subprocess.Popen(
        _command(module, words), env=environment_of(module, os.environ),
        preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads
    ) as child:  # fmt: skip
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the child got it too, and ends in its own good order
            finally:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)


def listen(
    module: str,
    *words: str,
    hear: Callable[[str], None],
    seconds: float,
    keeps: tuple[int, ...] = (),
) -> tuple[int, bool]:
    """Run a program to its end, and hear each line that it says, errors included.

    Returns its exit code (negative: the signal that killed it) and whether it had to be stopped,
    because it was at work for longer than ``seconds``: it is asked to end, and killed where it does
    not within GRACE. Where an exception (a signal, to us) ends the listening, it is asked to end,
    heard to its end all the same, and the exception goes on. ``keeps`` are handles, such as
    that of a lock, which it holds open for as long as it is at work.
    """
    with subprocess.Popen(
        _command(module, words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        pass_fds=keeps, env=environment_of(module, os.environ),
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - the thread is started after it
    ) as child:  # fmt: skip
        lines = _lines(child)
        with _ended(child, lines, hear):
            for line in _until(lines, time.monotonic() + seconds):
                if line is None:
                    with suppress(subprocess.TimeoutExpired):  # silent, and perhaps at work still
                        return child.wait(GRACE), False
                    break
                hear(line)
        return child.wait(), True


@contextmanager
def _ended(
    child: "subprocess.Popen[bytes]", lines: "queue.Queue[str | None]", hear: Callable[[str], None]
) -> Iterator[None]:
    """Whatever happens inside, the child has ended afterwards."""
    try:
        yield
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                _hear_the_rest(child, lines, hear)
            finally:  # also after a second signal: whoever sent it wants no more waiting
                child.kill()


def _hear_the_rest(
    child: "subprocess.Popen[bytes]", lines: "queue.Queue[str | None]", hear: Callable[[str], None]
) -> None:
    """Hear a program that was asked to end, until it has, or GRACE is over."""
    end = time.monotonic() + GRACE
    for line in _until(lines, end):
        if line is None:
            break
        hear(line)
    with suppress(subprocess.TimeoutExpired):
        child.wait(max(0.0, end - time.monotonic()))


def _until(lines: "queue.Queue[str | None]", end: float) -> Iterator[str | None]:
    """The lines as they come, None once there are no more; stops at an instant (monotonic)."""
    while (left := end - time.monotonic()) > 0:
        try:
            yield lines.get(timeout=min(left, 1.0))
        except queue.Empty:
            continue


def _lines(child: "subprocess.Popen[bytes]") -> "queue.Queue[str | None]":
    """What a program says, line by line, read in a thread so that waiting for it can end."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read(stream: Any) -> None:
        for line in stream:
            lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        lines.put(None)

    threading.Thread(target=read, args=(child.stdout,), daemon=True).start()
    return lines


def environment_of(module: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What of the environment a program gets: the crawler, which reads strangers' pages, no secret.

    Which variables are secrets nobody can know (an address of a webhook has any name), so it gets
    those that a program needs to run, and none beside them.

    >>> environment_of("crawler", {"PATH": "/bin", "NEWSDESK_WEBHOOK": "secret"})
    {'PATH': '/bin'}
    """
    if module != "crawler":
        return dict(environ)
    return {name: value for name, value in environ.items() if _FOR_THE_CRAWLER.fullmatch(name)}


def _command(module: str, words: tuple[str, ...]) -> list[str]:
    # -P: a crawler.py that lies in the present folder is not ours.
    return [sys.executable, "-P", "-m", module, *words]


def _end_with_parent() -> None:
    """Ask the system (Linux) to end this child in good order when its parent is killed.

    Else a crawl would go on alone, and hold the lock against the next run.
    """
    _when_the_parent_is_killed(signal.SIGTERM)


def _die_with_parent() -> None:
    """Ask the system (Linux) to kill this child when its parent is killed.

    The next run may begin at once. What a kill costs is a batch of pages that are read again; one
    that hangs would ignore anything else, and hold the lock for ever.
    """
    _when_the_parent_is_killed(signal.SIGKILL)


def _when_the_parent_is_killed(number: signal.Signals) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)

"""Servers of a published file, each a process of its own: our pages, and Datasette as it comes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.errors import Problem
from web.__main__ import datasette_command

HOST = "127.0.0.1"
_READY_WITHIN = 60.0  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port, and its process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time so far: of it and of the programs it ran and waited for."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        return sum(map(int, fields.split()[11:15])) / _TICKS  # proc(5): utime to cstime

    def memory(self) -> float:
        """MiB that it has held at most so far."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        peak = next(line for line in told.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024


@contextmanager
def ours(release: Path) -> Iterator[Server]:
    """Our pages over a release, as ``delaywatch serve`` starts them."""
    with _running(lambda port: datasette_command(release, HOST, port)) as server:
        yield server


@contextmanager
def bare(release: Path, *settings: str) -> Iterator[Server]:
    """Datasette over the same file without plugins and metadata, and with the rows counted before.

    ``settings`` are a name and a value each time.
    """
    named = [word for pair in zip(settings[::2], settings[1::2], strict=True)
             for word in ("--setting", *pair)]  # fmt: skip

    def command(port: int) -> list[str]:
        return [
            sys.executable, "-m", "datasette", "serve", "-i", str(release / "delaywatch.db"),
            "--inspect-file", str(release / "inspect.json"), "--host", HOST, "--port", str(port),
            *named,
        ]  # fmt: skip

    with _running(command, DATASETTE_LOAD_PLUGINS="") as server:
        yield server


@contextmanager
def _running(command: Callable[[int], list[str]], **environment: str) -> Iterator[Server]:
    port = _free_port()
    with subprocess.Popen(
        command(port), env={**os.environ, **environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        try:
            _wait_for(port, program)
            yield Server(port, program.pid)
        finally:
            program.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    """Raises Problem where it ends, or does not listen in time."""
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if program.poll() is not None:
            raise Problem("a server ended before it answered", where=f"{HOST}:{port}")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Problem("a server did not listen in time", where=f"{HOST}:{port}")

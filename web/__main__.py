"""``python -m web serve``: serve the published release.

Datasette itself runs as a child process, so that a new release is served by a
new process and the old file can be let go.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

import click
import yaml

from db.errors import Problem
from db.publishing.build import missing_columns
from web.security import DATABASE

HERE = Path(__file__).parent
LOOK_AGAIN_SECONDS = 5.0
READY_WITHIN_SECONDS = 60.0
SETTINGS = {
    "suggest_facets": "off",        # 5 to 7 times faster table pages
    "sql_time_limit_ms": "1500",
    "facet_time_limit_ms": "500",
    "allow_csv_stream": "off",      # streamed CSV repeats rows; csv/ holds whole tables
    "default_cache_ttl": "30",      # a claim that is held must be gone within a minute
    "max_returned_rows": "1000",
    "num_sql_threads": "2",
    "allow_facet": "on",
    "truncate_cells_html": "200",
    "trace_debug": "off",
}  # fmt: skip


def metadata_file() -> Path:
    """metadata.yml: beside the packages in a checkout, inside this one in a wheel."""
    for path in (HERE.parent / "metadata.yml", HERE / "metadata.yml"):
        if path.exists():
            return path
    raise Problem("metadata.yml is missing", where=str(HERE), do="install delaywatch again")


def datasette_command(release: Path, host: str, port: int) -> list[str]:
    """The command that serves one release folder."""
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    return [
        sys.executable, "-m", "datasette", "serve",
        "--immutable", str(release / "delaywatch.db"),
        "--inspect-file", str(release / "inspect.json"),
        "--metadata", str(metadata_file()),
        "--plugins-dir", str(HERE / "plugins"),
        "--template-dir", str(HERE / "templates"),
        "--static", f"static:{HERE / 'static'}",
        *csv_mounts(release),
        "--host", host, "--port", str(port),
        *settings,
    ]  # fmt: skip


def csv_mounts(release: Path) -> list[str]:
    """Whole tables, ready-made: as they are, and for spreadsheets (older releases lack these)."""
    folders = [name for name in ("csv", "csv-spreadsheet") if (release / name).is_dir()]
    return [word for name in folders for word in ("--static", f"{name}:{release / name}")]


def refuse_older(release: Path) -> None:
    """Raise Problem where a release lacks a column that the pages of this delaywatch read.

    It was published before an upgrade: its pages would fail one by one, and readers would see it.
    """
    described = yaml.safe_load(metadata_file().read_text(encoding="utf-8"))
    tables = described["databases"][DATABASE]["tables"]
    lacking = missing_columns(
        release / f"{DATABASE}.db", {name: table["columns"] for name, table in tables.items()}
    )
    if lacking:
        raise Problem(
            f"an earlier delaywatch published this release ({lacking[0]} is not in it, and "
            f"{len(lacking) - 1:,} more)",
            where=str(release),
            do="run `delaywatch publish`",
        )


@click.group()
def main() -> None:
    """Serve the published pages."""


@main.command()
@click.option("--published", type=click.Path(path_type=Path), required=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
def serve(published: Path, host: str, port: int) -> None:
    """Serve the current release of the PUBLISHED folder, and each later one."""
    try:
        Server(published, host, port).run()
    except Problem as problem:
        click.echo(f"delaywatch: {problem}", err=True)
        sys.exit(problem.exit_code)


class Server:
    """A Datasette that is replaced when the link to the release moves.

    ``command`` gives the command that serves a release at a host and a port; ``environment`` is
    what that command finds in its environment beside this program's own.
    """

    def __init__(
        self,
        published: Path,
        host: str,
        port: int,
        *,
        command: Callable[[Path, str, int], list[str]] = datasette_command,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.published, self.host, self.port = published, host, port
        self._command, self._environment = command, {**os.environ, **(environment or {})}
        self._asked_to_stop = threading.Event()
        self._last_grumble = ""
        self._file = 0  # which file is served: one may be put in the place of another

    @property
    def stopping(self) -> bool:
        """Whether a signal asked the server to stop."""
        return self._asked_to_stop.is_set()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT.

        Raises Problem where nothing is published, the port is busy or
        Datasette does not start.
        """
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, self._stop)
        release = self._current()
        self._file = _inode(release)
        self._refuse_busy_port()
        child = self._start(release)
        try:
            while not self._asked_to_stop.wait(LOOK_AGAIN_SECONDS):
                child, release = self._look_again(child, release)
        finally:
            _end(child)

    def _look_again(
        self, child: subprocess.Popen[bytes], release: Path
    ) -> tuple[subprocess.Popen[bytes], Path]:
        """Serve what is current; where that cannot be had, go on with what there is."""
        try:
            newest = self._current()
            file = _inode(newest)
        except Problem as problem:
            if child.poll() is not None:
                raise
            self._grumble(problem)
            return child, release
        replaced = newest == release and file != self._file
        if self.stopping or (newest == release and not replaced and child.poll() is None):
            return child, release
        reason = "a new release" if newest != release else "Datasette stopped"
        reason = "another file of this release" if replaced else reason
        self._file = file
        click.echo(f"delaywatch: {reason}, starting again with release {newest.name}")
        _end(child)
        try:
            return self._start(newest), newest
        except Problem as problem:
            if newest == release:
                raise
            self._grumble(problem)
        click.echo(f"delaywatch: going back to release {release.name}", err=True)
        return self._start(release), newest

    def _grumble(self, problem: Problem) -> None:
        """Say once what is wrong, not at every look."""
        if str(problem) != self._last_grumble:
            self._last_grumble = str(problem)
            click.echo(f"delaywatch: {problem}", err=True)

    def _current(self) -> Path:
        link = self.published / "current"
        if not (link / "delaywatch.db").exists():
            raise Problem(
                "nothing is published here yet", where=str(link), do="run `delaywatch publish`"
            )
        return link.resolve()

    def _refuse_busy_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise Problem(
                    f"cannot listen there ({error.strerror})",
                    where=f"{self.host}:{self.port}",
                    do="stop the program that uses the port, or choose another with --port",
                ) from error

    def _start(self, release: Path) -> subprocess.Popen[bytes]:
        refuse_older(release)
        child = subprocess.Popen(
            self._command(release, self.host, self.port),
            env=self._environment,
            stdout=subprocess.DEVNULL,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads here
        )
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline and not self.stopping:
            if child.poll() is not None:
                raise Problem("Datasette did not start (its own words stand above)")
            if self._answers():
                click.echo(f"delaywatch: release {release.name} at http://{self.host}:{self.port}")
                return child
            time.sleep(0.1)
        if not self.stopping:
            _end(child)
            raise Problem(f"Datasette did not answer within {READY_WITHIN_SECONDS:.0f} s")
        return child

    def _answers(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked_to_stop.set()


def _inode(release: Path) -> int:
    """Which file lies there. Raises Problem where there is none any more."""
    try:
        return (release / "delaywatch.db").stat().st_ino
    except FileNotFoundError as error:
        raise Problem("the file of this release is gone", where=str(release)) from error


def _end_with_parent() -> None:
    """Let the kernel end Datasette when this program is killed, so that the port is free again.

    Only Linux knows how (prctl(2), PR_SET_PDEATHSIG).
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    main()

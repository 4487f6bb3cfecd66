"""What a run says: bars and lines on a terminal, one line of log an event elsewhere.

On a terminal whoever looks wants to see how far it is; a log is read later, by a person or by a
program, and each of its lines says by itself what happened, when, and in which run.
"""

import json
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TextIO

import click
import structlog
from tqdm import tqdm

from tracker.wording import plain

Form = Literal["auto", "text", "lines", "json"]
Level = Literal["error", "warning"]
FORMS: Final[tuple[Form, ...]] = ("auto", "text", "lines", "json")
_LOG_EVERY: Final = 30.0  # seconds between two lines that only say how far it is


class Teller(Protocol):
    """Who is told what happens."""

    def say(self, text: str, **known: Any) -> None:
        """Tell a result; ``known`` are fields of it (step, source, ...)."""

    def warn(self, text: str, level: Level = "error", **known: Any) -> None:
        """Tell of something that is wrong, or only odd (``level``)."""

    def progress(self, what: str, done: int, of: int | None = None) -> None:
        """Tell how far ``what`` is; ``of`` is None where nobody knows the whole."""

    def done(self) -> None:
        """Tell that what was counted last is at its end."""

    def bind(self, **always: Any) -> None:
        """Let these fields stand in all that is told from now on."""

    def report(self, lines: Iterable[str], **known: Any) -> None:
        """Tell what came of it all; the first of the lines says it in short."""


def teller(form: Form) -> Teller:
    """Make one: ``auto`` is text on a terminal, lines elsewhere.

    Standard streams that whoever started this closed lead nowhere from then on.
    """
    _open_what_is_closed()
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "lines"
    return Terminal() if form == "text" else Log(as_json=form == "json")


def _open_what_is_closed() -> None:
    """Else what is opened next gets the number of a stream, and what others print goes into it."""
    for handle in range(3):
        try:
            os.fstat(handle)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
            os.set_inheritable(opened, True)  # noqa: FBT003 - it has no name
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


class _Deaf(structlog.PrintLogger):
    """Writes lines; where nobody reads them any more, or the disk of the log is full, it goes on.

    A run is worth more than its log: what came of it stands in the database too.
    """

    def msg(self, message: str) -> None:
        with suppress(OSError):
            super().msg(message)

    info = error = warning = msg


class Terminal:
    """Results on standard output, faults and bars on standard error."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._what = ""

    def say(self, text: str, **known: Any) -> None:  # noqa: ARG002, D102
        self.done()
        _echo(text)

    def warn(self, text: str, level: Level = "error", **known: Any) -> None:  # noqa: ARG002, D102
        self.done()
        _echo(text, err=True)

    def bind(self, **always: Any) -> None:
        """Nothing: whoever looks knows which run it is."""

    def report(self, lines: Iterable[str], **known: Any) -> None:  # noqa: ARG002, D102
        self.done()
        for line in ["", *lines]:
            _echo(line)

    def progress(self, what: str, done: int, of: int | None = None) -> None:  # noqa: D102
        if self._bar is None or what != self._what:
            self.done()
            # Where it is no terminal, tqdm says nothing.
            self._bar = tqdm(desc=what, total=of, disable=None, leave=False, dynamic_ncols=True)
            self._what = what
        self._bar.update(done - self._bar.n)

    def done(self) -> None:  # noqa: D102
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class Log:
    """One line an event on standard output: key=value, or a JSON object."""

    def __init__(self, *, as_json: bool) -> None:
        render: Any = (
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if as_json
            else structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event"], drop_missing=True
            )
        )
        self._log = structlog.wrap_logger(
            _Deaf(sys.stdout or _nowhere()),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _one_line,
                render,
            ],
        )
        self._said: dict[str, float] = {}

    def say(self, text: str, **known: Any) -> None:  # noqa: D102
        self._log.info(text, **known)

    def warn(self, text: str, level: Level = "error", **known: Any) -> None:  # noqa: D102
        (self._log.error if level == "error" else self._log.warning)(text, **known)

    def bind(self, **always: Any) -> None:  # noqa: D102
        self._log = self._log.bind(**always)

    def report(self, lines: Iterable[str], **known: Any) -> None:
        """Only the first line: all else stands in the log already."""
        for line in islice(lines, 1):
            self._log.info(line, **known)

    def progress(self, what: str, done: int, of: int | None = None) -> None:  # noqa: D102
        if time.monotonic() - self._said.get(what, 0.0) >= _LOG_EVERY:
            self._said[what] = time.monotonic()
            known = {"done": done} if of is None else {"done": done, "of": of}
            self._log.info(what, **known)

    def done(self) -> None:
        """Nothing: a log has no bar to end."""


def _echo(line: str, *, err: bool = False) -> None:
    """Print a line with its indent, and nothing in it that could steer a terminal."""
    indent = " " * (len(line) - len(line.lstrip(" ")))
    with suppress(OSError):
        click.echo(f"{indent}{clean(line)}", err=err)


def clean(text: str) -> str:
    """A harmless text in one line that can be written: lone surrogates cannot."""
    return plain(text).encode("utf-8", "replace").decode()


def _one_line(_logger: Any, _name: str, fields: Any) -> Any:
    """No text, whoever wrote it, makes a second line or a value that a log cannot hold."""
    for key, value in fields.items():
        if isinstance(value, str):
            fields[key] = clean(value)
        elif not isinstance(value, int | float | bool | None):
            fields[key] = json.dumps(value, default=str)
    return fields

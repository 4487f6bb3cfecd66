"""What a crawl says: lines for people, or a JSON object a line for the program that started it.

An object has ``level`` (info, warning, error, progress), ``text``, and what else is known of it
(``source``, ``done``).
"""

import json
import logging
import sys
from typing import Any

import click


class _Mode:
    as_json = False


class _JsonHandler(logging.Handler):
    """Scrapy's own warnings and faults, among our objects."""

    def emit(self, record: logging.LogRecord) -> None:
        _write("error" if record.levelno >= logging.ERROR else "warning", self.format(record))


def speak_json() -> None:
    """From now on say everything in JSON on standard output, what the libraries log included."""
    _Mode.as_json = True
    logging.getLogger().addHandler(_JsonHandler(logging.WARNING))


def is_json() -> bool:
    """Tell whether a program, and no person, reads what is said."""
    return _Mode.as_json


def say(line: str, **known: Any) -> None:
    """Tell a result."""
    if _Mode.as_json:
        _write("info", line, **known)
    else:
        click.echo(line)


def complain(line: str, **known: Any) -> None:
    """Tell of something that went wrong."""
    if _Mode.as_json:
        _write("error", line, **known)
    else:
        click.echo(line, err=True)


def progress(line: str, **known: Any) -> None:
    """Tell how far it is."""
    if _Mode.as_json:
        _write("progress", line, **known)
    else:
        click.echo(line)


def _write(level: str, text: str, **known: Any) -> None:
    print(json.dumps({"level": level, "text": text, **known}), file=sys.stdout, flush=True)  # noqa: T201

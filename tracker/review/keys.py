"""One key pressed at a desk in the terminal, among those that are offered."""

import sys
from collections.abc import Mapping
from typing import Final

import click

from tracker.review.lines import wrapped

# Ctrl-C, Ctrl-D, and the end of the input.
_LEAVING: Final = ("\x03", "\x04", "")
# What is left to do where nothing more waits.
UNDO_OR_QUIT: Final = {"u": "undo", "q": "quit"}


class Quit(Exception):
    """The reviewer has done enough."""


def asked_key(offered: Mapping[str, str]) -> str:
    """Offer keys, each with what it does, and wait for one of them; raises Quit on leaving."""
    names = [f"[{key}] {name}".replace(" ", "\xa0") for key, name in offered.items()]
    click.echo("\n".join(wrapped("  ".join(names))).replace("\xa0", " ") + " ", nl=False)
    while True:
        key = _pressed().lower()
        if key in _LEAVING:
            click.echo()
            raise Quit
        if key in offered:
            click.echo(key)
            return key


def _pressed() -> str:
    """One key; where no terminal is there, one character of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1)
    try:
        return click.getchar()
    except (KeyboardInterrupt, EOFError):
        return ""

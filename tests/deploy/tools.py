"""What the tests of deploy/ share: its folder, tools of the system, commands that must exist."""

import os
import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from tracker.cli import main

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
# In CI a missing tool is a failure and no reason to skip.
REQUIRED = bool(os.environ.get("DELAYWATCH_REQUIRE_TOOLS"))


def tool(name):
    """A program of the system; without it the test is skipped, or fails where it must be there."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if not found and not REQUIRED:
        pytest.skip(f"no {name} on this machine")
    assert found, f"{name} is missing"
    return found


def understood(words):
    """Read the words of a command as `delaywatch` would; fails where it would be wrong usage."""
    context = main.make_context("delaywatch", list(words))
    command = main
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)
    return command.name


def commands_in(text):
    """The words behind each `delaywatch` that is called in a script, a unit or a page."""
    text = re.sub(r"^\s*#.*", "", text, flags=re.MULTILINE)
    text = re.sub(r"\\\n\s*", " ", text)
    called = re.compile(r"(?:^|[\s;&|({]|bin/)delaywatch(?=[ \t]+(?:[a-z]|--))([^#\n;&|>})`]*)")
    return [shlex.split(found[1].rstrip("\\' ")) for found in called.finditer(text)]

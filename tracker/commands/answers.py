"""Replies and objections: what a body says, and what is done about it."""

import click

COMMANDS: tuple[click.Command, ...] = ()

"""Looks: the daily list, and what came of looking."""

import click

COMMANDS: tuple[click.Command, ...] = ()

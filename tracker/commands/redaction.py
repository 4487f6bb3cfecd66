"""What is removed for good, backed up and checked."""

import click

COMMANDS: tuple[click.Command, ...] = ()

"""What a release would change, and what is taken out of the one that is served."""

import click

COMMANDS: tuple[click.Command, ...] = ()

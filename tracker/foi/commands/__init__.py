"""`delaywatch foi ...`: the clock, the cases, the letters. A module a group of commands."""

import click

from tracker.setting import Commands


@click.group(cls=Commands)
def foi() -> None:
    """Freedom of Information: what is due when, the cases, the next letter.

    Nothing is ever sent.
    """


# In the order in which the help lists them. At the end, for each needs the group above.
from tracker.foi.commands import cases, todo, letters, clock, releases  # noqa: E402, F401, I001

"""Whether runs still happen, asked from outside."""

from datetime import timedelta

import click

from tracker.setting import Setting, with_setting


@click.command()
@click.argument("url")
@click.option(
    "--hours", type=click.IntRange(1, 24 * 366), default=26, show_default=True,
    help="How old the last publication may be.",
)  # fmt: skip
@with_setting
@click.pass_obj
def heartbeat(setting: Setting, url: str, hours: int) -> None:
    """Ask the public pages at URL when a run last published there.

    For another machine than the one that runs: exit code 1 and a line where that is too long ago,
    where nobody answers, or where what answers is no delaywatch. Needs no database.
    """
    from tracker.runs.heartbeat import alive

    pulse = alive(url, timedelta(hours=hours), setting.now)
    click.echo(f"{url}: {pulse.line()}")


COMMANDS: tuple[click.Command, ...] = (heartbeat,)

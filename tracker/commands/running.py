"""The run that a timer starts, and what came of the last ones."""

import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from db.connection import existing
from tracker.setting import FOLDER, Setting, copy_words, with_setting

if TYPE_CHECKING:
    from tracker.runs.telling import Form

_HOURS = 8.0  # a night


class _Hours(click.FloatRange):
    """Of a time that there is: NaN is neither under a limit nor over it."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read it, or refuse it as wrong usage."""
        hours = float(super().convert(value, param, ctx))
        if math.isnan(hours):
            self.fail("it is no number", param, ctx)
        return hours


@click.command()
@click.option("--all", "everything", is_flag=True, help="Sources that were visited lately too.")
@click.option(
    "--hours", type=_Hours(min=0, min_open=True, max=48), default=_HOURS, show_default=True,
    help="What the crawl may take; what is left is for the next run.",
)  # fmt: skip
@click.option(
    "--log", "form", type=click.Choice(["auto", "text", "lines", "json"]), default="auto",
    show_default=True, help="How it is told: auto is text on a terminal, lines of log elsewhere.",
)  # fmt: skip
@click.option("--trust-clock", is_flag=True, help="Though it is behind what the last run kept.")
@click.option("--backups", type=FOLDER, help="Where to. [default: backups/ beside the database]")
@click.option("--base-url", help="Run over a copy of the sites at this address instead.")
@click.option("--delay", type=float, help="Seconds between requests; under 1 only for a copy.")
@with_setting
@click.pass_obj
def run(
    setting: Setting,
    everything: bool,
    hours: float,
    form: "Form",
    trust_clock: bool,
    backups: Path | None,
    base_url: str | None,
    delay: float | None,
) -> None:
    """Do all that is to be done in a night: what a timer calls.

    Crawls the sources whose time for a visit has come, reads what is new, matches it, publishes,
    sends digests, makes a backup, and tells what came of each. A step or a source that fails keeps
    no other from being done; the run then ends with exit code 1, and so it does where changes of
    a claim wait for a person.
    """
    from tracker.runs.night import run as run_all
    from tracker.runs.steps import Wish
    from tracker.runs.telling import teller

    wish = Wish(
        hours=hours,
        everything=everything,
        copy=tuple(copy_words(base_url, delay)),
        trust_clock=trust_clock,
        backups=backups,
        environ=os.environ,
    )
    sys.exit(run_all(setting, teller(form), wish))


@click.command()
@click.argument("number", type=int, required=False)
@click.option("--last", type=click.IntRange(1, 1000), help="List so many of the newest ones.")
@with_setting
@click.pass_obj
def runs(setting: Setting, number: int | None, last: int | None) -> None:
    """Tell what came of run NUMBER (the newest, if none is given).

    A line a step, and one for each source that was not well.
    """
    from tracker.runs.report import latest, number_of_last, report

    db = existing(setting.db)
    found = report(db, number or number_of_last(db)) if last is None else latest(db, last)
    for line in found:
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (run, runs)

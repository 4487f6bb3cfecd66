"""`delaywatch foi due`: what is to do, on the terminal and as a calendar."""

import os
from pathlib import Path

import click

from db.connection import existing, explained
from db.errors import Problem
from tracker.foi.commands import foi
from tracker.setting import Setting, with_setting

WITHIN_DAYS = 30
_OURS_ALONE = 0o600


@foi.command()
@click.option(
    "--within", type=click.IntRange(min=0), default=WITHIN_DAYS, show_default=True,
    help="Days ahead; and back, for days of our own that have passed.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Show also what lies beyond.")
@click.option(
    "--ical", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write all days of public cases to this file instead, as an iCalendar.",
)  # fmt: skip
@click.option("--with-private", is_flag=True, help="Of --ical: our private cases, too.")
@with_setting
@click.pass_obj
def due(
    setting: Setting, within: int, everything: bool, ical: Path | None, with_private: bool
) -> None:
    """Show what is overdue, what may be done next and what is due soon in the cases we follow.

    Says nothing where there is nothing to do. A case is called overdue only where somebody looked
    after the day (`delaywatch foi record CASE checked`).
    """
    from tracker.foi.todo import clock, groups, lines

    if with_private and ical is None:
        raise click.UsageError("--with-private is about a calendar: name its file with --ical")
    db = existing(setting.db)
    rows = clock(db, setting.as_of)
    if ical is None:
        for line in lines(groups(rows, within, everything=everything)):
            click.echo(line)
        return
    from tracker.foi.cases import refuse_early
    from tracker.foi.ical import feed

    refuse_early(db, setting.as_of, setting.today)
    _refuse_public_place(setting, ical, with_private)
    _keep(ical, feed(rows, with_private=with_private), with_private)
    told = "private cases included: keep it to yourself" if with_private else "public cases"
    click.echo(f"{ical}: written ({told})")


def _refuse_public_place(setting: Setting, path: Path, with_private: bool) -> None:
    """Nothing of a private case may come to lie among the releases."""
    if with_private and path.resolve().is_relative_to(setting.published.resolve()):
        raise Problem(
            "private cases have no place among what is published",
            where=str(path),
            do="name a file elsewhere, or leave out --with-private",
        )


def _keep(path: Path, content: bytes, private: bool) -> None:
    """Write a file in one step; a private one can be read by its owner alone from the first byte.

    Raises Problem where it cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    with explained(path):
        new.unlink(missing_ok=True)
        try:
            with open(new, "xb", opener=_private_opener if private else None) as stream:
                stream.write(content)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def _private_opener(name: str, flags: int) -> int:
    return os.open(name, flags, _OURS_ALONE)

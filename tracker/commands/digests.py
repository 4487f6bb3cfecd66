"""Digests: what is new since a release, for those who were told before."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from db.connection import existing
from tracker.setting import Setting, with_setting

if TYPE_CHECKING:
    from sqlite_utils import Database

KINDS: Final = (
    "promise", "scheduled_release", "parliamentary_expectation", "review_date", "foi_reply",
)  # fmt: skip


@click.command()
@click.option(
    "--since", metavar="RELEASE|DAY",
    help="What the reader knows: a release, or a day (the last release published by then). "
    "[default: what --reader was told last]",
)  # fmt: skip
@click.option("--reader", metavar="NAME", help="Remember what this reader was told. Not published.")
@click.option(
    "--to", "path", type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file. [default: standard output]",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["markdown", "html"]), default="markdown",
    show_default=True, help="How it is written.",
)  # fmt: skip
@click.option("--kind", type=click.Choice(KINDS), default="promise", show_default=True,
              help="Of which kind of commitment.")  # fmt: skip
@click.option("--url", help="Public address of the pages; also DELAYWATCH_URL.")
@with_setting
@click.pass_obj
def digest(
    setting: Setting,
    since: str | None,
    reader: str | None,
    path: Path | None,
    form: str,
    kind: str,
    url: str | None,
) -> None:
    """Write what the current release tells those who know an earlier one.

    First come the corrections of what they had been told, then what is new:
    delivered, overdue, moved, merged or dropped, edited and removed. Nothing is
    sent. With --reader it is remembered which release NAME was told, so that
    nobody is told twice, and whoever was told what was wrong is told so. Where
    there is nothing to tell, nothing is written or remembered.
    """
    from tracker.digests import FORMATS, find
    from tracker.digests.telling import tell, write

    db = existing(setting.db) if reader is not None else None
    number = _known(setting, db, reader, since)
    found = find(setting.published, number, kind)
    if found.is_empty:
        click.echo(f"nothing new since release {number}", err=True)
        return
    base = (url or os.environ.get("DELAYWATCH_URL") or "").strip().rstrip("/")
    text = FORMATS[form](found, base)

    def give(text: str) -> None:
        if path is None:
            click.echo(text, nl=False)
        else:
            write(path, text)

    if db is None or reader is None:
        give(text)
    else:
        tell(db, reader, found, text, setting.instant, give)
    if path is not None:
        count = sum(len(section.items) + section.more for section in found.sections)
        click.echo(f"{count:,} to tell since release {number}: {path}")


def _known(setting: Setting, db: "Database | None", reader: str | None, since: str | None) -> int:
    """The release that the reader knows, as given or as remembered. Raises UsageError, Problem."""
    from tracker.digests import release_of
    from tracker.digests.telling import known_since

    if since is not None:
        return release_of(setting.published, since)
    told = known_since(db, reader) if db is not None and reader is not None else None
    if told is None:
        raise click.UsageError("say with --since what the reader knows: a release or a day")
    return told


COMMANDS: tuple[click.Command, ...] = (digest,)

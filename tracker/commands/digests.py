"""Digests: what is new since a release, for those who were told before."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.connection import existing
from db.errors import Problem
from tracker.commands.looks import KINDS
from tracker.setting import Setting, with_setting

if TYPE_CHECKING:
    from sqlite_utils import Database

    from tracker.digests.sending import Sent


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
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True,
              help="Of which kinds of commitments, each by itself. [default: promise]")  # fmt: skip
@click.option("--url", help="Public address of the pages; also DELAYWATCH_URL.")
@click.option("--send", is_flag=True, help="Send all who are in the file of subscribers their own.")
@click.option("--to-reader", metavar="NAME", help="With --send or --dry-run: only this one.")
@click.option("--dry-run", is_flag=True, help="Say what --send would send to whom.")
@click.option(
    "--again", metavar="NAME", help="Send this subscriber once more what may not have arrived."
)
@click.option(
    "--subscribers", type=click.Path(path_type=Path, dir_okay=False),
    help="The file of subscribers; also DELAYWATCH_SUBSCRIBERS. "
    "[default: subscribers.yml beside the database]",
)  # fmt: skip
@with_setting
@click.pass_context
def digest(
    ctx: click.Context,
    since: str | None,
    reader: str | None,
    path: Path | None,
    form: str,
    kinds: tuple[str, ...],
    url: str | None,
    send: bool,
    to_reader: str | None,
    dry_run: bool,
    again: str | None,
    subscribers: Path | None,
) -> None:
    """Write what the current release tells those who know an earlier one, or send it.

    First come the corrections of what they had been told, then what is new:
    delivered, overdue, moved, merged or dropped, edited and removed. With
    --reader it is remembered which release NAME was told, so that nobody is
    told twice, and whoever was told what was wrong is told so.

    With --send all readers in subscribers.yml are sent what is new to them, as a
    file, by mail or by a webhook (docs/subscribers.example.yml shows how). What
    certainly did not arrive is tried again; what may have arrived is not, unless
    with --again. Addresses of webhooks and passwords come from the environment.
    """
    setting: Setting = ctx.obj
    if send or dry_run or again is not None:
        _refuse_both(ctx)
        _send(setting, to_reader, subscribers, url, dry_run=dry_run, again=again)
        return
    if to_reader is not None or subscribers is not None:
        raise click.UsageError("--to-reader and --subscribers go with --send, --dry-run or --again")
    _write(setting, since, reader, path, form, kinds or KINDS[:1], url)


def _refuse_both(ctx: click.Context) -> None:
    """Raise UsageError where it is asked for both: sending, and writing to one place."""
    given = [
        name for name in ("since", "reader", "path", "form", "kinds")
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]  # fmt: skip
    if given:
        raise click.UsageError(
            "--since, --reader, --to, --format and --kind are for one text; "
            "of subscribers their file says that"
        )
    if sum(bool(ctx.params[name]) for name in ("send", "dry_run", "again")) > 1:
        raise click.UsageError("give one of --send, --dry-run and --again")
    if ctx.params["again"] is not None and ctx.params["to_reader"] is not None:
        raise click.UsageError("--again NAME says already to whom")


def _send(
    setting: Setting,
    only: str | None,
    subscribers: Path | None,
    url: str | None,
    *,
    dry_run: bool,
    again: str | None,
) -> None:
    from tracker.digests.sending import Office, rehearse, send_again, send_all
    from tracker.digests.subscribers import place

    environ = dict(os.environ) | ({"DELAYWATCH_URL": url} if url else {})
    config = place(subscribers, environ, setting.db)
    if not config.exists():
        raise Problem(
            "there is no file of subscribers here", where=str(config),
            do="see docs/subscribers.example.yml",
        )  # fmt: skip
    office = Office(
        existing(setting.db), setting.published, config, environ, setting.instant, click.echo
    )
    if again is not None:
        sent = send_again(office, name=again)
    elif dry_run:
        sent = rehearse(office, only=only)
    else:
        sent = send_all(office, only=only)
    _tell(sent, counts=not dry_run)


def _tell(sent: "Sent", *, counts: bool) -> None:
    """Say what came of it; ends with 1 where anything is wrong."""
    for fault in sent.faults:
        click.echo(f"delaywatch: {fault}", err=True)
    if counts or sent.not_begun:
        click.echo(sent.line())
    if sent.faults:
        sys.exit(1)


def _write(
    setting: Setting,
    since: str | None,
    reader: str | None,
    path: Path | None,
    form: str,
    kinds: tuple[str, ...],
    url: str | None,
) -> None:
    from tracker.digests import FORMATS, Filter, find
    from tracker.digests.telling import remember_nothing, tell, told_before, write

    db = existing(setting.db) if reader is not None else None
    number = _known(setting, db, reader, since)
    told = told_before(db, reader) if db is not None and reader is not None else None
    found = find(setting.published, number, Filter(kinds=kinds), told or None)
    if found.is_empty:
        if db is not None and reader is not None:
            remember_nothing(db, reader, found, setting.instant)
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
        click.echo(f"{found.count:,} to tell since release {number}: {path}")


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

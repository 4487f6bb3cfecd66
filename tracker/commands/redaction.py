"""What is removed for good, backed up and checked."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.connection import existing
from tracker.setting import FOLDER, Setting, reviewer_of, with_setting

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command()
@click.argument("what", required=False)
@click.option("--reason", help="Why; it is published.")
@click.option("--everywhere", is_flag=True, help="Of several that match, all.")
@click.option("--finish", is_flag=True, help="End a removal that was cut short.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--as", "who", metavar="NAME", help="Who decides; also DELAYWATCH_REVIEWER.")
@with_setting
@click.pass_obj
def redact(
    setting: Setting,
    what: str | None,
    reason: str | None,
    everywhere: bool,
    finish: bool,
    dry_run: bool,
    who: str | None,
) -> None:
    """Remove WHAT for good: document:12 or its address, statement:34, or a sentence in its words.

    It goes from the database, the archive, the index and every kept release; day, reason and
    SHA-256 sum stay and are published. A sentence becomes as many █, in documents and in what was
    written down here, and only in its very words: documents that say it with other case, quotes or
    dashes are listed. What is crawled later does not bring it back. This cannot be undone: see
    first with --dry-run.
    """
    from tracker import redact as work

    place = work.Place(setting.db, setting.published, _progress)
    if finish:
        if what is not None or reason is not None or everywhere or dry_run:
            raise click.UsageError("--finish goes alone")
        _say(work.finish(existing(setting.db), place))
        return
    if not (what or "").strip():
        raise click.UsageError("say what is to go: document:N, an address, statement:N, the words")
    if not (reason or "").strip() and not dry_run:
        raise click.UsageError("--reason is missing")
    by = "" if dry_run else reviewer_of(who)
    wish = work.Wish(
        what or "", (reason or "").strip(), by, setting.today.isoformat(), setting.instant,
        everywhere,
    )  # fmt: skip
    _say(work.redact(existing(setting.db), place, wish, dry_run=dry_run))


@click.command()
@click.option("--to", type=FOLDER, help="[default: backups/ beside the database]")
@with_setting
@click.pass_obj
def backup(setting: Setting, to: Path | None) -> None:
    """Copy the database while it is in use, check the copy, and keep the archive beside it.

    A folder a backup, named by the instant, with a MANIFEST of SHA-256 sums. editors.json (who may
    sign in) is not in it: keep that elsewhere.
    """
    from tracker import backup as work

    db = existing(setting.db)
    made = work.backup(db, setting.db, to or work.folder_of(setting.db), setting.now, _progress)
    click.echo(made.line())
    click.echo("editors.json (who may sign in) is not in it: keep that elsewhere", err=True)


@click.command()
@with_setting
@click.pass_obj
def check(setting: Setting) -> None:
    """Verify the database, the archive, the index, the releases, removals and holds.

    A line for each fault and exit code 1; and how many events a reader can read where.
    """
    from tracker import check as work

    db = existing(setting.db)
    faults = work.check(db, work.Places(setting.db, setting.published), _progress)
    _say(work.sources(db))
    for fault in faults:
        click.echo(f"delaywatch: {fault}", err=True)
    if faults:
        click.echo(f"{len(faults):,} faults", err=True)
        sys.exit(1)
    click.echo("no fault found")


def _progress(line: str) -> None:
    click.echo(line, err=True)


def _say(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (redact, backup, check)

"""What is kept: backed up, restored, checked."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from db.connection import existing
from tracker.setting import FOLDER, Setting, with_setting

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.command()
@click.option("--to", type=FOLDER, help="[default: backups/ beside the database]")
@click.option(
    "--keep", metavar="D,W,M", default="7,5,12", show_default=True,
    help="Of how many days, weeks and months with a backup the newest stays.",
)  # fmt: skip
@click.option("--keep-all", is_flag=True, help="Remove no older backup.")
@with_setting
@click.pass_obj
def backup(setting: Setting, to: Path | None, keep: str, keep_all: bool) -> None:
    """Copy the database while it is in use, check the copy, and keep the archive beside it.

    A folder a backup, named by the instant, with a MANIFEST of SHA-256 sums; subscribers.yml is in
    it too, also where DELAYWATCH_SUBSCRIBERS says that it lies elsewhere. Older backups go once the
    new one is whole, but for the newest of each day, week and month; nothing else in that folder is
    touched. Bodies of the archive take no room on the same disk, for they are the same files:
    against a dead disk give --to another one.

    What gives access is not in it: editors.json, and what stands only in the environment.
    """
    from tracker import backup as work
    from tracker.digests.subscribers import place
    from tracker.rotation import Keep

    db, kept = existing(setting.db), None if keep_all else Keep.of(keep)
    folder = to or work.folder_of(setting.db)
    readers = place(None, os.environ, setting.db)
    made = work.backup(db, setting.db, folder, setting.now, _progress, kept, readers)
    click.echo(made.line())
    for name in work.NOT_IN_IT:
        click.echo(f"not in it: {name}", err=True)


@click.command()
@click.argument("backup", required=False, type=FOLDER)
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False),
    help="The database to restore. [default: --db]",
)  # fmt: skip
@click.option("--check", "only_check", is_flag=True, help="Prove that it can be; change nothing.")
@click.option("--replace", is_flag=True, help="Put the present database and archive aside.")
@with_setting
@click.pass_obj
def restore(
    setting: Setting, backup: Path | None, to: Path | None, only_check: bool, replace: bool
) -> None:
    """Put BACKUP back, or the newest: database, archive and subscribers.yml.

    With --check nothing is touched: every sum, the database, its links and index, every text and
    body, and a publication from a copy of it are tried. A line for each fault and exit code 1.

    Without, where a database is there already, only with --replace: that one is put aside under a
    dated name, with its archive, and never removed. All of it or nothing: one that is cut short is
    ended by `delaywatch restore`. Stop the timer and the editor's pages first.
    """
    from tracker import restore as work

    target = to or setting.db
    if only_check:
        if replace:
            raise click.UsageError("--check changes nothing; leave --replace out")
        notices = work.from_ahead(target, setting.now)
        _check_backup(work.named(backup, target, setting.now), target, notices)
        return
    _say(work.restore(backup, target, setting.now, _progress, replace=replace))


def _check_backup(backup: Path, target: Path, notices: list[str]) -> None:
    from tracker import restore as work

    proved = work.prove(backup, target, _progress)
    _say(proved.lines)
    _end(proved.faults, [*notices, *proved.notices], f"{backup}: can be restored")


@click.command()
@with_setting
@click.pass_obj
def check(setting: Setting) -> None:
    """Verify the database, the archive, the index, the releases, removals and holds.

    Every stored sum, every row that names another, rows that hang on nothing, and that what is
    served is what the database comes to. A line for each fault and exit code 1; what is no fault
    and worth knowing is told as "note:"; and how many events a reader can read where.
    """
    from tracker import check as work

    db = existing(setting.db)
    found = work.examine(db, work.Places(setting.db, setting.published), _progress)
    if not any("database disk image" in fault for fault in found.faults):
        _say(work.sources(db))
    _end(found.faults, found.notices, "no fault found")


def _end(faults: list[str], notices: list[str], well: str) -> None:
    """Tell what was found; exit code 1 where there are faults."""
    for notice in notices:
        click.echo(f"note: {notice}", err=True)
    for fault in faults:
        click.echo(f"delaywatch: {fault}", err=True)
    if faults:
        click.echo(f"{len(faults):,} {'fault' if len(faults) == 1 else 'faults'}", err=True)
        sys.exit(1)
    click.echo(well)


def _progress(line: str) -> None:
    click.echo(line, err=True)


def _say(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (backup, restore, check)

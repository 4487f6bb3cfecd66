"""What is removed for good."""

from typing import TYPE_CHECKING

import click

from db.connection import existing
from tracker.setting import Setting, reviewer_of, with_setting

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


def _progress(line: str) -> None:
    click.echo(line, err=True)


def _say(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (redact,)

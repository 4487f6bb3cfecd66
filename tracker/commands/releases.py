"""What a release would change, and what is taken out of the one that is served."""

import sys

import click

from db.connection import existing
from tracker.setting import Setting, reviewer_of, with_setting

_WHO = "Who decides; also DELAYWATCH_REVIEWER. Never published."


@click.command()
@click.argument("slug")
@click.option("--reason", required=True, help="Why. Never published.")
@click.option("--as", "reviewer", help=_WHO)
@with_setting
@click.pass_obj
def hold(setting: Setting, slug: str, reason: str, reviewer: str | None) -> None:
    """Take the commitment SLUG out of what is served, at once.

    A new release without it is made from the current one; its page then says only that it is under
    review. Earlier releases that tell of it are not handed out while the hold stands. Works during
    a run. Given again, it brings a hold to its end that was cut short.
    """
    from tracker.hold import hold as hold_one

    who = reviewer_of(reviewer)
    db = existing(setting.db)
    for line in hold_one(
        db, setting.published, slug, reason=reason, by=who, at=setting.instant
    ):  # fmt: skip
        click.echo(line)


@click.command("release-hold")
@click.argument("slug")
@click.option("--reason", required=True, help="Why. Never published.")
@click.option("--as", "reviewer", help=_WHO)
@click.option("--publish", "at_once", is_flag=True, help="Publish at once.")
@with_setting
@click.pass_context
def release_hold(
    ctx: click.Context, slug: str, reason: str, reviewer: str | None, at_once: bool
) -> None:
    """Lift the hold on the commitment SLUG; the next publication brings it back.

    With another status or lateness than it had, it waits to be accepted like any other change.
    """
    from tracker.hold import release_hold as release_one

    who = reviewer_of(reviewer)
    setting: Setting = ctx.obj
    db = existing(setting.db)
    click.echo(release_one(db, setting.published, slug, reason=reason, by=who, at=setting.instant))
    if at_once:
        sys.stdout.flush()
        publish = ctx.parent.command.commands["publish"]  # type: ignore[union-attr]
        ctx.invoke(publish, changes=False, accept_changes=False, reviewer=who)


@click.command()
@click.argument("slug")
@click.option(
    "--cause", type=click.Choice(["our_error", "evidence", "objection", "rule"]),
    help="Why it is another one now. [default: as found]",
)  # fmt: skip
@click.option("--reason", help="In words; this is published.")
@click.option("--as", "reviewer", help=_WHO)
@with_setting
@click.pass_obj
def accept(
    setting: Setting, slug: str, cause: str | None, reason: str | None, reviewer: str | None
) -> None:
    """Accept what the next release would claim of the commitment SLUG otherwise than this one."""
    from tracker.releases.accepting import accept as accept_one

    who = reviewer_of(reviewer)
    click.echo(
        accept_one(
            existing(setting.db), setting.published, slug, setting.as_of.isoformat(),
            by=who, at=setting.instant, cause=cause, reason=reason,
        )
    )  # fmt: skip


COMMANDS: tuple[click.Command, ...] = (hold, release_hold, accept)

"""`delaywatch foi releases|link|about|commit`: evidence of commitments, and promises in replies."""

from datetime import UTC, datetime

import click

from db.connection import existing
from tracker.foi.commands import foi
from tracker.setting import Setting, instant, with_setting

_REVIEWER = click.option(
    "--as", "reviewer", envvar="DELAYWATCH_REVIEWER", default="",
    help="Who decides; also DELAYWATCH_REVIEWER.",
)  # fmt: skip


@foi.command()
@_REVIEWER
@click.option("--list", "only_list", is_flag=True, help="Only list them; decide nothing.")
@with_setting
@click.pass_obj
def releases(setting: Setting, reviewer: str, only_list: bool) -> None:
    """Accept or reject releases of information as evidence about commitments, one at a time.

    Keys: a accept, r reject, s skip, u undo, q quit.
    """
    from tracker.foi.releases_desk import listed, sit

    db = existing(setting.db)
    if only_list:
        for line in listed(db):
            click.echo(line)
        return
    decided = sit(db, _named(reviewer), lambda: instant(datetime.now(UTC)))
    click.echo(f"{decided:,} decided")


@foi.command()
@click.argument("url")
@click.argument("slug")
@_REVIEWER
@with_setting
@click.pass_obj
def link(setting: Setting, url: str, slug: str, reviewer: str) -> None:
    """Link the document at URL to the commitment SLUG as evidence, by hand."""
    from tracker.foi.releases import link as linked

    click.echo(linked(existing(setting.db), url, slug, _named(reviewer), setting.instant))


@foi.command()
@click.argument("case")
@click.argument("event", type=click.IntRange(min=1))
@click.argument("slug")
@with_setting
@click.pass_obj
def about(setting: Setting, case: str, event: int, slug: str) -> None:
    """Say that what EVENT (its number in `foi show`) of CASE promises is about the commitment SLUG.

    Of a case that is public it then stands on the timeline.
    """
    from tracker.foi.about import say_about

    db = existing(setting.db)
    for line in say_about(db, case, event, slug, setting.as_of, setting.instant):
        click.echo(line)


@foi.command()
@click.argument("case")
@click.argument("event", type=click.IntRange(min=1))
@click.option("--slug", required=True, help="The new commitment's name in addresses.")
@click.option("--title", required=True, help="What was promised, as a title.")
@with_setting
@click.pass_obj
def commit(setting: Setting, case: str, event: int, slug: str, title: str) -> None:
    """Make a commitment of what EVENT (its number in `foi show`) of CASE promises."""
    from tracker.foi.about import commit as committed

    db = existing(setting.db)
    for line in committed(db, case, event, slug, title, setting.as_of, setting.instant):
        click.echo(line)


def _named(reviewer: str) -> str:
    """Who decides. Raises UsageError where nobody says."""
    if not reviewer.strip():
        raise click.UsageError("say who decides: --as NAME, or set DELAYWATCH_REVIEWER")
    return reviewer.strip()

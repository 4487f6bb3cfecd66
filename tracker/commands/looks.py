"""Looks: the daily list, and what came of looking."""

import os
from datetime import date
from typing import Any, Final

import click

from db.connection import existing
from tracker.setting import DAY, Setting, reviewer_of, with_setting

KINDS: Final = (
    "promise", "scheduled_release", "parliamentary_expectation", "review_date", "foi_reply",
)  # fmt: skip
_OF_ONE: Final = {
    "day": "--on", "note": "--note", "place": "--place", "words": "--words", "result": "--result",
    "retract": "--retract",
}  # fmt: skip


@click.command()
@click.argument("slug", required=False)
@click.option("--on", "day", type=DAY, help="The day of the look. [default: --as-of]")
@click.option("--note", help="What was looked at and what was seen; needed with SLUG.")
@click.option("--place", help="Where: an address.")
@click.option("--words", help="The words that were searched for.")
@click.option(
    "--result", type=click.Choice(["not_found", "found", "unclear"]),
    help="What came of it. [default: not_found]",
)  # fmt: skip
@click.option("--retract", is_flag=True, help="Take back the looks of that day; --note says why.")
@click.option("--as", "looked_by", help="Who looked; also DELAYWATCH_REVIEWER. Never published.")
@click.option(
    "--looked-as", metavar="ROLE",
    help="As what, which is published: a role, no name. [default: an editor]",
)  # fmt: skip
@click.option("--list", "only_list", is_flag=True, help="Without SLUG: only list; record nothing.")
@click.option(
    "--kind", type=click.Choice(KINDS), help="Without SLUG: which kind. [default: promise]"
)
@with_setting
@click.pass_obj
def looked(
    setting: Setting,
    /,
    *,
    slug: str | None,
    looked_by: str | None,
    looked_as: str | None,
    only_list: bool,
    kind: str | None,
    **of_one: Any,
) -> None:
    """Record that a person looked for the outcome of the commitment SLUG.

    Only a look can make a commitment overdue: a date that has passed proves
    nothing while nobody has looked. Without SLUG, go through all whose date has
    passed and that nobody has looked for since, or in the last 92 days: each
    with searches to open.

    Keys: n not found, f found, u unclear, e edit what is recorded, s skip,
    b back (takes back the last; u once nothing is left), q quit.
    """
    if slug is not None:
        if only_list or kind is not None:
            raise click.UsageError("--list and --kind go without SLUG")
        _look_at(setting, slug, looked_by, looked_as, **of_one)
        return
    given = [option for name, option in _OF_ONE.items() if of_one[name]]
    if given:
        raise click.UsageError(f"{given[0]} needs the SLUG of a commitment")
    _go_through(setting, looked_by, looked_as, kind or "promise", only_list=only_list)


def _look_at(
    setting: Setting,
    slug: str,
    looked_by: str | None,
    looked_as: str | None,
    *,
    day: date | None,
    note: str | None,
    place: str | None,
    words: str | None,
    result: str | None,
    retract: bool,
) -> None:
    from tracker.looks import AN_EDITOR, Look, record_look, retract_looks

    if note is None:
        raise click.UsageError("say with --note what was looked at and what was seen")
    db, day = existing(setting.db), day or setting.as_of
    if retract:
        click.echo(retract_looks(db, slug, day, note, setting.as_of))
        return
    name = (looked_by or os.environ.get("DELAYWATCH_REVIEWER") or "").strip() or None
    look = Look(slug, day, place, words, result or "not_found", note, name, looked_as or AN_EDITOR)
    click.echo(record_look(db, look, setting.as_of).line)


def _go_through(
    setting: Setting,
    looked_by: str | None,
    looked_as: str | None,
    kind: str,
    *,
    only_list: bool,
) -> None:
    from tracker.looks import AN_EDITOR
    from tracker.looks.desk import listed, sit

    db = existing(setting.db)
    if only_list:
        for line in listed(db, setting.as_of, kind):
            click.echo(line)
        return
    name = reviewer_of(looked_by)
    count = sit(db, name, setting.as_of, kind=kind, looked_as=looked_as or AN_EDITOR)
    click.echo(f"{count:,} recorded")


COMMANDS: tuple[click.Command, ...] = (looked,)

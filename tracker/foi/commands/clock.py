"""`delaywatch foi explain` and `foi calendar`: how a day is counted, and by which calendar."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from db.connection import existing
from db.errors import Problem
from tracker.foi.commands import foi
from tracker.setting import DAY, Commands, Setting, with_setting

GOVUK = "https://www.gov.uk/bank-holidays.json"
NEXT_HOLIDAYS = 3


class _Days(click.ParamType[tuple[date, date]]):
    """Days from the first to the last, both included; one day alone is both."""

    name = "DAY..DAY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        if isinstance(value, tuple):
            return value
        first, dots, last = value.partition("..")
        try:
            return date.fromisoformat(first), date.fromisoformat(last if dots else first)
        except ValueError:
            self.fail(f"{value} are no days; write them like 2026-02-16..2026-02-20", param, ctx)


@foi.command()
@click.argument("received", type=DAY, required=False)
@click.option("--regime", default="FOIA", show_default=True, help="By which rule; see --regimes.")
@click.option(
    "--school-closed", type=_Days(), multiple=True, help="Days on which the school was closed.",
)  # fmt: skip
@click.option("--fees-notice", type=DAY, help="The day of the fees notice.")
@click.option("--fee-paid", type=DAY, help="The day on which the fee was received.")
@click.option("--json", "as_json", is_flag=True, help="Write it as JSON.")
@click.option("--regimes", is_flag=True, help="List the rules instead.")
@with_setting
@click.pass_obj
def explain(
    setting: Setting,
    received: date | None,
    regime: str,
    school_closed: tuple[tuple[date, date], ...],
    fees_notice: date | None,
    fee_paid: date | None,
    as_json: bool,
    regimes: bool,
) -> None:
    """Show how a deadline is counted from RECEIVED, a day, step by step.

    With days on which a school was closed, or of a fees notice, the rule of the same law that takes
    them is used. Counts by the calendar of the database if there is one, else by the packaged one.
    """
    if regimes:
        for line in _regimes():
            click.echo(line)
        return
    if received is None:
        raise click.UsageError("give the day it is counted from, or --regimes")
    from tracker.foi.deadlines import explained

    given = {"school_closed": list(school_closed), "fees_notice": fees_notice, "fee_paid": fee_paid}
    name, extra = _rule_of(regime.upper(), {key: value for key, value in given.items() if value})
    deadline = explained(received, name, table=_calendar(setting), **extra)
    _show(deadline, setting.as_of, as_json)


def _rule_of(regime: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The rule of the same law that takes what is given (FOIA, FOIA_SCHOOL), and what it takes.

    A rule for schools counts without closed days where none are given.
    """
    from tracker.foi.rules import RULES

    names = (f"{regime}{more}" for more in ("", "_SCHOOL", "_FEES", "_SCHOOL_FEES"))
    takes_it = (one for one in names if one in RULES and given.keys() <= set(RULES[one].extras))
    name = next(takes_it, regime)
    of_schools = name in RULES and "school_closed" in RULES[name].extras
    return name, {"school_closed": [], **given} if of_schools else dict(given)


def _show(deadline: Any, as_of: date, as_json: bool) -> None:
    import json

    from tracker.foi import explain as working

    if as_json:
        found = working.as_json(deadline)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in working.lines(deadline, as_of):
        click.echo(line)


def _regimes() -> Iterator[str]:
    from tracker.foi.rules import BASIS_WORDS, RULES, UNIT_WORDS
    from tracker.foi.wording import deadline_name

    for rule in RULES.values():
        doubt = "" if rule.confirmed else "; not confirmed at its source"
        needs = f"; needs {' and '.join(rule.extras)}" if rule.extras else ""
        yield (
            f"{rule.regime}: {deadline_name(rule.kind)}, {rule.count} {UNIT_WORDS[rule.unit]} from "
            f"{rule.counted_from} ({BASIS_WORDS[rule.basis]}: {rule.citation}{doubt}{needs})"
        )


def _calendar(setting: Setting) -> Any:
    """The calendar of the database; the packaged one where there is no database yet."""
    if setting.db.exists():
        from tracker.foi.counting import calendar_of

        return calendar_of(existing(setting.db))
    from tracker.calendars.bank_holidays import packaged

    return packaged()


# ----------------------------------------------------------------------------- the calendar


@foi.group(cls=Commands)
def calendar() -> None:
    """The calendar of bank holidays that working days are counted by."""


@calendar.command("show")
@with_setting
@click.pass_obj
def calendar_show(setting: Setting) -> None:
    """Show which calendar is in use, what it covers and the next bank holidays."""
    from tracker.calendars.bank_holidays import DIVISIONS

    table = _calendar(setting)
    click.echo(f"bank holidays as of {table.version}, from {table.covers_from} to "
               f"{table.covers_until}; beyond that nothing is counted")  # fmt: skip
    click.echo(f"source: {table.source}")
    for division in DIVISIONS:
        following = [
            one for one in table.holidays
            if one.division == division and one.day >= setting.as_of
        ]  # fmt: skip
        told = [f"{one.day} {one.title}" for one in following[:NEXT_HOLIDAYS]]
        click.echo(f"{division}: {', '.join(told) or 'none that is known'}")


@calendar.command("update")
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, dir_okay=False, exists=True)
)
@click.option("--online", is_flag=True, help=f"Ask {GOVUK} instead of a file.")
@click.option("--removals", is_flag=True, help="Take over also that days are no longer holidays.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
@with_setting
@click.pass_obj
def calendar_update(
    setting: Setting, file: Path | None, online: bool, removals: bool, dry_run: bool
) -> None:
    """Take over GOV.UK's list of bank holidays from FILE, as it was saved, or --online.

    Shows what it says otherwise and the days of open cases that move with it. All of it is taken
    over, or nothing.
    """
    from tracker.foi.bank_holidays import lines, update

    if (file is None) == (not online):
        raise click.UsageError("name a file, or say --online")
    db = existing(setting.db)  # before anything is asked of others
    content, where = _list(file)
    found = update(db, content, where, setting.as_of, removals=removals, dry_run=dry_run)
    for line in lines(found):
        click.echo(line)


def _list(file: Path | None) -> tuple[bytes, str]:
    """GOV.UK's list as bytes, and where it is from."""
    from tracker.outbound import LARGEST, fetch

    if file is None:
        return fetch(GOVUK, do=f"save {GOVUK} by hand and give the file"), GOVUK
    if file.stat().st_size > LARGEST:
        raise Problem(
            f"it is larger than {LARGEST:,} bytes", where=str(file), do="give GOV.UK's own list"
        )
    return file.read_bytes(), file.name

"""`delaywatch foi add|record|change|import|export|list|show|visibility|grounds`: cases."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from db.connection import existing
from tracker.foi.commands import foi
from tracker.foi.vocabulary import EVENT_TYPES, REGIMES, REQUESTER_KINDS, ROLES
from tracker.setting import DAY, Setting, with_setting

_VISIBILITIES: Final = ("private", "embargoed", "public")
_LISTED: Final = 30  # of an import, one by one
_FILE: Final = click.Path(path_type=Path, exists=True)


class _When(NamedTuple):
    """A day as it is known."""

    on: date | None
    precision: str


class _Time(click.ParamType[_When]):
    """A day, a month or a year, or that it is not known."""

    name = "DAY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> _When:
        if isinstance(value, _When):
            return value
        if value == "unknown":
            return _When(None, "unknown")
        for form, rest, precision in _FORMS:
            if re.fullmatch(form, value):
                try:
                    return _When(date.fromisoformat(value + rest), precision)
                except ValueError:
                    break
        return self.fail(
            f"{value} is not a day; write it like 2026-03-31, 2026-03, 2026 or unknown", param, ctx
        )


_FORMS: Final = (
    (r"\d{4}-\d{2}-\d{2}", "", "day"), (r"\d{4}-\d{2}", "-01", "month"),
    (r"\d{4}", "-01-01", "year"),
)  # fmt: skip


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


@foi.command()
@click.option("--id", "case_id", help="Its name. [default: from the subject]")
@click.option("--subject", help="What it asks for, in a line.")
@click.option("--body", help="The slug or name of a body of ours.")
@click.option("--authority", help="The name of the body, as the request has it.")
@click.option("--regime", type=click.Choice(REGIMES, case_sensitive=False), help="By which law.")
@click.option("--sent", metavar="DAY", help="The day it was sent; empty: not yet.")
@click.option("--received", metavar="DAY", help="The day it arrived, if another.")
@click.option("--channel", help="How it was sent.")
@click.option("--reference", help="The reference of the body.")
@click.option("--url", help="Where it can be read.")
@click.option("--parent", metavar="CASE", help="The case that it follows from.")
@click.option(
    "--commitment", "commitments", multiple=True, metavar="SLUG[:ROLE]",
    help=f"A commitment that it bears on; ROLE is {', '.join(ROLES)}.",
)  # fmt: skip
@click.option("--requester-kind", type=click.Choice(REQUESTER_KINDS), help="Who asks.")
@click.option("--requester", help="Its name, of an organisation, paper or MP; never published.")
@click.option("--visibility", type=click.Choice(_VISIBILITIES), help="[default: private]")
@click.option("--from", "public_from", metavar="DAY", help="The day an embargo ends.")
@click.option("--private-note", help="A note that is never published.")
@click.option("--school", is_flag=True, help="It is a school: days on which it is closed matter.")
@click.option("--yes", is_flag=True, help="Ask for nothing that may be left out, and keep it.")
@with_setting
@click.pass_obj
def add(setting: Setting, /, yes: bool, commitments: tuple[str, ...], **given: Any) -> None:
    """Add a case: asks for what no option gives, shows it and its first deadline, then keeps it.

    Private unless you say otherwise. Leaving with Ctrl-C keeps nothing.
    """
    from tracker.foi.asking import Given
    from tracker.foi.asking import add as ask
    from tracker.foi.showing import outcome_lines, view_of

    db = existing(setting.db)
    answers = Given(commitments=commitments or None, **given)
    case_id = ask(db, answers, setting.as_of, setting.instant, sure=yes)
    click.echo()
    _say(outcome_lines(view_of(db, case_id, setting.as_of)))


@foi.command()
@click.argument("case")
@click.argument("event_type", metavar="TYPE", required=False)
@click.option("--on", "when", type=_Time(), help="The day (2026-03-31), month, year, or unknown.")
@click.option(
    "--precision", type=click.Choice(["day", "month", "year", "unknown"]),
    help="How exactly it is known. [default: as --on is written]",
)  # fmt: skip
@click.option("--outcome", help="Of a reply, review or decision: refused, upheld, ...")
@click.option("--until", type=DAY, help="The day that the body or the notice gives.")
@click.option("--ground", "grounds", multiple=True, help='"s.22"; again for each; `foi grounds`.')
@click.option("--part", is_flag=True, help="The grounds hold for a part of it only.")
@click.option(
    "--public-interest-test/--no-public-interest-test", default=None,
    help="Whether the reply weighs the public interest.",
)  # fmt: skip
@click.option(
    "--neither-confirm-nor-deny", is_flag=True, help="It does not even say whether it is held."
)
@click.option(
    "--properly-invoked/--not-properly-invoked", default=None,
    help="What a regulator or tribunal found of the grounds.",
)  # fmt: skip
@click.option("--anticipated", type=DAY, help="The day of publication that a refusal names.")
@click.option("--promise", metavar="WORDS", help="The words of a date that the reply promises.")
@click.option("--about", metavar="SLUG", help="The commitment that the promise is about.")
@click.option("--url", help="Where the letter can be read.")
@click.option(
    "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The letter; its hash is kept, not the file.",
)  # fmt: skip
@click.option("--note", help="Published with a case that is public.")
@click.option("--reference", help="Of this step: the regulator's or the tribunal's.")
@click.option("--channel", help="How it came or went.")
@click.option(
    "--resets/--keeps-clock", default=None, help="Of `resent`: whether the clock begins anew."
)
@click.option(
    "--known", type=click.Choice(["observed", "inferred", "stated", "confirmed"]),
    default="observed", show_default=True, help="How you know: seen, worked out, told, confirmed.",
)  # fmt: skip
@click.option("--another", is_flag=True, help="One more, even if such an event is there already.")
@click.option("--retract", type=int, metavar="N", help="Take event N back instead; it is kept.")
@click.option("--why", help="Why it is taken back.")
@with_setting
@click.pass_obj
def record(
    setting: Setting,
    /,
    case: str,
    event_type: str | None,
    when: _When | None,
    precision: str | None,
    retract: int | None,
    why: str | None,
    another: bool,
    **said: Any,
) -> None:
    """Record what happened in CASE: TYPE, with --on DAY; or take an event back with --retract N.

    Shows the case as it then stands, and the next step. The words of --promise are read as
    `delaywatch dates` reads them.
    """
    from tracker.foi.recording import Said
    from tracker.foi.recording import record as recorded
    from tracker.foi.recording import retract as retracted
    from tracker.foi.showing import outcome_lines, view_of

    db = existing(setting.db)
    if retract is not None:
        _say(retracted(db, case, retract, why or "", setting.as_of, setting.instant))
    else:
        if event_type is None or when is None:
            raise click.UsageError(
                f"say what happened and when: `delaywatch foi record {case} {event_type or 'TYPE'} "
                f"--on {when.on if when else setting.as_of}` (or --retract N)"
            )
        given = Said(event_type, when.on, precision or when.precision, **said)
        _say(recorded(db, case, given, setting.as_of, setting.instant, another=another))
    click.echo()
    _say(outcome_lines(view_of(db, case, setting.as_of)))


record.help = f"{record.help}\n\nTYPE is one of {', '.join(EVENT_TYPES)}."


@foi.command()
@click.argument("case")
@click.option("--subject", help="What it asks for, in a line.")
@click.option("--body", help="The slug or name of a body of ours.")
@click.option("--reference", help="The reference of the body.")
@click.option("--url", help="Where it can be read.")
@click.option(
    "--commitment", "commitments", multiple=True, metavar="SLUG[:ROLE]",
    help=f"One more commitment that it bears on; ROLE is {', '.join(ROLES)}.",
)  # fmt: skip
@click.option("--not-about", multiple=True, metavar="SLUG", help="It does not bear on this one.")
@click.option("--followed/--not-followed", default=None, help="Whether it is ours to act on.")
@click.option("--private-note", help="A note that is never published.")
@with_setting
@click.pass_obj
def change(setting: Setting, /, case: str, **given: Any) -> None:
    """Change what CASE is: its subject, address, commitments ...; an empty text takes one away.

    What happened in it is told with `foi record`, who may see it with `foi visibility`.
    """
    from tracker.foi.changing import Wanted
    from tracker.foi.changing import change as changed
    from tracker.foi.showing import case_lines, view_of

    wanted = Wanted(**given)
    if not wanted:
        raise click.UsageError("say what is to be otherwise, as in --url ADDRESS (see --help)")
    db = existing(setting.db)
    _say(changed(db, case, wanted, setting.as_of, setting.instant))
    _say(case_lines(view_of(db, case, setting.as_of), setting.as_of))


@foi.command("import")
@click.argument("file", type=_FILE)
@click.option("--as", "case_id", metavar="ID", help="Its name; of several cases the beginning.")
@click.option("--body", help="The slug of the body, where the file names none of ours.")
@click.option("--regime", type=click.Choice(REGIMES, case_sensitive=False), help="By which law.")
@click.option("--requester-kind", type=click.Choice(REQUESTER_KINDS), help="Who asks.")
@click.option(
    "--visibility", type=click.Choice(_VISIBILITIES),
    help="[default: private, or as a file of our own has it]",
)  # fmt: skip
@click.option("--from", "public_from", type=DAY, help="The day an embargo ends.")
@click.option(
    "--seen-on",
    type=DAY,
    help="The day a page of WhatDoTheyKnow was saved: it counts as a look. [default: no look]",
)
@click.option(
    "--not-followed", is_flag=True, help="Other people's requests: known of, not ours to act on."
)
@click.option(
    "--replace", is_flag=True,
    help="The file is right: what is here and not in it is taken back (and kept).",
)  # fmt: skip
@with_setting
@click.pass_obj
def import_file(
    setting: Setting,
    /,
    file: Path,
    not_followed: bool,
    regime: str | None,
    **wanted: Any,
) -> None:
    """Take cases from FILE: all of them, or on any fault none.

    FILE is a request of WhatDoTheyKnow saved as JSON or Atom, CSV, our own YAML or JSON, or a
    folder of such files (docs/foi-import.md). What is here already is joined, and nothing that you
    recorded is lost; importing the same file again changes nothing.
    """
    from tracker.foi.exchange.importing import import_cases
    from tracker.foi.exchange.taking import Wanted

    said = Wanted(
        followed=not not_followed,
        regime=regime and regime.upper(),
        **wanted,
    )
    taken = import_cases(existing(setting.db), file, said, setting.as_of, setting.instant)
    _say(taken.lines)
    changed = [f"{word}: {case_id}" for case_id, word in taken.words.items() if word != "unchanged"]
    _say(changed[:_LISTED])
    if len(changed) > _LISTED:
        click.echo(f"... and {len(changed) - _LISTED:,} more (`delaywatch foi list --all`)")
    click.echo(f"cases: {taken}")


@foi.command()
@click.argument("target", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json", "csv"]),
    help="[default: by the end of the name; a folder of YAML files]",
)  # fmt: skip
@click.option("--public-only", is_flag=True, help="Only what readers may see, to pass on.")
@with_setting
@click.pass_obj
def export(setting: Setting, target: Path, form: Any, public_only: bool) -> None:
    """Write all cases to a folder (YAML, a file a case) or a file (JSON, CSV).

    `foi import` takes them back with nothing lost. What holds a private case can be read by you
    alone. Cases of the register are exported with the register.
    """
    from tracker.foi.exchange.exporting import export_cases

    done = export_cases(existing(setting.db), target, form, setting.as_of, public_only=public_only)
    _say(done.lines)
    click.echo(f"{target}: {done.cases:,} {'case' if done.cases == 1 else 'cases'} written")


@foi.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what is closed or not followed.")
@with_setting
@click.pass_obj
def list_cases(setting: Setting, everything: bool) -> None:
    """List the cases that wait for something, the most urgent first."""
    from tracker.foi.showing import list_lines

    _say(list_lines(existing(setting.db), setting.as_of, everything=everything))


@foi.command()
@click.argument("case")
@with_setting
@click.pass_obj
def show(setting: Setting, case: str) -> None:
    """Show all that is known of CASE: events by number, deadlines and their working, next steps."""
    from tracker.foi.showing import case_lines, view_of

    _say(case_lines(view_of(existing(setting.db), case, setting.as_of), setting.as_of))


@foi.command()
@click.argument("case")
@click.argument("who", metavar="private|embargoed|public", type=click.Choice(_VISIBILITIES))
@click.option("--from", "public_from", type=DAY, help="The day an embargo ends.")
@with_setting
@click.pass_obj
def visibility(setting: Setting, case: str, who: str, public_from: date | None) -> None:
    """Say who may see CASE: nobody else, everybody from a day on, or everybody.

    Of a public case events and their notes are published; who asked and private notes never are.
    """
    from tracker.foi import cases
    from tracker.foi.changing import show_to
    from tracker.releases.shelf import releases_with_case

    if (who == "embargoed") != (public_from is not None):
        raise click.UsageError("--from DAY goes with embargoed, and embargoed with it")
    db = existing(setting.db)
    _say(show_to(db, case, who, public_from, setting.as_of, setting.instant))
    after = cases.read(db, case)
    since = f" from {public_from} on" if public_from else ""
    is_shown = cases.is_public(after, setting.as_of)
    told = "shown with the next release" if is_shown else "not shown from the next release on"
    click.echo(f"{case}: {'public' if public_from else who}{since}; {told}")
    kept = [] if is_shown else releases_with_case(setting.published, case)
    if kept:
        click.echo(
            f"kept releases that hold it: {', '.join(kept)} in {setting.published}/releases; the "
            "current one is served until you publish"
        )


@foi.command()
@click.option(
    "--regime", type=click.Choice(REGIMES, case_sensitive=False), default="FOIA",
    show_default=True, help="The law of the case.",
)  # fmt: skip
@with_setting
@click.pass_obj
def grounds(setting: Setting, regime: str) -> None:  # noqa: ARG001 - as every command
    """List the grounds on which information is refused, and what each means for the next step."""
    from tracker.foi.showing import ground_lines

    _say(ground_lines(regime.upper()))

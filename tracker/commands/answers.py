"""Replies, objections and corrections: what a body says, and what is done about it."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from db.connection import existing
from db.errors import Problem
from tracker.setting import DAY, FOLDER, Setting, reviewer_of, with_setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.fairness.asking import Site

_MOST_BYTES: Final = 1 << 16  # of a file of words: far more than can be kept
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)
_AS = click.option("--as", "who", metavar="NAME", help="Who; also DELAYWATCH_REVIEWER.")
_REASON = click.option("--reason", help="Why; it is published.")
_OUTCOMES: Final = ("upheld", "upheld_in_part", "not_upheld", "withdrawn", "recorded_in_error")


@click.command()
@click.argument("slug")
@click.option("--asked", is_flag=True, help="The body was asked; say --how.")
@click.option("--answered", is_flag=True, help="It answered; give the words.")
@click.option("--no-reply", is_flag=True, help="It was asked, and had not replied by --on.")
@click.option("--on", "day", type=DAY, help="The day of it. [default: --as-of]")
@click.option("--how", help="By which way: “e-mail to the press office”.")
@click.option("--words", help="What was asked, or what it says, in its own words.")
@click.option("--words-file", type=_FILE, help="The words stand in this file (- for stdin).")
@click.option("--url", help="Where its answer can be read.")
@click.option("--body", help="The slug of the body. [default: the one that is responsible]")
@click.option("--retract", type=int, metavar="N", help="Take back number N; --reason says why.")
@_REASON
@_AS
@with_setting
@click.pass_obj
def respond(
    setting: Setting,
    slug: str,
    asked: bool,
    answered: bool,
    no_reply: bool,
    day: date | None,
    how: str | None,
    words: str | None,
    words_file: Path | None,
    url: str | None,
    body: str | None,
    retract: int | None,
    reason: str | None,
    who: str | None,
) -> None:
    """Record what the body says of the commitment SLUG: asked, answered, or no reply by a day.

    All of it is published but who records it. With nothing given, lists what there is. A row is
    never changed: take it back and record another.
    """
    from tracker.fairness import responses

    flags = {"--asked": asked, "--answered": answered, "--no-reply": no_reply}
    happened = _the_one({flag: value or None for flag, value in flags.items()})
    db = existing(setting.db)
    given = {
        "--on": day, "--how": how, "--words": words, "--words-file": words_file, "--url": url,
        "--body": body,
    }  # fmt: skip
    if retract is not None:
        _refuse_beside("--retract", {**given, happened or "": happened})
        why = _needed(reason, "--reason")
        click.echo(responses.take_response_back(db, slug, retract, why, setting.as_of))
        return
    if happened is None:
        _refuse_alone({**given, "--reason": reason}, "--asked, --answered, --no-reply or --retract")
        _say(responses.listed(db, slug, setting.as_of))
        return
    _refuse_beside(happened, {"--reason": reason, **_unfit(happened, given)})
    if words_file is not None:
        words = _words_in(words_file, words)
    word = happened.removeprefix("--").replace("-", "_")
    said = responses.Response(word, day or setting.as_of, body, how, words, url)
    click.echo(
        responses.record_response(db, slug, said, setting.as_of, at=setting.instant, by=_name(who))
    )


def _unfit(happened: str, given: "Mapping[str, object]") -> dict[str, object]:
    """Options that say nothing of what happened."""
    unfit = {
        "--asked": ("--url",),
        "--answered": (),
        "--no-reply": ("--how", "--words", "--words-file", "--url"),
    }[happened]
    return {name: given[name] for name in unfit}


@click.command()
@click.argument("slug")
@click.option("--by", type=DAY, help="Answer by this day. [default: in three working days]")
@click.option("--body", help="The slug of the body to ask. [default: the one responsible]")
@click.option("--name", help="Who signs: your name.")
@click.option("--anyway", metavar="WHY", help="Ask although nothing is due yet, and why.")
@click.option("--out", type=FOLDER, help="Write the letter to a file in this folder.")
@click.option(
    "--format", "form", type=click.Choice(["markdown", "text"]), default="text", show_default=True
)
@click.option("--record", is_flag=True, help="Note that it is asked on this day; say --how.")
@click.option("--how", help="By which way it is asked: “e-mail to the press office”.")
@_AS
@with_setting
@click.pass_obj
def ask(
    setting: Setting,
    slug: str,
    by: date | None,
    body: str | None,
    name: str | None,
    anyway: str | None,
    out: Path | None,
    form: str,
    record: bool,
    how: str | None,
    who: str | None,
) -> None:
    """Draft the request for comment on what is said of the commitment SLUG.

    It puts to the press office what the page says, what that rests on, how well that is known, and
    our questions. What to know before you send it goes to standard error, the letter to standard
    output. Nothing is ever sent.
    """
    from tracker.fairness.asking import asked
    from tracker.fairness.responses import record_response
    from tracker.foi.cases import refuse_early
    from tracker.foi.letters.draft import kept

    if record != (how is not None):
        raise click.UsageError("--record and --how go together")
    db = existing(setting.db)
    refuse_early(db, setting.as_of, setting.today)
    made = asked(
        db, slug, setting.as_of, site=_site(), by=by, body=body, name=name, how=how, anyway=anyway
    )
    told = [f"once it is sent: `delaywatch respond {slug} --asked --on DAY --how TEXT`"]
    if record:
        told = [
            record_response(
                db, slug, made.response, setting.as_of, at=setting.instant, by=_name(who)
            )
        ]
    click.echo("Nothing was sent.\nBefore you send it:", err=True)
    for line in (*made.draft.lines, *told):
        click.echo(line if line.startswith(" ") else f"- {line}", err=True)
    click.echo("", err=True)
    if out is None:
        click.echo(made.draft.letter.written(form), nl=False)
    else:
        click.echo(f"{kept(made.draft, out, form)}: written")


@click.command()
@click.argument("slug")
@click.option("--from", "role", metavar="ROLE", help="Who objects: a role, no name.")
@click.option("--what", help="What is objected to, and why.")
@click.option("--on", "day", type=DAY, help="The day it came. [default: --as-of]")
@click.option("--event", "position", type=int, help="To this event of the page alone.")
@click.option("--url", help="Where it can be read.")
@click.option("--close", type=int, metavar="N", help="Propose what came of number N.")
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="What came of it.")
@click.option("--confirm", type=int, metavar="N", help="Confirm what another person proposed.")
@click.option("--send-back", type=int, metavar="N", help="Open number N again; say --reason.")
@_REASON
@_AS
@with_setting
@click.pass_obj
def objection(
    setting: Setting,
    slug: str,
    role: str | None,
    what: str | None,
    day: date | None,
    position: int | None,
    url: str | None,
    close: int | None,
    outcome: str | None,
    confirm: int | None,
    send_back: int | None,
    reason: str | None,
    who: str | None,
) -> None:
    """Record an objection to what is said of the commitment SLUG, and what came of it.

    While one is open, the claim is marked as disputed everywhere. One person proposes an outcome
    (--close), another confirms it (--confirm); where nobody else decides here, it is closed at
    once. With nothing given, lists them.
    """
    from tracker.fairness import objections

    db = existing(setting.db)
    new = {"--from": role, "--what": what, "--on": day, "--event": position, "--url": url}
    action = _the_one({"--close": close, "--confirm": confirm, "--send-back": send_back})
    if action is None and role is None and what is None:
        rest = {**new, "--outcome": outcome, "--reason": reason}
        _refuse_alone(rest, "--from and --what, --close, --confirm or --send-back")
        _say(objections.listed(db, slug, setting.as_of))
        return
    decided: dict[str, str] = {"by": reviewer_of(who), "at": setting.instant}
    if action is None:
        _refuse_beside("--from and --what", {"--outcome": outcome, "--reason": reason})
        said = objections.Objection(
            _needed(role, "--from"), _needed(what, "--what"), day or setting.as_of, position, url
        )
        click.echo(objections.record_objection(db, slug, said, setting.as_of, **decided))
        return
    _refuse_beside(action, new)
    if close is not None:
        made = _needed(outcome, "--outcome"), _needed(reason, "--reason")
        _say(objections.propose(db, slug, close, *made, **decided))
        return
    _refuse_beside(action, {"--outcome": outcome})
    if confirm is not None:
        _refuse_beside(action, {"--reason": reason})
        _say(objections.confirm(db, slug, confirm, **decided))
    elif send_back is not None:
        why = _needed(reason, "--reason")
        click.echo(objections.send_back(db, slug, send_back, why, **decided))


@click.command()
@click.argument("slug", required=False)
@click.option("--was", help="The wording that was wrong.")
@click.option("--now", "became", help="What stands there now.")
@click.option("--on", "day", type=DAY, help="The day of the correction. [default: --as-of]")
@click.option("--retract", type=int, metavar="POSITION", help="Take back this event of the page.")
@click.option(
    "--cause", type=click.Choice(["our_error", "objection", "rule", "evidence"]),
    help="Whose doing it is. [default for a wording: our_error]",
)  # fmt: skip
@_REASON
@_AS
@with_setting
@click.pass_obj
def correct(
    setting: Setting,
    slug: str | None,
    was: str | None,
    became: str | None,
    day: date | None,
    retract: int | None,
    cause: str | None,
    reason: str | None,
    who: str | None,
) -> None:
    """Publish that a wording was wrong, or take an accepted event back.

    SLUG is the commitment; without one the wording is of a page about many. Both stand under
    corrections with day, cause and reason; nothing is deleted. With SLUG alone, lists its events
    and what was corrected.
    """
    from tracker.fairness import corrections

    db = existing(setting.db)
    wording = {"--was": was, "--now": became, "--on": day}
    if retract is not None:
        _refuse_beside("--retract", wording)
        _among("--cause", cause, corrections.CAUSES_OF_EVENTS)
        _say(
            corrections.take_event_back(
                db,
                _needed(slug, "SLUG"),
                retract,
                _needed(reason, "--reason"),
                _needed(cause, "--cause"),
                setting.as_of,
                by=reviewer_of(who),
                at=setting.instant,
            )
        )
        return
    if was is None and became is None:
        rest = {"--on": day, "--cause": cause, "--reason": reason}
        _refuse_alone(rest, "--was and --now, or --retract")
        _say(corrections.listed(db, _needed(slug, "SLUG"), setting.as_of))
        return
    _among("--cause", cause, corrections.CAUSES)
    said = corrections.Wording(
        _needed(was, "--was"), _needed(became, "--now"), _needed(reason, "--reason"),
        cause or "our_error", day or setting.as_of,
    )  # fmt: skip
    click.echo(
        corrections.correct_wording(
            db, slug, said, setting.as_of, by=reviewer_of(who), at=setting.instant
        )
    )


# ------------------------------------------------------------------------- what was given


def _needed(value: str | None, option: str) -> str:
    if value is None:
        raise click.UsageError(f"{option} is missing")
    return value


def _among(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise click.UsageError(f"{option} is one of {', '.join(allowed)} here, not {value}")


def _refuse_beside(what: str, given: "Mapping[str, object]") -> None:
    """Refuse options that mean nothing beside another one."""
    for option, value in given.items():
        if value is not None:
            raise click.UsageError(f"{option} does not go with {what}")


def _refuse_alone(given: "Mapping[str, object]", needed: str) -> None:
    """Refuse options without the one that says what is to be done."""
    for option, value in given.items():
        if value is not None:
            raise click.UsageError(f"{option} alone says nothing: give {needed} as well")


def _the_one(given: "Mapping[str, object]") -> str | None:
    """The only option of several that was given, or None."""
    there = [option for option, value in given.items() if value is not None]
    if len(there) > 1:
        raise click.UsageError(f"{' and '.join(there)} exclude each other")
    return next(iter(there), None)


def _name(who: str | None) -> str | None:
    """Who records it, where anybody says: nothing of it is published."""
    return (who or os.environ.get("DELAYWATCH_REVIEWER") or "").strip() or None


def _site() -> "Site":
    from tracker.fairness.asking import Site

    names = ("DELAYWATCH_URL", "DELAYWATCH_CONTACT", "DELAYWATCH_OPERATOR")
    return Site(*(os.environ.get(name, "").strip() for name in names))


def _words_in(file: Path, words: str | None) -> str:
    """The words that stand in a file. Raises Problem where it is too large or not UTF-8."""
    if words is not None:
        raise click.UsageError("--words and --words-file exclude each other")
    if str(file) == "-":
        content = sys.stdin.buffer.read(_MOST_BYTES + 1)
    else:
        with file.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Problem("is far too long", where=str(file), do="give fewer words")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("is not UTF-8", where=str(file), do="save it as UTF-8") from error


def _say(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(line)


COMMANDS: tuple[click.Command, ...] = (ask, respond, objection, correct)

"""`delaywatch foi draft`: the next letter, shown or written to a file, never sent."""

from pathlib import Path

import click

from db.connection import existing
from tracker.foi.commands import foi
from tracker.setting import FOLDER, Setting, with_setting


@foi.command()
@click.argument("subject", metavar="SLUG_OR_CASE")
@click.option(
    "--kind", type=click.Choice(["request", "review", "complaint"]),
    help="Which letter. [default: the next one]",
)  # fmt: skip
@click.option("--body", help="The slug of the body to ask. [default: the one whose word it is]")
@click.option("--out", type=FOLDER, help="Write the letter to a file in this folder.")
@click.option(
    "--format", "form", type=click.Choice(["markdown", "text"]), default="markdown",
    show_default=True,
)  # fmt: skip
@click.option("--name", help="Who signs: your name.")
@click.option("--anyway", metavar="WHY", help="Ask although the date has not passed, and why.")
@click.option(
    "--environmental", is_flag=True, help="Ask under the regulations for environmental information."
)
@click.option(
    "--document/--no-document", "is_document", default=None,
    help="Whether a document was promised. [default: as the title has it]",
)  # fmt: skip
@with_setting
@click.pass_obj
def draft(
    setting: Setting,
    subject: str,
    kind: str | None,
    body: str | None,
    out: Path | None,
    form: str,
    name: str | None,
    anyway: str | None,
    environmental: bool,
    is_document: bool | None,
) -> None:
    """Draft the next letter: a request about a commitment, or what a case calls for.

    A case that is late or was refused gets a request for an internal review, then a complaint to
    the regulator. What to know before you send it goes to standard error, the letter to standard
    output. Nothing is ever sent.
    """
    from tracker.foi.cases import refuse_early
    from tracker.foi.letters.draft import Wish, drafted, kept

    wish = Wish(kind, body, name, anyway, environmental, is_document)
    db = existing(setting.db)
    refuse_early(db, setting.as_of, setting.today)
    made = drafted(db, subject, setting.as_of, wish)
    click.echo("Nothing was sent.\nBefore you send it:", err=True)
    for line in made.lines:
        click.echo(f"- {line}" if not line.startswith(" ") else line, err=True)
    if made.link:
        fewer = "" if made.link_is_whole else ", in fewer words than the letter: compare them"
        click.echo(f"Ready to be looked over on WhatDoTheyKnow{fewer}:\n{made.link}", err=True)
    click.echo("", err=True)
    if out is None:
        click.echo(made.letter.written(form), nl=False)
    else:
        click.echo(f"{kept(made, out, form)}: written")

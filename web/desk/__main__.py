"""``python -m web.desk serve|add|remove|list``: the editors' instance, and who may sign in.

A program of its own, so that the public pages load nothing of it.
"""

import ipaddress
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from db.connection import existing, explained
from db.errors import Problem
from tracker.wording import day_words
from web import clock
from web.__main__ import Server, datasette_command
from web.desk import accounts
from web.desk.setting import Setting

HERE: Final = Path(__file__).parent
_PLUGINS: Final = "--plugins-dir"
_DATABASE: Final = click.option("--db", type=click.Path(path_type=Path), required=True)

Command = Callable[..., None]


def desk_command(release: Path, host: str, port: int) -> list[str]:
    """The command that serves one release folder with the desk beside it."""
    command = datasette_command(release, host, port)
    command[command.index(_PLUGINS) + 1] = str(HERE / "plugins")
    return [*command, "--static", f"desk-static:{HERE / 'static'}"]


def _telling(command: Command) -> Command:
    """A command that tells of a Problem in a line."""

    @wraps(command)
    def told(db: Path, **given: Any) -> None:
        try:
            with explained(db):
                command(db, **given)
        except Problem as problem:
            click.echo(f"delaywatch: {problem}", err=True)
            sys.exit(problem.exit_code)

    return told


@click.group()
def main() -> None:
    """Serve the review desk, and say who may sit at it."""


@main.command()
@_DATABASE
@click.option("--published", type=click.Path(path_type=Path), required=True)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8002, show_default=True)
@click.option("--behind-https", is_flag=True)
@_telling
def serve(
    db: Path, published: Path, as_of: datetime | None, host: str, port: int, behind_https: bool
) -> None:
    """Serve the current release and, to signed-in editors, what waits in the database."""
    _refuse_plain_http(host, behind_https=behind_https)
    existing(db).conn.close()
    here = Setting(db.resolve(), _day(as_of), behind_https)
    accounts.refuse_open(here.editors)
    if not accounts.editors(here.editors):
        click.echo("delaywatch: nobody can sign in yet: delaywatch editor add NAME", err=True)
    # In the environment, which only this user can read: a command line is read by everybody.
    secrets = {"DATASETTE_SECRET": accounts.secret(here.db)}
    environment = here.environment() | secrets
    Server(published, host, port, command=desk_command, environment=environment).run()


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _refuse_plain_http(host: str, *, behind_https: bool) -> None:
    """Raise Problem where passwords and sessions would cross a network that anybody can read."""
    if behind_https or _is_loopback(host):
        return
    raise Problem(
        "passwords would go over the network unencrypted",
        where=host,
        do="leave out --host and put a proxy before it that speaks HTTPS, with --behind-https",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@main.command()
@click.argument("name")
@_DATABASE
@_telling
def add(db: Path, name: str) -> None:
    """Let NAME sign in: asks twice for a password."""
    file = accounts.beside(db)
    accounts.refuse_bad_name(name)
    password = click.prompt(
        f"Password ({accounts.LEAST_LETTERS} characters or more)",
        hide_input=True,
        confirmation_prompt=True,
    )
    accounts.add(file, name, password, clock.today().isoformat())
    click.echo(f"{name}: can sign in")


@main.command()
@click.argument("name")
@_DATABASE
@_telling
def remove(db: Path, name: str) -> None:
    """Let NAME sign in no more, and end every session of that editor."""
    accounts.remove(accounts.beside(db), name)
    click.echo(f"{name}: can sign in no more; the decisions stay")


@main.command("list")
@_DATABASE
@_telling
def listed(db: Path) -> None:
    """List who may sign in."""
    for name, account in accounts.editors(accounts.beside(db)).items():
        click.echo(f"{name}  since {day_words(account.since)}")


if __name__ == "__main__":
    main()

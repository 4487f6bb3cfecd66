"""What every command of the command line needs: its options, its clock, its errors."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from db.connection import DEFAULT_PATH, explained
from db.errors import Problem
from tracker.days import LONDON

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Setting:
    """What every command needs: where the data lies and what day it is."""

    db: Path
    as_of: date
    now: datetime

    @property
    def known_until(self) -> date:
        """The later of today and --as-of: nothing can have been said after it."""
        return max(self.as_of, self.today)

    @property
    def today(self) -> date:
        """The day in London, whatever --as-of says."""
        return self.now.astimezone(LONDON).date()

    @property
    def instant(self) -> str:
        """The instant of this call, as it is stored (UTC)."""
        return instant(self.now)

    @property
    def published(self) -> Path:
        """The folder of releases, beside the database."""
        return self.db.parent / "published"


def instant(when: datetime) -> str:
    """An instant as it is stored (UTC)."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def reviewer_of(named: str | None) -> str:
    """Who decides: as named, or DELAYWATCH_REVIEWER. Raises UsageError where nobody says."""
    name = (named or os.environ.get("DELAYWATCH_REVIEWER") or "").strip()
    if not name:
        raise click.UsageError("say who decides: --as NAME, or set DELAYWATCH_REVIEWER")
    return name


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a day; write it like 2026-03-31", param, ctx)


DAY = _Day()
FOLDER = click.Path(path_type=Path, file_okay=False)


def copy_words(base_url: str | None, delay: float | None) -> list[str]:
    """The words that point the crawler at a copy of a site, and say how fast it may go.

    Raises UsageError for an address that is empty.
    """
    words = []
    if base_url is not None:
        if not base_url.strip():
            raise click.UsageError("--base-url is empty; leave it out to crawl the real site")
        words += ["--base-url", base_url]
    if delay is not None:
        words += ["--delay", str(delay)]
    return words


def with_setting(command: Command) -> Command:
    """Give a command --db and --as-of, which may stand before or after its name."""
    for option in (
        click.option(
            "--as-of", type=DAY, expose_value=False, callback=_remember("as_of"),
            help="Count for this day instead of today (London).",
        ),
        click.option(
            "--db", type=click.Path(path_type=Path, dir_okay=False), expose_value=False,
            callback=_remember("db"),
            help=f"The database; also DELAYWATCH_DB. [default: {DEFAULT_PATH}]",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def remember(ctx: click.Context, _param: click.Parameter, value: Any) -> None:
        if value is not None:
            setattr(setting_of(ctx), name, value)

    return remember


def setting_of(ctx: click.Context) -> Setting:
    """The setting of this call, made from clock and environment when first asked for.

    The one place where either is read.
    """
    if isinstance(ctx.obj, Setting):
        return ctx.obj
    now = datetime.now(UTC)
    path = Path(os.environ.get("DELAYWATCH_DB") or DEFAULT_PATH)
    setting = ctx.obj = Setting(db=path, as_of=now.astimezone(LONDON).date(), now=now)
    return setting


class Commands(click.Group):
    """A group that shows a Problem as a line, and lists the commands in the order of the flow."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, D102 - click's
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: D102 - click's
        setting = setting_of(ctx)
        try:
            with explained(setting.db):
                return super().invoke(ctx)
        except Problem as problem:
            click.echo(f"delaywatch: {problem}", err=True)
            sys.exit(problem.exit_code)

"""The desk for releases, in a terminal: one link at a time, a key for each decision.

Every decision is kept at once, so nothing is lost if the desk is killed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import click
from sqlite_utils import Database

import db.foi.releases as store
from db.foi.releases import Link
from db.known import commitment_names
from tracker.days import day_in_london
from tracker.foi.releases import decide, passage, undo
from tracker.review.decisions import Changed, Settled
from tracker.review.keys import Quit, asked_key
from tracker.review.lines import indented, wrapped
from tracker.review.sitting import Again, Sitting, undone
from tracker.wording import day_words, plain

Row = dict[str, Any]
KEYS: Final = {"a": "accept", "r": "reject", "s": "skip", "u": "undo", "q": "quit"}
DECISIONS: Final = {"a": "accept", "r": "reject"}


@dataclass(frozen=True)
class _Sitting:
    """Who decides where; ``clock`` gives the instant of each decision (UTC)."""

    db: Database
    reviewer: str
    clock: Callable[[], str]

    def undo(self) -> None:
        """Take back the reviewer's last decision, and say so."""
        click.echo("\n".join(indented(undo(self.db, self.reviewer, self.clock()))))


def sit(db: Database, reviewer: str, clock: Callable[[], str]) -> int:
    """Show what waits until the reviewer quits or nothing is left; returns how many were decided.

    ``clock`` gives the instant of each decision (UTC).
    """
    sitting = _Sitting(db, reviewer, clock)
    return Sitting(
        lambda: store.waiting(db),
        lambda one: _one(sitting, one),
        sitting.undo,
        lambda: store.last_decision(db, reviewer) is not None,
        says_how_many=True,
    ).sit()


def listed(db: Database) -> Iterator[str]:
    """What waits, in the order in which the desk shows it, in lines."""
    for one in store.waiting(db):
        if found := store.link(db, *one):
            yield from wrapped(f"{found['commitment']}: {plain(found['title'])}")
            yield from wrapped(f"{found['why']}{_sample(found)}", "  ", "  ")
            yield from wrapped(found["url"], "  ", "  ")


def _one(sitting: _Sitting, one: Link) -> bool:
    """Show a link until it is decided or skipped; whether it was decided."""
    while (found := store.link(sitting.db, *one)) and found["decision"] is None:
        click.echo("\n".join(["", *_shown(sitting.db, found), ""]))
        try:
            return _answered(sitting, found)
        except Settled as settled:
            click.echo("\n".join(indented(str(settled))))
            return False
        except Changed as changed:
            click.echo("\n".join(indented(str(changed))))
        except Again:
            pass
    return False


def _answered(sitting: _Sitting, found: Row) -> bool:
    """Ask for keys until one decides or skips; whether it was decided.

    Raises Changed, Settled, Quit, and Again after something was taken back.
    """
    while True:
        key = asked_key(KEYS)
        if key == "q":
            raise Quit
        if key == "s":
            return False
        if key == "u":
            undone(sitting.undo)
        else:
            line = decide(sitting.db, found, DECISIONS[key], sitting.reviewer, sitting.clock())
            click.echo("\n".join(indented(line)))
            return True


def _shown(db: Database, found: Row) -> list[str]:
    """A link with all that is needed to decide."""
    around = words_around(db, found)
    told = [f"{found['publisher']}: {found['url']}", *facts(found)]
    return [
        *(click.style(line, bold=True) for line in wrapped(claim(found))),
        "",
        *(line for fact in told for line in indented(fact)),
        *(["", *wrapped(f"“{around}”", "    ", "    ")] if around else []),
    ]


def claim(found: Row) -> str:
    """What may be evidence about what."""
    return f"Evidence about {plain(found['commitment_title'])}? {plain(found['title'])}"


def facts(found: Row) -> list[str]:
    """When it was published and why it is suggested, a line each."""
    published = day_in_london(found["published_at"])
    return [
        f"Published {day_words(published.isoformat())}" if published else "Undated",
        f"{found['why'][0].upper()}{found['why'][1:]}.{_sample(found)}",
    ]


def words_around(db: Database, found: Row) -> str:
    """The first place in its text where the commitment is named; "" where none is."""
    places = (passage(found["text"], name) for name in _names(db, found))
    return plain(next(filter(None, places), ""))


def _names(db: Database, found: Row) -> list[str]:
    row = commitment_names(db, [found["commitment"]])[found["commitment"]]
    return [row["title"], *row["aliases"]]


def _sample(found: Row) -> str:
    return " This page is a sample." if found["origin"] == "sample" else ""

"""The review desk in a terminal: one suggestion at a time, a key for each decision.

Every decision is kept at once, so nothing is lost if the desk is killed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import click
from sqlite_utils import Database

import db.reviews as store
from db.errors import Problem
from tracker.review.decisions import Changed, Decision, Settled, Verdict, as_seen, decide, undo
from tracker.review.drafts import EDITABLE, from_typed, proposed
from tracker.review.effects import effects
from tracker.review.keys import Quit, asked_key
from tracker.review.lines import indented, shown, wrapped
from tracker.review.sitting import Again, Sitting

Row = dict[str, Any]
KEYS: Final = {
    "a": "accept", "r": "reject", "e": "edit", "l": "link", "n": "new", "t": "same", "s": "skip",
    "u": "undo", "q": "quit",
}  # fmt: skip
VERDICTS: Final[dict[str, Verdict]] = {
    "a": "accept", "r": "reject", "e": "edit", "l": "link", "n": "new", "t": "same",
}  # fmt: skip


@dataclass(frozen=True)
class _Sitting:
    """Who decides where; ``clock`` gives the instant of each decision (UTC)."""

    db: Database
    reviewer: str
    clock: Callable[[], str]
    today: date

    def undo(self) -> None:
        """Take back the reviewer's last decision, and say so."""
        click.echo(undo(self.db, self.reviewer, self.clock(), self.today))

    def decide(self, decision: Decision) -> None:
        """Keep a decision, and say what came of it."""
        click.echo(f"  {decide(self.db, decision, self.today).line}")

    def effects(self, decision: Decision) -> list[str]:
        """What a decision would change, in lines. Raises Problem where it cannot be made."""
        changes = effects(self.db, decision, self.today)
        return indented(f"Accepted, it changes: {'; '.join(changes)}.")


def sit(db: Database, reviewer: str, clock: Callable[[], str], today: date) -> int:
    """Show what waits until the reviewer quits or nothing is left; returns how many were decided.

    ``clock`` gives the instant of each decision (UTC); ``today`` dates what was checked.
    """
    sitting = _Sitting(db, reviewer, clock, today)
    return Sitting(
        lambda: store.queue(db),
        lambda statement_id: _one(sitting, statement_id),
        sitting.undo,
        lambda: store.standing_review(db, reviewer) is not None,
        says_how_many=False,
    ).sit()


def _one(sitting: _Sitting, statement_id: int) -> bool:
    """Show a statement until it is decided or skipped; whether it was decided."""
    while found := store.statement(sitting.db, statement_id):
        suggestions = store.suggestions_of(sitting.db, statement_id)
        click.echo("\n".join(shown(sitting.db, found, suggestions)))
        seen = as_seen(sitting.db, found)
        try:
            if suggestions:
                _show_effects(sitting, statement_id, seen)
            return _answered(sitting, found, suggestions, seen)
        except Settled as settled:
            click.echo(f"  {settled}")
            return False
        except Changed as changed:
            click.echo(f"  {changed}")
        except Again:
            pass
    return False


def _show_effects(sitting: _Sitting, statement_id: int, seen: str) -> None:
    """What the key for accepting would do, or why it cannot. Raises Changed, Settled."""
    accepted = Decision(statement_id, "accept", sitting.reviewer, sitting.clock(), seen=seen)
    with _told():
        click.echo("\n".join(sitting.effects(accepted)))


@contextmanager
def _told() -> Iterator[None]:
    """Tell of a problem that the reviewer can answer here; Changed and Settled pass."""
    try:
        yield
    except (Changed, Settled):
        raise
    except Problem as problem:
        click.echo("\n".join(indented(str(problem))))


def _answered(sitting: _Sitting, found: Row, suggestions: list[Row], seen: str) -> bool:
    """Ask for keys until one decides or skips; whether it was decided.

    Raises Changed, Settled, Again after something was taken back, and Quit.
    """
    while True:
        key = asked_key(KEYS)
        if key == "q":
            raise Quit
        if key == "s":
            return False
        with _told():
            if key == "u":
                sitting.undo()
                raise Again
            decision = _asked(sitting, found, key, suggestions, seen)
            if decision is not None:
                sitting.decide(decision)
                return True


# --------------------------------------------------------------------- what is asked


def _asked(
    sitting: _Sitting, found: Row, key: str, suggestions: list[Row], seen: str
) -> Decision | None:
    """The decision that a key begins, once everything else has been asked; None: not after all."""
    plain = Decision(found["id"], VERDICTS[key], sitting.reviewer, sitting.clock(), seen=seen)
    if key in ("a", "t", "r"):
        return plain
    if key == "n":
        title = click.prompt("Title", default=found["deliverable"] or "")
        return _confirmed(sitting, replace(plain, title=title))
    if key == "l":
        slug = _chosen(sitting.db, suggestions)
        return _confirmed(sitting, replace(plain, commitment=slug)) if slug else None
    slug = next((one["commitment"] for one in suggestions), None)
    fields = _edited(proposed(sitting.db, found, slug, sitting.today))
    return _confirmed(sitting, replace(plain, fields=fields)) if fields else None


def _confirmed(sitting: _Sitting, decision: Decision) -> Decision | None:
    """A decision that is not the machine's own, once the reviewer has seen what it comes to."""
    click.echo("\n".join(sitting.effects(decision)))
    return decision if click.confirm("  Do it?", default=True) else None


def _chosen(db: Database, suggestions: list[Row]) -> str | None:
    """A commitment: by the number of a suggestion, by its slug, or by words of its title."""
    asked = click.prompt("Number, slug or words of the title", default="").strip()
    if not asked:
        return None
    if asked.isdecimal() and 0 < int(asked) <= len(suggestions):
        slug: str | None = suggestions[int(asked) - 1]["commitment"]
        if slug is None:
            click.echo("  That one is not on record yet: [n] makes it.")
        return slug
    if store.commitment(db, asked):
        return asked
    return _one_of(store.commitments_like(db, asked))


def _one_of(matches: list[Row]) -> str | None:
    """The one that the reviewer means of those found by words; None: none of them."""
    if not matches:
        click.echo("  No commitment has these words.")
        return None
    if len(matches) == 1:
        click.echo(f"  {matches[0]['title']} ({matches[0]['slug']})")
        return str(matches[0]["slug"]) if click.confirm("This one?", default=True) else None
    for number, row in enumerate(matches, start=1):
        click.echo("\n".join(wrapped(f"{row['title']} ({row['slug']})", f"  {number} ", "    ")))
    which = click.prompt("Which of them? Number (empty: none)", default="", show_default=False)
    if which.isdecimal() and 0 < int(which) <= len(matches):
        return str(matches[int(which) - 1]["slug"])
    return None


def _edited(event: Row) -> dict[str, Any]:
    """Fields that the reviewer wants otherwise; an empty answer ends."""
    fields: dict[str, Any] = {}
    click.echo(f"  Fields: {', '.join(EDITABLE)}")
    while True:
        name = click.prompt("Field (empty: done)", default="", show_default=False).strip()
        if not name:
            return fields
        if name not in EDITABLE:
            click.echo("  There is no such field.")
            continue
        value = click.prompt(f"{name} (now: {event.get(name)}; “-” for none)").strip()
        fields[name] = from_typed(name, value)

"""The review desk in a terminal: one suggestion at a time, a key for each decision.

Every decision is kept at once, so nothing is lost if the desk is killed.
"""

import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import click
from sqlite_utils import Database

import db.reviews as store
from db.errors import Problem
from tracker.review.decisions import Changed, Decision, Verdict, as_seen, decide, undo
from tracker.review.drafts import EDITABLE, proposed
from tracker.review.effects import effects
from tracker.review.lines import indented, shown, wrapped

Row = dict[str, Any]
_KEYS: Final = (
    ("a", "accept"), ("r", "reject"), ("e", "edit"), ("l", "link"), ("n", "new"), ("t", "same"),
    ("s", "skip"), ("u", "undo"), ("q", "quit"),
)  # fmt: skip


_VERDICTS: Final[dict[str, Verdict]] = {
    "a": "accept", "r": "reject", "e": "edit", "l": "link", "n": "new", "t": "same",
}  # fmt: skip


class _Quit(Exception):
    """The reviewer has done enough."""


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
        """What a decision would change; a line that says why it cannot be made."""
        try:
            changes = effects(self.db, decision, self.today)
        except Problem as problem:
            return [f"  {problem}"]
        return indented(f"Accepted, it changes: {'; '.join(changes)}.")


def sit(db: Database, reviewer: str, clock: Callable[[], str], today: date) -> int:
    """Show what waits until the reviewer quits or nothing is left; returns how many were decided.

    ``clock`` gives the instant of each decision (UTC); ``today`` dates what was checked.
    """
    sitting = _Sitting(db, reviewer, clock, today)
    decided = 0
    seen: set[int] = set()
    try:
        while True:
            for statement_id in _waiting(db, seen):
                decided += _one(sitting, statement_id)
            click.echo("Nothing more waits.")
            if not store.standing_review(db, reviewer) or _key(("u", "q")) == "q":
                break
            sitting.undo()
    except _Quit:
        pass
    return decided


def _waiting(db: Database, seen: set[int]) -> Iterator[int]:
    """What waits, in order, each once; what an undo opens again comes next."""
    while True:
        following = next((one for one in store.queue(db) if one not in seen), None)
        if following is None:
            return
        seen.add(following)
        yield following
        seen.intersection_update(store.queue(db))


def _one(sitting: _Sitting, statement_id: int) -> bool:
    """Show a statement until it is decided or skipped; whether it was decided."""
    while found := store.statement(sitting.db, statement_id):
        suggestions = store.suggestions_of(sitting.db, statement_id)
        click.echo("\n".join(shown(sitting.db, found, suggestions)))
        seen = as_seen(sitting.db, found)
        accepted = Decision(statement_id, "accept", sitting.reviewer, sitting.clock(), seen=seen)
        if suggestions:
            click.echo("\n".join(sitting.effects(accepted)))
        try:
            return _answered(sitting, found, suggestions, seen)
        except Changed as changed:
            click.echo(f"  {changed}")
    return False


def _answered(sitting: _Sitting, found: Row, suggestions: list[Row], seen: str) -> bool:
    """Ask for keys until one decides or skips; whether it was decided. Raises Changed, _Quit."""
    while True:
        key = _key()
        if key == "q":
            raise _Quit
        if key == "s":
            return False
        try:
            if key == "u":
                sitting.undo()
                continue
            decision = _asked(sitting, found, key, suggestions, seen)
            if decision is None:
                continue
            sitting.decide(decision)
        except Changed:
            raise
        except Problem as problem:
            click.echo(f"  {problem}")
            continue
        return True


def _key(allowed: Collection[str] = dict(_KEYS)) -> str:
    offered = [f"[{key}]\xa0{name}" for key, name in _KEYS if key in allowed]
    click.echo("\n".join(wrapped("  ".join(offered))).replace("\xa0", " ") + " ", nl=False)
    while True:
        key = _pressed().lower()
        if key in _LEAVING:
            click.echo()
            raise _Quit
        if key in allowed:
            click.echo(key)
            return key


# Ctrl-C, Ctrl-D, and the end of the input.
_LEAVING: Final = ("\x03", "\x04", "")


def _pressed() -> str:
    """One key; where no terminal is there, one character of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1)
    try:
        return click.getchar()
    except (KeyboardInterrupt, EOFError):
        return ""


# --------------------------------------------------------------------- what is asked


def _asked(
    sitting: _Sitting, found: Row, key: str, suggestions: list[Row], seen: str
) -> Decision | None:
    """The decision that a key begins, once everything else has been asked; None: not after all."""
    plain = Decision(found["id"], _VERDICTS[key], sitting.reviewer, sitting.clock(), seen=seen)
    if key in ("a", "t", "r"):
        return plain
    if key == "n":
        title = click.prompt("Title", default=found["deliverable"] or "")
        return replace(plain, title=title)
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
    if asked.isdigit() and 0 < int(asked) <= len(suggestions):
        slug: str | None = suggestions[int(asked) - 1]["commitment"]
        if slug is None:
            click.echo("  That one is not on record yet: [n] makes it.")
        return slug
    if store.commitment(db, asked):
        return asked
    matches = store.commitments_like(db, asked)
    if len(matches) == 1:
        click.echo(f"  {matches[0]['title']} ({matches[0]['slug']})")
        return str(matches[0]["slug"]) if click.confirm("This one?", default=True) else None
    for row in matches:
        click.echo(f"  {row['slug']}: {row['title']}")
    click.echo("  Which of them? Give its slug." if matches else "  No commitment has these words.")
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
        fields[name] = _value(name, value)


def _value(name: str, value: str) -> Any:
    if value == "-":
        return None
    return value in ("1", "yes", "true") if name == "due_soft" else value

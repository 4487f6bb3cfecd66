"""The daily list at a desk in the terminal: one commitment at a time, a key for each result.

Every look is kept at once, so nothing is lost if the desk is killed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import click
from sqlite_utils import Database

from db.errors import Problem
from tracker.looks import lines
from tracker.looks.due import (
    HOW_TO_RECORD_IT,
    Subject,
    due_count,
    due_list,
    prefilled,
    subject,
    waiting_for_review,
)
from tracker.looks.recording import AN_EDITOR, Look, record_look, take_back
from tracker.review.keys import Quit, asked_key
from tracker.review.lines import indented
from tracker.review.sitting import Again, Sitting, undone

KEYS: Final = {
    "n": "not found", "f": "found", "u": "unclear", "e": "edit what is recorded", "s": "skip",
    "b": "back", "q": "quit",
}  # fmt: skip
RESULTS: Final = {"n": "not_found", "f": "found", "u": "unclear"}
_TAKEN_BACK: Final = "taken back by whoever recorded it"


@dataclass
class _Sitting:
    """Who looks, as what, for which kind of commitment; numbers and slugs of what was recorded.

    ``opened`` is the slug whose look was taken back last.
    """

    db: Database
    looked_by: str
    looked_as: str
    as_of: date
    kind: str
    recorded: list[tuple[int, str]] = field(default_factory=list)
    opened: str = ""

    def keep(self, look: Look) -> None:
        """Keep a look, and say what came of it."""
        kept = record_look(self.db, look, self.as_of)
        if kept.is_new:
            self.recorded.append((kept.id, look.slug))
        click.echo("\n".join(indented(kept.line)))

    def undo(self) -> None:
        """Take back the last look of this sitting, and say so."""
        if not self.recorded:
            raise Problem("nothing was recorded in this sitting")
        look_id, self.opened = self.recorded.pop()
        click.echo("\n".join(indented(take_back(self.db, look_id, _TAKEN_BACK, self.as_of))))


def sit(
    db: Database,
    looked_by: str,
    as_of: date,
    *,
    kind: str = "promise",
    looked_as: str = AN_EDITOR,
) -> int:
    """Show what is to be looked for until it is enough or nothing is left; how many were recorded.

    ``looked_by`` is a name, and never published.
    """
    sitting = _Sitting(db, looked_by, looked_as, as_of, kind)
    _say_what_waits(sitting)
    Sitting(
        lambda: [due.slug for due in due_list(db, as_of, kind)],
        lambda slug: _one(sitting, slug),
        sitting.undo,
        lambda: bool(sitting.recorded),
        says_how_many=True,
    ).sit()
    return len(sitting.recorded)


def listed(db: Database, as_of: date, kind: str = "promise") -> Iterator[str]:
    """The list, oldest claim first, in lines; what awaits the review instead comes last."""
    found = due_list(db, as_of, kind)
    for due in found:
        yield from lines.brief(due)
    more = due_count(db, as_of, kind) - len(found)
    if more > 0:
        yield f"{more:,} more"
    if not found:
        yield "Nothing is to be looked for."
    for due in waiting_for_review(db, as_of, kind):
        yield from lines.to_decide(due)


def _say_what_waits(sitting: _Sitting) -> None:
    """What is not in the list, for it needs a decision and no look."""
    for due in waiting_for_review(sitting.db, sitting.as_of, sitting.kind):
        click.echo("\n".join(lines.to_decide(due)))


def _one(sitting: _Sitting, slug: str) -> bool:
    """Show a commitment until a look is recorded or it is skipped; whether one was recorded.

    After going back, the one before is shown first, then this one again.
    """
    while True:
        try:
            return _shown(sitting, slug)
        except Again:
            _one(sitting, sitting.opened)


def _shown(sitting: _Sitting, slug: str) -> bool:
    found = subject(sitting.db, slug, sitting.as_of)
    click.echo("\n".join(lines.shown(found)))
    look = replace(
        prefilled(found, "not_found", sitting.as_of, sitting.looked_by),
        looked_as=sitting.looked_as,
    )
    click.echo("\n".join(lines.offered(look)))
    return _answered(sitting, found, look)


def _answered(sitting: _Sitting, found: Subject, look: Look) -> bool:
    """Ask for keys until one records or skips; whether a look was recorded. Raises Quit, Again."""
    edited = False
    while True:
        key = asked_key(KEYS)
        if key == "q":
            raise Quit
        if key == "s":
            return False
        if key == "b":
            undone(sitting.undo)
        elif key == "e":
            look, edited = _edited(look), True
            click.echo("\n".join(lines.offered(look)))
        elif _recorded(sitting, _with_result(found, look, RESULTS[key], edited=edited)):
            return True


def _with_result(found: Subject, look: Look, result: str, *, edited: bool) -> Look:
    """The look with its result; what is said of it, unless a person wrote that."""
    if result == "found":
        place = click.prompt("Address of what was found").strip()
        note = look.note if edited else f"Found at {place}."
        return replace(look, result=result, place=place, note=note)
    note = prefilled(found, result, look.day, look.looked_by).note
    return replace(look, result=result, note=look.note if edited else note)


def _recorded(sitting: _Sitting, look: Look) -> bool:
    """Keep a look, unless something is wrong with it, which is said."""
    try:
        sitting.keep(look)
    except Problem as problem:
        click.echo("\n".join(indented(str(problem))))
        return False
    if look.result == "found":
        click.echo("\n".join(indented(HOW_TO_RECORD_IT.format(slug=look.slug))))
    return True


def _edited(look: Look) -> Look:
    """What a person says instead; an empty answer leaves it as it is."""
    place = click.prompt("Address that was looked at", default=look.place or "", show_default=False)
    words = click.prompt("Words searched for", default=look.words or "", show_default=False)
    note = click.prompt("Note", default=look.note, show_default=False)
    return replace(look, place=place.strip(), words=words.strip(), note=note.strip())

"""The desk for changes, in a terminal: one at a time, a key for each decision.

What took promises away comes first, then what changed at whole sites, then the rest, the oldest
first. Every decision is kept at once, so nothing is lost if the desk is killed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import click
from sqlite_utils import Database

import db.changes as store
from tracker.changes.decisions import Decision, Verdict, decide, is_change, undo
from tracker.changes.lines import brief, brief_notice, shown, shown_notice
from tracker.changes.losses import lost_statements
from tracker.review.decisions import Changed, Settled
from tracker.review.keys import Quit, asked_key
from tracker.review.lines import indented
from tracker.review.sitting import Again, Sitting, undone

Row = dict[str, Any]
# A change (True) or a site change (False), and its number.
Item = tuple[bool, int]
CHANGE_KEYS: Final = {
    "a": "accept", "r": "reject", "n": "note", "m": "more", "s": "skip", "u": "undo", "q": "quit",
}  # fmt: skip
NOTICE_KEYS: Final = {
    "a": "accept", "r": "reject", "o": "one by one", "n": "note", "s": "skip", "u": "undo",
    "q": "quit",
}  # fmt: skip
VERDICTS: Final[dict[str, Verdict]] = {"a": "accept", "r": "reject", "o": "one_by_one"}
# Which kinds come first, after what took promises away and what is a whole site's.
_KINDS: Final = ("vanished", "edited", "replaced_file", "date_changed", "moved", "came_back")


@dataclass(frozen=True)
class _Sitting:
    """Who decides where; ``clock`` gives the instant of each decision (UTC).

    ``state`` is what is looked through: what waits, or what was set aside.
    """

    db: Database
    reviewer: str
    clock: Callable[[], str]
    state: str

    def undo(self) -> None:
        """Take back the reviewer's last decision, and say so."""
        click.echo("\n".join(indented(undo(self.db, self.reviewer, self.clock()))))


def sit(db: Database, reviewer: str, clock: Callable[[], str], *, set_aside: bool = False) -> int:
    """Show what waits until the reviewer quits or nothing is left; returns how many were decided.

    ``set_aside``: show what a rule has set aside instead.
    """
    sitting = _Sitting(db, reviewer, clock, "set aside" if set_aside else "waiting")
    return Sitting(
        lambda: queue(db, sitting.state),
        lambda item: _one(sitting, item),
        sitting.undo,
        lambda: store.standing_review(db, reviewer) is not None,
        says_how_many=True,
    ).sit()


def listed(db: Database, *, set_aside: bool = False) -> Iterator[str]:
    """What waits (or was set aside), in the order in which the desk shows it, in lines."""
    state = "set aside" if set_aside else "waiting"
    lost = lost_statements(db, state)
    for is_of_a_document, number in queue(db, state):
        if not is_of_a_document:
            yield from brief_notice(store.notice(db, number) or {})
        elif found := store.change(db, number):
            yield from brief(found, lost.get(number, ()))


def queue(db: Database, state: str) -> list[Item]:
    """What is to be looked at, in order."""
    lost = lost_statements(db, state)
    rows = store.waiting(db, state)
    rows.sort(key=lambda row: (_KINDS.index(row["kind"]), row["changed_by"], row["id"]))
    first = [(True, row["id"]) for row in rows if row["id"] in lost]
    notices = store.waiting_notices(db) if state == "waiting" else []
    others = [(True, row["id"]) for row in rows if row["id"] not in lost]
    return [*first, *((False, number) for number in notices), *others]


def _one(sitting: _Sitting, item: Item) -> bool:
    """Show a change until it is decided or skipped; whether it was decided."""
    whole = False
    while subject := _subject(sitting, item):
        click.echo("\n".join(_lines(sitting, subject, whole=whole)))
        try:
            return _answered(sitting, subject)
        except Settled as settled:
            click.echo("\n".join(indented(str(settled))))
            return False
        except Changed as changed:
            click.echo("\n".join(indented(str(changed))))
        except Again as again:
            whole = bool(again.args)
    return False


def _subject(sitting: _Sitting, item: Item) -> Row | None:
    """What is to be looked at, unless an undo has made it part of something else."""
    is_of_a_document, number = item
    found = (store.change if is_of_a_document else store.notice)(sitting.db, number)
    return found if found and found["state"] == sitting.state else None


def _lines(sitting: _Sitting, subject: Row, *, whole: bool) -> list[str]:
    if not is_change(subject):
        return ["", *shown_notice(sitting.db, subject), ""]
    lost = lost_statements(sitting.db, subject["state"], subject["id"])
    return ["", *shown(sitting.db, subject, lost.get(subject["id"], ()), whole=whole), ""]


def _answered(sitting: _Sitting, subject: Row) -> bool:
    """Ask for keys until one decides or skips; whether it was decided.

    Raises Changed, Settled, Quit, and Again after something was taken back or all is wanted.
    """
    note = None
    while True:
        key = asked_key(CHANGE_KEYS if is_change(subject) else NOTICE_KEYS)
        if key == "q":
            raise Quit
        if key == "s":
            return False
        if key == "m":
            raise Again("whole")
        if key == "n":
            note = click.prompt("Note", default="", show_default=False).strip() or None
        elif key == "u":
            undone(sitting.undo)
        else:
            said = Decision(subject, VERDICTS[key], sitting.reviewer, sitting.clock(), note)
            click.echo("\n".join(indented(decide(sitting.db, said))))
            return True

"""When there is to be no letter about a commitment yet, and what its drafter should know first.

A letter accuses, if only by asking. So nothing is asked for that came out or may have come out,
that is not yet due, or that nobody has looked for; and nothing while a question about it is open.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from sqlite_utils import Database

from db.errors import Problem
from db.foi import letters as store
from tracker.foi.letters.wording import day
from tracker.wording import STATUS_DEFINITIONS, STATUS_NAMES, day_words

Row = dict[str, Any]

_CAME_OUT: Final = frozenset({"delivered", "delivered_on_time", "delivered_late", "unclear"})
# A look counts as long as the views count it (db/views.sql, `statuses`).
_FRESH: Final = timedelta(days=92)


def refuse_early(db: Database, commitment: Row, as_of: date, *, anyway: str | None) -> None:
    """Raise Problem, with what to do, where there is to be no request about a commitment yet.

    ``anyway`` is why one is wanted although the date has not passed.
    """
    slug = commitment["slug"]
    for why, do in store.holds(db, slug):
        raise Problem(f"held back: {why}", where=slug, do=do)
    refuse_unripe(
        commitment, as_of, look=store.last_look(db, slug), anyway=anyway,
        is_promised=bool(store.said(db, slug)),
    )  # fmt: skip


def refuse_unripe(
    commitment: Row, as_of: date, *, look: Row | None, is_promised: bool, anyway: str | None = None
) -> None:
    """Raise Problem where what is known of a commitment calls for no request yet.

    ``look`` is the newest look for it; ``is_promised`` whether a word of the body itself is known.
    """
    slug, status = commitment["slug"], commitment["status"]
    if status in _CAME_OUT:
        raise Problem(
            f"there is nothing to ask for: {STATUS_NAMES[status]} "
            f"({STATUS_DEFINITIONS[status][:1].lower()}{STATUS_DEFINITIONS[status][1:-1]})",
            where=slug,
            do="if that is wrong, correct the register",
        )
    if not is_promised:
        raise Problem(
            "no promise of the body itself is on record: what others expected binds nobody",
            where=slug,
            do="record the body's own word first",
        )
    if _is_to_come(commitment, as_of) and not anyway:
        due = day_words(commitment["standing_due_latest"])
        raise Problem(
            f"nothing is due until {due}",
            where=slug,
            do="wait, or say why it is asked for already with --anyway WHY",
        )
    _refuse_unseen(commitment, look, as_of)


def warnings(db: Database, commitment: Row) -> Iterator[str]:
    """What the drafter should know although there may be a letter."""
    look = store.last_look(db, commitment["slug"])
    has_ended = commitment["status"] in ("merged", "dropped")
    if look is None and commitment["followed_until"] and not has_ended:
        until = day_words(commitment["followed_until"], commitment["followed_until_precision"])
        yield (
            f"nobody has looked for it since {until}: look first, and record it with "
            f"`{_looked(commitment['slug'])}`"
        )
    if commitment["standing_due_soft"]:
        yield "the last day of its newest date is our reading, not their words"
    if commitment["standing_due_provisional"]:
        yield "the body itself called its newest date provisional"


def _is_to_come(commitment: Row, as_of: date) -> bool:
    """Whether its newest date has not passed; of a part that came: that of the rest."""
    if commitment["status"] not in ("awaited", "partially_delivered"):
        return False
    due = commitment["standing_due_latest"]
    return due is not None and as_of <= date.fromisoformat(due)


def _refuse_unseen(commitment: Row, look: Row | None, as_of: date) -> None:
    """A date that has passed proves nothing while nobody has looked since."""
    slug = commitment["slug"]
    if look is not None and look["result"] == "found":
        raise Problem(
            f"it was found on {day(look['looked_on'])}, as a look says",
            where=slug,
            do="record that it came out, or take the look back with `delaywatch looked "
            f"{slug} --retract`",
        )
    if commitment["status"] != "unchecked":
        return
    latest = date.fromisoformat(commitment["standing_due_latest"])
    looked_on = date.fromisoformat(look["looked_on"]) if look else None
    clear = look is not None and look["result"] == "not_found"
    if clear and looked_on and looked_on > latest and as_of - looked_on <= _FRESH:
        return
    since = f"nobody has looked since {day(latest)}"
    if looked_on:
        since = f"the newest look, of {day(looked_on)}, does not tell whether it is there by now"
    raise Problem(since, where=slug, do=f"look for it, and record it: `{_looked(slug)}`")


def _looked(slug: str) -> str:
    return f"delaywatch looked {slug} --place ADDRESS --words WORDS --note TEXT"

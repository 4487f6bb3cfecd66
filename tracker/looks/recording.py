"""Looks: a person's dated record of having searched for an outcome."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlite_utils import Database

import db.looks as store
from db.commitments import derived_statuses, live_slugs, save_look, set_as_of, withdraw_looks
from db.connection import writing
from db.errors import Problem
from tracker.register.model import LONGEST_TEXT
from tracker.releases.accepting import accept_counted

AN_EDITOR: Final = "an editor"
_LONGEST_ROLE: Final = 60


@dataclass(frozen=True)
class Look:
    """Where a person looked for the outcome of a commitment, for which words, and what came of it.

    ``result`` is not_found, found or unclear. ``looked_by`` is a name and never published;
    ``looked_as``, what the person is, is.
    """

    slug: str
    day: date
    place: str | None
    words: str | None
    result: str
    note: str
    looked_by: str | None = None
    looked_as: str = AN_EDITOR


@dataclass(frozen=True)
class Recorded:
    """A look that is on record, and the status of its commitment with it.

    ``is_new`` is False where the same look was there already.
    """

    id: int
    is_new: bool
    status: str
    line: str


def record_look(db: Database, look: Look, as_of: date) -> Recorded:
    """Keep a look, once.

    Raises Problem where there is no such commitment, the day is yet to come,
    the place is no web address or nothing is said of what was seen.
    """
    _check(db, look, as_of)
    row = {
        "commitment": look.slug,
        "looked_on": look.day.isoformat(),
        "place": look.place,
        "words": look.words,
        "result": look.result,
        "note": look.note,
        "looked_by": look.looked_by,
        "looked_as": look.looked_as,
    }
    with writing(db):
        set_as_of(db, as_of.isoformat())
        is_new = save_look(db, row)
        look_id = store.look_like(db, row)
        status = derived_statuses(db)[look.slug]
        if is_new:  # whoever looked is told the status that comes of it
            accept_counted(db, look.slug, by=look.looked_by, at=f"{as_of}T00:00:00Z")
    kept = "kept" if is_new else "is there already"
    line = f"{look.slug}: look of {look.day} {kept}; status on {as_of}: {status}"
    return Recorded(look_id or 0, is_new, status, line)


def take_back(db: Database, look_id: int, why: str, as_of: date) -> str:
    """Take one look back, keeping its row; returns a line. Raises Problem where there is none."""
    with writing(db):
        set_as_of(db, as_of.isoformat())
        found = store.retract_look(db, look_id, as_of.isoformat(), why)
        if found is None:
            raise Problem("there is no look to take back", do="see the table looks")
        status = derived_statuses(db).get(found["commitment"], "taken back")
    return (
        f"{found['commitment']}: look of {found['looked_on']} taken back; "
        f"status on {as_of}: {status}"
    )


def retract_looks(db: Database, slug: str, day: date, why: str, as_of: date) -> str:
    """Take back the looks for a commitment of one day, keeping their rows; returns a line.

    Raises Problem where there are none.
    """
    with writing(db):
        set_as_of(db, as_of.isoformat())
        count = withdraw_looks(db, slug, day.isoformat(), as_of.isoformat(), why)
        if not count:
            raise Problem(f"there is no look of {day} to take back", where=slug, do="see looks")
        status = derived_statuses(db)[slug]
    return f"{slug}: {count} of {day} taken back; status on {as_of}: {status}"


def _check(db: Database, look: Look, as_of: date) -> None:
    if look.slug not in live_slugs(db):
        raise Problem(
            "there is no commitment of this name",
            where=look.slug,
            do="see the slugs in the table commitments",
        )
    if look.day > as_of:
        raise Problem(f"a look on {look.day} lies after {as_of}", where=look.slug, do="mend --on")
    if look.place is not None and not look.place.startswith(("https://", "http://")):
        raise Problem(f"{look.place!r} is no web address", where=look.slug, do="mend --place")
    if not 0 < len(look.note.strip()) <= LONGEST_TEXT:
        raise Problem(
            f"a look needs a note of at most {LONGEST_TEXT} characters",
            where=look.slug,
            do="say what was seen with --note",
        )
    if not 0 < len(look.looked_as.strip()) <= _LONGEST_ROLE:
        raise Problem(
            f"as what somebody looked is told in 1 to {_LONGEST_ROLE} characters",
            where=look.slug,
            do="say a role, such as “an editor”, and no name",
        )

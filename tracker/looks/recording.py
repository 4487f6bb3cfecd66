"""Looks: a person's dated record of having searched for an outcome."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from db.commitments import derived_statuses, live_slugs, save_look, set_as_of, withdraw_looks
from db.connection import writing
from db.errors import Problem
from tracker.register.model import LONGEST_TEXT


@dataclass(frozen=True)
class Look:
    """Where a person looked for the outcome of a commitment, for which words, and what came of it.

    ``result`` is not_found, found or unclear.
    """

    slug: str
    day: date
    place: str | None
    words: str | None
    result: str
    note: str


def record_look(db: Database, look: Look, as_of: date) -> str:
    """Keep a look, once; returns a line that tells the status it leads to.

    Raises Problem where there is no such commitment, the day is yet to come,
    the place is no web address or nothing is said of what was seen.
    """
    _check(db, look, as_of)
    with writing(db):
        set_as_of(db, as_of.isoformat())
        new = save_look(
            db,
            {
                "commitment": look.slug,
                "looked_on": look.day.isoformat(),
                "place": look.place,
                "words": look.words,
                "result": look.result,
                "note": look.note,
            },
        )
        status = derived_statuses(db)[look.slug]
    kept = "kept" if new else "is there already"
    return f"{look.slug}: look of {look.day} {kept}; status on {as_of}: {status}"


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

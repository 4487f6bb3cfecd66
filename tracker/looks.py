"""Looks: a person's dated record of having searched for an outcome."""

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from db.commitments import add_look, derived_statuses, live_slugs, set_as_of
from db.connection import writing
from db.errors import Problem


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
    """Keep a look; returns a line that tells the status it leads to.

    Raises Problem where there is no such commitment, the day is yet to come
    or nothing is said of what was seen.
    """
    if look.slug not in live_slugs(db):
        raise Problem(
            "there is no commitment of this name",
            where=look.slug,
            do="see the slugs in the table commitments",
        )
    if look.day > as_of:
        raise Problem(f"a look on {look.day} lies after {as_of}", where=look.slug, do="mend --on")
    if not look.note.strip():
        raise Problem("a look needs a note", where=look.slug, do="say what was seen with --note")
    with writing(db):
        set_as_of(db, as_of.isoformat())
        add_look(
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
    return f"{look.slug}: look of {look.day} kept; status on {as_of}: {status}"

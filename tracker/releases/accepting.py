"""A person wants what the next release would claim of a commitment otherwise published."""

from pathlib import Path

from sqlite_utils import Database

from db import claims as store
from db.commitments import set_as_of
from db.connection import writing
from db.errors import Problem
from db.holds import is_known
from tracker.releases.claims import Change, is_late_otherwise
from tracker.releases.shelf import DATABASE, current, place_of


def accept(
    db: Database, folder: Path, slug: str, as_of: str, *, by: str, at: str,
    cause: str | None = None, reason: str | None = None,
) -> str:  # fmt: skip
    """Accept what is counted of a commitment for a day otherwise than is served; returns a line.

    Raises Problem for a slug that there never was.
    """
    if not is_known(db, slug):
        raise Problem(
            "there is no commitment of this name",
            where=slug,
            do="see the slugs in the table commitments",
        )
    with writing(db):
        set_as_of(db, as_of)
        now = store.counted(db, [slug]).get(slug)
        was = _served(folder, slug) or store.claim_before(db, slug)
        if was is None or not is_late_otherwise(was, now):
            return f"{slug}: there is nothing to accept; status and lateness are as published"
        store.accept(db, slug, now or dict.fromkeys(store.LATENESS), by=by, at=at, cause=cause,
                     reason=reason)  # fmt: skip
    told = Change(slug, "changed", cause or "evidence", reason, was, now, waits=False).line()
    return f"accepted: {told if cause else told.rpartition(' (')[0]}"


def accept_counted(db: Database, slug: str, *, by: str | None, at: str) -> None:
    """Keep that whoever decided with the effect before their eyes accepted what is counted now.

    To be called inside a transaction, after the decision; a second time adds nothing.
    """
    now = store.counted(db, [slug]).get(slug) or dict.fromkeys(store.LATENESS)
    if store.accepted(db, slug, now) is None:
        store.accept(db, slug, now, by=by or "an editor", at=at)


def _served(folder: Path, slug: str) -> store.Row | None:
    release = current(folder)
    if release is None:
        return None
    return store.claim_in(place_of(folder, release.number) / DATABASE, slug)

"""Hold: take a claim out of what is served, at once and without building anew; and let it back.

The row in ``holds`` comes first and stays whatever happens then: the next publication leaves the
claim out. A release is then made from a copy of the current one, with the claim taken out of it.
"""

import shutil
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db import claims as record
from db import holds as store
from db.connection import explained, writing
from db.errors import Problem
from db.publishing.build import Telling, digest_of
from tracker.releases.files import renew
from tracker.releases.shelf import (
    DATABASE,
    Release,
    building,
    current,
    next_number,
    place_of,
    sum_of,
    switch,
    switching,
    withhold_releases,
)


class Held(Problem):
    """It is held already, and what is served shows that."""


def hold(db: Database, folder: Path, slug: str, *, reason: str, by: str, at: str) -> list[str]:
    """Hold a commitment; returns lines that tell what was done.

    A hold that was cut short before the served file was without the claim is brought to its end.
    Raises Problem for an unknown slug, an empty reason, one that is held already, or where the new
    release cannot be made; but for the first three the hold is kept.
    """
    begun = _keep(db, folder, slug, reason=reason, by=by, at=at)
    try:
        with explained(folder), switching(folder):
            made = take_out_held(db, folder, at)
    except Problem as problem:
        raise Problem(
            f"{slug} is on record as held, but what is served still tells of it ({problem.what})",
            where=problem.where,
            do=f"{problem.do or 'mend that'}; then give the same command again",
        ) from problem
    if made is None:
        said = "nothing is published that tells of it; it stays out of what will be"
        return [begun, said]
    return [begun, f"out of what is served with release {made.number}, “under review” stays"]


def release_hold(db: Database, folder: Path, slug: str, *, reason: str, by: str, at: str) -> str:
    """Lift the hold on a commitment; returns a line. Raises Problem where it is not held."""
    _refuse_empty(reason)
    with explained(folder), switching(folder):
        with writing(db):
            if store.standing(db, slug) is None:
                raise Problem("it is not held", where=slug, do="see the table holds")
            store.lift(db, slug, reason=reason, by=by, at=at)
        if current(folder) is not None:
            withhold_releases(folder, record.held_slugs(db))
    return f"{slug}: the hold is lifted; the next `delaywatch publish` brings it back"


def unserved(db: Database, folder: Path) -> list[str]:
    """What is held and not shown as held by the release that is served."""
    release = current(folder)
    if release is None:
        return []
    file = place_of(folder, release.number) / DATABASE
    told = set() if store.lacks(file) else set(record.held_in(file))
    return [slug for slug in record.held_slugs(db) if slug not in told]


def take_out_held(db: Database, folder: Path, at: str) -> Release | None:
    """Switch to a release without what is held; None where the current one has none of it.

    To be called inside ``switching``.
    """
    before = current(folder)
    if before is None:
        return None
    place = place_of(folder, before.number)
    _refuse_older(place)
    withhold_releases(folder, record.held_slugs(db))
    slugs = unserved(db, folder)
    if not slugs:
        return None
    with building(folder, "hold-") as workshop:
        release, claims = _build(db, folder, workshop, before, slugs, at)
        with writing(db):
            shown = record.last_shown(db, before.number)
            record.mend_record(db, shown, None)
            record.keep_shown(db, shown or before.number)
            record.record(db, claims)
        switch(folder, workshop, release)
        with writing(db):
            record.keep_shown(db, release.number)
    return release


def _keep(db: Database, folder: Path, slug: str, *, reason: str, by: str, at: str) -> str:
    _refuse_empty(reason)
    with writing(db):
        if not store.is_known(db, slug):
            raise Problem(
                "there is no commitment of this name",
                where=slug,
                do="see the slugs in the table commitments",
            )
        standing = store.standing(db, slug)
        if standing is None:
            store.add(db, slug, reason=reason, by=by, at=at)
            return f"{slug}: held"
    if slug not in unserved(db, folder):
        raise Held(
            f"it is held already, since {standing['held_at'][:10]}",
            where=slug,
            do="lift it with `delaywatch release-hold`",
        )
    return f"{slug}: is held since {standing['held_at'][:10]}"


def _build(
    db: Database, folder: Path, workshop: Path, before: Release, slugs: list[str], at: str
) -> tuple[Release, list[dict[str, Any]]]:
    place = place_of(folder, before.number)
    shown = record.last_shown(db, before.number)
    number = next_number(folder, record.newest_known(db, shown))
    file = workshop / DATABASE
    shutil.copyfile(place / DATABASE, file)
    with writing(db):
        record.mend_record(db, shown, place / DATABASE)
    claims = _rows(db, slugs, number, before.as_of, at)
    told = record.releases_told(place / DATABASE)
    if told:
        told[-1]["sha256"] = sum_of(place)
    this = {"number": number, "as_of": before.as_of, "published_at": at, "sha256": None}
    store.take_out(file, store.days(db), slugs, Telling(releases=[*told, this]), len(claims))
    release = Release(number, before.as_of, at, digest_of(file), before.rules)
    renew(workshop, release, place, store.WRITTEN)
    return release, claims


def _rows(db: Database, slugs: list[str], number: int, as_of: str, at: str) -> list[dict[str, Any]]:
    """A row of ``claims`` for each of which something was claimed."""
    last = record.last_claims(db)
    return [
        {
            "commitment": slug, "release": number, "published_at": at, "as_of": as_of,
            "change": "held", "cause": "hold", "reason": None,
            **dict.fromkeys(record.CLAIM), "sentence": None,
        }
        for slug in slugs
        if slug in last and last[slug]["status"] is not None
    ]  # fmt: skip


def _refuse_empty(reason: str) -> None:
    if not reason.strip():
        raise Problem("the reason is empty", do="say why with --reason; it is never published")


def _refuse_older(place: Path) -> None:
    lacking = store.lacks(place / DATABASE)
    if lacking:
        raise Problem(
            f"an earlier delaywatch published this release (it has no table {lacking[0]})",
            where=str(place),
            do="run `delaywatch publish`, which leaves out what is held",
        )

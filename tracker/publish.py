"""Publish: build a release from accepted facts and switch to it with one link.

What a release says otherwise than the one before is held against it claim by claim
(tracker.releases.claims), and where a status or a lateness changed for another cause than time,
nothing is published until a person accepts that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from sqlite_utils import Database

from db import claims as store
from db.commitments import set_as_of
from db.comparing import newest
from db.connection import explained, writing
from db.errors import Problem
from db.migrations import views
from db.publishing.build import Telling, build, count_commitments
from db.redaction import has_newer_removal
from db.restored import forgotten_holds, forgotten_redactions
from tracker.digest import digest_of
from tracker.foi.counting import keep_up
from tracker.foi.promises import settle
from tracker.reference import reference
from tracker.releases import facts
from tracker.releases.claims import Before, Change, changed_claims, changes, first_claims, rows
from tracker.releases.files import furnish
from tracker.releases.retention import prune
from tracker.releases.shelf import (
    DATABASE,
    Overtaken,
    Release,
    building,
    current,
    next_number,
    place_of,
    shown_before,
    sum_of,
    switch,
    switching,
    withhold_releases,
)

_TRIES = 5  # each is overtaken by another command, such as `hold`


class ChangesWait(Problem):
    """A status or a lateness changed for another cause than time, and nobody accepted it yet."""

    def __init__(self, waiting: list[Change], where: str) -> None:
        self.waiting = waiting
        one = len(waiting) == 1
        super().__init__(
            f"{len(waiting):,} {'claim' if one else 'claims'} would change for another cause than "
            "time; nothing was published",
            where=where,
            do="look at each (above, or `delaywatch publish --changes`), then `delaywatch accept "
            "SLUG` it, or all of them with `delaywatch publish --accept-changes`",
        )


@dataclass
class _Made:
    """What came of building a release: what it claims otherwise than before, and leaves out."""

    found: list[Change] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def publish(
    db: Database,
    folder: Path,
    as_of: date,
    now: datetime,
    *,
    accepted_by: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[Release, bool]:
    """Publish the working database into ``folder``; returns the release and whether it is new.

    ``as_of`` is the day that everything is counted for, ``now`` the instant of
    publication (UTC). Where nothing differs from the current release, that one
    stays. ``accepted_by`` accepts every change of a claim; without it, raises ChangesWait
    where one waits for that. Where another command made a release meanwhile (`hold`), this one is
    built again on top of it. Raises Problem on a full disk, an unwritable folder or where the
    register has gone from the database; the current release then stays.
    """
    published_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    for _ in range(_TRIES):
        with writing(db):
            set_as_of(db, as_of.isoformat())
            keep_up(db, as_of)
            settle(db, as_of, published_at)  # the embargo of a case may have ended since
        try:
            with explained(folder):
                return _publish(db, folder, as_of, published_at, accepted_by)
        except Overtaken:
            if progress is not None:
                progress("another release was made meanwhile; building again on top of it")
    raise Problem(
        f"other commands made {_TRIES} releases while this one was built",
        where=str(folder),
        do="publish again",
    )


def pending(db: Database, folder: Path, as_of: date) -> list[Change]:
    """What the next release would claim otherwise than the current one; nothing is kept of it."""
    before = current(folder)
    with building(folder, "look-") as workshop:
        with writing(db):
            set_as_of(db, as_of.isoformat())
        found: list[Change] = []

        def look(target: Path) -> Telling:
            found.extend(changes(db, target, _before(folder, before), rules()))
            return Telling()

        build(db, workshop / DATABASE, as_of.isoformat(), reference(db, as_of), look)
    return found


def rules() -> str:
    """Twelve digits that change whenever the way of counting does."""
    return digest_of("structured", also=views())


def _publish(
    db: Database, folder: Path, as_of: date, published_at: str, accepted_by: str | None
) -> tuple[Release, bool]:
    before = current(folder)
    shown = store.last_shown(db, before.number if before else None)
    number = next_number(folder, store.newest_known(db, shown))
    made = _Made()
    marks = newest(db)
    with building(folder) as workshop, store.laying_aside(db):

        def tell(target: Path) -> Telling:
            _refuse_emptying(folder, target)
            _refuse_forgetting(db, folder)
            return _telling(
                db, folder, target, made, number=number, published_at=published_at,
                as_of=as_of.isoformat(), accepted_by=accepted_by,
            )  # fmt: skip

        digest = build(
            db, workshop / DATABASE, as_of.isoformat(), reference(db, as_of), tell,
            unless=before.digest if before is not None else "",
        )  # fmt: skip
        if before is not None and before.digest == digest:
            facts.keep(folder, marks, published_at)
            return before, False
        release = Release(number, as_of.isoformat(), published_at, digest, rules())
        furnish(workshop, release)
        _switch(db, folder, workshop, release, made, before, accepted_by)
        facts.keep(folder, marks, published_at)
        prune(folder, as_of)
    return release, True


def _switch(
    db: Database, folder: Path, workshop: Path, release: Release, made: _Made,
    before: Release | None, accepted_by: str | None,
) -> None:  # fmt: skip
    """The record and the link, in one go: what the record has of a release never shown goes again.

    Raises Overtaken where another release became the current one, or something was held or removed,
    since this one was begun.
    """
    with switching(folder):
        with writing(db):
            if current(folder) != before or _held_otherwise(db, workshop, made.held):
                raise Overtaken("another release was made meanwhile", where=str(folder))
            shown = _mend_record(db, before, None)
            store.keep_shown(db, store.newest_known(db, shown))
            store.record_new(db)
            if accepted_by is not None:
                _accept(db, made.found, accepted_by, release.published_at)
        switch(folder, workshop, release)
        with writing(db):
            store.keep_shown(db, release.number)
        withhold_releases(folder, store.held_slugs(db))


def _mend_record(db: Database, before: Release | None, published: Path | None) -> int | None:
    """Mend the record of claims; returns the newest release that was shown, if that is known."""
    shown = store.last_shown(db, before.number if before else None)
    store.mend_record(db, shown, published)
    return shown


def _telling(
    db: Database, folder: Path, target: Path, made: _Made, *, number: int, published_at: str,
    as_of: str, accepted_by: str | None,
) -> Telling:  # fmt: skip
    """What this release tells otherwise than the one before. Raises ChangesWait."""
    before = current(folder)
    earlier = shown_before(folder)
    with writing(db):
        _mend_record(db, before, earlier[0] if earlier else None)
    made.found = changed_claims(db, target, _before(folder, before), rules())
    waiting = [one for one in made.found if one.waits]
    if waiting and accepted_by is None:
        raise ChangesWait(waiting, str(folder))
    claims = chain(first_claims(db, target), made.found)
    made.held = store.held_slugs(db)
    return Telling(
        new_claims=rows(claims, target, release=number, published_at=published_at, as_of=as_of),
        told_events_before=store.events_told(db, earlier[0]) if earlier else [],
        releases=_releases(folder, before, number, published_at, as_of),
        before=earlier,
        held=made.held,
    )


def _before(folder: Path, release: Release | None) -> Before | None:
    if release is None:
        return None
    return Before(place_of(folder, release.number) / DATABASE, release.as_of, release.rules)


def _releases(
    folder: Path, before: Release | None, number: int, published_at: str, as_of: str
) -> list[store.Row]:
    """A row a release, this one as the last; the sum of its file is not known before it is made."""
    told: list[store.Row] = []
    if before is not None:
        place = place_of(folder, before.number)
        told = store.releases_told(place / DATABASE)
        if told:
            told[-1]["sha256"] = sum_of(place)
    return [
        *told, {"number": number, "as_of": as_of, "published_at": published_at, "sha256": None}
    ]  # fmt: skip


def _held_otherwise(db: Database, workshop: Path, held: list[str]) -> bool:
    """Whether something was held, let go or removed since; ``held`` is what was left out."""
    return store.held_slugs(db) != held or has_newer_removal(db, workshop / DATABASE)


def _accept(db: Database, found: list[Change], by: str, at: str) -> None:
    """Keep who wanted the changes that waited published."""
    for change in found:
        if change.waits:
            claim = dict(change.now or dict.fromkeys(store.LATENESS))
            store.accept(db, change.commitment, claim, by=by, at=at)


def _refuse_emptying(folder: Path, target: Path) -> None:
    """A wrong or fresh database must not wipe what readers see."""
    shown = folder / "current" / DATABASE
    if shown.exists() and count_commitments(shown) and not count_commitments(target):
        raise Problem(
            "this database holds no commitment, but the current release does",
            where=str(folder),
            do="run `delaywatch register load`, or name the right database with --db",
        )


def _refuse_forgetting(db: Database, folder: Path) -> None:
    """A database restored from an older backup must not bring back what was held or removed."""
    shown = folder / "current" / DATABASE
    if not shown.exists():
        return
    for slug in forgotten_holds(db, shown):
        raise Problem(
            f"the current release holds {slug} back, and this database knows nothing of that",
            where=str(folder),
            do=f"hold it here too (`delaywatch hold {slug}`), then lift that if it may come back",
        )
    for url in forgotten_redactions(db, shown):
        raise Problem(
            f"the current release says that text of {url} was removed, and this database still "
            "has it",
            where=str(folder),
            do="remove it here too with `delaywatch redact`",
        )

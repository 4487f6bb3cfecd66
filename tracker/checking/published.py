"""Whether what is served is what the working facts come to.

The served release is laid down anew, for its own day, from a copy of the database, and held against
the served file row by row. A difference is no fault where something was recorded since the facts
were read that explains it: it waits for the next publication. Any other difference is a fault.

What cannot be told apart:

- What `register load`, an editor's command or an upgrade writes in place (titles, summaries,
  bodies, names, background, addresses of sources; ``db.comparing._UNTRACED``) bears no instant.
  Where the served file is proved by its sums to be the one that was published, such a difference is
  told as a notice of its own; that somebody changed the database by hand there looks the same.
- Where anything was recorded of a commitment, document, FOI case or source since, all rows about it
  count as waiting. What is counted over many rows waits where anything was.
- After an upgrade that counts otherwise, after a restore, and for a release of before this was
  kept, it is not known what was recorded since, and every difference is told as waiting.
- A fault in the database that was there before the release was published is in both.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from db import checks, comparing, holds
from db import claims as record
from db.commitments import set_as_of
from db.connection import connect, explained, writing
from db.errors import Problem
from db.publishing.build import Telling, build, digest_of, seal
from tracker.foi.counting import keep_up
from tracker.foi.promises import settle
from tracker.publish import rules
from tracker.reference import reference
from tracker.releases import facts
from tracker.releases.files import sha256_of
from tracker.releases.shelf import (
    DATABASE,
    Release,
    building,
    current,
    place_of,
    shown_before,
    sum_of,
)

Say = Callable[[str], None]
_SPARE: Final = 16 * 2**20  # bytes that are left free


@dataclass
class Held:
    """What came of holding the served file against the facts: faults, and what is no fault."""

    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def compare(db: Database, published: Path, say: Say) -> Held:
    """Lay the served release down anew and hold it against the file that is served."""
    found = Held()
    try:
        release = current(published)
    except Problem:
        return found  # told by the check of the releases
    if release is None:
        return found
    served = place_of(published, release.number) / DATABASE
    try:
        if lacking := holds.lacks(served):
            found.notices.append(
                f"{served}: an earlier delaywatch published this release (it has no table "
                f"{lacking[0]}), so that it was not held against the facts"
            )
            return found
        _refuse_full(db, served, published)
        with explained(published), building(published, "check-") as workshop:
            say(f"release {release.number}: laying it down anew")
            _compare(db, published, release, workshop, found)
    except (Problem, sqlite3.DatabaseError) as problem:
        found.faults.append(f"{served}: could not be held against the facts: {problem}")
    return found


def lay_down(db: Database, target: Path, as_of: str, telling: Telling) -> None:
    """The tables that a publication of a database would have, for a day; the database is changed.

    So give a copy. Raises Problem where it cannot be published.
    """
    day = date.fromisoformat(as_of)
    build(db, target, as_of, reference(db, day), lambda _target: telling)


def _compare(db: Database, published: Path, release: Release, workshop: Path, found: Held) -> None:
    served = place_of(published, release.number) / DATABASE
    copy, anew = workshop / "working.db", workshop / DATABASE
    checks.copy(db, copy)
    working = connect(copy)
    try:
        _prepare(working, release, served)
        lay_down(working, anew, release.as_of, _telling(working, published, release))
        seal(anew, release=release.number, published_at=release.published_at)
        others = comparing.other_columns(served, anew)
        if others:
            found.notices.append(
                f"{served}: an earlier delaywatch published this release (its {others[0]} has "
                "other columns), so that it was not held against the facts"
            )
            return
        fault = _otherwise_published(served, release)
        # That the file is another one is told with the files of all releases.
        if fault is not None and sum_of(served.parent) == sha256_of(served):
            found.faults.append(fault)
        authentic = fault is None
        since = _since(working, published, release, found)
        compared = comparing.compare(served, anew, since, authentic=authentic)
    finally:
        working.conn.close()
    found.faults += [f"{served}: {line}" for line in compared.faults]
    found.notices += _told(compared, release)


def _prepare(working: Database, release: Release, served: Path) -> None:
    """Let a copy of the database be as it is when a release is laid down, for its day."""
    day = date.fromisoformat(release.as_of)
    with writing(working):
        set_as_of(working, release.as_of)
        keep_up(working, day)
        settle(working, day, release.published_at)
        record.mend_record(working, release.number, None)
    comparing.hold_as(working, served)


def _telling(working: Database, published: Path, release: Release) -> Telling:
    """What the release told of itself and of those before it, but for its claims.

    These are in the record by now.
    """
    place = place_of(published, release.number)
    before = [path for path in shown_before(published) if path.parent != place]
    told = record.releases_told(place / DATABASE)
    previous = place_of(published, told[-2]["number"]) / DATABASE if told[1:] else None
    if previous is None:
        events: list[int] = []
    else:  # where it is gone by now, what it told is in what is served
        events = record.events_told(
            working, previous if previous.exists() else place / DATABASE
        )  # fmt: skip
    return Telling(
        told_events_before=events, releases=told, before=before, held=record.held_slugs(working)
    )


def _otherwise_published(served: Path, release: Release) -> str | None:
    """How the file is not the one that was published; None where it is, by its sum and its rows.

    Of one that text was removed from, and of one that was counted by other rules, the sum alone.
    """
    if sum_of(served.parent) != sha256_of(served):
        return f"{served}: this file is not the one that was published"
    if release.redacted or release.rules != rules() or digest_of(served) == release.digest:
        return None
    return f"{served}: its rows are not those that were published"


def _since(working: Database, published: Path, release: Release, found: Held) -> comparing.Touched:
    marks = facts.kept(published)
    unknown = comparing.Touched(everything=True)
    if marks is None or ("at" not in marks and "restored_at" not in marks):
        found.notices.append(
            f"release {release.number}: it was not kept what was known when it was published, so "
            "that what differs from it counts as recorded since"
        )
        return unknown
    if "restored_at" in marks:
        found.notices.append(
            f"release {release.number}: the database was restored from {marks.get('backup')} on "
            f"{marks['restored_at'][:10]}, so that what differs from it counts as waiting"
        )
        return unknown
    if release.rules != rules():
        found.notices.append(
            f"release {release.number} was counted by other rules than today's, so that what "
            "differs from it counts as waiting"
        )
        return unknown
    return comparing.touched(working, marks, facts.earliest_day(marks, release.as_of))


def _told(compared: comparing.Compared, release: Release) -> Iterator[str]:
    if compared.waiting:
        yield (
            f"release {release.number}: {compared.waiting.total():,} rows wait for the next "
            f"`delaywatch publish` ({_by_table(compared.waiting)})"
        )
    if compared.untraced:
        yield (
            f"release {release.number}: {compared.untraced.total():,} rows were written otherwise "
            f"since, by `register load` or a command that keeps no instant "
            f"({_by_table(compared.untraced)}); they wait for the next `delaywatch publish`"
        )


def _by_table(counted: Counter[str]) -> str:
    return ", ".join(f"{table} {count:,}" for table, count in sorted(counted.items()))


def _refuse_full(db: Database, served: Path, published: Path) -> None:
    needed = checks.size(db) + 2 * served.stat().st_size + _SPARE
    free = shutil.disk_usage(published).free
    if free < needed:
        raise Problem(f"{needed:,} bytes are needed for a while, and {free:,} are free",
                      where=str(published), do="free some disk space and check again")  # fmt: skip

"""Whether everything is as it was kept: database, archive, index, releases, removals, holds.

``examine`` tells faults, and notices: what is no fault and worth knowing. The served file is held
against the working facts too; tracker.checking.published says what that can tell and what not.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from db import checks
from db.archive import Archive
from db.claims import held_slugs
from db.connection import explained
from db.errors import Busy, Problem
from db.lock import run_lock
from db.readings import Attachment, content_hash
from db.redaction import removed_bodies, unfinished
from db.words import index_words, index_words_in
from tracker.checking import releases
from tracker.checking.published import compare
from tracker.links import tally
from tracker.redact import WORKSHOP
from tracker.releases.shelf import DATABASE, WITHHELD, current, telling_of, withheld_for

Say = Callable[[str], None]
# Most addresses were never tried: nothing says that they are dead.
_AS_TOLD = {"online": "online, as far as is known"}
_ANEW = "the next release that is published writes the list anew"
_SCRATCH: Final = ".checking-"
_SPARE: Final = 16 * 2**20  # bytes that are left free
_EVERY: Final = 10_000  # bodies or texts, between two words of how far it is


@dataclass(frozen=True)
class Places:
    """Where the database, its archive and its releases lie."""

    database: Path
    published: Path


@dataclass
class Findings:
    """What is wrong, and what is no fault and worth knowing: a line each."""

    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def check(db: Database, places: Places, say: Say) -> list[str]:
    """Everything that is wrong, a line a fault, or []; ``say`` hears how far it is."""
    return examine(db, places, say).faults


def examine(db: Database, places: Places, say: Say) -> Findings:
    """Everything that is wrong, and what else there is to know; ``say`` hears how far it is."""
    found = Findings()
    database, published = places.database, places.published
    archive = Archive.beside(database)
    for part in (
        lambda: _of_database(db, database, found, say),
        lambda: _of_searching(db, database, found, say),
        lambda: _of_runs(db, database, found),
        lambda: _of_archive(db, archive, found, say),
        lambda: _of_texts(db, found, say),
        lambda: found.faults.extend(releases.faults(published, say)),
        lambda: found.faults.extend(_of_removals(db, published)),
        lambda: found.faults.extend(_of_holds(db, published)),
        lambda: _of_served(db, published, found, say),
    ):
        _look(part, database, found)
    return found


def of_content(db: Database, database: Path, say: Say) -> Findings:
    """What a database and the archive beside it are by themselves, without releases.

    What is listed for the index of words is put into it before: give a copy.
    """
    found = Findings()
    for part in (
        lambda: _of_database(db, database, found, say),
        lambda: found.faults.extend(f"{database}: {fault}" for fault in _of_words(db)),
        lambda: _of_archive(db, Archive.beside(database), found, say),
        lambda: _of_texts(db, found, say),
    ):
        _look(part, database, found)
    return found


def _of_words(db: Database) -> list[str]:
    """The faults of a copy's indexes, once all that is listed for the index of words is in it."""
    index_words(db)
    return checks.search(db)


def _look(part: Callable[[], None], database: Path, found: Findings) -> None:
    """Look at one part; a file so damaged that it cannot be read keeps no other from being told."""
    try:
        part()
    except sqlite3.DatabaseError as error:
        found.faults.append(
            f"{database}: it could not be looked through ({error}) - restore a backup"
        )


def sources(db: Database) -> list[str]:
    """How many events a reader can read where, for people."""
    return [f"{count:,} events: {_AS_TOLD.get(state, state)}" for state, count in tally(db).items()]


def _of_database(db: Database, database: Path, found: Findings, say: Say) -> None:
    for look, told in (
        (checks.integrity, "database looked through"),
        (checks.links, "rows that name others looked through"),
        (checks.orphans, "rows that hang on nothing looked for"),
    ):
        found.faults += (f"{database}: {fault}" for fault in look(db))
        say(told)


def _of_searching(db: Database, database: Path, found: Findings, say: Say) -> None:
    """SQLite looks through an index as a write, which would keep a crawl waiting: in a copy.

    What is listed for the index of words is put into it before, or it would be told as lost.
    """
    for left in database.parent.glob(f"{_SCRATCH}[0-9]*"):  # of a check that was killed
        shutil.rmtree(left, ignore_errors=True)
    # A copy's index may still have to be filled, with the words of all that a crawl brought.
    needed, free = 2 * checks.size(db) + _SPARE, shutil.disk_usage(database.parent).free
    if free < needed:
        found.faults.append(
            f"{database}: its index could not be looked through: {needed:,} bytes are needed for a "
            f"while, and {free:,} are free"
        )
        return
    work = database.with_name(f"{_SCRATCH}{os.getpid()}")
    try:
        with explained(work):
            work.mkdir(mode=0o700)
            checks.copy(db, work / "copy.db")
            index_words_in(work / "copy.db")
            found.faults += (
                f"{database}: {fault}" for fault in checks.search_of_copy(work / "copy.db")
            )
    except Problem as problem:
        found.faults.append(f"{database}: its index could not be looked through: {problem}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    say("index for searching looked through")


def _of_runs(db: Database, database: Path, found: Findings) -> None:
    """What a kill left, and the next run takes up; while a run is at work, it is its own."""
    try:
        with run_lock(database):
            found.notices += checks.left_running(db)
            found.notices += checks.left_sending(db)
    except Busy:
        return
    except Problem as problem:
        found.notices.append(f"it could not be asked whether a run is at work: {problem}")


def _of_archive(db: Database, archive: Archive, found: Findings, say: Say) -> None:
    """Bodies that are missing, those that are not what their name says, and those of nothing."""
    removed, unnamed, size = removed_bodies(db), 0, 0
    for sha256, is_there, is_named in _side_by_side(_bodies_there(archive), checks.all_bodies(db)):
        path = archive.path(sha256)
        if is_there and sha256 in removed:
            found.faults.append(f"{path}: this body was removed for good and is there - remove it")
        elif is_there and not is_named:
            unnamed, size = unnamed + 1, size + path.stat().st_size
    for number, (sha256, is_there, _) in enumerate(
        _side_by_side(_bodies_there(archive), checks.bodies(db)), start=1
    ):
        if is_there:
            found.faults += _of_body(archive, sha256)
        else:
            found.faults.append(f"{archive.path(sha256)}: this body is missing from the archive")
        if number % _EVERY == 0:
            say(f"{number:,} archived bodies read")
    if unnamed:
        found.notices.append(
            f"{archive.folder}: {unnamed:,} bodies ({size:,} bytes) are named by no document: left "
            "of a crawl that was cut short"
        )


def _of_body(archive: Archive, sha256: str) -> Iterator[str]:
    try:
        archive.read(sha256)
    except Problem as fault:
        yield str(fault)
    except OSError as fault:
        yield f"{archive.path(sha256)}: {fault}"


def _bodies_there(archive: Archive) -> Iterator[str]:
    """The sums that files of the archive are named by, in their order; a folder at a time."""
    for folder in sorted(archive.folder.glob("[0-9a-f][0-9a-f]")):
        for name in sorted(path.name for path in folder.glob("[!.]*")):
            yield folder.name + name


def _side_by_side(ones: Iterator[str], others: Iterator[str]) -> Iterator[tuple[str, bool, bool]]:
    """Each of two lists, both in order: the word, whether it is in the one, and in the other."""
    one, other = next(ones, None), next(others, None)
    while one is not None or other is not None:
        first = min(word for word in (one, other) if word is not None)
        yield first, one == first, other == first
        one = next(ones, None) if one == first else one
        other = next(others, None) if other == first else other


def _of_texts(db: Database, found: Findings, say: Say) -> None:
    unproved = 0
    for number, text in enumerate(checks.texts(db), start=1):
        if not _is_as_kept(text):
            if text.alone:
                found.faults.append(f"{text.url}: text {text.id} is not the one that was kept")
            else:
                unproved += 1
        if number % _EVERY == 0:
            say(f"{number:,} texts compared")
    _, removed = checks.count_texts(db)
    if unproved:
        found.notices.append(
            f"{unproved:,} texts of versions that were read anew cannot be proved: titles or files "
            "of that reading are not kept"
        )
    if removed:
        found.notices.append(
            f"{removed:,} texts cannot be proved, for something was removed of their documents"
        )


def _is_as_kept(text: checks.Text) -> bool:
    return any(
        content_hash(
            title, text.text, tuple(Attachment(kind="file", url=url, title="") for url in files)
        ) == text.content_hash
        for title in text.titles for files in text.files
    )  # fmt: skip


def _of_served(db: Database, published: Path, found: Findings, say: Say) -> None:
    held = compare(db, published, say)
    found.faults += held.faults
    found.notices += [*held.notices, *_lifted(db, published)]


def _of_removals(db: Database, published: Path) -> Iterator[str]:
    for row in unfinished(db):
        yield f"{row['url']}: its removal is not finished - run `delaywatch redact --finish`"
    if (published / WORKSHOP).exists():
        yield (
            f"{published / WORKSHOP}: left of a removal that was cut short - run "
            "`delaywatch redact --finish`"
        )


def _of_holds(db: Database, published: Path) -> Iterator[str]:
    served = published / DATABASE
    try:
        with explained(served):
            shown = checks.held_but_shown(db, served) if served.exists() else []
    except Problem as fault:
        yield str(fault)
        return
    for slug in shown:
        yield f"{served}: {slug} is held and still shown - run `delaywatch publish`"
    try:
        # Of what is still shown, that is what is wrong: the list comes with the mending of it.
        yield from _of_withheld(held_slugs(db), shown, published)
    except Problem as fault:
        yield str(fault)


def _of_withheld(held: list[str], shown: list[str], published: Path) -> Iterator[str]:
    """Where the list of releases that are not handed out is not what the holds ask for."""
    if current(published) is None:
        return
    place, listed = published / WITHHELD, withheld_for(published) or {}
    for slug, found in telling_of(published, sorted(set(held) - set(shown))).items():
        for number in sorted(set(found) - set(listed.get(slug, ()))):
            yield f"{place}: release {number} tells of {slug}, which is held - {_ANEW}"
    for slug in sorted(set(listed) - set(held)):
        yield f"{place}: releases are withheld for {slug}, which is not held - {_ANEW}"


def _lifted(db: Database, published: Path) -> Iterator[str]:
    """Holds that were lifted, while what is served was published before that."""
    served = published / DATABASE
    if not served.exists():
        return
    for slug in checks.held_in_vain(db, served):
        yield f"{slug}: its hold is lifted; the next `delaywatch publish` brings it back"

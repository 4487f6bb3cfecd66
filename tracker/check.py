"""Whether everything is as it was kept: database, archive, index, releases, removals, holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from db import checks
from db.archive import Archive
from db.claims import held_slugs
from db.documents import Attachment, content_hash
from db.errors import Problem
from db.redaction import unfinished
from tracker.links import tally
from tracker.redact import WORKSHOP, archived
from tracker.releases.files import sha256_of
from tracker.releases.shelf import (
    DATABASE,
    SUMS,
    WITHHELD,
    current,
    files_of,
    numbers,
    place_of,
    release_at,
    telling_of,
    withheld_for,
)

Say = Callable[[str], None]
# Most addresses were never tried: nothing says that they are dead.
_AS_TOLD = {"online": "online, as far as is known"}
_ANEW = "the next release that is published writes the list anew"
_EVERY = 1_000  # bodies or texts, between two words of how far it is


@dataclass(frozen=True)
class Places:
    """Where the database, its archive and its releases lie."""

    database: Path
    published: Path


def check(db: Database, places: Places, say: Say) -> list[str]:
    """Everything that is wrong, a line a fault, or []; ``say`` hears how far it is."""
    return [
        *(f"{places.database}: {fault}" for fault in _of_database(db)),
        *_of_archive(db, Archive.beside(places.database), say),
        *_of_texts(db, say),
        *_of_releases(places.published, say),
        *_of_removals(db, places.published),
        *_of_holds(db, places.published),
    ]


def sources(db: Database) -> list[str]:
    """How many events a reader can read where, for people."""
    return [f"{count:,} events: {_AS_TOLD.get(state, state)}" for state, count in tally(db).items()]


def _of_database(db: Database) -> Iterator[str]:
    yield from checks.integrity(db)
    yield from checks.links(db)
    yield from checks.search(db)


def _of_archive(db: Database, archive: Archive, say: Say) -> Iterator[str]:
    """Bodies that are missing, and those that are not what their name says."""
    there = set()
    for number, (sha256, path) in enumerate(archived(archive), start=1):
        there.add(sha256)
        try:
            archive.read(sha256)
        except (Problem, OSError) as fault:
            yield str(fault) if isinstance(fault, Problem) else f"{path}: {fault}"
        if number % _EVERY == 0:
            say(f"{number:,} archived bodies read")
    for sha256 in checks.bodies(db):
        if sha256 not in there:
            yield f"{archive.path(sha256)}: this body is missing from the archive"


def _of_texts(db: Database, say: Say) -> Iterator[str]:
    for number, row in enumerate(checks.texts(db), start=1):
        text = row["text"] if row["text_state"] == "read" else row["raw_sha256"]
        attached = tuple(
            Attachment(kind="file", url=url, title="")
            for url in checks.attached(db, row["version_id"])
        )
        if content_hash(row["title"], text, attached) != row["content_hash"]:
            yield f"{row['url']}: text {row['id']} is not the one that was kept"
        if number % _EVERY == 0:
            say(f"{number:,} texts compared")


def _of_releases(folder: Path, say: Say) -> Iterator[str]:
    for number in sorted(numbers(folder)):
        place = place_of(folder, number)
        say(f"release {number}")
        yield from _of_release(place)
        try:
            release_at(folder, number)
        except Problem as fault:
            yield str(fault)


def _of_release(place: Path) -> Iterator[str]:
    try:
        lines = (place / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        yield f"{place / SUMS}: {error.strerror}"
        return
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    for path in files_of(place):
        name = str(path.relative_to(place))
        known = sums.pop(name, None)
        if name != SUMS and known is None:
            yield f"{path}: this file is not in {SUMS}"
        elif name != SUMS and sha256_of(path) != known:
            yield f"{path}: this file is not the one that was published"
    yield from (f"{place / name}: this file is missing" for name in sums if name != SUMS)


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
    shown = checks.held_but_shown(db, served) if served.exists() else []
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

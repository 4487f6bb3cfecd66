"""Remove a document or a sentence for good: database, archive, search, all kept releases.

In this order, so that nothing is half done whenever it ends: room is made sure of; every release
that holds it is made anew beside the old one; one transaction removes it from the database and
writes down that it is begun; releases are exchanged; bodies leave the archive; the database file is
written anew; it is done. What is begun is ended by ``finish``, as often as need be.
"""

import ctypes
import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

import db.redaction as store
from db.archive import Archive
from db.connection import explained, writing
from db.errors import Problem
from db.masking import FILLER, Hashed, Masker, Words, digest_of, fold, pattern_of_bytes
from db.publishing.tables import Table
from tracker.backup import backups_beside, put_aside
from tracker.releases.files import (
    CSV,
    INSPECT,
    describe,
    inspect,
    sha256_of,
    write_table,
)  # fmt: skip
from tracker.releases.shelf import (
    ABOUT,
    DATABASE,
    SUMS,
    Release,
    files_of,
    numbers,
    place_of,
    sum_of,
    switching,
    sync,
)  # fmt: skip

Row = dict[str, Any]
Say = Callable[[str], None]
WORKSHOP: Final = ".redacting"
_FEWEST_LETTERS, _FEWEST_WORDS = 12, 3  # what is shorter stands in many places by chance
_MOST_NEAR: Final = 20  # documents that say nearly the same, in one list
_EXCHANGE = 2  # renameat2(2), RENAME_EXCHANGE
_HERE = -100  # AT_FDCWD
_EVERY = 5_000  # bodies of the archive, between two words of how far it is


@dataclass(frozen=True)
class Wish:
    """What is to go, why, who says so, and when. The name is never published."""

    what: str
    reason: str
    by: str
    day: str
    at: str
    everywhere: bool = False


@dataclass(frozen=True)
class Target:
    """What was meant: a whole document, or a sentence and the documents that hold it, if any do."""

    kind: str
    documents: list[Row]
    sentence: str | None = None

    @property
    def sha256(self) -> str | None:
        """The sum of the sentence."""
        return None if self.sentence is None else digest_of(self.sentence)

    def told(self) -> str:
        """What it is, in a few words that do not repeat it."""
        where = ", ".join(f"document:{one['id']} {one['url']}" for one in self.documents)
        if self.sentence is None:
            return f"all text of {where}"
        where = where or "no document, only in other texts of the database"
        return f"a sentence of {len(self.sentence):,} characters in {where}"


@dataclass(frozen=True)
class Cut:
    """How it is found in a file: by the address of documents, by its words, or both."""

    masker: Masker
    urls: tuple[str, ...] = ()
    own_only: bool = False  # what other documents say stays

    def sweep(self, db: Database, *, look_only: bool = False) -> dict[tuple[str, str], int]:
        """Blot out the words; see ``db.redaction.sweep``."""
        but = store.OF_DOCUMENTS if self.own_only else ()
        return store.sweep(db, self.masker, but=but, look_only=look_only)


@dataclass
class Place:
    """Where everything lies, and whom to tell how far it is."""

    database: Path
    published: Path
    say: Say = field(default=lambda _line: None)

    @property
    def archive(self) -> Archive:
        """The archive beside the database."""
        return Archive.beside(self.database)

    def switching(self) -> Any:
        """Alone in changing releases, where there are any."""
        return switching(self.published) if self.published.is_dir() else nullcontext()


def redact(db: Database, place: Place, wish: Wish, *, dry_run: bool = False) -> list[str]:
    """Remove what is wished; returns what was done, in lines.

    Raises Problem where it matches nothing or several things, an earlier removal is unfinished,
    there is not enough room, or readers keep the old state (``finish`` ends it then).
    """
    _refuse_unfinished(db)
    target = find(db, wish)
    if target is None:
        return ["this was removed before; nothing was changed"]
    _refuse_telling(wish, target)
    cut = _cut_of(db, target)
    if dry_run:
        return _would(db, place, target, cut)
    store.overwrite_what_goes(db)
    with place.switching():
        releases = _holding(place, cut)
        bodies = _bodies(db, place, target)
        _make_room(place, releases)
        with _prepared(place) as workshop:
            for release in releases:
                _prepare(place, workshop, release, cut, wish)
            with explained(place.database):
                _remove(db, target, cut, wish, bodies)
        with _told_as_kept(place), explained(place.published):
            _exchange_all(place)
    lines = [f"removed {target.told()}", *_rest(db, place)]
    return [*lines, *_left_alone(db, target), *_earlier_backups(place)]


def finish(db: Database, place: Place) -> list[str]:
    """End what was begun and cut short; returns what was done, in lines."""
    left = store.unfinished(db)
    if not left:
        _clear(place)
        return ["no removal is unfinished"]
    store.overwrite_what_goes(db)
    with place.switching(), _told_as_kept(place), explained(place.published):
        _exchange_all(place)
        for row in left:
            _again(place, row)
        _exchange_all(place)
    return [f"{len(left):,} begun before", *_rest(db, place), *_earlier_backups(place)]


# ------------------------------------------------------------------ what is meant


def find(db: Database, wish: Wish) -> Target | None:
    """What is meant; None where it was removed before. Raises Problem (nothing, or several)."""
    what = wish.what.strip()
    kind, _, number = what.partition(":")
    if kind == "document":
        return _document(db, [_by_number(store.document_of, db, what, number)])
    if kind == "statement":
        return _statement(db, wish, _by_number(store.quote_of, db, what, number))
    if "://" in what and " " not in what:
        return _address(db, wish, what)
    return _sentence(db, wish, fold(what))


def _by_number(
    ask: Callable[[Database, int], Row | None], db: Database, what: str, number: str
) -> Row:
    found = ask(db, int(number)) if number.isdecimal() and len(number) < 19 else None  # noqa: PLR2004 - 2^63
    if found is None:
        raise Problem("there is no such thing; nothing was changed", where=what,
                      do="name document:N, statement:N, an address or the words")  # fmt: skip
    return found


def _document(db: Database, found: list[Row]) -> Target | None:
    fresh = [one for one in found if not store.known(db, document_id=one["id"])]
    return Target("document", fresh) if fresh else None


def _address(db: Database, wish: Wish, url: str) -> Target | None:
    found = store.documents_at(db, url)
    if not found:
        raise Problem("no document has this address; nothing was changed", where=url,
                      do="give the address as it stands on the document's page")  # fmt: skip
    _refuse_several(wish, found, "documents have this address")
    return _document(db, found)


def _statement(db: Database, wish: Wish, row: Row) -> Target | None:
    if FILLER in row["quote"]:
        return None
    return _sentence(db, wish, fold(row["quote"]))


def _sentence(db: Database, wish: Wish, sentence: str) -> Target | None:
    if FILLER in sentence:
        return None
    if len(sentence) < _FEWEST_LETTERS or len(sentence.split()) < _FEWEST_WORDS:
        raise Problem(
            f"{len(sentence)} characters are too few: they stand in many places by chance",
            where=wish.what, do="give the whole sentence, or document:N",
        )  # fmt: skip
    found = store.documents_with(db, Words([sentence]))
    if not found and not store.sweep(db, Words([sentence]), look_only=True):
        if store.known(db, sha256=digest_of(sentence)):
            return None
        raise Problem(
            "these words stand in no document and in no other text; nothing was changed",
            where=wish.what,
            do="give them exactly as the text has them, or name statement:N",
        )  # fmt: skip
    _refuse_several(wish, found, "documents hold these words")
    return Target("sentence", found, sentence)


def _refuse_several(wish: Wish, found: list[Row], what: str) -> None:
    if len(found) > 1 and not wish.everywhere:
        several = ", ".join(f"document:{one['id']} {one['url']}" for one in found)
        raise Problem(
            f"{len(found)} {what}: {several}; nothing was changed", where=wish.what,
            do="name one as document:N to remove all of its text, or say --everywhere",
        )  # fmt: skip


def _refuse_unfinished(db: Database) -> None:
    left = store.unfinished(db)
    if left:
        raise Problem(
            f"an earlier removal is not finished ({left[0]['url'] or 'of words in no document'})",
            do="run `delaywatch redact --finish`",
        )


def _refuse_telling(wish: Wish, target: Target) -> None:
    """A reason is published: it must not say again what is removed."""
    if target.sentence is not None and target.sentence in fold(wish.reason):
        raise Problem("the reason repeats what is removed, and reasons are published",
                      where=wish.what, do="give a reason without these words")  # fmt: skip


def _cut_of(db: Database, target: Target) -> Cut:
    if target.sentence is not None:
        return Cut(Words([target.sentence]))
    sentences = [line for one in target.documents for line in store.sentences_of(db, one["id"])]
    return Cut(Words(sentences), tuple(one["url"] for one in target.documents), own_only=True)


# ------------------------------------------------------------------ before anything changes


def _would(db: Database, place: Place, target: Target, cut: Cut) -> list[str]:
    found = cut.sweep(db, look_only=True)
    return [
        f"would remove {target.told()}",
        *(f"{table}.{column}: {count:,} rows" for (table, column), count in found.items()),
        f"archive: {len(_bodies(db, place, target)):,} bodies",
        f"releases: {', '.join(str(one.number) for one in _holding(place, cut)) or 'none'}",
        *_left_alone(db, target),
        "nothing was changed",
    ]


def _left_alone(db: Database, target: Target) -> list[str]:
    """Documents that say nearly the same: only the very words go, and that must not be missed."""
    if target.sentence is None:
        return []
    near = store.nearly_with(db, target.sentence, limit=_MOST_NEAR + 1)
    if not near:
        return []
    return [
        "these documents hold the words but for case, quotes or dashes, and are left alone:",
        *(f"  document:{one['id']} {one['url']}" for one in near[:_MOST_NEAR]),
        *(["  and more"] if len(near) > _MOST_NEAR else ()),
    ]


def _holding(place: Place, cut: Cut) -> list[Release]:
    """The releases that hold it; also one that was never shown, whose run was killed before."""
    there = (about(place_of(place.published, number)) for number in numbers(place.published))
    return [one for one in there if one is not None and _holds(place, one, cut)]


def about(folder: Path) -> Release | None:
    """What a release is by its own account; None where nothing whole lies there."""
    try:
        told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Release(**told | {"redacted": tuple(told.get("redacted", ()))})


def _holds(place: Place, release: Release, cut: Cut) -> bool:
    file = place_of(place.published, release.number) / DATABASE
    with store.opened(file, to_read=True) as db:
        return store.published_has(db, cut.urls) or bool(cut.sweep(db, look_only=True))


def _bodies(db: Database, place: Place, target: Target) -> list[str]:
    """The bodies that go: of all versions of the documents, and whichever else holds the words."""
    of_documents = store.bodies_of(db, [one["id"] for one in target.documents])
    if target.sentence is None:
        return of_documents
    return sorted({*of_documents, *_bodies_with(place, target.sentence)})


def _bodies_with(place: Place, sentence: str) -> Iterator[str]:
    pattern = pattern_of_bytes(sentence)
    for number, (sha256, path) in enumerate(archived(place.archive), start=1):
        with suppress(OSError, EOFError):  # a damaged one is told by `check`
            if pattern.search(gzip.decompress(path.read_bytes())):
                yield sha256
        if number % _EVERY == 0:
            place.say(f"{number:,} archived bodies searched")


def archived(archive: Archive) -> Iterator[tuple[str, Path]]:
    """Each body of the archive: its sum and its file."""
    for path in sorted(archive.folder.glob("[0-9a-f][0-9a-f]/*")):
        if not path.name.startswith("."):
            yield path.parent.name + path.name, path


def _make_room(place: Place, releases: Iterable[Release]) -> None:
    """Take the space that will be needed, and give it back: better now than in the middle.

    Raises Problem where it is not there.
    """
    sizes = sum(
        path.stat().st_size
        for one in releases for path in files_of(place_of(place.published, one.number))
    )  # fmt: skip
    needs = [(place.database.parent, 3 * place.database.stat().st_size)]
    if sizes:
        needs.append((place.published, 2 * sizes))
    files: list[Path] = []
    try:
        for folder, size in needs:
            files.append(folder / f".room-{os.getpid()}")
            _take(files[-1], size)
    finally:
        for path in files:
            path.unlink(missing_ok=True)


def _take(path: Path, size: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(handle, 0, size)
    except OSError as error:
        free = shutil.disk_usage(path.parent).free
        raise Problem(
            f"{size:,} bytes are needed here for a while, and {free:,} are free "
            f"({os.strerror(error.errno or 0)}); nothing was changed",
            where=str(path.parent), do="free some disk space and redact again",
        ) from error  # fmt: skip
    finally:
        os.close(handle)


# ------------------------------------------------------------------ releases, made anew beside


@contextmanager
def _prepared(place: Place) -> Iterator[Path]:
    """Where releases are made anew; cleared away where it comes to nothing."""
    workshop = place.published / WORKSHOP
    _clear(place)
    try:
        yield workshop
    except BaseException:
        _clear(place)
        raise


def _clear(place: Place) -> None:
    shutil.rmtree(place.published / WORKSHOP, ignore_errors=True)


def _prepare(place: Place, workshop: Path, release: Release, cut: Cut, wish: Wish) -> None:
    """The release without it: database, tables as CSV, row counts, sums."""
    old = place_of(place.published, release.number)
    new = workshop / f".half-{old.name}"
    place.say(f"release {release.number}: making it anew")
    with explained(new):
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(old, new)
        file = new / DATABASE
        file.chmod(0o644)
        with store.opened(file) as db:
            for url in cut.urls:
                store.wipe_published(db, url)
            cut.sweep(db)
            store.close_file(db)
            _write_csv(db, new, release)
        file.chmod(0o444)
        if (new / INSPECT).exists():
            inspect(file, new / INSPECT)
        before = sum_of(old) or sha256_of(old / DATABASE)
        entry = {"on": wish.day, "reason": wish.reason, "sha256_before": before}
        describe(new, replace(release, redacted=(*release.redacted, entry)))
        for path in files_of(new):
            sync(path)
        new.rename(workshop / old.name)


def _write_csv(db: Database, folder: Path, release: Release) -> None:
    """The tables again that there were; an older release may have others than we have now."""
    for path in sorted((folder / CSV).glob("*.csv")):
        table = Table(path.stem, "", store.key_of(db, path.stem))
        write_table(folder / DATABASE, folder, release.number, table)


def _exchange_all(place: Place) -> None:
    """Each release that was made anew takes the place of the old one, which then goes."""
    workshop = place.published / WORKSHOP
    for new in sorted(workshop.glob("[0-9]*")):
        old = place_of(place.published, int(new.name))
        if old.exists() and _is_newer(new, old):
            _exchange(new, old)
            sync(old.parent)
    _clear(place)


def _is_newer(new: Path, old: Path) -> bool:
    """Whether it is the one without the words: after the exchange it is the other way round."""
    try:
        ours, theirs = (_redacted(place) for place in (new, old))
    except (FileNotFoundError, ValueError):
        return False  # half copied, or half removed
    return (new / SUMS).exists() and len(ours) > len(theirs)


def _redacted(place: Path) -> list[Any]:
    told = json.loads((place / ABOUT).read_text(encoding="utf-8"))
    return list(told.get("redacted", ()))


def _exchange(new: Path, old: Path) -> None:
    """Two folders change their names in one step, or where the system cannot, in three."""
    libc = ctypes.CDLL(None, use_errno=True)
    names = (_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE)
    if hasattr(libc, "renameat2") and libc.renameat2(*names) == 0:
        return
    aside = old.with_name(f".gone-{old.name}")
    old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside)


def _again(place: Place, row: Row) -> None:
    """Make releases anew that still hold what is known by its sum, or by its address, alone."""
    if row["kind"] == "sentence":
        cut = Cut(Hashed(row["letters"], row["sha256"]))
    else:
        cut = Cut(Words([]), (row["url"],), own_only=True)
    wish = Wish("", row["reason"], row["by_name"], row["redacted_on"], row["at"])
    workshop = place.published / WORKSHOP
    for release in _holding(place, cut):
        if (workshop / f"{release.number:04}").exists():
            _exchange_all(place)
        _prepare(place, workshop, release, cut, wish)


# ------------------------------------------------------------------ the database, and after


def _remove(db: Database, target: Target, cut: Cut, wish: Wish, bodies: list[str]) -> None:
    numbers = [one["id"] for one in target.documents]
    with writing(db), store.allowed(db):
        # A crawl may have brought a version since.
        bodies = sorted({*bodies, *store.bodies_of(db, numbers)})
        if target.sentence is None:
            for number in numbers:
                store.wipe_document(db, number)
            cut.sweep(db)
        else:
            store.blot_sentence(db, cut.masker, numbers)
        store.insert(db, _rows(target, wish, bodies))


def _rows(target: Target, wish: Wish, bodies: list[str]) -> Iterator[Row]:
    for number in [one["id"] for one in target.documents] or [None]:
        yield {
            "kind": target.kind, "document_id": number, "redacted_on": wish.day,
            "reason": wish.reason, "sha256": target.sha256,
            "letters": None if target.sentence is None else len(target.sentence),
            "bodies": json.dumps(bodies), "by_name": wish.by, "at": wish.at,
        }  # fmt: skip


def _rest(db: Database, place: Place) -> list[str]:
    """From the commit on: bodies, the file itself, done. Each may be done again."""
    left = store.unfinished(db)
    bodies = sorted({sha256 for row in left for sha256 in json.loads(row["bodies"])})
    with _told_as_kept(place), explained(place.database):
        for sha256 in bodies:
            place.archive.path(sha256).unlink(missing_ok=True)
        store.scrub(db)
        with writing(db):
            store.end(db)
    return [
        f"{len(bodies):,} bodies are out of the archive; database and releases were written anew"
    ]


@contextmanager
def _told_as_kept(place: Place) -> Iterator[None]:
    """From the commit on whatever goes wrong is a removal that is not finished."""
    try:
        yield
    except Problem as problem:
        advice = f"{problem.do}; " if problem.do and "--finish" not in problem.do else ""
        raise Problem(
            f"the removal is kept, but not finished: {problem.what}",
            where=problem.where or str(place.database),
            do=f"{advice}run `delaywatch redact --finish`",
        ) from problem


def _earlier_backups(place: Place) -> list[str]:
    found = [*backups_beside(place.database), *put_aside(place.database)]
    if not found:
        return ["backups elsewhere, if there are any, still hold it: remove them by hand"]
    return [
        "these backups still hold it; remove them by hand (and any kept elsewhere):",
        *(f"  {path}" for path in found),
    ]

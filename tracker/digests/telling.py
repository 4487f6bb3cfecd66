"""Tell a reader of a release, and remember that."""

import hashlib
import os
import pwd
import shlex
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from db import digests as store
from db.connection import explained, writing
from db.errors import Problem
from tracker.digests.items import Digest
from tracker.digests.subscribers import LONGEST_NAME, named
from tracker.releases.shelf import sync


def known_since(db: Database, reader: str) -> int | None:
    """The release that a reader was told last; None for one who never was. Raises Problem."""
    return store.last_told(db, _named(reader))


def remember_nothing(db: Database, reader: str, digest: Digest, at: str) -> None:
    """Keep that a reader knows a release which had nothing to tell them. Raises Problem."""
    if digest.release > digest.since:
        with writing(db):
            store.remember(
                db, _named(reader), since=digest.since, release=digest.release,
                made_at=at, sha256=store.NOTHING_TOLD,
            )  # fmt: skip


def told_before(db: Database, reader: str) -> list[tuple[int, int]]:
    """Each time that a reader was handed a text: since which release, and up to which."""
    return store.told(db, _named(reader))


def tell(
    db: Database, reader: str, digest: Digest, text: str, at: str, give: Callable[[str], None]
) -> None:
    """Give a text to a reader with ``give``, and keep that: both happen, or neither.

    Raises Problem for a name that is empty or too long.
    """
    with writing(db):
        store.remember(
            db,
            _named(reader),
            since=digest.since,
            release=digest.release,
            made_at=at,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        give(text)


def write(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it finds the old one or the new one, whole.

    One that says the same already is left as it is.
    """
    new = path.with_name(f".{path.name}.new")
    with explained(path):
        if path.exists() and path.read_bytes() == text.encode():
            return
        _refuse_folder(path.parent)
        try:
            new.write_text(text, encoding="utf-8")
            sync(new)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def _refuse_folder(folder: Path) -> None:
    """Raise Problem where no file can be made there, which names the folder and what to do."""
    where, user = str(folder.absolute()), _user()
    do = f"as root: install -d -o {user} {shlex.quote(where)}"
    if not folder.is_dir():
        raise Problem("there is no such folder", where=where, do=do)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Problem(f"this folder cannot be written by {user}", where=where, do=do)


def _user() -> str:
    """Who this is: the name, or the number of one without a name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _named(reader: str) -> str:
    try:
        return named(reader)
    except ValueError:
        raise Problem(
            f"a reader's name is one line of 1 to {LONGEST_NAME} letters", do="mend --reader"
        ) from None

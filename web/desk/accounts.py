"""Who may sit at the desk: a file of names and hashed passwords that only its owner can read.

The hashes are those of datasette-auth-passwords (PBKDF2). Whoever is taken out of the file has no
access from that moment on, and whoever is given another password is signed out everywhere.
"""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from datasette_auth_passwords.utils import hash_password, verify_password

from db.errors import Problem

LEAST_LETTERS: Final = 12
# A hash of a longer one would keep the server busy.
MOST_LETTERS: Final = 1_000
LONGEST_NAME: Final = 60
_FOR_OTHERS: Final = 0o077  # what a group or everybody may do
_WRITTEN_BY_OTHERS: Final = 0o022


@dataclass(frozen=True)
class Account:
    """An editor: the hash of the password, and the day (ISO) since which there is one.

    ``sessions`` is another text whenever all sessions are ended.
    """

    password: str
    since: str
    sessions: str = ""

    @property
    def key(self) -> str:
        """What a session bears: another one with another password, or after signing out."""
        return hashlib.sha256(f"{self.password} {self.sessions}".encode()).hexdigest()[:32]

    @property
    def identity(self) -> str:
        """What tells this account from another one of its name: another with another password."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:32]


def beside(database: Path) -> Path:
    """The file of the editors of a database."""
    return database.parent / "editors.json"


def editors(file: Path) -> dict[str, Account]:
    """Name to account; none where there is no file. Raises Problem where it cannot be read."""
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    if mode & _WRITTEN_BY_OTHERS:
        raise Problem("others can write this file", where=str(file), do=f"chmod 600 {file}")
    try:
        return {name: Account(**account) for name, account in json.loads(text)["editors"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Problem(
            "is no list of editors", where=str(file), do="restore it, or remove it and add them"
        ) from error


def refuse_open(file: Path) -> None:
    """Raise Problem where others than its owner can read or write the file."""
    if file.exists() and file.stat().st_mode & _FOR_OTHERS:
        raise Problem("others can read this file", where=str(file), do=f"chmod 600 {file}")


def add(file: Path, name: str, password: str, day: str) -> None:
    """Let somebody sign in. Raises Problem where the name is taken or no name, or the password bad.

    ``day`` (ISO) is the day of it.
    """
    refuse_bad_name(name)
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise Problem(
            f"a password has at least {LEAST_LETTERS} characters",
            where=name,
            do="choose a longer one: four words that you can remember will do",
        )
    account = Account(hash_password(password), day)
    with _alone(file):
        known = editors(file)
        if name in known:
            raise Problem(
                "there is an editor of this name",
                where=name,
                do=f'for another password: delaywatch editor remove "{name}", then add again',
            )
        _write(file, {**known, name: account})


def end_sessions(file: Path, name: str) -> None:
    """End every session of an editor; of whoever is none there is nothing to end."""
    with _alone(file):
        known = editors(file)
        if name in known:
            ended = replace(known[name], sessions=secrets.token_hex(8))
            _write(file, {**known, name: ended})


def refuse_bad_name(name: str) -> None:
    """Raise Problem where a name cannot stand beside a decision."""
    if name != " ".join(name.split()) or not name.isprintable() or not name[:1].isalnum():
        raise Problem("is no name", where=repr(name), do="begin with a letter; one space between")
    if len(name) > LONGEST_NAME:
        raise Problem(f"a name has at most {LONGEST_NAME} characters", where=name)


def remove(file: Path, name: str) -> None:
    """Let somebody sign in no more. Raises Problem where there is no such editor."""
    with _alone(file):
        known = editors(file)
        if name not in known:
            there = ", ".join(known) or "none"
            raise Problem("there is no editor of this name", where=name, do=f"there are: {there}")
        _write(file, {other: account for other, account in known.items() if other != name})


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Nobody else changes the file between its reading and its writing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def verified(file: Path, name: str, password: str) -> Account | None:
    """The account, if name and password are right; a wrong name takes as long as a wrong password.

    Takes a third of a second of a processor.
    """
    account = editors(file).get(name)
    right = verify_password(password[:MOST_LETTERS], account.password if account else _nobodys())
    return account if right else None


def _nobodys() -> str:
    """A hash to compare with where there is no account; no password has it."""
    return f"pbkdf2_sha256$480000${secrets.token_hex(16)}$none"


def _write(file: Path, known: Mapping[str, Account]) -> None:
    """Replace the file as a whole, readable for its owner alone."""
    rows = {name: vars(account) for name, account in known.items()}
    write_private(file, json.dumps({"editors": rows}, ensure_ascii=False, indent=2) + "\n")


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    fresh.replace(file)


def secret(database: Path) -> str:
    """What sessions are signed with: made once, and kept beside the database."""
    file = database.parent / "desk-secret"
    refuse_open(file)
    if not file.exists():
        write_private(file, secrets.token_hex(32))
    return file.read_text(encoding="utf-8").strip()

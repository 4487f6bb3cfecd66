"""Check, load and export the register: all of it, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlite_utils import Database

import db.commitments as store
from db.commitments import Changes
from db.connection import memory, writing
from db.errors import Problem
from tracker.register.files import (
    FOI_FOLDER,
    Place,
    Register,
    dump,
    is_register_file,
    line_of,
    problem_of,
    read_register,
)
from tracker.register.rows import commitment_of, foi_request_of, foi_rows, record_of

# The register's own word for the outcome, and the derived statuses it agrees with.
AGREES = {
    "delivered": {"delivered", "delivered_on_time", "delivered_late", "unclear"},
    "awaited": {"awaited", "unchecked", "overdue", "no_date", "being_checked"},
    "unknown": {"awaited", "unchecked", "overdue", "no_date", "being_checked"},
    "partially_delivered": {"partially_delivered"},
    "merged": {"merged"},
    "dropped": {"dropped"},
    "paused": {"paused"},
}


@dataclass
class Loaded:
    """What a load changed."""

    commitments: Changes = field(default_factory=Changes)
    steps: Changes = field(default_factory=Changes)
    foi_requests: Changes = field(default_factory=Changes)

    def lines(self) -> list[str]:
        """Three lines for people."""
        return [
            f"commitments: {self.commitments}",
            f"steps: {self.steps}",
            f"FOI requests: {self.foi_requests}",
        ]


def check(folder: Path, as_of: date) -> Register:
    """Read the register and hold it against the counting rules, in a database in memory.

    There the register is alone: what editors accepted from pages since may well have moved a
    commitment on, and is no fault of its file. Raises Problem with file and line of every fault.
    """
    register = read_register(folder)
    _refuse_later_days(register, as_of)
    scratch = memory()
    with writing(scratch):
        _write(scratch, register, as_of)
        _check_derived(scratch, register)
    return register


def load(db: Database, folder: Path, as_of: date, *, allow_retractions: bool = False) -> Loaded:
    """Make the stored register that of ``folder``; all of it or, on any fault, nothing.

    Raises Problem with file and line of every fault, and where more than half
    of what is stored would be retracted (a wrong folder, most likely), unless
    ``allow_retractions``.
    """
    register = check(folder, as_of)
    with writing(db):
        _refuse_wrong_folder(db, register, allow_retractions=allow_retractions)
        return _write(db, register, as_of)


def export(db: Database, folder: Path) -> int:
    """Write the stored register as YAML files into ``folder``; returns how many.

    Files of an earlier export that are no longer in the register are removed,
    so that a second round gives the same folder byte for byte. Raises Problem
    where a YAML file is in the way that is none of the register's.
    """
    files = dict(_exported(db))
    if not files:
        raise Problem("the database holds no register", do="run `delaywatch register load`")
    there = [*folder.glob("*.yml"), *folder.glob(f"{FOI_FOLDER}/*.yml")]
    for path in there:
        if not is_register_file(path):
            raise Problem(
                "this file is none of the register's; nothing was written",
                where=str(path),
                do="name an empty folder, or the folder of an earlier export",
            )
    (folder / FOI_FOLDER).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path in there:
        if str(path.relative_to(folder)) not in files:
            path.unlink()
    return len(files)


def _write(db: Database, register: Register, as_of: date) -> Loaded:
    today, loaded = as_of.isoformat(), Loaded()
    store.set_as_of(db, today)
    store.save_bodies(db, [body.model_dump() for body in register.bodies])
    for commitment in register.commitments:
        word, steps = store.save_record(db, record_of(commitment), today)
        _count(loaded.commitments, word, commitment.slug)
        _add(loaded.steps, steps)
    for slug in _missing(store.register_slugs(db), [entry.slug for entry in register.commitments]):
        _add(loaded.steps, store.retract_commitment(db, slug, today))
        _count(loaded.commitments, "retracted", slug)
    _write_foi(db, register, today, loaded)
    return loaded


def _write_foi(db: Database, register: Register, today: str, loaded: Loaded) -> None:
    for request in register.foi_requests:
        word = store.save_foi_request(db, *foi_rows(request))
        _count(loaded.foi_requests, word, request.id)
    for gone in _missing(
        store.foi_request_ids(db), [request.id for request in register.foi_requests]
    ):
        store.retract_foi_request(db, gone, today)
        _count(loaded.foi_requests, "retracted", gone)


def _check_derived(db: Database, register: Register) -> None:
    """What a file says of its outcome must agree with what its steps come to."""
    statuses, followed = store.derived_statuses(db), store.derived_followed_until(db)
    faults = []
    for entry in register.commitments:
        path = register.path_of(entry.slug)
        if statuses[entry.slug] not in AGREES[entry.outcome.status]:
            line = line_of(path, ("outcome", "status"))
            faults.append(
                f"{path}:{line}: outcome.status: {entry.outcome.status}, but the steps come to "
                f"{statuses[entry.slug]}"
            )
        until = entry.followed_until and entry.followed_until.isoformat()
        if until != followed[entry.slug]:
            line = line_of(path, ("followed_until",))
            faults.append(
                f"{path}:{line}: followed_until: {until}, but the newest day of the steps and the "
                f"outcome is {followed[entry.slug]}"
            )
    if faults:
        raise problem_of(faults)


def _refuse_later_days(register: Register, as_of: date) -> None:
    """Nothing can have been said, done or checked after today: such a day is a slip of the pen."""
    faults = []
    for entry in register.commitments:
        path = register.path_of(entry.slug)
        days: list[tuple[Place, date | None]] = [(("outcome", "date"), entry.outcome.date)]
        for index, step in enumerate(entry.steps):
            days.append((("steps", index, "made_on"), step.made_on))
            if step.checked is not None:
                days.append((("steps", index, "checked", "on"), step.checked.on))
        faults += [
            f"{path}:{line_of(path, place)}: {place[-1]}: {day} is yet to come"
            for place, day in days
            if day is not None and day > as_of
        ]
    if faults:
        raise problem_of(faults)


def _refuse_wrong_folder(db: Database, register: Register, *, allow_retractions: bool) -> None:
    stored = store.register_slugs(db)
    leaving = _missing(stored, [entry.slug for entry in register.commitments])
    if not allow_retractions and 2 * len(leaving) > len(stored):
        raise Problem(
            f"loading this would retract {len(leaving)} of {len(stored)} commitments",
            where=str(register.folder),
            do="name the right folder, or say --allow-retractions",
        )


def _missing(stored: list[str], given: list[str]) -> list[str]:
    return sorted(set(stored) - set(given))


def _count(changes: Changes, word: str, name: str) -> None:
    setattr(changes, word, getattr(changes, word) + 1)
    if word != "unchanged":
        changes.details.append(f"{word}: {name}")


def _add(total: Changes, more: Changes) -> None:
    for word in ("inserted", "updated", "unchanged", "retracted"):
        setattr(total, word, getattr(total, word) + getattr(more, word))


def _exported(db: Database) -> Iterator[tuple[str, str]]:
    followed = store.derived_followed_until(db)
    for slug in store.register_slugs(db):
        record = store.read_record(db, slug)
        if record is None or not record["events"]:
            continue  # wholly from elsewhere: no register file
        links = store.foi_requests_of(db, slug)
        yield f"{slug}.yml", dump(commitment_of(record, followed[slug], links))
    for request_id in store.foi_request_ids(db):
        stored = store.read_foi_request(db, request_id)
        if stored is not None:
            yield f"{FOI_FOLDER}/{request_id}.yml", dump(foi_request_of(*stored))

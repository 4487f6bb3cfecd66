"""Check, load and export the register: all of it, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlite_utils import Database

import db.commitments as store
from db.commitments import Cause, Changes
from db.connection import memory, writing
from db.errors import Problem
from db.foi import cases as foi_store
from db.foi.bodies import save_periods
from tracker.foi import promises
from tracker.foi.counting import calendar_of, count
from tracker.foi.model import Case
from tracker.foi.promises import Settled
from tracker.foi.register import case_of_request, faults_of_file, rows_of_request
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
from tracker.register.model import Commitment, FoiRequest
from tracker.register.naming import faults_of_names
from tracker.register.rows import commitment_of, foi_request_of, record_of

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
    promises: Settled = field(default_factory=Settled)

    def lines(self) -> list[str]:
        """Three lines for people, and one for each promise in an FOI reply that changed something.

        Those that nobody can place are told every time.
        """
        return [
            f"commitments: {self.commitments}",
            f"steps: {self.steps}",
            f"FOI requests: {self.foi_requests}",
            *self.promises.lines,
        ]


def check(folder: Path, as_of: date) -> Register:
    """Read the register and hold it against the counting rules, in a database in memory.

    There the register is alone: what editors accepted from pages since may well have moved a
    commitment on, and is no fault of its file. Raises Problem with file and line of every fault.
    """
    register = read_register(folder)
    _refuse_later_days(register, as_of)
    _refuse_wrong_cases(register, as_of)
    _refuse_names(register)
    scratch = memory()
    with writing(scratch):
        _write(scratch, register, as_of, _midnight(as_of))
        _check_derived(scratch, register)
    return register


def load(
    db: Database,
    folder: Path,
    as_of: date,
    *,
    at: str | None = None,
    allow_retractions: bool = False,
    cause: Cause | None = None,
) -> Loaded:
    """Make the stored register that of ``folder``; all of it or, on any fault, nothing.

    ``at`` is the instant of loading (UTC), the beginning of ``as_of`` if it is not given; ``cause``
    why what steps said is said no more, where a person gave one. Raises Problem with file and line
    of every fault, and where more than half of what is stored would be retracted (a wrong folder,
    most likely), unless ``allow_retractions``.
    """
    register = check(folder, as_of)
    with writing(db):
        _refuse_wrong_folder(db, register, allow_retractions=allow_retractions)
        loaded = _write(db, register, as_of, at or _midnight(as_of), cause)
        loaded.promises = promises.settle(db, as_of, at or _midnight(as_of))
        _retract(db, register, as_of.isoformat(), loaded, cause)
        return loaded


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


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _write(
    db: Database, register: Register, as_of: date, at: str, cause: Cause | None = None
) -> Loaded:
    today, loaded = as_of.isoformat(), Loaded()
    store.set_as_of(db, today)
    store.save_bodies(db, [body.model_dump(exclude={"foi"}) for body in register.bodies])
    for body in register.bodies:
        save_periods(db, body.slug, [period.model_dump() for period in body.foi])
    for commitment in register.commitments:
        word, steps = store.save_record(db, record_of(commitment), today, at=at, cause=cause)
        _count(loaded.commitments, word, commitment.slug)
        _add(loaded.steps, steps)
    _write_foi(db, register, at, loaded)
    return loaded


def _write_foi(db: Database, register: Register, at: str, loaded: Loaded) -> None:
    table = calendar_of(db)
    for request in register.foi_requests:
        where = str(_foi_path(register, request))
        _refuse_taking_over(db, request.id, where)
        case = _case_of(register, request)
        word = foi_store.save_case(db, *rows_of_request(request, case), at)
        count(db, case, table, where)
        _count(loaded.foi_requests, word, request.id)
    for gone in _missing(
        foi_store.case_ids(db, origin="register"), [request.id for request in register.foi_requests]
    ):
        foi_store.retract_case(db, gone, at[:10], store.LEFT)
        _count(loaded.foi_requests, "retracted", gone)


def _retract(
    db: Database, register: Register, today: str, loaded: Loaded, cause: Cause | None
) -> None:
    """Take out what left the register; what an FOI reply promised of it went before."""
    for slug in _missing(store.register_slugs(db), [entry.slug for entry in register.commitments]):
        _add(loaded.steps, store.retract_commitment(db, slug, today, cause))
        _count(loaded.commitments, "retracted", slug)


def _case_of(register: Register, request: FoiRequest) -> Case:
    names = {body.slug: body.name for body in register.bodies}
    return case_of_request(request, names, _by_slug(register))


def _by_slug(register: Register) -> dict[str, Commitment]:
    return {entry.slug: entry for entry in register.commitments}


def _foi_path(register: Register, request: FoiRequest) -> Path:
    return register.folder / FOI_FOLDER / f"{request.id}.yml"


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
        days += [(("responses", index, "on"), one.on) for index, one in enumerate(entry.responses)]
        faults += [
            f"{path}:{line_of(path, place)}: {place[-1]}: {day} is yet to come"
            for place, day in days
            if day is not None and day > as_of
        ]
    if faults:
        raise problem_of(faults)


def _refuse_wrong_cases(register: Register, as_of: date) -> None:
    """What FOI files tell must be able to have happened, in that order and by now."""
    commitments, found = _by_slug(register), []
    for request in register.foi_requests:
        path = _foi_path(register, request)
        found += [
            f"{path}:{line_of(path, (name,))}: {name}: {what}"
            for name, what in faults_of_file(request, commitments, as_of)
        ]
    if found:
        raise problem_of(found)


def _refuse_names(register: Register) -> None:
    """Below minister or board member the post is named, not the person."""
    found = faults_of_names(register)
    if found:
        raise problem_of(found)


def _refuse_taking_over(db: Database, case_id: str, where: str) -> None:
    stored = foi_store.read_case(db, case_id)
    if stored is not None and stored[0]["origin"] != "register":
        raise Problem(
            f"a case that was added here is called {case_id} already; nothing was loaded",
            where=where,
            do="give the file, and the id in it, another name",
        )


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
        links = foi_store.register_cases_of(db, slug)
        yield f"{slug}.yml", dump(commitment_of(record, followed[slug], links))
    for request_id in foi_store.case_ids(db, origin="register"):
        case = foi_store.read_case(db, request_id)
        if case is not None:
            row, commitments, _ = case
            request = foi_request_of(row, [slug for slug, _ in commitments])
            yield f"{FOI_FOLDER}/{request_id}.yml", dump(request)

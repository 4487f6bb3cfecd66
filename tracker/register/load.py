"""Load and export the register: all of it, or nothing.

    look --> choose --> read and check --> write
             what may differ               one transaction

What a load costs is what changed. Files that are as they were when they were loaded last, by the
same rules, are neither read nor written (``tracker.register.looking`` says how that is known), but
for those that a change elsewhere bears on: one that names a file which left, a commitment and the
FOI requests that name each other. So is everything read where a doubt is left: by other rules, for
an earlier day, in a database that nothing is known of. What anybody else wrote of a file's rows
since makes that file unknown (``db.register_files``).
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import time_ns
from typing import Final

from sqlite_utils import Database

import db.commitments as store
import db.register_files as memory
from db.commitments import Cause, Changes, Record
from db.connection import writing
from db.errors import Problem
from db.foi import cases as foi_store
from db.foi.bodies import save_periods, stored_bodies
from db.register_files import Known, State
from tracker.foi import promises
from tracker.foi.counting import calendar_of, count
from tracker.foi.promises import Settled
from tracker.foi.register import case_of_request, rows_of_request
from tracker.register.checking import Checking, check
from tracker.register.files import BODIES, FOI_FOLDER, dump, is_register_file, read_bodies
from tracker.register.looking import (
    Folder,
    differences,
    file_of,
    file_of_request,
    files_of,
    is_request,
    look,
    rules,
    stem_of,
)
from tracker.register.model import Body, Commitment, FoiRequest
from tracker.register.rows import commitment_of, foi_request_of

__all__ = ["Loaded", "check", "export", "load"]
_LOT: Final = 500  # records that are written with one statement a table
_TRIES: Final = 3


@dataclass
class Loaded:
    """What a load changed.

    ``read`` is how many files it read and checked, ``opened`` how many it only compared with what
    they were.
    """

    commitments: Changes = field(default_factory=Changes)
    steps: Changes = field(default_factory=Changes)
    foi_requests: Changes = field(default_factory=Changes)
    promises: Settled = field(default_factory=Settled)
    read: int = 0
    opened: int = 0

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


def load(
    db: Database,
    folder: Path,
    as_of: date,
    *,
    at: str | None = None,
    allow_retractions: bool = False,
    cause: Cause | None = None,
    everything: bool = False,
    bodies: Path = BODIES,
    clock: Callable[[], int] = time_ns,
) -> Loaded:
    """Make the stored register that of ``folder``; all of it or, on any fault, nothing.

    ``at`` is the instant of loading (UTC), the beginning of ``as_of`` if it is not given; ``cause``
    why what steps said is said no more, where a person gave one. With ``everything`` each file is
    read and held against what is stored, whatever is known of it. ``bodies`` is the list of public
    bodies, ``clock`` that by which files are dated (ns).

    Raises Problem with file and line of every fault, and where more than half of what is stored
    would be retracted (a wrong folder, most likely), unless ``allow_retractions``.
    """
    for _ in range(_TRIES):
        # The clock first: what is written while the folder is looked at is not older than that.
        before, now_ns = memory.mark(db), clock()
        work = _choose(db, look(folder), as_of, now_ns, read_bodies(bodies), everything=everything)
        found = _read(db, work)
        with writing(db):
            if memory.mark(db) == before:
                _refuse_wrong_folder(db, work.folder, allow_retractions=allow_retractions)
                return _write(db, work, found, at or _midnight(as_of), cause)
    raise Problem(
        f"others changed the register {_TRIES} times while it was read; nothing was loaded",
        where=str(folder),
        do="load it again",
    )


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


# ----------------------------------------------------------------- what must be read


@dataclass
class _Work:
    """A folder, what is known of it, and which files a load reads."""

    folder: Folder
    as_of: date
    now_ns: int
    bodies: list[Body]
    state: State
    known: dict[str, Known]
    names: set[str]  # of the files to read
    touched: list[tuple[str, Known]]
    opened: int

    @property
    def left(self) -> set[str]:
        """The names of the files that were there the last time and are no more."""
        return self.known.keys() - self.folder.files.keys()


def _choose(
    db: Database,
    folder: Folder,
    as_of: date,
    now_ns: int,
    bodies: list[Body],
    *,
    everything: bool,
) -> _Work:
    before = memory.state(db)
    state = State(
        number=before.number if before else 0,
        folder=str(folder.path.resolve()),
        rules=rules(body.model_dump_json() for body in bodies),
        calendar=calendar_of(db).version,
        as_of=as_of.isoformat(),
    )
    work = _Work(folder, as_of, now_ns, bodies, state, memory.known(db), set(), [], 0)
    if everything or before is None or _is_doubtful(before, state):
        work.names = set(folder.files)
        return work
    found = differences(folder, work.known, now_ns, trusting=before.folder == state.folder)
    work.names, work.touched, work.opened = found.changed, found.touched, found.opened
    if before.calendar != state.calendar:
        work.names |= {name for name in folder.files if is_request(name)}
    work.names |= _borne_upon(db, work) & folder.files.keys()
    return work


def _is_doubtful(before: State, now: State) -> bool:
    """Whether a file that is as it was may be wrong by now, or mean something else.

    With a later day none becomes so: no day lies further in the future then, and what outcomes
    agree with stays (``tracker.register.checking.AGREES``).
    """
    return before.rules != now.rules or now.as_of < before.as_of


def _borne_upon(db: Database, work: _Work) -> set[str]:
    """Files that name, as they are stored, what left or what changed."""
    stored = files_of(store.slugs_of_register(db))
    stored |= {file_of_request(one) for one in foi_store.case_ids(db, origin="register")}
    gone = work.left | (stored - work.folder.files.keys())
    slugs_gone, cases_gone = _stems(gone)
    slugs, cases = _stems(work.names)
    about = memory.requests_about(db, slugs_gone | slugs)
    naming = {case_id for ids in about.values() for case_id in ids}
    named = memory.named_by(db, cases_gone | cases)
    return (
        files_of(memory.pointing_to(db, slugs_gone) | named)
        | {file_of_request(one) for one in naming}
    )  # fmt: skip


def _stems(names: Iterable[str]) -> tuple[set[str], set[str]]:
    """Slugs of commitments, and ids of requests."""
    among = list(names)
    slugs = {stem_of(name) for name in among if not is_request(name)}
    return slugs, {stem_of(name) for name in among if is_request(name)}


# ----------------------------------------------------------------- reading


@dataclass
class _Found:
    """What was read: records, packed; requests, and the commitments that they may promise.

    Packed, a record takes a kilobyte and a half; as objects all of a large register would take
    gigabytes.
    """

    records: list[bytes] = field(default_factory=list)
    requests: list[FoiRequest] = field(default_factory=list)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    files: dict[str, Known] = field(default_factory=dict)


def _read(db: Database, work: _Work) -> _Found:
    """Read and check what was chosen. Raises Problem on any fault."""
    checking, found = Checking(work.folder, work.bodies, work.as_of), _Found()
    kept = set()  # slugs of commitments that a reply may promise something of
    for name in _in_order(work, work.names, requests=True):
        if read := checking.request(name):
            found.requests.append(read.entry)
            found.files[name] = Known(read.sha256, work.folder.seen(name, work.now_ns), 0)
            # A commitment that it names anew must name it, too.
            work.names |= files_of(read.entry.commitment_links) & work.folder.files.keys()
            if read.entry.promise_in_response is not None:
                kept.update(read.entry.commitment_links)
    _tell_of_unread(db, work, checking)
    for name in _in_order(work, work.names, requests=False):
        if (one := checking.commitment(name)) is None:
            continue
        read_one, record = one
        found.records.append(_packed(record))
        found.files[name] = Known(
            read_one.sha256, work.folder.seen(name, work.now_ns), len(record["events"])
        )
        if stem_of(name) in kept:
            found.commitments[stem_of(name)] = read_one.entry
    checking.cases(found.requests, found.commitments)
    checking.refuse_faults()
    return found


def _in_order(work: _Work, names: set[str], *, requests: bool) -> list[str]:
    if len(names) == len(work.folder.files):
        return [name for name in work.folder.files if is_request(name) == requests]
    return sorted(name for name in names if is_request(name) == requests)


def _tell_of_unread(db: Database, work: _Work, checking: Checking) -> None:
    """Which of the requests that are not read name the commitments that are."""
    if all(name in work.names for name in map(file_of_request, work.folder.case_ids)):
        return
    slugs, _ = _stems(work.names)
    for slug, case_ids in memory.requests_about(db, slugs).items():
        for case_id in case_ids:
            name = file_of_request(case_id)
            if name in work.folder.files and name not in work.names:
                checking.is_named_by(case_id, [slug])


def _packed(record: Record) -> bytes:
    return zlib.compress(json.dumps(record, ensure_ascii=False).encode(), 1)


def _unpacked(packed: bytes) -> Record:
    record: Record = json.loads(zlib.decompress(packed))
    return record


# ----------------------------------------------------------------- writing


def _write(db: Database, work: _Work, found: _Found, at: str, cause: Cause | None) -> Loaded:
    today, loaded = work.as_of.isoformat(), Loaded(read=len(found.files), opened=work.opened)
    store.set_as_of(db, today)
    _write_bodies(db, work.bodies)
    _write_commitments(db, found, today, at, cause, loaded)
    _write_foi(db, work, found, at, loaded)
    _count_unread(work, found, loaded)
    loaded.promises = promises.settle(db, work.as_of, at)
    _retract(db, work, today, loaded, cause)
    _remember(db, work, found)
    return loaded


def _remember(db: Database, work: _Work, found: _Found) -> None:
    """Keep what the files are now; that nothing is new leaves everything as it is.

    Those that left were forgotten with what they had told.
    """
    now = [*work.touched, *found.files.items()]
    memory.keep_files(db, now)
    number = work.state.number + bool(now or work.left)
    memory.keep_state(db, replace(work.state, number=number))


def _write_bodies(db: Database, bodies: list[Body]) -> None:
    rows = {body.slug: body.model_dump(exclude={"foi"}) for body in bodies}
    periods = {body.slug: [period.model_dump() for period in body.foi] for body in bodies}
    if stored_bodies(db, rows.keys()) == (rows, periods):
        return
    store.save_bodies(db, list(rows.values()))
    for slug, times in periods.items():
        save_periods(db, slug, times)


def _write_commitments(
    db: Database, found: _Found, today: str, at: str, cause: Cause | None, loaded: Loaded
) -> None:
    for begin in range(0, len(found.records), _LOT):
        records = [_unpacked(one) for one in found.records[begin : begin + _LOT]]
        saved = store.save_records(db, records, today, at=at, cause=cause)
        for record, (word, steps) in zip(records, saved, strict=True):
            _count(loaded.commitments, word, record["commitment"]["slug"])
            _add(loaded.steps, steps)


def _write_foi(db: Database, work: _Work, found: _Found, at: str, loaded: Loaded) -> None:
    table, names = calendar_of(db), {body.slug: body.name for body in work.bodies}
    for request in found.requests:
        where = str(work.folder.path / file_of_request(request.id))
        _refuse_taking_over(db, request.id, where)
        case = case_of_request(request, names, found.commitments)
        word = foi_store.save_case(db, *rows_of_request(request, case), at)
        count(db, case, table, where)
        _count(loaded.foi_requests, word, request.id)
    for gone in _missing(foi_store.case_ids(db, origin="register"), work.folder.case_ids):
        foi_store.retract_case(db, gone, at[:10], store.LEFT)
        _count(loaded.foi_requests, "retracted", gone)


def _count_unread(work: _Work, found: _Found, loaded: Loaded) -> None:
    """What was not read is as it was."""
    for name in work.folder.files.keys() - found.files.keys():
        if is_request(name):
            loaded.foi_requests.unchanged += 1
        else:
            loaded.commitments.unchanged += 1
            loaded.steps.unchanged += work.known[name].steps


def _retract(db: Database, work: _Work, today: str, loaded: Loaded, cause: Cause | None) -> None:
    """Take out what left the register; what an FOI reply promised of it went before."""
    for slug in _missing(store.slugs_of_register(db), work.folder.slugs):
        _add(loaded.steps, store.retract_commitment(db, slug, today, cause))
        _count(loaded.commitments, "retracted", slug)


def _refuse_taking_over(db: Database, case_id: str, where: str) -> None:
    stored = foi_store.origin_of(db, case_id)
    if stored not in (None, "register"):
        raise Problem(
            f"a case that was added here is called {case_id} already; nothing was loaded",
            where=where,
            do="give the file, and the id in it, another name",
        )


def _refuse_wrong_folder(db: Database, folder: Folder, *, allow_retractions: bool) -> None:
    stored = store.slugs_of_register(db)
    leaving = _missing(stored, folder.slugs)
    if not allow_retractions and 2 * len(leaving) > len(stored):
        raise Problem(
            f"loading this would retract {len(leaving)} of {len(stored)} commitments",
            where=str(folder.path),
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
    for slug, record in _stored(db):
        links = foi_store.register_cases_of(db, slug)
        yield file_of(slug), dump(commitment_of(record, followed[slug], links))
    for request_id in foi_store.case_ids(db, origin="register"):
        case = foi_store.read_case(db, request_id)
        if case is not None:
            row, commitments, _ = case
            request = foi_request_of(row, [slug for slug, _ in commitments])
            yield file_of_request(request_id), dump(request)


def _stored(db: Database) -> Iterator[tuple[str, Record]]:
    """The records that files of the register gave, some read at a time."""
    slugs = store.register_slugs(db)
    for begin in range(0, len(slugs), _LOT):
        records = store.read_records(db, slugs[begin : begin + _LOT])
        for slug in slugs[begin : begin + _LOT]:
            if slug in records and records[slug]["events"]:  # else wholly from elsewhere
                yield slug, records[slug]

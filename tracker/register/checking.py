"""Hold files of the register against everything that they must be, one after the other.

What is wrong with a file by itself, beside the others that are read, and beside those that are not
(they stand as they were checked before). Nothing of a file is kept, so a register may be larger
than memory. Faults are told kind by kind: what cannot be read first, for all else may follow from
it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Generic, Literal

from db.commitments import Record
from db.errors import Problem
from db.trial import Trial
from tracker.calendars.bank_holidays import packaged
from tracker.foi.counting import stand_of
from tracker.foi.register import case_of_request, faults_of_file
from tracker.register.files import (
    Model,
    Place,
    Register,
    content_read,
    dotted,
    line_of,
    problem_of,
    read_bodies,
    read_entry,
)
from tracker.register.looking import Folder, file_of, file_of_request, is_request, look, sha256_of
from tracker.register.model import Body, Commitment, FoiRequest
from tracker.register.naming import refused_names
from tracker.register.references import (
    Names,
    fault_of_links,
    faults_of_commitment,
    faults_of_request,
)
from tracker.register.rows import record_of

# The register's own word for the outcome, and the derived statuses it agrees with. With a later day
# of counting a status leaves none of these sets: ends and pauses stay, and the others are together.
AGREES: Final = {
    "delivered": {"delivered", "delivered_on_time", "delivered_late", "unclear"},
    "awaited": {"awaited", "unchecked", "overdue", "no_date", "being_checked"},
    "unknown": {"awaited", "unchecked", "overdue", "no_date", "being_checked"},
    "partially_delivered": {"partially_delivered"},
    "merged": {"merged"},
    "dropped": {"dropped"},
    "paused": {"paused"},
}
Kind = Literal["form", "references", "days", "cases", "names", "outcomes"]
_KINDS: Final[tuple[Kind, ...]] = ("form", "references", "days", "cases", "names", "outcomes")
_BY_THEMSELVES: Final = _KINDS[:2]
_LOT: Final = 500  # commitments that are counted at once
Faults = Iterable[tuple[Place, str]]


@dataclass(frozen=True, slots=True)
class Read(Generic[Model]):
    """A file that could be read: the digest of its content, what it holds, that as plain values."""

    sha256: bytes
    entry: Model
    plain: dict[str, Any]


class Checking:
    """One check of files of a folder, for one day: first requests, then commitments."""

    def __init__(self, folder: Folder, bodies: list[Body], as_of: date) -> None:
        """All files of the folder may be named by others, whether they are read here or not."""
        self._path, self._as_of = folder.path, as_of
        self._names = Names(
            frozenset(body.slug for body in bodies),
            frozenset(folder.slugs),
            frozenset(folder.case_ids),
        )
        # Told in this order: of commitments, of requests, of links between the two.
        self._faults: dict[Kind, tuple[list[str], list[str], list[str]]] = {
            kind: ([], [], []) for kind in _KINDS
        }
        for name in folder.others:
            fault = f"{self._path / name}:1: files of the register end in .yml"
            self._faults["form"][is_request(name)].append(fault)
        self._naming: dict[str, set[str]] = defaultdict(set)
        self._trial: Trial | None = None
        self._lot: list[tuple[Commitment, Record]] = []

    def request(self, name: str) -> Read[FoiRequest] | None:
        """The request in a file; None where it is wrong by itself."""
        read = self._read(name, FoiRequest, "id")
        if read is not None:
            self.is_named_by(read.entry.id, read.entry.commitment_links)
            self._add("references", name, faults_of_request(read.entry, self._names))
            self._add("names", name, refused_names(read.plain))
        return read

    def is_named_by(self, case_id: str, slugs: Iterable[str]) -> None:
        """A request, which may be one that is not read here, names these commitments."""
        for slug in slugs:
            self._naming[slug].add(case_id)

    def commitment(self, name: str) -> tuple[Read[Commitment], Record] | None:
        """The commitment in a file and its rows; None where it is wrong by itself."""
        read = self._read(name, Commitment, "slug")
        if read is None:
            return None
        entry, record = read.entry, record_of(read.entry, read.plain)
        self._add("references", name, faults_of_commitment(entry, self._names))
        naming = self._naming.get(entry.slug, ())
        self._add("references", name, fault_of_links(entry, naming), _LINKS)
        self._add("days", name, _later_days(entry, self._as_of))
        self._add("names", name, refused_names(read.plain))
        self._lot.append((entry, record))
        if len(self._lot) >= _LOT:
            self._count()
        return read, record

    def cases(self, requests: Iterable[FoiRequest], commitments: Mapping[str, Commitment]) -> None:
        """What requests tell must be able to have happened, in that order and by now.

        ``commitments`` by slug: those that a request names which promises something.
        """
        for request in requests:
            found = faults_of_file(request, commitments, self._as_of)
            name = file_of_request(request.id)
            self._add("cases", name, (((field,), what) for field, what in found))

    def refuse_faults(self, kinds: Sequence[Kind] = _KINDS) -> None:
        """Raises Problem with each fault of the first kind of which there is any."""
        if not self._names.commitments and not self._are_wrong("form"):
            raise Problem(
                "there is no register here (no .yml file)",
                where=str(self._path),
                do="name another folder",
            )
        if "outcomes" in kinds:
            self._count()
        for kind in kinds:
            if self._are_wrong(kind):
                raise problem_of([fault for part in self._faults[kind] for fault in part])

    def _read(self, name: str, model: type[Model], key: str) -> Read[Model] | None:
        path, faults = self._path / name, self._faults["form"][is_request(name)]
        try:
            content = content_read(path)
        except Problem as problem:
            faults.append(str(problem))
            return None
        entry = read_entry(path, model, key, content, faults)
        return None if entry is None else Read(sha256_of(content), entry, entry.model_dump())

    def _are_wrong(self, *kinds: Kind) -> bool:
        return any(any(self._faults[kind]) for kind in kinds)

    def _count(self) -> None:
        """What files say of their outcomes must agree with what their steps come to."""
        lot, self._lot = self._lot, []
        if not lot or self._are_wrong(*_KINDS[:-1]):
            return  # these are told first
        self._trial = self._trial or Trial(self._as_of.isoformat())
        found = self._trial.come_to([record for _, record in lot])
        for entry, _ in lot:
            self._add("outcomes", file_of(entry.slug), _at_odds(entry, *found[entry.slug]))

    def _add(self, kind: Kind, name: str, found: Faults, part: int | None = None) -> None:
        path = self._path / name
        self._faults[kind][is_request(name) if part is None else part].extend(
            f"{path}:{line_of(path, place)}: "
            f"{place[-1] if kind == 'days' else dotted(place)}: {what}"
            for place, what in found
        )


_LINKS: Final = 2


def _later_days(entry: Commitment, as_of: date) -> Iterator[tuple[Place, str]]:
    """Nothing can have been said, done or checked after today: such a day is a slip of the pen."""
    days: list[tuple[Place, date | None]] = [(("outcome", "date"), entry.outcome.date)]
    for index, step in enumerate(entry.steps):
        days.append((("steps", index, "made_on"), step.made_on))
        if step.checked is not None:
            days.append((("steps", index, "checked", "on"), step.checked.on))
    days += [(("responses", index, "on"), one.on) for index, one in enumerate(entry.responses)]
    for place, day in days:
        if day is not None and day > as_of:
            yield place, f"{day} is yet to come"


def _at_odds(entry: Commitment, status: str, newest: str | None) -> Iterator[tuple[Place, str]]:
    if status not in AGREES[entry.outcome.status]:
        yield (
            ("outcome", "status"),
            f"{entry.outcome.status}, but the steps come to {status}",
        )
    until = entry.followed_until and entry.followed_until.isoformat()
    if until != newest:
        yield (
            ("followed_until",),
            f"{until}, but the newest day of the steps and the outcome is {newest}",
        )


def read_register(path: Path) -> Register:
    """Read every file of a folder and its ``foi`` folder, and the packaged list of bodies.

    Raises Problem, with a line for each fault in each file, if any is wrong by its form, or names
    what is not there.
    """
    return _whole(path, date.max, _BY_THEMSELVES)


def check(path: Path, as_of: date) -> Register:
    """The same, and hold all of it against the rules of cases, of names and of counting.

    The register is alone there: what editors accepted from pages since may well have moved a
    commitment on, and is no fault of its file.
    """
    return _whole(path, as_of, _KINDS)


def _whole(path: Path, as_of: date, kinds: Sequence[Kind]) -> Register:
    folder, bodies = look(path), read_bodies()
    checking = Checking(folder, bodies, as_of)
    requests = [
        read.entry for name in folder.files if is_request(name) and (read := checking.request(name))
    ]
    commitments = [
        found[0].entry
        for name in folder.files
        if not is_request(name) and (found := checking.commitment(name))
    ]
    register = Register(path, bodies, commitments, requests)
    if kinds == _KINDS:
        _check_cases(checking, register)
    checking.refuse_faults(kinds)
    return register


def _check_cases(checking: Checking, register: Register) -> None:
    by_slug = {entry.slug: entry for entry in register.commitments}
    checking.cases(register.foi_requests, by_slug)
    checking.refuse_faults()
    names = {body.slug: body.name for body in register.bodies}
    for request in register.foi_requests:
        case = case_of_request(request, names, by_slug)
        stand_of(case, packaged(), str(register.folder / file_of_request(request.id)))

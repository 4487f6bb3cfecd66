"""Cases as CSV: a row an event, with what its case is beside it (docs/foi-import.md).

The rows of a case bear its id; what the case is needs to stand in the first of them only, and may
not differ in the others. A case of which nothing is recorded yet is one row without an event.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError

from db.errors import Problem
from tracker.foi.exchange import cells
from tracker.foi.exchange.found import Found
from tracker.foi.model import Case, Event

Row = dict[str, str]


class _Column(NamedTuple):
    """A column: the field that it holds, and how it stands in a cell."""

    name: str
    field: str
    written: Callable[[Any], str]
    read: Callable[[str], Any]


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _word(cell: str) -> str | None:
    return cell.strip() or None


def _text(cell: str) -> str | None:
    return cells.unguarded(cell) if cell.strip() else None


def _text_column(name: str, field_name: str = "") -> _Column:
    return _Column(name, field_name or name, lambda value: cells.guarded(_shown(value)), _text)


def _word_column(name: str, field_name: str = "") -> _Column:
    return _Column(name, field_name or name, _shown, _word)


def _truth_column(name: str, field_name: str = "") -> _Column:
    return _Column(name, field_name or name, cells.yes_or_no, cells.truth)


def _guarded_list(written: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: cells.guarded(written(value))


def _unguarded_list(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda cell: read(cells.unguarded(cell))


_OF_CASE: Final = (
    _word_column("case", "id"), _text_column("subject"), _text_column("authority"),
    _word_column("body"), _word_column("regime"), _word_column("requester_kind"),
    _text_column("requester"), _text_column("reference"), _word_column("url"),
    _word_column("parent"), _truth_column("followed"), _word_column("visibility"),
    _word_column("public_from"), _truth_column("school"),
    _Column("school_closed", "school_closed", cells.spans, cells.spans_in),
    _Column("commitments", "commitments", cells.links, cells.links_in),
    _text_column("private_note"),
)  # fmt: skip
_OF_EVENT: Final = (
    _word_column("event", "type"), _word_column("on"), _word_column("precision"),
    _word_column("known"), _text_column("channel"), _word_column("outcome"), _word_column("until"),
    _truth_column("resets"), _text_column("event_reference", "reference"),
    _word_column("event_url", "url"), _word_column("sha256"), _text_column("note"),
    _Column("grounds", "grounds", _guarded_list(cells.grounds), _unguarded_list(cells.grounds_in)),
)  # fmt: skip
_OF_PROMISE: Final = (
    _text_column("promise", "due_phrase"), _word_column("promise_kind", "due_kind"),
    _word_column("promise_earliest", "due_earliest"), _word_column("promise_latest", "due_latest"),
    _word_column("promise_start_by", "start_by"), _truth_column("promise_soft", "soft"),
    _word_column("promise_about", "about"),
)  # fmt: skip
# What a case comes to: written for others to use, counted anew when the file comes back.
DERIVED: Final = ("status", "whatdotheyknow")
HEADER: Final = (
    *(column.name for column in (*_OF_CASE, *_OF_EVENT, *_OF_PROMISE)), *DERIVED,
)  # fmt: skip
_REQUIRED: Final = ("case", "subject", "authority")
_DELIMITERS: Final = (",", ";", "\t")
_PRECISIONS: Final = {
    re.compile(r"\d{4}"): ("-01-01", "year"), re.compile(r"\d{4}-\d{2}"): ("-01", "month"),
}  # fmt: skip
_BRITISH_DAY: Final = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_AT_MOST: Final = 20  # faults shown


def is_header(line: str) -> bool:
    """Whether a line is the header of such a file, whatever parts its columns."""
    return len(_known_in(line, _delimiter_of(line))) > 1


def cases(text: str, where: str) -> Iterator[Found]:
    """The cases of a CSV file.

    Raises Problem with every fault, each with its row (the header is row 1) and column.
    """
    rows, faults = list(_rows(text, where)), _Faults(where)
    by_case: dict[str, _Rows] = {}
    for number, row in rows:
        case_id = _case_id(number, row, faults)
        if case_id is not None:
            by_case.setdefault(case_id, _Rows(number)).add(number, row, faults)
    found = [Found(f"{where}: row {one.first}", case) for one in by_case.values()
             if (case := one.case(faults)) is not None]  # fmt: skip
    faults.raise_if_any()
    yield from found


def written(all_cases: Iterator[tuple[Case, Mapping[str, str]]]) -> str:
    """Cases, each with what it comes to (DERIVED), as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, HEADER, restval="")
    writer.writeheader()
    for case, derived in all_cases:
        of_case = {**_cells(_OF_CASE, case), **{name: derived[name] for name in DERIVED}}
        writer.writerow({**of_case, **_event_cells(case.events[:1])})
        for event in case.events[1:]:
            writer.writerow({"case": case.id, **_event_cells((event,))})
    return stream.getvalue()


# ----------------------------------------------------------------------------- writing


def _cells(columns: tuple[_Column, ...], model: BaseModel) -> Row:
    return {column.name: column.written(getattr(model, column.field)) for column in columns}


def _event_cells(events: tuple[Event, ...]) -> Row:
    row: Row = {}
    for event in events:
        row |= _cells(_OF_EVENT, event)
        if event.promise is not None:
            row |= _cells(_OF_PROMISE, event.promise)
    return row


# ----------------------------------------------------------------------------- reading


@dataclass
class _Faults:
    """What is wrong in a file, all of it, so that a person can mend it in one go."""

    where: str
    lines: list[str] = field(default_factory=list)

    def add(self, number: int, column: str, what: str) -> None:
        line = f"{self.where}: row {number}: {column}: {what}"
        if line not in self.lines:
            self.lines.append(line)

    def raise_if_any(self) -> None:
        if self.lines:
            count = len(self.lines)
            told = "1 fault" if count == 1 else f"{count:,} faults"
            shown = "\n".join(self.lines[:_AT_MOST])
            raise Problem(f"{shown}\n{told} found; nothing was imported", do="mend the rows named")


@dataclass
class _Rows:
    """The rows of one case."""

    first: int
    fields: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def add(self, number: int, row: Row, faults: _Faults) -> None:
        for column, value in _values(_OF_CASE, number, row, faults):
            if self.fields.setdefault(column.field, value) != value:
                faults.add(
                    number, column.name, f"is another than in row {self.first}; leave it empty here"
                )
        event = _event_in(number, row, faults)
        if event is not None:
            self.events.append(event)

    def case(self, faults: _Faults) -> Case | None:
        try:
            return Case.model_validate({**self.fields, "events": tuple(self.events)})
        except ValidationError as error:
            _add_all(faults, self.first, error, _OF_CASE)
            return None


def _rows(text: str, where: str) -> Iterator[tuple[int, Row]]:
    """The rows that hold anything, by the names of their columns, each with its number."""
    delimiter = _delimiter_of(text.lstrip().partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if not names:
                names = _names(row, f"{where}: row {number}") if any(row) else []
                continue
            if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                raise Problem(
                    f"has {len(row)} cells, but there are {len(names)} columns",
                    where=f"{where}: row {number}",
                    do="put quotes around a cell that holds the sign between the columns",
                )
            if any(cell.strip() for cell in row):
                yield number, dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise Problem(
            f"is no CSV ({error})", where=f"{where}: row {number + 1}",
            do="look for a quote that does not end",
        ) from error  # fmt: skip


def _names(header: list[str], place: str) -> list[str]:
    """The columns by their names. Raises Problem where one is unknown, missing, or there twice."""
    names = [_name(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in HEADER:
            near = get_close_matches(name, HEADER, n=1)
            raise Problem(
                f"there is no column {name!r}", where=place,
                do=f"did you mean {near[0]}?" if near else "see the columns in docs/foi-import.md",
            )  # fmt: skip
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Problem(f"the column {twice} is there twice", where=place, do="leave one out")
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise Problem(
            f"there is no column {' and no column '.join(missing)}", where=place,
            do="add it; see docs/foi-import.md",
        )  # fmt: skip
    return names


def _name(cell: str) -> str:
    return "_".join(cell.lower().split())


def _delimiter_of(line: str) -> str:
    return max(_DELIMITERS, key=lambda one: len(_known_in(line, one)))


def _known_in(line: str, delimiter: str) -> set[str]:
    return {_name(cell.strip().strip('"')) for cell in line.split(delimiter)} & set(HEADER)


def _case_id(number: int, row: Row, faults: _Faults) -> str | None:
    case_id = _word(row.get("case", ""))
    if case_id is None:
        faults.add(number, "case", "is empty; every row names its case")
    return case_id


def _values(
    columns: tuple[_Column, ...], number: int, row: Row, faults: _Faults
) -> Iterator[tuple[_Column, Any]]:
    """What the filled cells among some columns hold."""
    for column in columns:
        cell = row.get(column.name, "")
        if not cell.strip():
            continue
        try:
            yield column, column.read(cell)
        except ValueError as error:
            faults.add(number, column.name, str(error))


def _event_in(number: int, row: Row, faults: _Faults) -> Event | None:
    fields = {column.field: value for column, value in _values(_OF_EVENT, number, row, faults)}
    promise = {column.field: value for column, value in _values(_OF_PROMISE, number, row, faults)}
    if not fields and not promise:
        return None
    fields |= _when(fields)
    try:
        return Event.model_validate({**fields, "promise": promise or None})
    except ValidationError as error:
        _add_all(faults, number, error, _OF_EVENT)
        return None


def _when(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The day and its precision: "2026-03" is a month, "2026" a year, an empty cell unknown."""
    on = fields.get("on")
    if on is None:
        return {"on": None, "precision": fields.get("precision", "unknown")}
    for form, (rest, precision) in _PRECISIONS.items():
        if form.fullmatch(on):
            return {"on": on + rest, "precision": fields.get("precision", precision)}
    return {}


def _add_all(
    faults: _Faults, number: int, error: ValidationError, columns: tuple[_Column, ...]
) -> None:
    for fault in error.errors():
        message = fault["msg"].removeprefix("Value error, ")
        named, colon, rest = message.partition(": ")
        place = fault["loc"] or ((named,) if colon and named.isidentifier() else ())
        if not fault["loc"] and place:
            message = rest
        if _BRITISH_DAY.fullmatch(str(fault["input"]).strip()):
            message += " (a spreadsheet turns days round: make the column Text before you fill it)"
        if fault["type"] == "missing":
            message = "is empty"
        faults.add(number, _column_of(place, columns), message)


def _column_of(place: tuple[Any, ...], columns: tuple[_Column, ...]) -> str:
    """The column of a field of the model, for a person who sees only the file."""
    if not place:
        return "the row"
    columns = _OF_PROMISE if place[0] == "promise" and len(place) > 1 else columns
    name = place[1] if columns is _OF_PROMISE else place[0]
    return next((column.name for column in columns if column.field == name), str(name))

"""Decisions as lines of JSON: from one machine to another that has read the same pages.

A decision is known by when, by whom and about which sentence of which page it was made; numbers of
rows mean nothing elsewhere. What is taken in goes through the same door as at the desk.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlite_utils import Database

import db.reviews as store
from db.errors import Problem
from tracker.review.decisions import Decision, decide, undo

Row = dict[str, Any]


class _Identity(BaseModel):
    """What tells one decision from all others."""

    model_config = ConfigDict(strict=True, extra="ignore")

    decided_at: str
    reviewer: str
    source: str
    origin: str
    url: str
    quote_hash: str
    focus: str
    decision: Literal["accept", "edit", "link", "new", "same", "reject", "undo"]


class _Repeats(BaseModel):
    """How to find an event: by its place in the register, or by the decision that made it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    seq: int | None = None
    made_by: _Identity | None = None


class _Line(_Identity):
    """One line of an export."""

    quote: str
    commitment: str | None
    note: str | None
    fields: dict[str, Any] | None
    title: str | None = None
    undoes: _Identity | None = None
    repeats: _Repeats | None = None


def export_reviews(db: Database) -> Iterator[str]:
    """Every decision, in the order in which it was made, as a line of JSON."""
    for row in store.all_reviews(db):
        line = {name: row[name] for name in _CARRIED}
        line["fields"] = json.loads(row["fields"]) if row["fields"] else None
        line["title"] = store.title_of(db, row["commitment"]) if row["decision"] == "new" else None
        line["undoes"] = _identity(store.review(db, row["undoes"])) if row["undoes"] else None
        line["repeats"] = _repeated(db, row) if row["decision"] == "same" else None
        yield json.dumps(line, ensure_ascii=False)


_CARRIED: Final = (*store.IDENTITY, "quote", "commitment", "note")


def _identity(row: Row | None) -> Row | None:
    return row and {name: row[name] for name in store.IDENTITY}


def _repeated(db: Database, row: Row) -> Row:
    event = store.event(db, row["event_id"]) or {}
    if event.get("seq") is not None:
        return {"seq": event["seq"]}
    return {"made_by": _identity(store.made_by(db, row["event_id"]))}


@dataclass
class Imported:
    """What came of taking decisions in."""

    taken: int = 0
    known: int = 0
    waiting: int = 0  # their document or statement is not here (yet)

    def line(self) -> str:
        """One line for people."""
        return (
            f"{self.taken:,} decisions taken in, {self.known:,} known already, "
            f"{self.waiting:,} whose statement is not here"
        )


def lines_of(stream: IO[bytes]) -> Iterator[str]:
    """The lines of a file. Raises Problem with file and line where one is not UTF-8."""
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise Problem(
                "is not UTF-8", where=f"{stream.name}:{number}", do="save the file as UTF-8"
            ) from error


def import_reviews(db: Database, lines: Iterable[str], where: str, today: date) -> Imported:
    """Take in decisions that were exported elsewhere, each once; the order of the lines counts.

    A decision whose statement is not here is left and counted: crawl and extract, then import
    again. Raises Problem with file and line where a line cannot be read or cannot be done; what
    stands before it is kept.
    """
    done = Imported()
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        place = f"{where}:{number}"
        line = _read(text, place)
        if _local(db, line.model_dump()) is not None:
            done.known += 1
            continue
        try:
            taken = _take_in(db, line, today)
        except Problem as problem:
            raise Problem(problem.what, where=place, do=problem.do) from problem
        except sqlite3.IntegrityError as error:
            raise Problem(f"cannot be kept ({error})", where=place, do="mend the line") from error
        done.taken += taken
        done.waiting += not taken
    return done


def _read(text: str, place: str) -> _Line:
    try:
        return _Line.model_validate(json.loads(text))
    except ValidationError as error:
        faults = ", ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise Problem(f"is not a decision: {faults}", where=place, do="mend the line") from error
    except (ValueError, RecursionError) as error:
        raise Problem("is not a line of an export", where=place, do="mend the line") from error


def _take_in(db: Database, line: _Line, today: date) -> bool:
    """Do what a line says; False where what it is about is not here."""
    if line.decision == "undo":
        return _undo(db, line, today)
    statement_id = store.find_statement(db, line.model_dump())
    event_id = _find_repeated(db, line) if line.decision == "same" else None
    if statement_id is None or (line.decision == "same" and event_id is None):
        return False
    decision = Decision(
        statement_id, line.decision, line.reviewer, line.decided_at, commitment=line.commitment,
        title=line.title, event_id=event_id, note=line.note,
        fields=None if line.decision == "same" else line.fields,
    )  # fmt: skip
    decide(db, decision, today)
    return True


def _local(db: Database, identity: Row) -> int | None:
    """The number that a decision has here, or None; a statement's focus may be another here."""
    statement_id = store.find_statement(db, identity)
    found = store.statement(db, statement_id) if statement_id is not None else None
    here = identity if found is None else {**identity, "focus": found["focus"]}
    return store.find_review(db, here) or store.find_review(db, identity)


def _undo(db: Database, line: _Line, today: date) -> bool:
    undone = _local(db, line.undoes.model_dump()) if line.undoes else None
    if undone is None:
        return False
    whose = line.undoes.reviewer if line.undoes else None
    undo(db, line.reviewer, line.decided_at, today, review_id=undone, whose=whose)
    return True


def _find_repeated(db: Database, line: _Line) -> int | None:
    repeats = line.repeats or _Repeats()
    if repeats.seq is not None and line.commitment is not None:
        return store.event_by_seq(db, line.commitment, repeats.seq)
    if repeats.made_by is None:
        return None
    maker = _local(db, repeats.made_by.model_dump())
    review = store.review(db, maker) if maker is not None else None
    return review["event_id"] if review else None

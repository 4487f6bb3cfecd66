"""Keep cases: all is checked first, kept in one transaction, and what it comes to counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from pydantic import ValidationError
from sqlite_utils import Database

from db.commitments import set_as_of
from db.connection import writing
from db.errors import Problem
from db.foi import cases as store
from tracker.foi import promises
from tracker.foi.checks import Placed, check_all, parents_first
from tracker.foi.counting import calendar_of, count
from tracker.foi.model import Case, Event
from tracker.foi.rows import case_of, rows_of


@dataclass
class Saved:
    """What saving cases changed, in words for people."""

    words: dict[str, str] = field(default_factory=dict)  # id of the case: inserted, updated, ...
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = {word: list(self.words.values()).count(word) for word in _WORDS}
        return ", ".join(f"{count:,} {word}" for word, count in counts.items())


_WORDS = ("inserted", "updated", "unchanged")


def save(db: Database, case: Case, as_of: date, at: str) -> Saved:
    """Keep one case as it is now; see save_all."""
    return save_all(db, [(case.id, case)], as_of, at)


def save_all(db: Database, cases: Placed, as_of: date, at: str) -> Saved:
    """Keep all of these cases or, on any fault, none.

    ``cases`` are pairs of where each comes from (a file and its row, for the error) and the case;
    ``at`` is the instant (UTC). Raises Problem naming where, the event and what to do.
    """
    with writing(db):
        return keep(db, cases, as_of, at)


def keep(db: Database, cases: Placed, as_of: date, at: str) -> Saved:
    """The same inside the caller's transaction, in which it has read what it changes."""
    table, saved = calendar_of(db), Saved()
    set_as_of(db, as_of.isoformat())
    check_all(db, cases, as_of)
    for where, case in parents_first(cases):
        origin = _origin_of(db, case.id, where)
        saved.words[case.id] = store.save_case(db, *rows_of(case, origin), at)
    for where, case in cases:
        count(db, case, table, where)
    saved.lines += promises.settle(db, as_of, at).about(saved.words)
    return saved


def with_events(case: Case, events: Sequence[Event]) -> Case:
    """The same case with other events."""
    return case.model_copy(update={"events": tuple(events)})


def read(db: Database, case_id: str) -> Case:
    """A case as it stands. Raises Problem, with near names, where there is none."""
    found = store.read_case(db, case_id)
    if found is None:
        near = get_close_matches(case_id, store.case_ids(db), n=3)
        advice = f"did you mean {' or '.join(near)}?" if near else "see `delaywatch foi list --all`"
        raise Problem("there is no case of this name", where=case_id, do=advice)
    return case_of(*found)


def all_cases(db: Database) -> list[Case]:
    """Every case that stands, in the order in which they came."""
    return [read(db, case_id) for case_id in store.case_ids(db)]


def is_public(case: Case, as_of: date) -> bool:
    """Whether readers may see a case: public, or embargoed until a day that has come."""
    if case.visibility == "embargoed":
        return case.public_from is not None and case.public_from <= as_of
    return case.visibility == "public"


def refuse_early(db: Database, as_of: date, today: date) -> None:
    """Refuse to show for a day to come what is under an embargo today.

    Raises Problem with the case and its day.
    """
    early = store.embargoed_until(db, today.isoformat(), as_of.isoformat())
    for case_id, public_from in early:
        raise Problem(
            f"is under an embargo until {public_from}, which is yet to come",
            where=case_id,
            do=f"let --as-of be {today} or an earlier day",
        )


def _origin_of(db: Database, case_id: str, where: str) -> str:
    """Cases of the register are kept by its files alone."""
    stored = store.read_case(db, case_id)
    if stored is not None and stored[0]["origin"] == "register":
        raise Problem(
            f"{case_id} is a case of the register, which its file decides",
            where=where,
            do="change the file and run `delaywatch register load`, or take another id",
        )
    return "editor"


def problem_of(error: ValidationError, where: str) -> Problem:
    """What pydantic found wrong in a case or event, as a Problem: field by field."""
    wrong = [
        ": ".join(
            filter(
                None,
                [".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, ")],
            )
        )
        for fault in error.errors()
    ]
    return Problem("; ".join(wrong), where=where)

"""Count what cases come to, by the calendar in use, and log what a new calendar moves.

What a case comes to (its status, its deadlines) is a function of its events and the calendar. It
is stored beside them so that SQL can ask for it, and counted anew whenever either changes.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from db.connection import trying, writing
from db.errors import Problem
from db.foi import cases as store
from db.foi import clock as clock_store
from db.foi.cases import Row
from tracker.calendars.bank_holidays import BankHoliday, HolidayTable, packaged
from tracker.foi.clock import CaseDeadline, Standing, standing
from tracker.foi.model import Case
from tracker.foi.rows import case_of


@dataclass(frozen=True)
class Move:
    """A day that a change of the calendar moved."""

    case_id: str
    kind: str
    before: str
    after: str


def calendar_of(db: Database) -> HolidayTable:
    """The calendar that cases are counted by: the newer of the stored and the packaged one."""
    stored = clock_store.stored_calendar(db)
    if stored is None or stored[0]["version"] < packaged().version:
        return packaged()
    about, days = stored
    return HolidayTable(
        version=about["version"],
        covers_from=date.fromisoformat(about["covers_from"]),
        covers_until=date.fromisoformat(about["covers_until"]),
        source=about["source"],
        holidays=tuple(
            BankHoliday(date.fromisoformat(row["day"]), row["division"], row["title"], row["notes"])
            for row in days
        ),
    )


def keep_calendar(
    db: Database, table: HolidayTable, as_of: date, why: str, *, dry_run: bool = False
) -> list[Move]:
    """Put a calendar in the place of the one in use, and count every case anew.

    Returns the days that moved; each is logged with ``why``. All of it or nothing; with
    ``dry_run`` nothing.
    """
    with trying(db) if dry_run else writing(db):
        clock_store.save_calendar(
            db,
            {
                "version": table.version,
                "covers_from": table.covers_from.isoformat(),
                "covers_until": table.covers_until.isoformat(),
                "source": table.source,
            },
            [
                {"division": one.division, "day": one.day.isoformat(), "title": one.title,
                 "notes": one.notes}
                for one in table.holidays
            ],
        )  # fmt: skip
        return _recount(db, as_of, why)


def recount(db: Database, as_of: date, *, why: str) -> list[Move]:
    """Count every case anew by the calendar in use; logs each day that moved, with ``why``."""
    with writing(db):
        return _recount(db, as_of, why)


def keep_up(db: Database, as_of: date) -> list[Move]:
    """Count every case anew where any was counted by another calendar than the one in use.

    So after an upgrade of delaywatch that brings a newer one. Inside the caller's transaction.
    """
    version = calendar_of(db).version
    if clock_store.is_counted_by(db, version):
        return []
    return _recount(db, as_of, f"bank holidays as of {version}")


def _recount(db: Database, as_of: date, why: str) -> list[Move]:
    table, moves = calendar_of(db), []
    for case in _cases(db):
        before = clock_store.deadlines_of(db, case.id)
        count(db, case, table, case.id)
        for old, new in _moved(before, clock_store.deadlines_of(db, case.id)):
            clock_store.log_move(db, case.id, old, new, why, as_of.isoformat())
            moves.append(Move(case.id, new["kind"], old["due"], new["due"]))
    return moves


def _moved(before: list[Row], after: list[Row]) -> Iterator[tuple[Row, Row]]:
    """The deadlines that are still open and whose day is another now.

    Both lists are in the order of the same events, so the first of a kind from a day is the first.
    """
    known: dict[tuple[str, str], deque[Row]] = defaultdict(deque)
    for row in before:
        known[row["kind"], row["counted_from"]].append(row)
    for row in after:
        same = known[row["kind"], row["counted_from"]]
        old = same.popleft() if same else None
        if old is not None and row["met_on"] is None and old["due"] != row["due"]:
            yield old, row


def count(db: Database, case: Case, table: HolidayTable, where: str) -> None:
    """Store what a case comes to; inside the caller's transaction.

    Raises Problem where a day lies beyond the calendar.
    """
    found = stand_of(case, table, where)
    clock_store.save_standing(db, case.id, _standing_row(found, table), _deadline_rows(found))


def stand_of(case: Case, table: HolidayTable, where: str) -> Standing:
    """What a case comes to by a calendar. Raises Problem where a day lies beyond it."""
    try:
        return standing(case, table=table)
    except ValueError as error:
        raise Problem(str(error), where=where) from error


def _standing_row(found: Standing, table: HolidayTable) -> Row:
    return {
        "status": found.status,
        "since": _iso(found.since),
        "received_on": _iso(found.received_on),
        "checked_on": _iso(found.checked_on),
        "whatdotheyknow": found.whatdotheyknow,
        "next_action": found.next_action,
        "calendar": table.version,
    }


def _deadline_rows(found: Standing) -> list[Row]:
    return [_deadline_row(one) for one in found.deadlines]


def _deadline_row(one: CaseDeadline) -> Row:
    row = {name: getattr(one, name) for name in clock_store.DEADLINE_COLUMNS}
    return {
        name: value.isoformat() if isinstance(value, date) else _number(value)
        for name, value in row.items()
    }


def _number(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _cases(db: Database) -> Iterator[Case]:
    for case_id in store.case_ids(db):
        stored = store.read_case(db, case_id)
        if stored is not None:
            yield case_of(*stored)

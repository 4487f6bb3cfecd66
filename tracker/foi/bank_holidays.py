"""Take over GOV.UK's list of bank holidays, and tell what it says otherwise and what it moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlite_utils import Database

from db.errors import Problem
from db.publishing.build import Row
from tracker.calendars.bank_holidays import (
    Difference,
    HolidayTable,
    differences,
    read_govuk,
    taken_over,
)
from tracker.foi.counting import Move, calendar_of, keep_calendar
from tracker.foi.wording import deadline_name
from tracker.wording import day_words, plain

SOURCE: Final = "GOV.UK, https://www.gov.uk/bank-holidays.json"
_MOST_NAMED: Final = 5  # changes that the reason of a moved day names one by one


@dataclass(frozen=True)
class Update:
    """What a newer list changed: the table in use before and after, and the days that moved."""

    before: HolidayTable
    after: HolidayTable
    changes: list[Difference]
    moves: list[Move]
    dry_run: bool

    @property
    def is_news(self) -> bool:
        """Whether the list says anything that was not known."""
        return bool(self.changes) or self.after.covers_until != self.before.covers_until


def update(
    db: Database,
    content: bytes,
    where: str,
    as_of: date,
    *,
    removals: bool = False,
    dry_run: bool = False,
) -> Update:
    """Take over the list of bank holidays that GOV.UK serves (``content``, found at ``where``).

    Every case is counted anew, and each day that moves is logged. A list that says nothing new
    changes nothing. Raises Problem for a list of another shape, for one that takes days away
    (it may be an old one: GOV.UK's list bears no date) unless ``removals`` says that this is
    right, and where the days of a case can no longer be counted; nothing is kept then, nor with
    ``dry_run``.
    """
    before = calendar_of(db)
    version = max(as_of.isoformat(), before.version)
    after = taken_over(before, read_govuk(content, where, version=version, source=SOURCE))
    found = Update(before, after, differences(before, after), [], dry_run)
    if not found.is_news:
        return found
    if not (removals or dry_run):
        _refuse_removals(found.changes, where)
    found.moves.extend(keep_calendar(db, after, as_of, _why(found), dry_run=dry_run))
    return found


def rows(db: Database) -> Iterator[Row]:
    """The bank holidays of the calendar in use, as they are published."""
    table = calendar_of(db)
    for one in table.holidays:
        yield {
            "division": one.division,
            "day": one.day.isoformat(),
            "title": one.title,
            "notes": one.notes,
            "calendar": table.version,
        }


def _refuse_removals(changes: list[Difference], where: str) -> None:
    gone = [_change(one) for one in changes if one.change == "removed"]
    if gone:
        raise Problem(
            f"this list lacks what the calendar in use has ({'; '.join(gone)}): it may be an old "
            "one",
            where=where,
            do="fetch it anew; if GOV.UK did take that back, say --removals",
        )


def _why(found: Update) -> str:
    """The reason of every day that moves with it."""
    named = [_change(one) for one in found.changes[:_MOST_NAMED]]
    rest = len(found.changes) - len(named)
    more = [f"and {rest:,} more"] if rest else []
    return f"bank holidays as of {found.after.version}: {'; '.join([*named, *more])}"


def _change(one: Difference) -> str:
    was = f" (was {plain(one.was)})" if one.was else ""
    return f"{one.change} {day_words(one.day.isoformat())}, {plain(one.title)}{was}, {one.division}"


def lines(found: Update) -> Iterator[str]:
    """What a newer list changed, for people."""
    if not found.is_news:
        yield f"nothing new: bank holidays as of {found.before.version} stay in use"
        return
    yield from map(_change, found.changes)
    if found.after.covers_until != found.before.covers_until:
        yield f"covers days until {found.after.covers_until} (was {found.before.covers_until})"
    for move in found.moves:
        yield (
            f"{move.case_id}: {deadline_name(move.kind)} moves from {day_words(move.before)} to "
            f"{day_words(move.after)}"
        )
    kept = "nothing was kept (--dry-run)" if found.dry_run else "taken over"
    yield f"changes: {len(found.changes):,}; days that moved: {len(found.moves):,}; {kept}"

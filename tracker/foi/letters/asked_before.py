"""What was asked about a commitment before: the cases that we know, and where to look for others.

This is for the eyes of whoever drafts; private cases are marked, and none of it enters a letter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlite_utils import Database

from db.foi.cases import cases_of
from tracker import wording
from tracker.calendars.bank_holidays import UK, HolidayTable, OutsideCalendar, working_days
from tracker.foi.bodies import Answering
from tracker.foi.cases import is_public, read
from tracker.foi.model import Case, Event
from tracker.wording import plain

# SI 2004/3244 regulation 5(2)(b): requests for the same or similar information that one person
# makes within 60 consecutive working days may be counted as one (FOIA s.12(4)).
TOGETHER: Final = 60

_ASKED: Final = frozenset({"sent", "received", "resent"})


@dataclass(frozen=True)
class Asked:
    """A case about a commitment: what it asked, when, what came of it, and whether all may know."""

    case: Case
    is_public: bool

    @property
    def asked(self) -> Event | None:
        """When it was asked, as far as is recorded."""
        return next((event for event in self.case.events if event.type in _ASKED), None)

    @property
    def reply(self) -> Event | None:
        """The newest reply or decision."""
        told = [event for event in self.case.events if event.outcome is not None]
        return told[-1] if told else None

    def line(self) -> str:
        """One line about it."""
        parts = [
            f"{self.case.id}{'' if self.is_public else ' (private: keep it to yourself)'}",
            f"{plain(self.case.authority)}, {plain(self.case.subject)}",
            f"asked {_when(self.asked)}" if self.asked else "when it was asked is not known",
            _outcome(self.reply) if self.reply else "no reply is recorded",
        ]
        if self.is_public and self.case.url:
            parts.append(self.case.url)
        return "; ".join(parts)


def asked_before(db: Database, slug: str, as_of: date) -> list[Asked]:
    """The cases that bear on a commitment, the one that was asked first before the others."""
    cases = [read(db, case_id) for case_id in cases_of(db, slug)]
    found = [Asked(case, is_public(case, as_of)) for case in cases]
    return sorted(found, key=lambda one: (_day(one) or date.max, one.case.id))


def warnings(
    before: Sequence[Asked], slug: str, asked: Answering, as_of: date, table: HolidayTable
) -> Iterator[str]:
    """Say so where we asked the same body about the same not long ago."""
    for one in before:
        sent = _day(one)
        if not (one.case.followed and sent and _asks_for(one.case, slug) and _is_to(one, asked)):
            continue
        if (days := _working_days(sent, as_of, table)) <= TOGETHER:
            yield f"we asked {asked.name} about this {days} working days ago ({one.case.id}):"
            yield (
                f"  a second request within {TOGETHER} may be counted together with it for the "
                "limit of cost (FOIA s.12(4), SI 2004/3244 regulation 5)"
            )
            yield (
                "  one that is substantially similar may be refused as repeated until a "
                "reasonable time has passed (FOIA or FOISA s.14(2))"
            )


def _asks_for(case: Case, slug: str) -> bool:
    return any(link.slug == slug and link.role == "asks_for" for link in case.commitments)


def _is_to(one: Asked, asked: Answering) -> bool:
    names = {name.casefold() for name in (asked.name, *asked.before)}
    return one.case.body == asked.slug or one.case.authority.casefold() in names


def _working_days(first: date, last: date, table: HolidayTable) -> int:
    """Working days from one to the other; past the end of the calendar weekdays count."""
    try:
        return working_days(table, UK).between(first + timedelta(days=1), last)
    except OutsideCalendar:
        return (last - first).days * 5 // 7


def _day(one: Asked) -> date | None:
    return one.asked.on if one.asked else None


def _when(event: Event) -> str:
    return wording.when_words(event.on.isoformat() if event.on else None, event.precision)


def _outcome(reply: Event) -> str:
    grounds = ", ".join(ground.provision for ground in reply.grounds)
    words = (reply.outcome or "").replace("_", " ")
    told = f"{words}{f' ({grounds})' if grounds else ''}"
    return f"{told} {_when(reply)}" if reply.on else told

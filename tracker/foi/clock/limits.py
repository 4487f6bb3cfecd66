"""A last day as a case needs it: counted by a rule, or named by the body or in a notice."""

from dataclasses import dataclass
from datetime import date

from tracker.calendars.bank_holidays import HolidayTable
from tracker.foi.deadlines import explained
from tracker.foi.explain import sentence
from tracker.foi.model import Case
from tracker.foi.rules import STATED_BY_THE_BODY
from tracker.wording import day_words


@dataclass(frozen=True, slots=True)
class Limit:
    """A last day: of what, whose act it ends, and by which rule and on whose word.

    ``alternative`` is the day by the other published convention, where there is one;
    ``late_after`` the last day on which it can be in time: by both, whichever days a school was
    closed, and by law where the body named a day within its time. ``explanation``: sentences.
    ``may_be_longer``: a law that is not counted here may give more time, so nothing is late by it.
    """

    kind: str
    party: str
    counted_from: date
    due: date
    alternative: date | None
    late_after: date
    basis: str
    citation: str
    confirmed: bool
    explanation: str
    may_be_longer: bool = False

    def is_passed_by(self, day: date | None) -> bool:
        """Whether what came on a day came too late; not where that cannot be said."""
        return day is not None and day > self.late_after and not self.may_be_longer


@dataclass(frozen=True, slots=True)
class Counting:
    """A case and the calendar that it is counted by (None: the packaged one)."""

    case: Case
    table: HolidayTable | None

    def by_rule(self, rule: str, day: date, **extra: object) -> Limit:
        """The last day by a rule of rules.py, counted from ``day``.

        Raises CannotCount or OutsideCalendar (ValueErrors and Problems), as ``explained`` does.
        """
        found = explained(day, rule, table=self.table, **extra)
        return Limit(
            kind=found.kind,
            party=found.party,
            counted_from=found.counted_from,
            due=found.due,
            alternative=found.alternative,
            late_after=found.late_after,
            basis=found.basis,
            citation=found.citation,
            confirmed=found.confirmed,
            explanation=sentence(found),
            may_be_longer=found.may_be_longer,
        )

    def named(
        self, kind: str, on: date | None, due: date, citation: str, explanation: str,
        *, basis: str = STATED_BY_THE_BODY, doubt: str = "",
    ) -> Limit:  # fmt: skip
        """A last day that somebody named in something of the day ``on`` (None: not known).

        ``doubt`` says what of the citation was not confirmed at its source.
        """
        return Limit(
            kind=kind,
            party="authority",
            counted_from=min(on or due, due),
            due=due,
            alternative=None,
            late_after=due,
            basis=basis,
            citation=citation,
            confirmed=not doubt,
            explanation=f"{explanation}; not confirmed: {doubt}." if doubt else f"{explanation}.",
        )


def named_words(who: str, due: date, on: date | None) -> str:
    """Words without their full stop: NHS England itself named 5 May 2026 on 3 April 2026."""
    when = f" on {day_words(on.isoformat())}" if on else ""
    return f"{who} itself named {day_words(due.isoformat())}{when}"

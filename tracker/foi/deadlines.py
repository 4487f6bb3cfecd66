"""The last day in time, by every rule of the information laws, and how it was counted.

Day 0 is the day of receipt, whatever day that is and however late in it; day 1 is the next day
that counts; the deadline is the last day in time, and late is from the day after. Where two
published conventions differ both days are given, and ``late_after`` is the later one.

    >>> deadline(date(2026, 3, 6), "FOIA")
    datetime.date(2026, 4, 8)
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from db.errors import Problem
from tracker.calendars.bank_holidays import (
    SCOTLAND,
    UK,
    HolidayTable,
    OutsideCalendar,
    Skipped,
    WorkingDays,
    packaged,
    working_days,
)
from tracker.foi.rules import (
    IN_FORCE,
    MONTHS,
    RULES,
    SCOTLAND_IN_2020,
    SCOTTISH_WORKING_DAYS,
    UK_WORKING_DAYS,
    Rule,
)

_A_DAY: Final = timedelta(days=1)
_WHOSE_HOLIDAYS: Final = {UK_WORKING_DAYS: UK, SCOTTISH_WORKING_DAYS: SCOTLAND}
for _divisions in _WHOSE_HOLIDAYS.values():  # now, so that the first day asked for is as quick
    working_days(packaged(), _divisions)
_THE_CODE: Final = (
    "by the s.45 Code of practice a request that arrives on a non-working day counts as received "
    "on the next working day, where FOIA s.10(6) takes the day itself (paragraph 4.2 of the Code; "
    "its final wording was not read at its source)"
)
_ENDS_FIRST: Final = (
    "the 60th working day comes before the 20th on which the school was open, so closed days count"
)
_FEES_OF_FOIA: Final = frozenset({"FOIA_FEES", "FOIA_SCHOOL_FEES"})
_FEE_CAME_LATE: Final = (
    "the fee was paid more than three months after the notice, so the body need not answer "
    "(FOIA s.9(2))"
)


class CannotCount(Problem, ValueError):
    """A deadline that cannot be counted from what was given."""


class UnknownRegime(CannotCount):
    """There is no rule of this name."""


class BadDay(CannotCount):
    """Something else than a day, or a day that no deadline can be counted from."""


class BadExtra(CannotCount):
    """A further input that the rule does not take, lacks, or cannot use."""


class FeeUnpaid(BadExtra):
    """The fee has not been paid: the clock stands still and nothing is due."""


class Stop(NamedTuple):
    """Days that do not count, both included, and why."""

    first: date
    last: date
    why: str


class Given(NamedTuple):
    """The periods that do not count: those of a school, each apart from the next, and of a fee."""

    closed: tuple[Stop, ...] = ()
    fees: tuple[Stop, ...] = ()

    @property
    def stops(self) -> list[Stop]:
        """All of them, in order."""
        return sorted((*self.closed, *self.fees))


_NOTHING: Final = Given()


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time by a rule, and how it was counted.

    ``counted_from`` is day 0 as it was given and ``deemed`` the day that the rule takes in its
    place, if another; ``day_one`` the first day that counts and ``due`` the ``count``-th, in
    ``unit``. ``alternative`` is the day by the other published convention, where it differs, and
    ``alternative_why`` what that says. ``skipped`` are bank holidays on weekdays, ``stopped``
    whole periods that do not count. ``calendar`` is the version of the table of bank holidays and
    ``calendar_until`` its last day (empty and None where no calendar was needed).
    ``may_be_longer``: a law that is not counted here may give more time, so that nobody can say
    from which day on it is late.
    """

    regime: str
    kind: str
    party: str
    counted_from: date
    day_one: date
    due: date
    count: int
    unit: str
    basis: str
    citation: str
    counted_from_what: str
    alternative: date | None = None
    alternative_why: str = ""
    deemed: date | None = None
    skipped: tuple[Skipped, ...] = ()
    stopped: tuple[Stop, ...] = ()
    calendar: str = ""
    calendar_until: date | None = None
    doubt: str = ""
    note: str = ""
    may_be_longer: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether the rule was confirmed at its source, and holds for these days."""
        return not self.doubt

    @property
    def begins_with_day_one(self) -> bool:
        """Whether day 0 is the first that counts, as of periods that begin with a day."""
        return self.day_one == self.counted_from

    @property
    def late_after(self) -> date:
        """The last day on which it is in time by every published convention."""
        return max(self.due, self.alternative or self.due)


# ------------------------------------------------------------------------------ counting


def deadline(
    received: date, regime: str, *, table: HolidayTable | None = None, **extra: Any
) -> date:
    """The last day in time: ``received`` is day 0 of the rule named ``regime`` (rules.py).

    The rules for schools need ``school_closed``, a list of (first day, last day), both included;
    those with fees need ``fees_notice`` and ``fee_paid``, days. ``table`` is a calendar in the
    place of the packaged one. Raises CannotCount (a ValueError and a Problem) for input that is
    no good, OutsideCalendar (the same) where the calendar ends too early.
    """
    rule = _rule(regime)
    _check_day(received, "the day it is counted from")
    given = _given(rule, received, extra)
    return _due(rule, received, table or packaged(), given)


def explained(
    received: date, regime: str, *, table: HolidayTable | None = None, **extra: Any
) -> Deadline:
    """The same with everything that led to it. Raises what ``deadline`` raises.

    OutsideCalendar also where only the day by the other convention lies outside.
    """
    rule = _rule(regime)
    _check_day(received, "the day it is counted from")
    given = _given(rule, received, extra)
    table = table or packaged()
    due = _due(rule, received, table, given)
    if rule.in_working_days:
        return _in_working_days(rule, received, due, given, table)
    day_one = received if rule.begins_with else received + _A_DAY
    return _deadline(rule, received, due, day_one=day_one)


def _due(rule: Rule, start: date, table: HolidayTable, given: Given) -> date:
    if rule.unit not in _WHOSE_HOLIDAYS:
        return _on_the_calendar(rule, start)
    days = working_days(table, _WHOSE_HOLIDAYS[rule.unit])
    return _WAYS[rule.way](days, rule, start, given)


def _on_the_calendar(rule: Rule, start: date) -> date:
    try:
        if rule.unit == MONTHS:
            return _months_on(start, rule.count, begins_with=rule.begins_with)
        return start + timedelta(days=rule.count)
    except (ValueError, OverflowError) as error:
        raise BadDay(f"{start} is too late a day to count from") from error


def _months_on(start: date, months: int, *, begins_with: bool) -> date:
    """The last day of so many months.

    Where they begin with ``start`` itself, they end the day before the same day of a month.
    """
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    length = monthrange(year, month)[1]
    if start.day > length:
        return date(year, month, length)
    return date(year, month, start.day) - (_A_DAY if begins_with else timedelta())


def _plain(days: WorkingDays, rule: Rule, start: date, _given: Given) -> date:
    return days.after(start, rule.count)


def _from_working_day(days: WorkingDays, rule: Rule, start: date, _given: Given) -> date:
    return days.after(_working_day(days, start), rule.count)


def _working_day(days: WorkingDays, day: date) -> date:
    """The day itself or, if it is no working day, the next that is one."""
    return day if days.is_working(day) else days.after(day, 1)


def _without_stops(days: WorkingDays, rule: Rule, start: date, given: Given) -> date:
    return _past_stops(days, rule.count, start, given.stops)


def _past_stops(days: WorkingDays, count: int, start: date, stops: Sequence[Stop]) -> date:
    """The last day where the days of some periods, in order, do not count."""
    for stop in stops:
        due = days.after(start, count)
        if due < stop.first:
            return due
        if stop.last > start:
            count -= days.between(start + _A_DAY, stop.first - _A_DAY)
            start = stop.last
    return days.after(start, count)


def _of_a_school(days: WorkingDays, rule: Rule, start: date, given: Given) -> date:
    """The earlier of the 20th open day and the 60th working day: SI 2004/3364 regulation 3(2).

    The days of a fee are none of either. The later one of the two may lie outside the calendar.
    """
    try:
        due = _without_stops(days, rule, start, given)
    except OutsideCalendar:
        return _past_stops(days, rule.at_most, start, given.fees)
    closed_too_long = _counted(days, start, due, given.fees) > rule.at_most
    return _past_stops(days, rule.at_most, start, given.fees) if closed_too_long else due


def _counted(days: WorkingDays, start: date, due: date, fees: Sequence[Stop]) -> int:
    """The working days after the start, up to a day, that lie in no fee's time."""
    first = start + _A_DAY
    lost = (days.between(max(fee.first, first), min(fee.last, due)) for fee in fees)
    return days.between(first, due) - sum(lost)


def _is_in(day: date, stops: tuple[Stop, ...]) -> bool:
    return any(stop.first <= day <= stop.last for stop in stops)


_WAYS: Final[Mapping[str, Callable[[WorkingDays, Rule, date, Given], date]]] = {
    "plain": _plain,
    "from_working_day": _from_working_day,
    "fees": _without_stops,
    "school": _of_a_school,
    "school and fees": _of_a_school,
}


# ----------------------------------------------------------------------------- explaining


def _in_working_days(
    rule: Rule, start: date, due: date, given: Given, table: HolidayTable
) -> Deadline:
    days = working_days(table, _WHOSE_HOLIDAYS[rule.unit])
    working_start = _working_day(days, start)
    deemed = working_start if rule.way == "from_working_day" else start
    alternative = _due(rule, working_start, table, given) if rule.code_differs else due
    count = _count(days, rule, start, due, given)
    in_2020 = _is_scottish_in_2020(rule, start, due)
    stopped = _stopped(start, due, given.stops if count == rule.count else given.fees)
    return _deadline(
        rule,
        start,
        due,
        day_one=_first_that_counts(days, deemed, stopped),
        count=count,
        deemed=deemed if deemed != start else None,
        alternative=alternative if alternative != due else None,
        alternative_why=_THE_CODE if alternative != due else "",
        skipped=tuple(
            one for one in days.skipped(start + _A_DAY, due) if not _is_in(one.day, stopped)
        ),
        stopped=stopped,
        calendar=table.version,
        calendar_until=table.covers_until,
        doubt="; ".join(filter(None, [rule.doubt, SCOTLAND_IN_2020 if in_2020 else ""])),
        note=_note(rule, due, count, given),
        may_be_longer=in_2020,
    )


def _deadline(rule: Rule, start: date, due: date, **more: Any) -> Deadline:
    fields: dict[str, Any] = {"count": rule.count, "doubt": rule.doubt, "note": rule.note, **more}
    return Deadline(
        regime=rule.regime,
        kind=rule.kind,
        party=rule.party,
        counted_from=start,
        due=due,
        unit=rule.unit,
        basis=rule.basis,
        citation=rule.citation,
        counted_from_what=rule.counted_from,
        **fields,
    )


def _first_that_counts(days: WorkingDays, start: date, stopped: tuple[Stop, ...]) -> date:
    """The first working day after the start that lies in no stop."""
    day = days.after(start, 1)
    while _is_in(day, stopped):
        day = days.after(day, 1)
    return day


def _count(days: WorkingDays, rule: Rule, start: date, due: date, given: Given) -> int:
    """As which day it is due: of a school the 20th on which it was open, or the 60th of all."""
    if not rule.at_most:
        return rule.count
    try:
        return rule.count if _without_stops(days, rule, start, given) == due else rule.at_most
    except OutsideCalendar:
        return rule.at_most


def _stopped(start: date, due: date, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """The periods between receipt and deadline that did not count."""
    return tuple(stop for stop in stops if stop.last > start and stop.first <= due)


def _is_scottish_in_2020(rule: Rule, start: date, due: date) -> bool:
    return rule.unit == SCOTTISH_WORKING_DAYS and start.year <= 2020 <= due.year  # noqa: PLR2004


def _note(rule: Rule, due: date, count: int, given: Given) -> str:
    notes = [
        _ENDS_FIRST if count != rule.count else rule.note,
        *(_fee_note(rule, due, fee) for fee in given.fees),
    ]
    return "; ".join(filter(None, notes))


def _fee_note(rule: Rule, due: date, fee: Stop) -> str:
    if fee.first > due:
        return f"the fees notice of {fee.first} came when the time had run out: it stops nothing"
    if rule.regime in _FEES_OF_FOIA and fee.last > deadline(fee.first, "FEE_3_MONTHS"):
        return _FEE_CAME_LATE
    return ""


# --------------------------------------------------------------------------------- input


def _rule(regime: str) -> Rule:
    rule = RULES.get(regime) if isinstance(regime, str) else None
    if rule is None:
        near = get_close_matches(str(regime).upper(), RULES, n=3)
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        raise UnknownRegime(
            f"there is no regime {regime!r}", do=f"{meant}there are {', '.join(RULES)}"
        )
    return rule


def _check_day(value: Any, what: str, error: type[CannotCount] = BadDay) -> None:
    if isinstance(value, datetime):
        raise error(f"{what} is an instant, {value!r}", do="give its day in London, without time")
    if not isinstance(value, date):
        raise error(f"{what} is {value!r}", do="give a day, as a datetime.date")
    if value < IN_FORCE:
        raise error(
            f"{what}, {value}, is before {IN_FORCE}, when the information laws came into force",
            do="mend the day",
        )


def _given(rule: Rule, received: date, extra: Mapping[str, Any]) -> Given:
    """The periods that do not count, in order."""
    wanted = rule.extras
    if not wanted and not extra:
        return _NOTHING
    for name in extra:
        if name not in wanted:
            takes = " and ".join(wanted) or "nothing besides the day"
            raise BadExtra(f"{name} is no input of {rule.regime}", do=f"it takes {takes}")
    return Given(
        closed=tuple(_merged(_ranges(rule, extra))) if "school_closed" in wanted else (),
        fees=(_fees(rule, received, extra),) if "fees_notice" in wanted else (),
    )


def _fees(rule: Rule, received: date, extra: Mapping[str, Any]) -> Stop:
    notice, paid = extra.get("fees_notice"), extra.get("fee_paid")
    if notice is None:
        raise BadExtra(f"{rule.regime} needs fees_notice", do="give the day of the fees notice")
    _check_day(notice, "fees_notice", BadExtra)
    if notice < received:
        raise BadExtra(f"the fees notice of {notice} is older than the request of {received}")
    if paid is None:
        raise FeeUnpaid(
            f"the fee asked for on {notice} has not been paid: the clock stands still",
            do="give fee_paid, the day the fee was received, once it was",
        )
    _check_day(paid, "fee_paid", BadExtra)
    if paid < notice:
        raise BadExtra(f"the fee was paid on {paid}, before the fees notice of {notice}")
    return Stop(notice, paid, "from the fees notice to the payment")


def _ranges(rule: Rule, extra: Mapping[str, Any]) -> Iterator[Stop]:
    shape = "give a list of (first day, last day), both included; [] where the school never closed"
    closed = extra.get("school_closed")
    if not isinstance(closed, list | tuple):
        raise BadExtra(f"{rule.regime} needs school_closed", do=shape)
    for number, days in enumerate(closed, start=1):
        name = f"school_closed, range {number}"
        if not isinstance(days, list | tuple) or len(days) != 2:  # noqa: PLR2004
            raise BadExtra(f"{name} is {days!r}", do=shape)
        for day in days:
            _check_day(day, name, BadExtra)
        first, last = days
        if last < first:
            raise BadExtra(f"{name} ends on {last}, before it begins on {first}")
        yield Stop(first, last, "the school was closed")


def _merged(ranges: Iterator[Stop]) -> list[Stop]:
    """The same days as ranges in order that do not touch."""
    merged: list[Stop] = []
    for one in sorted(ranges):
        if merged and one.first - merged[-1].last <= _A_DAY:
            merged[-1] = merged[-1]._replace(last=max(merged[-1].last, one.last))
        else:
            merged.append(one)
    return merged

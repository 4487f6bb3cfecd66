"""The working of a deadline, for people: line by line, in one sentence, or as JSON.

Nothing is counted here but what is told beside a count: weekends, and days left.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any, Final

from tracker.calendars.bank_holidays import UK, Skipped, one_offs
from tracker.foi.deadlines import Deadline, Stop
from tracker.foi.rules import (
    BASIS_WORDS,
    MONTHS,
    UK_WORKING_DAYS,
    UNIT_DEFINITIONS,
    UNIT_WORDS,
    WORKING_DAYS,
)

_A_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_DIVISION_NAMES: Final = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}


def lines(deadline: Deadline, as_of: date | None) -> list[str]:
    """How a deadline was counted, a line a step; with ``as_of``, where that day stands to it."""
    return [
        *_counting(deadline),
        *_end(deadline),
        f"rule {deadline.regime}: {_length(deadline)}, {_basis(deadline)}",
        UNIT_DEFINITIONS[deadline.unit],
        *([f"not confirmed: {deadline.doubt}"] if deadline.doubt else []),
        *([f"note: {deadline.note}"] if deadline.note else []),
        *_calendar(deadline),
        *([f"on {_day(as_of)}: {_standing(deadline, as_of)}"] if as_of else []),
    ]


def sentence(deadline: Deadline) -> str:
    """The same in one sentence, without the days that were skipped."""
    begins = "beginning with" if deadline.begins_with_day_one else "after"
    ends = f"{_length(deadline)} {begins} {_day(deadline.counted_from)} end on {_day(deadline.due)}"
    if deadline.alternative:
        ends += (
            f", by the other published convention on {_day(deadline.alternative)}, "
            "and only after that day is it late"
        )
    doubt = "" if deadline.confirmed else "; not confirmed at its source"
    if deadline.may_be_longer:
        doubt = f"; not confirmed: {deadline.doubt}, so it is not called late"
    calendar = f"; bank holidays as of {deadline.calendar}" if deadline.calendar else ""
    return f"{ends} ({_basis(deadline)}{doubt}{calendar})."


def as_json(deadline: Deadline) -> dict[str, Any]:
    """All that is known of a deadline, of types that JSON has; days are ISO days."""
    return {
        **_jsonable(deadline),
        "confirmed": deadline.confirmed,
        "late_after": deadline.late_after.isoformat(),
    }


def _jsonable(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Stop):
        return {name: _jsonable(part) for name, part in value._asdict().items()}
    if is_dataclass(value):
        return {field.name: _jsonable(getattr(value, field.name)) for field in fields(value)}
    return [_jsonable(part) for part in value] if isinstance(value, tuple) else value


# ------------------------------------------------------------------------------- the steps


def _counting(deadline: Deadline) -> Iterator[str]:
    if deadline.begins_with_day_one:
        yield f"day 1 is {_day(deadline.day_one)} itself: {deadline.counted_from_what}"
    else:
        yield f"day 0 is {_day(deadline.counted_from)}: {deadline.counted_from_what}"
        if deadline.deemed:
            yield f"it counts as {_day(deadline.deemed)}, the next working day"
        yield f"day 1 is {_day(deadline.day_one)}"
    if deadline.unit in WORKING_DAYS:
        yield f"skipped: {'; '.join(_left_out(deadline)) or 'none'}"
    for stop in deadline.stopped:
        yield f"not counted: {_period(stop)} ({stop.why})"


def _left_out(deadline: Deadline) -> Iterator[str]:
    weekends = _weekend_days(deadline.counted_from + _A_DAY, deadline.due)
    if weekends:
        yield f"weekends ({weekends} days)" if weekends > 1 else "a day of a weekend"
    for skipped in deadline.skipped:
        yield f"{_day(skipped.day)} ({_why_skipped(skipped, deadline)})"


def _why_skipped(skipped: Skipped, deadline: Deadline) -> str:
    """What a bank holiday is called, and where it is one if not everywhere."""
    everywhere = set(skipped.divisions) == UK or deadline.unit != UK_WORKING_DAYS
    names = [
        *skipped.titles,
        *([] if everywhere else (_DIVISION_NAMES[one] for one in skipped.divisions)),
    ]
    one_off = one_offs().get(skipped.day)
    if one_off and one_off.announced_on > deadline.counted_from:
        names.append(
            f"announced on {_day(one_off.announced_on)}, when the time was running: whether it "
            "counts is disputed"
        )
    return ", ".join(names)


def _end(deadline: Deadline) -> Iterator[str]:
    name = "the last day" if deadline.unit == MONTHS else f"day {deadline.count}"
    end = f"{name} is {_day(deadline.due)}"
    if deadline.may_be_longer:
        yield f"{end}, but there may be more time: it is not to be called late"
        return
    if deadline.alternative is None:
        yield f"{end}: the last day in time; late from {_day(deadline.due + _A_DAY)}"
        return
    yield f"{end}: the last day in time by this rule"
    yield f"{_day(deadline.alternative)} is the day by the other convention: " + (
        deadline.alternative_why
    )
    yield f"call it late only after {_day(deadline.late_after)}"


def _calendar(deadline: Deadline) -> Iterator[str]:
    if deadline.calendar_until:
        yield (
            f"bank holidays as of {deadline.calendar}; the table covers days up to "
            f"{_day(deadline.calendar_until)}"
        )


def _standing(deadline: Deadline, as_of: date) -> str:
    if as_of <= deadline.due:
        return f"in time, {_days((deadline.due - as_of).days)} left"
    if deadline.may_be_longer:
        return "past the day by this rule, but there may be more time: not to be called late"
    if as_of <= deadline.late_after:
        return "past the day by this rule, not by the other convention: not to be called late"
    past = _days((as_of - deadline.late_after).days)
    return f"{past} past the last day in time"


# ------------------------------------------------------------------------------- in words


def _length(deadline: Deadline) -> str:
    return f"{deadline.count} {UNIT_WORDS[deadline.unit]}"


def _basis(deadline: Deadline) -> str:
    return f"{BASIS_WORDS[deadline.basis]}: {deadline.citation}"


def _period(stop: Stop) -> str:
    if stop.first == stop.last:
        return _day(stop.first)
    return f"{_day(stop.first)} to {_day(stop.last)}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"


def _weekend_days(first: date, last: date) -> int:
    """How many Saturdays and Sundays there are from the first day to the last."""
    weeks, rest = divmod((last - first).days + 1, 7)
    beyond = (first.weekday() + number for number in range(rest))
    return weeks * 2 + sum(day % 7 >= _SATURDAY for day in beyond)

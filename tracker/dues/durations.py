"""Lengths of time, counted from the day of saying or from a date: in six months."""

from datetime import date, timedelta
from typing import NamedTuple

from tracker import calendars
from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.expressions import (
    NUMBER,
    Found,
    begins_with,
    expression_at,
)
from tracker.dues.occasions import event_at
from tracker.dues.periods import Period
from tracker.dues.tokens import Tokens
from tracker.dues.words import (
    COUPLE,
    NUMBERS,
    PLURAL_UNITS,
    TENS,
    UNITS,
    VAGUE_NUMBERS,
    WORKING,
)

# Convention 8: what "days", "weeks", "months" and "years" without a number run to.
_HORIZONS = {"day": (14, "day"), "week": (56, "day"), "month": (6, "month"), "year": (5, "year")}
_COUPLE = 2
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_HOURS_A_DAY = 24
_MOST = 9999
_TEN = 10
_LONGEST_COUNT = len(str(_MOST))


class Duration(NamedTuple):
    """A length of time: ``most`` units at most, ``least`` at least ("three to six months")."""

    most: int
    least: int
    unit: str  # day, week, fortnight, month, quarter, year, decade, hour, working-day
    vague: bool = False  # "a few weeks": convention 8 sets its length
    soft: bool = False  # our convention, not their number ("a couple of weeks")
    bare: bool = False  # "weeks", with no number at all

    def after(self, day: date, count: int | None = None) -> date:
        """The day so long after another (7).

        Raises ValueError or OverflowError outside years 1 to 9999.
        """
        count = self.most if count is None else count
        if self.unit == "working-day":
            return calendars.working_days_after(day, count)
        if self.unit == "hour":
            return day + timedelta(days=-(-count // _HOURS_A_DAY))
        if self.unit in _DAYS:
            return day + timedelta(days=count * _DAYS[self.unit])
        return periods.add_months(day, count * _MONTHS[self.unit])

    def after_period(self, period: Period) -> date:
        """The day so long after the last of a period; months of months end with a month."""
        if period.unit == "day" or self.unit not in _MONTHS:
            return self.after(period.last)
        return self.after(period.last + periods.A_DAY) - periods.A_DAY

    @property
    def shape(self) -> str:
        """What kind of length it is, in the name of a rule."""
        if self.vague:
            return "vague-length"
        return "working-days" if self.unit == "working-day" else "length"


# What may stand between a number, or "a", and its unit.
_BEFORE_UNITS = (
    WORKING
    | VAGUE_NUMBERS
    | {COUPLE, "-", "to", "or", "and", "a", "an", "of", "full", "calendar", "short", "further"}
    | {"more", "consecutive", "clear", "very", "small", "good", "hundred", "dozen"}
    | {word for word, number in NUMBERS.items() if number < _TEN}
)


def duration_at(tokens: Tokens, index: int) -> tuple[Duration, int] | None:
    """A number of units: "six months", "12 to 18 months", "a few weeks", "20 working days"."""
    words = tokens.words
    word, following = words[index], words[index + 1]
    if word in PLURAL_UNITS:
        return _vague(tokens, index, bare=True)
    if not (following in UNITS or following in _BEFORE_UNITS):
        return None
    if words[index] == "half" and words[index + 1 : index + 3] == ["a", "year"]:
        return Duration(6, 6, "month"), index + 3
    vague = _vague_number(tokens, index)
    if vague is not None:
        return vague
    count = _count(tokens, index)
    if count is None:
        return None
    least, after = count
    second = _second_count(tokens, after)
    most, after = second if second is not None else (least, after)
    counted = _counted_units(tokens, least, max(least, most), after)
    return _or_longer(tokens, counted) if counted is not None else None


def _or_longer(tokens: Tokens, first: tuple[Duration, int]) -> tuple[Duration, int]:
    """Six months to a year: as long as the longer of the two."""
    words, after = tokens.words, first[1]
    if words[after] != "to":
        return first
    count = _count(tokens, after + 1)
    second = _counted_units(tokens, count[0], count[0], count[1]) if count is not None else None
    return second if second is not None else first


def _vague_number(tokens: Tokens, index: int) -> tuple[Duration, int] | None:
    """“A few weeks”, “several months”, “a number of years”, “a couple of weeks”."""
    words = tokens.words
    at = index + 1 if words[index] in ("a", "the") else index
    while words[at] in ("very", "small", "good", "further", "short"):
        at += 1
    if words[at] == COUPLE:
        at += 2 if words[at + 1] == "of" else 1
        while words[at] == "more":
            at += 1
        found = _counted_units(tokens, _COUPLE, _COUPLE, at)
        return (found[0]._replace(soft=True), found[1]) if found else None
    if words[at] not in VAGUE_NUMBERS:
        return None
    at += 2 if words[at + 1] == "of" else 1
    while words[at] in ("short", "more"):
        at += 1
    return _vague(tokens, at, bare=False)


def _vague(tokens: Tokens, index: int, *, bare: bool) -> tuple[Duration, int] | None:
    """Units without a number; "weeks and months" runs to the longer."""
    words = tokens.words
    unit, after = UNITS.get(words[index], ""), index + 1
    if words[after] in ("and", "or") and words[after + 1] in PLURAL_UNITS:
        second = UNITS[words[after + 1]]
        if second in _HORIZONS:
            unit, after = max(unit, second, key=_length), after + 2
    if unit not in _HORIZONS or words[index] not in PLURAL_UNITS:
        return None
    most, counted_in = _HORIZONS[unit]
    return Duration(most, most, counted_in, vague=True, soft=True, bare=bare), after


def _length(unit: str) -> int:
    return list(_HORIZONS).index(unit) if unit in _HORIZONS else -1


def _count(tokens: Tokens, index: int, *, second: bool = False) -> tuple[int, int] | None:
    """A number in figures or words, and the place after it."""
    words = tokens.words
    word = words[index]
    if word.isdecimal():
        first = tokens.is_number(index) or words[index + 1] == "-"
        if not (first or second) or len(word) > _LONGEST_COUNT:
            return None
        return int(word), index + 1
    if word in ("a", "an") and words[index + 1] == "further":
        return 1, index + 2
    if word == "a" and words[index + 1] == "hundred":
        return 100, index + 2
    if word == "dozen" or (word == "a" and words[index + 1] == "dozen"):
        return 12, index + (1 if word == "dozen" else 2)
    number = NUMBERS.get(word)
    if number is None:
        return None
    after = index + 1
    if word in TENS:
        unit = after + 1 if words[after] == "-" else after
        if NUMBERS.get(words[unit], 10) < 10 and words[unit] not in ("a", "an"):
            return number + NUMBERS[words[unit]], unit + 1
    return number, after


def _second_count(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """“To 18”, “-18”, “or three” of “12 to 18 months”; “and a half” is read with the unit."""
    words = tokens.words
    if words[index] not in ("to", "-", "or", "and"):
        return None
    if words[index] == "and" and tokens.words[index - 2] != "between":
        return None
    found = _count(tokens, index + 1, second=True)
    if found is None or words[index + 1] in ("a", "an"):
        return None
    return found


def _counted_units(
    tokens: Tokens, least: int, most: int, index: int
) -> tuple[Duration, int] | None:
    """The units after a number: "months", "and a half years", "working days"."""
    words = tokens.words
    halves = words[index : index + 3] == _AND_A_HALF
    at = index + 3 if halves else index
    while words[at] in _OF_UNITS:
        at += 1
    working = words[at] in WORKING
    at += working
    unit = UNITS.get(words[at])
    if unit is None or not 1 <= most <= _MOST:
        return None
    if (most > 1) != (words[at] in PLURAL_UNITS) and not _loose(words, at):
        return None
    if working:
        return (Duration(most, least, "working-day"), at + 1) if unit == "day" else None
    return _with_half(tokens, Duration(most, least, unit), at + 1, halves=halves)


_AND_A_HALF = ["and", "a", "half"]
_OF_UNITS = frozenset({"full", "calendar", "short", "further", "more", "consecutive", "clear"})


def _with_half(
    tokens: Tokens, duration: Duration, after: int, *, halves: bool
) -> tuple[Duration, int] | None:
    """A year and a half, a week or two, a month or so."""
    words = tokens.words
    if words[after : after + 3] == _AND_A_HALF:
        halves, after = True, after + 3
    if words[after : after + 2] == ["or", "two"] and duration.most == 1:
        duration, after = duration._replace(most=2), after + 2
    if words[after : after + 2] == ["or", "so"]:
        after += 2
    if not halves:
        return duration, after
    if duration.unit not in ("year", "decade"):
        return None
    size = _MONTHS[duration.unit]
    most, least = (count * size + size // 2 for count in (duration.most, duration.least))
    return Duration(most, least, "month"), after


def _loose(words: list[str], at: int) -> bool:
    """“Six month's time” is a slip of the pen; “an 18 week standard” is no length of time."""
    return words[at] == "fortnight" or words[at + 1] == "'" or words[at + 1] == "time"


def relative(duration: Duration, period: Period, shape: str) -> Anchor:
    """An anchor that is counted from the day of saying."""
    return Anchor(
        shape, period, kind="relative", soft=duration.soft, counted=True, keeps_preposition=True
    )


def undated(shape: str, *, soft: bool = False) -> Anchor:
    """What cannot be counted, because nobody knows when it was said."""
    return Anchor(shape, kind="relative", soft=soft, counted=True, keeps_preposition=True)


@begins_with("next", "coming", "forthcoming")
def horizon(tokens: Tokens, index: int) -> Found | None:
    """The next six months, the coming weeks, the next few years, the next week or two."""
    words = tokens.words
    at = index + 1
    found = _single_unit(tokens, at) or duration_at(tokens, at)
    if found is None:
        return None
    duration, after = found
    soft = duration.soft or (words[index] == "coming" and duration.most == 1)
    return _horizon_of(tokens, duration._replace(soft=soft)), after


def _single_unit(tokens: Tokens, index: int) -> tuple[Duration, int] | None:
    """“The next year”, “the coming month”: as long as one of them, from the day of saying."""
    words = tokens.words
    unit = UNITS.get(words[index])
    if words[index - 2] != "the" and words[index - 2] != "this":
        return None
    if unit in (None, "quarter", "hour", "day") or words[index] in PLURAL_UNITS:
        return None
    assert unit is not None  # noqa: S101 - just asked
    found = _with_half(tokens, Duration(1, 1, unit), index + 1, halves=False)
    return _or_longer(tokens, found) if found is not None else None


def _horizon_of(tokens: Tokens, duration: Duration) -> Anchor:
    shape = "vague-horizon" if duration.vague else "horizon"
    if tokens.said_on is None:
        return undated(shape, soft=duration.soft)
    period = Period(tokens.said_on, duration.after(tokens.said_on), "span")
    return relative(duration, period, shape)


@begins_with("weeks", "months", "years", "days", "week", "month", "year", NUMBER, *NUMBERS)
def _ahead(tokens: Tokens, index: int) -> Found | None:
    """The weeks ahead, the year ahead, the months to come, the 12 months ahead."""
    words = tokens.words
    if words[index - 1] != "the":
        return None
    found: tuple[Duration, int] | None
    if words[index] in ("week", "month", "year"):
        found = Duration(1, 1, words[index], soft=True), index + 1
    else:
        found = duration_at(tokens, index)
    if found is None:
        return None
    duration, after = found
    if words[after] == "ahead":
        return _horizon_of(tokens, duration), after + 1
    if words[after : after + 2] == ["to", "come"]:
        return _horizon_of(tokens, duration), after + 2
    return None


@begins_with(NUMBER, *NUMBERS, *VAGUE_NUMBERS, "half", COUPLE)
def _counted(tokens: Tokens, index: int) -> Found | None:
    """Six months from now, two weeks' time, two weeks after Easter, the 12 months to June."""
    found = duration_at(tokens, index)
    if found is None:
        return None
    duration, after = found
    words = tokens.words
    if words[after] in ("from", "of") and words[after + 1] in ("now", "today"):
        return offset(tokens, duration), after + 2
    if words[after] == "today" and tokens.said_on is not None and not duration.vague:
        day = periods.of_day(duration.after(tokens.said_on))  # "a week today"
        return relative(duration, day, "offset"), after + 1
    if words[after] == "hence":
        return offset(tokens, duration), after + 1
    in_time = after_time(tokens, after)
    if in_time is not None:
        return offset(tokens, duration), in_time
    if duration.vague:
        return None
    whole = words[index - 1] == "the"
    return _period_to(tokens, duration, after) or offset_from(tokens, duration, after, whole=whole)


def after_time(tokens: Tokens, index: int) -> int | None:
    """The place after "'s time", "' time" or "time", where it stands there."""
    words = tokens.words
    at = index
    if words[at] == "'":
        at += 2 if words[at + 1] == "s" else 1
    return at + 1 if words[at] == "time" and words[at + 1] not in ("frame", "period") else None


def offset(tokens: Tokens, duration: Duration) -> Anchor:
    """So long from now: the day, or the week, month or year that holds it (8)."""
    said_on = tokens.said_on
    shape = "vague-offset" if duration.vague else "offset"
    if said_on is None:
        return undated(shape, soft=True)
    if duration.vague:
        return relative(duration, Period(said_on, duration.after(said_on), "span"), shape)
    first = _unit_holding(duration, duration.after(said_on, duration.least))
    last = _unit_holding(duration, duration.after(said_on))
    period = first if first == last else periods.hull(first, last)
    soft = duration.soft or period.unit != "day"
    return relative(duration._replace(soft=soft), period, shape)


def _unit_holding(duration: Duration, day: date) -> Period:
    if duration.unit in ("week", "fortnight"):
        return periods.of_week(day)
    if duration.unit in ("month", "quarter"):
        return periods.of_month(day.year, day.month)
    if duration.unit in ("year", "decade"):
        return periods.of_year(day.year)
    return periods.of_day(day)


def offset_from(
    tokens: Tokens, duration: Duration, index: int, *, whole: bool = False
) -> Found | None:
    """So long after or before a date that is named; an event has no day to count from.

    ``whole`` is all of it: "the two weeks after Easter".
    """
    words = tokens.words
    if words[index] not in ("after", "following", "before") and words[index : index + 2] not in (
        ["ahead", "of"],
        ["prior", "to"],
    ):
        return None
    if duration.vague:
        return None
    back = words[index] in ("before", "ahead", "prior")
    at = index + (2 if words[index] in ("ahead", "prior") else 1)
    found = expression_at(tokens, at)
    if found is None:
        end = event_at(tokens, at)
        return (Anchor("event", event=True), end) if end is not None else None
    anchor, after = found
    if anchor.event:
        return Anchor("event", event=True), after
    if back and duration.unit in ("working-day", "hour"):
        return None
    if anchor.licence is Licence.PART:
        return None

    edge = anchor.edge

    def shifted(period: Period) -> Period:
        if back:
            start = period.last if edge == "end" else period.first
            day = duration.after(start, -duration.most)
            return Period(day, start - periods.A_DAY, "span") if whole else periods.of_day(day)
        start = period.first if edge == "start" else period.last
        day = duration.after(start) if edge == "start" else duration.after_period(period)
        return Period(start + periods.A_DAY, day, "span") if whole else periods.of_day(day)

    return anchor.mapped(shifted, "offset-from-date"), after


@begins_with("this")
def _this_time_next(tokens: Tokens, index: int) -> Found | None:
    """This time next year."""
    words = tokens.words
    if words[index + 1 : index + 3] != ["time", "next"] or words[index + 3] not in UNITS:
        return None
    duration = Duration(1, 1, UNITS[words[index + 3]])
    if tokens.said_on is None:
        return undated("offset"), index + 4
    day = duration.after(tokens.said_on)
    return relative(duration, periods.of_day(day), "offset"), index + 4


@begins_with("year", "quarter", "month")
def _one_period_to(tokens: Tokens, index: int) -> Found | None:
    """The year to March 2025, the quarter ending in June."""
    return _period_to(tokens, Duration(1, 1, tokens.words[index]), index + 1)


def _period_to(tokens: Tokens, duration: Duration, after: int) -> Found | None:
    """The year ending 31 March 2025, the 12 months to June."""
    words = tokens.words
    if words[after] not in ("to", "ending", "ended") or duration.unit not in _MONTHS:
        return None
    at = after + 1
    while words[at] in ("on", "in", "the", "end", "of"):
        at += 1
    found = expression_at(tokens, at)
    if found is None or found[0].event:
        return None
    count = duration.most * _MONTHS[duration.unit]
    return found[0].mapped(lambda end: _months_to(end, count), "period-to"), found[1]


def _months_to(end: Period, count: int) -> Period:
    following = end.last + periods.A_DAY
    return Period(periods.add_months(following, -count), end.last, "span")

"""Single days: 31 March 2025, 31/03/2025, 9-13 June, Friday, 5pm on 14 February."""

from datetime import date
from functools import lru_cache

from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.expressions import NUMBER, Found, after_the, begins_with, expression_at
from tracker.dues.periods import Period
from tracker.dues.tokens import Tokens
from tracker.dues.words import (
    ANY_MONTH,
    CITED,
    DOUBTFUL_MONTHS,
    MONTH_NAMES,
    MONTHS,
    ORDINAL_ENDINGS,
    WEEKDAYS,
)
from tracker.dues.years import CENTURY, goes_on, year_after, years_first


@lru_cache(maxsize=4096)
def full_date(day: int, month: int, year: int) -> date:
    """A date of which all is known. Raises ValueError if there is no such day.

    dateparser reads it, in the one format that cannot be mistaken; a day that does
    not exist never gets there, as a format that does not match is dear.
    """
    if not 1 <= day <= periods.month_length(year, month):
        raise ValueError(f"there is no day {day} in month {month} of {year}")
    import dateparser  # noqa: PLC0415 - 90 ms that only full dates need

    read = dateparser.parse(
        f"{day:02} {MONTH_NAMES[month - 1]} {year:04}",
        date_formats=["%d %B %Y"],
        locales=["en-GB"],
    )
    if read is None:
        raise ValueError(f"{day} {month} {year} was not read")
    found: date = read.date()
    return found


def _dated(day: int, month: int, year: int) -> Anchor:
    return Anchor("day", periods.of_day(full_date(day, month, year)))


def _yearly_day(day: int, month: int) -> Anchor:
    if not 1 <= month <= periods.MONTHS_A_YEAR or not 1 <= day <= periods.month_length(2000, month):
        raise ValueError(f"no month {month} has a day {day}")
    return Anchor("day", yearly=lambda year: periods.of_day(full_date(day, month, year)))


def dated(tokens: Tokens, end: int, day: int, month: int, year: int | None) -> Anchor:
    """A day of a month, up to the place ``end``.

    Raises ValueError for 30 February, which is no date. Nor is "February 2025" in "30 February
    2025", so the grammar goes on after it.
    """
    try:
        return _yearly_day(day, month) if year is None else _dated(day, month, year)
    except ValueError:
        tokens.skip_to = max(tokens.skip_to, end)
        raise


@begins_with(NUMBER)
def _number_first(tokens: Tokens, index: int) -> Found | None:
    """Whatever a number may begin, by its length and by what follows it."""
    word, following = tokens.words[index], tokens.words[index + 1]
    if len(word) == 4:
        return (_in_figures(tokens, index) if following in _MARKS else None) or years_first(
            tokens, index
        )
    if len(word) > 2:
        return None
    return (
        (_in_figures(tokens, index) if following in _MARKS else None)
        or _day_first(tokens, index)
        or (years_first(tokens, index) if following in _MARKS else None)
        or _day_of_the_month_alone(tokens, index)
        or _clock_time(tokens, index)
    )


_MARKS = frozenset({"-", "/", "."})


def _in_figures(tokens: Tokens, index: int) -> Found | None:
    return (
        _iso_date(tokens, index)
        or _numeric_date(tokens, index)
        or _month_and_year_in_figures(tokens, index)
    )


def _iso_date(tokens: Tokens, index: int) -> Found | None:
    """2024-03-31, with or without a time of day."""
    words = tokens.words
    year, mark, month, mark_2, day = words[index : index + 5]
    if len(year) != 4 or mark not in ("-", "/") or mark_2 != mark or not month.isdecimal():
        return None
    if not (day.isdecimal() and len(month) <= 2 and len(day) <= 2 and _all_glued(tokens, index)):
        return None
    if words[index + 5] in ("-", "/") and tokens.glued(index + 4):
        return None
    return dated(tokens, index + 5, int(day), int(month), int(year)), index + 5


def _all_glued(tokens: Tokens, index: int) -> bool:
    return all(tokens.glued(place) for place in range(index, index + 4))


def _numeric_date(tokens: Tokens, index: int) -> Found | None:
    """31/03/2024, 31.3.2024, 31-03-24: day, month, year (16)."""
    day, mark, month, mark_2, year = tokens.words[index : index + 5]
    if mark not in ("/", ".", "-") or mark_2 != mark or not _all_glued(tokens, index):
        return None
    if not (month.isdecimal() and year.isdecimal() and len(day) <= 2 and len(month) <= 2):
        return None
    two_each = len(day) == len(month) == len(year) == 2
    short = len(year) == 2 and (two_each or mark == "/") and tokens.words[index - 1] not in CITED
    if not (len(year) == 4 or short):
        return None
    if goes_on(tokens, index + 4):
        return None
    full_year = int(year) if len(year) == 4 else CENTURY + int(year)
    return dated(tokens, index + 5, int(day), int(month), full_year), index + 5


def day_and_month(tokens: Tokens, index: int) -> Found | None:
    """12/05 where something else says that it is a day ("w/c 12/05")."""
    day, mark, month = tokens.words[index : index + 3]
    if mark not in ("/", ".") or not (day.isdecimal() and month.isdecimal()):
        return None
    if len(day) > 2 or len(month) > 2 or tokens.goes_on(index + 2):
        return None
    try:
        return _yearly_day(int(day), int(month)), index + 3
    except ValueError:
        return None


def _month_and_year_in_figures(tokens: Tokens, index: int) -> Found | None:
    """03/2025, and 2025-03 where it cannot be a financial year."""
    words = tokens.words
    first, mark, second = words[index : index + 3]
    if mark not in ("/", "-") or not second.isdecimal() or not tokens.glued(index):
        return None
    if not tokens.glued(index + 1) or goes_on(tokens, index + 2):
        return None
    if len(first) == 2 and len(second) == 4 and mark == "/":
        month, year = int(first), int(second)
    elif len(first) == 4 and len(second) == 2 and 1 <= int(second) < int(first) % 100:
        month, year = int(second), int(first)
    else:
        return None
    anchor = Anchor("month", periods.of_month(year, month), licence=Licence.PREPOSITION)
    return anchor, index + 3


def _day_first(tokens: Tokens, index: int) -> Found | None:
    """31 March 2024, the 31st of March, 31-Mar-2024, 9-13 June 2025, 9 and 10 June."""
    if len(tokens.words[index]) > 2:
        return None
    after, ordinal = ordinal_end(tokens, index)
    found = _month_of_day(tokens, index, after, ordinal=ordinal)
    if found is not None or (index + 1 < after and not ordinal):
        return found
    return _days_of_month(tokens, index, after)


def ordinal_end(tokens: Tokens, index: int) -> tuple[int, bool]:
    """The place after "31", "31st" or "31st.", and whether it is an ordinal."""
    words = tokens.words
    if words[index + 1] not in ORDINAL_ENDINGS:
        return index + 1, False
    return index + (3 if words[index + 2] == "." else 2), True


def _month_of_day(tokens: Tokens, index: int, after: int, *, ordinal: bool) -> Found | None:
    words = tokens.words
    at = after
    if words[at] == "of" and ordinal:
        at = after_the(tokens, at + 1)
    elif words[at] in ("-", "/") and tokens.joins(at):
        at += 1
    name = words[at]
    month = ANY_MONTH.get(name)
    if month is None:
        return None
    dotted = words[at + 1] == "." and name not in MONTHS
    year, end = year_after(tokens, at + (2 if dotted else 1), short=True)
    if year is None and dotted:
        end = at + 1
    if year is None and name in DOUBTFUL_MONTHS and not (ordinal or tokens.capital(at)):
        return None  # "31 may be reopened"
    return dated(tokens, end, int(words[index]), month, year), end


def _days_of_month(tokens: Tokens, index: int, after: int) -> Found | None:
    """Days of one month: "9-13 June 2025", "9 to 13 June", "9 and 10 June"."""
    words = tokens.words
    if words[after] not in ("-", "to", "and", "or", "&", "/", "until", "through"):
        return None
    at = after_the(tokens, after + 1)
    while words[at] in WEEKDAYS or words[at] == ",":
        at += 1
    if not words[at].isdecimal() or len(words[at]) > 2:
        return None
    end_of_day, ordinal = ordinal_end(tokens, at)
    found = _month_of_day(tokens, at, end_of_day, ordinal=ordinal)
    if found is None:
        return None
    last, end = found
    between = "between" in words[max(index - 2, 0) : index]
    joined_by = "to" if between else words[after]
    return from_day_to(int(words[index]), last, joined_by), end


def from_day_to(day: int, last: Anchor, joined_by: str) -> Anchor:
    """From a day to another of the same month; "9 and 11 June" are two days, so ValueError."""

    def spread(period: Period) -> Period:
        first = full_date(day, period.last.month, period.last.year)
        if first >= period.last:
            raise ValueError("days in the wrong order")
        apart = (period.last - first).days
        if joined_by in ("and", "&") and apart > 1:
            raise ValueError("two days, not the days between them")
        return Period(first, period.last, "span")

    return last.mapped(spread, "days")


def _day_of_the_month_alone(tokens: Tokens, index: int) -> Found | None:
    """“The 14th”, “the 14th of this month”."""
    words = tokens.words
    after, ordinal = ordinal_end(tokens, index)
    if not ordinal or words[index - 1] != "the" or len(words[index]) > 2:
        return None
    day = int(words[index])
    if words[after] == "of" and words[after + 1] in ("this", "next", "the"):
        shift = 1 if words[after + 1] == "next" else 0
        if words[after + 2] != "month":
            return None
        return _day_of_month(tokens, day, shift), after + 3
    if not tokens.ends_clause(after):
        return None
    return Anchor(
        "day",
        running=lambda said, place: _nth_of_month(said, day, place),
        licence=Licence.PREPOSITION,
        counted=True,
    ), after


def _day_of_month(tokens: Tokens, day: int, shift: int) -> Anchor:
    if tokens.said_on is None:
        return Anchor("day", running=lambda said, place: _nth_of_month(said, day, place + shift))
    return Anchor("day", _nth_of_month(tokens.said_on, day, shift))


def _nth_of_month(said_on: date, day: int, shift: int) -> Period:
    return periods.of_day(periods.add_months(said_on.replace(day=1), shift).replace(day=day))


@begins_with(*WEEKDAYS)
def _weekday_first(tokens: Tokens, index: int) -> Found | None:
    """Friday 14 February 2025, Friday, 14 February; Friday alone."""
    words = tokens.words
    at = index + 1
    while words[at] in (",", ".", "the"):
        at += 1
    if words[at].isdecimal() or words[at] in ANY_MONTH:
        found = expression_at(tokens, at)
        if found is not None and found[0].shape in ("day", "days"):
            return found
    name = words[index]
    if not name.endswith("day") or not tokens.capital(index) or words[index - 1] == "the":
        return None  # "the Sunday papers"
    number = WEEKDAYS[name]
    later = 1 if words[index + 1] == "week" else 0  # "Friday week"
    return Anchor(
        "weekday",
        running=lambda said, place: periods.of_day(weekday_after(said, number, place + later)),
        licence=Licence.PREPOSITION,
        counted=True,
    ), index + 1 + later


def weekday_after(said_on: date, weekday: int, weeks: int = 0) -> date:
    """The first such weekday on or after a day, or one so many weeks later (0 is Monday)."""
    ahead = (weekday - said_on.weekday()) % 7 + 7 * weeks
    return date.fromordinal(said_on.toordinal() + ahead)


@begins_with("midnight", "noon", "midday")
def _time_word(tokens: Tokens, index: int) -> Found | None:
    """“Midnight on 31 March”."""
    return day_after_time(tokens, index + 1)


def _clock_time(tokens: Tokens, index: int) -> Found | None:
    """“11:59pm on 22 June 2025”, “5pm on 14 February”, “17:00 on”."""
    words = tokens.words
    at = index + 1
    if words[at] in (":", ".") and words[at + 1].isdecimal() and len(words[at + 1]) == 2:
        at += 2
    if words[at] in ("am", "pm", "noon", "midnight", "hours"):
        at += 1
    elif at == index + 1:
        return None
    return day_after_time(tokens, at)


def day_after_time(tokens: Tokens, index: int) -> Found | None:
    """The day that a time of day belongs to."""
    at = index + 1 if tokens.words[index] in ("on", ",", "of") else index
    found = expression_at(tokens, after_the(tokens, at))
    return found if found is not None and found[0].shape in ("day", "weekday") else None

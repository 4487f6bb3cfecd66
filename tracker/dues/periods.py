"""The algebra of periods: what a season, a quarter or a financial year is, and the parts of each.

Conventions are those of "How a date is read" in the README (the numbers in
brackets below). A period has a first and a last day, both included. Whatever
would leave the years 1 to 9999 raises ValueError or OverflowError.
"""

import calendar
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta
from typing import Literal, NamedTuple

Unit = Literal[
    "day", "week", "month", "quarter", "half", "third", "season", "term", "year", "years",
    "decade", "century", "financial-year", "tax-year", "academic-year", "parliament", "recess",
    "span",
]  # fmt: skip
# Which part of a period is meant. A number names a part by its place: ("quarter", 3).
Part = Literal["early", "mid", "late", "start", "end"]
A_DAY = timedelta(days=1)
MONTHS_A_YEAR = 12
_MONTH_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
TERM_MONTHS = {"autumn": (9, 4), "spring": (1, 3), "summer": (4, 4)}
_SEASON_CODES = {3: 21, 6: 22, 9: 23, 12: 24}


class Period(NamedTuple):
    """Days from ``first`` to ``last``, and what they are called."""

    first: date
    last: date
    unit: Unit


class NoSuchPart(ValueError):
    """This period has no such part: there is no "early Monday"."""


# ------------------------------------------------------------------ arithmetic


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on; the last of the month if it has no such day (7).

    >>> add_months(date(2024, 8, 31), 6)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """How many days a month has. Raises ValueError outside years 1 to 9999 and months 1 to 12."""
    if not (1 <= year <= MAXYEAR and 1 <= month <= MONTHS_A_YEAR):
        raise ValueError(f"there is no month {month} of a year {year}")
    return 29 if month == 2 and calendar.isleap(year) else _MONTH_LENGTHS[month]


def _last_before(day: date, months: int) -> date:
    """The day before ``day`` moved on by some months; the very last day there is may be it."""
    if day.day == 1:
        years, month = divmod(day.month - 2 + months, MONTHS_A_YEAR)
        year = day.year + years
        return date(year, month + 1, month_length(year, month + 1))
    return add_months(day, months) - A_DAY


# --------------------------------------------------------------------- periods


def of_day(day: date) -> Period:
    """One day."""
    return Period(day, day, "day")


def months(year: int, month: int, count: int, unit: Unit = "span") -> Period:
    """``count`` whole months from a month on; a month above 12 belongs to a later year."""
    years, month = divmod(month - 1, MONTHS_A_YEAR)
    first = date(year + years, month + 1, 1)
    return Period(first, _last_before(first, count), unit)


def of_month(year: int, month: int) -> Period:
    """A calendar month."""
    return Period(date(year, month, 1), date(year, month, month_length(year, month)), "month")


def of_season(year: int, season: str) -> Period:
    """A meteorological season; winter has the year of its December (1)."""
    return months(year, SEASON_MONTHS[season], 3, "season")


def of_year(year: int) -> Period:
    """A calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def of_years(first: int, last: int) -> Period:
    """Calendar years from ``first`` to ``last``. Raises ValueError if they run backwards."""
    if last < first:
        raise ValueError(f"{first} to {last} runs backwards")
    return Period(date(first, 1, 1), date(last, 12, 31), "years")


def of_decade(year: int) -> Period:
    """The ten years that share all but the last digit with ``year`` (6)."""
    first = year - year % 10
    return Period(date(first, 1, 1), date(first + 9, 12, 31), "decade")


def of_century(year: int) -> Period:
    """The hundred years that share all but the last two digits, as for decades (6)."""
    first = year - year % 100
    return Period(date(first, 1, 1), date(first + 99, 12, 31), "century")


def of_quarter(year: int, number: int) -> Period:
    """A calendar quarter (4)."""
    return months(year, 3 * number - 2, 3, "quarter")


def of_half(year: int, number: int) -> Period:
    """A calendar half-year (4)."""
    return months(year, 6 * number - 5, 6, "half")


def of_financial_year(year: int) -> Period:
    """The financial year that starts on 1 April of ``year`` (3)."""
    return months(year, 4, 12, "financial-year")


def of_financial_quarter(year: int, number: int) -> Period:
    """A quarter of the financial year that starts in ``year``: Q1 is April to June (4)."""
    return months(year, 3 * number + 1, 3)


def of_financial_half(year: int, number: int) -> Period:
    """A half of the financial year that starts in ``year``: H1 is April to September (4)."""
    return months(year, 6 * number - 2, 6)


def of_tax_year(year: int) -> Period:
    """The tax year that starts on 6 April of ``year`` (3)."""
    return Period(date(year, 4, 6), date(year + 1, 4, 5), "tax-year")


def of_academic_year(year: int) -> Period:
    """The academic or school year that starts on 1 September of ``year`` (3)."""
    return months(year, 9, 12, "academic-year")


def of_term(year: int, term: str) -> Period:
    """A school term, by months: schools set their own days (3)."""
    month, count = TERM_MONTHS[term]
    return months(year, month, count, "term")


def of_week(day: date) -> Period:
    """The week from Monday to Sunday that holds ``day`` (11)."""
    first = day - timedelta(days=day.weekday())
    return Period(first, first + timedelta(days=6), "week")


def of_weekend(day: date) -> Period:
    """Saturday and Sunday of the week that holds ``day``."""
    week = of_week(day)
    return Period(week.last - A_DAY, week.last, "span")


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, by the anonymous computus (13).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    golden = year % 19
    century, in_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarters, odd = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * quarters - epact - odd) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def hull(first: Period, last: Period) -> Period:
    """From the first day of one to the last of the other. Raises ValueError if backwards."""
    if last.last < first.first:
        raise ValueError("runs backwards")
    whole_years = {first.unit, last.unit} <= {"year", "years", "decade"}
    return Period(first.first, last.last, "years" if whole_years else "span")


# ------------------------------------------------------------------------ parts


def part_of(period: Period, part: Part) -> Period:
    """A part of a period: thirds for early, mid and late, else its first or last sub-unit (5).

    Raises NoSuchPart where the convention names none.
    """
    if part in ("start", "end"):
        return _edge(period, last=part == "end")
    return _third(period, ("early", "mid", "late").index(part))


def _third(period: Period, place: int) -> Period:
    if period.unit == "month":
        return _days_of_month(period, (1, 11, 21)[place], (10, 20, 31)[place])
    if period.unit in ("decade", "years"):
        return _years_of(period, place)
    if period.unit in ("week", "parliament", "recess"):
        return period  # no convention says less, so the whole of it is the honest reading
    return _third_of_months(period, place)


def _days_of_month(month: Period, first: int, last: int) -> Period:
    return Period(
        month.first.replace(day=first), month.first.replace(day=min(last, month.last.day)), "span"
    )


def _years_of(period: Period, place: int) -> Period:
    first, last = period.first.year, period.last.year
    if last - first != 9:
        raise NoSuchPart(f"no thirds of {first} to {last}")
    return of_years(first + (0, 4, 7)[place], first + (3, 6, 9)[place])


def _third_of_months(period: Period, place: int) -> Period:
    count = _month_count(period)
    if count < 3:
        raise NoSuchPart(f"no thirds of {count} months")
    size = max(1, round(count / 3))
    begin, end = ((0, size), (size, count - size), (count - size, count))[place]
    return _slice(period, begin, end, "third" if period.unit == "year" else "span")


def _slice(period: Period, begin: int, end: int, unit: Unit) -> Period:
    """The months ``begin`` to ``end`` (not included) of a period that is made of months."""
    first = add_months(period.first, begin)
    last = period.last if end == _month_count(period) else _last_before(period.first, end)
    whole_month = end - begin == 1 and first.day == 1
    return Period(first, last, "month" if whole_month else unit)


def _month_count(period: Period) -> int:
    """How many whole months a period has; 0 if it is not made of months."""
    first, last = period.first, period.last
    count = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    if first.day == 1 and last.day == month_length(last.year, last.month):
        return count + 1
    return count if first.day == last.day + 1 else 0


def _edge(period: Period, *, last: bool) -> Period:
    unit = period.unit
    if unit == "month":
        length = period.last.day
        return _days_of_month(period, length - 6, length) if last else _days_of_month(period, 1, 7)
    if unit in ("decade", "years", "century"):
        return of_year(period.last.year if last else period.first.year)
    count = 0 if unit in ("week", "parliament", "recess", "day") else _month_count(period)
    if count > 1:
        return _slice(period, count - 1, count, "span") if last else _slice(period, 0, 1, "span")
    if unit == "day":
        raise NoSuchPart("a day has no parts")
    return of_day(period.last if last else period.first)


def half_of(period: Period, number: int) -> Period:
    """The first or second half: by months where they divide, by years, else by days."""
    count = _month_count(period)
    if (period.unit in ("decade", "years") and count % 24 == 0) or period.unit == "decade":
        years = count // MONTHS_A_YEAR
        middle = period.first.year + years // 2
        return (
            of_years(period.first.year, middle - 1)
            if number == 1
            else of_years(middle, period.last.year)
        )
    if count and count % 2 == 0:
        begin, end = (0, count // 2) if number == 1 else (count // 2, count)
        return _slice(period, begin, end, "half" if period.unit == "year" else "span")
    return _half_by_days(period, number)


def _half_by_days(period: Period, number: int) -> Period:
    length = (period.last - period.first).days + 1
    if length < 7:
        raise NoSuchPart("too short for halves")
    middle = period.first + timedelta(days=length // 2)
    return (
        Period(period.first, middle - A_DAY, "span")
        if number == 1
        else Period(middle, period.last, "span")
    )


def quarter_of(period: Period, number: int) -> Period:
    """A quarter of a year of any kind, by its number (4)."""
    if _month_count(period) != MONTHS_A_YEAR:
        raise NoSuchPart("only a year has quarters")
    unit: Unit = "quarter" if period.unit == "year" else "span"
    return _slice(period, 3 * number - 3, 3 * number, unit)


def piece_of(period: Period, size: Unit, number: int, count: int) -> Period:
    """``count`` days, weeks or months of a period from the ``number``-th on, or its last (-1) (11).

    "The first two weeks of June" is 1 to 14 June, "the last week of June" 24 to 30 June.
    Raises NoSuchPart where it does not lie inside the period.
    """
    if size == "month":
        return _months_piece(period, number, count)
    if size == "year":
        return _years_piece(period, number, count)
    length = count * (7 if size == "week" else 1)
    if number < 0:
        first, last = period.last - timedelta(days=length - 1), period.last
    else:
        first = period.first + (number - 1) * timedelta(days=7 if size == "week" else 1)
        last = first + timedelta(days=length - 1)
    _check_inside(period, first, last)
    return Period(first, last, "day" if first == last else "span")


def _months_piece(period: Period, number: int, count: int) -> Period:
    total = _month_count(period)
    begin = total - count if number < 0 else number - 1
    if begin < 0 or begin + count > total:
        raise NoSuchPart(f"it has {total} months")
    return _slice(period, begin, begin + count, "span")


def _years_piece(period: Period, number: int, count: int) -> Period:
    first, last = period.first.year, period.last.year
    if period.unit not in ("decade", "years", "century"):
        raise NoSuchPart("it is not made of years")
    begin = last - count + 1 if number < 0 else first + number - 1
    if begin < first or begin + count - 1 > last:
        raise NoSuchPart(f"it runs from {first} to {last}")
    return of_year(begin) if count == 1 else of_years(begin, begin + count - 1)


def _check_inside(period: Period, first: date, last: date) -> None:
    if first < period.first or last > period.last:
        raise NoSuchPart("it lies outside")


# ------------------------------------------------------------------------- EDTF


def edtf(period: Period) -> str:
    """The period in EDTF (ISO 8601-2:2019): seasons and quarters by code, else months or days.

    >>> edtf(of_season(2025, "autumn")), edtf(of_financial_year(2025))
    ('2025-23', '2025-04/2026-03')
    """
    write = _EDTF.get(period.unit)
    if write is not None:
        return write(period)
    if whole_months(period):
        if (period.first.year, period.first.month) == (period.last.year, period.last.month):
            return _month(period.first)
        return f"{_month(period.first)}/{_month(period.last)}"
    return f"{period.first}/{period.last}"


def edtf_start(period: Period) -> str:
    """The start of the period as precisely as its words give it: "2026", "2025-04" or a day.

    Seasons are not put inside intervals, so a season starts in a month.
    """
    if period.unit in ("year", "years", "decade", "century"):
        return _year(period.first)
    if period.unit not in ("day", "week") and whole_months(period):
        return _month(period.first)
    return period.first.isoformat()


def whole_months(period: Period) -> bool:
    """Whether it runs from the first of a month to the last of one."""
    last = period.last
    return period.first.day == 1 and last.day == month_length(last.year, last.month)


def _year(day: date) -> str:
    return f"{day.year:04}"


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


_EDTF: dict[str, Callable[[Period], str]] = {
    "day": lambda period: period.first.isoformat(),
    "month": lambda period: _month(period.first),
    "season": lambda period: f"{_year(period.first)}-{_SEASON_CODES[period.first.month]}",
    "quarter": lambda period: f"{_year(period.first)}-{33 + period.first.month // 3}",
    "third": lambda period: f"{_year(period.first)}-{37 + period.first.month // 4}",
    "half": lambda period: f"{_year(period.first)}-{40 + period.first.month // 6}",
    "year": lambda period: _year(period.first),
    "years": lambda period: f"{_year(period.first)}/{_year(period.last)}",
    "decade": lambda period: f"{period.first.year // 10:03}X",
    "century": lambda period: f"{period.first.year // 100:02}XX",
}

"""Years of every kind: 2025, 2025/26, FY26, the academic year, the 2020s, year end."""

from collections.abc import Callable
from datetime import date

from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.expressions import Found, after_the, begins_with, expression_at
from tracker.dues.periods import Period
from tracker.dues.quarters import quarter_glued_to_year, with_quarter_after
from tracker.dues.tokens import Tokens
from tracker.dues.words import ANY_MONTH, ELSEWHERE, FUNCTION_WORDS

_EARLIEST_BARE_YEAR, _LATEST_BARE_YEAR = 1700, 2199
_LONGEST_YEAR_RANGE = 60
# Two digits are a year of this century: officials no longer write '98.
CENTURY = 2000


class _Elsewhere(ValueError):
    """The year is named by other words ("that year"): what stands before it cannot be read."""


def year_after(tokens: Tokens, index: int, *, short: bool = False) -> tuple[int | None, int]:
    """The year that follows a day, month or season, and the place after it; None if none does.

    ``short`` takes two bare digits too ("Autumn 25"). Raises ValueError for "that year".
    """
    words = tokens.words
    comma = index + 1 if words[index] == "," else index
    at = comma + 1 if words[comma] in ("of", "in") else comma
    if words[at].isdecimal():
        year = _year_number(tokens, at, short=short and at == index)
        if year is not None:
            return year, at + 1
    if words[index] == "'" and len(words[index + 1]) == 2 and words[index + 1].isdecimal():
        return CENTURY + int(words[index + 1]), index + 2
    if (
        words[index] == "-"
        and words[index + 1].isdecimal()
        and tokens.joins(index)
        and words[index + 2] not in ANY_MONTH  # "29 June-12 July"
    ):
        year = _year_number(tokens, index + 1, short=True, glued=True)
        return (year, index + 2) if year is not None else (None, index)
    return _deictic_year_after(tokens, at, index)


def _year_number(
    tokens: Tokens, index: int, *, short: bool = False, glued: bool = False
) -> int | None:
    word = tokens.words[index]
    if not glued and tokens.goes_on(index):
        return None
    if len(word) == 4:
        return int(word)
    if short and len(word) == 2 and 10 <= int(word) <= 60:
        following = tokens.words[index + 1]
        if glued or tokens.ends_clause(index + 1) or following in FUNCTION_WORDS:
            return CENTURY + int(word)  # but "this summer 25 hospitals" counts them
    return None


def _deictic_year_after(tokens: Tokens, at: int, index: int) -> tuple[int | None, int]:
    """“This year”, “of next year”, “last year” after a month or season."""
    words = tokens.words
    at = after_the(tokens, at)
    if words[at + 1] != "year":
        return None, index
    if words[at] in ELSEWHERE:
        raise _Elsewhere("the year is named elsewhere")
    shift = {"this": 0, "next": 1, "last": -1, "current": 0}.get(words[at])
    if shift is None or words[at + 2] == "'":
        return None, index
    if tokens.said_on is None:
        raise _Elsewhere("the year depends on when it was said")
    return tokens.said_on.year + shift, at + 2


def two_years(tokens: Tokens, index: int) -> tuple[int, int, int] | None:
    """First year, last year and the place after "2025/26", "2025-2028" or "2025 to 2026"."""
    words = tokens.words
    first, mark, second = words[index], words[index + 1], words[index + 2]
    if not (second.isdecimal() and len(first) in (2, 4)):
        return None
    if mark in ("-", "/"):
        left, right = tokens.glued(index), tokens.glued(index + 1)
        if left != right or not (left or len(first) == 4):
            return None
        if not left and len(second) != 4 and (int(first) + 1) % 100 != int(second):
            return None  # "2025 - 27 sites"
    elif mark != "to" or len(first) != 4:
        return None
    if goes_on(tokens, index + 2):
        return None
    years = _pair(first, second)
    return (*years, index + 3) if years else None


def goes_on(tokens: Tokens, index: int) -> bool:
    """Whether a number is only the start of a longer code ("2023/24-0187", "2025-03-31")."""
    if not tokens.glued(index):
        return False
    after = tokens.words[index + 1]
    follows = tokens.words[index + 2] if tokens.glued(index + 1) else ""
    return after.isalpha() or after in "%_@" or (after in "-/." and follows.isalnum())


def _pair(first: str, second: str) -> tuple[int, int] | None:
    if len(first) == 2:
        if len(second) != 2 or (int(first) + 1) % 100 != int(second):
            return None
        return CENTURY + int(first), CENTURY + int(first) + 1
    begin = int(first)
    if len(second) == 4:
        end = int(second)
    elif len(second) == 2:
        end = begin - begin % 100 + int(second)
        end += 100 if end <= begin and int(second) < 50 <= begin % 100 else 0
    else:
        return None
    return (begin, end) if begin < end <= begin + _LONGEST_YEAR_RANGE else None


_YEARS_OF: dict[str, tuple[str, Callable[[int], Period]]] = {
    "financial": ("financial-year", periods.of_financial_year),
    "fiscal": ("financial-year", periods.of_financial_year),
    "tax": ("tax-year", periods.of_tax_year),
    "academic": ("academic-year", periods.of_academic_year),
    "school": ("academic-year", periods.of_academic_year),
}


def year_kind(tokens: Tokens, index: int) -> str | None:
    """“financial”, “tax”, “academic” ... where “financial year” stands there, else None."""
    word = tokens.words[index]
    if word in _YEARS_OF and tokens.words[index + 1] in ("year", "years"):
        return word
    return None


def _of_two_years(tokens: Tokens, index: int) -> Found | None:
    """Financial years, ranges of years, and "2025-03" for a month."""
    words = tokens.words
    pair = two_years(tokens, index)
    if pair is None:
        return None
    begin, end, after = pair
    if len(words[index]) == 4 and not (
        _EARLIEST_BARE_YEAR <= begin <= _LATEST_BARE_YEAR or end == begin + 1
    ):
        return None
    if end != begin + 1:
        return Anchor("years", periods.of_years(begin, end)), after
    kind = year_kind(tokens, after)
    if kind is not None:
        shape, make = _YEARS_OF[kind]
        return Anchor(shape, make(begin)), after + 2
    licence = Licence.NONE if words[index + 1] == "to" else Licence.PREPOSITION
    return Anchor("financial-year", periods.of_financial_year(begin), licence=licence), after


def years_first(tokens: Tokens, index: int) -> Found | None:
    """2025/26, 2025-2028, the 2020s, 2025 Q3, and 2025 alone."""
    words = tokens.words
    if len(words[index]) not in (2, 4):
        return None
    found = _of_two_years(tokens, index)
    if found is not None:
        return with_quarter_after(tokens, found) or found
    if len(words[index]) != 4:
        return None
    decade = _decade(tokens, index)
    if decade is not None or tokens.goes_on(index):
        return decade or quarter_glued_to_year(tokens, index)
    year = Anchor("year", periods.of_year(int(words[index])), licence=Licence.NUMBER)
    found = with_quarter_after(tokens, (year, index + 1))
    if found is not None:
        return found
    if not _EARLIEST_BARE_YEAR <= int(words[index]) <= _LATEST_BARE_YEAR and tokens.depth < 2:
        return None
    return year, index + 1


def _decade(tokens: Tokens, index: int) -> Found | None:
    """2020s, 2020's, 1990s."""
    words = tokens.words
    at = index + 2 if words[index + 1] == "'" and tokens.glued(index) else index + 1
    if words[at] != "s" or not tokens.glued(at - 1) or words[index][-1] != "0":
        return None
    decade = periods.of_decade(int(words[index]))
    return Anchor("decade", decade, licence=Licence.PREPOSITION), at + 1


@begins_with("cy")
def _cy(tokens: Tokens, index: int) -> Found | None:
    """CY2025: a calendar year."""
    word = tokens.words[index + 1]
    if not word.isdecimal() or len(word) != 4 or goes_on(tokens, index + 1):
        return None
    return Anchor("year", periods.of_year(int(word))), index + 2


@begins_with("fy", "fye")
def _fy(tokens: Tokens, index: int) -> Found | None:
    """FY26 and FY2026 end in that year; FY25/26, FY 2025-26, FY26 Q3."""
    year = _fy_alone(tokens, index + 1)
    return (with_quarter_after(tokens, year) or year) if year is not None else None


def _fy_alone(tokens: Tokens, at: int) -> Found | None:
    if not tokens.words[at].isdecimal():
        return None
    pair = two_years(tokens, at)
    if pair is not None:
        if pair[1] != pair[0] + 1:
            return None
        return Anchor("financial-year", periods.of_financial_year(pair[0])), pair[2]
    word = tokens.words[at]
    if len(word) not in (2, 4) or goes_on(tokens, at):
        return None
    if len(word) == 4 and int(word[2:]) == int(word[:2]) + 1:  # "FY2526"
        return Anchor("financial-year", periods.of_financial_year(CENTURY + int(word[:2]))), at + 1
    year = int(word) if len(word) == 4 else CENTURY + int(word)
    return Anchor("financial-year", periods.of_financial_year(year - 1)), at + 1


@begins_with("financial", "fiscal", "tax", "academic", "school")
def _year_of_a_kind(tokens: Tokens, index: int) -> Found | None:
    """Financial year 2025-26, tax year 2023 to 2024, academic year; financial year end."""
    kind = year_kind(tokens, index)
    if kind is None:
        return None
    shape, make = _YEARS_OF[kind]
    words = tokens.words
    after = index + 2
    if words[after].isdecimal():
        pair = two_years(tokens, after)
        if pair is not None and pair[1] == pair[0] + 1:
            return maybe_end(tokens, Anchor(shape, make(pair[0])), pair[2])
        year = _year_number(tokens, after)
        if year is not None:
            return Anchor(shape, _of_one_year(shape, year)), after + 1
    if words[after] in ("ending", "ended", "end", "ends"):
        ending = _ending(tokens, after + 1, shape, make)
        if ending is not None:
            return ending
    anchor = Anchor(
        shape, running=lambda said, place: _nth(make, said, place), licence=Licence.PART
    )
    anchor, end = maybe_end(tokens, anchor, after)
    year = _year_number(tokens, end) if anchor.edge is not None and words[end].isdecimal() else None
    if year is not None:
        return Anchor(shape, _of_one_year(shape, year), edge="end"), end + 1
    return anchor, end


def _of_one_year(shape: str, year: int) -> Period:
    """Financial year 2027 ends in it, like FY27 (3); others begin in it, the later reading."""
    if shape == "financial-year":
        return periods.of_financial_year(year - 1)
    return periods.of_tax_year(year) if shape == "tax-year" else periods.of_academic_year(year)


def _ending(tokens: Tokens, index: int, shape: str, make: Callable[[int], Period]) -> Found | None:
    """“Ending 31 March 2026”, “ending in March 2026”: the year of that kind which ends there."""
    at = index + 1 if tokens.words[index] in ("on", "in") else index
    found = expression_at(tokens, at)
    if found is None or found[0].period is None:
        return None
    last = found[0].period.last
    period = make(last.year - 1)
    return (Anchor(shape, period), found[1]) if period.last == last else None


def _nth(make: Callable[[int], Period], said_on: date, place: int) -> Period:
    """The year of a kind that holds a day, or one so many after it."""
    start = said_on.year - (1 if said_on < make(said_on.year).first else 0)
    return make(start + place)


def nth_year(kind: str, said_on: date, place: int) -> Period:
    """The financial, tax or academic year that holds a day, or one so many after it."""
    return _nth(_YEARS_OF[kind][1], said_on, place)


def shape_of_year(kind: str) -> str:
    """What a year of a kind is called in the name of a rule: "financial-year"."""
    return _YEARS_OF[kind][0]


def maybe_end(tokens: Tokens, anchor: Anchor, after: int) -> Found:
    """“Financial year end”, “year-end”: the edge of it."""
    words = tokens.words
    at = after + 1 if words[after] == "-" else after
    if words[at] == "'" and words[at + 1] == "s":
        at += 2
    if words[at] == "end":
        anchor.edge, anchor.licence = "end", Licence.PREPOSITION
        return anchor, at + 1
    return anchor, after


@begins_with("year")
def _year_by_number(tokens: Tokens, index: int) -> Found | None:
    """The year 2030; year end, year-end 2025, year's end."""
    words = tokens.words
    at = index + 2 if words[index + 1] == "of" else index + 1
    if words[at].isdecimal() and len(words[at]) == 4:
        found = expression_at(tokens, at)
        if found is not None and found[0].shape in ("year", "financial-year"):
            found[0].licence = Licence.NONE
            return found
    anchor, after = maybe_end(tokens, calendar_year(), index + 1)
    if anchor.edge is None:
        return None
    if words[after] in ANY_MONTH:
        month = expression_at(tokens, after)  # "year end March 2027"
        if month is not None and month[0].period is not None:
            return month
    year, end = year_after(tokens, after)
    if year is not None:
        return Anchor("year", periods.of_year(year), edge="end"), end
    return anchor, after


@begins_with("calendar")
def _calendar_year(tokens: Tokens, index: int) -> Found | None:
    """Calendar year 2035; the end of the calendar year."""
    if tokens.words[index + 1] != "year":
        return None
    return _year_by_number(tokens, index + 1) or (calendar_year(), index + 2)


def calendar_year() -> Anchor:
    """The calendar year of the day on which it is said."""
    return Anchor(
        "year",
        running=nth_calendar_year,
        licence=Licence.PART,
    )


def nth_calendar_year(said_on: date, place: int) -> Period:
    """The calendar year of a day, or one so many after it."""
    return periods.of_year(said_on.year + place)

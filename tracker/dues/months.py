"""Months, seasons and school terms by name: March 2025, June, winter 2025/26, the autumn term."""

from tracker.dues import periods
from tracker.dues.anchors import Anchor, of_year
from tracker.dues.days import dated, from_day_to, ordinal_end
from tracker.dues.expressions import Found, begins_with
from tracker.dues.tokens import Tokens
from tracker.dues.words import (
    ANY_MONTH,
    CAPITAL_MONTHS,
    COUNTED,
    EDGES,
    MONTHS,
    ORDINAL_ENDINGS,
    PARTS,
    SEASONS,
)
from tracker.dues.years import two_years, year_after


@begins_with(*ANY_MONTH)
def _month_first(tokens: Tokens, index: int) -> Found | None:
    """March 2025, March 31 2025, March this year, March."""
    words = tokens.words
    name = words[index]
    month = ANY_MONTH[name]
    after = index + 1
    if words[after] == "." and name not in MONTHS and words[after + 1].isdecimal():
        after += 1
    short = words[index - 1] in PARTS or words[index - 1] in EDGES  # "end Sept 25" is of 2025
    short = short or _is_year_of_short_month(tokens, index, after)
    if tokens.capital(index) and not short:
        found = _day_after_month(tokens, index, after, month)
        if found is not None:
            return found
    year, end = year_after(tokens, after, short=short)
    if year is not None:
        if name == "may" and not tokens.capital(index) and not _is_time_word(words[index - 1]):
            return None
        return Anchor("month", periods.of_month(year, month)), end
    listed = _months_listed(tokens, index) if words[after] == "," else None
    if listed is not None:
        return listed
    if not _may_stand_alone(tokens, index):
        return None
    return of_year("month", lambda year: periods.of_month(year, month), None), index + 1


def _is_year_of_short_month(tokens: Tokens, index: int, after: int) -> bool:
    """“By Mar 27” is March 2027: who writes days writes 27 Mar, or “on Mar 27”."""
    word, said_on = tokens.words[after], tokens.said_on
    if tokens.words[index] in MONTHS or said_on is None or tokens.words[index - 1] == "on":
        return False
    if not word.isdecimal() or len(word) != 2 or tokens.words[after + 1] in ORDINAL_ENDINGS:
        return False
    return -1 <= int(word) - said_on.year % 100 <= 6 and not tokens.goes_on(after)


def _months_listed(tokens: Tokens, index: int) -> Found | None:
    """January, February and March 2026: months in a row, of the year that the last one names."""
    words = tokens.words
    first = last = MONTHS.get(words[index], 0)
    at = index + 1
    while words[at] in (",", "and", "or"):
        at += 1
        if MONTHS.get(words[at]) == last + 1:
            last, at = last + 1, at + 1
        elif words[at] not in ("and", "or"):
            return None
    year, end = year_after(tokens, at)
    if year is None or last < first + 2:
        return None
    return Anchor("range", periods.months(year, first, last - first + 1)), end


def _is_time_word(word: str) -> bool:
    return word in ("in", "by", "from", "until", "before", "since", "during", "of", "to")


def _may_stand_alone(tokens: Tokens, index: int) -> bool:
    """Whether a month without a year is one: "May" needs its capital, "Jan" is a name."""
    name = tokens.words[index]
    if name in CAPITAL_MONTHS and not tokens.capital(index):
        return False
    if tokens.words[index - 1] == "the":
        return False  # "the June report"
    following = tokens.words[index + 1]
    if following.isdecimal() and len(following) == 2 and int(following) > 31:
        return False  # "April 97"
    if name not in MONTHS:
        return tokens.capital(index) and tokens.ends_clause(index + 1)
    return True


def _day_after_month(tokens: Tokens, index: int, after: int, month: int) -> Found | None:
    """March 31, March 31st 2025, June 9-13, 2025: not "In June 12 hospitals"."""
    words = tokens.words
    word = words[after]
    if not word.isdecimal() or len(word) > 2 or not 1 <= int(word) <= 31:
        return None
    end_of_day, ordinal = ordinal_end(tokens, after)
    if words[end_of_day] in ANY_MONTH:
        return None  # "in March 2 May"
    if words[end_of_day] == "-" and words[end_of_day + 1].isdecimal():
        return _days_after_month(tokens, after, end_of_day + 1, month)
    if not ordinal and tokens.goes_on(after):
        return None
    year, end = year_after(tokens, end_of_day)
    if year is None and not ordinal and (words[index - 1] == "in" or words[end] in COUNTED):
        return None
    return dated(tokens, end, int(word), month, year), end


def _days_after_month(tokens: Tokens, first: int, last: int, month: int) -> Found | None:
    word = tokens.words[last]
    if len(word) > 2 or not tokens.glued(first):
        return None
    after, _ = ordinal_end(tokens, last)
    year, end = year_after(tokens, after)
    last_day = dated(tokens, end, int(word), month, year)
    return from_day_to(int(tokens.words[first]), last_day, "-"), end


@begins_with(*SEASONS)
def _season(tokens: Tokens, index: int) -> Found | None:
    """Spring 2025, autumn '25, winter 2024/25, the winter months, autumn term 2025."""
    words = tokens.words
    name = words[index]
    season = SEASONS[name]
    after = index + 1
    if words[after] == "term" and season in periods.TERM_MONTHS:
        return _term(tokens, season, after + 1)
    while words[after] in ("months", "season", "period"):
        after += 1
    year, end = _season_year(tokens, season, after)
    anchor = of_year("season", lambda year: periods.of_season(year, season), year)
    if name.startswith("mid"):
        anchor = anchor.mapped(lambda period: periods.part_of(period, "mid"), "mid-season")
    return anchor, end


def _season_year(tokens: Tokens, season: str, after: int) -> tuple[int | None, int]:
    """The year of a season; in a financial year, the calendar year in which the season begins."""
    at = after + 1 if tokens.words[after] == "of" else after
    if tokens.words[at].isdecimal():
        pair = two_years(tokens, at)
        if pair is not None and pair[1] == pair[0] + 1:
            return pair[1] if season == "spring" else pair[0], pair[2]
    return year_after(tokens, after, short=True)


def _term(tokens: Tokens, term: str, after: int) -> Found | None:
    """Autumn term 2025, spring term 2025/26."""
    year, end = _season_year(tokens, term, after)
    if year is not None and end - after >= 3 and term == "summer":
        year += 1  # of an academic year: the later of its two
    return of_year("term", lambda year: periods.of_term(year, term), year), end

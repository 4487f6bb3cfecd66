"""Time that is pointed at: this year, next spring, today, later this month, w/c 12 May."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from tracker import calendars
from tracker.dues import periods
from tracker.dues.anchors import Anchor, Licence
from tracker.dues.days import day_and_month, weekday_after
from tracker.dues.durations import horizon
from tracker.dues.expressions import (
    Found,
    after_the,
    begins_with,
    can_begin,
    expression_at,
)
from tracker.dues.periods import Period
from tracker.dues.tokens import Tokens
from tracker.dues.words import (
    FULL_WEEKDAYS,
    MONTHS,
    SEASONS,
    UNITS,
    WEEKDAYS,
)
from tracker.dues.years import maybe_end, nth_calendar_year, nth_year, shape_of_year, year_kind


def unit_anchor(unit: str) -> Anchor:
    """The week, month, quarter, year ... that holds the day of saying ("the end of the month")."""
    return Anchor(unit, running=_UNITS_AROUND[unit], licence=Licence.PART, counted=unit == "week")


def _week(said_on: date, place: int) -> Period:
    return periods.of_week(said_on + timedelta(weeks=place))


def _month(said_on: date, place: int) -> Period:
    first = periods.add_months(said_on.replace(day=1), place)
    return periods.of_month(first.year, first.month)


def _quarter(said_on: date, place: int) -> Period:
    """Quarters of the financial year (4), which are those of the calendar year."""
    return periods.months(said_on.year, said_on.month - (said_on.month - 1) % 3 + 3 * place, 3)


def _decade(said_on: date, place: int) -> Period:
    return periods.of_decade(said_on.year + 10 * place)


def _century(said_on: date, place: int) -> Period:
    return periods.of_century(said_on.year + 100 * place)


def _weekend(said_on: date, place: int) -> Period:
    return periods.of_weekend(said_on + timedelta(weeks=place))


def _day(said_on: date, place: int) -> Period:
    return periods.of_day(said_on + timedelta(days=place))


def _parliament(said_on: date, place: int) -> Period:
    parliament = calendars.parliament_on(said_on)
    if parliament is None or place:
        raise ValueError("no Parliament is known for that day")
    return Period(parliament.first_met, parliament.expected_end, "parliament")


def _term(said_on: date, place: int) -> Period:
    """The school term that holds a day, or one so many after it."""
    terms = [
        periods.of_term(said_on.year + shift, name)
        for shift in (-1, 0, 1)
        for name in ("spring", "summer", "autumn")
        if said_on.year + shift >= 1
    ]
    this = next(number for number, term in enumerate(terms) if term.last >= said_on)
    return terms[this + place]


_UNITS_AROUND: dict[str, Callable[[date, int], Period]] = {
    "day": _day,
    "week": _week,
    "weekend": _weekend,
    "month": _month,
    "quarter": _quarter,
    "year": nth_calendar_year,
    "decade": _decade,
    "century": _century,
    "parliament": _parliament,
    "term": _term,
}
UNIT_NAMES = frozenset(_UNITS_AROUND) | frozenset(UNITS)
_DEMONSTRATIVES = {
    "this": 0, "current": 0, "present": 0, "next": 1, "coming": 1, "forthcoming": 1, "new": 1,
    "last": -1, "previous": -1,
}  # fmt: skip


@begins_with("this", "next", "last", "current", "present", "coming", "forthcoming", "previous")
def _demonstrative(tokens: Tokens, index: int) -> Found | None:
    """This year, next spring, last summer, the current financial year, this coming autumn."""
    words = tokens.words
    word, at = words[index], index + 1
    if word == "this" and words[at] in ("coming", "current", "present", "forthcoming"):
        word, at = ("this" if words[at] != "coming" else "coming"), at + 1
    if words[at] == "calendar":
        at += 1
    return _this_one(tokens, at, word)


_FEASTS = frozenset({"christmas", "easter"})


def _this_one(tokens: Tokens, at: int, word: str) -> Found | None:
    words = tokens.words
    name = words[at]
    if name in MONTHS or name in SEASONS or name in _FEASTS or words[at + 1] == "term":
        return _this_yearly(tokens, at, word)
    if name in FULL_WEEKDAYS:
        return _this_weekday(tokens, at, word)
    kind = year_kind(tokens, at)
    place = _DEMONSTRATIVES[word]
    if kind is not None:
        return _placed(tokens, shape_of_year(kind), partial(nth_year, kind), place), at + 2
    if name in ("financial", "fiscal") and words[at + 1] == "quarter":
        name, at = "quarter", at + 1
    if name not in _UNITS_AROUND or name == "day" or (name == "term" and _is_a_word(tokens, at)):
        return None
    return _placed(tokens, name, _UNITS_AROUND[name], place), at + 1


def _is_a_word(tokens: Tokens, at: int) -> bool:
    """“This term is no longer used”: a word, not a school term."""
    return tokens.words[at + 1] in ("is", "was", "has", "refers", "means", "describes", "used")


def _placed(tokens: Tokens, shape: str, make: Callable[[date, int], Period], place: int) -> Anchor:
    counted = shape in ("week", "weekend")
    if tokens.said_on is None:
        return Anchor(shape, running=make, counted=counted)
    if shape == "parliament" and (place or calendars.parliament_on(tokens.said_on) is None):
        # Nobody knows when the next one begins, or the table has none for that day.
        return Anchor("event", event=True)
    return Anchor(shape, make(tokens.said_on, place), counted=counted)


def _this_yearly(tokens: Tokens, at: int, word: str) -> Found | None:
    """This March, next spring, last summer, next autumn term."""
    found = expression_at(tokens, at)
    if found is None:
        return None
    anchor, after = found
    if anchor.yearly is None:
        return (anchor, after) if word in ("this", "coming") else None
    if tokens.said_on is None:
        return Anchor(anchor.shape), after
    period = _which(anchor, tokens.said_on, word)
    return (Anchor(anchor.shape, period), after) if period is not None else None


def _which(anchor: Anchor, said_on: date, word: str) -> Period | None:
    """Convention 2: "next" is of the following calendar year, "last" the latest that ended."""
    assert anchor.yearly is not None  # noqa: S101 - asked by the caller
    if word == "next":
        return anchor.yearly(said_on.year + 1)
    if word in ("last", "previous"):
        past = (anchor.yearly(year) for year in range(said_on.year, said_on.year - 3, -1))
        return next((period for period in past if period.last < said_on), None)
    reaches = (lambda period: period.first) if word == "coming" else (lambda period: period.last)
    return anchor.first(said_on, reaches)


def _this_weekday(tokens: Tokens, at: int, word: str) -> Found:
    number = WEEKDAYS[tokens.words[at]]

    def make(said_on: date, place: int) -> Period:
        if place < 0:
            ago = (said_on.weekday() - number - 1) % 7 + 1
            return periods.of_day(said_on - timedelta(days=ago))
        if place > 0:
            return periods.of_day(_week(said_on, place).first + timedelta(days=number))
        return periods.of_day(weekday_after(said_on, number))

    anchor = _placed(tokens, "weekday", make, 0 if word == "coming" else _DEMONSTRATIVES[word])
    anchor.counted = True
    return anchor, at + 1


@begins_with("the")
def _the(tokens: Tokens, index: int) -> Found | None:
    """What "the" begins: the next six months, the year after next, the new year, the autumn."""
    word = tokens.words[index + 1]
    if word == "very":
        return expression_at(tokens, index + 2)  # "the very end of 2024"
    if word in ("this", "the", "a") or not (can_begin(word) or word in _UNITS_AROUND):
        return None
    if tokens.words[index + 2] in UNITS:
        if word in ("last", "previous", "past") and tokens.words[index + 3] not in ("of", "in"):
            tokens.skip_to = index + 3  # the year up to today, not the year before this one
            return None
        whole = tokens.words[index - 1] == "of" and tokens.words[index - 2] != "course"
        if word in ("next", "coming"):
            first = _demonstrative if whole else horizon
            return first(tokens, index + 1) or expression_at(tokens, index + 1)
    return (
        _unit_after_next(tokens, index + 1)
        or _definite_unit(tokens, index + 1)
        or expression_at(tokens, index + 1)
    )


def _unit_after_next(tokens: Tokens, index: int) -> Found | None:
    """The year after next, the week after next, the month after next."""
    words = tokens.words
    if words[index + 1 : index + 3] != ["after", "next"]:
        return None
    unit = words[index]
    if unit not in _UNITS_AROUND or unit in ("day", "parliament"):
        return None
    return _placed(tokens, unit, _UNITS_AROUND[unit], 2), index + 3


def _unit_out(tokens: Tokens, index: int) -> Found | None:
    """(Before) the year is out, (before) the month ends."""
    words = tokens.words
    if words[index] not in ("year", "month", "week", "decade"):
        return None
    anchor = unit_anchor(words[index])
    anchor.edge, anchor.licence = "end", Licence.PREPOSITION
    return anchor, index + (2 if words[index + 1] in ("ends", "closes") else 3)


def _definite_unit(tokens: Tokens, index: int) -> Found | None:
    """The year, the month, the decade: a date only where a part of it is named."""
    words = tokens.words
    unit, following = words[index], words[index + 1]
    if unit in ("new", "forthcoming") and year_kind(tokens, index + 1) is not None:
        return _this_one(tokens, index + 1, unit)
    if following in ("ends", "closes") or words[index + 1 : index + 3] in _IS_OVER:
        return _unit_out(tokens, index)
    if unit == "month" and following == "of":
        return expression_at(tokens, index + 2)
    if unit not in _UNITS_AROUND or following in _NOT_THE_UNIT:
        return None
    if following == "after" and words[index + 2] != "next":
        return None
    return _unit_with_more(tokens, index) or (unit_anchor(unit), index + 1)


# "The year ahead", "the quarter ending June", "the month following the decision".
_NOT_THE_UNIT = frozenset({"ahead", "to", "rises", "returns", "breaks", "ending", "ended"}) | {
    "following"
}
_IS_OVER = (["is", "out"], ["is", "over"])


def _unit_with_more(tokens: Tokens, index: int) -> Found | None:
    """The year 2030, the year-end, the week commencing 12 May."""
    following = tokens.words[index + 1]
    of_a_year = following == "of" and tokens.words[index + 2].isdecimal()
    more = following.isdecimal() or following in ("end", "-", "'") or of_a_year
    if not more and tokens.words[index] != "week":
        return None
    return expression_at(tokens, index)


@begins_with("parliament")
def _parliament_alone(tokens: Tokens, index: int) -> Found | None:
    """“End of Parliament”."""
    if tokens.words[index - 1] != "of":
        return None
    return unit_anchor("parliament"), index + 1


@begins_with("lifetime", "life", "lifespan", "course", "duration", "span")
def _course_of(tokens: Tokens, index: int) -> Found | None:
    """The lifetime of this Parliament, the course of this year."""
    if tokens.words[index + 1] != "of":
        return None
    found = expression_at(tokens, index + 2)
    if found is None or found[0].event:
        return None
    if found[0].licence is Licence.PART:
        found[0].licence = Licence.NONE
    return found


_NEAR_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}


@begins_with(*_NEAR_DAYS)
def _near_day(tokens: Tokens, index: int) -> Found | None:
    """Today, tomorrow, yesterday; not "today's announcement"."""
    if tokens.words[index + 1] == "'":
        return None
    if tokens.title_case(index) and index > 0 and tokens.words[index - 1] not in ".:¶!?-":
        return None  # the "Today" programme
    return _day_from_now(tokens, _NEAR_DAYS[tokens.words[index]]), index + 1


@begins_with("this")
def _this_afternoon(tokens: Tokens, index: int) -> Found | None:
    """This morning, this afternoon, this evening: today."""
    if tokens.words[index + 1] not in ("morning", "afternoon", "evening"):
        return None
    return _day_from_now(tokens, 0), index + 2


@begins_with("day")
def _day_after_tomorrow(tokens: Tokens, index: int) -> Found | None:
    """The day after tomorrow."""
    if tokens.words[index + 1 : index + 3] != ["after", "tomorrow"]:
        return None
    return _day_from_now(tokens, 2), index + 3


def _day_from_now(tokens: Tokens, days: int) -> Anchor:
    anchor = _placed(tokens, "day", _day, days)
    anchor.counted = True
    return anchor


@begins_with("now")
def _now(tokens: Tokens, index: int) -> Found | None:
    """“Between now and March”: only the start of a range."""
    if tokens.words[index + 1] not in ("and", "to", "until", "till", "-"):
        return None
    anchor = _day_from_now(tokens, 0)
    anchor.licence = Licence.PART
    return anchor, index + 1


@begins_with("later", "earlier", "rest", "remainder", "balance", "remaining")
def _rest_of(tokens: Tokens, index: int) -> Found | None:
    """Later this year, later in 2025, the rest of the year, earlier this month (12)."""
    words = tokens.words
    word = words[index]
    at = index + 1
    if word in ("later", "earlier"):
        at = at + 1 if words[at] == "on" else at
        if words[at] in ("in", "on", "during", "within", "into"):
            at += 1
        elif words[at] not in ("this", "next", "today", "last"):
            return None
    elif words[at] == "of":
        at += 1
    elif word != "remaining":
        return None
    before = word == "earlier"
    if before and words[at] == "this" and (words[at + 1] in SEASONS or words[at + 1] in MONTHS):
        at += 1  # which one it is follows from "earlier", not from "this"
    found = expression_at(tokens, at)
    if found is None or found[0].kind is not None or found[0].event:
        return None
    anchor, after = found
    return clipped(tokens, anchor, before=before), after


def clipped(tokens: Tokens, anchor: Anchor, *, before: bool) -> Anchor:
    """The part of a period from the day of saying on, or until then."""
    shape = ("so-far-of-" if before else "rest-of-") + anchor.shape
    said_on = tokens.said_on
    if said_on is None:
        return Anchor(shape, clipped=True)
    whole = anchor.first(said_on, lambda period: period.last)
    if before and anchor.yearly is not None and whole is not None and whole.first > said_on:
        whole = _which(anchor, said_on, "last")  # "earlier this autumn", said in December
    if whole is None:
        return Anchor(shape, clipped=True)
    if not whole.first <= said_on <= whole.last:
        return Anchor(shape, whole, counted=anchor.counted)
    first, last = (whole.first, said_on) if before else (said_on, whole.last)
    counted = anchor.counted or before  # until the very day of saying
    return Anchor(shape, Period(first, last, "span"), counted=counted, clipped=True)


@begins_with("week", "w", "wc", "wb", "we", "weeks")
def _week_of(tokens: Tokens, index: int) -> Found | None:
    """Week commencing 12 May, w/c 5 January, week ending 18 May, the week of 12 May (11)."""
    after = _week_mark(tokens, index)
    if after is None:
        return None
    at, ending = after
    found = expression_at(tokens, after_the(tokens, at))
    if found is None:
        found = day_and_month(tokens, at)
    if found is None or found[0].shape not in ("day", "weekday"):
        return None
    return found[0].mapped(lambda day: _seven_days(day.first, ending=ending), "week"), found[1]


def _week_mark(tokens: Tokens, index: int) -> tuple[int, bool] | None:
    """The place after "week commencing" or "w/e", and whether the day is the last of the week."""
    words = tokens.words
    word, following = words[index], words[index + 1]
    if word in ("wc", "wb", "we"):
        if word == "we" and not tokens.cased[tokens.starts[index]].isupper():
            return None
        return index + 1, word == "we"
    if word == "w":
        if following != "/" or words[index + 2] not in ("c", "b", "e"):
            return None
        return index + 3, words[index + 2] == "e"
    if following in ("commencing", "beginning", "starting", "of", "from"):
        return index + 2, False
    if following in ("ending", "to", "ended"):
        return index + 2, True
    return None


def _seven_days(day: date, *, ending: bool) -> Period:
    six = timedelta(days=6)
    first = day - six if ending else day
    return Period(first, first + six, "week")


@begins_with("month", "quarter")
def _unit_end(tokens: Tokens, index: int) -> Found | None:
    """Month end, quarter-end."""
    anchor, after = maybe_end(tokens, unit_anchor(tokens.words[index]), index + 1)
    return (anchor, after) if anchor.edge is not None else None

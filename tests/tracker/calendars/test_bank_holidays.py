"""The packaged table of bank holidays, and the working days between them."""

from datetime import date, timedelta
from importlib.resources import files

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Problem
from tests.tracker.calendars.oracle import (
    A_DAY,
    PARTS,
    closed_in,
    count_one_by_one,
    days_of,
    is_working,
)
from tracker.calendars import working_days_after
from tracker.calendars.bank_holidays import (
    SCOTLAND,
    UK,
    OutsideCalendar,
    Skipped,
    one_offs,
    packaged,
    read_govuk,
    working_days,
)

TABLE = packaged()
UK_DAYS = working_days(TABLE, UK)
SCOTTISH_DAYS = working_days(TABLE, SCOTLAND)
SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
YEARS = range(2005, 2029)
A_DAY_OF_THE_TABLE = st.dates(TABLE.covers_from, TABLE.covers_until)


def in_the_table(division):
    return {one.day: one for one in TABLE.holidays if one.division == division}


# --------------------------------------------------------------------------- the table

# Saint Andrew's Day became a bank holiday by asp 2007/2; the package has it a year too early.
THEIR_MISTAKES = {("scotland", date(2006, 11, 30))}


@pytest.mark.parametrize("division", SUBDIVISIONS)
def test_another_program_knows_the_same_holidays_on_every_weekday(division):
    """The package is used in tests only: two sources that agree."""
    theirs = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[division], years=YEARS)
    ours = in_the_table(division)
    weekdays = [day for year in YEARS for day in days_of(year) if day.weekday() < 5]
    assert weekdays[0] >= TABLE.covers_from
    assert weekdays[-1] == date(2028, 12, 29)
    different = {(division, day) for day in weekdays if (day in ours) != (day in theirs)}
    assert different == {one for one in THEIR_MISTAKES if one[0] == division}


def test_the_table_covers_the_years_that_it_lists_whole():
    content = (files("tracker.calendars") / "bank_holidays.json").read_bytes()
    derived = read_govuk(content, "here", version=TABLE.version, source=TABLE.source)
    assert derived == TABLE
    assert (TABLE.covers_from, TABLE.covers_until) == (date(2005, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("division", PARTS)
def test_each_division_has_its_holidays_once_in_order_and_every_year(division):
    days = [one.day for one in TABLE.holidays if one.division == division]
    assert days == sorted(set(days))
    assert {day.year for day in days} == set(YEARS)
    titles = [one.title for one in TABLE.holidays if one.division == division]
    assert titles.count("Good Friday") == titles.count("Christmas Day") == len(YEARS)


ONLY_THERE = [
    # a bank holiday of one part of the United Kingdom, which counts for all of it
    ("scotland", "2026-01-02", "2nd January"),
    ("northern-ireland", "2026-03-17", "St Patrick’s Day"),
    ("scotland", "2026-06-15", "Bank holiday for Scotland’s participation in the FIFA World Cup"),
    ("northern-ireland", "2026-07-13", "Battle of the Boyne (Orangemen’s Day)"),
    ("scotland", "2026-08-03", "Summer bank holiday"),
    ("scotland", "2026-11-30", "St Andrew’s Day"),
]


@pytest.mark.parametrize(("division", "day", "title"), ONLY_THERE)
def test_a_holiday_of_one_part_is_no_working_day_in_the_united_kingdom(division, day, title):
    holiday = date.fromisoformat(day)
    assert [part for part in PARTS if holiday in in_the_table(part)] == [division]
    assert not UK_DAYS.is_working(holiday)
    assert SCOTTISH_DAYS.is_working(holiday) == (division != "scotland")
    assert UK_DAYS.skipped(holiday, holiday) == (Skipped(holiday, (title,), (division,)),)


@pytest.mark.parametrize("day", ["2026-04-06", "2026-08-31"])
def test_easter_monday_and_the_last_monday_of_august_are_working_days_in_scotland(day):
    assert SCOTTISH_DAYS.is_working(date.fromisoformat(day))
    assert not UK_DAYS.is_working(date.fromisoformat(day))


ONE_OFFS = {
    # the day: where, and known how many days before
    "2011-04-29": (UK, 157),
    "2012-06-05": (UK, 882),
    "2022-06-03": (UK, 568),
    "2022-09-19": (UK, 9),
    "2023-05-08": (UK, 183),
    "2026-06-15": (SCOTLAND, 132),
}


def test_days_proclaimed_for_one_year_are_in_the_table_where_they_were_proclaimed():
    found = {
        one.day.isoformat(): (frozenset(one.divisions), (one.day - one.announced_on).days)
        for one in one_offs().values()
    }
    assert found == ONE_OFFS
    for one in one_offs().values():
        assert {part for part in PARTS if one.day in in_the_table(part)} == set(one.divisions)
        assert one.source.startswith(("https://", "http://"))


# ------------------------------------------------------------------------ working days

TWENTY_WORKING_DAYS = [
    ("2026-03-06", "2026-04-08", "17 March in Northern Ireland, Good Friday, Easter Monday"),
    ("2026-02-17", "2026-03-18", "17 March in Northern Ireland alone"),
    ("2026-05-15", "2026-06-16", "the twentieth day would be 15 June"),
    ("2026-07-06", "2026-08-05", "13 July in Northern Ireland and 3 August in Scotland"),
    ("2026-11-22", "2026-12-21", "from a Sunday"),
    ("2026-11-28", "2026-12-30", "30 November in Scotland and the substitute on 28 December"),
    ("2014-12-01", "2014-12-31", "from a bank holiday"),
]


@pytest.mark.parametrize(("day", "due", "_why"), TWENTY_WORKING_DAYS)
def test_twenty_working_days_skip_the_holidays_of_every_part(day, due, _why):
    assert working_days_after(date.fromisoformat(day), 20) == date.fromisoformat(due)


@pytest.mark.parametrize("count", [1, 2, 10, 20, 40, 60])
@pytest.mark.parametrize(("days", "closed"), [(UK_DAYS, PARTS), (SCOTTISH_DAYS, ("scotland",))])
def test_counting_is_the_same_as_going_from_day_to_day(days, closed, count):
    for day in days_of(2026):
        assert days.after(day, count) == count_one_by_one(day, count, closed_in(*closed))


@given(A_DAY_OF_THE_TABLE, st.integers(0, 120))
def test_between_counts_and_skipped_names_what_lies_between(first, length):
    last = min(first + timedelta(days=length), TABLE.covers_until)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    closed = closed_in(*PARTS)
    assert UK_DAYS.between(first, last) == sum(is_working(day, closed) for day in days)
    skipped = [day for day in days if day.weekday() < 5 and day in closed]
    assert [one.day for one in UK_DAYS.skipped(first, last)] == skipped
    assert [UK_DAYS.is_working(day) for day in days] == [is_working(day, closed) for day in days]


def test_nothing_lies_between_days_in_the_wrong_order():
    first, last = date(2026, 4, 7), date(2026, 4, 1)
    assert (UK_DAYS.between(first, last), UK_DAYS.skipped(first, last)) == (0, ())


@given(A_DAY_OF_THE_TABLE, st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_counted(day, count):
    try:
        due = UK_DAYS.after(day, count)
    except OutsideCalendar:
        assert UK_DAYS.between(day + A_DAY, TABLE.covers_until) < count
    else:
        assert UK_DAYS.is_working(due)
        assert UK_DAYS.between(day + A_DAY, due) == count


def test_the_calendar_of_england_alone_would_be_wrong_for_nearly_half_of_2026():
    england = closed_in("england-and-wales")
    wrong = [
        day
        for day in days_of(2026)
        if working_days_after(day, 20) != count_one_by_one(day, 20, england)
    ]
    assert len(wrong) == 167


def test_a_calendar_without_the_proclaimed_holiday_would_be_wrong_for_a_month():
    stale = closed_in(*PARTS) - {date(2026, 6, 15)}
    wrong = [
        day
        for day in days_of(2026)
        if working_days_after(day, 20) != count_one_by_one(day, 20, stale)
    ]
    assert len(wrong) == 31


# ------------------------------------------------------------------------- its two ends

LAST_WORKING_DAY = date(2028, 12, 29)


def test_the_table_can_be_used_up_to_its_last_working_day():
    assert UK_DAYS.after(date(2028, 12, 28), 1) == LAST_WORKING_DAY
    assert UK_DAYS.after(date(2005, 1, 1), 1) == date(2005, 1, 5)  # a Saturday; 3 and 4 January


OUTSIDE = [
    # what is asked, what is said
    (lambda: UK_DAYS.after(LAST_WORKING_DAY, 1), "1 working day after 2028-12-29 lies outside"),
    (lambda: UK_DAYS.after(date(2028, 12, 31), 1), "1 working day after 2028-12-31 lies outside"),
    (lambda: UK_DAYS.after(date(2028, 12, 4), 20), "20 working days after 2028-12-04 lie outside"),
    (lambda: UK_DAYS.after(date(2028, 6, 1), 400), "400 working days after 2028-06-01 lie outside"),
    (lambda: UK_DAYS.after(date(2029, 1, 1), 1), "1 working day after 2029-01-01 lies outside"),
    (lambda: UK_DAYS.after(date(2004, 12, 31), 1), "1 working day after 2004-12-31 lies outside"),
    (lambda: UK_DAYS.after(date.min, 20), "20 working days after 0001-01-01 lie outside"),
    (lambda: UK_DAYS.after(date.max, 20), "20 working days after 9999-12-31 lie outside"),
    (lambda: UK_DAYS.is_working(date(2029, 1, 1)), "2029-01-01 lies outside"),
    (lambda: UK_DAYS.between(date(2004, 12, 31), date(2005, 1, 5)), "2004-12-31 lies outside"),
    (lambda: UK_DAYS.between(date(2028, 12, 1), date(2029, 1, 1)), "2029-01-01 lies outside"),
    (lambda: UK_DAYS.skipped(date(2004, 12, 31), date(2005, 1, 5)), "2004-12-31 lies outside"),
    (lambda: UK_DAYS.skipped(date(2028, 12, 1), date(2029, 1, 1)), "2029-01-01 lies outside"),
    (lambda: working_days_after(date(2028, 12, 30), 2), "2 working days after 2028-12-30 lie"),
]


@pytest.mark.parametrize(("ask", "message"), OUTSIDE, ids=[message for _, message in OUTSIDE])
def test_past_its_ends_nothing_is_guessed(ask, message):
    with pytest.raises(OutsideCalendar, match=message) as error:
        ask()
    assert isinstance(error.value, ValueError)
    assert isinstance(error.value, Problem)
    assert "from 2005-01-01 to 2028-12-31" in error.value.what
    assert "`delaywatch foi calendar update`" in error.value.do


@pytest.mark.parametrize("count", [0, -1])
def test_working_days_are_counted_from_one(count):
    with pytest.raises(ValueError, match="counted from 1"):
        UK_DAYS.after(date(2026, 3, 6), count)

"""The last day in time, worked by hand, by two other programs, and by what must always hold."""

from dataclasses import replace
from datetime import date, timedelta

import holidays
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tracker.calendars.oracle import (
    A_DAY,
    PARTS,
    closed_in,
    count_one_by_one,
    days_of,
    is_working,
)
from tracker.calendars.bank_holidays import (
    SCOTLAND,
    UK,
    BankHoliday,
    HolidayTable,
    OutsideCalendar,
    packaged,
    working_days,
)
from tracker.foi.deadlines import deadline, explained
from tracker.foi.rules import RULES


def day(text):
    return date.fromisoformat(text)


def ranges(text):
    """Ranges of days: "2026-03-30..2026-04-10 2026-05-25"."""
    ends = [one.split("..") for one in text.split()]
    return [(day(each[0]), day(each[-1])) for each in ends]


# --------------------------------------------------------------------- worked by hand

COUNTED = [
    # received, regime, due: the way there (numbers in brackets are days counted so far)
    ("2026-03-06", "FOIA", "2026-04-08", "no 17 March, 3 April, 6 April"),
    ("2026-02-17", "FOIA", "2026-03-18", "no 17 March (Northern Ireland)"),
    ("2026-05-15", "FOIA", "2026-06-16", "15 June would be the 20th: Scotland alone"),
    ("2026-07-06", "FOIA", "2026-08-05", "no 13 July (Northern Ireland), no 3 August (Scotland)"),
    ("2026-12-24", "FOIA", "2027-01-27",
     "29-31 December (3); not 1 nor 4 January; 5-8 (7), 11-15 (12), 18-22 (17), 25-27 (20)"),
    ("2024-02-01", "FOIA", "2024-02-29", "2 (1), 5-9 (6), 12-16 (11), 19-23 (16), 26-29 (20)"),
    ("2028-11-28", "FOIA", "2028-12-29",
     "29 November (1), not the 30th, 1 December (2), ... the last working day of the calendar"),
    ("2005-01-01", "FOIA", "2005-02-01",
     "a Saturday; not 3 and 4 January; 5-7 (3), 10-14 (8), 17-21 (13), 24-28 (18), 31, 1 (20)"),
    ("2022-09-05", "FOIA", "2022-10-04", "not 19 September 2022, proclaimed while it ran"),
    # received on a day that is no working day: by the Act the day itself, by the Code the next
    ("2026-11-21", "FOIA", "2026-12-21", "Saturday as Friday; no 30 November"),
    ("2026-11-22", "FOIA", "2026-12-21", "Sunday as Friday"),
    ("2026-11-22", "FOIA_S45CODE", "2026-12-22", "as Monday: day 1 is Tuesday"),
    ("2026-11-20", "FOIA_S45CODE", "2026-12-21", "a Friday: no difference"),
    ("2026-04-03", "FOIA_S45CODE", "2026-05-06", "Good Friday as Tuesday 7 April"),
    ("2014-12-01", "FOIA", "2014-12-31", "on a bank holiday in Scotland"),
    ("2014-12-01", "FOIA_S45CODE", "2015-01-05", "as 2 December; not 1 and 2 January"),
    ("2005-01-01", "FOIA_S45CODE", "2005-02-02", "as 5 January"),
    # longer and other times
    ("2026-03-06", "FOIA_40", "2026-05-07", "20 after 8 April; no 4 May"),
    ("2026-12-24", "FOIA_40", "2027-02-24", "27 January (20), 28-29 (22), four weeks less 2 (40)"),
    ("2026-11-20", "FOIA_IR20", "2026-12-21", "as a request"),
    ("2026-05-18", "FOIA_IR40", "2026-07-16", "no 25 May, 15 June, 13 July"),
    ("2026-03-06", "REVIEW_REQUEST", "2026-05-07", "40 from the reply"),
    ("2026-03-06", "ICO_NUDGE_10", "2026-03-23", "9-13 (5), 16 (6), 18-20 (9), 23 (10)"),
    ("2026-11-20", "EIR", "2026-12-21", "as under FOIA"),
    ("2026-05-18", "EIR_EXT40", "2026-07-16", "as FOIA_IR40"),
    ("2026-03-06", "EIR_IR40", "2026-05-07", "as FOIA_40"),
    ("2026-03-06", "EIR_REVIEW_REQUEST", "2026-05-07", "as FOIA_40"),
    # Scotland: its own holidays alone
    ("2026-03-06", "FOISA", "2026-04-06", "17 March and Easter Monday count"),
    ("2026-07-06", "FOISA", "2026-08-04", "13 July counts, 3 August does not"),
    ("2026-08-03", "FOISA", "2026-08-31", "the last Monday of August counts"),
    ("2024-11-29", "FOISA", "2025-01-03", "not 2, 25, 26 December, 1, 2 January"),
    ("2026-03-06", "FOISA_KEEPER", "2026-04-20", "6 April (20), 7-10 (24), 13-17 (29), 20 (30)"),
    ("2026-11-20", "FOISA_REVIEW", "2026-12-21", "not 30 November"),
    ("2026-04-06", "FOISA_REVIEW_REQUEST", "2026-06-03", "not 4 and 25 May"),
    ("2026-03-06", "EISR", "2026-04-06", "as under FOISA"),
    ("2026-11-20", "EISR_EXT40", "2027-01-22", "not 30 November, 25, 28 December, 1, 4 January"),
    ("2026-04-06", "EISR_REVIEW_REQUEST", "2026-06-03", "as under FOISA"),
    ("2026-11-20", "EISR_REVIEW", "2026-12-21", "as under FOISA"),
    # days of the calendar: the last does not move
    ("2026-11-20", "ICO_6_WEEKS", "2027-01-01", "a holiday"),
    ("2026-11-20", "FTT_28_DAYS", "2026-12-18", "four weeks"),
    ("2026-11-20", "NOTICE_35_DAYS", "2026-12-25", "Christmas Day"),
    ("2026-11-20", "SECTION_27_12_WEEKS", "2027-02-12", "84 days"),
    ("2035-01-01", "ICO_6_WEEKS", "2035-02-12", "no calendar is needed"),
    # months after a day: the same day of the month, or the last
    ("2026-03-15", "SIC_6_MONTHS", "2026-09-15", "the same day"),
    ("2026-08-31", "SIC_6_MONTHS", "2027-02-28", "February has no 31st"),
    ("2027-08-31", "SIC_6_MONTHS", "2028-02-29", "nor in a leap year"),
    ("2027-08-29", "SIC_6_MONTHS", "2028-02-29", "the same day, in a leap year"),
    ("2026-12-31", "SIC_6_MONTHS", "2027-06-30", "over the turn of the year"),
    # months that begin with a day: until the day before
    ("2026-09-08", "FEE_3_MONTHS", "2026-12-07", "8 September to 7 December"),
    ("2026-12-01", "FEE_3_MONTHS", "2027-02-28", "December, January, February"),
    ("2027-03-01", "FEE_3_MONTHS", "2027-05-31", "March, April, May"),
    ("2026-11-28", "FEE_3_MONTHS", "2027-02-27", "the day before 28 February"),
    ("2026-11-30", "FEE_3_MONTHS", "2027-02-28", "February has no 30th: its last day"),
]  # fmt: skip


@pytest.mark.parametrize(("received", "regime", "due", "_way"), COUNTED)
def test_counted_by_hand(received, regime, due, _way):
    assert deadline(day(received), regime) == day(due)
    assert explained(day(received), regime).due == day(due)


SCHOOL = [
    # received, closed, due, as which working day: the way there
    ("2026-06-01", "", "2026-06-30", 20, "2-5 June (4), 8-12 (9), 16-19 (13), 22-26 (18), 29, 30"),
    ("2026-06-01", "2026-06-10", "2026-07-01", 20, "a single day"),
    ("2026-06-01", "2026-06-13..2026-06-14", "2026-06-30", 20, "a weekend"),
    ("2026-06-01", "2026-06-15", "2026-06-30", 20, "a day that does not count anyway"),
    ("2026-06-01", "2026-06-11..2026-06-16 2026-06-10..2026-06-12", "2026-07-06", 20,
     "10, 11, 12 and 16 June, in ranges that overlap and are not in order"),
    ("2026-06-01", "2026-06-16 2026-06-10..2026-06-12 2026-06-16", "2026-07-06", 20,
     "the same four days, one of them twice"),
    ("2026-06-01", "2026-05-25..2026-06-05", "2026-07-06", 20, "closed when it came: 2-5 June"),
    ("2026-06-01", "2026-05-01..2026-06-01", "2026-06-30", 20, "closed on the day it came, only"),
    ("2026-06-01", "2026-06-30", "2026-07-01", 20, "closed on what would be the last day"),
    ("2026-06-01", "2026-07-01..2026-08-31", "2026-06-30", 20, "closed from the day after it"),
    ("2026-03-20", "2026-03-30..2026-04-10 2026-05-25..2026-05-29", "2026-05-01", 20,
     "23-27 March (5), 13-17 April (10), 20-24 (15), 27-1 May (20)"),
    ("2026-06-26", "2026-07-01..2026-10-16", "2026-09-23", 60, "60 working days end first"),
    ("2026-06-26", "2026-06-27..2030-01-01", "2026-09-23", 60, "closed for years"),
    ("2028-10-02", "2028-10-23..2029-01-05", "2028-12-28", 60,
     "closed past the calendar; October 21, November 21, December 1-22 16, 27, 28"),
    ("2028-11-20", "", "2028-12-19", 20, "its 60th working day lies past the calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("received", "closed", "due", "count", "_way"), SCHOOL)
def test_schools_count_the_days_on_which_they_are_open(received, closed, due, count, _way):
    closed = ranges(closed)
    assert deadline(day(received), "FOIA_SCHOOL", school_closed=closed) == day(due)
    found = explained(day(received), "FOIA_SCHOOL", school_closed=closed)
    assert (found.due, found.count, found.alternative) == (day(due), count, None)


@pytest.mark.parametrize(("closed_days", "count"), [(39, 20), (40, 20), (41, 60)])
def test_forty_closed_days_are_the_most_that_do_not_count(closed_days, count):
    received, days = date(2026, 9, 1), working_days(packaged(), UK)
    closed = [(received, days.after(received, closed_days))]
    found = explained(received, "FOIA_SCHOOL", school_closed=closed)
    assert (found.due, found.count) == (days.after(received, min(20 + closed_days, 60)), count)


SCHOOL_BY_THE_CODE = [
    # received on a day that is no working day, closed, due, by the Code (none: the same day)
    ("2026-11-22", "", "2026-12-21", "2026-12-22", "a Sunday: as Monday by the Code"),
    ("2026-06-27", "2026-07-01..2026-10-16", "2026-09-23", "2026-09-24", "60 days from either"),
    ("2026-08-30", "2026-07-23..2026-09-02", "2026-09-30", None, "closed until 2 September"),
]


@pytest.mark.parametrize(("received", "closed", "due", "by_the_code", "_way"), SCHOOL_BY_THE_CODE)
def test_for_schools_too_a_receipt_on_no_working_day_has_two_days(
    received, closed, due, by_the_code, _way
):
    found = explained(day(received), "FOIA_SCHOOL", school_closed=ranges(closed))
    assert found.due == day(due)
    assert found.alternative == (by_the_code and day(by_the_code))
    assert found.late_after == day(by_the_code or due)


SCHOOL_FEES = [
    # received, closed, notice, paid, due, as which working day: the way there
    ("2026-09-01", "", "2026-09-08", "2026-09-22", "2026-10-14", 20, "never closed"),
    ("2026-09-01", "2026-10-05..2026-10-09", "2026-09-08", "2026-09-22", "2026-10-21", 20,
     "2-4 September (3), 7 (4), 23-25 (7), 28-2 October (12), 12-16 (17), 19-21 (20)"),
    ("2026-09-01", "2026-09-14..2026-09-18", "2026-09-08", "2026-09-22", "2026-10-14", 20,
     "closed only while the fee was unpaid"),
    ("2026-09-01", "2026-09-21..2026-09-25", "2026-09-08", "2026-09-22", "2026-10-19", 20,
     "closed for three days more than that"),
    ("2026-07-20", "2026-07-22..2026-09-02", "2026-07-30", "2026-08-10", "2026-09-29", 20,
     "noticed and paid in the holidays: 21 July (1), 3-4 September (3), 7-25 (18), 28, 29 (20)"),
    ("2026-06-26", "2026-07-01..2026-10-16", "2026-07-06", "2026-07-10", "2026-09-30", 60,
     "60 working days end first, five of the fee do not count: a week after 23 September"),
    ("2026-06-26", "2026-06-27..2030-01-01", "2026-07-06", "2026-07-10", "2026-09-30", 60,
     "closed for years"),
    ("2026-09-01", "2026-09-10", "2026-10-01", "2026-10-05", "2026-09-30", 20,
     "noticed too late: nothing"),
    ("2026-09-01", "2026-09-10", "2026-09-30", "2026-10-05", "2026-10-06", 20,
     "noticed on the 20th day on which it was open"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("received", "closed", "notice", "paid", "due", "count", "_way"), SCHOOL_FEES
)
def test_neither_closed_days_nor_those_of_a_fee_count_for_a_school(
    received, closed, notice, paid, due, count, _way
):
    extra = {
        "school_closed": ranges(closed), "fees_notice": day(notice), "fee_paid": day(paid),
    }  # fmt: skip
    assert deadline(day(received), "FOIA_SCHOOL_FEES", **extra) == day(due)
    found = explained(day(received), "FOIA_SCHOOL_FEES", **extra)
    assert (found.due, found.count) == (day(due), count)


FEES = [
    # received, notice, paid, due: what does not count
    ("2026-09-01", "2026-09-08", "2026-09-22", "2026-10-14", "eleven days, both ends included"),
    ("2026-09-01", "2026-09-08", "2026-09-08", "2026-09-30", "one day: notice and payment on it"),
    ("2026-09-01", "2026-09-01", "2026-09-01", "2026-09-29", "all on day 0: nothing"),
    ("2026-09-01", "2026-09-01", "2026-09-02", "2026-09-30", "from day 0 to day 1: day 1"),
    ("2026-09-01", "2026-09-05", "2026-09-06", "2026-09-29", "a weekend: nothing"),
    ("2026-09-01", "2026-09-05", "2026-09-07", "2026-09-30", "Saturday to Monday: Monday"),
    ("2026-09-01", "2026-09-04", "2026-09-06", "2026-09-30", "Friday to Sunday: Friday"),
    ("2026-09-01", "2026-09-29", "2026-10-05", "2026-10-06", "noticed on the 20th day"),
    ("2026-09-01", "2026-09-30", "2026-10-05", "2026-09-29", "noticed too late: nothing"),
    ("2026-09-01", "2026-09-02", "2027-09-01", "2027-09-29", "a year: all 20 are left"),
    ("2026-08-29", "2026-09-08", "2026-09-22", "2026-10-13", "received on a Saturday"),
    ("2026-03-02", "2026-03-17", "2026-03-17", "2026-03-31", "a holiday: nothing"),
]


@pytest.mark.parametrize(("received", "notice", "paid", "due", "_why"), FEES)
@pytest.mark.parametrize("regime", ["FOIA_FEES", "EIR_FEES"])
def test_days_from_the_fees_notice_to_the_payment_do_not_count(
    regime, received, notice, paid, due, _why
):
    fees = {"fees_notice": day(notice), "fee_paid": day(paid)}
    assert deadline(day(received), regime, **fees) == day(due)
    assert explained(day(received), regime, **fees).due == day(due)


def test_in_scotland_17_march_is_a_day_that_a_fees_notice_can_stop():
    received, fees = day("2026-03-02"), {"fees_notice": day("2026-03-17")}
    assert deadline(received, "FOISA") == day("2026-03-30")
    assert deadline(received, "FOISA_FEES", **fees, fee_paid=day("2026-03-17")) == day("2026-03-31")
    assert deadline(received, "FOISA_FEES", **fees, fee_paid=day("2026-03-19")) == day("2026-04-02")


# ------------------------------------------------------------- every day of a year, by numpy

NUMPY = {
    # a holiday set of another package, and a way of counting that shares no code with ours
    "FOIA": (("ENG", "SCT", "NIR"), 20, "backward"),
    "FOIA_S45CODE": (("ENG", "SCT", "NIR"), 20, "forward"),
    "FOISA": (("SCT",), 20, "backward"),
    "FOIA_40": (("ENG", "SCT", "NIR"), 40, "backward"),
}


@pytest.mark.parametrize("regime", NUMPY)
def test_each_day_of_2026_is_due_as_numpy_counts(regime):
    parts, count, roll = NUMPY[regime]
    closed = {
        one
        for part in parts
        for one in holidays.country_holidays("GB", subdiv=part, years=(2026, 2027))
    }
    received = np.arange("2026-01-01", "2027-01-01", dtype="datetime64[D]")
    theirs = np.busday_offset(received, count, roll=roll, holidays=sorted(closed))
    ours = [deadline(one, regime) for one in received.tolist()]
    assert len(ours) == 365
    assert ours == theirs.tolist()


# ---------------------------------------------------------------------- what always holds

RECEIPT = st.dates(date(2005, 1, 1), date(2028, 6, 30))
PLAIN = sorted(name for name, rule in RULES.items() if not rule.extras)
NOT_WORKING = st.sampled_from(
    [one for year in range(2005, 2028) for one in days_of(year)
     if not is_working(one, closed_in(*PARTS))]
)  # fmt: skip
LENGTH = st.integers(0, 90).map(lambda days: timedelta(days=days))


@given(RECEIPT, st.sampled_from(PLAIN))
def test_what_comes_later_is_never_due_earlier(received, regime):
    assert deadline(received, regime) <= deadline(received + A_DAY, regime)


@given(RECEIPT, st.sampled_from([name for name in PLAIN if RULES[name].in_working_days]))
def test_it_is_the_day_that_a_plain_loop_finds(received, regime):
    rule = RULES[regime]
    closed = closed_in(*(SCOTLAND if "scottish" in rule.unit else PARTS))
    start = received
    if regime == "FOIA_S45CODE":
        while not is_working(start, closed):
            start += A_DAY
    assert deadline(received, regime) == count_one_by_one(start, rule.count, closed)


@given(RECEIPT)
def test_a_weekend_is_as_good_as_the_friday_before_it(received):
    friday = received - timedelta(days=(received.weekday() - 4) % 7)
    assume(friday.year >= 2005)
    due = {deadline(friday + timedelta(days=days), "FOIA") for days in range(3)}
    assert len(due) == 1


@given(RECEIPT)
def test_the_code_gives_one_working_day_more_exactly_where_receipt_is_on_none(received):
    days = working_days(packaged(), UK)
    act, code = deadline(received, "FOIA"), deadline(received, "FOIA_S45CODE")
    expected = act if days.is_working(received) else days.after(act, 1)
    assert code == expected


@given(RECEIPT)
def test_scottish_time_is_never_longer(received):
    assert deadline(received, "FOISA") <= deadline(received, "FOIA")


@given(RECEIPT.filter(lambda one: one.year < 2028), LENGTH, LENGTH)
def test_fees_lengthen_the_time_by_the_working_days_between(received, until_notice, until_payment):
    notice = received + until_notice
    paid = notice + until_payment
    days = working_days(packaged(), UK)
    plain = deadline(received, "FOIA")
    found = deadline(received, "FOIA_FEES", fees_notice=notice, fee_paid=paid)
    lost = days.between(max(notice, received + A_DAY), paid) if notice <= plain else 0
    assert found == (days.after(plain, lost) if lost else plain)


@given(
    RECEIPT.filter(lambda one: one.year < 2028),
    st.lists(st.tuples(st.integers(-30, 100), st.integers(0, 40)), max_size=5),
)
def test_a_school_is_never_quicker_nor_slower_than_the_law(received, closures):
    closed = [
        (first, first + timedelta(days=length))
        for first, length in ((received + timedelta(days=start), n) for start, n in closures)
        if first >= date(2005, 1, 1)
    ]
    found = deadline(received, "FOIA_SCHOOL", school_closed=closed)
    by_open_days = count_one_by_one(received, 20, closed_in(*PARTS) | days_in(closed))
    assert found == min(by_open_days, count_one_by_one(received, 60, closed_in(*PARTS)))


@given(
    RECEIPT.filter(lambda one: one.year < 2027),
    st.lists(st.tuples(LENGTH, LENGTH), max_size=3), LENGTH, LENGTH,
)  # fmt: skip
def test_a_fee_moves_both_days_of_a_school(received, closures, until_notice, until_payment):
    closed = [(received + start, received + start + length) for start, length in closures]
    notice = received + until_notice
    paid = notice + until_payment
    holidays_, shut, unpaid = closed_in(*PARTS), days_in(closed), days_in([(notice, paid)])
    found = deadline(
        received, "FOIA_SCHOOL_FEES", school_closed=closed, fees_notice=notice, fee_paid=paid
    )
    by_open_days = count_one_by_one(received, 20, holidays_ | shut | unpaid)
    assert found == min(by_open_days, count_one_by_one(received, 60, holidays_ | unpaid))


def days_in(periods):
    """Every day of some periods, both ends included."""
    return {
        first + timedelta(days=number)
        for first, last in periods
        for number in range((last - first).days + 1)
    }


@given(NOT_WORKING, st.sampled_from(["FOIA", "FOIA_40", "FOIA_IR20", "FOIA_IR40"]))
def test_both_days_are_given_where_two_conventions_differ(received, regime):
    found = explained(received, regime)
    assert found.alternative is not None
    assert found.due < found.alternative == found.late_after
    assert "s.45 Code" in found.alternative_why


@given(NOT_WORKING.filter(lambda one: one.year < 2027), LENGTH, LENGTH)
def test_with_fees_too_the_other_day_is_counted_from_the_next_working_day(
    received, until_notice, until_payment
):
    notice = received + until_notice
    paid = notice + until_payment
    closed = closed_in(*PARTS)
    start = received
    while not is_working(start, closed):
        start += A_DAY
    stopped = {notice + timedelta(days=number) for number in range((paid - notice).days + 1)}
    act = count_one_by_one(received, 20, closed | stopped)
    code = count_one_by_one(start, 20, closed | stopped)
    found = explained(received, "FOIA_FEES", fees_notice=notice, fee_paid=paid)
    assert (found.due, found.late_after) == (act, code)
    assert (found.alternative is None) == (act == code)


@given(NOT_WORKING, st.sampled_from(["EIR", "FOISA", "EISR", "FOIA_S45CODE", "ICO_6_WEEKS"]))
def test_no_second_day_where_there_is_no_second_convention(received, regime):
    found = explained(received, regime)
    assert found.alternative is None
    assert found.late_after == found.due


@given(RECEIPT, st.sampled_from(PLAIN))
def test_what_is_explained_is_what_is_counted(received, regime):
    found = explained(received, regime)
    assert found.due == deadline(received, regime)
    assert received <= found.day_one <= found.due
    if RULES[regime].in_working_days:
        days = working_days(packaged(), SCOTLAND if "scottish" in found.unit else UK)
        assert days.between(found.day_one, found.due) == found.count
        assert all(received < one.day < found.due for one in found.skipped)


# -------------------------------------------------------------------- another calendar


def with_a_comet():
    """The packaged calendar with one more bank holiday, as a newer one may have."""
    ours = packaged()
    comet = BankHoliday(date(2027, 6, 14), "scotland", "Bank holiday for a comet", "")
    return HolidayTable(
        "2027-01-05", ours.covers_from, ours.covers_until, "a newer list", (*ours.holidays, comet)
    )


def test_another_calendar_counts_otherwise_and_is_named():
    received = date(2027, 5, 24)
    assert deadline(received, "FOIA") == date(2027, 6, 22)
    assert deadline(received, "FOIA", table=with_a_comet()) == date(2027, 6, 23)
    assert explained(received, "FOIA", table=with_a_comet()).calendar == "2027-01-05"
    assert explained(received, "FOIA").calendar == packaged().version


# ------------------------------------------------------------------ the calendar's ends

OUTSIDE = [
    ("2028-11-29", "FOIA", {}),
    ("2028-11-30", "FOIA_S45CODE", {}),
    ("2028-12-31", "FOISA", {}),
    ("2029-01-01", "EIR", {}),
    ("9999-12-31", "FOIA_40", {}),
    ("2028-11-20", "FOIA_SCHOOL", {"school_closed": ranges("2028-12-01..2029-01-31")}),
    ("2028-11-20", "FOIA_FEES",
     {"fees_notice": day("2028-11-21"), "fee_paid": day("2028-12-20")}),
    ("2028-11-20", "FOIA_FEES",
     {"fees_notice": day("2028-11-21"), "fee_paid": day("2029-01-20")}),
]  # fmt: skip


@pytest.mark.parametrize(("received", "regime", "extra"), OUTSIDE)
@pytest.mark.parametrize("ask", [deadline, explained])
def test_past_the_calendar_there_is_an_error_and_no_guess(ask, received, regime, extra):
    with pytest.raises(OutsideCalendar, match="2005-01-01 to 2028-12-31"):
        ask(day(received), regime, **extra)


def test_what_comes_long_after_the_time_ran_out_needs_no_calendar():
    fees = {"fees_notice": day("2029-02-01"), "fee_paid": day("2029-03-01")}
    assert deadline(day("2028-11-20"), "FOIA_FEES", **fees) == day("2028-12-19")


def test_where_only_the_other_day_is_outside_no_day_of_lateness_is_told():
    short, sunday = replace(packaged(), covers_until=day("2026-12-21")), day("2026-11-22")
    assert deadline(sunday, "FOIA", table=short) == day("2026-12-21")
    with pytest.raises(OutsideCalendar):
        explained(sunday, "FOIA", table=short)

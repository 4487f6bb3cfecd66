"""The tables of recesses, Parliaments, Budgets and bank holidays: sound, sourced, no hindsight."""

import csv
import json
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import holidays
import pytest

from tracker import calendars
from tracker.calendars import OutsideCalendar, working_days_after
from tracker.dues import find_dues

A_DAY = timedelta(days=1)
FIRST_CHECKED, LAST_CHECKED = 2012, 2028
SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}


def read(name):
    with (files(calendars) / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


RECESSES = read("recesses.csv")
PARLIAMENTS = read("parliaments.csv")
FISCAL_EVENTS = read("fiscal_events.csv")
TABLES = {"recesses": RECESSES, "parliaments": PARLIAMENTS, "fiscal events": FISCAL_EVENTS}


def name_of(row):
    return " ".join(list(row.values())[:3])


def each(table):
    return pytest.mark.parametrize("row", table, ids=map(name_of, table))


def day_before(text):
    return date.fromisoformat(text) - A_DAY


# ------------------------------------------------------------------- sound tables


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_row_has_a_source(table):
    for row in table:
        assert row["source"].startswith(("https://", "http://")), row


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_row_stands_twice(table):
    assert len({tuple(row.values()) for row in table}) == len(table)


@pytest.mark.parametrize(
    ("table", "column"),
    [(RECESSES, "rises"), (PARLIAMENTS, "first_met"), (FISCAL_EVENTS, "on")],
    ids=TABLES,
)
def test_rows_are_in_the_order_of_time(table, column):
    days = [date.fromisoformat(row[column]) for row in table]
    assert days == sorted(days)


@each(RECESSES)
def test_the_house_rises_before_it_returns_and_not_before_that_is_known(row):
    rises, known_on = date.fromisoformat(row["rises"]), date.fromisoformat(row["known_on"])
    assert known_on <= rises
    assert rises - known_on < timedelta(days=450), "nobody plans a recess so far ahead"
    assert rises.weekday() < 5
    if row["returns"]:
        returns = date.fromisoformat(row["returns"])
        assert timedelta(days=3) < returns - rises < timedelta(days=60)
        assert returns.weekday() < 5


def test_recesses_do_not_overlap_as_they_were_known_in_the_end():
    newest = {(one.name, one.rises.year): one for one in calendars.recesses()}
    for one in calendars.recesses():
        key = (one.name, one.rises.year)
        newest[key] = max(newest[key], one, key=lambda recess: recess.known_on)
    in_order = sorted(newest.values(), key=lambda recess: recess.rises)
    for one, following in pairwise(in_order):
        assert one.returns is not None
        assert one.returns <= following.rises


def test_every_row_of_a_recess_that_moved_is_known_on_another_day():
    seen = [(row["name"], row["rises"][:4], row["known_on"]) for row in RECESSES]
    assert len(seen) == len(set(seen))


@each(PARLIAMENTS)
def test_a_parliament_ends_at_most_five_years_after_it_first_met(row):
    first_met, end = date.fromisoformat(row["first_met"]), date.fromisoformat(row["expected_end"])
    assert first_met < end <= first_met.replace(year=first_met.year + 5)
    assert first_met <= date.fromisoformat(row["known_on"]) < end


@each(FISCAL_EVENTS)
def test_a_fiscal_event_is_announced_before_it_takes_place(row):
    on, announced_on = date.fromisoformat(row["on"]), date.fromisoformat(row["announced_on"])
    assert announced_on <= on
    assert on - announced_on < timedelta(days=200)
    assert on.weekday() < 5
    assert str(on.year) in row["name"]


# -------------------------------------------------------------------- no hindsight


@each(RECESSES)
def test_a_recess_is_not_used_before_it_was_known(row):
    text = f"The plan comes out before the {row['name']} recess."
    [unknown] = find_dues(text, day_before(row["known_on"]))
    [known] = find_dues(text, date.fromisoformat(row["known_on"]))
    assert unknown.latest != date.fromisoformat(row["rises"])
    assert known.latest is not None
    assert known.latest <= date.fromisoformat(row["rises"])


@each(PARLIAMENTS)
def test_the_end_of_a_parliament_is_not_used_before_it_could_be_foreseen(row):
    text = "Every pier will be repaired by the end of this Parliament."
    [unknown] = find_dues(text, day_before(row["known_on"]))
    [known] = find_dues(text, date.fromisoformat(row["known_on"]))
    assert unknown.latest != date.fromisoformat(row["expected_end"])
    assert known.latest == date.fromisoformat(row["expected_end"])


SHARED = {"Budget 2017": "2017-11-22", "Budget 2024": "2024-10-30"}


@pytest.mark.parametrize("name", SHARED)
def test_of_two_events_that_share_a_name_and_a_year_the_one_to_come_is_meant(name):
    on = date.fromisoformat(SHARED[name])
    [due] = find_dues(f"It will be funded at {name}.", on - 7 * A_DAY)
    assert (due.earliest, due.latest) == (on, on)


def names_of(row):
    """The names of an event, but for the two in one breath and "Budget 2024" of two Budgets."""
    names = [row["name"], *filter(None, row["also"].split(";"))]
    return [name for name in names if " and " not in name and name not in SHARED]


@each(FISCAL_EVENTS)
def test_a_fiscal_event_is_not_used_before_it_was_announced(row):
    on = date.fromisoformat(row["on"])
    for name in names_of(row):
        text = f"It will be funded at {name}."
        [unknown] = find_dues(text, day_before(row["announced_on"]))
        [known] = find_dues(text, date.fromisoformat(row["announced_on"]))
        assert (unknown.earliest, unknown.latest) != (on, on)
        assert (known.earliest, known.latest) == (on, on)


@each(FISCAL_EVENTS)
def test_nor_is_it_without_its_year(row):
    on = date.fromisoformat(row["on"])
    for name in names_of(row):
        text = f"It will be funded at the {name.rstrip('0123456789 ')}."
        [unknown] = find_dues(text, day_before(row["announced_on"]))
        [known] = find_dues(text, date.fromisoformat(row["announced_on"]))
        assert unknown.latest != on
        assert (known.earliest, known.latest) == (on, on)


# ------------------------------------------------------------------- bank holidays


@pytest.mark.parametrize("division", SUBDIVISIONS)
def test_bank_holidays_are_those_that_another_program_knows(division):
    """The package is used in tests only: two sources that agree on every weekday."""
    theirs = holidays.country_holidays(
        "GB", subdiv=SUBDIVISIONS[division], years=range(FIRST_CHECKED, LAST_CHECKED + 1)
    )
    ours = calendars.bank_holidays(division)
    day = date(FIRST_CHECKED, 1, 1)
    differences = []
    while day.year <= LAST_CHECKED:
        if day.weekday() < 5 and (day in ours) != (day in theirs):
            differences.append((day.isoformat(), theirs.get(day)))
        day += A_DAY
    assert differences == []


@pytest.mark.parametrize("division", SUBDIVISIONS)
def test_each_division_has_its_holidays_once_in_order_and_every_year(division):
    table = json.loads((files(calendars) / "bank_holidays.json").read_text(encoding="utf-8"))
    days = [event["date"] for event in table[division]["events"]]
    assert days == sorted(set(days))
    assert all(event["title"].strip() for event in table[division]["events"])
    assert {int(day[:4]) for day in days} == set(range(2005, LAST_CHECKED + 1))
    fridays = [event for event in table[division]["events"] if event["title"] == "Good Friday"]
    assert len(fridays) == LAST_CHECKED - 2005 + 1


ONLY_THERE = [
    # a bank holiday of one part of the United Kingdom, which counts for all of it
    ("scotland", "2026-01-02", "2 January"),
    ("northern-ireland", "2026-03-17", "Saint Patrick's Day"),
    ("scotland", "2026-06-15", "the World Cup: proclaimed in February 2026"),
    ("northern-ireland", "2026-07-13", "the Boyne, by a substitute"),
    ("scotland", "2026-08-03", "the first Monday of August"),
    ("scotland", "2026-11-30", "Saint Andrew's Day"),
]


@pytest.mark.parametrize(("division", "day", "_why"), ONLY_THERE)
def test_a_holiday_of_one_part_is_no_working_day_anywhere(division, day, _why):
    holiday = date.fromisoformat(day)
    others = [one for one in SUBDIVISIONS if holiday in calendars.bank_holidays(one)]
    assert others == [division]
    assert working_days_after(holiday - A_DAY, 1) > holiday


TWENTY_WORKING_DAYS = [
    ("2026-03-06", "2026-04-08", "17 March in Northern Ireland, Good Friday, Easter Monday"),
    ("2026-02-17", "2026-03-18", "17 March in Northern Ireland alone"),
    ("2026-05-15", "2026-06-16", "the twentieth day would be 15 June"),
    ("2026-07-06", "2026-08-05", "13 July in Northern Ireland and 3 August in Scotland"),
    ("2026-11-22", "2026-12-21", "received on a Sunday"),
    ("2026-11-28", "2026-12-30", "30 November in Scotland and the substitute on 28 December"),
    ("2014-12-01", "2014-12-31", "received on a bank holiday"),
]


@pytest.mark.parametrize(("received", "due", "_why"), TWENTY_WORKING_DAYS)
def test_twenty_working_days_skip_the_holidays_of_every_part(received, due, _why):
    received_on, due_on = date.fromisoformat(received), date.fromisoformat(due)
    assert working_days_after(received_on, 20) == due_on
    [found] = find_dues("We will reply within 20 working days.", received_on)
    assert found.latest == due_on


def count_one_by_one(day, count, closed):
    while count:
        day += A_DAY
        count -= day.weekday() < 5 and day not in closed
    return day


def closed_in(*divisions):
    return frozenset().union(*(calendars.bank_holidays(division) for division in divisions))


def days_of_2026():
    return [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]


@pytest.mark.parametrize("count", [1, 2, 10, 20, 40, 60])
def test_counting_is_the_same_as_going_from_day_to_day(count):
    closed = closed_in(*SUBDIVISIONS)
    for day in days_of_2026():
        assert working_days_after(day, count) == count_one_by_one(day, count, closed)


def test_the_calendar_of_england_alone_would_be_wrong_for_nearly_half_of_2026():
    england = closed_in("england-and-wales")
    wrong = [
        day
        for day in days_of_2026()
        if working_days_after(day, 20) != count_one_by_one(day, 20, england)
    ]
    assert len(wrong) == 167


def test_a_calendar_without_the_proclaimed_holiday_would_be_wrong_for_a_month():
    stale = closed_in(*SUBDIVISIONS) - {date(2026, 6, 15)}
    wrong = [
        day
        for day in days_of_2026()
        if working_days_after(day, 20) != count_one_by_one(day, 20, stale)
    ]
    assert len(wrong) == 31


OUTSIDE = [
    # counted from, how many, in or out
    ("2028-12-28", 1, True),
    ("2028-12-29", 1, False),
    ("2028-12-04", 20, False),
    ("2028-06-01", 400, False),
    ("2004-12-31", 1, False),
    ("1066-10-14", 20, False),
    ("9999-12-31", 20, False),
]


@pytest.mark.parametrize(("day", "count", "inside"), OUTSIDE)
def test_past_the_table_nothing_is_guessed(day, count, inside):
    start = date.fromisoformat(day)
    days = "one working day" if count == 1 else f"{count} working days"
    text = f"We will reply within {days}."
    [found] = find_dues(text, start)
    assert (found.kind, found.text) == ("deadline", text[len("We will reply ") : -1])
    if inside:
        assert found.latest == working_days_after(start, count)
        return
    with pytest.raises(OutsideCalendar, match=f"{count} working days after {start}"):
        working_days_after(start, count)
    assert (found.latest, found.edtf) == (None, None)

"""The tables of recesses, Parliaments and Budgets: sound, sourced, no hindsight."""

import csv
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from tracker import calendars
from tracker.calendars import working_days_after
from tracker.dues import find_dues

A_DAY = timedelta(days=1)


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


# -------------------------------------------------------------------- working days


@pytest.mark.parametrize(
    ("said_on", "latest", "_why"),
    [
        ("2026-03-06", "2026-04-08", "17 March in Northern Ireland, Good Friday, Easter Monday"),
        ("2026-05-15", "2026-06-16", "the twentieth day would be 15 June, a holiday in Scotland"),
        ("2026-11-22", "2026-12-21", "said on a Sunday"),
    ],
)
def test_working_days_of_a_promise_skip_the_holidays_of_every_part(said_on, latest, _why):
    [found] = find_dues("We will reply within 20 working days.", date.fromisoformat(said_on))
    assert found.latest == date.fromisoformat(latest)


OUTSIDE = [
    # said on, how many, in or out
    ("2028-12-28", 1, True),
    ("2028-12-29", 1, False),
    ("2028-12-04", 20, False),
    ("2028-06-01", 400, False),
    ("2004-12-31", 1, False),
    ("1066-10-14", 20, False),
    ("9999-12-31", 20, False),
]


@pytest.mark.parametrize(("said_on", "count", "inside"), OUTSIDE)
def test_past_the_table_of_bank_holidays_a_deadline_has_no_day(said_on, count, inside):
    days = "one working day" if count == 1 else f"{count} working days"
    text = f"We will reply within {days}."
    [found] = find_dues(text, date.fromisoformat(said_on))
    assert (found.kind, found.text) == ("deadline", text[len("We will reply ") : -1])
    if inside:
        assert found.latest == working_days_after(date.fromisoformat(said_on), count)
    else:
        assert (found.latest, found.edtf) == (None, None)

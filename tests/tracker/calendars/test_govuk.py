"""GOV.UK's list of bank holidays: what is taken for one, and what it changes in ours."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Problem
from tracker.calendars.bank_holidays import (
    DIVISIONS,
    UK,
    BankHoliday,
    Difference,
    differences,
    packaged,
    read_govuk,
    taken_over,
    working_days,
)

OURS = packaged()
VERSION, SOURCE = "2026-12-01", "GOV.UK, as saved on 1 December 2026"
WHERE = "bank-holidays.json"
NEW_YEARS_EVE_2028 = date(2028, 12, 31)


def listed(*years):
    """A list like GOV.UK's, of some years of the packaged table."""
    return {
        division: {
            "division": division,
            "events": [
                {"title": one.title, "date": one.day.isoformat(), "notes": one.notes,
                 "bunting": True}
                for one in OURS.holidays
                if one.division == division and one.day.year in years
            ],
        }
        for division in DIVISIONS
    }  # fmt: skip


def moved_on(content, years):
    """The same list for other years; the weekdays are wrong, which no reader minds."""
    text = json.dumps(content)
    for year, other in years.items():
        text = text.replace(f'"{year}-', f'"{other}-')
    return json.loads(text)


def read(content):
    return read_govuk(json.dumps(content).encode(), WHERE, version=VERSION, source=SOURCE)


def without(content, division, day):
    events = content[division]["events"]
    content[division]["events"] = [event for event in events if event["date"] != day]
    return content


def with_event(content, division, day, title="Bank holiday for a comet"):
    content[division]["events"].append({"title": title, "date": day, "notes": ""})
    return content


# ------------------------------------------------------------------------------ reading


def test_a_list_of_some_years_is_read():
    table = read(listed(2025, 2026, 2027))
    assert (table.covers_from, table.covers_until) == (date(2025, 1, 1), date(2027, 12, 31))
    assert (table.version, table.source) == (VERSION, SOURCE)
    assert BankHoliday(
        date(2026, 6, 15), "scotland",
        "Bank holiday for Scotland’s participation in the FIFA World Cup", "",
    ) in table.holidays  # fmt: skip
    assert table.holidays == tuple(one for one in OURS.holidays if 2025 <= one.day.year <= 2027)


COVERED = [
    # what the list is, and the first and last year that it can be trusted for
    ("three years", listed(2024, 2025, 2026), (2024, 2026)),
    ("a year between is missing", listed(2024, 2026, 2027), (2024, 2024)),
    ("one division lacks Good Friday",
     without(listed(2024, 2025), "scotland", "2025-04-18"), (2024, 2024)),
    ("one division ends in summer",
     without(without(listed(2024, 2025), "scotland", "2025-12-25"), "scotland", "2025-12-26"),
     (2024, 2024)),
    ("the first year begins with Easter",
     without(listed(2024, 2025), "northern-ireland", "2024-01-01"), (2025, 2025)),
    ("a proclaimed day does not stand in for one that is missing",
     without(listed(2025, 2026), "scotland", "2026-11-30"), (2025, 2025)),
    *((f"nor does one that we do not know yet: without {day}",
       with_event(without(listed(2025, 2026), division, day), division, "2026-05-15"), (2025, 2025))
      for division, day in [("england-and-wales", "2026-01-01"), ("scotland", "2026-04-03"),
                            ("northern-ireland", "2026-12-25")]),
    ("nor at the end of a year",
     with_event(without(listed(2025, 2026), "scotland", "2026-12-28"), "scotland", "2026-05-15"),
     (2025, 2025)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "years"), [row[1:] for row in COVERED], ids=[row[0] for row in COVERED]
)
def test_a_list_covers_the_years_that_every_division_has_whole(content, years):
    table = read(content)
    assert (table.covers_from.year, table.covers_until.year) == years
    assert (table.covers_from.month, table.covers_until.month) == (1, 12)


def event_with(**changes):
    content = listed(2026)
    content["scotland"]["events"][0] |= changes
    return content


def changed(change):
    content = listed(2026)
    change(content)
    return content


AN_EVENT = f"{WHERE}, scotland, event 1"
OTHER_SHAPES = [
    # what is wrong, the content, where that is said to be, what is said
    ("nothing", b"", WHERE, "the file is empty"),
    ("blank", b" \n", WHERE, "the file is empty"),
    ("no JSON", b"<!DOCTYPE html>", WHERE, "no JSON"),
    ("cut short", json.dumps(listed(2026)).encode()[:500], WHERE, "no JSON"),
    ("no text", b"\xff\xfe\xfa", WHERE, "no JSON"),
    ("too deep", b"[" * 100_000, WHERE, "no JSON"),
    ("a list", [], WHERE, "an object is expected"),
    ("a number", 5, WHERE, "an object is expected"),
    ("no divisions", {}, WHERE, "england-and-wales is missing"),
    ("two divisions", changed(lambda it: it.pop("scotland")), WHERE, "scotland is missing"),
    ("another division", changed(lambda it: it.update(wales={"events": []})), WHERE, "'wales'"),
    ("a division of text", changed(lambda it: it.update(scotland="")), f"{WHERE}, scotland",
     "an object is expected"),
    ("no events", changed(lambda it: it.update(scotland={})), f"{WHERE}, scotland",
     "no list of events"),
    ("no event", changed(lambda it: it["scotland"].update(events=[])), f"{WHERE}, scotland",
     "no list of events"),
    ("events by name", changed(lambda it: it["scotland"].update(events={"a": 1})),
     f"{WHERE}, scotland", "no list of events"),
    ("an event of text", changed(lambda it: it["scotland"].update(events=["x"])), AN_EVENT,
     "an object is expected"),
    ("no title", event_with(title=""), AN_EVENT, "a title"),
    ("a title of null", event_with(title=None), AN_EVENT, "a title"),
    ("a list of notes", event_with(notes=[]), AN_EVENT, "notes, as text"),
    ("no date", event_with(date=None), AN_EVENT, "None is no day"),
    ("a date in words", event_with(date="1 January 2026"), AN_EVENT, "'1 January 2026' is no day"),
    ("a date that never was", event_with(date="2026-02-30"), AN_EVENT, "'2026-02-30' is no day"),
    ("a date without dashes", event_with(date="20260101"), AN_EVENT, "'20260101' is no day"),
    ("a date by week", event_with(date="2026-W01-4"), AN_EVENT, "'2026-W01-4' is no day"),
    ("a number for a date", event_with(date=20260101), AN_EVENT, "20260101 is no day"),
    ("a day twice", event_with(date="2026-12-25"), f"{WHERE}, scotland", "2026-12-25 stands"),
    ("no whole year", without(listed(2026), "scotland", "2026-04-03"), WHERE, "no year is listed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "where", "message"),
    [row[1:] for row in OTHER_SHAPES],
    ids=[row[0] for row in OTHER_SHAPES],
)
def test_another_shape_is_refused_with_its_place(content, where, message):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(Problem, match=message) as problem:
        read_govuk(raw, WHERE, version=VERSION, source=SOURCE)
    assert problem.value.where == where
    assert "https://www.gov.uk/bank-holidays.json" in problem.value.do


def test_a_byte_order_mark_is_no_fault():
    raw = b"\xef\xbb\xbf" + json.dumps(listed(2026)).encode()
    assert read_govuk(raw, WHERE, version=VERSION, source=SOURCE) == read(listed(2026))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*DIVISIONS, "events", "title", "date", "notes"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_it_is_it_is_refused_or_read(content):
    with pytest.raises(Problem) as problem:
        read_govuk(content, WHERE, version=VERSION, source=SOURCE)
    assert problem.value.where.startswith(WHERE)


@given(JSON, st.sampled_from(DIVISIONS), st.sampled_from(["events", "title", "date", "notes"]))
def test_a_list_with_one_strange_value_is_refused_or_read(strange, division, field):
    content = listed(2026)
    place = content[division] if field == "events" else content[division]["events"][3]
    place[field] = strange
    try:
        assert read(content).covers_until == date(2026, 12, 31)
    except Problem as problem:
        assert problem.where.startswith(WHERE)  # noqa: PT017 - or it was read


# --------------------------------------------------------------------------- taking over


def test_the_same_list_changes_nothing_but_its_name():
    table = taken_over(OURS, read(listed(2024, 2025, 2026, 2027, 2028)))
    assert differences(OURS, table) == []
    assert table.holidays == OURS.holidays
    assert (table.covers_from, table.covers_until) == (OURS.covers_from, OURS.covers_until)
    assert table.version == VERSION
    assert table.source == f"{SOURCE}; before it: {OURS.source}"


def test_taking_it_over_twice_is_taking_it_over_once():
    new = read(listed(2026, 2027, 2028))
    once = taken_over(OURS, new)
    assert taken_over(once, new) == once


def test_a_year_that_follows_on_moves_the_end():
    table = taken_over(OURS, read(moved_on(listed(2027, 2028), {2028: 2029, 2027: 2028})))
    assert table.covers_until == date(2029, 12, 31)
    assert working_days(table, UK).after(date(2028, 12, 29), 1).year == 2029


def test_a_year_after_a_gap_does_not():
    table = taken_over(OURS, read(moved_on(listed(2028), {2028: 2030})))
    assert table.covers_until == NEW_YEARS_EVE_2028


CHANGES = [
    ("a day is proclaimed", with_event(listed(2027), "scotland", "2027-06-14"),
     [Difference("added", date(2027, 6, 14), "scotland", "Bank holiday for a comet")]),
    ("a day is moved",
     with_event(without(listed(2027), "scotland", "2027-05-03"), "scotland", "2027-05-07", "May"),
     [Difference("removed", date(2027, 5, 3), "scotland", "Early May bank holiday"),
      Difference("added", date(2027, 5, 7), "scotland", "May")]),
    ("a day gets another name",
     with_event(without(listed(2027), "scotland", "2027-05-03"), "scotland", "2027-05-03", "May"),
     [Difference("renamed", date(2027, 5, 3), "scotland", "May", "Early May bank holiday")]),
    ("a year that is not whole adds, and takes nothing away",
     with_event(without(without(listed(2026, 2027), "scotland", "2027-03-26"),
                        "scotland", "2027-05-03"), "scotland", "2027-06-14"),
     [Difference("added", date(2027, 6, 14), "scotland", "Bank holiday for a comet")]),
    ("what is whole for one division decides for that one",
     without(without(with_event(listed(2026, 2027), "northern-ireland", "2027-06-14"),
                     "scotland", "2027-03-26"), "scotland", "2027-05-03"),
     [Difference("added", date(2027, 6, 14), "northern-ireland", "Bank holiday for a comet")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_what_a_newer_list_changes_is_told(content, expected):
    table = taken_over(OURS, read(content))
    assert differences(OURS, table) == expected
    assert (table.covers_from, table.covers_until) == (OURS.covers_from, NEW_YEARS_EVE_2028)


def test_a_proclaimed_day_moves_what_is_counted_over_it():
    table = taken_over(OURS, read(with_event(listed(2027), "scotland", "2027-06-14")))
    day = date(2027, 6, 11)
    assert working_days(OURS, UK).after(day, 1) == date(2027, 6, 14)
    assert working_days(table, UK).after(day, 1) == date(2027, 6, 15)


def test_differences_are_told_by_day_and_division():
    closed = replace(OURS, holidays=tuple(one for one in OURS.holidays if one.day.year != 2026))
    found = differences(closed, OURS)
    assert {one.change for one in found} == {"added"}
    assert found == sorted(found, key=lambda one: (one.day, DIVISIONS.index(one.division)))
    assert len(found) == sum(one.day.year == 2026 for one in OURS.holidays)

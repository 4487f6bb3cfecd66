"""When documents are looked at again: less and less often, never not at all, not all at once."""

from collections import Counter
from datetime import date, timedelta

import pytest

from crawler.revisits import (
    LONGEST_DAYS,
    SPREAD,
    YOUNG_DAYS,
    due,
    is_file_due,
    is_sweep_due,
    next_file_look,
    next_look,
)

DAY = date(2026, 8, 3)


def days_after(age, url="https://body.example/a"):
    since = (DAY - timedelta(days=age)).isoformat()
    due = next_look(DAY.isoformat(), since, url)
    assert due.endswith("T00:00:00Z")
    return (date.fromisoformat(due[:10]) - DAY).days


@pytest.mark.parametrize(
    ("age", "least", "most"),
    [
        (-3, 1, 1),  # of a day to come
        (0, 1, 1),
        (YOUNG_DAYS, 1, 1),
        (30, 2, 3),
        (100, 5, 10),
        (365, 18, 37),
        (900, 45, 90),
        (9000, 45, 90),
    ],
)
def test_the_older_the_longer_and_90_days_at_most(age, least, most):
    found = {days_after(age, f"https://body.example/{n}") for n in range(200)}
    assert least <= min(found)
    assert max(found) <= most
    assert days_after(age) == days_after(age)


def test_what_was_read_in_one_night_is_not_due_in_one_night():
    days = Counter(days_after(2000, f"https://body.example/{n}/") for n in range(8000))
    assert len(days) >= LONGEST_DAYS * SPREAD
    assert max(days.values()) < 8000 / len(days) * 1.5


@pytest.mark.parametrize("number", range(5))
def test_a_document_has_about_a_hundred_looks_in_ten_years_half_of_them_in_half_a_year(number):
    ages = [0]
    while ages[-1] < 3650:
        ages.append(ages[-1] + days_after(ages[-1], f"https://body.example/{number}"))
    assert 80 <= len(ages) <= 150
    assert 0.4 <= sum(age < 182 for age in ages) / len(ages) <= 0.65


def row(url, since, read_on="2026-07-01"):
    return {"url": url, "since": since, "read_on": read_on}


def page(state="ok", due=None):
    return {"state": state, "next_check_at": due}


def test_the_longest_due_come_first_and_what_failed_has_its_own_time():
    documents = {
        "planned": row("planned", "2026-06-30"),
        "later": row("later", "2026-06-30"),
        "never planned": row("never planned", "2026-06-30"),  # young when it was read: 2 July
        "failed": row("failed", "2026-06-30"),
        "gone": row("gone", "2026-06-30"),
    }
    pages = {
        "planned": page(due="2026-08-03T00:00:00Z"),
        "later": page("unchanged", due="2026-08-04T00:00:00Z"),
        "failed": page("failed", due="2026-07-01T00:00:00Z"),
        "gone": page("gone"),
    }
    assert due(documents, pages, "2026-08-03") == ["never planned", "planned"]


@pytest.mark.parametrize(
    ("planned", "read_on", "since", "is_due"),
    [
        ("2026-11-01T00:00:00Z", "2026-07-01", "2026-06-30", False),  # in 90 days
        ("2026-11-02T00:00:00Z", "2026-07-01", "2026-06-30", True),  # no plan is so long
        ("2031-01-01T00:00:00Z", "2026-07-01", "2026-06-30", True),
        ("2031-01-01T00:00:00Z", "2026-08-02", "2010-01-01", False),  # read yesterday, and old
        ("2031-01-01T00:00:00Z", "2030-12-31", "2010-01-01", True),  # read under that clock, too
        (None, "2030-12-31", "2010-01-01", True),
    ],
)
def test_a_plan_of_a_clock_that_was_ahead_is_none(planned, read_on, since, is_due):
    found = due({"a": row("a", since, read_on)}, {"a": page(due=planned)}, "2026-08-03")
    assert found == (["a"] if is_due else [])


@pytest.mark.parametrize(
    ("swept_on", "is_due"),
    [
        (None, True),
        ("2026-08-03", False),
        ("2026-07-28", False),
        ("2026-07-27", True),
        ("2026-08-04", True),  # a day that is still to come is none
    ],
)
def test_a_list_is_read_in_whole_once_a_week(swept_on, is_due):
    assert is_sweep_due(swept_on, "2026-08-03") is is_due


@pytest.mark.parametrize(
    ("age", "days"), [(-3, 1), (0, 1), (YOUNG_DAYS, 1), (YOUNG_DAYS + 1, 7), (9000, 7)]
)
def test_a_file_is_looked_at_daily_while_it_is_young_and_then_weekly(age, days):
    look = next_file_look(DAY.isoformat(), (DAY - timedelta(days=age)).isoformat())
    assert look == f"{DAY + timedelta(days=days)}T00:00:00Z"
    page = {"next_check_at": look}
    last = DAY + timedelta(days=days)
    assert not is_file_due(page, (last - timedelta(days=1)).isoformat())
    assert is_file_due(page, last.isoformat())


@pytest.mark.parametrize(
    ("planned", "is_due"),
    [
        (None, True),  # cut short, gone since the last run, or of before there were plans
        ("2026-08-03T00:00:00Z", True),
        ("2026-08-04T00:00:00Z", False),
        ("2026-08-10T00:00:00Z", False),
        ("2026-08-11T00:00:00Z", True),  # no plan is so long: a clock was ahead
    ],
)
def test_a_file_without_a_plan_is_due_and_a_plan_of_a_clock_that_was_ahead_is_none(planned, is_due):
    assert is_file_due({"next_check_at": planned}, "2026-08-03") is is_due

"""Over 2 % of a source gone or moved within seven days is one change of the site."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.changes.sites import FEWEST, Departure, site_changes

START = date(2026, 3, 1)


def gone(day, first=0, count=1, *, is_file=False, moved=False):
    """So many documents that went on a day, counted from the start."""
    on = START + timedelta(days=day)
    return [
        Departure(change=number, document=number, is_file=is_file, gone=not moved, on=on,
                  at=f"{on}T06:00:00Z")
        for number in range(first, first + count)
    ]  # fmt: skip


def live(pages, files=0):
    """So many pages and files at any time."""
    return lambda **asked: files if asked["files"] else pages


def changes(departures, pages=1000, files=0):
    found = site_changes(departures, live(pages, files))
    return [(one.first_day, one.last_day, len(one.members)) for one in found]


def days(first, last):
    return START + timedelta(days=first), START + timedelta(days=last)


@pytest.mark.parametrize(
    ("count", "of", "is_one"),
    [(19, 1000, False), (20, 1000, False), (21, 1000, True),  # 1.9 %, 2 %, 2.1 %
     (1, 20, False), (4, 20, False), (5, 20, True),           # a few are no site, however small
     (5, 250, False), (5, 249, True), (5, 0, True), (200, 10_000, False), (201, 10_000, True)],
)  # fmt: skip
def test_how_much_it_must_be(count, of, is_one):
    assert bool(changes(gone(0, count=count), of)) == is_one


@pytest.mark.parametrize(
    ("second", "expected"),
    [(6, [(*days(0, 6), 22)]), (7, [])],
)
def test_within_seven_days(second, expected):
    assert changes(gone(0, count=11) + gone(second, 100, 11)) == expected


def test_what_went_by_itself_days_before_is_part_of_it_and_weeks_before_is_not():
    found = changes(gone(-20) + gone(-3, 1) + gone(0, 10, 30) + gone(6, 50) + gone(7, 60))
    assert found == [(*days(-3, 0), 31), (*days(6, 6), 1)]


def test_a_long_rebuilding_is_a_notice_a_week():
    found = changes([one for day in range(15) for one in gone(day, day * 100, 10)])
    assert found == [(*days(0, 6), 70), (*days(7, 13), 70), (*days(14, 14), 10)]


def test_moved_and_gone_count_together():
    assert changes(gone(0, count=11) + gone(0, 100, 11, moved=True)) == [(*days(0, 0), 22)]


def test_one_that_went_twice_is_one():
    twice = [one for number in range(11) for one in gone(0, number)] * 2
    assert changes(twice) == []


def test_pages_and_files_are_counted_apart_and_told_together():
    """Six of a hundred pages went, and three of five thousand files that hung on them."""
    pages, some = gone(0, count=6), gone(1, 100, 3, is_file=True)
    assert changes(pages + some, pages=100, files=5000) == [(*days(0, 0), 6)]
    many = gone(1, 100, 101, is_file=True)
    [found] = site_changes(pages + many, live(100, 5000))
    assert found.count(files=False, gone=True) == 6
    assert found.count(files=True, gone=True) == 101
    assert (found.pages_before, found.files_before) == (100, 5000)


def test_nothing_went():
    assert changes([]) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60), st.integers(0, 2000))
def test_no_notice_is_longer_than_a_week_and_none_shares_a_document(found, pages):
    departures = [
        one for number, (day, moved) in enumerate(found) for one in gone(day, number, moved=moved)
    ]
    notices = site_changes(departures, live(pages))
    held = [one.change for notice in notices for one in notice.members]
    assert len(held) == len(set(held))
    for notice in notices:
        assert (notice.last_day - notice.first_day).days < 7
    if len(departures) < FEWEST:
        assert notices == []

"""The table of elections and changes of government is whole, in order, sourced and neutral."""

import csv
from datetime import date, timedelta
from importlib.resources import files

import pytest

from tracker.calendars import landmarks
from web.safe import safe_link

ROWS = list(landmarks.rows())
THURSDAY = 3


def days(kind):
    return [date.fromisoformat(row["day"]) for row in ROWS if row["kind"] == kind]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['day']} {row['kind']}")
def test_a_landmark_has_a_day_a_kind_a_neutral_label_and_a_source(row):
    assert set(row) == {"day", "kind", "label", "source"}
    assert date.fromisoformat(row["day"]).isoformat() == row["day"]
    assert row["kind"] in landmarks.KINDS
    assert safe_link(row["source"]) == row["source"]
    start = {"election": "General election", "government": "New Prime Minister: "}[row["kind"]]
    assert row["label"].startswith(start)
    assert len(row["label"]) <= 40


def test_landmarks_stand_once_each_and_by_day():
    keys = [(row["day"], row["label"]) for row in ROWS]
    assert keys == sorted(set(keys))


def test_general_elections_are_held_on_thursdays():
    assert len(days("election")) == 6
    assert {day.weekday() for day in days("election")} == {THURSDAY}


def test_every_parliament_in_the_calendar_follows_an_election_of_the_table():
    with (files("tracker.calendars") / "parliaments.csv").open(encoding="utf-8") as lines:
        met = {date.fromisoformat(row["first_met"]) for row in csv.DictReader(lines)}
    for first in met:
        assert any(first - timedelta(days=21) <= day < first for day in days("election")), first


def test_the_table_says_until_when_it_is_known():
    everything = days("election") + days("government")
    assert min(everything) == landmarks.KNOWN_FROM
    assert max(everything) <= landmarks.KNOWN_UNTIL

"""The packaged register: what the counting rules make of every real commitment.

Reviewed by hand against the register files. A change here is a change of what
is printed about a public body, so it needs a reason that its press officer
would accept.
"""

import sqlite3

import pytest

from db.commitments import set_as_of
from db.connection import connect, trying

STATUSES = {
    "adhd-taskforce-report": "delivered_on_time",
    "axe-the-fax": "unchecked",
    "care-data": "dropped",
    "casey-commission-phase-one": "awaited",
    "data-saves-lives-final": "delivered_late",
    "dental-recovery-plan": "delivered_on_time",
    "digital-social-care-records": "unclear",
    "digital-workforce-plan": "merged",
    "epr-90-percent-trusts": "delivered_on_time",
    "epr-all-trusts": "partially_delivered",
    "federated-data-platform-contract": "delivered_late",
    "forty-new-hospitals": "partially_delivered",
    "gp-records-access": "partially_delivered",
    "gpdpr": "paused",
    "gpdpr-optout-user-research": "unchecked",
    "health-disparities-white-paper": "dropped",
    "hiv-action-plan-2025": "delivered_late",
    "hub-and-spoke-dispensing": "partially_delivered",
    "junk-food-advertising-rules": "unchecked",
    "leng-review": "delivered_late",
    "liberty-protection-safeguards": "paused",
    "major-conditions-strategy": "paused",
    "mens-health-strategy": "delivered_on_time",
    "mental-health-ten-year-plan": "merged",
    "national-cancer-plan": "delivered",
    "national-maternity-investigation": "delivered_late",
    "nhs-long-term-plan": "delivered_late",
    "nhs-long-term-workforce-plan": "delivered_late",
    "nhs-people-plan": "partially_delivered",
    "palliative-care-msf": "awaited",
    "paperless-nhs": "unchecked",
    "primary-care-access-recovery-plan": "delivered_on_time",
    "social-care-charging-cap": "dropped",
    "social-care-green-paper": "unchecked",
    "suicide-prevention-strategy": "delivered",
    "ten-year-cancer-plan-2022": "merged",
    "ten-year-health-plan": "delivered_late",
    "ten-year-workforce-plan": "unchecked",
    "tobacco-control-plan": "merged",
    "womens-health-strategy": "delivered_on_time",
    "womens-health-strategy-renewal": "awaited",
}

FACTS = {
    # Due by the end of 2023 in words whose day nobody knows; said to be merged
    # in April 2025, or as early as February: 1 February 2025 is day 398.
    "digital-workforce-plan": {
        "events": 5,
        "first_due_latest": "2023-12-31",
        "first_due_earliest": None,
        "merged_into": "ten-year-workforce-plan",
        "days_late_min": 398,
        "days_late_max": None,
        "dates_lost": 1,
        "moved_later": 0,
    },
    # Summer 2017, end of 2017, summer recess 2018, autumn 2018, end of 2018, 2019:
    # five moves; then the new year (tighter) and before April (the same day).
    "social-care-green-paper": {
        "moved_later": 5,
        "tightened": 1,
        "standing_due_latest": "2019-03-31",
        "followed_until": "2019-06-08",
        "days_late_min": 69,
    },
    # The body's own first date is January to March 2024; the summer recess of
    # 2023 is what others had expected.
    "dental-recovery-plan": {"first_due_latest": "2024-03-31", "days_late_min": -53},
    # By the contract's own dates, 28 September and 20 October 2023: those of 2022 were of the
    # competition, in the words of the file's own notes.
    "federated-data-platform-contract": {
        "first_due_latest": "2023-09-28",
        "days_late_min": 34,
        "standing_days_min": 12,
        "moved_later": 1,
        "events": 6,
    },
    # 2032-33 is for seven hospitals and 2035 to 2039 for the start of construction: not for all 40.
    "forty-new-hospitals": {
        "first_due_latest": "2030-12-31",
        "standing_due_latest": "2030-12-31",
        "moved_later": 0,
        "days_late_min": None,
    },
    "gpdpr": {"first_due_latest": "2021-09-01", "moved_later": 1},
    "mens-health-strategy": {"days_late_min": -42, "days_late_max": -12},
    # By its chair's own words (the very beginning of July), not the press's early June.
    "leng-review": {"days_late_min": 9},
    # Answers of June 2026 still promise it, a day after the end of spring at least.
    "ten-year-workforce-plan": {
        "moved_later": 2,
        "loosened": 1,
        "followed_until": "2026-06-01",
        "followed_until_precision": "month",
        "days_late_min": 1,
    },
    # "From 1 July" began the line, so the move to September is one; it has no latest day.
    "care-data": {"first_due_latest": "2014-11-30", "moved_later": 2},
}


@pytest.fixture(scope="module")
def timeline(working):
    return {row["slug"]: row for row in connect(working).query("select * from timeline")}


def test_every_row_is_decided(timeline):
    assert {slug: row["status"] for slug, row in timeline.items()} == STATUSES


@pytest.mark.parametrize("slug", FACTS)
def test_facts(timeline, slug):
    assert {name: timeline[slug][name] for name in FACTS[slug]} == FACTS[slug]


def test_nothing_is_called_overdue_that_nobody_looked_for(working):
    assert connect(working).execute("select count(*) from overdue").fetchone() == (0,)


@pytest.mark.parametrize("day", ["2026-11-22", "2027-06-30", "2031-01-01", "2060-01-01"])
def test_nor_will_anything_be_while_nobody_looks(working, day):
    db = connect(working)
    with trying(db):
        set_as_of(db, day)
        found = dict(db.execute("select status, count(*) from timeline group by 1").fetchall())
    assert "overdue" not in found
    assert found["unchecked"] >= 6


def test_of_rows_that_were_picked_by_hand_nothing_is_reckoned(published):
    file = sqlite3.connect(published / "current" / "delaywatch.db")
    for table in ("cohorts", "cohort_curves"):
        assert file.execute(f"select count(*) from {table}").fetchone() == (0,), table


def test_what_others_expected_of_the_dental_plan_is_shown_as_theirs(working):
    rows = connect(working).execute(
        "select voice, carries, due_latest from promises where commitment = 'dental-recovery-plan'"
        " order by position"
    )
    assert rows.fetchall() == [
        ("expected_by_others", 0, "2023-07-20"),
        ("on_record", 1, "2024-03-31"),
    ]


def test_the_register_is_all_there(working):
    counts = {
        table: connect(working).execute(f"select count(*) from {table}").fetchone()[0]
        for table in ("commitments", "events", "foi_requests")
    }
    assert counts == {"commitments": 41, "events": 158, "foi_requests": 18}


def test_every_event_has_a_source_that_can_be_opened(working):
    without = connect(working).execute(
        """select count(*) from events e where not exists (
             select 1 from event_sources s where s.event_id = e.id and s.url like 'http%')"""
    )
    assert without.fetchone() == (0,)


def test_counted_for_an_earlier_day_it_knows_only_what_was_known_then(working, tmp_path):
    """On 1 May 2019 the last word on the green paper was that of April: in due course."""
    path = tmp_path / "delaywatch.db"
    sqlite3.connect(working).execute("vacuum into ?", [str(path)]).connection.close()
    db = connect(path)
    set_as_of(db, "2019-05-01")
    row = next(db.query("select * from timeline where slug = 'social-care-green-paper'"))
    assert (row["followed_until"], row["days_late_min"]) == ("2019-04-01", 1)
    late = db.execute("select count(*) from timeline where outcome_on > '2019-05-01'")
    assert late.fetchone() == (0,)

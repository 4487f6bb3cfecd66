"""Which groups are complete, why the others are not, and how long things took in them."""

import math
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.commitments import set_as_of
from db.connection import connect, writing
from db.publishing.tables import REFERENCE
from db.sources import register_source
from tests.tracker.structured.calendar import CALENDAR, LINE, Calendar
from tracker.cohorts import FEWEST, cohorts
from tracker.kaplan_meier import Wait, curve, median
from tracker.structured.switches import switch_off, switch_on

MONTHLY = replace(CALENDAR, cadence="monthly")
AS_OF = date(2026, 11, 22)
DUE = "14 Feb 2025"
# A month before 2025 until a month after it: enough to tell that all of 2025 was read.
READ = [f"2024-12-{day}" for day in ("01", "15")] + [
    f"2025-{month:02}-15" for month in range(1, 13)
]
READ += ["2026-01-15"]


def came(day):
    """A release that came out on a day, as its calendar told it."""
    return [f"2024-12-01 confirmed {DUE}", f"{day} released {DUE} out {day}"]


# Seven in time (one of them a day early), three late by 3, 10 and 40 days, one called off five days
# after its day, one that never came.
TWELVE = [
    came("2025-02-13"), *[came("2025-02-14")] * 6,
    came("2025-02-17"), came("2025-02-24"), came("2025-03-26"),
    [f"2024-12-01 confirmed {DUE}", f"2025-02-19 stamped 2025-02-19 cancelled {DUE}"],
    [f"2024-12-01 confirmed {DUE}"],
]  # fmt: skip


@dataclass
class World:
    """What a calendar announced, a list of versions a release, and the runs over it.

    A run is its day, with "broken", "degraded", "waiting", "failed" or "refused" and how many after
    it where it was no whole reading.
    """

    releases: list = field(default_factory=lambda: list(TWELVE))
    runs: list = field(default_factory=lambda: list(READ))
    source: object = MONTHLY
    origin: str = "site"
    kind: str = "release"

    def build(self, path):
        """The database of this world, counted for ``AS_OF``."""
        calendar = Calendar(path)
        set_as_of(calendar.db, AS_OF.isoformat())
        calendar.kind = self.kind
        with writing(calendar.db):
            register_source(calendar.db, self.source)
        for number, versions in enumerate(self.releases):
            for line in versions:
                calendar.keep(
                    line.replace(" ", f" page r{number} ", 1)
                    if "stamped" not in line
                    else line.replace(" cancelled", f" page r{number} cancelled"),
                    key=f"r{number}",
                    title=f"Release {number}",
                    of=self.source,
                    origin=self.origin,
                )
        calendar.work()
        self.read(calendar.db)
        return calendar

    def read(self, db):
        """Write the runs down."""
        for number, told in enumerate(self.runs, start=1000):
            day, how, number_of = [*told.split(), "", ""][:3]
            with writing(db):
                db.execute(
                    "insert into runs (id, command, as_of, started_at, outcome) "
                    "values (?, 'crawl', ?, ?, 'finished')", [number, day, f"{day}T06:00:00Z"],
                )  # fmt: skip
                db["run_sources"].insert(
                    {
                        "run_id": number, "source": self.source.name, "origin": self.origin,
                        "outcome": "finished",
                        "health": how if how in ("broken", "degraded") else "healthy",
                        "pages_waiting": int(how == "waiting"), "files_waiting": 0,
                        "failed": int(how == "failed"),
                        "refused": int(number_of or 0),
                    }
                )  # fmt: skip


def of_2025(calendar):
    """The cohort of the year 2025."""
    [found] = [one for one in cohorts(calendar.db, AS_OF) if one.year == 2025]
    return found


# ------------------------------------------------------------------ a whole year


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A year that was read whole."""
    return World().build(tmp_path_factory.mktemp("whole") / "delaywatch.db")


def test_a_year_that_was_read_whole_is_complete(whole):
    row = of_2025(whole).row()
    assert row == {
        "cohort": "calendar/scheduled-release/nhs-england/2025",
        "title": "Releases that calendar announced for 2025, of NHS England",
        "kind": "scheduled_release",
        "source": "calendar",
        "body": "nhs-england",
        "first_day": "2025-01-01",
        "last_day": "2025-12-31",
        "commitments": 12,
        "on_time": 7,
        "late": 3,
        "not_out": 1,
        "unclear": 1,
        "median_days": 0,
        "read_from": "2024-12-01",
        "read_until": "2026-01-15",
        "longest_gap_days": 31,
        "complete": 1,
        "why_not": None,
    }


def test_the_curve_of_the_year_is_the_one_worked_out_by_hand(whole):
    # 12 wait. 11/12; six more come of 11: 5/12; one of 5: 4/12; one is called off on day 5, so
    # three are left, and one of three comes: 2/9; one of two: 1/9; the last is followed to the end.
    steps = [
        (row["days"], row["at_risk"], row["came"], row["waiting"]) for row in of_2025(whole).curve()
    ]
    end = (date(2026, 1, 15) - date(2025, 2, 14)).days
    assert steps == [
        (-1, 12, 1, round(11 / 12, 6)), (0, 11, 6, round(5 / 12, 6)), (3, 5, 1, round(1 / 3, 6)),
        (10, 3, 1, round(2 / 9, 6)), (40, 2, 1, round(1 / 9, 6)), (end, 1, 0, round(1 / 9, 6)),
    ]  # fmt: skip


def test_rows_have_the_columns_that_are_published(whole):
    cohort = of_2025(whole)
    assert tuple(cohort.row()) == REFERENCE["counted_cohorts"]
    assert {tuple(row) for row in cohort.curve()} == {REFERENCE["counted_curves"]}


# ------------------------------------------------------------------ what makes it incomplete

CALLED = "2025-01-20 confirmed 10 Jan 2025"
INCOMPLETE = {
    "it was never read": (World(runs=[]), "its source was never read whole"),
    "it was first read within the year": (
        World(runs=READ[2:]), "its source was first read whole on 15 January 2025",
    ),
    "it was first read on the first day": (
        World(runs=["2025-01-01", *READ[2:]]), "its source was first read whole on 1 January 2025",
    ),
    "it was not read since the year ended": (
        World(runs=READ[:-1]), "its source was last read whole on 15 December 2025",
    ),
    "a gap is longer than its cadence allows": (
        World(runs=[day for day in READ if not day.startswith(("2025-06", "2025-07"))]),
        "its source was not read whole between 15 May 2025 and 15 August 2025",
    ),
    "a broken run": (
        World(runs=sorted([*READ, "2025-06-20 broken"])), "the run of 20 June 2025 was broken",
    ),
    "a degraded run is no reading": (
        World(runs=["2024-12-01 degraded", "2024-12-15 degraded", *READ[2:]]),
        "its source was first read whole on 15 January 2025",
    ),
    "pages that wait": (
        World(runs=[*READ[:-1], "2026-01-15 waiting"]),
        "its source was last read whole on 15 December 2025",
    ),
    "pages that failed": (
        World(runs=[*READ[:-1], "2026-01-15 failed"]),
        "its source was last read whole on 15 December 2025",
    ),
    "pages that were refused": (
        World(runs=[*READ[:-1], "2026-01-15 refused 3"]),
        "its source was last read whole on 15 December 2025",
    ),
    "pages that are refused each time": (
        World(runs=[f"{day} refused 3" for day in READ]), "its source was never read whole",
    ),
    "one that never had a day": (
        World(releases=[*TWELVE, ["2025-03-01 confirmed TBC"]]), "1 was announced without a day",
    ),
    "ones that lost the only chance of a day before the year was over": (
        World(releases=[*TWELVE, *[["2024-12-01 confirmed TBC", "2025-01-05 nothing"]] * 2]),
        "2 were announced without a day",
    ),
    "a cadence that nobody knows": (
        World(source=CALENDAR), "how often its source must be read is not known",
    ),
    "one came to us when its date had passed": (
        World(releases=[*TWELVE, [CALLED]]), "1 was first read of after its date had passed",
    ),
    "a date that was only ever provisional": (
        World(releases=[*TWELVE, ["2024-12-01 provisional 20 Feb 2025"]]),
        "1 was announced with a provisional date only",
    ),
    "a page that no longer announces it": (
        World(releases=[*TWELVE, ["2024-12-01 confirmed 20 Feb 2025", "2025-01-05 nothing"]]),
        "1 was announced no more, and nothing says what came of it",
    ),
    "reviews, of which nothing says whether they took place": (
        World(releases=[["2024-12-01 stated 20 Feb 2025"]] * 12, kind="review"),
        "the source does not say whether a review took place",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("world", "why"), INCOMPLETE.values(), ids=INCOMPLETE)
def test_incomplete(world, why, tmp_path):
    cohort = of_2025(world.build(tmp_path / "delaywatch.db"))
    row = cohort.row()
    assert why in row["why_not"].split("; ")
    assert row["complete"] == 0
    assert row["commitments"] == len([one for one in world.releases if "TBC" not in one[0]])
    assert row["median_days"] is None
    assert list(cohort.curve()) == []


def test_a_year_that_is_not_over_is_incomplete(tmp_path):
    world = World(
        releases=[["2025-12-01 confirmed 14 Feb 2026"]],
        runs=["2025-12-01", *[f"2026-{month:02}-01" for month in range(1, 12)]],
    )
    [cohort] = cohorts(world.build(tmp_path / "delaywatch.db").db, AS_OF)
    assert cohort.why_not == "the period runs until 31 December 2026"


def test_a_rule_that_was_switched_off_and_on_leaves_the_year_incomplete(tmp_path):
    calendar = World().build(tmp_path / "delaywatch.db")
    switch_off(calendar.db, "release-date", "calendar", reason="odd", at="2026-02-01T06:00:00Z")
    assert list(cohorts(calendar.db, AS_OF)) == []
    switch_on(calendar.db, "release-date", "calendar", at="2026-02-02T06:00:00Z")
    assert of_2025(calendar).why_not == "the rule that reads it was switched off on 1 February 2026"


def test_one_that_was_taken_back_leaves_the_year_incomplete(tmp_path):
    calendar = World().build(tmp_path / "delaywatch.db")
    with writing(calendar.db):
        calendar.db.execute(
            "update commitments set retracted_on = '2026-03-01', retracted_why = 'no' "
            "where title = 'Release 3'"
        )
    assert of_2025(calendar).why_not == "1 was taken back"


def test_what_no_rule_has_worked_on_leaves_the_year_incomplete(tmp_path):
    calendar = World().build(tmp_path / "delaywatch.db")
    calendar.keep(
        "2025-12-30 page new confirmed 4 Mar 2026", key="new", title="A new one", of=MONTHLY
    )
    assert of_2025(calendar).why_not == "1 was announced and not yet worked on"


def page(calendar, *, run, state="refused", attempts=1, next_check_at=None, url="/elsewhere"):
    """A page as the ledger has it after its last run; runs are counted from 0."""
    with writing(calendar.db):
        calendar.db["pages"].insert(
            {
                "source": "calendar", "origin": "site", "url": f"https://calendar.example{url}",
                "kind": "document", "state": state, "run_id": 1000 + run, "attempts": attempts,
                "next_check_at": next_check_at,
            }
        )  # fmt: skip


def test_addresses_that_are_refused_for_good_leave_no_gap(tmp_path):
    """They are not the source's own: some lists name them in each run."""
    runs = [f"{day} refused {1 + (number >= 5)}" for number, day in enumerate(READ)]
    calendar = World(runs=runs).build(tmp_path / "delaywatch.db")
    page(calendar, run=len(READ) - 1, attempts=len(READ))
    assert of_2025(calendar).row()["complete"] == 0
    page(calendar, run=len(READ) - 1, attempts=len(READ) - 5, url="/another")
    assert of_2025(calendar).row()["complete"] == 1


def test_an_address_that_was_refused_for_good_later_excuses_no_earlier_run(tmp_path):
    runs = [*READ[:2], f"{READ[2]} refused 1", *READ[3:-1], f"{READ[-1]} refused 1"]
    calendar = World(runs=runs).build(tmp_path / "delaywatch.db")
    page(calendar, run=len(READ) - 1)
    assert of_2025(calendar).why_not == (
        "its source was not read whole between 15 December 2024 and 15 February 2025"
    )


@pytest.mark.parametrize("state", ["refused", "failed"])
def test_a_page_that_is_still_to_be_had_makes_the_runs_since_no_whole_readings(tmp_path, state):
    """It is asked for less and less often: the runs between knew nothing of it."""
    calendar = World().build(tmp_path / "delaywatch.db")
    page(calendar, run=4, state=state, next_check_at="2026-12-01T00:00:00Z")
    assert of_2025(calendar).why_not == "its source was last read whole on 15 February 2025"


def test_the_longest_gap_of_an_incomplete_year_is_told_over_its_breaks(tmp_path):
    runs = [day for day in READ if not day.startswith(("2025-06", "2025-07"))]
    row = of_2025(World(runs=runs).build(tmp_path / "delaywatch.db")).row()
    assert (row["read_from"], row["read_until"]) == ("2024-12-01", "2026-01-15")
    assert row["longest_gap_days"] == (date(2025, 8, 15) - date(2025, 5, 15)).days


def name_two_things(calendar, *dates, read_on="2024-12-01", key="twins"):
    """A page that gives several dates under one key, so that no rule makes anything of them."""
    lines = [LINE.fullmatch(f"{read_on} confirmed {date}") for date in dates]
    rows = [calendar.row(line, key, f"Twin {number}") for number, line in enumerate(lines)]
    calendar.keep(f"{read_on} page {key} nothing", key=key, of=MONTHLY, announced=rows)
    assert calendar.work().ambiguous


AMBIGUOUS = {
    "both in the year": (["3 Mar 2025", "7 Apr 2025"], False),
    "one of them in the year": (["3 Mar 2026", "7 Apr 2025"], False),
    "both in another year": (["3 Mar 2026", "7 Apr 2026"], True),
    "one of them without a day": (["3 Mar 2026", "TBC"], False),
}


@pytest.mark.parametrize(("dates", "is_complete"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_has_one_name_with_another_is_missing_in_its_years(tmp_path, dates, is_complete):
    calendar = World().build(tmp_path / "delaywatch.db")
    name_two_things(calendar, *dates)
    why = "2 were announced under one name and could not be counted"
    assert of_2025(calendar).why_not == ("" if is_complete else why)


def test_several_names_of_several_things(tmp_path):
    calendar = World().build(tmp_path / "delaywatch.db")
    name_two_things(calendar, "3 Mar 2025", "4 Mar 2025")
    name_two_things(calendar, "3 Mar 2025", "4 Mar 2025", "5 Mar 2025", key="triplets")
    assert of_2025(calendar).why_not == ("5 were announced under 2 names and could not be counted")


WITHOUT_A_DAY = {
    "until before the year": ["2024-12-01 confirmed TBC", "2024-12-20 nothing"],
    "from after the year": ["2026-01-02 confirmed TBC"],
    "until it had one, in another year": [
        "2024-12-01 confirmed TBC", "2025-06-15 confirmed 14 Feb 2026",
    ],
}  # fmt: skip


@pytest.mark.parametrize("versions", WITHOUT_A_DAY.values(), ids=WITHOUT_A_DAY)
def test_what_stood_without_a_day_at_other_times_is_not_missing(tmp_path, versions):
    calendar = World(releases=[*TWELVE, versions]).build(tmp_path / "delaywatch.db")
    assert of_2025(calendar).why_not == ""


# ------------------------------------------------------------------ what is counted


def test_a_break_after_the_year_ends_what_was_known_and_not_the_cohort(tmp_path):
    late = [f"2024-12-01 confirmed {DUE}", "2026-05-02 released 14 Feb 2025 out 2026-05-01"]
    world = World(
        releases=[*TWELVE[:-1], late],
        runs=[*READ, "2026-01-20 broken", "2026-05-02", "2026-06-02"],
    )
    row = of_2025(world.build(tmp_path / "delaywatch.db")).row()
    assert (row["complete"], row["read_until"], row["not_out"], row["late"]) == (
        1, "2026-01-15", 1, 3,
    )  # fmt: skip


def test_few_have_counts_and_no_curve(tmp_path):
    cohort = of_2025(World(releases=TWELVE[: FEWEST - 1]).build(tmp_path / "delaywatch.db"))
    assert cohort.row()["complete"] == 1
    assert cohort.row()["median_days"] is None
    assert list(cohort.curve()) == []


def test_a_sample_site_forms_cohorts_that_say_so_and_are_of_no_body(tmp_path):
    calendar = World(origin="sample").build(tmp_path / "delaywatch.db")
    row = of_2025(calendar).row()
    assert row["title"] == "SAMPLE: Releases that calendar announced for 2025"
    assert (row["complete"], row["body"], row["on_time"]) == (1, None, 7)


def test_runs_over_a_copy_of_the_site_show_nothing(tmp_path):
    calendar = World(runs=[]).build(tmp_path / "delaywatch.db")
    World(origin="copy").read(calendar.db)
    assert of_2025(calendar).why_not == "its source was never read whole"


def test_runs_after_the_day_of_counting_are_not_yet_known(tmp_path):
    calendar = World().build(tmp_path / "delaywatch.db")
    set_as_of(calendar.db, "2025-12-20")
    [cohort] = cohorts(calendar.db, date(2025, 12, 20))
    assert cohort.why_not == "the period runs until 31 December 2025"


def test_the_register_has_no_cohort(working):
    assert list(cohorts(connect(working), AS_OF)) == []


# ------------------------------------------------------------------ the curve


def brute_force(waits):
    """The same from its definition, a day at a time: of those that waited until then, who came."""
    first, last = min(wait.days for wait in waits), max(wait.days for wait in waits)
    share, found = Fraction(1), []
    for day in range(first, last + 1):
        at_risk = [wait for wait in waits if wait.days >= day]
        now = [wait for wait in at_risk if wait.days == day and wait.came]
        if now:
            share *= 1 - Fraction(len(now), len(at_risk))
            found.append((day, share))
    return found


WAITS = st.lists(st.builds(Wait, st.integers(-60, 400), st.booleans()), min_size=1, max_size=60)


@given(WAITS)
def test_the_curve_is_that_of_its_definition(waits):
    steps = curve(waits)
    assert [(step.days, step.waiting) for step in steps if step.came] == brute_force(waits)
    assert steps[-1].days == max(wait.days for wait in waits)


@given(WAITS)
def test_the_curve_falls_between_one_and_nought_within_its_bounds(waits):
    steps = curve(waits)
    shares = [1, *(step.waiting for step in steps)]
    assert all(0 <= after <= before <= 1 for before, after in pairwise(shares))
    for step in steps:
        assert (step.low is None) == (step.waiting == 0)
        if step.low is not None:
            assert 0 <= step.low <= float(step.waiting) + 1e-12
            assert float(step.waiting) <= step.high + 1e-12 <= 1 + 1e-9


@given(st.lists(st.integers(-60, 400), min_size=1, max_size=60))
def test_with_nothing_left_waiting_it_is_the_plain_share(days):
    for step in curve(Wait(day, came=True) for day in days):
        assert step.waiting == Fraction(sum(day > step.days for day in days), len(days))


@given(WAITS)
def test_the_median_is_the_first_day_after_which_no_more_than_half_wait(waits):
    found = median(curve(waits))
    fallen = [day for day, share in brute_force(waits) if share <= Fraction(1, 2)]
    assert found == (fallen[0] if fallen else None)


def test_the_bounds_are_greenwoods_on_the_scale_of_log_minus_log():
    # Ten wait, two come on day 3: S = 0.8, the sum of Greenwood is 2 / (10 * 8) = 0.025, and so the
    # bounds are 0.8 ** exp(-+ 1.96 * sqrt(0.025) / |ln 0.8|) = 0.4087 and 0.9459.
    [step, _] = curve([Wait(3, came=True)] * 2 + [Wait(9, came=False)] * 8)
    spread = math.exp(1.959964 * math.sqrt(0.025) / abs(math.log(0.8)))
    assert step.low == pytest.approx(0.8**spread, abs=1e-6)
    assert step.high == pytest.approx(0.8 ** (1 / spread), abs=1e-6)
    assert (round(step.low, 4), round(step.high, 4)) == (0.4087, 0.9459)


def test_nobody_waits_in_an_empty_group():
    assert curve([]) == []
    assert median([]) is None

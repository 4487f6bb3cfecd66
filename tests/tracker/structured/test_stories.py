"""What a source's own changes come to: every rule with versions that can be checked by hand.

The left side is one version of a page a line (see calendar.py), the right side what stands then,
and which moves are counted. Everything is counted for 22 November 2026.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crawler.platforms.govuk.announced import announcement
from tests.tracker.structured.calendar import CALENDAR, LINE, SITE

SHARED = Path(__file__).parents[4] / "shared" / "fixtures" / "gov.uk"
REAL = SHARED / "statistics_announcement__release_date_changed.json"


@dataclass
class Case:
    """A rule, the versions in which it shows, and what follows."""

    rule: str
    versions: str
    events: list[str]
    slips: list[str] = field(default_factory=list)
    status: str = "awaited"
    timeline: dict = field(default_factory=dict)
    kind: str = "release"


CASES = [
    # ---------------------------------------------------------------- when it was said
    Case(
        "of what the first look finds, nobody knows since when it stood there",
        "2026-09-01 confirmed 3 Dec 2026",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "the day of the last change says only that it stood there by then",
        "2026-09-01 stamped 2026-08-20 confirmed 3 Dec 2026",
        ["by 2026-08-20 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "a stamp that moves on with the date is the day on which it was said",
        """2026-09-01 stamped 2026-08-20 confirmed 3 Dec 2026
           2026-10-01 stamped 2026-09-28 confirmed 10 Dec 2026""",
        [
            "by 2026-08-20 promised 2026-12-03..2026-12-03",
            "2026-09-28 slipped 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    Case(
        "one that stays tells nothing: it was said between two looks",
        """2026-09-01 stamped 2026-08-20 confirmed 3 Dec 2026
           2026-10-01 stamped 2026-08-20 confirmed 10 Dec 2026""",
        [
            "by 2026-08-20 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 slipped 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    Case(
        "a stamp that is yet to come is no day on which anything was said",
        "2026-09-01 stamped 2026-12-03 confirmed 3 Dec 2026",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "what is first seen after its day was announced nobody knows when: a look proves no delay",
        "2026-11-20 confirmed 5 Nov 2026",
        ["? promised 2026-11-05..2026-11-05"],
        status="unchecked",
        timeline={"days_late_min": None, "followed_until": None},
    ),
    # ---------------------------------------------------------------- moves
    Case(
        "the same date again is no step, whatever else changes",
        """2026-09-01 confirmed 3 Dec 2026
           2026-09-02 stamped 2026-09-02 confirmed 3 December 2026""",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "later is put back, with the body's own note",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 10 Dec 2026 (was 3 Dec 2026) “Two sites sent nothing.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 slipped 2026-12-10..2026-12-10 “Two sites sent nothing.”",
        ],
        ["later 7"],
        timeline={"first_due_latest": "2026-12-03", "moved_later": 1},
    ),
    Case(
        "earlier is brought forward",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 26 Nov 2026""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 brought_forward 2026-11-26..2026-11-26",
        ],
        ["earlier -7"],
    ),
    Case(
        "a month of which a day is named is tightened",
        """2026-09-01 stated Dec 2026
           2026-10-01 stated 10 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-01..2026-12-31",
            "by 2026-10-01 reaffirmed 2026-12-10..2026-12-10",
        ],
        ["tightened -21"],
    ),
    Case(
        "where a source has no word for provisional, a month that becomes another has slipped",
        """2026-09-01 stated Nov 2026
           2026-10-01 stated Dec 2026""",
        [
            "by 2026-09-01 promised 2026-11-01..2026-11-30",
            "by 2026-10-01 slipped 2026-12-01..2026-12-31",
        ],
        ["later 31"],
    ),
    Case(
        "a date that goes back to what it was needs no new version of the page",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 10 Dec 2026
           2026-09-01 confirmed 3 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 slipped 2026-12-10..2026-12-10",
            "? brought_forward 2026-12-03..2026-12-03",
        ],
        ["later 7", "earlier -7"],
    ),
    Case(
        "a row that disappears has neither moved nor been dropped",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 nothing""",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "and if it comes back with another date, that has moved",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 nothing
           2026-10-08 confirmed 10 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-08 slipped 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    Case(
        "words without a date after a date lose it",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed To be confirmed""",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03", "by 2026-10-01 reaffirmed .."],
        ["date_lost"],
    ),
    Case(
        "a date that cannot be read is none: it neither moves nor loses anything",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 31 June 2026
           2026-10-02 confirmed 3 Dec 2026""",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "what the crawler does not read, the grammar of dates may, if it reads all of it",
        "2026-09-01 confirmed December 2026 to January 2027",
        ["by 2026-09-01 promised 2026-12-01..2027-01-31"],
    ),
    Case(
        "but a month without a year is guessed at by nobody",
        "2026-09-01 confirmed December",
        [],
        status=None,
    ),
    # ---------------------------------------------------------------- provisional
    Case(
        "a move while provisional is no slip, and the newest date is the first due",
        """2026-09-01 provisional Nov 2026
           2026-10-01 provisional Dec 2026""",
        [
            "by 2026-09-01 promised 2026-11-01..2026-11-30 provisional",
            "by 2026-10-01 reaffirmed 2026-12-01..2026-12-31 provisional",
        ],
        timeline={"first_due_latest": "2026-12-31", "first_due_provisional": 1, "moved_later": 0},
    ),
    Case(
        "nor is it one to confirm another date",
        """2026-09-01 provisional Nov 2026
           2026-10-01 confirmed 3 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-11-01..2026-11-30 provisional",
            "by 2026-10-01 reaffirmed 2026-12-03..2026-12-03",
        ],
        timeline={"first_due_latest": "2026-12-03", "first_due_provisional": 0},
    ),
    Case(
        "or the same one",
        """2026-09-01 provisional 3 Dec 2026
           2026-10-01 confirmed 3 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03 provisional",
            "by 2026-10-01 reaffirmed 2026-12-03..2026-12-03",
        ],
        timeline={"first_due_provisional": 0},
    ),
    Case(
        "what is confirmed and then provisional again has slipped, once, to where it ends",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 provisional Jan 2027
           2026-10-08 provisional Feb 2027
           2026-11-01 confirmed 11 Feb 2027""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 slipped 2027-01-01..2027-01-31 provisional",
            "by 2026-10-08 reaffirmed 2027-02-01..2027-02-28 provisional",
            "by 2026-11-01 reaffirmed 2027-02-11..2027-02-11",
        ],
        ["later 70"],
        timeline={"first_due_latest": "2026-12-03"},
    ),
    Case(
        "a provisional date that is lost was none yet",
        """2026-09-01 provisional Nov 2026
           2026-10-01 provisional To be confirmed""",
        [
            "by 2026-09-01 promised 2026-11-01..2026-11-30 provisional",
            "by 2026-10-01 reaffirmed .. provisional",
        ],
        status="no_date",
    ),
    # ---------------------------------------------------------------- already moved
    Case(
        "the date before that a record names is its own word, said nobody knows when",
        "2026-09-01 confirmed 10 Dec 2026 (was 3 Dec 2026) “Two sites sent nothing.”",
        [
            "? promised 2026-12-03..2026-12-03",
            "by 2026-09-01 slipped 2026-12-10..2026-12-10 “Two sites sent nothing.”",
        ],
        ["later 7"],
        timeline={"first_due_latest": "2026-12-03"},
    ),
    Case(
        "while the date is provisional, so was the one before",
        "2026-09-01 provisional Jan 2027 (was 3 Dec 2026)",
        [
            "? promised 2026-12-03..2026-12-03 provisional",
            "by 2026-09-01 reaffirmed 2027-01-01..2027-01-31 provisional",
        ],
    ),
    Case(
        "and a month before a confirmed day may have been: nobody is accused of moving it",
        "2026-09-01 confirmed 10 Dec 2026 (was November 2026)",
        [
            "? promised 2026-11-01..2026-11-30 provisional",
            "by 2026-09-01 reaffirmed 2026-12-10..2026-12-10",
        ],
    ),
    Case(
        "a move that we missed stands between those that we saw",
        """2026-09-01 confirmed 3 Dec 2026
           2026-11-01 confirmed 17 Dec 2026 (was 10 Dec 2026) “Put back again.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "? slipped 2026-12-10..2026-12-10",
            "by 2026-11-01 slipped 2026-12-17..2026-12-17 “Put back again.”",
        ],
        ["later 7", "later 7"],
    ),
    Case(
        "a note stays on the page, but belongs to the change with which it came",
        """2026-09-01 confirmed 10 Dec 2026 (was 3 Dec 2026) “Two sites sent nothing.”
           2026-10-01 confirmed 17 Dec 2026 (was 10 Dec 2026) “Two sites sent nothing.”""",
        [
            "? promised 2026-12-03..2026-12-03",
            "by 2026-09-01 slipped 2026-12-10..2026-12-10 “Two sites sent nothing.”",
            "by 2026-10-01 slipped 2026-12-17..2026-12-17",
        ],
        ["later 7", "later 7"],
    ),
    # ---------------------------------------------------------------- entered wrongly
    Case(
        "a date that was entered wrongly never counts",
        """2026-09-01 confirmed 2 Dec 2026
           2026-09-02 confirmed 3 Dec 2026 (was 2 Dec 2026) “Amended after inputting an error.”""",
        ["by 2026-09-02 promised 2026-12-03..2026-12-03 “Amended after inputting an error.”"],
        timeline={"first_due_latest": "2026-12-03", "moved_later": 0},
    ),
    Case(
        "nor where we never saw it",
        "2026-09-02 confirmed 3 Dec 2026 (was 2 Dec 2026) “Typo”",
        ["by 2026-09-02 promised 2026-12-03..2026-12-03 “Typo”"],
    ),
    Case(
        "nor where the note comes later than the date",
        """2026-09-01 confirmed 2 Dec 2026
           2026-09-02 confirmed 3 Dec 2026
           2026-09-03 confirmed 3 Dec 2026 “Incorrect date was published.”""",
        ["by 2026-09-02 promised 2026-12-03..2026-12-03 “Incorrect date was published.”"],
    ),
    Case(
        "what comes back to the date before it has only been promised again",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 3 Jan 2027
           2026-10-02 confirmed 3 Dec 2026 (was 3 Jan 2027) “Date entered in error.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-02 reaffirmed 2026-12-03..2026-12-03 “Date entered in error.”",
        ],
    ),
    Case(
        "a correction makes no other move undone",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 9 Dec 2026 “Two sites sent nothing.”
           2026-10-02 confirmed 10 Dec 2026 (was 9 Dec 2026) “Input error.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-02 slipped 2026-12-10..2026-12-10 “Input error.”",
        ],
        ["later 7"],
    ),
    Case(
        "and its note, left standing, corrects no later move",
        """2026-09-01 confirmed 3 Dec 2026 (was 2 Dec 2026) “Input error.”
           2026-10-01 confirmed 10 Dec 2026 (was 2 Dec 2026) “Input error.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03 “Input error.”",
            "by 2026-10-01 slipped 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    Case(
        "an error in the figures is a reason for a move, and it counts",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 confirmed 10 Dec 2026 “Due to a data error it is delayed.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 slipped 2026-12-10..2026-12-10 “Due to a data error it is delayed.”",
        ],
        ["later 7"],
    ),
    # ---------------------------------------------------------------- ends
    Case(
        "what came out is held against the first date",
        """2026-09-01 confirmed 5 Nov 2026
           2026-11-06 released 5 Nov 2026 out 2026-11-05""",
        ["by 2026-09-01 promised 2026-11-05..2026-11-05", "2026-11-05 delivered"],
        status="delivered_on_time",
    ),
    Case(
        "late by as many days as the source itself says",
        """2026-09-01 confirmed 5 Nov 2026
           2026-11-13 released 5 Nov 2026 out 2026-11-12""",
        ["by 2026-09-01 promised 2026-11-05..2026-11-05", "2026-11-12 delivered"],
        status="delivered_late",
        timeline={"days_late_min": 7},
    ),
    Case(
        "a record that we first see when all is over tells of its date and of the day it came out",
        "2026-11-13 released 5 Nov 2026 out 2026-11-05",
        ["? promised 2026-11-05..2026-11-05", "2026-11-05 delivered"],
        status="delivered_on_time",
    ),
    Case(
        "a day that no record tells lies between two looks: late or not is unclear",
        """2026-09-01 confirmed 5 Nov 2026
           2026-11-20 released 5 Nov 2026""",
        ["by 2026-09-01 promised 2026-11-05..2026-11-05", "by 2026-11-20 delivered"],
        status="unclear",
    ),
    Case(
        "a day of release that is yet to come is none",
        """2026-09-01 confirmed 3 Dec 2026
           2026-09-02 released 3 Dec 2026 out 2026-12-03""",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "what is out is over, whatever the page says afterwards",
        """2026-09-01 confirmed 5 Nov 2026
           2026-11-06 released 5 Nov 2026 out 2026-11-05
           2026-11-07 confirmed 5 Dec 2026""",
        ["by 2026-09-01 promised 2026-11-05..2026-11-05", "2026-11-05 delivered"],
        status="delivered_on_time",
    ),
    Case(
        "a provisional date that was kept",
        """2026-09-01 provisional Nov 2026
           2026-11-13 released November 2026 out 2026-11-12""",
        ["by 2026-09-01 promised 2026-11-01..2026-11-30 provisional", "2026-11-12 delivered"],
        status="delivered_on_time",
    ),
    Case(
        "what is cancelled is dropped, for the reason that the body gives",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 cancelled 3 Dec 2026 “No longer collected.”""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 dropped “No longer collected.”",
        ],
        status="dropped",
    ),
    Case(
        "also where it is first seen when it is cancelled",
        "2026-10-01 cancelled 3 Dec 2026 “No longer collected.”",
        ["? promised 2026-12-03..2026-12-03", "by 2026-10-01 dropped “No longer collected.”"],
        status="dropped",
    ),
    Case(
        "and what is no longer cancelled is resumed",
        """2026-09-01 confirmed 3 Dec 2026
           2026-10-01 cancelled 3 Dec 2026 “No longer collected.”
           2026-10-08 confirmed 10 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 dropped “No longer collected.”",
            "by 2026-10-08 resumed 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    # ---------------------------------------------------------------- several pages
    Case(
        "two pages of a source that say the same say it once",
        """2026-09-01 stamped 2026-08-20 page list confirmed 3 Dec 2026
           2026-09-02 stamped 2026-08-25 page own confirmed 3 Dec 2026""",
        ["by 2026-08-20 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "a page that lags behind another moves nothing back",
        """2026-09-01 page list confirmed 3 Dec 2026
           2026-09-01 page own confirmed 3 Dec 2026
           2026-10-01 page list confirmed 10 Dec 2026
           2026-10-02 page own confirmed 3 Dec 2026 “See also our notes.”
           2026-10-03 page own confirmed 10 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-03..2026-12-03",
            "by 2026-10-01 slipped 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    Case(
        "nor does one of which nobody knows how old it is",
        """2026-09-01 page list confirmed 3 Dec 2026
           2026-10-01 page old confirmed 26 Nov 2026""",
        ["by 2026-09-01 promised 2026-12-03..2026-12-03"],
    ),
    Case(
        "an older page that is found later comes first",
        """2026-09-01 stamped 2026-08-20 page new confirmed 10 Dec 2026
           2026-09-02 stamped 2026-07-01 page old confirmed 3 Dec 2026""",
        [
            "by 2026-07-01 promised 2026-12-03..2026-12-03",
            "by 2026-08-20 slipped 2026-12-10..2026-12-10",
        ],
        ["later 7"],
    ),
    # ---------------------------------------------------------------- other kinds
    Case(
        "a response that comes before its deadline is in time",
        """2026-09-01 stated 30 Oct 2026
           2026-10-20 released 30 Oct 2026 out 2026-10-19""",
        ["by 2026-09-01 promised ..2026-10-30", "2026-10-19 delivered"],
        status="delivered_on_time",
        kind="response",
    ),
    Case(
        "and one after it is late",
        """2026-09-01 stated 8 Sep 2026
           2026-09-21 stated 30 Oct 2026
           2026-11-13 released 30 Oct 2026 out 2026-11-12""",
        [
            "by 2026-09-01 promised ..2026-09-08",
            "by 2026-09-21 slipped ..2026-10-30",
            "2026-11-12 delivered",
        ],
        ["later 52"],
        status="delivered_late",
        timeline={"days_late_min": 65},
        kind="response",
    ),
    Case(
        "a date of review that is made tighter is of the same review",
        """2026-09-01 stated Dec 2026
           2026-10-01 stated 10 Dec 2026""",
        [
            "by 2026-09-01 promised 2026-12-01..2026-12-31",
            "by 2026-10-01 reaffirmed 2026-12-10..2026-12-10",
        ],
        ["tightened -21"],
        kind="review",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_what_versions_come_to(calendar, case):
    calendar.kind = case.kind
    calendar.hear(case.versions)
    assert calendar.events() == case.events
    assert calendar.slips() == case.slips
    row = next(iter(calendar.timeline().values()), {"status": None})
    assert row["status"] == case.status
    assert {name: row[name] for name in case.timeline} == case.timeline


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_told_all_at_once_they_come_to_the_same(calendar, case):
    """A machine that starts today, with an archive of all versions, sees the same."""
    calendar.kind = case.kind
    for line in filter(None, map(str.strip, case.versions.splitlines())):
        calendar.keep(line)
    calendar.work()
    assert (calendar.events(), calendar.slips()) == (case.events, case.slips)
    assert calendar.taken_back() == []


def test_a_date_entered_wrongly_is_taken_back_with_what_the_source_says(calendar):
    calendar.hear(
        """2026-09-01 confirmed 2 Dec 2026
           2026-09-02 confirmed 3 Dec 2026 (was 2 Dec 2026) “Amended after inputting an error.”"""
    )
    [taken_back] = calendar.taken_back()
    event, _, why = taken_back.partition(": ")
    assert event == "by 2026-09-01 promised 2026-12-02..2026-12-02"
    assert why == (
        "entered wrongly, as the source says itself: “Amended after inputting an error.”"
    )


def test_a_later_date_of_review_is_of_the_next_review(calendar):
    """Whether the one before took place nobody says, so nothing slipped and nothing is late."""
    calendar.kind = "review"
    calendar.hear(
        """2026-06-01 stamped 2026-05-01 stated August 2026
           2026-10-01 stamped 2026-09-20 stated August 2028""",
        title="Review of the lamp policy",
    )
    first, second = calendar.rows("select * from timeline order by first_due_latest")
    assert (first["title"], first["status"]) == (
        "Review of the lamp policy (August 2026)", "unchecked"
    )  # fmt: skip
    assert (second["title"], second["status"]) == (
        "Review of the lamp policy (August 2028)", "awaited"
    )  # fmt: skip
    assert calendar.slips() == []
    [note] = calendar.rows("select outcome_note from commitments where slug = ?", first["slug"])
    assert note["outcome_note"] == (
        "The document has named August 2028 as its next review since 20 September 2026; whether "
        "this one took place it does not say."
    )
    related = calendar.rows("select commitment, related from related order by commitment = ? desc",
                            first["slug"])  # fmt: skip
    assert [tuple(row.values()) for row in related] == [
        (first["slug"], second["slug"]), (second["slug"], first["slug"])
    ]  # fmt: skip


def test_a_publication_page_bears_the_day_on_which_it_came_out(calendar):
    """So that day is no promise: of what is first seen when it is out, nothing is on record."""
    said = "2026-09-12 released 10 Sep 2026 out 2026-09-10"
    own = calendar.row(LINE.fullmatch(said), "lamps", "Lamps", outcome_url=f"{SITE}/first")
    calendar.keep(said, announced=[own])
    calendar.work()
    assert (calendar.events(), calendar.count("commitments")) == ([], 0)


@pytest.mark.skipif(not REAL.exists(), reason="the shared fixtures are not beside this checkout")
def test_the_real_record_of_an_input_error(calendar):
    """Diagnostic imaging dataset, September 2015: 19 became 20 January 2016, and no slip."""
    item = json.loads(REAL.read_text())
    said = announcement(item, url="https://calendar.example/did", author="NHS England", body=None)
    calendar.page(
        "An announcement.", url="https://calendar.example/did", of=CALENDAR,
        title=item["title"], kind="statistics_announcement", published_at=None,
        modified_at="2016-01-17T14:19:42Z", at="2016-01-18T06:00:00Z", announced=said,
    )  # fmt: skip
    calendar.work()
    assert calendar.events() == [
        "by 2016-01-17 promised 2016-01-20..2016-01-20 “Amended after inputting an error.”"
    ]
    row = calendar.one("select * from timeline")
    assert (row["title"], row["owner"]) == (
        "Diagnostic imaging dataset for September 2015", "NHS England"
    )  # fmt: skip
    assert (row["first_due_latest"], row["moved_later"]) == ("2016-01-20", 0)
    assert calendar.slips() == []

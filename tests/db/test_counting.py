"""How lateness is counted: every rule with a story that can be checked by hand.

Each case is what was said, one line an event:

    said on     event (voice)      the words read as        earliest .. latest

and what the views must make of it. "of 2024-03" is a day known to the month.
"""

import re
from dataclasses import dataclass, field

import pytest

from db.commitments import save_bodies, save_look, save_record, set_as_of
from db.connection import writing
from tests.blank import blank
from tests.suggested import suggest_delivery

LINE = re.compile(
    r"(?P<on>\?|\d{4}(-\d\d){0,2})(?P<basis> reported)?\s+(?P<event>\w+)"
    r"(?: \((?P<voice>\w+)\))?"
    r"(?:\s+(?P<soft>soft )?(?P<kind>precise|interval|deadline|relative|open|from|none)"
    r"(?: (?P<earliest>[\d-]*)\.\.(?P<latest>[\d-]*))?)?"
    r"(?P<flags>(?: (?:checked|provisional|into=[\w-]+|since=[\d-]+|of=[\w-]+))*)"
)


@dataclass
class Case:
    """A rule, what was said, and what follows."""

    rule: str
    story: str
    expect: dict
    as_of: str = "2025-06-30"
    looks: list = field(default_factory=list)
    suggested: bool = False


CASES = [
    # ------------------------------------------------ first, standing, tightest due
    Case(
        "the first due is the earliest given with a latest day",
        """2024-01-10 promised open
           2024-02-10 reaffirmed interval 2024-03-01..2024-05-31
           2024-06-10 slipped interval 2024-09-01..2024-11-30""",
        {"first_due_latest": "2024-05-31"},
    ),
    Case(
        "the standing due is the newest given with a latest day; open words do not clear it",
        """2024-01-10 promised interval 2024-03-01..2024-05-31
           2024-06-10 slipped interval 2024-09-01..2024-11-30
           2024-12-10 reaffirmed open""",
        {"standing_due_latest": "2024-11-30", "dates_lost": 1},
    ),
    Case(
        "the tightest due is the smallest latest day, whenever it was given",
        """2024-01-10 promised interval 2024-06-01..2024-08-31
           2024-02-10 brought_forward interval 2024-03-01..2024-05-31
           2024-06-10 slipped interval 2024-09-01..2024-11-30""",
        {"tightest_due_latest": "2024-05-31"},
    ),
    Case(
        "an undated register row keeps its place",
        """2024-01-10 promised deadline ..2024-05-31
           ? slipped deadline ..2024-08-31
           2024-02-10 reaffirmed open""",
        {"first_due_latest": "2024-05-31", "standing_due_latest": "2024-08-31", "moved_later": 1},
    ),
    Case(
        "what others expected, or unnamed sources said, sets no due",
        """2024-01-10 promised (expected_by_others) deadline ..2024-03-31
           2024-02-10 promised (unnamed) deadline ..2024-04-30
           2024-03-10 promised (reported) deadline ..2024-05-31""",
        {"first_due_latest": "2024-05-31", "standing_due_latest": "2024-05-31", "moved_later": 0},
    ),
    Case(
        "the due on a merged event belongs to the target",
        """2024-01-10 promised deadline ..2024-03-31
           2024-06-10 merged interval 2024-09-01..2024-11-30""",
        {"standing_due_latest": "2024-03-31", "moved_later": 0, "status": "merged"},
    ),
    Case(
        "the due on a partial delivery is one of the commitment's own",
        """2024-01-10 promised deadline ..2024-03-31
           2024-06-10 partially_delivered interval 2024-09-01..2024-11-30""",
        {"standing_due_latest": "2024-11-30", "moved_later": 1},
    ),
    Case(
        "from X has no latest day, so lateness never uses it",
        "2024-01-10 promised from 2024-04-01..2024-04-30",
        {"first_due_latest": None, "status": "no_date", "start_by": "2024-04-30"},
    ),
    Case(
        "a start that was given first is told beside the first due",
        """2024-01-10 promised from 2024-04-01..2024-04-30
           2024-05-10 slipped deadline ..2024-08-31
           2024-06-10 slipped from 2024-10-01..2024-10-31""",
        {"first_due_latest": "2024-08-31", "start_by": "2024-04-30", "moved_later": 2},
    ),
    Case(
        "a start that was given after it is not",
        """2024-01-10 promised deadline ..2024-08-31
           2024-06-10 slipped from 2024-10-01..2024-10-31""",
        {"first_due_latest": "2024-08-31", "start_by": None},
    ),
    Case(
        "but slips are measured from the last day of X",
        """2024-01-10 promised from 2024-04-01..2024-04-30
           2024-05-10 slipped from 2024-11-01..2024-11-01""",
        {"moved_later": 1, "status": "no_date"},
    ),
    Case(
        "not before X has an earliest day only",
        "2024-01-10 promised open 2024-12-25..",
        {"first_due_latest": None, "status": "no_date", "dates_lost": 0},
    ),
    # ------------------------------------------------ slips
    Case(
        "slips go by the latest day: later, earlier, same",
        """2024-01-10 promised deadline ..2024-05-31
           2024-02-10 slipped deadline ..2024-08-31
           2024-03-10 reaffirmed deadline ..2024-08-31
           2024-04-10 brought_forward deadline ..2024-06-30""",
        {"moved_later": 1, "moved_earlier": 1, "slips": "later same earlier"},
    ),
    Case(
        "a stated period that contains the one before is looser, not later",
        """2024-01-10 promised interval 2024-05-01..2024-08-31
           2024-02-10 slipped interval 2024-01-01..2024-12-31""",
        {"moved_later": 0, "loosened": 1},
    ),
    Case(
        "a stated period within the one before is tighter, not earlier",
        """2024-01-10 promised interval 2024-01-01..2024-12-31
           2024-02-10 reaffirmed precise 2024-05-08..2024-05-08""",
        {"moved_earlier": 0, "tightened": 1},
    ),
    Case(
        "a deadline is no stated period: within or not, its latest day decides",
        """2024-01-10 promised interval 2024-01-01..2024-12-31
           2024-02-10 brought_forward deadline 2024-02-10..2024-05-31""",
        {"moved_earlier": 1, "tightened": 0},
    ),
    Case(
        "a deadline before is no stated period either",
        """2024-01-10 promised deadline 2024-01-10..2024-12-31
           2024-02-10 brought_forward interval 2024-05-01..2024-05-31""",
        {"moved_earlier": 1, "tightened": 0},
    ),
    Case(
        "a period with the same last day is looser or tighter by its first",
        """2024-01-10 promised interval 2024-10-01..2024-12-31
           2024-02-10 slipped interval 2024-02-10..2024-12-31
           2024-03-10 reaffirmed interval 2024-12-01..2024-12-31""",
        {"loosened": 1, "tightened": 1},
    ),
    Case(
        "open words after a date lose it, once until there is a date again",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 slipped open
           2024-07-10 reaffirmed open
           2024-08-10 slipped deadline ..2024-12-31
           2025-01-10 slipped open""",
        {"dates_lost": 2, "moved_later": 1, "slips": "date_lost later date_lost"},
    ),
    Case(
        "no words at all lose nothing",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 reaffirmed none""",
        {"dates_lost": 0},
    ),
    # ------------------------------------------------ dates of other milestones
    Case(
        "a date of another milestone of the same thing sets nothing",
        """2024-01-10 promised deadline ..2024-03-31 of=competition
           2024-02-10 promised deadline ..2024-09-30
           2024-03-10 slipped deadline ..2025-03-31 of=competition
           2024-10-10 delivered""",
        {
            "first_due_latest": "2024-09-30",
            "standing_due_latest": "2024-09-30",
            "tightest_due_latest": "2024-09-30",
            "slips": "",
            "days_late_min": 10,
            "events": 4,
        },
    ),
    Case(
        "nor does it pass for no date at all, or open words",
        """2024-01-10 promised deadline ..2024-03-31
           2024-02-10 slipped open 2030-01-01.. of=third-wave""",
        {"dates_lost": 0, "status": "unchecked"},
    ),
    Case(
        "nor does a promise of another milestone promise again what was dropped",
        """2024-01-10 promised deadline ..2024-03-31
           2024-02-10 dropped
           2024-03-10 promised deadline ..2026-03-31 of=next-round""",
        {"status": "dropped"},
    ),
    # ------------------------------------------------ provisional dates
    Case(
        "a provisional date holds until the body gives another, and that is no slip",
        """2024-01-10 promised interval 2024-05-01..2024-05-31 provisional
           2024-02-10 reaffirmed interval 2024-07-01..2024-07-31 provisional
           2024-03-10 reaffirmed precise 2024-08-08..2024-08-08""",
        {"first_due_latest": "2024-08-08", "first_due_provisional": 0, "slips": ""},
    ),
    Case(
        "the newest is the first due where none was ever confirmed",
        """2024-01-10 promised interval 2024-05-01..2024-05-31 provisional
           2024-02-10 reaffirmed interval 2025-07-01..2025-07-31 provisional""",
        {
            "first_due_latest": "2025-07-31",
            "first_due_provisional": 1,
            "standing_due_provisional": 1,
            "tightest_due_latest": "2025-07-31",
            "moved_later": 0,
            "status": "awaited",
        },
    ),
    Case(
        "from a date that held to a provisional one it has slipped, once, to where that ends",
        """2024-01-10 promised precise 2024-05-08..2024-05-08
           2024-02-10 slipped interval 2024-06-01..2024-06-30 provisional
           2024-03-10 reaffirmed interval 2024-07-01..2024-07-31 provisional""",
        {"first_due_latest": "2024-05-08", "first_due_provisional": 0, "slips": "later"},
    ),
    Case(
        "open words take its place too: a date that was never fixed is not lost",
        """2024-01-10 promised interval 2024-05-01..2024-05-31 provisional
           2024-02-10 reaffirmed open""",
        {"first_due_latest": None, "dates_lost": 0, "status": "no_date"},
    ),
    Case(
        "but neither words without time nor what others expect",
        """2024-01-10 promised interval 2025-07-01..2025-07-31 provisional
           2024-02-10 reaffirmed none
           2024-03-10 promised (expected_by_others) deadline ..2025-12-31""",
        {"first_due_latest": "2025-07-31", "status": "awaited"},
    ),
    Case(
        "what came out after a date that was only ever provisional is not late",
        """2024-01-10 promised interval 2024-05-01..2024-05-31 provisional
           2024-06-10 delivered""",
        {"status": "unclear", "days_late_min": None, "first_due_provisional": 1},
    ),
    Case(
        "a provisional date alone never gives overdue",
        "2025-01-10 promised interval 2025-05-01..2025-05-31 checked provisional",
        {"status": "unchecked"},
        looks=["2025-06-20"],
    ),
    # ------------------------------------------------ status 1: ended
    Case(
        "1 delivered on the last day is on time",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-31 delivered""",
        {"status": "delivered_on_time", "days_late_min": 0},
    ),
    Case(
        "1 delivered the day after is one day late",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-01 delivered""",
        {"status": "delivered_late", "days_late_min": 1},
    ),
    Case(
        "1 it is held against the FIRST due, whatever came later; the others stand beside it",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-10 slipped deadline ..2024-08-31
           2024-08-30 delivered""",
        {
            "status": "delivered_late",
            "days_late_min": 91,
            "first_days_min": 91,
            "standing_days_min": -1,
            "tightest_days_min": 91,
        },
    ),
    Case(
        "1 the most that it can be late counts from the earliest day",
        """2024-01-10 promised interval 2024-03-01..2024-05-31
           2024-06-10 delivered""",
        {"days_late_min": 10, "days_late_max": 101},
    ),
    Case(
        "1 and has no bound where there is no earliest day",
        """? promised deadline ..2024-05-31
           2024-06-10 delivered""",
        {"days_late_min": 10, "days_late_max": None},
    ),
    Case(
        "1 early is negative",
        """2024-01-10 promised interval 2024-12-01..2024-12-31
           2024-11-19 delivered""",
        {"status": "delivered_on_time", "days_late_min": -42, "days_late_max": -12},
    ),
    Case(
        "1 no due ever: delivered, neither late nor on time",
        """2024-01-10 promised open
           2024-06-10 delivered""",
        {"status": "delivered", "days_late_min": None},
    ),
    Case(
        "1 delivered on an unknown day is unclear",
        """2024-01-10 promised deadline ..2024-05-31
           ? delivered""",
        {"status": "unclear", "days_late_min": None},
    ),
    Case(
        "1 a month that straddles the due is unclear",
        """2024-01-10 promised deadline ..2024-05-15
           2024-05 delivered""",
        {"status": "unclear"},
    ),
    Case(
        "1 a month that lies wholly after it is late, at least from its first day",
        """2024-01-10 promised deadline 2024-01-10..2024-05-15
           2024-06 delivered""",
        {"status": "delivered_late", "days_late_min": 17, "days_late_max": None},
    ),
    Case(
        "1 the first day of a period bounds what it can be, with a month as its last",
        """2024-01-10 promised interval 2024-01-10..2024-05-15
           2024-06 delivered""",
        {"status": "delivered_late", "days_late_min": 17, "days_late_max": 172},
    ),
    Case(
        "1 a deadline has no first day: the day of saying is no day that it was due from",
        """2024-01-10 promised deadline 2024-01-10..2024-05-31
           2024-06-10 delivered""",
        {
            "days_late_min": 10,
            "days_late_max": None,
            "first_days_max": None,
            "standing_days_max": None,
            "tightest_days_max": None,
        },
    ),
    Case(
        "1 of the first and the newest date only the deadline has none",
        """2024-01-10 promised deadline 2024-01-10..2024-05-31
           2024-06-10 slipped interval 2024-07-01..2024-07-31
           2024-08-10 delivered""",
        {"first_days_max": None, "standing_days_max": 40, "tightest_days_max": None},
    ),
    Case(
        "1 a month that ends on the due is on time",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05 delivered""",
        {"status": "delivered_on_time"},
    ),
    Case(
        "1 a delivery known only from a later report may have been in time",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-20 reported delivered""",
        {"status": "unclear", "days_late_min": None},
    ),
    Case(
        "1 an earliest day of its own bounds the count",
        """? promised deadline ..2023-12-31
           2025-04 merged since=2025-02-01""",
        {"status": "merged", "days_late_min": 398},
    ),
    Case(
        "1 the last of delivered, merged and dropped decides",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 dropped
           2024-07-10 merged""",
        {"status": "merged"},
    ),
    Case(
        "1 delivered twice: the first delivery kept the promise",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-20 delivered
           2025-02-10 delivered""",
        {"status": "delivered_on_time", "outcome_on": "2024-05-20", "days_late_min": -11},
    ),
    Case(
        "1 unless it was promised again between them: then the second did",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-20 delivered
           2024-09-10 promised deadline ..2025-01-31
           2025-02-10 delivered""",
        {"status": "delivered_late", "outcome_on": "2025-02-10"},
    ),
    Case(
        "1 a reaffirmation between them promises nothing again",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-20 delivered
           2024-09-10 reaffirmed open
           2025-02-10 delivered""",
        {"status": "delivered_on_time", "outcome_on": "2024-05-20"},
    ),
    Case(
        "1 a delivery before it was dropped is none after",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-20 delivered
           2024-06-10 dropped
           2025-02-10 delivered
           2025-03-10 delivered""",
        {"status": "delivered_late", "outcome_on": "2025-02-10"},
    ),
    Case(
        "1 delivered, and dropped after it: dropped",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-20 delivered
           2024-06-10 dropped""",
        {"status": "dropped", "outcome_on": "2024-06-10"},
    ),
    Case(
        "1 unless a later promise reopens it",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 dropped
           2024-07-10 promised deadline ..2025-12-31""",
        {"status": "awaited", "outcome_event": None},
    ),
    # Nobody promised to keep a date of what they had given up: only a date given since stands.
    Case(
        "1 or it is resumed, and the date from before the drop fell with it",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 dropped
           2024-07-10 resumed""",
        {
            "status": "no_date",
            "outcome_event": None,
            "first_due_latest": "2024-05-31",
            "standing_due_latest": None,
            "days_late_min": None,
        },
    ),
    Case(
        "1 promised again without a date: nothing is overdue, whoever looked",
        """2024-01-10 promised deadline ..2024-05-31 checked
           2024-06-10 dropped
           2024-07-10 promised open""",
        {"status": "no_date", "days_late_min": None, "first_days_min": None},
        looks=["2025-06-20"],
    ),
    Case(
        "1 a date that was given since stands",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 merged
           2024-07-10 slipped deadline ..2025-09-30
           2024-08-10 promised open""",
        {"status": "awaited", "standing_due_latest": "2025-09-30"},
    ),
    Case(
        "1 a pause from before the drop fell with it too",
        """2024-01-10 promised deadline ..2024-05-31
           2024-05-10 paused
           2024-06-10 dropped
           2024-07-10 promised open""",
        {"status": "no_date"},
    ),
    Case(
        "1 what is paused and resumed keeps its date",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 paused
           2024-07-10 resumed""",
        {"status": "unchecked", "standing_due_latest": "2024-05-31"},
    ),
    Case(
        "1 unnamed sources drop nothing",
        """2024-01-10 promised deadline ..2025-12-31
           2024-06-10 dropped (unnamed)""",
        {"status": "awaited"},
    ),
    # ------------------------------------------------ status 2 and 3
    Case(
        "2 paused",
        """2024-01-10 promised deadline ..2024-05-31
           2024-04-10 paused none
           2024-07-10 reaffirmed open""",
        {"status": "paused"},
    ),
    Case(
        "2 also where the pause itself names a date",
        "2024-04-10 paused deadline ..2025-12-31",
        {"status": "paused"},
    ),
    Case(
        "2 until it is resumed",
        """2024-01-10 promised deadline ..2025-12-31
           2024-04-10 paused none
           2024-07-10 resumed none""",
        {"status": "awaited"},
    ),
    Case(
        "2 or has a date again",
        """2024-01-10 promised deadline ..2024-05-31
           2024-04-10 paused none
           2024-07-10 slipped deadline ..2025-12-31""",
        {"status": "awaited"},
    ),
    Case(
        "3 partially delivered, whatever dates follow",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 partially_delivered
           2024-07-10 slipped deadline ..2024-12-31""",
        {"status": "partially_delivered"},
    ),
    # ------------------------------------------------ status 4 and 5
    Case("4 no standing due", "2024-01-10 promised open", {"status": "no_date"}),
    Case(
        "5 awaited on the last day itself",
        "2024-01-10 promised deadline ..2025-06-30",
        {"status": "awaited", "days_late_min": None},
    ),
    Case(
        "5 awaited, though it slipped before",
        """2024-01-10 promised deadline ..2024-06-30
           2024-07-10 slipped deadline ..2025-12-31""",
        {"status": "awaited", "moved_later": 1},
    ),
    # ------------------------------------------------ status 6, 7, 8: after the due
    Case(
        "6 a sign of delivery waits for review",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "being_checked"},
        looks=["2025-06-20"],
        suggested=True,
    ),
    Case(
        "7 a person looked after the due, lately, and the due is checked: overdue",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "overdue", "days_late_min": 20, "followed_until": "2025-06-20"},
        looks=["2025-06-20"],
    ),
    Case(
        "7 a look is good for 92 days",
        "2024-01-10 promised deadline ..2025-03-01 checked",
        {"status": "overdue"},
        looks=["2025-03-30"],
    ),
    Case(
        "8 and not for 93",
        "2024-01-10 promised deadline ..2025-03-01 checked",
        {"status": "unchecked", "days_late_min": 28},
        looks=["2025-03-29"],
    ),
    Case(
        "7 days count to the look, never to today",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "overdue", "days_late_min": 1},
        looks=["2025-06-01"],
    ),
    Case(
        "8 a look on the last day proves nothing",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "unchecked", "days_late_min": None},
        looks=["2025-05-31"],
    ),
    Case(
        "8 a look that is yet to come counts for nothing",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "unchecked", "followed_until": "2024-01-10"},
        looks=["2025-07-01"],
    ),
    Case(
        "8 dues that nobody held against their source give no overdue",
        "2024-01-10 promised deadline ..2025-05-31",
        {"status": "unchecked", "days_late_min": 20},
        looks=["2025-06-20"],
    ),
    Case(
        "8 one unchecked due among checked ones is enough",
        """2024-01-10 promised deadline ..2024-12-31
           2025-01-10 slipped deadline ..2025-05-31 checked""",
        {"status": "unchecked"},
        looks=["2025-06-20"],
    ),
    Case(
        "8 a soft bound alone never gives overdue",
        "2025-03-10 promised soft relative 2025-03-10..2025-05-05 checked",
        {"status": "unchecked", "standing_due_soft": 1},
        looks=["2025-06-20"],
    ),
    Case(
        "6 a person's look found it: that is checked before anything is said",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "being_checked"},
        looks=["2025-06-20 found"],
    ),
    Case(
        "6 found later outweighs not found before",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "being_checked", "looked_on": "2025-06-25"},
        looks=["2025-06-20", "2025-06-25 found"],
    ),
    Case(
        "8 an unclear look is no look in vain, and takes one before it away",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "unchecked", "followed_until": "2025-06-20", "days_late_min": 20},
        looks=["2025-06-20", "2025-06-25 unclear"],
    ),
    Case(
        "8 a look that found something does not stretch the time that it was out",
        "2024-01-10 promised deadline ..2025-05-31",
        {"status": "being_checked", "followed_until": "2024-01-10", "days_late_min": None},
        looks=["2025-06-20 found"],
    ),
    Case(
        "a look of the same day that was recorded later counts",
        "2024-01-10 promised deadline ..2025-05-31 checked",
        {"status": "overdue"},
        looks=["2025-06-20 unclear", "2025-06-20"],
    ),
    Case(
        "what is said after the day of counting is not yet known on it",
        """2024-01-10 promised deadline ..2025-05-31
           2025-07-01 delivered""",
        {"status": "unchecked", "outcome_event": None, "followed_until": "2024-01-10"},
    ),
    Case(
        "8 was due, and nobody has looked since",
        "2024-01-10 promised deadline ..2025-05-31",
        {"status": "unchecked", "days_late_min": None, "followed_until": "2024-01-10"},
    ),
    Case(
        "8 had not come by the last that is on record, which no person looked for",
        """2024-01-10 promised deadline ..2025-05-31
           2025-06-08 reaffirmed open""",
        {"status": "unchecked", "days_late_min": 8, "followed_until": "2025-06-08"},
    ),
    Case(
        "followed until: a month counts as its first day, and says that it is a month",
        """2024-01-10 promised deadline ..2025-05-31
           2025-06 reaffirmed open""",
        {"followed_until": "2025-06-01", "followed_until_precision": "month", "days_late_min": 1},
    ),
    Case(
        "followed until: known to the day if anything of that day is",
        """2024-01-10 promised deadline ..2025-05-31
           2025-06 reaffirmed open
           2025-06-01 reaffirmed open""",
        {"followed_until": "2025-06-01", "followed_until_precision": "day"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_counting(case):
    row = timeline_of(case)
    assert {name: row[name] for name in case.expect} == case.expect


def test_an_event_from_elsewhere_follows_the_last_register_event_dated_no_later():
    case = Case(
        "",
        """2024-01-10 promised deadline ..2024-05-31
           2024-06-10 slipped deadline ..2024-08-31
           2024-09-10 slipped deadline ..2024-12-31""",
        {},
    )
    db = told(case)
    elsewhere = event_of("2024-06-10 slipped deadline ..2024-10-31", None)
    elsewhere.pop("sources")
    db.table("events").insert({"commitment": "plan", "origin": "editor", **elsewhere})
    dues = db.execute("select due_latest from ordered_events order by position").fetchall()
    assert [due for (due,) in dues] == ["2024-05-31", "2024-08-31", "2024-10-31", "2024-12-31"]


def test_a_retracted_event_counts_for_nothing():
    db = told(
        Case(
            "",
            """2024-01-10 promised deadline ..2025-12-31
               2024-06-10 dropped""",
            {},
        )
    )
    db.execute("update events set retracted_on = '2025-01-01', retracted_why = 'error' where seq=2")
    assert status(db) == "awaited"


def test_a_retracted_look_counts_for_nothing():
    story = "2024-01-10 promised deadline ..2025-05-31 checked"
    db = told(Case("", story, {}, looks=["2025-06-20"]))
    db.execute("update looks set retracted_on = '2025-06-21', retracted_why = 'wrong page'")
    row = next(db.query("select status, looked_on, followed_until from timeline"))
    assert row == {"status": "unchecked", "looked_on": None, "followed_until": "2024-01-10"}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-09-29", 0), ("2025-09-30", 1), ("2025-12-31", 1), ("2026-01-01", 0)],
)
def test_due_soon_looks_92_days_ahead(as_of, expected):
    db = told(Case("", "2024-01-10 promised deadline ..2025-12-31", {}, as_of=as_of))
    assert db.execute("select count(*) from due_soon").fetchone() == (expected,)


@pytest.mark.parametrize(
    ("story", "looks", "known"),
    [
        (
            "2024-01-10 promised deadline ..2025-05-31",
            [],
            "date passed, nothing later is on record",
        ),
        (
            "2024-01-10 promised deadline ..2025-05-31",
            ["2025-05-20"],
            "date passed, nobody has looked since",
        ),
        (
            "2024-01-10 promised deadline ..2025-02-28 checked",
            ["2025-03-20"],
            "was overdue when last checked",
        ),
        (
            "2024-01-10 promised deadline ..2025-05-31",
            ["2025-06-20"],
            "not found when a person looked, its dates are not checked",
        ),
        (
            "2024-01-10 promised deadline ..2025-05-31 checked",
            ["2025-06-10", "2025-06-20 unclear"],
            "a person looked and could not tell",
        ),
        (
            "2024-01-10 promised deadline ..2025-05-31 checked\n2025-06-08 reaffirmed open checked",
            [],
            "had not come by the last that is on record",
        ),
        (
            "2025-03-10 promised soft relative 2025-03-10..2025-05-05",
            ["2025-06-20"],
            "past our reading of their words",
        ),
        (
            "2025-03-10 promised interval 2025-05-01..2025-05-31 provisional",
            ["2025-06-20"],
            "past a date that was provisional",
        ),
    ],
)
def test_unchecked_says_what_is_known(story, looks, known):
    db = told(Case("", story, {}, looks=looks))
    assert db.execute("select what_is_known from unchecked").fetchone() == (known,)


def test_promises_leave_out_the_dues_of_a_target():
    db = told(
        Case(
            "",
            """2024-01-10 promised deadline ..2024-05-31
               2024-02-10 promised (expected_by_others) deadline ..2024-06-30
               2024-06-10 merged interval 2024-09-01..2024-11-30""",
            {},
        )
    )
    rows = db.execute("select due_latest, carries from promises order by position").fetchall()
    assert rows == [("2024-05-31", 1), ("2024-06-30", 0)]


def timeline_of(case):
    db = told(case)
    row = next(db.query("select * from timeline"))
    slips = db.execute("select slip from slips order by position").fetchall()
    return {**row, "slips": " ".join(slip for (slip,) in slips)}


def status(db):
    return db.execute("select status from timeline").fetchone()[0]


def told(case):
    """A database that holds the case as one commitment."""
    db = blank()
    lines = [line.strip() for line in case.story.splitlines()]
    events = [event_of(line, seq) for seq, line in enumerate(lines, start=1)]
    with writing(db):
        set_as_of(db, case.as_of)
        save_bodies(db, [{"slug": "agency", "name": "Agency"}])
        save_record(db, record_of(events), case.as_of)
        for look in case.looks:
            day, _, result = look.partition(" ")
            save_look(
                db,
                {
                    "commitment": "plan",
                    "looked_on": day,
                    "result": result or "not_found",
                    "note": "looked at the site",
                },
            )
        if case.suggested:
            suggest_delivery(db, "plan", "A plan")
    return db


def record_of(events):
    commitment = {
        "slug": "plan",
        "title": "A plan",
        "owner": "Agency",
        "topic": None,
        "kind": "promise",
        "selection": "editor",
        "summary": "A plan.",
        "outcome_status": None,
        "outcome_date": None,
        "outcome_date_precision": None,
        "outcome_made_on_earliest": None,
        "outcome_note": None,
    }
    lists = ("bodies", "aliases", "unverified", "related", "context", "outcome_sources")
    return {"commitment": commitment, "events": events, **{name: [] for name in lists}}


def event_of(line, seq):
    """One line of a story as a row; see the head of this file."""
    said = LINE.fullmatch(line)
    assert said, line
    on, voice = said["on"], said["voice"] or "on_record"
    precision = {"?": "unknown"}.get(on) or {4: "year", 7: "month", 10: "day"}[len(on)]
    flags = dict(flag.partition("=")[::2] for flag in said["flags"].split())
    is_from = said["kind"] == "from"
    return {
        "seq": seq,
        "event": said["event"],
        "made_on": None if on == "?" else f"{on}-01-01"[: 10 if len(on) == 4 else None][:10],
        "made_on_precision": precision,
        "made_on_earliest": flags.get("since"),
        "made_on_basis": "report" if said["basis"] else "statement",
        "who": "Agency",
        "voice": voice,
        "promised_by": "agency" if voice in ("on_record", "reported") else None,
        "merged_into": None,
        "due_phrase": "words" if said["kind"] else None,
        "due_kind": "open" if is_from else said["kind"] or "none",
        "due_earliest": said["earliest"] or None,
        "due_latest": None if is_from else said["latest"] or None,
        "start_by": said["latest"] if is_from else None,
        "soft": int(bool(said["soft"])),
        "provisional": int("provisional" in flags),
        "confidence": "read_directly",
        "checked": "original" if "checked" in flags else "not_yet",
        "checked_by": None,
        "checked_on": None,
        "milestone": flags.get("of"),
        "note": None,
        "sources": [],
    }

"""The nineteen conventions by example: what officials write, and the days that it means.

A row is the day on which a sentence was said and the sentence, with [brackets]
around each expression of time; then, a line for each of them,

    earliest..latest  kind  EDTF  rule  (soft)  (start-by DAY)

R is the day on which it was said. A bound that the words do not set, or that
hangs on an unknown day, is left out, and an EDTF that does so is a dash. A
sentence without brackets holds no date. ↵ stands for a line break.
"""

import re
from datetime import date
from typing import NamedTuple

import pytest

from tracker.dues import find_dues

UNKNOWN = "unknown"


class Row(NamedTuple):
    """A sentence and what must be read in it."""

    said_on: str
    text: str
    spans: list[tuple[int, int]]
    dues: list[str]


def rows(story):
    """The rows of a table, each as a case of pytest."""
    for said_on, sentence, dues, why in _stanzas(story):
        marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
        text, spans = _without_brackets(sentence.replace("↵", "\n"))
        assert len(spans) == len(dues), f"as many brackets as lines: {sentence}"
        row = Row(said_on, text, spans, [due.replace("R", said_on) for due in dues])
        yield pytest.param(row, marks=marks, id=f"{said_on} {sentence}")


def _stanzas(story):
    """Said on, sentence, dues and the reason for which it is known to fail."""
    found = []
    for line in story.split("\n"):
        if line.startswith("    xfail: "):
            found[-1][3] = line.removeprefix("    xfail: ")
        elif line.startswith("    "):
            found[-1][2].append(line.strip())
        elif line and not line.startswith("#"):
            found.append([*line.split(maxsplit=1), [], ""])
    return found


def _without_brackets(sentence):
    pieces = re.split(r"[\[\]]", sentence)
    ends = [sum(map(len, pieces[: place + 1])) for place in range(len(pieces) - 1)]
    return "".join(pieces), list(zip(ends[::2], ends[1::2], strict=True))


def table(story):
    """A test for each row of a table."""
    return pytest.mark.parametrize("row", list(rows(story)))


def written(due):
    """A due in the notation of the tables."""
    line = f"{due.earliest or ''}..{due.latest or ''} {due.kind} {due.edtf or '-'} {due.rule}"
    start_by = f" start-by {due.start_by}" if due.start_by else ""
    return line + (" soft" if due.soft else "") + start_by


def check(row):
    said_on = None if row.said_on == UNKNOWN else date.fromisoformat(row.said_on)
    found = find_dues(row.text, said_on)
    words = [row.text[start:end] for start, end in row.spans]
    assert [due.text for due in found] == words
    assert [(due.start, due.end) for due in found] == row.spans
    assert [written(due) for due in found] == row.dues


SEASONS = """
2025-01-15 The cycling plan will be put to Parliament in [spring 2025].
    2025-03-01..2025-05-31 interval 2025-21 in.season
2025-01-15 Ministers plan to open the register in [summer 2026].
    2026-06-01..2026-08-31 interval 2026-22 in.season
2025-01-15 A second report on rural buses follows in [autumn 2027].
    2027-09-01..2027-11-30 interval 2027-23 in.season
2025-01-15 The code will be revised in [the Spring of 2026].
    2026-03-01..2026-05-31 interval 2026-21 in.season

# Winter has the year of its December, however its two years are written.
2025-01-15 The grit reserve will be topped up in [winter 2025].
    2025-12-01..2026-02-28 interval 2025-24 in.season
2025-01-15 The grit reserve will be topped up in [winter 2025/26].
    2025-12-01..2026-02-28 interval 2025-24 in.season
2025-01-15 The grit reserve will be topped up in [winter 2025-26].
    2025-12-01..2026-02-28 interval 2025-24 in.season
2025-01-15 The grit reserve will be topped up in [winter 2025 to 2026].
    2025-12-01..2026-02-28 interval 2025-24 in.season
2025-01-15 The gritters will be replaced in [winter 2027/28].
    2027-12-01..2028-02-29 interval 2027-24 in.season
2025-01-15 The gritters will be replaced in [winter 2099/2100].
    2099-12-01..2100-02-28 interval 2099-24 in.season

# Early, mid and late: its first, second and third month.
2025-01-15 The atlas will appear in [early spring 2026].
    2026-03-01..2026-03-31 interval 2026-03 in.early-season
2025-01-15 The atlas will appear in [mid-spring 2026].
    2026-04-01..2026-04-30 interval 2026-04 in.mid-season
2025-01-15 The atlas will appear in [late spring 2026].
    2026-05-01..2026-05-31 interval 2026-05 in.late-season
2025-01-15 Bids will be invited in [early summer 2026].
    2026-06-01..2026-06-30 interval 2026-06 in.early-season
2025-01-15 Bids will be invited in [late summer 2026].
    2026-08-01..2026-08-31 interval 2026-08 in.late-season
2025-01-15 The board sits again in [early autumn 2025].
    2025-09-01..2025-09-30 interval 2025-09 in.early-season
2025-01-15 The board sits again in [mid-autumn 2025].
    2025-10-01..2025-10-31 interval 2025-10 in.mid-season
2025-01-15 A flood map is promised for [early winter 2025].
    2025-12-01..2025-12-31 interval 2025-12 in.early-season
2025-01-15 A flood map is promised for [mid-winter 2025/26].
    2026-01-01..2026-01-31 interval 2026-01 in.mid-season
2025-01-15 A flood map is promised for [late winter 2027/28].
    2028-02-01..2028-02-29 interval 2028-02 in.late-season
2025-01-15 Tolls will be lowered [late in the summer].
    2025-08-01..2025-08-31 interval 2025-08 in.late-season
2025-01-15 Tolls will be lowered [early in the spring].
    2025-03-01..2025-03-31 interval 2025-03 in.early-season
"""


@table(SEASONS)
def test_1_seasons_are_meteorological(row):
    check(row)


WHICH_ONE = """
# The first whose last day is not past: its last day and the day after.
2025-06-30 The ferry timetable will be settled in [June].
    2025-06-01..2025-06-30 interval 2025-06 in.month
2025-07-01 The ferry timetable will be settled in [June].
    2026-06-01..2026-06-30 interval 2026-06 in.month
2024-02-29 The tribunal will sit in [February].
    2024-02-01..2024-02-29 interval 2024-02 in.month
2024-03-01 The tribunal will sit in [February].
    2025-02-01..2025-02-28 interval 2025-02 in.month
2025-12-31 An order will be made in [December].
    2025-12-01..2025-12-31 interval 2025-12 in.month
2026-01-01 An order will be made in [December].
    2026-12-01..2026-12-31 interval 2026-12 in.month
2025-05-31 New maps will be printed [this spring].
    2025-03-01..2025-05-31 interval 2025-21 in.season
2025-06-01 New maps will be printed [this spring].
    2026-03-01..2026-05-31 interval 2026-21 in.season
2025-08-31 Hearings resume in [the summer].
    2025-06-01..2025-08-31 interval 2025-22 in.season
2025-09-01 Hearings resume in [the summer].
    2026-06-01..2026-08-31 interval 2026-22 in.season
2025-11-30 The census of swifts starts in [the autumn].
    2025-09-01..2025-11-30 interval 2025-23 in.season
2025-12-01 The census of swifts starts in [the autumn].
    2026-09-01..2026-11-30 interval 2026-23 in.season
2025-02-28 Shelters will be opened [this winter].
    2024-12-01..2025-02-28 interval 2024-24 in.season
2025-03-01 Shelters will be opened [this winter].
    2025-12-01..2026-02-28 interval 2025-24 in.season
2024-02-29 Shelters will be opened in [the winter].
    2023-12-01..2024-02-29 interval 2023-24 in.season
2024-03-01 Shelters will be opened in [the winter].
    2024-12-01..2025-02-28 interval 2024-24 in.season
2025-03-31 The lease will be signed in [Q4].
    2025-01-01..2025-03-31 interval 2025-01/2025-03 in.quarter
2025-04-01 The lease will be signed in [Q4].
    2026-01-01..2026-03-31 interval 2026-01/2026-03 in.quarter
2025-06-12 The minister will visit Hull on [12 June].
    2025-06-12..2025-06-12 precise 2025-06-12 on.day
2025-06-13 The minister will visit Hull on [12 June].
    2026-06-12..2026-06-12 precise 2026-06-12 on.day
2025-06-30 The levy ends [by June].
    R..2025-06-30 deadline ../2025-06-30 deadline.month
2025-07-01 The levy ends [by June].
    R..2026-06-30 deadline ../2026-06-30 deadline.month
2025-06-30 The levy rises [from June].
    2025-06-01.. open 2025-06/.. from.month start-by 2025-06-30
2025-07-01 The levy rises [from June].
    2026-06-01.. open 2026-06/.. from.month start-by 2026-06-30

# "Next" is of the following calendar year.
2025-01-15 The clinic will move [next summer].
    2026-06-01..2026-08-31 interval 2026-22 in.season
2025-12-15 The clinic will move [next spring].
    2026-03-01..2026-05-31 interval 2026-21 in.season
2025-12-15 The clinic will move [next winter].
    2026-12-01..2027-02-28 interval 2026-24 in.season
2025-01-15 The clinic will move [next winter].
    2026-12-01..2027-02-28 interval 2026-24 in.season

# "Last" is the latest that ended.
2025-08-31 The pilot ended [last summer].
    2024-06-01..2024-08-31 interval 2024-22 in.season
2025-09-01 The pilot ended [last summer].
    2025-06-01..2025-08-31 interval 2025-22 in.season
2025-02-28 The pilot ended [last winter].
    2023-12-01..2024-02-29 interval 2023-24 in.season
2025-03-01 The pilot ended [last winter].
    2024-12-01..2025-02-28 interval 2024-24 in.season
2025-01-01 The pilot ended [last autumn].
    2024-09-01..2024-11-30 interval 2024-23 in.season

# A month with its year in words.
2025-09-10 The audit ended in [July this year].
    2025-07-01..2025-07-31 interval 2025-07 in.month
2025-09-10 The audit will end in [July next year].
    2026-07-01..2026-07-31 interval 2026-07 in.month
2025-09-10 The audit was begun in [July last year].
    2024-07-01..2024-07-31 interval 2024-07 in.month
2025-09-10 The audit will end in [July of next year].
    2026-07-01..2026-07-31 interval 2026-07 in.month
2025-09-10 Wardens will be hired in [spring next year].
    2026-03-01..2026-05-31 interval 2026-21 in.season
"""


@table(WHICH_ONE)
def test_2_which_one_is_meant(row):
    check(row)


YEARS = """
2025-01-15 Grants of £5 million will be paid in [2026-27].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [2026/27].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [2026 to 2027].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [2026-2027].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [2026/2027].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [FY27].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [FY2027].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [FY26/27].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants of £5 million will be paid in [FY 2026-27].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants are paid in [financial year 2026/27].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants are paid in [the 2026/27 financial year].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Grants are paid in [the financial year 2026 to 2027].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 Spending peaks in [2029/30].
    2029-04-01..2030-03-31 interval 2029-04/2030-03 in.financial-year
2025-01-15 Records of tides were kept in [1999/2000] too.
    1999-04-01..2000-03-31 interval 1999-04/2000-03 in.financial-year
2025-01-15 Records of tides were kept in [1999-00] too.
    1999-04-01..2000-03-31 interval 1999-04/2000-03 in.financial-year

# Years that do not follow each other are calendar years.
2025-01-15 The fund will run in [2026-2029].
    2026-01-01..2029-12-31 interval 2026/2029 in.years
2025-01-15 The fund will run in [2026 to 2029].
    2026-01-01..2029-12-31 interval 2026/2029 in.years

# The last day of the financial year and the first.
2026-03-31 Savings will be made in [this financial year].
    2025-04-01..2026-03-31 interval 2025-04/2026-03 in.financial-year
2026-04-01 Savings will be made in [this financial year].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2026-03-31 Savings will be made in [the next financial year].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2026-04-01 Savings will be made in [the next financial year].
    2027-04-01..2028-03-31 interval 2027-04/2028-03 in.financial-year
2026-04-01 Savings were made in [the last financial year].
    2025-04-01..2026-03-31 interval 2025-04/2026-03 in.financial-year

# A tax year only where "tax" is said.
2026-01-15 The relief will be given in [tax year 2026-27].
    2026-04-06..2027-04-05 interval 2026-04-06/2027-04-05 in.tax-year
2026-01-15 The relief will be given in [the 2026/27 tax year].
    2026-04-06..2027-04-05 interval 2026-04-06/2027-04-05 in.tax-year
2026-04-05 The relief will be given in [this tax year].
    2025-04-06..2026-04-05 interval 2025-04-06/2026-04-05 in.tax-year
2026-04-06 The relief will be given in [this tax year].
    2026-04-06..2027-04-05 interval 2026-04-06/2027-04-05 in.tax-year
2026-04-05 The relief will be given in [the next tax year].
    2026-04-06..2027-04-05 interval 2026-04-06/2027-04-05 in.tax-year

# Schools.
2025-01-15 Tablets will be lent in [academic year 2026/27].
    2026-09-01..2027-08-31 interval 2026-09/2027-08 in.academic-year
2025-01-15 Tablets will be lent in [the 2026-27 academic year].
    2026-09-01..2027-08-31 interval 2026-09/2027-08 in.academic-year
2025-01-15 Tablets will be lent in [school year 2026 to 2027].
    2026-09-01..2027-08-31 interval 2026-09/2027-08 in.academic-year
2025-08-31 Tablets will be lent in [this academic year].
    2024-09-01..2025-08-31 interval 2024-09/2025-08 in.academic-year
2025-09-01 Tablets will be lent in [this academic year].
    2025-09-01..2026-08-31 interval 2025-09/2026-08 in.academic-year
2025-08-31 Tablets will be lent in [the next school year].
    2025-09-01..2026-08-31 interval 2025-09/2026-08 in.academic-year
2025-01-15 Libraries reopen in [autumn term 2026].
    2026-09-01..2026-12-31 interval 2026-09/2026-12 in.term
2025-01-15 Libraries reopen in [spring term 2026].
    2026-01-01..2026-03-31 interval 2026-01/2026-03 in.term
2025-01-15 Libraries reopen in [summer term 2026].
    2026-04-01..2026-07-31 interval 2026-04/2026-07 in.term
2025-07-31 Libraries reopen in [the summer term].
    2025-04-01..2025-07-31 interval 2025-04/2025-07 in.term
2025-08-01 Libraries reopen in [the summer term].
    2026-04-01..2026-07-31 interval 2026-04/2026-07 in.term
2025-03-31 Libraries reopen in [the spring term].
    2025-01-01..2025-03-31 interval 2025-01/2025-03 in.term
2025-04-01 Libraries reopen in [the spring term].
    2026-01-01..2026-03-31 interval 2026-01/2026-03 in.term
"""


@table(YEARS)
def test_3_years_that_begin_in_april_or_september(row):
    check(row)


QUARTERS = """
2025-01-15 Phase two is due in [Q1 2026/27].
    2026-04-01..2026-06-30 interval 2026-04/2026-06 in.financial-quarter
2025-01-15 Phase two is due in [Q2 2026/27].
    2026-07-01..2026-09-30 interval 2026-07/2026-09 in.financial-quarter
2025-01-15 Phase two is due in [Q3 2026-27].
    2026-10-01..2026-12-31 interval 2026-10/2026-12 in.financial-quarter
2025-01-15 Phase two is due in [Q4 2026/27].
    2027-01-01..2027-03-31 interval 2027-01/2027-03 in.financial-quarter
2025-01-15 Phase two is due in [Q4 of FY27].
    2027-01-01..2027-03-31 interval 2027-01/2027-03 in.financial-quarter
2025-01-15 Phase two is due in [2026/27 Q2].
    2026-07-01..2026-09-30 interval 2026-07/2026-09 in.financial-quarter
2025-01-15 Phase two is due in [quarter 2 of 2026/27].
    2026-07-01..2026-09-30 interval 2026-07/2026-09 in.financial-quarter
2025-01-15 Phase two is due in [the fourth quarter of 2026/27].
    2027-01-01..2027-03-31 interval 2027-01/2027-03 in.financial-quarter
2025-01-15 Phase two is due in [the last quarter of the 2026/27 financial year].
    2027-01-01..2027-03-31 interval 2027-01/2027-03 in.financial-quarter
2026-02-15 Phase two is due in [the first quarter of the next financial year].
    2026-04-01..2026-06-30 interval 2026-04/2026-06 in.financial-quarter

# With a calendar year, calendar quarters.
2025-01-15 The locks reopen in [Q1 2026].
    2026-01-01..2026-03-31 interval 2026-33 in.quarter
2025-01-15 The locks reopen in [Q2 2026].
    2026-04-01..2026-06-30 interval 2026-34 in.quarter
2025-01-15 The locks reopen in [Q3 2026].
    2026-07-01..2026-09-30 interval 2026-35 in.quarter
2025-01-15 The locks reopen in [Q4 2026].
    2026-10-01..2026-12-31 interval 2026-36 in.quarter
2025-01-15 The locks reopen in [Q4 of 2026].
    2026-10-01..2026-12-31 interval 2026-36 in.quarter
2025-01-15 The locks reopen in [2026 Q2].
    2026-04-01..2026-06-30 interval 2026-34 in.quarter
2025-01-15 The locks reopen in [the first quarter of 2026].
    2026-01-01..2026-03-31 interval 2026-33 in.quarter
2025-01-15 The locks reopen in [the final quarter of 2026].
    2026-10-01..2026-12-31 interval 2026-36 in.quarter
2025-01-15 The locks reopen in [the third quarter of next year].
    2026-07-01..2026-09-30 interval 2026-35 in.quarter

# Bare, it is one of the financial year.
2025-05-01 The tender opens in [Q2].
    2025-07-01..2025-09-30 interval 2025-07/2025-09 in.quarter
2025-09-30 The tender opens in [Q2].
    2025-07-01..2025-09-30 interval 2025-07/2025-09 in.quarter
2025-10-01 The tender opens in [Q2].
    2026-07-01..2026-09-30 interval 2026-07/2026-09 in.quarter
2025-06-30 The tender opens [this quarter].
    2025-04-01..2025-06-30 interval 2025-04/2025-06 in.quarter
2025-07-01 The tender opens [this quarter].
    2025-07-01..2025-09-30 interval 2025-07/2025-09 in.quarter
2025-12-31 The tender opens [next quarter].
    2026-01-01..2026-03-31 interval 2026-01/2026-03 in.quarter
2025-05-01 The tender opens in [H1].
    2025-04-01..2025-09-30 interval 2025-04/2025-09 in.half
2025-10-01 The tender opens in [H1].
    2026-04-01..2026-09-30 interval 2026-04/2026-09 in.half
2025-05-01 The tender opens in [H2].
    2025-10-01..2026-03-31 interval 2025-10/2026-03 in.half

# Halves.
2025-01-15 Trams return in [H1 2026].
    2026-01-01..2026-06-30 interval 2026-40 in.half
2025-01-15 Trams return in [H2 2026].
    2026-07-01..2026-12-31 interval 2026-41 in.half
2025-01-15 Trams return in [H1 2026/27].
    2026-04-01..2026-09-30 interval 2026-04/2026-09 in.financial-half
2025-01-15 Trams return in [H2 2026/27].
    2026-10-01..2027-03-31 interval 2026-10/2027-03 in.financial-half
2025-01-15 Trams return in [the first half of 2026].
    2026-01-01..2026-06-30 interval 2026-40 in.half-of-year
2025-01-15 Trams return in [the second half of this year].
    2025-07-01..2025-12-31 interval 2025-41 in.half-of-year
2025-01-15 Trams return in [the second half of 2026/27].
    2026-10-01..2027-03-31 interval 2026-10/2027-03 in.half-of-financial-year
2025-05-15 Trams return in [the second half of the financial year].
    2025-10-01..2026-03-31 interval 2025-10/2026-03 in.half-of-financial-year
"""


@table(QUARTERS)
def test_4_quarters_and_halves(row):
    check(row)


PARTS = """
2025-01-15 Rents will be reviewed in [early 2026].
    2026-01-01..2026-04-30 interval 2026-37 in.early-year
2025-01-15 Rents will be reviewed in [mid-2026].
    2026-05-01..2026-08-31 interval 2026-38 in.mid-year
2025-01-15 Rents will be reviewed in [mid 2026].
    2026-05-01..2026-08-31 interval 2026-38 in.mid-year
2025-01-15 Rents will be reviewed in [late 2026].
    2026-09-01..2026-12-31 interval 2026-39 in.late-year
2025-01-15 Rents will be reviewed [early in 2026].
    2026-01-01..2026-04-30 interval 2026-37 in.early-year
2025-01-15 Rents will be reviewed in [the latter part of 2026].
    2026-09-01..2026-12-31 interval 2026-39 in.late-year
2025-01-15 Rents will be reviewed in [the early part of next year].
    2026-01-01..2026-04-30 interval 2026-37 in.early-year
2025-01-15 Rents will be reviewed [late next year].
    2026-09-01..2026-12-31 interval 2026-39 in.late-year

# Thirds of a financial and an academic year.
2025-01-15 Pumps will be fitted in [early 2026/27].
    2026-04-01..2026-07-31 interval 2026-04/2026-07 in.early-financial-year
2025-01-15 Pumps will be fitted in [mid 2026/27].
    2026-08-01..2026-11-30 interval 2026-08/2026-11 in.mid-financial-year
2025-01-15 Pumps will be fitted in [mid-2026-27].
    2026-08-01..2026-11-30 interval 2026-08/2026-11 in.mid-financial-year
2025-01-15 Pumps will be fitted in [late 2026/27].
    2026-12-01..2027-03-31 interval 2026-12/2027-03 in.late-financial-year
2025-05-15 Pumps will be fitted [late in the financial year].
    2025-12-01..2026-03-31 interval 2025-12/2026-03 in.late-financial-year
2025-05-15 Pumps will be fitted [early in the next financial year].
    2026-04-01..2026-07-31 interval 2026-04/2026-07 in.early-financial-year
2025-05-15 Pumps will be fitted [early in the 2026/27 academic year].
    2026-09-01..2026-12-31 interval 2026-09/2026-12 in.early-academic-year
2025-05-15 Pumps will be fitted [late in the 2026/27 academic year].
    2027-05-01..2027-08-31 interval 2027-05/2027-08 in.late-academic-year

# Thirds of a month.
2025-01-15 The weir will be raised in [early April 2026].
    2026-04-01..2026-04-10 interval 2026-04-01/2026-04-10 in.early-month
2025-01-15 The weir will be raised in [mid-April 2026].
    2026-04-11..2026-04-20 interval 2026-04-11/2026-04-20 in.mid-month
2025-01-15 The weir will be raised in [late April 2026].
    2026-04-21..2026-04-30 interval 2026-04-21/2026-04-30 in.late-month
2025-01-15 The weir will be raised in [late February 2028].
    2028-02-21..2028-02-29 interval 2028-02-21/2028-02-29 in.late-month
2025-01-15 The weir will be raised in [the middle of May].
    2025-05-11..2025-05-20 interval 2025-05-11/2025-05-20 in.mid-month
2025-01-15 The weir will be raised [late next month].
    2025-02-21..2025-02-28 interval 2025-02-21/2025-02-28 in.late-month

# The third must not be past, even where the month is not.
2025-04-11 The weir will be raised in [early April].
    2026-04-01..2026-04-10 interval 2026-04-01/2026-04-10 in.early-month

# Thirds of a decade and of a quarter.
2025-01-15 The bridge will be replaced in [the early 2030s].
    2030-01-01..2033-12-31 interval 2030/2033 in.early-decade
2025-01-15 The bridge will be replaced in [the mid-2030s].
    2034-01-01..2036-12-31 interval 2034/2036 in.mid-decade
2025-01-15 The bridge will be replaced in [the late 2030s].
    2037-01-01..2039-12-31 interval 2037/2039 in.late-decade
2025-01-15 The bridge will be closed in [early Q3 2026].
    2026-07-01..2026-07-31 interval 2026-07 in.early-quarter
2025-01-15 The bridge will be closed in [late Q3 2026].
    2026-09-01..2026-09-30 interval 2026-09 in.late-quarter

# The start and the end are the first and the last sub-unit.
2025-01-15 Fares change at [the start of 2026].
    2026-01-01..2026-01-31 interval 2026-01 in.start-of-year
2025-01-15 Fares change at [the beginning of next year].
    2026-01-01..2026-01-31 interval 2026-01 in.start-of-year
2025-01-15 It will be there at [the start to 2026].
    2026-01-01..2026-01-31 interval 2026-01 in.start-of-year
2025-01-15 They delay the opening to [May 2026].
    2026-05-01..2026-05-31 interval 2026-05 in.month
2025-01-15 Fares change at [the end of 2026].
    2026-12-01..2026-12-31 interval 2026-12 in.end-of-year
2025-01-15 Fares change at [end-2026].
    2026-12-01..2026-12-31 interval 2026-12 in.end-of-year
2025-01-15 Fares change at [the end of 2026/27].
    2027-03-01..2027-03-31 interval 2027-03 in.end-of-financial-year
2025-01-15 Fares change at [the start of the 2026/27 financial year].
    2026-04-01..2026-04-30 interval 2026-04 in.start-of-financial-year
2025-01-15 Fares change at [the start of the 2026/27 academic year].
    2026-09-01..2026-09-30 interval 2026-09 in.start-of-academic-year
2025-01-15 Fares change at [the end of Q2 2026].
    2026-06-01..2026-06-30 interval 2026-06 in.end-of-quarter
2025-01-15 Fares change at [the start of Q2 2026/27].
    2026-07-01..2026-07-31 interval 2026-07 in.start-of-financial-quarter
2025-05-10 Fares change at [the end of the quarter].
    2025-06-01..2025-06-30 interval 2025-06 in.end-of-quarter
2025-01-15 Fares change at [the end of H1 2026].
    2026-06-01..2026-06-30 interval 2026-06 in.end-of-half
2025-01-15 Fares change at [the end of the summer].
    2025-08-01..2025-08-31 interval 2025-08 in.end-of-season
2025-01-15 Fares change at [the start of winter 2025/26].
    2025-12-01..2025-12-31 interval 2025-12 in.start-of-season
2025-01-15 Fares change at [the end of the autumn term].
    2025-12-01..2025-12-31 interval 2025-12 in.end-of-term
2025-01-15 Fares change at [the start of May 2026].
    2026-05-01..2026-05-07 interval 2026-05-01/2026-05-07 in.start-of-month
2025-01-15 Fares change at [the end of May 2026].
    2026-05-25..2026-05-31 interval 2026-05-25/2026-05-31 in.end-of-month
2025-01-15 Fares change at [the end of February 2028].
    2028-02-23..2028-02-29 interval 2028-02-23/2028-02-29 in.end-of-month
2025-01-15 Fares change at [the end of next month].
    2025-02-22..2025-02-28 interval 2025-02-22/2025-02-28 in.end-of-month
2025-01-15 Fares change at [the end of April].
    2025-04-24..2025-04-30 interval 2025-04-24/2025-04-30 in.end-of-month
2025-01-15 Fares change at [the end of the decade].
    2029-01-01..2029-12-31 interval 2029 in.end-of-decade
2025-01-15 Fares change at [the start of the 2030s].
    2030-01-01..2030-12-31 interval 2030 in.start-of-decade
"""


@table(PARTS)
def test_5_parts_of_a_period(row):
    check(row)


DEADLINES = """
2025-01-15 The wall will be mended [by March].
    R..2025-03-31 deadline ../2025-03-31 deadline.month
2025-01-15 The wall will be mended [by April 2026].
    R..2026-04-30 deadline ../2026-04-30 deadline.month
2025-01-15 The wall will be mended [by 2030].
    R..2030-12-31 deadline ../2030-12-31 deadline.year
2025-01-15 The wall will be mended [by 12 June 2026].
    R..2026-06-12 deadline ../2026-06-12 deadline.day
2025-01-15 The wall will be mended [by spring 2027].
    R..2027-05-31 deadline ../2027-05-31 deadline.season
2025-01-15 The wall will be mended [by the summer].
    R..2025-08-31 deadline ../2025-08-31 deadline.season
2025-01-15 The wall will be mended [by winter 2027/28].
    R..2028-02-29 deadline ../2028-02-29 deadline.season
2025-01-15 The wall will be mended [by early 2027].
    R..2027-04-30 deadline ../2027-04-30 deadline.early-year
2025-01-15 The wall will be mended [by mid-2026].
    R..2026-08-31 deadline ../2026-08-31 deadline.mid-year
2025-01-15 The wall will be mended [by late 2026].
    R..2026-12-31 deadline ../2026-12-31 deadline.late-year
2025-01-15 The wall will be mended [by mid-March].
    R..2025-03-20 deadline ../2025-03-20 deadline.mid-month
2025-01-15 The wall will be mended [by early April 2026].
    R..2026-04-10 deadline ../2026-04-10 deadline.early-month
2025-01-15 The wall will be mended [by Q3 2026].
    R..2026-09-30 deadline ../2026-09-30 deadline.quarter
2025-01-15 The wall will be mended [by 2026/27].
    R..2027-03-31 deadline ../2027-03-31 deadline.financial-year
2025-01-15 The wall will be mended [by the first half of 2026].
    R..2026-06-30 deadline ../2026-06-30 deadline.half-of-year
2025-01-15 The wall will be mended [by the autumn term].
    R..2025-12-31 deadline ../2025-12-31 deadline.term
2025-01-15 The wall will be mended [by the end of 2026].
    R..2026-12-31 deadline ../2026-12-31 deadline.end-of-year
2025-01-15 The wall will be mended [by end April 2026].
    R..2026-04-30 deadline ../2026-04-30 deadline.end-of-month
2025-01-15 The wall will be mended [by the end of Q1 2026/27].
    R..2026-06-30 deadline ../2026-06-30 deadline.end-of-financial-quarter
2025-01-15 The wall will be mended [by the end of the financial year 2026/27].
    R..2027-03-31 deadline ../2027-03-31 deadline.end-of-financial-year
2025-01-15 The wall will be mended [by the end of the 2020s].
    R..2029-12-31 deadline ../2029-12-31 deadline.end-of-decade

# Other words for "by".
2025-01-15 Forms are due [no later than 30 June 2026].
    R..2026-06-30 deadline ../2026-06-30 deadline.day
2025-01-15 Forms are due [not later than May 2026].
    R..2026-05-31 deadline ../2026-05-31 deadline.month
2025-01-15 Forms are due [on or before 1 May 2026].
    R..2026-05-01 deadline ../2026-05-01 deadline.day
2025-01-15 The waiver holds [until July 2026].
    R..2026-07-31 deadline ../2026-07-31 deadline.month
2025-01-15 The waiver holds [up to 4 July 2026].
    R..2026-07-04 deadline ../2026-07-04 deadline.day
2025-01-15 Forms are due [by 1 May 2026 at the latest].
    R..2026-05-01 deadline ../2026-05-01 deadline.day

# Before: the day before it starts.
2025-01-15 The inn will be sold [before April 2026].
    R..2026-03-31 deadline ../2026-03-31 before.month
2025-01-15 The inn will be sold [before March 2028].
    R..2028-02-29 deadline ../2028-02-29 before.month
2025-01-15 The inn will be sold [before 2030].
    R..2029-12-31 deadline ../2029-12-31 before.year
2025-01-15 The inn will be sold [before 1 January 2027].
    R..2026-12-31 deadline ../2026-12-31 before.day
2025-01-15 The inn will be sold [ahead of winter 2026/27].
    R..2026-11-30 deadline ../2026-11-30 before.season
2025-01-15 The inn will be sold [ahead of the summer].
    R..2025-05-31 deadline ../2025-05-31 before.season
2025-01-15 The inn will be sold [before mid-2026].
    R..2026-04-30 deadline ../2026-04-30 before.mid-year
2025-01-15 The inn will be sold [before the second half of 2026].
    R..2026-06-30 deadline ../2026-06-30 before.half-of-year
2025-01-15 The inn will be sold [before the next financial year].
    R..2025-03-31 deadline ../2025-03-31 before.financial-year
2025-01-15 The inn will be sold [before the start of 2027].
    R..2026-12-31 deadline ../2026-12-31 before.start-of-year
2025-01-15 The inn will be sold [prior to 6 April 2026].
    R..2026-04-05 deadline ../2026-04-05 before.day

# "Before the end of" is by the end of.
2025-01-15 The inn will be sold [before the end of 2026].
    R..2026-12-31 deadline ../2026-12-31 before.end-of-year
2025-01-15 The inn will be sold [before the end of March].
    R..2025-03-31 deadline ../2025-03-31 before.end-of-month
2025-01-15 The inn will be sold [before the end of the financial year].
    R..2025-03-31 deadline ../2025-03-31 before.end-of-financial-year

# "By the start of" is its first day.
2025-01-15 Signs go up [by the start of 2026].
    R..2026-01-01 deadline ../2026-01-01 deadline.start-of-year
2025-01-15 Signs go up [by the beginning of May 2026].
    R..2026-05-01 deadline ../2026-05-01 deadline.start-of-month
2025-01-15 Signs go up [by the start of the summer].
    R..2025-06-01 deadline ../2025-06-01 deadline.start-of-season
2025-01-15 Signs go up [by the start of the 2026/27 academic year].
    R..2026-09-01 deadline ../2026-09-01 deadline.start-of-academic-year
2025-01-15 Signs go up [by the start of the next tax year].
    R..2025-04-06 deadline ../2025-04-06 deadline.start-of-tax-year

# The year is the calendar year unless "financial" is said; a week ends on Sunday.
2025-01-15 Stock will be sold [by the end of the year].
    R..2025-12-31 deadline ../2025-12-31 deadline.end-of-year
2025-12-31 Stock will be sold [by the end of the year].
    R..2025-12-31 deadline ../2025-12-31 deadline.end-of-year
2025-01-15 Stock will be sold [by year-end].
    R..2025-12-31 deadline ../2025-12-31 deadline.end-of-year
2025-01-15 Stock will be sold [by financial year end].
    R..2025-03-31 deadline ../2025-03-31 deadline.end-of-financial-year
2025-01-15 Stock will be sold [by the end of the financial year].
    R..2025-03-31 deadline ../2025-03-31 deadline.end-of-financial-year
2025-04-01 Stock will be sold [by the end of this financial year].
    R..2026-03-31 deadline ../2026-03-31 deadline.end-of-financial-year
2026-04-05 Stock will be sold [by the end of the tax year].
    R..2026-04-05 deadline ../2026-04-05 deadline.end-of-tax-year
2026-04-06 Stock will be sold [by the end of the tax year].
    R..2027-04-05 deadline ../2027-04-05 deadline.end-of-tax-year
2025-01-15 Stock will be sold [by the end of the week].
    R..2025-01-19 deadline ../2025-01-19 deadline.end-of-week
2025-01-19 Stock will be sold [by the end of the week].
    R..2025-01-19 deadline ../2025-01-19 deadline.end-of-week
2025-01-15 Stock will be sold [by the end of next week].
    R..2025-01-26 deadline ../2025-01-26 deadline.end-of-week
2024-02-10 Stock will be sold [by the end of the month].
    R..2024-02-29 deadline ../2024-02-29 deadline.end-of-month
2025-01-15 Stock will be sold [before the month is out].
    R..2025-01-31 deadline ../2025-01-31 before.end-of-month
2025-01-15 Stock will be sold [by the end of the decade].
    R..2029-12-31 deadline ../2029-12-31 deadline.end-of-decade
2030-01-01 Stock will be sold [by the end of the decade].
    R..2039-12-31 deadline ../2039-12-31 deadline.end-of-decade

# On its last day it still begins on the day of saying; past it, it has no start.
2025-03-31 The lamp was to be lit [by March 2025].
    R..2025-03-31 deadline ../2025-03-31 deadline.month
2025-04-01 The lamp was to be lit [by March 2025].
    ..2025-03-31 deadline ../2025-03-31 deadline.month
2025-06-01 The lamp was to be lit [before 2025].
    ..2024-12-31 deadline ../2024-12-31 before.year
2025-06-01 The lamp was to be lit [by the end of last year].
    ..2024-12-31 deadline ../2024-12-31 deadline.end-of-year
"""


@table(DEADLINES)
def test_6_deadlines(row):
    check(row)


DURATIONS = """
# The same day of the month, or its last.
2025-01-15 An answer will come [within three months].
    R..2025-04-15 deadline ../2025-04-15 within.length
2025-01-31 An answer will come [within a month].
    R..2025-02-28 deadline ../2025-02-28 within.length
2024-01-31 An answer will come [within one month].
    R..2024-02-29 deadline ../2024-02-29 within.length
2025-08-31 An answer will come [within six months].
    R..2026-02-28 deadline ../2026-02-28 within.length
2023-08-31 An answer will come [within 6 months].
    R..2024-02-29 deadline ../2024-02-29 within.length
2025-11-30 An answer will come [within three months].
    R..2026-02-28 deadline ../2026-02-28 within.length
2025-10-31 An answer will come [within eleven months].
    R..2026-09-30 deadline ../2026-09-30 within.length
2024-02-29 An answer will come [within 12 months].
    R..2025-02-28 deadline ../2025-02-28 within.length
2024-02-29 An answer will come [within two years].
    R..2026-02-28 deadline ../2026-02-28 within.length
2024-02-29 An answer will come [within four years].
    R..2028-02-29 deadline ../2028-02-29 within.length
2025-12-31 An answer will come [within eighteen months].
    R..2027-06-30 deadline ../2027-06-30 within.length
2025-01-15 An answer will come [within a decade].
    R..2035-01-15 deadline ../2035-01-15 within.length

# Days, weeks, hours.
2025-01-15 An answer will come [within 30 days].
    R..2025-02-14 deadline ../2025-02-14 within.length
2024-02-15 An answer will come [within 30 days].
    R..2024-03-16 deadline ../2024-03-16 within.length
2025-01-15 An answer will come [within a week].
    R..2025-01-22 deadline ../2025-01-22 within.length
2025-12-20 An answer will come [within two weeks].
    R..2026-01-03 deadline ../2026-01-03 within.length
2025-01-15 An answer will come [within twelve weeks].
    R..2025-04-09 deadline ../2025-04-09 within.length
2025-12-20 An answer will come [within a fortnight].
    R..2026-01-03 deadline ../2026-01-03 within.length
2025-01-15 An answer will come [within 24 hours].
    R..2025-01-16 deadline ../2025-01-16 within.length
2025-12-31 An answer will come [within 48 hours].
    R..2026-01-02 deadline ../2026-01-02 within.length

# "Over the next" and "in the next" count alike, but as horizons.
2025-08-31 Kerbs will be lowered [over the next six months].
    R..2026-02-28 relative R/2026-02-28 in.horizon
2025-01-15 Kerbs will be lowered [in the next 12 months].
    R..2026-01-15 relative R/2026-01-15 in.horizon
2025-01-15 Kerbs will be lowered [over the next five years].
    R..2030-01-15 relative R/2030-01-15 in.horizon
2025-01-15 Kerbs will be lowered [during the next 18 months].
    R..2026-07-15 relative R/2026-07-15 in.horizon
2025-01-15 Kerbs will be lowered [over the coming three weeks].
    R..2025-02-05 relative R/2025-02-05 in.horizon
2025-01-15 Kerbs will be lowered [over the next fortnight].
    R..2025-01-29 relative R/2025-01-29 in.horizon

# From a day that the words name.
2025-01-15 Appeals are heard [within six months of 31 August 2025].
    R..2026-02-28 deadline ../2026-02-28 within.of-a-date
2025-01-15 Appeals are heard [within 28 days of 1 March 2026].
    R..2026-03-29 deadline ../2026-03-29 within.of-a-date

# Working days: any part of the United Kingdom may close one.
2026-03-16 The clerk will write [within one working day].
    R..2026-03-18 deadline ../2026-03-18 within.working-days
2026-06-12 The clerk will write [within one working day].
    R..2026-06-16 deadline ../2026-06-16 within.working-days
2025-07-11 The clerk will write [within one working day].
    R..2025-07-15 deadline ../2025-07-15 within.working-days
2025-07-31 The clerk will write [within two working days].
    R..2025-08-05 deadline ../2025-08-05 within.working-days
2026-11-27 The clerk will write [within one working day].
    R..2026-12-01 deadline ../2026-12-01 within.working-days
2025-04-16 The clerk will write [within three working days].
    R..2025-04-23 deadline ../2025-04-23 within.working-days
2025-12-23 The clerk will write [within five working days].
    R..2026-01-05 deadline ../2026-01-05 within.working-days
2022-09-09 The clerk will write [within 10 working days].
    R..2022-09-26 deadline ../2022-09-26 within.working-days
2025-08-22 The clerk will write [within two working days].
    R..2025-08-27 deadline ../2025-08-27 within.working-days
2025-09-06 The clerk will write [within five working days].
    R..2025-09-12 deadline ../2025-09-12 within.working-days
2026-05-15 The clerk will write [within 20 working days].
    R..2026-06-16 deadline ../2026-06-16 within.working-days
2026-03-06 The clerk will write [within 20 working days].
    R..2026-04-08 deadline ../2026-04-08 within.working-days
"""


@table(DURATIONS)
def test_7_durations(row):
    check(row)


SOFT = """
2025-01-15 The route will be chosen [in the coming days].
    R..2025-01-29 relative R/2025-01-29 in.vague-horizon soft
2025-01-15 The route will be chosen [in the next few days].
    R..2025-01-29 relative R/2025-01-29 in.vague-horizon soft
2025-01-15 The route will be chosen [within days].
    R..2025-01-29 deadline ../2025-01-29 within.vague-length soft
2025-01-15 The route will be chosen [over the coming weeks].
    R..2025-03-12 relative R/2025-03-12 in.vague-horizon soft
2025-01-15 The route will be chosen [over the next few weeks].
    R..2025-03-12 relative R/2025-03-12 in.vague-horizon soft
2025-01-15 The route will be chosen [within weeks].
    R..2025-03-12 deadline ../2025-03-12 within.vague-length soft
2025-01-15 The route will be chosen [within a few weeks].
    R..2025-03-12 deadline ../2025-03-12 within.vague-length soft
2025-01-15 The route will be chosen [in the coming months].
    R..2025-07-15 relative R/2025-07-15 in.vague-horizon soft
2025-08-31 The route will be chosen [in the coming months].
    R..2026-02-28 relative R/2026-02-28 in.vague-horizon soft
2025-01-15 The route will be chosen [over the next few months].
    R..2025-07-15 relative R/2025-07-15 in.vague-horizon soft
2025-01-15 The route will be chosen [in the next several months].
    R..2025-07-15 relative R/2025-07-15 in.vague-horizon soft
2025-01-15 The route will be chosen [within months].
    R..2025-07-15 deadline ../2025-07-15 within.vague-length soft
2025-01-15 The route will be chosen [in the coming years].
    R..2030-01-15 relative R/2030-01-15 in.vague-horizon soft
2024-02-29 The route will be chosen [over the next few years].
    R..2029-02-28 relative R/2029-02-28 in.vague-horizon soft
2025-01-15 The route will be chosen [in the coming weeks and months].
    R..2025-07-15 relative R/2025-07-15 in.vague-horizon soft
2025-01-15 The route will be chosen [over the coming year].
    R..2026-01-15 relative R/2026-01-15 in.horizon soft
2025-01-15 The route will be chosen [within a couple of weeks].
    R..2025-01-29 deadline ../2025-01-29 within.length soft
2025-01-15 The route will be chosen [over the next couple of months].
    R..2025-03-15 relative R/2025-03-15 in.horizon soft
2025-01-15 The route will be chosen [over the next couple of years].
    R..2027-01-15 relative R/2027-01-15 in.horizon soft

# In so long: the month, week or year that holds the day; of days, the day itself.
2025-01-15 The barrier returns [in six months' time].
    2025-07-01..2025-07-31 relative 2025-07 in.offset soft
2025-08-31 The barrier returns [in six months' time].
    2026-02-01..2026-02-28 relative 2026-02 in.offset soft
2025-01-15 The barrier returns [in two months].
    2025-03-01..2025-03-31 relative 2025-03 in.offset soft
2025-01-15 The barrier returns [in three weeks' time].
    2025-02-03..2025-02-09 relative 2025-02-03/2025-02-09 in.offset soft
2025-01-19 The barrier returns [in one week's time].
    2025-01-20..2025-01-26 relative 2025-01-20/2025-01-26 in.offset soft
2025-01-15 The barrier returns [in two years' time].
    2027-01-01..2027-12-31 relative 2027 in.offset soft
2025-12-31 The barrier returns [in a year's time].
    2026-01-01..2026-12-31 relative 2026 in.offset soft
2025-01-15 The barrier returns [in 14 days' time].
    2025-01-29..2025-01-29 relative 2025-01-29 in.offset
2024-02-20 The barrier returns [in ten days' time].
    2024-03-01..2024-03-01 relative 2024-03-01 in.offset
2025-01-15 The barrier returns [four months from now].
    2025-05-01..2025-05-31 relative 2025-05 in.offset soft
"""


@table(SOFT)
def test_8_soft_horizons(row):
    check(row)


OPEN = """
2025-01-15 Members will be told more [in due course].
    R.. open R/.. open.words
2025-01-15 [In due course], members will be told more.
    R.. open R/.. open.words
2025-01-15 The new quay will open [shortly].
    R.. open R/.. open.words
2025-01-15 The new quay will open [very shortly].
    R.. open R/.. open.words
2025-01-15 The new quay will open [imminently].
    R.. open R/.. open.words
2025-01-15 We hope to open the quay [soon].
    R.. open R/.. open.words
2025-01-15 We hope to open the quay [very soon].
    R.. open R/.. open.words
2025-01-15 We hope to open the quay [as soon as possible].
    R.. open R/.. open.words
2025-01-15 We hope to open the quay [as soon as practicable].
    R.. open R/.. open.words
2025-01-15 We hope to open the quay [as soon as reasonably practicable].
    R.. open R/.. open.words
2025-01-15 We hope to open the quay [as soon as is practicable].
    R.. open R/.. open.words
2025-01-15 The order will be repealed [at the earliest opportunity].
    R.. open R/.. open.words
2025-01-15 The order will be repealed [at the earliest possible opportunity].
    R.. open R/.. open.words
2025-01-15 The order will be repealed [when parliamentary time allows].
    R.. open R/.. open.words
2025-01-15 The order will be repealed [once parliamentary time allows].
    R.. open R/.. open.words
2025-01-15 The order will be repealed [without delay].
    R.. open R/.. open.words
2025-01-15 The order will be repealed [without further delay].
    R.. open R/.. open.words
2025-01-15 Canals will need more water [in the longer term].
    R.. open R/.. open.words
2025-01-15 Canals will get more water [in the near future].
    R.. open R/.. open.words
2025-01-15 Canals will get more water [at a later date].
    R.. open R/.. open.words

# Two such phrases are two dues.
2025-01-15 A draft follows [shortly] and the rest [in due course].
    R.. open R/.. open.words
    R.. open R/.. open.words
"""


@table(OPEN)
def test_9_open_words(row):
    check(row)


STARTS = """
2025-01-15 Permits will be needed [from April].
    2025-04-01.. open 2025-04/.. from.month start-by 2025-04-30
2025-01-15 Permits will be needed [from May 2026].
    2026-05-01.. open 2026-05/.. from.month start-by 2026-05-31
2025-01-15 Permits will be needed [from 6 April 2026].
    2026-04-06.. open 2026-04-06/.. from.day start-by 2026-04-06
2025-01-15 Permits will be needed [from 2027].
    2027-01-01.. open 2027/.. from.year start-by 2027-12-31
2025-01-15 Permits will be needed [from spring 2026].
    2026-03-01.. open 2026-03/.. from.season start-by 2026-05-31
2025-01-15 Permits will be needed [from the autumn].
    2025-09-01.. open 2025-09/.. from.season start-by 2025-11-30
2025-01-15 Permits will be needed [from Q3 2026].
    2026-07-01.. open 2026-07/.. from.quarter start-by 2026-09-30
2025-01-15 Permits will be needed [from 2026/27].
    2026-04-01.. open 2026-04/.. from.financial-year start-by 2027-03-31
2025-01-15 Permits will be needed [from the 2026/27 tax year].
    2026-04-06.. open 2026-04-06/.. from.tax-year start-by 2027-04-05
2025-01-15 Permits will be needed [from the next financial year].
    2025-04-01.. open 2025-04/.. from.financial-year start-by 2026-03-31
2025-01-15 Permits will be needed [from mid-2026].
    2026-05-01.. open 2026-05/.. from.mid-year start-by 2026-08-31
2025-01-15 Permits will be needed [from the second half of 2026].
    2026-07-01.. open 2026-07/.. from.half-of-year start-by 2026-12-31
2025-01-15 Permits will be needed [from the end of 2026].
    2026-12-01.. open 2026-12/.. from.end-of-year start-by 2026-12-31
2025-01-15 Permits will be needed [from next month].
    2025-02-01.. open 2025-02/.. from.month start-by 2025-02-28
2025-01-15 Permits will be needed [with effect from 1 May 2026].
    2026-05-01.. open 2026-05-01/.. from.day start-by 2026-05-01
2025-01-15 Permits will be needed [as of 1 May 2026].
    2026-05-01.. open 2026-05-01/.. from.day start-by 2026-05-01
2025-01-15 Drills will be held [starting in June 2026].
    2026-06-01.. open 2026-06/.. from.month start-by 2026-06-30
2025-01-15 Drills will be held [starting 1 June 2026].
    2026-06-01.. open 2026-06-01/.. from.day start-by 2026-06-01
2025-01-15 Drills will be held [from 2027 onwards].
    2027-01-01.. open 2027/.. from.year start-by 2027-12-31
2025-01-15 The change is planned for [April 2026 onwards].
    2026-04-01.. open 2026-04/.. from.month start-by 2026-04-30
2025-01-15 Drills will be held [no earlier than May 2026].
    2026-05-01.. open 2026-05/.. not-before.month
2025-01-15 Drills will not be held [before May 2026].
    2026-05-01.. open 2026-05/.. not-before.month
2025-01-15 A verdict comes [not before 2 March 2026].
    2026-03-02.. open 2026-03-02/.. not-before.day
2025-01-15 A verdict comes in [June 2026 at the earliest].
    2026-06-01.. open 2026-06/.. not-before.month

# After: from the day after its last day, and by the day.
2025-01-15 Beds will be added [after March 2026].
    2026-04-01.. open 2026-04-01/.. after.month
2025-01-15 Beds will be added [after 31 December 2026].
    2027-01-01.. open 2027-01-01/.. after.day
2025-01-15 Beds will be added [after 2026].
    2027-01-01.. open 2027-01-01/.. after.year
2025-01-15 Beds will be added [after the summer].
    2025-09-01.. open 2025-09-01/.. after.season
2025-01-15 Beds will be added [after winter 2027/28].
    2028-03-01.. open 2028-03-01/.. after.season
2025-01-15 Beds will be added [after the end of 2026].
    2027-01-01.. open 2027-01-01/.. after.end-of-year
2025-01-15 Beds will be added [after 2026/27].
    2027-04-01.. open 2027-04-01/.. after.financial-year
"""


@table(STARTS)
def test_10_open_starts(row):
    check(row)


WEEKS = """
2026-01-15 Interviews are held [week commencing 2 March 2026].
    2026-03-02..2026-03-08 interval 2026-03-02/2026-03-08 in.week
2026-01-15 Interviews are held in [the week beginning 2 March 2026].
    2026-03-02..2026-03-08 interval 2026-03-02/2026-03-08 in.week
2026-01-15 Interviews are held [w/c 2 March].
    2026-03-02..2026-03-08 interval 2026-03-02/2026-03-08 in.week
2026-01-15 Interviews are held [w/c 02/03/2026].
    2026-03-02..2026-03-08 interval 2026-03-02/2026-03-08 in.week
2025-12-15 Interviews are held [w/c 29 December 2025].
    2025-12-29..2026-01-04 interval 2025-12-29/2026-01-04 in.week
2024-02-01 Interviews are held [w/c Monday 26 February 2024].
    2024-02-26..2024-03-03 interval 2024-02-26/2024-03-03 in.week
2026-01-15 Interviews are held in [the week ending 8 March 2026].
    2026-03-02..2026-03-08 interval 2026-03-02/2026-03-08 in.week
2026-01-15 Interviews are held in [the week ending 1 March 2026].
    2026-02-23..2026-03-01 interval 2026-02-23/2026-03-01 in.week

# The week runs from Monday to Sunday, whatever day it is.
2025-01-13 Interviews are held [this week].
    2025-01-13..2025-01-19 interval 2025-01-13/2025-01-19 in.week
2025-01-19 Interviews are held [this week].
    2025-01-13..2025-01-19 interval 2025-01-13/2025-01-19 in.week
2025-01-20 Interviews are held [this week].
    2025-01-20..2025-01-26 interval 2025-01-20/2025-01-26 in.week
2025-01-19 Interviews are held [next week].
    2025-01-20..2025-01-26 interval 2025-01-20/2025-01-26 in.week
2025-12-29 Interviews are held [next week].
    2026-01-05..2026-01-11 interval 2026-01-05/2026-01-11 in.week
2026-01-01 Interviews are held [this week].
    2025-12-29..2026-01-04 interval 2025-12-29/2026-01-04 in.week

# The first and last weeks of a month are its first and last seven days.
2026-01-15 Interviews are held in [the first week of March 2026].
    2026-03-01..2026-03-07 interval 2026-03-01/2026-03-07 in.weeks-of-month
2026-01-15 Interviews are held in [the last week of March 2026].
    2026-03-25..2026-03-31 interval 2026-03-25/2026-03-31 in.weeks-of-month
2026-01-15 Interviews are held in [the last week of February].
    2026-02-22..2026-02-28 interval 2026-02-22/2026-02-28 in.weeks-of-month
2027-06-15 Interviews are held in [the last week of February].
    2028-02-23..2028-02-29 interval 2028-02-23/2028-02-29 in.weeks-of-month
2026-01-15 Interviews end [by the first week of April].
    R..2026-04-07 deadline ../2026-04-07 deadline.weeks-of-month
"""


@table(WEEKS)
def test_11_weeks(row):
    check(row)


DEICTIC = """
# Whole periods are not clipped to the day of saying.
2025-07-15 The survey is printed [this year].
    2025-01-01..2025-12-31 interval 2025 in.year
2025-12-31 The survey is printed [this year].
    2025-01-01..2025-12-31 interval 2025 in.year
2026-01-01 The survey was printed [last year].
    2025-01-01..2025-12-31 interval 2025 in.year
2025-01-01 The survey is printed [next year].
    2026-01-01..2026-12-31 interval 2026 in.year
2024-02-29 The survey is printed [this month].
    2024-02-01..2024-02-29 interval 2024-02 in.month
2025-12-31 The survey is printed [next month].
    2026-01-01..2026-01-31 interval 2026-01 in.month
2026-01-31 The survey was printed [last month].
    2025-12-01..2025-12-31 interval 2025-12 in.month
2025-01-15 The survey is printed [the year after next].
    2027-01-01..2027-12-31 interval 2027 in.year

# Later and the rest are clipped to it; earlier ends on it.
2025-07-15 The survey is printed [later this year].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year
2025-01-01 The survey is printed [later this year].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year
2025-12-30 The survey is printed [later this year].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year
2025-07-15 The survey is printed [later this month].
    R..2025-07-31 interval R/2025-07-31 in.rest-of-month
2025-07-15 The survey is printed [later this week].
    R..2025-07-20 interval R/2025-07-20 in.rest-of-week
2025-07-15 The survey is printed [later this summer].
    R..2025-08-31 interval R/2025-08-31 in.rest-of-season
2025-07-15 The survey is printed [later this financial year].
    R..2026-03-31 interval R/2026-03-31 in.rest-of-financial-year
2025-07-15 The survey is printed [later in the year].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year
2025-07-15 The survey is printed [later in 2025].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year
2025-07-15 The survey goes on for [the rest of the year].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year
2025-07-15 The survey goes on for [the remainder of the financial year].
    R..2026-03-31 interval R/2026-03-31 in.rest-of-financial-year
2025-07-15 The survey goes on for [the rest of this month].
    R..2025-07-31 interval R/2025-07-31 in.rest-of-month
2025-07-15 The survey was printed [earlier this year].
    2025-01-01..R interval 2025-01-01/R in.so-far-of-year
2025-07-15 The survey was printed [earlier this month].
    2025-07-01..R interval 2025-07-01/R in.so-far-of-month
2025-07-15 The survey was printed [earlier this summer].
    2025-06-01..R interval 2025-06-01/R in.so-far-of-season

# What is not under way cannot be clipped.
2025-07-15 The survey is printed [later in 2026].
    2026-01-01..2026-12-31 interval 2026 in.rest-of-year
2025-07-15 The survey is printed [later next year].
    2026-01-01..2026-12-31 interval 2026 in.rest-of-year

# The new year is January to March of the next, by our choice.
2025-11-15 The survey is printed in [the new year].
    2026-01-01..2026-03-31 interval 2026-01/2026-03 in.new-year soft
2025-01-15 The survey is printed in [the new year].
    2025-01-01..2025-03-31 interval 2025-01/2025-03 in.new-year soft
2025-11-15 The survey is printed [early in the new year].
    2026-01-01..2026-03-31 interval 2026-01/2026-03 in.new-year soft

# Days near by.
2025-12-31 The survey is printed [tomorrow].
    2026-01-01..2026-01-01 precise 2026-01-01 on.day
2024-03-01 The survey was printed [yesterday].
    2024-02-29..2024-02-29 precise 2024-02-29 on.day
2025-07-15 The survey is printed [today].
    R..R precise R on.day
"""


@table(DEICTIC)
def test_12_time_that_is_pointed_at(row):
    check(row)


HOLIDAYS = """
# Easter Sunday of several years, the earliest and the latest of our time among them.
2008-01-15 The fence goes up [by Easter].
    R..2008-03-23 deadline ../2008-03-23 deadline.easter
2024-01-15 The fence goes up [by Easter].
    R..2024-03-31 deadline ../2024-03-31 deadline.easter
2025-01-15 The fence goes up [by Easter].
    R..2025-04-20 deadline ../2025-04-20 deadline.easter
2025-01-15 The fence goes up [by Easter 2026].
    R..2026-04-05 deadline ../2026-04-05 deadline.easter
2025-01-15 The fence goes up [by Easter 2027].
    R..2027-03-28 deadline ../2027-03-28 deadline.easter
2025-01-15 The fence goes up [by Easter 2028].
    R..2028-04-16 deadline ../2028-04-16 deadline.easter
2025-01-15 The fence goes up [by Easter 2029].
    R..2029-04-01 deadline ../2029-04-01 deadline.easter
2025-01-15 The fence goes up [by Easter 2030].
    R..2030-04-21 deadline ../2030-04-21 deadline.easter
2025-01-15 The fence goes up [by Easter 2038].
    R..2038-04-25 deadline ../2038-04-25 deadline.easter
2025-04-20 The fence goes up [by Easter].
    R..2025-04-20 deadline ../2025-04-20 deadline.easter
2025-04-21 The fence goes up [by Easter].
    R..2026-04-05 deadline ../2026-04-05 deadline.easter
2025-01-15 The fence goes up [before Easter].
    R..2025-04-19 deadline ../2025-04-19 before.easter
2025-01-15 The fence goes up [before Easter 2026].
    R..2026-04-04 deadline ../2026-04-04 before.easter
2025-01-15 The fence goes up [after Easter].
    2025-04-21.. open 2025-04-21/.. after.easter
2025-01-15 The fence goes up [after Easter 2027].
    2027-03-29.. open 2027-03-29/.. after.easter
2025-01-15 The fence goes up [by Christmas].
    R..2025-12-25 deadline ../2025-12-25 deadline.christmas
2025-12-25 The fence goes up [by Christmas].
    R..2025-12-25 deadline ../2025-12-25 deadline.christmas
2025-12-26 The fence goes up [by Christmas].
    R..2026-12-25 deadline ../2026-12-25 deadline.christmas
2025-01-15 The fence goes up [before Christmas].
    R..2025-12-24 deadline ../2025-12-24 before.christmas
2025-01-15 The fence goes up [before Christmas 2027].
    R..2027-12-24 deadline ../2027-12-24 before.christmas
2025-01-15 The fence goes up [after Christmas].
    2025-12-26.. open 2025-12-26/.. after.christmas
2025-01-15 The fence goes up [before the new year].
    R..2025-12-31 deadline ../2025-12-31 before.new-year
2025-12-31 The fence goes up [before the new year].
    R..2025-12-31 deadline ../2025-12-31 before.new-year
"""


@table(HOLIDAYS)
def test_13_holidays(row):
    check(row)


PARLIAMENT = """
# Before and by the recess: the day the House rises. After it: the day of return.
2023-06-01 The white paper comes [before the summer recess].
    R..2023-07-20 deadline ../2023-07-20 before.recess
2023-06-01 The white paper comes [after the summer recess].
    2023-09-04.. open 2023-09-04/.. after.recess
2025-06-01 The white paper comes [before the summer recess].
    R..2025-07-22 deadline ../2025-07-22 before.recess
2025-06-01 The white paper comes [by the summer recess].
    R..2025-07-22 deadline ../2025-07-22 deadline.recess
2025-07-22 The white paper comes [before the summer recess].
    R..2025-07-22 deadline ../2025-07-22 before.recess
2025-06-01 The white paper comes [after the summer recess].
    2025-09-01.. open 2025-09-01/.. after.recess
2025-06-01 The white paper comes [before Parliament rises for the summer].
    R..2025-07-22 deadline ../2025-07-22 before.recess
2025-06-01 The white paper comes [before the House rises for the summer recess].
    R..2025-07-22 deadline ../2025-07-22 before.recess
2023-12-01 The white paper comes [before the Christmas recess].
    R..2023-12-19 deadline ../2023-12-19 before.recess
2023-12-01 The white paper comes [after the Christmas recess].
    2024-01-08.. open 2024-01-08/.. after.recess
2024-12-01 The white paper comes [before the Christmas recess].
    R..2024-12-19 deadline ../2024-12-19 before.recess
2024-12-01 The white paper comes [after the Christmas recess].
    2025-01-06.. open 2025-01-06/.. after.recess
2025-11-01 The white paper comes [by the Christmas recess].
    R..2025-12-18 deadline ../2025-12-18 deadline.recess
2025-11-01 The white paper comes [after the Christmas recess].
    2026-01-05.. open 2026-01-05/.. after.recess
2024-03-01 The white paper comes [before the Easter recess].
    R..2024-03-26 deadline ../2024-03-26 before.recess
2024-03-01 The white paper comes [after the Easter recess].
    2024-04-15.. open 2024-04-15/.. after.recess
2025-03-01 The white paper comes [before the Easter recess].
    R..2025-04-08 deadline ../2025-04-08 before.recess
2025-03-01 The white paper comes [after the Easter recess].
    2025-04-22.. open 2025-04-22/.. after.recess
2025-05-01 The white paper comes [before the Whitsun recess].
    R..2025-05-22 deadline ../2025-05-22 before.recess
2025-05-01 The white paper comes [after the Whitsun recess].
    2025-06-02.. open 2025-06-02/.. after.recess

# As it was known: the summer recess of 2025 was announced on 19 December 2024.
2024-12-18 The white paper comes [before the summer recess].
    R.. open R/.. open.event
2024-12-19 The white paper comes [before the summer recess].
    R..2025-07-22 deadline ../2025-07-22 before.recess
2024-12-18 The white paper comes [after the summer recess].
    R.. open R/.. open.event

# That of 2024 moved: 23 July by the announcement of May, 30 July after the election.
2024-05-20 The white paper comes [before the summer recess].
    R.. open R/.. open.event
2024-05-21 The white paper comes [before the summer recess].
    R..2024-07-23 deadline ../2024-07-23 before.recess
2024-07-25 The white paper comes [before the summer recess].
    R..2024-07-30 deadline ../2024-07-30 before.recess

# A Parliament lasts five years from its first meeting, as far as was known.
2019-12-17 Fifty bridges will be built [by the end of this Parliament].
    R..2024-12-17 deadline ../2024-12-17 deadline.end-of-parliament
2024-05-29 Fifty bridges will be built [by the end of this Parliament].
    R..2024-12-17 deadline ../2024-12-17 deadline.end-of-parliament
2024-07-09 Fifty bridges will be built [by the end of this Parliament].
    R..2029-07-09 deadline ../2029-07-09 deadline.end-of-parliament
2025-01-15 Fifty bridges will be built [by the end of the Parliament].
    R..2029-07-09 deadline ../2029-07-09 deadline.end-of-parliament
2025-01-15 Fifty bridges will be built [before the end of this Parliament].
    R..2029-07-09 deadline ../2029-07-09 before.end-of-parliament
2025-01-15 Fifty bridges will be built in [this Parliament].
    2024-07-09..2029-07-09 interval 2024-07-09/2029-07-09 in.parliament
2025-01-15 Fifty bridges will be built over [the rest of this Parliament].
    R..2029-07-09 interval R/2029-07-09 in.rest-of-parliament
2025-01-15 Fifty bridges will be built in [the next Parliament].
    R.. open R/.. open.event
"""


@table(PARLIAMENT)
def test_14_parliament(row):
    check(row)


FISCAL = """
# Announced on 29 July 2024, for 30 October.
2024-07-28 The tariff will be fixed [at the Autumn Budget].
    R.. open R/.. open.event
2024-07-29 The tariff will be fixed at [the Autumn Budget].
    2024-10-30..2024-10-30 precise 2024-10-30 on.fiscal-event
2024-10-30 The tariff will be fixed at [the Autumn Budget].
    2024-10-30..2024-10-30 precise 2024-10-30 on.fiscal-event
2024-10-31 The tariff will be fixed [at the Autumn Budget].
    R.. open R/.. open.event
2024-07-28 The tariff will be fixed [before the Autumn Budget].
    R.. open R/.. open.event
2024-07-29 The tariff will be fixed [before the Autumn Budget].
    R..2024-10-29 deadline ../2024-10-29 before.fiscal-event
2024-07-29 The tariff will be fixed [by the Autumn Budget].
    R..2024-10-30 deadline ../2024-10-30 deadline.fiscal-event
2024-07-29 The tariff will be fixed [after the Autumn Budget].
    2024-10-31.. open 2024-10-31/.. after.fiscal-event

# Announced on 16 December 2024, for 26 March.
2024-12-15 The tariff will be fixed [at the Spring Statement].
    R.. open R/.. open.event
2024-12-16 The tariff will be fixed at [the Spring Statement].
    2025-03-26..2025-03-26 precise 2025-03-26 on.fiscal-event
2025-02-01 The tariff will be fixed at [the Spring Statement 2025].
    2025-03-26..2025-03-26 precise 2025-03-26 on.fiscal-event

# Announced on 21 January 2025, for 11 June.
2025-01-20 The tariff will be fixed [at the Spending Review].
    R.. open R/.. open.event
2025-01-21 The tariff will be fixed at [the Spending Review].
    2025-06-11..2025-06-11 precise 2025-06-11 on.fiscal-event
2025-02-01 The tariff will be fixed at [Spending Review 2025].
    2025-06-11..2025-06-11 precise 2025-06-11 on.fiscal-event
2025-02-01 The tariff will be fixed at [the 2025 Spending Review].
    2025-06-11..2025-06-11 precise 2025-06-11 on.fiscal-event

# Announced on 3 September 2025, for 26 November.
2025-09-02 The tariff will be fixed [at the Autumn Budget].
    R.. open R/.. open.event
2025-09-03 The tariff will be fixed at [the Autumn Budget].
    2025-11-26..2025-11-26 precise 2025-11-26 on.fiscal-event
2025-10-01 The tariff will be fixed at [Autumn Budget 2025].
    2025-11-26..2025-11-26 precise 2025-11-26 on.fiscal-event
2025-10-01 The tariff will be fixed [ahead of the Autumn Budget].
    R..2025-11-25 deadline ../2025-11-25 before.fiscal-event

# Nobody has set a day for these.
2025-06-12 The tariff will be fixed [at the next Spending Review].
    R.. open R/.. open.event
2025-01-15 The tariff will be fixed [after Royal Assent].
    R.. open R/.. open.event
2025-01-15 The tariff will be fixed [within two months of Royal Assent].
    R.. open R/.. open.event
2025-01-15 The tariff will be fixed [after the next general election].
    R.. open R/.. open.event
2025-01-15 The tariff will be fixed [once the inquiry has reported].
    R.. open R/.. open.event
"""


@table(FISCAL)
def test_15_fiscal_events(row):
    check(row)


FIGURES = """
# Day, month, year.
2026-01-15 The sluice closes on [03/04/2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [3/4/2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [03.04.2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [03-04-2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [31/12/26].
    2026-12-31..2026-12-31 precise 2026-12-31 on.day
2026-01-15 The sluice closes [by 03/04/2026].
    R..2026-04-03 deadline ../2026-04-03 deadline.day
2026-01-15 The sluice closes on [2026-04-03].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day

# In words.
2026-01-15 The sluice closes on [3rd April 2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [the 3rd of April 2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [April 3, 2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [Friday 3 April 2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes on [3 Apr 2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2026-01-15 The sluice closes at [5pm on 3 April 2026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day

# Impossible days are no dates, nor is what is left of them.
2026-01-15 The form gives 30 February 2026 as the day.
2026-01-15 The form gives 31/06/2026 as the day.
2026-01-15 The form gives 29 February 2026 as the day.
2026-01-15 The form gives 31 April as the day.
2026-01-15 The form gives 31 November 2026 as the day.
2026-01-15 The form gives 04/31/2026 as the day.
2026-01-15 The form gives 13/13/2026 as the day.
2026-01-15 The form gives 00/01/2026 as the day.
2026-01-15 The form gives 2026-02-30 as the day.
2026-01-15 All forms must be in by 31 September 2026.
2026-01-15 The sluice closes on [29 February 2028].
    2028-02-29..2028-02-29 precise 2028-02-29 on.day

# With no year, the first on or after the day of saying.
2026-01-15 The sluice closes on [15 January].
    2026-01-15..2026-01-15 precise 2026-01-15 on.day
2026-01-15 The sluice closes on [14 January].
    2027-01-14..2027-01-14 precise 2027-01-14 on.day
2025-01-15 The sluice closes on [29 February].
    2028-02-29..2028-02-29 precise 2028-02-29 on.day
2028-02-29 The sluice closes on [29 February].
    2028-02-29..2028-02-29 precise 2028-02-29 on.day
2028-03-01 The sluice closes on [29 February].
    2032-02-29..2032-02-29 precise 2032-02-29 on.day
2026-01-15 The sluice closes [by 14 January].
    R..2027-01-14 deadline ../2027-01-14 deadline.day
"""


@table(FIGURES)
def test_16_days_in_figures(row):
    check(row)


NO_DATE = """
# test_not_dates.py has the long table; one of each reason stands here.
2025-01-15 Parishes may hold back part of the levy.
2025-01-15 Guards march past the Cenotaph, and others march in Cardiff.
2025-01-15 Cllr April Okoro chairs the panel with June Hartley and Jan Novak.
2025-01-15 New wells spring up as water tables fall.
2025-01-15 See section 12.4 and version 3.2.1 of the manual.
2025-01-15 It cost £2,026, or 2:1 of the sum, on 020 7946 2025.
2025-01-15 The Care Act 2014 and the Energy Act 2023 both apply.
2025-01-15 The 10 Year Infrastructure Strategy covers prisons.
2025-01-15 The harbour board meets every Monday and on the first Tuesday of each month.
2025-01-15 The coastguard is on call 24/7.
2025-01-15 The Council may, under the Localism Act 2011, act [by May 2026].
    R..2026-05-31 deadline ../2026-05-31 deadline.month
"""


@table(NO_DATE)
def test_17_what_is_no_date(row):
    check(row)


NOISE = """
# ↵ is a line break; test_noise.py has the rest.
2025-01-15 The kiln will be lit [by the end of\u00a02026].
    R..2026-12-31 deadline ../2026-12-31 deadline.end-of-year
2025-01-15 The kiln will be lit on [3\u202fApril\u20092026].
    2026-04-03..2026-04-03 precise 2026-04-03 on.day
2025-01-15 The kiln will be lit in [Sep\u00adtember 2026].
    2026-09-01..2026-09-30 interval 2026-09 in.month
2025-01-15 The kiln will be lit in [mid\u20112026].
    2026-05-01..2026-08-31 interval 2026-38 in.mid-year
2025-01-15 The kiln will be lit in [2026\u201327].
    2026-04-01..2027-03-31 interval 2026-04/2027-03 in.financial-year
2025-01-15 The kiln will be lit [by the end of↵2026].
    R..2026-12-31 deadline ../2026-12-31 deadline.end-of-year
2025-01-15 THE KILN WILL BE LIT [BY THE END OF MARCH].
    R..2025-03-31 deadline ../2025-03-31 deadline.end-of-month
2025-01-15 The kiln will be lit in [Autum 2026].
    2026-09-01..2026-11-30 interval 2026-23 in.season
2025-01-15 The kiln will be lit in [Febuary 2026].
    2026-02-01..2026-02-28 interval 2026-02 in.month
2025-01-15 The kiln will be lit on [4 Septmber 2026].
    2026-09-04..2026-09-04 precise 2026-09-04 on.day
"""


@table(NOISE)
def test_18_noise_in_the_text(row):
    check(row)


SPANS = """
# A bare "in", "on", "at" or "during" is left off ...
2025-01-15 Talks are planned in [May 2026].
    2026-05-01..2026-05-31 interval 2026-05 in.month
2025-01-15 Talks are planned on [4 May 2026].
    2026-05-04..2026-05-04 precise 2026-05-04 on.day
2025-01-15 Talks are planned during [2026].
    2026-01-01..2026-12-31 interval 2026 in.year
2025-01-15 Talks are planned at [the end of 2026].
    2026-12-01..2026-12-31 interval 2026-12 in.end-of-year

# ... and the operator that sets the bound is kept.
2025-01-15 Talks end [by May 2026].
    R..2026-05-31 deadline ../2026-05-31 deadline.month
2025-01-15 Talks end [before May 2026].
    R..2026-04-30 deadline ../2026-04-30 before.month
2025-01-15 Talks are held [from May 2026].
    2026-05-01.. open 2026-05/.. from.month start-by 2026-05-31
2025-01-15 Talks end [within two months].
    R..2025-03-15 deadline ../2025-03-15 within.length
2025-01-15 Talks go on [until May 2026].
    R..2026-05-31 deadline ../2026-05-31 deadline.month
2025-01-15 Talks are planned for [later this year].
    R..2025-12-31 interval R/2025-12-31 in.rest-of-year

# Fixed phrases keep their preposition.
2025-01-15 Talks begin [in due course].
    R.. open R/.. open.words
2025-01-15 Talks begin [in the coming weeks].
    R..2025-03-12 relative R/2025-03-12 in.vague-horizon soft
2025-01-15 Talks begin [over the next six weeks].
    R..2025-02-26 relative R/2025-02-26 in.horizon
2025-01-15 Talks begin [in the near future].
    R.. open R/.. open.words

# Commas, brackets and full stops are not part of it.
2025-01-15 Talks begin ([by May 2026]), as promised.
    R..2026-05-31 deadline ../2026-05-31 deadline.month
2025-01-15 Talks ([May 2026]) and their outcome are private.
    2026-05-01..2026-05-31 interval 2026-05 in.month
"""


@table(SPANS)
def test_19_spans(row):
    check(row)


RANGES = """
2025-01-15 The trial runs [from 1 May 2026 to 30 June 2026].
    2026-05-01..2026-06-30 interval 2026-05/2026-06 in.range
2025-01-15 The trial runs [from 4 May to 12 June 2026].
    2026-05-04..2026-06-12 interval 2026-05-04/2026-06-12 in.range
2025-01-15 The trial runs [4 to 8 May 2026].
    2026-05-04..2026-05-08 interval 2026-05-04/2026-05-08 in.days
2025-01-15 The trial runs [4-8 May 2026].
    2026-05-04..2026-05-08 interval 2026-05-04/2026-05-08 in.days
2025-01-15 The trial runs [from May to July 2026].
    2026-05-01..2026-07-31 interval 2026-05/2026-07 in.range
2025-01-15 The trial runs [from November to February 2027].
    2026-11-01..2027-02-28 interval 2026-11/2027-02 in.range
2025-01-15 The trial runs [from November 2026 to February].
    2026-11-01..2027-02-28 interval 2026-11/2027-02 in.range
2025-01-15 The trial runs [between May and July].
    2025-05-01..2025-07-31 interval 2025-05/2025-07 in.range
2025-10-15 The trial runs [between December and March].
    2025-12-01..2026-03-31 interval 2025-12/2026-03 in.range
2025-01-15 The trial runs [between spring and autumn 2026].
    2026-03-01..2026-11-30 interval 2026-03/2026-11 in.range
2025-01-15 The trial runs [from autumn 2026 to spring 2027].
    2026-09-01..2027-05-31 interval 2026-09/2027-05 in.range
2025-01-15 The trial runs [from 2026 to 2029].
    2026-01-01..2029-12-31 interval 2026/2029 in.range
2025-01-15 The trial runs [from 2026-27 to 2028-29].
    2026-04-01..2029-03-31 interval 2026-04/2029-03 in.range
2025-01-15 The trial runs [between 2026 and 2028].
    2026-01-01..2028-12-31 interval 2026/2028 in.range
2025-01-15 The trial starts in [May or June 2026].
    2026-05-01..2026-06-30 interval 2026-05/2026-06 in.range
2025-01-15 The trial starts in [spring or summer 2026].
    2026-03-01..2026-08-31 interval 2026-03/2026-08 in.range
2025-01-15 The trial runs in [May and June 2026].
    2026-05-01..2026-06-30 interval 2026-05/2026-06 in.range
2025-01-15 The trial runs [by May or June 2026].
    R..2026-06-30 deadline ../2026-06-30 deadline.range

# Those with a gap between them are two, and the year is lent to both.
2025-01-15 Rounds are held in [May] and [September 2026].
    2026-05-01..2026-05-31 interval 2026-05 in.month
    2026-09-01..2026-09-30 interval 2026-09 in.month
2025-01-15 Rounds are held in [spring 2026] and in [autumn 2026].
    2026-03-01..2026-05-31 interval 2026-21 in.season
    2026-09-01..2026-11-30 interval 2026-23 in.season
2025-01-15 Rounds are held in [2026], [2028] and [2030].
    2026-01-01..2026-12-31 interval 2026 in.year
    2028-01-01..2028-12-31 interval 2028 in.year
    2030-01-01..2030-12-31 interval 2030 in.year
2025-01-15 A draft is due [by May 2026] and the final code [in due course].
    R..2026-05-31 deadline ../2026-05-31 deadline.month
    R.. open R/.. open.words
2025-01-15 Bids open on [4 May 2026], close on [3 July 2026] and are judged [by the autumn].
    2026-05-04..2026-05-04 precise 2026-05-04 on.day
    2026-07-03..2026-07-03 precise 2026-07-03 on.day
    R..2025-11-30 deadline ../2025-11-30 deadline.season
"""


@table(RANGES)
def test_ranges_and_lists(row):
    check(row)


UNKNOWN_DAY = """
# What the words name by themselves is still known; nothing else is guessed.
unknown    The dyke is raised in [May 2026].
    2026-05-01..2026-05-31 interval 2026-05 in.month
unknown    The dyke is raised [by the end of 2026].
    ..2026-12-31 deadline ../2026-12-31 deadline.end-of-year
unknown    The dyke is raised [from 2026/27].
    2026-04-01.. open 2026-04/.. from.financial-year start-by 2027-03-31
unknown    The dyke is raised in [the spring].
    .. interval - in.season
unknown    The dyke is raised [by June].
    .. deadline - deadline.month
unknown    The dyke is raised [next year].
    .. interval - in.year
unknown    The dyke is raised [within six months].
    .. deadline - within.length
unknown    The dyke is raised [in the coming weeks].
    .. relative - in.vague-horizon soft
unknown    The dyke is raised [in due course].
    .. open - open.words
unknown    The dyke is raised [later this year].
    .. interval - in.rest-of-year
unknown    The dyke is raised [within 20 working days].
    .. deadline - within.working-days
"""


@table(UNKNOWN_DAY)
def test_without_the_day_of_saying(row):
    check(row)


TOO_EARLY = """
# Each was once read as a day too early, the worst fault that there is: it accuses.
2024-11-05 The quay is rebuilt [over the next year and a half].
    R..2026-05-05 relative R/2026-05-05 in.horizon
2024-11-05 The quay is rebuilt [in the next week or two].
    R..2024-11-19 relative R/2024-11-19 in.horizon
2024-11-05 The quay: [by the end of quarter four 2025].
    R..2025-12-31 deadline ../2025-12-31 deadline.end-of-quarter
2025-06-01 The quay: [by the end of quarter one of 2026/27].
    R..2026-06-30 deadline ../2026-06-30 deadline.end-of-financial-quarter
2024-11-05 The quay: by the end of year three.
2025-06-01 The quay: [by the end of the financial year 2027].
    R..2027-03-31 deadline ../2027-03-31 deadline.end-of-financial-year
2025-06-01 The quay: [by financial year end 2027].
    R..2027-03-31 deadline ../2027-03-31 deadline.end-of-financial-year
2025-06-01 The quay: [by the end of academic year 2027].
    R..2028-08-31 deadline ../2028-08-31 deadline.end-of-academic-year
2025-06-01 The quay: [by the end of the year 2027/28].
    R..2028-03-31 deadline ../2028-03-31 deadline.end-of-financial-year
2025-06-01 The quay: [by the end of the year of 2027].
    R..2027-12-31 deadline ../2027-12-31 deadline.end-of-year
2025-06-01 The quay: [by year end March 2027].
    R..2027-03-31 deadline ../2027-03-31 deadline.month
2025-06-01 The quay: [by the end of the quarter ending June 2026].
    R..2026-06-30 deadline ../2026-06-30 deadline.end-of-period-to
2024-11-05 The quay: [by the end of the year ending 31 March 2026].
    R..2026-03-31 deadline ../2026-03-31 deadline.end-of-period-to
2024-11-05 This will not happen [before April 2026].
    2026-04-01.. open 2026-04/.. not-before.month
2024-11-05 We do not expect to publish [before the summer].
    2025-06-01.. open 2025-06/.. not-before.season
2024-11-05 It will not be delivered by March 2025.
2024-11-05 It won't be live [until April 2025].
    R..2025-04-30 deadline ../2025-04-30 deadline.month
2026-01-12 The quay: [by Mar 27].
    R..2027-03-31 deadline ../2027-03-31 deadline.month
2026-01-12 Q4 [Jan 27 - Mar 27].
    2027-01-01..2027-03-31 interval 2027-01/2027-03 in.range
2024-11-05 The quay: [before the end of 2025 or early in 2026].
    R..2026-04-30 deadline ../2026-04-30 deadline.range
2024-11-05 The quay: [before the end of March or April].
    R..2025-04-30 deadline ../2025-04-30 deadline.range
2024-03-01 The quay: [by April], [July] and [October 2025].
    R..2025-04-30 deadline ../2025-04-30 deadline.month
    2025-07-01..2025-07-31 interval 2025-07 in.month
    2025-10-01..2025-10-31 interval 2025-10 in.month
2024-03-01 The quay: [by 1 April], [1 July] and [1 October 2025].
    R..2025-04-01 deadline ../2025-04-01 deadline.day
    2025-07-01..2025-07-01 precise 2025-07-01 on.day
    2025-10-01..2025-10-01 precise 2025-10-01 on.day
2024-11-05 The quay: [two weeks before the end of March].
    2025-03-17..2025-03-17 precise 2025-03-17 on.offset-from-date
2024-11-05 The quay: [three months before the end of 2025].
    2025-09-30..2025-09-30 precise 2025-09-30 on.offset-from-date
2024-11-05 The quay: [six weeks after the start of April 2025].
    2025-05-13..2025-05-13 precise 2025-05-13 on.offset-from-date
2024-11-05 92% of patients will be seen within 18 weeks.
2024-11-05 [By Friday week], on [Tuesday week].
    R..2024-11-15 deadline ../2024-11-15 deadline.weekday
    2024-11-12..2024-11-12 precise 2024-11-12 on.weekday
2024-11-05 The quay: [in the next six months to a year].
    R..2025-11-05 relative R/2025-11-05 in.horizon
2024-11-05 The quay: [within the next week to ten days].
    R..2024-11-15 deadline ../2024-11-15 within.horizon
2025-11-12 The quay: the first day of the month following the month of entry into force.
2025-11-12 The quay: by the end of the month following the decision.
2024-11-05 The quay: [within 6 months of April 2025].
    R..2025-10-31 deadline ../2025-10-31 within.of-a-date
2024-11-05 The quay: over [the summer and into the autumn].
    2025-06-01..2025-11-30 interval 2025-06/2025-11 in.range
2024-08-01 The quay: pre-April 97 indexation.
2024-11-05 The quay: [by the next general election].
    R.. open R/.. open.event
2024-11-05 The quay: [within the decade].
    R..2034-11-05 deadline ../2034-11-05 within.length soft
2024-11-05 The quay: [late 2025/early 2026].
    2025-09-01..2026-04-30 interval 2025-09/2026-04 in.range
2024-11-05 [FY2526].
    2025-04-01..2026-03-31 interval 2025-04/2026-03 in.financial-year
2024-01-09 The quay: [early in the new year].
    2024-01-01..2024-03-31 interval 2024-01/2024-03 in.new-year soft
2026-05-05 The quay: in weeks 12-16.
"""


@table(TOO_EARLY)
def test_nobody_is_accused_too_early(row):
    check(row)


SELDOM = """
# Words that are seldom written, each held by a row so that none is lost unnoticed.
2025-10-15 The lock opens [after the new year].
    2026-01-02.. open 2026-01-02/.. after.new-year
2025-01-15 The lock may stay shut [as late as May 2026].
    R..2026-05-31 deadline ../2026-05-31 deadline.month
2025-01-15 The lock is rebuilt [in a maximum of six months].
    R..2025-07-15 deadline ../2025-07-15 within.length
2025-01-15 Ferries run daily [from now on].
    R.. open R/.. open.words
2025-01-15 The lock is rebuilt [sooner than May 2026].
    R..2026-04-30 deadline ../2026-04-30 before.month
2025-01-15 Tolls are raised on 1 April yearly.
2025-01-15 Dredging runs throughout [2026].
    2026-01-01..2026-12-31 interval 2026 in.year
2025-01-15 The survey was long ago (2019-2021).
2025-01-15 The lease is renewed ([2024-2028]) as before.
    2024-01-01..2028-12-31 interval 2024/2028 in.years
2025-01-15 Boats are counted in [the early 2030s].
    2030-01-01..2033-12-31 interval 2030/2033 in.early-decade
2025-01-15 The quay is let [from 2024 to 2030].
    2024-01-01..2030-12-31 interval 2024/2030 in.range
"""


@table(SELDOM)
def test_words_that_are_seldom_written(row):
    check(row)

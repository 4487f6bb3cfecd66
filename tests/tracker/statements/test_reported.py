"""Who said it, and when: a sentence may tell of an older promise than its page.

A line is the day of the page and a sentence; under it stands, for each statement,

    event  said_on  precision  voice  the words of the due = earliest..latest

A month or a year as the day of the saying has its first day in said_on. The voice
is "own" or "reported by X"; a bound that nobody can know is left out, and a
statement without a due has a dash. What is said is dated by the day of the saying:
"imminently", said in March 2024, is not imminent now.
"""

from datetime import date
from typing import NamedTuple

import pytest

from tracker.statements import find_statements

UNKNOWN = "unknown"


class Row(NamedTuple):
    """A sentence on a page of that day, and what it tells."""

    said_on: date | None
    text: str
    statements: list[str]


def rows(story):
    """The rows of a table, each as a case of pytest."""
    found = []
    for line in story.split("\n"):
        if line.startswith("    xfail: "):
            found[-1][3] = line.removeprefix("    xfail: ")
        elif line.startswith("    "):
            found[-1][2].append(line.strip())
        elif line and not line.startswith("#"):
            found.append([*line.split(maxsplit=1), [], ""])
    for day, text, statements, why in found:
        marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
        said_on = None if day == UNKNOWN else date.fromisoformat(day)
        yield pytest.param(Row(said_on, text, statements), marks=marks, id=f"{day} {text}")


def table(story):
    """A test for each row of a table."""
    return pytest.mark.parametrize("row", list(rows(story)))


def written(one):
    """A statement in the notation of the tables."""
    voice = "reported" if one.reported else "own"
    by = f" by {one.speaker}" if one.speaker else ""
    said = f"{one.said_on or '-'} {one.said_on_precision}"
    due = f"{one.due.text} = {one.due.earliest or ''}..{one.due.latest or ''}" if one.due else "-"
    return f"{one.event} {said} {voice}{by} {due}"


def check(row):
    assert list(map(written, find_statements(row.text, row.said_on))) == row.statements


OWN = """
# What the page itself says is said on the day of the page.
2025-01-15 We will publish the code by May 2025.
    promised 2025-01-15 day own by May 2025 = 2025-01-15..2025-05-31
2025-01-15 The code will be published in the coming weeks.
    promised 2025-01-15 day own in the coming weeks = 2025-01-15..2025-03-12
2025-01-15 The code will be published imminently.
    promised 2025-01-15 day own imminently = 2025-01-15..

# A date of the past in the sentence is not yet a saying.
2025-01-15 Following the storm of 3 March 2024, we will mend the quay by May 2025.
    promised 2025-01-15 day own by May 2025 = 2025-01-15..2025-05-31
2025-01-15 The code announced in 2023 will be published in May 2025.
    promised 2025-01-15 day own May 2025 = 2025-05-01..2025-05-31
2025-01-15 The code reported to the board in 2023 will be published in May 2025.
    promised 2025-01-15 day own May 2025 = 2025-05-01..2025-05-31
2025-01-15 The levy promised in March 2024 has been scrapped.
    dropped 2025-01-15 day own -
2025-01-15 As announced, the code will be published in May 2025.
    promised 2025-01-15 day own May 2025 = 2025-05-01..2025-05-31
2025-01-15 The winners will be announced in May 2025.
    promised 2025-01-15 day own May 2025 = 2025-05-01..2025-05-31
"""


@table(OWN)
def test_the_page_speaks_for_itself(row):
    check(row)


REPORTED = """
# The day of the saying is told: in front, between, or with the verb.
2025-01-15 Westmere Council said on 3 March 2024 that the code would be published in May 2024.
    promised 2024-03-03 day reported by Westmere Council May 2024 = 2024-05-01..2024-05-31
2025-01-15 On 3 March 2024 Westmere Council said that the code would be published in May 2024.
    promised 2024-03-03 day reported by Westmere Council May 2024 = 2024-05-01..2024-05-31
2025-01-15 On 3 March 2024, Westmere Council announced that the hub would open by May 2024.
    promised 2024-03-03 day reported by Westmere Council by May 2024 = 2024-03-03..2024-05-31
2025-01-15 Westmere Council told the Assembly on 3 March 2024 that the hub would open in May 2024.
    promised 2024-03-03 day reported by Westmere Council May 2024 = 2024-05-01..2024-05-31
2025-01-15 The agency said yesterday that the code would be published in May 2025.
    promised 2025-01-14 day reported by agency May 2025 = 2025-05-01..2025-05-31

# Where it is not told, the page's day stands for it.
2025-01-15 A spokesman for the trust said the tender would be released by May 2025.
    promised 2025-01-15 day reported by spokesman for the trust by May 2025 = 2025-01-15..2025-05-31
2025-01-15 The authority has said that the code will be published in May 2025.
    promised 2025-01-15 day reported by authority May 2025 = 2025-05-01..2025-05-31

# Not only promises are told.
2025-01-15 The agency reported on 6 January 2025 that the opening had been put back to May 2025.
    slipped 2025-01-06 day reported by agency May 2025 = 2025-05-01..2025-05-31
2025-01-15 The trust disclosed in April 2024 that the plan had been scrapped.
    dropped 2024-04-01 month reported by trust -
2025-01-15 The trust said in April 2024 that the lift plan would be folded into the People Strategy.
    merged 2024-04-01 month reported by trust -

# What no public body says is nothing, however often it is told.
2025-01-15 The unions said in March 2024 that the code would be published in May 2025.
2025-01-15 Campaigners said that the council would publish the code by May 2025.
2025-01-15 The landlord said the pier would be mended by June 2025.
"""


@table(REPORTED)
def test_a_saying_has_its_own_day_and_its_speaker(row):
    check(row)


AS_OF_THEN = """
# The day is known: what is counted is counted from it.
2025-01-15 The board said on 3 March 2024 that the code would be published within six weeks.
    promised 2024-03-03 day reported by board within six weeks = 2024-03-03..2024-04-14
2025-01-15 The board said on 3 March 2024 that the code would be published in the coming weeks.
    promised 2024-03-03 day reported by board in the coming weeks = 2024-03-03..2024-04-28
2025-01-15 The board said on 3 March 2024 that the code would be published in the autumn.
    promised 2024-03-03 day reported by board the autumn = 2024-09-01..2024-11-30
2025-01-15 The board said on 3 March 2024 that the code would be published next year.
    promised 2024-03-03 day reported by board next year = 2025-01-01..2025-12-31

# Only the month is known: what is counted from a day has no bounds, what has a name keeps them,
# and nothing was due before the month began.
2025-01-15 The board said in March 2024 that the code would be published imminently.
    promised 2024-03-01 month reported by board imminently = 2024-03-01..
2025-01-15 The board said in March 2024 that the code would be published in the coming weeks.
    promised 2024-03-01 month reported by board in the coming weeks = ..
2025-01-15 The board said in March 2024 that the code would be published within six months.
    promised 2024-03-01 month reported by board within six months = ..
2025-01-15 The board said in March 2024 that the code would be published in the autumn.
    promised 2024-03-01 month reported by board the autumn = 2024-09-01..2024-11-30
2025-01-15 In March 2024 the board said that the code would be published in June 2024.
    promised 2024-03-01 month reported by board June 2024 = 2024-06-01..2024-06-30

# The same of a year; and of what is no month and no year.
2025-01-15 In 2023 the Minister told the House that the order would be laid next year.
    promised 2023-01-01 year reported by Minister next year = 2024-01-01..2024-12-31
2025-01-15 The agency said in 2019 that the register would open within two years.
    promised 2019-01-01 year reported by agency within two years = ..
2025-01-15 The agency said in summer 2024 that the register would open in December 2024.
    promised - unknown reported by agency December 2024 = 2024-12-01..2024-12-31
2025-01-15 The agency said in summer 2024 that the register would open within two years.
    promised - unknown reported by agency within two years = ..
2025-01-15 The agency said last week that the code would be published within six months.
    promised - unknown reported by agency within six months = ..
"""


@table(AS_OF_THEN)
def test_a_due_is_read_as_of_the_saying(row):
    check(row)


BROUGHT_BACK = """
# A day without a year lies ahead in a promise, and behind in a saying.
2025-01-15 The Minister said on 4 December that the code would be published in May 2025.
    promised 2024-12-04 day reported by Minister May 2025 = 2025-05-01..2025-05-31
2025-01-15 On 10 December the board announced that the depot would open in the spring.
    promised 2024-12-10 day reported by board the spring = 2025-03-01..2025-05-31
2025-01-15 On 10 January the board announced that the depot would open in the spring.
    promised 2025-01-10 day reported by board the spring = 2025-03-01..2025-05-31
2025-01-15 The Minister said in November that the code would be published by the end of January.
    promised 2024-11-01 month reported by Minister by the end of January = 2024-11-01..2025-01-31
2025-01-15 The Minister said in January that the code would be published by the summer.
    promised 2025-01-01 month reported by Minister by the summer = 2025-01-01..2025-08-31

# Wednesday 15 January: the Monday before it was the 13th.
2025-01-15 Officials explained on Monday that the register would open in June 2025.
    promised 2025-01-13 day reported by Officials June 2025 = 2025-06-01..2025-06-30

# Of 29 February there is none the year before.
2023-06-15 The board said on 29 February that the code would be published in 2024.
    promised - unknown reported by board 2024 = 2024-01-01..2024-12-31
    xfail: the day of the saying is taken for that of the promise
"""


@table(BROUGHT_BACK)
def test_a_day_of_saying_without_a_year_is_one_that_was(row):
    check(row)


AT_FIRST = """
# An older promise, and nobody says when it was made.
2025-01-15 The code was originally due by the end of 2023.
    promised - unknown reported by the end of 2023 = ..2023-12-31
2025-01-15 The code was originally due to be published in the autumn of 2023.
    promised - unknown reported the autumn of 2023 = 2023-09-01..2023-11-30
2025-01-15 The strategy, initially planned for spring 2024, is still awaited.
    promised - unknown reported spring 2024 = 2024-03-01..2024-05-31
2025-01-15 The code was originally due to be published within six months.
    promised - unknown reported within six months = ..
unknown The code was originally due by the end of 2023.
    promised - unknown reported by the end of 2023 = ..2023-12-31

# With the new date in the same sentence there are two statements.
2025-01-15 The strategy, originally due in spring 2024, will be issued in May 2025.
    promised - unknown reported spring 2024 = 2024-03-01..2024-05-31
    slipped 2025-01-15 day own May 2025 = 2025-05-01..2025-05-31
2025-01-15 The scanner suite, originally planned for March, will open in July 2025.
    slipped 2025-01-15 day own July 2025 = 2025-07-01..2025-07-31
2025-01-15 The scheme had been expected in March 2025; it will be launched in June 2025.
    slipped 2025-01-15 day own June 2025 = 2025-06-01..2025-06-30
"""


@table(AT_FIRST)
def test_a_first_promise_has_no_day_of_saying(row):
    check(row)


FIRST_PERSON = """
# "We said" is the page's own voice.
2025-01-15 We said that we would publish the code by May 2025.
    promised 2025-01-15 day own by May 2025 = 2025-01-15..2025-05-31
2025-01-15 I have confirmed that I will lay the order before Easter 2025.
    promised 2025-01-15 day own before Easter 2025 = 2025-01-15..2025-04-19
2025-01-15 We can confirm that the code will be published in May 2025.
    promised 2025-01-15 day own May 2025 = 2025-05-01..2025-05-31

# What we said in March is due as of March; nobody knows the day.
2025-01-15 We said in March 2024 that we would publish the code in the coming weeks.
    promised 2024-03-01 month own in the coming weeks = ..
2025-01-15 We said on 3 March 2024 that we would publish the code by the autumn.
    promised 2024-03-03 day own by the autumn = 2024-03-03..2024-11-30
"""


@table(FIRST_PERSON)
def test_the_first_person_is_not_reported(row):
    check(row)


SOMEBODY = """
# "It was announced": a saying, and nobody tells whose.
2025-01-15 It was announced on 3 November 2024 that the pumps would be replaced in May 2025.
    promised 2024-11-03 day reported May 2025 = 2025-05-01..2025-05-31
2025-01-15 The board was told in November 2024 that the pumps would be replaced in the coming weeks.
    promised 2024-11-01 month reported in the coming weeks = ..
2025-01-15 The council admitted on 3 January 2025 that the code would not appear until May 2025.
    slipped 2025-01-03 day reported by council until May 2025 = 2025-01-03..2025-05-31

# The saying at the end.
2025-01-15 The code will be published in May 2025, the Minister said.
    promised 2025-01-15 day reported by Minister May 2025 = 2025-05-01..2025-05-31
2025-01-15 The code will be published by May 2025, the Minister said.
    promised 2025-01-15 day reported by Minister by May 2025 = 2025-01-15..2025-05-31
2025-01-15 The code would be published in May 2025, the Minister said on 3 January 2025.
    promised 2025-01-03 day reported by Minister May 2025 = 2025-05-01..2025-05-31

# A pronoun is nobody's name.
2025-01-15 She said that the code would be published in May 2025.
    promised 2025-01-15 day reported May 2025 = 2025-05-01..2025-05-31

# A promise that was due before the page cannot have been made on its day.
2025-01-15 The Department said it would publish the code in spring 2024.
    promised - unknown reported spring 2024 = 2024-03-01..2024-05-31
    xfail: the date is left out, and the promise stands as an undated one of today
"""


@table(SOMEBODY)
def test_sayings_that_are_told_in_other_ways(row):
    check(row)


UNDATED = """
# A page whose day nobody knows.
unknown The code will be published by May 2026.
    promised - unknown own by May 2026 = ..2026-05-31
unknown The code will be published in spring 2026.
    promised - unknown own spring 2026 = 2026-03-01..2026-05-31
unknown The code will be published within six weeks.
    promised - unknown own within six weeks = ..
unknown The code will be published in May.
    promised - unknown own May = ..
unknown The code will be published shortly.
    promised - unknown own shortly = ..
unknown The board said on 3 March 2024 that the code would be published within six weeks.
    promised 2024-03-03 day reported by board within six weeks = 2024-03-03..2024-04-14
unknown The board said in March 2024 that the code would be published imminently.
    promised 2024-03-01 month reported by board imminently = 2024-03-01..
unknown The board said that the code would be published by May 2026.
    promised - unknown reported by board by May 2026 = ..2026-05-31
"""


@table(UNDATED)
def test_a_page_without_a_day(row):
    check(row)


# --------------------------------------------------------- when a thing was delivered

HAPPENED = [
    ("The code was published on 3 January 2025.", "2025-01-03", "day"),
    ("The code was published in December 2024.", "2024-12-01", "month"),
    ("The portal was launched in 2023.", "2023-01-01", "year"),
    ("The inspectorate issued its report yesterday.", "2025-01-14", "day"),
    ("The council published the Quay Plan on 3 December.", "2024-12-03", "day"),
    ("The Department has published the code.", None, None),
    ("The council published the Quay Plan in the summer of 2024.", None, None),
]


@pytest.mark.parametrize(("text", "day", "precision"), HAPPENED)
def test_a_delivery_has_the_day_that_is_told(text, day, precision):
    [one] = find_statements(text, date(2025, 1, 15))
    assert one.event == "delivered"
    assert one.due is None
    assert one.happened_on == (day and date.fromisoformat(day))
    assert (one.happened_on_precision if day else None) == precision


def test_only_a_delivery_has_happened():
    [one] = find_statements("We will publish the code by May 2025.", date(2025, 1, 15))
    assert (one.happened_on, one.happened_on_precision) == (None, None)

"""A due is told in our reading, with the body's words beside it; each sentence says both."""

import pytest

from tracker import wording

# Words, reading, soft, and how the due is told.
CLAUSES = {
    "words differ": (
        "by the end of 2023",
        "by 31 December 2023",
        False,
        "by 31 December 2023 (“by the end of 2023”)",
    ),
    "words without a preposition": (
        "summer 2017",
        "between 1 June and 31 August 2017",
        False,
        "between 1 June and 31 August 2017 (“summer 2017”)",
    ),
    "words keep their capital": (
        "In summer 2025",
        "between 1 June and 31 August 2025",
        False,
        "between 1 June and 31 August 2025 (“In summer 2025”)",
    ),
    "words are the reading": ("by 31 March 2024", "by 31 March 2024", False, "by 31 March 2024"),
    "but for a capital": ("By 31 March 2024", "by 31 March 2024", False, "by 31 March 2024"),
    "but for spaces and a stop": (
        " by 31\N{NO-BREAK SPACE}March  2024.",
        "by 31 March 2024",
        False,
        "by 31 March 2024",
    ),
    "but for an ordinal": ("on 5th July 2018", "on 5 July 2018", False, "on 5 July 2018"),
    "but for the on": ("5 January 2026", "on 5 January 2026", False, "on 5 January 2026"),
    "but for the in": ("October 2023", "in October 2023", False, "in October 2023"),
    "a day is no deadline": (
        "31 March 2024",
        "by 31 March 2024",
        False,
        "by 31 March 2024 (“31 March 2024”)",
    ),
    "a day with a year is more than one without": (
        "by 31 October",
        "by 31 October 2023",
        False,
        "by 31 October 2023 (“by 31 October”)",
    ),
    "no words": (None, "by 31 December 2023", False, "by 31 December 2023"),
    "empty words": ("", "by 31 December 2023", False, "by 31 December 2023"),
    "open words": ("in due course", "no date", False, "no date (“in due course”)"),
    "soft": (
        "in the coming weeks",
        "between 9 March and 4 May 2023",
        True,
        "between 9 March and 4 May 2023 (our reading of “in the coming weeks”)",
    ),
    "soft, no words": (None, "between 9 March and 4 May 2023", True,
                       "between 9 March and 4 May 2023 (our reading)"),
    "quotes within": (
        "by the “next” spring",
        "by 31 May 2024",
        False,
        "by 31 May 2024 (“by the ‘next’ spring”)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "reading", "soft", "told"), CLAUSES.values(), ids=CLAUSES)
def test_a_due_is_told_in_our_reading_with_the_words_beside_it(words, reading, soft, told):
    assert wording.due_clause(words, reading, soft=soft) == told


def due(words, kind, earliest, latest, *, start_by=None, soft=0):
    return {
        "due_words": words, "due_kind": kind, "due_earliest": earliest, "due_latest": latest,
        "start_by": start_by, "soft": soft,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            due("by March 2024", "deadline", "2021-12-01", "2024-03-31"),
            "by 31 March 2024 (“by March 2024”)",
        ),
        (due("on 5 July 2018", "precise", "2018-07-05", "2018-07-05"), "on 5 July 2018"),
        (due("in 2025", "interval", "2025-01-01", "2025-12-31"), "in 2025"),
        (
            due("from December 2021", "open", "2021-12-01", None, start_by="2021-12-31"),
            "to start in December 2021 (“from December 2021”)",
        ),
        (
            due("from the new year", "open", "2025-01-01", None, start_by="2025-03-31", soft=1),
            "to start between 1 January and 31 March 2025 (our reading of “from the new year”)",
        ),
        (
            due("delayed until after 2030", "open", "2031-01-01", None),
            "not before 1 January 2031 (“delayed until after 2030”)",
        ),
        (due("imminently", "open", None, None), "no date (“imminently”)"),
        (due(None, "open", "2019-01-01", None), "not before 1 January 2019"),
    ],
)
def test_a_statement_tells_its_due(statement, told):
    assert wording.due_told(statement) == told


def row(**values):
    """A row of `timeline` that nothing has ended, with two dues unless told otherwise."""
    return {
        "status": "awaited", "outcome_event": None,
        "start_by": None, "start_earliest": None, "start_words": None, "start_soft": 0,
        "first_due_words": "by December 2023", "first_due_kind": "deadline",
        "first_due_earliest": None, "first_due_latest": "2023-12-31", "first_due_soft": 0,
        "standing_due_words": "autumn 2026", "standing_due_kind": "interval",
        "standing_due_earliest": "2026-09-01", "standing_due_latest": "2026-11-30",
        "standing_due_soft": 0, "days_late_min": None, "dues_checked": 0,
        "looked_on": None, "look_result": None,
        "followed_until": "2026-02-01", "followed_until_precision": "day", **values,
    }  # fmt: skip


ONE_DUE = {
    "standing_due_words": "in the coming weeks", "standing_due_kind": "relative",
    "standing_due_earliest": "2023-03-09", "standing_due_latest": "2023-05-04",
    "standing_due_soft": 1,
    "first_due_words": "in the coming weeks", "first_due_kind": "relative",
    "first_due_earliest": "2023-03-09", "first_due_latest": "2023-05-04", "first_due_soft": 1,
}  # fmt: skip
NO_DUE = {"status": "no_date", "first_due_latest": None, "standing_due_latest": None}
START = {
    "start_words": "from December 2021", "start_earliest": "2021-12-01", "start_by": "2021-12-31",
}  # fmt: skip


SENTENCES = {
    "two dues": (
        {},
        (
            "First due by 31 December 2023 (“by December 2023”); newest date: between 1 September "
            "and 30 November 2026 (“autumn 2026”). Awaited: that date runs until 30 November 2026."
        ),
    ),
    "no words": (
        {"first_due_words": None, "standing_due_words": None},
        (
            "First due by 31 December 2023; newest date: between 1 September and 30 November 2026. "
            "Awaited: that date runs until 30 November 2026."
        ),
    ),
    "words are the reading": (
        {
            "first_due_words": "31 December 2023",
            "first_due_kind": "precise",
            "first_due_earliest": "2023-12-31",
            "standing_due_latest": "2023-12-31",
        },
        "Due on 31 December 2023. Awaited: that date runs until 31 December 2023.",
    ),
    "soft": (
        {**ONE_DUE, "status": "unchecked"},
        (
            "Due between 9 March and 4 May 2023 (our reading of “in the coming weeks”). "
            "Past our reading of “in the coming weeks”. "
            "The last that is on record of it is of 1 February 2026."
        ),
    ),
    "soft, no words": (
        {**ONE_DUE, "status": "unchecked", "first_due_words": None, "standing_due_words": None},
        (
            "Due between 9 March and 4 May 2023 (our reading). "
            "Past our reading of their words. "
            "The last that is on record of it is of 1 February 2026."
        ),
    ),
    "start": (
        {**START, "standing_due_latest": "2023-12-31"},
        (
            "Was to start in December 2021 (“from December 2021”). "
            "Due by 31 December 2023 (“by December 2023”). "
            "Awaited: that date runs until 31 December 2023."
        ),
    ),
    "soft start": (
        {**START, **NO_DUE, "start_soft": 1},
        (
            "Was to start in December 2021 (our reading of “from December 2021”). "
            "Followed until 1 February 2026."
        ),
    ),
    "start, no words": (
        {**START, **NO_DUE, "start_words": None},
        "Was to start in December 2021. Followed until 1 February 2026.",
    ),
    "no due": (NO_DUE, "No date with a last day was found. Followed until 1 February 2026."),
}


@pytest.mark.parametrize(("values", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_shows_each_due_both_ways(values, sentence):
    assert wording.sentence(row(**values)) == sentence


def test_a_line_shortens_the_months_of_readings_and_none_of_the_words():
    assert wording.line(row(**START)) == (
        "Was to start in Dec 2021 (“from December 2021”). "
        "First due by 31 Dec 2023 (“by December 2023”); newest date: between 1 Sep "
        "and 30 Nov 2026 (“autumn 2026”). Awaited: that date runs until 30 Nov 2026."
    )
    assert wording.line(row(**ONE_DUE, status="unchecked")) == (
        "Due between 9 Mar and 4 May 2023 (our reading of “in the coming weeks”). "
        "Past our reading of “in the coming weeks”. "
        "The last that is on record of it is of 1 Feb 2026."
    )


PASSED = {
    "status": "unchecked", "first_due_latest": "2025-05-31", "standing_due_latest": "2025-05-31",
    "followed_until": "2025-01-10",
}  # fmt: skip
SEEN = {"followed_until": "2025-06-20", "days_late_min": 20}
LOOKED = {"looked_on": "2025-06-20", "look_result": "not_found"}
KNOWN = {
    "no look, and nothing later": (
        {},
        "That date has passed; the last that is on record of it is of 10 January 2025.",
    ),
    "no look, no day known": (
        {"followed_until": None},
        "That date has passed; nothing later is on record of it.",
    ),
    "a look before the date": (
        {"looked_on": "2025-05-01", "look_result": "not_found", "followed_until": "2025-05-01"},
        "That date has passed; nobody has looked since 1 May 2025.",
    ),
    "a word after the date, and no look": (
        {**SEEN, "dues_checked": 1},
        (
            "It had not come by 20 June 2025, the last that is on record of it, at least 20 days "
            "after that date."
        ),
    ),
    "a look in vain, and the promise checked": (
        {**SEEN, **LOOKED, "dues_checked": 1},
        "Was overdue when last checked, 20 June 2025, by at least 20 days.",
    ),
    "a look in vain, and the promise not checked": (
        {**SEEN, **LOOKED},
        "A person who looked on 20 June 2025 did not find it; its dates are not yet checked.",
    ),
    "a look that could not tell": (
        {**SEEN, "looked_on": "2025-06-25", "look_result": "unclear", "dues_checked": 1},
        "A person looked on 25 June 2025 and could not tell whether it came.",
    ),
    "a look in vain for a provisional date": (
        {**SEEN, **LOOKED, "standing_due_provisional": 1, "dues_checked": 1},
        "That date was provisional and has passed. A person who looked on 20 June 2025 did not",
    ),
    "a look in vain, the promise checked, and its source gone since": (
        {**SEEN, **LOOKED, "dues_checked": 1, "source_gone": 1},
        (
            "That date has passed; its source is no longer online. A person who looked on "
            "20 June 2025 did not find it."
        ),
    ),
    "no look, and its source gone": (
        {"source_gone": 1},
        "That date has passed; its source is no longer online. The last that is on record of it is",
    ),
}


@pytest.mark.parametrize(("values", "told"), KNOWN.values(), ids=KNOWN)
def test_overdue_when_checked_is_said_only_where_a_person_looked(values, told):
    said = wording.sentence(row(**{**PASSED, **values}))
    assert told in said
    assert ("overdue" in said) == ("overdue" in told)


def test_a_word_after_the_look_does_not_stretch_what_the_person_saw():
    said = wording.sentence(
        row(**{**PASSED, **LOOKED, "status": "overdue", "dues_checked": 1,
               "followed_until": "2025-06-30", "days_late_min": 30})
    )  # fmt: skip
    assert "a person who looked on 20 June 2025 did not find it. It had not come by 30 Jun" in said


def test_what_was_promised_again_without_a_date_has_no_newest_one():
    said = wording.sentence(row(status="no_date", standing_due_latest=None))
    assert said.startswith("First due by 31 December 2023 (“by December 2023”); promised again")


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ("later", "last day moved later by 30 days, from 31 May 2025 to 30 June 2025"),
        ("earlier", "last day moved earlier by 30 days, from 31 May 2025 to 30 June 2025"),
        ("same", "same date again: last day 31 May 2025"),
        ("tightened", "made tighter: it was in May 2025, and is now in June 2025"),
        ("date_lost", "date lost: until then the last day was 31 May 2025"),
    ],
)
def test_a_slip_claims_no_more_than_its_last_day(slip, told):
    moved = {
        "slip": slip, "days": -30 if slip == "earlier" else 30,
        "from_earliest": "2025-05-01", "from_latest": "2025-05-31",
        "to_earliest": "2025-06-01", "to_latest": "2025-06-30",
    }  # fmt: skip
    assert wording.slip_words(moved) == told

"""Which family words about time belong to, and what is counted of what came of them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.db.test_counting import Case, told
from tracker.dues import rules
from tracker.phrases import _PARTS, LONGEST, family

FAMILIES = {
    "autumn": ["autumn 2025", "in the autumn", "Autumn 2024", "published in autumn 2026",
               "not now happen until the autumn", "by autumn"],
    "spring": ["in Spring 2022", "Due to be published in spring 2025"],
    "summer": ["next summer", "by the summer of next year"],
    "winter": ["this winter", "winter 2023-24"],
    "the end of the year": ["by the end of 2023", "by the end of the year", "end 2025"],
    "before the end of the year": ["before the end of the year"],
    "imminently": ["imminently"],
    "shortly": ["shortly", "It will come shortly"],
    "soon": ["soon", "We will bring that out soon", "very soon"],
    "in due course": ["in due course", "as part of the plan in due course"],
    "in the coming weeks": ["in the coming weeks"],
    "a named month": ["by March 2024", "in October 2023", "Nov 2026"],
    "a named day": [
        "by 31 March 2025", "5 January 2026", "29 February 2024", "on or before 17 October",
    ],
    "a named year": ["by 2030", "published next year"],
    "a named financial year": ["2025-26", "open in 2032-33"],
    "early in the year": ["early 2025", "early next year"],
    "early in the month": ["in early December"],
    "late in autumn": ["late autumn"],
    "the middle of the year": ["mid-2026"],
    "later in the year": ["later this year", "later in 2021"],
    "within N months": ["within six months", "within 12 months"],
    "in the next N months": ["over the next three months"],
    "before summer recess": ["before summer recess", "before the summer recess"],
    "before Christmas": ["before Christmas"],
    "from a named day": ["from 1 July 2021"],
    "spending review": ["at the Spending Review 2025"],
    "awaiting sign-off by the new minister": ["awaiting sign-off  by the new Minister."],
    "autumn term": ["the autumn term"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "wanted"), [(words, name) for name, many in FAMILIES.items() for words in many]
)
def test_families(words, wanted):
    assert family(words) == wanted


def test_a_date_beside_open_words_names_the_family():
    assert family("imminently, in the spring") == "spring"


def test_every_part_of_the_grammar_has_its_words():
    assert set(_PARTS) == set(rules.PARTS)


@given(st.text(max_size=300))
def test_any_text_has_a_family_of_one_line(words):
    name = family(words)
    assert name
    assert len(name) <= LONGEST + len("before  …")
    assert name.split() == name.strip().split(" ")


@given(st.integers(2000, 2049), st.integers(1, 28))
def test_neither_the_year_nor_the_day_changes_the_family(year, day):
    assert family(f"by the end of {year}") == "the end of the year"
    assert family(f"autumn {year}") == "autumn"
    assert family(f"on {day} March {year}") == "a named day"


def test_the_same_phrases_of_other_years_are_read_once():
    began = time.perf_counter()
    for number in range(20_000):
        family(f"by the end of {2000 + number % 40}, as {number} ministers said")
    assert time.perf_counter() - began < 10


# What came of it: a story a rule, the words being those of its last statement ------------------

STORIES = [
    (
        "days run from the day of saying to the day of the end",
        Case("", """2024-03-01 promised open
                    2024-03-11 delivered""", {}),
        ("came", 10, 10, None),
    ),
    (
        "a month of saying counts from its last day at least and its first at most",
        Case("", """2024-03 promised open
                    2024-04-10 delivered""", {}),
        ("came", 10, 40, None),
    ),
    (
        "a month of the end counts from its first day at least and its last at most",
        Case("", """2024-03-11 promised open
                    2024-04 delivered""", {}),
        ("came", 21, 50, None),
    ),
    (
        "what is only reported by a day may have come at any day before it: no fewest days",
        Case("", """2024-03-01 promised open
                    2024-04-01 reported delivered""", {}),
        ("came", None, 31, None),
    ),
    (
        "what is only reported to have been said by a day has no most days",
        Case("", """2024-03-01 reported promised open
                    2024-04-01 delivered""", {}),
        ("came", 31, None, None),
    ),
    (
        "merged is no coming",
        Case("", """2024-03-01 promised open
                    2024-03-31 merged""", {}),
        ("merged", 30, 30, None),
    ),
    (
        "dropped is no coming",
        Case("", """2024-03-01 promised open
                    2024-03-31 dropped""", {}),
        ("dropped", 30, 30, None),
    ),
    (
        "what has not ended is silent until it was followed, never to today",
        Case("", "2024-03-01 promised open", {}, looks=["2024-03-31"]),
        ("not seen to come", None, None, 30),
    ),
    (
        "a look that found something does not stretch the silence",
        Case("", "2024-03-01 promised open", {}, looks=["2024-03-31 found"]),
        ("not followed since", None, None, None),
    ),
    (
        "nobody looked since",
        Case("", "2024-03-01 promised open", {}),
        ("not followed since", None, None, None),
    ),
    (
        "within the month in which it was said nobody can say that it was silent",
        Case("", "2024-03 promised open", {}, looks=["2024-03-20"]),
        ("not followed since", None, None, None),
    ),
    (
        "a date that has not passed is awaited",
        Case("", "2024-03-01 promised deadline ..2026-12-31", {}, looks=["2024-03-31"]),
        ("awaited", None, None, 30),
    ),
    (
        "of a date that passed it is not said that it has not, though a later one stands",
        Case("", """2024-03-01 promised deadline ..2024-06-30
                    2024-05-01 slipped deadline ..2026-12-31""", {}, looks=["2024-08-31"]),
        [("put back", None, None, 183), ("awaited", None, None, 122)],
    ),
    (
        "words without a date beside a date that stands are told by how long it was followed",
        Case("", """2024-03-01 promised open
                    2024-05-01 slipped deadline ..2026-12-31""", {}, looks=["2024-08-31"]),
        [("not seen to come", None, None, 183), ("awaited", None, None, 122)],
    ),
    (
        "what was followed no further than its own date was not missed",
        Case("", "2024-03-01 promised deadline ..2024-06-30", {}, looks=["2024-06-30"]),
        ("not followed since", None, None, 121),
    ),
    (
        "what was followed beyond its own date and not seen is told from the day of saying",
        Case("", "2024-03-01 promised deadline ..2024-06-30", {}, looks=["2024-07-01"]),
        ("not seen to come", None, None, 122),
    ),
    (
        "a start that is to come is awaited, and one that passed is no date to finish by",
        Case("", "2024-03-01 promised from 2024-06-30..2024-06-30", {}, looks=["2024-07-02"]),
        ("not seen to come", None, None, 123),
    ),
    (
        "a part that came is not silence",
        Case("", """2024-03-01 promised open
                    2024-03-21 partially_delivered""", {}, looks=["2024-03-31"]),
        ("came in part", None, None, None),
    ),
    (
        "a delivery that waits for review is not silence",
        Case("", "2024-03-01 promised deadline ..2024-03-10", {}, looks=["2024-03-31"],
             suggested=True),
        ("being checked", None, None, None),
    ),
    (
        "what was dropped and promised again has not ended",
        Case("", """2024-01-01 dropped
                    2024-03-01 promised open""", {}, looks=["2024-03-31"]),
        ("not seen to come", None, None, 30),
    ),
    (
        "words that were said after the end had nothing to come",
        Case("", """2024-01-01 promised none
                    2024-02-01 delivered
                    2024-03-01 reaffirmed open""", {}),
        ("said after its end", None, None, None),
    ),
    (
        "nothing is known on the day of counting of what came after it",
        Case("", """2024-03-01 promised open
                    2024-04-01 delivered""", {}, as_of="2024-03-15"),
        ("not followed since", None, None, None),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "wanted"), [story[1:] for story in STORIES], ids=[story[0] for story in STORIES]
)
def test_what_came(case, wanted):
    rows = list(told(case).query("select * from phrases order by position"))
    every = wanted if isinstance(wanted, list) else [wanted]
    assert every == [
        (row["what_came"], row["said_to_came_min"], row["said_to_came_max"], row["silent_days"])
        for row in rows[-len(every) :]
    ]


def test_what_others_expected_is_nobodys_phrase():
    case = Case("", "2024-03-01 promised (expected_by_others) open", {})
    assert list(told(case).query("select * from phrases")) == []


def test_each_statement_has_its_own_days():
    case = Case(
        "",
        """2024-03-01 promised open
           2024-03-11 reaffirmed open
           2024-03-21 delivered""",
        {},
    )
    rows = told(case).query("select said_to_came_min as days from phrases order by position")
    assert [row["days"] for row in rows] == [20, 10]

"""Reading a text costs no more than its length, whatever it repeats.

Anybody may put a page on the web. Work is counted, not timed: how often an
expression is tried, and how often the grammar looks at a word. Twice the text
may be twice the work and no more.
"""

from datetime import date

import pytest

from tracker.dues import days, deictic, durations, occasions, parts, quarters, ranges, reader, years
from tracker.dues.tokens import Tokens

SAID_ON = date(2025, 1, 15)
MODULES = (days, deictic, durations, occasions, parts, quarters, ranges, reader, years)
# A little more than twice: what stands at the end of a text is read otherwise.
TWICE = 2.2
LENGTH = 1600  # characters of the shorter text

REPEATS = [
    "1", "12 ", "12/", "12-", "12.", "2025 ", "2025-", "2025/26 ", "31/03/2025 ",
    " ", "\n", "\n\n", "\n ", "\u00a0", "\u00ad", "\ufb01", ".", "'", "(", "-", "/",
    "the ", "of ", "to ", "by ", "in ", "next ", "this ", "early ", "mid-", "the end of ",
    "end of ", "by the end of ", "first half of ", "the first half of the second half of ",
    "the first week of the last month of ", "late in ", "later in ", "the rest of ",
    "the year after next ", "within 6 months of ", "within ", "within six ", "6 months after ",
    "6 months before ", "in six months' time ", "one to two to ", "six or ", "twenty-",
    "from January to ", "January to ", "January, ", "January and ", "2025 and ", "2025 to ",
    "between January and ", "between ", "Monday, ", "Monday ", "30 February 2025 ",
    "30 February ", "31 June, ", "9:", "5pm on ", "noon on ", "week commencing ", "w/c ",
    "the year to ", "year ending in ", "financial year ending ", "a very ", "a few ", "Q1/",
    "Q1 of ", "the 1st of ", "the Budget on ", "Autumn Budget ", "the recess ", "Easter ",
    "in due ", "as soon as ", "when parliamentary time ", "once the report of the ",
    "after the ", "after the review is ", "at the next ", "the House rises on ", "each ", "since ",
    "at the latest ", "2025's ", "next year's ", "course of ", "parliament ",
    "parliamentary ", "party ", "half ", "house ", "house of ", "not later than ", "up to and ",
]  # fmt: skip


class Counted(list):
    """Words that count how often they are looked at."""

    looks = 0

    def __getitem__(self, place):
        Counted.looks += 1
        return super().__getitem__(place)


class CountedTokens(Tokens):
    """A text whose words are counted."""

    __slots__ = ()

    def __init__(self, text, said_on):
        super().__init__(text, said_on)
        self.words = Counted(self.words)


@pytest.fixture
def work(monkeypatch):
    """Reads a text and tells how many expressions were tried and how many words looked at."""
    tried = 0
    original = reader.expression_at

    def counted(tokens, index):
        nonlocal tried
        tried += 1
        return original(tokens, index)

    for module in MODULES:
        assert module.expression_at is original
        monkeypatch.setattr(module, "expression_at", counted)
    monkeypatch.setattr(reader, "Tokens", CountedTokens)

    def read(text):
        nonlocal tried
        tried = Counted.looks = 0
        reader.find_dues(text, SAID_ON)
        return tried, Counted.looks

    return read


@pytest.mark.parametrize("repeat", REPEATS, ids=map(repr, REPEATS))
def test_twice_the_text_is_at_most_twice_the_work(work, repeat):
    count = LENGTH // len(repeat)
    tried, looks = work(repeat * count)
    tried_of_twice, looks_of_twice = work(repeat * 2 * count)
    # Where hardly anything is tried at all, one more at the end is no growth.
    assert tried_of_twice <= TWICE * tried + 10
    assert looks_of_twice <= TWICE * looks + 50


@pytest.mark.parametrize("repeat", REPEATS, ids=map(repr, REPEATS))
def test_no_repeat_is_dear_in_itself(work, repeat):
    """At the deepest an expression holds five others, and each is tried a few times."""
    text = repeat * (LENGTH // len(repeat))
    tried, looks = work(text)
    assert tried <= 5 * len(text)
    assert looks <= 30 * len(text)


def test_an_ordinary_page_tries_an_expression_only_now_and_then(work):
    page = "The Department has considered the points that were made and is grateful for them. " * 20
    tried, looks = work(page)
    words = len(page.split())
    assert tried <= words / 4
    assert looks <= 4 * words

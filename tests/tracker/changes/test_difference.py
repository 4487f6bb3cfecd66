"""Which sentences went and which came, and what is no difference at all."""

import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.changes.difference import difference
from tracker.changes.pieces import Piece, Side, folded, pieces, unlike_pieces
from tracker.changes.quotes import quotes


def compared(old, new):
    """The sentences that went, and those that came."""
    found = difference(Side(old), Side(new))
    return [piece.text for piece in found.removed], [piece.text for piece in found.added]


CHANGES = [
    ("a sentence went", "It is late. We know. Sorry.", "It is late. Sorry.", ["We know."], []),
    ("a sentence came", "It is late.", "It is late. We know.", [], ["We know."]),
    ("a date", "It is due by June 2026.", "It is due by May 2026.",
     ["It is due by June 2026."], ["It is due by May 2026."]),
    ("a figure", "There are 40 hospitals.", "There are 39 hospitals.",
     ["There are 40 hospitals."], ["There are 39 hospitals."]),
    ("a figure in a table", "Beds | 1,204 | 17%", "Beds | 1,240 | 17%",
     ["Beds | 1,204 | 17%"], ["Beds | 1,240 | 17%"]),
    ("a line that is nothing but figures", "Beds\n1,204", "Beds\n1,240", ["1,204"], ["1,240"]),
    ("a minus", "5 -10", "5 10", ["5 -10"], ["5 10"]),
    ("a minus at the start of a line", "- 5%", "5%", ["- 5%"], ["5%"]),
    ("a range and a number", "10–12 trusts.", "1012 trusts.", ["10–12 trusts."], ["1012 trusts."]),
    ("a power and a number", "10² beds.", "102 beds.", ["10² beds."], ["102 beds."]),
    ("a not", "It will come.", "It will not come.", ["It will come."], ["It will not come."]),
    ("a capital", "the plan", "the Plan", ["the plan"], ["the Plan"]),
    ("one of two that are equal", "It is late.\nWe know.\nIt is late.", "We know.\nIt is late.",
     ["It is late."], []),
    ("all of it", "It is late.", "", ["It is late."], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("_case", "old", "new", "removed", "added"), CHANGES, ids=[row[0] for row in CHANGES]
)
def test_changes(_case, old, new, removed, added):
    assert compared(old, new) == (removed, added)
    assert compared(new, old) == (added, removed)


SAME = [
    ("the same", "It is late.", "It is late."),
    ("elsewhere", "It is late. We know.\nSorry.", "Sorry.\nIt is late. We know."),
    ("no-break space", "by 30 June 2026.", "by 30\u00a0June\u202f2026."),
    ("quotes", "The trust's \"plan\".", "The trust’s “plan”."),
    ("dashes", "A plan – at last – for 2025-26.", "A plan—at last—for 2025‑26."),
    ("a dash and a hyphen", "A plan – at last.", "A plan - at last."),
    ("soft hyphen", "The publication.", "The publi\u00adcation."),
    ("zero-width space", "The publication.", "The publi\u200bcation."),
    ("ligature", "The final office.", "The ﬁnal oﬃce."),
    ("three dots", "Soon...", "Soon…"),
    ("bullets", "• the plan\n• the review", "- the plan\n* the review"),
    ("spaces", "It  is late. ", "It is\tlate."),
    ("empty", "", "\n \n"),
    ("lines that are broken anew", "Payments of the first year\nWe make them in the autumn of it",
     "Payments of the first year We make them in the autumn of it"),
    ("a sentence that is wrapped otherwise",
     "We will publish the whole of the new workforce plan\nand its annexes by June 2026.",
     "We will publish the whole of the new\nworkforce plan and its annexes by June 2026."),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "old", "new"), SAME, ids=[row[0] for row in SAME])
def test_what_is_no_change(_case, old, new):
    assert compared(old, new) == ([], [])
    assert compared(new, old) == ([], [])


def test_a_line_that_was_only_cut_otherwise_hides_no_change_beside_it():
    """Three lines were put into one; the fourth one is new all the same."""
    old = "Payments\nFirst year\nIn autumn"
    new = "Payments First year In autumn\nCancelled"
    assert compared(old, new) == ([], ["Cancelled"])


ALTERED = [
    ("We will publish it by June 2026.", "We will publish it by May 2027."),
    ("We will publish the plan in spring.", "We will publish the plan in due course."),
    ("The plan is late.", "The long-awaited plan is late."),
]


@pytest.mark.parametrize(("was", "became"), ALTERED)
def test_a_sentence_that_is_worded_otherwise_is_one_change(was, became):
    old, new = f"Before.\n{was}\nAfter.\nGone.", f"New.\nBefore.\n{became}\nAfter."
    found = difference(Side(old), Side(new))
    told = [(found.removed[i].text, found.added[j].text) for i, j in found.altered]
    assert told == [(was, became)]


@pytest.mark.parametrize("new", ["Beds were bought in May.", "The plan for more beds came in May."])
def test_sentences_that_share_little_are_no_pair(new):
    found = difference(Side("The plan is late."), Side(new))
    assert (len(found.removed), len(found.added), found.altered) == (1, 1, ())


def test_each_sentence_is_of_one_pair_and_the_most_alike_are():
    old = "The plan is due in June this year.\nThe plan is due in June."
    new = "The plan is due in July."
    found = difference(Side(old), Side(new))
    assert [(found.removed[i].text, found.added[j].text) for i, j in found.altered] == [
        ("The plan is due in June.", "The plan is due in July.")
    ]


def test_pages_of_a_file():
    text = "First page.\nSecond page.\nThird page."
    assert [(piece.text, piece.page) for piece in pieces(Side(text, [0, 12, 25]))] == [
        ("First page.", 1), ("Second page.", 2), ("Third page.", 3),
    ]  # fmt: skip
    assert {piece.page for piece in pieces(Side(text))} == {None}


# ------------------------------------------------------------------------------ properties

WORDS = st.sampled_from(
    ["plan", "review", "due", "late", "June", "May", "12", "13", "trust’s", "“we”", "–", "and"]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: f"The {' '.join(words)}.")
TEXT = st.lists(SENTENCE, max_size=12).map("\n".join)


def words_of(found):
    """All words, folded, however they are cut into sentences."""
    return Counter(folded(" ".join(piece.text for piece in found)).split())


@given(TEXT, TEXT)
def test_what_went_and_came_makes_the_new_text_of_the_old_one(old, new):
    found = difference(Side(old), Side(new))
    made = words_of(pieces(Side(old)))
    made.subtract(words_of(found.removed))
    assert min(made.values(), default=0) >= 0  # nothing went that was not there
    made.update(words_of(found.added))
    assert +made == words_of(pieces(Side(new)))


@given(TEXT, TEXT)
def test_the_other_way_round_it_is_the_other_way_round(old, new):
    there, back = difference(Side(old), Side(new)), difference(Side(new), Side(old))
    assert words_of(there.removed) == words_of(back.added)
    assert words_of(there.added) == words_of(back.removed)


LINE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
LINES = st.lists(
    st.builds(str.__add__, LINE, st.sampled_from([".", "", ",", ". ", ":"])), max_size=9
)


@given(LINES, LINES, LINES, LINES)
def test_what_both_texts_begin_and_end_with_makes_no_difference(start, old, new, end):
    """Only the lines between are cut into sentences; it comes to the same as to cut all of them."""
    sides = [Side("\n".join([*start, *middle, *end])) for middle in (old, new)]
    whole = [Counter(piece.folded for piece in pieces(side)) for side in sides]
    parts = [Counter(piece.folded for piece in part) for part in unlike_pieces(*sides)]
    assert (whole[0] - whole[1], whole[1] - whole[0]) == (parts[0] - parts[1], parts[1] - parts[0])


def test_pages_are_counted_from_the_start_of_the_text_all_the_same():
    old, new = (Side(f"One.\nTwo.\n{last}.", [0, 5, 10]) for last in ("Three", "Four"))
    found = difference(old, new)
    assert [(piece.text, piece.page) for piece in (*found.removed, *found.added)] == [
        ("Three.", 3), ("Four.", 3),
    ]  # fmt: skip


@given(st.lists(SENTENCE, max_size=12), st.randoms())
def test_order_makes_no_difference(sentences, dice):
    shuffled = list(sentences)
    dice.shuffle(shuffled)
    assert not difference(Side("\n".join(sentences)), Side("\n".join(shuffled)))


@given(st.text(max_size=300))
def test_any_text_is_the_same_as_itself(text):
    assert not difference(Side(text), Side(text))


TYPESET = {"'": "’‘′", "-": "‑–", " ": "\u00a0\u2009\u202f", '"': "“”„"}


@given(st.text("abc AB12.,'-\" ", max_size=80), st.randoms())
def test_typography_makes_no_difference(text, dice):
    """Each sign set otherwise, and soft hyphens anywhere: no piece is another."""
    text = re.sub(r" ?- ?", "-", " ".join(text.split()))
    set_otherwise = "".join(
        dice.choice(TYPESET.get(sign, sign)) + dice.choice(["", "", "\u00ad"]) for sign in text
    )
    assert folded(set_otherwise) == folded(text)


@given(st.text("0123456789", min_size=1, max_size=4), st.text("0123456789", min_size=1, max_size=4))
def test_another_figure_is_another_sentence(one, other):
    same = folded(f"There were {one} beds.") == folded(f"There were {other} beds.")
    assert same == (one == other)


# ----------------------------------------------------------------------------------- size


@pytest.mark.parametrize("changed", [0.01, 1.0])
def test_two_hundred_pages_take_less_than_a_second(changed):
    """6,000 sentences, a hundredth of them or every one edited; a busy machine gets three."""
    lines = [f"Item {n} says that ward {n % 97} gets {n * 7} beds by week {n % 50}."
             for n in range(6000)]  # fmt: skip
    edited = [line.replace("gets", "will get") if n < 6000 * changed else line
              for n, line in enumerate(lines)]  # fmt: skip
    started = time.process_time()
    found = difference(Side("\n".join(lines)), Side("\n".join(edited)))
    assert time.process_time() - started < 3
    assert len(found.removed) == len(found.added) == 6000 * changed


# --------------------------------------------------------------------------- short quotes


def test_a_short_quote_is_around_what_is_different_and_no_longer_than_eight_words():
    old = "We have said before that we will publish the plan by June 2026 at the latest, if we can."
    new = "We have said before that we will publish the plan by May 2027 at the latest, if we can."
    assert quotes(difference(Side(old), Side(new))) == (
        "… the plan by June 2026 at the latest, …", "… the plan by May 2027 at the latest, …",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It is late.", "", ("It is late.", None)),
        ("", "One two three four five six seven eight nine.",
         (None, "One two three four five six seven eight …")),
        ("It is due in May.", "It is due in June.", ("It is due in May.", "It is due in June.")),
        ("A.", "A.", (None, None)),
    ],
)  # fmt: skip
def test_short_quotes(old, new, expected):
    assert quotes(difference(Side(old), Side(new))) == expected


@given(TEXT, TEXT)
def test_no_quote_is_longer_than_eight_words(old, new):
    for quote in quotes(difference(Side(old), Side(new))):
        assert len((quote or "").replace("…", "").split()) <= 8


def test_a_piece_says_which_file_it_stands_in():
    assert pieces(Side("Fog.", file="Annex")) == [Piece("Fog.", "Fog.", None, "Annex")]

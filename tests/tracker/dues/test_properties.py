"""What holds of every text and every day of saying, not only of the examples.

Texts are of three kinds: anything at all, words of the grammar in any order, and
sentences with an expression that makes sense.
"""

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tracker.dues import expressions, find_dues, marks, occasions, rules, spelling, words

quick = settings(max_examples=150, deadline=None, derandomize=True)
# The same on far more examples: run by `make test-slow`.
thorough = settings(max_examples=6000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

A_DAY = timedelta(days=1)
DEADLINE_RULES = ("deadline", "before", "in-time", "within")

# --------------------------------------------------------------------------- texts

VOCABULARY = sorted(
    marks.FIRST_WORDS
    | marks.LATER_WORDS
    | set(expressions.first_words())
    | set().union(
        words.ANY_MONTH, words.SEASONS, words.WEEKDAYS, words.NUMBERS, words.ORDINALS,
        words.ORDINAL_ENDINGS, words.UNITS, words.WORKING, words.PARTS, words.EDGES,
        words.FUNCTION_WORDS, words.COUNTED, words.PRICES, words.DESCRIBED, words.CITED,
        words.RECURRING, words.ELSEWHERE, words.VAGUE_NUMBERS,
        occasions._EVENT_HEADS, occasions._HAPPENS, occasions._HAPPENED,
    )
)  # fmt: skip
TIME_WORDS = sorted(set(expressions.first_words()) | marks.FIRST_WORDS)
GLUE = [" ", " ", " ", " ", "", "-", "/", ".", ", ", ". ", ": ", "'s ", "\n", "\n\n", "\u00a0", "("]

numbers = st.one_of(
    st.integers(0, 40).map(str),
    st.integers(1, 12).map("{:02}".format),
    st.integers(1990, 2060).map(str),
    st.integers(0, 10_000).map(str),
    st.sampled_from(["0", "00", "0000", "31", "29", "99999", "9" * 5000, "1" * 9, "٣", "²", "½"]),
)
grammar_words = st.one_of(
    st.sampled_from(TIME_WORDS),
    st.sampled_from(TIME_WORDS).map(str.title),
    st.sampled_from(VOCABULARY),
    st.sampled_from(sorted(spelling.SLIPS)),
    st.sampled_from(VOCABULARY).map(str.upper),
    numbers,
)


@st.composite
def word_salads(draw, size=14):
    """Words of the grammar and numbers, with anything between them."""
    pieces = draw(st.lists(st.tuples(grammar_words, st.sampled_from(GLUE)), max_size=size))
    return "".join(word + glue for word, glue in pieces)


anything = st.text(st.characters(exclude_categories=()), max_size=80)

months = st.sampled_from([name.title() for name in words.MONTH_NAMES])
seasons = st.sampled_from(["spring", "summer", "autumn", "winter"])
years = st.integers(2000, 2098)
two_years = years.map(lambda year: f"{year}/{(year + 1) % 100:02}")
any_year = st.one_of(years.map(str), two_years)
edges = st.sampled_from(["the end of", "the start of", "the beginning of"])
parts = st.sampled_from(["early", "mid-", "late"])
counts = st.one_of(st.integers(2, 36).map(str), st.sampled_from(["two", "three", "six", "ten"]))


def joined(*pieces):
    """Strategies for pieces of a phrase, with spaces between them and none after a hyphen."""
    strategies = [st.just(piece) if isinstance(piece, str) else piece for piece in pieces]
    return st.tuples(*strategies).map(lambda words: " ".join(map(str, words)).replace("- ", "-"))


# What names its own year and has no edge.
wholes = st.one_of(
    joined(st.integers(1, 28), months, years),
    joined(months, years),
    joined(seasons, any_year),
    joined(parts, years),
    joined(parts, months, years),
    joined(st.sampled_from(["Q1", "Q2", "Q3", "Q4", "H1", "H2"]), any_year),
    joined("the", st.sampled_from(["first", "second", "third", "fourth"]), "quarter of", any_year),
    joined("the", st.sampled_from(["first", "second"]), "half of", any_year),
    joined("the", two_years, st.sampled_from(["financial", "tax", "academic"]), "year"),
    joined("the", st.sampled_from(["first", "last"]), "week of", months, years),
    two_years,
)
named = st.one_of(wholes, years.map(str), joined(edges, wholes))
unnamed = st.one_of(
    months,
    joined("the", seasons),
    joined(st.sampled_from(["this", "next"]), st.sampled_from(["year", "month", "quarter"])),
    joined(st.sampled_from(["this", "the next"]), "financial year"),
    joined(parts, st.sampled_from(["next year", "this year", "next month"])),
    joined(edges, st.sampled_from(["the year", "the month", "next year", "the financial year"])),
    joined(edges, months),
    st.sampled_from(["Q1", "Q2", "Q3", "Q4", "H1", "H2", "Easter", "Christmas", "the new year"]),
    joined(st.integers(1, 28), months),
)
operators = st.sampled_from(
    ["by", "before", "from", "after", "in", "until", "no later than", "no earlier than", "ahead of",
     "on or before", "as of", "up to", "during", "starting in"]
)  # fmt: skip
by_themselves = st.one_of(
    joined("within", counts, st.sampled_from(["days", "weeks", "months", "years", "working days"])),
    joined("over the next", counts, st.sampled_from(["days", "weeks", "months", "years"])),
    joined("in", counts, st.sampled_from(["days'", "weeks'", "months'", "years'"]), "time"),
    joined("in the coming", st.sampled_from(["days", "weeks", "months", "years"])),
    st.sampled_from(
        ["in due course", "shortly", "later this year", "later this month", "earlier this year",
         "this week", "next week", "tomorrow", "before the summer recess", "after Royal Assent",
         "by the end of this Parliament", "at the Autumn Budget"]
    ),
)  # fmt: skip
phrases = st.one_of(joined(operators, st.one_of(named, unnamed)), by_themselves)
sentences = phrases.map("The harbour plan will be published {}.".format)

any_day = st.dates()
modern_day = st.dates(date(1990, 1, 1), date(2098, 12, 31))
maybe_a_day = st.one_of(st.none(), any_day, modern_day)

# ---------------------------------------------------------------------------- EDTF

SUB_YEARS = {
    **{21 + place: (3 * place + 3, 3) for place in range(4)},  # seasons, winter from December
    **{33 + place: (3 * place + 1, 3) for place in range(4)},  # quarters
    **{37 + place: (4 * place + 1, 4) for place in range(3)},  # thirds
    **{40 + place: (6 * place + 1, 6) for place in range(2)},  # halves
}


def first_and_last(year, month, count):
    """The first day of a month and the last of the ``count`` months from it on."""
    end = year * 12 + month - 1 + count - 1
    last_year, last_month = end // 12, end % 12 + 1
    length = calendar.monthrange(last_year, last_month)[1]
    return date(year, month, 1), date(last_year, last_month, length)


def days_of(edtf):
    """The days of one EDTF expression that is no interval."""
    if edtf.endswith("XX"):
        return date(int(edtf[:2]) * 100, 1, 1), date(int(edtf[:2]) * 100 + 99, 12, 31)
    if edtf.endswith("X"):
        return date(int(edtf[:3]) * 10, 1, 1), date(int(edtf[:3]) * 10 + 9, 12, 31)
    year, *rest = map(int, edtf.split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 2:
        return date(year, *rest), date(year, *rest)
    return first_and_last(year, *SUB_YEARS.get(rest[0], (rest[0], 1)))


def bounds_of(edtf):
    """The first and the last day of an EDTF expression; None where it is open."""
    start, slash, end = edtf.partition("/")
    if not slash:
        return days_of(edtf)
    return (
        None if start == ".." else days_of(start)[0],
        None if end == ".." else days_of(end)[1],
    )


EDTF = [
    ("2025", "2025-01-01", "2025-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2025-24", "2025-12-01", "2026-02-28"),
    ("2025-36", "2025-10-01", "2025-12-31"),
    ("2025-38", "2025-05-01", "2025-08-31"),
    ("2025-41", "2025-07-01", "2025-12-31"),
    ("203X", "2030-01-01", "2039-12-31"),
    ("2025-04/2026-03", "2025-04-01", "2026-03-31"),
    ("2025-01-15/2025-03-12", "2025-01-15", "2025-03-12"),
]


@pytest.mark.parametrize(("edtf", "first", "last"), EDTF)
def test_the_reader_of_these_tests_knows_edtf(edtf, first, last):
    assert bounds_of(edtf) == (date.fromisoformat(first), date.fromisoformat(last))
    assert bounds_of(f"../{last}") == (None, date.fromisoformat(last))
    assert bounds_of(f"{first}/..") == (date.fromisoformat(first), None)


# ---------------------------------------------------------- what holds of every due


def check_spans(text, dues):
    end = 0
    for due in dues:
        assert end <= due.start < due.end <= len(text)
        assert text[due.start : due.end] == due.text
        end = due.end


def check_bounds(due, said_on):
    if due.earliest is not None and due.latest is not None:
        assert due.earliest <= due.latest
    if due.kind == "deadline":
        in_time = said_on is not None and due.latest is not None and said_on <= due.latest
        assert due.earliest == (said_on if in_time else None)
    if due.kind == "precise":
        assert due.earliest == due.latest is not None
    if due.kind == "open":
        assert due.latest is None
    assert (due.start_by is None) or (due.kind == "open" and due.earliest <= due.start_by)


def check_edtf(due):
    if due.edtf is None:
        return
    bounds = (due.earliest, due.latest)
    if due.kind == "deadline":
        bounds = (None, due.latest)
    assert bounds_of(due.edtf) == bounds


def check_kind(due):
    bound = due.rule.partition(".")[0]
    assert rules.pieces(due.rule)
    assert (due.kind == "deadline") == (bound in DEADLINE_RULES)
    assert (due.kind == "open") == (bound in ("from", "not-before", "after", "open"))


def check_sound(text, said_on):
    dues = find_dues(text, said_on)
    check_spans(text, dues)
    for due in dues:
        check_bounds(due, said_on)
        check_edtf(due)
        check_kind(due)


@quick
@given(anything, maybe_a_day)
def test_any_text_at_all_gives_sound_dues(text, said_on):
    check_sound(text, said_on)


@quick
@given(word_salads(), maybe_a_day)
@example("the end of the end of 2025", None)
@example("9" * 5000 + " days", date(MAXYEAR, 12, 31))
@example("within " + "9" * 5000 + " days", date(MINYEAR, 1, 1))
def test_words_of_the_grammar_in_any_order_give_sound_dues(text, said_on):
    check_sound(text, said_on)


@quick
@given(sentences, maybe_a_day)
def test_sentences_give_sound_dues(text, said_on):
    check_sound(text, said_on)


@pytest.mark.slow
@thorough
@given(st.one_of(anything, word_salads(40), sentences), maybe_a_day)
def test_far_more_texts_give_sound_dues(text, said_on):
    check_sound(text, said_on)


ONCE_RAISED = [
    ("The form gives 13/13/2026.", date(2025, 1, 15)),
    ("The form gives 04/31/2026.", date(2025, 1, 15)),
    ("The form gives 2026-13-01.", date(2025, 1, 15)),
    ("Polls are on 29 February and 12 May 2026.", date(2025, 1, 15)),
    ("Polls are on 29 February/12 May 2026.", date(2025, 1, 15)),
    ("It ends within 3 months of the week.", date(MAXYEAR, 12, 31)),
    ("It is due in Q3, Autumn Budget 2026.", date(2025, 1, 15)),
]
NAMELESS = [
    ("It is due in 2025-2028 H1.", date(2025, 1, 15)),
    ("It is due in the third quarter of the new year.", None),
    ("It is due in the third quarter of the month.", None),
]


@pytest.mark.parametrize(("text", "said_on"), ONCE_RAISED)
def test_what_once_raised_an_error_is_sound(text, said_on):
    check_sound(text, said_on)


@pytest.mark.parametrize(("text", "said_on"), NAMELESS)
def test_every_rule_can_be_put_into_words(text, said_on):
    for due in find_dues(text, said_on):
        assert rules.pieces(due.rule)


@pytest.mark.parametrize("end", ["next autumn", "last autumn", "next April", "last Christmas"])
def test_a_range_to_next_autumn_needs_the_day_of_saying(end):
    [due] = find_dues(f"It runs from 31 January 2026 to {end}.", None)
    assert due.latest is None


@quick
@given(phrases, modern_day)
def test_a_phrase_that_makes_sense_is_found(phrase, said_on):
    text = f"The harbour plan will be published {phrase}."
    assert len(find_dues(text, said_on)) == 1


# -------------------------------------------------------------- what stands around


def without_place(dues, shift=0):
    return [(due.start - shift, due.end - shift, *read(due)) for due in dues]


def read(due):
    return (
        due.text, due.earliest, due.latest, due.kind, due.edtf, due.soft, due.counted, due.rule,
        due.start_by,
    )  # fmt: skip


paragraphs = st.sampled_from(
    ["Gulls nest on the mole.", "Notes", "All ropes are new. They are blue.", "(c) Crown copyright"]
)


@quick
@given(sentences, maybe_a_day, paragraphs, paragraphs, st.sampled_from(["\n\n", "\r\n\r\n"]))
def test_other_paragraphs_only_move_the_span(text, said_on, before, after, gap):
    alone = find_dues(text, said_on)
    among = find_dues(f"{before}{gap}{text}{gap}{after}", said_on)
    assert without_place(among, len(before) + len(gap)) == without_place(alone)


@quick
@given(sentences, sentences, maybe_a_day)
def test_two_sentences_give_the_dues_of_both(one, other, said_on):
    both = find_dues(f"{one} {other}", said_on)
    first, second = find_dues(one, said_on), find_dues(other, said_on)
    expected = without_place(first) + without_place(second, -len(one) - 1)
    assert without_place(both) == expected


# -------------------------------------------------------------------- the bounds


def only(text, said_on):
    [due] = find_dues(text, said_on)
    return due


@quick
@given(wholes, modern_day)
def test_each_bound_follows_from_the_days_of_the_period(whole, said_on):
    period = only(f"It ends in {whole}.", said_on)
    assert only(f"It ends by {whole}.", said_on).latest == period.latest
    assert only(f"It ends before {whole}.", said_on).latest == period.earliest - A_DAY
    assert only(f"It runs from {whole}.", said_on).earliest == period.earliest
    assert only(f"It runs from {whole}.", said_on).start_by == period.latest
    assert only(f"It runs after {whole}.", said_on).earliest == period.latest + A_DAY


@quick
@given(st.one_of(joined(months, years), joined(seasons, years), any_year), modern_day)
def test_the_edges_lie_at_the_ends_of_the_period(whole, said_on):
    period = only(f"It ends in {whole}.", said_on)
    start = only(f"It begins at the start of {whole}.", said_on)
    end = only(f"It ends at the end of {whole}.", said_on)
    assert start.earliest == period.earliest
    assert end.latest == period.latest
    assert start.latest < end.earliest
    assert only(f"It ends by the end of {whole}.", said_on).latest == period.latest
    assert only(f"It ends before the end of {whole}.", said_on).latest == period.latest
    assert only(f"It ends by the start of {whole}.", said_on).latest == period.earliest


@quick
@given(st.one_of(joined(months, years), any_year), modern_day)
def test_thirds_follow_each_other_without_a_gap(whole, said_on):
    period = only(f"It ends in {whole}.", said_on)
    early, mid, late = (
        only(f"It ends in {part}{whole}.", said_on) for part in ("early ", "mid-", "late ")
    )
    assert early.earliest == period.earliest
    assert early.latest + A_DAY == mid.earliest
    assert mid.latest + A_DAY == late.earliest
    assert late.latest == period.latest


@quick
@given(unnamed, modern_day)
def test_a_period_without_a_year_is_never_over(phrase, said_on):
    due = only(f"It ends in {phrase}.", said_on)
    assert due.latest >= said_on or phrase.startswith(("early", "mid-", "the start", "the begin"))


# ------------------------------------------------------------ another day of saying

counted_in_days = st.one_of(
    joined("within", counts, st.sampled_from(["days", "weeks"])),
    joined("over the next", counts, st.sampled_from(["days", "weeks"])),
    joined("in", counts, "days' time"),
    st.sampled_from(
        ["within a week", "within a fortnight", "within 48 hours", "in the coming days",
         "within weeks", "in the next few weeks", "within a couple of weeks", "tomorrow", "today"]
    ),
)  # fmt: skip


@quick
@given(counted_in_days, modern_day, st.integers(-10_000, 10_000))
def test_what_is_counted_in_days_moves_with_the_day_of_saying(phrase, said_on, days):
    text = f"The harbour plan will be published {phrase}."
    here, there = only(text, said_on), only(text, said_on + timedelta(days=days))
    assert here.counted
    assert there.earliest - here.earliest == timedelta(days=days)
    assert there.latest - here.latest == timedelta(days=days)
    assert (here.text, here.kind, here.rule) == (there.text, there.kind, there.rule)


# No Easter, no weeks, no recess; nor the first days of a last week, which leap years move.
every_year_alike = st.one_of(
    joined(st.sampled_from(["in", "by", "before", "from", "after"]), months),
    joined(st.sampled_from(["in", "by", "before", "from"]), "the", seasons),
    joined(st.sampled_from(["this", "next", "last"]), seasons),
    joined(st.sampled_from(["in", "by", "from"]), st.sampled_from(["Q1", "Q2", "Q3", "Q4", "H2"])),
    joined(st.sampled_from(["in early", "by late", "in mid-", "from late"]), months),
    joined(st.sampled_from(["in", "by", "from"]), "the autumn term"),
    joined(st.sampled_from(["in", "by", "from"]), "the summer term"),
    joined("within", counts, st.sampled_from(["months", "years"])),
    joined("over the next", counts, st.sampled_from(["months", "years"])),
    joined("in", counts, st.sampled_from(["months'", "years'"]), "time"),
    joined("on", st.integers(1, 28), months),
    st.sampled_from(
        ["this year", "next year", "by the end of the year", "later this year", "this month",
         "next month", "by the end of the month", "this quarter", "next quarter", "early next year",
         "by the end of the financial year", "from the next financial year", "by the summer",
         "this tax year", "next academic year", "by Christmas", "in the new year", "by year end",
         "in the coming months", "in the second half of next year", "the year after next",
         "by the start of the next financial year", "before the new year", "from next April"]
    ),
)  # fmt: skip


def years_on(day, count):
    """The same day of another year; the end of February stays its end."""
    if day is None:
        return None
    if day.month == 2 and day.day >= 28:
        return (day.year + count, 2, "end")
    return (day.year + count, day.month, day.day)


@quick
@given(every_year_alike, modern_day, st.integers(-300, 300))
@example("within three months", date(2027, 11, 28), 1)
@example("this winter", date(2025, 2, 28), 3)
def test_what_names_no_year_moves_with_the_year_of_saying(phrase, said_on, count):
    said_on = said_on.replace(day=min(said_on.day, 28))
    text = f"The harbour plan will be published {phrase}."
    here, there = only(text, said_on), only(text, said_on.replace(year=said_on.year + count))
    assert years_on(there.earliest, 0) == years_on(here.earliest, count)
    assert years_on(there.latest, 0) == years_on(here.latest, count)
    assert years_on(there.start_by, 0) == years_on(here.start_by, count)
    assert (here.text, here.kind, here.rule) == (there.text, there.kind, there.rule)


@quick
@given(joined(operators, named), st.lists(any_day, min_size=2, max_size=2))
def test_what_names_its_year_means_the_same_on_every_day(phrase, days):
    one, other = (only(f"The harbour plan will be published {phrase}.", day) for day in days)
    assert one.latest == other.latest
    assert one.edtf == other.edtf
    assert one.kind == "deadline" or one.earliest == other.earliest


# ----------------------------------------------------------- no day of saying at all

# See test_a_range_to_next_autumn_needs_the_day_of_saying.
NAMES = "|".join((*words.MONTHS, *words.SEASONS, "easter", "christmas", "[a-z]+ term"))
LENT = re.compile(rf"(?i)(last|next|previous)\s+({NAMES})")


def check_unknown_day(text, said_on):
    """Each bound that is given without a day of saying is that of any day of saying."""
    assume(not LENT.search(text))
    with_a_day = {(due.start, due.end): due for due in find_dues(text, said_on)}
    for due in find_dues(text, None):
        other = with_a_day.get((due.start, due.end))
        if other is None:
            continue  # "(Smith, 2019-2021)": whether that is a date hangs on the day
        assert due.kind == "deadline" or due.earliest in (None, other.earliest)
        assert due.latest in (None, other.latest)
        assert due.start_by in (None, other.start_by)
        assert due.kind != "deadline" or due.earliest is None


@quick
@given(sentences, any_day)
def test_without_a_day_of_saying_only_what_needs_none_is_given(text, said_on):
    check_unknown_day(text, said_on)


@quick
@given(sentences, modern_day)
def test_without_a_day_of_saying_the_same_words_are_found(text, said_on):
    unknown, known = find_dues(text, None), find_dues(text, said_on)
    assert [due.text for due in unknown] == [due.text for due in known]


@pytest.mark.slow
@thorough
@given(word_salads(30), any_day)
def test_far_more_texts_without_a_day_of_saying(text, said_on):
    check_unknown_day(text, said_on)

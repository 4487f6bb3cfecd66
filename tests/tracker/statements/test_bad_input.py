"""Anything at all may stand on a page: no text stops the reader, or keeps it long.

Nothing is timed. Work is counted in lines of code that are run, and twice the
text may be twice the work and no more.
"""

import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import tracker.statements
from tracker.statements import find_statements, reader
from tracker.statements import sentences as sentence_cutter
from tracker.statements.sentences import LONGEST

SAID_ON = date(2025, 1, 15)

quick = settings(max_examples=150, deadline=None, derandomize=True)
thorough = settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

EVENTS = {"promised", "slipped", "delivered", "merged", "dropped", "paused"}
PRECISIONS = {"day", "month", "year", "unknown"}
PROMISE = "We will publish the Harbour Plan by May 2025."


def check(text, said_on):
    """What holds of every statement on earth."""
    found = find_statements(text, said_on)
    for one in found:
        assert one.text == text[one.start : one.end]
        assert one.event in EVENTS
        assert one.rule.partition(".")[0] == one.event
        assert 0 < one.confidence <= 1
        assert one.said_on_precision in PRECISIONS
        assert (one.said_on is None) == (one.said_on_precision == "unknown")
        assert one.said_on is None or said_on is None or one.said_on <= said_on
        assert one.deliverable is None or one.deliverable.strip()
    return found


# ------------------------------------------------------------------- nothing in it

EMPTY = {
    "empty": "",
    "a space": " ",
    "white space of all kinds": " \t\r\n\v\f\u00a0\u2003\u2028\u3000",
    "line breaks": "\n" * 1000,
    "digits": "1234567890 " * 200,
    "one digit": "7",
    "dates and nothing else": "3 March 2025, 4 March 2025 and May 2025",
    "marks": "?!.,;:-–—()[]{}<>|•·*#@&%£$€",
    "full stops": "." * 500,
    "bytes": bytes(range(256)).decode("latin-1") * 4,
    "a file that is no text": "%PDF-1.7 \x00\x01\x02\xff\xfe stream\x00endstream " * 20,
    "control characters": "".join(map(chr, range(32))) * 10,
    "replacement characters": "\ufffd" * 300,
    "lone surrogates": "\ud800\udfff\udc00 " * 100,
    "combining marks": "a" + "\u0301" * 500,
    "invisible characters": "\u200b\u200d\ufeff\u00ad" * 200,
    "right-to-left marks": "\u202e\u200f" * 100,
    "one emoji": "\U0001f6a2",
    "a number that is too long": "9" * 5000,
}


@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize("said_on", [SAID_ON, None, date.min, date.max])
def test_nothing_is_found_where_nothing_is_said(text, said_on):
    assert check(text, said_on) == []


LANGUAGES = {
    "French": "Le plan portuaire sera publié en mai 2025. Le ministère a lancé la consultation "
    "le 3 mars 2024. La stratégie a été abandonnée. Nous publierons le rapport avant juin 2025.",
    "German": "Der Hafenplan wird im Mai 2025 veröffentlicht. Die Behörde hat den Bericht gestern "
    "vorgelegt. Das Amt will die Strategie bis Ende 2025 vorlegen. Der Start wurde verschoben.",
    "Welsh": "Bydd y cynllun yn cael ei gyhoeddi ym mis Mai 2025. Mae'r ymgynghoriad wedi dod i "
    "ben. Cyhoeddir yr adroddiad erbyn diwedd mis Mawrth 2025.",
    "Arabic": "سيتم نشر الخطة في مايو 2025. أعلنت الوزارة تأجيل المشروع إلى عام 2026.",
    "Chinese": "该计划将于2025年5月公布。项目已推迟至2026年。政府将在三月前发布报告。",
    "Greek": "Το σχέδιο θα δημοσιευθεί τον Μάιο του 2025. Η έκθεση αναβλήθηκε.",
    "Scottish Gaelic": "Thèid am plana fhoillseachadh sa Chèitean 2025.",
}


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("said_on", [SAID_ON, None])
def test_nothing_is_invented_in_another_language(text, said_on):
    assert check(text, said_on) == []


@pytest.mark.parametrize("other", LANGUAGES.values(), ids=LANGUAGES)
def test_an_english_promise_among_them_is_found(other):
    found = check(f"{other}\n\n{PROMISE}\n\n{other}", SAID_ON)
    assert [one.text for one in found] == [PROMISE]


# ------------------------------------------------------------------------ dirty text

DIRT = {
    "a control character between words": "We will publish\x07 the Harbour Plan by May 2025.",
    "a null character between words": "We will publish\x00 the Harbour Plan by May 2025.",
    "a lone surrogate between words": "We will publish \ud800 the Harbour Plan by May 2025.",
    "no-break spaces": PROMISE.replace(" ", "\u00a0"),
    "soft hyphens": "We will pub\u00adlish the Har\u00adbour Plan by May 2025.",
    "capitals": PROMISE.upper(),
    "small letters": PROMISE.lower(),
    "curly quotes around it": f"“{PROMISE}”",
    "an emoji before it": f"\U0001f6a2 {PROMISE}",
    "a bullet before it": f"• {PROMISE}",
    "a lost space": "We will publish the Harbour Plan by  May  2025 .",
    "line breaks of Windows": PROMISE.replace(" ", "\r\n"),
    "a byte order mark": "\ufeff" + PROMISE,
}
DIRTY_FAULTS = {
    "line breaks of Windows": "a line of one word is no wrapped line",
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            text,
            id=name,
            marks=pytest.mark.xfail(strict=True, reason=DIRTY_FAULTS[name])
            if name in DIRTY_FAULTS
            else [],
        )
        for name, text in DIRT.items()
    ],
)
def test_a_promise_is_found_through_dirt(text):
    [one] = check(text, SAID_ON)
    assert one.event == "promised"
    assert one.due.latest == date(2025, 5, 31)


# --------------------------------------------------------------------- no known day

COUNTED = [
    "We will publish the Harbour Plan within six weeks.",
    "We will publish the Harbour Plan in the coming weeks.",
    "We will publish the Harbour Plan in May.",
    "We will publish the Harbour Plan next year.",
    "We will publish the Harbour Plan this summer.",
    "We will publish the Harbour Plan shortly.",
    "We will publish the Harbour Plan tomorrow.",
    "The launch has been put back by six months to the spring.",
    "The Quay Plan will be folded into the Harbour Strategy, due in the autumn.",
]


@pytest.mark.parametrize("text", [*COUNTED, PROMISE])
def test_without_a_day_of_saying_no_bound_is_given_that_needs_one(text):
    for one in check(text, None):
        assert (one.said_on, one.said_on_precision) == (None, "unknown")
        if text in COUNTED and one.due:
            assert (one.due.earliest, one.due.latest, one.due.start_by) == (None, None, None)


def test_without_a_day_of_saying_what_names_its_year_keeps_it():
    [one] = check(PROMISE, None)
    assert one.due.latest == date(2025, 5, 31)


@pytest.mark.parametrize("said_on", [date.min, date.max, date(1, 12, 31), date(9999, 1, 1)])
@pytest.mark.parametrize("text", [*COUNTED, PROMISE, "It was said on Monday that it would open."])
def test_the_first_and_the_last_day_of_the_calendar(text, said_on):
    check(text, said_on)


# ----------------------------------------------------------------------- large text


def test_a_sentence_of_a_thousand_words():
    text = "We will publish the code in May 2025, " + "and the pier is old " * 200 + "."
    assert len(text.split()) > 1000
    assert check(text, SAID_ON)[0].due.latest == date(2025, 5, 31)


def test_a_text_without_the_end_of_a_sentence():
    text = "we will publish the code in May 2025 and we will open the pier in June 2025 " * 300
    found = check(text, SAID_ON)
    assert {one.due.latest for one in found} == {date(2025, 5, 31), date(2025, 6, 30)}
    assert max(len(one.text) for one in found) <= LONGEST


def test_a_megabyte_without_a_space():
    assert check("a" * 1_000_000, SAID_ON) == []


def test_a_megabyte_of_one_letter_lines():
    assert check("A\n" * 50_000, SAID_ON) == []


def test_the_cutter_is_given_no_more_than_a_block_at_a_time(monkeypatch):
    sizes = []
    original = sentence_cutter.nupunkt.sent_spans

    def counted(text):
        sizes.append(len(text))
        return original(text)

    monkeypatch.setattr(sentence_cutter.nupunkt, "sent_spans", counted)
    text = "harbour " * 40_000
    find_statements(text, SAID_ON)
    assert sum(sizes) <= len(text)
    assert max(sizes) <= 50_000


def test_each_character_is_read_as_a_sentence_at_most_once(monkeypatch):
    sizes = []
    original = reader.Sentence

    def counted(text, *args, **kwargs):
        sizes.append(len(text))
        return original(text, *args, **kwargs)

    monkeypatch.setattr(reader, "Sentence", counted)
    text = "The Harbour Plan is long. It will be published in May 2025. " * 200
    find_statements(text, SAID_ON)
    assert sum(sizes) <= len(text)
    assert max(sizes) <= LONGEST


@pytest.mark.slow
def test_ten_megabytes_of_prose():
    page = (
        "The Department has considered the points that were made. The Harbour Plan will be "
        "published in May 2025. The pier was shut in 2023, and gulls cry.\n\n"
    )
    text = page * (10_000_000 // len(page) + 1)
    assert len(text) > 10_000_000
    found = find_statements(text, SAID_ON)
    assert len(found) == len(text) // len(page)
    assert {one.deliverable for one in found} == {"Harbour Plan"}


# -------------------------------------------------------------------- work is counted

# A little more than twice: where a text is cut lies elsewhere.
TWICE = 2.4
LENGTH = 2400  # characters of the shorter text: two of the longest sentences
# Prose runs some twenty lines of our own code a character, "will be will be" 460.
DEAREST = 600
FOLDER = str(Path(tracker.statements.__file__).parent)

REPEATS = [
    "a", "1", ".", "(", ") ", ", ", "; ", "• ", "the ", "of the ", "and ", "and will publish ",
    "will ", "will not ", "will be ", "to be ", "to ", "is due ", "is expected to ", "expects ",
    "expected ", "in May 2025 ", "by May 2025, ", "from May to June 2025 ", "said that ", "said ",
    "which ", "that ", "which will ", "plan ", "The Plan ", "the plan of ", "report on ",
    "has been ", "has been put back to ", "now ", "no longer ", "with a view to ", "committed to ",
    "working to ", "if ", "it ", "It will be published. ", "It will be published in May 2025. ",
    "A\n", "the\n", "Dr. ", "No. ", "was originally ", "rather than ", "a separate ", "\u00a0",
    "part of the ", "folded into the ", "response to the ", "A, B and C ", "(a) ", "will, ",
    "the line goes on and on and on and on and the\n",
]  # fmt: skip


def work(text):
    """How many lines of our own code are run to read a text."""
    lines = 0

    def count(frame, event, _):
        nonlocal lines
        lines += event == "line"
        return count

    def enter(frame, _event, _arg):
        return count if frame.f_code.co_filename.startswith(FOLDER) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        find_statements(text, SAID_ON)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("repeat", REPEATS, ids=map(repr, REPEATS))
def test_twice_the_text_is_at_most_twice_the_work(repeat):
    count = LENGTH // len(repeat)
    once, twice = work(repeat * count), work(repeat * 2 * count)
    assert twice <= TWICE * once + 2 * LENGTH
    assert once <= DEAREST * LENGTH


def test_the_work_is_really_counted():
    assert work(PROMISE) > 100
    assert work(f"{PROMISE} {PROMISE}") > 1.5 * work(PROMISE)


# ----------------------------------------------------------------------- any text at all

anything = st.text(st.characters(exclude_categories=()), max_size=120)
pieces = st.sampled_from(
    ["We", "The Harbour Plan", "the code", "It", "they", "ministers", "The unions", "will", "would",
     "will not", "now", "no longer", "is due to", "is expected", "has been", "was", "originally",
     "intends to", "committed to", "working on", "to be", "said", "told the House", "that", "which",
     "publish", "published", "be published", "put back", "delayed", "scrapped", "folded into",
     "paused", "extended", "the Ports Strategy", "by", "in", "from", "until", "May 2025", "spring",
     "the end of", "2024/25", "within six weeks", "shortly", "next year", "Monday", "29 February",
     "rather than", "separate", "not", "if", "?", ".", ",", ";", ":", "(", ")", "\n", "\n\n", "•",
     "“", "”", "|", "\t", "of", "and", "on", "for", "to", "a", "no", "£4m", "41%", "PUBLISH"]
)  # fmt: skip
salads = st.lists(pieces, max_size=40).map(" ".join)
texts = st.one_of(anything, salads)
days = st.one_of(st.none(), st.dates(), st.dates(date(1990, 1, 1), date(2098, 12, 31)))


@quick
@given(texts, days)
@example("29 February the board said that it would open.", date(2023, 3, 1))
@example("to", None)
@example("will be", None)
@example("no", None)
def test_no_text_stops_the_reader(text, said_on):
    check(text, said_on)


@quick
@given(texts, days)
def test_the_same_text_is_read_the_same_way_twice(text, said_on):
    assert find_statements(text, said_on) == find_statements(text, said_on)


@quick
@given(texts, days)
def test_a_sentence_says_each_thing_once(text, said_on):
    seen = set()
    for one in find_statements(text, said_on):
        family = "promised" if one.event in ("slipped", "paused") else one.event
        words = " ".join(one.due.text.lower().split()) if one.due else ""
        assert (one.start, family, words, one.deliverable, one.rule) not in seen
        seen.add((one.start, family, words, one.deliverable, one.rule))


@quick
@given(salads)
def test_without_a_day_of_saying_nothing_is_counted_from_one(text):
    for one in find_statements(text, None):
        if one.due and one.due.counted and one.said_on is None:
            assert (one.due.earliest, one.due.latest, one.due.start_by) == (None, None, None)


@pytest.mark.slow
@thorough
@given(st.one_of(anything, st.lists(pieces, max_size=120).map(" ".join)), days)
def test_far_more_texts(text, said_on):
    check(text, said_on)

"""Where each sentence of a stored text begins and ends, and what holds of every place.

A line is a text; ‖ stands between two sentences, ↵ for a line break. What is left
out, since it is no text, stands in ⟦brackets⟧.
"""

import re
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tracker.statements import find_statements
from tracker.statements.sentences import LONGEST, sentences

SAID_ON = date(2025, 1, 15)

quick = settings(max_examples=200, deadline=None, derandomize=True)

CUTS = {
    "ends of sentences": """
        The code is long.‖ It will be published in May 2025.‖ Is it ready?‖ Hardly!
        The code will be published in May 2025‖
        We will publish the code by May 2025 and then we will launch the register
        “It will be published in May 2025,” he said.‖ “It is late.”
        He asked, “When?”‖ It will come in May.
        The plan (see page 2) is late.‖ It will be published.
        The code will be published in May 2025; the register will be launched in June 2025.
        Wait ...‖ It is late.
    """,
    "abbreviations": """
        Dr. Lee will publish the plan.‖ It is late.
        Mr. Lee and Mrs. Poe will publish it.‖ It is late.
        Prof. A. Lee spoke.‖ J. Smith and Co. Ltd. will publish it.
        The plan was signed at No. 10 in May 2025.‖ It is late.
        Nos. 10 and 12 are shut.‖ It is late.
        See e.g. section 3.2 of the code.‖ It is late.
        The score rose to 3.2 in 2024.‖ It fell to 2.9 in May.
        Art. 4 applies, and para. 4.3.2.‖ We will publish it.
        We left at 5 p.m. on Monday.‖ The plan is late.
        It cost approx. £3.2m.‖ It is late.
        The U.K. Government will publish it.‖ It is late.
        Rt. Hon. Members spoke.‖ It is late.
        Cllr. Jones will publish the plan.‖ It is late.
    """,
    "headings and lines": """
        Harbour Plan↵‖We will publish it in May 2025.↵↵‖Tolls↵‖The review will report in June.
        Contents↵‖Introduction↵‖Next steps
        • The code will be published in May 2025↵‖• The register will be launched in June 2025
        The code is late.↵‖It will be published in May 2025.
        We will publish:↵‖the code in May 2025;↵‖the register in June 2025.
    """,
    "lines that a page only wrapped": """
        We will publish the Harbour Plan and the code for↵harbour masters by May 2025.‖ It is new.
        The Department will publish its response to the consultation on↵Moorings by May 2025.
        The council will repaint the pier, the bandstand and the quay by↵June 2025.
        The council has published the plan for the new quay in Westmere,↵Skelby and Port Allan.
    """,
    "lines that were not": """
        The Department will publish the Harbour Plan by the end of March 2025.↵‖the quay is old
        Responses to the Consultation on Moorings, Tolls and Lights↵‖The code will be published.
        Key Dates↵‖of the review
        The Department will publish the Harbour Plan and the↵↵‖Response to the consultation
    """,
    "tables": """
        Action→Owner→Due↵‖Publish the code→Board→3 March 2025
        Publish the code | Board | 3 March 2025↵‖Launch the register | Board | June 2025
        ⟦12↵3.4 5.6 7.8↵-----↵⟧‖The code is late.
        ⟦2024/25 | 3,204 | 41% | £31.20↵⟧‖The code is late.
    """,
}


def cases():
    for kind, story in CUTS.items():
        for line in story.strip().splitlines():
            row = line.strip()
            yield pytest.param(row, id=f"{kind}: {row}")


def spans_of(text):
    return list(sentences(text))


def pieces_of(text):
    return [text[start:end] for start, end in spans_of(text)]


@pytest.mark.parametrize("row", list(cases()))
def test_a_text_is_cut_where_a_reader_would(row):
    marked = row.replace("↵", "\n").replace("→", "\t")
    text = re.sub("[‖⟦⟧]", "", marked)
    expected = [piece.strip() for piece in re.sub("⟦.*?⟧", "", marked, flags=re.DOTALL).split("‖")]
    assert pieces_of(text) == [piece for piece in expected if piece]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", " \n ", "\n\t\n"])
def test_every_kind_of_line_break_ends_a_heading(end):
    assert pieces_of(f"Harbour Plan{end}It is late.") == ["Harbour Plan", "It is late."]


def test_also_that_of_old_macs():
    assert pieces_of("Harbour Plan\rIt is late.") == ["Harbour Plan", "It is late."]


# ------------------------------------------------------------------- over-long ones


def board_items(count, pause):
    return pause.join(f"the board will publish paper {item} in May 2025" for item in range(count))


@pytest.mark.parametrize("pause", ["; ", " | ", " • ", "\t", " – ", ": ", ", ", " and "])
def test_an_over_long_sentence_is_cut_at_a_pause(pause):
    text = board_items(90, pause) + "."
    pieces = pieces_of(text)
    assert len(text) > 3 * LONGEST
    assert all(len(piece) + len(pause) >= LONGEST // 2 for piece in pieces[:-1])
    assert all(len(piece) <= LONGEST for piece in pieces)
    # No word is lost or broken: with the pauses left out, the pieces are the text.
    assert "".join("".join(pieces).split()) == "".join(text.split())
    if pause != " and ":
        assert all(piece.startswith("the board will") for piece in pieces)


def test_a_better_pause_is_taken_before_a_later_one():
    text = "a " * 350 + "end; " + "b, " * 400
    first = pieces_of(text)[0]
    assert first.endswith("end;")


def test_what_has_no_pause_is_cut_at_the_longest():
    pieces = pieces_of("a" * (2 * LONGEST + 7))
    assert list(map(len, pieces)) == [LONGEST, LONGEST, 7]


def test_what_is_endless_is_cut_between_words():
    text = "lighthouse " * 10_000
    assert {text[start:end].rsplit(maxsplit=1)[-1] for start, end in sentences(text)} == {
        "lighthouse"
    }


def test_a_promise_in_a_flattened_table_has_its_own_piece_of_it():
    text = board_items(200, " | ")
    found = find_statements(text, SAID_ON)
    assert len(found) >= len(spans_of(text))
    assert all(len(one.text) <= LONGEST for one in found)


# ----------------------------------------------------------------- what always holds

anything = st.text(st.characters(exclude_categories=()), max_size=200)
words = st.sampled_from(
    ["The Harbour Plan", "will be published", "in May 2025", "Dr.", "No. 10", "e.g.", "3.2", ".",
     ". ", "\n", "\n\n", "•", "|", "\t", "; ", ", ", "by the end of", "March 2025", "1,204", "—",
     "it has been put back to", "June 2025", "?", "“", "”", "the ", "\r\n", "\u00a0", "\u00ad"]
)  # fmt: skip
some_words = st.lists(words, max_size=60)
pages = st.one_of(anything, some_words.map(" ".join), some_words.map("".join))


@quick
@given(pages)
@example("")
@example("\n \n")
def test_spans_are_in_order_inside_the_text_and_do_not_overlap(text):
    end = 0
    for start, stop in spans_of(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        assert stop - start <= LONGEST
        end = stop


@quick
@given(pages)
def test_no_letter_is_lost_but_of_what_is_no_text(text):
    """What is left out has hardly a letter in it."""
    covered = set()
    for start, stop in spans_of(text):
        covered.update(range(start, stop))
    for line in re.finditer(r"[^\n]+", text):
        places = range(line.start(), line.end())
        letters = sum(text[at].isalpha() for at in places)
        if letters >= 0.9 * len(line[0]):
            assert covered & set(places)


@quick
@given(pages, st.one_of(st.none(), st.dates()))
def test_a_statement_lies_where_it_says(text, said_on):
    spans = set(spans_of(text))
    for one in find_statements(text, said_on):
        assert (one.start, one.end) in spans
        assert one.text == text[one.start : one.end]
        if one.due:
            assert one.start <= one.due.start < one.due.end <= one.end
            assert one.due.text == text[one.due.start : one.due.end]


@quick
@given(pages)
def test_statements_come_in_the_order_of_their_sentences(text):
    starts = [one.start for one in find_statements(text, SAID_ON)]
    assert starts == sorted(starts)


@quick
@given(st.lists(st.sampled_from(["The code is long.", "It is red.", "Gulls cry at dawn."]),
                min_size=1, max_size=6))  # fmt: skip
def test_what_stands_before_a_promise_only_moves_it(before):
    promise = "We will publish the Harbour Plan by May 2025."
    lead = "\n\n".join(before) + "\n\n"
    [alone] = find_statements(promise, SAID_ON)
    [moved] = find_statements(lead + promise, SAID_ON)
    assert (moved.start, moved.end) == (alone.start + len(lead), alone.end + len(lead))
    assert moved.due.start == alone.due.start + len(lead)
    assert moved.text == alone.text
    assert (moved.deliverable, moved.rule) == (alone.deliverable, alone.rule)

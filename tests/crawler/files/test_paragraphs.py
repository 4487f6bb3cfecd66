"""Lines to paragraphs: what belongs together, what stays apart, what a hyphen meant."""

import pytest

from crawler.files.hyphens import Hyphens
from crawler.files.lines import Line
from crawler.files.paragraphs import IN_CHARACTERS, paragraphs
from crawler.files.running import without_running


def lines(text: str, **places: float) -> list[Line]:
    """Lines as pypdf gives them: a character is one wide, a line one high."""
    return [
        Line(words, places.get("left", 0.0), len(words), -number, places.get("size", 1.0))
        for number, words in enumerate(text.split("\n"))
        if words
    ]


def page(text: str) -> list[str]:
    texts, _ = paragraphs([lines(text)], IN_CHARACTERS)
    return texts[0].split("\n")


FULL = "We expect to publish the long term plan of the NHS"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A small letter goes on, and so does what the line before leaves open.
        (f"{FULL}\nby spring 2027.", [f"{FULL} by spring 2027."]),
        ("We will publish the\nNHS Workforce Plan", ["We will publish the NHS Workforce Plan"]),
        ("The Royal College,\nDHSC and others", ["The Royal College, DHSC and others"]),
        # A capital goes on where the line was full: the next word would not have fitted.
        (f"{FULL}\nWorkforce Plan by spring 2027, or soon after that,\nto report.",
         [f"{FULL} Workforce Plan by spring 2027, or soon after that, to report."]),
        # It does not after a heading, which ends where it likes.
        (f"Next steps for the workforce\nWe will publish it when we can. {FULL}",
         ["Next steps for the workforce", f"We will publish it when we can. {FULL}"]),
        # A paragraph ends with its last line, and with room below it.
        (f"{FULL}\nto you. It is late.\n\nNext year we shall see.",
         [f"{FULL} to you. It is late.", "Next year we shall see."]),
        # Items of a list are apart, however long they are.
        (f"We will:\n• {FULL}\n• {FULL}", ["We will:", f"• {FULL}", f"• {FULL}"]),
        (f"1. {FULL}\n2. {FULL}", [f"1. {FULL}", f"2. {FULL}"]),
        (f"a) {FULL}\nb) {FULL}", [f"a) {FULL}", f"b) {FULL}"]),
        (f"3.1 The {FULL}\n3.2 The {FULL}", [f"3.1 The {FULL}", f"3.2 The {FULL}"]),
        ("We will do the following:\nthe plan", ["We will do the following:", "the plan"]),
        # A bullet that stands on a line of its own gets its words.
        ("•\nThe plan", ["• The plan"]),
        # Short things under each other are no sentence, all the less if they end in a year.
        ("Workforce plan – spring 2027\nEstates plan – summer 2027\nDigital plan – autumn 2027",
         ["Workforce plan – spring 2027", "Estates plan – summer 2027",
          "Digital plan – autumn 2027"]),
        ("NHS England\nWellington House\nLondon", ["NHS England", "Wellington House", "London"]),
        # A narrow column is all full lines.
        ("Publish the NHS Workforce\nPlan in full with all annexes",
         ["Publish the NHS Workforce Plan in full with all annexes"]),
        # A day is not the number of an item.
        (f"{FULL} on\n31 March 2027.", [f"{FULL} on 31 March 2027."]),
    ],
)  # fmt: skip
def test_lines(text, expected):
    assert page(text) == expected


def test_what_has_cells_is_a_line_of_its_own():
    found = [line._replace(row=True) for line in lines(f"{FULL}\n{FULL}\n{FULL}")]
    assert paragraphs([found], IN_CHARACTERS)[0] == [f"{FULL}\n{FULL}\n{FULL}"]


def test_letters_of_another_size_are_something_else():
    heading = lines("The long term plan for the workforce of the", size=1.5)
    below = [line._replace(bottom=line.bottom - 1.5) for line in lines("service goes on")]
    assert paragraphs([heading + below], IN_CHARACTERS)[0] == [
        "The long term plan for the workforce of the\nservice goes on"
    ]


@pytest.mark.parametrize(
    ("first", "second", "join"),
    [
        (f"x\n{FULL}", "by spring 2027.", " "),
        ("We will report to the", "Board in May.", " "),
        (f"{FULL}\n{FULL}", "Workforce Plan in May", " "),  # two full lines, no end
        ("It was the subject of a publi-", "cation", ""),
        (f"{FULL}.", "by spring", "\n"),
        ("The last page", "Annex A", "\n"),
        (FULL, "Annex A", "\n"),  # a line alone cannot be measured
        (FULL, "• by spring", "\n"),
        (FULL, "", "\n"),
        ("", "by spring", "\n"),
    ],
)
def test_pages(first, second, join):
    texts, joins = paragraphs([lines(first), lines(second)], IN_CHARACTERS)
    assert joins == ["\n", join]
    assert texts[1] == second


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("the publi-", "cation of", "the publication of"),
        ("the long-", "term plan", "the long-term plan"),
        ("an evidence-", "based plan", "an evidence-based plan"),
        ("by mid-", "March 2027", "by mid-March 2027"),
        ("by mid-", "2027", "by mid-2027"),
        ("in 2026-", "27", "in 2026-27"),
        ("in 2026–", "27", "in 2026–27"),
        ("a 10-", "year plan", "a 10-year plan"),
        ("the NHS-", "England board", "the NHS-England board"),
        ("see www.sample.example/long-", "read", "see www.sample.example/long-read"),
        ("a soft\u00ad", "hyphen", "a softhyphen"),
        ("the plan –", "which is late", "the plan – which is late"),
        ("the plan", "is late", "the plan is late"),
        # As the document itself writes them elsewhere.
        ("the co-", "operation of", "the co-operation of"),
        ("a policy-", "holder", "a policyholder"),
    ],
)
def test_hyphens(above, below, expected):
    elsewhere = ["They value co-operation.", "Each policyholder was asked."]
    before, join = Hyphens(lambda: [[*elsewhere, above, below]]).glue(above, below)
    assert before + join + below == expected


HEAD = "Board paper: workforce"


def bodies(*heads_and_feet: tuple[list[str], list[str]]) -> list[list[str]]:
    """Pages with these heads and feet, and with words of their own between them."""
    return [
        [*head, *(f"{word} {'i' * number}" for word in ("first", "next", "more", "last")), *foot]
        for number, (head, foot) in enumerate(heads_and_feet)
    ]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        # A head stays once, the first time; a foot the last time; bare numbers not at all.
        (bodies(([HEAD], ["1"]), ([HEAD], ["2"])), bodies(([HEAD], []), ([], []))),
        (bodies(([], ["Official"]), ([], ["Official"])), bodies(([], []), ([], ["Official"]))),
        (bodies(*[([], [f"Page {n} of 3"]) for n in (1, 2, 3)]), bodies(*[([], [])] * 3)),
        (bodies(*[([f"– {n} –"], []) for n in (7, 8, 9)]), bodies(*[([], [])] * 3)),
        (bodies(*[([], [f"NHS England | {n}"]) for n in (7, 8, 9)]),
         bodies(([], []), ([], []), ([], ["NHS England | 9"]))),
        # Left and right pages may differ, and a cover may have none.
        (bodies(([], []), (["left"], []), (["right"], []), (["left"], []), (["right"], [])),
         bodies(([], []), (["left"], []), (["right"], []), ([], []), ([], []))),
        # What differs in more than a page number is no head, even if a number grows.
        (bodies((["Due by 31 March 2026"], []), (["Due by 31 March 2027"], [])),
         bodies((["Due by 31 March 2026"], []), (["Due by 31 March 2027"], []))),
        (bodies((["Action 1"], []), (["Action 2"], []), (["Action 3"], [])),
         bodies((["Action 1"], []), (["Action 2"], []), (["Action 3"], []))),
        (bodies(([], ["Plan | 2026"]), ([], ["Plan | 2027"])),
         bodies(([], ["Plan | 2026"]), ([], ["Plan | 2027"]))),
        # What stands in the middle is never looked at.
        (bodies((["a", "b", "c", "same"], []), (["d", "e", "f", "same"], [])),
         bodies((["a", "b", "c", "same"], []), (["d", "e", "f", "same"], []))),
        ([["one", "two"]], [["one", "two"]]),
        ([[], [HEAD], []], [[], [HEAD], []]),
    ],
)  # fmt: skip
def test_heads_and_feet(pages, expected):
    found = without_running([lines("\n".join(page)) for page in pages])
    assert [[line.text for line in page] for page in found] == expected

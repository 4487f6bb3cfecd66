"""The daily list as an editor meets it in the terminal, and `looked` with the name of one."""

import pytest
from click.testing import CliRunner

from tests.suggested import suggest_delivery
from tests.tracker.pages import BY_JUNE, Desk, commitment, promise
from tracker.cli import main

PLAN, HORN = "lighthouse-plan", "foghorn-review"
CHECKED = {"checked": {"against": "original", "by": "Ada", "on": "2026-02-01"}}
BY_MAY = ("by May 2026", "deadline", None, "2026-05-31")
FIRST = "https://www.england.nhs.uk/publication/?filter-keyword="


@pytest.fixture
def desk(tmp_path):
    """Two plans whose dates have passed; the horn's passed first."""
    return Desk.fresh(
        tmp_path,
        commitment(PLAN, "Lighthouse Plan", promise(BY_JUNE, **CHECKED)),
        commitment(HORN, "Foghorn Review", promise(BY_MAY, **CHECKED)),
    )


def call(desk, *words, keys=None, **more):
    words = ["--db", str(desk.path), "--as-of", "2026-11-22", "looked", *words]
    return CliRunner().invoke(main, words, input=keys, catch_exceptions=False, **more)


def sit(desk, keys, *words):
    return call(desk, "--as", "Ada", *words, keys=keys)


def looks(desk):
    return desk.rows(
        """select commitment, result, place, words, note, looked_by, looked_as from looks
           where retracted_on is null order by id"""
    )


def results(desk):
    return [(row["commitment"], row["result"]) for row in looks(desk)]


def test_all_that_helps_with_looking_is_shown(desk):
    said = " ".join(sit(desk, "q").output.split())
    for words in (
        "2 to look at",
        "Foghorn Review (foghorn-review)",
        "Due by 31 May 2026 (“by May 2026”). That date has passed;",
        "Nobody has looked yet.",
        "Said last: NHS England, on 12 January 2026, “by May 2026” (promised) https://news.example",
        "Last look: none on record.",
        f"1. NHS England, publications, for “Foghorn Review” {FIRST}Foghorn+Review",
        "3. GOV.UK (pages of the responsible bodies), for “Foghorn Review” https://www.gov.uk/",
        "What the crawl has read holds no page that may be it.",
        "No source of its bodies is crawled here.",
        f"Will be recorded as looked at: {FIRST}Foghorn+Review for the words: “Foghorn Review”",
        "[n] not found [f] found [u] unclear [e] edit what is recorded [s] skip [b] back [q] quit",
        "0 recorded",
    ):
        assert words in said, words
    assert "Lighthouse" not in said


def test_one_key_records_where_and_for_which_words(desk):
    result = sit(desk, "nq")
    [row] = looks(desk)
    assert row == {
        "commitment": HORN,
        "result": "not_found",
        "place": f"{FIRST}Foghorn+Review",
        "words": "Foghorn Review",
        "note": "Searched NHS England, publications for “Foghorn Review”; nothing found.",
        "looked_by": "Ada",
        "looked_as": "an editor",
    }
    assert "look of 2026-11-22 kept; status on 2026-11-22: overdue" in result.output
    assert "1 to look at" in result.output
    assert "1 recorded" in result.output
    assert desk.status(HORN) == "overdue"


KEYS = [
    # keys; what is on record then
    ("q", []),
    ("", []),
    ("s", []),
    ("ss", []),
    ("sn", [(PLAN, "not_found")]),
    ("nn", [(HORN, "not_found"), (PLAN, "not_found")]),
    ("u", [(HORN, "unclear")]),
    ("nbq", []),
    ("nnuq", [(HORN, "not_found")]),
    ("nnun", [(HORN, "not_found"), (PLAN, "not_found")]),
    ("nnubq", []),
    ("nbun", [(HORN, "unclear"), (PLAN, "not_found")]),
    ("nbsn", [(PLAN, "not_found")]),
    ("bn", [(HORN, "not_found")]),
    ("xyzn", [(HORN, "not_found")]),
]


@pytest.mark.parametrize(("keys", "expected"), KEYS)
def test_what_the_keys_do(desk, keys, expected):
    assert sit(desk, keys).exit_code == 0
    assert results(desk) == expected


def test_what_is_taken_back_is_kept_with_the_reason(desk):
    sit(desk, "nbq")
    [row] = desk.rows("select retracted_on, retracted_why from looks")
    assert row == {
        "retracted_on": "2026-11-22",
        "retracted_why": "taken back by whoever recorded it",
    }


def test_there_is_nothing_to_take_back_of_another_sitting(desk):
    sit(desk, "nq")
    assert "nothing was recorded in this sitting" in sit(desk, "bq").output
    assert results(desk) == [(HORN, "not_found")]


def test_what_is_found_asks_where_and_says_how_it_becomes_an_event(desk):
    said = " ".join(sit(desk, "fhttps://news.example/it\nq").output.split())
    [row] = looks(desk)
    assert (row["result"], row["place"], row["note"]) == (
        "found",
        "https://news.example/it",
        "Found at https://news.example/it.",
    )
    assert "Add a step `event: delivered` with this address to the file foghorn-review.yml" in said
    assert desk.status(HORN) == "being_checked"


def test_found_at_no_address_records_nothing(desk):
    result = sit(desk, "fin a drawer\nq")
    assert "'in a drawer' is no web address" in result.output
    assert looks(desk) == []


def test_what_is_recorded_can_be_said_otherwise(desk):
    sit(desk, "ehttps://news.example/?q=horn\nfog horn\nOnly its news.\nn")
    [row] = looks(desk)
    assert (row["place"], row["words"], row["note"]) == (
        "https://news.example/?q=horn",
        "fog horn",
        "Only its news.",
    )


def test_an_empty_answer_leaves_it_as_it_is(desk):
    sit(desk, "e\n\n\nu")
    [row] = looks(desk)
    assert (row["place"], row["words"]) == (f"{FIRST}Foghorn+Review", "Foghorn Review")


def test_as_what_somebody_looks_may_be_said(desk):
    sit(desk, "n", "--looked-as", "a reporter")
    assert looks(desk)[0]["looked_as"] == "a reporter"


def test_what_awaits_a_decision_is_named(desk):
    suggest_delivery(desk.db, HORN, "Foghorn Review")
    for said in (sit(desk, "q").output, call(desk, "--list").output):
        flat = " ".join(said.split())
        assert "foghorn-review: Foghorn Review; a page seems to be it: decide in" in flat
    assert "Lighthouse Plan (lighthouse-plan)" in sit(desk, "q").output


def test_the_list_says_what_to_do_and_records_nothing(desk):
    lines = call(desk, "--list").output.splitlines()
    assert lines == [
        (
            "foghorn-review: Foghorn Review (NHS England), due until 31 May 2026; "
            "nobody has looked yet"
        ),
        "  delaywatch looked foghorn-review --place ADDRESS --words WORDS --note TEXT",
        (
            "lighthouse-plan: Lighthouse Plan (NHS England), due until 30 June 2026; nobody has "
            "looked yet"
        ),
        "  delaywatch looked lighthouse-plan --place ADDRESS --words WORDS --note TEXT",
    ]
    assert looks(desk) == []


def test_where_nothing_is_due_it_says_so(tmp_path):
    desk = Desk.fresh(tmp_path, commitment(PLAN, "Plan", promise()))
    assert call(desk, "--list").output == "Nothing is to be looked for.\n"
    assert "Nothing more waits." in sit(desk, "").output


def test_other_kinds_are_gone_through_where_they_are_asked_for(tmp_path):
    file = commitment(PLAN, "A review", promise(BY_JUNE), kind="review_date")
    desk = Desk.fresh(tmp_path, file)
    assert call(desk, "--list").output == "Nothing is to be looked for.\n"
    assert "lighthouse-plan: A review" in call(desk, "--list", "--kind", "review_date").output


def test_one_look_may_bear_a_name_and_a_role(desk):
    words = ["--note", "Looked.", "--as", "Ada", "--looked-as", "a reader"]
    assert call(desk, PLAN, *words).exit_code == 0
    assert call(desk, HORN, "--note", "Looked.", env={"DELAYWATCH_REVIEWER": "Bob"}).exit_code == 0
    assert [(row["looked_by"], row["looked_as"]) for row in looks(desk)] == [
        ("Ada", "a reader"),
        ("Bob", "an editor"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "say who decides: --as NAME"),
        ([PLAN], "say with --note"),
        ([PLAN, "--note", "x", "--list"], "--list and --kind go without SLUG"),
        ([PLAN, "--note", "x", "--kind", "promise"], "--list and --kind go without SLUG"),
        (["--note", "x"], "--note needs the SLUG of a commitment"),
        (["--retract"], "--retract needs the SLUG of a commitment"),
        (["--on", "2026-11-01", "--list"], "--on needs the SLUG of a commitment"),
    ],
)
def test_wrong_usage_is_told(desk, words, told):
    result = call(desk, *words, env={"DELAYWATCH_REVIEWER": ""})
    assert result.exit_code == 2
    assert told in result.output
    assert looks(desk) == []

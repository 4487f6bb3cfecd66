"""The desk for releases of information in a browser."""

import pytest

from tests.tracker.pages import TODAY
from tracker.foi.releases import find

PATH = "/desk/releases"
NAMED = "We hold three drafts of the Lighthouse Plan, and enclose them."


@pytest.fixture
def released(desk):
    """Two releases that seem to be about the Lighthouse Plan."""
    for number in (1, 2):
        desk.page(
            NAMED, title=f"FOI {number}: a request", kind="foi_release",
            url=f"https://news.example/foi/{number}",
        )  # fmt: skip
    find(desk.db, TODAY)
    return desk


def decided(desk):
    return [
        (row["decision"], row["reviewer"])
        for row in desk.rows("select * from foi_releases order by document_id")
    ]


def test_all_that_is_needed_to_decide(released, signed_in):
    page = signed_in().open(PATH)
    for said in (
        "FOI releases: 2 wait.",
        "Evidence about Lighthouse Plan? FOI 1: a request",
        NAMED,
        "Published 2 March 2026",
        "Its text names “Lighthouse Plan”.",
    ):
        assert said in page.text, said


@pytest.mark.parametrize(
    ("keys", "rows"),
    [
        ("a", [("accept", "Ada"), (None, None)]),
        ("r", [("reject", "Ada"), (None, None)]),
        ("ar", [("accept", "Ada"), ("reject", "Ada")]),
        ("sa", [(None, None), ("accept", "Ada")]),
        ("au", [(None, None), (None, None)]),
        ("aura", [("reject", "Ada"), ("accept", "Ada")]),
    ],
)
def test_what_the_keys_do(released, signed_in, keys, rows):
    page = signed_in().open(PATH)
    for key in keys:
        assert page.press(key).answer.status_code == 200
    assert decided(released) == rows


def test_what_is_suggested_for_another_reason_is_refused(released, signed_in):
    page = signed_in().open(PATH)
    page.send(page.soup.select_one("form.decide"), do="accept", seen="another reason")
    assert page.answer.status_code == 409
    assert decided(released) == [(None, None)] * 2


def test_somebody_else_was_quicker(released, signed_in):
    ada = signed_in().open(PATH)
    signed_in("Bert").open(PATH).press("r")
    assert ada.press("a").answer.status_code == 409
    assert decided(released)[0] == ("reject", "Bert")


@pytest.mark.parametrize("name", ["", "1", ":", "x:lighthouse-plan", "1:nowhere", "9" * 40])
def test_what_is_not_there_is_told(released, signed_in, name):
    page = signed_in().open(PATH)
    page.send(page.soup.select_one("form.decide"), do="accept", id=name)
    assert page.answer.status_code == 409
    assert decided(released) == [(None, None)] * 2

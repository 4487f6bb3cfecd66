"""A commitment that a finding made, taken back, and made again: nothing is dead, nothing burnt."""

import pytest

from tests.tracker.pages import LIGHTHOUSE, Desk

NEW = "NHS England will publish the Umbrella Strategy by May 2027."
LATER = "The Umbrella Strategy will be published by July 2027."
OTHER = "NHS England will publish the Buoy Plan by May 2027."


@pytest.fixture
def desk(tmp_path):
    return Desk.fresh(tmp_path, LIGHTHOUSE)


@pytest.fixture
def siblings(desk):
    """Two findings about one thing that nobody has entered yet."""
    for number, sentence in enumerate((NEW, LATER)):
        desk.page(sentence, url=f"https://news.example/{number}")
    desk.extract()
    desk.resolve()
    return desk.rows("select * from statements order by id")


def test_what_was_rejected_is_found_anew_when_its_sibling_is_taken_back(desk, siblings):
    first, second = siblings
    desk.decide(second, "reject")
    made = desk.decide(first).commitment
    desk.undo()
    desk.undo()
    suggested = [desk.suggested(one)[0] for one in siblings]
    assert [one["kind"] for one in suggested] == ["new", "new"]
    assert suggested[0]["proposal"] == suggested[1]["proposal"]
    assert desk.decide(second).commitment == made == "umbrella-strategy"
    assert desk.suggested(first)[0]["commitment"] == made


def test_undo_burns_no_address(desk, siblings):
    for _ in range(3):
        assert desk.decide(siblings[0]).commitment == "umbrella-strategy"
        desk.undo()
    desk.decide(siblings[0])
    assert desk.timeline("umbrella-strategy")["events"] == 1


def test_another_finding_does_not_get_an_address_that_was_anothers(desk, siblings):
    desk.decide(siblings[0])
    desk.undo()
    [found] = desk.found(OTHER, url="https://news.example/9")
    made = desk.decide(found, "new", title="Umbrella Strategy")
    assert made.commitment == "umbrella-strategy-2"

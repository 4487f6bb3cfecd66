"""The desk for claims in a browser: what would be told otherwise, who accepts it, what is held."""

import sqlite3
import time

import httpx
import pytest

from tests.tracker.changes.watch import Watch
from tests.tracker.pages import LIGHTHOUSE, TODAY, commitment, promise
from tests.web.desk.conftest import OTHERS, Editor
from tracker.publish import pending
from tracker.releases.upcoming import upcoming

PATH = "/desk/claims"
LATER = promise(
    ("by March 2027", "deadline", None, "2027-03-31"), made_on="2026-03-02", event="slipped"
)
SLIPPED = commitment("lighthouse-plan", "Lighthouse Plan", *LIGHTHOUSE["steps"], LATER)


@pytest.fixture
def slipped(desk):
    """The register says a later date than the current release."""
    desk.register(SLIPPED, *OTHERS)
    return desk


def accept(page, **typed):
    button = page.soup.select_one('button[value="accept"]')
    return page.send(button.find_parent("form"), button, **typed)


def accepted(desk):
    columns = "commitment, status, cause, reason, accepted_by"
    return [tuple(row.values()) for row in desk.rows(f"select {columns} from accepted_claims")]


def test_nothing_to_do(desk, signed_in):
    page = signed_in().open(PATH)
    assert page.answer.status_code == 200
    assert "There is nothing to do." in page.text
    assert "Nothing is held." in page.text


def test_what_was_and_what_it_becomes(slipped, signed_in):
    page = signed_in().open(PATH)
    for said in (
        "1 claim; 1 waits to be accepted, and until then nothing is published",
        "Waits to be accepted. Told otherwise; cause, as found: evidence.",
        "due by 30 June 2026",
        "due by 31 March 2027",
    ):
        assert said in page.text, said
    was, becomes = (one.get_text() for one in page.soup.select(".claim blockquote"))
    assert "June 2026" in was
    assert "March 2027" in becomes
    [queue] = [one for one in page.open("/desk").soup.select(".queues li")
               if one.h2.get_text() == "Claims"]  # fmt: skip
    assert "1 waits" in " ".join(queue.get_text().split())


def test_it_finds_what_a_publication_finds(slipped, running):
    folder = running.db.parent / "published"
    assert upcoming(slipped.db, folder, TODAY) == pending(slipped.db, folder, TODAY)


ACCEPTED = {
    "as found": ({}, (None, None)),
    "for a cause of one's own": (
        {"cause": "our_error", "reason": "We <b>misread</b> it."},
        ("our_error", "We <b>misread</b> it."),
    ),
}


@pytest.mark.parametrize(("typed", "kept"), ACCEPTED.values(), ids=ACCEPTED)
def test_accepting(slipped, signed_in, typed, kept):
    page = accept(signed_in().open(PATH), **typed)
    assert page.answer.status_code == 200
    assert "none waits to be accepted" in page.text
    assert accepted(slipped) == [("lighthouse-plan", "awaited", *kept, "Ada")]


FAULTS = [
    ({"cause": "weather", "reason": "It rained"}, 422, "Is no cause"),
    ({"cause": "our_error", "reason": " "}, 422, "A cause needs a reason"),
    ({"reason": "x" * 1001}, 422, "at most 1,000 characters"),
    ({"seen": "otherwise"}, 409, "would be told otherwise by now"),
    ({"slug": "foghorn-plan"}, 409, "othing of it waits"),
    ({"slug": "nowhere"}, 409, "othing of it waits"),
    ({"do": "x"}, 422, "This form is not complete"),
]


@pytest.mark.parametrize(("typed", "status", "said"), FAULTS)
def test_what_is_wrong_is_told_and_nothing_is_accepted(slipped, signed_in, typed, status, said):
    page = accept(signed_in().open(PATH), **typed)
    assert page.answer.status_code == status
    assert said in page.says("[role=alert]")
    assert accepted(slipped) == []


def test_a_busy_database_is_told(slipped, signed_in):
    page = signed_in().open(PATH)
    with sqlite3.connect(slipped.path, isolation_level=None) as other:
        other.execute("begin immediate")
        assert page.open(PATH).answer.status_code == 503
        other.execute("rollback")
    assert "another program is writing" in page.says("[role=alert]").casefold()
    assert page.open(PATH).answer.status_code == 200


def test_there_is_no_page_of_what_there_never_was(desk, signed_in):
    assert signed_in().open(f"{PATH}/nowhere").answer.status_code == 404


def test_a_hold_needs_a_reason(desk, signed_in):
    page = signed_in().open(f"{PATH}/foghorn-plan")
    page.send(page.soup.select_one("form.fields"), do="hold", reason=" ")
    assert page.answer.status_code == 422
    assert desk.count("holds") == 0


@pytest.mark.slow
def test_a_hold_takes_it_out_and_is_released(serve_desk):
    """On a desk of its own: the others share theirs, and its release."""
    instance = serve_desk()
    instance.let_in("Ada")
    ada = Editor(instance, "198.51.100.77").sign_in()
    path = f"{PATH}/foghorn-plan"
    form = ada.open(path).soup.select_one("form.fields")
    ada.client.follow_redirects = False
    assert ada.send(form, do="hold", reason="It may be another plan").answer.status_code == 303
    deadline = time.monotonic() + 60
    ada.client.follow_redirects = True
    while time.monotonic() < deadline:
        try:
            if "Served now: release 2" in ada.open(path).text:
                break
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    assert "Out of what is served with release 2" in ada.text
    assert "by Ada: It may be another plan" in ada.text
    assert "Plan for Foghorns : since" in ada.open(PATH).text
    ada.open(path)
    ada.send(ada.soup.select_one("form.fields"), do="release", reason="It is this one")
    assert ada.answer.status_code == 200
    assert "the hold is lifted" in ada.says("[role=status]")
    watch = Watch(instance.db)
    [row] = watch.rows("select held_by, lifted_by, lifted_why from holds")
    watch.db.conn.close()
    assert tuple(row.values()) == ("Ada", "Ada", "It is this one")
    ada.client.close()

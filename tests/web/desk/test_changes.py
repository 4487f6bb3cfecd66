"""The desk for changes in a browser."""

import sqlite3

import pytest
from click.testing import CliRunner

from tests.tracker.changes.watch import URL, Watch
from tests.tracker.pages import LIGHTHOUSE, TODAY
from tests.web.desk.conftest import OTHERS
from tracker.cli import main

JUNE = "The Lighthouse Plan will be published by June 2026."
LATER = "The Lighthouse Plan will be published by September 2026."
PATH = "/desk/changes"


def edited(watch, *addresses):
    for url in addresses or (URL,):
        watch.on(1, f"Last winter was dark. {JUNE}", url=url)
        watch.on(9, f"Last winter was dark. {LATER} There was fog.", url=url)
    watch.extract()
    watch.resolve()
    watch.find()


def written(watch):
    return watch.rows(
        """select document_id, key, content_hash, reviewer, decision, note, told, undoes
           from change_reviews order by id"""
    )


def test_what_was_promised_and_is_gone_is_shown(desk, signed_in):
    edited(desk)
    page = signed_in().open(PATH)
    assert page.answer.status_code == 200
    for said in (
        "Changes: 1 waits.",
        f"No longer there: a promise (Lighthouse Plan) {JUNE}",
        "Last seen as it was on 1 March 2026, first seen otherwise on 9 March 2026.",
        f"was {JUNE} now {LATER}",
        "Added There was fog.",
    ):
        assert said in page.text, said


DECISIONS = [
    ("a", [("a", {})]),
    ("r", [("r", {})]),
    ("nWell seen\na", [("a", {"note": " Well seen "})]),
    ("au", [("a", {}), ("u", {})]),
    ("sa", [("s", {}), ("a", {})]),
]


@pytest.mark.parametrize(("keys", "steps"), DECISIONS, ids=[keys for keys, _ in DECISIONS])
def test_it_writes_what_the_terminal_writes(desk, signed_in, tmp_path, keys, steps):
    terminal = Watch.fresh(tmp_path, LIGHTHOUSE, *OTHERS)
    for one in (desk, terminal):
        edited(one, URL, "https://news.example/other")
    words = ["--db", str(terminal.path), "--as-of", TODAY.isoformat(), "changes", "--as", "Ada"]
    assert CliRunner().invoke(main, words, input=f"{keys}q").exit_code == 0
    page = signed_in().open(PATH)
    for key, typed in steps:
        page.press(key, **typed)
        assert page.answer.status_code == 200
    assert written(desk) != []
    assert written(desk) == written(terminal)


def test_an_undo_shows_it_again(desk, signed_in):
    edited(desk, URL, "https://news.example/other")
    page = signed_in().open(PATH)
    first = page.soup.select_one(".source a")["href"]
    assert page.press("a").soup.select_one(".source a")["href"] != first
    assert page.press("u").soup.select_one(".source a")["href"] == first
    assert page.says("[role=status]").startswith("taken back: accepting")


def test_what_changed_again_is_refused(desk, signed_in):
    edited(desk)
    page = signed_in().open(PATH)
    form = page.soup.select_one("form.decide")
    page.send(form, do="accept", seen="0" * 64, note="Well seen")
    assert page.answer.status_code == 409
    assert "This has changed since it was shown" in page.says("[role=alert]")
    assert page.soup.textarea.get_text() == "Well seen"
    assert written(desk) == []


def test_a_busy_database_is_told_and_the_note_is_not_lost(desk, signed_in):
    edited(desk)
    page = signed_in().open(PATH)
    with sqlite3.connect(desk.path, isolation_level=None) as other:
        other.execute("begin immediate")
        page.press("a", note="Well seen")
        other.execute("rollback")
    assert page.answer.status_code == 503
    assert page.soup.textarea.get_text() == "Well seen"
    assert page.press("a").answer.status_code == 200
    assert [row["note"] for row in written(desk)] == ["Well seen"]


@pytest.mark.parametrize("name", ["", "c", "c0", "s1", "x1", "c9999999999999999999999", "c1_0"])
def test_what_is_not_there_is_told(desk, signed_in, name):
    edited(desk)
    page = signed_in().open(f"{PATH}?id={name}")
    assert page.answer.status_code == 200
    form = page.soup.select_one("form.decide")
    page.send(form, do="accept", id=name)
    assert page.answer.status_code in (409, 422)
    assert written(desk) == []


def test_a_whole_site_is_taken_one_by_one(desk, signed_in):
    desk.on_one_day(1, 100, "Last winter was dark.")
    for number in range(10):
        desk.gone(9 + number // 2, f"https://news.example/{number}")
    desk.find()
    page = signed_in().open(PATH)
    assert page.heading == ("Site change: Coast News, between 9 March 2026 and 13 March 2026")
    assert "Of 100 pages 10 are gone and 0 have moved." in page.text
    page.press("o")
    assert page.answer.status_code == 200
    assert [row["decision"] for row in written(desk)] == ["one_by_one"]
    assert "Changes: 10 wait." in page.text
    assert page.press("a").answer.status_code == 200
    assert "Changes: 9 wait." in page.text
    page.press("u").press("u")
    assert page.heading.startswith("Site change: Coast News")

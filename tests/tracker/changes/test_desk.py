"""The desk for changes as an editor meets it: what is shown first, what each key does."""

import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from db.errors import Problem
from db.lock import run_lock
from tests.tracker.changes.watch import URL, Watch, file
from tests.tracker.pages import LIGHTHOUSE
from tracker.cli import main

JUNE = "The Lighthouse Plan will be published by June 2026."
LATER = "The Lighthouse Plan will be published by September 2026."
HELLO, FOG = "Last winter was dark.", "There was fog."


@pytest.fixture
def watch(tmp_path):
    """A register of one commitment and no pages."""
    return Watch.fresh(tmp_path, LIGHTHOUSE)


def read(watch):
    """Find statements, match them, find changes: what a nightly run does."""
    watch.extract()
    watch.resolve()
    watch.find()


def edited(watch, old=f"{HELLO} {JUNE}", new=f"{HELLO} {LATER}", **more):
    """A page that was edited between 1 and 9 March."""
    watch.on(1, old, **more)
    watch.on(9, new, **more)
    read(watch)


def command(watch, *words):
    return ["--db", str(watch.path), "--as-of", "2026-11-22", "changes", *words]


def sit(watch, keys, *words, by="Ada"):
    """A reviewer presses these keys; returns click's result."""
    reviewer = ("--as", by) if by is not None else ()
    words = command(watch, *reviewer, *words)
    return CliRunner().invoke(main, words, input=keys, catch_exceptions=False)


def shown(watch, keys="q", *words):
    return " ".join(sit(watch, keys, *words).output.split())


def decisions(watch):
    return [(row["decision"], row["note"]) for row in watch.rows("select * from change_reviews")]


# --------------------------------------------------------------------------- what is shown


def test_all_that_is_needed_to_decide(watch):
    edited(watch, title="Light on the coast", modified_at="2026-02-27T09:00:00Z")
    said = shown(watch)
    for words in (
        "1 to look at",
        "Edited under an unchanged date: Light on the coast",
        "No longer there: a promise (Lighthouse Plan)",
        f"“{JUNE}”",
        f"Coast News: {URL}",
        "Last seen as it was on 1 March 2026, first seen otherwise on 9 March 2026.",
        "It still says that it was last changed on 27 February 2026.",
        f"was {JUNE} now {LATER}",
        "[a] accept [r] reject [n] note [m] more [s] skip [u] undo [q] quit",
    ):
        assert words in said, words
    assert HELLO not in said
    assert said.index("No longer there") < said.index("Coast News")


SHOWN = [
    # what is read on 1 March and on the 9th; what must be shown of it
    ((HELLO, {}), (f"{HELLO} {FOG}", {}), [f"+ {FOG}"]),
    ((f"{HELLO} {FOG}", {}), (HELLO, {}), [f"− {FOG}"]),
    ((HELLO, {"title": "A"}), (HELLO, {"title": "B"}), ["Edited: B", "Title: A → B"]),
    ((HELLO, {}), (FOG, {"modified_at": "2026-03-05"}), ["Edited: A page"]),
    ((HELLO, {"modified_at": "2026-02-01"}), (FOG, {"modified_at": "2026-03-05"}),
     ["first seen otherwise on 9 March 2026; changed on 5 March 2026, as it says itself."]),
    ((HELLO, {"published_at": "2026-02-01"}), (HELLO, {"published_at": "2026-01-01"}),
     ["Date of publication changed under an unchanged text: A page",
      "Date of publication: 2026-02-01 → 2026-01-01"]),
    ((HELLO, {"attachments": (file("v1.pdf"),)}), (HELLO, {"attachments": (file("v2.pdf"),)}),
     ["File replaced: A page", "No longer attached: Plan https://news.example/v1.pdf",
      "Attached now: Plan https://news.example/v2.pdf", "Note: not both files were read: Plan"]),
    ((HELLO, {"origin": "sample"}), (FOG, {"origin": "sample"}), ["This page is a sample."]),
    ((HELLO, {"native_id": "7"}), (HELLO, {"native_id": "7", "url": f"{URL}-2"}),
     ["Moved: A page", f"Address: {URL} → {URL}-2"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), SHOWN)
def test_what_else_is_shown(watch, old, new, expected):
    for day, (text, more) in ((1, old), (9, new)):
        watch.on(day, text, **more)
    read(watch)
    said = shown(watch)
    for words in expected:
        assert words in said


def test_a_page_that_vanished_with_its_promises(watch):
    watch.on(1, JUNE)
    watch.gone(9)
    read(watch)
    said = shown(watch)
    assert "Vanished: A page No longer there: a promise (Lighthouse Plan)" in said
    assert "Note: gone: the site answers 404" in said


def test_a_page_that_is_back_or_elsewhere_by_now(watch):
    watch.on(1, HELLO)
    watch.gone(9)
    watch.on(10, HELLO, url="https://news.example/a-page-2")
    read(watch)
    assert "A page of the same title is at https://news.example/a-page-2" in shown(watch)
    watch.seen(11)
    read(watch)
    assert "By now it is there again." in shown(watch)


def test_an_edit_that_was_taken_back(watch):
    edited(watch)
    watch.on(12, f"{HELLO} {JUNE}")
    read(watch)
    assert "By now it is as it was before." in shown(watch)


def test_the_file_and_the_page_where_a_sentence_stood(watch):
    watch.on(1, HELLO, attachments=(file("plan.pdf"),))
    watch.read_file(1, "plan.pdf", f"{HELLO}\n{JUNE}", page_starts=(0, len(HELLO) + 1))
    watch.read_file(9, "plan.pdf", HELLO)
    read(watch)
    said = shown(watch)
    assert f"− {JUNE} (page 2)" in said
    assert f"Attached to {URL}" in said


def test_promises_that_went_with_a_file_whose_place_another_took(watch):
    watch.on(1, HELLO, attachments=(file("v1.pdf"),))
    watch.read_file(1, "v1.pdf", JUNE)
    watch.on(9, HELLO, attachments=(file("v2.pdf"),))
    watch.read_file(9, "v2.pdf", FOG)
    read(watch)
    assert "No longer there: a promise (Lighthouse Plan)" in shown(watch)


NOT_LOST = [
    ("put elsewhere", f"{JUNE}\n{HELLO}", f"{HELLO}\n{JUNE}\n{FOG}"),
    ("set otherwise", f"The ‘Lighthouse Plan’ will be published by June 2026. {HELLO}",
     f"The 'Lighthouse Plan' will be published by June 2026. {FOG}"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "old", "new"), NOT_LOST, ids=[row[0] for row in NOT_LOST])
def test_a_promise_that_still_stands_is_not_lost(watch, _case, old, new):
    edited(watch, old, new)
    assert watch.count("statements") >= 1
    assert "No longer there" not in shown(watch)


def test_a_finding_that_a_person_rejected_is_no_loss(watch):
    watch.on(1, JUNE)
    read(watch)
    watch.decide(watch.one("select id from statements"), "reject")
    watch.on(9, FOG)
    read(watch)
    assert "No longer there" not in shown(watch)


def test_what_took_a_promise_away_comes_first_and_of_the_rest_the_removals(watch):
    for number, (old, new) in enumerate([(HELLO, FOG), (HELLO, None), (JUNE, HELLO)], start=1):
        url = f"https://news.example/{number}"
        watch.on(number, old, url=url, title=f"Page {number}")
        if new is None:
            watch.gone(9, url)
        else:
            watch.on(9, new, url=url, title=f"Page {number}")
    read(watch)
    assert re.findall(r"Page \d", sit(watch, "sss").output) == ["Page 3", "Page 2", "Page 1"]
    heads = [line for line in sit(watch, "", "--list").output.splitlines() if "Page" in line]
    assert heads == [
        "1 statements gone; edited between 3 March 2026 and 9 March 2026: Page 3",
        "vanished between 2 March 2026 and 9 March 2026: Page 2",
        "edited between 1 March 2026 and 9 March 2026: Page 1",
    ]


def test_a_long_change_is_shown_in_part_until_all_is_asked_for(watch):
    fog = [f"On day {number} of it there was fog." for number in range(30)]
    edited(watch, HELLO, "\n".join([HELLO, *fog]))
    part, whole = sit(watch, "q").output, sit(watch, "mq").output
    assert (part.count("there was fog"), whole.count("there was fog")) == (12, 12 + 30)
    assert "… and 18 more sentences added ([m] shows all)" in part


def test_signs_of_a_page_do_not_steer_the_terminal(watch):
    edited(watch, HELLO, "There was \x1b[2Jfog.\u202e")
    assert "\x1b[2J" not in sit(watch, "q").output
    assert "\u202e" not in sit(watch, "q").output


@pytest.mark.parametrize("columns", [40, 60])
def test_lines_fit_a_narrow_terminal(watch, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    edited(watch)
    lines = sit(watch, "q").output.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= columns


def test_extract_finds_them(watch):
    watch.on(1, JUNE)
    watch.on(9, LATER)
    words = ["--db", str(watch.path), "extract"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.stdout.splitlines()[-1] == (
        "1 changes of documents looked into; 1 wait, 0 set aside"
    )
    assert "1 of 1 changes" in result.stderr


# ------------------------------------------------------------------------------- the keys

KEYS = [
    ("accept", "a", [("accept", None)], "accepted: edited: A page"),
    ("in capitals", "A", [("accept", None)], "accepted: edited"),
    ("reject", "r", [("reject", None)], "rejected: edited"),
    ("with a note", "nSeen it too.\na", [("accept", "Seen it too.")], "accepted: edited"),
    ("no note after all", "n\na", [("accept", None)], "accepted: edited"),
    ("skip", "s", [], "Nothing more waits."),
    ("quit", "q", [], "0 decided"),
    ("the end of the input", "", [], "0 decided"),
    ("keys that mean nothing", "x1 \n?oa", [("accept", None)], "accepted: edited"),
    ("nothing to undo", "uq", [], "Ada: there is no decision to take back"),
    ("all of it, then reject", "mr", [("reject", None)], "rejected: edited"),
    ("undo", "auq", [("accept", None), ("undo", None)], "taken back: accepting “edited: A page"),
    ("undo, then reject", "aurq", [("accept", None), ("undo", None), ("reject", None)],
     "rejected: edited"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "keys", "decided", "told"), KEYS, ids=[row[0] for row in KEYS])
def test_keys(watch, _case, keys, decided, told):
    edited(watch)
    result = sit(watch, keys)
    assert result.exit_code == 0
    assert decisions(watch) == decided
    assert told in " ".join(result.output.split())
    answers = sum(decision != "undo" for decision, _ in decided)
    assert result.output.endswith(f"{answers} decided\n")


@pytest.mark.parametrize(("key", "state"), [("a", "accepted"), ("r", "rejected"), ("s", "waiting")])
def test_what_a_key_comes_to(watch, key, state):
    edited(watch)
    sit(watch, key)
    assert watch.change()["state"] == state
    assert watch.change()["decided_on"] == (None if key == "s" else watch.one(
        "select substr(decided_at, 1, 10) as day from change_reviews")["day"])  # fmt: skip


def test_undo_gives_it_back_next_and_reaches_into_an_earlier_sitting(watch):
    edited(watch, title="First")
    edited(watch, url=f"{URL}-2", title="Second")
    output = sit(watch, "auaq").output
    assert re.findall(r"Edited: (\w+)", output) == ["First", "Second", "Second", "First"]
    # After the undo the second is shown again, then the first.
    assert [row["state"] for row in watch.changes()] == ["waiting", "accepted"]
    sit(watch, "uq")
    assert [row["state"] for row in watch.changes()] == ["waiting", "waiting"]


def test_what_a_rule_set_aside_can_be_looked_through_and_accepted(watch):
    edited(watch, f"{HELLO}\nRead 12 times", f"{HELLO}\nRead 13 times")
    assert "Nothing more waits." in sit(watch, "a").output
    output = " ".join(sit(watch, "a", "--set-aside").output.split())
    assert "Set aside (boilerplate): only menus, cookie banners, counters or the age" in output
    assert watch.change()["state"] == "accepted"


def test_only_a_site_change_holds_others(watch):
    edited(watch)
    with pytest.raises(Problem, match="only a site change holds others"):
        watch.say(watch.change(), "one_by_one")


# ------------------------------------------------------------------------------ whole sites


@pytest.fixture
def rebuilt(watch):
    """A site of a hundred pages, ten of which are gone within a week; and one page was edited."""
    watch.on_one_day(1, 100, HELLO)
    watch.on(2, FOG, url="https://news.example/99", title="Page 99")
    for number in range(10):
        watch.gone(9 + number // 2, f"https://news.example/{number}")
    read(watch)
    return watch


def test_a_site_change_is_one_question(rebuilt):
    said = shown(rebuilt)
    for words in (
        "2 to look at",
        "Site change: Coast News, between 9 March 2026 and 13 March 2026",
        "Of 100 pages 10 are gone and 0 have moved.",
        "gone: https://news.example/0",
        "[a] accept [r] reject [o] one by one [n] note [s] skip [u] undo [q] quit",
    ):
        assert words in said, words
    assert "site change between 9 March 2026 and 13 March 2026: Coast News, 10 gone, 0 moved" in (
        sit(rebuilt, "", "--list").output
    )


@pytest.mark.parametrize(
    ("key", "site", "each"),
    [("a", "accepted", "part of a site change"), ("r", "rejected", "part of a site change"),
     ("o", "one by one", "waiting"), ("s", "waiting", "part of a site change")],
)  # fmt: skip
def test_one_decision_covers_all_it_holds(rebuilt, key, site, each):
    sit(rebuilt, f"{key}q")
    assert [row["state"] for row in rebuilt.notices()] == [site]
    assert {row["state"] for row in rebuilt.changes() if row["change"] == "vanished"} == {each}


def test_one_by_one_puts_each_before_the_reviewer(rebuilt):
    output = sit(rebuilt, "oaarq").output
    assert output.count("Vanished: Page") == 4
    assert [row["state"] for row in rebuilt.changes()][1:5] == [
        "accepted", "accepted", "rejected", "waiting",
    ]  # fmt: skip


def test_a_decision_about_the_one_document_goes_before_that_about_its_site(rebuilt):
    sit(rebuilt, "oaq")
    sit(rebuilt, "uuaq")  # back: the document, the site; then the site is accepted
    assert [row["state"] for row in rebuilt.notices()] == ["accepted"]
    sit(rebuilt, "usoaq")  # the page that was edited is shown first; then the site, then its pages
    rebuilt.gone(14, "https://news.example/50")  # the site change says something else by now
    assert [row["state"] for row in rebuilt.notices()] == ["waiting"]
    states = [row["state"] for row in rebuilt.changes() if row["change"] == "vanished"]
    assert states == ["accepted", *["part of a site change"] * 10]


# ------------------------------------------------------------------- who, where, broken


def test_nothing_waits(watch):
    result = sit(watch, "a")
    assert (result.exit_code, result.output) == (0, "Nothing more waits.\n0 decided\n")
    assert sit(watch, "", "--list", by=None).output == ""


@pytest.mark.parametrize("name", [None, "", "  "])
def test_nobody_decides_without_a_name(watch, monkeypatch, name):
    monkeypatch.delenv("DELAYWATCH_REVIEWER", raising=False)
    edited(watch)
    result = sit(watch, "a", by=name)
    assert result.exit_code == 2
    assert "say who decides: --as NAME, or set DELAYWATCH_REVIEWER" in result.stderr
    assert decisions(watch) == []


def test_there_is_no_database_yet(tmp_path):
    words = ["--db", str(tmp_path / "none.db"), "changes", "--as", "Ada"]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, "there is no database here yet" in result.stderr) == (1, True)


def test_people_work_on_during_a_run(watch):
    edited(watch)
    with run_lock(watch.path):
        assert sit(watch, "a").exit_code == 0
    assert decisions(watch) == [("accept", None)]


@pytest.mark.parametrize("keys", ["an", "anbeca", "aux"])
def test_input_that_breaks_off(watch, keys):
    edited(watch)
    edited(watch, url=f"{URL}-2")
    assert sit(watch, keys).exit_code in (0, 1)
    assert decisions(watch)[0] == ("accept", None)
    sit(watch, "q")


def program(watch):
    """The desk as a program of its own."""
    return [sys.executable, "-m", "tracker.cli", *command(watch, "--as", "Ada")]


def until_asked(child):
    said = b""
    while b"[q] quit" not in said:
        said += os.read(child.stdout.fileno(), 4096)
    return said.decode()


def test_bytes_that_are_no_keys(watch):
    edited(watch)
    done = subprocess.run(program(watch), input=b"\xff\xfe\x00a", capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert decisions(watch) == [("accept", None)]


def test_somebody_else_was_quicker(watch):
    edited(watch)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program(watch), **pipes) as ada:
        until_asked(ada)
        watch.say(watch.change(), "reject", by="Bert")
        rest, _ = ada.communicate(b"aq", timeout=20)
    assert "Bert has decided this already: reject" in " ".join(rest.decode().split())
    assert decisions(watch) == [("reject", None)]


def test_it_changes_while_it_is_shown(watch):
    """A run makes the change anew: what Ada was shown is no longer so, and she is shown it anew."""
    edited(watch)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program(watch), **pipes) as ada:
        until_asked(ada)
        watch.db.execute("update changes set content_hash = 'other', about = 'title', was = 'Old', "
                         "became = 'New'")  # fmt: skip
        rest, _ = ada.communicate(b"aq", timeout=20)
    said = " ".join(rest.decode().split())
    assert "this has changed since it was shown" in said
    assert "Title: Old → New" in said
    assert decisions(watch) == []

"""The review desk as an editor meets it: what is shown, what each key does, what cannot be lost."""

import os
import pty
import re
import select
import socket
import subprocess
import sys
import termios
import time

import pytest
from click.testing import CliRunner

from db.lock import run_lock
from tests.tracker.pages import (
    LIGHTHOUSE,
    PRESS,
    Desk,
    commitment,
    promise,
)
from tracker.cli import main

LIGHT, HORN = "lighthouse-plan", "foghorn-review"
LATER = "The Lighthouse Plan will be published by September 2026."
REPEATED = "The Lighthouse Plan will be published by June 2026."
NEW = "NHS England will publish the Umbrella Strategy by May 2027."
OTHERS = (
    commitment(HORN, "Foghorn Review", promise()),
    commitment("foghorn-plan", "Plan for Foghorns", promise()),
)


@pytest.fixture
def desk(tmp_path):
    """A register of three and no pages."""
    return Desk.fresh(tmp_path, LIGHTHOUSE, *OTHERS)


def command(desk, *words):
    return ["--db", str(desk.path), "--as-of", "2026-11-22", "review", *words]


def sit(desk, keys, *words, by="Ada"):
    """A reviewer presses these keys; returns click's result."""
    reviewer = ("--as", by) if by is not None else ()
    words = command(desk, *reviewer, *words)
    return CliRunner().invoke(main, words, input=keys, catch_exceptions=False)


def pages(desk, *sentences, **more):
    for number, sentence in enumerate(sentences, start=1):
        desk.page(sentence, url=f"https://news.example/{number}", **more)
    desk.extract()
    desk.resolve()


def decisions(desk):
    return [(row["decision"], row["commitment"]) for row in desk.rows("select * from reviews")]


# --------------------------------------------------------------------------- what is shown


def test_all_that_is_needed_to_decide(desk):
    desk.found(
        f"Last winter was dark. {LATER} Keepers are pleased.\nThey said so.",
        title="Light on the coast",
    )
    shown = " ".join(sit(desk, "q").output.split())
    for said in (
        "1 wait, 0 of them likely deliveries; the oldest since 22 November 2026",
        "NHS England promises: Lighthouse Plan",
        f"Last winter was dark. »{LATER}« Keepers are pleased.",
        "Coast News: Light on the coast",
        "https://news.example/page",
        "Said on 2 March 2026 (the day of the page); on record",
        "Date: by 30 September 2026 (“by September 2026”) (rule deadline.month)",
        "Found by promised.will-output",
        "1 Lighthouse Plan (lighthouse-plan, unchecked)",
        "same name: 'Lighthouse Plan'; same body: NHSE; it moves the date from 30 June 2026",
        "to 30 September 2026, 92 days later",
        "Accepted, it changes: newest date, its last day: 30 June 2026 → 30 September 2026;",
        "times moved later: 0 → 1; followed until: 12 January 2026 → 2 March 2026;",
        "events on record: 1 → 2.",
        "[a] accept [r] reject [e] edit [l] link [n] new [t] same [s] skip [u] undo [q] quit",
    ):
        assert said in shown, said
    assert "They said so." not in shown  # another paragraph


def test_a_long_paragraph_is_cut_between_words(desk):
    desk.found(f"{'Last winter was dark. ' * 50}{LATER}{' Keepers are pleased.' * 50}")
    shown = " ".join(sit(desk, "q").output.split())
    assert re.search(rf"… \w+[ .].*»{LATER}«.* \w+\.? … ", shown)
    assert not set(re.findall(r"\w+", shown.partition("«")[2].partition("…")[0])) - {
        "Keepers", "are", "pleased",
    }  # fmt: skip


SHOWN = [
    # the sentence, the page, what must be read of it
    (NEW, {}, ["NHS England promises: Umbrella Strategy",
               "1 a new commitment: no commitment has this name"]),
    (REPEATED, {"published_at": "2026-01-12"},
     ["1 Lighthouse Plan (lighthouse-plan, unchecked), on record already"]),
    ("It will be published by May 2027.", {},
     ["something that the sentence does not name",
      "Matches no commitment and nothing else found."]),
    ("The Lighthouse Plan will be published in due course.", {},
     ["(“in due course”)", "the date of 30 June 2026 is lost in these words"]),
    ("The Lighthouse Plan will no longer be published.", {},
     ["drops: Lighthouse Plan", "Date: none"]),
    ("The Lighthouse Plan has been delayed until October 2026.", {}, ["puts off: Lighthouse Plan"]),
    ("The Lighthouse Plan has been paused.", {}, ["pauses: Lighthouse Plan"]),
    ("We have published the Lighthouse Plan.", {},
     ["1 wait, 1 of them likely deliveries", "has brought out: Lighthouse Plan",
      "(lighthouse-plan, being_checked)"]),
    ("The Lighthouse Plan will be folded into the Foghorn Review.", {},
     ["merges: Lighthouse Plan into Foghorn Review"]),
    (LATER, {"published_at": None}, ["(nobody tells when); on record"]),
    (LATER, {"of": PRESS}, ["The Harbour Paper: A page", "(the day of the page); unnamed"]),
    ("NHS England said in January 2026 that the Lighthouse Plan would be published soon.",
     {"of": PRESS}, ["Said in January 2026 (as the sentence tells); reported"]),
    (LATER, {"origin": "sample"}, ["This page is a sample."]),
    (LATER, {"origin": "file"}, ["This page is a file."]),
    ("Read it.", {"title": "Lighthouse Plan", "kind": "publication"},
     ["(title of a page) Lighthouse Plan",
      "a page has come out whose title is the promised thing"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "page", "read"), SHOWN)
def test_what_else_is_shown(desk, sentence, page, read):
    desk.found(sentence, **page)
    shown = " ".join(sit(desk, "q").output.split())
    for words in read:
        assert words in shown


def test_what_was_new_in_a_changed_page_says_so(desk):
    desk.page("Fog.")
    desk.found(LATER, modified_at="2026-04-01")
    assert "Said on 1 April 2026 (when the page was changed)" in sit(desk, "q").output


def test_likely_deliveries_come_first(desk):
    pages(desk, NEW, LATER, "We have published the Lighthouse Plan.")
    shown = re.findall(r"»(.*?)«", sit(desk, "sss").output)
    assert shown == ["We have published the Lighthouse Plan.", LATER, NEW]


def test_of_one_thing_the_oldest_comes_first(desk):
    sentences = ("The Umbrella Strategy has been postponed until July 2027.",
                 "NHS England will publish the Umbrella Strategy by May 2027.",
                 "The Umbrella Strategy is due in June 2027.")  # fmt: skip
    for number, (sentence, day) in enumerate(
        zip(sentences, ("2026-05-01", "2026-02-01", "2026-03-01"), strict=True)
    ):
        desk.page(sentence, url=f"https://news.example/{number}", published_at=day)
    desk.extract()
    desk.resolve()
    shown = re.findall(r"»(.*?)«", sit(desk, "sss").output)
    assert shown == [sentences[1], sentences[2], sentences[0]]


# ------------------------------------------------------------------------------- the keys

KEYS = [
    # what is pressed on a page that moves the date; what is decided; what is told
    ("accept", "a", [("accept", LIGHT)], "written to “Lighthouse Plan”: promised again"),
    ("in capitals", "A", [("accept", LIGHT)], "written to “Lighthouse Plan”: promised again"),
    ("reject", "r", [("reject", None)],
     "rejected: “The Lighthouse Plan will be"),
    ("skip", "s", [], "Nothing more waits."),
    ("quit", "q", [], "0 decided"),
    ("the end of the input", "", [], "0 decided"),
    ("keys that mean nothing", "x1 \n\t?a", [("accept", LIGHT)],
     "written to “Lighthouse Plan”: promised again"),
    ("same, but as what?", "tq", [], "nothing tells which event this repeats"),
    ("new", "nLamp Code\n\n", [("new", "lamp-code")], "new commitment made: “Lamp Code”: promised"),
    ("what a new one comes to", "nLamp Code\nn\nq", [],
     "a new commitment, “Lamp Code” of NHS England, due date passed, not checked"),
    ("new under its name", "n\n\n", [("new", "lighthouse-plan-2")],
     "new commitment made: “Lighthouse Plan”: promised"),
    ("link by number", "l1\n\n", [("link", LIGHT)], "written to “Lighthouse Plan”: promised again"),
    ("link by slug", f"l{HORN}\n\n", [("link", HORN)],
     "written to “Foghorn Review”: promised again"),
    ("link by words", "lreview fog\ny\n\n", [("link", HORN)], "Foghorn Review (foghorn-review)"),
    ("not that one", "lreview\nn\nq", [], "0 decided"),
    ("which of them?", "lfog\n\nq", [], "2 Plan for Foghorns (foghorn-plan)"),
    ("this one", "lfog\n2\n\n", [("link", "foghorn-plan")],
     "written to “Plan for Foghorns”: promised again"),
    ("not one of them", "lfog\n3\nq", [], "0 decided"),
    ("a number that is none", "l²\nq", [], "No commitment has these words."),
    ("none of them", "lanchor\nq", [], "No commitment has these words."),
    ("no link after all", "l\nr", [("reject", None)],
     "rejected: “The Lighthouse Plan will be"),
    ("edit", "edue_latest\n2026-10-31\nnote\nBy letter.\n\n\n", [("edit", LIGHT)],
     "written to “Lighthouse Plan”"),
    ("what a link comes to", f"l{HORN}\nn\nq", [], "status: no date given → due date passed"),
    ("no link after that", f"l{HORN}\nn\nr", [("reject", None)],
     "rejected: “The Lighthouse Plan will be"),
    ("what an edit comes to", "edue_latest\n2026-12-31\n\nn\nq", [],
     "its last day: 30 June 2026 → 31 December 2026"),
    ("edit nothing", "e\nr", [("reject", None)],
     "rejected: “The Lighthouse Plan will be"),
    ("edit something else", "ecolour\n\nr", [("reject", None)], "There is no such field."),
    ("an edit that cannot be", "edue_latest\nsoon\n\nr", [("reject", None)],
     "due_latest: Value error, a day is written YYYY-MM-DD"),
    ("nothing to undo", "uq", [], "Ada: there is no decision to take back"),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "keys", "decided", "told"), KEYS, ids=[row[0] for row in KEYS])
def test_keys(desk, _case, keys, decided, told):
    desk.found(LATER)
    result = sit(desk, keys)
    assert result.exit_code == 0
    assert decisions(desk) == decided
    assert told in " ".join(result.output.split())
    assert result.output.endswith(f"{len(decided)} decided\n")


def test_same_adds_a_source(desk):
    desk.found(REPEATED, published_at="2026-01-12")
    assert "one more source" in sit(desk, "t").output
    assert decisions(desk) == [("same", LIGHT)]
    assert desk.count("events") == 3


def test_an_edit_is_what_was_typed(desk):
    desk.found(LATER)
    sit(desk, "edue_latest\n2026-10-31\ndue_soft\nyes\ndue_earliest\n-\nwho\nThe keeper\n\n\n")
    row = desk.one("select * from events where origin = 'editor'")
    names = ("due_latest", "soft", "due_earliest", "who")
    assert tuple(row[name] for name in names) == ("2026-10-31", 1, None, "The keeper")


@pytest.mark.parametrize(
    ("field", "now"),
    [("made_on", "2026-03-02"), ("promised_by", "nhs-england"), ("due_phrase", "by September 2026"),
     ("who", "NHS England")],
)  # fmt: skip
def test_an_edit_begins_with_what_would_be_written(desk, field, now):
    desk.found(LATER)
    assert f"{field} (now: {now};" in sit(desk, f"e{field}\n-\n\nq").output


def test_undo_gives_the_statement_back_next(desk):
    pages(desk, LATER, NEW)
    result = sit(desk, "rurq")  # the first, the second; back; the second again, then the first
    assert re.findall(r"»(.*?)«", result.output) == [LATER, NEW, NEW, LATER]
    assert "taken back: rejecting “The Lighthouse Plan will be" in result.output
    assert decisions(desk) == [("reject", None), ("undo", None), ("reject", None)]
    assert desk.waiting() == {LATER}


def test_undo_reaches_into_an_earlier_sitting(desk):
    pages(desk, LATER, NEW)
    before = desk.timeline()
    sit(desk, "aq")
    assert desk.timeline() != before
    sit(desk, "uq")
    assert desk.timeline() == before


def test_the_last_decision_can_be_taken_back_too(desk):
    desk.found(LATER)
    sit(desk, "r")
    sit(desk, "uq")
    assert desk.waiting() == {LATER}


def test_the_last_decision_of_a_sitting_can_be_taken_back_at_once(desk):
    desk.found(LATER)
    sit(desk, "ruaq")
    assert decisions(desk) == [("reject", None), ("undo", None), ("accept", LIGHT)]


def test_what_is_skipped_waits_for_the_next_sitting(desk):
    pages(desk, LATER, NEW)
    assert sit(desk, "ss").output.splitlines()[-2:] == ["Nothing more waits.", "0 decided"]
    assert desk.waiting() == {LATER, NEW}
    assert sit(desk, "ar").output.splitlines()[-1] == "2 decided"


def test_accepting_something_new_changes_what_comes_next(desk):
    pages(desk, NEW, "The Umbrella Strategy will be published by July 2027.")
    result = sit(desk, "aa")
    assert "the same thing as in the statement that made this commitment" in " ".join(
        result.output.split()
    )
    assert decisions(desk) == [("new", "umbrella-strategy"), ("accept", "umbrella-strategy")]
    assert desk.timeline("umbrella-strategy")["moved_later"] == 1


# ------------------------------------------------------------------- who, where, broken


def test_an_empty_queue(desk):
    result = sit(desk, "a")
    assert (result.exit_code, result.output) == (0, "Nothing more waits.\n0 decided\n")


def test_nobody_decides_without_a_name(desk, monkeypatch):
    monkeypatch.delenv("DELAYWATCH_REVIEWER", raising=False)
    desk.found(LATER)
    result = sit(desk, "a", by=None)
    assert result.exit_code == 2
    assert "say who decides: --as NAME, or set DELAYWATCH_REVIEWER" in result.stderr
    assert decisions(desk) == []


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_none(desk, monkeypatch, name):
    monkeypatch.delenv("DELAYWATCH_REVIEWER", raising=False)
    desk.found(LATER)
    assert sit(desk, "a", by=name).exit_code == 2
    assert decisions(desk) == []


def test_the_environment_names_the_reviewer_and_the_option_overrules_it(desk, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_REVIEWER", "Bert")
    pages(desk, LATER, NEW)
    sit(desk, "rq", by=None)
    sit(desk, "rq", by="Cleo")
    assert [row["reviewer"] for row in desk.rows("select * from reviews")] == ["Bert", "Cleo"]


def test_there_is_no_database_yet(tmp_path):
    words = ["--db", str(tmp_path / "none.db"), "review", "--as", "Ada"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1
    assert "there is no database here yet" in result.stderr


def test_people_work_on_during_a_run(desk):
    desk.found(LATER)
    with run_lock(desk.path):
        assert sit(desk, "a").exit_code == 0
    assert decisions(desk) == [("accept", LIGHT)]


BROKEN_OFF = [
    # the input ends, or is no text, in the middle of an answer: what was decided before is kept
    "an", "anLamp", "al", "al1", "ae", "aedue_latest\n", "aedue_latest\n2026-10-31\n",
]  # fmt: skip


@pytest.mark.parametrize("keys", BROKEN_OFF, ids=repr)
def test_input_that_breaks_off(desk, keys):
    pages(desk, LATER, NEW)
    result = sit(desk, keys)
    assert result.exit_code in (0, 1)
    assert decisions(desk)[0] == ("accept", LIGHT)
    assert desk.count("events where origin = 'editor'") == len(decisions(desk))
    sit(desk, "q")  # and the next sitting finds nothing half-written


def program(desk):
    """The desk as a program of its own."""
    return [sys.executable, "-m", "tracker.cli", *command(desk, "--as", "Ada")]


def test_bytes_that_are_no_keys(desk):
    desk.found(LATER)
    done = subprocess.run(program(desk), input=b"\xff\xfe\x00a", capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert decisions(desk) == [("accept", LIGHT)]


def read_until(stream, words, seconds=20):
    """What a program says until it says ``words``."""
    said, deadline = b"", time.monotonic() + seconds
    while words.encode() not in said:
        ready, _, _ = select.select([stream], [], [], max(deadline - time.monotonic(), 0))
        assert ready, said.decode()
        try:
            more = os.read(stream, 4096)
        except OSError:  # the other end of a terminal is gone
            more = b""
        assert more, said.decode()
        said += more
    return said.decode()


def test_somebody_else_was_quicker(desk):
    """It is shown to Ada; Bert decides; Ada accepts, is told, and goes on."""
    pages(desk, LATER, NEW)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program(desk), **pipes) as ada:
        read_until(ada.stdout.fileno(), "[q] quit")
        desk.decide(
            desk.one("select id from statements where quote = ?", LATER), "reject", by="Bert"
        )
        rest, _ = ada.communicate(b"aa", timeout=20)
    assert "Bert has decided this already: rejected - only Bert can take that back (u)" in " ".join(
        rest.decode().split()
    )
    assert decisions(desk) == [("reject", None), ("new", "umbrella-strategy")]


def test_what_is_on_record_changes_while_it_is_shown(desk):
    """Bert moves the date; what Ada was shown is no longer so, and she is shown it again."""
    pages(desk, LATER, "The Lighthouse Plan will be published by August 2026.")
    first, other = (desk.one("select * from statements where quote like ?", f"%{month} 2026.")
                    for month in ("September", "August"))  # fmt: skip
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program(desk), **pipes) as ada:
        said = read_until(ada.stdout.fileno(), "[q] quit")
        mine, his = (first, other) if first["quote"] in " ".join(said.split()) else (other, first)
        desk.decide(his, by="Bert")
        rest, _ = ada.communicate(b"aq", timeout=20)
    assert "this has changed since it was shown - look at it again" in rest.decode()
    assert rest.decode().count(f"»{mine['quote']}«") == 1
    assert [row["reviewer"] for row in desk.rows("select * from reviews")] == ["Bert"]


@pytest.mark.parametrize("columns", [40, 60])
def test_lines_fit_a_narrow_terminal(desk, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    desk.found(f"Last winter was dark. {LATER}")
    lines = sit(desk, "q").output.splitlines()
    assert max(map(len, lines)) <= columns
    assert any("[u] undo" in line for line in lines)


def test_a_page_cannot_steer_the_terminal(desk):
    desk.found(LATER, title="Light\x1b[2J on\u202e the coast")
    output = sit(desk, "q").output
    assert "Light [2J on the coast" in output
    assert not {"\x1b", "\u202e"} & set(output)


# --------------------------------------------------------------------- a real terminal


class Terminal:
    """The desk at the end of a pseudo-terminal."""

    def __init__(self, desk):
        self.ours, theirs = pty.openpty()
        ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        self.child = subprocess.Popen(program(desk), start_new_session=True, **ends)
        os.close(theirs)

    def read(self, until):
        return read_until(self.ours, until)

    def press(self, key):
        """Press one key once the desk listens for it: what was pressed before is thrown away."""
        deadline = time.monotonic() + 20
        while termios.tcgetattr(self.ours)[3] & termios.ICANON:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        os.write(self.ours, key.encode())

    def type(self, words):
        """Answer a question with a line."""
        os.write(self.ours, f"{words}\r".encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        os.close(self.ours)


def test_at_a_terminal_one_key_is_enough(desk):
    pages(desk, LATER, NEW)
    with Terminal(desk) as terminal:
        assert "by September 2026" in terminal.read("[q] quit")
        terminal.press("a")
        assert "written to “Lighthouse Plan”: promised again" in terminal.read("[q] quit")
        terminal.press("n")
        terminal.read("Title [Umbrella Strategy]: ")
        terminal.type("Lamp Code")
        terminal.read("Do it?")
        terminal.type("")
        assert "new commitment made: “Lamp Code”: promised" in terminal.read("[u] undo  [q] quit")
        terminal.press("q")
        terminal.read("2 decided")
        assert terminal.child.wait(timeout=20) == 0
    assert decisions(desk) == [("accept", LIGHT), ("new", "lamp-code")]


LEAVING = {"q": "q", "Ctrl-D": "\x04", "Ctrl-C": "\x03"}


@pytest.mark.parametrize("key", LEAVING)
def test_at_a_terminal_it_can_be_left_at_any_time(desk, key):
    pages(desk, LATER, NEW)
    with Terminal(desk) as terminal:
        terminal.press("a")
        terminal.read("written to")
        terminal.press(LEAVING[key])
        code = terminal.child.wait(timeout=20)
    assert decisions(desk) == [("accept", LIGHT)]
    assert code in ((0,) if key == "q" else (0, 1))


@pytest.mark.parametrize("key", ["Ctrl-D", "Ctrl-C"])
def test_at_a_terminal_these_keys_are_quit_too(desk, key):
    desk.found(LATER)
    with Terminal(desk) as terminal:
        terminal.read("[q] quit")
        terminal.press(LEAVING[key])
        assert "0 decided" in terminal.read("ed")
        assert terminal.child.wait(timeout=20) == 0


# ------------------------------------------------------------------- the demo's own story


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.slow
def test_the_story_of_the_demo_at_the_desk(tmp_path):
    """A plan, a later date, the plan comes out: on a sample site, so nothing real moves."""
    path = tmp_path / "delaywatch.db"
    demo = [
        sys.executable, "-m", "tracker.cli", "--db", str(path), "--as-of", "2026-11-22",
        "demo", "--no-serve", "--sample-port", str(free_port()),
    ]  # fmt: skip
    subprocess.run(demo, check=True, capture_output=True)
    desk = Desk(path)
    before = desk.timeline()
    assert len([row for row in before.values() if row["kind"] == "promise"]) == 41
    assert {row["kind"] for row in desk.rows("select kind from suggestions")} == {"new"}
    plan = desk.rows("select * from statements where deliverable like '%digital skills plan%'")
    assert [row["event"] for row in plan] == ["promised", "promised", "delivered"]
    for statement in plan:
        desk.decide(statement)
    after = desk.timeline()
    [slug] = set(after) - set(before)
    assert slug.startswith("sample-")
    assert (after[slug]["moved_later"], after[slug]["first_due_latest"]) == (1, "2026-09-30")
    assert after[slug]["status"] in ("delivered_late", "delivered_on_time", "unclear")
    assert {name: after[name] for name in before} == before


def test_the_day_that_is_counted_for_is_the_day_of_checking(desk):
    desk.found(LATER)
    sit(desk, "a")
    assert desk.one("select checked_on from events where origin = 'editor'") == {
        "checked_on": "2026-11-22"
    }

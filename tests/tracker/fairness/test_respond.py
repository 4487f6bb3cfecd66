"""`delaywatch respond`: what the body was asked and says; what it refuses keeps nothing."""

import sqlite3

import pytest

from tests.tracker.fairness.conftest import BUOYS, LIGHT
from tests.tracker.pages import DHSC, NHSE

ASKED = ("respond", LIGHT, "--asked", "--on", "2026-11-02", "--how", "e-mail to the press office")
ANSWER = ("respond", LIGHT, "--answered", "--on", "2026-11-05", "--words", "It will come.")
NO_REPLY = ("respond", LIGHT, "--no-reply", "--on", "2026-11-09")


def test_nothing_is_on_record_of_what_was_not_asked(desk):
    assert desk.say("respond", LIGHT) == f"{LIGHT}: not asked\n"


def test_asked_and_answered(desk):
    assert desk.say(*ASKED) == (
        f"{LIGHT}: {NHSE} asked on 2 November 2026: kept; what the body says: asked\n"
    )
    assert desk.say(*ANSWER, "--url", "https://news.example/answer").endswith(": answered\n")
    assert desk.say("respond", LIGHT) == (
        f"1. {NHSE} asked on 2 November 2026, e-mail to the press office\n"
        f"2. {NHSE} answered on 5 November 2026, “It will come.”, https://news.example/answer\n"
        f"{LIGHT}: answered\n"
    )


def test_asked_and_no_reply(desk):
    desk.say(*ASKED)
    assert desk.say(*NO_REPLY).endswith("what the body says: no reply\n")
    # Asked again, and answered: an answer always finds its way onto the page.
    assert desk.say(*ASKED[:3], "--on", "2026-11-10", "--how", "by telephone").endswith(": asked\n")
    assert desk.say(*ANSWER[:3], "--on", "2026-11-11", "--words", "No.").endswith(": answered\n")


def test_a_body_may_speak_unasked(desk):
    assert desk.say(*ANSWER).endswith("what the body says: answered\n")


def test_the_same_twice_is_kept_once(desk):
    desk.say(*ASKED)
    assert "is there already" in desk.say(*ASKED)
    assert desk.count("responses") == 1


def test_words_come_from_a_file_or_standard_input(desk, tmp_path):
    file = tmp_path / "answer.txt"
    file.write_bytes(b"\xef\xbb\xbfIt will come.\r\n\r\nBut later.\r\n")
    words = ("respond", LIGHT, "--answered", "--words-file")
    desk.say(*words, str(file))
    desk.say(*words, "-", input="Sooner, then.")
    assert [row["words"] for row in desk.rows("select words from responses")] == [
        "It will come.\n\nBut later.", "Sooner, then.",
    ]  # fmt: skip


def test_of_several_bodies_one_has_to_be_named(desk):
    words = ("respond", BUOYS, "--asked", "--how", "by telephone")
    assert f"--body {NHSE} or --body {DHSC}" in desk.refused(*words)
    desk.say(*words, "--body", DHSC)
    assert desk.one("select body from responses")["body"] == DHSC


def test_another_bodys_question_is_not_left_without_a_reply_by_this_one(desk):
    desk.say("respond", BUOYS, "--asked", "--on", "2026-11-02", "--how", "x", "--body", DHSC)
    said = desk.refused("respond", BUOYS, "--no-reply", "--body", NHSE)
    assert "nothing was asked before 2026-11-22" in said


def test_who_records_it_is_kept_apart(desk):
    desk.say(*ASKED, "--as", "Ada")
    row = desk.one("select recorded_by, recorded_at, origin from responses")
    assert (row["recorded_by"], row["origin"]) == ("Ada", "editor")
    assert "Ada" not in desk.say("respond", LIGHT)


REFUSED = [
    ("an unknown slug", ("respond", "lighthouse-plam", *ANSWER[2:]), "did you mean lighthouse-pl"),
    ("an unknown slug, listed", ("respond", "fax"), "fax: there is no commitment of this name"),
    ("an unknown body", (*ANSWER, "--body", "nhs-englund"), "did you mean nhs-england?"),
    ("a reply of tomorrow", (*ANSWER[:3], "--on", "2026-11-23", "--words", "x"), "yet to come"),
    ("a question of tomorrow", (*ASKED[:3], "--on", "2026-11-23", "--how", "x"), "yet to come"),
    ("no address", (*ANSWER, "--url", "javascript:alert(1)"), "is no web address"),
    ("an address in two lines", (*ANSWER, "--url", "https://a.example/\nb"), "is no web address"),
    ("an empty answer", (*ANSWER[:3], "--words", " \n "), "the text is empty"),
    ("no words", ANSWER[:3], "an answer needs its words"),
    ("no way", ASKED[:3], "nothing says how it was asked"),
    ("an empty way", (*ASKED[:3], "--how", " "), "how it was is empty"),
    ("too long an answer", (*ANSWER[:3], "--words", "x" * 4001), "4,001 characters, and at most"),
    ("a control character", (*ANSWER[:3], "--words", "a\x1b[31m"), "a control character (U+001B)"),
    ("no reply to nothing", NO_REPLY, "nothing was asked before 2026-11-09"),
    ("a number that is not there", ("respond", LIGHT, "--retract", "1", "--reason", "x"),
     "there is no number 1: not asked"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_it_refuses_keeps_nothing(desk, words, said):
    assert said in desk.refused(*words)
    assert desk.count("responses") == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*ANSWER, "--asked"), "--asked and --answered exclude each other"),
        ((*ANSWER, "--retract", "1"), "does not go with --retract"),
        ((*NO_REPLY, "--words", "x"), "--words does not go with --no-reply"),
        ((*ASKED, "--url", "https://a.example/"), "--url does not go with --asked"),
        ((*ANSWER, "--words-file", "-"), "--words and --words-file exclude each other"),
        ((*ANSWER, "--reason", "x"), "--reason does not go with --answered"),
        (("respond", LIGHT, "--on", "2026-11-02"), "--on alone says nothing"),
        (("respond", LIGHT, "--retract", "1"), "--reason is missing"),
        (("respond", LIGHT, "--answered", "--on", "soon"), "soon is not a day"),
        (("respond", LIGHT, "--answered", "--words-file", "/nowhere/x"), "does not exist"),
    ],
)
def test_wrong_usage(desk, words, said):
    assert said in desk.refused(*words, code=2)
    assert desk.count("responses") == 0


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xfe", "is not UTF-8"), (b"x" * 70_000, "is far too long")]
)
def test_a_file_that_is_no_text(desk, tmp_path, content, said):
    file = tmp_path / "answer.txt"
    file.write_bytes(content)
    assert said in desk.refused("respond", LIGHT, "--answered", "--words-file", str(file))


class TestNoReply:
    def test_not_of_what_was_asked_on_that_day(self, desk):
        desk.say(*ASKED)
        said = desk.refused(*NO_REPLY[:3], "--on", "2026-11-02")
        assert "nothing was asked before 2026-11-02" in said

    def test_not_of_what_was_answered(self, desk):
        desk.say(*ASKED)
        desk.say(*ANSWER)
        said = desk.refused(*NO_REPLY)
        assert "what was asked on 2026-11-02 was answered on 2026-11-05" in said

    def test_an_answer_that_turns_up_takes_its_place(self, desk):
        desk.say(*ASKED)
        desk.say(*NO_REPLY)
        assert "2 says that there was no reply by 2026-11-09 - take that" in desk.refused(*ANSWER)
        desk.say("respond", LIGHT, "--retract", "2", "--reason", "It lay in another inbox.")
        assert desk.say(*ANSWER).endswith("what the body says: answered\n")

    def test_the_question_it_rests_on_stays(self, desk):
        desk.say(*ASKED)
        desk.say(*NO_REPLY)
        said = desk.refused("respond", LIGHT, "--retract", "1", "--reason", "x")
        assert "2 says that no reply came to it - take that back first" in said


class TestTakingBack:
    def test_the_row_stays_and_its_number_too(self, desk):
        desk.say(*ANSWER)
        desk.say(*ASKED)
        told = desk.say("respond", LIGHT, "--retract", "1", "--reason", "Not their words.")
        assert told.endswith("what the body says: asked\n")
        told_of = f"{NHSE} answered on 5 November 2026, “It will come.”"
        assert desk.say("respond", LIGHT).splitlines()[:2] == [
            f"1. taken back on 22 November 2026 (Not their words.), {told_of}",
            f"2. {NHSE} asked on 2 November 2026, e-mail to the press office",
        ]
        assert "1 was taken back on 2026-11-22" in desk.refused(
            "respond", LIGHT, "--retract", "1", "--reason", "x"
        )

    def test_what_was_taken_back_may_be_said_again(self, desk):
        desk.say(*ANSWER)
        desk.say("respond", LIGHT, "--retract", "1", "--reason", "x")
        assert ": kept;" in desk.say(*ANSWER)
        assert desk.count("responses") == 2


@pytest.mark.parametrize(
    "sql",
    [
        "delete from responses",
        "update responses set words = 'otherwise'",
        "update responses set happened_on = '2026-11-01'",
        "update responses set recorded_by = 'Bo'",
    ],
)
def test_rows_are_never_changed(desk, sql):
    desk.say(*ANSWER)
    with pytest.raises(sqlite3.IntegrityError, match="responses are never"):
        desk.db.execute(sql)


def test_what_was_taken_back_is_not_taken_back_otherwise(desk):
    desk.say(*ANSWER)
    desk.say("respond", LIGHT, "--retract", "1", "--reason", "x")
    with pytest.raises(sqlite3.IntegrityError, match="responses are never changed"):
        desk.db.execute("update responses set retracted_why = 'y'")

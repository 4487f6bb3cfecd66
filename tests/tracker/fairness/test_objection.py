"""`delaywatch objection`: recorded, looked at by two where there are two, never changed."""

import json
import sqlite3

import pytest

from db.connection import writing
from db.errors import Problem
from tests.tracker.fairness.conftest import LIGHT
from tests.tracker.pages import TODAY
from tracker.fairness.people import others
from tracker.foi.letters.draft import Wish, drafted

NEW = ("objection", LIGHT, "--from", "press office of NHS England", "--what", "It came out.")
LISTED = ("objection", LIGHT)
ONE = f"{LIGHT}: objection 1"


def close(outcome="upheld", *, number=1, by="Ada"):
    return (*LISTED, "--close", str(number), "--outcome", outcome, "--reason", "R.", "--as", by)


def confirm(by="Bo", number=1):
    return (*LISTED, "--confirm", str(number), "--as", by)


def send_back(by="Bo", number=1):
    return (*LISTED, "--send-back", str(number), "--reason", "Look again.", "--as", by)


@pytest.fixture
def open_one(desk):
    """An objection that Ada recorded; nobody else decides here."""
    desk.say(*NEW, "--as", "Ada")
    return desk


@pytest.fixture
def two(open_one):
    """The same, and Bo may sit at the desk."""
    (open_one.path.parent / "editors.json").write_text(json.dumps({"editors": {"Bo": {}}}))
    return open_one


def disputed(desk):
    return desk.timeline(LIGHT)["disputed"]


def test_an_open_one_marks_the_claim_as_disputed(desk):
    assert desk.say(*LISTED) == f"{LIGHT}: 0 objections, 0 open\n"
    assert desk.say(*NEW, "--on", "2026-11-20", "--as", "Ada") == (
        f"{LIGHT}: objection 1, press office of NHS England, 20 November 2026: kept; the claim is "
        "marked as disputed until it is closed\n"
    )
    assert disputed(desk) == 1
    assert desk.say(*LISTED) == (
        "1. open, press office of NHS England, 20 November 2026, “It came out.”\n"
        f"{LIGHT}: 1 objections, 1 open\n"
    )


def test_to_one_event_and_where_it_can_be_read(desk):
    desk.say(*NEW, "--event", "2", "--url", "https://news.example/letter", "--as", "Ada")
    event = desk.one("select seq from events where id = (select event_id from objections)")
    assert event["seq"] == 2
    assert "to event 2, “It came out.”, https://news.example/letter" in desk.say(*LISTED)


def test_the_same_twice_is_kept_once(open_one):
    assert "is there already" in open_one.say(*NEW, "--as", "Bo")
    assert open_one.count("objections") == 1


def test_numbers_stay_what_they_are(open_one):
    """A later one of an earlier day does not push the first one on."""
    open_one.say(*NEW[:4], "--what", "Another.", "--on", "2026-11-01", "--as", "Ada")
    open_one.say(*close("not_upheld"))
    lines = open_one.say(*LISTED).splitlines()
    assert [line[:9] for line in lines] == ["1. closed", "2. open, ", "lighthous"]


REFUSED = [
    ("an unknown slug", ("objection", "lighthouse-plam", *NEW[2:]), "did you mean lighthouse-pl"),
    ("a day to come", (*NEW, "--on", "2026-11-23"), "2026-11-23 is yet to come"),
    ("an empty role", (*NEW[:3], " ", *NEW[4:]), "who objects is empty"),
    ("nothing objected to", (*NEW[:5], " "), "what is objected to is empty"),
    ("too much", (*NEW[:5], "x" * 4001), "4,001 characters, and at most 4,000"),
    ("a name", (*NEW[:3], "Dr Ada Quill", *NEW[4:]), "and names Dr Ada Quill"),
    ("an address", (*NEW[:3], "ada@quill.example", *NEW[4:]), "and holds an address"),
    ("no such event", (*NEW, "--event", "3"), "there is no event 3 - its page numbers them 1 to 2"),
    ("no address of a page", (*NEW, "--url", "ftp://a.example"), "is no web address"),
    ("a control character", (*NEW[:5], "a\x07b"), "a control character (U+0007)"),
    ("a number that is not there", close(number=7)[:-2], "no objection 7: there is none"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_it_refuses_keeps_nothing(desk, words, said):
    assert said in desk.refused(*words, "--as", "Ada")
    assert desk.count("objections") == 0
    assert desk.count("objection_steps") == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (NEW, "say who decides"),
        ((*LISTED, "--from", "x", "--as", "A"), "--what is missing"),
        ((*LISTED, "--event", "1"), "--event alone says nothing"),
        ((*close()[:4], "--reason", "R.", "--as", "A"), "--outcome is missing"),
        ((*close()[:6], "--as", "A"), "--reason is missing"),
        ((*confirm(), "--reason", "x"), "--reason does not go with --confirm"),
        ((*close(), "--confirm", "1"), "--close and --confirm exclude each other"),
        ((*close(), "--what", "x"), "--what does not go with --close"),
        ((*close()[:5], "dropped"), "is not one of"),
    ],
)
def test_wrong_usage(desk, words, said):
    assert said in desk.refused(*words, code=2)


class TestAlone:
    def test_closes_at_once_and_says_that_one_person_looked(self, open_one):
        told = open_one.say(*close("not_upheld"))
        assert told == (
            f"{LIGHT}: objection 1: not upheld: closed; nobody else decides here, so one person "
            "looked at it\n"
        )
        assert disputed(open_one) == 0
        assert "not upheld, one person looked at it" in open_one.say(*LISTED)
        step = open_one.one("select * from objection_steps")
        assert (step["alone"], step["outcome"], step["reason"]) == (1, "not_upheld", "R.")

    def test_whoever_is_the_same_person_is_nobody_else(self, open_one):
        assert "closed" in open_one.say(*close(by="  ADA "))

    def test_closed_is_closed(self, open_one):
        open_one.say(*close("withdrawn"))
        said = open_one.refused(*close())
        assert "is closed already: withdrawn by who objected, on " in said
        assert "is closed already" in open_one.refused(*confirm())

    def test_it_may_be_opened_again(self, open_one):
        open_one.say(*close("withdrawn"))
        assert "open again" in open_one.say(*send_back(by="Ada"))
        assert disputed(open_one) == 1


class TestTwo:
    def test_waits_for_the_other(self, two):
        told = two.say(*close())
        assert told.splitlines() == [
            f"{ONE}: upheld: proposed; it stays open until another person confirms it",
            f"Bo: `delaywatch objection {LIGHT} --confirm 1 --as NAME`",
        ]
        assert disputed(two) == 1
        assert "open: Ada proposed upheld, waits for a second person" in two.say(*LISTED)

    def test_the_other_closes_it(self, two):
        two.say(*close())
        told = two.say(*confirm())
        assert told.startswith(f"{LIGHT}: objection 1: upheld: closed; two people looked at it\n")
        state = two.one("select closed, looked_at_by, proposed_by from objection_states")
        assert disputed(two) == 1  # it was right, and nothing is mended yet
        assert state == {"closed": 1, "looked_at_by": 2, "proposed_by": "Ada"}

    @pytest.mark.parametrize("name", ["Ada", "ada", "ADA  "])
    def test_not_the_same_person(self, two, name):
        two.say(*close())
        said = two.refused(*confirm(by=name))
        assert "Ada proposed it: another person has to confirm it" in said
        assert disputed(two) == 1

    def test_the_other_sends_it_back(self, two):
        two.say(*close())
        assert "open again" in two.say(*send_back())
        assert "no outcome was proposed" in two.refused(*confirm())
        assert "no outcome was proposed" in two.refused(*send_back())
        two.say(*close("not_upheld", by="Bo"))
        assert "not upheld: closed; two people" in two.say(*confirm(by="Ada"))

    def test_one_proposal_at_a_time(self, two):
        two.say(*close())
        said = two.refused(*close("not_upheld", by="Bo"))
        assert "Ada proposed an outcome already: upheld" in said
        assert two.count("objection_steps") == 1

    @pytest.mark.parametrize("outcome", ["upheld", "upheld_in_part"])
    def test_what_is_upheld_says_how_to_mend_the_claim(self, two, outcome):
        two.say(*close(outcome))
        told = two.say(*confirm())
        for command in ("register load --cause objection", "correct lighthouse-plan", "hold "):
            assert command in told

    @pytest.mark.parametrize("outcome", ["not_upheld", "withdrawn", "recorded_in_error"])
    def test_what_is_not_upheld_leaves_nothing_to_mend(self, two, outcome):
        two.say(*close(outcome))
        assert "correct" not in two.say(*confirm())


class TestWhoElseThereIs:
    @pytest.mark.parametrize(
        ("at", "people"), [("2026-03-01T00:00:00Z", ["Bo"]), ("2027-01-02T00:00:00Z", [])]
    )
    def test_whoever_decided_in_the_year_before(self, desk, at, people):
        [found] = desk.found("The Lighthouse Plan will be published by September 2026.")
        desk.decide(found, "reject", by="Bo", at="2026-01-01T00:00:00Z")
        assert others(desk.db, "Ada", at) == people

    def test_whoever_recorded_an_objection(self, open_one):
        now = open_one.one("select recorded_at from objections")["recorded_at"]
        assert others(open_one.db, "Bo", now) == ["Ada"]
        assert others(open_one.db, "ada ", now) == []

    @pytest.mark.parametrize("text", ["{", "[]", '{"editors": 3}'])
    def test_a_list_of_editors_that_cannot_be_read_closes_nothing(self, open_one, text):
        (open_one.path.parent / "editors.json").write_text(text)
        assert "is no list of editors" in open_one.refused(*close())
        assert open_one.count("objection_steps") == 0

    def test_nor_one_that_is_no_file(self, open_one):
        (open_one.path.parent / "editors.json").mkdir()
        assert "editors.json: cannot be read" in open_one.refused(*close())
        assert disputed(open_one) == 1


def test_while_one_is_open_no_foi_letter_is_drafted(open_one):
    with pytest.raises(Problem, match="held back: an objection to what is said of it is open"):
        drafted(open_one.db, LIGHT, TODAY, Wish())


@pytest.mark.parametrize(
    "sql",
    [
        "delete from objections",
        "update objections set what = 'x'",
        "update objections set received_on = '2026-11-01'",
        "delete from objection_steps",
        "update objection_steps set outcome = 'not_upheld'",
        "update objection_steps set by_name = 'Bo'",
    ],
)
def test_rows_are_never_changed(two, sql):
    two.say(*close())
    with pytest.raises(sqlite3.IntegrityError, match="are never"):
        two.db.execute(sql)


def test_a_kill_in_the_middle_leaves_nothing(desk, monkeypatch):
    """The row and what is read back of it are one transaction."""
    from tracker.fairness import objections

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(objections.store, "objections", killed)
    said = objections.Objection("a reader", "It came out.", TODAY)
    with pytest.raises(KeyboardInterrupt):
        objections.record_objection(
            desk.db, LIGHT, said, TODAY, by="Ada", at="2026-11-22T06:00:00Z"
        )
    assert desk.count("objections") == 0
    with writing(desk.db):
        pass  # nothing is held open

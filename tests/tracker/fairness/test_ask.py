"""`delaywatch ask`: what the page says is put to the body, as firmly as that and no more."""

import stat

import pytest

from tests.tracker.fairness.conftest import BUOYS, BY_MARCH, FILES, LIGHT, Hands
from tests.tracker.pages import BY_JUNE, DHSC, NHSE, commitment, promise
from tracker.wording import sentence

BY_2027 = ("by June 2027", "deadline", None, "2027-06-30")
ASK = ("ask", LIGHT)
CHECKED = {"checked": {"against": "original", "by": "desk", "on": "2026-11-01"}}


def letter(desk, *words, **more):
    """The letter that is drafted."""
    result = desk.call(*(words or ASK), **more)
    assert result.exit_code == 0
    return result.stdout


def story(tmp_path, *steps, status="awaited", title="Harbour Plan", **more):
    """A desk that knows of one more commitment."""
    return Hands.fresh(
        tmp_path, *FILES, commitment("harbour", title, *steps, status=status, **more)
    )


def test_what_it_says(desk, monkeypatch):
    monkeypatch.setenv("DELAYWATCH_URL", "https://delays.example/")
    monkeypatch.setenv("DELAYWATCH_CONTACT", "desk@delays.example")
    text = letter(desk, *ASK, "--name", "Iona Wrack")
    assert text.startswith(
        "To: NHS England press office\nSubject: Request for comment: Lighthouse Plan\n\n"
        "Dear NHS England press office,\n"
    )
    for said in (
        "on the page https://delays.example/commitments/lighthouse-plan.",
        "What we say, counted for 22 November 2026:\n\n- First due by 31 March 2026",
        "- 12 January 2026, NHS England: “by March 2026”. Source: https://news.example/before",
        "Both are not yet checked against the source. If any of it is wrong, please tell us.",
        "1. Has “Lighthouse Plan” been published? If it has: when, and where can we read it?",
        "2. If it has not: when will it be published?",
        "3. Why did the date move?",
        "4. Is anything of what we say wrong, incomplete or unfair?",
        "Please answer by 25 November 2026. What you say will stand on the page in your own words",
        "(https://delays.example/challenge/lighthouse-plan tells how)",
        "You reach us at desk@delays.example.",
        "Iona Wrack",
    ):
        assert said in text


def test_it_says_the_sentence_of_the_page(desk):
    row = desk.timeline(LIGHT)
    kinds = {"first_due_kind": "deadline", "standing_due_kind": "deadline", "start_soft": 0}
    assert f"\n- {sentence({**row, **kinds})}\n" in letter(desk)


def test_what_nobody_looked_for_is_asked_about_and_not_called_late(desk):
    text = letter(desk)
    assert "We do not call it late" in text
    assert "Asking you is one way in which we check that." in text
    assert "overdue" not in text


def test_what_was_looked_for_is_told_as_overdue(tmp_path):
    desk = story(tmp_path, promise(BY_MARCH, **CHECKED))
    desk.say("looked", "harbour", "--on", "2026-11-20", "--note", "Not there.")
    text = letter(desk, "ask", "harbour")
    assert "it was overdue by at least 234 days" in text
    assert "We do not call it late" not in text
    assert "checked" not in text


def test_second_hand_is_told_as_second_hand(tmp_path):
    step = promise(BY_MARCH, confidence="reported_second_hand", voice="reported")
    text = letter(story(tmp_path, step), "ask", "harbour")
    assert "This is second-hand: we have not seen the original." in text
    assert "This is second-hand, and this is not yet checked against the source." in text


def test_an_open_objection_is_no_reason_not_to_ask_and_is_told(desk):
    desk.say("objection", LIGHT, "--from", "a reader", "--what", "It came out.", "--as", "Ada")
    assert "This is disputed: an objection to it is being looked at" in letter(desk)


@pytest.mark.parametrize(
    ("event", "status", "questions"),
    [
        ({"event": "dropped"}, "dropped", ["Is it right that “Harbour Plan” will not come"]),
        ({"event": "merged", "merged_into": LIGHT}, "merged",
         ["became part of “Lighthouse Plan”?", "When will that part be", "Why was it made part"]),
        ({"event": "delivered", "made_on": "2026-05-05"}, "delivered",
         ["On which day did “Harbour Plan” come out?", "Why did it come out after the first date"]),
        ({"event": "paused"}, "paused", ["Why was it paused?"]),
        ({"event": "partially_delivered"}, "partially_delivered", ["Has the rest of “Har"]),
    ],
)  # fmt: skip
def test_it_asks_what_fits_what_became_of_it(tmp_path, event, status, questions):
    desk = story(
        tmp_path, promise(BY_MARCH), promise(**{"made_on": "2026-02-02", **event}), status=status
    )
    text = letter(desk, "ask", "harbour")
    for question in questions:
        assert question in text


def test_what_is_to_be_done_is_not_published(tmp_path):
    text = letter(story(tmp_path, promise(BY_MARCH), title="Phase-out of lamps"), "ask", "harbour")
    assert "when will it be done?" in text
    assert "be published" not in text


def test_nobody_below_a_minister_is_named(desk):
    """Where the accepted sentence names somebody, its words about time are quoted alone."""
    [found] = desk.found(
        "Dr Ada Quill, lamp keeper, said the Lighthouse Plan will be published by September 2026.",
        published_at="2026-06-02",
    )
    desk.decide(found)
    text = letter(desk)
    assert "by September 2026" in text
    assert "Quill" not in text


REFUSED = [
    ("an unknown slug", ("ask", "lighthouse-plam"), "did you mean lighthouse-plan?"),
    ("an unknown body", (*ASK, "--body", "nhs-englund"), "did you mean nhs-england?"),
    ("several bodies", ("ask", BUOYS), f"say which one is meant: --body {NHSE} or --body {DHSC}"),
    ("an answer of yesterday", (*ASK, "--by", "2026-11-21"), "an answer by 2026-11-21 cannot come"),
    ("an answer of today", (*ASK, "--by", "2026-11-22"), "cannot come: it is 2026-11-22"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_it_refuses(desk, words, said):
    assert said in desk.refused(*words)


class TestNothingToAsk:
    def refused(self, tmp_path, *steps, **more):
        return story(tmp_path, *steps, **more).refused("ask", "harbour")

    def test_what_came_out_in_time(self, tmp_path):
        came = promise(event="delivered", made_on="2026-02-02")
        said = self.refused(tmp_path, promise(BY_JUNE), came, status="delivered")
        assert "there is nothing to ask: delivered on time" in said

    def test_what_the_body_never_promised(self, tmp_path):
        said = self.refused(
            tmp_path, promise(BY_MARCH, voice="expected_by_others", promised_by=None)
        )
        assert "what others expected binds nobody" in said

    def test_what_is_not_due_and_never_moved(self, tmp_path):
        desk = story(tmp_path, promise(BY_2027))
        said = desk.refused("ask", "harbour")
        assert "nothing is due until 30 June 2027, and that date never moved" in said
        assert "Has “Harbour Plan”" in letter(desk, "ask", "harbour", "--anyway", "It is wanted.")

    def test_what_moved_may_be_asked_about_before_it_is_due(self, tmp_path):
        desk = story(tmp_path, promise(BY_MARCH), promise(BY_2027, made_on="2026-03-03"))
        assert "Why did the date move?" in letter(desk, "ask", "harbour")

    def test_what_a_person_found(self, desk):
        desk.say("looked", LIGHT, "--note", "It is out.", "--result", "found")
        assert "a sign that it came out waits for a person" in desk.refused(*ASK)

    def test_what_may_have_come_out(self, desk):
        desk.found("The Lighthouse Plan was published on 3 August 2026.", published_at="2026-08-04")
        assert "held back: a sign that it came out waits for a person" in desk.refused(*ASK)


class TestByWhen:
    def test_three_working_days_skip_weekends_and_bank_holidays(self, desk):
        text = letter(desk, "ask", LIGHT, "--as-of", "2026-12-24")
        # Friday is Christmas Day, Monday the substitute of Boxing Day.
        assert "Please answer by 31 December 2026." in text

    def test_or_a_day_that_is_named(self, desk):
        assert "Please answer by 1 December 2026." in letter(desk, *ASK, "--by", "2026-12-01")


class TestRecording:
    def test_drafting_keeps_nothing(self, desk):
        letter(desk)
        assert desk.count("responses") == 0

    def test_it_notes_what_was_asked_when_and_how(self, desk):
        result = desk.call(*ASK, "--record", "--how", "e-mail to the press office", "--as", "Ada")
        assert result.exit_code == 0
        assert "asked on 22 November 2026: kept; what the body says: asked" in result.stderr
        row = desk.one("select * from responses")
        assert (row["happened_on"], row["how"], row["recorded_by"]) == (
            "2026-11-22", "e-mail to the press office", "Ada",
        )  # fmt: skip
        assert row["words"].splitlines()[-1] == "Answer asked for by 25 November 2026."
        assert "Has “Lighthouse Plan” been published?" in row["words"]

    @pytest.mark.parametrize("words", [("--record",), ("--how", "x")])
    def test_both_or_neither(self, desk, words):
        assert "--record and --how go together" in desk.refused(*ASK, *words, code=2)

    def test_what_is_refused_is_not_noted(self, desk):
        desk.refused("ask", BUOYS, "--record", "--how", "x")
        assert desk.count("responses") == 0


def test_what_its_drafter_is_told(desk):
    desk.say("respond", LIGHT, "--asked", "--on", "2026-11-02", "--how", "by telephone")
    told = desk.call(*ASK).stderr
    assert told.startswith("Nothing was sent.\nBefore you send it:\n")
    for line in (
        "- to the press office of NHS England: its address is not on record",
        "- set DELAYWATCH_URL to the public address",
        "- on record: NHS England, asked, 2 November 2026",
        "- nobody has looked for it lately: look first",
        "- not checked against the source by a person: 2 of 2; open each page first:",
        "  12 January 2026: https://news.example/before",
        "- once it is sent: `delaywatch respond lighthouse-plan --asked --on DAY --how TEXT`",
    ):
        assert line in told


def test_a_file_is_for_its_writer_alone(desk, tmp_path):
    result = desk.call(*ASK, "--out", str(tmp_path / "out"), "--format", "markdown")
    file = tmp_path / "out" / f"{LIGHT}-comment-2026-11-22.md"
    assert result.stdout == f"{file}: written\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith("**To:** NHS England press office")


def test_the_successor_of_a_body_that_is_no_more_is_asked(desk):
    desk.db.execute(
        "update bodies set existed_until = '2026-10', successor = ? where slug = ?", [DHSC, NHSE]
    )
    text = letter(desk)
    assert "Dear Department of Health and Social Care press office," in text
    assert "We ask you as the successor of NHS England." in text

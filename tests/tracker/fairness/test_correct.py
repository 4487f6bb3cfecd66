"""`delaywatch correct`: wordings that were wrong, and accepted events that are taken back."""

import sqlite3

import pytest

from db.commitments import retract_event
from db.connection import writing
from tests.tracker.fairness.conftest import FILES, LIGHT
from tests.tracker.pages import TODAY, Desk
from tracker.review.exchange import export_reviews, import_reviews

WORDING = ("correct", LIGHT, "--was", "by May", "--now", "by June", "--reason", "Misread.")
TAKEN = "promised again “by September 2026”, NHS England, 2 June 2026"
LATER = "The Lighthouse Plan will be published by September 2026."
AS = ("--as", "Bo")


def retract(position=3, cause="our_error"):
    return ("correct", LIGHT, "--retract", str(position), "--cause", cause, "--reason", "Why.", *AS)


@pytest.fixture
def accepted(desk):
    """Ada accepted a sentence that puts the plan back to September."""
    [found] = desk.found(LATER, published_at="2026-06-02")
    desk.decide(found)
    assert desk.timeline(LIGHT)["standing_due_latest"] == "2026-09-30"
    return desk


class TestWordings:
    def test_one_is_kept_with_its_cause(self, desk):
        assert desk.say(*WORDING, *AS) == (
            f"{LIGHT}: correction of 2026-11-22: kept; it is published with the next release\n"
        )
        row = desk.one("select * from corrections")
        assert (row["was"], row["became"], row["cause"]) == ("by May", "by June", "our_error")
        assert "corrected on 22 November 2026: “by May” → “by June” (our error: Misread.)" in (
            desk.say("correct", LIGHT)
        )

    def test_the_same_twice_is_kept_once(self, desk):
        desk.say(*WORDING, *AS)
        assert "is there already" in desk.say(*WORDING, *AS)
        assert desk.count("corrections") == 1

    def test_of_a_page_about_many(self, desk):
        desk.say("correct", *WORDING[2:], "--cause", "rule", "--on", "2026-11-01", *AS)
        row = desk.one("select commitment, cause, corrected_on from corrections")
        assert row == {"commitment": None, "cause": "rule", "corrected_on": "2026-11-01"}

    REFUSED = (
        (("correct", "lighthouse-plam", *WORDING[2:]), "did you mean lighthouse-plan?"),
        ((*WORDING, "--on", "2026-11-23"), "2026-11-23 is yet to come"),
        ((*WORDING[:3], " ", *WORDING[4:]), "the old wording is empty"),
        ((*WORDING[:5], "", *WORDING[6:]), "the new wording is empty"),
        ((*WORDING[:7], " "), "the reason is empty"),
        ((*WORDING[:5], " by May ", *WORDING[6:]), "the old and the new wording are the same"),
        ((*WORDING[:7], "x" * 4001), "4,001 characters"),
        ((*WORDING[:7], "a\x00b"), "a control character (U+0000)"),
    )

    @pytest.mark.parametrize(("words", "said"), REFUSED)
    def test_what_it_refuses_keeps_nothing(self, desk, words, said):
        assert said in desk.refused(*words, *AS)
        assert desk.count("corrections") == 0

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (WORDING, "say who decides"),
            ((*WORDING[:4], *AS), "--now is missing"),
            ((*WORDING[:6], *AS), "--reason is missing"),
            ((*WORDING, "--cause", "evidence", *AS), "--cause is one of our_error, objec"),
            ((*WORDING, "--retract", "1", *AS), "--was does not go with --retract"),
            (("correct", LIGHT, "--retract", "1", *AS), "--reason is missing"),
            (("correct", LIGHT, "--retract", "1", "--reason", "x", *AS), "--cause is missing"),
            (("correct", "--retract", "1", "--reason", "x", "--cause", "objection", *AS),
             "SLUG is missing"),
            ((*retract()[:4], "--cause", "rule", "--reason", "x", *AS), "--cause is one of"),
            (("correct", LIGHT, "--reason", "x"), "--reason alone says nothing"),
            (("correct",), "SLUG is missing"),
        ],
    )  # fmt: skip
    def test_wrong_usage(self, desk, words, said):
        assert said in desk.refused(*words, code=2)


class TestEvents:
    def test_an_accepted_one_is_taken_back_with_what_that_changes(self, accepted):
        told = accepted.say(*retract()).splitlines()
        assert told == [
            f"{LIGHT}: taken back: {TAKEN} (our error)",
            "newest date, its last day: 30 September 2026 → 30 June 2026",
            "times moved later: 2 → 1",
            "followed until: 2 June 2026 → 30 March 2026",
            "events on record: 3 → 2",
            f"its sentence waits in `delaywatch review` again, to be rejected or mended: “{LATER}”",
        ]
        event = accepted.one("select * from events where retracted_on is not null")
        assert (event["retracted_why"], event["retracted_cause"]) == ("Why.", "our_error")
        assert event["retracted_on"] == "2026-11-22"

    def test_it_is_undone_as_the_reviewer_would_have_undone_it(self, accepted):
        accepted.say(*retract())
        last = accepted.rows("select decision, reviewer, note from reviews order by id")[-1]
        assert last == {"decision": "undo", "reviewer": "Bo", "note": "Why."}
        assert accepted.waiting() == {LATER}
        [found] = accepted.rows("select * from statements")
        accepted.decide(found)  # and it can be decided anew
        assert accepted.timeline(LIGHT)["standing_due_latest"] == "2026-09-30"

    def test_the_decisions_travel_to_another_machine(self, accepted, tmp_path):
        accepted.say(*retract())
        lines = list(export_reviews(accepted.db))
        (tmp_path / "other").mkdir()
        other = Desk.fresh(tmp_path / "other", *FILES)
        other.found(LATER, published_at="2026-06-02")
        taken = import_reviews(other.db, lines, "x", TODAY)
        assert (taken.taken, taken.known) == (2, 0)
        assert other.timeline(LIGHT)["standing_due_latest"] == "2026-06-30"
        assert import_reviews(other.db, lines, "x", TODAY).known == 2

    def test_a_later_undo_leaves_the_reason_as_it_was(self, accepted):
        accepted.say(*retract())
        with writing(accepted.db):
            [event] = accepted.rows("select id from events where retracted_cause is not null")
            retract_event(accepted.db, event["id"], "2026-11-23", "otherwise")
        assert accepted.one("select retracted_why from events where id = ?", event["id"]) == {
            "retracted_why": "Why."
        }

    def test_a_commitment_that_nothing_is_left_of_goes_as_well(self, desk):
        [found] = desk.found("NHS England will publish the Umbrella Strategy by May 2027.")
        slug = desk.decide(found, "new").commitment
        told = desk.say("correct", slug, *retract(1)[2:])
        assert "nothing is left of the commitment: it is taken back as well" in told
        assert slug not in desk.timeline()
        assert desk.one("select retracted_cause from events where commitment = ?", slug) == {
            "retracted_cause": "our_error"
        }

    def test_an_event_of_the_register_is_mended_in_its_file(self, desk):
        said = desk.refused(*retract(1))
        assert "event 1 (promised “by March 2026”, NHS England, 12 January 2026)" in said
        assert "mend the file lighthouse-plan.yml (seq 1)" in said

    @pytest.mark.parametrize(
        ("origin", "said"),
        [("foi", "is what an FOI reply promises"), ("rule:provisional-dates", "was made by rule:")],
    )
    def test_what_would_come_again_is_refused(self, accepted, origin, said):
        accepted.db.execute("update events set origin = ? where origin = 'editor'", [origin])
        assert said in accepted.refused(*retract())

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("correct", "fax", *retract()[2:]), "fax: there is no commitment of this name"),
            (retract(9), "there is no event 9: there are 1 to 2"),
            ((*retract()[:7], " ", *AS), "the reason is empty"),
        ],
    )
    def test_refusals(self, desk, words, said):
        assert said in desk.refused(*words)

    def test_they_are_listed_with_their_places(self, accepted):
        assert accepted.say("correct", LIGHT).splitlines()[::2] == [
            "1. promised “by March 2026”, NHS England, 12 January 2026 (register, seq 1)",
            "3. promised again “by September 2026”, NHS England, 2 June 2026 (editor)",
        ]
        accepted.say(*retract())
        assert accepted.say("correct", LIGHT).splitlines()[-1] == (
            "taken back on 22 November 2026: promised again “by September 2026”, "
            "NHS England, 2 June 2026 (our error: Why.)"
        )

    def test_a_kill_in_the_middle_leaves_all_as_it_was(self, accepted, monkeypatch):
        from tracker.fairness import corrections

        before = accepted.timeline(), accepted.count("reviews")
        monkeypatch.setattr(corrections, "counted", _killed_the_second_time())
        with pytest.raises(KeyboardInterrupt):
            corrections.take_event_back(
                accepted.db, LIGHT, 3, "Why.", "our_error", TODAY, by="Bo",
                at="2026-11-22T06:00:00Z",
            )  # fmt: skip
        assert (accepted.timeline(), accepted.count("reviews")) == before


def _killed_the_second_time():
    calls = []

    def counted(*_):
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt

    return counted


def test_corrections_need_their_cause(desk):
    with pytest.raises(sqlite3.IntegrityError):
        desk.db.execute(
            """insert into corrections (corrected_on, was, became, cause, reason, recorded_at,
                 recorded_by) values ('2026-11-22', 'a', 'b', 'time', 'c', 'd', 'e')"""
        )

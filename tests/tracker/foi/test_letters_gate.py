"""When there is no letter yet, what the drafter is told, and that nothing private gets out."""

from datetime import date, timedelta

import pytest

from db.connection import writing
from db.errors import Problem
from tests.suggested import suggest_delivery
from tests.tracker.foi.letters import coast
from tests.tracker.foi.letters.coast import case, draft, given, looked, said
from tests.tracker.pages import a_source

DONE = {"event": "delivered", "made_on": "2026-07-02"}
LATER = ("by the end of 2027", "deadline", None, "2027-12-31")

# status that the steps come to, steps, and the reason that is given (None: there is a letter)
STATUSES = [
    ("delivered_on_time", [said(coast.BY_JUNE), said(event="delivered", made_on="2026-06-01")],
     "there is nothing to ask for: delivered on time"),
    ("delivered_late", [said(coast.BY_JUNE), said(**DONE)], "nothing to ask for: delivered late"),
    ("delivered", [said(("soon", "open", None, None)), said(**DONE)], "nothing to ask for"),
    ("unclear", [said(coast.BY_JUNE), said(event="delivered", made_on="2026-01-01",
                                           made_on_precision="year", made_on_basis="report")],
     "nothing to ask for: delivered, unclear if in time"),
    ("unchecked", [said(coast.BY_JUNE)], "nobody has looked since 30 June 2026"),
    ("awaited", [said(LATER)], "nothing is due until 31 December 2027"),
    ("partially_delivered", [said(LATER), said(event="partially_delivered", made_on="2026-07-02")],
     "nothing is due until 31 December 2027"),
    ("partially_delivered", [said(coast.BY_JUNE),
                             said(event="partially_delivered", made_on="2026-07-02")], None),
    ("no_date", [said(("soon", "open", None, None))], None),
    ("paused", [said(coast.BY_JUNE), said(event="paused", made_on="2026-07-02")], None),
    ("dropped", [said(coast.BY_JUNE), said(event="dropped", made_on="2026-07-02")], None),
    ("merged", [said(coast.BY_JUNE), said(event="merged", made_on="2026-07-02", merged_into=None)],
     None),
]  # fmt: skip
OUTCOMES = {
    "delivered_on_time": "delivered", "delivered_late": "delivered", "unclear": "delivered",
    "unchecked": "awaited", "no_date": "awaited",
}  # fmt: skip


@pytest.mark.parametrize(
    ("status", "steps", "why"), STATUSES, ids=[f"{status} {why}" for status, _, why in STATUSES]
)
def test_which_status_has_a_letter(status, steps, why):
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", *steps, status=OUTCOMES.get(status, status))
    assert next(db.query("select status from timeline"))["status"] == status
    if why is None:
        assert draft(db, "thing").letter.kind == "request"
    else:
        with pytest.raises(Problem, match=why) as caught:
            draft(db, "thing")
        assert caught.value.do


def test_before_the_date_a_reason_is_needed_and_told_to_the_drafter_alone():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(LATER))
    made = draft(db, "thing", anyway="The minister announced it for today.")
    assert any("The minister announced it for today." in line for line in made.lines)
    assert "announced it for today" not in made.letter.written("text")


LOOKS = [
    # day, result, is there a letter?
    ("2026-11-19", "not_found", True),
    ("2026-08-20", "not_found", True),  # 92 days before
    ("2026-08-19", "not_found", False),
    ("2026-06-30", "not_found", False),  # the last day itself: it may have come after
    ("2026-11-19", "unclear", False),
    ("2026-11-19", "found", False),
]


@pytest.mark.parametrize(("day", "result", "is_enough"), LOOKS)
def test_an_unchecked_date_needs_a_look_after_it_and_a_fresh_one(day, result, is_enough):
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE))
    looked(db, "thing", day, result)
    if is_enough:
        assert draft(db, "thing").letter.kind == "request"
    else:
        with pytest.raises(Problem, match=r"delaywatch (looked thing|review)|look back"):
            draft(db, "thing")


def test_a_reason_does_not_replace_a_look():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE))
    with pytest.raises(Problem, match="delaywatch looked thing --place ADDRESS"):
        draft(db, "thing", anyway="I am in a hurry.")


@pytest.mark.parametrize("status", ["overdue", "no_date", "paused", "merged", "dropped"])
def test_a_sign_that_it_came_out_holds_every_letter_back(status):
    db = coast.coast()
    steps = {
        "overdue": [said(coast.BY_JUNE)],
        "no_date": [said(("soon", "open", None, None))],
        "paused": [said(coast.BY_JUNE), said(event="paused", made_on="2026-07-02")],
        "merged": [said(coast.BY_JUNE), said(event="merged", made_on="2026-07-02",
                                             merged_into=None)],
        "dropped": [said(coast.BY_JUNE), said(event="dropped", made_on="2026-07-02")],
    }[status]  # fmt: skip
    given(db, "thing", "Lighthouse Plan", *steps, status=status.replace("overdue", "awaited")
          .replace("no_date", "awaited"))  # fmt: skip
    looked(db, "thing", "2026-11-19")
    assert draft(db, "thing").letter.kind == "request"
    with writing(db):
        suggest_delivery(db, "thing", "The Lighthouse Plan")
    for wish in ({}, {"anyway": "All the same."}):
        with pytest.raises(Problem, match=r"held back: a sign that it came out.*delaywatch review"):
            draft(db, "thing", **wish)


def test_a_find_that_awaits_its_check_holds_it_back():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE))
    looked(db, "thing", "2026-11-19", "found")
    with pytest.raises(Problem, match="held back"):
        draft(db, "thing")


def test_more_reasons_to_wait_are_more_rows(monkeypatch):
    """How an open objection will hold a letter back: one more question in db.foi.letters.HOLDS."""
    from db.foi import letters as store

    more = ("an objection is open", "answer it", "select 1 from looks where commitment = :slug")
    monkeypatch.setattr(store, "HOLDS", (*store.HOLDS, more))
    db = coast.coast()
    coast.overdue(db)
    with pytest.raises(Problem, match="held back: an objection is open - answer it"):
        draft(db, "lighthouse-plan")
    coast.dropped(db)
    assert draft(db, "buoy-strategy").letter.kind == "request"


def test_what_only_others_expected_is_nothing_to_ask_for():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan",
          said(coast.BY_JUNE, voice="expected_by_others", body=None))  # fmt: skip
    with pytest.raises(Problem, match="what others expected binds nobody"):
        draft(db, "thing")


@pytest.mark.parametrize(
    ("name", "said_of_it"),
    [
        ("lighthouse-plam", "did you mean lighthouse-plan"),
        ("zz", "see the table commitments, and `delaywatch foi list`"),
        ("lamp", "did you mean lamps"),
    ],
)
def test_a_name_that_nothing_has(name, said_of_it):
    db = coast.coast()
    coast.late(db)
    with pytest.raises(Problem, match="there is no commitment and no case of this name") as caught:
        draft(db, name)
    assert said_of_it in str(caught.value)


def test_a_body_that_is_no_authority_asks_for_another():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE, body=coast.INQUIRY),
          responsible=[{"body": coast.INQUIRY, "role": "lead"}])  # fmt: skip
    looked(db, "thing", "2026-11-19")
    with pytest.raises(Problem, match=r"nothing is on record of how Tide Inquiry .*--body SLUG"):
        draft(db, "thing")
    assert draft(db, "thing", body=coast.TIDES).letter.to == "Ministry of Tides"


def test_and_names_the_others_that_it_belongs_to():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE, body=coast.TIDES),
          said(coast.BY_OCTOBER, event="slipped", made_on="2026-06-20", body=coast.INQUIRY),
          responsible=[{"body": coast.INQUIRY, "role": "lead"},
                       {"body": coast.HARBOUR, "role": "joint"}])  # fmt: skip
    looked(db, "thing", "2026-11-19")
    with pytest.raises(Problem, match="--body ministry-of-tides or --body harbour-board"):
        draft(db, "thing")


def test_drafting_changes_nothing():
    db = coast.coast()
    coast.overdue(db)
    before = list(db.conn.iterdump())
    draft(db, "lighthouse-plan", on=coast.TODAY + timedelta(days=1))
    assert list(db.conn.iterdump()) == before


# ------------------------------------------------------------------- what the drafter is told


def lines(db, subject="lighthouse-plan", **wish):
    return "\n".join(draft(db, subject, **wish).lines)


def test_who_answers_by_which_law_within_which_cost():
    db = coast.coast()
    coast.overdue(db)
    told = lines(db)
    assert "to Harbour Board, under the Freedom of Information Act 2000" in told
    assert "limit of cost: £450, which is 18 hours (FOIA s.12)" in told
    assert "where it goes: foi@harbour.example" in told
    told = lines(db, body=coast.TIDES)
    assert "where it goes: not on record, look it up" in told
    assert "its name on WhatDoTheyKnow is not on record" in told
    assert "not confirmed, check it before you send: Whether it is a department" in told


def test_what_nobody_has_checked_is_named():
    db = coast.coast()
    coast.dropped(db)
    told = lines(db, "buoy-strategy")
    assert "not checked against the source by a person: 2 of 2" in told
    assert "  https://paper.example/no-buoys" in told
    coast.overdue(db)
    assert "not checked against" not in lines(db)


def test_without_a_look_one_is_asked_for():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(("soon", "open", None, None)))
    assert "nobody has looked for it since 12 January 2026: look first" in lines(db, "thing")
    looked(db, "thing", "2026-11-19")
    assert "look first" not in lines(db, "thing")


def test_the_other_bodies_that_it_belongs_to_are_named():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(("soon", "open", None, None)),
          responsible=[{"body": coast.HARBOUR, "role": "joint"},
                       {"body": coast.TIDES, "role": "joint"}])  # fmt: skip
    assert "it also belongs to ministry-of-tides: --body SLUG asks one of them" in lines(
        db, "thing"
    )


def test_the_newest_word_decides_whom_to_ask():
    db = coast.coast()
    newer = said(coast.BY_OCTOBER, event="slipped", made_on="2026-06-20", body=coast.TIDES)
    given(db, "thing", "Lighthouse Plan", said(coast.BY_JUNE), newer)
    looked(db, "thing", "2026-11-19")
    assert draft(db, "thing").letter.to == "Ministry of Tides"


# ------------------------------------------------------------------------- what was asked

PUBLIC = {"visibility": "public", "url": "https://asked.example/lamps"}


def test_what_was_asked_before_is_told_with_its_outcome():
    db = coast.coast()
    coast.overdue(db)
    case(db, ("sent", "2026-01-20"),
         ("refusal_notice", "2026-02-10", {"outcome": "refused", "grounds": [
             {"provision": "s.22"}]}),
         commitments=coast.ABOUT_THE_PLAN, **PUBLIC)  # fmt: skip
    case(db, ("sent", "2025-12-01", {"precision": "month"}), case_id="older",
         commitments=coast.ABOUT_THE_PLAN)  # fmt: skip
    told = lines(db)
    assert (
        "  lamps; Harbour Board, The lighthouse plan; asked on 20 January 2026; "
        "refused (s.22) on 10 February 2026; https://asked.example/lamps"
    ) in told
    assert (
        "  older (private: keep it to yourself); Harbour Board, The lighthouse plan; asked in "
        "December 2025; no reply is recorded"
    ) in told
    assert told.index("older") < told.index("lamps;")
    assert "https://www.whatdotheyknow.com/search/%22Lighthouse%20Plan%22/all" in told


def test_nothing_of_a_private_case_enters_the_letter_or_the_link():
    db = coast.coast()
    coast.overdue(db)
    marks = {
        "case_id": "marker-id", "subject": "Marker subject", "reference": "MARKER-1",
        "requester": "Marker Press", "private_note": "Marker note", "url": "https://marker.example/",
        "authority": "Marker Authority",
    }  # fmt: skip
    case(db, ("sent", "2026-07-06", {"note": "Marker event"}), commitments=coast.ABOUT_THE_PLAN,
         **marks)  # fmt: skip
    made = draft(db, "lighthouse-plan")
    assert "marker" in "\n".join(made.lines).casefold()
    public = made.letter.written("text") + made.letter.written("markdown") + (made.link or "")
    assert "marker" not in public.casefold()


AGAIN = [
    # asked on, followed, body, role, is there a warning?
    ("2026-11-02", True, coast.HARBOUR, "asks_for", True),
    ("2026-08-27", True, coast.HARBOUR, "asks_for", True),  # 60 working days before
    ("2026-08-26", True, coast.HARBOUR, "asks_for", False),
    ("2026-11-02", False, coast.HARBOUR, "asks_for", False),  # somebody else's
    ("2026-11-02", True, coast.TIDES, "asks_for", False),
    ("2026-11-02", True, coast.HARBOUR, "arose_from", False),
]


@pytest.mark.parametrize(("asked_on", "followed", "body", "role", "is_too_soon"), AGAIN)
def test_a_second_request_within_60_working_days_warns(asked_on, followed, body, role, is_too_soon):
    """SI 2004/3244 regulation 5; no bank holiday lies between these days and 20 November 2026
    but 31 August, before the last of them."""
    db = coast.coast()
    coast.overdue(db)
    authority = {coast.HARBOUR: "Harbour Board", coast.TIDES: "Ministry of Tides"}[body]
    case(db, ("sent", asked_on), followed=followed, body=body, authority=authority,
         commitments=({"slug": "lighthouse-plan", "role": role},))  # fmt: skip
    told = lines(db)
    assert ("a second request within 60 may be counted together" in told) == is_too_soon
    assert ("s.14(2)" in told) == is_too_soon


def test_past_the_calendar_weekdays_are_counted():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(("soon", "open", None, None), made_on="2030-01-07"))
    case(db, ("sent", "2031-01-06"), commitments=({"slug": "thing"},))
    told = "\n".join(draft(db, "thing", on=date(2031, 2, 3)).lines)
    assert "we asked Harbour Board about this 20 working days ago (lamps)" in told


def test_a_letter_about_a_made_up_source_of_many_kinds_names_the_body_s_own_page():
    db = coast.coast()
    given(db, "thing", "Lighthouse Plan", said(("soon", "open", None, None), sources=[
        a_source("https://paper.example/1", kind="press"), a_source("https://harbour.example/1"),
    ]))  # fmt: skip
    text = draft(db, "thing").letter.written("text")
    assert "https://harbour.example/1" in text
    assert "https://paper.example/1" not in text

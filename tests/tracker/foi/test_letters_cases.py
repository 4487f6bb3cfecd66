"""Which letter a case calls for, what it says of clock and grounds, and to whom it goes."""

from datetime import date

import pytest

from db.errors import Problem
from tests.tracker.foi.letters import coast
from tests.tracker.foi.letters.coast import SENT, case, draft, given, said
from tracker.foi.grounds import PROVISIONS
from tracker.foi.letters.grounds import asked_about
from tracker.foi.letters.laws import LAWS
from tracker.foi.model import Ground

REPLIED = "2026-08-03"
REVIEWED = ("internal_review_requested", "2026-08-20")
OUTCOME = "internal_review_outcome"
DECIDED = ("decision_notice", "2026-11-10", {"outcome": "not_upheld"})


def seen(on):
    return ("checked", on)


def replied(outcome, on=REPLIED, **more):
    return ("response", on, {"outcome": outcome, **more})


# regime, what happened after 6 July 2026 (FOIA, EIR: due 5 August; FOISA, EI(S)R: 4 August), letter
NEXT = [
    ("FOIA", [seen("2026-08-06")], "review"),
    ("FOIA", [replied("refused")], "review"),
    ("FOIA", [replied("partly_disclosed")], "review"),
    ("FOIA", [replied("not_held")], "review"),
    ("FOIA", [replied("already_published")], "review"),
    ("FOIA", [replied("neither_confirmed_nor_denied")], "review"),
    ("FOIA", [replied("refused", grounds=[{"provision": "s.14"}])], "review"),
    ("FOIA", [("refusal_notice", REPLIED, {"outcome": "refused"})], "review"),
    ("FOIA", [replied("refused"), REVIEWED, seen("2026-10-20")], "complaint"),
    ("FOIA", [REVIEWED, seen("2026-10-20")], "complaint"),
    ("FOIA", [replied("refused"), REVIEWED, (OUTCOME, "2026-09-10", {"outcome": "upheld"})],
     "complaint"),
    ("FOIA", [replied("refused"), REVIEWED, (OUTCOME, "2026-09-10", {"outcome": "partly"})],
     "complaint"),
    ("EIR", [seen("2026-08-06")], "review"),
    ("EIR", [REVIEWED, seen("2026-10-20")], "complaint"),
    ("FOISA", [seen("2026-08-06")], "review"),
    ("FOISA", [REVIEWED, seen("2026-09-21")], "complaint"),
    ("EISR", [replied("refused")], "review"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("regime", "events", "kind"), NEXT,
    ids=[f"{regime} {' '.join(event[0] for event in events)}" for regime, events, _ in NEXT],
)  # fmt: skip
def test_the_next_letter(regime, events, kind):
    db = coast.coast()
    case(db, SENT, *events, regime=regime)
    made = draft(db, "lamps")
    assert made.letter.kind == kind
    assert made.stem == f"lamps-{kind}-2026-11-20"
    assert made.link is None  # only new requests begin there


NONE_YET = [
    # regime, what happened, the day of drafting, why there is none
    ("FOIA", [], "2026-08-05", "the reply is in time until 5 August 2026"),
    ("FOIA", [], "2026-08-06", "nobody has looked since 5 August 2026 whether the reply came"),
    ("FOIA", [seen("2026-08-05")], "2026-11-20", "nobody has looked since 5 August 2026"),
    ("FOIA", [replied("disclosed")], "2026-11-20", "there is no letter to write now"),
    ("FOIA", [replied("answered")], "2026-11-20", "there is no letter to write now"),
    ("FOIA", [replied(None)], "2026-11-20", "there is no letter to write now"),
    ("FOIA", [replied("refused"), REVIEWED], "2026-10-16",
     "the outcome of the review is in time until 16 October 2026"),
    ("FOIA", [replied("refused"), REVIEWED], "2026-10-19", "nobody has looked since 16 October"),
    ("FOIA", [replied("refused"), REVIEWED, (OUTCOME, "2026-09-10", {"outcome": "overturned"})],
     "2026-11-20", "there is no letter to write now"),
    ("FOIA", [replied("refused"), ("complaint_to_regulator", "2026-09-01")], "2026-11-20",
     "there is no letter to write now"),
    ("FOIA", [replied("refused"), ("complaint_to_regulator", "2026-09-01"), DECIDED],
     "2026-11-20", "there is no letter to write now"),
    ("FOIA", [("withdrawn", "2026-07-20")], "2026-11-20", "there is no letter to write now"),
    ("FOIA", [("clarification_requested", "2026-07-20")], "2026-11-20", "no letter to write now"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("regime", "events", "on", "why"), NONE_YET, ids=[f"{on} {why}" for *_, on, why in NONE_YET]
)
def test_no_letter_yet_and_what_to_do(regime, events, on, why):
    db = coast.coast()
    case(db, SENT, *events, regime=regime)
    with pytest.raises(Problem, match=why) as caught:
        draft(db, "lamps", on=date.fromisoformat(on))
    assert caught.value.where == "lamps"
    assert caught.value.do


def test_without_a_day_of_receipt_nothing_is_called_late():
    db = coast.coast()
    case(db, ("sent", "2026-07-01", {"precision": "month"}), seen("2026-10-20"))
    with pytest.raises(Problem, match="no last day for the reply is counted"):
        draft(db, "lamps")


def test_somebody_else_s_request_is_theirs_to_pursue():
    db = coast.coast()
    case(db, SENT, replied("refused"), followed=False)
    with pytest.raises(Problem, match="only whoever asked can ask for a review"):
        draft(db, "lamps")


WANTED = [
    # regime, what happened, the letter that is wanted, is it allowed?
    ("FOIA", [seen("2026-08-06")], "complaint", True),  # silence needs no review
    ("EIR", [seen("2026-08-06")], "complaint", True),
    ("FOISA", [seen("2026-08-06")], "complaint", False),
    ("EISR", [seen("2026-08-06")], "complaint", False),
    ("FOIA", [replied("refused")], "complaint", False),
    ("FOIA", [replied("refused"), REVIEWED, seen("2026-10-20")], "review", False),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "events", "wanted", "is_allowed"), WANTED)
def test_another_letter_where_the_law_has_it(regime, events, wanted, is_allowed):
    db = coast.coast()
    case(db, SENT, *events, regime=regime)
    if is_allowed:
        assert draft(db, "lamps", kind=wanted).letter.kind == wanted
    else:
        with pytest.raises(Problem, match=f"this case does not call for a {wanted} now"):
            draft(db, "lamps", kind=wanted)


def test_a_request_is_about_a_commitment_and_the_rest_about_a_case():
    db = coast.coast()
    coast.late(db)
    with pytest.raises(Problem, match="name it: lighthouse-plan"):
        draft(db, "lamps", kind="request")
    with pytest.raises(Problem, match="name the case: lamps"):
        draft(db, "lighthouse-plan", kind="review")
    coast.dropped(db)
    with pytest.raises(Problem, match="record the request first with `delaywatch foi add`"):
        draft(db, "buoy-strategy", kind="complaint")


# --------------------------------------------------------------------------- what it says


def text_of(db, **wish):
    return draft(db, "lamps", **wish).letter.written("text")


def test_both_published_days_are_told_where_they_differ():
    """Received on a Saturday: statute and Code count to different days (FOIA s.10(6))."""
    db = coast.coast()
    case(db, ("sent", "2026-07-04"), seen("2026-08-12"))
    told = text_of(db)
    assert (
        "after Saturday 4 July 2026 end on Tuesday 4 August 2026, by the other published "
        "convention on Wednesday 5 August 2026, and only after that day is it late"
    ) in told


def test_between_the_two_days_there_is_no_letter():
    db = coast.coast()
    case(db, ("sent", "2026-07-04"), seen("2026-08-05"))
    with pytest.raises(Problem, match="in time until 5 August 2026"):
        draft(db, "lamps", on=date(2026, 8, 5))


def test_a_reply_that_came_late_is_told_by_its_days():
    db = coast.coast()
    case(db, SENT, replied("refused", on="2026-09-01"))
    told = text_of(db)
    assert "The last day for the reply, as we count it: 20 UK working days after Monday 6" in told
    assert "The reply is of 1 September 2026." in told
    assert "on which day your time for the reply ended;" in told


def test_a_reply_in_time_says_nothing_of_time():
    db = coast.coast()
    case(db, SENT, replied("refused"))
    assert "The last day" not in text_of(db)


def test_only_what_is_recorded_is_told_and_how_it_is_known():
    db = coast.coast()
    case(
        db, ("drafted", "2026-07-01"), SENT,
        ("acknowledged", "2026-07-08", {"known": "stated", "note": "Marker remark"}),
        ("extension_notified", "2026-07-30", {"until": "2026-08-28", "reference": "PIT-1"}),
        ("holding_reply", None, {"precision": "unknown", "known": "inferred"}),
        ("note", "2026-08-01", {"note": "Marker note"}),
        seen("2026-09-10"),
        private_note="Marker private",
    )  # fmt: skip
    told = text_of(db)
    assert "- 8 July 2026: acknowledged (as told by others).\n" in told
    assert "- 30 July 2026: more time taken, until 28 August 2026, reference PIT-1.\n" in told
    assert "- Day not known: holding reply (inferred, not seen).\n" in told
    assert "Marker" not in told
    assert "drafted" not in told
    assert "When we last looked, on 10 September 2026, we had no reply on record." in told


def test_no_section_of_another_act_is_named():
    db = coast.coast()
    case(db, SENT, ("clarification_requested", "2026-07-20"), ("clarification_sent", "2026-07-21"),
         ("refusal_notice", "2026-08-10", {"outcome": "refused"}), regime="FOISA")  # fmt: skip
    assert "FOIA s." not in text_of(db)


def test_the_body_s_own_later_day_is_the_last_one():
    db = coast.coast()
    case(db, SENT, ("extension_notified", "2026-07-30", {"until": "2026-08-28"}))
    with pytest.raises(Problem, match="in time until 28 August 2026"):
        draft(db, "lamps", on=date(2026, 8, 28))


HEADINGS = {
    "FOIA": ["We ask for an internal review of how", "Code of practice under FOIA s.45"],
    "EIR": [
        "We ask, under regulation 11 of the Environmental Information Regulations 2004,",
        "for a reconsideration of how",
        "EIR regulation 11(4)",
    ],
    "FOISA": [
        "We ask, under section 20 of the Freedom of Information (Scotland) Act 2002, for a review",
        "FOISA s.21(1)",
    ],
    "EISR": [
        "We ask, under regulation 16 of the Environmental Information (Scotland) Regulations",
        "EI(S)R regulation 16(4)",
    ],
}
REGULATORS = {
    "FOIA": ("Information Commissioner", "section 50 of the Freedom of Information Act 2000 we"),
    "EIR": ("Information Commissioner", "as applied by regulation 18 of the Environmental"),
    "FOISA": ("Scottish Information Commissioner", "Under section 47 of the Freedom of"),
    "EISR": ("Scottish Information Commissioner", "as applied by regulation 17 of the"),
}


@pytest.mark.parametrize("regime", LAWS)
def test_a_review_by_each_law(regime):
    db = coast.coast()
    case(db, SENT, replied("refused"), regime=regime)
    for words in HEADINGS[regime]:
        assert words in text_of(db)


@pytest.mark.parametrize("regime", LAWS)
def test_a_complaint_by_each_law(regime):
    db = coast.coast()
    outcome = (OUTCOME, "2026-09-10", {"outcome": "upheld"})
    case(db, SENT, replied("refused"), REVIEWED, outcome, regime=regime)
    made = draft(db, "lamps")
    to, words = REGULATORS[regime]
    assert made.letter.to == to
    assert words in text_of(db)
    assert "Its outcome, of 10 September 2026: upheld." in text_of(db)
    told = "\n".join(made.lines)
    for attached in ("the request, as it was sent", "the reply of 3 August 2026",
                     "the request for a review of 20 August 2026",
                     "the outcome of the review of 10 September 2026"):  # fmt: skip
        assert f"  {attached}" in told
        assert f"- {attached}\n" in text_of(db)


def test_the_new_name_of_the_regulator_is_told_to_the_drafter_as_unconfirmed():
    db = coast.coast()
    case(db, SENT, REVIEWED, seen("2026-10-20"))
    made = draft(db, "lamps")
    assert any("Information Commission takes the place" in line for line in made.lines)
    assert "Information Commission takes" not in made.letter.written("text")


def test_a_complaint_about_silence_without_a_reminder_asks_for_one_to_attach():
    db = coast.coast()
    case(db, SENT, seen("2026-08-06"))
    assert "what shows that the body was reminded" in text_of(db, kind="complaint")


def test_the_last_day_of_our_own_is_told():
    db = coast.coast()
    case(db, SENT, replied("refused"))
    told = "\n".join(draft(db, "lamps", on=date(2026, 8, 10)).lines)
    assert "your last day: 29 September 2026." in told
    assert "(that day has passed)" in "\n".join(draft(db, "lamps").lines)


# ------------------------------------------------------------------------------- grounds

EVERY_GROUND = [
    (provision, one.act)
    for listed in PROVISIONS.values() for provision, one in listed.items()
]  # fmt: skip


@pytest.mark.parametrize(("provision", "act"), EVERY_GROUND)
def test_every_ground_of_the_list_is_asked_about(provision, act):
    told = asked_about(Ground(provision=provision), act, coast.TODAY)
    assert told.startswith(f"You rely on {provision}")
    assert told.endswith(".")
    assert "Please" in told
    weight = PROVISIONS["uk" if act in ("FOIA", "EIR") else "scotland"][provision].weight
    assert (LAWS[act].weighing in told) == (weight in ("qualified", "absolute or qualified"))


GROUNDS = [
    # the ground, the regime, what is said, what is not
    ({"provision": "s.22"}, "FOIA", ["already when the request was made"],
     ["twelve weeks", "does not show"]),
    ({"provision": "s.27"}, "FOISA", ["no later than twelve weeks after the request"], []),
    ({"provision": "s.27"}, "FOIA", ["international relations"], ["twelve weeks"]),
    ({"provision": "s.22", "public_interest_test": False}, "FOIA",
     ["does not show that the public interest was weighed"], []),
    ({"provision": "s.22", "public_interest_test": True}, "FOIA",
     ["Please weigh the public interest anew (section 2(2)(b))"], ["were weighed"]),
    ({"provision": "s.22", "scope": "part"}, "FOIA", ["for a part"], []),
    ({"provision": "s.12"}, "FOIA", ["show the estimate", "section 16"], ["public interest"]),
    ({"provision": "s.12"}, "FOISA", ["show the estimate", "section 15"], []),
    ({"provision": "not held"}, "FOIA", ["where you searched"], ["public interest"]),
    ({"provision": "reg 12(4)(d)"}, "EIR", ["as regulation 14(4) asks"], []),
    ({"provision": "s.36", "neither_confirm_nor_deny": True}, "FOIA",
     ["neither confirm nor deny", "which harm"], []),
    ({"provision": "s.22", "anticipated_publication": "2026-10-31"}, "FOIA",
     ["named 31 October 2026 for publication: please say where it can be read or, if it was not"],
     ["still holds"]),
    ({"provision": "s.22", "anticipated_publication": "2026-11-20"}, "FOIA",
     ["named 20 November 2026 for publication: please say whether that still holds."], []),
    ({"provision": "s.999"}, "FOIA", ["where the law has this ground"], ["public interest"]),
]  # fmt: skip


@pytest.mark.parametrize(("ground", "regime", "has", "has_not"), GROUNDS)
def test_what_is_asked_about_a_ground(ground, regime, has, has_not):
    told = asked_about(Ground.model_validate(ground), regime, coast.TODAY)
    assert [words for words in has if words not in told] == []
    assert [words for words in has_not if words in told] == []


def test_a_promise_that_was_over_before_the_request_is_held_against_section_22():
    db = coast.coast()
    given(db, "lighthouse-plan", "Lighthouse Plan", said(coast.BY_JUNE))
    case(db, ("sent", "2026-07-06"), coast.REFUSED_S22, commitments=coast.ABOUT_THE_PLAN)
    told = text_of(db)
    assert "12 January 2026, Harbour Board: “by June 2026”." in told
    assert (
        "The last day of that, as we read the words, was 30 June 2026; the request was received "
        "on 6 July 2026."
    ) in told


PROMISES = [
    # words, more of the step, other ground: is a conclusion drawn from the day?
    (coast.BY_JUNE, {"due_soft": True}, "s.22", False),
    (coast.BY_OCTOBER, {}, "s.22", False),
    (coast.BY_JUNE, {"made_on": "2026-07-06"}, "s.22", False),  # the day of the request itself
    (coast.BY_JUNE, {"voice": "unnamed", "body": None}, "s.22", False),
    (coast.BY_JUNE, {}, "s.43", False),
    (coast.BY_JUNE, {}, "s.22", True),
]


@pytest.mark.parametrize(("words", "more", "ground", "is_held_against"), PROMISES)
def test_only_a_date_in_their_own_words_is(words, more, ground, is_held_against):
    db = coast.coast()
    given(db, "lighthouse-plan", "Lighthouse Plan", said(words, **more))
    refusal = ("refusal_notice", REPLIED, {"outcome": "refused",
                                           "grounds": [{"provision": ground}]})  # fmt: skip
    case(db, SENT, refusal, commitments=coast.ABOUT_THE_PLAN)
    assert ("The last day of that, as we read the words" in text_of(db)) == is_held_against


# ------------------------------------------------------------------------------ to whom


def test_a_successor_is_asked_in_the_place_of_the_body():
    db = coast.coast()
    case(db, SENT, replied("refused"), body=coast.OLD_OFFICE, authority="Old Harbour Office")
    made = draft(db, "lamps")
    assert made.letter.to == "Harbour Board"
    assert "as the successor of Old Harbour Office, to which the request was made." in text_of(db)


@pytest.mark.parametrize(("body", "authority"), [(None, "All 42 boards"), ("tide-inquiry", "Tide")])
def test_an_authority_that_is_not_known_is_named_as_the_case_has_it(body, authority):
    db = coast.coast()
    case(db, SENT, replied("refused"), body=body, authority=authority)
    made = draft(db, "lamps")
    assert (made.letter.to, made.letter.address) == (authority, None)
    assert any("where it goes is not on record" in line for line in made.lines)


def test_a_public_case_is_not_called_private():
    db = coast.coast()
    case(db, SENT, replied("refused"), visibility="public", url="https://asked.example/1")
    made = draft(db, "lamps")
    assert not any("private" in line for line in made.lines)
    assert "to be read at https://asked.example/1" in made.letter.written("text")
    assert "<https://asked.example/1>" in made.letter.written("markdown")


def test_a_case_about_no_commitment_has_no_promise_to_quote():
    db = coast.coast()
    coast.overdue(db)
    case(db, SENT, coast.REFUSED_S22)
    assert "This was said of its publication" not in text_of(db)

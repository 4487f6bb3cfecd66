"""Which letter a case calls for, what it says of clock and grounds, and to whom it goes."""

import re
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
UPHELD = (OUTCOME, "2026-09-10", {"outcome": "upheld"})
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
    ("FOIA", [REVIEWED, seen("2026-08-25")], "complaint"),  # of silence, no review is waited for
    ("EIR", [REVIEWED, seen("2026-08-25")], "complaint"),
    ("FOIA", [REVIEWED, replied("refused", on="2026-09-01")], "review"),  # silence was reviewed
    ("FOISA", [REVIEWED, replied("refused", on="2026-09-01")], "complaint"),
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
    ("FOIA", [replied("refused"), REVIEWED, UPHELD, DECIDED], "2026-11-20",
     "there is no letter to write now"),
    ("FOIA", [replied("refused"), REVIEWED, UPHELD, ("complaint_to_regulator", "2026-10-01")],
     "2026-11-20", "there is no letter to write now"),
    ("FOIA", [replied("refused"), REVIEWED, UPHELD, ("withdrawn", "2026-10-01")],
     "2026-11-20", "there is no letter to write now"),
    ("FOIA", [replied("refused")], "2026-08-02",
     "the newest that is on record of it is of 3 August 2026, after 2 August 2026"),
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


REMINDERS = [
    # what happened, the letter, whether the drafter is told that no reminder is on record
    ([seen("2026-08-12")], True),
    ([("resent", "2026-08-07"), seen("2026-08-12")], False),
    ([("resent", "2026-07-07", {"resets": True}), seen("2026-08-12")], True),  # the request itself
    ([REVIEWED, seen("2026-10-20")], False),
    ([replied("refused"), REVIEWED, seen("2026-10-20")], False),
]


@pytest.mark.parametrize(("events", "is_missed"), REMINDERS)
def test_no_reminder_is_claimed_that_is_not_on_record(events, is_missed):
    """The Commissioner wants to see that a silent body was chased."""
    db = coast.coast()
    case(db, SENT, *events)
    made = draft(db, "lamps", kind="complaint")
    assert "remind" not in made.letter.written("text")
    assert ("no reminder is on record" in "\n".join(made.lines)) == is_missed


EXTENDED = ("extension_notified", "2026-07-30", {"until": "2026-08-28"})
TOO_LATE = ("extension_notified", "2026-08-10", {"until": "2026-08-28"})
WITHIN = ("extension_notified", "2026-07-10", {"until": "2026-07-29"})
BY_LAW = {
    "FOIA": "in the time that section 10(1) sets;",
    "EIR": "in the time that regulation 5(2) sets;",
    "FOISA": "in the time that section 10(1) sets;",
    "EISR": "in the time that regulation 5(2) sets;",
}
MORE_TIME = {
    "FOIA": "reasonable in the circumstances, as section 10(3) asks;",
    "EIR": "reasonable for the complexity and volume of the request, as regulation 7 asks;",
    "EISR": "reasonable for the complexity and volume of the request, as regulation 7 asks;",
}
NO_MORE = ("extension_notified", "2026-07-30")  # without a day: 40 working days by guidance
BY_FORTY = seen("2026-09-10")
UPHELD = [REVIEWED, (OUTCOME, "2026-09-10", {"outcome": "upheld"})]
ABOUT_TIME = [
    # regime, what happened, is the extra time asked about (None: no time at all)?
    ("FOIA", [EXTENDED, seen("2026-08-31")], True),
    ("FOIA", [NO_MORE, BY_FORTY], True),
    ("FOIA", [TOO_LATE, seen("2026-08-31")], False),
    ("FOIA", [WITHIN, seen("2026-08-31")], False),
    ("FOIA", [seen("2026-08-31")], False),
    ("EIR", [EXTENDED, BY_FORTY], True),
    ("EISR", [EXTENDED, replied("refused", on="2026-09-03"), REVIEWED,
              (OUTCOME, "2026-09-20", {"outcome": "upheld"})], True),
    ("FOISA", [EXTENDED, replied("refused", on="2026-08-18"), *UPHELD], False),
    ("FOIA", [EXTENDED, replied("refused", on="2026-09-01"), *UPHELD], True),
    ("FOIA", [EXTENDED, replied("refused", on="2026-08-28"), *UPHELD], None),
    ("FOIA", [TOO_LATE, replied("refused", on="2026-08-28"), *UPHELD], False),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "events", "is_extended"), ABOUT_TIME)
def test_the_complaint_asks_about_the_time_that_was_taken(regime, events, is_extended):
    db = coast.coast()
    late = [one for one in events if one == REVIEWED and events.index(one)]
    events = [("internal_review_requested", "2026-09-04") if one in late else one for one in events]
    case(db, SENT, *events, regime=regime)
    told = text_of(db, kind="complaint")
    assert (BY_LAW[regime] in told) == (is_extended is False)
    assert (MORE_TIME.get(regime, "there is none to take") in told) == bool(is_extended)


REVIEW_TIMES = {"FOIA": None, "EIR": "regulation 11(4)", "FOISA": "section 21(1)",
                "EISR": "regulation 16(4)"}  # fmt: skip
REVIEWS = [
    # what came of the review that was asked for on 20 August, is its time over?
    ([seen("2026-10-20")], True),
    ([(OUTCOME, "2026-10-20", {"outcome": "upheld"})], True),
    ([(OUTCOME, "2026-09-10", {"outcome": "upheld"})], False),
]


@pytest.mark.parametrize("regime", LAWS)
@pytest.mark.parametrize(("events", "is_over"), REVIEWS)
@pytest.mark.parametrize("before", [[], [replied("refused")]])
def test_a_review_out_of_time_is_asked_about_where_law_sets_the_time(
    regime, events, is_over, before
):
    db = coast.coast()
    case(db, SENT, *before, REVIEWED, *events, regime=regime)
    told = text_of(db)
    asked = "whether the review was decided in the time that"
    section = REVIEW_TIMES[regime]
    assert (asked in told) == (is_over and section is not None)
    assert (f"{asked} {section} sets;" in told) == (is_over and section is not None)
    assert "A review was asked for: 20 August 2026." in told


def test_a_reply_to_the_request_for_a_review_is_not_called_missing():
    db = coast.coast()
    case(db, SENT, REVIEWED, replied("refused", on="2026-09-01"), regime="FOISA")
    told = text_of(db)
    assert "A review was asked for: 20 August 2026." in told
    assert "no outcome on record" not in told


def test_a_complaint_while_a_review_is_pending_names_it_and_asks_nothing_of_its_time():
    db = coast.coast()
    case(db, SENT, REVIEWED, seen("2026-08-25"), regime="EIR")
    told = text_of(db, on=date(2026, 8, 26))
    assert "A review was asked for: 20 August 2026." in told
    assert "The last day for its outcome, as we count it: 40 UK working days" in told
    assert "whether the review" not in told


# a reply, what the review asks for, what the complaint asks for, what neither presupposes
WITHHELD = "withheld"
REMEDIES = [
    ("FOIA", {"outcome": "refused", "grounds": [{"provision": "s.43"}]},
     "to send what was withheld or", "what was withheld is to be sent.", "search"),
    ("FOIA", {"outcome": "partly_disclosed"}, "to send what was withheld or",
     "what was withheld is to be sent.", "search"),
    ("FOIA", {"outcome": "not_held"}, "where and how you searched, and to search again;",
     "whether section 1(1)(a) was met when Harbour Board said that it does not hold", WITHHELD),
    ("FOIA", {"outcome": "refused", "grounds": [{"provision": "not held"}]},
     "where and how you searched", "Harbour Board is to search again", WITHHELD),
    ("FOISA", {"outcome": "not_held"}, "where and how you searched", "whether section 17(1) was",
     WITHHELD),
    ("EIR", {"outcome": "refused", "grounds": [{"provision": "reg 12(4)(a)"}]},
     "where and how you searched", "reg 12(4)(a) (not held) was relied on rightly", WITHHELD),
    ("FOIA", {"outcome": "neither_confirmed_nor_denied"}, "to confirm or deny that you hold",
     "may neither confirm nor deny that it holds this;", WITHHELD),
    ("FOIA", {"outcome": "refused",
              "grounds": [{"provision": "s.40", "neither_confirm_nor_deny": True}]},
     "to confirm or deny that you hold", "relied on rightly for neither confirming nor denying;",
     WITHHELD),
    ("FOISA", {"outcome": "refused", "grounds": [{"provision": "s.18"}]},
     "to confirm or deny that you hold", "Harbour Board is to confirm or deny", WITHHELD),
    ("FOIA", {"outcome": "refused", "grounds": [{"provision": "s.12"}]},
     "to answer the request or, where it was narrowed,", "Harbour Board is to answer the request",
     WITHHELD),
    ("FOISA", {"outcome": "refused", "grounds": [{"provision": "s.14"}]},
     "to answer the request or, where it was narrowed,", "Harbour Board is to answer the request",
     WITHHELD),
    ("EIR", {"outcome": "refused", "grounds": [{"provision": "reg 12(4)(b)"}]},
     "to answer the request or, where it was narrowed,", "Harbour Board is to answer the request",
     WITHHELD),
    ("FOIA", {"outcome": "already_published"}, "to name the exact place of each part",
     "what cannot be had elsewhere is to be sent.", WITHHELD),
    ("FOIA", {"outcome": "partly_disclosed",
              "grounds": [{"provision": "s.43", "scope": "part"},
                          {"provision": "not held", "scope": "part"}]},
     "where and how you searched", "withheld is to be sent, and that Harbour Board is to search",
     "confirm or deny"),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "reply", "review", "complaint", "never"), REMEDIES)
def test_what_is_asked_for_fits_what_the_reply_came_to(regime, reply, review, complaint, never):
    db = coast.coast()
    case(db, SENT, ("response", REPLIED, reply), regime=regime)
    asked = text_of(db)
    case(db, SENT, ("response", REPLIED, reply), *UPHELD, regime=regime)
    told = text_of(db)
    assert review in asked
    assert complaint in told
    assert never not in asked
    assert never not in told
    assert "not held was relied on rightly" not in told


def test_what_was_replied_before_the_request_was_sent_again_is_over():
    db = coast.coast()
    case(db, SENT, replied("refused"), ("resent", "2026-09-01", {"resets": True}),
         seen("2026-10-20"))  # fmt: skip
    assert "1. to answer the request;" in text_of(db)


ON_SATURDAY = ("internal_review_requested", "2026-08-22")
# A request of Saturday 4 July: the Act ends on 4 August, the Code on 5 August. The day on which
# somebody looked, the day of the letter: is there one?
CONVENTIONS = [
    (looked_on, on, looked_on > "2026-08-05" and on > "2026-08-05")
    for looked_on in ("2026-08-04", "2026-08-05", "2026-08-06")
    for on in ("2026-08-04", "2026-08-05", "2026-08-06", "2026-11-20")
    if on >= looked_on
]


@pytest.mark.parametrize(
    ("kind", "asked_too"),
    [
        ("review", []),
        ("complaint", []),
        ("complaint", [("internal_review_requested", "2026-07-30")]),
    ],
)
@pytest.mark.parametrize(("looked_on", "on", "is_late"), CONVENTIONS)
def test_silence_is_pursued_only_after_both_conventions_and_a_look(
    kind, asked_too, looked_on, on, is_late
):
    db = coast.coast()
    case(db, ("sent", "2026-07-04"), *asked_too, seen(looked_on))
    if is_late:
        assert draft(db, "lamps", kind=kind, on=date.fromisoformat(on)).letter.kind == kind
    else:
        with pytest.raises(Problem, match=r"in time until 5 August|nobody has looked since 5 Aug"):
            draft(db, "lamps", kind=kind, on=date.fromisoformat(on))


@pytest.mark.parametrize(
    ("on", "is_told"), [("2026-08-04", False), ("2026-08-05", False), ("2026-08-06", True)]
)
@pytest.mark.parametrize("events", [[], UPHELD])
def test_a_reply_between_the_two_conventions_is_in_time(on, is_told, events):
    db = coast.coast()
    case(db, ("sent", "2026-07-04"), replied("refused", on=on), *events)
    told = text_of(db)
    assert ("The last day for the reply" in told) == is_told
    assert ("the time that section 10(1) sets" in told) == (is_told and bool(events))


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ([NO_MORE, BY_FORTY], "review"),
        ([NO_MORE, BY_FORTY], "complaint"),
        ([EXTENDED, seen("2026-08-31")], "review"),
        ([EXTENDED, seen("2026-08-31")], "complaint"),
        ([replied("refused"), ON_SATURDAY, seen("2026-10-21")], "complaint"),
    ],
)
@pytest.mark.parametrize("sent_on", ["2026-07-04", "2026-07-06"])  # a Saturday, a Monday
def test_what_guidance_or_the_body_itself_sets_is_never_called_late(sent_on, events, kind):
    db = coast.coast()
    case(db, ("sent", sent_on), *events)
    told = text_of(db, kind=kind)
    assert "The last day for " in told
    assert not re.search(r"\b(late|overdue|delay\w*|breach\w*|section 10\(1\))\b", told)


def test_a_day_of_the_body_within_the_time_of_the_law_ends_nothing():
    db = coast.coast()
    case(db, SENT, WITHIN, seen("2026-08-03"))
    with pytest.raises(Problem, match="in time until 5 August 2026"):
        draft(db, "lamps", on=date(2026, 8, 4))


def test_within_the_forty_days_of_the_law_an_earlier_estimate_ends_nothing():
    """EIR regulation 7 gives 40 working days in all, to 3 September, whatever the body hoped."""
    db = coast.coast()
    case(db, SENT, EXTENDED, seen("2026-08-31"), regime="EIR")
    with pytest.raises(Problem, match="in time until 3 September 2026"):
        draft(db, "lamps", on=date(2026, 8, 31))


def test_the_last_day_of_our_own_is_told():
    db = coast.coast()
    case(db, SENT, replied("refused"))
    told = "\n".join(draft(db, "lamps", on=date(2026, 8, 10)).lines)
    assert "last day to ask for an internal review: 29 September 2026\n" in told
    assert "(that day has passed)" in "\n".join(draft(db, "lamps").lines)


PROMISED = {"due_phrase": "by the end of October 2026", "due_kind": "deadline"}


@pytest.mark.parametrize(
    ("provision", "soft", "asks"),
    [
        ("s.22", False, True),
        ("s.22", True, False),  # the day is our reading: they named none
        ("s.27", False, False),  # under FOIA that is international relations
    ],
)
def test_a_review_holds_the_body_to_the_day_that_its_reply_promised(provision, soft, asks):
    db = coast.coast()
    promise = {**PROMISED, "due_latest": "2026-10-31", "soft": soft}
    case(db, SENT, replied("refused", grounds=[{"provision": provision}], promise=promise))
    letter = draft(db, "lamps").letter.written("text").replace("\n", " ")
    named = "Your reply named 31 October 2026 for publication: please say where it can be read"
    assert (named in letter) == asks


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
     ["neither confirm nor deny", "in confirming or denying that you hold it"],
     ["withheld", "which harm"]),
    ({"provision": "s.42", "neither_confirm_nor_deny": True}, "FOIA", ["doing neither"],
     ["withheld", "withholding"]),
    ({"provision": "s.41", "neither_confirm_nor_deny": True}, "FOIA", ["would itself disclose"],
     ["withheld", "public interest"]),
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

"""Which events cannot have happened so, and what is said about each."""

from datetime import date

import pytest

from tests.tracker.foi.test_clock import case_of
from tracker.foi.order import faults

TODAY = date(2026, 11, 22)

WRONG = [
    ("out of order", ["sent 2026-03-06", "response 2026-03-30", "acknowledged 2026-03-09"],
     [(2, "the 3rd event, acknowledged on 9 March 2026: it stands after response of 30 March")]),
    ("what to do about it", ["sent 2026-03-06", "acknowledged 2026-03-05"],
     [(1, "6 March 2026, which is later - mend the day, or put it at its place")]),
    ("each that is out of order", ["sent 2026-03-06", "acknowledged 2026-03-05", "note 2026-03-01"],
     [(1, "it stands after sent of 6 March"), (2, "it stands after sent of 6 March")]),
    ("to come", ["sent 2026-11-23"], [(0, "that is after 22 November 2026")]),
    ("a month to come", ["sent 2026-12"], [(0, "the 1st event, sent in December 2026")]),
    ("before the request", ["acknowledged 2026-03-05", "sent 2026-03-06"],
     [(0, "it stands before the request (sent on 6 March 2026)")]),
    ("before a request whose day is not known", ["response 2026-03-05 refused", "sent ?"],
     [(0, "it stands before the request (sent on an unknown date)")]),
    ("a notice before the request", ["decision_notice 2026-03-05 upheld", "sent 2026-03-06"],
     [(0, "it stands before the request")]),
    ("an answer to no question", ["sent 2026-03-06", "clarification_sent 2026-03-09"],
     [(1, "no clarification_requested that is still open before it - record who asked")]),
    ("two answers to one question",
     ["sent 2026-03-06", "clarification_requested 2026-03-09", "clarification_sent 2026-03-10",
      "clarification_sent 2026-03-11"],
     [(3, "the 4th event, clarification_sent on 11 March 2026: no clarification_requested")]),
    ("a fee that nobody asked for", ["sent 2026-03-06", "fee_paid 2026-03-09"],
     [(1, "no fees_notice that is still open before it")]),
    ("a second fees notice",
     ["sent 2026-03-06", "fees_notice 2026-03-09", "fees_notice 2026-03-10"],
     [(2, "there is a fees_notice already")]),
    ("an outcome of no review", ["sent 2026-03-06", "internal_review_outcome 2026-03-09 upheld"],
     [(1, "no internal_review_requested that is still open before it")]),
    ("a decision on no appeal", ["sent 2026-03-06", "tribunal_decision 2026-09-01 allowed"],
     [(1, "no tribunal_appeal that is still open before it")]),
    ("sent twice", ["sent 2026-03-06", "sent 2026-03-07"], [(1, "record the second as resent")]),
    ("received twice", ["sent 2026-03-06", "received 2026-03-07", "received 2026-03-08"],
     [(2, "there is a received already - keep the true one")]),
    ("after the withdrawal", ["sent 2026-03-06", "withdrawn 2026-03-09", "response 2026-03-10"],
     [(2, "the request was withdrawn before it")]),
    ("a day named for later that lies before", ["sent 2026-03-06",
     "extension_notified 2026-04-08 until=2026-04-01"],
     [(1, "until, 1 April 2026, lies before it")]),
    ("a day of publication that lies before", ["sent 2026-03-06",
     "refusal_notice 2026-04-08 s.22@2026-04-01"],
     [(1, "the day named for publication, 1 April 2026, lies before it")]),
    ("a promise that lies before", ["sent 2026-03-06",
     "response 2026-04-08 answered promise=2026-04-01"],
     [(1, "the last day of its promise, 1 April 2026, lies before it")]),
    ("two things at once", ["sent 2026-03-06", "fee_paid 2026-12-01"],
     [(1, "no fees_notice"), (1, "that is after 22 November 2026")]),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "events", "wrong"), WRONG, ids=[row[0] for row in WRONG])
def test_what_cannot_be(_case, events, wrong):
    found = faults(case_of("FOIA", events), as_of=TODAY)
    assert [index for index, _ in found] == [index for index, _ in wrong]
    for (_, words), (_, expected) in zip(found, wrong, strict=True):
        assert expected in words


RIGHT = [
    ("nothing", []),
    ("all on one day", ["sent 2026-03-06", "received 2026-03-06", "response 2026-03-06 disclosed"]),
    ("a month that begins before the day before it", ["sent 2026-03-06", "response 2026-03"]),
    ("a year and an unknown day", ["sent 2026-03-06", "acknowledged ?", "response 2026-03-30"]),
    ("the month of today", ["sent 2026-11"]),
    ("written and looked at before it was sent",
     ["drafted 2026-03-01", "checked 2026-03-02", "note 2026-03-03", "sent 2026-03-06"]),
    ("a request that is not recorded", ["response 2026-03-30 refused"]),
    ("a notice without a complaint", ["sent 2026-03-06", "decision_notice 2026-09-01 upheld"]),
    ("two questions, two answers",
     ["sent 2026-03-06", "clarification_requested 2026-03-09", "clarification_sent 2026-03-10",
      "clarification_requested 2026-03-11", "clarification_sent 2026-03-12"]),
    ("received again after it was sent again",
     ["sent 2026-03-06", "received 2026-03-07", "delivery_error 2026-03-08",
      "resent 2026-03-09 resets", "received 2026-03-10"]),
    ("a letter of clarification and one for a review are received too",
     ["sent 2026-03-06", "received 2026-03-07", "clarification_requested 2026-03-08",
      "clarification_sent 2026-03-09", "received 2026-03-10", "response 2026-03-30 refused",
      "internal_review_requested 2026-04-01", "received 2026-04-02"]),
    ("another fee after a clarification",
     ["sent 2026-03-06", "fees_notice 2026-03-07", "fee_paid 2026-03-08",
      "clarification_requested 2026-03-09", "clarification_sent 2026-03-10",
      "fees_notice 2026-03-11"]),
    ("a note after the withdrawal", ["sent 2026-03-06", "withdrawn 2026-03-09", "note 2026-03-10"]),
    ("a day named within a month",
     ["sent 2026-03-06", "extension_notified 2026-04 until=2026-04-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("_case", "events"), RIGHT, ids=[row[0] for row in RIGHT])
def test_what_may_be(_case, events):
    assert faults(case_of("FOIA", events), as_of=TODAY) == []


def test_of_other_peoples_cases_the_end_alone_may_be_known():
    events = ["sent 2022-11-10", "tribunal_decision 2024-12-02 allowed_in_part"]
    assert faults(case_of("FOIA", events, followed=False), as_of=TODAY) == []
    assert faults(case_of("FOIA", events), as_of=TODAY) != []


@pytest.mark.parametrize(
    ("number", "name"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_which_event_it_is(number, name):
    events = ["sent 2026-03-06", *["note 2026-03-06"] * (number - 1)]
    events[number - 1] = events[number - 1].replace("2026-03-06", "2026-12-06")
    [(index, words)] = faults(case_of("FOIA", events), as_of=TODAY)
    assert (index, words.startswith(f"the {name} event, ")) == (number - 1, True)

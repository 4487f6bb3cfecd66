"""Two tellings of one case: nothing that is recorded here is lost, and nothing is there twice."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.blank import blank
from tests.tracker.foi.exchange_harbour import AS_OF, AT, any_case, furnish, take_in
from tracker.foi import cases
from tracker.foi.exchange.merging import find_same, join_events, merged
from tracker.foi.exchange.yaml_files import written
from tracker.foi.model import Case, Event
from tracker.foi.recording import Said, record, retract

REQUEST = Path(__file__).parent / "files" / "request.json"
CASE = "wdtk-harbour-dredging-plan"
SEEN = date(2026, 6, 20)
A, B = "https://a.example/1#incoming-1", "https://a.example/1#incoming-2"


SPANS = {10: ("", "day"), 7: ("-01", "month"), 4: ("-01-01", "year")}


def event(text):
    """An event written short: "response refused 2026-05-20 known=stated url=..."."""
    kind, *words = text.split()
    fields = {"on": None, "precision": "unknown", "outcome": None}
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            fields[name] = [{"provision": value}] if name == "grounds" else value
        elif word[:4].isdecimal():
            rest, precision = {10: ("", "day"), 7: ("-01", "month"), 4: ("-01-01", "year")}[
                len(word)
            ]
            fields |= {"on": word + rest, "precision": precision}
        else:
            fields["outcome"] = word
    return Event.model_validate({"type": kind, **fields})


TELLINGS = [
    # what it is about; ours; theirs; both together
    ("the same event", ["sent 2026-03-06"], ["sent 2026-03-06"], ["sent 2026-03-06"]),
    ("new ones at their place", ["sent 2026-03-06", "response 2026-04-01 refused"],
     ["acknowledged 2026-03-09"],
     ["sent 2026-03-06", "acknowledged 2026-03-09", "response 2026-04-01 refused"]),
    ("theirs says more", ["response 2026-04-01 refused"],
     ["response 2026-04-01 refused channel=e-mail"],
     ["response 2026-04-01 refused channel=e-mail"]),
    ("ours says more", ["response 2026-04-01 refused grounds=s.22"], ["response 2026-04-01"],
     ["response 2026-04-01 refused grounds=s.22"]),
    ("a letter that they have read", ["response 2026-04-01"],
     ["clarification_requested 2026-04-01 known=stated"],
     ["clarification_requested 2026-04-01 known=stated"]),
    ("a letter that we have read", ["refusal_notice 2026-04-01 grounds=s.22"],
     ["response 2026-04-01 refused known=stated"],
     ["refusal_notice 2026-04-01 refused grounds=s.22"]),
    ("the day of what was known to the month", ["sent 2026-03"], ["sent 2026-03-06"],
     ["sent 2026-03-06"]),
    ("our day of what they know to the year", ["sent 2026-03-06"], ["sent 2026"],
     ["sent 2026-03-06"]),
    ("another month", ["checked 2026-03"], ["checked 2026-04-06"],
     ["checked 2026-03", "checked 2026-04-06"]),
    ("two letters of one day", [f"response 2026-04-01 url={A}"], [f"response 2026-04-01 url={B}"],
     [f"response 2026-04-01 url={A}", f"response 2026-04-01 url={B}"]),
    ("one letter, another day", [f"response 2026-04-01 url={A}"], [f"response 2026-04-02 url={A}"],
     [f"response 2026-04-01 url={A}"]),
    ("what the requester says now", ["response 2026-04-01 refused known=stated"],
     ["response 2026-04-01 disclosed known=stated"],
     ["response 2026-04-01 disclosed known=stated"]),
    ("what we saw, and they say otherwise", ["response 2026-04-01 refused"],
     ["response 2026-04-01 disclosed known=stated"], ["response 2026-04-01 refused"]),
    ("what they told, and we saw", ["response 2026-04-01 refused known=stated"],
     ["refusal_notice 2026-04-01 grounds=s.22"], ["refusal_notice 2026-04-01 grounds=s.22"]),
    ("what both saw and tell otherwise is two things", ["response 2026-04-01 refused"],
     ["response 2026-04-01 disclosed"],
     ["response 2026-04-01 refused", "response 2026-04-01 disclosed"]),
    ("notes are one if they say the same", ["note 2026-04-01 note=a", "note 2026-04-01 note=b"],
     ["note 2026-04-01 note=b", "note 2026-04-01 note=c"],
     ["note 2026-04-01 note=a", "note 2026-04-01 note=b", "note 2026-04-01 note=c"]),
    ("of what nobody knows the day of, each is its own", ["checked", "sent 2026-03-06"],
     ["acknowledged"], ["checked", "sent 2026-03-06", "acknowledged"]),
    ("a month comes after its days", ["sent 2026-03-06"], ["response 2026-03 refused"],
     ["sent 2026-03-06", "response 2026-03 refused"]),
    ("but the request comes first", ["response 2026-03-20 refused"], ["sent 2026-03"],
     ["sent 2026-03", "response 2026-03-20 refused"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "theirs", "both"), [row[1:] for row in TELLINGS], ids=[row[0] for row in TELLINGS]
)
def test_two_tellings(ours, theirs, both):
    joined, _ = join_events([*map(event, ours)], [*map(event, theirs)])
    assert joined == [*map(event, both)]
    again, _ = join_events(joined, [*map(event, theirs)])
    assert again == joined


@given(any_case())
@settings(max_examples=40, deadline=None)
def test_a_case_and_itself_are_itself(case):
    assert merged(case, case) == (case, [])


def test_what_differs_is_told():
    ours = [event("response 2026-04-01 refused")]
    joined, told = join_events(ours, [event("response 2026-04-01 disclosed known=stated")])
    assert joined == ours
    [line] = told
    assert line.startswith("the response (refused) of 1 April 2026 stays as it is here; ")
    assert line.endswith("the file calls it response (disclosed)")


def test_what_was_taken_back_does_not_return_as_often_as_it_was():
    letter = event("acknowledged 2026-03-09")
    joined, _ = join_events([], [letter, letter], taken_back=[letter])
    assert joined == [letter]


def test_the_same_event_is_found_or_it_is_new():
    known = [event("sent 2026-03-06"), event("response 2026-04-01")]
    assert find_same(known, event("refusal_notice 2026-04-01 grounds=s.22")) == 1
    assert find_same(known, event("refusal_notice 2026-04-02")) is None


def case(**fields):
    return Case.model_validate(
        {"id": "plan", "subject": "Plan", "authority": "Harbour Office", **fields}
    )


CASES = [
    # of ours, of theirs, of both
    ({}, {"body": "harbour-office"}, {"body": "harbour-office"}),
    ({"reference": "R1"}, {"reference": "R2"}, {"reference": "R1"}),
    ({"visibility": "private"}, {"visibility": "public"}, {"visibility": "private"}),
    ({"followed": False}, {"followed": True}, {"followed": False}),
    ({}, {"school": True, "school_closed": [["2026-04-01", "2026-04-02"]]},
     {"school": True, "school_closed": [["2026-04-01", "2026-04-02"]]}),
    ({}, {"requester_kind": "press", "requester": "The Quay"},
     {"requester_kind": "press", "requester": "The Quay"}),
    ({"requester_kind": "mp"}, {"requester_kind": "press", "requester": "The Quay"},
     {"requester_kind": "mp"}),
    ({"commitments": [{"slug": "a", "role": "evidence_of"}]},
     {"commitments": [{"slug": "a"}, {"slug": "b"}]},
     {"commitments": [{"slug": "a", "role": "evidence_of"}, {"slug": "b"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "both"), CASES)
def test_two_tellings_of_a_case(ours, theirs, both):
    assert merged(case(**ours), case(**theirs)) == (case(**both), [])


def test_ours_stays_and_the_difference_is_told():
    together, told = merged(case(), case(subject="The plan", regime="EIR"))
    assert together == case()
    assert told == [
        "subject: “Plan” stays; the file has “The plan”",
        "regime: “FOIA” stays; the file has “EIR”",
    ]


# ----------------------------------------------------------------- with a person in between


@pytest.fixture
def harbour():
    db = furnish(blank())
    take_in(db, REQUEST, seen_on=SEEN)
    return db


def types(db):
    return [one.type for one in cases.read(db, CASE).events]


def again(db):
    return take_in(db, REQUEST, seen_on=SEEN).words[CASE]


BEFORE = ["sent", "acknowledged", "clarification_requested", "clarification_sent", "note",
          "response", "internal_review_requested", "checked"]  # fmt: skip


def test_what_a_person_adds_stays(harbour):
    said = Said("internal-review-outcome", date(2026, 6, 30), "day", outcome="upheld")
    record(harbour, CASE, said, AS_OF, AT)
    assert again(harbour) == "unchanged"
    assert types(harbour) == [*BEFORE, "internal_review_outcome"]


def test_the_letter_itself_takes_the_place_of_what_was_said_of_it(harbour):
    said = Said("refusal_notice", date(2026, 5, 20), "day", grounds=("s.22",), outcome="refused")
    told = record(harbour, CASE, said, AS_OF, AT)
    assert any("completed" in line for line in told)
    assert again(harbour) == "unchanged"
    notice = cases.read(harbour, CASE).events[5]
    assert (notice.type, notice.known) == ("refusal_notice", "observed")
    assert notice.url.endswith("#incoming-23")
    assert types(harbour) == [*BEFORE[:5], "refusal_notice", *BEFORE[6:]]


def test_a_person_who_read_it_otherwise_is_right(harbour):
    said = Said("response", date(2026, 5, 20), "day", outcome="partly-disclosed")
    record(harbour, CASE, said, AS_OF, AT)
    assert again(harbour) == "unchanged"
    assert [one.outcome for one in cases.read(harbour, CASE).events if one.type == "response"] == [
        "partly_disclosed"
    ]


def test_what_a_person_took_back_does_not_return(harbour):
    retract(harbour, CASE, 5, "Not about this.", AS_OF, AT)
    assert again(harbour) == "unchanged"
    assert types(harbour) == [*BEFORE[:4], *BEFORE[5:]]
    [row] = harbour.query("select * from foi_events where retracted_on is not null")
    assert (row["type"], row["retracted_why"]) == ("note", "Not about this.")


def test_what_made_room_for_a_fuller_word_was_not_taken_back(harbour):
    """Its row is retracted, too; but nobody said that it did not happen."""
    record(harbour, CASE, Said("acknowledged", date(2026, 3, 9), "day", reference="R1"), AS_OF, AT)
    retract(harbour, CASE, 2, "By mistake.", AS_OF, AT)
    assert again(harbour) == "unchanged"


def test_a_case_that_was_added_by_hand_is_known_by_its_address(harbour):
    db = furnish(blank())
    by_hand = case(
        id="dredging", visibility="public",
        url="https://www.whatdotheyknow.com/request/harbour_dredging_plan",
        events=[{"type": "sent", "on": "2026-03-06", "channel": "WhatDoTheyKnow"}],
    )  # fmt: skip
    cases.save(db, by_hand, AS_OF, AT)
    taken = take_in(db, REQUEST, seen_on=SEEN)
    assert taken.words == {"dredging": "updated"}
    assert [one.type for one in cases.read(db, "dredging").events] == BEFORE
    assert cases.read(db, "dredging").visibility == "public"
    assert "subject: “Plan” stays" in taken.lines[0]


def test_the_register_may_have_the_request_too(harbour):
    db = furnish(blank())
    page = "https://www.whatdotheyknow.com/request/harbour_dredging_plan"
    cases.save(db, case(id="foi-8", url=f"{page}_2"), AS_OF, AT)
    theirs = case(id="foi-9", url=f"{page}/response/7/attach/2/reply.pdf")
    cases.save(db, theirs, AS_OF, AT)
    db.execute("update foi_requests set origin = 'register'")
    taken = take_in(db, REQUEST, seen_on=SEEN)
    assert taken.words == {CASE: "inserted"}
    assert taken.lines[-1] == f"{CASE}: the register has this request too, as foi-9"


def test_a_file_that_is_right_takes_the_place_of_all(harbour, tmp_path):
    path = tmp_path / "plan.yml"
    path.write_text(written(case(id=CASE, events=[{"type": "sent", "on": "2026-03-06"}])))
    assert take_in(harbour, path).words == {CASE: "unchanged"}  # it lacks only
    assert take_in(harbour, path, replace=True).words == {CASE: "updated"}
    assert types(harbour) == ["sent"]
    assert cases.read(harbour, CASE).subject == "Plan"
    assert harbour.execute("select count(*) from foi_events").fetchone()[0] > len(BEFORE)

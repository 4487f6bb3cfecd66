"""What a case may hold: each field is checked before anything is kept."""

from datetime import date

import pytest
from pydantic import ValidationError

from db.connection import memory
from db.errors import Problem
from tracker.foi import cases
from tracker.foi.cases import problem_of, refuse_early
from tracker.foi.model import Case, Event, Ground, Promise
from tracker.foi.rows import rows_of

ASKED = Event(type="sent", on=date(2026, 9, 1), channel="email")
REFUSED = Event(type="response", on=date(2026, 9, 20), outcome="refused")
REVIEWED = Event(type="internal_review_outcome", on=date(2026, 10, 20), outcome="upheld")
DECIDED = Event(type="decision_notice", on=date(2026, 11, 20), outcome="partly")


def case(**more):
    return Case.model_validate({"id": "lamps", "subject": "Lamps", "authority": "Harbour", **more})


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"subject": "Lamps\x00"}, "subject: holds a control character (U+0000)"),
        ({"subject": "Lamps\x1b[31m"}, "subject: holds a control character (U+001B)"),
        ({"id": "../lamps"}, "id: "),
        ({"school_closed": [5]}, "school_closed.0: "),
        ({"school_closed": [None]}, "school_closed.0: "),
        ({"school": True, "school_closed": [["2026-09-02", "2026-09-01"]]}, "school_closed: each"),
        ({"school_closed": [["2026-09-01", "2026-09-02"]]}, "school_closed: only a school"),
        ({"requester": "A Person", "requester_kind": "individual"}, "requester: private"),
        ({"visibility": "embargoed"}, "public_from: "),
        ({"public_from": "2027-01-01"}, "public_from: "),
        ({"events": [{"type": "sent", "on": "2004-12-31"}]}, "events.0: on: 2004-12-31 is before"),
        ({"events": [{"type": "sent", "on": "2026-02-30"}]}, "events.0.on: there is no such day"),
        ({"events": [{"type": "snet", "on": "2026-02-03"}]}, "did you mean sent?"),
        ({"events": [{"type": "sent", "on": "2026-02-03", "outcome": "refused"}]}, "no outcome"),
        ({"events": [{"type": "sent", "on": "2026-02-03", "until": "2026-03-03"}]}, "has none"),
        (
            {"events": [{"type": "extension_notified", "on": "2026-02-03", "until": "9999-12-31"}]},
            "events.0.until: 9999-12-31 is too far ahead to be meant",
        ),
    ],
)
def test_a_fault_is_told_by_its_field(fields, fault):
    with pytest.raises(ValidationError) as caught:
        case(**fields)
    told = problem_of(caught.value, "cases.yml:3")
    assert str(told).startswith("cases.yml:3: ")
    assert fault in told.what


@pytest.mark.parametrize("field", ["due_earliest", "due_latest", "start_by"])
def test_no_promise_is_for_a_day_that_nobody_means(field):
    with pytest.raises(ValidationError, match="too far ahead"):
        Promise(due_phrase="one day", due_kind="open", **{field: date(2200, 1, 1)})
    with pytest.raises(ValidationError, match="too far ahead"):
        Ground(provision="s.22", anticipated_publication=date(2200, 1, 1))


@pytest.mark.parametrize(
    ("events", "responded_on", "outcome"),
    [
        ([ASKED], None, "unknown"),
        ([ASKED, REFUSED], "2026-09-20", "refused"),
        ([ASKED, REFUSED, REVIEWED], "2026-09-20", "refused"),
        ([ASKED, REFUSED, REVIEWED, DECIDED], "2026-09-20", "refused"),
        ([ASKED, DECIDED], None, "unknown"),
    ],
)
def test_only_a_reply_answers(events, responded_on, outcome):
    """What a review, a regulator or a tribunal says is no answer of the body's."""
    row, _, _ = rows_of(case(events=events))
    assert (row["responded_on"], row["outcome"]) == (responded_on, outcome)


@pytest.mark.parametrize(
    ("as_of", "is_refused"),
    [("2026-11-28", False), ("2027-01-14", False), ("2027-01-15", True), ("2028-01-01", True)],
)
def test_no_day_to_come_ends_an_embargo(as_of, is_refused):
    db, today = memory(), date(2026, 11, 28)
    embargoed = case(events=[ASKED], visibility="embargoed", public_from=date(2027, 1, 15))
    cases.save(db, embargoed, today, "2026-11-28T09:00:00Z")
    if is_refused:
        with pytest.raises(Problem, match=r"^lamps: is under an embargo until 2027-01-15"):
            refuse_early(db, date.fromisoformat(as_of), today)
    else:
        refuse_early(db, date.fromisoformat(as_of), today)
    refuse_early(db, date(2027, 1, 15), date(2027, 1, 15))

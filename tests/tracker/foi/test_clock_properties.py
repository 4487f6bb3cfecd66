"""What holds of every case: it can be told where it stands, and nothing is told beyond its days."""

from datetime import date, timedelta
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import Problem
from tracker.foi.clock import standing
from tracker.foi.grounds import JURISDICTIONS, PROVISIONS
from tracker.foi.model import Case, Event
from tracker.foi.order import faults
from tracker.foi.vocabulary import EVENT_TYPES, REGIMES, STATUSES

FIRST, LATE = date(2025, 1, 2), date(2028, 1, 1)
# What a case is made of, mostly; whatever else there is comes too, but less often.
COMMON = (
    "received", "clarification_requested", "clarification_sent", "fees_notice", "fee_paid",
    "extension_notified", "response", "refusal_notice", "internal_review_requested",
    "internal_review_outcome", "complaint_to_regulator", "decision_notice",
)  # fmt: skip


def dates(day):
    """A day, its month, or nothing."""
    return st.sampled_from([(day, "day")] * 6 + [(day.replace(day=1), "month"), (None, "unknown")])


@st.composite
def events(draw, kind, day, regime):
    """One event of a type on about a day, with whatever such an event may hold."""
    on, precision = draw(dates(day))
    allowed = EVENT_TYPES[kind].may_hold
    later = st.none() | st.integers(0, 90).map(lambda days: day + timedelta(days=days))
    channel = draw(st.sampled_from([None, None, "email", "post"]))
    found = {"type": kind, "on": on, "precision": precision, "channel": channel}
    if EVENT_TYPES[kind].outcomes:
        found["outcome"] = draw(st.none() | st.sampled_from(EVENT_TYPES[kind].outcomes))
    if "until" in allowed:
        found["until"] = draw(later)
    if "resets" in allowed:
        found["resets"] = draw(st.none() | st.booleans())
    if "grounds" in allowed:
        provisions = [*PROVISIONS[JURISDICTIONS[regime]], "s.999"]
        found["grounds"] = [
            {
                "provision": draw(st.sampled_from(provisions)),
                "neither_confirm_nor_deny": draw(st.booleans()),
                "anticipated_publication": draw(later),
            }
            for _ in range(draw(st.integers(0, 2)))
        ]
    if "promise" in allowed and draw(st.booleans()):
        latest = draw(later.filter(bool))
        found["promise"] = {"due_phrase": "soon", "due_kind": "deadline", "due_latest": latest}
    return Event.model_validate(found)


@st.composite
def cases(draw, *, followed=None):
    """A case of a few events in the order of their days, which may still be at odds."""
    regime = draw(st.sampled_from(REGIMES))
    kinds = draw(
        st.lists(st.sampled_from(COMMON) | st.sampled_from([*EVENT_TYPES]), min_size=2, max_size=9)
    )
    steps = draw(st.lists(st.integers(0, 45), min_size=10, max_size=10))
    days = accumulate(steps, lambda day, step: day + timedelta(days=step), initial=FIRST)
    kinds = ["sent", *kinds] if draw(st.integers(0, 9)) else kinds
    return Case(
        id="the-plan",
        subject="A plan that was promised",
        authority="NHS England",
        regime=regime,
        followed=draw(st.booleans()) if followed is None else followed,
        school=draw(st.booleans()),
        events=tuple(
            draw(events(kind, day, regime)) for kind, day in zip(kinds, days, strict=False)
        ),
    )


def mended(case):
    """The case without the events that cannot have happened so."""
    while wrong := faults(case, as_of=LATE):
        place = wrong[0][0]
        case = case.model_copy(update={"events": (*case.events[:place], *case.events[place + 1 :])})
    return case


WHOLE, FOLLOWED, OTHERS = (cases(followed=followed).map(mended) for followed in (None, True, False))


@given(cases())
@settings(deadline=None, max_examples=80)
def test_a_case_stands_somewhere_or_something_is_wrong_with_it(case):
    try:
        found = standing(case)
    except Problem:
        assert faults(case, as_of=LATE)
    else:
        assert found.status in STATUSES


@given(WHOLE)
@settings(deadline=None, max_examples=40)
def test_no_day_lies_before_the_one_that_it_is_counted_from(case):
    for one in standing(case).deadlines:
        assert one.counted_from <= one.due <= one.late_after
        is_told = "late only after" in one.explanation  # of a school, or within the time by law
        assert one.late_after in (one.due, one.alternative) or is_told


@given(WHOLE, st.data())
@settings(deadline=None, max_examples=40)
def test_a_note_changes_nothing(case, data):
    place = data.draw(st.integers(0, len(case.events)))
    note = data.draw(events("note", FIRST + timedelta(days=1000), case.regime))
    noted = case.model_copy(update={"events": (*case.events[:place], note, *case.events[place:])})
    assert standing(noted) == standing(case)


@given(WHOLE)
@settings(deadline=None, max_examples=40)
def test_a_case_read_back_from_what_is_kept_of_it_stands_the_same(case):
    kept = Case.model_validate(case.model_dump(mode="json"))
    assert kept == case
    assert standing(kept) == standing(case)


@given(OTHERS)
@settings(deadline=None, max_examples=40)
def test_nobody_is_waited_for_in_a_case_that_is_not_followed(case):
    found = standing(case)
    assert found.next_action == ""
    assert all(one.met_on for one in found.deadlines)
    assert found.status not in ("awaiting_response", "extended", "draft")


@given(FOLLOWED)
@settings(deadline=None, max_examples=40)
def test_what_is_told_is_whole(case):
    found = standing(case)
    told = [found.next_action, *found.notes]
    for one in found.deadlines:
        told += [one.explanation, one.action_before, one.action_after]
        assert one.met_on is None or not (one.escalates or one.status_after or one.action_after)
    assert not [words for words in told if "{" in words or "None" in words]

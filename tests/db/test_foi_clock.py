"""The clock of FOI cases: what is due, and when a body may be called late."""

import pytest

from tests.foi_rows import case, clock, deadline, event, followed, standing

DUE, LATER = "2026-02-02", "2026-02-03"

# Due on 2 February; by the other convention, where there is one, on 3 February.
STATES = [
    # as of, looked at on, the other day; state, status, next action, may escalate, days left
    ("2026-02-01", "2026-01-05", None, "to come", "awaiting_response", "Wait.", 0, 1),
    ("2026-02-02", "2026-01-05", None, "to come", "awaiting_response", "Wait.", 0, 0),
    ("2026-02-03", "2026-01-05", None, "passed, not looked at since", "awaiting_response",
     "Chase.", 0, -1),
    # A look on the last day proves nothing: a reply at 23:59 is in time.
    ("2026-02-03", "2026-02-02", None, "passed, not looked at since", "awaiting_response",
     "Chase.", 0, -1),
    ("2026-02-03", "2026-02-03", None, "overdue", "delayed", "Chase.", 1, -1),
    ("2026-05-06", "2026-02-03", None, "overdue", "delayed", "Chase.", 1, -93),
    # A look holds for 92 days, as everywhere.
    ("2026-05-07", "2026-02-03", None, "overdue when last looked at", "awaiting_response",
     "Chase.", 0, -94),
    ("2026-02-02", "2026-01-05", LATER, "to come", "awaiting_response", "Wait.", 0, 1),
    ("2026-02-03", "2026-02-03", LATER, "between its two last days", "awaiting_response",
     "Wait.", 0, 0),
    ("2026-02-04", "2026-02-03", LATER, "passed, not looked at since", "awaiting_response",
     "Chase.", 0, -1),
    ("2026-02-04", "2026-02-04", LATER, "overdue", "delayed", "Chase.", 1, -1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "checked_on", "other", "state", "status", "action", "may_escalate", "days_left"),
    STATES, ids=[f"{row[0]} looked at {row[1]}, {row[2] or 'one day'}" for row in STATES],
)  # fmt: skip
def test_where_a_deadline_stands(
    db, as_of, checked_on, other, state, status, action, may_escalate, days_left
):
    followed(db, checked_on=checked_on, due=DUE, alternative=other)
    [row] = clock(db, as_of)
    assert (row["state"], row["status"], row["next_action"], row["may_escalate"],
            row["days_left"]) == (state, status, action, may_escalate, days_left)  # fmt: skip
    assert (row["due"], row["alternative"]) == (DUE, other)


KINDS = [
    # What we must do ourselves is missed by the calendar alone, and that is no one's fault.
    ({"party": "requester", "status_after": None, "escalates": 0}, "passed",
     "awaiting_response", 0),
    # No law sets a day for an internal review under FOIA: guidance does.
    ({"basis": "guidance", "status_after": "review_overdue"}, "past the guidance",
     "review_overdue", 1),
    ({"basis": "stated_by_the_body"}, "overdue", "delayed", 1),
    ({"escalates": 0}, "overdue", "delayed", 0),
    # To appeal is a right of the body, too, and no duty.
    ({"kind": "tribunal_appeal_by", "status_after": None}, "passed", "awaiting_response", 0),
    # Letters in a case do not tell whether something was published.
    ({"kind": "publication_anticipated", "status_after": None}, "passed, not looked at since",
     "awaiting_response", 0),
]  # fmt: skip


@pytest.mark.parametrize(("more", "state", "status", "may_escalate"), KINDS)
def test_whose_deadline_it_is_and_who_sets_it(db, more, state, status, may_escalate):
    followed(db, checked_on="2026-02-20", due=DUE, **more)
    [row] = clock(db, "2026-02-20")
    assert (row["state"], row["status"], row["may_escalate"]) == (state, status, may_escalate)


OLD_LOOKS = [
    ("statutory", "2026-05-06", "overdue"),
    ("statutory", "2026-05-07", "overdue when last looked at"),
    ("guidance", "2026-05-06", "past the guidance"),
    ("guidance", "2026-05-07", "past the guidance when last looked at"),
]


@pytest.mark.parametrize(("basis", "as_of", "state"), OLD_LOOKS)
def test_an_old_look_makes_nothing_overdue_that_guidance_alone_asks_for(db, basis, as_of, state):
    followed(db, checked_on="2026-02-03", due=DUE, basis=basis)
    [row] = clock(db, as_of)
    assert row["state"] == state


@pytest.fixture
def announced(db):
    """A case about one plan, whose publication was announced for 2 February."""
    for slug in ("lamp-plan", "quay-plan"):
        db.table("commitments").insert(
            {"slug": slug, "title": slug, "owner": "Harbour Authority", "kind": "promise",
             "selection": "editor", "summary": ""}
        )  # fmt: skip
    followed(db, due=DUE, checked_on="2026-02-20", kind="publication_anticipated",
             basis="stated_by_the_body", status_after=None)  # fmt: skip
    bears_on(db, "lamp-plan")
    return db


def bears_on(db, slug, role="arose_from"):
    position = db["foi_commitments"].count + 1
    db.table("foi_commitments").insert(
        {"foi_request": "lamps", "position": position, "commitment": slug, "role": role}
    )


def looked_for(db, slug, on="2026-02-03"):
    """Somebody looked for a plan after the day, in vain."""
    db.table("looks").insert(
        {"commitment": slug, "looked_on": on, "result": "not_found", "note": "Seen."}
    )


LOOKS = [
    (None, "", "passed, not looked at since"),
    ("2026-02-02", "not_found", "passed, not looked at since"),
    ("2026-02-03", "not_found", "overdue"),
    ("2026-02-03", "found", "passed, not looked at since"),
    ("2026-02-03", "unclear", "passed, not looked at since"),
]


@pytest.mark.parametrize(("looked_on", "result", "state"), LOOKS)
def test_a_publication_is_overdue_only_after_a_look_for_it(announced, looked_on, result, state):
    if looked_on:
        announced.table("looks").insert(
            {"commitment": "lamp-plan", "looked_on": looked_on, "result": result, "note": "Seen."}
        )
    [row] = clock(announced, "2026-03-01")
    assert (row["state"], row["may_escalate"]) == (state, state == "overdue")
    assert row["checked_on"] == (looked_on if result == "not_found" else None)


LAMP, QUAY = "lamp-plan", "quay-plan"
UNSEEN, LATE = "passed, not looked at since", "overdue"
MEANT = [
    # what the case bears on, and how; what its promises of the day name; looked for; where it is
    ({LAMP: "arose_from", QUAY: "arose_from"}, [], [LAMP], UNSEEN),
    ({LAMP: "asks_for", QUAY: "asks_for"}, [], [LAMP, QUAY], UNSEEN),
    ({LAMP: "arose_from", QUAY: "asks_for"}, [], [LAMP], UNSEEN),
    ({LAMP: "arose_from", QUAY: "asks_for"}, [], [QUAY], LATE),
    ({LAMP: "asks_for", QUAY: "evidence_of"}, [QUAY], [LAMP], UNSEEN),
    ({LAMP: "asks_for", QUAY: "evidence_of"}, [QUAY], [QUAY], LATE),
    ({LAMP: "asks_for"}, [QUAY], [LAMP], UNSEEN),
    ({LAMP: "asks_for"}, [QUAY], [QUAY], LATE),
    ({}, [QUAY], [QUAY], LATE),
    ({}, [], [LAMP, QUAY], UNSEEN),
    # Two promises of the same day: both have to be looked for.
    ({LAMP: "asks_for"}, [QUAY, LAMP], [QUAY], UNSEEN),
    ({LAMP: "asks_for"}, [QUAY, None], [QUAY], UNSEEN),
    ({LAMP: "asks_for"}, [QUAY, None], [QUAY, LAMP], LATE),
]  # fmt: skip


@pytest.mark.parametrize(("links", "named", "looked", "state"), MEANT)
def test_what_has_to_be_looked_for_is_what_the_promise_is_about(
    announced, links, named, looked, state
):
    announced.execute("delete from foi_commitments")
    for slug, role in links.items():
        bears_on(announced, slug, role)
    for slug in named:
        event(announced, kind="response", on="2026-01-06", promise_due_phrase="by 2 February",
              promise_due_latest=DUE, promise_about=slug)  # fmt: skip
    for slug in looked:
        looked_for(announced, slug)
    [row] = clock(announced, "2026-03-01")
    assert row["state"] == state


def test_of_two_that_were_looked_for_the_older_look_counts(announced):
    for slug, on in [(LAMP, "2026-02-20"), (QUAY, "2026-02-10")]:
        event(announced, kind="response", on="2026-01-06", promise_due_phrase="by 2 February",
              promise_due_latest=DUE, promise_about=slug)  # fmt: skip
        looked_for(announced, slug, on)
    [row] = clock(announced, "2026-03-01")
    assert (row["state"], row["checked_on"]) == (LATE, "2026-02-10")


OF_ANOTHER = [
    ({"promise_due_latest": "2026-02-01"}, UNSEEN),  # of another day
    ({"promise_due_latest": DUE, "retracted_on": "2026-01-20"}, UNSEEN),
    ({"promise_due_latest": DUE}, LATE),
]


@pytest.mark.parametrize(("more", "state"), OF_ANOTHER)
def test_only_a_promise_of_that_day_that_stands_names_what_to_look_for(announced, more, state):
    event(announced, kind="response", on="2026-01-06", promise_due_phrase="soon",
          promise_about=QUAY, **more)  # fmt: skip
    looked_for(announced, QUAY)
    [row] = clock(announced, "2026-03-01")
    assert row["state"] == state


def test_a_day_that_a_ground_names_is_about_what_its_reply_promises(announced):
    reply = event(announced, kind="response", on="2026-01-06", promise_due_phrase="in March",
                  promise_due_latest="2026-03-31", promise_about=QUAY)  # fmt: skip
    announced.table("foi_grounds").insert(
        {"foi_event": reply, "position": 1, "provision": "s.22", "scope": "whole",
         "anticipated_publication": DUE}
    )  # fmt: skip
    looked_for(announced, QUAY)
    [row] = clock(announced, "2026-03-01")
    assert row["state"] == LATE


def test_each_day_asks_for_what_its_own_promise_is_about(announced):
    """One look clears one day only."""
    deadline(announced, due="2026-02-09", kind="publication_anticipated",
             basis="stated_by_the_body", status_after=None)  # fmt: skip
    for slug, due in [(LAMP, DUE), (QUAY, "2026-02-09")]:
        event(announced, kind="response", on="2026-01-06", promise_due_phrase="soon",
              promise_due_latest=due, promise_about=slug)  # fmt: skip
    looked_for(announced, QUAY, "2026-02-20")
    rows = clock(announced, "2026-03-01")
    assert {row["due"]: row["state"] for row in rows} == {DUE: UNSEEN, "2026-02-09": LATE}


@pytest.mark.parametrize(
    ("soft", "state"), [(1, "past our reading of their words"), (0, "overdue")]
)
def test_our_reading_of_soft_words_makes_nothing_overdue(announced, soft, state):
    looked_for(announced, LAMP)
    event(announced, kind="response", on="2026-01-06", promise_due_phrase="in the coming weeks",
          promise_due_latest=DUE, promise_soft=soft)  # fmt: skip
    [row] = clock(announced, "2026-03-01")
    assert (row["state"], row["may_escalate"]) == (state, state == "overdue")


def test_the_last_deadline_that_passed_names_the_case(db):
    followed(db, checked_on="2026-04-20", due=DUE)
    deadline(db, due="2026-03-02", kind="pit_guideline_40", status_after="long_overdue")
    deadline(db, due="2026-06-01", kind="x", status_after="review_overdue")
    rows = clock(db, "2026-04-20")
    assert {row["status"] for row in rows} == {"long_overdue"}
    assert [row["state"] for row in rows] == ["overdue", "overdue", "to come"]


def test_what_is_met_or_not_ours_or_taken_back_is_not_on_the_clock(db):
    followed(db, "met", met_on="2026-01-20")
    standing(db, "met", status="disclosed", next_action="")
    followed(db, "theirs")
    db.execute("update foi_requests set followed = 0 where id = 'theirs'")
    followed(db, "retracted")
    db.execute("update foi_requests set retracted_on = '2026-01-06' where id = 'retracted'")
    assert clock(db, "2026-03-01") == []


def test_an_open_case_without_a_day_says_what_to_do(db):
    case(db)
    event(db, kind="drafted")
    standing(db, status="draft", next_action="Send it.")
    [row] = clock(db, "2026-03-01")
    assert (row["position"], row["state"], row["status"], row["next_action"]) == (
        0, "no day", "draft", "Send it.",
    )  # fmt: skip
    assert (row["due"], row["days_left"], row["may_escalate"]) == (None, None, 0)


def test_what_is_overdue_stands_first_then_by_day(db):
    followed(db, "soon", due="2026-03-05")
    followed(db, "unseen", due="2026-02-02")
    followed(db, "guided", due="2026-02-20", checked_on="2026-03-01", basis="guidance")
    followed(db, "late", due="2026-02-25", checked_on="2026-03-01")
    case(db, "undated")
    standing(db, "undated", next_action="Read the reply.")
    order = [row["foi_request"] for row in clock(db, "2026-03-01")]
    assert order == ["late", "guided", "unseen", "soon", "undated"]


EMBARGO = [("2026-02-09", "embargoed"), ("2026-02-10", "public"), ("2026-02-11", "public")]


@pytest.mark.parametrize(("as_of", "visibility"), EMBARGO)
def test_an_embargo_ends_by_itself_on_its_day(db, as_of, visibility):
    followed(db)
    db.execute("update foi_requests set visibility = 'embargoed', public_from = '2026-02-10'")
    [row] = clock(db, as_of)
    assert row["visibility"] == visibility
    assert db["foi_shown"].count == (visibility == "public")


def test_a_case_that_was_taken_back_is_not_shown(db):
    followed(db)
    db.execute("update foi_requests set retracted_on = '2026-01-20'")
    clock(db, "2026-03-01")
    assert db["foi_shown"].count == 0


def test_a_private_case_is_on_our_own_clock_and_not_among_those_shown(db):
    followed(db)
    db.execute("update foi_requests set visibility = 'private'")
    assert [row["visibility"] for row in clock(db, "2026-02-10")] == ["private"]
    assert db["foi_shown"].count == 0


def test_a_day_before_the_last_event_counts_nothing(db):
    """What a case came to on an earlier day is not stored, and is not guessed."""
    followed(db, checked_on="2026-02-20")
    event(db, kind="checked", on="2026-02-20")
    assert clock(db, "2026-02-19") == []
    assert [row["state"] for row in clock(db, "2026-02-20")] == ["overdue"]


CHANGES = [
    # When a row last became another: the case was saved, a move, an embargo that ended, a day that
    # passed. An older database has events and no day of the last change.
    ("2026-02-01", "", 1, "2026-01-05"),
    ("2026-02-03", "", 1, "2026-02-03"),
    ("2026-02-01", "saved", 2, "2026-01-21"),
    ("2026-02-01", "event", 1, "2026-01-20"),
    ("2026-02-01", "retract", 1, "2026-01-25"),
    ("2026-02-01", "move", 2, "2026-01-22"),
    ("2026-02-01", "embargo", 1, "2026-01-30"),
]


@pytest.mark.parametrize(("as_of", "change", "revision", "changed_on"), CHANGES)
def test_when_a_row_last_changed(db, as_of, change, revision, changed_on):
    followed(db)
    if change == "saved":
        db.execute("update foi_requests set revision = 2, changed_on = '2026-01-21'")
    if change in {"event", "retract"}:
        event(db, kind="note", on="2026-01-19", recorded_at="2026-01-20T10:00:00Z")
    if change == "retract":
        db.execute("update foi_events set retracted_on = '2026-01-25' where position = 2")
    if change == "move":
        db.execute(
            """insert into foi_moves (foi_request, kind, counted_from, due_before, due_after, why,
                 moved_on) values ('lamps', 'response_due', '2026-01-05', '2026-01-30',
                 '2026-02-02', 'a proclamation', '2026-01-22')"""
        )
    if change == "embargo":
        db.execute("update foi_requests set visibility='embargoed', public_from='2026-01-30'")
    [row] = clock(db, as_of)
    assert (row["revision"], row["changed_on"]) == (revision, changed_on)


PASSED = [
    # The day passes by one convention, then by the other; somebody looks; the look grows old.
    ("2026-02-02", "2026-01-05", "2026-01-05"),
    ("2026-02-03", "2026-01-05", "2026-02-03"),
    ("2026-02-04", "2026-01-05", "2026-02-04"),
    ("2026-02-20", "2026-02-10", "2026-02-10"),
    ("2026-05-13", "2026-02-10", "2026-02-10"),
    ("2026-05-14", "2026-02-10", "2026-05-14"),
    ("2026-05-20", "2026-02-10", "2026-05-14"),
]


@pytest.mark.parametrize("basis", ["statutory", "guidance"])
@pytest.mark.parametrize(("as_of", "checked_on", "changed_on"), PASSED)
def test_a_row_changes_as_days_pass(db, as_of, checked_on, changed_on, basis):
    followed(db, checked_on=checked_on, due=DUE, alternative=LATER, basis=basis)
    [row] = clock(db, as_of)
    assert row["changed_on"] == changed_on

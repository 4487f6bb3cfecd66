"""Requests as WhatDoTheyKnow shows them: what is taken over, what is not, and from where."""

import copy
import json
import re
from datetime import date
from pathlib import Path

import pytest

from db.errors import Problem
from tests.blank import blank
from tests.tracker.foi.exchange_harbour import furnish, take_in
from tracker.foi import cases
from tracker.foi.exchange.found import Account, Happening
from tracker.foi.exchange.importing import NO_LOOK
from tracker.foi.exchange.story import _LETTERS, _OF_A_REVIEW, events_of
from tracker.foi.exchange.taking import NAMES_THE_REQUESTER
from tracker.foi.exchange.whatdotheyknow import names_one_of, without
from tracker.foi.vocabulary import STATUSES

FILES = Path(__file__).parent / "files"
REQUEST = json.loads((FILES / "request.json").read_text())
ATOM = (FILES / "request.atom").read_text()
CASE = "wdtk-harbour-dredging-plan"
PAGE = "https://www.whatdotheyknow.com/request/harbour_dredging_plan"
FEED = Path(__file__).parents[4] / "shared/fixtures/whatdotheyknow/wdtk_feed_search.json"


@pytest.fixture
def harbour():
    return furnish(blank())


@pytest.fixture
def saved(tmp_path):
    """The request as a file, with some of it otherwise; returns its path."""

    def saved(name="request.json", **changes):
        path = tmp_path / name
        path.write_text(json.dumps({**copy.deepcopy(REQUEST), **changes}))
        return path

    return saved


def told(case):
    return [(str(event.on), event.type, event.outcome) for event in case.events]


# ------------------------------------------------------------------------- a whole request


def test_a_request_and_all_that_happened(harbour, saved):
    taken = take_in(harbour, saved(), seen_on=date(2026, 6, 20))
    assert taken.words == {CASE: "inserted"}
    case = cases.read(harbour, CASE)
    assert told(case) == [
        ("2026-03-06", "sent", None),  # 23:40 in winter
        ("2026-03-09", "acknowledged", None),
        ("2026-03-20", "clarification_requested", None),
        ("2026-03-30", "clarification_sent", None),  # 23:30 UTC is the next day in London's summer
        ("2026-05-05", "note", None),
        ("2026-05-20", "response", "refused"),
        ("2026-06-01", "internal_review_requested", None),
        ("2026-06-20", "checked", None),
    ]
    assert (case.body, case.regime, case.visibility) == ("harbour-office", "FOIA", "private")
    assert [(link.slug, link.role) for link in case.commitments] == [("dredging-plan", "asks_for")]
    assert case.url == PAGE
    assert case.events[5].url == f"{PAGE}#incoming-23"
    assert case.events[5].known == "stated"  # the requester said so, on the site
    assert not taken.lines


def test_the_name_of_the_requester_is_kept_nowhere(harbour, saved):
    take_in(harbour, saved())
    everything = "\n".join(harbour.conn.iterdump())
    assert "The harbour dredging plan, asked by the requester" in everything
    assert "Ada" not in everything


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("Letters to ada  EXAMPLE", "Ada Example", "Letters to the requester"),
        ("Adaptation plan", "Ada", "Adaptation plan"),
        ("The plan", None, "The plan"),
        ("The plan", " ", "The plan"),
        ("(A.B.) plan", "(A.B.)", "the requester plan"),
    ],
)
def test_a_name_is_taken_out_as_a_name(text, name, left):
    assert without(text, name) == left


ADDRESSES = [
    # the name of a request in its address, the name of who asked, theirs in addresses
    ("plan_for_jane_roe", "Jane Roe", "jane_roe", True),
    ("roe_jane_and_the_plan", "Jane Roe", None, True),
    ("plan_for_janeroe", "Jane Roe", None, True),
    ("plan_for_j_roe_2", "J. Roe", "j_roe_2", True),
    ("the_plan_of_zoe_muller", "Zoë Müller", None, True),
    ("plan_for_the_quiet_harbourer", "Sam Smith", "quiet_harbourer", True),
    ("plan_for_jane_roe_4", "J. R.", "jane_roe_17", True),
    ("harbour_dredging_plan_and_jane_r", "Jane Roe", None, True),  # cut at 32 signs there
    ("harbour_dredging_plan_jane_r", "Jane Roe", None, False),
    ("harbour_dredging_plan", "Ada Example", "ada_example", False),
    ("plan_for_jane", "Jane Roe", "jane_roe", False),
    ("adaptation_plan", "Ada", None, False),
    ("plan_2", "", "2", False),
    ("2" * 40, "Jane Roe", "jane_roe", False),
    ("plan", None, None, False),
]


@pytest.mark.parametrize(("address", "name", "at", "bears"), ADDRESSES)
def test_an_address_that_bears_the_name_of_who_asked(address, name, at, bears):
    assert names_one_of(address, name, at) == bears


def jane(saved, **changes):
    """The request, asked by Jane Roe under an address that tells so."""
    user = {"name": "Jane Roe", "url_name": "jane_roe"}
    fields = {"url_title": "plan_for_jane_roe", "title": "Plan for Jane Roe", "user": user}
    return saved(**{**fields, **changes})


def test_a_name_in_an_address_is_in_no_id(harbour, saved):
    taken = take_in(harbour, jane(saved))
    assert taken.words == {"wdtk-request-900001": "inserted"}
    assert any("address bears the name of whoever asked" in line for line in taken.lines)
    case = cases.read(harbour, "wdtk-request-900001")
    assert (case.subject, case.private_note) == ("Plan for the requester", NAMES_THE_REQUESTER)
    assert case.url.endswith("/plan_for_jane_roe")
    assert take_in(harbour, jane(saved)).words == {"wdtk-request-900001": "unchanged"}
    own_name = take_in(harbour, jane(saved, id=5, url_title="for_jane_roe"), case_id="plan")
    assert own_name.words == {"plan": "inserted"}
    without_name = [line for line in harbour.conn.iterdump() if "jane_roe" not in line]
    assert "roe" not in "\n".join(without_name).lower()


def test_a_request_whose_address_lost_the_name_is_the_same_request(harbour, saved):
    """The site changes an address when somebody asks it to; the number stays."""
    take_in(harbour, jane(saved))
    taken = take_in(harbour, jane(saved, url_title="plan_for_somebody"))
    assert list(taken.words) == ["wdtk-request-900001"]
    case = cases.read(harbour, "wdtk-request-900001")
    urls = [case.url, *(event.url for event in case.events if event.url)]
    assert all("/request/plan_for_somebody" in url for url in urls)
    assert case.private_note is None
    assert len(case.events) == len(REQUEST["info_request_events"][:7]) + 1


def test_a_name_in_the_address_of_a_feed(harbour, tmp_path):
    """An Atom feed does not tell the number of its request."""
    path = tmp_path / "feed"
    path.write_text(ATOM.replace("harbour_dredging_plan", "plan_for_ada_example"))
    [case_id] = take_in(harbour, path).words
    assert re.fullmatch("wdtk-request-[0-9a-f]{8}", case_id)


def test_the_same_file_again_changes_nothing(harbour, saved):
    take_in(harbour, saved())
    assert take_in(harbour, saved()).words == {CASE: "unchanged"}


def test_a_newer_file_brings_what_is_new(harbour, saved):
    old = REQUEST["info_request_events"][:2]
    take_in(
        harbour, saved(info_request_events=old, described_state="waiting_response"),
        as_of=date(2026, 3, 10),
    )  # fmt: skip
    assert take_in(harbour, saved()).words == {CASE: "updated"}
    types = [event.type for event in cases.read(harbour, CASE).events]
    assert types == [
        "sent", "acknowledged", "checked", "clarification_requested", "clarification_sent", "note",
        "response", "internal_review_requested", "checked",
    ]  # fmt: skip


def test_the_requesters_second_thought_takes_the_place_of_the_first(harbour, saved):
    """A reply that nobody had read yet, then called refused, then partly successful."""
    events = copy.deepcopy(REQUEST["info_request_events"][:7])
    outcomes = []
    for state, waits in (("waiting_response", True), ("rejected", False), ("rejected", True),
                         ("partially_successful", False)):  # fmt: skip
        events[6] |= dict.fromkeys(
            ("described_state", "calculated_state"), None if waits else state
        )
        take_in(
            harbour,
            saved(info_request_events=events, described_state=state, awaiting_description=waits),
        )
        [reply] = [event for event in cases.read(harbour, CASE).events if event.type == "response"]
        outcomes.append(reply.outcome)
    assert outcomes == [None, "refused", "refused", "partly_disclosed"]


# --------------------------------------------------------------------------- what it looks at


def test_only_a_person_says_when_it_was_saved(harbour, saved):
    """A file that was copied today may show what was so in May."""
    taken = take_in(harbour, saved(), seen_on=None)
    assert "checked" not in {event.type for event in cases.read(harbour, CASE).events}
    assert f"{CASE}: {NO_LOOK}" in taken.lines
    taken = take_in(harbour, saved(), seen_on=date(2026, 6, 30))
    last = cases.read(harbour, CASE).events[-1]
    assert (last.type, last.on) == ("checked", date(2026, 6, 30))
    assert f"{CASE}: {NO_LOOK}" not in taken.lines


@pytest.mark.parametrize(
    ("seen_on", "said"),
    [
        (date(2026, 7, 2), "2026-07-02 lies after 2026-07-01"),
        (date(2026, 5, 31), "has an event of 2026-06-01, so it was not saved on 2026-05-31"),
    ],
)
def test_a_look_that_cannot_be(harbour, saved, seen_on, said):
    with pytest.raises(Problem, match=said):
        take_in(harbour, saved(), seen_on=seen_on)
    assert harbour["foi_requests"].count == 0


# ------------------------------------------------------------------------- law, body, tags

SCOTTISH = {**REQUEST["public_body"], "name": "Isles Board", "url_name": "isles", "tags": [
    ["scotland", None]]}  # fmt: skip
LAWS = [
    ("foi", REQUEST["public_body"], {}, "FOIA"),
    ("eir", REQUEST["public_body"], {}, "EIR"),
    ("foi", {**SCOTTISH, "name": "Firth Authority"}, {}, "FOISA"),  # on record
    ("foi", SCOTTISH, {}, "FOISA"),  # by its tag
    ("eir", SCOTTISH, {}, "EISR"),
    ("foi", SCOTTISH, {"regime": "FOIA"}, "FOIA"),
]


@pytest.mark.parametrize(("law", "body", "wanted", "regime"), LAWS)
def test_the_law(harbour, saved, law, body, wanted, regime):
    taken = take_in(harbour, saved(law_used=law, public_body=body), **wanted)
    assert cases.read(harbour, CASE).regime == regime
    guessed = body is SCOTTISH and not wanted
    assert any("says that the body is in Scotland" in line for line in taken.lines) == guessed


BODIES = [
    # its name in the addresses of the site, its name, --body, the body of ours
    ("harbour_office", "The Office of the Harbour", None, "harbour-office"),
    ("elsewhere", "harbour office", None, "harbour-office"),
    ("elsewhere", "Quay Council", None, None),
    ("elsewhere", "Quay Council", "harbour-office", "harbour-office"),
    ("harbour_office", "Harbour Office", "firth-authority", "harbour-office"),
]


@pytest.mark.parametrize(("at", "name", "given", "slug"), BODIES)
def test_the_body(harbour, saved, at, name, given, slug):
    body = {**REQUEST["public_body"], "url_name": at, "name": name}
    taken = take_in(harbour, saved(public_body=body), body=given)
    case = cases.read(harbour, CASE)
    assert (case.body, case.authority) == (slug, name)
    assert any("--body SLUG" in line for line in taken.lines) == (slug is None)


def test_a_body_that_is_none(harbour, saved):
    with pytest.raises(Problem, match="no body is called 'quay'"):
        take_in(harbour, saved(), body="quay")


def test_a_school_and_a_tag_that_names_nothing(harbour, saved):
    body = {**REQUEST["public_body"], "tags": [["school", None]]}
    tags = [["delaywatch", "no-such-plan"], "delaywatch:harbour-lights"]
    taken = take_in(harbour, saved(public_body=body, tags=tags))
    case = cases.read(harbour, CASE)
    assert case.school
    assert [link.slug for link in case.commitments] == ["harbour-lights"]
    assert "delaywatch:no-such-plan names no commitment of ours" in taken.lines[0]


def test_what_the_site_hides_is_not_shown_here(harbour, saved):
    path = saved(prominence="requester_only")
    with pytest.raises(Problem, match="does not show this request to everybody"):
        take_in(harbour, path, visibility="public")
    assert "keep it private" in take_in(harbour, path).lines[0]


def test_who_may_see_it_and_who_asks_can_be_said(harbour, saved):
    take_in(harbour, saved(), visibility="embargoed", public_from=date(2026, 9, 1),
            requester_kind="press", followed=False, case_id="dredging")  # fmt: skip
    case = cases.read(harbour, "dredging")
    assert (case.visibility, case.public_from) == ("embargoed", date(2026, 9, 1))
    assert (case.requester_kind, case.requester, case.followed) == ("press", None, False)


# ---------------------------------------------------------------------- what a story comes to


def account(*happenings, state=None, asked_on=date(2026, 3, 2)):
    days = (date(2026, 3, 2 + number) for number in range(len(happenings)))
    return Account(
        url=PAGE, name="plan", title="Plan", asked_on=asked_on, environmental=False, state=state,
        body_name="Harbour Office", body_at=None,
        happenings=tuple(
            Happening(*((one,) if isinstance(one, str) else one)[:1], day,
                      *((one,) if isinstance(one, str) else one)[1:])
            for one, day in zip(happenings, days, strict=False)
        ),
    )  # fmt: skip


STORIES = [
    # what the site shows (with its state), what it calls the request, the events of it
    ("no message is shown", [], None, ["sent"]),
    ("a reply that nobody has read", ["sent", "response"], None, ["sent", "response"]),
    ("its sense stands with the request", ["sent", "response"], "not_held",
     ["sent", "response not_held"]),
    ("... unless something was sent since", ["sent", "response", "followup_sent"], "rejected",
     ["sent", "response", "note"]),
    ("a later update counts", ["sent", "response", "status_update"], "successful",
     ["sent", "response disclosed"]),
    ("words of the site's staff say nothing of the body", ["sent", ("response", "vexatious")],
     "vexatious", ["sent", "response"]),
    ("handled by post", ["sent", ("response", "gone_postal")], "gone_postal",
     ["sent", "holding_reply"]),
    ("it bounced and was sent again", ["sent", ("response", "error_message"), "resent"], None,
     ["sent", "delivery_error", "resent"]),
    ("it could not be sent", ["sent", "send_error", "resent"], None,
     ["sent", "delivery_error", "resent"]),
    ("a question and its answer",
     ["sent", ("response", "waiting_clarification"), ("followup_sent", "waiting_response")], None,
     ["sent", "clarification_requested", "clarification_sent"]),
    ("an answer to no question is a note", ["sent", ("followup_sent", "waiting_response")], None,
     ["sent", "note"]),
    ("a review that keeps the refusal",
     ["sent", ("response", "rejected"), ("followup_sent", "internal_review"),
      ("response", "internal_review"), ("response", "rejected")], None,
     ["sent", "response refused", "internal_review_requested", "acknowledged",
      "internal_review_outcome upheld"]),
    ("a review that releases it",
     ["sent", ("response", "rejected"), ("followup_sent", "internal_review"),
      ("response", "successful")], None,
     ["sent", "response refused", "internal_review_requested",
      "internal_review_outcome overturned"]),
    ("a review for silence: what comes is the reply",
     ["sent", ("followup_sent", "internal_review"), ("response", "rejected")], None,
     ["sent", "internal_review_requested", "response refused"]),
    ("chasing a review is no second review",
     ["sent", ("followup_sent", "internal_review"), ("followup_sent", "internal_review")], None,
     ["sent", "internal_review_requested", "note"]),
    ("a review told by an update", ["sent", ("status_update", "internal_review")],
     "internal_review", ["sent", "internal_review_requested"]),
    ("withdrawn", ["sent", "response", ("status_update", "user_withdrawn")], "user_withdrawn",
     ["sent", "response", "withdrawn"]),
    ("what is no message is left out", ["sent", "comment", "edit", "overdue", "new_kind"], None,
     ["sent"]),
    ("sent twice is sent again", ["sent", "sent"], None, ["sent", "resent"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("happenings", "state", "events"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES]
)
def test_a_story(happenings, state, events):
    found = events_of(account(*happenings, state=state))
    assert [f"{one.type} {one.outcome or ''}".strip() for one in found] == events


def test_outcomes_are_those_that_the_vocabulary_gives_back():
    for state, (_, outcome) in _LETTERS.items():
        if outcome is not None:
            assert STATUSES[outcome].whatdotheyknow == state
    assert set(_OF_A_REVIEW) <= set(_LETTERS)


def test_a_state_that_no_event_explains_is_told(harbour, saved):
    events = REQUEST["info_request_events"][:1]
    taken = take_in(harbour, saved(info_request_events=events, described_state="internal_review"))
    assert "WhatDoTheyKnow calls it “internal_review”" in taken.lines[-1]


def test_nothing_is_looked_at_after_a_withdrawal(harbour, saved):
    take_in(harbour, saved(described_state="user_withdrawn"))
    assert cases.read(harbour, CASE).events[-1].type == "withdrawn"


# --------------------------------------------------------------------------------- feeds


def feed(*numbers):
    """A feed of a search that shows these of the request's events."""
    shallow = {name: value for name, value in REQUEST.items()
               if name not in ("user", "public_body", "info_request_events")}  # fmt: skip
    return [
        {**REQUEST["info_request_events"][number], "info_request": shallow, "snippet": "Ada",
         "public_body": REQUEST["public_body"], "user": REQUEST["user"]}
        for number in numbers
    ]  # fmt: skip


def test_a_feed_gives_some_of_what_happened_and_is_no_look(harbour, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed(6, 1)))
    taken = take_in(harbour, path)
    case = cases.read(harbour, CASE)
    assert told(case) == [
        ("2026-03-06", "sent", None), ("2026-03-09", "acknowledged", None),
        ("2026-05-20", "response", "refused"),
    ]  # fmt: skip
    assert case.events[0].known == "inferred"
    assert "counts as no look" in taken.lines[0]
    assert "Ada" not in "\n".join(harbour.conn.iterdump())


def test_a_feed_and_then_the_request_make_one_case(harbour, saved, tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(feed(6, 1)))
    take_in(harbour, path)
    take_in(harbour, saved())
    assert [event.type for event in cases.read(harbour, CASE).events].count("response") == 1
    assert cases.read(harbour, CASE).events[0].known == "observed"


@pytest.mark.skipif(not FEED.exists(), reason="the shared fixtures are not beside this checkout")
def test_a_real_feed(harbour):
    taken = take_in(harbour, FEED, as_of=date(2026, 11, 28))
    found = [cases.read(harbour, case_id) for case_id in taken.words]
    assert [(case.regime, case.authority) for case in found] == [
        ("FOIA", "Surrey County Council"),
        ("FOIA", "North East Ambulance Service NHS Foundation Trust"),
        ("FOIA", "Police Service of Northern Ireland"),
        ("FOISA", "Scottish Government"),
    ]
    assert "Redacted User" not in "\n".join(harbour.conn.iterdump())
    assert set(take_in(harbour, FEED, as_of=date(2026, 11, 28)).words.values()) == {"unchanged"}


# ---------------------------------------------------------------------------------- atom


def test_an_atom_feed_of_a_request(harbour, tmp_path):
    path = tmp_path / "feed"
    path.write_text(ATOM)
    taken = take_in(harbour, path)
    case = cases.read(harbour, CASE)
    assert told(case) == [
        ("2026-03-06", "sent", None), ("2026-05-20", "response", None),
        ("2026-06-01", "internal_review_requested", None), ("2026-07-01", "checked", None),
    ]  # fmt: skip
    assert (case.body, case.authority) == ("harbour-office", "Harbour Office")
    assert case.subject == "The harbour dredging plan, asked by the requester"
    assert "the request's own .json has all" in taken.lines[0]
    assert "Ada" not in "\n".join(harbour.conn.iterdump())


def test_atom_and_json_of_a_request_are_one_case(harbour, saved, tmp_path):
    (tmp_path / "feed").write_text(ATOM)
    take_in(harbour, tmp_path / "feed")
    take_in(harbour, saved())
    together = cases.read(harbour, CASE)
    assert take_in(harbour, tmp_path / "feed").words == {CASE: "unchanged"}
    assert [event.type for event in together.events] == [
        "sent", "acknowledged", "clarification_requested", "clarification_sent", "note",
        "response", "internal_review_requested", "checked",
    ]  # fmt: skip
    assert together.events[5].outcome == "refused"


def test_the_state_that_an_atom_feed_shows_is_that_of_the_last_reply(harbour, tmp_path):
    first, *entries = ATOM.split("  <entry>")
    text = "  <entry>".join([first, *entries[1:]])  # without the request for a review
    path = tmp_path / "feed"
    path.write_text(text.replace("Awaiting internal review", "Refused"))
    take_in(harbour, path)
    assert [event.outcome for event in cases.read(harbour, CASE).events] == [None, "refused", None]

"""The calendar of FOI deadlines: what it says, to whom, and the same bytes for the same facts."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.foi_rows import clock, deadline, followed
from tracker.foi.cases import save
from tracker.foi.ical import NAME, PRIVATE_NAME, feed
from tracker.foi.model import Case
from tracker.wording import plain

ROW = {
    "foi_request": "lamps", "position": 1, "subject": "The lamp plan; parts, and “wholes”",
    "authority": "Harbour Authority", "body": None, "regime": "FOIA", "reference": "HA/26\\7",
    "url": "https://asked.example/lamps?a=1,2;3", "visibility": "public",
    "status": "awaiting_response", "kind": "response_due", "party": "authority",
    "counted_from": "2026-01-05", "due": "2026-02-02", "alternative": "2026-02-03",
    "late_after": "2026-02-03", "state": "to come", "days_left": 3, "next_action": "Wait.",
    "may_escalate": 0, "basis": "statutory", "citation": "FOIA s.10(1)", "confirmed": 1,
    "explanation": "20 working days from 5 January.", "received_on": "2026-01-05",
    "checked_on": "2026-01-05", "revision": 2, "changed_on": "2026-01-06", "as_of": "2026-01-31",
}  # fmt: skip


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def test_an_event_says_what_is_due_and_why():
    [found] = events(feed([ROW]))
    assert found["summary"] == "Reply due: The lamp plan; parts, and “wholes” (Harbour Authority)"
    assert found["description"].split("\n") == [
        "Where it stands: to come.",
        "Next: Wait.",
        "Working: 20 working days from 5 January.",
        "Rule: set by law: FOIA s.10(1).",
        "By the other published convention 3 February 2026; late only after 3 February 2026.",
        "Case: lamps",
        "Reference: HA/26\\7",
    ]
    assert found["url"] == ROW["url"]
    assert found["categories"].cats == ["FOI", "FOIA"]


def test_it_lasts_all_day_from_the_one_convention_to_the_other_and_takes_up_no_time():
    [found] = events(feed([ROW]))
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (
        date(2026, 2, 2),
        date(2026, 2, 4),
    )
    assert found["transp"] == "TRANSPARENT"
    [found] = events(feed([ROW | {"alternative": None, "late_after": "2026-02-02"}]))
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (
        date(2026, 2, 2),
        date(2026, 2, 3),
    )


def test_its_stamps_are_those_of_the_facts():
    [found] = events(feed([ROW]))
    changed = datetime(2026, 1, 6, tzinfo=UTC)
    assert (found.decoded("dtstamp"), found.decoded("last-modified")) == (changed, changed)
    assert found["sequence"] == 2


def uid(**more):
    [found] = events(feed([ROW | more]))
    return str(found["uid"])


@pytest.mark.parametrize(
    "more",
    [{"due": "2026-02-05", "late_after": "2026-02-05"}, {"subject": "Another"}, {"position": 7},
     {"state": "overdue"}, {"revision": 9, "changed_on": "2026-03-01"}, {"visibility": "public"}],
)  # fmt: skip
def test_an_event_keeps_its_name_whatever_is_said_of_it(more):
    assert uid(**more) == uid()


@pytest.mark.parametrize(
    "more",
    [{"foi_request": "fog"}, {"kind": "review_due_20"}, {"counted_from": "2026-01-06"}],
)
def test_another_deadline_has_another_name(more):
    assert uid(**more) != uid()


def test_two_deadlines_of_one_kind_from_one_day_are_told_apart_in_any_order():
    two = [ROW, ROW | {"position": 2, "due": "2026-01-30", "late_after": "2026-01-30"}]
    names = [str(found["uid"]) for found in events(feed(two))]
    assert len(set(names)) == 2
    assert feed(two) == feed(two[::-1])


def test_the_name_of_an_event_is_this_one():
    """It stands in calendars of others: whatever changes it makes double events there."""
    assert uid() == "73e011f46d391d5f0d350f6d126a205c@delaywatch"


PRIVATE = ROW | {"foi_request": "fog", "visibility": "private", "subject": "Mistbound"}
EMBARGOED = ROW | {"foi_request": "ice", "visibility": "embargoed", "subject": "Rimebound"}


def test_private_and_embargoed_cases_leave_no_byte():
    content = feed([PRIVATE, ROW, EMBARGOED])
    assert content == feed([ROW])
    assert Calendar.from_ical(content)["name"] == NAME


def test_with_private_cases_it_says_so_in_its_name_and_at_each_event():
    calendar = Calendar.from_ical(feed([PRIVATE, ROW, EMBARGOED], with_private=True))
    assert calendar["name"] == calendar["x-wr-calname"] == PRIVATE_NAME
    assert "PRIVATE" in PRIVATE_NAME
    found = {str(one["summary"]): one["class"] for one in calendar.walk("VEVENT")}
    assert {summary.split(":")[0]: mark for summary, mark in found.items()} == {
        "Reply due": "PUBLIC", "[private] Reply due": "PRIVATE",
    }  # fmt: skip
    assert len(found) == 3


def test_the_published_table_has_no_column_for_it():
    row = {name: value for name, value in ROW.items() if name != "visibility"}
    assert feed([row]) == feed([ROW])


def test_a_row_without_a_day_is_no_event():
    assert events(feed([ROW | {"due": None, "kind": None, "state": "no day"}])) == []
    assert Calendar.from_ical(feed([]))["version"] == "2.0"


def test_no_text_of_others_breaks_out_of_its_line():
    hostile = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:stolen\x1b[31m\u202e"
    texts = ("subject", "authority", "next_action", "explanation", "citation", "reference", "url")
    content = feed([ROW | dict.fromkeys(texts, hostile)])
    [found] = events(content)
    assert "url" not in found
    assert found["summary"].startswith("Reply due: x END:VEVENT BEGIN:VEVENT UID:stolen [31m (x")
    assert b"\x1b" not in content


texts = st.text(max_size=200) | st.text('\\nN,;: \n\r"', max_size=20)
days = st.dates(date(2005, 1, 1), date(2028, 12, 31))
rows = st.builds(
    lambda case, place, subject, action, due, more: ROW | {
        "foi_request": case, "position": place, "subject": subject, "next_action": action,
        "due": due.isoformat(), "late_after": (due + timedelta(days=more)).isoformat(),
    },
    st.text("abc-", min_size=1, max_size=3), st.integers(1, 3), texts, texts, days,
    st.integers(0, 1),
)  # fmt: skip


def _told(text):
    """In one line; a backslash before an n is set apart, for programs take it for a new line."""
    return re.sub(r"\\(?=[nN])", r"\\ ", plain(text))


@given(st.lists(rows, max_size=6, unique_by=lambda row: (row["foi_request"], row["position"])))
def test_whatever_it_says_can_be_read_back(found):
    content = feed(found)
    assert max(map(len, content.split(b"\r\n"))) <= 75  # RFC 5545, 3.1
    read = events(content)
    assert len({str(one["uid"]) for one in read}) == len(found)
    told = sorted((str(one["summary"]), one.decoded("dtstart")) for one in read)
    assert told == sorted(
        (_told(f"Reply due: {row['subject']} (Harbour Authority)"), date.fromisoformat(row["due"]))
        for row in found
    )
    told = [one["description"].split("\n")[1].startswith("Next:") for one in read]
    assert sum(told) == sum(bool(row["next_action"]) for row in found)


# --------------------------------------------------------------------- from the database


def test_the_same_facts_give_the_same_bytes_until_something_happens(db):
    followed(db)
    first = feed(clock(db, "2026-01-20"))
    assert feed(clock(db, "2026-01-21")) == feed(clock(db, "2026-02-02")) == first
    passed = feed(clock(db, "2026-02-03"))
    assert passed != first
    [before], [after] = events(first), events(passed)
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert feed(clock(db, "2026-02-04")) == passed


def test_a_day_that_moves_is_the_same_event_revised(db):
    followed(db)
    [before] = events(feed(clock(db, "2026-01-20")))
    db.execute("update foi_requests set revision = revision + 1")
    db.execute("delete from foi_deadlines")
    deadline(db, due="2026-02-10")
    [after] = events(feed(clock(db, "2026-01-20")))
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("dtstart") == date(2026, 2, 10)


def kept(db, at, **more):
    """A case as it is saved at an instant, and its event in the calendar."""
    row = {
        "id": "lamps", "subject": "The lamp plan", "authority": "Harbour Authority",
        "followed": True, "visibility": "public", "events": [{"type": "sent", "on": "2026-01-05"}],
    }  # fmt: skip
    save(db, Case.model_validate(row | more), date(2026, 1, 20), at)
    [found] = events(feed(clock(db, "2026-01-20"), with_private=True))
    return found


EDITS = [
    {"subject": "Another plan"},
    {"reference": "HA/26"},
    {"url": "https://asked.example/lamps"},
    {"authority": "Quay Authority"},
    {"regime": "EIR"},
    {"visibility": "private"},
    {"events": [{"type": "sent", "on": "2026-01-06"}]},
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: next(iter(edit)))
def test_whatever_is_edited_revises_the_event(db, edit):
    before = kept(db, "2026-01-19T09:00:00Z")
    assert kept(db, "2026-01-20T09:00:00Z").to_ical() == before.to_ical()
    after = kept(db, "2026-01-20T09:00:00Z", **edit)
    assert after["sequence"] == before["sequence"] + 1
    for stamp in ("dtstamp", "last-modified"):
        assert (before.decoded(stamp).day, after.decoded(stamp).day) == (19, 20)


@pytest.mark.parametrize(("as_of", "count"), [("2026-01-24", 0), ("2026-01-25", 1)])
def test_an_embargoed_case_joins_on_its_day(db, as_of, count):
    followed(db)
    db.execute("update foi_requests set visibility = 'embargoed', public_from = '2026-01-25'")
    assert len(events(feed(clock(db, as_of)))) == count

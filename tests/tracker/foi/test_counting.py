"""Cases are counted anew when the calendar is another, whoever brought it."""

from dataclasses import replace
from datetime import date

import pytest

from db.connection import writing
from db.foi import clock as store
from tests.blank import blank
from tracker.calendars.bank_holidays import BankHoliday, packaged
from tracker.foi import cases, counting
from tracker.foi.counting import keep_calendar, keep_up
from tracker.foi.model import Case, Event, Ground

ASKED, TODAY, AT = date(2026, 11, 2), date(2026, 11, 20), "2026-11-20T09:00:00Z"
DUE, A_DAY_LATER = "2026-12-01", "2026-12-02"


@pytest.fixture
def db():
    """One case that waits for its reply."""
    found = blank()
    asked = Event(type="sent", on=ASKED, channel="email")
    case = Case(id="lamps", subject="Lamps", authority="Harbour Board", events=(asked,))
    cases.save(found, case, TODAY, AT)
    return found


def with_one_more(version="2099-01-01"):
    """A calendar in which 20 November is a holiday too."""
    new = BankHoliday(date(2026, 11, 20), "scotland", "Lamp Day", "")
    return replace(packaged(), version=version, holidays=(*packaged().holidays, new))


def due(db):
    return [row["due"] for row in store.deadlines_of(db, "lamps")]


def test_a_newer_calendar_moves_a_day_and_that_is_logged(db):
    assert due(db) == [DUE]
    [move] = keep_calendar(db, with_one_more(), TODAY, "Lamp Day was proclaimed")
    assert (move.before, move.after) == (DUE, A_DAY_LATER)
    assert due(db) == [A_DAY_LATER]
    [logged] = store.moves_of(db, "lamps")
    assert (logged["due_before"], logged["due_after"]) == (DUE, A_DAY_LATER)
    assert logged["why"] == "Lamp Day was proclaimed"


def test_the_same_calendar_again_moves_nothing(db):
    keep_calendar(db, with_one_more(), TODAY, "Lamp Day was proclaimed")
    assert keep_calendar(db, with_one_more(), TODAY, "once more") == []
    assert len(store.moves_of(db, "lamps")) == 1


def test_an_upgrade_that_brings_a_newer_calendar_counts_anew(db, monkeypatch):
    with writing(db):
        assert keep_up(db, TODAY) == []
    monkeypatch.setattr(counting, "packaged", with_one_more)
    with writing(db):
        [move] = keep_up(db, TODAY)
    assert (move.case_id, move.kind, move.after) == ("lamps", "response_due", A_DAY_LATER)
    with writing(db):
        assert keep_up(db, TODAY) == []


def test_of_two_days_of_one_kind_each_is_held_against_its_own(db):
    grounds = (
        Ground(provision="s.22", scope="part", anticipated_publication=date(2027, 1, 5)),
        Ground(provision="s.22", scope="part", anticipated_publication=date(2027, 2, 5)),
    )
    refused = Event(type="response", on=date(2026, 11, 19), outcome="refused", grounds=grounds)
    case = cases.read(db, "lamps")
    cases.save(db, cases.with_events(case, [*case.events, refused]), TODAY, AT)
    kinds = [row["kind"] for row in store.deadlines_of(db, "lamps")]
    assert kinds.count("publication_anticipated") == 2
    moved = keep_calendar(db, with_one_more(), TODAY, "Lamp Day was proclaimed")
    assert "publication_anticipated" not in {move.kind for move in moved}

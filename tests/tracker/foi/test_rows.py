"""A case as rows and back again; how often it was changed is no part of it."""

from db.connection import writing
from db.foi.cases import CASE_COLUMNS, read_case, retract_case, save_case
from tracker.foi.model import Case
from tracker.foi.rows import case_of, rows_of

FIRST, SECOND = "2026-01-19T09:00:00Z", "2026-01-20T09:00:00Z"
CASE = Case.model_validate(
    {
        "id": "lamps", "subject": "The lamp plan", "authority": "Harbour Authority",
        "school": True, "school_closed": [["2026-02-16", "2026-02-20"]],
        "visibility": "embargoed", "public_from": "2026-03-01", "followed": True,
        "events": [
            {"type": "sent", "on": "2026-01-05"},
            {"type": "response", "on": "2026-02-02", "outcome": "refused",
             "grounds": [{"provision": "s.22", "public_interest_test": False}],
             "promise": {"due_phrase": "by June", "due_kind": "deadline",
                         "due_latest": "2026-06-30"}},
        ],
    }
)  # fmt: skip


def keep(db, case, at):
    """Save a case; what was done."""
    with writing(db):
        return save_case(db, *rows_of(case), at)


def changed(db):
    """How often the case was changed, and when last."""
    return db.execute("select revision, changed_on from foi_requests").fetchone()


def test_rows_and_case_are_each_others_inverse():
    assert case_of(*rows_of(CASE)) == CASE


def test_what_is_read_is_what_was_saved(db):
    keep(db, CASE, FIRST)
    row, links, events = read_case(db, "lamps")
    assert (row, links, events) == rows_of(CASE)
    assert set(row) == set(CASE_COLUMNS)


def test_a_change_is_counted_once_and_a_case_as_it_stands_is_none(db):
    edited = CASE.model_copy(update={"subject": "Another plan"})
    shorter = edited.model_copy(update={"events": edited.events[:1]})
    said = [
        (keep(db, case, at), *changed(db))
        for case, at in [
            (CASE, FIRST),
            (CASE, SECOND),
            (edited, SECOND),
            (edited, SECOND),
            (shorter, SECOND),
        ]
    ]
    assert said == [
        ("inserted", 1, "2026-01-19"),
        ("unchanged", 1, "2026-01-19"),
        ("updated", 2, "2026-01-20"),
        ("unchanged", 2, "2026-01-20"),
        ("updated", 3, "2026-01-20"),
    ]  # fmt: skip


def test_a_case_that_comes_back_goes_on_counting(db):
    """Calendars of others hold it by its number: a lower one would be taken for an older word."""
    keep(db, CASE, FIRST)
    with writing(db):
        retract_case(db, "lamps", "2026-01-19", "a mistake")
    assert keep(db, CASE, SECOND) == "inserted"
    assert changed(db) == (2, "2026-01-20")

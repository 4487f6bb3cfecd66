"""The views that count, over few commitments: they say of these what they say over all."""

from datetime import date

import pytest

from db.commitments import derived_followed_until, derived_statuses, read_records, register_slugs
from db.connection import memory, writing
from db.foi.few import choose
from db.trial import Trial
from tracker.register.load import load

AS_OF = date(2026, 11, 22)
FEW = ["gpdpr", "digital-workforce-plan", "nobody", "epr-all-trusts", "adhd-taskforce-report"]


@pytest.fixture(scope="module")
def db(register_folder):
    found = memory()
    load(found, register_folder, AS_OF)
    return found


def rows(db, sql):
    return [dict(row) for row in db.query(sql)]


@pytest.mark.parametrize(
    ("view", "order"), [("ordered_events", "commitment, position"), ("slips", "position")]
)
def test_they_say_of_few_what_they_say_of_all(db, view, order):
    names = ", ".join(f"'{slug}'" for slug in FEW)
    with writing(db):
        choose(db, FEW)
        few = rows(db, f"select * from few_{view} order by commitment, {order}")
    of_all = rows(
        db, f"select * from {view} where commitment in ({names}) order by commitment, {order}"
    )
    assert len(few) > 2
    assert few == of_all


def test_what_is_chosen_next_is_all_that_is_told_of(db):
    with writing(db):
        choose(db, FEW)
        choose(db, ["gpdpr"])
        assert rows(db, "select distinct commitment from few_ordered_events") == [
            {"commitment": "gpdpr"}
        ]


def test_they_are_made_again_where_what_made_them_was_taken_back(db):
    db.execute("begin")
    choose(db, FEW)
    db.execute("rollback")
    with writing(db):
        choose(db, FEW)
        assert rows(db, "select count(*) as n from few_slips")[0]["n"] > 0


def test_a_trial_comes_to_what_the_register_alone_comes_to(db):
    records = list(read_records(db, register_slugs(db)).values())
    statuses, followed = derived_statuses(db), derived_followed_until(db)
    trial = Trial(AS_OF.isoformat())
    for lot in (records[:10], records[10:], records[:1]):
        slugs = [one["commitment"]["slug"] for one in lot]
        assert trial.come_to(lot) == {slug: (statuses[slug], followed[slug]) for slug in slugs}

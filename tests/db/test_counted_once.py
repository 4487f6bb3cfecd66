"""Steps of the views that are worked out once: what they tell, how often rows are read."""

import sqlite3
from contextlib import contextmanager
from datetime import date

import pytest

from db import claims as store
from db.connection import connect, writing
from db.migrations import OWN_VIEW, views
from db.published import reading
from db.publishing import build as building
from db.publishing.build import Telling, build, seal
from db.publishing.counting import LAID, counted_once
from tests.tracker.pages import BY_JUNE, Desk, commitment, promise
from tracker.reference import reference

MANY = 30
# `ordered_events` reads each event once, and `slips` the two that a step lies between.
MOST_READ = 3


@pytest.fixture
def copy(working, tmp_path):
    """A copy of the database of the packaged register, to be read."""
    path = tmp_path / "delaywatch.db"
    path.write_bytes(working.read_bytes())
    return connect(path)


@pytest.fixture
def desk(tmp_path):
    names = [f"plan-{number}" for number in range(MANY)]
    return Desk.fresh(tmp_path, *(commitment(name, name, promise(BY_JUNE)) for name in names))


class Reads:
    """How often a row of `events` is read through the views."""

    def __init__(self, db):
        self.count = 0
        db.conn.create_function("seen", 1, self._seen)
        [(made,)] = db.execute("select sql from sqlite_master where name = 'told_events'")
        db.execute("drop view told_events")
        db.execute(made.replace("from events", "from events where seen(id)"))

    def _seen(self, _number):
        self.count += 1
        return 1


def left(db):
    """What stands in temp."""
    return db.execute("select name from temp.sqlite_master").fetchall()


def told(db, name):
    return sorted(db.execute(f"select * from {name}").fetchall(), key=repr)


@pytest.mark.slow
def test_each_view_tells_the_same(copy):
    names = OWN_VIEW.findall(views())
    before = {name: told(copy, name) for name in names}
    with counted_once(copy):
        assert {name: told(copy, name) for name in names} == before


def test_every_step_is_a_view():
    assert set(LAID) <= set(OWN_VIEW.findall(views()))


def test_nothing_stays(desk):
    with counted_once(desk.db):
        assert left(desk.db)
    assert left(desk.db) == []
    with pytest.raises(ZeroDivisionError), counted_once(desk.db, only=["plan-1"]):
        raise ZeroDivisionError
    assert left(desk.db) == []


def test_nothing_stays_where_a_step_fails(desk):
    desk.db.execute("drop view slips")
    desk.db.execute("create view slips as select abs('x', 'y') as commitment")
    with pytest.raises(sqlite3.OperationalError), counted_once(desk.db):
        pass
    assert left(desk.db) == []


def _read_and_fail(db, reader):
    with counted_once(db, only=["plan-1", "plan-2"]):
        assert reader.execute("select * from timeline").fetchone()
        raise ZeroDivisionError


@pytest.mark.parametrize("inside", [True, False], ids=["in a transaction", "by itself"])
def test_nothing_stays_where_a_reader_is_still_open(desk, inside):
    """And the first fault is what is raised; what was written before stays as it was."""
    if inside:
        desk.db.execute("begin immediate")
        desk.db.execute("update as_of set day = '2031-01-01'")
    reader = desk.db.conn.cursor()
    with pytest.raises(ZeroDivisionError):
        _read_and_fail(desk.db, reader)
    assert left(desk.db) == []
    assert desk.db.conn.in_transaction is inside
    assert (desk.one("select day from as_of")["day"] == "2031-01-01") is inside
    assert len(told(desk.db, "timeline")) == MANY
    reader.close()
    with counted_once(desk.db):
        assert len(told(desk.db, "timeline")) == MANY


def test_nothing_stays_where_only_a_reader_is_still_open(desk):
    reader = desk.db.conn.cursor()
    with pytest.raises(sqlite3.OperationalError, match="locked"), counted_once(desk.db):
        reader.execute("select * from timeline").fetchone()
    assert left(desk.db) == []
    assert not desk.db.conn.in_transaction


def test_what_was_rolled_back_leaves_nothing_either(desk):
    with writing(desk.db):
        desk.db.execute("savepoint here")
        with counted_once(desk.db):
            desk.db.execute("rollback to here")
    assert left(desk.db) == []


def test_a_publication_reads_each_event_once(desk, tmp_path):
    """And not again for each of the tables that tell something of it."""
    reads = Reads(desk.db)
    build(desk.db, tmp_path / "out.db", desk.one("select day from as_of")["day"], {})
    [(events,)] = desk.db.execute("select count(*) from events").fetchall()
    assert events >= MANY
    assert events <= reads.count <= MOST_READ * events


def test_the_timeline_is_not_counted_again_for_cohorts(desk, tmp_path):
    reads = Reads(desk.db)
    desk.db.execute("pragma foreign_keys = off")
    desk.db.execute(
        "insert into structured_commitments values ('news', 0, 'release', 'a', '', 'plan-1')"
    )
    day = desk.one("select day from as_of")["day"]
    build(desk.db, tmp_path / "out.db", day, reference(desk.db, date.fromisoformat(day)))
    [(events,)] = desk.db.execute("select count(*) from events").fetchall()
    assert reads.count <= MOST_READ * events


@pytest.mark.parametrize("slugs", [["plan-7"], ["plan-7", "plan-8", "nothing"], []])
def test_a_few_are_counted_by_their_own_events_alone(desk, slugs):
    all_of_them = store.counted(desk.db, [f"plan-{number}" for number in range(MANY)])
    reads = Reads(desk.db)
    found = store.counted(desk.db, slugs)
    assert found == {slug: all_of_them[slug] for slug in slugs if slug in all_of_them}
    assert reads.count <= MOST_READ * len(slugs)


def test_of_the_same_rows_no_index_is_made_again(desk, tmp_path, monkeypatch):
    made = []
    make = building._make_searchable
    monkeypatch.setattr(
        building, "_make_searchable", lambda db, table: (made.append(table.name), make(db, table))
    )
    day = desk.one("select day from as_of")["day"]
    digest = build(desk.db, tmp_path / "one.db", day, {})
    assert made
    made.clear()
    assert build(desk.db, tmp_path / "two.db", day, {}, unless=digest) == digest
    assert made == []


def test_an_index_is_merged_in_the_transaction_that_made_it(desk, tmp_path):
    """Merged in another one, all of it is in memory once more: its journal lies there."""
    day = desk.one("select day from as_of")["day"]
    said = []

    @contextmanager
    def heard(target):
        with opened(target) as db:
            db.conn.set_trace_callback(said.append)
            yield db

    opened = building._opened
    with pytest.MonkeyPatch.context() as hearing:
        hearing.setattr(building, "_opened", heard)
        build(desk.db, tmp_path / "out.db", day, {})
    first = 'INSERT INTO "documents_fts" (rowid'
    beginning = [one.split(" select")[0].strip().lower() for one in said]
    filled = next(place for place, one in enumerate(beginning) if one.startswith(first.lower()))
    merged = next(
        place for place, one in enumerate(said)
        if "documents_fts" in one and one.endswith("values ('optimize')")
    )  # fmt: skip
    assert filled < merged
    assert "commit" not in [one.lower() for one in said[filled:merged]]


def test_news_are_dated_by_lots(desk, tmp_path, monkeypatch):
    """What a transaction changes is in memory until it ends; each is dated whatever a lot is."""
    monkeypatch.setattr(building, "_NEWS_AT_ONCE", 7)
    day = desk.one("select day from as_of")["day"]
    build(desk.db, tmp_path / "1.db", day, {})
    seal(tmp_path / "1.db", release=1, published_at="2026-11-01T09:00:00Z")
    build(desk.db, tmp_path / "2.db", day, {}, lambda _: Telling(before=[tmp_path / "1.db"]))
    for name in ("1.db", "2.db"):
        with reading(tmp_path / name) as file:
            news = file.execute("select first_release, count(*) from news group by 1").fetchall()
        assert [release for release, _ in news] == [1]
        assert news[0][1] >= MANY


COUNTS = {
    "kinds": "select sum(commitments) from kinds",
    "choices": "select sum(n) from choices where field = 'status'",
    "body_counts": "select sum(n) from body_counts where role = 'lead'",
}


@pytest.mark.parametrize("count", COUNTS.values(), ids=COUNTS)
def test_what_is_held_is_in_no_count(desk, tmp_path, count):
    assert _built(desk, tmp_path / "all.db", []).execute(count).fetchone() == (MANY,)
    assert _built(desk, tmp_path / "some.db", ["plan-1"]).execute(count).fetchone() == (MANY - 1,)


def test_what_is_held_is_in_no_count_of_phrases(desk, tmp_path):
    for held in ([], ["plan-1"]):
        file = _built(desk, tmp_path / f"{len(held)}.db", held)
        [phrases] = file.execute("select count(*) from phrases").fetchone()
        assert phrases == MANY - len(held)
        assert file.execute("select sum(n) from phrase_counts").fetchone() == (phrases,)


def _built(desk, target, held):
    day = desk.one("select day from as_of")["day"]
    rows = reference(desk.db, date.fromisoformat(day))
    build(desk.db, target, day, rows, lambda _file: Telling(held=held))
    return sqlite3.connect(target)

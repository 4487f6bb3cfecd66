"""What was told once was told then: the news over several releases."""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.errors import Problem
from db.publishing import build as building
from tests.tracker.pages import Desk, commitment, promise
from tracker.publish import publish
from tracker.releases import shelf
from tracker.releases.shelf import current

FIRST = date(2026, 11, 22)
JUNE = ("by June 2026", "deadline", None, "2026-06-30")
MAY = ("by May 2027", "deadline", None, "2027-05-31")
PROMISED = promise(JUNE)
SLIPPED = promise(MAY, event="slipped", made_on="2026-05-20")
REAFFIRMED = promise(None, event="reaffirmed", made_on="2026-08-01")
KEY = "event:lighthouse-plan:slipped:by May 2027:1"


@dataclass
class Newsroom:
    """A desk that publishes, each time on another day."""

    desk: Desk
    folder: Path
    day: date = FIRST

    def tells(self, *steps):
        """Publish a register of one plan with these steps."""
        self.desk.register(commitment("lighthouse-plan", "Lighthouse Plan", *steps))
        return self.publish()

    def publish(self):
        """Publish what there is, a day later than before; returns the number of the release."""
        now = datetime(self.day.year, self.day.month, self.day.day, 6, tzinfo=UTC)
        release, _ = publish(self.desk.db, self.folder, self.day, now, accepted_by="Ada")
        self.day += timedelta(days=1)
        return release.number

    def news(self):
        """Key to first release of what is told of events now."""
        return {key: number for key, (number, _) in self.dated().items()}

    def dated(self):
        """The same with the day."""
        db = sqlite3.connect(self.folder / "delaywatch.db")
        rows = db.execute(
            "select key, first_release, first_published_on from news where key like 'event:%'"
        )
        return {key: (release, day) for key, release, day in rows}


@pytest.fixture
def newsroom(tmp_path):
    """One over an empty register."""
    return Newsroom(Desk.fresh(tmp_path), tmp_path / "published")


def test_each_thing_is_told_first_by_the_release_that_has_it_first(newsroom):
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.publish()
    assert newsroom.dated() == {
        "event:lighthouse-plan:promised:by June 2026:1": (1, "2026-11-22"),
        KEY: (2, "2026-11-23"),
    }


CORRECTIONS = {
    "the day on which it was said": {"made_on": "2026-05-21"},
    "what the day rests on": {"made_on_basis": "report"},
    "the day of the due": {"due_latest": "2027-05-30"},
    "how it was read": {"confidence": "reported_second_hand"},
}


@pytest.mark.parametrize("correction", CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction_is_no_news(newsroom, correction):
    newsroom.tells(PROMISED, SLIPPED)
    assert newsroom.tells(PROMISED, SLIPPED | correction) == 2
    assert set(newsroom.dated().values()) == {(1, "2026-11-22")}
    assert KEY in newsroom.dated()


@pytest.mark.parametrize(
    "other",
    [{"due_phrase": "by spring 2027"}, {"event": "reaffirmed"}],
    ids=["other words", "another event"],
)
def test_another_thing_is_news(newsroom, other):
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.tells(PROMISED, SLIPPED | other)
    assert sorted(newsroom.news().values()) == [1, 2]


def test_the_same_said_again_is_told_apart(newsroom):
    newsroom.tells(PROMISED, REAFFIRMED)
    newsroom.tells(PROMISED, REAFFIRMED, REAFFIRMED | {"made_on": "2026-10-01"})
    again = "event:lighthouse-plan:reaffirmed::"
    assert newsroom.news()[f"{again}1"] == 1
    assert newsroom.news()[f"{again}2"] == 2


def test_the_same_again_stays_the_same_release(newsroom):
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.day = FIRST + timedelta(days=2)
    assert newsroom.publish() == 3
    assert len(list((newsroom.folder / "releases").iterdir())) == 3


# ------------------------------------------------------------------ taken back, and told again


def test_what_was_taken_back_is_told_no_more(newsroom):
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.tells(PROMISED)
    assert KEY not in newsroom.news()
    db = sqlite3.connect(newsroom.folder / "delaywatch.db")
    assert not db.execute("select 1 from events where due_phrase = 'by May 2027'").fetchall()
    # What the pages said of it once stays on record, as what it was.
    said = "select release, standing_due_words, cause from claims order by release"
    assert db.execute(said).fetchall() == [
        (1, "by May 2027", "first_published"), (2, "by June 2026", "our_error"),
    ]  # fmt: skip


def test_what_was_taken_back_and_is_told_again_was_told_before(newsroom):
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED, SLIPPED)
    assert newsroom.dated()[KEY] == (1, "2026-11-22")


def test_a_database_made_anew_tells_nothing_anew(newsroom, tmp_path):
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.tells(PROMISED)
    (tmp_path / "anew").mkdir()
    newsroom.desk = Desk.fresh(tmp_path / "anew")
    newsroom.tells(PROMISED, SLIPPED)
    assert set(newsroom.news().values()) == {1}


def test_another_folder_has_news_of_its_own(newsroom, tmp_path):
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED, SLIPPED)
    newsroom.folder = tmp_path / "trial"
    newsroom.publish()
    assert set(newsroom.dated().values()) == {(3, "2026-11-24")}  # numbers are never used again


def test_what_a_killed_publication_left_was_never_told(newsroom, monkeypatch):
    """It had its folder, and was not switched to: the next one is the first that readers see."""
    newsroom.tells(PROMISED)
    with monkeypatch.context() as patch:
        patch.setattr(shelf, "link", _stop)
        with pytest.raises(KeyboardInterrupt):
            newsroom.tells(PROMISED, SLIPPED)
    assert (newsroom.folder / "releases" / "0002").exists()
    assert newsroom.publish() == 3
    assert newsroom.dated()[KEY] == (3, "2026-11-23")


def _stop(*_):
    raise KeyboardInterrupt


def test_releases_of_before_there_were_news_and_ones_put_aside_are_left_alone(newsroom):
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED)
    releases = newsroom.folder / "releases"
    old = releases / "0001" / "delaywatch.db"
    old.chmod(0o644)
    sqlite3.connect(old).execute("drop table news").connection.close()
    shutil.copytree(releases / "0001", releases / "0001.aside")
    assert newsroom.tells(PROMISED, SLIPPED) == 3
    assert newsroom.news()[KEY] == 3


def test_a_damaged_release_is_named(newsroom):
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED)
    damaged = newsroom.folder / "releases" / "0001" / "delaywatch.db"
    damaged.chmod(0o644)
    damaged.write_bytes(b"no database, but as long as the head of one" * 100)
    with pytest.raises(Problem) as told:
        newsroom.tells(PROMISED, SLIPPED)
    assert "0001" in str(told.value)
    assert current(newsroom.folder).number == 2


# ------------------------------------------------------------------ a publication that fails

FULL = sqlite3.OperationalError("database or disk is full")
STEPS = ("_lay", "_create", "_copy_later", "_recall", "_make_searchable", "_digest")


@pytest.mark.parametrize(
    ("step", "error"), [*((step, FULL) for step in STEPS), ("_create", KeyboardInterrupt())]
)
def test_after_a_failure_the_connection_is_as_it_was(newsroom, monkeypatch, step, error):
    newsroom.tells(PROMISED)
    before = _state(newsroom.desk.db)
    with monkeypatch.context() as patch:
        patch.setattr(building, step, _failing_later(getattr(building, step), error))
        with pytest.raises((Problem, KeyboardInterrupt)):
            newsroom.tells(PROMISED, SLIPPED)
    assert _state(newsroom.desk.db) == before
    assert current(newsroom.folder).number == 1
    assert newsroom.publish() == 2
    assert newsroom.news()[KEY] == 2


def test_a_cleaning_that_fails_does_not_keep_the_rest_from_being_cleaned(newsroom, monkeypatch):
    newsroom.tells(PROMISED)
    before = _state(newsroom.desk.db)
    monkeypatch.setattr(building, "_roll_back", _after(building._roll_back))
    with pytest.raises(Problem, match="cleaning failed"):
        newsroom.tells(PROMISED, SLIPPED)
    assert _state(newsroom.desk.db) == before


def _failing_later(done, error):
    """Do a step, and then fail: in the second call where there are several."""
    calls = []

    def step(*arguments):
        result = done(*arguments)
        calls.append(1)
        if len(calls) == 2 or done.__name__ in ("_copy_later", "_recall", "_digest"):
            raise error
        return result

    return step


def _after(done):
    def step(*arguments):
        done(*arguments)
        raise sqlite3.OperationalError("the cleaning failed")

    return step


def _state(db):
    """What a publication changes of a connection while it works."""
    one = {
        name: db.execute(f"pragma {name}").fetchone()[0]
        for name in ("foreign_keys", "query_only", "main.cache_size")
    }
    attached = [row[1] for row in db.execute("pragma database_list") if row[1] != "temp"]
    temporary = [row[0] for row in db.execute("select name from temp.sqlite_master")]
    return json.dumps([one, attached, temporary, db.conn.in_transaction])


def test_a_published_folder_may_have_any_name(newsroom, tmp_path):
    newsroom.folder = tmp_path / "100% new? #1"
    newsroom.tells(PROMISED)
    newsroom.tells(PROMISED, SLIPPED)
    assert newsroom.news()[KEY] == 2

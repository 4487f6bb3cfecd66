"""A database from an older backup must not bring back what was held or removed since."""

import sqlite3
from datetime import UTC, date, datetime

import pytest

from db.connection import connect
from db.errors import Problem
from tests.tracker.pages import LIGHTHOUSE, Desk
from tracker.publish import publish
from tracker.releases.shelf import current

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)
PAGE = "https://news.example/page"
HELD = """insert into holds (commitment, held_at, held_by, reason)
  values ('lighthouse-plan', '2026-11-22T05:00:00Z', 'Ada', 'A letter came.')"""
REMOVED = f"""insert into redactions
    (kind, document_id, redacted_on, reason, sha256, letters, by_name, at)
  select 'sentence', id, '2026-11-22', 'A private address.', 'ab', 12, 'Ada', '2026-11-22T05:00:00Z'
  from documents where url = '{PAGE}'"""


@pytest.fixture
def desk(tmp_path):
    """One with a plan and a page."""
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    desk.page("The sea was rough.", url=PAGE)
    return desk


@pytest.mark.parametrize(
    ("done", "undone", "words"),
    [
        (HELD, "delete from holds", "holds lighthouse-plan back, and this database knows nothing"),
        (REMOVED, "delete from redactions", f"says that text of {PAGE} was removed"),
    ],
    ids=["a hold", "a removal"],
)
def test_what_the_release_remembers_is_not_published_again(desk, tmp_path, done, undone, words):
    folder = tmp_path / "published"
    before = tmp_path / "backup.db"
    sqlite3.connect(desk.path).execute("vacuum into ?", [str(before)]).connection.close()
    publish(desk.db, folder, DAY, NOW)
    desk.db.execute(done)
    publish(desk.db, folder, DAY, NOW)
    for database in (before, desk.path):
        db = connect(database)
        if database == desk.path:
            db.execute(undone)
        with pytest.raises(Problem, match=words):
            publish(db, folder, date(2026, 11, 23), NOW)
    assert current(folder).number == 2


def test_a_hold_that_was_lifted_is_no_longer_remembered(desk, tmp_path):
    folder = tmp_path / "published"
    publish(desk.db, folder, DAY, NOW)
    desk.db.execute(HELD)
    publish(desk.db, folder, DAY, NOW)
    desk.db.execute("update holds set lifted_at = '2026-11-22T09:00:00Z', lifted_by = 'Ada'")
    release, _ = publish(desk.db, folder, DAY, NOW)
    file = sqlite3.connect(folder / "delaywatch.db")
    assert release.number == 3
    assert file.execute("select slug from timeline").fetchall() == [("lighthouse-plan",)]

"""A newsroom's folder with a sentence in every corner of it: a desk, an archive, two releases."""

import json
import shutil

import pytest

import tracker.changes.find as finding
from tests.tracker.pages import AT, LIGHTHOUSE, TODAY, Desk
from tests.tracker.redaction.room import LATER, NOW, OTHER, SENTENCE, STAYS, URL, Room
from tracker.publish import publish


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder, made once; what it holds is copied for each test."""
    folder = tmp_path_factory.mktemp("newsroom")
    desk = Desk.fresh(folder, LIGHTHOUSE)
    item = {"content": {"rendered": f"<p>{SENTENCE}</p>"}}
    first = desk.found(f"{STAYS}\n{SENTENCE}\n{OTHER}", url=URL, data=json.dumps(item))
    [statement] = [row for row in first if row["quote"] == SENTENCE]
    desk.decide(statement, note=f"I read: {SENTENCE}")
    publish(desk.db, folder / "published", TODAY, NOW, accepted_by="Ada")
    desk.page(
        f"{STAYS}\n{OTHER}", url=URL, at=LATER, modified_at="2026-06-01",
        data=json.dumps(item, ensure_ascii=False),
    )  # fmt: skip
    finding.find_changes(desk.db, at=LATER)
    desk.db.execute(
        """insert into change_reviews (decided_at, reviewer, source, origin, document_id, key,
             content_hash, told, decision)
           select ?, 'Ada', 'news', 'site', document_id, key, content_hash, ?, 'accept'
           from changes""",
        [LATER, f"gone from the page: {SENTENCE}"],
    )
    desk.db.execute("update events set note = ? where origin = 'editor'", [f"They say {SENTENCE}"])
    desk.db.execute(
        """insert into corrections (commitment, corrected_on, was, became, cause, reason,
             recorded_at, recorded_by)
           values ('lighthouse-plan', '2026-11-22', ?, 'x', 'our_error', 'y', ?, 'Ada')""",
        [SENTENCE, AT],
    )
    desk.db.execute("update pages set item = ?", [json.dumps(item)])
    publish(desk.db, folder / "published", TODAY, NOW.replace(hour=10), accepted_by="Ada")
    desk.db.execute("pragma wal_checkpoint(truncate)")
    desk.db.conn.close()
    return folder


@pytest.fixture
def room(made, tmp_path):
    shutil.copytree(made, tmp_path / "room", symlinks=True)
    room = Room(tmp_path / "room")
    yield room
    room.db.conn.close()

"""A small newsroom: a register, a page with a promise that was accepted, one release."""

import shutil
from datetime import UTC, datetime

import pytest

from db.connection import connect
from tests.tracker.keeping.room import DAY, NOW, Newsroom
from tests.tracker.pages import LIGHTHOUSE, Desk, commitment, promise
from tracker.publish import publish
from tracker.releases import files

OTHER = commitment(
    "harbour-plan", "Harbour Plan", promise(("by May 2027", "deadline", None, "2027-05-31"))
)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """The folder, made once; what it holds is copied for each test."""
    folder = tmp_path_factory.mktemp("newsroom")
    patch = pytest.MonkeyPatch()
    patch.setattr(files, "inspect", lambda _, path: path.write_text("{}"))  # which takes seconds
    desk = Desk.fresh(folder, LIGHTHOUSE, OTHER)
    desk.page("The sea was rough.", url="https://news.example/sea")
    [statement] = desk.found("The Lighthouse Plan will be published by July 2026.")
    desk.decide(statement)
    publish(desk.db, folder / "published", DAY, NOW, accepted_by="Ada")
    patch.undo()
    desk.db.execute("pragma wal_checkpoint(truncate)")
    desk.db.conn.close()
    return folder


@pytest.fixture
def newsroom(furnished, tmp_path, monkeypatch):
    """A copy of it, open."""
    monkeypatch.setattr(files, "inspect", lambda _, path: path.write_text("{}"))
    shutil.copytree(furnished, tmp_path / "data", symlinks=True)
    room = Newsroom(tmp_path / "data")
    yield room
    room.close()


@pytest.fixture
def later():
    """The instant of a backup, a day after the release."""
    return datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def reopen():
    """Open a database that is closed after the test."""
    opened = []

    def reopen(path):
        opened.append(connect(path))
        return opened[-1]

    yield reopen
    for db in opened:
        db.conn.close()

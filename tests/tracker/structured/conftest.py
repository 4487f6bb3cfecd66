"""A calendar for each test: a copy of one empty database, for making it takes longest."""

import shutil

import pytest

from db.commitments import set_as_of
from db.connection import connect
from tests.tracker.structured.calendar import Calendar


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """An empty database."""
    path = tmp_path_factory.mktemp("empty") / "delaywatch.db"
    db = connect(path)
    set_as_of(db, "2026-11-22")
    db.conn.close()
    return path


@pytest.fixture
def calendar(empty, tmp_path):
    """A calendar of which nothing was read yet; counted for 22 November 2026."""
    return Calendar(shutil.copy(empty, tmp_path / "delaywatch.db"))

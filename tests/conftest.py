"""What many tests share: the packaged register, loaded and published once."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from db.connection import connect
from tests.tracker.pages import Desk
from tracker.publish import publish
from tracker.register.files import PACKAGED
from tracker.register.load import load

# How long an example takes is a matter of the machine.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

AS_OF = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def register_folder():
    """The folder of the packaged register."""
    return PACKAGED


@pytest.fixture(scope="session")
def working(tmp_path_factory) -> Path:
    """A working database that holds the packaged register; not to be changed."""
    path = tmp_path_factory.mktemp("register") / "delaywatch.db"
    load(connect(path), PACKAGED, AS_OF)
    return path


@pytest.fixture(scope="session")
def published(working) -> Path:
    """The published folder of the packaged register."""
    folder = working.parent / "published"
    publish(connect(working), folder, AS_OF, NOW)
    return folder


@pytest.fixture
def db(tmp_path):
    """An empty database on disk."""
    return Desk.fresh(tmp_path).db

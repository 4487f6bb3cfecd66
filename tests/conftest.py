"""What many tests share: the packaged register, loaded and published once."""

import fcntl
import gc
import os
import shutil
import sys
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

# Programs that tests start, hundreds of them, would each compile all our modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

AS_OF = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for no rubbish among what is collected: thousands of tests, which stay to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A function that makes a folder by a name once for all workers; not to be changed after.

    It is given a name and what fills the folder, and says where it is.
    """
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    root.mkdir(exist_ok=True)

    def made(name, fill):
        folder, done = root / name, root / f"{name}.done"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def register_folder():
    """The folder of the packaged register."""
    return PACKAGED


@pytest.fixture(scope="session")
def register_place(shared) -> Path:
    """The folder in which the packaged register is loaded and published."""
    return shared("register", _register)


def _register(folder):
    db = connect(folder / "delaywatch.db")
    load(db, PACKAGED, AS_OF)
    db.conn.close()
    db = connect(shutil.copy(folder / "delaywatch.db", folder / "publishing.db"))
    publish(db, folder / "published", AS_OF, NOW)
    db.conn.close()


@pytest.fixture(scope="session")
def working(register_place) -> Path:
    """A working database that holds the packaged register; not to be changed."""
    return register_place / "delaywatch.db"


@pytest.fixture(scope="session")
def published(register_place) -> Path:
    """The published folder of the packaged register."""
    return register_place / "published"


@pytest.fixture
def db(tmp_path):
    """An empty database on disk."""
    return Desk.fresh(tmp_path).db

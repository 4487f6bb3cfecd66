"""Datasette over the packaged register, set up as ``python -m web serve`` sets it up."""

from pathlib import Path

import pytest
import yaml
from datasette.app import Datasette

from web import security
from web.__main__ import HERE, SETTINGS, metadata_file


@pytest.fixture(scope="session", autouse=True)
def _room_for_many_sites():
    """SQLite's limit on memory is that of a whole process, and here dozens of sites share one.

    That the limit is set is tested in a process of its own (test_security.py).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(security, "HEAP_BYTES", 16 * security.HEAP_BYTES)
        yield


def _setting(value: str):
    return {"on": True, "off": False}.get(value, int(value) if value.isdigit() else value)


def datasette_over(release: Path) -> Datasette:
    """A Datasette over one release folder, with our pages and settings."""
    return Datasette(
        immutables=[str(release / "delaywatch.db")],
        metadata=yaml.safe_load(metadata_file().read_text()),
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[
            ("static", str(HERE / "static")),
            *((name, str(release / name)) for name in ("csv", "csv-spreadsheet")),
        ],
        settings={name: _setting(value) for name, value in SETTINGS.items()},
    )


@pytest.fixture(scope="session")
def release(published) -> Path:
    """The folder of the published release."""
    return (published / "current").resolve()


@pytest.fixture(scope="session")
def site(release) -> Datasette:
    """The site over the packaged register."""
    return datasette_over(release)


@pytest.fixture(scope="session")
def serve_over():
    """A function that makes a site over any release folder."""
    return datasette_over


@pytest.fixture(scope="session")
def metadata():
    """metadata.yml as it stands."""
    return yaml.safe_load(metadata_file().read_text())

"""Datasette over the packaged register, set up as ``python -m web serve`` sets it up."""

from pathlib import Path

import pytest
import yaml
from datasette.app import Datasette
from jinja2 import BytecodeCache

from tests.web.newsroom import newsroom
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


@pytest.fixture(autouse=True)
def _pages_made_anew(monkeypatch):
    """One site answers many tests, each of which asks what a page is like now (test_kept.py)."""
    monkeypatch.setattr("web.kept.MOST_BYTES", 0)


class _Compiled(BytecodeCache):
    """What templates were compiled to, by their text: dozens of sites are made of the same ones."""

    def __init__(self):
        self.kept = {}

    def load_bytecode(self, bucket):
        if bucket.key + bucket.checksum in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def _setting(value: str):
    return {"on": True, "off": False}.get(value, int(value) if value.isdigit() else value)


def datasette_over(release: Path) -> Datasette:
    """A Datasette over one release folder, with our pages and settings."""
    site = Datasette(
        immutables=[str(release / "delaywatch.db")],
        metadata=yaml.load(metadata_file().read_text(), Loader=yaml.CSafeLoader),
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[
            ("static", str(HERE / "static")),
            *((name, str(release / name)) for name in ("csv", "csv-spreadsheet")),
        ],
        settings={name: _setting(value) for name, value in SETTINGS.items()},
    )
    site.jinja_env.bytecode_cache = COMPILED
    return site


@pytest.fixture(scope="session")
def release(published) -> Path:
    """The folder of the published release."""
    return (published / "current").resolve()


@pytest.fixture(scope="session")
def site(release) -> Datasette:
    """The site over the packaged register."""
    return datasette_over(release)


@pytest.fixture(scope="session")
def newsroom_folder(shared) -> Path:
    """The published folder of a release with something of everything; not to be changed."""
    return shared("newsroom", newsroom) / "published"


@pytest.fixture(scope="session")
def news_release(newsroom_folder) -> Path:
    """The folder of that release."""
    return (newsroom_folder / "current").resolve()


@pytest.fixture(scope="session")
def news(news_release) -> Datasette:
    """The site over it."""
    return datasette_over(news_release)


@pytest.fixture(scope="session")
def serve_over():
    """A function that makes a site over any release folder."""
    return datasette_over


@pytest.fixture(scope="session")
def metadata():
    """metadata.yml as it stands."""
    return yaml.safe_load(metadata_file().read_text())

"""The wheel holds everything: what works in a checkout works where it is installed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder that holds what the wheel would install."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, cwd=folder)
    [wheel] = folder.glob("delaywatch-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def call(installed, tmp_path):
    """Run a program of the wheel, away from the checkout."""

    def call(*words):
        return subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    return call


def test_it_is_the_wheel_that_runs(call, installed):
    assert str(installed) in call("tracker.cli", "register", "check")


def test_demo(call, tmp_path):
    output = call("tracker.cli", "demo", "--no-serve", "--sample-port", "8047")
    assert "published: release 1" in output
    assert (tmp_path / "data" / "published" / "current" / "csv" / "timeline.csv").exists()


def test_pages_come_along(installed):
    for name in ("web/metadata.yml", "web/templates/timeline.html", "web/static/style.css"):
        assert (installed / name).exists(), name
    assert len(list(installed.glob("tracker/register/*.yml"))) == 41

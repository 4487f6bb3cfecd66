"""A small register, and hands to call commands on it as people do."""

import pytest
from click.testing import CliRunner

from tests.tracker.pages import BY_JUNE, DHSC, NHSE, Desk, commitment, promise
from tracker.cli import main

LIGHT, BUOYS, ORPHAN = "lighthouse-plan", "buoy-strategy", "foghorn-review"
BY_MARCH = ("by March 2026", "deadline", None, "2026-03-31")
FILES = (
    commitment(
        LIGHT, "Lighthouse Plan", promise(BY_MARCH), promise(BY_JUNE, made_on="2026-03-30")
    ),
    commitment(
        BUOYS, "Buoy Strategy", promise(BY_JUNE),
        responsible=[{"body": NHSE, "role": "joint"}, {"body": DHSC, "role": "joint"}],
    ),
    commitment(ORPHAN, "Foghorn Review", promise()),
)  # fmt: skip


class Hands(Desk):
    """The desk, and its command line on 22 November 2026."""

    def call(self, *words, **more):
        """Call delaywatch; returns click's result."""
        common = ["--db", str(self.path), "--as-of", "2026-11-22"]
        return CliRunner().invoke(main, [*common, *words], catch_exceptions=False, **more)

    def say(self, *words, **more):
        """Call delaywatch, which must go well; returns what it prints."""
        result = self.call(*words, **more)
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    def refused(self, *words, code=1, **more):
        """Call delaywatch, which must refuse in one line; returns the line."""
        result = self.call(*words, **more)
        assert result.exit_code == code
        assert result.stdout == ""
        if code == 1:
            assert result.stderr.count("\n") == 1
        return result.stderr


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The small register on a desk of its own."""
    for name in ("DELAYWATCH_REVIEWER", "DELAYWATCH_URL", "DELAYWATCH_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    return Hands.fresh(tmp_path, *FILES)

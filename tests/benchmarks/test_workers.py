"""The part "workers" of the benchmarks, as small as it can be."""

import pytest

from benchmarks import workers
from tests.crawler.workers.processes import needed

pytestmark = pytest.mark.slow


def test_workers_are_measured(tmp_path):
    needed()
    measured = workers.measure(0.002, 1, tmp_path)
    assert measured.size["pages"] == workers.FEWEST
    assert not measured.missing
    names = {figure.name for figure in measured.figures}
    for kind in workers.KINDS:
        assert f"{kind}: pages" in names
    assert all(figure.values for figure in measured.figures)
    bars = {bar.name: bar for bar in measured.bars}
    # Those that are no matter of speed hold on any machine.
    assert bars.pop("2 workers against 1, pages a second").value > 0
    assert len(bars) == 3
    assert all(bar.holds for bar in bars.values()), bars
    assert workers.NOTES


def test_without_redis_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "missing", lambda: "no redis-server on this machine")
    measured = workers.measure(0.01, 1, tmp_path)
    assert measured.missing == {"workers": "no redis-server on this machine"}
    assert not measured.figures

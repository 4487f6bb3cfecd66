"""The part about publishing, on a tiny share of its size."""

import pytest

from benchmarks import publishing
from benchmarks.publishing import AGAIN, CHANGED, FIRST, PEER, measure

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    return measure(0.002, 1, tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("name", [FIRST, AGAIN, CHANGED, PEER])
def test_each_run_is_told_in_three_units(measured, name):
    figures = {figure.name: figure for figure in measured.figures}
    assert figures[f"{name}: wall"].median > 0
    assert figures[f"{name}: processor"].grows
    assert 20 < figures[f"{name}: memory"].median < 500


@pytest.mark.parametrize("name", [FIRST, AGAIN, CHANGED])
def test_each_is_held_against_the_peer_and_both_bars(measured, name):
    assert {f"{name} / {PEER}: {unit}" for unit in ("wall", "processor")} <= {
        figure.name for figure in measured.figures
    }
    bars = {bar.name: bar for bar in measured.bars}
    assert bars[f"publish, {name}"].bound == 300
    assert bars[f"publish, {name}: memory"].bound == 500


def test_what_it_was_over_is_told(measured):
    assert measured.size["commitments"] > 200
    assert measured.size["documents"] >= 2_000


def test_nothing_of_a_round_is_left(tmp_path_factory, measured):
    folder = next(tmp_path_factory.getbasetemp().glob("bench*"))
    assert not list(folder.rglob("published"))


def test_there_are_notes():
    assert len(publishing.NOTES) > 500

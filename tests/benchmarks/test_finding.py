"""The part about `extract` and `resolve` runs at a tiny share, and says what it says."""

import pytest

from benchmarks.finding import COMMANDS, NOTES, measure

NIGHTS = ("nothing new", "100 new documents", "1 % new documents", "one name more")


@pytest.mark.slow
def test_it_measures_every_night_with_both_commands(tmp_path):
    measured = measure(0.002, 1, tmp_path)
    figures = {figure.name: figure for figure in measured.figures}
    asked = [f"{command}, {night}" for night in NIGHTS for command in COMMANDS]
    assert {f"{one}: {what}" for one in asked for what in ("CPU", "wall", "peak")} <= figures.keys()
    assert all(figure.median > 0 for figure in measured.figures)
    assert {name for name, figure in figures.items() if figure.grows} == {
        *(f"{command}, 1 % new documents: CPU" for command in COMMANDS),
        *(f"{command}, the first time: CPU" for command in COMMANDS),
    }
    assert measured.size["statements that wait"] > 0
    assert [bar.bound for bar in measured.bars] == [2, 2]


def test_it_says_what_was_found():
    assert NOTES.strip()

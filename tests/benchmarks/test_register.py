"""The part that loads a register: what comes out of it, at a size that takes seconds."""

import pytest

from benchmarks.parts import PARTS
from benchmarks.register import folder
from benchmarks.world.rows import AS_OF
from tracker.register.checking import check
from tracker.register.files import read_bodies


@pytest.fixture(scope="module")
def part():
    return next(part for part in PARTS if part.name == "register")


@pytest.mark.slow
def test_it_measures_loads_and_tells_what_was_read(part, tmp_path):
    measured = part.measure(0.0005, 2, tmp_path)
    figures = {one.name: one for one in measured.figures}
    assert measured.size == {"commitments": 50, "files": 55, "documents": 500}
    assert figures["the first load: read"].values == (55, 55)
    assert figures["nothing changed: read"].values == (0, 0)
    assert figures["every file touched, none changed: read"].values == (0, 0)
    assert all(
        10 <= count < 40 for count in figures["ten files changed, at every share: read"].values
    )
    assert [one.name for one in measured.figures if one.grows] == [
        "the first load", "nothing changed", "ten files changed, at every share",
        "1 % of the files changed", "every file touched, none changed",
        "settle, all promises of replies standing", "keep_up, all promises of replies standing",
    ]  # fmt: skip
    assert [(bar.bound, bar.at_least) for bar in measured.bars] == [
        (0.05, False), (1.5, False), (3.0, False),
    ]  # fmt: skip
    assert all(one.size == 55 for one in measured.figures if one.grows)


@pytest.mark.slow
def test_what_it_makes_is_a_faultless_register_and_always_the_same(tmp_path, monkeypatch):
    bodies = tmp_path / "bodies.yml"
    folder.write_bodies(bodies)
    monkeypatch.setattr("tracker.register.checking.read_bodies", lambda: read_bodies(bodies))
    for name in ("one", "other"):
        folder.write(tmp_path / name, 300)
    found = check(tmp_path / "one", AS_OF)
    assert (len(found.commitments), len(found.foi_requests)) == (300, 30)
    steps = [len(entry.steps) for entry in found.commitments]
    assert 4 < sum(steps) / len(steps) < 6
    assert max(steps) > 12
    for path in (tmp_path / "one").rglob("*.yml"):
        assert (
            path.read_bytes()
            == (tmp_path / "other" / path.relative_to(tmp_path / "one")).read_bytes()
        )


def test_it_says_what_was_found(part):
    assert part.notes

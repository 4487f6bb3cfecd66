"""The frame of the benchmarks: what is kept, what is told of it, and what a missed bar does."""

import sys
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from benchmarks import __main__ as program
from benchmarks import report as telling
from benchmarks.growth import exponents
from benchmarks.measured import Bar, Figure, Kept, Measured, keep, ratio, read
from benchmarks.parts import PARTS
from benchmarks.report import KEPT, RESULTS, report
from benchmarks.spending import python, spend
from db.errors import Problem

ONE = Measured(
    share=1,
    size={"pages": 5000},
    figures=[
        Figure("crawl", "CPU s", (20.0, 30.0, 25.0), grows=True, size=5000),
        Figure("a page", "CPU ms", (5.0,)),
    ],
    bars=[Bar("against Scrapy", 1.4, 1.5), Bar("pages a second", 0.3, 0.4, at_least=True)],
    missing={"wget": "it is not installed"},
)
TENTH = Measured(
    share=0.1,
    size={"pages": 500},
    figures=[Figure("crawl", "CPU s", (2.5,), grows=True, size=500)],
)
SAMPLE = SimpleNamespace(name="crawl", title="A full crawl", full="5,000 pages", notes="Found.")


def kept(*measured):
    return Kept("crawl", "2026-11-28 06:00 UTC", 3, {"processor": "2 x SAMPLE"}, list(measured))


def test_what_was_measured_is_read_back_as_it_was(tmp_path):
    whole = kept(TENTH, ONE)
    assert read(keep(tmp_path, whole)) == whole


@pytest.mark.parametrize(
    ("bar", "holds"),
    [
        (Bar("x", 1.5, 1.5), True),
        (Bar("x", 1.51, 1.5), False),
        (Bar("x", 0.4, 0.4, at_least=True), True),
        (Bar("x", 0.39, 0.4, at_least=True), False),
    ],
)
def test_a_bar_holds_up_to_its_bound(bar, holds):
    assert bar.holds is holds


def test_ratios_are_of_the_same_round():
    # The machine was three times slower in the second round, for both.
    assert ratio([2.0, 6.0, 2.2], [1.0, 3.0, 1.0]) == 2.0
    with pytest.raises(ValueError, match="zip"):
        ratio([1.0], [1.0, 2.0])


class TestGrowth:
    def of(self, *costs):
        sizes = (50, 500, 5000)
        return [
            Measured(size / 5000, {}, [Figure("crawl", "CPU s", (cost,), grows=True, size=size)])
            for size, cost in zip(sizes, costs, strict=True)
        ]

    def test_the_exponent_is_that_of_the_power(self):
        [found] = exponents(self.of(0.1, 1.0, 10.0)).values()
        assert found == pytest.approx([1.0, 1.0])
        [found] = exponents(self.of(0.1, 10.0, 1000.0)).values()
        assert found == pytest.approx([2.0, 2.0])

    def test_a_cost_of_the_start_does_not_hide_the_last_step(self):
        [[overall, last]] = exponents(self.of(1.0, 1.1, 20.0)).values()
        assert overall < 1 < last

    def test_one_size_gives_none(self):
        assert exponents([ONE]) == exponents([ONE, replace(ONE, share=0.1)]) == {}


class TestThePage:
    def page(self, tmp_path, *measured):
        keep(tmp_path, kept(*measured))
        return report(tmp_path, [SAMPLE])

    def test_it_has_every_figure_bar_and_peer_with_command_and_machine(self, tmp_path):
        page = self.page(tmp_path, ONE, TENTH)
        for line in (
            "python -m benchmarks crawl",
            "| crawl | 25 | 20 to 30 | CPU s |",
            "| a page | 5 | once | CPU ms |",
            "| against Scrapy | 1.4 x | at most 1.5 x | kept |",
            "| pages a second | 0.3 x | at least 0.4 x | **missed** |",
            "| crawl | 1.00 | 1.00 |  |",
            "Not measured: wget: it is not installed.",
            "processor 2 x SAMPLE",
            "2026-11-28 06:00 UTC",
        ):
            assert line in page

    def test_what_grows_worse_than_linearly_is_said(self, tmp_path):
        worse = replace(TENTH, figures=[replace(TENTH.figures[0], values=(1.0,))])
        assert "**worse than linear**" in self.page(tmp_path, ONE, worse)

    def test_bars_of_a_smaller_share_are_said_to_be_that(self, tmp_path):
        page = self.page(tmp_path, replace(ONE, share=0.1))
        assert "Bars are for the full size; this is 10% of it." in page

    def test_the_page_in_the_tree_is_that_of_the_results_in_the_tree(self):
        assert RESULTS.read_text(encoding="utf-8") == report()

    def test_all_that_is_kept_is_of_a_part(self):
        assert {path.stem for path in KEPT.glob("*.json")} <= {part.name for part in PARTS}


class TestTheCommand:
    @pytest.fixture
    def run(self, tmp_path, monkeypatch):
        monkeypatch.setattr(program, "KEPT", tmp_path / "results")
        monkeypatch.setattr(program, "RESULTS", tmp_path / "RESULTS.md")
        told = partial(telling.report, tmp_path / "results", [SAMPLE])
        monkeypatch.setattr(program, "report", told)

        def run(measured, *words):
            part = SimpleNamespace(name="crawl", measure=measured)
            monkeypatch.setattr(program, "PARTS", (part,))
            return CliRunner().invoke(program.main, ["crawl", *words])

        return run

    def test_it_measures_each_share_and_keeps_and_tells_it(self, run, tmp_path):
        asked = []

        def measure(share, rounds, scratch):
            asked.append((share, rounds, scratch.is_dir()))
            return replace(ONE, share=share, bars=[])

        done = run(measure, "--share", "0.01", "--share", "1", "--rounds", "2")
        assert done.exit_code == 0, done.output
        assert asked == [(0.01, 2, True), (1.0, 2, True)]
        assert [one.share for one in read(tmp_path / "results" / "crawl.json").measured] == [
            0.01,
            1,
        ]
        assert "## A full crawl" in (tmp_path / "RESULTS.md").read_text()

    @pytest.mark.parametrize(("share", "code"), [(1.0, 1), (0.1, 0)])
    def test_a_bar_missed_at_the_full_size_is_its_exit_code(self, run, share, code):
        done = run(lambda *_: replace(ONE, share=share), "--share", str(share))
        assert done.exit_code == code
        assert "MISSED" in done.output


class TestSpending:
    def test_it_counts_what_a_program_and_its_children_took(self):
        alone = spend(python("-c", "x = bytearray(64 * 2**20)"))
        assert 64 < alone.peak < 128
        busy = "import time\nwhile time.process_time() < 0.3: pass"
        child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
        assert spend(python("-c", child)).cpu >= 0.3

    def test_what_it_printed_is_kept(self):
        assert spend(python("-c", "print('told')")).out == "told\n"

    def test_a_failed_program_is_no_figure(self):
        with pytest.raises(Problem, match="it ended with 3: broken"):
            spend(python("-c", "import sys; print('broken'); sys.exit(3)"))
        assert spend(python("-c", "import sys; sys.exit(3)"), codes=(3,)).wall > 0


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_part_is_there_and_says_what_was_found(part):
    assert find_spec(f"benchmarks.{part.name}") is not None
    assert callable(part.measure)
    assert len(part.notes.split()) > 30
    assert sys.modules[f"benchmarks.{part.name}"].__doc__

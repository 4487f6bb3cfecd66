"""A hundred thousand inputs for each kind of thing that strangers send: no crash, no hang."""

import pytest

from tests.fuzz.__main__ import NAMES, kept, target_of
from tests.fuzz.harness import run

INPUTS = 100_000
SEED = 2026
FEWEST_READ = 0.08  # of the inputs of each reader


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_thousand_inputs(name, tmp_path, capsys):
    target = target_of(name)
    report = run(target, inputs=INPUTS, seed=SEED)
    with capsys.disabled():
        print(f"\n{name}: {report}")  # noqa: T201 - figures, for whoever reads along
    told = [f"{fault.what}\n{fault.trace}\n{kept(target, SEED, fault, tmp_path)}"
            for fault in report.faults]  # fmt: skip
    assert not told, "\n".join(told)
    assert report.inputs == INPUTS
    assert report.read >= target.floor * INPUTS, "mostly what is turned away at the door was tried"
    for reader, (inputs, read) in report.by_reader.items():
        assert read >= FEWEST_READ * inputs, f"{reader}: only {read} of {inputs} were read"

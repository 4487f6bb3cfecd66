"""The fuzz itself finds what it is for: crashes, hangs, deaths, and a generator of rubbish."""

import os
import signal
import time

import pytest

from tests.fuzz import harness
from tests.fuzz.__main__ import NAMES, kept, target_of
from tests.fuzz.harness import Input, Target, made, run


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(harness, "LONGEST", 0.05)
    monkeypatch.setattr(harness, "BROKEN_OFF", 0.15)


def target(read, floor=0.5):
    return Target(
        name="made up",
        make=lambda random: Input("only", f"a{random.randrange(50)}b"),
        read=lambda one: read(one.body),
        floor=floor,
    )


def crash(body):
    if "7" in body:
        raise KeyError(body)
    return True


def swallow_everything(body):
    while body == "a7b":
        try:  # noqa: SIM105
            time.sleep(0)
        except Exception:  # noqa: BLE001, S110 - as a careless reader does
            pass
    return True


def dawdle(body):
    until = time.process_time() + (0.08 if body == "a7b" else 0)
    while time.process_time() < until:
        pass
    return True


def die(body):
    if body == "a7b":
        os.kill(os.getpid(), signal.SIGKILL)
    return True


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (crash, "KeyError"),
        (swallow_everything, "TookTooLong"),
        (dawdle, "took 0.1 s"),
        (die, "the process died of it (-9)"),
    ],
)
def test_what_goes_wrong_is_found_and_bears_its_number(read, told):
    tried = target(read)
    report = run(tried, inputs=80, seed=1)
    assert report.faults
    for fault in report.faults:
        assert told in fault.what
        assert "7" in made(tried, 1, fault.number).body


def test_nothing_goes_wrong_where_nothing_is():
    report = run(target(lambda body: body < "a3"), inputs=200, seed=1)
    assert (report.faults, report.inputs) == ([], 200)
    assert 0 < report.read < 200
    assert report.by_reader == {"only": (200, report.read)}


def test_an_input_that_goes_wrong_is_kept_as_small_as_it_can_be(tmp_path):
    tried = target(crash)
    fault = run(tried, inputs=200, seed=1).faults[0]
    said = kept(tried, 1, fault, tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.read_text() == "7"
    assert f"--seed 1 --input {fault.number}" in said


@pytest.mark.parametrize("name", NAMES)
def test_a_number_is_the_same_input_for_ever(name):
    one = target_of(name)
    assert [made(one, 3, number) for number in range(20)] == [
        made(one, 3, number) for number in range(20)
    ]
    assert made(one, 3, 1) != made(one, 4, 1)

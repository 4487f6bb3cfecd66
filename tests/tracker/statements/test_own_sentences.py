"""The reader over 300 labelled sentences of bodies that do not exist.

The figures are explained at the top of evaluation.py. A change to the rules that
finds more of one thing and loses another shows here first.
"""

import importlib.util
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

# Floors lie just below what was measured when they were set. They may only rise.
_IN_BOTH = {
    "precision": 0.985,
    "recall": 0.830,
    "f1": 0.900,
    "f1_clear": 0.900,
    "event_macro_f1": 0.890,
    "slipped_f1": 0.855,
    "delivered_f1": 0.825,
    "merged_f1": 0.910,
    "dropped_f1": 0.975,
    "due": 0.895,
    "no_invented_due": 0.990,
}
# What stands before a sentence only helps to name the thing.
FLOORS = {
    "sentence": _IN_BOTH | {"deliverable": 0.695},
    "context": _IN_BOTH | {"deliverable": 0.750},
}

PATH = Path(__file__).with_name("evaluation.py")
_SPEC = importlib.util.spec_from_file_location("statements_evaluation", PATH)
evaluation = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(evaluation)

EVENTS = {"promised", "slipped", "delivered", "merged", "dropped", "none"}
KINDS = {"precise", "interval", "deadline", "relative", "open", "none"}
REGISTERS = {"press_release", "board_paper", "foi_letter", "written_answer", "trade_press"}


@pytest.fixture(scope="module", params=sorted(FLOORS))
def measured(request, own_sentences):
    """The mode, and every figure in it."""
    return request.param, evaluation.figures(own_sentences, request.param)


@pytest.mark.parametrize("name", FLOORS["sentence"])
def test_no_figure_falls_below_its_floor(measured, name):
    mode, figures = measured
    assert figures[name] >= FLOORS[mode][name]


def test_every_figure_has_a_floor(measured):
    mode, figures = measured
    assert set(figures) == set(FLOORS[mode])


# ---------------------------------------------------------------- the labels themselves


def test_there_are_enough_sentences_of_every_kind(own_sentences):
    assert len(own_sentences) >= 280
    events = Counter(row["event"] for row in own_sentences)
    assert set(events) == EVENTS
    assert min(events.values()) >= 20
    registers = Counter(row["register"] for row in own_sentences)
    assert set(registers) == REGISTERS
    assert min(registers.values()) >= 50


def test_every_label_makes_sense(own_sentences):
    for row in own_sentences:
        assert row["context"].count(row["sentence"]) == 1, row["id"]
        assert row["event"] in EVENTS, row["id"]
        assert row["kind"] in KINDS, row["id"]
        assert row["difficulty"] in ("clear", "borderline"), row["id"]
        # What came out or was dropped is no commitment; a merger may lie in the past.
        if row["event"] in ("delivered", "dropped", "none"):
            assert not row["is_commitment"], row["id"]
        elif row["event"] != "merged":
            assert row["is_commitment"], row["id"]
        if not row["is_commitment"]:
            assert row["kind"] == "none", row["id"]
            assert row["due_text"] is row["due_latest"] is row["deliverable"] is None, row["id"]


def test_every_due_of_a_label_is_in_its_sentence_and_ahead(own_sentences):
    for row in own_sentences:
        if row["due_text"]:
            assert row["due_text"].lower() in row["sentence"].lower(), row["id"]
        if row["due_latest"]:
            assert row["due_text"], row["id"]
            latest = date.fromisoformat(row["due_latest"])
            assert latest >= date.fromisoformat(row["doc_date"]), row["id"]


def test_no_sentence_comes_twice(own_sentences):
    assert len({row["id"] for row in own_sentences}) == len(own_sentences)
    assert len({row["sentence"] for row in own_sentences}) == len(own_sentences)


def test_nothing_is_said_of_a_body_that_exists(own_sentences):
    real = ("NHS England", "NHSE", "DHSC", "DEFRA", "HMRC", "Ofsted", "Ofcom", "Home Office",
            "Cabinet Office", "Department of Health", "Department for Education")  # fmt: skip
    for row in own_sentences:
        text = f"{row['body']} {row['context']} {row['source_title']}"
        assert not [name for name in real if name in text], row["id"]
        assert ".example/" in row["url"], row["id"]


# ------------------------------------------------------------------ the evaluator itself


def labelled(**changes):
    row = {
        "id": "x", "sentence": "We will publish it.", "context": "We will publish it.",
        "doc_date": "2025-01-15", "is_commitment": True, "event": "promised",
        "deliverable": "Harbour Plan", "due_latest": "2025-05-31", "kind": "interval",
        "difficulty": "clear",
    }  # fmt: skip
    return row | changes


def statement(event="promised", deliverable="Harbour Plan", latest=date(2025, 5, 31), **due):
    values = {"earliest": None, "kind": "interval"} | due
    return SimpleNamespace(
        start=0, end=19, event=event, deliverable=deliverable, confidence=0.9,
        due=SimpleNamespace(latest=latest, **values),
    )  # fmt: skip


@pytest.fixture
def reader(monkeypatch):
    """Makes the evaluator read what is given."""

    def give(*found):
        monkeypatch.setattr(evaluation, "find_statements", lambda _text, _said_on: list(found))

    return give


def test_a_perfect_answer_scores_one(reader):
    reader(statement())
    assert set(evaluation.figures([labelled()], "sentence").values()) == {1.0}


def test_silence_misses_everything(reader):
    reader()
    figures = evaluation.figures(
        [labelled(), labelled(is_commitment=False, event="none")], "context"
    )
    assert (figures["recall"], figures["f1"]) == (0.0, 0.0)
    assert figures["precision"] == 1.0


def test_a_pause_is_read_as_a_slip(reader):
    reader(statement(event="paused"))
    assert evaluation.figures([labelled(event="slipped")], "sentence")["slipped_f1"] == 1.0


def test_a_merger_of_the_past_does_not_count_for_detection(reader):
    reader(statement(event="merged"))
    past = labelled(is_commitment=False, event="merged", deliverable=None, due_latest=None)
    figures = evaluation.figures([past], "sentence")
    assert (figures["precision"], figures["recall"]) == (1.0, 1.0)
    assert figures["merged_f1"] == 1.0


def test_a_last_day_that_nobody_gave_is_invented(reader):
    reader(statement())
    assert evaluation.figures([labelled(due_latest=None)], "sentence")["no_invented_due"] == 0.0


def test_from_a_month_is_right_with_its_first_day_and_no_last(reader):
    from_may = labelled(kind="open")
    reader(statement(latest=None, kind="open", earliest=date(2025, 5, 1)))
    assert evaluation.figures([from_may], "sentence")["due"] == 1.0
    reader(statement(latest=None, kind="open", earliest=date(2025, 1, 15)))
    assert evaluation.figures([from_may], "sentence")["due"] == 0.0


def test_the_surest_of_those_in_the_sentence_is_compared(reader):
    early, late = statement(deliverable="Ferry Bill"), statement()
    early.confidence, late.confidence = 0.5, 0.8
    elsewhere = statement(event="dropped")
    elsewhere.start, elsewhere.end, elsewhere.confidence = 40, 60, 1.0
    reader(early, late, elsewhere)
    assert set(evaluation.figures([labelled()], "sentence").values()) == {1.0}


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("the Harbour Plan", "Harbour Plan", 1.0),
        ("Minister's plan", "minister plan", 1.0),
        ("Harbour Plan", "Plan", 2 / 3),
        ("Harbour Plan", "Ferry Bill", 0.0),
        ("Harbour Plan", "", 0.0),
    ],
)
def test_names_are_compared_by_their_words(one, other, value):
    assert evaluation.f1_of_words(one, other) == pytest.approx(value)


def test_it_prints_a_table_with_the_errors_below(tmp_path):
    done = subprocess.run(
        [sys.executable, PATH, "--errors", "1", "--mode", "sentence"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert "f1_clear" in done.stdout
    assert done.stdout.count("\n  right ") == 1

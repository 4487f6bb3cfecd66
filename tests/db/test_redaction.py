"""How words are found in what is stored, and blotted out letter for letter."""

import json
import time

import pytest

from db.masking import (
    FILLER,
    Hashed,
    Words,
    digest_of,
    fold_loosely,
    mask,
    mask_cell,
    pattern_of_bytes,
)

SENTENCE = "We “will” publish it by May 2027."
MASKED = FILLER * len(SENTENCE)
CELLS = [
    ("alone", SENTENCE, MASKED),
    ("among others", f"So. {SENTENCE} Thus.", f"So. {MASKED} Thus."),
    ("twice", f"{SENTENCE} {SENTENCE}", f"{MASKED} {MASKED}"),
    ("over lines", "a We “will”\n publish\u00a0it by May 2027. b", f"a {FILLER * 34} b"),
    ("in brackets", f"({SENTENCE})", f"({MASKED})"),
    ("other words", "We “will” publish it by May 2028.", "We “will” publish it by May 2028."),
    ("a part of it", "We “will” publish it by May", "We “will” publish it by May"),
    ("nothing", "", ""),
    ("escaped in JSON", json.dumps([{"a": f"x {SENTENCE}"}]),
     json.dumps([{"a": f"x {MASKED}"}])),
    ("plain in JSON", json.dumps([f"ü {SENTENCE}"], ensure_ascii=False),
     json.dumps([f"ü {MASKED}"], ensure_ascii=False)),
    ("JSON in JSON", json.dumps({"a": json.dumps([SENTENCE])}),
     json.dumps({"a": json.dumps([MASKED])})),
    ("what only looks like JSON", f"[1] {SENTENCE}", f"[1] {MASKED}"),
]  # fmt: skip
MASKERS = {
    "by its words": Words([SENTENCE]),
    "by its sum": Hashed(len(SENTENCE), digest_of(SENTENCE)),
}


@pytest.mark.parametrize("masker", MASKERS.values(), ids=MASKERS)
@pytest.mark.parametrize(("_case", "cell", "masked"), CELLS, ids=[row[0] for row in CELLS])
def test_cells(_case, cell, masked, masker):
    assert mask_cell(masker, cell) == masked


def test_near_words_are_folded_alike():
    near = 'WE  "will" publish – it’s late'
    assert fold_loosely(near) == fold_loosely("we “Will” publish — it's\nLATE")


def test_other_words_keep_their_places():
    text = "Before.\nWe  “will”\tpublish it\nby May 2027. After."
    for masker in MASKERS.values():
        masked = mask(masker, text)
        assert len(masked) == len(text)
        assert masked.index("After.") == text.index("After.")


def test_a_long_text_is_gone_through_quickly():
    masker = MASKERS["by its sum"]
    text = "It was said that the plan is late. " * 3_000 + SENTENCE
    began = time.process_time()
    assert mask(masker, text).endswith(MASKED)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("body", [
    SENTENCE.encode(), json.dumps(SENTENCE).encode(), SENTENCE.replace(" ", "\n  ").encode(),
    SENTENCE.replace(" ", "&nbsp;").encode(), SENTENCE.replace(" ", "\u00a0").encode(),
])  # fmt: skip
def test_bodies(body):
    assert pattern_of_bytes(SENTENCE).search(b"<p>" + body + b"</p>")

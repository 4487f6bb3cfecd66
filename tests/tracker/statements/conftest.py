"""The labelled sentences that were written for these tests."""

import json
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def own_sentences():
    """Sentences of bodies that do not exist, with what must be found in them."""
    lines = Path(__file__).with_name("sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]

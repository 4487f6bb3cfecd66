"""Four times the text is four times the time, whatever the text."""

import pytest

from tests.fuzz import growth as growing
from tests.fuzz.growth import PAGES, PIECES, TAGS, TEXTS, growth, mixtures


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_of_text(name):
    found = [growth(TEXTS[name], piece) for piece in [*PIECES, *mixtures(2026, 20)]]
    assert not list(filter(None, found))


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_of_markup(name):
    found = [growth(PAGES[name], piece) for piece in TAGS]
    assert not list(filter(None, found))


def test_a_reader_that_looks_back_at_everything_is_found(monkeypatch):
    monkeypatch.setattr(growing, "LONGEST", 64_000)
    monkeypatch.setattr(growing, "TOO_SHORT", 0.02)

    def squared(text):
        return [text[:end].count("b") for end in range(0, len(text), 2)]

    assert growth(squared, "ab") is not None
    assert growth(str.upper, "ab") is None

"""The part "reading": it runs at a tiny share, and what it measures is what it says."""

import json
from collections import Counter
from statistics import median

import pytest

from benchmarks.reading import measure, texts
from benchmarks.reading.pdfs import _CHILDREN, _OURS, _RAW, child, paper
from db.errors import Problem
from tests.crawler.files.inside import read
from tracker.statements import find_statements


@pytest.mark.slow
def test_all_of_it_at_a_tiny_share(tmp_path):
    found = measure(0.002, 1, tmp_path)
    names = Counter(figure.name for figure in found.figures)
    assert set(names.values()) == {1}
    assert {bar.name for bar in found.bars} == {
        "dates: sentences a second",
        "statements: sentences a second",
        "extract: as fast with two processes as with one",
        "PDFs of 10 pages: as fast as raw pypdfium2",
        "PDFs of 100 pages: as fast as raw pypdfium2",
        "all PDFs: as fast as raw pypdfium2",
    }
    assert all(bar.at_least for bar in found.bars)
    assert all(figure.size for figure in found.figures if figure.grows)
    assert {"one very long PDF", "extract, 1 process, all of it", "all sentences with dates"} <= {
        figure.name for figure in found.figures if figure.grows
    }
    assert found.missing == {}


def test_texts_are_the_same_each_time_and_of_skewed_lengths():
    first, again = list(texts.texts(300)), list(texts.texts(300))
    assert first == again
    lengths = sorted(map(len, first))
    assert lengths[-1] > 8 * median(lengths)
    assert "\u2019" in "".join(first)


def test_most_sentences_of_a_text_promise_nothing():
    sentences = texts.mixed(400)
    promising = sum(bool(find_statements(sentence, None)) for sentence in sentences)
    assert len(sentences) == 400
    assert 0.02 * len(sentences) < promising < 0.5 * len(sentences)


def test_both_children_read_the_same_words_of_a_paper():
    """Ours without the heads and feet that run through it, and without the numbers of pages."""
    body = paper(1, 3)
    ours = Counter(read(body).text.replace("|", "").split())
    command, front = _CHILDREN[_RAW]
    child(command, front + body)
    raw = Counter(read(body, reader="pypdf").text.split())
    assert (raw - ours).total() == 0


@pytest.mark.slow
@pytest.mark.parametrize("who", [_OURS, _RAW])
def test_a_child_that_reads_nothing_is_no_measurement(who):
    command, front = _CHILDREN[who]
    with pytest.raises(Problem):
        child(command, front + b"%PDF-1.7\nno paper")


def test_the_labelled_sentences_are_those_of_the_tests():
    found = texts.labelled()
    assert len(found) == len(json.loads(json.dumps(found))) > 100

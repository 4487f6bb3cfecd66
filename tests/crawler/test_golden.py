"""Every source on its frozen pages, and what every source must bring along.

What is read is compared with ``golden/<source>/expected.json``, which somebody read: see frozen.py.
"""

import json

import pytest

from crawler.command import spiders
from tests.crawler.frozen import GOLDEN, read_frozen

SOURCES = spiders()
LARGEST = 200_000  # bytes of a frozen page


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_reads_its_frozen_pages(source, tmp_path):
    expected = GOLDEN / source / "expected.json"
    assert expected.exists(), f"read it by eye: python -m tests.crawler.frozen {source}"
    found = read_frozen(source, tmp_path)
    assert found == json.loads(expected.read_text())
    assert found["exit code"] == 0
    assert found["documents"]


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_says_what_it_is(source):
    spider = SOURCES[source]
    text = spider.__doc__ or ""
    assert "\n    Domain\n" in text, "its docstring names the domain that it reads"
    assert "\n    Licence\n" in text, "its docstring names the licence of what it reads"
    assert spider.licence
    assert spider.republish in {"text", "quote", "link"}
    assert spider.expects is not None, "it says what a healthy source brings"
    assert spider.expects.every_days > 0
    assert spider.expects.at_least > 0
    assert spider.expects.fields
    assert spider.checks, "it says what it relies on, for the probe"
    assert all(check.otherwise for check in spider.checks)


@pytest.mark.parametrize("source", SOURCES)
def test_frozen_pages_are_small(source):
    pages = list((GOLDEN / source / "pages").iterdir())
    assert pages
    assert [page.name for page in pages if page.stat().st_size > LARGEST] == []

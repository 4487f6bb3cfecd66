"""Cleaning a text: what is seen is left as it is, so that most texts need no looking through."""

import re
import sys

import pytest

from crawler.files import letters
from crawler.files.letters import clean

PRINTABLE = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))


@pytest.mark.parametrize(
    "pattern",
    [letters._LINE_ENDS, letters._UNSEEN, letters._C1, letters._SURROGATE, letters._SYMBOL],
)
def test_nothing_that_is_taken_out_can_be_seen(pattern):
    """A text of printable letters is not looked through for these."""
    assert re.search(pattern, PRINTABLE) is None


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("by spring 2027", "by spring 2027"),
        ("the \u2018plan\u2019 \u2013 \u00a340m", "the \u2018plan\u2019 \u2013 \u00a340m"),
        ("o\ufb03ce", "office"),
        ("cafe\u0301", "caf\u00e9"),
        ("cafe\u0301\x00 o\ufb03ce", "caf\u00e9 office"),
        ("\ue0b7 first", "\u2022 first"),
        ("a \ue0b7b", "a \ufffdb"),
        ("it\x92s", "it\u2019s"),
        ("\ud800", "\ufffd"),
        ("soft\u00adly", "softly"),
        ("a\r\nb\u2028c", "a\nb\nc"),
    ],
)
def test_a_text_is_cleaned(text, cleaned):
    assert clean(text) == cleaned

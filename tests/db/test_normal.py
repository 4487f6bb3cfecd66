"""What a reader cannot see is folded away, in one way however it is done."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.normal import normalise, normalise_blocks

ACUTE, TWO = "\u0301", "\u0344"  # NFC takes the second apart into two accents
LETTERS = st.sampled_from([
    "a", "é", "e", "–", "😀", "中", " ", "\n", "\r\n", "\t", "\x0b", "\x1c", "\x1f", "\x85",
    "\u2028", "\u00a0", "\u3000", "\u00ad", "\u200b", "\ufeff", ACUTE, TWO, "\u0f73",
    "\u0958", "\U0001d160", ACUTE * 9, ACUTE * 29, ACUTE * 30, ACUTE * 31, TWO * 14,
    TWO * 16, TWO * 40,
])  # fmt: skip
TEXTS = st.lists(LETTERS, max_size=30).map("".join)


def heaps_cut(text):
    kept, heap = [], 0
    for letter in text:
        heap = heap + 1 if unicodedata.combining(letter) and letter <= "\uffff" else 0
        if heap <= 30:
            kept.append(letter)
    return "".join(kept)


def folded(text):
    """Each rule in turn, over all of the text."""
    seen = re.sub("[\u00ad\u200b\u200c\u200d\u2060\ufeff]", "", text)
    seen = heaps_cut(unicodedata.normalize("NFC", heaps_cut(seen)))
    lines = (re.sub(r"\s+", " ", line).strip() for line in seen.splitlines())
    return "\n".join(line for line in lines if line)


@given(TEXTS)
def test_it_is_what_the_rules_say(text):
    assert normalise(text) == folded(text)


@given(st.text())
def test_it_is_so_of_any_text(text):
    assert normalise(text) == folded(text)


@given(st.lists(TEXTS, max_size=5))
def test_blocks_are_lines_and_line_breaks_in_them_are_spaces(blocks):
    lines = [" ".join(block.splitlines()) for block in blocks]
    assert normalise_blocks("\0".join(blocks), "\0") == normalise("\n".join(lines))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  a  b \n\n c\t", "a b\nc"),
        ("work\u00adforce", "workforce"),
        ("e\u200b\u0301", "é"),
        ("a" + ACUTE * 100, unicodedata.normalize("NFC", "a" + ACUTE * 30)),
    ],
)
def test_examples(text, seen):
    assert normalise(text) == seen


def test_of_all_white_space_only_the_space_is_printable():
    """What tells quickly that a line has nothing to be folded."""
    letters = map(chr, range(0x110000))
    assert [one for one in letters if re.match(r"\s", one) and one.isprintable()] == [" "]

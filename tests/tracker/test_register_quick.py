"""The quick reader of YAML: what it reads, the whole reader reads alike; the rest it leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Problem
from tracker.register import files
from tracker.register.files import PACKAGED, parsed
from tracker.register.quick import Uncommon

FILES = sorted([*PACKAGED.glob("*.yml"), *PACKAGED.glob("foi/*.yml")])


def test_every_file_of_the_packaged_register_is_read_quickly_and_alike():
    assert len(FILES) == 59
    for path in FILES:
        assert files._QUICK.read(path.read_text()) == parsed(path)[0]


SAME = [
    "a: 1\n", "a: 1.5\nb: -3\n", "a: true\nb: false\nc: null\nd: ~\ne:\n", "a: 2024-01-02\n",
    "a: '2024-01-02'\n", "a: yes\non: off\n", "a: [1, x, {b: c}]\n", "- a\n- b: c\n",
    "a: |\n  one\n  two\n", "a: >\n  one\n  two\n", 'a: "x\\ty"\n', "a: one\n  two\n",
    "# remark\na: x # another\n", "a: '# none'\n", "a: 0x1F\nb: 0o17\nc: 1_000\nd: 190:20:30\n",
    "a: .inf\nb: 1e5\n", "a: 'true'\nb: \"null\"\nc: '1'\n", "a: é\nb: “x”\n", "{a: b}\n",
    "a: ''\n",
]  # fmt: skip
LEFT = [
    "", "# nothing\n", "x\n", "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: 1\na: 2\n", "1: a\n",
    "? [a]\n: b\n",
    "<<: {a: 1}\n", "a: =\n", "a: 1\n---\nb: 2\n", "a: [\n", "a: " + "[" * 30 + "]" * 30 + "\n",
    "a: " + "9" * 5000 + "\n", "a: b: c\n", "Ä: x\n", "null: x\n", "- - - " * 9 + "x\n", "a: 'x\n",
    "\ta: x\n", "a: \x00\n",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_it_reads_as_the_whole_reader_does(tmp_path, text):
    path = tmp_path / "one.yml"
    path.write_text(text)
    assert repr(files._QUICK.read(text)) == repr(parsed(path)[0])


@pytest.mark.parametrize("text", LEFT)
def test_what_is_uncommon_is_left_to_the_whole_reader(text):
    with pytest.raises(Uncommon):
        files._QUICK.read(text)


PIECES = [
    "a", "b:", "c: ", ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "'", '"', "#",
    " ",
    "|", ">", "&x ", "*x", "!!int ", "null", "true", "1", "-1.5", "2024-01-02", "~", "?", "---\n",
    "<<", "=", "%", "\t", "é", "on",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_whatever_it_reads_it_reads_as_the_whole_reader_does(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "whatever.yml"
    path.write_text(text)
    try:
        quick = files._QUICK.read(text)
    except Uncommon:
        return
    try:
        whole = parsed(path)[0]
    except Problem as problem:
        raise AssertionError(problem) from problem
    assert repr(quick) == repr(whole)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_the_same_file(tmp_path, ends):
    path = tmp_path / "one.yml"
    path.write_bytes(FILES[0].read_text().replace("\n", ends).encode())
    assert files.content_of(path, path.read_bytes()) == parsed(FILES[0])[0]

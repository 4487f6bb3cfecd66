"""The file that says who is told what: what it may hold, and that every fault is named."""

from pathlib import Path

import pytest

from db.errors import Problem
from tracker.digests.filters import CORRECTIONS, HAPPENED, KINDS, Filter
from tracker.digests.subscribers import place, read

EXAMPLE = Path(__file__).parents[3] / "docs" / "subscribers.example.yml"


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "subscribers.yml"
        path.write_text(text)
        return path

    return write


def test_what_is_left_out(written):
    [reader] = read(written("- name: desk\n  file: desk.md\n"))
    assert reader.wanted == Filter(kinds=("promise",))
    assert (reader.since, reader.only_when, reader.way) == ("now", "news", "file")


def test_one_may_stand_without_brackets(written):
    text = "- {name: a, mail: ada@x.example, bodies: nhs-england, kinds: foi_reply}\n"
    [reader] = read(written(text))
    assert reader.mail == ("ada@x.example",)
    assert reader.wanted == Filter(bodies=("nhs-england",), kinds=("foi_reply",))


@pytest.mark.parametrize("text", ["", "[]\n", "# nobody yet\n"])
def test_nobody_yet(written, text):
    assert read(written(text)) == []


FAULTS = [  # what stands in the file, the line that is named, what is said
    ("- file: a.md", 1, "1.name: Field required"),
    ("- name: ''\n  file: a.md", 1, "1.name: is not one line of 1 to 100 letters"),
    ('- name: "a\\nb"\n  file: a.md', 1, "1.name: is not one line"),
    ("- name: a", 1, "needs exactly one of file, mail and webhook; there is none"),
    ("- name: a\n  file: a.md\n  mail: ada@x.example", 1, "there are file and mail"),
    ("- name: a\n  file: '{year}.md'", 2, "1.file: only {release} and {day} are filled in"),
    ("- name: a\n  file: '{day!r}.md'", 2, "1.file: only {release} and {day} are filled in"),
    ("- name: a\n  file: '{day.md'", 2, "1.file: has a brace too much"),
    ("- name: a\n  mail: ada", 2, "is no address like ada@newsroom.example"),
    ("- name: a\n  mail: ['ada@x.example', 'Ada <ada@x.example>']", 2, "is no address like"),
    ('- name: a\n  mail: "a@x.example\\nBcc: b@x.example"', 2, "is no address like"),
    ("- name: a\n  mail: jürgen@x.example", 2, "in plain letters"),
    ("- name: a\n  mail: [a@x.example, a@x.example]", 2, "names the same twice"),
    ("- name: a\n  webhook: desk", 2, "is not the name of a variable of the environment"),
    ("- name: a\n  webhook: DESK\n  format: html", 3, "1.format: only of a file"),
    ("- name: a\n  file: a.md\n  kinds: [promises]", 3, "1.kinds.1: Input should be 'promise'"),
    ("- name: a\n  file: a.md\n  kinds: []", 3, "1.kinds: "),
    ("- name: a\n  file: a.md\n  happened: [late]", 3, "1.happened.1: Input should be 'delivered'"),
    ("- name: a\n  file: a.md\n  since: yesterday", 3, "1.since"),
    ("- name: a\n  file: a.md\n  since: -1", 3, "1.since"),
    ("- name: a\n  file: a.md\n  password: x", 3, "1.password: unknown field"),
    ("- name: a\n  file: a.md\n- name: a\n  file: b.md", 3, "another reader is called a"),
    ("name: a\nfile: a.md", 1, "Input should be a valid list"),
    ("- name: a\n  file: a.md\n  file: b.md", 3, "file stands twice"),
    ("- name: a\n  file: [\n", 3, "is not valid YAML"),
]


@pytest.mark.parametrize(("text", "line", "words"), FAULTS, ids=[text for text, *_ in FAULTS])
def test_every_fault_is_named_with_its_line(written, text, line, words):
    path = written(text)
    with pytest.raises(Problem) as caught:
        read(path)
    assert words in str(caught.value)
    assert f"{path}:{line}: " in str(caught.value)


@pytest.mark.parametrize("field", ["webhook", "file", "mail", "names", "topics"])
def test_an_address_of_a_webhook_is_refused_and_not_said(written, field):
    path = written(f"- name: a\n  {field}: https://hooks.example/services/verysecret\n")
    with pytest.raises(Problem) as caught:
        read(path)
    assert f"{path}:" in str(caught.value)
    assert "Put it into the environment" in str(caught.value)
    assert "verysecret" not in str(caught.value)


def test_the_file_is_beside_the_database_unless_it_is_named(tmp_path):
    database = tmp_path / "delaywatch.db"
    assert place(None, {}, database) == tmp_path / "subscribers.yml"
    environ = {"DELAYWATCH_SUBSCRIBERS": "/etc/readers.yml"}
    assert place(None, environ, database) == Path("/etc/readers.yml")
    assert place(tmp_path / "other.yml", environ, database) == tmp_path / "other.yml"


def test_the_example_shows_all_there_is():
    readers = read(EXAMPLE)
    assert {reader.way for reader in readers} == {"file", "mail", "webhook"}
    fields = {field for reader in readers for field in reader.model_fields_set}
    assert fields == set(type(readers[0]).model_fields)
    text = EXAMPLE.read_text()
    for name in (*KINDS, *HAPPENED, CORRECTIONS):
        assert name in text

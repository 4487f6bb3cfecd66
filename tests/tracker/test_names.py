"""Who may be named: the finder, the data file, and what the register and the desk refuse."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Problem
from tests.tracker.pages import BY_JUNE, LIGHTHOUSE, TODAY, Desk, as_yaml, commitment, promise
from tracker.names import (
    ALLOWED,
    GIVEN_NAMES,
    fair_speaker,
    known_persons,
    named_persons,
    names_of_speaker,
    refused,
)
from tracker.register.checking import read_register
from tracker.register.files import PACKAGED
from tracker.register.load import check
from tracker.register.naming import texts_of

# ---------------------------------------------------------------------------- the finder

FOUND = [
    ("Dr Ada Quill", ["Dr Ada Quill"]),
    ("as Sir Tobias Quill wrote", ["Sir Tobias Quill"]),
    ("Prof. Quill and Ms Reed", ["Prof. Quill", "Ms Reed"]),
    ("Lord Quill of Harbour said", ["Lord Quill of Harbour"]),
    ("Jane Smith, director of transformation, NHS England", ["Jane Smith"]),
    ("Jane Smith-Jones", ["Jane Smith-Jones"]),
    ("Neil O'Quill and Neil O’Quill", ["Neil O'Quill", "Neil O’Quill"]),
    ("Jane A. Smith", ["Jane A. Smith"]),
    ("Ian van der Quill told us", ["Ian van der Quill"]),
    ("Secretary of State Jane Smith", ["Jane Smith"]),
    ("Ottoline Quux MP", ["Ottoline Quux"]),
    ("Ottoline Quux, chief nurse at the trust", ["Ottoline Quux"]),
    ("the director of transformation Ottoline Quux", ["Ottoline Quux"]),
    ("the plan (Jane Smith, 3 May 2026)", ["Jane Smith"]),
    ("Wes Streeting, Health Secretary", ["Wes Streeting"]),
    ("NEIL O’BRIEN", ["NEIL O’BRIEN"]),
]
NOTHING = [
    "", "10 Year Workforce Plan (refresh of the Long Term Workforce Plan)",
    "The Lord Chancellor and the Lord Chief Justice", "Professor of Medicine",
    "National director for transformation, NHS England",
    "Health Education England, chief executive",
    "Queen Elizabeth Hospital", "James Paget University Hospitals NHS Foundation Trust",
    "the Jane Smith Review", "Stephen Quill Inquiry", "St James Street", "St Thomas' Hospital",
    "Oliver Quill Mandatory Training", "Dear Sir or Madam", "Minister of State, DHSC",
    "Department of Health and Social Care", "In May Will Grant Applications Open",
    "Public Accounts Committee", "Data Saves Lives", "Henry VIII powers", "NHS England Board",
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), FOUND, ids=[text for text, _ in FOUND])
def test_a_person_is_found(text, names):
    assert [named.text for named in named_persons(text)] == names


@pytest.mark.parametrize("text", NOTHING)
def test_a_plan_a_post_and_a_house_are_no_person(text):
    assert named_persons(text) == []


def test_in_who_two_capital_words_are_a_person():
    assert named_persons("Zeb Quux (by letter)") == []
    assert [one.text for one in names_of_speaker("Zeb Quux (by letter)")] == ["Zeb Quux"]
    assert names_of_speaker("Downing Street (as reported)") == []


GIVEN = sorted(
    name
    for line in GIVEN_NAMES.read_text().splitlines()
    if not line.startswith("#")
    for name in line.split()
)


@given(st.sampled_from(GIVEN), st.sampled_from(["Quill", "Quux-Reed", "McQuill", "O'Quill"]))
def test_a_given_name_and_a_surname_are_found_anywhere(first, last):
    name = f"{first} {last}"
    [named] = named_persons(f"The plan was promised by {name} in 2026.")
    assert named.text == name
    assert refused(name, "own_words")
    assert refused(name, "headline")


@given(st.text())
def test_whatever_stands_there_each_name_lies_where_it_is_said_to(text):
    found = names_of_speaker(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert all(one.end <= two.start for one, two in pairwise(found))


# -------------------------------------------------------------------------- the data file


def test_everybody_in_the_file_is_in_the_register_and_the_file_named_says_so():
    for person in known_persons():
        text = " ".join((PACKAGED / person.seen).read_text().split()).lower()
        names = [name.lower() for name in (person.name, *person.also)]
        assert any(name in text.replace("''", "'") for name in names), person.name


def test_no_name_stands_twice():
    names = [name.lower() for person in known_persons() for name in (person.name, *person.also)]
    assert len(names) == len(set(names))


PLACES = [
    ("Wes Streeting", {"own_words", "speaker", "asker", "publisher", "headline"}),
    ("Simon Stevens", {"own_words", "speaker", "asker", "publisher", "headline"}),
    ("Leng review", {"own_words", "speaker", "asker", "publisher", "headline"}),
    ("Ben Bradshaw MP", {"asker", "publisher", "headline"}),
    ("Professor Gillian Leng", {"publisher", "headline"}),
    ("Dr Ada Quill", set()),
]


@pytest.mark.parametrize(("name", "places"), PLACES, ids=[name for name, _ in PLACES])
def test_where_each_kind_of_person_may_be_named(name, places):
    every = set().union(*ALLOWED.values())
    assert {place for place in every if not refused(name, place)} == places


# ---------------------------------------------------------------------------- the register


def test_the_register_as_shipped_names_nobody_below_minister_or_board():
    register = read_register(PACKAGED)
    texts = [
        (place, text)
        for entry in (*register.commitments, *register.foi_requests)
        for _, place, text in texts_of(entry)
    ]
    assert len(texts) > 1000
    assert [(text, place) for place, text in texts if refused(text, place)] == []


PLANTED = "Ottilie Quux, director of lamps, NHS England"
WHERE = [
    ({}, {"who": PLANTED}, "steps.1.who"),
    ({}, {"note": "Jane Quux said it."}, "steps.1.note"),
    ({"title": "Jane Quux and her lighthouse"}, {}, "title"),
    ({"owner": "NHS England (Dr Quux)"}, {}, "owner"),
    ({"summary": "Sir Zeb Quux is late."}, {}, "summary"),
    ({"aliases": ["The plan of Jane Quux"]}, {}, "aliases.1"),
    ({"unverified": ["Whether Jane Quux knew."]}, {}, "unverified.1"),
]


@pytest.mark.parametrize(("entry", "step", "field"), WHERE, ids=[field for *_, field in WHERE])
def test_a_file_that_names_an_official_is_refused_with_its_line(tmp_path, entry, step, field):
    file = commitment("lamp-plan", "Lamp Plan", promise(BY_JUNE, **step)) | entry
    path = tmp_path / "lamp-plan.yml"
    path.write_text(as_yaml(file))
    with pytest.raises(Problem) as caught:
        check(tmp_path, TODAY)
    told = re.search(rf"{re.escape(str(path))}:(\d+): {re.escape(field)}: (.*)", str(caught.value))
    assert told, str(caught.value)
    assert "Quux" in path.read_text().splitlines()[int(told[1]) - 1]
    assert "who is not known as a minister or board member - name the post as" in told[2]


@pytest.mark.parametrize(("basis", "is_fine"), [("as_shown", True), ("descriptive", False)])
def test_a_known_head_of_a_review_stands_in_a_headline_only_as_it_was_shown(
    tmp_path, basis, is_fine
):
    file = json.loads(json.dumps(LIGHTHOUSE))
    file["steps"][0]["sources"][0] |= {"title": "Baroness Amos speaks", "title_basis": basis}
    (tmp_path / "lighthouse-plan.yml").write_text(as_yaml(file))
    if is_fine:
        assert check(tmp_path, TODAY)
    else:
        with pytest.raises(Problem, match="names Baroness Amos, who is neither minister nor"):
            check(tmp_path, TODAY)


# -------------------------------------------------------------------------------- the desk

SPEAKERS = [
    ("NHS England", "NHS England will publish it.", "NHS England"),
    ("Wes Streeting", "Wes Streeting said so.", "Wes Streeting"),
    ("Jane Quux", "Jane Quux, director of lamps at NHS England, said so.",
     "Director of lamps at NHS England"),
    ("Jane Quux, head of lamps", "It was said.", "Head of lamps"),
    ("Jane Quux", "Jane Quux, who was there, said so.", None),
    ("Jane Quux", "Jane Quux said so.", None),
]  # fmt: skip


@pytest.mark.parametrize(("who", "sentence", "wanted"), SPEAKERS)
def test_a_speaker_is_a_post_or_nobody(who, sentence, wanted):
    assert fair_speaker(who, sentence) == wanted


SENTENCE = "{}said that the Lighthouse Plan will be published by September 2026."
DRAFTED = [
    ("Jane Quux, director of lamps at NHS England, ", "Director of lamps at NHS England"),
    ("Jane Quux ", "NHS England"),
]


@pytest.mark.parametrize(("speaker", "who"), DRAFTED)
def test_what_is_made_of_a_sentence_names_the_post_or_the_body(tmp_path, speaker, who):
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    found = _only(desk, SENTENCE.format(speaker))
    event_id = desk.decide(found).event_id
    made = next(desk.db.query("select who from events where id = ?", [event_id]))
    assert made["who"] == f"{who} (as reported by Coast News)"
    assert "Quux" not in json.dumps(made)


def test_an_editor_cannot_write_a_name_that_nobody_knows(tmp_path):
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    found = _only(desk, "NHS England will publish the Lighthouse Plan by September 2026.")
    before = desk.db["events"].count
    for fields in ({"who": PLANTED}, {"note": "Jane Quux told us."}):
        with pytest.raises(Problem, match=r"Quux, who is not known .* - name the post"):
            desk.decide(found, "edit", fields=fields)
    assert desk.db["events"].count == before


def test_a_new_commitment_is_not_called_after_an_official(tmp_path):
    desk = Desk.fresh(tmp_path, LIGHTHOUSE)
    found = _only(desk, "NHS England will publish the Umbrella Strategy by May 2027.")
    with pytest.raises(Problem, match=r"the title names Jane Quux, .* - give another title"):
        desk.decide(found, "new", title="Strategy of Jane Quux")
    assert desk.count("commitments") == 1


def _only(desk, text):
    """The only statement of a page of the body's own site."""
    [found] = desk.found(text)
    return found

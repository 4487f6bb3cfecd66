"""Real items of Parliament's APIs, and the APIs' own descriptions, where they are at hand."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.platforms.parliament.reading import (
    PUBLICATION_SIGNS,
    QUESTION_SIGNS,
    STATEMENT_SIGNS,
    answer,
    answered_with,
    flag_means_expected,
    number_of,
    publication,
    publication_pages,
    question_page,
    stamp_of,
    statement,
    statement_page,
    value_of,
    why_no_answer,
)

SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "parliament"

pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared fixtures of Parliament are not beside this checkout"
)


def load(name):
    path = SHARED / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


LISTED = [value_of(item) for item in load("writtenquestions_list_items_dhsc_2024-09.json")]
EDGES = {number_of(value_of(item)): value_of(item)
         for item in load("writtenquestions_list_items_edgecases.json")}  # fmt: skip
LONG = load("longform_answers_10_year_workforce_plan.json")


@pytest.mark.parametrize("value", LISTED, ids=number_of)
def test_a_listed_item_is_an_answer_unless_it_is_cut(value):
    assert why_no_answer(value) is None
    page = r"https://questions-statements\.parliament\.uk/written-questions/detail/2024-09-\d\d/\d+"
    assert re.fullmatch(page, question_page(value))
    if len(value["answerText"]) > 255:
        with pytest.raises(ValueError, match="cut short"):
            answer(value)
        return
    parts = answer(value)
    assert parts["native_id"] == str(value["id"])
    assert parts["title"] == value["heading"].strip()
    assert parts["published_at"] == value["dateAnswered"][:10]
    assert parts["modified_at"] is None
    assert parts["body"] == "department-of-health-and-social-care"
    assert parts["text"].replace("\n", " ") == " ".join(value["answerText"].split())
    assert json.loads(parts["data"])["questionText"] == value["questionText"]


@pytest.mark.parametrize(
    ("number", "published", "modified"),
    [
        ("1729370", "2024-10-16", None),  # held on 14 October 2024
        ("1727735", "2024-09-30", None),
        ("1727597", "2024-09-30", None),
        ("1675274", "2023-12-06", "2023-12-21"),  # corrected
        ("1723800", "2024-08-01", "2024-10-07"),
    ],
)
def test_what_was_held_is_an_answer_now_and_a_correction_has_its_day(number, published, modified):
    value = EDGES[number] | {"answerText": "<p>Whole.</p>"}
    assert why_no_answer(value) is None
    parts = answer(value)
    assert (parts["published_at"], parts["modified_at"]) == (published, modified)
    assert ("Corrected answer" in parts["types"]) == bool(modified)


def test_while_it_was_held_it_was_none():
    held = EDGES["1729370"] | {"dateAnswered": None, "answerText": None}
    assert why_no_answer(held) == "a holding answer of 2024-10-14: not an answer yet"


def test_a_group_that_is_not_listed_whole_loses_nothing():
    assert any(value["groupedQuestions"] for value in LISTED)
    assert answered_with(LISTED) == {}


@pytest.mark.parametrize("long", LONG, ids=lambda long: long["id"])
def test_a_long_answer_is_read_block_by_block(long):
    record = LISTED[0] | {"id": long["id"], "answerText": long["answer_text"],
                          "questionText": long["question_text"]}  # fmt: skip
    assert why_no_answer(record) is None
    text = answer(record)["text"]
    blocks = re.findall(r"<(?:p|li)\b[^>]*>(?!\s*</)", long["answer_text"])
    assert len(text.splitlines()) == len(blocks)
    assert not re.search(r"</?\w+>|&\w+;", text)
    assert long["question_text"] not in text


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1818456", "We will publish a new 10 Year Workforce Plan later this year"),
        ("1822648", "We will publish our 10 Year Workforce Plan by the end of this year."),
    ],
)
def test_the_promise_of_the_first_case_is_in_the_text(number, words):
    (long,) = [long for long in LONG if long["id"] == number]
    assert words in answer(LISTED[0] | {"answerText": long["answer_text"]})["text"]


# The APIs' own descriptions ------------------------------------------------------------------

COMMITTEES = "Committees.Common.Responses."
PATHS = {
    "/api/writtenquestions/questions": "questions-statements",
    "/api/writtenstatements/statements": "questions-statements",
    "/api/Publications": "committees",
}


class Record(dict):
    """A record that remembers which of its fields were asked for."""

    def __init__(self, api, schema, **parts):
        super().__init__(parts)
        self.asked = set()
        schemas = load(f"{api}.swagger.json")["components"]["schemas"]
        self.described = set(schemas[schema]["properties"])

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


def question_record():
    file = Record("questions-statements", "AttachmentViewModel", url="https://h.example/a.pdf")
    record = Record(
        "questions-statements", "QuestionsViewModel",
        id=7, attachments=[file], groupedQuestions=["2"], answerText="x",
    )  # fmt: skip
    why_no_answer(record)
    answer(record)
    answered_with([record])
    question_page(record)
    stamp_of(record, QUESTION_SIGNS)
    return [record, file]


def statement_record():
    link = Record("questions-statements", "LinkedStatements", linkedStatementId=8)
    record = Record("questions-statements", "StatementsViewModel", id=7, linkedStatements=[link])
    statement(record, str)
    statement_page(record)
    stamp_of(record, STATEMENT_SIGNS)
    return [record, link]


def publication_record():
    def part(name, **parts):
        return Record("committees", COMMITTEES + name, **parts)

    file = part("Common.Document.DocumentFile")
    document = part("Common.Document.Document", documentId=3, files=[file])
    department, kind = part("Common.Department"), part("Common.Publication.PublicationType")
    came = part("Common.Publication.PublicationSummary", id=8, publicationStartDate="2026-01-01")
    response = part(
        "Common.Publication.GovernmentResponse", publication=[came], responseExcepted=True
    )
    paper = part("Common.Shared.HouseNumber", number="1")
    inquiry = part("CommitteeBusinessSummary")
    record = part(
        "Publication",
        id=7, type=kind, documents=[document], governmentResponses=response, hcNumber=paper,
        hlPaper=paper, businesses=[inquiry], respondingDepartment=department,
    )  # fmt: skip
    publication(record, str, url="u", flag_expects=flag_means_expected([record]))
    publication_pages([record], str)
    stamp_of(record, PUBLICATION_SIGNS)
    return [record, file, document, department, kind, came, response, paper, inquiry]


@pytest.mark.parametrize("read", [question_record, statement_record, publication_record])
def test_the_api_describes_every_field_that_is_read(read):
    for record in read():
        assert record.asked
        # An item of a list is asked for its value first; a record has none.
        assert record.asked - {"value"} <= record.described


def test_the_api_describes_every_request(crawl, site):
    assert crawl("parliament_answers", "parliament_statements", "parliament_committees") == 0
    seen = set()
    for target in site.requests():
        parts = urlsplit(target)
        if not parts.path.startswith("/api/"):
            continue
        path = re.sub(r"/\d+$", "/{id}", parts.path)
        described = load(f"{PATHS[path.removesuffix('/{id}')]}.swagger.json")
        known = {
            parameter["name"]: parameter["schema"]
            for parameter in described["paths"][path]["get"]["parameters"]
        }
        for name, values in parse_qs(parts.query).items():
            assert name in known, target
            enum = known[name].get("$ref", "").rpartition("/")[2]
            allowed = described["components"]["schemas"][enum]["enum"] if enum else values
            assert set(values) <= set(allowed), target
        seen.add(path)
    assert seen == {*PATHS, *(f"{path}/{{id}}" for path in PATHS)}

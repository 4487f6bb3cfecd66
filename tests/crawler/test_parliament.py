"""Parliament: what is an answer, which answers are one, whose deadline it is, and when."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import TextResponse

from crawler.platforms.parliament.reading import (
    DHSC,
    QUESTIONS_API,
    answer,
    answered_with,
    flag_means_expected,
    publication,
    publication_pages,
    question_page,
    stamp_of,
    statement,
    value_of,
    why_no_answer,
)
from crawler.platforms.parliament.spider import of_the_department
from crawler.sample import DAYS, server
from crawler.sample.answers import Answer, json_answer

PROROGUED = (
    "<p>It has not proved possible to respond to the hon. Member in the time available before "
    "Prorogation.</p>"
)
HOLDING = (
    "<p>It has not been possible to answer this question within the usual time period. An answer "
    "is being prepared and will be provided as soon as it is available.</p>"
)


def question(**parts):
    return {
        "id": 7,
        "uin": "71",
        "house": "Commons",
        "dateTabled": "2026-07-01T00:00:00",
        "questionText": "SAMPLE question: will a plan be published by May 2030?",
        "answeringBodyId": 17,
        "answeringBodyName": "Department of Health and Social Care",
        "answerIsHolding": False,
        "dateAnswered": "2026-07-08T00:00:00",
        "answerText": "<p>SAMPLE answer.</p>",
        "heading": "SAMPLE: Heading",
    } | parts


# Answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, None),
        # A holding answer is none, whichever field says so.
        ({"answerIsHolding": True}, "a holding answer of 2026-07-08: not an answer yet"),
        ({"answerIsHolding": "true"}, "a holding answer of 2026-07-08: not an answer yet"),
        (
            {"dateAnswered": None, "dateHoldingAnswer": "2026-07-06T00:00:00"},
            "a holding answer of 2026-07-06: not an answer yet",
        ),
        (
            {"answerIsHolding": None, "answerText": HOLDING},
            "a holding answer of 2026-07-08: not an answer yet",
        ),
        # What was answered after a holding answer is an answer.
        ({"dateHoldingAnswer": "2026-07-06T00:00:00"}, None),
        # Parliament ended first.
        ({"answerText": PROROGUED}, "not answered before prorogation (said on 2026-07-08)"),
        (
            {
                "answerText": "<p>It has not proved possible to respond to this question in the "
                "time available before the Dissolution. Ministers will write.</p>"
            },
            "not answered before dissolution (said on 2026-07-08)",
        ),
        # That something was not possible is an answer, and so is more than an excuse.
        ({"answerText": "It has not proved possible to count the lamps in time."}, None),
        ({"answerText": "We will publish the plan before Prorogation."}, None),
        ({"answerText": HOLDING}, None),  # the record says that it is no holding answer
        ({"answerText": PROROGUED + "<p>" + "But we will do this. " * 20 + "</p>"}, None),
        ({"answerIsHolding": None, "answerText": "We will answer letters in time."}, None),
        # No answer at all.
        ({"dateAnswered": None}, "not answered yet"),
        ({"dateAnswered": "0001-01-01T00:00:00"}, "not answered yet"),
        ({"isWithdrawn": True, "answerText": ""}, "the question was withdrawn"),
        ({"isWithdrawn": True, "answerText": None}, "the question was withdrawn"),
        ({"isWithdrawn": True}, None),  # what was said, was said
        ({"answerText": None}, "answered on 2026-07-08, but there is no text of it yet"),
        ({"answerText": "<p> </p>"}, "answered on 2026-07-08, but there is no text of it yet"),
        ({"answerText": "", "attachments": [{"url": "https://h.example/a.pdf"}]}, None),
    ],
)
def test_what_is_no_answer(parts, said):
    assert why_no_answer(question(**parts)) == said


def test_an_answer_is_its_own_words_line_by_line():
    parts = answer(
        question(
            answerText="<p>The figures\nare:</p><table><tr><td><p>Ward</p></td><td>12</td></tr>"
            "</table><ul><li>one;</li></ul><ul><li>two &amp; three.</li></ul>",
            askingMember={"name": "SAMPLE asker"},
            answeringMember={"name": "SAMPLE minister"},
        )
    )
    assert parts["text"] == "The figures are:\nWard\n12\none;\ntwo & three."
    assert "May 2030" not in parts["text"] + parts["title"]
    assert parts["title"] == "SAMPLE: Heading"
    assert (parts["published_at"], parts["modified_at"]) == ("2026-07-08", None)
    assert parts["types"] == ("Commons written answer",)
    kept = json.loads(parts["data"])
    assert kept["questionText"] == question()["questionText"]
    assert kept["answeringMember"] == {"name": "SAMPLE minister"}
    assert "askingMember" not in kept


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, {"body": "department-of-health-and-social-care"}),
        ({"answeringBodyId": "17", "answeringBodyName": None},
         {"author": "Department of Health and Social Care",
          "body": "department-of-health-and-social-care"}),
        # A question that was passed on is another department's promise.
        ({"answeringBodyId": 99, "answeringBodyName": "Sample Office"},
         {"author": "Sample Office", "body": None}),
        ({"answeringBodyId": None, "answeringBodyName": None}, {"author": None, "body": None}),
        ({"answerIsCorrection": True, "dateAnswerCorrected": "2026-08-01T00:00:00"},
         {"published_at": "2026-07-08", "modified_at": "2026-08-01",
          "types": ("Commons written answer", "Corrected answer")}),
        ({"isWithdrawn": True}, {"types": ("Commons written answer", "Withdrawn question")}),
        ({"house": "Lords"}, {"types": ("Lords written answer",)}),
        ({"house": None}, {"types": ("written answer",)}),
        ({"heading": "  SAMPLE: Beds &amp;\n chairs "}, {"title": "SAMPLE: Beds & chairs"}),
        ({"heading": None}, {"title": "Written question 71"}),
        ({"id": "7"}, {"native_id": "7"}),
        # An instant is the day that it was in London.
        ({"dateAnswered": "2026-07-07T23:00:00Z"}, {"published_at": "2026-07-08"}),
        ({"dateAnswered": "2026-07-08T14:03:22.1234567"}, {"published_at": "2026-07-08"}),
    ],
)  # fmt: skip
def test_fields_of_an_answer(parts, expected):
    found = answer(question(**parts))
    assert {name: found[name] for name in expected} == expected


def test_files_of_an_answer():
    files = [
        {"url": "https://h.example/q/a%20b.xlsx", "title": "T", "fileType": "XLSX",
         "fileSizeBytes": "12"},
        {"url": "https://h.example/q/c.pdf", "title": None, "fileType": "application/pdf"},
        {"url": None, "title": "lost"}, None,
    ]  # fmt: skip
    found = answer(question(attachments=files))["attachments"]
    assert [(f.kind, f.title, f.mime_type, f.size_bytes) for f in found] == [
        ("file", "T", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 12),
        ("file", "c.pdf", "application/pdf", None),
    ]


@pytest.mark.parametrize(
    ("said", "size"), [("9" * 15, 10**15 - 1), (10**15, None), (2**70, None), ("9" * 5000, None)]
)
def test_a_size_that_cannot_be_kept_is_none(said, size):
    files = [{"url": "https://h.example/q/a.pdf", "title": "T", "fileSizeBytes": said}]
    assert answer(question(attachments=files))["attachments"][0].size_bytes == size


@pytest.mark.parametrize("read", [lambda html: answer(question(answerText=html)),
                                  lambda html: statement(question(text=html), str)])  # fmt: skip
def test_a_cut_text_is_never_taken(read):
    with pytest.raises(ValueError, match="cut short"):
        read("x" * 255 + "...")
    assert read("x" * 254 + "...")["text"]
    assert read("<p>" + "x" * 248 + "...</p>")["text"].endswith("x...")


@pytest.mark.parametrize(
    ("parts", "page"),
    [
        ({}, "https://questions-statements.parliament.uk/written-questions/detail/2026-07-01/71"),
        (
            {"uin": "HL71"},
            "https://questions-statements.parliament.uk/written-questions/detail/2026-07-01/HL71",
        ),
        (
            {"dateTabled": None},
            f"{QUESTIONS_API}/api/writtenquestions/questions/7?expandMember=true&sessionStatus=Any",
        ),
    ],
)
def test_the_page_of_a_question(parts, page):
    assert question_page(question(**parts)) == page


@pytest.mark.parametrize("item", [None, [], "x", 7, {}, {"value": None}, {"value": {"id": None}},
                                  {"value": {"id": "x"}}, {"id": True}, {"id": -1},
                                  {"id": "9" * 5000}])  # fmt: skip
def test_an_item_without_a_number_is_none(item):
    with pytest.raises(ValueError):
        value_of(item)


def test_an_item_comes_with_and_without_its_wrapper():
    assert value_of({"value": {"id": 7}, "links": []}) == value_of({"id": 7}) == {"id": 7}


def test_the_stamp_knows_only_its_signs():
    signs = ("a", "b")
    assert stamp_of({"a": 1, "b": None, "c": 2}, signs) == stamp_of({"a": 1, "c": 3}, signs)
    assert stamp_of({"a": 1}, signs) != stamp_of({"b": 1}, signs)


WORDS = st.text("aé<&> 7", max_size=6)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | WORDS
    | st.sampled_from(["2026-07-08T00:00:00", "0001-01-01T00:00:00", "17", "https://h.example/"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "uin", "heading", "answerText", "dateTabled", "dateAnswered", "dateHoldingAnswer", "title",
    "answerIsHolding", "isWithdrawn", "attachments", "groupedQuestions", "house", "text", "type",
    "dateMade", "linkedStatements", "description", "documents", "governmentResponses", "hcNumber",
    "businesses", "respondingDepartment", "publicationStartDate", "additionalContentUrl",
    "answeringBodyId", "extra",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8))
def test_whatever_the_fields_hold_a_record_is_read(fields):
    value = {"id": 1, **fields}
    assert isinstance(why_no_answer(value), str | None)
    assert answer(value)["native_id"] == "1"
    assert statement(value, str)["native_id"] == "1"
    assert publication(value, str, url="u", flag_expects=True)["native_id"] == "1"
    assert publication_pages([value], str).keys() == {"1"}
    assert not answered_with([value])


# Questions answered together -----------------------------------------------------------------


def together(number, uin, others, **parts):
    return question(id=number, uin=uin, groupedQuestions=others, **parts)


@pytest.mark.parametrize(
    ("questions", "same"),
    [
        ([together(3, "c", ["a", "b"]), together(1, "a", ["b", "c"]), together(2, "b", ["a", "c"])],
         {"2": 1, "3": 1}),
        # The lowest number that is listed leads; one alone is a document.
        ([together(3, "c", ["a", "b"]), together(2, "b", ["a", "c"])], {"3": 2}),
        ([together(3, "c", ["a", "b"])], {}),
        # Corrected alone, answered on another day or with other words: its own document.
        ([together(1, "a", ["b"]), together(2, "b", ["a"], answerText="<p>Another.</p>")], {}),
        ([together(1, "a", ["b"]), together(2, "b", ["a"], dateAnswered="2026-07-09")], {}),
        ([together(1, "a", ["b"]), together(2, "b", ["a"], dateAnswerCorrected="2026-08-01")], {}),
        # Not said to be a group, or not by both.
        ([question(id=1, uin="a"), question(id=2, uin="b")], {}),
        ([together(1, "a", []), together(2, "b", ["a"])], {}),
        ([together(1, "a", None), together(2, "b", None)], {}),
        # A UIN of another House or without words says nothing.
        ([together(1, "a", ["b"]), together(2, "b", ["a"], house="Lords")], {}),
        ([together(1, "a", ["b"], answerText=""), together(2, "b", ["a"], answerText="")], {}),
    ],
)  # fmt: skip
def test_one_answer_to_several_questions_is_one_document(questions, same):
    assert {n: lead["id"] for n, lead in answered_with(questions).items()} == same


# Statements ----------------------------------------------------------------------------------


def test_a_statement():
    parts = statement(
        {
            "id": 5, "uin": "HCWS5", "dateMade": "2026-07-14T00:00:00", "house": "Commons",
            "title": "SAMPLE", "text": "<p>We will.</p>", "answeringBodyId": 17,
            "linkedStatements": [{"linkedStatementId": 6, "linkType": "CorrectedStatement"},
                                 {"linkedStatementId": "8", "linkType": "New"}, {"x": 1}],
        },
        lambda url: url.replace("https://", "http://copy/"),
    )  # fmt: skip
    assert (parts["kind"], parts["text"]) == ("written_statement", "We will.")
    assert parts["published_at"] == "2026-07-14"
    assert [(link.kind, link.title) for link in parts["attachments"]] == [
        ("link", "Corrected statement"), ("link", "Linked statement"),
    ]  # fmt: skip
    assert parts["attachments"][0].url.startswith("http://copy/questions-statements-api")


# Committees ----------------------------------------------------------------------------------


def report(responses=None, **parts):
    return {
        "id": 41, "type": {"id": 1, "name": "Report"}, "description": "SAMPLE: Beds",
        "publicationStartDate": "2026-07-08T00:01:00", "governmentResponses": responses,
    } | parts  # fmt: skip


def responses(deadline="2026-09-08T00:00:00", flag=None, came=()):
    return {"responseDeadline": deadline, "responseExcepted": flag, "publication": list(came)}


CAME = {
    "id": 42, "description": "SAMPLE: Response", "publicationStartDate": "2026-11-12T00:00:00",
    "documents": [{"documentId": 9, "files": []}],
    "respondingDepartment": {"name": "Department of Health & Social Care"},
}  # fmt: skip


def read(value, *, flag_expects=False):
    return publication(value, str, url="https://h.example/41", flag_expects=flag_expects)


def test_a_deadline_is_announced():
    (due,) = read(report(responses()))["announced"]
    assert (due.kind, due.key, due.title) == (
        "response",
        "41",
        "Government response to SAMPLE: Beds",
    )
    assert (due.words, due.earliest, due.latest, due.precision, due.state) == (
        "2026-09-08T00:00:00", "2026-09-08", "2026-09-08", "day", "stated",
    )  # fmt: skip
    assert (due.url, due.outcome_url, due.outcome_on) == ("https://h.example/41", None, None)


@pytest.mark.parametrize("shape", [responses, lambda **parts: [responses(**parts)]])
def test_a_response_that_is_there_ends_it(shape):
    found = read(report(shape(came=[{"id": 43, "publicationStartDate": None}, CAME])))
    (due,) = found["announced"]
    assert (due.state, due.latest, due.outcome_on) == ("released", "2026-09-08", "2026-11-12")
    assert due.outcome_url == (
        "https://committees.parliament.uk/publications/42/documents/9/default/"
    )
    assert "Government response published: SAMPLE: Response (12 November 2026)" in found["text"]


@pytest.mark.parametrize(
    ("flag", "flag_expects", "is_due"),
    [
        (None, False, True), (None, True, True),
        # By the field's name, true takes the duty away; by its description, false does.
        (False, False, True), (True, False, False),
        (True, True, True), (False, True, False),
        ("true", True, True),
    ],
)  # fmt: skip
def test_whether_a_response_is_expected(flag, flag_expects, is_due):
    found = read(report(responses(flag=flag)), flag_expects=flag_expects)
    assert bool(found["announced"]) == is_due
    assert ("No response is expected" in found["text"]) != is_due
    assert "8 September 2026" in found["text"]


def test_what_came_although_none_was_expected_has_no_deadline():
    (one,) = read(report(responses(flag=True, came=[CAME])))["announced"]
    assert (one.words, one.earliest, one.precision, one.state) == ("", None, "none", "released")


@pytest.mark.parametrize("none", [None, [], {}, responses(None), responses("0001-01-01T00:00:00")])
def test_without_a_deadline_nothing_is_announced(none):
    found = read(report(none))
    assert found["announced"] == ()
    assert found["text"] == "Report\nPublished: 8 July 2026"


def test_a_deadline_in_words_is_kept_as_it_is():
    found = read(report(responses("in the autumn")))
    (due,) = found["announced"]
    assert (due.words, due.earliest, due.precision) == ("in the autumn", None, "none")
    assert "Deadline for the Government's response: in the autumn" in found["text"]


@pytest.mark.parametrize(
    ("value", "author", "body"),
    [
        (report(responses()), "Government", None),
        (report(responses(), respondingDepartment={"name": "Department of Health and Social Care"}),
         "Department of Health and Social Care", "department-of-health-and-social-care"),
        (report(responses(), respondingDepartment="Sample Office"), "Sample Office", None),
        # The department that responded is the one that was to respond.
        (report(responses(came=[CAME])), "Department of Health & Social Care",
         "department-of-health-and-social-care"),
    ],
)  # fmt: skip
def test_whose_deadline_it_is(value, author, body):
    found = read(value)
    (due,) = found["announced"]
    assert (due.author, due.body) == (author, body)
    assert "author" not in found  # the report itself is the committee's


def test_a_response_is_the_departments_own_words():
    found = read(CAME | {"type": {"id": "2", "name": "Government Response"}})
    assert found["body"] == "department-of-health-and-social-care"
    assert found["announced"] == ()


def test_the_text_of_a_publication_is_its_record():
    found = read(
        report(
            responses(),
            hcNumber={"number": "12", "sessionDescription": "2026-27"},
            hlPaper={"number": 3},
            businesses=[{"title": "SAMPLE inquiry"}],
            respondingDepartment={"name": "Sample Office"},
            documents=[
                {"documentId": 9, "files": [{"fileName": "Report on beds"}, {"fileName": "x"}]},
                {"documentId": None},
            ],
            additionalContentUrl="https://h.example/pa/report.pdf",
        )
    )
    assert found["text"].splitlines() == [
        "Report, HC 12 (2026-27), HL Paper 3",
        "Inquiry: SAMPLE inquiry",
        "Published: 8 July 2026",
        "Responding department: Sample Office",
        "Deadline for the Government's response: 8 September 2026",
    ]
    assert (found["topics"], found["types"]) == (("SAMPLE inquiry",), ("Report",))
    assert [(link.kind, link.url, link.title) for link in found["attachments"]] == [
        ("link", "https://committees.parliament.uk/publications/41/documents/9/default/",
         "Report on beds"),
        ("link", "https://h.example/pa/report.pdf", "SAMPLE: Beds"),
    ]  # fmt: skip


def test_a_moved_deadline_is_another_text():
    before, after = (read(report(responses(day)))["text"] for day in ("2026-09-08", "2026-10-30"))
    assert before != after


def test_the_page_of_a_publication():
    elsewhere = {"additionalContentUrl2": "https://h.example/pa/report.html"}
    pages = publication_pages(
        [
            report(id=1, documents=[{"documentId": 9}]),
            report(id=2, **elsewhere),
            report(id=3, additionalContentUrl="https://h.example/pa/other.pdf"),
            report(id=4),
            report(id=5, additionalContentUrl="https://h.example/shared"),
            report(id=6, additionalContentUrl="https://h.example/shared"),
            report(id=7, additionalContentUrl="ftp://h.example/x"),
        ],
        str,
    )
    record = "https://committees-api.parliament.uk/api/Publications/"
    assert pages == {
        "1": "https://committees.parliament.uk/publications/1/documents/9/default/",
        "2": "https://h.example/pa/report.html",
        "3": "https://h.example/pa/other.pdf",
        # Without a page, or with one that another has too: two publications are not one document.
        "4": f"{record}4", "5": f"{record}5", "6": f"{record}6", "7": f"{record}7",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "means_expected"),
    [
        ([True, True, True], True),
        ([True, True, False], True),
        ([True, False], False),  # too few to decide
        ([False, False, True], False),
        ([None, None, None], False),
        ([], False),
    ],
)
def test_what_the_flag_means_is_told_by_the_responses_that_came(flags, means_expected):
    answered = [report(responses(flag=flag, came=[CAME])) for flag in flags]
    unanswered = [report(responses(flag=not means_expected))] * 9
    assert flag_means_expected([*answered, *unanswered]) is means_expected


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ({"results": [{"value": {"id": 1, "answeringBodyName": DHSC[1]}}]}, DHSC[1]),
        ({"results": [{"value": {"id": 1, "answeringBodyName": "Sample Office"}}]}, None),
        ({"results": []}, None),
        ({"results": None}, None),
        ([], None),
    ],
)
def test_the_probe_knows_the_department_by_its_name(payload, found):
    body, headers = json.dumps(payload).encode(), {"Content-Type": "application/json"}
    answer = TextResponse("https://h.example/", headers=headers, body=body)
    assert of_the_department(answer) == found


# The spiders, over real HTTP --------------------------------------------------------------------

SOURCES = ("parliament_answers", "parliament_statements", "parliament_committees")
READ = """
    select v.number, v.modified_at, t.text from documents d
    join versions v on v.document_id = d.id join texts t on t.version_id = v.id
    where d.native_id = ? order by v.number
    """


def changed(path, change):
    """Answer as the sample does, with a change to what its JSON says."""

    def fault(target, base):
        plain = server.SampleSite(1, 5).answer(target, base)
        payload = json.loads(plain.body)
        change(payload)
        return json_answer(payload, status=plain.status)

    return {path: fault}


def test_three_days(crawl, site):
    for day in DAYS:
        site.site.day = day
        assert crawl(*SOURCES, as_of=DAYS[day]) == 0, crawl.err
        assert crawl.err == ""
        assert crawl.add_up()
    assert crawl.rows("select * from pages where state in ('scheduled', 'leased')") == []
    assert crawl.rows("select text from texts where text like '%...%'") == []
    kinds = "select distinct kind from documents where title like 'SAMPLE: %' order by kind"
    assert crawl.rows(kinds) == [("answer",), ("committee_publication",), ("written_statement",)]

    # The promise that a list cuts off, the answer that moves it, one that says what came.
    assert crawl.one(
        "select url, body, published_at from documents where native_id = '9000101'"
    ) == (
        f"{site.base}/written-questions/detail/2026-06-22/70101",
        "department-of-health-and-social-care",
        "2026-06-29",
    )
    assert crawl.one(READ, "9000101")[2].endswith("by 30 November 2026.")
    assert "31 January 2027" in crawl.one(READ, "9000102")[2]
    assert "10 November 2026" in crawl.one(READ, "9000111")[2]
    # A holding answer became an answer; a correction is a second version.
    assert crawl.one(READ, "9000103") == (
        1, None, "We will report waiting times at sample clinics by the end of March 2027.",
    )  # fmt: skip
    said = "We will publish the sample training guide by 30"
    assert crawl.rows(READ, "9000104") == [
        (1, None, f"{said} September 2026."),
        (2, "2026-09-22", f"{said} November 2026."),
    ]
    # Three questions, one answer. What is no answer is no document.
    dentists = "select native_id from documents where text like '%count of dentists%'"
    assert crawl.one(dentists) == "9000105"
    none = "select native_id from documents where native_id in ('9000108', '9000109')"
    assert crawl.rows(none) == []
    # A record of an earlier session whose UIN came back, with a table and a file.
    assert crawl.one(READ, "9000110")[2].splitlines()[1:5] == ["Ward", "Lamps", "North", "12"]
    assert "12 sample lamps" in crawl.one("select text from documents where kind = 'attachment'")

    # A statement that was corrected names the one that corrects it.
    links = """
        select v.number, a.title from documents d join versions v on v.document_id = d.id
        left join attachments a on a.version_id = v.id where d.native_id = '9000201'
        """
    assert crawl.rows(links) == [(1, None), (2, "Corrected statement")]

    # A deadline, moved, and the response.
    dates = """
        select v.number, a.key, a.state, a.latest, a.outcome_on
        from announced_dates a join versions v on v.id = a.version_id order by a.key, v.number
        """
    assert crawl.rows(dates) == [
        (1, "9000301", "stated", "2026-09-08", None),
        (2, "9000301", "stated", "2026-10-30", None),
        (3, "9000301", "released", "2026-10-30", "2026-11-12"),
    ]
    author = "select author from documents where native_id = '9000303'"
    assert crawl.one(author) == "Sample Department of Health"
    assert crawl.rows("select * from documents where native_id = '9000305'") == []  # a letter

    # Every document's address opens, as a reader would open it.
    for (url,) in crawl.rows("select url from documents"):
        path = url.removeprefix(site.base)
        assert site.site.answer(path, site.base).status == 200, path


def test_a_second_run_reads_lists_and_brings_nothing(crawl, site):
    assert crawl(*SOURCES, as_of="2026-08-03") == 0
    first = [path for path in site.requests() if "/api/writtenq" in path]
    assert all("sessionStatus=Any" in path for path in first)
    # A year back, the newest days first, in pages of as many as the site gives.
    lists = [path.partition("When")[2] for path in first if "questions?" in path]
    assert [path.partition("&take")[0] for path in lists[:5]] == [
        "From=2025-08-02&skip=0",  # corrected
        "From=2026-07-06&skip=0",  # answered
        "From=2026-07-06&skip=4",
        "From=2026-06-07&answeredWhenTo=2026-07-05&skip=0",
        "From=2026-05-09&answeredWhenTo=2026-06-06&skip=0",
    ]
    assert lists[-1].startswith("From=2025-08-02&answeredWhenTo=2025-08-")
    records = [path for path in first if "/questions/" in path]
    assert len(records) == 6
    assert all("expandMember=true" in path for path in records)

    # Each question that was listed has one end, and a reason where it is no document.
    ends = "select native_id, state, reason from pages where kind = 'document' and reason <> ''"
    alike = ("refused", "answered together with question 70105, whose document it is")
    assert sorted(crawl.rows(ends), key=str) == [
        ("9000103", "ok", "a holding answer of 2026-07-24: not an answer yet"),
        ("9000108", "ok", "not answered before prorogation (said on 2026-07-22)"),
        (None, *alike),
        (None, *alike),
    ]

    assert crawl(*SOURCES, as_of="2026-08-10") == 0
    again = [path for path in site.requests() if "/api/writtenq" in path]
    lists = [path for path in again if "questions?" in path]
    assert len(lists) == 2
    assert all("WhenFrom=2026-07-20&" in path for path in lists)  # two weeks before the last look
    news = "select sum(new_documents), sum(new_versions) from run_sources where run_id = 2"
    assert crawl.one(news) == (0, 0)
    assert crawl.add_up()


HTML = Answer(b"<html><body>Checking your browser</body></html>", "text/html; charset=UTF-8")
LISTS = {
    "parliament_answers": r"/api/writtenquestions/questions\?.*",
    "parliament_statements": r"/api/writtenstatements/statements\?.*",
    "parliament_committees": r"/api/Publications\?.*",
}


@pytest.mark.parametrize(
    "faults",
    [
        {
            "parliament_answers": (HTML, "200 with text/html; charset=UTF-8 instead of JSON"),
            "parliament_statements": (
                json_answer({"results": None, "totalResults": 0}),
                "nothing in 366 days",
            ),
            "parliament_committees": (json_answer({}, status=400), "the site answers 400"),
        },
        {
            # A server that knows no skip shows its first page for ever.
            "parliament_answers": (
                json_answer({"results": [{"value": {"id": 1}}], "totalResults": "99"}),
                "the list says that it has 99 items and ends after 2",
            ),
            "parliament_statements": (Answer(b'{"results": [', "application/json"), "broken JSON"),
            "parliament_committees": (
                json_answer({"title": "Error", "status": 500}),
                'JSON without a list of "items"',
            ),
        },
    ],
)
def test_a_list_that_cannot_be_read_breaks_the_source(crawl, site, faults):
    site.faults.update({LISTS[name]: fault for name, (fault, _) in faults.items()})
    assert crawl(*SOURCES) == 1
    said = dict(crawl.rows("select source, message from run_sources where outcome = 'broken'"))
    assert said.keys() == faults.keys()
    for name, (_, reason) in faults.items():
        assert reason in said[name]
        assert "http" in said[name]
    assert crawl.one("select count(*) from documents") == 0


def test_a_record_that_cannot_be_read_fails_alone_and_is_asked_for_again(crawl, site):
    record = r"/api/writtenquestions/questions/{}\?.*"
    cut = "x" * 255 + "..."
    site.faults[record.format(9000101)] = HTML
    site.faults[record.format(9000104)] = json_answer({}, status=404)
    site.faults[record.format(9000105)] = json_answer({"value": None})
    site.faults.update(changed(record.format(9000110), lambda item: item["value"].update(id=1)))
    site.faults.update(
        changed(
            r"/api/writtenstatements/statements/.*", lambda item: item["value"].update(text=cut)
        )
    )
    assert crawl(*SOURCES) == 0
    said = dict(crawl.rows("select native_id, reason from pages where state = 'failed'"))
    reasons = {
        "9000101": "text/html; charset=UTF-8 instead of JSON",
        "9000104": "404: listed, but there is no such page",
        "9000105": "not an item of the API",
        "9000110": "the record of 1, asked for 9000110",
        "9000201": "its text is cut short",
    }
    assert said.keys() == reasons.keys()
    assert all(reasons[number] in said[number] for number in reasons)
    assert crawl.one("select count(*) from documents where kind <> 'committee_publication'") == 0
    site.faults.clear()
    assert crawl(*SOURCES) == 0
    assert crawl.one("select count(*) from documents where kind = 'answer'") == 4
    assert crawl.add_up()


@pytest.mark.slow
def test_lists_that_are_not_what_they_say(crawl, site):
    walks = []

    def short(payload):
        """An item slips to a page that was read already."""
        walks.append(1)
        if len(walks) == 1:
            del payload["results"][0]

    def odd(payload):
        payload["results"] = [{"value": {"uin": "lost"}}, None, *payload["results"]]
        payload["extra"] = 1

    def expected(payload):
        """Three old reports whose responses came are flagged: so flagged is expected."""
        flagged = {"publication": [{"id": 1}], "responseExcepted": True}
        old = [{"id": 100 + n, "type": {"id": 1}, "governmentResponses": flagged} for n in range(3)]
        payload["items"] += old
        payload["totalResults"] += len(old)

    site.faults.update(changed(r"/api/writtenq.*answeredWhenFrom=2026-07-06&skip=0&.*", short))
    site.faults.update(changed(r"/api/writtenq.*answeredWhenTo=2026-07-05&.*", odd))
    site.faults.update(changed(LISTS["parliament_committees"], expected))
    site.faults[r"/api/Publications/10\d"] = json_answer({}, status=404)
    assert crawl("parliament_answers", "parliament_committees") == 0
    # Walked again: nothing is lost.
    assert len(walks) == 2
    assert crawl.one("select count(*) from documents where kind = 'answer'") == 4
    # What is odd is said, and the rest is read.
    assert "an item cannot be read (an item without a number" in crawl.err
    # The report on canteens is flagged, that on beds is not.
    assert crawl.rows("select key, latest from announced_dates") == [("9000304", "2026-09-22")]


@pytest.mark.slow
def test_publications_that_vanish_and_that_move(crawl, site):
    assert crawl("parliament_committees") == 0
    find = "select id, url, state from documents where native_id = ?"
    known, address, _ = crawl.one(find, "9000302")
    assert address == f"{site.base}/pa/sample/cmselect/9000302/report.html"

    def now(payload):
        """One has a document now, and so another page; one is in the list no more."""
        for one in payload.get("items", [payload]):
            if one["id"] == 9000302:
                one["documents"] = [{"documentId": 5, "files": []}]
        if "items" in payload:
            payload["items"] = [one for one in payload["items"] if one["id"] != 9000304]
            payload["totalResults"] = 2

    site.faults[r"/api/Publications/9000304"] = json_answer({}, status=404)
    site.faults.update(changed(r"/api/Publications.*", now))
    for state in ("live", "gone"):
        assert crawl("parliament_committees") == 0
        assert crawl.one(find, "9000304")[2] == state
    moved = f"{site.base}/publications/9000302/documents/5/default/"
    assert crawl.one(find, "9000302") == (known, moved, "live")
    assert crawl.add_up()

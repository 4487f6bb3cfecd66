"""The sample's Parliament: lists that cut texts, and records by number, as the real APIs send them.

It keeps the traps: a list shows at most so many items and 255 characters of a text, a record of
an earlier session is only there for who asks for any, a withdrawn question is in no list.
"""

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from importlib.resources import files
from typing import Any

import yaml

from crawler.sample import pages
from crawler.sample.answers import Answer, SampleRequest, html_answer, json_answer
from crawler.sample.pdf import pdf_of

Item = dict[str, Any]

MOST_ITEMS = 4  # fewer than the real 100, so that the sample has lists of several pages
LISTED_LENGTH = 255
SORT_ORDERS = {
    "PublicationDateAscending", "PublicationDateDescending",
    "ResponseDateAscending", "ResponseDateDescending",
}  # fmt: skip
DEPARTMENT = {"answeringBodyId": 17, "answeringBodyName": "Sample Department of Health"}
COMMITTEE = {"id": 81, "name": "Sample Health Committee", "house": "Commons"}
MEMBER = {"id": 9, "name": "SAMPLE Member", "listAs": "Member, SAMPLE", "party": "Sample Party"}
_OURS = {"from_day", "changes", "session"}  # keys of the content that no API sends


# Written questions ---------------------------------------------------------------------------


def questions(request: SampleRequest) -> Answer:
    """Answer a list of written questions, texts cut."""
    found = [
        question
        for question in _there("questions", request.day)
        if not question.get("isWithdrawn") or request.last("includeWithdrawn") == "true"
        if _is_of_session(question, request)
        and _is_asked_for(question, request, "dateAnswered", "answeredWhen")
        and _is_asked_for(question, request, "dateAnswerCorrected", "correctedWhen")
    ]
    return _list(request, [_question(one, request, in_list=True) for one in found])


def question(request: SampleRequest, number: str) -> Answer:
    """Answer the whole record of a written question."""
    return _record(request, "questions", number, _question)


def _question(raw: Item, request: SampleRequest, *, in_list: bool = False) -> Item:
    member = MEMBER if request.last("expandMember") == "true" else None
    attachments = [_attachment(one, request) for one in raw.get("attachments", [])]
    tabled = raw["dateTabled"]
    grouped = raw.get("groupedQuestions", [])
    whole = {
        "askingMemberId": MEMBER["id"], "askingMember": member, "house": "Commons",
        "memberHasInterest": False, "isWithdrawn": False, "isNamedDay": False,
        "groupedQuestions": [], "answerIsHolding": False, "answerIsCorrection": False,
        "answeringMemberId": MEMBER["id"], "answeringMember": member,
        "correctingMemberId": None, "correctingMember": None, "dateAnswered": None,
        "originalAnswerText": "", "comparableAnswerText": "", "dateAnswerCorrected": None,
        "dateHoldingAnswer": None, **DEPARTMENT, **raw,
        "attachmentCount": len(attachments), "attachments": attachments,
        "groupedQuestionsDates": [{"questionUin": uin, "dateTabled": tabled} for uin in grouped],
    }  # fmt: skip
    if in_list:
        whole |= {"questionText": whole["questionText"][:LISTED_LENGTH], "attachments": []}
        whole["answerText"] = _cut(whole["answerText"])
    return whole


# Written statements --------------------------------------------------------------------------


def statements(request: SampleRequest) -> Answer:
    """Answer a list of written statements, texts cut."""
    found = [
        _statement(one, request, in_list=True)
        for one in _there("statements", request.day)
        if _is_asked_for(one, request, "dateMade", "madeWhen")
    ]
    return _list(request, found)


def statement(request: SampleRequest, number: str) -> Answer:
    """Answer the whole record of a written statement."""
    return _record(request, "statements", number, _statement)


def _statement(raw: Item, request: SampleRequest, *, in_list: bool = False) -> Item:
    whole = {
        "memberId": MEMBER["id"],
        "member": MEMBER if request.last("expandMember") == "true" else None,
        "memberRole": "Sample Secretary",
        "house": "Commons",
        "noticeNumber": 1,
        "hasAttachments": False,
        "hasLinkedStatements": False,
        "linkedStatements": [],
        "attachments": [],
        **DEPARTMENT,
        **raw,
    }
    return whole | {"text": _cut(whole["text"])} if in_list else whole


# Committees ----------------------------------------------------------------------------------


def publications(request: SampleRequest) -> Answer:
    """Answer a list of publications; 400 where its order is none."""
    order = request.last("SortOrder", "PublicationDateDescending")
    if order not in SORT_ORDERS:
        problem = {"title": "One or more validation errors occurred.", "status": 400}
        return json_answer(problem, status=400)
    types = set(request.query.get("PublicationTypeIds", []))
    found = [
        one
        for one in _there("publications", request.day)
        if not types or str(one["type"]["id"]) in types
    ]
    if request.last("CommitteeId", str(COMMITTEE["id"])) != str(COMMITTEE["id"]):
        found = []
    found.sort(key=lambda one: one["publicationStartDate"], reverse=order.endswith("Descending"))
    some, total = _some(found, request.last("Skip", "0"), request.last("Take", "30"))
    whole = [_publication(one, request) for one in some]
    return json_answer(
        {"items": whole, "totalResults": total, "itemsPerPage": MOST_ITEMS, "links": []}
    )


def publication(request: SampleRequest, number: str) -> Answer:
    """Answer a publication's record."""
    for one in _there("publications", request.day):
        if str(one["id"]) == number:
            return json_answer(_publication(one, request))
    return _no_record()


def _publication(raw: Item, request: SampleRequest) -> Item:
    found = {
        "publicationEndDate": None,
        "governmentResponses": None,
        "hcNumber": None,
        "hlPaper": None,
        "responseToPublicationId": None,
        "respondingDepartment": None,
        "additionalContentUrl": None,
        "additionalContentUrl2": None,
        "businesses": [],
        "committee": COMMITTEE,
        **raw,
    }
    if not found["documents"]:  # as with real ones whose file is only on another site
        page = f"{request.base}/pa/sample/cmselect/{found['id']}/report.html"
        found["additionalContentUrl2"] = page
    return found


# Pages for readers ---------------------------------------------------------------------------


def question_page(request: SampleRequest, day: str, uin: str) -> Answer | None:
    """Answer the page of a question: what was asked, and the answer."""
    for one in _there("questions", request.day):
        if (one["dateTabled"][:10], one["uin"]) == (day, uin):
            return _page(one["heading"], f"<p>{escape(one['questionText'])}</p>{one['answerText']}")
    return None


def statement_page(request: SampleRequest, day: str, uin: str) -> Answer | None:
    """Answer the page of a statement."""
    for one in _there("statements", request.day):
        if (one["dateMade"][:10], one["uin"]) == (day, uin):
            return _page(one["title"], one["text"])
    return None


def publication_page(request: SampleRequest, number: str) -> Answer | None:
    """Answer the page of a publication or of its document."""
    for one in _there("publications", request.day):
        if str(one["id"]) == number:
            return _page(one["description"], "<p>SAMPLE: its text is not in the sample.</p>")
    return None


def _page(title: str, html: str) -> Answer:
    main = f'<section id="main-content"><h1>{escape(title)}</h1>{html}</section>'
    return html_answer(pages.page(title, main), None)


# All -----------------------------------------------------------------------------------------


def attached(request: SampleRequest, path: str) -> Answer | None:
    """Answer a file that is attached to a question."""
    for one in _there("questions", request.day):
        for file in one.get("attachments", []):
            if file["file"] == path:
                return Answer(pdf_of([file["lines"]]), "application/pdf")
    return None


def _attachment(raw: Item, request: SampleRequest) -> Item:
    return {
        "url": f"{request.base}/{raw['file']}",
        "title": raw["title"],
        "fileType": raw["fileType"],
        "fileSizeBytes": len(pdf_of([raw["lines"]])),
    }


def _is_asked_for(raw: Item, request: SampleRequest, field: str, name: str) -> bool:
    """Tell whether a day lies between the From and To of a query, as far as it has them."""
    first, last = request.last(f"{name}From"), request.last(f"{name}To")
    day = (raw.get(field) or "")[:10]
    return (not first or day >= first) and (not last or (day != "" and day <= last))


def _is_of_session(raw: Item, request: SampleRequest) -> bool:
    return raw.get("session") != "earlier" or request.last("sessionStatus") == "Any"


def _list(request: SampleRequest, found: list[Item]) -> Answer:
    asked = request.query.get("answeringBodies", [])
    if asked and str(DEPARTMENT["answeringBodyId"]) not in asked:
        found = []
    some, total = _some(found, request.last("skip", "0"), request.last("take", "20"))
    items = [{"value": _sent(one), "links": []} for one in some]
    return json_answer({"totalResults": total, "results": items})


def _some(found: list[Item], skip: str, take: str) -> tuple[list[Item], int]:
    size = min(int(take), MOST_ITEMS)
    return found[int(skip) : int(skip) + size], len(found)


def _record(
    request: SampleRequest, kind: str, number: str, made: Callable[[Item, SampleRequest], Item]
) -> Answer:
    for raw in _there(kind, request.day):
        if str(raw["id"]) == number and _is_of_session(raw, request):
            return json_answer({"value": _sent(made(raw, request)), "links": []})
    return _no_record()


def _no_record() -> Answer:
    return json_answer({"title": "Not Found", "status": 404}, status=404)


def _sent(item: Item) -> Item:
    return {name: part for name, part in item.items() if name not in _OURS}


def _cut(html: str) -> str:
    """Return a text as lists show it: without markup, 255 characters and three dots."""
    text = unescape(re.sub("<[^>]+>", "", " ".join(html.split()))).strip()
    return text if len(text) <= LISTED_LENGTH else text[:LISTED_LENGTH] + "..."


def _there(kind: str, day: int) -> list[Item]:
    """Return what is there on a day, as it is on that day."""
    found = []
    for raw in _content()[kind]:
        if day >= raw.get("from_day", 1):
            one = {name: part for name, part in raw.items() if name not in {"from_day", "changes"}}
            for change in raw.get("changes", []):
                if day >= change["day"]:
                    one |= {name: part for name, part in change.items() if name != "day"}
            found.append(one)
    return found


@cache
def _content() -> Item:
    text = (files("crawler.sample") / "content" / "parliament.yml").read_text(encoding="utf-8")
    content: Item = yaml.safe_load(text)
    return content


ROUTES: list[tuple[str, Callable[..., Answer | None]]] = [
    (r"/api/writtenquestions/questions", questions),
    (r"/api/writtenquestions/questions/(\d+)", question),
    (r"/api/writtenstatements/statements", statements),
    (r"/api/writtenstatements/statements/(\d+)", statement),
    (r"/api/Publications", publications),
    (r"/api/Publications/(\d+)", publication),
    (r"/(qna-attachments/.+)", attached),
    (r"/written-questions/detail/([\d-]+)/(\w+)", question_page),
    (r"/written-statements/detail/([\d-]+)/(\w+)", statement_page),
    (r"/publications/(\d+)/documents/\d+/default/", publication_page),
    (r"/pa/sample/cmselect/(\d+)/report\.html", publication_page),
]

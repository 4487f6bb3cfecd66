"""What items of Parliament's APIs say: questions, statements, publications. No requests in here.

Field names are those of the API descriptions (questions-statements-api and committees-api,
2026-04-30). Days are naive midnights in London. Whatever may be null is also taken when it is
missing, and a number when it is a string.
"""

import hashlib
import mimetypes
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote

from crawler.numbers import whole_number
from crawler.stated_dates import stated_date
from crawler.text import text_of
from db.ledger import as_json
from db.readings import Announced, Attachment

Item = dict[str, Any]
At = Callable[[str], str]  # a public address that we put together -> as the site or copy has it

QUESTIONS_SITE = "https://questions-statements.parliament.uk"
QUESTIONS_API = "https://questions-statements-api.parliament.uk"
COMMITTEES_SITE = "https://committees.parliament.uk"
COMMITTEES_API = "https://committees-api.parliament.uk"

DHSC = ("department-of-health-and-social-care", "Department of Health and Social Care")
DHSC_NUMBER = "17"  # among the answering bodies
GOVERNMENT = "Government"  # the API's own word where it names no department

_LISTED_LENGTH = 255  # a list cuts texts there and adds three dots
_LONGEST_EXCUSE = 300  # characters; who says more than that gave an answer too
_NOT_POSSIBLE = r"\bnot (?:yet )?(?:be|been|proved) possible to (?:answer|respond|reply)\b.{,160}?"
_PARLIAMENT_ENDED = re.compile(
    _NOT_POSSIBLE + r"\bbefore (?:the )?(prorogation|dissolution)\b", re.IGNORECASE
)
_NOT_IN_TIME = re.compile(
    _NOT_POSSIBLE + r"\b(?:in|within) the (?:usual |normal )?time(?: available| period|scale)?\b",
    re.IGNORECASE,
)


# Any item --------------------------------------------------------------------------------


def value_of(item: Any) -> Item:
    """Return what an item of a list, or an answer by number, holds; raises ValueError."""
    value = item.get("value", item) if isinstance(item, dict) else None
    if not isinstance(value, dict):
        raise ValueError("not an item of the API")  # noqa: TRY004 - bad data, not a bad call
    number_of(value)
    return value


def number_of(value: Item) -> str:
    """Return the API's number of an item; raises ValueError where it has none that can be."""
    number = _words(value, "id")
    if whole_number(number) is None:
        raise ValueError(f"an item without a number: {as_json(value)[:100]}")
    return number


def stamp_of(value: Item, signs: Iterable[str]) -> str:
    """Return what changes whenever one of these fields of a listed item does."""
    return hashlib.sha256(as_json([value.get(sign) for sign in signs]).encode()).hexdigest()


def _whole(html: str) -> str:
    """Return the text of an HTML field; raises ValueError where it is cut as a list cuts it."""
    cut = html.endswith("...") and len(html) == _LISTED_LENGTH + len("...")
    if cut and "<" not in html:  # lists take the markup out, a record keeps it
        raise ValueError("its text is cut short, as in a list")
    return text_of(html)


# Written questions -------------------------------------------------------------------------

QUESTION_SIGNS = (
    "dateAnswered", "dateAnswerCorrected", "dateHoldingAnswer", "answerIsHolding",
    "answerIsCorrection", "isWithdrawn", "heading", "answerText", "attachmentCount",
)  # fmt: skip
_SAME_ANSWER = ("dateAnswered", "dateAnswerCorrected", "answerIsHolding", "house", "answerText")


def question_api(number: str) -> str:
    """Return the address of a question's record; without a session it is looked for in this one."""
    query = "expandMember=true&sessionStatus=Any"
    return f"{QUESTIONS_API}/api/writtenquestions/questions/{number}?{query}"


def question_page(value: Item) -> str:
    """Return the page of a question: by the day on which it was tabled, and its UIN.

    A UIN comes back in a later session; with the day it is one question's.
    """
    return _page(value, "written-questions", "dateTabled") or question_api(number_of(value))


def why_no_answer(value: Item) -> str | None:
    """Say why a question is not answered yet, or never was; None where there is an answer.

    A holding answer is none, and neither is one that only says that Parliament ended first.
    """
    day, held = _day(value, "dateAnswered"), _day(value, "dateHoldingAnswer")
    text = text_of(_words(value, "answerText"))
    if _is_true(value, "isWithdrawn") and not text:
        return "the question was withdrawn"
    if _is_true(value, "answerIsHolding") or (held and not day):
        return _holding(held or day)
    if day is None:
        return "not answered yet"
    if not text and not any(_files(value)):
        return f"answered on {day}, but there is no text of it yet"
    return _excuse(value, text, day) if len(text) <= _LONGEST_EXCUSE else None


def _excuse(value: Item, text: str, day: str) -> str | None:
    """Say what a short answer's own words make of it, where they are no answer."""
    if ended := _PARLIAMENT_ENDED.search(text):
        return f"not answered before {ended[1].lower()} (said on {day})"
    if value.get("answerIsHolding") is None and _NOT_IN_TIME.search(text):
        return _holding(day)
    return None


def _holding(day: str | None) -> str:
    return f"a holding answer of {day}: not an answer yet" if day else "a holding answer"


def answer(value: Item) -> Item:
    """Return the parts of a Reading of an answer: its words, never those of the question.

    Raises ValueError where the text is cut.
    """
    corrected = _is_true(value, "answerIsCorrection") or _day(value, "dateAnswerCorrected")
    types = [f"{_words(value, 'house')} written answer".strip()]
    types += ["Corrected answer"] if corrected else []
    types += ["Withdrawn question"] if _is_true(value, "isWithdrawn") else []
    return {
        "native_id": number_of(value),
        "kind": "answer",
        "title": _title(value, "heading") or f"Written question {_words(value, 'uin')}".strip(),
        "text": _whole(_words(value, "answerText")),
        "published_at": _day(value, "dateAnswered"),
        "modified_at": _day(value, "dateAnswerCorrected"),
        "types": tuple(types),
        "attachments": tuple(_files(value)),
        **_answering(value),
        # Who asked is nobody's promise.
        "data": as_json({name: part for name, part in value.items() if name != "askingMember"}),
    }


def answered_with(values: Iterable[Item]) -> dict[str, Item]:
    """Return which questions have the same answer as another that is listed, and which one.

    Ministers answer several questions at once; that is one promise, not several, so one document:
    that of the lowest number. Only what the records themselves say is the same counts as that
    (group, day, words), so a question that is corrected alone has a document of its own.
    """
    same: dict[str, Item] = {}
    first: dict[str, Item] = {}
    for value in sorted(values, key=lambda value: int(number_of(value))):
        others = _list(value, "groupedQuestions")
        if not others or not _words(value, "answerText"):
            continue
        group = sorted({str(uin) for uin in others} | {_words(value, "uin")})
        lead = first.setdefault(as_json([group, *(value.get(n) for n in _SAME_ANSWER)]), value)
        if lead is not value:
            same[number_of(value)] = lead
    return same


# Written statements ------------------------------------------------------------------------

STATEMENT_SIGNS = ("title", "text", "dateMade", "hasAttachments", "linkedStatements")
_LINKED = {
    "CorrectedStatement": "Corrected statement",
    "CorrectedAnswer": "Corrected answer",
    "JointStatement": "Joint statement",
}


def statement_api(number: str) -> str:
    """Return the address of a statement's record; see ``question_api``."""
    query = "expandMember=true&sessionStatus=Any"
    return f"{QUESTIONS_API}/api/writtenstatements/statements/{number}?{query}"


def statement_page(value: Item) -> str:
    """Return the page of a written statement."""
    return _page(value, "written-statements", "dateMade") or statement_api(number_of(value))


def statement(value: Item, at: At) -> Item:
    """Return the parts of a Reading of a written statement; raises ValueError where it is cut."""
    return {
        "native_id": number_of(value),
        "kind": "written_statement",
        "title": _title(value, "title") or f"Written statement {_words(value, 'uin')}".strip(),
        "text": _whole(_words(value, "text")),
        "published_at": _day(value, "dateMade"),
        "modified_at": None,
        "types": (f"{_words(value, 'house')} written statement".strip(),),
        "attachments": (*_files(value), *_linked_statements(value, at)),
        **_answering(value),
        "data": as_json(value),
    }


def _linked_statements(value: Item, at: At) -> Iterator[Attachment]:
    """Yield links to the statements that the record names; it gives only their numbers."""
    for link in _dicts(value, "linkedStatements"):
        number = _words(link, "linkedStatementId")
        if number.isdecimal():
            title = _LINKED.get(_words(link, "linkType"), "Linked statement")
            yield Attachment(kind="link", url=at(statement_api(number)), title=title)


def _page(value: Item, section: str, day_name: str) -> str | None:
    day, uin = _day(value, day_name), _words(value, "uin")
    return f"{QUESTIONS_SITE}/{section}/detail/{day}/{quote(uin)}" if day and uin else None


def _answering(value: Item) -> Item:
    name = _words(value, "answeringBodyName")
    if _words(value, "answeringBodyId") == DHSC_NUMBER:
        return {"author": name or DHSC[1], "body": DHSC[0]}
    return {"author": name or None, "body": None}


def _files(value: Item) -> Iterator[Attachment]:
    for file in _dicts(value, "attachments"):
        if url := _words(file, "url"):
            yield Attachment(
                kind="file",
                url=url,
                title=_words(file, "title") or url.rpartition("/")[2],
                mime_type=_mime_type(_words(file, "fileType")),
                size_bytes=_number(file, "fileSizeBytes"),
            )


def _mime_type(words: str) -> str | None:
    """Return a MIME type for one, or for the end of a file's name ("pdf")."""
    if "/" in words:
        return words
    return mimetypes.guess_type(f"file.{words.lstrip('.').lower()}")[0] if words else None


# Publications of committees ----------------------------------------------------------------

PUBLICATION_SIGNS = (
    "description", "publicationStartDate", "publicationEndDate", "governmentResponses",
    "documents", "hcNumber", "hlPaper", "type", "responseToPublicationId",
    "respondingDepartment", "additionalContentUrl", "additionalContentUrl2",
)  # fmt: skip
_GOVERNMENT_RESPONSE = "2"  # a type of publication
_LEAST_RECORDS = 3  # fewer decide nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    """What a publication's record says of the Government's response to it.

    ``deadline`` is as written, empty where there is none; ``expected`` is
    False where the record has a deadline and says that no response is
    expected; ``came`` is the record of the first response, if one is there.
    """

    deadline: str
    expected: bool
    came: Item | None
    department: str


def publication_api(number: str) -> str:
    """Return the address of a publication's record."""
    return f"{COMMITTEES_API}/api/Publications/{number}"


def publication_pages(values: Iterable[Item], at: At) -> dict[str, str]:
    """Return the address of each publication, by its number.

    ``/publications/N/`` answers 404 for every one; what opens is its document, or the page that
    its record names. What has neither, or shares a page with another one, goes by its record.
    """
    pages = {number_of(value): _publication_page(value, at) for value in values}
    shared = Counter(pages.values())
    return {
        number: page if page and shared[page] == 1 else at(publication_api(number))
        for number, page in pages.items()
    }


def flag_means_expected(values: Iterable[Item]) -> bool:
    """Tell whether ``responseExcepted`` means, in these records, that a response is expected.

    The name of the field says "excepted", its description "expected". A response that is there
    was evidently expected: what the flag says of most of those decides. Where too few decide, the
    name counts, because a deadline that is nobody's must not make anybody late.
    """
    said = [
        _is_true(part, "responseExcepted")
        for value in values
        for part in _dicts(value, "governmentResponses")
        if _dicts(part, "publication") and part.get("responseExcepted") is not None
    ]
    return len(said) >= _LEAST_RECORDS and 2 * sum(said) > len(said)


def publication(value: Item, at: At, *, url: str, flag_expects: bool) -> Item:
    """Return the parts of a Reading of a publication: its record, not the text of its documents.

    ``url`` is its own address, ``flag_expects`` what ``flag_means_expected`` found. The dates of
    the record stand in the text, so that a change of one makes a new version.
    """
    kind, response = _dict(value, "type"), _response(value, flag_expects=flag_expects)
    inquiries = tuple(filter(None, (_title(one, "title") for one in _dicts(value, "businesses"))))
    lines = [
        ", ".join(filter(None, [_words(kind, "name"), *_paper_numbers(value)])),
        *(f"Inquiry: {title}" for title in inquiries),
        _line("Published", _in_words(_day(value, "publicationStartDate"))),
        _line("Responding department", _department(value)),
        *_response_lines(response),
    ]
    is_response = _words(kind, "id") == _GOVERNMENT_RESPONSE
    return {
        "native_id": number_of(value),
        "kind": "committee_publication",
        "title": _publication_title(value),
        "text": "\n".join(filter(None, lines)),
        "published_at": _day(value, "publicationStartDate"),
        "modified_at": None,
        "types": tuple(filter(None, [_words(kind, "name")])),
        "topics": inquiries,
        "attachments": tuple(_links(value, at)),
        "announced": tuple(_announced(value, response, at, url)),
        **(_responding(_department(value)) if is_response else {}),
        "data": as_json(value),
    }


def _response(value: Item, *, flag_expects: bool) -> _Response:
    parts = _dicts(value, "governmentResponses")
    dated = next((part for part in parts if _deadline(part)), {})
    came = [one for part in parts for one in _dicts(part, "publication")]
    came.sort(key=lambda one: _day(one, "publicationStartDate") or "9999")
    flag = dated.get("responseExcepted")
    return _Response(
        deadline=_deadline(dated),
        expected=flag is None or _is_true(dated, "responseExcepted") == flag_expects,
        came=came[0] if came else None,
        department=_department(value) or next(filter(None, map(_department, came)), ""),
    )


def _deadline(part: Item) -> str:
    """Return a deadline as written; the API's placeholder of the year 1 is none."""
    words = _words(part, "responseDeadline")
    return "" if words.startswith("0001-") else words


def _response_lines(response: _Response) -> Iterator[str]:
    if response.deadline:
        day = _in_words(_day_of(response.deadline)) or response.deadline
        if response.expected:
            yield f"Deadline for the Government's response: {day}"
        else:
            yield f"No response is expected from the Government (deadline in the record: {day})"
    if response.came:
        day = _in_words(_day(response.came, "publicationStartDate")) or "day not given"
        yield f"Government response published: {_publication_title(response.came)} ({day})"


def _announced(value: Item, response: _Response, at: At, url: str) -> Iterator[Announced]:
    """Yield the response's date: whose it is, when it is due, and where it came out."""
    due = response.deadline if response.expected else ""
    if not due and response.came is None:
        return
    stated = stated_date(due)
    came = response.came or {}
    yield Announced(
        kind="response",
        key=number_of(value),
        title=f"Government response to {_publication_title(value)}",
        words=due,
        earliest=stated.earliest if stated else None,
        latest=stated.latest if stated else None,
        precision=stated.precision if stated else "none",
        state="released" if came else "stated",
        url=url,
        **_responding(response.department),
        outcome_url=_outcome_page(came, at) if came else None,
        outcome_on=_day(came, "publicationStartDate"),
    )


def _outcome_page(came: Item, at: At) -> str | None:
    number = _words(came, "id")
    record = at(publication_api(number)) if number.isdecimal() else None
    return _publication_page(came, at) or record


def _responding(department: str) -> Item:
    """Return whose response it is; only a department that is named is one."""
    folded = " ".join(department.casefold().replace("&", "and").split())
    body = DHSC[0] if folded == DHSC[1].casefold() else None
    return {"author": department or GOVERNMENT, "body": body}


def _department(value: Item) -> str:
    return _words(_dict(value, "respondingDepartment"), "name") or _words(
        value, "respondingDepartment"
    )


def _publication_title(value: Item) -> str:
    kind = _words(_dict(value, "type"), "name") or "Publication"
    return _title(value, "description") or f"{kind} {_words(value, 'id')}".strip()


def _paper_numbers(value: Item) -> Iterator[str]:
    for name, label in (("hcNumber", "HC"), ("hlPaper", "HL Paper")):
        paper = _dict(value, name)
        if number := _words(paper, "number"):
            session = _words(paper, "sessionDescription")
            yield f"{label} {number} ({session})" if session else f"{label} {number}"


def _publication_page(value: Item, at: At) -> str | None:
    """Return the page of a publication that opens, or None where its record names none."""
    documents = [_document_page(value, number) for number, _ in _document_numbers(value)]
    elsewhere = [_address(value, "additionalContentUrl2"), _address(value, "additionalContentUrl")]
    return at(documents[0]) if documents else next(filter(None, elsewhere), None)


def _document_numbers(value: Item) -> Iterator[tuple[str, list[Item]]]:
    """Yield number and files of each document."""
    for document in _dicts(value, "documents"):
        number = _words(document, "documentId")
        if number.isdecimal() and _words(value, "id").isdecimal():
            yield number, _dicts(document, "files")


def _document_page(value: Item, document: str) -> str:
    return f"{COMMITTEES_SITE}/publications/{number_of(value)}/documents/{document}/default/"


def _links(value: Item, at: At) -> Iterator[Attachment]:
    """Yield links to its documents. They are not fetched: robots are refused there."""
    for number, files in _document_numbers(value):
        title = next(filter(None, (_words(file, "fileName") for file in files)), "Document")
        yield Attachment(kind="link", url=at(_document_page(value, number)), title=title)
    for name in ("additionalContentUrl", "additionalContentUrl2"):
        if url := _address(value, name):
            yield Attachment(kind="link", url=url, title=_publication_title(value))


# Fields ------------------------------------------------------------------------------------


def _words(value: Item, name: str) -> str:
    part = value.get(name)
    return "" if part is None or isinstance(part, dict | list) else str(part).strip()


def _title(value: Item, name: str) -> str:
    return " ".join(unescape(_words(value, name)).split())


def _address(value: Item, name: str) -> str | None:
    words = _words(value, name)
    return words if words.startswith(("https://", "http://")) else None


def _day(value: Item, name: str) -> str | None:
    return _day_of(_words(value, name))


def _day_of(words: str) -> str | None:
    """Return the day, in London; None for the API's placeholder of the year 1, too."""
    stated = stated_date(words)
    return stated.earliest if stated and stated.precision == "day" else None


def _in_words(day: str | None) -> str:
    if day is None:
        return ""
    read = date.fromisoformat(day)
    return f"{read.day} {read:%B %Y}"


def _line(label: str, words: str) -> str:
    return f"{label}: {words}" if words else ""


def _number(value: Item, name: str) -> int | None:
    return whole_number(_words(value, name))


def _is_true(value: Item, name: str) -> bool:
    return _words(value, name).casefold() in {"true", "1"}


def _list(value: Item, name: str) -> list[Any]:
    part = value.get(name)
    return part if isinstance(part, list) else []


def _dict(value: Item, name: str) -> Item:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _dicts(value: Item, name: str) -> list[Item]:
    """Return a field's objects, of a list or of one alone."""
    part = value.get(name)
    return [one for one in (part if isinstance(part, list) else [part]) if isinstance(one, dict)]

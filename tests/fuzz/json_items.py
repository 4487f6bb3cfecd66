"""JSON: what the sites' interfaces send, and the files of documents and requests that are taken in.

What a spider takes as "cannot be read" (ValueError, KeyError, TypeError, AttributeError: see
ListedSpider._outcome) is no fault of a reader of the interfaces; of a file nothing but a Problem
may come, which names it.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

from scrapy.http import Response

from crawler.bodies import json_body
from crawler.platforms.govuk.reading import (
    content_of,
    gone_of,
    is_release,
    redirect_of,
    release_of,
    why_no_document,
)  # fmt: skip
from crawler.platforms.govuk.search import link_of, results_of
from crawler.platforms.govuk.search import stamp_of as search_stamp
from crawler.platforms.parliament import reading as parliament
from crawler.platforms.wordpress.reading import is_protected, item_content
from db.errors import Problem
from db.ledger import as_json
from db.normal import normalise
from tests.fuzz.harness import Input, Target, named
from tests.fuzz.html import GOLDEN
from tests.fuzz.mutate import Values
from tracker.calendars.bank_holidays import packaged, read_govuk
from tracker.foi.exchange import reading as exchange
from tracker.foi.exchange.found import Account
from tracker.foi.exchange.taking import Known, Wanted, case_of
from tracker.imports import FIELDS
from tracker.imports import _reading as read_line
from tracker.review.exchange import _read as read_decision

SITE: Final = "https://www.gov.example"
UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError)
_REQUEST: Final = Path(__file__).parents[1] / "tracker" / "foi" / "files" / "request.json"
_KNOWN: Final = Known(
    {"harbour-office": "Harbour Office"}, {}, frozenset({"plan"}), lambda *_: "FOIA"
)


def _pages(source: str) -> list[Any]:
    """What a source's interface sent in a crawl of the sample site: items and records."""
    found = []
    for file in sorted((GOLDEN / source / "pages").glob("*.json")):
        value = json.loads(file.read_text())
        rows = value.get("results", value.get("items")) if isinstance(value, dict) else value
        found += [
            row
            for row in rows or [value]
            if isinstance(row, dict) and len(row) > 1 and "totalResults" not in row
        ]
    return [one for one in found if len(json.dumps(one)) < 2500]


def _item(text: str) -> Any:
    response = Response(
        SITE,
        headers={"Content-Type": "application/json"},
        body=text.encode("utf-8", "surrogatepass"),
    )
    return json_body(response)


def _kept(*texts: Any) -> None:
    """What is kept can be written: there is no half of a letter in it."""
    for text in texts:
        (text if isinstance(text, str) else as_json(text)).encode()


def _read_wordpress(text: str) -> bool:
    item = _item(text)
    is_protected(item)
    found = item_content(item)
    if found is None:
        return False
    assert normalise(found.text) == found.text
    _kept(found.title, found.text, item)
    return True


def _read_govuk(text: str) -> bool:
    item = _item(text)
    if not isinstance(item, dict):
        return False
    gone_of(item), redirect_of(item), why_no_document(item)
    if is_release(item):
        return release_of(item, site=SITE) is not None
    found = content_of(item, site=SITE, path="/x")
    assert normalise(found.text) == found.text
    _kept(found.title, found.text, item)
    return True


def _read_search(text: str) -> bool:
    results, _ = results_of(_item(text))
    for result in results:
        if isinstance(result, dict):
            _kept(link_of(result), search_stamp(result))
    return bool(results)


def _read_question(text: str) -> bool:
    value = parliament.value_of(_item(text))
    parliament.question_page(value), parliament.answered_with([value])
    parliament.stamp_of(value, parliament.QUESTION_SIGNS)
    if parliament.why_no_answer(value):
        return False
    _parts(parliament.answer(value))
    return True


def _read_statement(text: str) -> bool:
    value = parliament.value_of(_item(text))
    parliament.statement_page(value)
    _parts(parliament.statement(value, str))
    return True


def _read_publication(text: str) -> bool:
    value = parliament.value_of(_item(text))
    parliament.publication_pages([value], str)
    expects = parliament.flag_means_expected([value])
    _parts(parliament.publication(value, str, url=SITE, flag_expects=expects))
    return True


def _parts(parts: dict[str, Any]) -> None:
    _kept(*(part for part in parts.values() if isinstance(part, str)))


def _read_document(text: str) -> bool:
    mapping = {name: name for name in FIELDS}
    line = text.encode("utf-8", "surrogatepass")
    found = read_line(line, "sample", mapping, {"a": "A"}, where="file.jsonl:1")
    found.text.encode(), found.data.encode()
    return True


def _read_request(text: str) -> bool:
    value = exchange._json(text, "file.json")
    for found in exchange._in_json(text, "file.json"):
        if isinstance(found.content, Account):
            case_of(found.content, found.where, _KNOWN, Wanted(seen_on=date(2026, 7, 1)))
    return bool(value)


def _read_holidays(text: str) -> bool:
    content = text.encode("utf-8", "surrogatepass")
    return bool(read_govuk(content, "file.json", version="2026", source="x").holidays)


def _read_decision(text: str) -> bool:
    return bool(read_decision(text, "file.jsonl:1"))


_DOCUMENT: Final = {
    "url": "https://a.example/1", "title": "Plan", "text": ["We will publish it.", "In May."],
    "published": "2026-03-31", "modified": "2026-03-31T10:00:00Z", "id": 7, "author": "A",
}  # fmt: skip
_IDENTITY: Final = {
    "decided_at": "2026-07-01T09:00:00Z", "reviewer": "sam", "source": "s", "origin": "site",
    "url": "https://a.example/1", "quote_hash": "ab", "focus": "promised:", "decision": "same",
}  # fmt: skip
_DECISION: Final = {
    **_IDENTITY, "quote": "We will.", "commitment": "plan", "note": None, "fields": {"due": "May"},
    "title": None, "undoes": {**_IDENTITY, "decision": "undo"},
    "repeats": {"seq": 3, "made_by": _IDENTITY},
}  # fmt: skip
_HOLIDAYS: Final = {
    division: {
        "division": division,
        "events": [
            {"title": one.title, "date": one.day.isoformat(), "notes": one.notes, "bunting": True}
            for one in packaged().holidays
            if one.division == division and one.day.year == 2026
        ],
    }
    for division in ("england-and-wales", "scotland", "northern-ireland")
}
_FIELDS: Final = [
    {"introduction": "<p>It is due in May.</p>"},
    {"documents": [
        {"type_of_publication": "heading", "heading_text": "Files"},
        {"type_of_publication": "document", "title": "Plan", "number_of_pages": "3",
        "snapshot": "<p>x"
         "</p>", "document": {"url": "/p.pdf", "filesize": 3, "date": "2026-06-08T09:30:00"}},
        {"type_of_publication": "documentlink", "link_url": "/long-read/x/", "title": "Link"},
        {"type_of_publication": "audiovideo", "audio_or_video": "<iframe src='//v.example/1'>"},
    ]},
]  # fmt: skip
_WORDPRESS: Final = {
    "id": 7, "link": "https://site.example/x/", "title": {"rendered": "Plan &#8211; x"},
    "date_gmt": "2026-06-08T09:30:00", "modified_gmt": "2026-06-08T09:30:00", "categories": [1],
}  # fmt: skip
WORDS: Final = (
    "<p>", "</p>", "<a href='/x.pdf'>x</a>", "<table>", "&amp;", "<iframe src=", "[{'a': 1}]",
    "[" * 900,
    "('x',)", "{'type_of_publication': 'heading'}", "redirect", "gone", "coming_soon", "prefix",
    "statistics_announcement", "December to January 2017", "confirmed", "cancelled",
    "first published",
    "text/html", "withdrawn", "0001-01-01T00:00:00",
    "not been possible to answer before prorogation", "undo", "same", "new", "foi", "eir",
    "response", "followup_sent",
    "delaywatch:plan",
)  # fmt: skip


class _Group:
    """One reader, with what is spoilt for it, and what may come out of it but a reading."""

    def __init__(
        self, often: int, read: Callable[[str], bool], seeds: list[Any], told: Any
    ) -> None:
        assert seeds
        self.often, self.read, self.told = often, read, told
        self.values = Values(seeds, WORDS)


_LISTS: Final = [{"results": [{"link": "/x", "title": "X", "latest_change_note": "n"}], "total": 1}]
_READERS: Final = {
    "wordpress": _Group(14, _read_wordpress, [
        {**_WORDPRESS, "content": {"rendered": "<p>We will.</p>", "protected": False}},
        {**_WORDPRESS, "custom_fields": _FIELDS},
        {**_WORDPRESS, "custom_fields": {"documents": repr(_FIELDS[1]["documents"])}},
    ], UNREADABLE),
    "govuk": _Group(18, _read_govuk, _pages("govuk"), UNREADABLE),
    "search": _Group(4, _read_search, _LISTS, UNREADABLE),
    "question": _Group(10, _read_question, _pages("parliament_answers"), UNREADABLE),
    "statement": _Group(8, _read_statement, _pages("parliament_statements"), UNREADABLE),
    "publication": _Group(10, _read_publication, _pages("parliament_committees"), UNREADABLE),
    "document": _Group(12, _read_document, [_DOCUMENT], Problem),
    "request": _Group(10, _read_request, [json.loads(_REQUEST.read_text())], Problem),
    "holidays": _Group(7, _read_holidays, [_HOLIDAYS], Problem),
    "decision": _Group(7, _read_decision, [_DECISION], Problem),
}  # fmt: skip
_NAMES: Final = tuple(_READERS)
_WEIGHTS: Final = tuple(group.often for group in _READERS.values())


def make(random: Random) -> Input:
    """An item, record, line or file for one of the readers."""
    (name,) = random.choices(_NAMES, _WEIGHTS)
    return Input(name, _READERS[name].values.text(random))


def read(one: Input) -> bool:
    """Read JSON as its reader does."""
    group = _READERS[one.reader]
    try:
        return group.read(one.body)
    except group.told as told:
        if isinstance(told, Problem):
            named(told, "file.")
        return False


TARGET: Final = Target(name="json_items", make=make, read=read, floor=0.3)

"""The sample's GOV.UK: its Search API, its Content API, its pages and files.

It keeps the real one's ways: an unknown parameter is answered with 422, statistics that are out
take the place of their announcement, a withdrawn document is in no list, and ``updated_at`` moves
though nothing changed.
"""

from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import yaml

from crawler.sample import DAYS
from crawler.sample.answers import Answer, SampleRequest, html_answer, json_answer
from crawler.sample.pages import page
from crawler.sample.pdf import pdf_of

Item = dict[str, Any]

MOST_RESULTS = 5  # fewer than the real 1,500, so that the sample's lists have several pages
UNPROCESSABLE, MOVED, GONE = 422, 301, 410
_BODIES = {
    "agency": ("Sample Health Agency", "nhs-england"),
    "department": ("Sample Department of Health", "department-of-health-and-social-care"),
}
_ORDERS = {"public_timestamp", "release_timestamp"}
_FILTERS = {
    "filter_organisations", "filter_public_timestamp", "filter_format", "filter_release_timestamp",
}  # fmt: skip
_PARAMETERS = _FILTERS | {"start", "count", "order", "fields"}
_OURS = {
    "from_day", "until_day", "changes", "listed", "organisations", "parent", "taxons",
    "redirect_to", "release_timestamp",
}  # fmt: skip


# The Search API --------------------------------------------------------------------------------


def search(request: SampleRequest) -> Answer:
    """Answer a search, or say which parameter it does not know."""
    fields = request.last("fields").split(",")
    unknown = [name for name in request.query if name not in _PARAMETERS]
    unknown += [name for name in fields if name not in _result(_items(1)[0])]
    order = request.last("order")
    if order.removeprefix("-") not in _ORDERS:
        unknown.append(order)
    if unknown:
        return json_answer({"error": f"Unexpected: {', '.join(unknown)}"}, status=UNPROCESSABLE)
    found = [_result(item) for item in _items(request.day) if _is_found(item, request)]
    key = order.removeprefix("-")
    found.sort(key=lambda result: result[key] or "", reverse=order.startswith("-"))
    start = int(request.last("start", "0"))
    count = min(int(request.last("count", "10")), MOST_RESULTS)
    shown = [
        {name: result[name] for name in fields if result[name] is not None}
        | {"index": "govuk", "es_score": None, "_id": result["link"], "document_type": "edition"}
        for result in found[start : start + count]
    ]
    return json_answer(
        {
            "results": shown,
            "total": len(found),
            "start": start,
            "aggregates": {},
            "suggested_queries": [],
            "suggested_autocomplete": [],
            "es_cluster": "A",
        }
    )


def _is_found(item: Item, request: SampleRequest) -> bool:
    if item.get("listed") is False or "redirect_to" in item:
        return False
    result = _result(item)
    slugs = request.query.get("filter_organisations", [])
    kind = request.last("filter_format", item["schema_name"])
    return (
        any(body["slug"] in slugs for body in result["organisations"])
        and kind == item["schema_name"]
        and _is_since(request, "public_timestamp", result)
        and _is_since(request, "release_timestamp", result)
    )


def _is_since(request: SampleRequest, name: str, result: Item) -> bool:
    first = request.last(f"filter_{name}").removeprefix("from:")
    return not first or (result[name] or "") >= first


def _result(item: Item) -> Item:
    said = item["details"]
    return {
        "title": item["title"],
        "link": item["base_path"],
        "public_timestamp": item["public_updated_at"].replace(".000+00:00", "Z"),
        "content_store_document_type": item["document_type"],
        "organisations": [
            {"title": title, "slug": slug, "link": f"/government/organisations/{slug}"}
            for title, slug in (_BODIES[name] for name in item["organisations"])
        ],
        "release_timestamp": item.get("release_timestamp"),
        "statistics_announcement_state": said.get("state"),
        "latest_change_note": said.get("latest_change_note"),
        "is_withdrawn": bool(item.get("withdrawn_notice")),
    }


# The Content API -------------------------------------------------------------------------------


def content(request: SampleRequest, path: str) -> Answer | None:
    """Answer the item of a page."""
    item = _at(path, request.day)
    if item is None:
        return json_answer({"message": "not found"}, status=404)
    if "redirect_to" in item:
        return json_answer(_redirect(item, request.day))
    if item["schema_name"] == "gone":
        return json_answer(_gone(item, request.day), status=GONE)
    whole = {name: value for name, value in item.items() if name not in _OURS}
    return json_answer(
        _common(request.day)
        | whole
        | {
            "details": _details(item, request.base),
            "links": _links(item, request),
            "withdrawn_notice": item.get("withdrawn_notice") or {},
        }
    )


def _common(day: int) -> Item:
    return {
        "locale": "en",
        "phase": "live",
        "publishing_app": "whitehall",
        "rendering_app": "frontend",
        "publishing_scheduled_at": None,
        "updated_at": f"{DAYS[day]}T04:00:00.000Z",  # sent anew, and nothing changed
    }


def _redirect(item: Item, day: int) -> Item:
    return _common(day) | {
        "base_path": item["base_path"],
        "content_id": None,
        "schema_name": "redirect",
        "document_type": "redirect",
        "title": None,
        "description": None,
        "public_updated_at": item["public_updated_at"],
        "withdrawn_notice": {},
        "details": {},
        "links": {},
        "redirects": [
            {"path": item["base_path"], "type": "exact", "destination": item["redirect_to"]}
        ],
    }


def _gone(item: Item, day: int) -> Item:
    return _common(day) | {
        "base_path": item["base_path"],
        "content_id": None,
        "schema_name": "gone",
        "document_type": "gone",
        "title": None,
        "description": None,
        "public_updated_at": item["public_updated_at"],
        "details": item["details"],
        "links": {},
    }


def _details(item: Item, base: str) -> Item:
    """Return details; files lie on a host of their own, so their addresses are whole."""
    said = item["details"] | {"political": False, "tags": {"browse_pages": [], "policies": []}}
    attachments = [
        row | {"url": f"{base}{row['url']}"} if row["url"].startswith("/media/") else row
        for row in said.get("attachments", [])
    ]
    return said | ({"attachments": attachments} if attachments else {})


def _links(item: Item, request: SampleRequest) -> Item:
    bodies = [_body(*_BODIES[name], request.base) for name in item["organisations"]]
    links: Item = {"organisations": bodies, "primary_publishing_organisation": bodies[:1]}
    if names := item.get("taxons"):
        links["taxons"] = [{"title": name, "document_type": "taxon"} for name in names]
    parent = _at(item["parent"], request.day) if "parent" in item else None
    if parent:
        names = ("base_path", "content_id", "document_type", "schema_name", "title")
        links["parent"] = [{name: parent[name] for name in names}]
    return links


def _body(title: str, slug: str, base: str) -> Item:
    path = f"/government/organisations/{slug}"
    return {
        "title": title,
        "base_path": path,
        "document_type": "organisation",
        "locale": "en",
        "withdrawn": False,
        "details": {"logo": {"formatted_title": title, "crest": None}},
        "links": {},
        "web_url": f"{base}{path}",
    }


# Pages and files -------------------------------------------------------------------------------


def public_page(request: SampleRequest, path: str) -> Answer | None:
    """Answer the page that a reader opens."""
    item = _at(path, request.day)
    if item is None:
        return None
    if "redirect_to" in item:
        target = {"Location": f"{request.base}{item['redirect_to']}"}
        return Answer(b"", "text/html; charset=UTF-8", MOVED, target)
    said = item["details"]
    if item["schema_name"] == "gone":
        text = f"<h1>SAMPLE: taken away</h1>{said['explanation']}"
        return html_answer(page("Gone", text), None, status=GONE)
    parts = [f"<h1>{escape(item['title'])}</h1>"]
    parts += [f"<p>{escape(item['description'])}</p>"] if item["description"] else []
    parts += [str((item.get("withdrawn_notice") or {}).get("explanation", ""))]
    dates = ("display_date", "previous_display_date", "latest_change_note", "cancellation_reason")
    parts += [f"<p>{escape(said[name])}</p>" for name in dates if name in said]
    parts += [said.get("body", ""), said.get("final_outcome_detail", "")]
    parts += [
        f'<p><a href="{escape(row["url"])}">{escape(row["title"])}</a></p>'
        for row in said.get("attachments", [])
    ]
    main = f'<main id="content">{"".join(parts)}</main>'
    return html_answer(page(item["title"], main), None)


def media(request: SampleRequest) -> Answer | None:
    """Answer a file."""
    pages = _content()["files"].get(request.path)
    if pages:
        return Answer(pdf_of(pages), "application/pdf")
    return Answer(b"room,chairs\r\nSAMPLE,4112\r\n", "text/csv") if _is_csv(request) else None


def _is_csv(request: SampleRequest) -> bool:
    return any(
        row["url"] == request.path
        for item in _items(request.day)
        for row in item["details"].get("attachments", [])
        if row.get("content_type") == "text/csv"
    )


# What there is ---------------------------------------------------------------------------------


def _at(path: str, day: int) -> Item | None:
    return next((item for item in _items(day) if item["base_path"] == path), None)


@cache
def _items(day: int) -> list[Item]:
    """Return what there is on a day, as it is then."""
    found = []
    for raw in _content()["items"]:
        if not raw.get("from_day", 1) <= day <= raw.get("until_day", day):
            continue
        item = dict(raw)
        for change in raw.get("changes", []):
            if change["day"] <= day:
                item |= {name: value for name, value in change.items() if name != "day"}
        found.append(item)
    return found


@cache
def _content() -> dict[str, Any]:
    text = files("crawler.sample").joinpath("content/govuk.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


ROUTES = [
    (r"/api/search\.json", search),
    (r"/api/content(/.+)", content),
    (r"(/government/.+)", public_page),
    (r"/media/.+", media),
]

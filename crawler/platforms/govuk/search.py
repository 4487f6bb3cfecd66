"""The lists of GOV.UK's Search API: what to ask for, and what one result tells.

Source: docs/using-the-search-api.md in alphagov/search-api. A parameter or a
field that it does not know is answered with 422, so only documented ones are used.
"""

from typing import Any
from urllib.parse import urlencode

from crawler.platforms.govuk.fields import words

SEARCH = "/api/search.json"
# The most is 1,500 a page; with this many one page is some 200 kB.
PER_PAGE = 200
_FIELDS = (
    "title", "link", "public_timestamp", "content_store_document_type", "organisations",
    "release_timestamp", "statistics_announcement_state", "latest_change_note", "is_withdrawn",
)  # fmt: skip
# public_timestamp is the last major change. An announcement's date may move without one.
_STAMP = (
    "public_timestamp", "release_timestamp", "statistics_announcement_state",
    "latest_change_note", "is_withdrawn",
)  # fmt: skip

Query = dict[str, str | tuple[str, ...]]


def documents_since(day: str, bodies: tuple[str, ...]) -> Query:
    """Return the query for all that bodies published or changed from a day on, newest first."""
    return {
        "filter_organisations": bodies,
        "filter_public_timestamp": f"from:{day}",
        "order": "-public_timestamp",
    }


def announcements_since(day: str, bodies: tuple[str, ...]) -> Query:
    """Return the query for statistics that bodies announced for a day or later."""
    return {
        "filter_organisations": bodies,
        "filter_format": "statistics_announcement",
        "filter_release_timestamp": f"from:{day}",
        "order": "release_timestamp",
    }


def page_address(site: str, query: Query, start: int) -> str:
    """Return the address of a page of results, from the result with this number (from 0) on."""
    parts = query | {"start": str(start), "count": str(PER_PAGE), "fields": ",".join(_FIELDS)}
    return f"{site}{SEARCH}?{urlencode(parts, doseq=True, safe=',:')}"


def results_of(answer: Any) -> tuple[list[Any], int]:
    """Return the results of an answer and how many there are in all; raises ValueError."""
    found = answer.get("results") if isinstance(answer, dict) else None
    total = answer.get("total") if isinstance(answer, dict) else None
    if not isinstance(found, list) or not isinstance(total, int):
        raise ValueError('JSON without "results" and "total"')  # noqa: TRY004
    return found, total


def stamp_of(result: dict[str, Any]) -> str:
    """Return what changes when what a result leads to does."""
    return "|".join(str(result.get(name) or "") for name in _STAMP)


def link_of(result: dict[str, Any]) -> str:
    """Return where a result leads: a path, or an address elsewhere; empty where it does not say."""
    link = words(result.get("link"))
    return link if not link or "://" in link or link.startswith("/") else f"/{link}"

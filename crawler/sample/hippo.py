"""The sample's coming publications, marked up as digital.nhs.uk marks up its own.

As there, a day shows within eight weeks of it, the pages beyond the last repeat the last one, and
files lie on a host that no robot may ask.
"""

from datetime import date, timedelta
from functools import cache
from html import escape
from importlib.resources import files
from math import ceil
from typing import Any

import yaml

from crawler.sample import DAYS
from crawler.sample.answers import Answer, SampleRequest, html_answer
from crawler.sample.pages import page

_PAGE_SIZE = 2
_SHOWN_AHEAD = timedelta(weeks=8)
_FOLDER = "/data-and-information/publications/statistical/"


def upcoming(request: SampleRequest, status: str) -> Answer | None:
    """Return a page of the search: publications that are not out (status false) or are."""
    found = [entry for entry in _entries(request.day) if entry["out"] is (status == "true")]
    found.sort(key=lambda entry: entry["due"])
    last = max(1, ceil(len(found) / _PAGE_SIZE))
    number = min(int(request.last("r61_r1:page", "1")), last)
    shown = found[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    rows = "".join(_row(entry, request.day) for entry in shown)
    query = "searchTab=data&amp;sort=date&amp;publiclyAccessible=false"
    steps = [(n, str(n)) for n in range(1, last + 1) if n != number]
    steps += [(number + 1, "Next")] if number < last else []
    pager = "".join(
        f'<li><a title="{words}" href="{request.path}?{query}&amp;r61_r1:page={n}'
        f'&amp;r61_r1:pageSize={_PAGE_SIZE}">{words}</a></li>'
        for n, words in steps
    )
    main = f"""<div data-uipath="ps.search-results" data-totalresults="{len(found):,}">
<h1 class="search-results-heading__title">Search results</h1>
<span data-uipath="ps.search-results.count">{len(found)}</span> results sorted by <b>date</b>.
<div class="search-results">{rows}</div>
<nav class="js-pagination"><ul>{pager}</ul></nav></div>"""
    return html_answer(page("Search results", main), None)


def single(request: SampleRequest, slug: str) -> Answer | None:
    """Return the page of a publication, out or not."""
    entry = next((entry for entry in _entries(request.day) if entry["slug"] == slug), None)
    if entry is None:
        return None
    store = request.base.replace("://", "://files.", 1)
    return html_answer(page(entry["title"], _article(entry, request.day, store)), None)


def file(request: SampleRequest, name: str) -> Answer | None:  # noqa: ARG001
    """Return a file of the store, so that nobody who asks for one goes unseen."""
    return Answer(f"SAMPLE file {name}: nothing in here is true.\n".encode(), "text/csv")


ROUTES = [
    (r"/search/publicationStatus/(true|false)", upcoming),
    (rf"{_FOLDER}([^?]+)", single),
    (r"/[A-Z0-9]{2}/[A-Z0-9]{6}/([^/]+)", file),
]


def _entries(day: int) -> list[dict[str, Any]]:
    """Return the publications as they are on a day of the sample."""
    found = []
    for raw in _load():
        entry = {"out": False, "body": "", "notices": [], "files": []} | raw
        for change in raw.get("changes", []):
            if day >= change["day"]:
                entry |= change
        if raw.get("until_day", day) >= day:
            found.append(entry)
    return found


@cache
def _load() -> list[dict[str, Any]]:
    text = (files("crawler.sample") / "content" / "upcoming.yml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


def _shown(on: date, day: int) -> str:
    """Return a date as the site shows it: the day only within eight weeks."""
    near = on - date.fromisoformat(DAYS[day]) <= _SHOWN_AHEAD
    month = "Sept" if on.month == 9 else on.strftime("%b")  # noqa: PLR2004 - as newer Javas do
    return f"{on.day} {month} {on.year}" if near else f"{month} {on.year}"


def _row(entry: dict[str, Any], day: int) -> str:
    title, when = escape(entry["title"]), _shown(entry["due"], day)
    return f"""<div class="cta cta--detailed" data-uipath="ps.search-results.result">
<div><span class="cta__label" data-uipath="ps.search-results.result.type">Publication</span></div>
<a class="cta__title cta__button" href="{_FOLDER}{entry["slug"]}" title="{title}"
 data-uipath="ps.search-results.result.title">
    {title}
</a>
<span class="cta__meta" data-uipath="ps.search-results.result.date">{when}</span>
<span class="cta__meta" data-uipath="ps.search-results.result.summary">
    Publication not yet published
</span></div>"""


def _article(entry: dict[str, Any], day: int, store: str) -> str:
    notices = "".join(_notice(notice) for notice in entry["notices"])
    body = _published(entry, store) if entry["out"] else _COMING
    series = f'<a class="nhsd-a-link" href="{_FOLDER}{entry["slug"].partition("/")[0]}">'
    return f"""<article class="article article--publication" itemscope
 itemtype="http://schema.org/Dataset" aria-label="Document Header">
<div class="nhsd-o-hero"><span>Publication, Part of {series}{escape(entry["series"])}</a></span>
<h1 data-uipath="document.title">{escape(entry["title"])}</h1>
<p data-uipath="ps.publication.information-types">Official statistics</p>
<dl class="nhsd-o-hero__meta-data">
<div class="nhsd-o-hero__meta-data-item">
<dt class="nhsd-o-hero__meta-data-item-title">Publication Date:</dt>
<dd class="nhsd-o-hero__meta-data-item-description"
 data-uipath="ps.publication.publication-date">{_shown(entry["due"], day)}</dd></div></dl></div>
<div class="nhsd-t-grid">{notices}{body}</div></article>"""


_COMING = '<p class="nhsd-t-heading-xs">(Upcoming, not yet published)</p>'


def _notice(notice: dict[str, str]) -> str:
    return f"""<div class="nhsd-m-emphasis-box"><div class="nhsd-m-emphasis-box__content-box">
<p class="nhsd-t-heading-s">{escape(notice["title"])}</p>
<div class="nhsd-t-body-s"><p>{escape(notice["text"])}</p></div>
<p class="nhsd-t-body-s">{notice["at"]}</p></div></div>"""


def _published(entry: dict[str, Any], store: str) -> str:
    boxes = "".join(
        f"""<div data-uipath="ps.publication.resources-attachment">
<a class="nhsd-a-box-link" href="{store}/{file["path"]}">{escape(file["title"])}</a></div>"""
        for file in entry["files"]
    )
    edited = f"{entry['due'].day} {entry['due']:%B %Y} 9:30 am"
    return f"""<div class="js-publication-body" data-uipath="ps.publication.body">
<h2>Summary</h2><div itemprop="description">{entry["body"]}</div>
<h2>Resources</h2><div data-uipath="ps.publication.resources-attachments">{boxes}</div>
<div id="last-edited">Last edited: {edited}</div></div>"""

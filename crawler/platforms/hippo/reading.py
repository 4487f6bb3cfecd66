"""What the pages of digital.nhs.uk say (Bloomreach, formerly Hippo): no requests in here.

A date's precision is the site's own rule: the day of a coming publication shows within eight
weeks of it, further ahead only the month. So "Mar 2027" becoming "12 Mar 2027" is no news.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from parsel import Selector

from crawler.addresses import canonical
from crawler.platforms.wordpress.reading import MissingPart, joined, path_of
from crawler.stated_dates import stated_date
from crawler.text import attribute, plain, text_of
from db.readings import Announced, Attachment

UPCOMING = "(Upcoming, not yet published)"
_RESULTS = '[data-uipath="ps.search-results"]'
_RESULT = '[data-uipath="ps.search-results.result"]'
_RESULT_DATE = '[data-uipath="ps.search-results.result.date"]'
_RESULT_TYPE = '[data-uipath="ps.search-results.result.type"]'
_NEXT = 'a[title="Next"], a[aria-label="Next"]'
_ARTICLE = "article.article--publication"
_BODY = '[data-uipath="ps.publication.body"], .js-publication-body'
_TITLES = ('[data-uipath="document.title"]', '[data-uipath="ps.publication.title"]', "h1")
_DATES = (
    '[data-uipath="ps.publication.publication-date"]',
    '[data-uipath="ps.publication.nominal-publication-date"]',
    "dd[itemprop=datePublished]",
)
_LINKS = (
    '[data-uipath="ps.publication.resources-attachment"] a[href]',
    '[data-uipath="ps.publication.resources-link"] a[href]',
    '[data-uipath="ps.publication.resources"] a[href]',
    '[data-uipath="ps.publication.datasets"] a[href]',
)
_DATE_LABEL = "publication date"
_SHORT = 0.05
_MOST_DIGITS = 9  # Python makes no number of thousands of them
_LAST_EDITED = re.compile(r"^Last edited:\s*(?P<when>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One row of a list of publications; ``words`` is its date as it stands there."""

    url: str
    title: str
    type: str
    words: str

    @property
    def stamp(self) -> str:
        """What tells a changed row from an unchanged one."""
        return f"{self.words} | {self.title}"

    def item(self) -> dict[str, Any]:
        """Return it as the ledger keeps it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of such a list.

    ``total`` is how many there are on all pages, as the site says; ``next_url`` the page that
    follows, where one is linked; ``odd`` what could not be read of single rows.
    """

    results: tuple[Result, ...]
    total: int
    next_url: str | None
    odd: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication as its page, or its row in the list, shows it.

    ``words`` is its date as it stands there, empty where there is none; ``notices`` the body's own
    words on a change; ``edited`` the day of the last change, of a page that is out.
    """

    title: str
    words: str
    upcoming: bool
    text: str
    notices: str = ""
    types: tuple[str, ...] = ()
    links: tuple[Attachment, ...] = ()
    edited: str | None = None


# The list ------------------------------------------------------------------------------


def result_page(html: str, url: str) -> ResultPage:
    """Read a page of search results; raises MissingPart where it has none of the marks of one."""
    page = Selector(text=html, type="html")
    total = re.sub(r"[^0-9]", "", page.css(f"{_RESULTS}::attr(data-totalresults)").get() or "")
    if not total:
        raise MissingPart(f"{_RESULTS}[data-totalresults]")
    rows = page.css(_RESULT)
    results = [_result(row, url) for row in rows]
    odd = [
        f"a row without a link and a title: {_words(row)[:80]}" for row in _unread(rows, results)
    ]
    following = attribute(page.css(_NEXT), "href")
    return ResultPage(
        results=tuple(result for result in results if result),
        total=int(total[:_MOST_DIGITS]),
        next_url=joined(url, following) if following else None,
        odd=tuple(odd),
    )


def is_cut_short(found: int, total: int) -> bool:
    """Tell whether so many rows are too few for a list that says its total.

    What comes out while the pages are turned moves a row over a page's edge;
    it is found again by its own page. More than a twentieth is a list that we
    did not get.
    """
    return total - found > max(1, total * _SHORT)


def _result(row: Selector, base: str) -> Result | None:
    link = row.css("a.cta__title[href], a[data-uipath='ps.search-results.result.title'][href]")
    title = _words(link[:1])
    if not title:
        return None
    return Result(
        url=canonical(joined(base, (attribute(link[0], "href") or ""))),
        title=title,
        type=_words(row.css(_RESULT_TYPE)[:1]),
        words=_words(row.css(_RESULT_DATE)[:1]),
    )


def _unread(rows: list[Selector], results: list[Result | None]) -> list[Selector]:
    return [row for row, result in zip(rows, results, strict=True) if result is None]


# One publication -----------------------------------------------------------------------


def publication(html: str, url: str) -> Publication:
    """Read the page of a publication, out or not; raises MissingPart where it is none."""
    article = Selector(text=html, type="html").css(_ARTICLE)[:1]
    if not article:
        raise MissingPart(_ARTICLE)
    title = next((words for css in _TITLES if (words := _words(article.css(css)[:1]))), "")
    if not title:
        raise MissingPart(f"{_ARTICLE} {_TITLES[0]}")
    upcoming = UPCOMING in text_of(article.get()).splitlines()
    words = _date(article)
    if not upcoming and not words:
        raise MissingPart(f"{_ARTICLE} “Publication Date”, nor “{UPCOMING}”")
    notices = _notices(article)
    body = _body(article)
    parts = [*_facts(article, words), UPCOMING if upcoming else "", notices, body]
    edited = _LAST_EDITED.search(text_of(article.get()))
    return Publication(
        title=title,
        words=words,
        upcoming=upcoming,
        text="\n".join(part for part in parts if part),
        notices=notices,
        types=_types(article),
        links=_links(article, url),
        edited=_day(edited["when"]) if edited else None,
    )


def listed(result: Result) -> Publication:
    """Return what the list alone says of a coming publication."""
    text = "\n".join(part for part in (_dated(result.words), UPCOMING) if part)
    return Publication(title=result.title, words=result.words, upcoming=True, text=text)


def with_date(found: Publication, words: str) -> Publication:
    """Return a publication whose page bears no date with the one that the list gives it."""
    return replace(found, words=words, text=f"{_dated(words)}\n{found.text}")


def announced(found: Publication, url: str) -> Announced:
    """Return the date that a publication states of itself.

    A day is no more than stated: that it shows is the site's eight weeks' rule,
    and "confirmed" is no word of this site.
    """
    date = stated_date(found.words)
    came_out = date.earliest if date and date.precision == "day" and not found.upcoming else None
    return Announced(
        kind="release",
        key=path_of(url).rstrip("/"),
        title=found.title,
        words=found.words,
        earliest=date.earliest if date else None,
        latest=date.latest if date else None,
        precision=date.precision if date else "none",
        state="stated" if found.upcoming else "released",
        url=url,
        note=found.notices or None,
        outcome_url=None if found.upcoming else url,
        outcome_on=came_out,
    )


def _facts(article: Selector, date: str) -> list[str]:
    """Return the labelled facts of the page's head, a line each, the date first."""
    found = [_dated(date)]
    for item in article.css(".nhsd-o-hero__meta-data-item, .article-header__detail-list"):
        label, value = _labelled(item)
        if value and not label.casefold().startswith(_DATE_LABEL):
            found.append(f"{label}: {value}")
    return found


def _dated(words: str) -> str:
    return f"Publication date: {words}" if words else ""


def _date(article: Selector) -> str:
    for css in _DATES:
        if words := _words(article.css(css)[:1]):
            return words
    for item in article.css(".nhsd-o-hero__meta-data-item, .article-header__detail-list"):
        label, value = _labelled(item)
        if label.casefold() == _DATE_LABEL:
            return value
    return ""


def _labelled(item: Selector) -> tuple[str, str]:
    label, value = (
        _words(item.css(css)[:1])
        for css in (
            "dt, .nhsd-o-hero__meta-data-item-title",
            "dd, .nhsd-o-hero__meta-data-item-description",
        )
    )
    return label.rstrip(" :"), value


def _notices(article: Selector) -> str:
    """Return the notices of changes that stand above the text; boxes within it are its own."""
    inside = {box.root for box in article.css(_BODY).css(".nhsd-m-emphasis-box")}
    boxes = [box for box in article.css(".nhsd-m-emphasis-box") if box.root not in inside]
    return "\n".join(text_of(box.get()) for box in boxes)


def _body(article: Selector) -> str:
    body = article.css(_BODY)[:1] or article.css('[itemprop="description"]')[:1]
    text = text_of(body.get() or "")
    # When the page was last saved is no part of what it says.
    lines = (line for line in text.splitlines() if not _LAST_EDITED.match(line))
    return "\n".join(line for line in lines if line != UPCOMING)


def _types(article: Selector) -> tuple[str, ...]:
    words = _words(article.css('[data-uipath="ps.publication.information-types"]')[:1])
    return tuple(part.strip() for part in words.split(",") if part.strip())


def _links(article: Selector, base: str) -> tuple[Attachment, ...]:
    """Return the files and data sets as links: files.digital.nhs.uk lets no robot in."""
    found = {}
    for css in _LINKS:
        for anchor in article.css(css):
            url = joined(base, (attribute(anchor, "href") or ""))
            found.setdefault(url, Attachment(kind="link", url=url, title=_words(anchor)))
    return tuple(found.values())


def _day(words: str) -> str | None:
    date = stated_date(words)
    return date.earliest if date and date.precision == "day" else None


def _words(node: Any) -> str:
    return plain(node.get() or "")

"""The article on a page whose template nobody described: no requests in here.

Its title and dates are what the page states for machines, else what a reader sees; its text is
found by trafilatura in what ``article_parts`` leaves of the page.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from crawler.addresses import OffSite, host_of
from crawler.moments import moment
from crawler.platforms.feeds.article_parts import (
    drop_beside,
    drop_silent,
    lines_of_links,
    main_part,
    unlink_sentences,
    without_counts,
    without_spans,
)
from crawler.platforms.feeds.feed_reading import without_tracking
from crawler.text import plain, text_of
from db.normal import normalise

# A page of text has a hundredth of that; what is larger takes minutes to read.
MOST_CHARACTERS = 5_000_000
MOST_ELEMENTS = 30_000

_FEWEST_WORDS = 5  # of a line that may be a sentence though it does not end like one
_STOPS = (".", "!", "?", ".”", ".’", '."')

_CHALLENGES = frozenset({
    "just a moment...", "attention required! | cloudflare", "access denied", "are you a robot?",
    "pardon our interruption", "verify you are human", "security check", "one moment, please...",
})  # fmt: skip
_NOT_THERE = re.compile(r"(?:(?:error )?404\b|page not found|not found\b)", re.IGNORECASE)
_WRITTEN = frozenset({
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting",
    "Report", "PressRelease", "TechArticle", "ScholarlyArticle",
})  # fmt: skip
_PUBLISHED_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "dc.date", "dcterms.created", "date", "pubdate", "publish-date",
    "publication_date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
_MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "last-modified", "dc.date.modified",
)  # fmt: skip
_BETWEEN_NAMES = re.compile(r"\s[|»«·–—-]\s")
_FILES = re.compile(r"\.(?:pdf|docx?|odt|xlsx?|ods|csv|pptx?|odp|rtf)\Z", re.IGNORECASE)


class NoArticle(ValueError):
    """There is no article on the page; the message says what there is instead."""


class NotThere(NoArticle):
    """The page says, with the status of a page that is there, that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says.

    ``address`` is what the page calls its own address, if that is one of its host; ``files`` are
    (address, words) of links to files within the text; ``teaser``: the page says that the rest
    is for those who pay.
    """

    title: str
    text: str
    published_at: str | None = None
    modified_at: str | None = None
    address: str | None = None
    files: tuple[tuple[str, str], ...] = ()
    teaser: bool = False


def article_of(html: str, url: str, headline: str = "") -> Article:
    """Read the page at ``url``; raises NoArticle, or NotThere.

    ``headline`` is what a list called it; it helps to tell the title from the name of the site.
    """
    page = _parsed(html)
    name = _name_of_page(page)
    if name.lower() in _CHALLENGES:
        raise NoArticle(f"a page that asks whether we are human ('{name}')")
    facts = _Facts.of(page)
    title = _title(page, facts, name, headline)
    if (said := _not_there(title, name)) and not headline.lower().startswith(said.lower()):
        raise NotThere(f"the page says '{said}'")
    body = page.find("body")
    if body is None:
        raise NoArticle("an empty page")
    whole = deepcopy(body)
    drop_beside(body)
    main = main_part(body, title)
    text = _text(main, title, is_marked=main is not body)
    if not text:  # then it was taken for something beside it
        drop_silent(whole)
        main = main_part(whole, title)
        text = _text(main, title, is_marked=main is not whole)
    if not text:
        raise NoArticle("no text can be found on the page")
    return Article(
        title=title,
        text=text,
        published_at=facts.published or _time_in(main),
        modified_at=facts.modified,
        address=_own_address(page, url),
        files=tuple(_files_in(main, url)),
        teaser=facts.teaser,
    )


def _parsed(html: str) -> HtmlElement:
    if len(html) > MOST_CHARACTERS:
        raise NoArticle(f"a page of more than {MOST_CHARACTERS:,} characters")
    if html.count("<") > 2 * MOST_ELEMENTS:
        raise NoArticle(f"a page of more than {MOST_ELEMENTS:,} elements")
    parser = HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise NoArticle("an empty page") from error


# What it says of itself ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a page states for machines: JSON-LD first, then its meta elements."""

    headline: str
    published: str | None
    modified: str | None
    teaser: bool

    @classmethod
    def of(cls, page: HtmlElement) -> "_Facts":
        things = list(_things(page))
        written = [thing for thing in things if _types(thing) & _WRITTEN]
        pages = [thing for thing in things if "WebPage" in _types(thing)]
        return cls(
            headline=next((name for thing in written if (name := _string(thing, "headline"))), ""),
            published=_stated(written + pages, "datePublished") or _meta(page, _PUBLISHED_NAMES),
            modified=_stated(written + pages, "dateModified") or _meta(page, _MODIFIED_NAMES),
            teaser=any(
                str(thing.get("isAccessibleForFree", "")).lower() == "false" for thing in written
            ),
        )


def _things(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those of its graphs and lists too."""
    for script in page.iterfind(".//script[@type='application/ld+json']"):
        try:
            stated = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        outer = stated if isinstance(stated, list) else [stated]
        for thing in filter(_is_object, outer):
            graph = thing.get("@graph")
            yield thing
            yield from filter(_is_object, graph if isinstance(graph, list) else [])


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _types(thing: dict[str, Any]) -> set[str]:
    stated = thing.get("@type")
    return {str(name) for name in (stated if isinstance(stated, list) else [stated])}


def _string(thing: dict[str, Any], name: str) -> str:
    value = thing.get(name)
    return _one_line(value) if isinstance(value, str) else ""


def _stated(things: list[dict[str, Any]], name: str) -> str | None:
    found = (moment(_string(thing, name)) for thing in things)
    return next(filter(None, found), None)


def _meta(page: HtmlElement, names: tuple[str, ...]) -> str | None:
    """Return the first time that one of the named meta elements states."""
    stated: dict[str, str] = {}
    for node in page.iterfind(".//meta[@content]"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        stated.setdefault(name.lower(), node.get("content"))
    return next(filter(None, (moment(stated.get(name)) for name in names)), None)


def _time_in(main: HtmlElement) -> str | None:
    """Return the first time of the article that is marked as one."""
    nodes = main.iterfind(".//time[@datetime]")
    return next(filter(None, (moment(node.get("datetime")) for node in nodes)), None)


def _own_address(page: HtmlElement, url: str) -> str | None:
    """Return what the page says is its address, if that may be believed.

    It must be on the same host. Sites that call all their pages by the address of their home or
    of a section are not: all their articles would be one.
    """
    node = page.find(".//link[@rel='canonical'][@href]")
    if node is None:
        return None
    try:
        stated = without_tracking(urljoin(url, node.get("href").strip()))
        same_host = host_of(stated) == host_of(url) and host_of(stated) != ""
    except (OffSite, ValueError):
        return None
    asked, said = urlsplit(url).path.rstrip("/"), urlsplit(stated).path.rstrip("/")
    is_above = said == "" or asked.startswith(f"{said}/")
    return stated if same_host and not is_above else None


def _not_there(*names: str) -> str | None:
    return next((name for name in names if _NOT_THERE.match(name)), None)


# Its title -------------------------------------------------------------------------------------


def _name_of_page(page: HtmlElement) -> str:
    node = page.find(".//title")
    return _one_line(node.text_content()) if node is not None else ""


def _title(page: HtmlElement, facts: _Facts, name: str, headline: str) -> str:
    """Return the title of the article, as a reader sees it where that can be told.

    An h1 may be the name of the site or of a section: it counts if another place says so too.
    """
    shared = page.find(".//meta[@property='og:title'][@content]")
    parts_of_name = [part.strip() for part in _BETWEEN_NAMES.split(name)]
    elsewhere = [
        _one_line(shared.get("content")) if shared is not None else "",
        facts.headline,
        headline,
        max(parts_of_name, key=len),
    ]
    headings = [_one_line(node.text_content()) for node in page.iterfind(".//h1")]
    for heading in filter(None, headings):
        if any(_is_like(heading, other) for other in [*elsewhere, *parts_of_name, name]):
            return heading
    return next(filter(None, elsewhere), "") or next(filter(None, headings), "")


def _is_like(heading: str, other: str) -> bool:
    """Tell whether two titles are one, but for what one of them has more at its end."""
    shorter, longer = sorted((heading.lower(), other.lower()), key=len)
    return longer.startswith(shorter) and 2 * len(shorter) > len(longer)


# Its text --------------------------------------------------------------------------------------


def _text(main: HtmlElement, title: str, *, is_marked: bool) -> str:
    """Return the text of the article.

    Where the page marks its article, no sentence of it is left out: trafilatura decides of short
    lines and of links only. Where it marks none, trafilatura decides of everything.
    """
    main = deepcopy(main)
    unlink_sentences(main)
    without_spans(main)
    narrow = tostring(main, encoding="unicode")
    found = text_of(_extracted(narrow))
    if is_marked:
        flat, links = " ".join(found.split()), lines_of_links(main)
        lines = [
            line
            for line in text_of(narrow).splitlines()
            if (_may_be_sentence(line) and line not in links) or line in flat
        ]
        found = "\n".join(lines)
    text = without_counts(found).removeprefix(f"{title}\n")
    return "" if text == title else text


def _may_be_sentence(line: str) -> bool:
    return line.endswith(_STOPS) or len(line.split()) >= _FEWEST_WORDS


def _extracted(narrow: str) -> str:
    """Return the HTML of the article as trafilatura finds it."""
    # Imported with the first article: it takes a fifth of a second, and most runs read none.
    from crawler.platforms.feeds.main_text import main_html  # noqa: PLC0415

    try:
        return main_html(f"<html><body>{narrow}</body></html>")
    except Exception as error:  # a stranger's page in a stranger's parser
        raise NoArticle(f"the page cannot be read ({type(error).__name__}: {error})") from error


def _files_in(main: HtmlElement, url: str) -> Iterator[tuple[str, str]]:
    for anchor in main.iterfind(".//a[@href]"):
        try:
            target = urljoin(url, anchor.get("href").strip())
            if _FILES.search(urlsplit(target).path):
                yield target, _one_line(anchor.text_content())
        except ValueError:
            continue


def _one_line(words: str) -> str:
    if "&" in words and ";" in words:  # escaped once more than it should be
        words = plain(f"<div>{words}</div>")
    return normalise(words).replace("\n", " ")

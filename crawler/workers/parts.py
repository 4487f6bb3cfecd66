"""The slow part of reading a page: what needs nothing but the page, so that a worker can do it.

What is made of a page must be the same wherever it is made: where a worker cannot make it, it makes
nothing, and the coordinator comes to the same failure with its own words.
"""

from dataclasses import asdict
from posixpath import basename
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter
from scrapy.http import Response

from crawler.bodies import html_of, said_type
from crawler.files.reading import FileText, read_file
from crawler.platforms.base import SourceSpider
from crawler.platforms.documents import DocumentSpider
from crawler.platforms.feeds.article import Article, article_of
from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.listed import Entry
from crawler.platforms.pages import PagesSpider
from crawler.platforms.wordpress.reading import Content, Layout, page_content
from db.ledger import Page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_KINDS = {
    "article": TypeAdapter(Article),
    "page": TypeAdapter(Content),
    "file": TypeAdapter(FileText),
}
_LAYOUT = TypeAdapter(Layout)


def part_of(spider: SourceSpider, page: Page) -> dict[str, Any] | None:
    """Return what a worker can make of a page of a source; None where it can make nothing."""
    if page.kind == "attachment" and isinstance(spider, DocumentSpider):
        return {"kind": "file", "name": unquote(basename(urlsplit(page.url).path))}
    if page.kind != "document" or page.item is None:
        return None
    entry = Entry.from_json(page.item)
    if isinstance(spider, ArticleSpider):
        return {"kind": "article", "url": entry.url, "headline": spider.headline(entry)}
    if isinstance(spider, PagesSpider):
        return {"kind": "page", "url": entry.url, "layout": asdict(spider.layout)}
    return None


def goes_to_workers(spider: type[SourceSpider]) -> bool:
    """Tell whether the pages of a source's documents go to workers; its files always do."""
    return issubclass(spider, ArticleSpider | PagesSpider)


async def made_of(response: Response, part: dict[str, Any]) -> str | None:
    """Return what an answer has, as JSON; None where it cannot be had."""
    makers: dict[str, Callable[..., Awaitable[Any]]] = {
        "article": _article,
        "page": _page,
        "file": _file,
    }
    kind = str(part.get("kind"))
    if response.status != 200 or kind not in makers:  # noqa: PLR2004
        return None
    try:
        made = await makers[kind](response, part)
        return _KINDS[kind].dump_json(made).decode()
    except Exception:  # noqa: BLE001 - the coordinator meets it too, and ends the page by it
        return None


def made_from(kind: str, written: str) -> Any:
    """Return what ``made_of`` wrote; raises ValueError where it is something else."""
    return _KINDS[kind].validate_json(written)


async def _article(response: Response, part: dict[str, Any]) -> Article:
    return article_of(html_of(response)[0], part["url"], part["headline"])


async def _page(response: Response, part: dict[str, Any]) -> Content:
    layout = _LAYOUT.validate_python(part["layout"])
    return page_content(html_of(response)[0], part["url"], layout)


async def _file(response: Response, part: dict[str, Any]) -> FileText:
    return await read_file(response.body, said_type=said_type(response) or None, name=part["name"])

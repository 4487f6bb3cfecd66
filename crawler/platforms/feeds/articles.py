"""Articles of sites that nobody described: a list says where they are, and not much more."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from importlib.metadata import version
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.addresses import as_ip, bare, host_of, why_forbidden
from crawler.bodies import html_of, looks_cut, said_type
from crawler.items import Ended, Found, Scheduled
from crawler.platforms.base import Answer, made_before
from crawler.platforms.feeds.article import Article, NotThere, article_of
from crawler.platforms.feeds.feed_reading import without_tracking
from crawler.platforms.feeds.sitemap_reading import Choice
from crawler.platforms.listed import DocumentGone, Entry, ListedSpider
from db import ledger
from db.ledger import Page, as_json
from db.readings import Attachment, Reading

PRESS = frozenset({"press", "press_copy"})


class ArticleSpider(ListedSpider):
    """A list of pages with an article each.

    address
      Where the list is: a path of ``home``, or a whole address.
    only, but_not
      Regular expressions over path and query of the pages that are wanted, and that are not.
    """

    address: ClassVar[str]
    only: ClassVar[str | None] = None
    but_not: ClassVar[str | None] = None
    extractor: ClassVar[str] = f"article/1 trafilatura/{version('trafilatura')}"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = Choice(self.only, self.but_not)
        # Of what was known before this run: identifier -> address.
        self.by_number: dict[str, str] = {}
        # What pages of this run call themselves -> title; and what of that is not there.
        self.titles: dict[str, str] = {}
        self.only_names: set[str] = set()

    async def collect(self) -> AsyncIterator[Any]:
        """See ``ListedSpider.collect``."""
        self.by_number = {
            str(row["native_id"]): row["url"] for row in self._live() if row["native_id"]
        }
        async for item in super().collect():
            yield item

    def announced(self, entry: Entry) -> Reading | None:  # noqa: ARG002
        """Return what the list itself says of an article that must not be fetched, if anything."""
        return None

    # What a list shows -----------------------------------------------------------------------

    def entry_of(self, link: str, native_id: str, **parts: Any) -> Entry:
        """Return the entry of a link; of a page that calls itself otherwise, by that address.

        Else it would be known by the one and listed by the other, and asked for twice.
        """
        known = self.by_number.get(native_id, link)
        url = known if known != link and self.was_read(link) else link
        return Entry(url=url, native_id=native_id, **parts)

    def was_read(self, link: str) -> bool:
        """Tell whether the ledger knows the page at a link as read."""
        row = self.row_of(link)
        return row is not None and row["state"] in {"ok", "unchanged"}

    def row_of(self, link: str) -> dict[str, Any] | None:
        """Return the ledger's row of the page at a link; None for one that is new."""
        address = self._address(link) or link
        return ledger.page(self.job.db, self.name, self.job.site.origin, address)

    # One article -----------------------------------------------------------------------------

    async def _read_one(self, page: Page, entry: Entry) -> AsyncIterator[Any]:
        link = (entry.item or {}).get("link") or entry.url
        async for item in super()._read_one(page, entry):
            if self._is_missing(item) and self._address(link) != page.url:
                async for other in self._by_its_link(item, replace(entry, url=link)):
                    yield other
            else:
                yield self._with_announced(item, entry)

    def _is_missing(self, item: Any) -> bool:
        """Tell whether an item says that the page of a known document is not there."""
        is_end = isinstance(item, Ended) and item.document is not None and not item.moved_to
        return is_end and item.ending.state in {"failed", "gone"}

    async def _by_its_link(self, missing: Ended, listed: Entry) -> AsyncIterator[Any]:
        """Read an article by the link of the list where what it calls itself is not there.

        Only if it is not there either does the document count as missing.
        """
        self.only_names.add(missing.page.url)
        page = self._entry_page(self._fetch_address(listed), listed)
        yield Scheduled(page)
        found = [item async for item in super()._read_one(page, listed)]
        is_there = any(isinstance(item, Found) for item in found)
        yield replace(missing, document=None) if is_there else missing
        for item in found:
            yield self._with_announced(item, listed)

    def _with_announced(self, item: Any, entry: Entry) -> Any:
        """Give the end of a page that must not be fetched what the list says of it."""
        if not isinstance(item, Ended) or item.ending.state != "refused" or item.moved_to:
            return item
        reading = self.announced(entry)
        return Found(reading, item.page, item.ending) if reading else item

    def not_ours(self, entry: Entry, reason: str) -> Found | Ended:
        """Return the end of an article on another host, with what the list says of it.

        A link to a machine of a private network is no article, whatever the list says of it.
        """
        literal = as_ip(host_of(entry.url))
        if literal and why_forbidden(literal, copy=False):
            self.warn(entry.url, "a link that leads to no site of the public")
            return self.refusal(entry.url, "document", reason)
        return self._with_announced(self.refusal(entry.url, "document", reason), entry)

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read the article on a page; see ``ListedSpider.read``."""
        html, note = html_of(response)
        listed = entry.item or {}
        headline = self.headline(entry)
        try:
            article = made_before(response) or article_of(html, entry.url, headline)
        except NotThere as reason:
            raise DocumentGone(str(reason)) from reason
        cut = looks_cut(html)
        if cut:
            self.warn(entry.url, "the page has no end: it may have been cut short")
        said = said_type(response) or "text/html"
        return self.reading(
            url=self._own_address(article, entry),
            native_id=self._identity(response, entry, {article.title, headline}),
            kind="article",
            title=article.title or headline or entry.url,
            text=article.text,
            published_at=article.published_at or listed.get("published"),
            modified_at=article.modified_at or listed.get("updated"),
            topics=tuple(listed.get("categories") or ()),
            attachments=self._attached(article),
            raw=response.body,
            content_type=said,
            data=as_json(listed) if listed else None,
            route="html",
            partial=article.teaser or cut,
            encoding_note=note,
        )

    def headline(self, entry: Entry) -> str:
        """Return what the list, or else the document as it is known, calls an article."""
        return str((entry.item or {}).get("title") or self._known_title(entry) or "")

    def _known_title(self, entry: Entry) -> str | None:
        known = self.known.get(self._address(entry.url) or "")
        return known["title"] if known else None

    def _attached(self, article: Article) -> tuple[Attachment, ...]:
        """Return the files in the text; those of the press are not collected."""
        if self.nature in PRESS:
            return ()
        return tuple(Attachment(kind="file", url=url, title=title) for url, title in article.files)

    def _own_address(self, article: Article, entry: Entry) -> str:
        """Return the address that a page calls its own, if no other article is known by it."""
        stated = article.address
        if stated is None or not self.job.site.owns(stated) or bare(stated) == bare(entry.url):
            return entry.url
        if self._is_known_as_missing(stated):
            return entry.url
        known = self.known.get(self.job.site.fetchable(stated))
        is_anothers = known is not None and known["native_id"] not in {None, entry.native_id}
        title = self.titles.setdefault(
            stated, known["title"] if known and is_anothers else article.title
        )
        if title != article.title:
            self.warn(entry.url, "it calls itself by the address of another article")
            return entry.url
        return stated

    def _is_known_as_missing(self, url: str) -> bool:
        row = self.row_of(url)
        return self._address(url) in self.only_names or (
            row is not None and row["state"] in {"failed", "gone"}
        )

    def _identity(self, response: Response, entry: Entry, names: set[str]) -> str | None:
        """Return the list's identifier, unless a redirect led to a page with another title.

        A site may send the readers of an article that it took away to another one, or home.
        """
        reached = without_tracking(response.url)
        if bare(self._address(reached) or "") == bare(self._address(entry.url) or ""):
            return entry.native_id
        if urlsplit(reached).path in {"", "/"}:
            raise ValueError(f"its address leads to {reached}")
        return entry.native_id if len(names) == 1 else None

    def _elsewhere(self, answer: Answer) -> str | None:
        """Return where a redirect led to; parameters that count clicks make no other page."""
        elsewhere = super()._elsewhere(answer)
        if elsewhere is None:
            return None
        plain = without_tracking(elsewhere)
        reached = self._address(plain) or ""
        return None if bare(reached) == bare(without_tracking(answer.page.url)) else plain

    def read_again(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes with today's reader, knowing what the list said of them."""
        listed = json.loads(version["data"]) if version["data"] else None
        entry = Entry(url=version["url"], native_id=version["native_id"], item=listed)
        if version["route"] != "html":
            return self.announced(entry)
        try:
            reading = self.read(self._response_of(raw, version), entry)
        except (ValueError, DocumentGone):
            return None
        return replace(reading, url=version["url"], native_id=version["native_id"])

"""Sites without an API and without a feed: HTML lists, and a page for each thing that they list."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar

from parsel import Selector
from scrapy.http import Response

from crawler.addresses import canonical
from crawler.bodies import html_of, looks_cut, said_type
from crawler.platforms.base import SourceBroken, made_before
from crawler.platforms.listed import Entry, ListedSpider
from crawler.platforms.wordpress.reading import Layout, joined, page_content
from crawler.text import attribute
from db.readings import Reading

MOST_LIST_PAGES = 500


class PagesSpider(ListedSpider):
    """A source of HTML pages.

    lists
      Paths of the first page of each list.
    listed, next_page
      CSS of the links to documents, and of the link to a list's next page.
    layout
      Where things are on a document's page (platforms.wordpress.reading.Layout).
    document_kind
      What a document is called (news, publication, ...).
    """

    platform: ClassVar[str] = "pages"
    extractor: ClassVar[str] = "pages/1"
    whole_list: ClassVar[bool] = True

    lists: ClassVar[tuple[str, ...]]
    listed: ClassVar[str]
    next_page: ClassVar[str] = "a[rel=next]"
    layout: ClassVar[Layout]
    document_kind: ClassVar[str]

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield what all pages of all lists link to; raises SourceBroken at one without links."""
        for path in self.lists:
            address: str | None = f"{self.job.site.start}{path}"
            seen: set[str] = set()
            while address and address not in seen and len(seen) < MOST_LIST_PAGES:
                seen.add(address)
                response = await self.list_page(address)
                page = _list_of(response)
                links = [(attribute(link, "href") or "").strip() for link in page.css(self.listed)]
                if not any(links):
                    raise SourceBroken(f"{response.url}: nothing in the list ({self.listed})")
                for link in filter(None, links):
                    yield Entry(url=canonical(joined(response.url, link)))
                address = self._next(page, response)

    def _next(self, page: Selector, response: Response) -> str | None:
        link = attribute(page.css(self.next_page), "href")
        return self._address(joined(response.url, link)) if link else None

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read a page by its layout; raises MissingPart where it is laid out otherwise."""
        html, note = html_of(response)
        content = made_before(response) or page_content(html, entry.url, self.layout)
        reading = self.reading(
            url=entry.url,
            kind=self.document_kind,
            title=content.title,
            text=content.text,
            published_at=content.published_at,
            modified_at=content.modified_at,
            types=content.types,
            topics=content.topics,
            attachments=content.attachments,
            raw=response.body,
            content_type=said_type(response) or "text/html",
        )
        return replace(reading, partial=looks_cut(html), encoding_note=note)


def _list_of(response: Response) -> Selector:
    try:
        return Selector(text=html_of(response)[0], type="html")
    except ValueError as error:
        raise SourceBroken(f"{response.url}: nothing in the list ({error})") from error

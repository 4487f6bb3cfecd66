"""Lists of coming publications on sites made with Bloomreach (formerly Hippo): digital.nhs.uk."""

from collections.abc import AsyncIterator
from typing import ClassVar

from scrapy.http import Response

from crawler.addresses import OffSite
from crawler.bodies import html_of, looks_cut, said_type
from crawler.platforms.base import SourceBroken
from crawler.platforms.hippo.reading import (
    Publication,
    Result,
    ResultPage,
    announced,
    is_cut_short,
    listed,
    publication,
    result_page,
    with_date,
)
from crawler.platforms.listed import Entry, ListedSpider
from crawler.platforms.wordpress.reading import MissingPart
from db import ledger
from db.ledger import Page, as_json
from db.readings import Reading

NOT_LISTED = "not in the list"  # the stamp of a publication that was looked at for having left it
_MOST_PAGES = 1000


class HippoUpcomingSpider(ListedSpider):
    """Publications that are announced and not out yet.

    What is new in the list or stands there otherwise than before is read from its own page, which
    also says why. What left the list since the last run is looked at there too: it may have come
    out. From then on it is among the documents that are looked at again from time to time.

    list_path
      The first page of the list; further ones are followed by their link, since the names of
      their parameters change.
    """

    platform: ClassVar[str] = "hippo"
    extractor: ClassVar[str] = "hippo/1"
    list_path: ClassVar[str]

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield what the list shows, then what it does not show any more."""
        results = await self._results()
        for result in results.values():
            yield Entry(url=result.url, stamp=result.stamp, item=result.item())
        for url in self._left({self._address(url) for url in results}):
            yield Entry(url=url, stamp=NOT_LISTED)

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read a publication's page; at a pinch take what the list says of it."""
        html, note = html_of(response)
        if "partial" in response.flags or looks_cut(html):
            raise ValueError("the page was cut short")
        row = Result(**entry.item) if entry.item else None
        found = self._publication(html, entry.url, row)
        date = announced(found, entry.url)
        if date.precision == "none":
            self.warn(entry.url, f"no date that can be read: “{found.words}”")
        said = said_type(response)
        return self.reading(
            url=entry.url,
            kind="upcoming_publication",
            title=found.title,
            text=found.text,
            published_at=date.outcome_on,
            modified_at=found.edited,
            types=found.types or ((row.type,) if row and row.type else ()),
            attachments=found.links,
            announced=(date,),
            raw=response.body,
            content_type=said or "text/html",
            data=as_json(entry.item) if entry.item else None,
            encoding_note=note,
        )

    def validators(self, page: Page, url: str) -> tuple[str | None, str | None]:
        """Return none where the list says that the page changed: it is to be sent in full."""
        row = ledger.page(self.job.db, page.source, page.origin, page.url)
        if row and page.stamp not in {None, NOT_LISTED, row["lastmod"]}:
            return None, None
        return super().validators(page, url)

    # Lists -------------------------------------------------------------------------------

    async def _results(self) -> dict[str, Result]:
        """Return the rows of the whole list by address; raises SourceBroken if it is not whole."""
        found: dict[str, Result] = {}
        url: str | None = (first := f"{self.job.site.start}{self.list_path}")
        seen: set[str] = set()
        while url and url not in seen:
            if len(seen) >= _MOST_PAGES:
                raise SourceBroken(f"{url}: the list goes on for more than {_MOST_PAGES} pages")
            seen.add(url)
            page = await self._list(url)
            new = {row.url: row for row in page.results if row.url not in found}
            if not new:  # a page beyond the last repeats the last one
                break
            found |= new
            url = self._following(url, page)
        self._check_whole(len(found), page.total, first)
        return found

    async def _list(self, url: str) -> ResultPage:
        try:
            response = await self.list_page(url)
            page = result_page(html_of(response)[0], response.url)
        except MissingPart as missing:
            raise SourceBroken(f"{url}: no {missing} on the page: no list of results") from missing
        except ValueError as reason:
            raise SourceBroken(f"{url}: {reason}") from reason
        for what in page.odd:
            self.warn(url, what)
        if not page.results and page.total:
            raise SourceBroken(f"{url}: says {page.total} results and shows none")
        return page

    def _following(self, url: str, page: ResultPage) -> str | None:
        try:
            return self.job.site.fetchable(page.next_url) if page.next_url else None
        except OffSite as reason:
            raise SourceBroken(f"{url}: its next page is {reason}") from reason

    def _check_whole(self, found: int, total: int, url: str) -> None:
        if not found and not self.may_be_empty:
            raise SourceBroken(f"{url}: an empty list, where there must be something")
        counted = f"says {total} results and shows {found}"
        if is_cut_short(found, total):
            raise SourceBroken(f"{url}: {counted}; nothing is concluded from that")
        if found < total:
            self.warn(url, counted)

    def _left(self, listed_now: set[str | None]) -> list[str]:
        """Return the known publications that left the list since it was last read."""
        pages = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        gone = [row for row in self._live() if self._address_of(row) not in listed_now]
        stamps = {
            row["url"]: (pages.get(self._address_of(row)) or {}).get("lastmod") for row in gone
        }
        return [url for url, stamp in stamps.items() if stamp != NOT_LISTED]

    # Pages -------------------------------------------------------------------------------

    def _publication(self, html: str, url: str, row: Result | None) -> Publication:
        """Return what the page says; where it cannot be read, what the list says."""
        try:
            found = publication(html, url)
        except MissingPart as missing:
            if row is None:
                raise
            self.warn(url, f"no {missing} on the page; the list's own words are taken")
            return listed(row)
        if row and found.upcoming and not found.words:
            return with_date(found, row.words)
        if row and found.upcoming and found.words != row.words:
            self.warn(url, f"“{found.words}” on the page and “{row.words}” in the list")
        return found

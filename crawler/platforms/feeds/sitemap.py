"""Sources with a sitemap: every page that it lists and that is wanted, by its date of change."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urljoin

from crawler.addresses import OffSite
from crawler.bodies import said_type
from crawler.platforms.base import SourceBroken
from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.feeds.sitemap_reading import NotASitemap, Place, Sitemap, read_sitemap
from crawler.platforms.listed import Entry
from db import ledger

MOST_SITEMAPS = 200
DEEPEST = 3  # an index of sitemaps, of indexes at most


class SitemapSpider(ArticleSpider):
    """A source that is read by its sitemap or index of sitemaps, at ``address``.

    A date of change may be wrong, or never change: of the pages that seem to be as they were,
    ``looked_at_again`` a run are asked for all the same, the longest unread first.
    """

    platform: ClassVar[str] = "sitemap"

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield the wanted pages of all sitemaps; raises SourceBroken where one cannot be read."""
        listed: dict[str, Place] = {}
        async for place in self._places():
            if place.url in self.wanted:
                listed.setdefault(place.url, place)
        if not listed and not self.may_be_empty:
            raise SourceBroken(f"{self._start()}: nothing in the sitemap that is wanted")
        entries = [
            self.entry_of(
                place.url,
                place.url,
                stamp=place.stamp,
                item={"link": place.url, "title": place.title, "published": place.published},
            )
            for place in listed.values()
        ]
        doubted = self._longest_unread(entries)
        for entry in entries:
            yield replace(entry, stamp=None) if entry.url in doubted else entry

    def _start(self) -> str:
        return self.job.site.fetchable(urljoin(self.home, self.address))

    async def _places(self) -> AsyncIterator[Place]:
        """Yield what the sitemaps list, each of them read once."""
        waiting = deque([(self._start(), 1)])
        seen = {self._start()}
        while waiting:
            address, depth = waiting.popleft()
            sitemap = await self._sitemap(address)
            if not sitemap.is_index:
                for place in sitemap.places:
                    yield place
                continue
            for place in sitemap.places:
                inner = self._inner(place.url)
                if inner is None or inner in seen:
                    continue
                if depth >= DEEPEST or len(seen) >= MOST_SITEMAPS:
                    raise SourceBroken(
                        f"{address}: more than {MOST_SITEMAPS} sitemaps, or {DEEPEST} indexes "
                        "one in the other"
                    )
                seen.add(inner)
                waiting.append((inner, depth + 1))

    async def _sitemap(self, address: str) -> Sitemap:
        response = await self.list_page(address)
        said = said_type(response)
        try:
            sitemap = read_sitemap(response.body, said)
        except NotASitemap as reason:
            raise SourceBroken(f"{address}: {reason}") from reason
        for warning in sitemap.warnings:
            self.warn(address, warning)
        return sitemap

    def _inner(self, url: str) -> str | None:
        """Return the address of a sitemap that an index lists; one on another host is refused."""
        try:
            return self.job.site.fetchable(url)
        except OffSite as reason:
            self.writer.add(self.refusal(url, "list", str(reason)))
            return None

    def _longest_unread(self, entries: list[Entry]) -> set[str]:
        """Return the addresses of pages that are to be asked for though their date is as it was."""
        rows = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        read = [
            (row["fetched_at"] or "", entry.url)
            for entry in entries
            if (row := rows.get(self._address(entry.url) or "")) and row["lastmod"] == entry.stamp
        ]
        return {url for _, url in sorted(read)[: self.looked_at_again]}

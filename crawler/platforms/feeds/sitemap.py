"""Sources with a sitemap: every page that it lists and that is wanted, by its date of change."""

from collections import deque
from collections.abc import AsyncIterator
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawler.addresses import OffSite
from crawler.bodies import said_type
from crawler.platforms.base import SourceBroken
from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.feeds.sitemap_reading import NotASitemap, Place, Sitemap, read_sitemap
from crawler.platforms.listed import Entry
from crawler.revisits import READ, is_sweep_due
from db import ledger

MOST_SITEMAPS = 200
MOST_WANTED = 50_000  # of all sitemaps together: what is known of each takes a kilobyte
DEEPEST = 3  # an index of sitemaps, of indexes at most


class SitemapSpider(ArticleSpider):
    """A source that is read by its sitemap or index of sitemaps, at ``address``.

    A date of change may be wrong, or never change: what seems to be as it was is asked for all the
    same, conditionally, when it was not asked for a week (``crawler.revisits.SWEEP_DAYS``). Each
    page has its own week, so what was not reached in one run has its turn in the next. Where a
    sitemap gives no dates, all that it lists is so.
    """

    platform: ClassVar[str] = "sitemap"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unbelieved: set[str] = set()  # addresses whose date of change is not relied on

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield the wanted pages of all sitemaps; raises SourceBroken where one cannot be read."""
        listed: dict[str, Place] = {}
        async for place in self._places():
            if place.url in self.wanted:
                listed.setdefault(place.url, place)
            if len(listed) > MOST_WANTED:
                raise SourceBroken(
                    f"{self._start()}: more than {MOST_WANTED:,} pages are wanted; "
                    "choose among them (sources add --only)"
                )
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
        doubted = self._doubted(entries)
        self.unbelieved = {entry.url for entry in doubted}
        for entry in entries:
            if entry.url not in self.unbelieved:
                yield entry
        for entry in doubted:  # after what is new, for there may be more than fit in a run
            yield entry

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

    def _as_before(self, row: dict[str, Any] | None, entry: Entry) -> bool:
        """See ``ListedSpider``; a page without a date waits for its week, or its day to be due."""
        if row is not None and row["state"] in READ:
            if entry.url in self.unbelieved:
                return False
            if entry.stamp is None:
                return True
        return super()._as_before(row, entry)

    def _doubted(self, entries: list[Entry]) -> list[Entry]:
        """Return what seems to be as it was and was not asked for a week, the longest first."""
        rows = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        found = []
        for entry in entries:
            row = rows.get(self._address(entry.url) or "")
            if row is None or row["state"] not in READ:
                continue
            same = entry.stamp is None or row["lastmod"] == entry.stamp
            if same and is_sweep_due(row["asked_on"], self.job.as_of):
                found.append((row["asked_on"], entry))
        return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]

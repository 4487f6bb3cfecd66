"""A list of posts from the site's sitemap, for a post type that has no archive of its own."""

import re
from collections.abc import AsyncIterator
from typing import ClassVar

from crawler.addresses import OffSite
from crawler.bodies import said_type
from crawler.items import Ended
from crawler.platforms.base import SourceBroken
from crawler.platforms.feeds.sitemap_reading import NotASitemap, Place, read_sitemap
from crawler.platforms.wordpress.html import HtmlRoute
from crawler.platforms.wordpress.reading import path_of


class SitemapRoute(HtmlRoute):
    """Reads a source by the pages that a sitemap lists under ``permalink``.

    sitemap
      The index of the site's sitemaps.
    sitemaps
      Regular expression of the addresses in it that are sitemaps of this post type.
    """

    sitemap: ClassVar[str] = "/sitemap.xml"
    sitemaps: ClassVar[str]

    async def html_list(self, listed: dict[str, str], why: str) -> AsyncIterator[Ended]:
        """Fill ``listed`` (address to fetch -> address as served) from the sitemaps.

        Raises SourceBroken where there is none of this post type or one cannot be read.
        """
        index: list[Place] = []
        async for ended in self._places(self._archive(), index, why):
            yield ended
        chosen = [place.url for place in index if re.search(self.sitemaps, place.url)]
        if not chosen:
            raise SourceBroken(
                f"{self._archive()}: no sitemap in it is called {self.sitemaps}; {why}; "
                f"look where the site lists these pages, and write it into the source {self.name}"
            )
        for url in chosen:
            places: list[Place] = []
            async for ended in self._places(url, places, why):
                yield ended
            for place in places:
                try:
                    address = self.job.site.fetchable(place.url)
                except OffSite as reason:
                    yield self.refusal(place.url, "document", str(reason))
                    continue
                if path_of(address).startswith(self.permalink):
                    listed.setdefault(address, place.url)

    async def _places(self, url: str, places: list[Place], why: str) -> AsyncIterator[Ended]:
        """Fill ``places`` from one sitemap."""
        try:
            answer = await self.fetch(self.page(self.job.site.fetchable(url), "list"))
        except OffSite as reason:
            raise SourceBroken(f"{url}: {reason}; {why}") from reason
        yield answer.ended()
        self.checked(answer, why)
        said = said_type(answer.response)
        try:
            found = read_sitemap(answer.response.body, said)
        except NotASitemap as reason:
            raise SourceBroken(f"{url}: {reason}; {why}") from reason
        for warning in found.warnings:
            self.warn(url, warning)
        places += found.places

    def _archive(self) -> str:
        return f"{self.job.site.start}{self.sitemap}"

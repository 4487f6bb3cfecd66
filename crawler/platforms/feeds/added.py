"""The spiders of sources that were added without code: what a file in ``spiders/`` says of others.

sources add URL --> a row of the table of sources --> a class made of it, in every run
"""

from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.feeds.feed import FeedSpider, feed_checks
from crawler.platforms.feeds.sitemap import SitemapSpider
from db.sources import AddedSource, Source


class Added(ArticleSpider):
    """What is the same of all added sources: they are known by the address that was added."""

    cadence: ClassVar[str | None] = "daily"

    @classmethod
    def source(cls) -> Source:
        """Return the row of this source."""
        return replace(super().source(), url=cls.address)


class AddedFeed(Added, FeedSpider):
    """A feed that was added."""


class AddedSitemap(Added, SitemapSpider):
    """A sitemap that was added."""


KINDS: dict[str, type[Added]] = {"feed": AddedFeed, "sitemap": AddedSitemap}


def spider_of(source: AddedSource, bodies: dict[str, str]) -> type[Added]:
    """Make the spider of an added source; ``bodies`` are slug -> name of those that are known."""
    settings = source.settings
    attributes = {
        "__doc__": f"{source.title}: added from {source.url}",
        "name": source.name,
        "title": source.title,
        "home": home_of(source.url),
        "address": source.url,
        "hosts": tuple(f"https://{host}" for host in settings.get("hosts", [])),
        "body": (source.body, bodies[source.body]) if source.body else None,
        "licence": source.licence,
        "republish": source.republish,
        "nature": source.nature,
        "only": settings.get("only"),
        "but_not": settings.get("but_not"),
        "visit_days": settings.get("every", 1),
        "checks": feed_checks(source.url) if source.kind == "feed" else (),
    }
    return type(source.name, (KINDS[source.kind],), attributes)


def home_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

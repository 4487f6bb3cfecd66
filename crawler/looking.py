"""Look once, with all the crawler's manners, at an address that may become a source.

Nothing of it is kept: what was fetched is told, and goes with the folder it lay in.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from parsel import Selector
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.addresses import OffSite, Site, host_of
from crawler.bodies import html_of, said_type
from crawler.job import Job, utc_now
from crawler.platforms.base import SourceBroken, SourceSpider
from crawler.platforms.feeds.added import home_of
from crawler.platforms.feeds.article import NoArticle, article_of
from crawler.platforms.feeds.feed_reading import NotAFeed, read_feed
from crawler.platforms.feeds.sitemap_reading import Choice, NotASitemap, read_sitemap
from crawler.run import settings
from crawler.text import attribute
from db import ledger
from db.archive import Archive
from db.connection import connect, writing
from db.errors import Problem
from db.sources import Source, register_source

DEEPEST = 3  # sitemaps, one in the other
_NAMED_FEEDS = ", ".join(
    f'link[rel~="alternate"][type="application/{kind}+xml"][href]' for kind in ("rss", "atom")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to look at: an address, the hosts that may be asked beside its own, what is wanted.

    ``kind`` is feed or sitemap where only that will do.
    """

    url: str
    hosts: tuple[str, ...] = ()
    wanted: Choice = field(default_factory=Choice)
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What an address was found to hold.

    ``entries`` are (title, link, day) of what is wanted; ``total`` counts what is not, too;
    ``sitemaps`` are those that an index lists.
    """

    kind: str
    url: str
    title: str = ""
    entries: tuple[tuple[str, str, str], ...] = ()
    total: int = 0
    sitemaps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Looked:
    """What came of a look.

    ``through`` is the page that named the feed; ``listing`` what is at the address; ``newest``
    the list that was read last, for an index one of its sitemaps; ``article`` what can be said
    of its first article, in words.
    """

    through: str | None = None
    listing: Listing | None = None
    newest: Listing | None = None
    article: str | None = None


def look(
    wish: Wish,
    *,
    as_of: str,
    base_url: str | None,
    delay: float,
    spider: "type[LookingSpider] | None" = None,
) -> Looked:
    """Fetch what is at an address and the first article that it lists; raises Problem.

    ``as_of`` is the day of the look (ISO), ``delay`` seconds between two requests; ``spider``
    looks at something else than feeds and sitemaps.
    """
    looked = Looked()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "look.db"
        job = _job(path, wish, as_of, base_url, delay)
        process = AsyncCrawlerProcess(settings(base_url, delay))
        process.crawl(
            process.create_crawler(spider or LookingSpider), job=job, wish=wish, looked=looked
        )
        process.start()
        job.db.close()
    if job.broken:
        raise Problem(job.broken, do=_advice(job.broken))
    if job.stop:
        raise job.stop
    if not job.finished:
        raise Problem("the look was stopped before its end", where=wish.url)
    return looked


def _job(path: Path, wish: Wish, as_of: str, base_url: str | None, delay: float) -> Job:
    db = connect(path)
    site = Site(home_of(wish.url), base_url, tuple(f"https://{host}" for host in wish.hosts))
    name = LookingSpider.name
    with writing(db):
        source = Source(
            name=name, title=name, kind="look", url=wish.url, licence="", republish="link"
        )
        register_source(db, source)
        run_id = ledger.start_run(db, name, as_of, utc_now())
        ledger.start_source(db, run_id, name, base_url, site.origin)
    return Job(
        db=db,
        archive=Archive.beside(path),
        run_id=run_id,
        as_of=as_of,
        site=site,
        delay=delay,
        say=lambda _line: None,
    )


def _advice(reason: str) -> str:
    if "redirected off the site" in reason:
        return "add the address that it leads to"
    if "robots.txt disallows" in reason:
        return "the site does not want robots there; nothing was added"
    if "robots.txt" in reason and "cannot be read" in reason:
        return "look whether the address is right and the site is up; nothing was added"
    return "give the address of an RSS or Atom feed, or of a sitemap; nothing was added"


class LookingSpider(SourceSpider):
    """Fetches one list and one article of it, and reads both."""

    name = "look"
    platform: ClassVar[str] = "look"
    extractor: ClassVar[str] = "look/1"

    def __init__(self, job: Job, wish: Wish, looked: Looked) -> None:
        super().__init__(job)
        self.wish, self.looked = wish, looked

    async def collect(self) -> AsyncIterator[Any]:
        """Look at the address, at the feed that it names, and at the first article."""
        page = await self._get(self.wish.url)
        if self.wish.kind != "sitemap" and _is_web_page(page):
            self.looked.through = self.wish.url
            page = await self._get(self._named_feed(page))
        listing = self.looked.listing = self.looked.newest = self._listing(page)
        for _ in range(DEEPEST):
            if not listing.sitemaps:
                break
            listing = self.looked.newest = self._listing(await self._get(listing.sitemaps[0]))
        if listing.entries:
            self.looked.article = await self._article(*listing.entries[0])
        return
        yield

    async def _get(self, url: str) -> Response:
        """Return what is at an address; raises SourceBroken."""
        try:
            page = self.page(self.job.site.fetchable(url), "list")
        except OffSite as reason:
            raise SourceBroken(str(reason)) from reason
        answer = await self.fetch(page)
        self.writer.add(answer.ended())
        if answer.ok and answer.response is not None:
            return answer.response
        reason = answer.ending.reason or "no answer"
        said = f"the site answers {reason}" if answer.ending.state == "gone" else reason
        raise SourceBroken(f"{page.url}: {said}")

    def _named_feed(self, page: Response) -> str:
        """Return the address of the feed that a page names, on a host that may be asked."""
        links = Selector(text=html_of(page)[0], type="html").css(_NAMED_FEEDS)
        named = [urljoin(page.url, (attribute(link, "href") or "").strip()) for link in links]
        ours = [url for url in named if self.job.site.owns(url)]
        if ours:
            return ours[0]
        if named:
            raise SourceBroken(f"{page.url}: a web page whose feed is on another host, {named[0]}")
        raise SourceBroken(f"{page.url}: a web page that names no feed")

    def _listing(self, page: Response) -> Listing:
        """Read a feed or a sitemap, whichever it is; raises SourceBroken."""
        said = said_type(page)
        reasons = []
        for kind, read in (("feed", self._feed), ("sitemap", self._sitemap)):
            if self.wish.kind in {None, kind}:
                try:
                    return read(page, said)
                except (NotAFeed, NotASitemap) as reason:
                    reasons.append(str(reason))
        known = [reason for reason in reasons if not reason.endswith("was expected")]
        words = known[0] if known else reasons[0]
        if len(reasons) > 1:
            words = words.replace("where a feed", "where a feed or a sitemap")
        raise SourceBroken(f"{page.url}: {words}")

    def _feed(self, page: Response, said: str) -> Listing:
        feed = read_feed(page.body, page.url, said)
        wanted = [item for item in feed.items if item.link in self.wish.wanted]
        return Listing(
            kind="feed",
            url=self._public(page),
            title=feed.title,
            entries=tuple((item.title, item.link, item.published or "") for item in wanted),
            total=len(feed.items),
            warnings=feed.warnings,
        )

    def _sitemap(self, page: Response, said: str) -> Listing:
        sitemap = read_sitemap(page.body, said)
        inside = tuple(place.url for place in sitemap.places) if sitemap.is_index else ()
        wanted = [place for place in sitemap.places if place.url in self.wish.wanted]
        return Listing(
            kind="sitemap",
            url=self._public(page),
            entries=()
            if sitemap.is_index
            else tuple((place.title, place.url, place.stamp or "") for place in wanted),
            total=len(sitemap.places),
            sitemaps=inside,
            warnings=sitemap.warnings,
        )

    def _public(self, page: Response) -> str:
        """Return the address that was answered, on the host that was named: not on its copy."""
        asked, reached = urlsplit(self.wish.url), urlsplit(page.url)
        scheme = asked.scheme if self.job.site.base_url else reached.scheme
        return urlunsplit((scheme, asked.netloc, reached.path, reached.query, ""))

    async def _article(self, title: str, link: str, _day: str) -> str:
        """Say what can be had of an article."""
        if not self.job.site.owns(link):
            host = host_of(link)
            return f"not on this host: allow it with --host {host}, or no article is fetched"
        try:
            page = await self._get(link)
            article = article_of(html_of(page)[0], link, title)
        except SourceBroken as reason:
            return f"cannot be fetched ({reason})"
        except (NoArticle, ValueError) as reason:
            return f"cannot be read ({reason})"
        return f"{len(article.text.split()):,} words of text can be read"


def _is_web_page(page: Response) -> bool:
    said = said_type(page).lower()
    start = page.body[:2000].lower()
    is_xml = any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:", b"<urlset", b"<sitemapi"))
    return not is_xml and ("html" in said or b"<html" in start)

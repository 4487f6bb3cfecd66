"""Sources with a feed: RSS or Atom, any of their dialects.

A feed says what is new; the article is read where robots.txt allows it. Where it does not, the
feed's own headline and words are what is kept. A feed shows only its newest entries: what leaves
it is not gone, and is asked for again in its turn.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict
from typing import ClassVar
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.addresses import OffSite
from crawler.bodies import said_type
from crawler.platforms.base import SourceBroken
from crawler.platforms.feeds.articles import ArticleSpider
from crawler.platforms.feeds.feed_reading import (
    Feed,
    FeedItem,
    NotAFeed,
    may_be_wordpress,
    older_page,
    read_feed,
    words_of,
)
from crawler.platforms.listed import Entry
from crawler.probe import Check, text
from db.ledger import as_json
from db.readings import Reading

MOST_FEED_PAGES = 10  # with WordPress's usual ten entries a page: a hundred to begin with
PAST_THE_END = frozenset({400, 404, 410})


def entries_found(response: Response) -> str | None:
    """Find a feed with entries, and say how many and how new (see crawler.probe)."""
    try:
        feed = read_feed(response.body, response.url)
    except NotAFeed:
        return None
    newest = max((item.published or "" for item in feed.items), default="")
    return f"{len(feed.items)} entries, the newest of {newest[:10]}" if feed.items else None


def feed_checks(address: str) -> tuple[Check, ...]:
    """Return what a source with a feed at ``address`` relies on."""
    return (
        Check(
            fact="there is a feed with entries",
            path=address,
            find=entries_found,
            otherwise="look for the feed's new address on the site's home page",
        ),
        Check(
            fact="robots.txt says what may be fetched",
            path="/robots.txt",
            find=text("user-agent"),
            otherwise="nothing: without one everything may be fetched",
        ),
    )


class FeedSpider(ArticleSpider):
    """A source that is read by its feed, at ``address``.

    Older pages of the feed are read in the first run, and where a page shows only what is new:
    then there may be more behind it.
    """

    platform: ClassVar[str] = "feed"

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield what the feed shows; raises SourceBroken where it is none."""
        is_first_run = self.last_look() is None
        address = self.job.site.fetchable(urljoin(self.home, self.address))
        feed: Feed | None = await self._first_page(address)
        seen: set[str] = set()
        for number in range(2, MOST_FEED_PAGES + 2):
            if feed is None:
                return
            fresh = [item for item in feed.items if item.link not in seen]
            seen |= {item.link for item in fresh}
            is_all_new = not any(self.row_of(item.link) for item in fresh)
            for entry in self._entries_of(fresh):
                yield entry
            older = self._older(feed, address, number)
            if not fresh or older is None or not (is_first_run or is_all_new):
                return
            if number <= MOST_FEED_PAGES:
                feed = await self._older_page(older)
        self.warn(address, f"entries beyond its newest {MOST_FEED_PAGES} pages are not read")

    async def _first_page(self, address: str) -> Feed:
        response = await self.list_page(address)
        try:
            feed = self._read_feed(response)
        except NotAFeed as reason:
            raise SourceBroken(f"{address}: {reason}") from reason
        if not feed.items and not self.may_be_empty:
            raise SourceBroken(f"{address}: a feed without an entry that can be read")
        return feed

    async def _older_page(self, address: str) -> Feed | None:
        """Return a page further back, None past the end or where it cannot be read."""
        answer = await self.fetch(self.page(address, "list"))
        self.writer.add(answer.ended())
        if answer.ending.http_status in PAST_THE_END:
            return None
        try:
            if answer.ok and answer.response is not None:
                return self._read_feed(answer.response)
            self.warn(address, f"no older page of the feed ({answer.ending.reason})")
        except NotAFeed as reason:
            self.warn(address, f"no older page of the feed ({reason})")
        return None

    def _read_feed(self, response: Response) -> Feed:
        said = said_type(response)
        feed = read_feed(response.body, response.url, said)
        for warning in feed.warnings:
            self.warn(response.url, warning)
        return feed

    def _older(self, feed: Feed, address: str, number: int) -> str | None:
        """Return the address of the page behind this one: what it says, or WordPress's own."""
        if feed.next_page:
            return self._address(feed.next_page)
        return older_page(address, number) if may_be_wordpress(feed, address) else None

    def _entries_of(self, items: Iterable[FeedItem]) -> list[Entry]:
        """Return the entries to be fetched; of those on other hosts, keep what the feed says."""
        found = []
        for item in items:
            if item.link not in self.wanted:
                continue
            native_id = item.guid or item.link
            # RSS says nothing of changes: such an article is asked for, conditionally.
            entry = self.entry_of(item.link, native_id, stamp=item.updated, item=asdict(item))
            try:
                self.job.site.fetchable(entry.url)
            except OffSite as reason:
                self.writer.add(self.not_ours(entry, str(reason)))
            else:
                found.append(entry)
        return found

    def announced(self, entry: Entry) -> Reading | None:
        """Return headline and words that the feed itself gives of an article."""
        item = entry.item
        if item is None:
            return None
        return self.reading(
            url=entry.url,
            native_id=entry.native_id,
            kind="article",
            title=item["title"] or entry.url,
            text=words_of(item["content"] or item["summary"]),
            published_at=item["published"],
            modified_at=item["updated"],
            topics=tuple(item["categories"]),
            raw=as_json(item).encode(),
            content_type="application/json",
            data=as_json(item),
            partial=True,
        )

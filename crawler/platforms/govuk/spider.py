"""GOV.UK: the Search API says what there is, the Content API what is in it.

The list is in the order of major changes. A minor one, a withdrawal and a
removal show nowhere in it: for those, known documents are looked at in turn,
new ones in each run. An item may say that it is elsewhere: where it leads to
decides whether it has moved, was released, or was replaced.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.addresses import OffSite, canonical
from crawler.bodies import json_body, said_type
from crawler.items import Ended, Found, Scheduled
from crawler.platforms.base import Answer, SourceBroken
from crawler.platforms.govuk.attachments import PAGE_TYPE
from crawler.platforms.govuk.fields import details, rows, table
from crawler.platforms.govuk.reading import (
    Content,
    content_of,
    gone_of,
    is_no_document,
    is_release,
    redirect_of,
    release_of,
    why_no_document,
)
from crawler.platforms.govuk.search import (
    Query,
    announcements_since,
    documents_since,
    link_of,
    page_address,
    results_of,
    stamp_of,
)
from crawler.platforms.listed import (
    DocumentGone,
    DocumentMoved,
    Entry,
    ListedSpider,
    NotADocument,
)
from crawler.platforms.wordpress.reading import joined
from db import documents, ledger
from db.ledger import Ending, Page, as_json
from db.readings import Reading

CONTENT = "/api/content"
# Promises reach a year or two ahead; what was said earlier was renewed or kept since.
FIRST_LOOK = timedelta(days=2 * 365)
# A release that is late still stands under the day for which it was announced.
LATE = timedelta(days=92)
# On this day of the week the list is read to its end: what was published under an old day, or
# given to one of the bodies later, stands deep in it.
WHOLE_LIST_DAY = 6  # Sunday
# Most slips of the pen are mended in silence within days.
FRESH = timedelta(days=14)
OVERLAP = 10  # a tenth of each page is asked for again: what is taken away moves the rest up
MOST_HOPS = 5


@dataclass(frozen=True, slots=True)
class Move:
    """An answer that says of a page, and of a known document if it had one, where it is now."""

    answer: Answer
    to: str
    known: dict[str, Any] | None


class GovUkSpider(ListedSpider):
    """What some bodies publish on GOV.UK.

    organisations
      Their names in the Search API.
    """

    platform: ClassVar[str] = "govuk"
    extractor: ClassVar[str] = "govuk/1"
    # At one a second: each document has its turn within some weeks.
    looked_at_again: ClassVar[int] = 200

    organisations: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moves: dict[str, Move] = {}

    # Lists ---------------------------------------------------------------------------------

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield what is new or changed, all announced statistics, and those not out yet."""
        shown: set[str] = set()
        async for entry in self._newest_first():
            shown.add(entry.url)
            yield entry
        day = _days_before(self.job.as_of, LATE)
        async for some in self._pages(announcements_since(day, self.organisations)):
            for entry in some:
                shown.add(entry.url)
                yield entry
        for entry in self._not_out_yet():
            if entry.url not in shown:
                yield entry

    async def _newest_first(self) -> AsyncIterator[Entry]:
        """Yield the list down to where a page shows nothing new; in the first look, all of it."""
        last = self.last_look()
        weekday = date.fromisoformat(self.job.as_of).weekday()
        # That day may be missed: then the first run after a week does it.
        whole = last is None or weekday == WHOLE_LIST_DAY or self.is_sweep_due()
        self.is_whole = whole
        day = _days_before(self.job.as_of, FIRST_LOOK)
        pages = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        empty = True
        async for some in self._pages(documents_since(day, self.organisations)):
            empty = False
            for entry in some:
                yield entry
            if not whole and not any(self._is_new(entry, pages) for entry in some):
                return
        if empty:
            where = page_address(self._site, documents_since(day, self.organisations), 0)
            raise SourceBroken(f"{where}: an empty list, where there must be something")

    def _is_new(self, entry: Entry, pages: dict[str, dict[str, Any]]) -> bool:
        try:
            return not self._as_before(pages.get(self._fetch_address(entry)), entry)
        except OffSite:
            return False

    async def _pages(self, query: Query) -> AsyncIterator[list[Entry]]:
        """Yield a list page by page; raises SourceBroken where it cannot be read to its end."""
        start, total, seen = 0, 1, set[str]()
        while start < total:
            response = await self.list_page(page_address(self._site, query, start))
            try:
                results, total = results_of(self.json_of(response))
            except ValueError as error:
                raise SourceBroken(f"{response.url}: {error}") from error
            links = {link_of(result) for result in rows(results)}
            if total > start and links <= seen:
                raise SourceBroken(
                    f"{response.url}: nothing more after {len(seen)} of {total} results"
                )
            seen |= links
            if results:
                yield [entry for result in results for entry in self._entry(result, response.url)]
            if start + len(results) >= total:
                return
            start += len(results) - len(results) // OVERLAP

    def _entry(self, found: Any, where: str) -> Iterator[Entry]:
        result = table(found)
        link = link_of(result)
        if not link:
            self.warn(where, f"a result without a link ({result.get('title') or found})")
        elif not is_no_document(str(result.get("content_store_document_type"))):
            yield Entry(url=self._public(link), stamp=stamp_of(result), item=result)

    def _not_out_yet(self) -> Iterator[Entry]:
        """Yield announcements whose statistics are not out: released ones are in no list."""
        for row in self.known.values():
            if row["kind"] != "statistics_announcement":
                continue
            last = self._last_item(row)
            if last and not is_release(last) and details(last).get("state") != "cancelled":
                yield Entry(url=row["url"], native_id=row["native_id"])

    def _last_item(self, known: dict[str, Any]) -> dict[str, Any] | None:
        """Return the item that a known document's current version came with."""
        number = known["native_id"]
        row = number and documents.by_number(self.job.db, self.name, self.job.site.origin, number)
        item = json.loads(row["data"]) if row and row["data"] else None
        return item if isinstance(item, dict) else None

    def _to_look_at(self, listed: dict[str, Entry]) -> list[tuple[Page, Entry]]:
        """Return what was new or changed lately, all of it; then others, the longest due first."""
        others = super()._to_look_at(listed)
        pages = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        since = _days_before(self.job.as_of, FRESH)
        fresh = {}
        for address, row in self.known.items():
            if (row["modified_at"] or "") >= since and self._may_be_asked(pages.get(address)):
                entry = Entry(url=row["url"], native_id=row["native_id"])
                fresh[address] = (self._entry_page(address, entry), entry)
        return [*fresh.values(), *(pair for pair in others if pair[0].url not in fresh)]

    # One document --------------------------------------------------------------------------

    @property
    def _site(self) -> str:
        """The address that the site's paths are joined to."""
        return self.job.site.start

    def _public(self, path: str) -> str:
        """Return the address that a reader opens, of a path; an address stays what it is."""
        return canonical(joined(self._site, path))

    def address_of(self, url: str, native_id: str | None) -> str:  # noqa: ARG002
        """Return the address of a page's item in the Content API."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}{CONTENT}{parts.path}"

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read an item of the Content API; see ListedSpider.read for what it raises."""
        item = item_of(response)
        if is_release(item):
            return self._release(item)
        if reason := gone_of(item):
            raise DocumentGone(reason)
        to = redirect_of(item)
        if to == "":
            raise ValueError("a redirect that does not say where to")
        if to is not None:
            raise DocumentMoved(self._public(to))
        if reason := why_no_document(item):
            raise NotADocument(reason)
        path = urlsplit(entry.url).path
        listed = (entry.item or {}).get("organisations")
        content = content_of(item, site=self._site, path=path, organisations=listed)
        if content.path != path and _was_redirected(response):
            raise DocumentMoved(self._public(content.path))
        said = said_type(response) or None
        return self._reading(content, response.body, item, said)

    def _reading(
        self, content: Content, raw: bytes, item: dict[str, Any], said: str | None
    ) -> Reading:
        return self.reading(
            url=self._public(content.path),
            native_id=content.native_id,
            kind=content.kind,
            title=content.title,
            text=content.text,
            published_at=content.published_at,
            modified_at=content.modified_at,
            types=content.types,
            topics=content.topics,
            attachments=content.attachments,
            announced=content.announced,
            author=content.author,
            body=content.body,
            raw=raw,
            content_type=said,
            data=as_json(item),
        )

    def follow(self, reading: Reading) -> Iterator[Entry]:
        """Return the HTML attachments of a publication: pages of their own that no list shows."""
        for attachment in reading.attachments:
            if attachment.kind == "link" and attachment.mime_type == PAGE_TYPE:
                yield Entry(url=canonical(attachment.url))

    def _missing(self, answer: Answer, known: dict[str, Any] | None) -> Ended:
        """End a page that is not there, with what the site says of that."""
        said = gone_of(item_or_none(answer.response) or {})
        if said and answer.ending.reason == str(answer.ending.http_status):
            ending = replace(answer.ending, reason=f"{answer.ending.reason}: {said}")
            answer = replace(answer, ending=ending)
        return super()._missing(answer, known)

    # What has moved --------------------------------------------------------------------------

    async def _read_one(self, page: Page, entry: Entry) -> AsyncIterator[Any]:
        async for item in super()._read_one(page, entry):
            move = self.moves.pop(page.url, None)
            if move is None:
                yield item
                continue
            async for found in self._read_where_it_is(move):
                yield found

    def _moved(self, answer: Answer, to: str, known: dict[str, Any] | None) -> Ended:
        self.moves[answer.page.url] = Move(answer, to, known)
        return super()._moved(answer, to, known)

    async def _read_where_it_is(self, move: Move) -> AsyncIterator[Any]:
        """Read the page that a moved one leads to, then say what that makes of the moved one."""
        to, hops = move.to, [move.answer.page.url]
        while True:
            try:
                address = self._fetch_address(Entry(url=to))
            except OffSite:
                yield super()._moved(move.answer, to, move.known)
                return
            if reason := _why_astray(address, hops):
                yield _refused(move.answer, f"{reason} (the last to {to})")
                return
            hops.append(address)
            page = self._entry_page(address, Entry(url=to))
            yield Scheduled(page)
            answer = await self.fetch(page)
            there = self._came_of(answer, Entry(url=to))
            further = self.moves.pop(address, None)
            if further is None:
                break
            yield replace(there, document=None, moved_to=None)
            to = further.to
        async for item in self._settled(move, to, there):
            yield item

    def _came_of(self, answer: Answer, entry: Entry) -> Found | Ended:
        known = self.known.get(answer.page.url)
        if answer.ok:
            return self._outcome(answer, entry, known)
        return self._missing(answer, known) if answer.ending.state == "gone" else answer.ended()

    async def _settled(self, move: Move, to: str, there: Found | Ended) -> AsyncIterator[Any]:
        """Yield what is at the new address, and what became of the old one.

        The same item: the document has moved. Statistics, led to from their
        announcement: they are out. Anything else took the document's place.
        """
        known = move.known
        if isinstance(there, Ended):
            yield there
            yield self._led_nowhere(move, to, there)
        elif known is None:
            yield there
            yield super()._moved(move.answer, to, None)
        elif there.reading.native_id and there.reading.native_id == known["native_id"]:
            yield replace(there, reading=replace(there.reading, known_as=known["url"]))
            yield super()._moved(move.answer, to, None)
        else:
            yield there
            release = self._release_by(move, known, there.reading)
            if release:
                yield Found(release, move.answer.page, move.answer.ending)
            else:
                yield super()._moved(move.answer, to, known)

    def _led_nowhere(self, move: Move, to: str, there: Ended) -> Ended:
        """End a page that leads to one which cannot be read, or is not there, or is no document."""
        state, reason = there.ending.state, there.ending.reason
        if there.ending.http_status in {404, 410}:
            return self._missing(self._led_away(move.answer, to), move.known)
        if state in {"failed", "refused"}:
            reason = f"it has moved to {to}, which was not read ({reason})"
            return move.answer.failed(reason, self.next_check(move.answer.page)).ended()
        return super()._moved(move.answer, to, move.known)

    def _release_by(self, move: Move, known: dict[str, Any], there: Reading) -> Reading | None:
        """Return a known announcement's release, where it leads to what it announced."""
        last = self._last_item(known) if known["kind"] == "statistics_announcement" else None
        if last is None or there.data is None:
            return None
        answered = item_or_none(move.answer.response) or {}
        release = {
            "announcement": last["announcement"] if is_release(last) else last,
            "redirect": answered if redirect_of(answered) is not None else None,
            "statistics": json.loads(there.data),
        }
        try:
            return self._release(release)
        except ValueError:
            return None

    def _release(self, release: dict[str, Any]) -> Reading:
        """Read our own record of a release; raises ValueError where it is none."""
        content = release_of(release, site=self._site)
        if content is None:
            raise ValueError("what the announcement leads to is not what it announced")
        return self._reading(content, as_json(release).encode(), release, "application/json")


def item_of(response: Response) -> dict[str, Any]:
    """Return the item that the Content API answered with; raises ValueError where it is none."""
    item = json_body(response)
    if not isinstance(item, dict):
        raise ValueError("JSON, but not an item")  # noqa: TRY004
    return item


def item_or_none(response: Response | None) -> dict[str, Any] | None:
    """Return the item that came with any answer, if one did."""
    try:
        return item_of(response) if response is not None else None
    except ValueError:
        return None


def _was_redirected(response: Response) -> bool:
    return response.request is not None and bool(response.request.meta.get("hops"))


def _why_astray(address: str, hops: list[str]) -> str | None:
    if address in hops:
        return "redirects in a circle"
    return f"more than {MOST_HOPS} redirects" if len(hops) > MOST_HOPS else None


def _refused(answer: Answer, reason: str) -> Ended:
    status = answer.ending.http_status
    return Ended(answer.page, Ending(state="refused", http_status=status, reason=reason))


def _days_before(day: str, span: timedelta) -> str:
    return (date.fromisoformat(day) - span).isoformat()

"""Sites made with WordPress: REST first, the HTML pages where REST fails.

REST gives numbers, UTC times and the order of changes; the HTML archive is
ordered by the day of publication, where a silent edit shows nowhere. Either
route gives the same text for the same page.
"""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin

from parsel import Selector
from scrapy.http import Response

from crawler.addresses import OffSite, canonical
from crawler.bodies import PARTIAL, html_of, html_of_bytes, is_json, looks_cut
from crawler.items import Ended, Found, Scheduled, Swept
from crawler.platforms.base import Answer, SourceBroken, SourceSpider
from crawler.platforms.wordpress_reading import (
    Content,
    Layout,
    MissingPart,
    generic_text,
    item_content,
    page_content,
    utc,
)
from crawler.text import plain
from db import documents, ledger
from db.documents import Reading
from db.ledger import Ending, Page, Sweep, as_json

PER_PAGE = 100  # the most that WordPress gives
MOST_LIST_PAGES = 2000
PAST_THE_END = 400  # rest_post_invalid_page_number: the list got shorter while we read it
NO_SUCH_ROUTE = frozenset({200, 404})


class RestUnusable(Exception):
    """The REST API cannot be used; ``answer`` is the list page that showed it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(f"{answer.page.url}: {answer.ending.reason}")


class WordPressSpider(SourceSpider):
    """A list of one post type.

    rest_base
      Its name in ``/wp-json/wp/v2/``.
    fields
      The parts of an item that we read; the rest is not sent.
    document_kind
      What a document of it is called (news, publication, ...).
    archive
      The first HTML page that lists it, with a filter where that completes the list.
    listed, next_page
      CSS of the links to items and of the link to the next list page.
    layout
      Where things are on an item's own HTML page.
    topic_taxonomy, type_taxonomy
      REST names of what items are tagged with; empty for none.
    """

    platform: ClassVar[str] = "wordpress"
    extractor: ClassVar[str] = "wordpress/1"
    rest_base: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    document_kind: ClassVar[str]
    archive: ClassVar[str]
    listed: ClassVar[str] = "article h2 a"
    next_page: ClassVar[str] = "a.next-page"
    layout: ClassVar[Layout]
    topic_taxonomy: ClassVar[str] = "categories"
    type_taxonomy: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms: dict[str, dict[int, str]] = {}
        self.plain_permalinks = False

    async def collect(self) -> AsyncIterator[Any]:
        """Read what is new or changed, look for what vanished; by REST or else by HTML."""
        self.job.route = "rest"
        try:
            async for item in self.rest_sweep():
                yield item
        except RestUnusable as unusable:
            yield unusable.answer.ended()
            self.warn(f"{unusable}; reading the HTML pages instead")
        else:
            return
        self.job.route = "html"
        async for item in self.html_sweep():
            yield item

    # By REST ---------------------------------------------------------------------------

    async def rest_sweep(self) -> AsyncIterator[Any]:
        """Read the list down to the last known change, then look for what vanished."""
        last = ledger.last_sweep(self.job.db, self.name, self.job.site.origin, self.job.site.start)
        first = await self.rest_list(1, last)
        yield first.ended()
        if first.ending.state == "unchanged" and last:
            sweep = replace(last, total=_total(first.response) or last.total)
        else:
            items = self.items_of(first)
            self._check_not_empty(items, first)
            sweep = self._sweep_begun(first, items)
            async for item in self.newer_items(
                first, items, last.newest_modified if last else None
            ):
                yield item
        await self.settle()
        async for item in self.recheck():
            yield item
        await self.settle()
        async for item in self.compare_totals(sweep, last):
            yield item
        await self.settle()
        yield Swept(replace(sweep, known=self._known()))

    def _sweep_begun(self, first: Answer, items: list[dict[str, Any]]) -> Sweep:
        changes = [str(item["modified_gmt"]) for item in items if item.get("modified_gmt")]
        return Sweep(
            newest_modified=max(changes, default=None),
            total=_total(first.response),
            known=None,
            etag=first.ending.etag,
            last_modified=first.ending.last_modified,
        )

    def _check_not_empty(self, items: list[dict[str, Any]], first: Answer) -> None:
        if not items and not self.may_be_empty:
            raise SourceBroken(f"{first.page.url}: an empty list, where there must be something")

    async def newer_items(
        self, answer: Answer, items: list[dict[str, Any]], known_until: str | None
    ) -> AsyncIterator[Any]:
        """Yield items list page by list page, down to those older than ``known_until``."""
        for number in range(2, MOST_LIST_PAGES):
            newer = [item for item in items if _is_newer(item, known_until)]
            unread = [item for item in newer if known_until is None or not self._as_before(item)]
            async for found in self.read_items(unread, answer.page.url):
                yield found
            if len(newer) < len(items) or not items or not _has_next(answer.response, number):
                return
            answer = await self.rest_list(number)
            yield answer.ended()
            if answer.ending.http_status == PAST_THE_END:
                return
            items = self.items_of(answer)

    def _as_before(self, item: dict[str, Any]) -> bool:
        """Tell whether we have this very item: the newest one comes back in every list."""
        known = documents.current_data(
            self.job.db, self.name, self.job.site.origin, str(item.get("id"))
        )
        return known == as_json(item)

    async def read_items(self, items: list[dict[str, Any]], where: str) -> AsyncIterator[Any]:
        """Yield each item's document, with its HTML page where REST does not carry its text."""
        async for ended in self.resolve_terms(items):
            yield ended
        pages: list[tuple[Page, dict[str, Any]]] = []
        for item in items:
            try:
                content = item_content(item)
                url = canonical(item["link"])
                if content:
                    yield Found(self.reading(url, content, item=item, raw=_raw(item), route="rest"))
                else:
                    pages.append((self.item_page(item, url), item))
            except OffSite as reason:
                yield self.refusal(str(item["link"]), "document", str(reason))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                said = item.get("link") or item.get("id")
                self.warn(f"{where}: item {said} cannot be read ({_words(error)})")
        for page, _ in pages:
            yield Scheduled(page)
        for page, item in pages:
            async for found in self.read_page_of(page, item):
                yield found

    def item_page(self, item: dict[str, Any], url: str) -> Page:
        """Return the HTML page of an item, with the item so that it can be taken up later."""
        return self.page(
            self.job.site.fetchable(url),
            "document",
            native_id=str(item["id"]),
            item=as_json(item),
        )

    async def read_page_of(self, page: Page, item: dict[str, Any]) -> AsyncIterator[Any]:
        """Fetch the page of an item that does not carry its own text."""
        url = canonical(item["link"])
        answer = await self.fetch(page, self.validators(page, url))
        if answer.ending.state == "unchanged":
            yield answer.ended(url)
        elif answer.ending.state == "gone":
            yield self._title_only(answer, url, item)
        elif answer.ok:
            yield self._read(answer, url, item)
        else:
            yield answer.ended()

    def _title_only(self, answer: Answer, url: str, item: dict[str, Any]) -> Found:
        """Keep an item whose page is not there, as a part of what it should be."""
        reason = f"the API lists it, but its page answers {answer.ending.http_status}"
        self.warn(f"{answer.page.url}: {reason}; only its title is kept")
        content = _dated(Content(title=plain(item["title"]["rendered"]), text=""), item)
        reading = self.reading(url, content, item=item, raw=_raw(item), route="rest")
        failed = answer.failed(reason, self.next_check(answer.page))
        return Found(replace(reading, partial=True), failed.page, failed.ending)

    # What vanished -----------------------------------------------------------------------

    async def recheck(self) -> AsyncIterator[Any]:
        """Take up pages that a run left over, that failed, or that were missing once."""
        site = self.job.site
        due = ledger.due_pages(self.job.db, self.name, site.origin, self.job.now)
        for row in due:
            if row["run_id"] == self.job.run_id:
                continue
            if row["item"]:
                page = self.page(
                    row["url"], "document", native_id=row["native_id"], item=row["item"]
                )
                async for found in self.read_page_of(page, json.loads(row["item"])):
                    yield found
            else:
                async for found in self.look_for(row["url"]):
                    yield found

    async def compare_totals(self, sweep: Sweep, last: Sweep | None) -> AsyncIterator[Any]:
        """Where the site's number of items is not ours, find out which came or went.

        A difference that was there, the same, after the last sweep is not
        looked into again.
        """
        known = self._known()
        if sweep.total is None or sweep.total == known:
            return
        if last and (last.total, last.known) == (sweep.total, known):
            return
        listed: dict[str, str] = {}
        async for found in self.all_ids(listed):
            yield found
        live = self._live()
        have = {row["native_id"] for row in live} | self._unread()
        if missed := [number for number in listed if number not in have]:
            async for found in self.read_missed(missed):
                yield found
        addresses = set(listed.values())
        for row in live:
            if row["native_id"] in listed or row["url"] in addresses or row["missing_since_run"]:
                continue
            async for found in self.look_for(self.job.site.fetchable(row["url"])):
                yield found

    async def all_ids(self, listed: dict[str, str]) -> AsyncIterator[Ended]:
        """Fill ``listed`` (id -> address) with everything that the site has."""
        for number in range(1, MOST_LIST_PAGES):
            query = {"orderby": "id", "order": "asc", "_fields": "id,link"}
            answer = await self.rest_page(self.rest_base, query, number)
            yield answer.ended()
            if answer.ending.http_status == PAST_THE_END:
                return
            for item in self.items_of(answer):
                listed[str(item["id"])] = canonical(str(item["link"]))
            if not _has_next(answer.response, number + 1):
                return

    async def read_missed(self, numbers: list[str]) -> AsyncIterator[Any]:
        """Read items that the order of changes did not show.

        A scheduled post that comes out keeps the time at which it was written.
        """
        for start in range(0, len(numbers), PER_PAGE):
            some = ",".join(numbers[start : start + PER_PAGE])
            query = {"include": some, "orderby": "id", "_fields": ",".join(self.fields)}
            answer = await self.rest_page(self.rest_base, query, 1)
            yield answer.ended()
            async for found in self.read_items(self.items_of(answer), answer.page.url):
                yield found

    async def look_for(self, url: str) -> AsyncIterator[Any]:
        """See whether a document that the list no longer has is still at its address.

        Missing (404, 410) on one run is remembered; missing again on a later
        one, it is gone. Nothing is ever deleted.
        """
        page = self.page(url, "document")
        known = self._known_at(url)
        answer = await self.fetch(page)
        if answer.ending.state == "gone":
            yield self._missing(answer, known)
        elif answer.ok and known is None:
            yield self._read(answer, self._served(answer), None)
        elif answer.ok and known:
            yield Ended(page, replace(answer.ending, state="unchanged"), known["url"])
        else:
            yield answer.ended()

    def _missing(self, answer: Answer, known: dict[str, Any] | None) -> Ended:
        status = answer.ending.http_status
        if known is None:
            reason = f"{status}: listed, but there is no such page"
            return answer.failed(reason, self.next_check(answer.page)).ended()
        if known["missing_since_run"] and known["missing_since_run"] != self.job.run_id:
            return answer.ended(known["url"])
        reason = f"{status}; counts as gone when seen on a second run"
        return answer.failed(reason, f"{self.job.as_of}T00:00:00Z").ended(known["url"])

    def _known_at(self, address: str) -> dict[str, Any] | None:
        live = self._live()
        return next((row for row in live if self._address(row["url"]) == address), None)

    def _live(self) -> list[dict[str, Any]]:
        """Return the live documents that are on this site, not on another copy of it."""
        live = documents.live_documents(self.job.db, self.name, self.job.site.origin)
        return [row for row in live if self._address(row["url"])]

    def _address(self, url: str) -> str | None:
        try:
            return self.job.site.fetchable(url)
        except OffSite:
            return None

    def _known(self) -> int:
        """Count what we account for: documents that are live, and pages still to be read."""
        live = self._live()
        return len(live) + len(self._unread())

    def _unread(self) -> set[str]:
        return ledger.unread_ids(self.job.db, self.name, self.job.site.origin)

    # The REST API --------------------------------------------------------------------------

    async def rest_list(self, number: int, last: Sweep | None = None) -> Answer:
        """Fetch a page of the list, newest change first; the first one conditionally."""
        query = {"orderby": "modified", "order": "desc", "_fields": ",".join(self.fields)}
        validators = (last.etag, last.last_modified) if last else (None, None)
        return await self.rest_page(self.rest_base, query, number, validators)

    async def rest_page(
        self,
        base: str,
        query: dict[str, str],
        number: int,
        validators: tuple[str | None, str | None] = (None, None),
    ) -> Answer:
        """Fetch a page of a REST collection; raises RestUnusable where it is not one.

        A site with plain permalinks has its API under ``?rest_route=`` only.
        """
        query = query | {"per_page": str(PER_PAGE), "page": str(number)}
        answer = await self.fetch(self.page(self.rest_url(base, query), "list"), validators)
        if self._no_route(answer) and not self.plain_permalinks:
            answer = await self._by_query(answer, base, query, validators)
        if answer.ending.state == "unchanged":
            return answer
        if number > 1 and answer.ending.http_status == PAST_THE_END:
            ending = Ending(state="ok", http_status=PAST_THE_END, reason="past the end of the list")
            return replace(answer, ending=ending)
        return self._checked(answer)

    async def _by_query(
        self,
        answer: Answer,
        base: str,
        query: dict[str, str],
        validators: tuple[str | None, str | None],
    ) -> Answer:
        """Try the API's other address; return its answer only if it is there."""
        self.plain_permalinks = True
        other = await self.fetch(self.page(self.rest_url(base, query), "list"), validators)
        self.plain_permalinks = other.ending.state == "unchanged" or (
            other.response is not None and is_json(other.response)
        )
        used, unused = (other, answer) if self.plain_permalinks else (answer, other)
        self.writer.add(self._unusable(unused).ended())
        return used

    def rest_url(self, base: str, query: dict[str, str]) -> str:
        """Return the address of a REST collection."""
        path = f"/wp/v2/{base}"
        if self.plain_permalinks:
            return f"{self.job.site.start}/?{urlencode({'rest_route': path} | query, safe=',/')}"
        return f"{self.job.site.start}/wp-json{path}?{urlencode(query, safe=',')}"

    def _no_route(self, answer: Answer) -> bool:
        response = answer.response
        return response is not None and response.status in NO_SUCH_ROUTE and not is_json(response)

    def _checked(self, answer: Answer) -> Answer:
        if answer.ending.state == "refused" or answer.told_to_wait:
            self.writer.add(answer.ended())
            raise SourceBroken(f"{answer.page.url}: {answer.ending.reason}")
        if not answer.ok or _json_list(answer.response) is None:
            raise RestUnusable(self._unusable(answer))
        return answer

    def _unusable(self, answer: Answer) -> Answer:
        """Return the answer as a failure that says what came instead of a JSON list."""
        if answer.ending.state in {"failed", "refused"}:
            return answer
        status = answer.ending.http_status
        if not answer.ok:
            return answer.failed(f"the site answers {status}", None)
        said = (answer.response.headers.get("Content-Type") or b"nothing").decode("latin-1")
        what = "not a JSON list" if is_json(answer.response) else f"{said} instead of JSON"
        return answer.failed(f"{status} with {what}", None)

    def items_of(self, answer: Answer) -> list[dict[str, Any]]:
        """Return the items of a list page that was checked."""
        return [item for item in _json_list(answer.response) or [] if isinstance(item, dict)]

    async def resolve_terms(self, items: Iterable[dict[str, Any]]) -> AsyncIterator[Ended]:
        """Learn the names of topics and types, once a run and only where there is an item."""
        for taxonomy in filter(None, (self.topic_taxonomy, self.type_taxonomy)):
            known = self.terms.setdefault(taxonomy, {})
            numbers = {n for item in items for n in _numbers(item.get(taxonomy))} - known.keys()
            if not numbers:
                continue
            some = ",".join(str(number) for number in sorted(numbers)[:PER_PAGE])
            try:
                answer = await self.rest_page(taxonomy, {"include": some, "_fields": "id,name"}, 1)
            except RestUnusable as unusable:
                yield unusable.answer.ended()
                self.warn(f"{unusable}; {taxonomy} stay without names")
                known |= dict.fromkeys(numbers, "")
                continue
            yield answer.ended()
            names = {term["id"]: plain(str(term["name"])) for term in self.items_of(answer)}
            known |= dict.fromkeys(numbers, "") | names

    # By HTML ---------------------------------------------------------------------------------

    async def html_sweep(self) -> AsyncIterator[Any]:
        """Read every page that the archive lists, and look for what it lists no more."""
        listed: dict[str, str] = {}
        async for ended in self.html_list(listed):
            yield ended
        await self.settle()
        if not listed:
            raise SourceBroken(
                f"{self._archive()}: nothing in the list ({self.listed}), and REST failed too"
            )
        live = self._live()
        known = {self.job.site.fetchable(row["url"]): row["url"] for row in live}
        todo = listed | known  # a known document keeps the address it is known by
        for address in todo:
            yield Scheduled(self.page(address, "document"))
        for address, url in todo.items():
            async for found in self.read_listed(address, url):
                yield found

    async def html_list(self, listed: dict[str, str]) -> AsyncIterator[Any]:
        """Fill ``listed`` (address to fetch -> address as served) from the archive's pages.

        Raises SourceBroken where a page cannot be read: half a list must not
        be taken for the whole.
        """
        address: str | None = self._archive()
        seen: set[str] = set()
        while address and address not in seen and len(seen) < MOST_LIST_PAGES:
            seen.add(address)
            answer = await self.fetch(self.page(address, "list"))
            yield answer.ended()
            if not answer.ok:
                raise SourceBroken(f"{address}: {answer.ending.reason}, and REST failed too")
            page = Selector(text=html_of(answer.response)[0])
            for link in page.css(self.listed):
                url = canonical(urljoin(answer.response.url, link.attrib.get("href", "").strip()))
                try:
                    listed.setdefault(self.job.site.fetchable(url), url)
                except OffSite as reason:
                    yield self.refusal(url, "document", str(reason))
            address = self._next(page, answer.response)

    def _next(self, page: Selector, response: Response) -> str | None:
        link = page.css(self.next_page).attrib.get("href")
        return self._address(urljoin(response.url, link)) if link else None

    def _archive(self) -> str:
        return f"{self.job.site.start}{self.archive}"

    async def read_listed(self, address: str, url: str) -> AsyncIterator[Any]:
        """Fetch one page of the archive, conditionally where we have read it before."""
        page = self.page(address, "document")
        answer = await self.fetch(page, self.validators(page, url))
        if answer.ending.state == "unchanged":
            yield answer.ended(url)
        elif answer.ending.state == "gone":
            yield self._missing(answer, self._known_at(address))
        elif answer.ok:
            yield self._read(answer, url, None)
        else:
            yield answer.ended()

    def validators(self, page: Page, url: str) -> tuple[str | None, str | None]:
        """Return what the server said of the page when its document was last read."""
        row = ledger.page(self.job.db, page.source, page.origin, page.url)
        if row and documents.is_known(self.job.db, page.source, page.origin, url):
            return row["etag"], row["last_modified"]
        return None, None

    def _served(self, answer: Answer) -> str:
        return canonical(answer.response.url)

    # Readings --------------------------------------------------------------------------------

    def _read(self, answer: Answer, url: str, item: dict[str, Any] | None) -> Found | Ended:
        """Make a reading of an HTML page, or say why that cannot be done."""
        page = answer.page
        try:
            html, note = html_of(answer.response)
            content = self._content(html, url, item)
        except MissingPart as missing:
            reason = f"{page.url}: no {missing} on the page"
            return answer.failed(reason, self.next_check(page)).ended()
        except ValueError as error:
            return answer.failed(f"{page.url}: {error}", self.next_check(page)).ended()
        reading = self.reading(
            url, content, item=item, raw=answer.response.body, route="html", html=html
        )
        partial = PARTIAL in answer.response.flags or looks_cut(html)
        if partial:
            self.warn(f"{page.url}: the page was cut short")
            # Its validators must not let the rest be skipped.
            answer = replace(answer, ending=replace(answer.ending, etag=None, last_modified=None))
        said = (answer.response.headers.get("Content-Type") or b"").decode("latin-1")
        reading = replace(
            reading, content_type=said or "text/html", partial=partial, encoding_note=note
        )
        return Found(reading, page, answer.ending)

    def _content(self, html: str, url: str, item: dict[str, Any] | None) -> Content:
        """Read a page by its layout; with an item in hand, at a pinch by what is usual."""
        try:
            content = page_content(html, url, self.layout)
        except MissingPart as missing:
            title = plain(item["title"]["rendered"]) if item else ""
            # A challenge or an error page does not bear the item's title.
            if not title or title.lower() not in plain(html).lower():
                raise
            self.warn(f"{url}: no {missing} on the page; its main text is taken as it stands")
            content = Content(title=title, text=generic_text(html))
        if not item:
            return content
        return _dated(replace(content, title=plain(item["title"]["rendered"])), item)

    def reading(
        self,
        url: str,
        content: Content,
        *,
        item: dict[str, Any] | None,
        raw: bytes,
        route: str,
        html: str = "",
    ) -> Reading:
        """Return a reading of one document of this source."""
        native = str(item["id"]) if item else _native_id(html)
        return Reading(
            source=self.name,
            origin=self.job.site.origin,
            url=url,
            native_id=native,
            kind=self.document_kind,
            title=content.title,
            text=content.text,
            published_at=content.published_at,
            modified_at=content.modified_at,
            types=self._names(item, self.type_taxonomy) or content.types,
            topics=self._names(item, self.topic_taxonomy) or content.topics,
            attachments=content.attachments,
            raw=raw,
            content_type="application/json" if route == "rest" else "text/html",
            data=as_json(item) if item else None,
            route=route,
            extractor=self.extractor,
        )

    def _names(self, item: dict[str, Any] | None, taxonomy: str) -> tuple[str, ...]:
        known = self.terms.get(taxonomy, {})
        numbers = _numbers((item or {}).get(taxonomy))
        return tuple(name for number in numbers if (name := known.get(number)))

    def reread(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes of a version again, by the route they came."""
        item = json.loads(version["data"]) if version["data"] else None
        html = ""
        try:
            if version["route"] == "rest":
                content = item_content(json.loads(raw))
            else:
                html = html_of_bytes(raw, version["content_type"])[0]
                content = self._content(html, version["url"], item)
        except (MissingPart, KeyError, TypeError, ValueError):
            return None
        if content is None:
            return None
        reading = self.reading(
            version["url"], content, item=item, raw=raw, route=version["route"], html=html
        )
        return replace(reading, native_id=version["native_id"])


def _dated(content: Content, item: dict[str, Any]) -> Content:
    """Put an item's own UTC times in place of those on its page."""
    return replace(
        content,
        published_at=utc(item.get("date_gmt")) or content.published_at,
        modified_at=utc(item.get("modified_gmt")) or content.modified_at,
    )


def _json_list(response: Response | None) -> list[Any] | None:
    if response is None or not is_json(response):
        return None
    try:
        value = json.loads(response.body)
    except ValueError:
        return None
    return value if isinstance(value, list) else None


def _raw(item: dict[str, Any]) -> bytes:
    return as_json(item).encode()


def _numbers(value: Any) -> list[int]:
    return [n for n in value if isinstance(n, int)] if isinstance(value, list) else []


def _is_newer(item: dict[str, Any], known_until: str | None) -> bool:
    """Tell whether an item may have changed since: the same second counts as newer."""
    changed = item.get("modified_gmt")
    return known_until is None or not changed or str(changed) >= known_until


def _total(response: Response | None) -> int | None:
    words = (response.headers.get("X-WP-Total") or b"").decode() if response is not None else ""
    return int(words) if words.isdecimal() else None


def _has_next(response: Response | None, number: int) -> bool:
    """Tell whether the list goes on to page ``number``, by either of its headers."""
    if response is None:
        return False
    pages = (response.headers.get("X-WP-TotalPages") or b"").decode()
    if pages.isdecimal():
        return number <= int(pages)
    return b'rel="next"' in (response.headers.get("Link") or b"")


def _native_id(html: str) -> str | None:
    """Return the number that WordPress writes into the class of <body>."""
    for name in (Selector(text=html).css("body").attrib.get("class") or "").split():
        if name.startswith("postid-") and name[7:].isdecimal():
            return name[7:]
    return None


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

"""What both routes into a WordPress site share: a page, what it says, whether it is still there."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar

from crawler.addresses import OffSite, canonical
from crawler.bodies import html_of, html_of_bytes, looks_cut
from crawler.items import Ended, Found
from crawler.platforms.base import FAILURES_IN_A_ROW, Answer, SourceBroken, SourceSpider
from crawler.platforms.wordpress_reading import (
    Content,
    Layout,
    MissingPart,
    generic_text,
    item_content,
    native_id,
    needs_password,
    page_content,
    shows_one_of_several,
    utc,
)
from crawler.text import plain
from db import documents, ledger
from db.documents import Reading
from db.ledger import Ending, Page, as_json

LOCKED = "it asks for a password"


class WordPressPages(SourceSpider):
    """The pages of one post type; see ``WordPressSpider`` for its fields."""

    rest_base: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    document_kind: ClassVar[str]
    archive: ClassVar[str]
    listed: ClassVar[str] = "article h2 a"
    list_count: ClassVar[str] = "div.filtered-list-summary span.count"
    next_page: ClassVar[str] = "a.next-page"
    layout: ClassVar[Layout]
    topic_taxonomy: ClassVar[str] = "categories"
    type_taxonomy: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms: dict[str, dict[int, str]] = {}
        self.unreadable = 0

    # Still there? ------------------------------------------------------------------------

    async def look_for(self, url: str) -> AsyncIterator[Any]:
        """See whether a document that the list no longer has is still at its address.

        Missing (404, 410, or a redirect to another page) on one run is
        remembered; missing again on a later one, it is gone. Nothing is ever
        deleted.
        """
        page = self.page(url, "document")
        known = self._known_at(url)
        answer = await self.fetch(page)
        if answer.ending.state == "gone":
            yield self._missing(answer, known)
        elif answer.ok and known is None:
            yield self._read(answer, canonical(answer.response.url), None)
        elif answer.ok and known and (elsewhere := self._elsewhere(answer)):
            yield self._missing(self._led_away(answer, elsewhere), known)
        elif answer.ok and known:
            yield Ended(page, replace(answer.ending, state="unchanged"), known["url"])
        else:
            yield answer.ended()

    def _elsewhere(self, answer: Answer) -> str | None:
        """Return the address that a redirect led to, if it is another page than was asked for.

        For a post that is not there any more, WordPress sends its readers to
        one with a similar name.
        """
        reached = self._address(answer.response.url)
        return None if _bare(reached or "") == _bare(answer.page.url) else answer.response.url

    def _led_away(self, answer: Answer, elsewhere: str) -> Answer:
        reason = f"its address leads to {elsewhere}"
        status = answer.ending.http_status
        return replace(answer, ending=Ending(state="gone", http_status=status, reason=reason))

    def _missing(self, answer: Answer, known: dict[str, Any] | None) -> Ended:
        what = answer.ending.reason
        if known is None:
            reason = f"{what}: listed, but there is no such page"
            return answer.failed(reason, self.next_check(answer.page)).ended()
        if known["missing_since_run"] and known["missing_since_run"] != self.job.run_id:
            return answer.ended(known["url"])
        reason = f"{what}; counts as gone when seen on a second run"
        return answer.failed(reason, f"{self.job.as_of}T00:00:00Z").ended(known["url"])

    def _known_at(self, address: str) -> dict[str, Any] | None:
        return next((row for row in self._live() if self._address(row["url"]) == address), None)

    def _live(self) -> list[dict[str, Any]]:
        """Return the live documents that are on this site, not on another copy of it."""
        live = documents.live_documents(self.job.db, self.name, self.job.site.origin)
        return [row for row in live if self._address(row["url"])]

    def _address(self, url: str) -> str | None:
        try:
            return self.job.site.fetchable(url)
        except OffSite:
            return None

    def validators(self, page: Page, url: str) -> tuple[str | None, str | None]:
        """Return what the server said of the page when its document was last read."""
        row = ledger.page(self.job.db, page.source, page.origin, page.url)
        if row and documents.is_known(self.job.db, page.source, page.origin, url):
            return row["etag"], row["last_modified"]
        return None, None

    # Readings ----------------------------------------------------------------------------

    def _read(self, answer: Answer, url: str, item: dict[str, Any] | None) -> Found | Ended:
        """Make a reading of an HTML page, or say why that cannot be done."""
        page = answer.page
        try:
            html, note = html_of(answer.response)
            if needs_password(html):
                return self.locked(page)
            content = self._content(html, url, item)
        except MissingPart as missing:
            return self._not_readable(answer, f"no {missing} on the page")
        except ValueError as error:
            return answer.failed(f"{page.url}: {error}", self.next_check(page)).ended()
        self.unreadable = 0
        reading = self.reading(
            url, content, item=item, raw=answer.response.body, route="html", html=html
        )
        cut = looks_cut(html)
        if cut:
            self.warn(page.url, "the page was cut short")
            # Its validators must not let the rest be skipped.
            answer = replace(answer, ending=replace(answer.ending, etag=None, last_modified=None))
        said = (answer.response.headers.get("Content-Type") or b"").decode("latin-1")
        reading = replace(
            reading,
            content_type=said or "text/html",
            partial=cut or shows_one_of_several(html),
            encoding_note=note,
        )
        return Found(reading, page, answer.ending)

    def _not_readable(self, answer: Answer, reason: str) -> Ended:
        """End a page that is not laid out as it should be; many in a row are another theme."""
        ended = answer.failed(f"{answer.page.url}: {reason}", self.next_check(answer.page)).ended()
        self.unreadable += 1
        if self.unreadable >= FAILURES_IN_A_ROW:
            self.writer.add(ended)
            raise SourceBroken(
                f"{ended.ending.reason}, nor on the {self.unreadable - 1} pages before it"
            )
        return ended

    def locked(self, page: Page) -> Ended:
        """Return the end of a page behind a password; what was read of it before stays."""
        self.warn(page.url, LOCKED)
        return Ended(page, Ending(state="refused", reason=LOCKED))

    def _content(self, html: str, url: str, item: dict[str, Any] | None) -> Content:
        """Read a page by its layout; with an item in hand, at a pinch by what is usual."""
        try:
            content = page_content(html, url, self.layout)
        except MissingPart as missing:
            title = plain(item["title"]["rendered"]) if item else ""
            # A challenge or an error page does not bear the item's title.
            if not title or title.lower() not in plain(html).lower():
                raise
            self.warn(url, f"no {missing} on the page; its main text is taken as it stands")
            content = Content(title=title, text=generic_text(html))
        return self.dated(content, item) if item else content

    def dated(self, content: Content, item: dict[str, Any]) -> Content:
        """Put an item's own title and UTC times in place of those on its page."""
        return replace(
            content,
            title=plain(item["title"]["rendered"]),
            published_at=utc(item.get("date_gmt")) or content.published_at,
            modified_at=utc(item.get("modified_gmt")) or content.modified_at,
        )

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
        return Reading(
            source=self.name,
            origin=self.job.site.origin,
            url=url,
            native_id=str(item["id"]) if item else native_id(html),
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
        numbers = term_numbers((item or {}).get(taxonomy))
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


def term_numbers(value: Any) -> list[int]:
    """Return the numbers of an item's terms."""
    return [n for n in value if isinstance(n, int)] if isinstance(value, list) else []


def _bare(address: str) -> str:
    """Return an address without what sites add to it by redirects: scheme, slash at the end."""
    return address.partition("://")[2].rstrip("/")

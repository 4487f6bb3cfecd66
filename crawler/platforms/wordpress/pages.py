"""What both routes into a WordPress site share: a page, what it says, whether it is still there."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar

from crawler.addresses import canonical
from crawler.bodies import html_of, html_of_bytes, looks_cut, said_type
from crawler.items import Ended, Found
from crawler.platforms.base import FAILURES_IN_A_ROW, Answer, SourceBroken
from crawler.platforms.control_table import ControlDates, control_dates_in_html, names_a_review
from crawler.platforms.documents import DocumentSpider, WaitingFile
from crawler.platforms.wordpress.reading import (
    Content,
    Layout,
    MissingPart,
    generic_text,
    item_content,
    needs_password,
    page_content,
    path_of,
    shows_one_of_several,
    utc,
)
from crawler.text import plain
from db import documents
from db.ledger import Ending, Page, as_json
from db.readings import Reading

LOCKED = "it asks for a password"
# A text that is cut out of a page otherwise than the API gives it would look like an edit.
ONLY_THERE = "it is there; its text is the API's to give, for the layout of such pages is inferred"
STATED = "stated"  # in a version's data, beside the item's own fields: what its text states


class WordPressPages(DocumentSpider):
    """The pages of one post type; see ``WordPressSpider`` for its fields.

    asked_again, looked_at_again
      Of the documents that are due to be looked at again (``crawler.revisits``), so many a run by
      the API, which gives a hundred in one request, and so many by their own pages.
    read_again_by_html
      Of the documents that are known, so many a run are read again where the API fails: the first
      that are due.
    """

    asked_again: ClassVar[int] = 1000
    looked_at_again: ClassVar[int] = 100
    read_again_by_html: ClassVar[int] = 500

    rest_base: str
    fields: ClassVar[tuple[str, ...]]
    document_kind: ClassVar[str]
    permalink: ClassVar[str] = ""
    archive: ClassVar[str]
    listed: ClassVar[str] = "article h2 a"
    list_count: ClassVar[str] = "div.filtered-list-summary span.count"
    next_page: ClassVar[str] = "a.next-page"
    layout: ClassVar[Layout]
    topic_taxonomy: ClassVar[str] = "categories"
    type_taxonomy: ClassVar[str] = ""
    shared_with: ClassVar[tuple[str, ...]] = ()
    left_category: ClassVar[str] = ""
    same_site: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms: dict[str, dict[int, str]] = {}
        self.unreadable = 0
        self._others: dict[str, str | None] | None = None

    # Whose is it? ------------------------------------------------------------------------

    def others(self) -> dict[str, str | None]:
        """Return the documents of the sources that this one shares posts with: address -> number.

        A post is a document of one source, the one that read it first, whatever
        its categories became since: else its promises would be found twice, and
        a post that changes its category would seem to vanish here and to be new
        there. Sources are read one after the other, so this holds for a run.
        """
        if self._others is None:
            self._others = {
                address: row["native_id"]
                for name in self.shared_with
                for row in documents.live_documents(self.job.db, name, self.job.site.origin)
                if (address := self._address(row["url"]))
            }
        return self._others

    def numbers_elsewhere(self) -> set[str]:
        """Return the numbers of the posts that other sources have."""
        return {number for number in self.others().values() if number}

    def _files(self) -> tuple[list[WaitingFile | Ended], list[WaitingFile]]:
        """Leave out files that another source of this site has read.

        A news item and a publication often link to the same one, and its
        promises would be found twice.
        """
        new, known = super()._files()
        origin = self.job.site.origin
        theirs = {
            self._address(row["url"])
            for name in self.same_site
            if name != self.name
            for row in documents.live_documents(self.job.db, name, origin, files=True)
        }
        return [file for file in new if file.page.url not in theirs], known

    def is_by_category(self) -> bool:
        """Tell whether the categories of a page decide whose it is; they stand at its end."""
        return bool(self.left_category)

    def not_ours(self, content: Content, page: Page) -> str | None:
        """Say why a page that was read is no document of this source, or None where it is one."""
        if page.url in self.others():
            return "another source has it"
        if self.left_category in content.categories and not self._known_at(page.url):
            return f"in the category {self.left_category}, which another source reads"
        return None

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
        if answer.moved_to and known:
            yield answer.ended(known["url"])
        elif answer.ending.state == "gone":
            yield self._missing(answer, known)
        elif answer.ok and known is None:
            yield self._read(answer, canonical(answer.response.url), None)
        elif answer.ok and known and (elsewhere := self._elsewhere(answer)):
            yield self._missing(self._led_away(answer, elsewhere), known)
        elif answer.ok and known:
            yield Ended(page, replace(answer.ending, state="unchanged"), known["url"])
        else:
            yield answer.ended()

    # Readings ----------------------------------------------------------------------------

    def _read(self, answer: Answer, url: str, item: dict[str, Any] | None) -> Found | Ended:
        """Make a reading of an HTML page, or say why that cannot be done."""
        page = answer.page
        try:
            html, note = html_of(answer.response)
            if needs_password(html):
                return self.locked(page)
            content = self._content(html, url, item)
            self._check_whose(html, page, item)
        except MissingPart as missing:
            return self._not_readable(answer, f"no {missing} on the page")
        except ValueError as error:
            return answer.failed(f"{page.url}: {error}", self.next_check(page)).ended()
        self.unreadable = 0
        cut = looks_cut(html)
        if item is None and (reason := self.not_ours(content, page)):
            return Ended(page, replace(answer.ending, reason=reason))
        if item is None and self.layout_of(url).inferred and (known := self._given_by_api(page)):
            self.warn(page.url, ONLY_THERE)
            return Ended(page, replace(answer.ending, state="unchanged"), known["url"])
        reading = self.reading(url, content, item=item, raw=answer.response.body, route="html")
        if cut:
            self.warn(page.url, "the page was cut short")
            # Its validators must not let the rest be skipped.
            answer = replace(answer, ending=replace(answer.ending, etag=None, last_modified=None))
        said = said_type(answer.response)
        reading = replace(
            reading,
            content_type=said or "text/html",
            partial=cut or shows_one_of_several(html),
            encoding_note=note,
        )
        return Found(reading, page, answer.ending)

    def _check_whose(self, html: str, page: Page, item: dict[str, Any] | None) -> None:
        """Raise ValueError where it cannot be told whose a new page is: categories stand last."""
        is_new = item is None and not self._known_at(page.url)
        if is_new and self.is_by_category() and looks_cut(html):
            raise ValueError("the page was cut short, and whose it is stands at its end")

    def _given_by_api(self, page: Page) -> dict[str, Any] | None:
        """Return the document of a page, if its text is the one that the API gave."""
        known = self._known_at(page.url)
        if known is None or known["native_id"] is None:
            return None
        version = documents.by_number(
            self.job.db, self.name, self.job.site.origin, known["native_id"]
        )
        return known if version is None or item_in(version["data"]) else None

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

    def layout_of(self, url: str) -> Layout:  # noqa: ARG002 - for sources of more than one type
        """Return where things are on the page of a document."""
        return self.layout

    def _content(self, html: str, url: str, item: dict[str, Any] | None) -> Content:
        """Read a page by its layout; with an item in hand, at a pinch by what is usual."""
        try:
            content = page_content(html, url, self.layout_of(url))
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
    ) -> Reading:
        """Return a reading of one document of this source."""
        number = str(item["id"]) if item else content.native_id
        content = self.refined(self._named(content, item), url)
        review = self._review(content, url, about=number or path_of(url))
        return Reading(
            source=self.name,
            origin=self.job.site.origin,
            url=url,
            native_id=number,
            kind=self.kind_of(content, url),
            title=content.title,
            text=content.text,
            published_at=content.published_at,
            modified_at=content.modified_at,
            types=content.types,
            topics=content.topics,
            attachments=content.attachments,
            raw=raw,
            content_type="application/json" if route == "rest" else "text/html",
            data=_data(item, self.stated(content, url)),
            route=route,
            extractor=self.extractor,
            announced=review.announced,
        )

    def _review(self, content: Content, url: str, about: str) -> ControlDates:
        """Return the date of the next review, as the document's own control table states it."""
        if not content.html or not names_a_review(content.text):
            return ControlDates()
        found = control_dates_in_html(content.html, title=content.title, about=about)
        for odd in found.odd:
            self.warn(url, odd)
        return found

    def _named(self, content: Content, item: dict[str, Any] | None) -> Content:
        """Put the names of an item's own topics and types in place of those in its text."""
        return replace(
            content,
            types=self._names(item, self.type_taxonomy) or content.types,
            topics=self._names(item, self.topic_taxonomy) or content.topics,
        )

    def _names(self, item: dict[str, Any] | None, taxonomy: str) -> tuple[str, ...]:
        known = self.terms.get(taxonomy, {})
        numbers = term_numbers((item or {}).get(taxonomy))
        return tuple(name for number in numbers if (name := known.get(number)))

    # What a source may add ----------------------------------------------------------------

    def kind_of(self, content: Content, url: str) -> str:  # noqa: ARG002
        """Return what a document is called."""
        return self.document_kind

    def refined(self, content: Content, url: str) -> Content:  # noqa: ARG002
        """Return what a document says as this source keeps it, the same by either route."""
        return content

    def stated(self, content: Content, url: str) -> dict[str, Any]:  # noqa: ARG002
        """Return facts of a form of their own in the text; kept under STATED in the data."""
        return {}

    def read_again(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes of a version again, by the route they came."""
        item = item_in(version["data"])
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
        reading = self.reading(version["url"], content, item=item, raw=raw, route=version["route"])
        return replace(reading, native_id=version["native_id"])


def term_numbers(value: Any) -> list[int]:
    """Return the numbers of an item's terms."""
    return [n for n in value if isinstance(n, int)] if isinstance(value, list) else []


def _data(item: dict[str, Any] | None, stated: dict[str, Any]) -> str | None:
    """Return what is kept as a version's data: the item as the site gave it, and what is stated."""
    data = (item or {}) | ({STATED: stated} if stated else {})
    return as_json(data) if data else None


def item_in(data: str | None) -> dict[str, Any] | None:
    """Return the site's own item in a version's data, or None where there is none."""
    found = {name: value for name, value in json.loads(data or "{}").items() if name != STATED}
    return found or None

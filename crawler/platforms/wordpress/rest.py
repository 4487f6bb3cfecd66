"""The REST route into a WordPress site: lists of items, newest change first."""

import json
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, replace
from typing import Any

from scrapy.http import Response

from crawler.addresses import OffSite, canonical
from crawler.items import Ended, Found, Scheduled, Swept
from crawler.numbers import whole_number
from crawler.platforms.base import OK, Answer, SourceBroken
from crawler.platforms.wordpress.api import (
    NO_VALIDATORS,
    PAST_THE_END,
    TEXTS_A_PAGE,
    RestApi,
    RestUnusable,
)
from crawler.platforms.wordpress.pages import item_in, term_numbers
from crawler.platforms.wordpress.reading import Content, is_protected, item_content, path_of, utc
from crawler.revisits import is_sweep_due
from db import documents, ledger
from db.ledger import Ending, Page, Sweep, as_json

MOST_LIST_PAGES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A document to be looked at again.

    address, url
      The address to ask for, and its own.
    item
      The site's item that it came with; None where it came without one.
    is_given
      Whether the API gave its text; else that is on its page.
    """

    address: str
    url: str
    item: dict[str, Any] | None
    is_given: bool


class RestRoute(RestApi):
    """Reads a source by its REST API."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown: set[str] = set()  # numbers of the items that this run's list showed
        self.shown_twice = self.something_new = False
        # Whether the whole list is read, and every item held against the one that we have: at
        # least once a week, for a theme or an import may change a text and not its time.
        self.is_whole = False
        self._mine: set[str] | None = None
        self._left: tuple[int, ...] | None = None

    async def prepare(self) -> None:
        """Find out, at the beginning of a run, what only the site can tell; may raise."""

    async def rest_sweep(self) -> AsyncIterator[Any]:
        """Read the list down to the last known change, then look for what vanished."""
        await self.prepare()
        last = self._last_sweep()
        # A whole list is asked for without validators: those of its deeper pages may be of a run
        # that was killed before it had kept what they show.
        first = await self.rest_list(1, None if self.is_whole else last)
        yield first.ended()
        if first.ending.state == "unchanged" and last:
            sweep = replace(last, total=_total(first.response) or last.total)
        else:
            items = self.items_of(first)
            self._check_not_empty(items, first)
            sweep = self._sweep_begun(first, items)
            until = last.newest_modified if last and not self.is_whole else None
            async for item in self.newer_items(first, items, until):
                yield item
        await self.settle()
        async for item in self.recheck():
            yield item
        await self.settle()
        async for item in self.compare_totals(sweep, last):
            yield item
        await self.settle()
        yield Swept(replace(sweep, known=self._known()), is_whole=self.is_whole)
        await self.settle()
        async for item in self.revisit():
            yield item

    def _last_sweep(self) -> Sweep | None:
        site = self.job.site
        last = ledger.last_sweep(self.job.db, self.name, site.origin, site.start)
        self.is_whole = is_sweep_due(last.swept_on if last else None, self.job.as_of)
        return last

    def _sweep_begun(self, first: Answer, items: list[dict[str, Any]]) -> Sweep:
        """Return where the next run may stop: the newest change that is not in the future.

        A time to come (a scheduled post that came out early has one) would
        hide every change until then.
        """
        now = max(self.clock(), f"{self.job.as_of}T00:00:00Z").rstrip("Z")
        changes = [str(item["modified_gmt"]) for item in items if item.get("modified_gmt")]
        past = [change for change in changes if change <= now]
        return Sweep(
            newest_modified=max(past, default=now if changes else None),
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
        """Yield items list page by list page, down to those older than ``known_until``.

        Of the pages that are read anyway, items that we do not have count
        too: a scheduled post that comes out keeps the time when it was written.
        """
        for number in range(2, MOST_LIST_PAGES):
            newer = [item for item in items if _is_newer(item, known_until)]
            have = self._have() if len(newer) < len(items) else set()
            new = [
                item
                for item in items
                if _is_newer(item, known_until) or str(item.get("id")) not in have
            ]
            failed = self._items_to_recheck()
            unread = [
                item
                for item in self._once(new)
                if as_json(item) not in failed and not self._as_before(item)
            ]
            self.something_new |= bool(unread)
            async for found in self.read_items(unread, answer.page.url):
                yield found
            if len(newer) < len(items) or not items or not _has_next(answer.response, number):
                return
            answer = await self.rest_list(number)
            yield answer.ended()
            if answer.ending.http_status == PAST_THE_END:
                return
            items = self.items_of(answer)

    def _once(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out what an earlier page of the list showed, and remember that it did.

        Items changed in the same second have no order: the database may show
        one on two pages and another on none.
        """
        numbers = [str(item.get("id")) for item in items]
        fresh = [item for item in items if str(item.get("id")) not in self.shown]
        self.shown_twice |= len(fresh) < len(items)
        self.shown |= set(numbers)
        return fresh

    def _as_before(self, item: dict[str, Any]) -> bool:
        """Tell whether we read this item after its last change, or have this very item."""
        known = self._by_number(str(item.get("id")))
        if known is None:
            return False
        if item_in(known["data"]) == item:
            return True
        if self.is_whole:
            return False  # whatever it says of its time
        changed = utc(item.get("modified_gmt"))
        try:
            moved = known["url"] != canonical(item["link"])
        except (KeyError, TypeError, ValueError):
            return False
        if changed is None or moved:
            return False
        # Within one second, it may have changed again after we read it.
        return bool(changed == known["modified_at"] and known["last_seen_at"] > changed)

    def _items_to_recheck(self) -> set[str]:
        """Return the items whose pages failed: those are taken up when they are due."""
        return ledger.failed_items(self.job.db, self.name, self.job.site.origin)

    def _by_number(self, number: str) -> dict[str, Any] | None:
        return documents.by_number(self.job.db, self.name, self.job.site.origin, number)

    async def read_items(self, items: list[dict[str, Any]], where: str) -> AsyncIterator[Any]:
        """Yield each item's document, with its HTML page where REST does not carry its text."""
        items = await self.ours(items)
        async for ended in self.resolve_terms([i for i in items if not is_protected(i)]):
            yield ended
        pages: list[tuple[Page, dict[str, Any]]] = []
        for item in items:
            try:
                content = item_content(item)
                url = canonical(item["link"])
                if is_protected(item):
                    page = self.item_page(item, url)
                    yield Scheduled(page)
                    yield self.locked(page)
                elif content:
                    yield Found(self.reading(url, content, item=item, raw=_raw(item), route="rest"))
                else:
                    pages.append((self.item_page(item, url), item))
            except OffSite as reason:
                yield self.refusal(str(item["link"]), "document", str(reason))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                said = item.get("link") or item.get("id")
                self.warn(f"{where}: item {said}", f"cannot be read ({_words(error)})")
        for page, _ in pages:
            yield Scheduled(page)
        for page, item in pages:
            async for found in self.read_page_of(page, item):
                yield found

    async def ours(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out what another source has or is to have; see ``others``.

        A post that nobody has yet is left to another source where it is in that
        source's category. Where that cannot be told, it is ours: a post must not
        fall between two sources.
        """
        if not self.shared_with:
            return items
        if self._mine is None:
            self._mine = {str(row["native_id"]) for row in self._live()} | {
                str(self._address(row["url"])) for row in self._live()
            }
        mine, theirs = self._mine, self.numbers_elsewhere() | self.others().keys()
        known = [item for item in items if not mine.isdisjoint(self._known_by(item))]
        new = [item for item in items if (mine | theirs).isdisjoint(self._known_by(item))]
        left = await self._left_numbers() if new else ()
        return known + [item for item in new if set(left).isdisjoint(_categories(item))]

    def _known_by(self, item: dict[str, Any]) -> set[str]:
        """Return by what a document of this item can be known: its number, its page's address."""
        try:
            address = self._address(canonical(str(item.get("link") or "")))
        except ValueError:
            address = None
        return {str(item.get("id")), address or ""}

    async def _left_numbers(self) -> tuple[int, ...]:
        """Return the number of the category whose posts are another source's, if there is one."""
        if self._left is None:
            self._left = await self._find_left() if self.left_category else ()
        return self._left

    async def _find_left(self) -> tuple[int, ...]:
        try:
            category = await self.category(self.left_category)
        except RestUnusable as unusable:
            self.writer.add(unusable.answer.ended())
            self.warn(str(unusable), "whose posts these are cannot be told; all are read here")
            return ()
        if category is None:
            where = self.rest_url("categories", {"slug": self.left_category})
            self.warn(where, "there is no such category; its posts, if any, are read here")
            return ()
        return (category["id"],)

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
            async for ended in self.resolve_terms([item]):
                yield ended
            yield self._read(answer, url, item)
        else:
            yield answer.ended()

    def _title_only(self, answer: Answer, url: str, item: dict[str, Any]) -> Found:
        """Keep an item whose page is not there, as a part of what it should be."""
        reason = f"the API lists it, but its page answers {answer.ending.http_status}"
        self.warn(answer.page.url, f"{reason}; only its title is kept")
        content = self.dated(Content(title="", text=""), item)
        reading = self.reading(url, content, item=item, raw=_raw(item), route="rest")
        failed = answer.failed(reason, self.next_check(answer.page))
        return Found(replace(reading, partial=True), failed.page, failed.ending)

    # What vanished -----------------------------------------------------------------------

    async def recheck(self) -> AsyncIterator[Any]:
        """Take up pages that a run left over, that failed, or that were missing once."""
        site = self.job.site
        due = ledger.due_pages(self.job.db, self.name, site.origin, self.job.now)
        live = {self._address(row["url"]): row for row in self._live()}
        for row in due:
            if row["run_id"] == self.job.run_id:
                continue
            page = self.page(row["url"], "document", native_id=row["native_id"], item=row["item"])
            if self._is_elsewhere(row):
                yield Scheduled(page)
                yield Ended(page, Ending(state="unchanged", reason="another source has it"))
            elif self._read_since(row, live.get(row["url"])):
                yield Scheduled(page)
                yield Ended(page, Ending(state="unchanged", reason="read by the API since"))
            elif row["item"]:
                async for found in self.read_page_of(page, json.loads(row["item"])):
                    yield found
            else:
                async for found in self.look_for(row["url"]):
                    yield found

    def _is_elsewhere(self, row: dict[str, Any]) -> bool:
        return row["url"] in self.others() or row["native_id"] in self.numbers_elsewhere()

    def _read_since(self, row: dict[str, Any], there: dict[str, Any] | None) -> bool:
        """Tell whether a page need not be taken up, because the API gave its document.

        One that came with an item is outdated by a later change of that item;
        one that the archive listed, by the document that is ``there`` by now.
        """
        if row["item"]:
            known = self._by_number(row["native_id"])
            changed = utc(json.loads(row["item"]).get("modified_gmt"))
            return bool(known and changed and (known["modified_at"] or "") > changed)
        return bool(there and there["native_id"] and not there["missing_since_run"])

    async def compare_totals(self, sweep: Sweep, last: Sweep | None) -> AsyncIterator[Any]:
        """Where the site's number of items is not ours, find out which came or went.

        A difference that was there, the same, after the last sweep is not
        looked into again. Where the list showed an item twice, it may have
        left out another that changed.
        """
        known = self._known()
        as_it_was = last is not None and (last.total, last.known) == (sweep.total, known)
        left_out = self.shown_twice and self.something_new
        if (sweep.total in {None, known} or as_it_was) and not left_out:
            if self.is_whole and last is not None:
                # As many came as went: the number does not tell, but the list was read in whole.
                async for found in self._look_for_absent(self.shown, set()):
                    yield found
            return
        listed: dict[str, dict[str, Any]] = {}
        async for found in self.all_ids(self.rest_base, {}, listed):
            yield found
        live = self._live()
        changes = {row["native_id"]: row["modified_at"] for row in live}
        have = self._have()
        missed = [
            number
            for number, item in listed.items()
            if number not in have or (number in changes and _differs(item, changes[number]))
        ]
        items = await self.by_numbers(self.rest_base, missed)
        async for found in self.read_items(items, self.rest_url(self.rest_base, {})):
            yield found
        addresses = {canonical(str(item["link"])) for item in listed.values()}
        async for found in self._look_for_absent(listed.keys(), addresses):
            yield found

    async def _look_for_absent(
        self, numbers: Collection[str], addresses: Collection[str]
    ) -> AsyncIterator[Any]:
        """Ask for the pages of known documents that a list does not show."""
        for row in self._live():
            if row["native_id"] in numbers or row["url"] in addresses or row["missing_since_run"]:
                continue
            async for found in self.look_for(self.job.site.fetchable(row["url"])):
                yield found

    # What is due -------------------------------------------------------------------------

    def collections(self) -> tuple[str, ...]:
        """Return the API's names of the collections that hold this source's documents."""
        return (self.rest_base,)

    async def revisit(self) -> AsyncIterator[Any]:
        """Look again at documents that are due, whatever the list says of them.

        By number, a hundred in one request; then those of which the API does not give the text,
        by their pages, conditionally.
        """
        texts: dict[str, Due] = {}
        titles: dict[str, Due] = {}
        pages: list[Due] = []
        for address, row in self.due_again().items():
            known = self._by_number(row["native_id"]) if row["native_id"] else None
            item = item_in(known["data"]) if known else None
            is_given = known is not None and known["route"] == "rest"
            due = Due(address=address, url=row["url"], item=item, is_given=is_given)
            if item is None:
                pages.append(due)
            elif is_given:
                texts[row["native_id"]] = due
            else:
                titles[row["native_id"]] = due
        try:
            async for found in self._ask_by_number(texts, self.asked_again):
                yield found
            async for found in self._ask_by_number(titles, self.looked_at_again):
                yield found
        except RestUnusable as unusable:  # the list could be read: that is enough for a run
            yield unusable.answer.ended()
            self.warn(str(unusable), "not all that is due was looked at again")
        for one in pages[: self.looked_at_again]:
            async for found in self.read_listed(one.address, {one.address: one.url}, listed=False):
                yield found

    async def _ask_by_number(self, due: dict[str, Due], most: int) -> AsyncIterator[Any]:
        """Ask the API for items by their numbers; what it does not have is looked for."""
        seen = {n for n in due if self.is_whole and n in self.shown and due[n].is_given}
        for number in seen:  # just now, with all the list, and held against what we have
            for item in self._still(due[number]):
                yield item
        asked = [number for number in due if number not in seen][:most]
        there: set[str] = set()
        for base in self.collections():
            items = await self.by_numbers(base, [one for one in asked if one not in there])
            wanted = [item for item in items if str(item.get("id")) in due]
            there |= {str(item["id"]) for item in wanted}
            async for found in self._held_against(wanted, due, base):
                yield found
        for number in [one for one in asked if one not in there][: self.looked_at_again]:
            async for found in self.look_for(due[number].address):
                yield found

    async def _held_against(
        self, items: list[dict[str, Any]], due: dict[str, Due], base: str
    ) -> AsyncIterator[Any]:
        """Yield what became of documents whose items were given again."""
        changed = []
        for item in items:
            before = due[str(item["id"])]
            if before.item == item and before.is_given:
                for ended in self._still(before):
                    yield ended
            else:
                changed.append(item)
        async for found in self.read_items(changed, self.rest_url(base, {})):
            if isinstance(found, Found) and found.page is None:
                page = self.page(due[str(found.reading.native_id)].address, "document")
                yield Scheduled(page)
                yield replace(found, page=page, ending=Ending(state="ok", http_status=OK))
            else:
                yield found

    def _still(self, due: Due) -> tuple[Scheduled, Ended]:
        """Return the items that tell that a document is as it was, by the API."""
        page = self.page(due.address, "document")
        return Scheduled(page), Ended(page, Ending(state="unchanged", http_status=OK), due.url)

    async def all_ids(
        self, base: str, filters: dict[str, str], listed: dict[str, dict[str, Any]]
    ) -> AsyncIterator[Ended]:
        """Fill ``listed`` (number -> link, change, categories) with all that a list has."""
        fields = "id,link,modified_gmt,categories"
        query = {"orderby": "id", "order": "asc", "_fields": fields} | filters
        for number in range(1, MOST_LIST_PAGES):
            answer = await self.rest_page(base, query, number)
            yield answer.ended()
            if answer.ending.http_status == PAST_THE_END:
                return
            for item in self.items_of(answer):
                if item.keys() >= {"id", "link"}:
                    listed[str(item["id"])] = item
                else:
                    self.warn(answer.page.url, "an item without number or address")
            if not _has_next(answer.response, number + 1):
                return

    async def by_numbers(self, base: str, numbers: list[str]) -> list[dict[str, Any]]:
        """Return the items of these numbers that there are, whatever list shows them."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(numbers), TEXTS_A_PAGE):
            some = ",".join(numbers[start : start + TEXTS_A_PAGE])
            query = {"include": some, "orderby": "id", "_fields": ",".join(self.fields)}
            answer = await self.rest_page(base, query, 1)
            self.writer.add(answer.ended())
            found += self.items_of(answer)
        return found

    def _known(self) -> int:
        """Count what we account for: documents that are live, and pages still to be read.

        The list shows other sources' posts of this type too: those under the same path.
        """
        paths = [path_of(address) for address in self.others()] if self.permalink else []
        elsewhere = sum(path.startswith(self.permalink) for path in paths)
        return len(self._live()) + len(self._unread()) + elsewhere

    def _have(self) -> set[str]:
        """Return the numbers of what we account for."""
        live = {row["native_id"] for row in self._live() if row["native_id"]}
        return live | self._unread() | self.numbers_elsewhere()

    def _unread(self) -> set[str]:
        return ledger.unread_ids(self.job.db, self.name, self.job.site.origin)

    # The list ------------------------------------------------------------------------------

    async def rest_list(self, number: int, last: Sweep | None = None) -> Answer:
        """Fetch a page of the list, newest change first; the first one conditionally."""
        query = {"orderby": "modified", "order": "desc", "_fields": ",".join(self.fields)}
        validators = (last.etag, last.last_modified) if last else NO_VALIDATORS
        return await self.rest_page(self.rest_base, query, number, validators)


def _raw(item: dict[str, Any]) -> bytes:
    return as_json(item).encode()


def _is_newer(item: dict[str, Any], known_until: str | None) -> bool:
    """Tell whether an item may have changed since: the same second counts as newer."""
    changed = item.get("modified_gmt")
    return known_until is None or not changed or str(changed) >= known_until


def _categories(item: dict[str, Any]) -> list[int]:
    return term_numbers(item.get("categories"))


def _differs(item: dict[str, Any], modified_at: str | None) -> bool:
    changed = utc(item.get("modified_gmt"))
    return changed is not None and changed != modified_at


def _total(response: Response | None) -> int | None:
    return None if response is None else _counted(response, "X-WP-Total")


def _counted(response: Response, header: str) -> int | None:
    return whole_number((response.headers.get(header) or b"").decode("latin-1"))


def _has_next(response: Response | None, number: int) -> bool:
    """Tell whether the list goes on to page ``number``, by either of its headers."""
    if response is None:
        return False
    pages = _counted(response, "X-WP-TotalPages")
    if pages is not None:
        return number <= pages
    return b'rel="next"' in (response.headers.get("Link") or b"")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"

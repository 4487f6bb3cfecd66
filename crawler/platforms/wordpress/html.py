"""The HTML route into a WordPress site: its archive's pages, then every page they list."""

from collections.abc import AsyncIterator
from typing import Any

from parsel import Selector
from scrapy.http import Response

from crawler import revisits
from crawler.addresses import OffSite, canonical
from crawler.bodies import html_of
from crawler.items import Ended, Found, Scheduled
from crawler.numbers import whole_number
from crawler.platforms.base import Answer, SourceBroken
from crawler.platforms.documents import is_due
from crawler.platforms.wordpress.pages import WordPressPages
from crawler.platforms.wordpress.reading import joined, native_id
from crawler.text import attribute, plain
from db import ledger

MOST_LIST_PAGES = 2000


class HtmlRoute(WordPressPages):
    """Reads a source by its HTML pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.list_says: int | None = None  # how many items the list says it has

    async def html_sweep(self, why: str) -> AsyncIterator[Any]:
        """Read every page that the archive lists, and look for what it lists no more.

        ``why`` says what is wrong with the better route.
        """
        listed: dict[str, str] = {}
        async for ended in self.html_list(listed, why):
            yield ended
        await self.settle()
        if not listed:
            raise SourceBroken(f"{self._archive()}: nothing in the list ({self.listed}); {why}")
        theirs = self.others()
        listed = {address: url for address, url in listed.items() if address not in theirs}
        known = {self.job.site.fetchable(row["url"]): row["url"] for row in self._live()}
        # A known document keeps the address it is known by.
        todo = self._in_turn(listed | known)
        for address in todo:
            yield Scheduled(self.page(address, "document"))
        read = unlisted = 0
        for address in todo:
            async for found in self.read_listed(address, todo, listed=address in listed):
                yield found
                there = isinstance(found, Found) or found.ending.state == "unchanged"
                read += there
                unlisted += there and address not in listed
        if todo and not read:
            raise SourceBroken(f"{self._archive()}: no page of the list can be read; {why}")
        if unlisted:
            self.warn(self._archive(), f"{unlisted} pages are there that the list does not show")

    def _in_turn(self, todo: dict[str, str]) -> dict[str, str]:
        """Put first what was never read, then some of what was, the longest due first.

        So runs that are stopped half-way get through it all in the end: the next one leaves out
        what they read.
        """
        origin = self.job.site.origin
        pages = ledger.pages_of(self.job.db, self.name, origin, "document")
        before = ledger.read_before_the_end(self.job.db, self.name, origin, self.job.as_of)
        known = self._standing()
        new = [address for address in todo if address not in known]
        ordered = [address for _, address in revisits.in_order(known, pages, self.job.as_of)]
        # What failed or waits has its own time, which is before all of that; but not before it has
        # come, or pages that fail for ever would take the place of all others.
        unread = known.keys() - set(ordered)
        waiting = [a for a in todo if a in unread and self._has_its_turn(pages[a])]
        again = [address for address in waiting + ordered if address in todo.keys() - before]
        chosen = [a for a in new if a not in before] + again[: self.read_again_by_html]
        return {address: todo[address] for address in chosen}

    def _has_its_turn(self, page: dict[str, Any]) -> bool:
        return page["state"] == "gone" or is_due(page, self.job.now)

    async def html_list(self, listed: dict[str, str], why: str) -> AsyncIterator[Any]:
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
            self.checked(answer, why)
            page = self.list_of(answer, why)
            for link in page.css(self.listed):
                url = joined(answer.response.url, (attribute(link, "href") or ""))
                try:
                    url = canonical(url)
                    listed.setdefault(self.job.site.fetchable(url), url)
                except (OffSite, ValueError) as reason:
                    yield self.refusal(url, "document", str(reason))
            self.list_says = self.count_of(page) or self.list_says
            address = self._next(page, answer.response)
        if (self.list_says or 0) > len(listed):
            says = f"the list says it has {self.list_says} and shows {len(listed)}"
            self.warn(self._archive(), says)

    def checked(self, answer: Answer, why: str) -> None:
        """Raise SourceBroken where a page of a list was not answered."""
        if answer.ok:
            return
        reason = f"the site answers {answer.ending.http_status}"
        if answer.ending.state != "gone":
            reason = answer.ending.reason or reason
        raise SourceBroken(f"{answer.page.url}: {reason}; {why}")

    def list_of(self, answer: Answer, why: str) -> Selector:
        """Return a page of a list that was answered; raises SourceBroken where it is no page."""
        try:
            return Selector(text=html_of(answer.response)[0], type="html")
        except ValueError as error:
            raise SourceBroken(
                f"{answer.page.url}: nothing in the list ({error}); {why}"
            ) from error

    def count_of(self, page: Selector) -> int | None:
        """Return how many items a page of the list says that there are."""
        return whole_number(plain(page.css(self.list_count).get() or "").replace(",", ""))

    def _next(self, page: Selector, response: Response) -> str | None:
        link = attribute(page.css(self.next_page), "href")
        return self._address(joined(response.url, link)) if link else None

    def _archive(self) -> str:
        return f"{self.job.site.start}{self.archive}"

    async def read_listed(
        self, address: str, todo: dict[str, str], *, listed: bool
    ) -> AsyncIterator[Any]:
        """Fetch one page of the archive, conditionally where we have read it before."""
        page, url = self.page(address, "document"), todo[address]
        answer = await self.fetch(page, self.validators(page, url))
        if answer.ending.state == "unchanged":
            yield answer.ended(url)
        elif answer.ending.state == "gone":
            yield self._missing(answer, self._known_at(address))
        elif answer.ok and not listed and (elsewhere := self._elsewhere(answer)):
            yield self._moved(answer, elsewhere, todo)
        elif answer.ok:
            yield self._read(answer, url, None)
        else:
            yield answer.ended(url if answer.moved_to else None)

    def _moved(self, answer: Answer, elsewhere: str, todo: dict[str, str]) -> Found | Ended:
        """Read a page at its new address, if its number says that it is the same page."""
        known = self._known_at(answer.page.url)
        if known and known["native_id"] == _number_of(answer) is not None:
            return self._read(answer, self._name_of(elsewhere, todo), None)
        return self._missing(self._led_away(answer, elsewhere), known)

    def _name_of(self, url: str, todo: dict[str, str]) -> str:
        """Return what the archive calls an address that a redirect led to."""
        return todo.get(self.job.site.fetchable(url)) or canonical(url)


def _number_of(answer: Answer) -> str | None:
    """Return the number that a page says is its own; None where it says none, or is no page."""
    try:
        return native_id(html_of(answer.response)[0])
    except ValueError:
        return None

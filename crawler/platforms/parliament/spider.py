"""Parliament's APIs: a list in JSON, page by page with skip and take, then each record by number.

A list cuts long texts, so what it shows only tells what to ask for.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy.http import Response

from crawler.bodies import json_body, said_type
from crawler.numbers import whole_number
from crawler.platforms.base import SourceBroken
from crawler.platforms.listed import Entry, ListedSpider
from crawler.platforms.parliament.reading import (
    DHSC,
    DHSC_NUMBER,
    QUESTIONS_API,
    QUESTIONS_SITE,
    Item,
    number_of,
    value_of,
)
from crawler.probe import Check

TAKE = 100  # the most that the APIs give at once
WALKS = 2  # so often a list is walked whose number of items is not what it says
OVERLAP = timedelta(days=14)  # an answer may reach the API days after the day that it carries
SPAN = timedelta(days=28)  # of days that are asked for at once: deep lists are slow and fail

Query = dict[str, Any]


class ParliamentSpider(ListedSpider):
    """A list of one of Parliament's APIs.

    list_address
      The address of the list, without a query.
    items_name, skip_name, take_name
      What this API calls the items of its answer and the two parts of the query.
    """

    platform: ClassVar[str] = "parliament"
    extractor: ClassVar[str] = "parliament/1"
    licence: ClassVar[str] = "OPL v3.0"
    republish: ClassVar[str] = "text"

    list_address: ClassVar[str]
    items_name: ClassVar[str] = "results"
    skip_name: ClassVar[str] = "skip"
    take_name: ClassVar[str] = "take"

    async def walk(self, query: Query) -> dict[str, Item]:
        """Return all items of a list by number; raises SourceBroken where it cannot be read.

        A list that changes while it is read may skip an item: where it shows
        fewer than it says, it is walked again.
        """
        address = f"{self.list_address}?{urlencode(query, doseq=True)}"
        found: dict[str, Item] = {}
        total, shown = 0, 0
        for _ in range(WALKS):
            total, shown = await self._walk_once(address, found)
            if len(found) >= total:
                return found
        said = f"the list says that it has {total} items"
        if shown < total:
            raise SourceBroken(f"{address}: {said} and ends after {shown}")
        self.warn(address, f"{said} and shows {len(found)}")
        return found

    async def _walk_once(self, address: str, found: dict[str, Item]) -> tuple[int, int]:
        """Add to ``found`` what the list shows; return how many it says it has, and showed."""
        shown: int = 0
        seen: set[str] = set()
        while True:
            page = {self.skip_name: shown, self.take_name: TAKE}
            response = await self.list_page(f"{address}&{urlencode(page)}")
            items, total = self._items_of(response)
            values = dict(self._values(items, response.url))
            found |= values
            shown += len(items)
            nothing_new = values.keys() <= seen  # as if the server knew no skip
            if nothing_new or (total is not None and shown >= total):
                return total or 0, shown
            seen |= values.keys()

    def _items_of(self, response: Response) -> tuple[list[Any], int | None]:
        payload = self.json_of(response)
        named = isinstance(payload, dict) and self.items_name in payload
        items = payload[self.items_name] if named else ""
        items = [] if items is None else items
        if not isinstance(items, list):
            raise SourceBroken(f'{response.url}: JSON without a list of "{self.items_name}"')
        return items, whole_number(str(payload.get("totalResults")))

    def _values(self, items: list[Any], where: str) -> Iterator[tuple[str, Item]]:
        for item in items:
            try:
                value = value_of(item)
            except ValueError as error:
                self.warn(where, f"an item cannot be read ({error})")
            else:
                yield number_of(value), value

    def record(self, response: Response, entry: Entry) -> Item:
        """Return the record that was asked for by its number; raises ValueError for another."""
        value = value_of(json_body(response))
        if entry.native_id and number_of(value) != entry.native_id:
            raise ValueError(f"the record of {number_of(value)}, asked for {entry.native_id}")
        return value

    def as_read(self, response: Response, entry: Entry, parts: Item) -> Item:
        """Return the parts of a Reading that are the same for all records."""
        said = said_type(response) or None
        return {"url": entry.url, "raw": response.body, "content_type": said} | parts


def of_the_department(response: Response) -> str | None:
    """Find that all items of a list are the department's (a ``Finder`` of probe)."""
    try:
        values = [value_of(item) for item in json_body(response)["results"]]
    except (ValueError, KeyError, TypeError):
        return None
    names = {str(value.get("answeringBodyName")) for value in values}
    return DHSC[1] if names == {DHSC[1]} else None


def by_its_number(address: str) -> Check:
    """Return the check that a list knows the department under the number that we ask for."""
    return Check(
        fact=f"answering body {DHSC_NUMBER} is the {DHSC[1]}",
        path=f"{address}?answeringBodies={DHSC_NUMBER}&sessionStatus=Any&take=5",
        find=of_the_department,
        otherwise="look the department's number up in the API and set DHSC_NUMBER to it",
    )


class WrittenSpider(ParliamentSpider):
    """Written questions or statements of the Department of Health and Social Care, both Houses.

    first_days
      So many days back the first look goes.
    """

    home: ClassVar[str] = QUESTIONS_SITE
    # Files: known from the addresses that records give, not from a description (probe).
    hosts: ClassVar[tuple[str, ...]] = (QUESTIONS_API, "https://qna.files.parliament.uk")
    body: ClassVar[tuple[str, str]] = DHSC
    cadence: ClassVar[str] = "daily"

    # Promises reach about a year ahead ("later this year", "in the spring"): older ones say
    # little of what is due now, and there are some ten thousand answers a year.
    first_days: ClassVar[int] = 366

    async def walk_spans(self, start: str, end: str) -> dict[str, Item]:
        """Return by number what the list has since the last look and before, the newest first.

        ``start`` and ``end`` are the names of the first and the last day in a
        query. A first look that finds nothing at all is an error.
        """
        found: dict[str, Item] = {}
        for query in self._spans(start, end):
            found |= await self.walk(query)
        if not found and self.last_look() is None:
            raise SourceBroken(f"{self.list_address}: nothing in {self.first_days} days")
        return found

    async def walk(self, query: Query) -> dict[str, Item]:
        """Return by number what the list has for a query, of all sessions."""
        always = {
            "answeringBodies": DHSC_NUMBER,
            "house": "Bicameral",
            "sessionStatus": "Any",
            "expandMember": "false",
        }
        return await super().walk(always | query)

    def since(self) -> date:
        """Return the day from which on lists are asked for: the last complete look's, and before.

        So what came late into the API is not missed.
        """
        last = self.last_look()
        if last:
            return date.fromisoformat(last) - OVERLAP
        return date.fromisoformat(self.job.as_of) - timedelta(days=self.first_days)

    def _spans(self, start: str, end: str) -> Iterator[Query]:
        """Yield queries that together ask for all days since then; the newest has no last day."""
        since, until = self.since(), date.fromisoformat(self.job.as_of)
        last: Query = {}
        while True:
            first = max(since, until - SPAN)
            yield {start: first.isoformat()} | last
            if first <= since:
                return
            until = first - timedelta(days=1)
            last = {end: until.isoformat()}

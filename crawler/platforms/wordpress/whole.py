"""A small part of a WordPress site that is listed whole in each run.

What belongs to it is told by a category or a place in the site, and that can change while the
text stays. So no order of changes is relied on: all of it is listed, and compared with what is
known. What is known and not listed any more is asked for by its number, wherever it is filed now.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from crawler.items import Swept
from crawler.platforms.base import SourceBroken
from crawler.platforms.wordpress.spider import WordPressSpider
from db.ledger import Sweep, as_json


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a list (id, link, modified_gmt at least) and the collection that has it."""

    base: str
    item: dict[str, Any]


class WholeListSpider(WordPressSpider):
    """A source that lists all it has: see ``everything``.

    A change of category or place is no removal: a document that is not listed any more is looked
    for by its number in ``bases``, and read on from there.
    """

    bases: tuple[str, ...]  # collections that hold its documents; known after ``everything``

    async def everything(self) -> dict[str, Listed]:
        """Return all that there is, by number; raises SourceBroken or RestUnusable."""
        raise NotImplementedError

    async def rest_sweep(self) -> AsyncIterator[Any]:
        """Read what is new or changed of all there is, then look for what vanished."""
        await self.prepare()
        self._last_sweep()
        listed = await self.everything()
        if not listed and not self.may_be_empty:
            where = self.rest_url(self.bases[0], {})
            raise SourceBroken(f"{where}: an empty list, where there must be something")
        for base in self.bases:
            numbers = [number for number, one in listed.items() if one.base == base]
            async for found in self._read_changed(base, [listed[n].item for n in numbers]):
                yield found
        await self.settle()
        async for found in self.recheck():
            yield found
        await self.settle()
        async for found in self._look_for_unlisted(listed):
            yield found
        await self.settle()
        sweep = Sweep(newest_modified=None, total=len(listed), known=self._known())
        yield Swept(sweep, is_whole=self.is_whole)
        await self.settle()
        async for found in self.revisit():
            yield found

    def collections(self) -> tuple[str, ...]:
        """See ``RestRoute``."""
        return self.bases

    async def _read_changed(self, base: str, items: list[dict[str, Any]]) -> AsyncIterator[Any]:
        """Read the items that are not as we have them; failed pages wait until they are due.

        Once a week all are asked for, whatever the list says of their times: the short items of
        the list are then never what we have (``RestRoute.is_whole``).
        """
        elsewhere, failed = self.numbers_elsewhere(), self._items_to_recheck()
        new = [
            str(item["id"])
            for item in items
            if str(item["id"]) not in elsewhere and not self._as_before(item)
        ]
        whole = [
            item
            for item in await self.by_numbers(base, new)
            if as_json(item) not in failed and not (self.is_whole and self._as_before(item))
        ]
        self.shown |= set(new)
        async for found in self.read_items(whole, self.rest_url(base, {})):
            yield found

    async def _look_for_unlisted(self, listed: dict[str, Listed]) -> AsyncIterator[Any]:
        shown = {name for one in listed.values() for name in self._known_by(one.item)}
        rows = [
            row
            for row in self._live()
            if shown.isdisjoint({str(row["native_id"]), str(self._address(row["url"]))})
            and not row["missing_since_run"]
        ]
        numbers = [row["native_id"] for row in rows if row["native_id"]]
        there: set[str] = set()
        for base in self.bases:
            items = await self.by_numbers(base, numbers)
            there |= {str(item["id"]) for item in items}
            changed = [item for item in items if not self._as_before(item)]
            async for found in self.read_items(changed, self.rest_url(base, {})):
                yield found
        for row in rows:
            if row["native_id"] not in there:
                async for found in self.look_for(self.job.site.fetchable(row["url"])):
                    yield found

"""Sources that list what they have: the list is read, then each document that is new or changed.

entries() --> which are unread or changed --> fetch --> read() --> files --> what vanished
"""

import json
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from scrapy.http import Response, TextResponse

from crawler.addresses import OffSite, bare, canonical
from crawler.bodies import is_json, json_body
from crawler.items import Ended, Found, Scheduled, Swept
from crawler.platforms.base import Answer, SourceBroken
from crawler.platforms.documents import DocumentSpider, is_due
from crawler.platforms.wordpress.reading import MissingPart
from crawler.revisits import is_sweep_due
from db import documents, ledger
from db.ledger import Page, Sweep, as_json
from db.readings import Reading


class NotADocument(Exception):
    """What was fetched is none yet, or none of ours; the message says why. It is no failure."""


class DocumentGone(Exception):
    """The source says that the document was taken away; the message is what it says."""


class DocumentMoved(Exception):
    """The source says that the document is elsewhere now: ``to`` is its new public address."""

    def __init__(self, to: str) -> None:
        self.to = to
        super().__init__(f"it has moved to {to}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a list shows.

    url
      The document's public address, what a reader opens.
    native_id
      The site's own number: it keeps the document's identity when its address changes.
    stamp
      The list's sign of change. The same as when the document was last read: it is not fetched.
      None: it is asked for, conditionally, in each run.
    item
      The list's own entry, given back to ``read``, by a later run too.
    """

    url: str
    native_id: str | None = None
    stamp: str | None = None
    item: dict[str, Any] | None = None

    def as_json(self) -> str:
        """Return it as the ledger keeps it until its page is read."""
        return as_json({name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def from_json(cls, text: str) -> "Entry":
        """Return what ``as_json`` wrote."""
        return cls(**json.loads(text))


class ListedSpider(DocumentSpider):
    """A source with lists; a platform says how they and their documents are read.

    whole_list
      Whether ``entries`` yields everything that there is: then what is known and not listed is
      looked for, and counts as gone when two runs missed it; and an empty list is an error.
    most_pages
      So many documents are fetched in a run at most, in the order of the list; the rest wait.
    looked_at_again
      Of the known documents that are due to be looked at again (``crawler.revisits``), so many a
      run, the longest due first: edits and removals show in no list, or a list may be wrong.
    """

    whole_list: ClassVar[bool] = False
    most_pages: ClassVar[int] = 5000
    looked_at_again: ClassVar[int] = 100

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, dict[str, Any]] = {}  # live documents, by the address to ask
        # Pages that runs which did not get to the end have read since the last one that did.
        self.read_before: set[str] = set()
        self.is_whole = True  # what this run reads of its lists; a platform may know better

    def entries(self) -> AsyncIterator[Entry]:
        """Yield what the lists show; raises SourceBroken where they cannot be read."""
        raise NotImplementedError

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read one document.

        Raises MissingPart or ValueError where the answer is not what it should
        be, NotADocument, DocumentGone or DocumentMoved.
        """
        raise NotImplementedError

    def address_of(self, url: str, native_id: str | None) -> str:  # noqa: ARG002
        """Return the address to ask for a document, where that is not its public one (an API)."""
        return url

    def follow(self, reading: Reading) -> Iterable[Entry]:  # noqa: ARG002
        """Return further documents that one leads to."""
        return ()

    def last_look(self) -> str | None:
        """Return the day (ISO) that the last run counted as which read the lists to their end."""
        site = self.job.site
        last = ledger.last_sweep(self.job.db, self.name, site.origin, site.start)
        return last.newest_modified if last else None

    def is_sweep_due(self) -> bool:
        """Tell whether a list is to be read in whole though nothing in it seems to be new."""
        site = self.job.site
        last = ledger.last_sweep(self.job.db, self.name, site.origin, site.start)
        return is_sweep_due(last.swept_on if last else None, self.job.as_of)

    # The story ---------------------------------------------------------------------------

    async def collect(self) -> AsyncIterator[Any]:
        """Read the lists, what is new or changed in them, files, and what they do not show."""
        self.job.route = self.platform
        self.known = self._all_known()
        self.read_before = ledger.read_before_the_end(
            self.job.db, self.name, self.job.site.origin, self.job.as_of
        )
        listed, refused = await self._listed()
        for ended in refused:
            yield ended
        await self.settle()
        async for item in self._read_all(self._unread(listed)):
            yield item
        await self.settle()
        async for item in self._read_all(self._to_look_at(listed)):
            yield item
        async for item in self.read_files():
            yield item
        await self.settle()
        total = len(listed) if self.whole_list else None
        sweep = Sweep(newest_modified=self.job.as_of, total=total, known=len(self._live()))
        yield Swept(sweep, is_whole=self.is_whole)

    async def _listed(self) -> tuple[dict[str, Entry], list[Ended]]:
        """Return what the lists show by the address to ask for it, and what is not ours to ask."""
        listed: dict[str, Entry] = {}
        refused: list[Ended] = []
        async for entry in self.entries():
            try:
                listed.setdefault(self._fetch_address(entry), entry)
            except OffSite as reason:
                refused.append(self.refusal(entry.url, "document", str(reason)))
        if self.whole_list and not listed and not self.may_be_empty:
            raise SourceBroken(
                f"{self.job.site.start}: an empty list, where there must be something"
            )
        return listed, refused

    async def _read_all(self, pages: list[tuple[Page, Entry]]) -> AsyncIterator[Any]:
        """Fetch pages, and what they lead to, as far as a run may go.

        What a document leads to is in the queue before the document counts as
        read: a run that is killed in between must not lose it.
        """
        queue = deque(pages)
        for page, _ in queue:
            yield Scheduled(page)
        seen, fetched = {page.url for page, _ in queue}, 0
        while queue and fetched < self.most_pages:
            page, entry = queue.popleft()
            fetched += 1
            async for item in self._read_one(page, entry):
                if isinstance(item, Found):
                    async for more in self._followed(item.reading, seen, queue):
                        yield more
                yield item
        self.job.counts["pages_waiting"] += len(queue)

    def _unread(self, listed: dict[str, Entry]) -> list[tuple[Page, Entry]]:
        """Return what the list shows to be new or changed, and what an earlier run left over."""
        pages = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        new = [
            (self._entry_page(address, entry), entry)
            for address, entry in listed.items()
            if not self._as_before(pages.get(address), entry)
        ]
        return new + self._left_over({page.url for page, _ in new})

    def _as_before(self, row: dict[str, Any] | None, entry: Entry) -> bool:
        """Tell whether the list shows a document as it was when we last read it, or failed to."""
        if row is None or row["state"] in {"scheduled", "leased", "gone"}:
            return False
        if row["state"] in {"failed", "refused"}:
            return not is_due(row, self.job.now)
        if entry.stamp is None:
            return row["url"] in self.read_before
        return bool(row["lastmod"] == entry.stamp)

    def _left_over(self, taken: set[str]) -> list[tuple[Page, Entry]]:
        rows = ledger.due_pages(self.job.db, self.name, self.job.site.origin, self.job.now)
        found = []
        for row in rows:
            if row["url"] in taken or not self._address(row["url"]):
                continue
            document = self.known.get(row["url"])
            entry = Entry.from_json(row["item"]) if row["item"] else _entry_of(document or row)
            found.append((self._entry_page(row["url"], entry), entry))
        return found

    def _to_look_at(self, listed: dict[str, Entry]) -> list[tuple[Page, Entry]]:
        """Return known documents that are to be looked at though no list says so.

        Of a whole list: all that it should show and does not. And of all, listed or not, some of
        those that are due.
        """
        pages = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        if self.yielded:  # what was just read may have moved one to a new address
            self.known = self._all_known()
        absent = [
            address
            for address in self.known
            if self.whole_list and address not in listed and self._may_be_asked(pages.get(address))
        ]
        due = [a for a in self.due_again() if a in self.known and a not in set(absent)]
        chosen = absent + due[: self.looked_at_again]
        entries = [listed.get(address) or _entry_of(self.known[address]) for address in chosen]
        return [
            (self._entry_page(address, entry), entry)
            for address, entry in zip(chosen, entries, strict=True)
        ]

    def _all_known(self) -> dict[str, dict[str, Any]]:
        """Return what is known and not gone by the address to ask; what moved may come back."""
        site = self.job.site
        rows = documents.live_documents(self.job.db, self.name, site.origin, moved=True)
        return {address: row for row in rows if (address := self._address_of(row))}

    def _may_be_asked(self, page: dict[str, Any] | None) -> bool:
        """Tell whether a page that no list names may be asked for: not twice in a run."""
        if page is None:
            return True
        if page["state"] in {"scheduled", "leased"} or page["run_id"] == self.job.run_id:
            return False
        return page["state"] not in {"failed", "refused"} or is_due(page, self.job.now)

    # One document --------------------------------------------------------------------------

    async def _read_one(self, page: Page, entry: Entry) -> AsyncIterator[Any]:
        known = self.known.get(page.url)
        answer = await self.fetch(page, self.validators(page, known["url"] if known else entry.url))
        if answer.moved_to and known:
            yield answer.ended(known["url"])
        elif answer.ending.state == "unchanged":
            yield answer.ended(known["url"] if known else entry.url)
        elif answer.ending.state == "gone":
            yield self._missing(answer, known)
        elif answer.ok:
            yield self._outcome(answer, entry, known)
        else:
            yield answer.ended()

    def _outcome(self, answer: Answer, entry: Entry, known: dict[str, Any] | None) -> Found | Ended:
        """Return what reading an answer came to."""
        try:
            reading = self.read(answer.response, entry)
        except NotADocument as reason:
            ending = replace(answer.ending, reason=str(reason))
            return Ended(answer.page, ending)
        except DocumentGone as reason:
            gone = replace(answer.ending, state="gone", reason=str(reason))
            return self._missing(replace(answer, ending=gone), known)
        except DocumentMoved as moved:
            return self._moved(answer, moved.to, known)
        except (MissingPart, ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"{answer.page.url}: cannot be read ({type(error).__name__}: {error})"
            return answer.failed(reason, self.next_check(answer.page)).ended()
        if reading.partial:
            # Neither validators nor the list's stamp may let the rest be skipped.
            ending = replace(answer.ending, etag=None, last_modified=None)
            answer = replace(answer, page=replace(answer.page, stamp=None), ending=ending)
        return self._placed(answer, entry, reading, known)

    def _placed(
        self, answer: Answer, entry: Entry, reading: Reading, known: dict[str, Any] | None
    ) -> Found | Ended:
        """Give a reading its place: where a redirect led to, it may be another page altogether."""
        asked_itself = bare(self._address(entry.url) or "") == bare(answer.page.url)
        elsewhere = self._elsewhere(answer) if asked_itself else None
        if elsewhere is None:
            return Found(reading, answer.page, answer.ending)
        if known is None or _is_same(reading, known):
            for_good = not (answer.response.request and answer.response.request.meta.get("for_now"))
            url = canonical(elsewhere) if for_good else entry.url
            moved = replace(reading, url=url, known_as=known["url"] if known else None)
            return Found(moved, answer.page, answer.ending)
        return self._missing(self._led_away(answer, elsewhere), known)

    def _moved(self, answer: Answer, to: str, known: dict[str, Any] | None) -> Ended:
        ending = self.refused_ending(answer.page, f"it has moved to {to}")
        document = known["url"] if known else None
        return Ended(answer.page, ending, document, to if known else None, is_stated=True)

    async def _followed(
        self, reading: Reading, seen: set[str], queue: deque[tuple[Page, Entry]]
    ) -> AsyncIterator[Any]:
        for entry in self.follow(reading):
            try:
                address = self._fetch_address(entry)
            except OffSite as reason:
                yield self.refusal(entry.url, "document", str(reason))
                continue
            page = self._entry_page(address, entry)
            row = ledger.page(self.job.db, page.source, page.origin, page.url)
            read_now = row is not None and row["run_id"] == self.job.run_id
            if address in seen or read_now or self._as_before(row, entry):
                continue
            seen.add(address)
            queue.append((page, entry))
            yield Scheduled(page)

    def _entry_page(self, address: str, entry: Entry) -> Page:
        return self.page(
            address,
            "document",
            native_id=entry.native_id,
            item=entry.as_json(),
            stamp=entry.stamp,
        )

    def _fetch_address(self, entry: Entry) -> str:
        return self.job.site.fetchable(self.address_of(entry.url, entry.native_id))

    def _address_of(self, row: dict[str, Any]) -> str | None:
        return self._address(self.address_of(row["url"], row["native_id"]))

    # Lists ---------------------------------------------------------------------------------

    async def list_page(self, url: str) -> Response:
        """Fetch a page of a list and record it; raises SourceBroken where it cannot be read."""
        answer = await self.fetch(self.page(self.job.site.fetchable(url), "list"))
        self.writer.add(answer.ended())
        if answer.ok:
            return answer.response
        reason = answer.ending.reason or answer.ending.state
        if answer.ending.state == "gone":
            reason = f"the site answers {answer.ending.http_status}"
        raise SourceBroken(f"{answer.page.url}: {reason}")

    def json_of(self, response: Response) -> Any:
        """Return the JSON of an answer; raises SourceBroken where it is none."""
        try:
            return json_body(response)
        except ValueError as error:
            what = (
                f"broken JSON ({error})" if is_json(response) else f"{response.status} with {error}"
            )
            raise SourceBroken(f"{response.url}: {what}") from error

    # Readings ------------------------------------------------------------------------------

    def at(self, url: str) -> str:
        """Return a public address that we put together ourselves, as the site or copy has it."""
        return canonical(self.job.site.at(url))

    def reading(self, **parts: Any) -> Reading:
        """Return a reading of this source: its name, origin, route and extractor are filled in."""
        own = {
            "source": self.name,
            "origin": self.job.site.origin,
            "route": self.platform,
            "extractor": self.extractor,
            "native_id": None,
            "content_type": None,
        }
        return Reading(**(own | parts))

    def read_again(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes with today's reader, by way of a response like the first one."""
        response = self._response_of(raw, version)
        entry = Entry(url=version["url"], native_id=version["native_id"])
        try:
            return replace(self.read(response, entry), native_id=version["native_id"])
        except (MissingPart, ValueError, KeyError, TypeError, AttributeError):
            return None
        except (NotADocument, DocumentGone, DocumentMoved):
            return None

    def _response_of(self, raw: bytes, version: dict[str, Any]) -> Response:
        headers = {"Content-Type": version["content_type"] or "text/html"}
        return TextResponse(version["url"], headers=headers, body=raw)


def _is_same(reading: Reading, known: dict[str, Any]) -> bool:
    """Tell whether the page that a redirect led to is the document, by its number or its title."""
    if reading.native_id and known["native_id"]:
        return bool(reading.native_id == known["native_id"])
    return bool(reading.title == known["title"])


def _entry_of(row: dict[str, Any]) -> Entry:
    """Return the entry of a known document, or of a page that was left without one."""
    return Entry(url=row["url"], native_id=row["native_id"])

"""What all sources share: is a document still there, and what do the files attached to it say."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from posixpath import basename
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from scrapy.http import Response

from crawler import revisits
from crawler.addresses import OffSite, bare, canonical
from crawler.bodies import is_pdf, said_type
from crawler.files.kinds import is_readable
from crawler.files.reading import FileText, read_file, read_file_now
from crawler.items import Ended, Found, Scheduled
from crawler.moments import moment
from crawler.platforms.base import Answer, SourceSpider, made_before
from crawler.platforms.control_table import control_dates
from db import documents, ledger
from db.ledger import Ending, Page
from db.readings import Reading

CUT = "the file was cut short"
_TAIL = 8192
_ZIP_TAIL = 22 + 65535  # the end of the list of files in a ZIP, with the longest comment
TO_BE_READ = frozenset({"scheduled", "leased"})
LONG_AGO = "2000-01-01"
LOOKED_AT = revisits.READ | {"gone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that is to be fetched: its page, and what the document that has it says of it."""

    page: Page
    row: dict[str, Any]


class DocumentSpider(SourceSpider):
    """A source of documents.

    most_files
      Of the files that were never read, so many a run, the newest first: the years that a source
      has in store are read over several nights.
    files_looked_at_again
      Of the files that were read, or are gone, and are due (``crawler.revisits``), so many a run
      are asked for again, conditionally, the longest unread first: a file may be replaced under
      its old address, or come back.
    """

    most_files: ClassVar[int] = 2000
    files_looked_at_again: ClassVar[int] = 50

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Address to ask -> the addresses of documents, live or not, that are asked for there.
        self._urls_at: dict[str | None, set[str]] | None = None

    # Still there? ------------------------------------------------------------------------

    def _missing(self, answer: Answer, known: dict[str, Any] | None) -> Ended:
        """End a page that is not there; its document counts as gone on the second run."""
        what = answer.ending.reason
        if known is None:
            reason = f"{what}: listed, but there is no such page"
            return answer.failed(reason, self.next_check(answer.page)).ended()
        if known["missing_since_run"] and known["missing_since_run"] != self.job.run_id:
            return answer.ended(known["url"])
        reason = f"{what}; counts as gone when seen on a second run"
        return answer.failed(reason, f"{self.job.as_of}T00:00:00Z").ended(known["url"])

    def _led_away(self, answer: Answer, elsewhere: str) -> Answer:
        reason = f"its address leads to {elsewhere}"
        status = answer.ending.http_status
        return replace(answer, ending=Ending(state="gone", http_status=status, reason=reason))

    def _elsewhere(self, answer: Answer) -> str | None:
        """Return the address that a redirect led to, if it is another page than was asked for.

        For a post that is not there any more, WordPress sends its readers to
        one with a similar name.
        """
        reached = self._address(answer.response.url)
        return None if bare(reached or "") == bare(answer.page.url) else answer.response.url

    def _known_at(self, address: str) -> dict[str, Any] | None:
        """Return the live document that is asked for at an address, as the database has it now."""
        known = (self.job.db, self.name, self.job.site.origin)
        if self._urls_at is None:
            self._urls_at = {}
            for row in documents.all_documents(*known):
                self._urls_at.setdefault(self._address_of(row), set()).add(row["url"])
        urls = self._urls_at.get(address)
        return documents.live_among(*known, sorted(urls)) if urls else None

    def kept(self, reading: Reading) -> None:
        """See ``SourceSpider``."""
        if self._urls_at is not None and reading.kind != "attachment":
            row = {"url": reading.url, "native_id": reading.native_id}
            self._urls_at.setdefault(self._address_of(row), set()).add(reading.url)

    def _live(self) -> list[dict[str, Any]]:
        """Return the live documents that are on this site, not on another copy of it."""
        live = documents.live_documents(self.job.db, self.name, self.job.site.origin)
        return [row for row in live if self._address_of(row)]

    def _address_of(self, row: dict[str, Any]) -> str | None:
        """Return the address to ask for a known document (url, native_id)."""
        return self._address(row["url"])

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

    # When again? -------------------------------------------------------------------------

    def due_again(self) -> dict[str, dict[str, Any]]:
        """Return the documents that are due to be looked at again, the longest due first.

        Rows of ``db.ledger.standing`` by the address to ask for; what this run had in hand
        already is out.
        """
        pages = ledger.pages_of(self.job.db, self.name, self.job.site.origin, "document")
        rows = self._standing()
        return {
            address: rows[address]
            for address in revisits.due(rows, pages, self.job.as_of)
            if address not in pages or pages[address]["run_id"] != self.job.run_id
        }

    def _standing(self) -> dict[str, dict[str, Any]]:
        rows = ledger.standing(self.job.db, self.name, self.job.site.origin)
        return {address: row for row in rows if (address := self._address_of(row))}

    # Files ---------------------------------------------------------------------------------

    async def read_files(self) -> AsyncIterator[Any]:
        """Read the files that this source's documents point to and that were not read yet.

        Then look again at some of those that were. A file on another host is
        refused, once; one of a kind that holds no text is not asked for.
        """
        await self.settle()
        new, known = self._files()
        for refused in new:
            if isinstance(refused, Ended):
                self.writer.add(Scheduled(refused.page))
                yield refused
        unread = [file for file in new if isinstance(file, WaitingFile)]
        chosen = unread[: self.most_files]
        self.job.counts["files_waiting"] = len(unread) - len(chosen)
        chosen += known[: self.files_looked_at_again]
        for file in chosen:
            yield Scheduled(file.page)
        async for item in self._read_each(chosen):
            yield item

    async def _read_each(self, files: list[WaitingFile]) -> AsyncIterator[Any]:
        for file in files:
            yield await self._read_file(file)

    def _files(self) -> tuple[list[WaitingFile | Ended], list[WaitingFile]]:
        """Return the files to be read for the first time, and those due again, oldest first."""
        site = self.job.site
        pages = ledger.pages_of(self.job.db, self.name, site.origin, "attachment")
        new: list[WaitingFile | Ended] = []
        known: list[tuple[str, WaitingFile]] = []
        for row in documents.attached_files(self.job.db, self.name, site.origin):
            if not is_readable(row["mime_type"], urlsplit(row["url"]).path):
                continue
            page = self._file_page(row["url"])
            before = pages.get(page.url)
            if before is None or is_due(before, self.job.now):
                owned = self._address(row["url"]) is not None
                new.append(WaitingFile(page=page, row=row) if owned else _not_ours(page))
            elif before["state"] in LOOKED_AT and revisits.is_file_due(before, self.job.as_of):
                known.append((before["fetched_at"] or "", WaitingFile(page=page, row=row)))
        return new, [file for _, file in sorted(known, key=lambda pair: pair[0])]

    def _file_page(self, url: str) -> Page:
        return self.page(self._address(url) or url, "attachment")

    async def _read_file(self, file: WaitingFile) -> Found | Ended:
        url = canonical(file.row["url"])
        answer = await self.fetch(file.page, self._file_validators(file.page, url))
        if answer.ending.state == "unchanged":
            return answer.ended(url)
        if answer.ending.state == "gone":
            return self._missing_file(answer, url)
        if not answer.ok:
            return answer.ended()
        said = said_type(answer.response) or None
        read = made_before(answer.response)
        if read is None:
            read = await read_file(answer.response.body, said_type=said, name=_name_of(url))
        if read.state not in {"read", "needs_ocr"}:
            self.warn(url, f"its text cannot be read ({read.state}: {read.reason})")
        row = file.row | self._file_times(answer, file.row, url)
        dates = control_dates(read.text, title=row["title"] or _name_of(url), about=url)
        for what in dates.odd:
            self.warn(url, what)
        reading = self._file_reading(url, row, read, answer.response.body, said)
        reading = replace(reading, announced=dates.announced)
        if not is_cut(answer.response):
            return Found(reading, file.page, answer.ending)
        self.warn(url, CUT)
        if read.state != "read" and documents.is_known(
            self.job.db, self.name, self.job.site.origin, url
        ):
            return answer.failed(CUT, self.next_check(file.page)).ended()
        # Its validators must not let the rest be skipped.
        ending = replace(answer.ending, etag=None, last_modified=None)
        return Found(replace(reading, partial=True), file.page, ending)

    def _file_times(self, answer: Answer, row: dict[str, Any], url: str) -> dict[str, str | None]:
        """Return when a file came out and was changed last, as far as anybody says.

        One that was read before and has other bytes now has been replaced: the day that its
        document gives for the first one says nothing of the second.
        """
        before = documents.times_of(self.job.db, self.name, self.job.site.origin, url)
        if before is None:
            return {"file_published_at": file_day(row), "file_modified_at": row["uploaded_at"]}
        told = (row["uploaded_at"], moment(answer.ending.last_modified))
        newer = [when for when in told if when and when > (before["modified_at"] or "")]
        return {"file_published_at": None, "file_modified_at": max(newer, default=None)}

    def _file_validators(self, page: Page, url: str) -> tuple[str | None, str | None]:
        """Return a file's validators; none for one that could not be read, to try it again."""
        state = documents.text_state(self.job.db, page.source, page.origin, url)
        return (None, None) if state == "failed" else self.validators(page, url)

    def _missing_file(self, answer: Answer, url: str) -> Ended:
        """End a file that is not there; one that is known to be gone is still gone."""
        known = (self.job.db, self.name, self.job.site.origin, url)
        live = documents.live_at(*known)
        if live is None and documents.is_known(*known):
            again = revisits.next_file_look(self.job.as_of, LONG_AGO)
            return replace(answer, ending=replace(answer.ending, next_check_at=again)).ended()
        return self._missing(answer, live)

    def _file_reading(
        self, url: str, row: dict[str, Any], read: FileText, raw: bytes, said: str | None
    ) -> Reading:
        return Reading(
            source=self.name,
            origin=self.job.site.origin,
            url=url,
            native_id=None,
            kind="attachment",
            title=row["title"] or _name_of(url),
            text=read.text,
            published_at=row["file_published_at"],
            modified_at=row["file_modified_at"],
            raw=raw,
            content_type=said,
            route="file",
            extractor=read.reader,
            encoding_note=read.note,
            author=row["author"],
            body=row["body"],
            page_starts=read.page_starts,
            text_state=read.state,
            text_reason=read.reason,
        )

    def reread(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes again with today's extractor (see db.recording.Reread)."""
        if version["kind"] != "attachment":
            return self.read_again(raw, version)
        said = version["content_type"]
        read = read_file_now(raw, said_type=said, name=_name_of(version["url"]))
        row = {
            "title": version["title"],
            "author": None,
            "body": None,
            "file_published_at": version["published_at"],
            "file_modified_at": version["modified_at"],
        }
        dates = control_dates(read.text, title=row["title"], about=version["url"])
        reading = self._file_reading(version["url"], row, read, raw, said)
        return replace(reading, announced=dates.announced)

    def read_again(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read the archived bytes of a document that is not a file; see ``reread``."""
        raise NotImplementedError


def is_due(page: dict[str, Any], now: str) -> bool:
    """Tell whether a page of the ledger is still to be asked for, or due to be asked again.

    One that failed is due at once where it says no day; one that was refused without
    a day (it is not the source's own) never is.
    """
    if page["state"] == "failed":
        return (page["next_check_at"] or "") <= now
    if page["state"] == "refused":
        return page["next_check_at"] is not None and page["next_check_at"] <= now
    return page["state"] in TO_BE_READ


def file_day(row: dict[str, Any]) -> str | None:
    """Return when a file came out, as far as its document tells; None where it does not.

    The site's own time for that file is best. The day of the document is the
    file's only while the document was never changed: what a file says is read
    from that day ("by next spring"), and a wrong one would put a wrong date
    into the body's mouth.
    """
    if row["uploaded_at"]:
        return str(row["uploaded_at"])
    published, modified = row["published_at"], row["modified_at"]
    untouched = row["number"] == 1 and (
        modified is None or published is None or modified[:10] == published[:10]
    )
    return published if untouched else None


def is_cut(response: Response) -> bool:
    """Tell whether a file lacks its end.

    Where a server says no length and closes the connection, no other sign tells a part from the
    whole; and a part of a PDF can often be read.
    """
    body = response.body
    if is_pdf(body):
        return b"%%EOF" not in body[-_TAIL:]  # ISO 32000 section 7.5.5; some add a few lines
    if body.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" not in body[-_ZIP_TAIL:]
    # A text that is cut somewhere rarely ends with a line; else none of a server that never says a
    # length could get shorter.
    return "partial" in response.flags and not body.endswith(b"\n")


def _not_ours(page: Page) -> Ended:
    return Ended(page, Ending(state="refused", reason="a file on another host is not fetched"))


def _name_of(url: str) -> str:
    return unquote(basename(urlsplit(url).path))

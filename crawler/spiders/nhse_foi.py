"""Pages of NHS England about Freedom of Information requests."""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar

from crawler.addresses import canonical
from crawler.bodies import html_of_bytes
from crawler.expectations import Expectations
from crawler.items import Ended, Found, Scheduled
from crawler.platforms.base import SourceBroken
from crawler.platforms.wordpress.foi_table import foi_references, foi_tables, with_rows_as_lines
from crawler.platforms.wordpress.nhse import SOURCES
from crawler.platforms.wordpress.reading import Content, Layout, links_under, path_of
from crawler.platforms.wordpress.whole import Listed, WholeListSpider
from crawler.probe import Check, css, json_field
from crawler.text import text_of

ROOT = "/contact-us/foi/"
QUARTERLY = "/contact-us/foi/foi-quarterly-update/"


class NhseFoi(WholeListSpider):
    """How NHS England handles Freedom of Information (FOI) requests, in its own words.

    The page on FOI and all pages below it. The quarterly update's table of requests is kept as
    it is written: each row as a line of the text, and by its headings in a version's data
    (``stated.foi_quarters``). References of the FOI mailbox are in ``stated.foi_references``.

    Domain
      www.england.nhs.uk
    REST
      /wp-json/wp/v2/pages: the page with the slug ``foi`` that is at /contact-us/foi/, and those
      whose parent it is, level by level.
    HTML
      /contact-us/foi/, and what the pages link to below it.
    Not here
      Releases are publications and the policy is a long read: ``nhse_publications`` (kind
      foi_release, by their publication type) and ``nhse_longreads`` have them; pages that link
      to them keep the links as attachments.
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_foi"
    title = "NHS England: Freedom of Information pages"
    home = "https://www.england.nhs.uk"
    hosts = ("https://england.nhs.uk",)
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "quarterly"
    visit_days = 7
    # Two pages are known to exist; how soon after a quarter its figures come is not.
    expects = Expectations(every_days=200, at_least=2, fields={"text": 0.9})

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="the API has the page on FOI with its text",
            path="/wp-json/wp/v2/pages?slug=foi&_fields=id,link,content",
            find=json_field("id", "link", "content.rendered"),
            otherwise="the HTML pages are read instead; see what the API answers",
        ),
        Check(
            fact="the quarterly update has a table",
            path=QUARTERLY,
            find=css("#main-content table"),
            otherwise="find where the figures are now and correct QUARTERLY",
        ),
        Check(
            fact="a plain page has its text in one place",
            path=ROOT,
            find=css("#main-content .rich-text"),
            otherwise="correct `layout`: it is what is read when the API fails",
        ),
    )

    bases = ("pages",)
    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link", "parent",
        "title", "content",
    )  # fmt: skip
    document_kind = "foi_page"
    topic_taxonomy = ""
    same_site = SOURCES
    layout = Layout(main="#main-content", title="h1", body=".rich-text")

    # By REST -------------------------------------------------------------------------------

    async def everything(self) -> dict[str, Listed]:
        """Return the page on FOI and the pages below it."""
        found = await self._pages({"slug": "foi"})
        level = {number: item for number, item in found.items() if _path(item["link"]) == ROOT}
        if not level:
            raise self.lacking("pages", {"slug": "foi"}, f"no page at {ROOT} in the list")
        listed: dict[str, Listed] = {}
        while level:
            listed |= {number: Listed("pages", item) for number, item in level.items()}
            below = await self._pages({"parent": ",".join(level)})
            level = {number: item for number, item in below.items() if number not in listed}
        if not any(_path(one.item["link"]) == QUARTERLY for one in listed.values()):
            self.warn(
                self.job.site.start + QUARTERLY,
                "the quarterly update is not below the page on FOI now",
            )
        return listed

    async def _pages(self, filters: dict[str, str]) -> dict[str, dict[str, Any]]:
        items: dict[str, dict[str, Any]] = {}
        async for ended in self.all_ids("pages", filters, items):
            self.writer.add(ended)
        return {number: item for number, item in items.items() if _is_below(item["link"])}

    # By HTML -------------------------------------------------------------------------------

    async def html_sweep(self, why: str) -> AsyncIterator[Any]:
        """Read the page on FOI, what is linked to below it, and what is known."""
        start = self.job.site.start
        listed = {start + path: start + path for path in (ROOT, QUARTERLY)}
        todo = listed | {self.job.site.fetchable(row["url"]): row["url"] for row in self._live()}
        queue = deque(todo)
        for address in queue:
            yield Scheduled(self.page(address, "document"))
        read = False
        while queue:
            address = queue.popleft()
            async for found in self.read_listed(address, todo, listed=address in listed):
                yield found
                read |= isinstance(found, Found) or found.ending.state == "unchanged"
                new = self._linked(found, todo)
                todo |= new
                queue.extend(new)
                for further in new:
                    yield Scheduled(self.page(further, "document"))
        if not read:
            raise SourceBroken(f"{start}{ROOT}: neither it nor a page below it can be read; {why}")

    def _linked(self, found: Found | Ended, todo: dict[str, str]) -> dict[str, str]:
        """Return pages on FOI that a page links to and that are not in hand yet."""
        if not isinstance(found, Found):
            return {}
        html = html_of_bytes(found.reading.raw, found.reading.content_type)[0]
        links = map(canonical, links_under(html, found.reading.url, self.layout, ROOT))
        addresses = {self._address(link): link for link in links}
        return {a: url for a, url in addresses.items() if a is not None and a not in todo}

    # What they say -------------------------------------------------------------------------

    def refined(self, content: Content, url: str) -> Content:  # noqa: ARG002
        """Make a line of each row of the table of requests."""
        if not foi_tables(content.html):
            return content
        return replace(content, text=text_of(with_rows_as_lines(content.html)))

    def stated(self, content: Content, url: str) -> dict[str, Any]:
        """Return the table of requests as it is written, and references of requests."""
        tables = foi_tables(content.html)
        if not tables and _path(url) == QUARTERLY:
            self.warn(url, "no table of requests on it")
        for odd in (odd for table in tables for odd in table.odd):
            self.warn(url, odd)
        found = {
            "foi_quarters": [row for table in tables for row in table.rows],
            "foi_headings": [list(table.headings) for table in tables],
            "foi_references": list(foi_references(content.text)),
        }
        return {name: value for name, value in found.items() if value}


def _path(url: str) -> str:
    return path_of(str(url)).rstrip("/") + "/"


def _is_below(url: str) -> bool:
    return _path(url).startswith(ROOT)

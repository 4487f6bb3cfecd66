"""The calendar of coming statistics of NHS England."""

import json
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy.http import Response

from crawler.addresses import canonical
from crawler.bodies import html_of, is_pdf, said_type
from crawler.expectations import Expectations
from crawler.files.reading import read_file_now
from crawler.platforms.base import SourceBroken
from crawler.platforms.documents import CUT, is_cut
from crawler.platforms.listed import Entry, ListedSpider
from crawler.platforms.statistics_calendar.reading import (
    Plan,
    PlanLink,
    PlanLinks,
    is_proposed,
    plan_links,
    plan_of,
)
from crawler.probe import Check, css, json_field
from db.ledger import as_json
from db.readings import Reading

_NUMBER = "12-month-plan-"


class NhseStatisticsCalendar(ListedSpider):
    """Plans of the statistics of the coming twelve months, a PDF for each financial year.

    A plan that is replaced by another PDF is a new version of the same document, so that a date
    that moved can be told from its versions.

    Domain
      www.england.nhs.uk
    REST
      /statistics/wp-json/wp/v2/pages?slug=12-months-statistics-calendar
    HTML
      /statistics/12-months-statistics-calendar/
    Files
      /statistics/wp-content/uploads/sites/2/..., asked for conditionally in each run
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_statistics_calendar"
    title = "NHS England: calendar of statistics"
    home = "https://www.england.nhs.uk"
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "monthly"
    visit_days = 7
    platform = "statistics_calendar"
    extractor = "calendar/1"
    expects: ClassVar[Expectations] = Expectations(every_days=45, at_least=1, fields={"text": 1.0})

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="the statistics site has a REST interface of its own with the calendar's page",
            path="/statistics/wp-json/wp/v2/pages?slug=12-months-statistics-calendar"
            "&_fields=content,link,modified,title",
            find=json_field("content.rendered", "link"),
            otherwise="nothing: the HTML page is read instead; correct the docstring of the source",
        ),
        Check(
            fact="the calendar's page links a plan as a PDF",
            path="/statistics/12-months-statistics-calendar/",
            find=css("#main-content a[href$='.pdf']"),
            otherwise="find where the plan is now and mend slug and page_path of the source",
        ),
    )

    # A plan that is not linked any more was replaced, or is of a year that is over.
    looked_at_again = 0

    slug = "12-months-statistics-calendar"
    rest = "/statistics/wp-json/wp/v2/pages?slug={slug}&_fields=content,link,modified,title"
    page_path = "/statistics/{slug}/"

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield the newest plan of each year that the page links to."""
        try:
            found = await self._by_rest()
        except SourceBroken as reason:
            self.warn(str(reason), "REST cannot be read; reading the HTML page instead")
            found = await self._by_html()
        for what in found.odd:
            self.warn(self.at(f"{self.home}{self.page_path.format(slug=self.slug)}"), what)
        for plan in found.plans:
            number = f"{_NUMBER}{plan.year}"
            yield Entry(url=canonical(plan.url), native_id=number, item=plan.item())

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read a plan; one of which no row can be read is a failure, not an empty calendar."""
        if not is_pdf(response.body):
            raise ValueError("no PDF, where the page links one")
        if is_cut(response):
            raise ValueError(CUT)
        said = said_type(response) or None
        read = read_file_now(response.body, said_type=said, name=entry.url)
        year = (entry.native_id or "").removeprefix(_NUMBER)
        link = (
            PlanLink(**entry.item) if entry.item else PlanLink(year=year, url=entry.url, label="")
        )
        plan = Plan(announced=())
        if read.state == "read":
            plan = plan_of(read.text, year=year, proposed=is_proposed(link.label, link.url))
            if not plan.announced:
                raise ValueError("no row of it begins with a date DD/MM/YYYY")
        else:
            self.warn(entry.url, f"its text cannot be read ({read.state}: {read.reason})")
        for what in plan.odd:
            self.warn(entry.url, what)
        return self.reading(
            url=entry.url,
            native_id=entry.native_id,
            kind="statistics_calendar",
            title=link.title or f"12 month plan for {year}",
            text=read.text,
            published_at=None,
            modified_at=link.day,
            raw=response.body,
            content_type=said,
            data=as_json(entry.item) if entry.item else None,
            route="file",
            extractor=f"{self.extractor} {read.reader}",
            encoding_note=read.note,
            page_starts=read.page_starts,
            announced=plan.announced,
            text_state=read.state,
            text_reason=read.reason,
        )

    def read_again(self, raw: bytes, version: dict[str, Any]) -> Reading | None:
        """Read archived bytes with today's reader, with what the page said of them then."""
        item = json.loads(version["data"]) if version["data"] else None
        entry = Entry(url=version["url"], native_id=version["native_id"], item=item)
        try:
            return self.read(self._response_of(raw, version), entry)
        except ValueError:
            return None

    # The page ------------------------------------------------------------------------------

    async def _by_rest(self) -> PlanLinks:
        """Return the plans that the page links to, asked for by the statistics site's own REST."""
        url = f"{self.job.site.start}{self.rest.format(slug=self.slug)}"
        pages = self.json_of(await self.list_page(url))
        try:
            (page,) = pages
            found = plan_links(page["content"]["rendered"], page["link"])
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise SourceBroken(f"{url}: not the one page ({type(error).__name__})") from error
        self.job.route = "rest"
        return self._checked(found, url)

    async def _by_html(self) -> PlanLinks:
        url = f"{self.job.site.start}{self.page_path.format(slug=self.slug)}"
        response = await self.list_page(url)
        try:
            html, _ = html_of(response)
        except ValueError as error:
            raise SourceBroken(f"{url}: {error}") from error
        self.job.route = "html"
        return self._checked(plan_links(html, response.url, within="#main-content"), url)

    def _checked(self, found: PlanLinks, url: str) -> PlanLinks:
        if not found.plans:
            raise SourceBroken(f"{url}: links no “12 month plan”, where there must be one")
        return found

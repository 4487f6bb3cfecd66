"""Reports of the Health and Social Care Committee, and when the Government is to respond."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar

from scrapy.http import Response

from crawler.addresses import canonical
from crawler.expectations import Expectations
from crawler.platforms.listed import Entry
from crawler.platforms.parliament.reading import (
    COMMITTEES_API,
    COMMITTEES_SITE,
    DHSC,
    PUBLICATION_SIGNS,
    flag_means_expected,
    publication,
    publication_api,
    publication_pages,
    stamp_of,
)
from crawler.platforms.parliament.spider import ParliamentSpider
from crawler.probe import Check, json_field, json_value
from db.readings import Reading


class ParliamentCommittees(ParliamentSpider):
    """Publications of one committee that the Government responds to, and its responses.

    Domain
      committees.parliament.uk, by its API
    API
      /api/Publications. The whole list is read each time: a deadline may be moved, and a
      response arrive, years after the report.
    Documents
      The record: what it is, when it came out, when a response is due. The reports themselves
      are linked to, not fetched: publications.parliament.uk refuses robots, and the API's
      documents answered 500 to others.
    Licence
      Open Parliament Licence v3.0
    """

    name = "parliament_committees"
    title = "UK Parliament: reports of the Health and Social Care Committee"
    home = COMMITTEES_SITE
    hosts: ClassVar[tuple[str, ...]] = (COMMITTEES_API,)
    body = ("health-and-social-care-committee", "Health and Social Care Committee")
    also_bodies: ClassVar[tuple[tuple[str, str], ...]] = (DHSC,)
    cadence = "daily"
    expects = Expectations(every_days=120, at_least=30)

    committee: ClassVar[int] = 81  # inferred, see ``checks``
    # Report, Government Response, Special Report. Not 3, letters: their words are in files that
    # are not fetched, and they have no deadline.
    types: ClassVar[tuple[int, ...]] = (1, 2, 12)

    list_address = f"{COMMITTEES_API}/api/Publications"
    items_name, skip_name, take_name = "items", "Skip", "Take"
    whole_list = True
    checks = (
        Check(
            fact=f"committee {committee} is the Health and Social Care Committee",
            path=f"{COMMITTEES_API}/api/Committees/{committee}",
            find=json_value("name", wanted="Health and Social Care"),
            otherwise="look for it with /api/Committees?SearchTerm=Health and set `committee`",
        ),
        Check(
            fact="a publication's record has the deadline of the Government's response",
            path=f"{list_address}?CommitteeId={committee}&PublicationTypeIds=1&Take=1",
            find=json_field("governmentResponses.responseDeadline"),
            otherwise="compare a record with crawler/platforms/parliament/reading.py",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flag_expects = False

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield all publications of the committee."""
        found = await self.walk(
            {
                "CommitteeId": self.committee,
                "PublicationTypeIds": self.types,
                # Oldest first: what comes out meanwhile moves nothing to another page.
                "SortOrder": "PublicationDateAscending",
            }
        )
        self.flag_expects = flag_means_expected(found.values())
        pages = publication_pages(found.values(), self.at)
        for number, value in found.items():
            signs = {"page": pages[number], "flag_expects": self.flag_expects} | value
            yield Entry(
                url=canonical(pages[number]),
                native_id=number,
                stamp=stamp_of(signs, ("page", "flag_expects", *PUBLICATION_SIGNS)),
            )

    def address_of(self, url: str, native_id: str | None) -> str:
        """Return the address of a publication's record."""
        return publication_api(native_id) if native_id else url

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read one record; raises ValueError."""
        parts = publication(
            self.record(response, entry), self.at, url=entry.url, flag_expects=self.flag_expects
        )
        return self.reading(**self.as_read(response, entry, parts))

"""Written statements of the Department of Health and Social Care."""

from collections.abc import AsyncIterator

from scrapy.http import Response

from crawler.expectations import Expectations
from crawler.platforms.listed import Entry
from crawler.platforms.parliament.reading import (
    QUESTIONS_API,
    STATEMENT_SIGNS,
    stamp_of,
    statement,
    statement_api,
    statement_page,
)
from crawler.platforms.parliament.spider import WrittenSpider, by_its_number
from db.readings import Reading


class ParliamentStatements(WrittenSpider):
    """Written statements, both Houses, made since the last look.

    Domain
      questions-statements.parliament.uk, by its API
    API
      /api/writtenstatements/statements, answering body 17
    Licence
      Open Parliament Licence v3.0
    """

    name = "parliament_statements"
    title = "UK Parliament: written statements of the Department of Health and Social Care"
    expects = Expectations(every_days=60, at_least=30)

    list_address = f"{QUESTIONS_API}/api/writtenstatements/statements"
    checks = (by_its_number(list_address),)

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield the statements that were made since the last look, and before."""
        found = await self.walk_spans("madeWhenFrom", "madeWhenTo")
        for number, value in found.items():
            yield Entry(
                url=self.at(statement_page(value)),
                native_id=number,
                stamp=stamp_of(value, STATEMENT_SIGNS),
            )

    def address_of(self, url: str, native_id: str | None) -> str:
        """Return the address of a statement's record."""
        return statement_api(native_id) if native_id else url

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read one record; raises ValueError."""
        parts = statement(self.record(response, entry), self.at)
        return self.reading(**self.as_read(response, entry, parts))

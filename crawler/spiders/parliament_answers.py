"""Answers of the Department of Health and Social Care to written questions."""

from collections.abc import AsyncIterator

from scrapy.http import Response

from crawler.expectations import Expectations
from crawler.platforms.listed import Entry, NotADocument
from crawler.platforms.parliament.reading import (
    QUESTION_SIGNS,
    QUESTIONS_API,
    Item,
    answer,
    answered_with,
    question_api,
    question_page,
    stamp_of,
    why_no_answer,
)
from crawler.platforms.parliament.spider import WrittenSpider, by_its_number
from db.readings import Reading


class ParliamentAnswers(WrittenSpider):
    """Written answers, both Houses: what was answered or corrected since the last look.

    Domain
      questions-statements.parliament.uk, by its API
    API
      /api/writtenquestions/questions, answering body 17. Without a status of the session it
      knows only the present one: a question of an older session would look as if it were gone.
    Documents
      The answer's words; the question stays in the record (``data``). A holding answer is no
      document, nor is one that says that Parliament ended first, nor a withdrawn question: the
      ledger says so of its page, and it is read again when the list shows a change of it.
      Questions that got one answer together are one document.
    Licence
      Open Parliament Licence v3.0
    """

    name = "parliament_answers"
    title = "UK Parliament: written answers of the Department of Health and Social Care"
    # None come in the longest recess, from July into September; a year has some ten thousand.
    expects = Expectations(
        every_days=60, at_least=2000, fields={"text": 0.98, "published_at": 0.98, "author": 0.98}
    )

    list_address = f"{QUESTIONS_API}/api/writtenquestions/questions"
    checks = (by_its_number(list_address),)
    # At one a second, less than an hour; the rest of the first year waits for the next nights.
    most_pages = 3000

    async def entries(self) -> AsyncIterator[Entry]:
        """Yield questions that were answered or corrected since the last look, and before."""
        found = await self.walk({"correctedWhenFrom": self.since().isoformat()})
        found |= await self.walk_spans("answeredWhenFrom", "answeredWhenTo")
        together = answered_with(found.values())
        for number, value in found.items():
            if number in together:
                self._tell_of(number, together[number])
            else:
                yield Entry(
                    url=self.at(question_page(value)),
                    native_id=number,
                    stamp=stamp_of(value, QUESTION_SIGNS),
                )

    def _tell_of(self, number: str, lead: Item) -> None:
        """Write into the ledger why a question's record is not asked for."""
        reason = f"answered together with question {lead.get('uin')}, whose document it is"
        address = self.job.site.fetchable(question_api(number))
        self.writer.add(self.refusal(address, "document", reason))

    def address_of(self, url: str, native_id: str | None) -> str:
        """Return the address of a question's record."""
        return question_api(native_id) if native_id else url

    def read(self, response: Response, entry: Entry) -> Reading:
        """Read one record; raises NotADocument where it holds no answer, ValueError."""
        value = self.record(response, entry)
        if reason := why_no_answer(value):
            raise NotADocument(reason)
        return self.reading(**self.as_read(response, entry, answer(value)))

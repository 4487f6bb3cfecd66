"""Papers of the board meetings of NHS England."""

from dataclasses import replace
from typing import Any, ClassVar

from crawler.expectations import Expectations
from crawler.platforms.wordpress.board import (
    AGENDA,
    as_data,
    kind_of,
    meeting_of,
    named_papers,
)
from crawler.platforms.wordpress.category import CategorySpider
from crawler.platforms.wordpress.nhse import BOARD_MEETINGS, SOURCES
from crawler.platforms.wordpress.reading import Content
from crawler.probe import Check, css, json_value, named_in_list
from crawler.spiders.nhse_longreads import NhseLongreads
from crawler.spiders.nhse_publications import NhsePublications


class NhseBoard(CategorySpider):
    """Minutes, agendas and papers of the board of NHS England.

    They are the long reads (since about 2023) and publications in the category board-meetings.
    Their kind (board_minutes, board_agenda, board_paper) is told from their title, see
    ``crawler.platforms.wordpress.board.kind_of``; an agenda's papers are its attachments, named
    by the item that each is for. The day of the meeting, where title or text state it, is kept in
    a version's data (``stated.meeting``); minutes come out only after the next meeting, so the
    day of publication is another one.

    Domain
      www.england.nhs.uk
    REST
      Both collections with ``categories=``; the number of the category is looked up by its slug
      (it was 141 in 2022), the names of the collections in /wp-json/wp/v2/types.
    HTML
      /publication/?filter-category=board-meetings, and the documents that are known. An unknown
      filter is left out of account by the site, so its count is compared with the whole's.
    One document, one source
      ``nhse_longreads`` and ``nhse_publications`` leave what is in the category to this source.
      What one of them read before it was filed here stays theirs; what is taken out of the
      category stays ours and is read on by its number. Nothing is read twice, or seems to go.
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_board"
    title = "NHS England: board papers"
    home = "https://www.england.nhs.uk"
    hosts = ("https://england.nhs.uk",)
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "at each meeting, about every two months"
    visit_days = 2
    # How many there are is not known: six meetings a year since 2013 make more than this.
    expects = Expectations(every_days=120, at_least=20, fields={"text": 0.9})

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="there is a category for board meetings",
            path=f"/wp-json/wp/v2/categories?slug={BOARD_MEETINGS}",
            find=named_in_list("slug", BOARD_MEETINGS, show="id"),
            otherwise="write its name of today into BOARD_MEETINGS (platforms/wordpress/nhse.py)",
        ),
        Check(
            fact="long reads have categories",
            path="/wp-json/wp/v2/types",
            find=json_value("long-read", "taxonomies", wanted="category"),
            otherwise="nothing: then nhse_longreads has minutes and papers since 2023",
        ),
        Check(
            fact="the archive of publications can be filtered by it",
            path=f"/publication/?filter-category={BOARD_MEETINGS}",
            find=css("div.filtered-list article h2 a"),
            otherwise="correct `archive`: it is what is read when the API fails",
        ),
    )

    category_slug = BOARD_MEETINGS
    types = ("document", "long-read")
    layouts: ClassVar = {
        NhsePublications.permalink: NhsePublications.layout,
        NhseLongreads.permalink: NhseLongreads.layout,
    }
    shared_with = ("nhse_longreads", "nhse_publications")
    same_site = SOURCES
    fields = tuple(dict.fromkeys(NhseLongreads.fields + NhsePublications.fields))
    type_taxonomy = "publication-type"

    archive = f"/publication/?filter-category={BOARD_MEETINGS}"
    whole_archive = "/publication/"

    def kind_of(self, content: Content, url: str) -> str:
        """Return board_minutes, board_agenda or board_paper."""
        return kind_of(content.title, url)

    def refined(self, content: Content, url: str) -> Content:
        """Name the papers of an agenda by their items."""
        if self.kind_of(content, url) != AGENDA:
            return content
        return replace(content, attachments=named_papers(content.html, url, content.attachments))

    def stated(self, content: Content, url: str) -> dict[str, Any]:
        """Return the day of the meeting."""
        meeting = meeting_of(content.title, content.text, self.kind_of(content, url))
        if meeting is None:
            return {}
        for odd in meeting.odd:
            self.warn(url, f"the day of the meeting is not sure: {odd}")
        return {"meeting": as_data(meeting)}

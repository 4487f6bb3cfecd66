"""Long reads of NHS England."""

from typing import ClassVar

from crawler.expectations import Expectations
from crawler.platforms.wordpress.nhse import BOARD_MEETINGS, SOURCES
from crawler.platforms.wordpress.reading import Layout
from crawler.platforms.wordpress.sitemap import SitemapRoute
from crawler.platforms.wordpress.spider import WordPressSpider
from crawler.probe import Check, named_in_list, text


class NhseLongreads(SitemapRoute, WordPressSpider):
    """Long reads of NHS England: plans, policies and guidance as web pages.

    Many carry a control table of their own ("Next review date: ..."), which is announced. The
    policy on Freedom of Information is one of them. A date in an address ("-05-december-2025")
    is never taken for a fact.

    Domain
      www.england.nhs.uk
    REST
      The collection of the post type ``long-read``, whatever /wp-json/wp/v2/types calls it.
    HTML
      Every page that the sitemaps of this type list (``/sitemap.xml`` and in it
      ``/sitemap-posttype-long-read...``). This name is inferred from those of other types; where
      there is none, the source is broken and says so. What the API gave before is only looked
      for there, not read: nobody has held such a page against it.
    Board meetings
      What is in the category board-meetings is left to ``nhse_board``, and what that has stays
      there: a post is a document of the source that read it first.
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_longreads"
    title = "NHS England: long reads"
    home = "https://www.england.nhs.uk"
    hosts = ("https://england.nhs.uk",)
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"
    # How many there are is not known; a hundred is far below what is cited elsewhere. By its page
    # alone, a long read has no day.
    expects = Expectations(every_days=21, at_least=100, fields={"text": 0.95})

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="the API has a post type for long reads",
            path="/wp-json/wp/v2/types",
            find=named_in_list("slug", "long", show="rest_base"),
            otherwise="find what they are called there and correct `prepare`",
        ),
        Check(
            fact="the sitemaps list long reads under a name of their own",
            path="/sitemap.xml",
            find=text("sitemap-posttype-long"),
            otherwise="correct `sitemap` and `sitemaps`: they are read when the API fails",
        ),
    )

    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link",
        "title", "content", "categories", "publication-type",
    )  # fmt: skip
    document_kind = "long_read"
    type_taxonomy = "publication-type"
    permalink = "/long-read/"
    shared_with = ("nhse_board",)
    left_category = BOARD_MEETINGS
    same_site = SOURCES

    sitemaps = r"/sitemap-posttype-long[-_]?reads?\b"
    # From the theme's template of a plain page; the one of long reads is newer.
    layout = Layout(main="#main-content", title="h1", body=".rich-text", inferred=True)

    async def prepare(self) -> None:
        """Ask what the API calls long reads."""
        self.rest_base = (await self.post_type("long-read")).rest_base

"""News of NHS England."""

from typing import ClassVar

from crawler.platforms.wordpress import WordPressSpider
from crawler.platforms.wordpress_reading import Layout


class NhseNews(WordPressSpider):
    """News items of NHS England.

    Domain
      www.england.nhs.uk
    REST
      /wp-json/wp/v2/posts
    HTML
      /news/ with an empty filter: without one, the list leaves out the item
      that is pinned to its top.
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_news"
    title = "NHS England: news"
    home = "https://www.england.nhs.uk"
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"

    rest_base = "posts"
    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link",
        "title", "content", "categories",
    )  # fmt: skip
    document_kind = "news"

    archive = "/news/?filter-keyword="
    layout = Layout(
        main="#main-content",
        title="article h2",  # the h1 of a news page is the word "News"
        body="article div.rich-text",
        published="div.entry-meta time.post-meta",
        topics="div.entry-meta--topics ul.topics a",
    )

"""News of NHS England."""

from typing import ClassVar

from crawler.expectations import Expectations
from crawler.platforms.wordpress.nhse import SOURCES
from crawler.platforms.wordpress.reading import Layout
from crawler.platforms.wordpress.spider import WordPressSpider
from crawler.probe import Check, css, json_field


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
    hosts = ("https://england.nhs.uk",)
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"
    # How many there are is not known; several a week since 2013 make more than this.
    expects = Expectations(every_days=7, at_least=500, fields={"text": 0.95, "published_at": 0.95})

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="the API gives news with their text and the time of their last change",
            path="/wp-json/wp/v2/posts?per_page=1&_fields=id,link,modified_gmt,title,content",
            find=json_field("id", "link", "modified_gmt", "content.rendered"),
            otherwise="the HTML pages are read instead; see what the API answers",
        ),
        Check(
            fact="the list of news links each item from its heading",
            path="/news/?filter-keyword=",
            find=css("article h2 a"),
            otherwise="correct `listed`: it is what is read when the API fails",
        ),
    )

    rest_base = "posts"
    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link",
        "title", "content", "categories",
    )  # fmt: skip
    document_kind = "news"
    same_site = SOURCES

    archive = "/news/?filter-keyword="
    layout = Layout(
        main="#main-content",
        title="article h2",  # the h1 of a news page is the word "News"
        body="article div.rich-text",
        published="div.entry-meta time.post-meta",
        topics="div.entry-meta--topics ul.topics a",
    )

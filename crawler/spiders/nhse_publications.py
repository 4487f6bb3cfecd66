"""Publications of NHS England."""

from typing import Any, ClassVar

from crawler.expectations import Expectations
from crawler.platforms.wordpress.foi_table import foi_references
from crawler.platforms.wordpress.nhse import BOARD_MEETINGS, SOURCES
from crawler.platforms.wordpress.reading import Content, Layout
from crawler.platforms.wordpress.spider import WordPressSpider
from crawler.probe import Check, css, json_field, named_in_list


class NhsePublications(WordPressSpider):
    """Publications of NHS England: an introduction and what is attached to it.

    A release of information under the Freedom of Information (FOI) Act is one of them: its kind
    is foi_release, told from its publication type, whose name is looked up in each run.
    References of the FOI mailbox are in a version's data (``stated.foi_references``).

    Domain
      www.england.nhs.uk
    REST
      /wp-json/wp/v2/documents (post type ``document``, public as /publication/)
    HTML
      /publication/
    Board meetings
      What is in the category board-meetings is left to ``nhse_board``, and what that has stays
      there: a post is a document of the source that read it first.
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_publications"
    title = "NHS England: publications"
    home = "https://www.england.nhs.uk"
    hosts = ("https://england.nhs.uk",)
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"
    # How many there are is not known; one of the types alone had 233 in 2020. Some are no more
    # than a title and a file.
    expects = Expectations(every_days=14, at_least=200, fields={"text": 0.9, "published_at": 0.95})

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="the API gives publications with their rows",
            path="/wp-json/wp/v2/documents?per_page=1&_fields=id,modified_gmt,custom_fields",
            find=json_field("id", "modified_gmt", "custom_fields"),
            otherwise="nothing: without rows, the page of each publication is read",
        ),
        Check(
            fact="releases of information have a publication type of their own",
            path="/wp-json/wp/v2/publication-type?search=information&per_page=100",
            find=named_in_list("name", "freedom of information", show="id"),
            otherwise="correct `kind_of`, or releases are only publications",
        ),
        Check(
            fact="the archive links each publication from its heading and says how many there are",
            path="/publication/",
            find=css("div.filtered-list-summary span.count"),
            otherwise="correct `listed` and `list_count`: they are read when the API fails",
        ),
    )

    rest_base = "documents"
    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link",
        "title", "categories", "publication-type", "custom_fields",
    )  # fmt: skip
    document_kind = "publication"
    type_taxonomy = "publication-type"
    permalink = "/publication/"
    shared_with = ("nhse_board",)
    left_category = BOARD_MEETINGS
    same_site = SOURCES

    archive = "/publication/"
    layout = Layout(
        main="#main-content",
        title="div.document-meta h1",
        labels={
            "published": "Document first published:",
            "updated": "Page updated:",
            "topics": "Topic:",
            "types": "Publication type:",
        },
    )

    def kind_of(self, content: Content, url: str) -> str:  # noqa: ARG002
        """Return foi_release for what has such a publication type."""
        is_foi = any("freedom of information" in name.casefold() for name in content.types)
        return "foi_release" if is_foi else self.document_kind

    def stated(self, content: Content, url: str) -> dict[str, Any]:  # noqa: ARG002
        """Return the references of requests."""
        found = foi_references(f"{content.title}\n{content.text}")
        return {"foi_references": list(found)} if found else {}

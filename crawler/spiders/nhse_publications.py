"""Publications of NHS England."""

from typing import ClassVar

from crawler.platforms.wordpress import WordPressSpider
from crawler.platforms.wordpress_reading import Layout


class NhsePublications(WordPressSpider):
    """Publications of NHS England: an introduction and what is attached to it.

    Domain
      www.england.nhs.uk
    REST
      /wp-json/wp/v2/documents (post type ``document``, public as /publication/)
    HTML
      /publication/
    Licence
      Open Government Licence v3.0
    """

    name = "nhse_publications"
    title = "NHS England: publications"
    home = "https://www.england.nhs.uk"
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"

    rest_base = "documents"
    fields: ClassVar[tuple[str, ...]] = (
        "id", "date_gmt", "modified_gmt", "slug", "status", "type", "link",
        "title", "categories", "publication-type", "custom_fields",
    )  # fmt: skip
    document_kind = "publication"
    type_taxonomy = "publication-type"

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

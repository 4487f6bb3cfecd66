"""What NHS England and the Department of Health and Social Care publish on GOV.UK."""

from typing import ClassVar

from crawler.expectations import Expectations
from crawler.platforms.govuk.spider import GovUkSpider
from crawler.probe import Check, answers, json_field


class GovUk(GovUkSpider):
    """News, policy papers, consultations, FOI releases, guidance and statistics of both bodies.

    Domain
      www.gov.uk; files on assets.publishing.service.gov.uk
    API
      /api/search.json says what there is, /api/content/<path> what is in it. HTML attachments
      are documents of their own, found through the publication that has them.
    Statistics announcements
      All that are still to come are listed in each run, and those that are in no list any more
      are asked for until they are out: then their address leads to the statistics.
    Licence
      Open Government Licence v3.0
    """

    name = "govuk"
    title = "GOV.UK: NHS England and the Department of Health and Social Care"
    home = "https://www.gov.uk"
    hosts = ("https://assets.publishing.service.gov.uk",)
    body = ("department-of-health-and-social-care", "Department of Health and Social Care")
    also_bodies = (("nhs-england", "NHS England"),)
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"
    # Both publish on most working days; announcements have no day of first publication.
    expects = Expectations(
        every_days=7, at_least=500, fields={"text": 0.95, "published_at": 0.8, "author": 0.95}
    )

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="robots.txt keeps robots away from no API",
            path="/robots.txt",
            find=answers,
            otherwise="read it: if it refuses /api/, nothing of this source may be fetched",
        ),
        Check(
            fact="the Search API knows both bodies and the fields that are asked for",
            path="/api/search.json?filter_organisations=nhs-england"
            "&filter_organisations=department-of-health-and-social-care"
            "&order=-public_timestamp&count=1"
            "&fields=link,public_timestamp,content_store_document_type,content_id",
            find=json_field("link", "public_timestamp", "content_id"),
            otherwise="a 422 names what it does not know: mend crawler/platforms/govuk/search.py",
        ),
        Check(
            fact="announcements of statistics can be asked for by their day of release",
            path="/api/search.json?filter_organisations=nhs-england"
            "&filter_format=statistics_announcement&order=release_timestamp&count=1"
            "&fields=link,release_timestamp,statistics_announcement_state",
            find=json_field("release_timestamp", "statistics_announcement_state"),
            otherwise="mend crawler/platforms/govuk/search.py, or moved dates will be missed",
        ),
        Check(
            fact="NHS England's page is read by the Content API",
            path="/api/content/government/organisations/nhs-england",
            find=json_field("content_id", "document_type"),
            otherwise="the organisation may have another address: correct `organisations`",
        ),
    )

    organisations: ClassVar[tuple[str, ...]] = (
        "nhs-england",
        "department-of-health-and-social-care",
    )

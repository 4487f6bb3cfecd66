"""Coming publications of NHS England Digital (formerly NHS Digital)."""

from typing import ClassVar

from crawler.expectations import Expectations
from crawler.platforms.hippo.spider import HippoUpcomingSpider
from crawler.probe import Check, css

_LIST = "/search/publicationStatus/false?searchTab=data&sort=date&publiclyAccessible=false"


class NhsdUpcoming(HippoUpcomingSpider):
    """Statistics and other publications that are announced and not out yet.

    Domain
      digital.nhs.uk; files.digital.nhs.uk lets no robot in, so its addresses are kept and never
      asked for
    List
      /search/publicationStatus/false, by date, ten a page
    Pages
      /data-and-information/publications/...
    Licence
      Open Government Licence v3.0
    """

    name = "nhsd_upcoming"
    title = "NHS England Digital: coming publications"
    home = "https://digital.nhs.uk"
    body = ("nhs-england", "NHS England")
    licence = "OGL v3.0"
    republish = "text"
    cadence = "daily"
    note = "Within eight weeks the site shows the day, further ahead only the month."
    # Nothing that is still to come has a day on which it was published.
    expects: ClassVar[Expectations] = Expectations(
        every_days=14, at_least=50, fields={"text": 0.95}
    )

    checks: ClassVar[tuple[Check, ...]] = (
        Check(
            fact="the list of coming publications says how many there are",
            path=_LIST,
            find=css("[data-uipath='ps.search-results'][data-totalresults]"),
            otherwise="look at the page and mend the selectors in platforms/hippo/reading.py",
        ),
        Check(
            fact="each result has its date in a place of its own",
            path=_LIST,
            find=css("[data-uipath='ps.search-results.result.date']"),
            otherwise="look at the page and mend the selectors in platforms/hippo/reading.py",
        ),
    )

    list_path = _LIST

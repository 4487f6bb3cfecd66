"""Digital Health News: trade press."""

from crawler.expectations import Expectations
from crawler.platforms.feeds.feed import FeedSpider, feed_checks


class DigitalhealthNews(FeedSpider):
    """Articles of Digital Health News on information technology in the NHS.

    Domain
      www.digitalhealth.net (WordPress)
    Feed
      /feed/, the newest articles; the article where robots.txt allows it
    Licence
      Copyright of its publisher: the text stays private, what may be shown is
      headline, link, date and a short quote.
    """

    name = "digitalhealth_news"
    title = "Digital Health News"
    home = "https://www.digitalhealth.net"
    body = None
    licence = "all rights reserved"
    republish = "quote"
    nature = "press"
    cadence = "daily"
    expects = Expectations(every_days=7, at_least=10)

    address = "/feed/"
    checks = feed_checks(address)

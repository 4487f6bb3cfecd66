"""HTN Health Tech News: trade press."""

from crawler.expectations import Expectations
from crawler.platforms.feeds.feed import FeedSpider, feed_checks


class HtnNews(FeedSpider):
    """Articles of HTN (Health Tech News) on technology in health and care.

    Domain
      htn.co.uk
    Feed
      /feed/, the newest articles; the article where robots.txt allows it
    Licence
      Copyright of its publisher: the text stays private, what may be shown is
      headline, link, date and a short quote.
    """

    name = "htn_news"
    title = "HTN Health Tech News"
    home = "https://htn.co.uk"
    body = None
    licence = "all rights reserved"
    republish = "quote"
    nature = "press"
    cadence = "daily"
    expects = Expectations(every_days=7, at_least=10)

    address = "/feed/"
    checks = feed_checks(address)

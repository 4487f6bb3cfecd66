"""All that a crawl imports, for the process that every crawl is forked from (see program.py).

Scrapy imports what its settings name only when a crawl begins; and each process must make its own
reactor, so that is not imported here.
"""

import scrapy.core.downloader.handlers.http11
import scrapy.core.scheduler
import scrapy.extensions.throttle
import scrapy.pqueues
import scrapy.spidermiddlewares.referer
import scrapy.squeues
import scrapy.statscollectors  # noqa: F401

import crawler.bodies
import crawler.guard
import crawler.patience
import crawler.pipeline
import crawler.robots  # noqa: F401
from crawler.command import spiders

spiders()

"""A full crawl: all of a site read and kept, against what a user would write with Scrapy.

The clients take turns, each as a program of its own, on the same server: delaywatch as an operator
runs it (text, versions, raw bodies, ledger), Scrapy with parsel and batched inserts, and Scrapy
that only fetches. Each must have fetched every page, or the round does not count.
"""

from benchmarks.crawl.clients import measure
from benchmarks.crawl.notes import NOTES

__all__ = ["NOTES", "measure"]

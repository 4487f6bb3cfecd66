"""What was newly told since a release, for those who were told before: corrections first.

finding     what is new to a reader: mending (what they were told and does not stand) and news
known       what they were told, by the releases that are kept; filters: what they want to be told
items       what a digest is made of; writing: as text
subscribers the file that says who is told what, and how; sending: all of them, exactly once
channels    the ways: file, mail (over smtp) and webhook; messages: what these share
"""

from tracker.digests.filters import Filter
from tracker.digests.finding import find, release_of
from tracker.digests.items import Digest, Item, Section
from tracker.digests.writing import FORMATS

__all__ = ["FORMATS", "Digest", "Filter", "Item", "Section", "find", "release_of"]

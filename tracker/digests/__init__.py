"""What was newly told since a release, for those who were told before: corrections first."""

from tracker.digests.finding import Digest, Item, Section, find, release_of
from tracker.digests.writing import FORMATS

__all__ = ["FORMATS", "Digest", "Item", "Section", "find", "release_of"]

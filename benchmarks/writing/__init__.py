"""Writing what is read: the crawl's own writer against the same rows in bulk."""

from benchmarks.writing.notes import NOTES
from benchmarks.writing.sinks import measure

__all__ = ["NOTES", "measure"]

"""The parts, in the order in which they are run and told."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.measured import Measured


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name and title, and what its sizes are at the full share.

    Its module ``benchmarks.<name>`` has ``measure(share, rounds, scratch) -> Measured``, and
    ``NOTES``, what was found in it and what became of that, as paragraphs of Markdown.
    """

    name: str
    title: str
    full: str

    @property
    def measure(self) -> Callable[[float, int, Path], Measured]:
        """What measures it: (share of the full size, rounds, folder) -> Measured.

        The folder is that of the whole run: parts share what they make there under names of its
        own ("site-1", "world-0.1"), and so make it once.
        """
        found: Callable[[float, int, Path], Measured] = import_module(
            f"benchmarks.{self.name}"
        ).measure
        return found

    @property
    def notes(self) -> str:
        """What was found."""
        return str(import_module(f"benchmarks.{self.name}").NOTES)


PARTS = (
    Part("crawl", "A full crawl", "5,000 pages of about 58 KB and 200 PDFs on loopback"),
    Part("again", "The same crawl again", "the same site: nothing changed, 1 % changed, all asked"),
    Part("reading", "Reading texts", "20,000 sentences, 5,000 texts, 60 PDFs"),
    Part("writing", "Writing what is read", "20,000 rows, 5,000 readings"),
    Part("register", "Loading the register", "100,000 commitments, 500,000 events, as files"),
    Part("finding", "Extract and resolve", "1,000,000 documents, 100,000 commitments"),
    Part("publishing", "Publishing", "100,000 commitments, 500,000 events, 1,000,000 documents"),
    Part("pages", "Pages", "that file, at 1 and 8 readers at once"),
    Part("workers", "Past one machine", "workers over Redis on pages that are slow to read"),
)

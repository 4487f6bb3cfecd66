"""Reading texts: dates, statements, `extract` in processes, the text of PDFs and of pages.

Nothing here needs a network or a crawl: the sentences, texts and files are made here. Each peer
reads the same text in the same run, in turn with ours, and as its own documentation says.
"""

from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.reading import dates, deadlines, extracting, pages, pdfs, statements
from benchmarks.reading.notes import NOTES

__all__ = ["NOTES", "measure"]

_KINDS = (dates, statements, extracting, pdfs, pages, deadlines)


def measure(share: float, rounds: int, scratch: Path) -> Measured:
    """Each kind of reading at a share of its full size."""
    found = [kind.measure(share, rounds, scratch) for kind in _KINDS]
    return Measured(
        share=share,
        size={name: count for one in found for name, count in one.size.items()},
        figures=[figure for one in found for figure in one.figures],
        bars=[bar for one in found for bar in one.bars],
        missing={name: why for one in found for name, why in one.missing.items()},
    )

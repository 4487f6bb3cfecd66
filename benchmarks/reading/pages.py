"""The text of pages of about 58 KB, against trafilatura.

Ours is told where the article is, as a source of a known theme is, and walks that. trafilatura
finds the main text of any page, which is more, and is what a user without such a description would
take; a source that nobody described is read by it here as well.
"""

from functools import partial
from pathlib import Path

import trafilatura
from parsel import Selector

from benchmarks.measured import Figure, Measured
from benchmarks.reading.timing import seconds
from benchmarks.site.markup import Page, html_of
from crawler.text import text_of

_PAGES, _FOR_PEER = 1_000, 60
_WHEN = "2024-05-06T07:08:09+00:00"


def measure(share: float, rounds: int, _: Path) -> Measured:
    """Milliseconds of CPU a page, of ours and of trafilatura as it is and in its fast way."""
    pages = [html_of(Page(number, _WHEN, _WHEN)) for number in range(max(1, round(_PAGES * share)))]
    few = pages[: max(1, round(_FOR_PEER * share))]
    readers = {
        "page to text, the article known": (_article, pages),
        "page to text, trafilatura": (trafilatura.extract, few),
        "page to text, trafilatura, fast": (partial(trafilatura.extract, fast=True), few),
    }
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for read, _ in readers.values():
        read(pages[0])
    for _ in range(rounds):
        for name, (read, given) in readers.items():
            spent[name].append(1_000 * seconds(read, given) / len(given))
    return Measured(
        share=share,
        size={"pages": len(pages), "of them for trafilatura": len(few)},
        figures=[Figure(name, "CPU ms a page", tuple(values)) for name, values in spent.items()],
    )


def _article(page: str) -> str:
    article = Selector(page).css("article").get()
    return text_of(article or "")

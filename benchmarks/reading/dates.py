"""Dates in sentences, against dateparser.search_dates; and texts that are hard to read."""

import subprocess
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from dateparser.search import search_dates

from benchmarks.measured import Bar, Figure, Measured
from benchmarks.reading.texts import dated
from benchmarks.reading.timing import seconds
from tracker.dues import find_dues

SAID_ON = date(2025, 1, 15)
_SENTENCES, _FOR_PEER, _MEGABYTE, _STARTS = 20_000, 300, 1_000_000, 5
_LEAST = 20_000  # sentences a second
_REPEATED = (
    "7", " ", "\n", "by the end of ", "the end of ", "first half of ", "30 February 2025 ",
    "from January to ", "within 6 months of ", "6 months after ", "March and ", "Q1/", "\u00ad",
)  # fmt: skip
# As dateparser's documentation says for one language and for relative dates.
_SETTINGS = {"RELATIVE_BASE": datetime(2025, 1, 15), "PREFER_DATES_FROM": "future"}  # noqa: DTZ001


def measure(share: float, rounds: int, _: Path) -> Measured:
    """Sentences a second, of ours and the peer's; seconds for megabytes of repeated pieces."""
    sentences = dated(max(1, round(_SENTENCES * share)))
    few = sentences[: max(1, round(_FOR_PEER * share))]
    ours = partial(find_dues, said_on=SAID_ON)
    peer = partial(search_dates, languages=["en"], settings=_SETTINGS)
    ours(sentences[0]), peer(few[0])  # both read their tables the first time
    spent, peers = [], []
    for _ in range(rounds):
        spent.append(seconds(ours, sentences))
        peers.append(seconds(peer, few))
    speed = tuple(len(sentences) / one for one in spent)
    peer_speed = tuple(len(few) / one for one in peers)
    length = max(1, round(_MEGABYTE * share))
    hard = [(text * (length // len(text) + 1))[:length] for text in _REPEATED]
    return Measured(
        share=share,
        size={"sentences with dates": len(sentences), "of them for dateparser": len(few)},
        figures=[
            Figure("dates", "sentences a CPU second", speed),
            Figure("dates by dateparser.search_dates", "sentences a CPU second", peer_speed),
            Figure(
                "all sentences with dates", "CPU s", tuple(spent), grows=True, size=len(sentences)
            ),
            Figure(
                f"dates in {len(hard)} hard texts of one repeated piece", "CPU s",
                tuple(seconds(ours, hard) for _ in range(rounds)), grows=True,
                size=length * len(hard),
            ),
            Figure("import of tracker.dues", "s", (_import_seconds(),)),
        ],
        bars=[Bar("dates: sentences a second", median(speed), _LEAST, at_least=True, unit="")],
    )  # fmt: skip


def _import_seconds() -> float:
    """The seconds by which importing the grammar delays a fresh interpreter."""

    def start(code: str) -> float:
        begin = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return perf_counter() - begin

    return min(start("import tracker.dues") for _ in range(_STARTS)) - min(
        start("pass") for _ in range(_STARTS)
    )

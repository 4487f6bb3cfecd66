"""Statements in sentences and in whole texts; texts that are hard to read; claims joined."""

from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.measured import Bar, Figure, Measured
from benchmarks.reading.dates import SAID_ON
from benchmarks.reading.texts import labelled, mixed
from benchmarks.reading.timing import seconds
from tracker.resolve import cluster
from tracker.statements import find_statements

_SENTENCES, _MEGABYTE, _CLAIMS = 20_000, 1_000_000, 5_000
_LEAST = 1_000  # sentences a second
_REPEATED = ("x", "will be published ", "and the plan, ", "the of the of ", "(", "Q1/ by the ")


def measure(share: float, rounds: int, _: Path) -> Measured:
    """Sentences a second where nearly all promise something, and where few do."""
    count = max(1, round(_SENTENCES * share))
    promising, usual = list(islice(cycle(labelled()), count)), mixed(count)
    length = max(1, round(_MEGABYTE * share))
    hard = [(text * (length // len(text) + 1))[:length] for text in _REPEATED]
    claims = [
        {"sentence": sentence, "deliverable": None, "actor": None}
        for sentence in islice(cycle(labelled()), max(1, round(_CLAIMS * share)))
    ]
    read = partial(find_statements, said_on=SAID_ON)
    read(promising[0])
    spent = [(seconds(read, promising), seconds(read, usual)) for _ in range(rounds)]
    dense = tuple(len(promising) / one for one, _ in spent)
    sparse = tuple(len(usual) / one for _, one in spent)
    return Measured(
        share=share,
        size={"sentences that promise": len(promising), "sentences of texts": len(usual)},
        figures=[
            Figure("statements, where most promise", "sentences a CPU second", dense),
            Figure("statements, in texts", "sentences a CPU second", sparse),
            Figure(
                "all sentences that promise", "CPU s", tuple(one for one, _ in spent), grows=True,
                size=len(promising),
            ),
            Figure(
                f"statements in {len(hard)} hard texts of one repeated piece", "CPU s",
                tuple(seconds(read, hard) for _ in range(rounds)), grows=True,
                size=length * len(hard),
            ),
            Figure(
                "claims joined", "CPU s", tuple(_joining(claims) for _ in range(rounds)),
                grows=True, size=len(claims),
            ),
        ],
        bars=[
            Bar("statements: sentences a second", median(dense), _LEAST, at_least=True, unit="")
        ],
    )  # fmt: skip


def _joining(claims: list[dict[str, str | None]]) -> float:
    started = process_time()
    cluster(claims)
    return process_time() - started

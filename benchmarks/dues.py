"""How fast dates are read: sentences a second, seconds for hard megabytes, time to import.

Run by `make bench`. Each figure is the best of several passes over warm code: these
machines are noisy, and noise only ever adds. The sentences are of this file's own making.
"""

import subprocess
import sys
from datetime import date
from itertools import product
from time import perf_counter, process_time

from tracker.dues import find_dues

SAID_ON = date(2025, 1, 15)
PASSES = 5
MEGABYTE = 1_000_000
SUBJECTS = (
    "The Department will publish its response",
    "NHS England expects the first phase of the programme to be complete across all regions",
    "We intend to consult on the detail, including the duties on trusts and care boards,",
    "Ministers have asked officials to report back",
)
ENDS = (
    "by the end of 2025.", "in spring 2026.", "in due course.", "before the summer recess.",
    "in Q3 2025/26.", "over the next 12 to 18 months.", "on 31 March 2026.", "in the coming weeks.",
    "no later than October.", "under section 12 of the Care Act 2014.", "as the evidence may show.",
    "for all 2,040 patients who were waiting longer than 18 weeks.", "from April 2026 onwards.",
    "in the second half of next year.", "within six months of Royal Assent.", "with great care.",
)  # fmt: skip
REPEATED = (
    "7", " ", "\n", "by the end of ", "the end of ", "first half of ", "30 February 2025 ",
    "from January to ", "within 6 months of ", "6 months after ", "March and ", "Q1/", "\u00ad",
)  # fmt: skip


def main() -> None:
    """Print every figure."""
    sentences = [f"{subject} {end}" for subject, end in product(SUBJECTS, ENDS)] * 20
    print(f"{'sentences a second':32} {len(sentences) / best(sentences):>10,.0f}")
    print(f"{'import of tracker.dues, seconds':32} {import_seconds():>10.3f}")
    for text in REPEATED:
        megabyte = text * (MEGABYTE // len(text))
        print(f"{f'1 MB of {text!r}, seconds':32} {best([megabyte], passes=3):>10.2f}")


def best(texts: list[str], passes: int = PASSES) -> float:
    """The processor seconds of the fastest pass over all texts, after one that does not count."""
    if passes > 3:
        read(texts)
    return min(read(texts) for _ in range(passes))


def read(texts: list[str]) -> float:
    """The processor seconds that one pass takes."""
    start = process_time()
    for text in texts:
        find_dues(text, SAID_ON)
    return process_time() - start


def import_seconds() -> float:
    """The seconds by which importing the grammar delays a fresh interpreter."""

    def start(code: str) -> float:
        begin = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return perf_counter() - begin

    return min(start("import tracker.dues") for _ in range(PASSES)) - min(
        start("pass") for _ in range(PASSES)
    )


if __name__ == "__main__":
    main()

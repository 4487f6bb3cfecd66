"""Sentences and texts as bodies publish them: most promise nothing, and lengths are skewed."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

from benchmarks.site.words import chance, sentence

_LABELLED = Path(__file__).parents[2] / "tests/tracker/statements/sentences.jsonl"
_SUBJECTS = (
    "The Department will publish its response",
    "NHS England expects the first phase of the programme to be complete across all regions",
    "We intend to consult on the detail, including the duties on trusts and care boards,",
    "Ministers have asked officials to report back",
)
_ENDS = (
    "by the end of 2025.", "in spring 2026.", "in due course.", "before the summer recess.",
    "in Q3 2025/26.", "over the next 12 to 18 months.", "on 31 March 2026.", "in the coming weeks.",
    "no later than October.", "under section 12 of the Care Act 2014.", "as the evidence may show.",
    "for all 2,040 patients who were waiting longer than 18 weeks.", "from April 2026 onwards.",
    "in the second half of next year.", "within six months of Royal Assent.", "with great care.",
)  # fmt: skip
# A text has so many sentences: the median, how far they spread, and the longest.
_MEDIAN, _SPREAD, _LONGEST = 12, 1.1, 2_000
_PROMISING = 0.08  # of the sentences of a text
_TABLES, _TYPESET = 0.04, 0.3  # of its paragraphs, and of the texts


def dated(count: int) -> list[str]:
    """So many sentences, most of which name a time: the hardest mixture for the reader of dates."""
    made = [f"{subject} {end}" for subject, end in product(_SUBJECTS, _ENDS)]
    return [made[number % len(made)] for number in range(count)]


def labelled() -> list[str]:
    """The sentences of the project's own tests: most of them promise, slip or deny something."""
    lines = _LABELLED.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["sentence"]) for line in lines]


def mixed(count: int) -> list[str]:
    """So many sentences as they follow one another in texts."""
    found: list[str] = []
    for text in texts(count):
        found += [one for line in text.split("\n") for one in line.split(". ")]
        if len(found) >= count:
            return found[:count]
    return found


def texts(count: int) -> Iterator[str]:
    """So many texts, the same ones each time; a line is a paragraph or the row of a table."""
    promising = labelled()
    for number in range(count):
        random = chance(f"text {number}")
        text = "\n".join(_paragraphs(random, promising))
        yield _typeset(text) if random.random() < _TYPESET else text


def _paragraphs(random: Random, promising: list[str]) -> Iterator[str]:
    left = min(max(1, round(random.lognormvariate(0, _SPREAD) * _MEDIAN)), _LONGEST)
    while left > 0:
        if random.random() < _TABLES:
            cells = random.choice(promising), sentence(random), f"{random.randint(1, 90)} %"
            yield " | ".join(cells)
            left -= 2
            continue
        several = min(left, random.randint(1, 6))
        yield " ".join(
            random.choice(promising) if random.random() < _PROMISING else sentence(random)
            for _ in range(several)
        )
        left -= several


def _typeset(text: str) -> str:
    """The same with the signs of printed pages: no-break spaces, dashes, round quotes."""
    for plain, printed in (
        (" 20", "\u00a020"),
        ("'", "\u2019"),
        (" - ", " \u2013 "),
        ("(", "\u201c"),
    ):
        text = text.replace(plain, printed)
    return text.replace(")", "\u201d")

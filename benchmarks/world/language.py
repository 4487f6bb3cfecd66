"""Sentences of made-up words that are as unequal as those of a language."""

import random
from collections.abc import Iterator
from itertools import accumulate

from benchmarks.world.rows import COMMON, RARE

DIFFERENT = 20_000  # sentences, of which texts are made
_WORDS = 20_000
_MIDDLE, _SPREAD, _MOST = 1.95, 0.8, 300  # sentences of a text: exp(1.95) is 7


def sentences(dice: random.Random) -> Iterator[str]:
    """All of them; two in three have the common word."""
    letters = "bcdfghjklmnprstvw"
    words = [
        "".join(dice.choice(letters) + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))
        for _ in range(_WORDS)
    ]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for number in range(DIFFERENT):
        chosen = dice.choices(words, cum_weights=weights, k=dice.randint(8, 22))
        if number % 3:
            chosen[len(chosen) // 2] = COMMON
        yield f"{' '.join(chosen).capitalize()}."


def text(dice: random.Random, known: list[str], number: int) -> str:
    """The text of a document: paragraphs of a few sentences each."""
    count = min(_MOST, max(1, round(dice.lognormvariate(_MIDDLE, _SPREAD))))
    chosen = dice.choices(known, k=count)
    if number % 100_000 == 1:
        chosen[-1] += f" {RARE.capitalize()}."
    return "\n\n".join(" ".join(chosen[at : at + 3]) for at in range(0, count, 3))

"""A few words of what went and of what came, for sources that may only be quoted."""

from itertools import takewhile
from typing import Final

from tracker.changes.difference import Difference
from tracker.register.model import MAX_WORDS_QUOTED

# So many words stand before the first that is different.
_LEAD: Final = 3


def quotes(found: Difference) -> tuple[str | None, str | None]:
    """At most eight words in a row of what went, and of what came; None where nothing did."""
    if found.altered:
        i, j = found.altered[0]
        old, new = found.removed[i].text.split(), found.added[j].text.split()
        return _around(old, new), _around(new, old)
    firsts = [side[0].text.split() if side else None for side in (found.removed, found.added)]
    removed, added = (_cut(words, 0) if words else None for words in firsts)
    return removed, added


def _around(words: list[str], others: list[str]) -> str:
    pairs = zip(words, others, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return _cut(words, max(min(same - _LEAD, len(words) - MAX_WORDS_QUOTED), 0))


def _cut(words: list[str], start: int) -> str:
    quote = " ".join(words[start : start + MAX_WORDS_QUOTED])
    cut = start + MAX_WORDS_QUOTED < len(words)
    return f"{'… ' if start else ''}{quote}{' …' if cut else ''}"

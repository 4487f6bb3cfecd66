"""Elections and changes of government, as context for charts: they explain nothing by themselves.

``landmarks.csv`` has a row a day: polling days of general elections (``election``), as the House of
Commons Library lists them, and the days on which a new Prime Minister took office
(``government``). What happened after KNOWN_UNTIL is not in it, and nobody may say from its silence
that nothing did.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

# The table lacks nothing between these two days: the first is the oldest polling day in it; on the
# second the Parliament of 2024 still sat (parliaments.csv) and its Prime Minister was in office.
KNOWN_FROM: Final = date(2005, 5, 5)
KNOWN_UNTIL: Final = date(2026, 1, 9)
KINDS: Final = ("election", "government")


def rows() -> Iterator[dict[str, str]]:
    """All of them by day: day (ISO), kind (one of KINDS), label, source (an address)."""
    yield from (dict(row) for row in _table())


@cache
def _table() -> tuple[dict[str, str], ...]:
    with (files(__package__) / "landmarks.csv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))

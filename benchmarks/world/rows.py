"""What the modules of a world share: its days and names, and how rows are put in."""

import random
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

AS_OF = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
FIRST_DAY = date(2012, 1, 1)
DAYS = (AS_OF - FIRST_DAY).days
BODIES, SOURCES, TOPICS = 60, 8, 40
RARE = "zyzzyva"  # one document in a hundred thousand has it
COMMON = "service"  # nearly all have it

Values = tuple[Any, ...]
# Of a thousand documents, how many are of one of the first sources.
_UP_TO = (450, 700, 840, 910, 950, 975, 990)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many commitments and documents there are; all else follows from these."""

    commitments: int
    documents: int


def day(dice: random.Random) -> date:
    """Some day between the first and that of counting."""
    return FIRST_DAY + timedelta(days=dice.randrange(DAYS))


def body_of(number: int) -> int:
    """The body of a commitment: one has half of them, the next half of the rest, and so on."""
    return min((number & -number).bit_length() - 1, 9) if number else 0


def slug(number: int) -> str:
    """The name of a commitment."""
    return f"plan-{number}"


def source_of(number: int) -> str:
    """The source of a document: each has fewer than the one before it, the last few hardly any."""
    return f"source_{bisect(_UP_TO, number * 2_654_435_761 % 1000)}"


def insert(db: Database, table: str, columns: str, rows: Iterable[Values]) -> None:
    """Rows into a table; ``columns`` are names with spaces between."""
    names = columns.split()
    places = ", ".join("?" for _ in names)
    db.conn.executemany(f"insert into {table} ({', '.join(names)}) values ({places})", rows)

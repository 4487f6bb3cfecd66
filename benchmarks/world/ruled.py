"""Commitments that rules made from days that sources announce: one in twenty."""

import random

from sqlite_utils import Database

from benchmarks.world.rows import Sizes, Values, day, insert, source_of

_ORIGIN = "rule:release-date"


def add(db: Database, dice: random.Random, size: Sizes) -> None:
    """Releases with a day each, on pages that were read; three in four of the past came on it."""
    numbers = range(1, size.commitments // 20 + 1)
    days = {n: day(dice).isoformat() for n in numbers}
    insert(
        db, "commitments", "slug title owner topic kind selection summary origin",
        ((f"release-{n}", f"Statistics {n}", f"Source {n % 8}", "statistics", "scheduled_release",
          "structured", "A release whose day is announced.", _ORIGIN) for n in numbers),
    )  # fmt: skip
    insert(
        db,
        "commitment_bodies",
        "commitment position body role",
        ((f"release-{n}", 1, f"body-{n % 8}", "lead") for n in numbers),
    )
    insert(
        db, "announced_dates",
        "version_id position kind key title words earliest latest precision state",
        ((_page_of(n, size), 1, "release", f"statistics {n}", f"Statistics {n}", days[n], days[n],
          days[n], "day", "confirmed") for n in numbers),
    )  # fmt: skip
    insert(
        db, "structured_commitments", "source sample kind key part commitment",
        ((source_of(_page_of(n, size)), 0, "release", f"statistics {n}", "", f"release-{n}")
         for n in numbers),
    )  # fmt: skip
    insert(
        db, "structured_readings", "source sample kind key made_from",
        ((source_of(_page_of(n, size)), 0, "release", f"statistics {n}", "rules")
         for n in numbers if n % 50),
    )  # fmt: skip
    insert(
        db, "events",
        "commitment seq origin event made_on made_on_precision made_on_basis who voice due_phrase "
        "due_kind due_earliest due_latest confidence checked",
        (row for n in numbers for row in _events(n, days[n])),
    )  # fmt: skip


def _page_of(number: int, size: Sizes) -> int:
    return 1 + number * 10 % (size.documents - 10)


def _events(number: int, on: str) -> list[Values]:
    slug, known = f"release-{number}", ("day", "statement", f"Source {number % 8}", "on_record")
    promised = (slug, None, _ORIGIN, "promised", "2012-01-01", *known, on, "precise", on, on,
                "read_directly", "original")  # fmt: skip
    if number % 4 == 0:
        return [promised]
    return [promised, (slug, None, _ORIGIN, "delivered", on, *known, None, "none", None, None,
                       "read_directly", "original")]  # fmt: skip

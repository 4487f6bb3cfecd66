"""Complete cohorts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True)
class Cohort:
    """A complete cohort."""

    def row(self) -> dict[str, Any]:
        """As it is published."""
        return {}

    def curve(self) -> Iterator[dict[str, Any]]:
        """The steps of its curve."""
        yield from ()


def cohorts(_db: Database, _as_of: date) -> Iterator[Cohort]:
    """None yet."""
    yield from ()

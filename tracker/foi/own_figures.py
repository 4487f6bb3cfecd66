"""What bodies say of their own FOI answers, letter for letter.

``own_figures.csv`` has a row a body and period; the lines that begin with "#" at its top say how a
new quarter is added. Nothing is added up here, and no figure is mended.
"""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sqlite_utils import Database

from db.sources import body_names

COMMENT = "#"


def rows(db: Database) -> Iterator[dict[str, str]]:
    """The figures of the bodies that the database knows; columns are ``REFERENCE``'s, all text.

    The row of a body that it does not know would point nowhere and is left out.
    """
    known = body_names(db)
    yield from (dict(row) for row in table() if row["body"] in known)


@cache
def table() -> tuple[dict[str, str], ...]:
    """All rows of the file, as they stand there."""
    with (files(__package__) / "own_figures.csv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith(COMMENT)))

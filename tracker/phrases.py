"""Families of phrases."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from db.phrases import phrases_in_use


def families(db: Database) -> Iterator[dict[str, Any]]:
    """Each phrase with its family."""
    for words in phrases_in_use(db):
        yield {"words": words, "family": words.lower()}

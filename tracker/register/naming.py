"""Hold every text of the register against the rule of who may be named (``tracker.names``)."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel

from tracker.names import TO_DO, Named, Place, refused, why_refused
from tracker.register.files import Place as Field

# Fields whose text is not written by us, or that say whose word it is; all others are our words.
_PLACES: Final[dict[str, Place]] = {
    "who": "speaker", "requester": "asker", "publisher": "publisher",
}  # fmt: skip
# Addresses and words of a list are no prose; who checked a step is never published; the words of a
# reply are the body's, shown as it wrote them.
_NO_PROSE: Final = frozenset({"url", "slug", "id", "by", "words", "body", "published", "reference"})


def refused_names(plain: dict[str, Any]) -> Iterator[tuple[Field, str]]:
    """Of the dump of a file: each field with a name that may not stand there, why, what to do."""
    if not _has_any(plain):  # nearly always so, and found out without a thought for fields
        return
    for field, place, text in _texts(plain, ()):
        for named in _refused(text, place):
            yield field, f"{why_refused(named)} - {TO_DO}"


def _has_any(row: dict[str, Any]) -> bool:
    """Whether any text of a mapping, or below it, has a name that may not stand there."""
    for name, part in row.items():
        if isinstance(part, str):
            if name not in _NO_PROSE and _refused(part, _place_of(name, row)):
                return True
        elif isinstance(part, dict):
            if _has_any(part):
                return True
        elif isinstance(part, list):
            for one in part:
                if _has_any(one) if isinstance(one, dict) else _refused(one, "own_words"):
                    return True
    return False


# Words of a list and days come again and again, and so do the titles of sources.
@lru_cache(1 << 14)
def _refused(text: str, place: Place) -> tuple[Named, ...]:
    return tuple(refused(text, place))


def texts_of(entry: BaseModel) -> Iterator[tuple[Field, Place, str]]:
    """Every text of a file that a reader may see: its field, whose words it is, the text."""
    yield from _texts(entry.model_dump(mode="python"), ())


def _texts(value: Any, field: Field) -> Iterator[tuple[Field, Place, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str):
                if name not in _NO_PROSE:
                    yield (*field, name), _place_of(name, value), part
            elif part is not None:
                yield from _texts(part, (*field, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            if isinstance(part, str):
                yield (*field, index), "own_words", part
            else:
                yield from _texts(part, (*field, index))


def _place_of(name: str, row: dict[str, Any]) -> Place:
    """A title of a source is its headline, unless it says that it is our description."""
    is_source = "publisher" in row
    if name == "title" and is_source and row.get("title_basis") != "descriptive":
        return "headline"
    return _PLACES.get(name, "own_words")

"""Hold every text of the register against the rule of who may be named (``tracker.names``)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from tracker.names import TO_DO, Place, refused, why_refused
from tracker.register.files import FOI_FOLDER, Register, line_of
from tracker.register.files import Place as Field

# Fields whose text is not written by us, or that say whose word it is; all others are our words.
_PLACES: Final[dict[str, Place]] = {
    "who": "speaker", "requester": "asker", "publisher": "publisher",
}  # fmt: skip
# Addresses and words of a list are no prose; who checked a step is never published; the words of a
# reply are the body's, shown as it wrote them.
_NO_PROSE: Final = frozenset({"url", "slug", "id", "by", "words", "body", "published", "reference"})


def faults_of_names(register: Register) -> list[str]:
    """A line (file, line, field, what, what to do) a name that may not stand where it stands."""
    entries: list[tuple[Path, BaseModel]] = [
        (register.path_of(entry.slug), entry) for entry in register.commitments
    ]
    entries += [
        (register.folder / FOI_FOLDER / f"{request.id}.yml", request)
        for request in register.foi_requests
    ]
    return [fault for path, entry in entries for fault in _faults(path, entry)]


def _faults(path: Path, entry: BaseModel) -> Iterator[str]:
    for field, place, text in texts_of(entry):
        for named in refused(text, place):
            dotted = ".".join(str(part + 1 if isinstance(part, int) else part) for part in field)
            yield f"{path}:{line_of(path, field)}: {dotted}: {why_refused(named)} - {TO_DO}"


def texts_of(entry: BaseModel) -> Iterator[tuple[Field, Place, str]]:
    """Every text of a file that a reader may see: its field, whose words it is, the text."""
    yield from _texts(entry.model_dump(mode="python"), ())


def _texts(value: Any, field: Field) -> Iterator[tuple[Field, Place, str]]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name not in _NO_PROSE:
                yield (*field, name), _place_of(name, value), part
            elif not isinstance(part, str):
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

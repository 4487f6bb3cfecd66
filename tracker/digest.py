"""Short digests, of our own code and of plain values: what they change for is made again."""

import hashlib
import json
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_DIGITS = 12


def digest_of(*names: str, also: str = "") -> str:
    """Twelve digits that change whenever a file does; ``names`` are packages or modules of tracker.

    ``also`` is anything else that decides, such as the version of a library.
    """
    whole = hashlib.sha256(also.encode())
    for name in names:
        for path in sorted(_files(files("tracker") / name), key=lambda path: path.name):
            whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:_DIGITS]


def digest_of_values(values: Iterable[Any]) -> str:
    """Sixteen digits that change whenever one of these plain values does."""
    return hashlib.sha256(json.dumps(list(values), default=str).encode()).hexdigest()[:16]


def _files(place: Traversable) -> list[Traversable]:
    """The files of a package that decide; every sort of file must be known to do so or not to."""
    if place.is_file():
        return [place]
    return [path for path in place.iterdir() if path.name not in _NOT_DECIDING]


_NOT_DECIDING = frozenset({"__pycache__", "README.md"})

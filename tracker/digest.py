"""A short digest of our own code and tables: what was made by other rules is made again."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

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


def _files(place: Traversable) -> list[Traversable]:
    if place.is_file():
        return [place]
    return [path for path in place.iterdir() if path.name.endswith((".py", ".csv", ".json"))]

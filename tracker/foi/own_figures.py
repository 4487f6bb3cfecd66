"""What bodies say of their own FOI answers."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    """None yet."""
    yield from ()

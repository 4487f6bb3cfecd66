"""Freedom of Information: the statutory clocks, the cases, the letters.

``deadline`` is the interface that other programs rely on. It is fetched when it is first asked
for: the command line imports this package at every call, and most calls count nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.foi.deadlines import deadline

__all__ = ["deadline"]


def __getattr__(name: str) -> Any:
    if name != "deadline":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from tracker.foi.deadlines import deadline  # noqa: PLC0415 - see above

    return deadline

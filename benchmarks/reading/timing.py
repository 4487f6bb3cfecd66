"""Seconds of the processor, of this process and of the children that it has waited for."""

import resource
from collections.abc import Callable, Iterable
from time import process_time
from typing import TypeVar

T = TypeVar("T")


def seconds(read: Callable[[T], object], texts: Iterable[T]) -> float:
    """The processor seconds of this process for reading all texts."""
    started = process_time()
    for text in texts:
        read(text)
    return process_time() - started


def of_children() -> float:
    """The processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

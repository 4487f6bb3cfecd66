"""How a cost grows with the size of the work: the exponent of a power law over the shares."""

from collections import defaultdict
from collections.abc import Iterable
from math import log

from benchmarks.measured import Figure, Measured

LINEAR = 1.0
# Sizes are a tenth of each other: noise of a tenth of a cost moves an exponent by less than that.
TOLERANCE = 0.1


def exponent(sizes: list[float], costs: list[float]) -> float:
    """The exponent k with which costs grow as size to the k: the slope over the logarithms.

    >>> round(exponent([1, 10, 100], [3, 30, 300]), 2), round(exponent([1, 10], [5, 500]), 2)
    (1.0, 2.0)
    """
    xs, ys = [log(size) for size in sizes], [log(cost) for cost in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum(
        (a - x) ** 2 for a in xs
    )


def growing(measured: Iterable[Measured]) -> dict[str, list[Figure]]:
    """The figures of all shares that grow, smallest first, by name; those of one size are left out.

    Of a cost that should not hang on what is stored, the size is what is stored.
    """
    found: dict[str, list[Figure]] = defaultdict(list)
    for one in sorted(measured, key=lambda one: one.share):
        for figure in one.figures:
            if figure.grows and figure.size and figure.median > 0:
                found[figure.name].append(figure)
    return {name: figures for name, figures in found.items() if figures[0].size != figures[-1].size}


def exponents(measured: Iterable[Measured]) -> dict[str, list[float]]:
    """Of each figure that grows: the exponent over all shares, then that over the last two.

    What starts at a cost of its own looks cheaper than it grows over small shares; the last step
    tells.
    """
    return {name: [_of(figures), _of(figures[-2:])] for name, figures in growing(measured).items()}


def _of(figures: list[Figure]) -> float:
    return exponent([figure.size or 0 for figure in figures], [figure.median for figure in figures])

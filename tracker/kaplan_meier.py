"""The share that still waits after so many days, what has not ended being counted as well.

E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations" (1958). The
bounds are those of Greenwood's variance on the scale of log(-log S), which keeps them between 0
and 1: J. D. Kalbfleisch and R. L. Prentice, "The Statistical Analysis of Failure Time Data".
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

_Z: Final = 1.959963984540054  # of the normal distribution, for 95 %
_HALF: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Wait:
    """So many days, after which it ended (``came``) or was followed no further."""

    days: int
    came: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something came, and the share that was still waiting after it.

    ``low`` and ``high`` are its bounds at 95 %, None once nothing waits. A last step on which
    nothing came says until when the others were followed.
    """

    days: int
    at_risk: int
    came: int
    waiting: Fraction
    low: float | None
    high: float | None


def curve(waits: Iterable[Wait]) -> list[Step]:
    """The steps of the curve, by day; days may be negative.

    What is followed until a day is at risk on that day.

    >>> [(step.days, float(step.waiting)) for step in curve([Wait(2, True), Wait(5, False)])]
    [(2, 0.5), (5, 0.5)]
    """
    waits = list(waits)
    ends = Counter(wait.days for wait in waits)
    came = Counter(wait.days for wait in waits if wait.came)
    at_risk, share, variance, steps = len(waits), Fraction(1), 0.0, []
    last = max(ends, default=0)
    for day in sorted(ends):
        if came[day]:
            share *= Fraction(at_risk - came[day], at_risk)
            if at_risk > came[day]:
                variance += came[day] / (at_risk * (at_risk - came[day]))
        if came[day] or day == last:
            low, high = _bounds(share, variance)
            steps.append(Step(day, at_risk, came[day], share, low, high))
        at_risk -= ends[day]
    return steps


def median(steps: Iterable[Step]) -> int | None:
    """The first day after which no more than half waited; None where half had not come."""
    return next((step.days for step in steps if step.waiting <= _HALF), None)


def _bounds(share: Fraction, variance: float) -> tuple[float | None, float | None]:
    if not share:
        return None, None
    if share == 1:
        return 1.0, 1.0
    survival = float(share)
    spread = _Z * math.sqrt(variance) / abs(math.log(survival))
    return survival ** math.exp(spread), survival ** math.exp(-spread)

"""What a part measured: figures, the bars they are held against, and how they grow."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured, once a round.

    name
      What, in a few words; the same at every share.
    unit
      What one value counts: "CPU ms a page", "MiB", "requests", "pages a second".
    values
      One a round; where one pass is all that a round costs, one value.
    grows
      The cost of all of the work, in this unit, is expected to grow with ``size``, at most as fast:
      its exponent is worked out over the shares.
    size
      How many pages, documents or sentences the work was over; needed where it ``grows``.
    """

    name: str
    unit: str
    values: tuple[float, ...]
    grows: bool = False
    size: float | None = None

    @property
    def median(self) -> float:
        """The value to quote."""
        return median(self.values)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bound that a figure, or a ratio of two of the same rounds, is held against.

    ``bound`` is the most that ``value`` may be, or the least where ``at_least``.
    """

    name: str
    value: float
    bound: float
    at_least: bool = False
    unit: str = "x"

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Measured:
    """What one part gave at one share of its full size.

    ``size`` says of what, in words and numbers ("pages": 5000). ``missing`` are peers that could
    not be measured, each with why.
    """

    share: float
    size: dict[str, int]
    figures: list[Figure]
    bars: list[Bar] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one part: when, where and how it was measured, at which shares."""

    part: str
    at: str
    rounds: int
    machine: dict[str, str]
    measured: list[Measured]


def ratio(one: Iterable[float], other: Iterable[float]) -> float:
    """The median of the ratios of two things that were measured in the same rounds.

    >>> ratio([2, 30, 8], [1, 10, 2])
    3.0
    """
    return median(a / b for a, b in zip(one, other, strict=True))


def keep(folder: Path, kept: Kept) -> Path:
    """Write what is kept of a part; returns the file."""
    path = folder / f"{kept.part}.json"
    path.write_text(json.dumps(asdict(kept), indent=1) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> Kept:
    """Read a file of ``keep``."""
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    measured = [
        Measured(
            share=one["share"],
            size=one["size"],
            figures=[Figure(**{**f, "values": tuple(f["values"])}) for f in one["figures"]],
            bars=[Bar(**bar) for bar in one["bars"]],
            missing=one["missing"],
        )
        for one in row["measured"]
    ]
    return Kept(row["part"], row["at"], row["rounds"], row["machine"], measured)

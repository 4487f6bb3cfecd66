"""RESULTS.md: every figure that is kept, with the command that gives it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.growth import LINEAR, TOLERANCE, exponents
from benchmarks.measured import Bar, Figure, Kept, Measured, read
from benchmarks.parts import PARTS, Part

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.md"
KEPT = FOLDER / "results"
_HEAD = """\
# What delaywatch costs

Made by `make bench` (`python -m benchmarks`); not to be edited: `python -m benchmarks --report`
writes it anew from results/. A value is the median of its rounds. A ratio is the median of the
ratios of things that were measured in the same rounds, in turn. Machines are noisy: a ratio or
processor time tells more than seconds do.
"""


def report(kept_in: Path = KEPT, parts: Sequence[Part] = PARTS) -> str:
    """The whole page, of the parts that were measured."""
    sections = [_section(part, path) for part in parts if (path := _path(kept_in, part)).exists()]
    return "\n".join([_HEAD, *sections])


def _path(kept_in: Path, part: Part) -> Path:
    return kept_in / f"{part.name}.json"


def _section(part: Part, path: Path) -> str:
    return "\n".join(_lines(part, read(path))) + "\n"


def _lines(part: Part, kept: Kept) -> Iterator[str]:
    full = max(kept.measured, key=lambda one: one.share)
    yield f"## {part.title}\n"
    yield f"Full size: {part.full}. Measured on {kept.at}, {kept.rounds} rounds:\n"
    yield f"    python -m benchmarks {part.name}\n"
    if full.bars:
        yield from _bars(full.bars, full.share)
    for one in sorted(kept.measured, key=lambda one: -one.share):
        yield from _figures(one)
    yield from _growth(kept.measured)
    for name, why in full.missing.items():
        yield f"Not measured: {name}: {why}.\n"
    yield f"{part.notes.strip()}\n"
    yield "On: " + "; ".join(f"{name} {what}" for name, what in kept.machine.items()) + "."


def _bars(bars: list[Bar], share: float) -> Iterator[str]:
    if share != 1:
        yield f"Bars are for the full size; this is {share:.0%} of it.\n"
    yield "| Bar | Measured | Bound | |\n|---|---|---|---|"
    for bar in bars:
        side = "at least" if bar.at_least else "at most"
        held = "kept" if bar.holds else "**missed**"
        yield (
            f"| {bar.name} | {_number(bar.value)} {bar.unit} | "
            f"{side} {_number(bar.bound)} {bar.unit} | {held} |"
        )
    yield ""


def _figures(one: Measured) -> Iterator[str]:
    size = ", ".join(f"{count:,} {what}" for what, count in one.size.items())
    yield f"At {one.share:.0%} ({size}):\n"
    yield "| What | Median | Least to most | Unit |\n|---|---|---|---|"
    for figure in one.figures:
        yield f"| {figure.name} | {_number(figure.median)} | {_spread(figure)} | {figure.unit} |"
    yield ""


def _spread(figure: Figure) -> str:
    if len(figure.values) == 1:
        return "once"
    return f"{_number(min(figure.values))} to {_number(max(figure.values))}"


def _growth(measured: list[Measured]) -> Iterator[str]:
    found = exponents(measured)
    if not found:
        return
    yield "Growth: the cost goes with the size to the power of\n"
    yield "| What | Over all sizes | Over the last step | |\n|---|---|---|---|"
    for name, (overall, last) in found.items():
        worse = "**worse than linear**" if last > LINEAR + TOLERANCE else ""
        yield f"| {name} | {overall:.2f} | {last:.2f} | {worse} |"
    yield ""


def _number(value: float) -> str:
    """A figure in three digits that mean something.

    >>> [_number(value) for value in (21711.4, 379.2, 3.284, 0.0017)]
    ['21,711', '379', '3.28', '0.0017']
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"

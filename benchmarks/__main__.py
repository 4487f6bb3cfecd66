"""Run parts of the benchmarks: ``python -m benchmarks [PART ...]``."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks.machine import machine
from benchmarks.measured import Kept, Measured, keep
from benchmarks.parts import PARTS, Part
from benchmarks.report import KEPT, RESULTS, report

SHARES = (0.01, 0.1, 1.0)
NAMES = [part.name for part in PARTS]


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES), metavar="[PART]...")
@click.option(
    "--share", "shares", multiple=True, type=float, help="Of the full size. [1%, 10%, 100%]"
)
@click.option("--rounds", default=3, show_default=True, help="Of which the median is quoted.")
@click.option(
    "--scratch", type=click.Path(path_type=Path),
    help="Folder for what is made, kept afterwards. [a temporary one]",
)  # fmt: skip
@click.option("--report", "only_report", is_flag=True, help="Measure nothing; write the page anew.")
def main(
    names: tuple[str, ...], shares: tuple[float, ...], rounds: int, scratch: Path | None,
    only_report: bool,
) -> None:  # fmt: skip
    """Measure these parts (all, if none is named), and write RESULTS.md anew.

    Ends with 1 where a bar was missed at the full size.
    """
    chosen = [] if only_report else [part for part in PARTS if part.name in (names or NAMES)]
    missed = False
    with tempfile.TemporaryDirectory(prefix="delaywatch-bench-") as made:
        for part in chosen:
            missed |= _run(part, shares or SHARES, rounds, scratch or Path(made))
            RESULTS.write_text(report(), encoding="utf-8")
    RESULTS.write_text(report(), encoding="utf-8")
    sys.exit(1 if missed else 0)


def _run(part: Part, shares: tuple[float, ...], rounds: int, scratch: Path) -> bool:
    """Measure one part at each share and keep that; returns whether a bar was missed."""
    on, measured = machine(), []
    for share in shares:
        click.echo(f"{part.name} at {share:.0%}: {datetime.now(UTC):%H:%M:%S}")
        measured.append(part.measure(share, rounds, scratch))
        _tell(measured[-1])
    KEPT.mkdir(exist_ok=True)
    keep(KEPT, Kept(part.name, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", rounds, on, measured))
    return any(not bar.holds for one in measured if one.share == 1 for bar in one.bars)


def _tell(one: Measured) -> None:
    for figure in one.figures:
        click.echo(f"  {figure.name:60} {figure.median:12,.4g} {figure.unit}")
    for bar in one.bars:
        said = "kept" if bar.holds else "MISSED"
        click.echo(f"  {bar.name:60} {bar.value:12,.4g} {bar.unit} ({said}: {bar.bound:g})")


if __name__ == "__main__":
    main()

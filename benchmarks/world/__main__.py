"""Make a world: ``python -m benchmarks.world FOLDER``."""

from pathlib import Path
from time import perf_counter

import click

from benchmarks.world import COMMITMENTS, DOCUMENTS, Sizes, fill, make


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--commitments", default=COMMITMENTS, show_default=True)
@click.option("--documents", default=DOCUMENTS, show_default=True)
@click.option("--publish", "published", is_flag=True, help="Publish it, too.")
def main(folder: Path, commitments: int, documents: int, *, published: bool) -> None:
    """Make FOLDER/delaywatch.db."""
    begun = perf_counter()
    if published:
        make(folder, commitments, documents)
    else:
        fill(folder / "delaywatch.db", Sizes(commitments, documents))
    click.echo(
        f"{commitments:,} commitments, {documents:,} documents: {perf_counter() - begun:.0f} s"
    )


if __name__ == "__main__":
    main()

"""The published file that is served."""

import shutil
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from benchmarks.world import AS_OF, NOW, world
from db.connection import connect
from tracker.publish import publish


def published(share: float, scratch: Path) -> Path:
    """The folder of the release over the database of a share, made once in a run."""
    folder = scratch / f"pages-{share:g}"
    current = folder / "published" / "current"
    if not current.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Publishing writes down what it told: the database of all parts stays as it is.
        copy = shutil.copy(world(share, scratch), folder / "delaywatch.db")
        with closing(connect(Path(copy)).conn) as connection:
            publish(Database(connection), folder / "published", AS_OF, NOW)
        Path(copy).unlink()
    return current.resolve()

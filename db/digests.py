"""Which release each reader was told last."""

from sqlite_utils import Database


def last_told(db: Database, reader: str) -> int | None:
    """The number of the release that a reader was told last; None for one who never was."""
    found = db.execute(
        "select release from digests where reader = ? order by id desc limit 1", [reader]
    ).fetchone()
    return None if found is None else int(found[0])


def remember(
    db: Database, reader: str, *, since: int, release: int, made_at: str, sha256: str
) -> None:
    """Keep that a reader is told of a release, and by which text; to be called in ``writing``."""
    db.table("digests").insert(
        {
            "reader": reader, "since": since, "release": release, "made_at": made_at,
            "sha256": sha256,
        }
    )  # fmt: skip
